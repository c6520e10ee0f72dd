"""What a run of a cell must give again, as lines of text.

A cell's outputs are compared to the letter, but for what its metadata names as measured:

    {"convbook": {"measured": ["Median, ms", "slope p"]}}

The names are columns of its tables and keys of its objects; their values depend on the machine or on the time. Of those
values only the kind counts: a number, a text, or nothing. All other columns and rows stay compared to the letter. What is
drawn or said about measured values (a chart's ticks, a caption's conditions) is compared without its numbers. Progress
bars that ran full are no results.

Where the metadata names nothing, not even by an empty list, times are told by their units (times.py).
"""

from __future__ import annotations

import hashlib
import json
import re

from figures import PLOTLY, skeleton
from nbformat import NotebookNode
from quantities import kind, without_numbers
from texts import change_values, has_key, table_in
from times import SORT_KEY, shows_times, untimed

FULL_BAR = re.compile(r".* █+ (\d+)/\1, [\d.]+ s")


def measured_names(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("convbook", {}).get("measured", []))


def stale_names(cell: NotebookNode) -> set[str]:
    """Names that no column and no key of the outputs has: they would hide what comes to be called so."""
    texts = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return {name for name in measured_names(cell) if not any(_occurs(name, text) for text in texts)}


def comparable(cell: NotebookNode) -> list[str]:
    """The cell's number and its outputs; equal lists are equal results."""
    lines = [f"In [{cell.execution_count}]"]
    for output in _joined(cell.outputs):
        for mime, content in _contents(output):
            shown = _shown(cell, output, mime, content)
            lines += [f"{output.output_type}, {mime}:", *(f"  {line}" for line in shown)]
    return lines


def _shown(cell: NotebookNode, output: NotebookNode, mime: str, content: object) -> list[str]:
    if names := measured_names(cell):
        return _measured(mime, content, names)
    if "measured" in cell.metadata.get("convbook", {}):
        return _exact(mime, content)
    if mime.startswith("image/"):
        return [] if shows_times(output) else _exact(mime, content)
    return _exact(mime, untimed(mime, content))


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The outputs, with what was written to one stream in a row as one: some programs save each write by itself."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            joined[-1] = NotebookNode(last, text=last.text + output.text)
        else:
            joined.append(output)
    return joined


def _contents(output: NotebookNode) -> list[tuple[str, object]]:
    """MIME types (or a stream's name) and what they hold; the plain text first."""
    if output.output_type == "stream":
        return [(output.name, output.text)]
    if output.output_type == "error":
        return [("error", f"{output.ename}: {output.evalue}")]
    text = output.data.get("text/plain", "")
    if output.output_type == "display_data" and FULL_BAR.fullmatch(text):
        return []
    return sorted(output.data.items(), key=lambda item: (item[0] != "text/plain", item[0]))


def _exact(mime: str, content: object) -> list[str]:
    if not isinstance(content, str):
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    if mime in ("text/html", "image/svg+xml"):
        return content.replace("><", ">\n<").splitlines()
    if mime.startswith("image/"):
        return [f"SHA-256 {hashlib.sha256(content.encode()).hexdigest()}"]
    return content.splitlines()


def _measured(mime: str, content: object, names: set[str]) -> list[str]:
    if mime == PLOTLY:
        return json.dumps(skeleton(content), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    if mime == "text/html":  # its text is that of the plain table
        return sorted({SORT_KEY.sub("", tag) for tag in re.findall("<[^>]*>", str(content))})
    if mime.startswith("image/"):  # drawn from the figure
        return []
    return _measured_text(str(content), names)


def _measured_text(text: str, names: set[str]) -> list[str]:
    table = table_in(text)
    if not table:
        for name in names:
            text = change_values(text, name, kind)
        return text.splitlines()
    rows = [
        "  ".join(kind(value) if title in names else value for title, value in zip(table.titles, row))
        for row in table.rows
    ]
    if names.issuperset(table.titles):  # nothing tells its rows apart, and the machine may decide how many there are
        rows = list(dict.fromkeys(rows))
    return [*map(without_numbers, table.above), "  ".join(table.titles), *rows, *map(without_numbers, table.below)]


def _occurs(name: str, text: str) -> bool:
    table = table_in(text)
    return name in table.titles if table else has_key(name, text)
