"""Numbers in outputs, and which of them are times.

A number is a time, or a rate, where its unit says so: in a text the unit behind it (12.9 ms, 131 images/s), in a table, an
object or a figure the name that it goes by, which is the unit (ms, seconds) or ends on it ("Median, ms", "time (s)",
"medianMs", "images per second"). What is a word or a letter as well is none: a stride s, "second" beside "first", the 1990s.
"""

from __future__ import annotations

import re

NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)*(?:e[+-]?\d+)?"
QUANTITY = re.compile(rf"{NUMBER}(?: – {NUMBER})?(?P<unit> ?[%\w/]+)?")
NOTHING = {"", "—", "NaN", "∞", "-∞", "null", "undefined", "Infinity", "-Infinity"}
# What computed, as captions and sessions say it: "wasm 4.22.0 on AMD EPYC, 1 thread", "wasm 4.22.0, 1 thread of AMD EPYC, …".
DEVICE = r"(?:(?! on |\d\.\d+(?!\w))[^,<\n])+"  # 2.20GHz may be part of a processor's name, 0.98 is a result
MACHINE = re.compile(
    r"\b(?P<engine>(?:onnxruntime|tensorflow|wasm|cpu)(?: \d+\.\d[\w.+-]*)?)"
    rf"(?: on {DEVICE}, \d+ threads?\b|, \d+ threads? of {DEVICE}(?=,))"
)

SPACE = "[ \u00a0\u202f]"
UNIT = r"(?:[nµμm]s|sec|(?:nano|micro|milli)?seconds|minutes|hours)"  # "min" is more often a minimum, "us" a word
TIME = rf"(?:{UNIT}|s|(?:nano|micro|milli)?second|minute|hour)"
RATE = r"[^\W\d]\w+(?:/s| per second)"  # of something that is counted, not m/s
DASH = " ?[–-] ?"
NO_TIME = rf"-?\d+(?:{DASH}\d+)?(?:s\b|{SPACE}s[ =:]+\d)"  # the 1990s; k 11 s 4
TIME_IN_TEXT = re.compile(
    rf"(?<![\w.])(?!{NO_TIME}){NUMBER}(?:{DASH}{NUMBER})?(?P<unit>{SPACE}?(?:{RATE}|{TIME})(?!\w))"
)
PER = r"(?: per \w+| ?/ ?\w+)?[)\]]?$"
TIME_NAME = re.compile(
    rf"^{UNIT}{PER}"
    rf"|[(\[,_] ?(?:s|{UNIT}){PER}"
    rf"|[^\W\d]\w+ ?/ ?(?:s|second|{UNIT})[)\]]?$"
    r"|[ _]per[ _]s(?:econd)?[)\]]?$"
    r"|[a-z\d](?:[NUM]s|Sec|PerSecond|(?:Nano|Micro|Milli)?[sS]econds|Minutes|Hours)$"
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


def without_machine(text: str) -> str:
    return MACHINE.sub(r"\g<engine> on …, # threads", text)


def without_times(text: str) -> str:
    return TIME_IN_TEXT.sub(lambda match: f"#{match['unit']}", without_machine(text))


def without_numbers(text: str) -> str:
    return re.sub(NUMBER, "#", without_machine(text))
