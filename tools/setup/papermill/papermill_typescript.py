"""Parameters of TypeScript notebooks for papermill: `papermill in.ipynb out.ipynb -p rate 0.5`.

papermill has translators for the languages that it knows and no entry point for further ones. Of engines it asks when it
is imported; this module is such an engine's (papermill's own, under one more name) and registers the translator meanwhile.
So nothing but papermill ever loads it.
"""

import json
import math
import re
from contextvars import ContextVar
from typing import Iterator

from papermill.engines import NBClientEngine  # the entry point's object
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

__all__ = ["NBClientEngine", "TypeScriptTranslator"]

# Number.MAX_SAFE_INTEGER: beyond it, a number may not be the integer that was given.
SAFE_INTEGER = 2**53 - 1

# The types that the notebook states for its parameters. papermill tells a translator of the notebook's own cell only when it
# asks which parameters there are, just before it asks for the new values.
stated_types: ContextVar[dict[str, str]] = ContextVar("stated_types", default={})


class TypeScriptTranslator(Translator):
    """Values as TypeScript literals, and what a cell tagged `parameters` declares.

    Values are declared with `let`: they have the same type (number, string …) whatever the value, so that a notebook does
    not compile with one value and fail with another, and cells may assign to them. Where the notebook states a type, or its
    literal shows one, the new value has to have it too: a text for a number's parameter fails, with TypeScript's message.
    """

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_escaped_str(cls, str_val):
        """A string: JSON's are TypeScript's. Also what has no literal of its own, such as a date of a YAML file."""
        return json.dumps(str(str_val))

    @classmethod
    def translate_int(cls, val):
        """A number, or a bigint where a number would be another integer."""
        return str(val) if abs(val) <= SAFE_INTEGER else f"{val}n"

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return repr(val)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(map(cls.translate, val))}]"

    @classmethod
    def translate_dict(cls, val):
        entries = (f"{cls.key(key)}: {cls.translate(value)}" for key, value in val.items())
        return f"{{ {', '.join(entries)} }}" if val else "{}"

    @classmethod
    def key(cls, key):
        """A property's name. In brackets it is never more than a name: `"__proto__": …` would set the prototype."""
        name = cls.translate_str(key if isinstance(key, str) else cls.translate(key))
        return f"[{name}]" if key == "__proto__" else name

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".rstrip() for line in cmt_str.splitlines())

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        types = stated_types.get()
        stated_types.set({})
        lines = (cls.declare(name, types.get(name), value) for name, value in parameters.items())
        return "".join(f"{line}\n" for line in (cls.comment(comment), *lines))

    @classmethod
    def declare(cls, name, stated, value):
        small = stated == "bigint" and type(value) is int and abs(value) <= SAFE_INTEGER
        literal = f"{value}n" if small else cls.translate(value)
        return f"let {name}: {stated} = {literal};" if stated else f"let {name} = {literal};"

    @classmethod
    def inspect(cls, parameters_cell):
        """The variables that the cell declares, with the type that they state or that their literal shows."""
        parameters = [
            Parameter(name, annotation or literal_type(value), value, note)
            for name, annotation, value, note in declarations(parameters_cell["source"])
        ]
        known = (parameter for parameter in parameters if parameter.inferred_type_name not in UNKNOWN)
        stated_types.set({parameter.name: parameter.inferred_type_name for parameter in known})
        return parameters


# papermill's names for the type of null, and for one that is not seen at a glance.
UNKNOWN = ("NoneType", "None")

TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<string> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*` )
    | (?P<word> [\w$]+ )
    | (?P<open> [\[({] )
    | (?P<close> [\])}] )
    | (?P<space> [^\S\n]+ )
    | (?P<sign> => | [=!<>]=+ | . | \n )
    """,
    re.VERBOSE | re.DOTALL,
)

DECLARATION = re.compile(r"(?:export\s+)?(?:const|let|var)\s+(?P<list>.*)", re.DOTALL)
DECLARATOR = re.compile(r"(?P<name>[^\W\d][\w$]*|[$][\w$]*)\s*(?P<rest>[:=].*)", re.DOTALL)

# A line that ends on one of these goes on in the next.
UNFINISHED = tuple("=+-*/%&|?:,<.")


def declarations(source: str) -> Iterator[tuple[str, str, str, str]]:
    """The name, stated type, value and comment of each variable that a cell declares with a value."""
    for code, note in logical_lines(source):
        for statement in split(code, ";"):
            declaration = DECLARATION.fullmatch(statement)
            for declared in declarators(declaration["list"]) if declaration else []:
                annotation, *value = split(declared["rest"], "=")
                if value:
                    yield declared["name"], annotation.removeprefix(":").strip(), " = ".join(value), note


def declarators(source: str) -> Iterator[re.Match]:
    """The variables of one declaration. A comma with no further name behind it is a type's, as in `Map<string, number>`."""
    listed = [""]
    for part in split(source, ","):
        if DECLARATOR.fullmatch(part):
            listed.append(part)
        else:
            listed[-1] += f", {part}"
    return filter(None, map(DECLARATOR.fullmatch, listed))


def logical_lines(source: str) -> Iterator[tuple[str, str]]:
    """The source's lines, those that belong together as one, each without comments and with the last comment in it."""
    code, note, depth = "", "", 0
    for token in TOKEN.finditer(source + "\n"):
        kind, piece = token.lastgroup, token.group()
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if kind == "comment":
            note = piece.removeprefix("//").strip() if piece.startswith("//") else note
        elif piece != "\n":
            code += piece
        elif depth == 0 and not code.rstrip().endswith(UNFINISHED):
            yield code.strip(), note
            code, note = "", ""


def split(code: str, sign: str) -> list[str]:
    """The parts of a line between these signs, but for those in brackets and texts."""
    parts, depth = [""], 0
    for token in TOKEN.finditer(code):
        depth += {"open": 1, "close": -1}.get(token.lastgroup, 0)
        if depth == 0 and token.group() == sign:
            parts.append("")
        else:
            parts[-1] += token.group()
    return [part.strip() for part in parts]


NUMBER = re.compile(r"[-+]?(?:(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?|Infinity)|NaN")


def literal_type(value: str) -> str:
    """A literal's type by papermill's rules: "None" for what is not seen at a glance, "NoneType" for null."""
    if value in ("true", "false"):
        return "boolean"
    if value in ("null", "undefined"):
        return "NoneType"
    if value[0] in "\"'`" and TOKEN.fullmatch(value):
        return "string"
    if re.fullmatch(r"-?\d[\d_]*n", value):
        return "bigint"
    return "number" if NUMBER.fullmatch(value) else "None"


papermill_translators.register("typescript", TypeScriptTranslator)
