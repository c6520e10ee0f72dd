"""Holds a notebook's new results against the ones it was saved with: compare.py SAVED EXECUTED

Exit code 0: all that must come again has come again. 1: the cells that differ are printed, each as a diff. 2: none was
saved with a result, so that there is nothing to hold the new ones against.
"""

from __future__ import annotations

import difflib
import math
import re
import sys
from itertools import islice

import nbformat
from comparable import comparable, stale_names
from nbformat import NotebookNode
from quantities import NUMBER

MOST_LINES = 40
LONGEST_LINE = 160
FLOAT32_DIGITS = 7
PLAIN = re.compile(r"-?\d+(?P<fraction>\.\d+)?(e[+-]?\d+)?")  # no separators, no version


def same(saved: str, new: str) -> bool:
    """Whether lines differ in nothing but the rounding of float32 arithmetic, whose order machines choose."""
    pairs = list(zip(re.findall(NUMBER, saved), re.findall(NUMBER, new)))
    return re.sub(NUMBER, "#", saved) == re.sub(NUMBER, "#", new) and all(a == b or close(a, b) for a, b in pairs)


def close(a: str, b: str) -> bool:
    """Only a fraction printed to all of float32's digits can be such a result: not a count, not a table's value."""
    both = [PLAIN.fullmatch(number) for number in (a, b)]
    precise = any(match and match["fraction"] and digits(match[0]) >= FLOAT32_DIGITS for match in both)
    return precise and all(both) and math.isclose(float(a), float(b), rel_tol=1e-5)


def digits(number: str) -> int:
    return len(re.sub(r"e.*|\D", "", number).lstrip("0"))


def difference(saved: NotebookNode, new: NotebookNode) -> list[str]:
    """The lines of a diff, none where the results are the same."""
    before, after = comparable(saved), comparable(new)
    if len(before) == len(after):
        after = [old if same(old, line) else line for old, line in zip(before, after)]
    lines = difflib.unified_diff(before, after, "saved", "this run", n=2, lineterm="")
    stale = [f"measured names {name!r}, which no column or key is called" for name in sorted(stale_names(new))]
    return [*lines, *stale]


def shown(lines: list[str]) -> str:
    cut = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in islice(lines, MOST_LINES)]
    more = [f"… {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    return "\n".join(f"    {line}" for line in [*cut, *more])


def code_cells(path: str) -> list[NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def has_run(cell: NotebookNode) -> bool:
    return cell.execution_count is not None or bool(cell.outputs)


def main(saved_path: str, executed_path: str) -> int:
    cells = list(zip(code_cells(saved_path), code_cells(executed_path), strict=True))
    found = [(number, new, lines) for number, (saved, new) in enumerate(cells, 1) if (lines := difference(saved, new))]
    if found and not any(has_run(saved) for saved, _ in cells):
        return 2
    for number, cell, lines in found:
        first_line = next(iter(cell.source.splitlines()), "")
        print(f"\nCode cell {number}: {first_line}\n{shown(lines)}")
    if found:
        print(f"\n{saved_path}: {len(found)} of {len(cells)} cells gave other results than it was saved with.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
