"""Outputs without the times in them, where a cell does not say itself what is measured (quantities.py tells times).

All else stays to the letter. Only a picture that shows what a table or a figure beside it has times of goes: it cannot be
read.
"""

from __future__ import annotations

import html
import re
from itertools import count

from figures import PLOTLY, timed_axes, without_timed_axes
from nbformat import NotebookNode
from quantities import is_time, without_time, without_times
from texts import change_values, keys_in, table_in

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"(?P<tag><t[hd]\b[^>]*>)(?P<content>.*?)(?=</t[hd]>)", re.DOTALL)
TAG_OR_TEXT = re.compile(r"(?P<tag><[^>]*>)|[^<]+")
SORT_KEY = re.compile(r' data-value="[^"]*"')


def shows_times(output: NotebookNode) -> bool:
    """Whether it has a table or a figure of times."""
    data = output.get("data", {})
    table = table_in(data.get("text/plain", ""))
    return any(map(is_time, table.titles if table else [])) or bool(timed_axes(data.get(PLOTLY, {})))


def untimed(mime: str, content: object) -> object:
    """The content of an output, of any type but a picture's, without its times."""
    if mime == PLOTLY:
        return without_timed_axes(content) if timed_axes(content) else content
    if not isinstance(content, str):
        return content
    return _untimed_html(content) if mime == "text/html" else _untimed_text(content)


def _untimed_text(text: str) -> str:
    table = table_in(text)
    if not table:
        for name in filter(is_time, keys_in(text)):
            text = change_values(text, name, without_time)
        return without_times(text)
    change = [without_time if is_time(title) else without_times for title in table.titles]
    rows = [[new(value) for new, value in zip(change, row)] for row in table.rows]
    if rows == table.rows:  # no time's length has moved its columns
        return without_times(text)
    lines = [*table.above, "  ".join(table.titles), *map("  ".join, rows), *table.below]
    return without_times("\n".join(lines))


def _untimed_html(text: str) -> str:
    return without_times(TABLE.sub(lambda table: _untimed_table(table[0]), text))


def _untimed_table(table: str) -> str:
    """An HTML table, whose first row holds the titles."""
    titles = [_text(cell["content"]) for row in ROW.findall(table)[:1] for cell in CELL.finditer(row)]
    timed = {i for i, title in enumerate(titles) if is_time(title)}

    def untimed_row(row: re.Match[str]) -> str:
        column = count()
        return CELL.sub(lambda cell: _untimed_cell(cell, next(column) in timed), row[0])

    return ROW.sub(untimed_row, table)


def _untimed_cell(cell: re.Match[str], is_timed: bool) -> str:
    change = without_time if is_timed else without_times
    content = TAG_OR_TEXT.sub(lambda part: part["tag"] or change(part[0]), cell["content"])
    return cell[0] if content == cell["content"] else SORT_KEY.sub("", cell["tag"]) + content


def _text(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup)).strip()
