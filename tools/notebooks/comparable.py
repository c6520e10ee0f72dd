"""What a run of a cell must give again, as lines of text.

A cell's outputs are compared to the letter, but for what its metadata names as measured:

    {"convbook": {"measured": ["Median, ms", "slope p"]}}

The names are columns of its tables and keys of its objects; their values depend on the machine or on the time. Of those
values only the kind counts: a number, a text, or nothing. All other columns and rows stay compared to the letter. What is
drawn or said about measured values (a chart's ticks, a caption's conditions) is compared without its numbers. Progress
bars that ran full are no results.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from nbformat import NotebookNode

PLOTLY = "application/vnd.plotly.v1+json"
NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)*(?:e[+-]?\d+)?"
QUANTITY = re.compile(rf"{NUMBER}(?: – {NUMBER})?(?P<unit> ?[%\w/]+)?")
NOTHING = {"", "—", "NaN", "∞", "-∞", "null", "undefined", "Infinity", "-Infinity"}
RULE = re.compile("─+")
GAP = re.compile(" {2,}")
MACHINE = re.compile(r"\bon [^,]+, \d+ threads?")
FULL_BAR = re.compile(r".* █+ (\d+)/\1, [\d.]+ s")
TICKS = {"dtick", "hoverformat", "minor", "range", "tickformat", "ticktext", "tickvals"}
LABELS = {"hovertext", "text", "textposition", "texttemplate"}  # of points: what they say and where there is room
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
SORT_KEY = re.compile(r' data-value="[^"]*"')


def measured_names(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("convbook", {}).get("measured", []))


def stale_names(cell: NotebookNode) -> set[str]:
    """Names that no column and no key of the outputs has: they would hide what comes to be called so."""
    texts = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return {name for name in measured_names(cell) if not any(_occurs(name, text) for text in texts)}


def comparable(cell: NotebookNode) -> list[str]:
    """The cell's number and its outputs; equal lists are equal results."""
    names = measured_names(cell)
    lines = [f"In [{cell.execution_count}]"]
    for output in cell.outputs:
        for kind, content in _contents(output):
            shown = _measured(kind, content, names) if names else _exact(kind, content)
            lines += [f"{output.output_type}, {kind}:", *(f"  {line}" for line in shown)]
    return lines


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


def _exact(kind: str, content: object) -> list[str]:
    if not isinstance(content, str):
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    if kind in ("text/html", "image/svg+xml"):
        return content.replace("><", ">\n<").splitlines()
    if kind.startswith("image/"):
        return [f"SHA-256 {hashlib.sha256(content.encode()).hexdigest()}"]
    return content.splitlines()


def _measured(kind: str, content: object, names: set[str]) -> list[str]:
    if kind == PLOTLY:
        return json.dumps(_skeleton(content), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    if kind == "text/html":  # its text is that of the plain table
        return sorted({SORT_KEY.sub("", tag) for tag in re.findall("<[^>]*>", str(content))})
    if kind.startswith("image/"):  # drawn from the figure
        return []
    return _measured_text(str(content), names)


def _measured_text(text: str, names: set[str]) -> list[str]:
    table = _table(text)
    if not table:
        for name in names:
            text = _key(name).sub(lambda match: match[1] + _kind(match[2]), text)
        return text.splitlines()
    rows = [
        "  ".join(_kind(value) if title in names else value for title, value in zip(table.titles, row))
        for row in table.rows
    ]
    if names.issuperset(table.titles):  # nothing tells its rows apart, and the machine may decide how many there are
        rows = list(dict.fromkeys(rows))
    return [*map(_without_numbers, table.above), "  ".join(table.titles), *rows, *map(_without_numbers, table.below)]


@dataclass
class Table:
    """A table in plain text: what stands above and below, its columns' titles and its rows."""

    above: list[str]
    titles: list[str]
    rows: list[list[str]]
    below: list[str]


def _table(text: str) -> Table | None:
    lines = text.splitlines()
    rules = [i for i, line in enumerate(lines) if RULE.fullmatch(line)]
    if not rules or rules[0] == 0:
        return None
    first, last = rules[0], rules[1] if len(rules) > 1 else len(lines)
    grid = [lines[first - 1], *lines[first + 1 : last]]
    # A column begins behind two places that are blank in all lines.
    covered = "".join(" " if all(line[i : i + 1] in ("", " ") for line in grid) else "x" for i in range(max(map(len, grid))))
    ends = [gap.span() for gap in GAP.finditer(covered)]
    spans = zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), None])
    columns = [slice(*span) for span in spans]
    titles, *rows = [[line[column].strip() for column in columns] for line in grid]
    return Table(lines[: first - 1], titles, rows, lines[last + 1 :])


def _occurs(name: str, text: str) -> bool:
    table = _table(text)
    return name in table.titles if table else bool(_key(name).search(text))


def _key(name: str) -> re.Pattern[str]:
    """An object's key with its value, as Node's inspect prints them."""
    return re.compile(rf"((?<![\w']){re.escape(name)}: |'{re.escape(name)}': )([^,}}\n]*[^,}}\s])")


def _kind(value: str) -> str:
    if value in NOTHING:
        return value
    quantity = QUANTITY.fullmatch(value)
    return f"#{quantity['unit'] or ''}" if quantity else "…"


def _without_numbers(text: str) -> str:
    return re.sub(NUMBER, "#", MACHINE.sub("on …, # threads", text))


def _following(part: dict) -> set[str]:
    """An axis' ticks follow from the values, and a trace's labels; an axis' title is a `text`, too, and does not."""
    return TICKS | LABELS if part.get("type") in ("scatter", "bar") else TICKS


def _skeleton(value: object) -> object:
    """A figure without its numbers and what follows from them; equal items of a list count once."""
    if isinstance(value, dict):
        return {key: _skeleton(item) for key, item in value.items() if key not in _following(value)}
    if isinstance(value, list):
        distinct = {json.dumps(item, sort_keys=True): item for item in map(_skeleton, value)}
        return list(distinct.values())
    if isinstance(value, str):
        return value if COLOUR.fullmatch(value) else _without_numbers(value)
    return value if isinstance(value, bool) or value is None else "#"
