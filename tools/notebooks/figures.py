"""Plotly figures without what depends on measured values."""

from __future__ import annotations

import json
import re

from quantities import is_time, without_numbers

PLOTLY = "application/vnd.plotly.v1+json"
TICKS = {"dtick", "hoverformat", "minor", "range", "tickformat", "ticktext", "tickvals"}
LABELS = {"hovertext", "text", "textposition", "texttemplate"}  # of points: what they say and where there is room
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
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
    """Its skeleton, but with what stands on axes that have no times."""
    others = {"x", "y"} - timed_axes(figure)
    traces = [{**skeleton(trace), **{key: trace[key] for key in others & trace.keys()}} for trace in figure["data"]]
    return {**skeleton(figure), "data": traces}


def timed_axes(figure: dict) -> set[str]:
    """The letters of the axes, x or y, that are titled as times."""
    layout = figure.get("layout", {})
    return {key[0] for key, axis in layout.items() if AXIS.fullmatch(key) and is_time(_title(axis))}


def _title(axis: dict) -> str:
    title = axis.get("title") or ""
    return title if isinstance(title, str) else title.get("text", "")


def _following(part: dict) -> set[str]:
    """An axis' ticks follow from the values, and a trace's labels; an axis' title is a `text`, too, and does not."""
    return TICKS | LABELS if part.get("type") in ("scatter", "bar") else TICKS
