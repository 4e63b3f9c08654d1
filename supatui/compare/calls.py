"""Functions that one side dropped or renamed and that a new PL/pgSQL body of the other side calls.

Only a name in front of a parenthesis counts, outside of comments and strings, with as many arguments as the function
takes and no other one of the name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from supatui.catalog.model import SchemaObject
from supatui.compare.bodies import ROUTINES, Named, folded, is_found, is_name, staying, tokens_of
from supatui.compare.model import Merge

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
    return frozenset(_calls(tokens_of(body)))


def _calls(tokens: Sequence[str]) -> Iterator[Call]:
    for place, token in enumerate(tokens[:-1]):
        if tokens[place + 1] != "(" or not is_name(token):
            continue
        schema = None
        start = place
        if place > 1 and tokens[place - 1] == "." and is_name(tokens[place - 2]):
            schema, start = folded(tokens[place - 2]), place - 2
        before = tokens[start - 1].lower() if start else ""
        if before != "." and before not in _NO_CALL_BEHIND:
            yield Call(schema, folded(token), _arguments(tokens, place + 1))


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


def _means(call: Call, lost: SchemaObject, routine: SchemaObject, merge: Merge) -> bool:
    if call.name != lost.id.name or not _takes(lost, call.arguments):
        return False
    if (call.schema or lost.id.schema) != lost.id.schema or not (call.schema or is_found(lost.id, routine)):
        return False
    return not any(
        one.name == call.name and call.schema in (None, one.schema) and _takes(item, call.arguments)
        for one, item in staying(merge, ROUTINES)
    )


def _takes(routine: SchemaObject, arguments: int) -> bool:
    """Whether a call with this many arguments may be one of the routine."""
    modes = routine.texts("argument_modes")
    most = len(routine.id.signature.split(",")) if routine.id.signature else 0
    if routine.id.kind == "procedure":
        most += modes.count("o")
    least = most - (routine.number("defaults") or 0)
    return arguments >= least and (arguments <= most or "v" in modes)


CALLS = Named(ROUTINES, "calls", calls_in, _means)
