"""Plotly figures without what depends on measured values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from quantities import is_time, without_numbers, without_time, without_times

PLOTLY = "application/vnd.plotly.v1+json"
TICKS = {"dtick", "hoverformat", "minor", "range", "tickformat", "ticktext", "tickvals"}
LABELS = {"hovertext", "text", "textposition", "texttemplate"}  # of points: what they say and where there is room
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
ROOM = {"cliponaxis", "textangle"}  # go with labels that are shown where there is room
PLACES = [("", ""), ("", "0"), ("d", ""), ("error_", "")]  # what places a trace on its axes: y, y0, dy, error_y
ENDS = {"array", "arrayminus", "value", "valueminus"}  # of an error bar
AXIS = re.compile(r"[xy]axis\d*")


def skeleton(value: object) -> object:
    """A figure without its numbers and what follows from them; equal items of a list count once."""
    if isinstance(value, dict):
        return {key: skeleton(item) for key, item in value.items() if key not in _following(value)}
    if isinstance(value, list):
        distinct = {json.dumps(item, sort_keys=True): item for item in map(skeleton, value)}
        return list(distinct.values())
    if isinstance(value, str):
        return value if COLOUR.fullmatch(value) else without_numbers(value)
    return value if isinstance(value, bool) or value is None else "#"


def without_timed_axes(figure: dict) -> dict:
    """All of it but what stands on axes of times and what follows from that."""
    axes = timed_axes(figure)
    untimed = {
        **figure,
        "data": [_untimed_trace(trace, axes) for trace in figure["data"]],
        "layout": _untimed_layout(figure["layout"], axes),
    }
    return _change_texts(untimed, without_times)


def timed_axes(figure: dict) -> set[str]:
    """The axes that are titled as times, by the names that traces refer to them with: "y", "y2"."""
    layout = figure.get("layout", {})
    return {_reference(key) for key, axis in layout.items() if AXIS.fullmatch(key) and is_time(_title(axis))}


def _reference(key: str) -> str:
    return key.replace("axis", "")


def _untimed_trace(trace: dict, axes: set[str]) -> dict:
    timed = {letter for letter in "xy" if trace.get(f"{letter}axis", letter) in axes}
    numbers = {f"{before}{letter}{after}" for letter in timed for before, after in PLACES}
    if not numbers & trace.keys():
        return trace
    if ("x" if trace.get("orientation") == "h" else "y") in timed:
        numbers.add("base")
    labels = {key: _change_texts(trace[key], without_time) for key in ("text", "hovertext") if key in trace}
    if _chosen(trace.get("text"), trace.get("hovertext")):
        del labels["text"]
    kept = {key: _numberless(item) if key in numbers else item for key, item in trace.items() if key not in ROOM | LABELS}
    return {**kept, **labels}


def _untimed_layout(layout: dict, axes: set[str]) -> dict:
    """Without the margins, too: they leave room for the ticks."""
    return {key: _untimed_part(key, part, axes) for key, part in layout.items() if key != "margin"}


def _untimed_part(key: str, part: object, axes: set[str]) -> object:
    if AXIS.fullmatch(key) and _reference(key) in axes:
        return {name: item for name, item in part.items() if name not in TICKS}
    return [_untimed_mark(mark, axes) for mark in part] if key in ("annotations", "shapes") else part


def _untimed_mark(mark: dict, axes: set[str]) -> dict:
    timed = {letter for letter in "xy" if mark.get(f"{letter}ref", letter) in axes}
    return {key: "#" if key[0] in timed and key[1:] in ("", "0", "1") else item for key, item in mark.items()}


def _chosen(shown: object, all_labels: object) -> bool:
    """Whether labels are shown where there is room, and all of them only when pointed at."""
    if not isinstance(shown, list) or not isinstance(all_labels, list) or len(shown) != len(all_labels):
        return False
    return all(label in ("", full) for label, full in zip(shown, all_labels))


def _numberless(value: object) -> object:
    """Each number still counts as one; of an error bar only its ends go."""
    if isinstance(value, dict):
        return {key: _numberless(item) if key in ENDS else item for key, item in value.items()}
    if isinstance(value, list):
        return [_numberless(item) for item in value]
    return "#" if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _change_texts(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, dict):
        return {key: _change_texts(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_change_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _title(axis: dict) -> str:
    title = axis.get("title") or ""
    return title if isinstance(title, str) else title.get("text", "")


def _following(part: dict) -> set[str]:
    """An axis' ticks follow from the values, and a trace's labels; an axis' title is a `text`, too, and does not."""
    return TICKS | LABELS if part.get("type") in ("scatter", "bar") else TICKS
