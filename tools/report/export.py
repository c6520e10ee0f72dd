"""Prints a notebook as an HTML page: export.py NOTEBOOK. Formulas stay TeX, each in a span that says whether it is inline."""

import sys
from html import escape
from pathlib import Path

import nbformat
from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

PLOTLY = "application/vnd.plotly.v1+json"


class FormulaRenderer(IPythonRenderer):
    """Marks formulas, which nbconvert would leave to MathJax in the browser."""

    def inline_math(self, body: str) -> str:
        return f'<span data-tex="inline">{escape(body)}</span>'

    def block_math(self, body: str) -> str:
        return f'<span data-tex="display">{escape(body)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


class ReportExporter(HTMLExporter):
    """The lab page with our template, charts as data, and marked formulas."""

    @property
    def default_config(self) -> Config:
        config = super().default_config
        config.NbConvertBase.display_data_priority = [PLOTLY, *config.NbConvertBase.display_data_priority]
        return config

    @pass_context
    def markdown2html(self, context, source: str) -> str:
        attachments = context.get("cell", {}).get("attachments", {})
        path = context.get("resources", {}).get("metadata", {}).get("path", "")
        renderer = FormulaRenderer(escape=False, attachments=attachments, embed_images=True, path=path)
        return MarkdownWithMath(renderer=renderer).render(source)


def main(notebook: Path) -> None:
    exporter = ReportExporter(
        template_name="template",
        extra_template_basedirs=[str(Path(__file__).parent)],
    )
    page, _ = exporter.from_filename(str(notebook))
    sys.stdout.write(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
