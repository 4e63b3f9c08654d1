"""Functions that one side dropped and that a new PL/pgSQL body of the other side calls.

A server takes such a body and fails when it is run. Only a name in front of a parenthesis counts, outside of comments
and strings, with as many arguments as the dropped function takes and no other one of the name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.compare.model import Clash, Difference, Key, Merge, Side
from supatui.compare.status import title

_ROUTINES = frozenset({"function", "procedure", "aggregate"})
_TOKEN = re.compile(
    r"""
    --[^\n]*
    | /\*(?:[^/*]|/(?!\*)|\*(?!/)|/\*.*?\*/)*\*/
    | [eE]'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*' | \$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$
    | (?P<word>"(?:[^"]|"")*"|[^\W\d][\w$]*) | (?P<sign>[^\s\w]) | [\w$]+
    """,
    re.DOTALL | re.VERBOSE,
)
_NO_CALL_BEHIND = frozenset("into table as with recursive references only view function procedure".split())
"""Words behind which a name and a parenthesis are no call: columns are listed there."""


@dataclass(frozen=True, slots=True)
class Call:
    """A name in front of a parenthesis."""

    schema: str | None
    """None where it is not qualified."""
    name: str
    arguments: int


def calls_in(body: str) -> frozenset[Call]:
    """What a body in PL/pgSQL calls, as far as its text shows it: nothing of what a string may hold."""
    tokens = [
        found["word"] or found["sign"] or "0" if not _is_text(found[0]) else "''"
        for found in _TOKEN.finditer(body)
        if not found[0].startswith(("--", "/*"))
    ]
    return frozenset(_calls(tokens))


def _is_text(token: str) -> bool:
    return token.startswith(("'", "$", "e'", "E'"))


def _calls(tokens: Sequence[str]) -> Iterator[Call]:
    for place, token in enumerate(tokens[:-1]):
        if tokens[place + 1] != "(" or not _is_name(token):
            continue
        schema = None
        start = place
        if place > 1 and tokens[place - 1] == "." and _is_name(tokens[place - 2]):
            schema, start = _folded(tokens[place - 2]), place - 2
        before = tokens[start - 1].lower() if start else ""
        if before != "." and before not in _NO_CALL_BEHIND:
            yield Call(schema, _folded(token), _arguments(tokens, place + 1))


def _arguments(tokens: Sequence[str], opening: int) -> int:
    """How many there are between a parenthesis and the one that closes it."""
    depth = commas = 0
    for place in range(opening, len(tokens)):
        if tokens[place] in ("(", "["):
            depth += 1
        elif tokens[place] in (")", "]"):
            depth -= 1
            if depth == 0:
                return 0 if place == opening + 1 else commas + 1
        elif tokens[place] == "," and depth == 1:
            commas += 1
    return commas + 1


def _is_name(token: str) -> bool:
    return token[0] == '"' or token[0] == "_" or token[0].isalpha()


def _folded(token: str) -> str:
    return token[1:-1].replace('""', '"') if token[0] == '"' else token.lower()


def call_clashes(merge: Merge) -> tuple[Clash, ...]:
    """Drops of functions against bodies that call them only since the base, one clash for each pair."""
    if merge.base is None:
        return ()
    found: dict[tuple[Key, ...], Clash] = {}
    for dropper, other in ((Side.LOCAL, Side.REMOTE), (Side.REMOTE, Side.LOCAL)):
        gone = [one for one in merge.differences if _is_dropped(one, dropper)]
        for routine, calls in _new_calls(merge, other) if gone else ():
            for lost in gone:
                assert lost.base is not None, lost.id
                if any(_is_of(call, lost.base, routine, merge) for call in calls):
                    members = tuple(sorted({_deciding(merge, lost.id), _deciding(merge, routine.id)}))
                    reason = f"the body of {title(routine.id)} calls {title(lost.id)}, which {dropper} drops"
                    if len(members) > 1:
                        found.setdefault(members, Clash(members, reason))
    return tuple(found[members] for members in sorted(found))


def _is_dropped(difference: Difference, dropper: Side) -> bool:
    """Whether it is a routine that this side dropped and the other one still has."""
    is_there = difference.local is not None or difference.remote is not None
    return (
        difference.id.kind in _ROUTINES and difference.base is not None and is_there and difference.on(dropper) is None
    )


def _new_calls(merge: Merge, side: Side) -> Iterator[tuple[SchemaObject, frozenset[Call]]]:
    """Routines whose bodies the side made or changed, with what these call and did not in the base."""
    for difference in merge.differences:
        item, old = difference.on(side), difference.base
        if item is None or difference.id.kind not in _ROUTINES or item.attributes.get("language") != "plpgsql":
            continue
        body, former = item.optional_text("body") or "", (old.optional_text("body") or "") if old is not None else ""
        if body != former:
            yield item, calls_in(body) - calls_in(former)


def _is_of(call: Call, lost: SchemaObject, routine: SchemaObject, merge: Merge) -> bool:
    """Whether a call is one of what is lost, and of nothing else of the name."""
    if call.name != lost.id.name or not _takes(lost, call.arguments):
        return False
    if (call.schema or lost.id.schema) != lost.id.schema or not (call.schema or _is_found(lost.id, routine)):
        return False
    return not any(
        one.name == call.name and call.schema in (None, one.schema) and _takes(item, call.arguments)
        for one, item in _staying(merge)
    )


def _staying(merge: Merge) -> Iterator[tuple[ObjectId, SchemaObject]]:
    """Routines of both sides, and of one that made them."""
    base = merge.base.objects if merge.base is not None else {}
    for own, other in ((merge.local, merge.remote), (merge.remote, merge.local)):
        for one, item in own.objects.items():
            if one.kind in _ROUTINES and (one in other.objects or one not in base):
                yield one, item


def _is_found(lost: ObjectId, routine: SchemaObject) -> bool:
    """Whether a bare name may be this one: the search path of a routine is its own, or else not known."""
    paths = [each.partition("=")[2] for each in routine.texts("config") if each.startswith("search_path=")]
    if paths:
        return lost.schema in [part.strip().strip('"') for part in paths[0].split(",")]
    return lost.schema in ("public", routine.id.schema)


def _takes(routine: SchemaObject, arguments: int) -> bool:
    """Whether a call with this many arguments may be one of the routine."""
    modes = routine.texts("argument_modes")
    most = len(routine.id.signature.split(",")) if routine.id.signature else 0
    if routine.id.kind == "procedure":
        most += modes.count("o")
    least = most - (routine.number("defaults") or 0)
    return arguments >= least and (arguments <= most or "v" in modes)


def _deciding(merge: Merge, one: ObjectId) -> Key:
    """The decision that brings a routine, or its body."""
    difference = merge.by_id[one]
    root = merge.by_id[difference.covered_by] if difference.covered_by is not None else difference
    body = next((change.key for change in root.changes if change.attribute == "body"), None)
    return body or root.changes[0].key
