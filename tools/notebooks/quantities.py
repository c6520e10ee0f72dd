"""Numbers in outputs, and which of them are times.

A number is a time, or a rate, where its unit says so: in a text the unit behind it (12.9 ms, 131 images/s), in a table, an
object or a figure the name that it goes by, which ends on the unit ("Median, ms", "time (s)", "medianMs", "images per second").
"""

from __future__ import annotations

import re

NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)*(?:e[+-]?\d+)?"
QUANTITY = re.compile(rf"{NUMBER}(?: – {NUMBER})?(?P<unit> ?[%\w/]+)?")
NOTHING = {"", "—", "NaN", "∞", "-∞", "null", "undefined", "Infinity", "-Infinity"}
MACHINE = re.compile(r"\bon [^,<]+, \d+ threads?")

TIME = r"(?:[nµμm]?s|sec|(?:nano|micro|milli)?seconds?|minutes?|hours?)"  # "min" is more often a minimum, "us" a word
RATE = r"[^\W\d]\w*(?:/s| per second)"
TIME_IN_TEXT = re.compile(rf"(?<![\w.]){NUMBER}(?: ?[–-] ?{NUMBER})?(?P<unit>\s?(?:{RATE}|{TIME})(?!\w))")
TIME_NAME = re.compile(
    rf"(?:^|[\s(\[/_]){TIME}(?: per \w+| ?/ ?\w+)?[)\]]?$"
    r"|[a-z\d](?:[NUM]s|Sec|(?:Nano|Micro|Milli)?[sS]econds?|Minutes?|Hours?)$"
)


def is_time(name: str) -> bool:
    """Whether what goes by this name is a time or a rate."""
    return bool(TIME_NAME.search(name))


def kind(value: str) -> str:
    """Of a measured value only what it is: a number with its unit, a text, or nothing."""
    if value in NOTHING:
        return value
    quantity = QUANTITY.fullmatch(value)
    return f"#{quantity['unit'] or ''}" if quantity else "…"


def without_time(value: str) -> str:
    """What goes by a time's name, without its number; a text stays."""
    return f"#{quantity['unit'] or ''}" if (quantity := QUANTITY.fullmatch(value)) else without_times(value)


def without_times(text: str) -> str:
    return TIME_IN_TEXT.sub(lambda match: f"#{match['unit']}", MACHINE.sub("on …, # threads", text))


def without_numbers(text: str) -> str:
    return re.sub(NUMBER, "#", MACHINE.sub("on …, # threads", text))
