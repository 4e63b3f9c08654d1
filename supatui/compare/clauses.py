"""Merging one definition clause by clause: of an index, a trigger, a constraint or statistics, as a server prints it.

A definition is one text, but what it says stands in clauses, each like an attribute of its own.
"""

import re
from collections.abc import Iterator, Sequence

from supatui.catalog.model import Value
from supatui.compare.elements import merge_lists

_DEFINITIONS = re.compile(
    r"CREATE (UNIQUE )?INDEX |CREATE (CONSTRAINT )?TRIGGER |CREATE STATISTICS |FOREIGN KEY |PRIMARY KEY |UNIQUE |"
    r"EXCLUDE |CHECK "
)
"""How the texts begin that are made of clauses alone; rules and operator classes hold other things."""

_TIMING = "BEFORE|AFTER|INSTEAD OF"

_CLAUSES = (
    _TIMING,
    "ON(?! UPDATE| DELETE)",
    "FROM",
    "USING",
    "REFERENCES",
    "MATCH",
    "ON UPDATE",
    "ON DELETE",
    "INCLUDE",
    r"NULLS NOT DISTINCT(?! \()",
    "WITH",
    "TABLESPACE",
    "WHERE",
    "NO INHERIT",
    "(?:NOT )?DEFERRABLE",
    "NOT ENFORCED",
    "NOT VALID",
    "REFERENCING",
    "FOR EACH",
    "WHEN",
    "EXECUTE",
)
"""How a clause may begin, in an order that every statement takes; INITIALLY DEFERRED says more about DEFERRABLE, and
in a key NULLS NOT DISTINCT stands before the columns. Source: ruleutils.c; names in capitals are quoted."""

_START = re.compile("|".join(f"(?P<c{number}>{clause})" for number, clause in enumerate(_CLAUSES)))
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[A-Za-z_][\w$]*|.""", re.DOTALL)

_Clauses = dict[int, str]
"""The text of each clause by its place in `_CLAUSES`, the beginning at -1."""


def merge_clauses(base: str, local: str, remote: str) -> str | None:
    """Both sides' clauses in one definition, which no server has seen yet; lists in them element by element.

    None where both changed one clause in its own way, and for what is no definition.
    """
    texts = (base, local, remote)
    if not all(_DEFINITIONS.match(text) and "\n" not in text for text in texts):
        return None
    was, here, there = (_clauses(text) for text in texts)
    if was is None or here is None or there is None:
        return None
    merged: _Clauses = {}
    for place in sorted({*was, *here, *there}):
        old, mine, theirs = was.get(place), here.get(place), there.get(place)
        clause: str | None
        if mine == theirs or theirs == old:
            clause = mine
        elif mine == old:
            clause = theirs
        elif (clause := _lists(place, old or "", mine or "", theirs or "")) is None:
            return None
        if clause:
            merged[place] = clause
    if _listed_twice(merged):
        return None
    return " ".join(clause for _, clause in sorted(merged.items()))


_LITERAL = re.compile(r"""('(?:[^']|'')*')::((?:"(?:[^"]|"")*"|[\w. ])+(?:\([\d,]+\))?(?:\[\])*)""")


def merge_literals(base: str, local: str, remote: str) -> str | None:
    """The value of one side with the type of the other: a default's cast follows its column's type, as a server prints
    it, `'new'::text`. None where both changed one of the two, and for other expressions."""
    texts = [_LITERAL.fullmatch(text) for text in (base, local, remote)]
    if not all(texts):
        return None
    merged = []
    for old, mine, theirs in zip(*(found.groups() for found in texts if found), strict=True):
        if mine != theirs and old not in (mine, theirs):
            return None
        merged.append(theirs if mine == old else mine)
    return "::".join(merged)


def _clauses(text: str) -> _Clauses | None:
    """None where a clause is there twice."""
    starts = [-1]
    cuts = [0]
    for at in _outside(text):
        if at == 0 or text[at - 1] == " ":
            found = _START.match(text, at)
            if found is not None and text[found.end() : found.end() + 1] in ("", " ", "("):
                cuts.append(at)
                starts.append(int((found.lastgroup or "c0")[1:]))
    ends = [*cuts[1:], len(text)]
    if len(starts) != len(set(starts)):
        return None
    return {place: text[start:end].strip() for place, start, end in zip(starts, cuts, ends, strict=True)}


def _outside(text: str) -> Iterator[int]:
    """Where words begin that are in no parentheses."""
    depth = at = 0
    for token in _TOKEN.findall(text):
        if token in "()":
            depth += 1 if token == "(" else -1
        elif depth == 0 and token[0].isalpha():
            yield at
        at += len(token)


def _lists(place: int, old: str, mine: str, theirs: str) -> str | None:
    """A clause that lists something, element by element, empty without any; None for others, and contradictions."""
    name = _CLAUSES[place] if place >= 0 else ""
    texts = (old, mine, theirs)
    if name == "INCLUDE":
        return _joined("INCLUDE ({})", ", ", merge_lists("included", *map(_elements, texts)))
    if name == "WITH":
        return _joined("WITH ({})", ", ", merge_lists("parameters", *map(_elements, texts)))
    if name == _TIMING and not any('"' in text for text in texts):
        timings = {(_EVENTS.match(text) or [""])[0] for text in texts}
        events = merge_lists("events", *(tuple(_EVENTS.sub("", text).split(" OR ")) for text in texts))
        return _joined(f"{timings.pop()}{{}}", " OR ", events) if len(timings) == 1 else None
    return None


_EVENTS = re.compile(rf"(?:{_TIMING}) ")
_ELEMENT = re.compile(r"""(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[^,'"])+""")


def _elements(clause: str) -> tuple[Value, ...]:
    """What stands in the last parentheses of a clause."""
    listed = clause[clause.find("(") + 1 : clause.rfind(")")]
    return tuple(element.strip() for element in _ELEMENT.findall(listed))


def _joined(words: str, mark: str, elements: Sequence[Value] | None) -> str | None:
    if elements is None:
        return None
    return words.format(mark.join(map(str, elements))) if elements else ""


def _listed_twice(clauses: _Clauses) -> bool:
    """Whether a column would be a key and included: each side gave it another place."""
    included = set(_elements(clauses.get(_CLAUSES.index("INCLUDE"), "")))
    keys = clauses.get(_CLAUSES.index("USING"), clauses.get(-1, ""))
    return not included.isdisjoint(_elements(keys))
