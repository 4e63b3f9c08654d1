"""One spelling for what the server itself prints in two ways, so that it shows as no difference.

`status in ('a', 'b')` on a varchar column is printed as a cast of the whole array; read back from that text, as casts
of the elements, which then stays: the parser hands the cast of an array down to what is in its brackets. Both mean the
same; the second is kept. Source: transformTypeCast in parser/parse_expr.c; observed on 14 to 18 with pg_dump.

A constant in a later branch of a union, below the top of a view, is printed `'a'::text`; read back from that text, as
`'a'::text AS text`: a cast names its column by its type anyway. The name is left out. Source: FigureColname in
parser/parse_target.c; observed likewise.

`a between 1 and 2 and b` is printed `((a >= 1) AND (a <= 2)) AND b`, and so are rows and lists that hold columns,
`a in (b, c, d)`; read back from that text, all that is joined by the same word on the left is one list without brackets
of its own. The list is kept. Source: makeAndExpr and makeOrExpr in parser/gram.y; observed likewise.

A join without a condition, `a natural join b` where no column has the same name in both, is printed `ON TRUE`, and read
back from that text `ON (true)`, which is kept. Source: get_from_clause_item in ruleutils.c; observed likewise.
"""

import re
from collections.abc import Iterator

AS_WRITTEN = frozenset({"body", "comment", "conninfo", "foreign_options", "label", "labels", "options", "settings"})
"""Attributes that the server keeps as they were written: it prints them in one way only."""
_ARRAY = "ARRAY["
_CAST = re.compile(r'\)::((?:"(?:[^"]|"")*"|[\w .]|\([\d,]+\))+)\[\]')
"""What stands after the brackets of an array that is cast as a whole: the type of the elements."""
_LITERAL = r"[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'"
_IDENTIFIER = r'"(?:[^"]|"")*"'
_TOKEN = re.compile(rf"{_LITERAL}|{_IDENTIFIER}|[][(),]", re.DOTALL)
"""Quoted text, in which brackets and commas say nothing, and the brackets and commas that say something."""
_NAMED = re.compile(
    rf"((?:{_LITERAL}|\bNULL|\((?:[\d.]+|'[-\d.]+'::[\w ]+)\))::((?:{_IDENTIFIER}|[\w .]|\([\d,]+\)|\[\])+?))"
    rf" AS ({_IDENTIFIER}|\w+)(?=[,)\s]|$)|{_LITERAL}|{_IDENTIFIER}",
    re.DOTALL,
)
"""A constant with its cast, the type of that, and its column's name; or quoted text, in which none of it counts."""
_SET_OPERATIONS = ("UNION", "INTERSECT", "EXCEPT")
_OWN_NAMES = {
    "integer": "int4",
    "bigint": "int8",
    "smallint": "int2",
    "boolean": "bool",
    "real": "float4",
    "double precision": "float8",
    "character varying": "varchar",
    "character": "bpchar",
    "bit varying": "varbit",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
}
"""Of types that SQL calls otherwise than the server does. Source: the system's grammar, SystemTypeName in gram.y."""


_JOINED = re.compile(rf"{_LITERAL}|{_IDENTIFIER}|[()]|\bON TRUE\b| (?:AND|OR) ", re.DOTALL)
"""Quoted text, brackets, the words that join conditions, and a join without one."""


def canonical(text: str) -> str:
    """The text in the one spelling."""
    if "ON TRUE" in text or ("((" in text and (" AND " in text or " OR " in text)):
        text = _with_flat_lists(text)
    if " AS " in text and any(word in text for word in _SET_OPERATIONS):
        text = _NAMED.sub(_without_name, text)
    return _with_cast_elements(text)


def _with_flat_lists(text: str) -> str:
    opened: list[tuple[int, str]] = []
    needless: list[tuple[int, int, str]] = []
    for token in _JOINED.finditer(text):
        start, end = token.span()
        if token[0] == "(":
            opened.append((start, ""))
        elif token[0] == ")" and opened:
            first, word = opened.pop()
            # The window frame `ROWS BETWEEN x AND y` never stands in brackets that others open just before.
            if word and text.startswith(word, end) and text.endswith("(", 0, first):
                needless += [(first, first + 1, ""), (start, end, "")]
        elif token[0] in (" AND ", " OR ") and opened:
            opened[-1] = (opened[-1][0], token[0])
        elif token[0] == "ON TRUE":
            needless.append((start, end, "ON (true)"))
    for start, end, instead in sorted(needless, reverse=True):
        text = f"{text[:start]}{instead}{text[end:]}"
    return text


def _without_name(found: re.Match[str]) -> str:
    constant, type_name, name = found.groups()
    if constant is None or name.strip('"') != _column_of(type_name):
        return found[0]
    return str(constant)


def _column_of(type_name: str) -> str:
    """What the server calls a column with a cast to this type."""
    plain = re.sub(r"\([\d,]+\)|\[\]", "", type_name)
    if plain.startswith("interval"):  # with fields behind it
        return "interval"
    name: str = re.findall(rf"{_IDENTIFIER}|[^.]+", plain)[-1]
    return _OWN_NAMES.get(plain, name.strip('"'))


def _with_cast_elements(text: str) -> str:
    if f"({_ARRAY}" not in text or "[]" not in text:
        return text
    while found := next(_cast_arrays(text), None):
        start, commas, end, cast = found
        elements = _with_cast(_parts(text, start, commas, end), cast[1])
        text = f"{text[: start - len(_ARRAY) - 1]}{elements}{text[cast.end() :]}"
    return text


def _cast_arrays(text: str) -> Iterator[tuple[int, list[int], int, re.Match[str]]]:
    """(Where its elements start, the commas between them, where they end, the cast) of each, inner ones first."""
    for start, commas, end in _brackets(text):
        cast = _CAST.match(text, end + 1)
        if cast and text.endswith(f"({_ARRAY}", 0, start):
            yield start, commas, end, cast


def _brackets(text: str) -> Iterator[tuple[int, list[int], int]]:
    """The same of everything in brackets, without a cast."""
    opened: list[tuple[int, list[int]]] = []
    for token in _TOKEN.finditer(text):
        if token[0] in "[(":
            opened.append((token.end(), []))
        elif token[0] == "," and opened:
            opened[-1][1].append(token.start())
        elif token[0] in "])" and opened:
            yield *opened.pop(), token.start()


def _parts(text: str, start: int, commas: list[int], end: int) -> list[str]:
    return [
        text[one:other].strip(" ")
        for one, other in zip([start, *(one + 1 for one in commas)], [*commas, end], strict=True)
    ]


def _with_cast(elements: list[str], type_name: str) -> str:
    return f"{_ARRAY}{', '.join(_cast(one, type_name) for one in elements)}]"


def _cast(element: str, type_name: str) -> str:
    """An element with the cast; in an array of arrays those in there take it."""
    whole = next((one for one in _brackets(element) if one[2] == len(element) - 1), None)
    if whole is not None and whole[0] == len(_ARRAY) and element.startswith(_ARRAY):
        return _with_cast(_parts(element, *whole), type_name)
    return f"({element})::{type_name}"
