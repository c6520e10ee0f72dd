"""What plain text is laid out as: a table, as the kernel and the library print it, or an object, as Node and JSON do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

RULE = re.compile("─+")
GAP = re.compile(" {2,}")
KEY = re.compile(r"""([^\s:{},'"\[\]][^\n:{},'"\[\]]*): |(['"])([^\n]+?)\2: ?""")


@dataclass
class Table:
    """A table in plain text: what stands above and below, its columns' titles and its rows."""

    above: list[str]
    titles: list[str]
    rows: list[list[str]]
    below: list[str]


def table_in(text: str) -> Table | None:
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


def keys_in(text: str) -> set[str]:
    return {match[1] or match[3] for match in KEY.finditer(text)}


def has_key(name: str, text: str) -> bool:
    return bool(_property(name).search(text))


def change_values(text: str, name: str, change: Callable[[str], str]) -> str:
    """The text with all values of a key changed; of an array each item."""
    return _property(name).sub(lambda match: match[1] + _each(match[3], change), text)


def _property(name: str) -> re.Pattern[str]:
    key = re.escape(name)
    return re.compile(rf"""((?<![\w'"]){key}: |(['"]){key}\2: ?)(\[[^\]]*\]|[^,}}\n]*[^,}}\s])""")


def _each(value: str, change: Callable[[str], str]) -> str:
    if not value.startswith("["):
        return change(value)
    return f"[ {', '.join(change(item.strip()) for item in value.strip('[]').split(','))} ]"
