"""Tables and views that one side dropped or renamed and that a new PL/pgSQL body of the other side reads or writes.

A name counts where only a relation can stand, outside of comments and strings, and where the schema is said anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from supatui.catalog.model import SchemaObject
from supatui.compare.bodies import Named, folded, is_found, is_name, staying, tokens_of
from supatui.compare.model import Merge

_RELATIONS = frozenset({"table", "view", "materialized_view", "foreign_table"})
_BEFORE_A_RELATION = frozenset("from join update truncate table only using".split())


@dataclass(frozen=True, slots=True)
class Read:
    """The name of a relation."""

    schema: str | None
    """None where it is not qualified."""
    name: str


def reads_in(body: str) -> frozenset[Read]:
    """The relations that a body in PL/pgSQL names, as far as its text shows it: nothing of what a string may hold."""
    return frozenset(_reads(tokens_of(body)))


def _reads(tokens: Sequence[str]) -> Iterator[Read]:
    own = {folded(token) for token, *behind in zip(tokens, tokens[1:], tokens[2:], strict=False) if _is_with(behind)}
    for place, token in enumerate(tokens):
        if not is_name(token) or (place and tokens[place - 1] == "."):
            continue
        if place + 2 < len(tokens) and tokens[place + 1] == "." and is_name(tokens[place + 2]):
            yield Read(folded(token), folded(tokens[place + 2]))
        elif _is_relation(tokens, place) and folded(token) not in own:
            yield Read(None, folded(token))


def _is_with(behind: Sequence[str]) -> bool:
    """Whether a name before these words is that of a query in WITH."""
    return behind[0].lower() == "as" and behind[1].lower() in ("(", "materialized", "not")


def _is_relation(tokens: Sequence[str], place: int) -> bool:
    """Whether only a relation can stand here: behind FROM, but for `is distinct from`; behind INTO of an insert."""
    before, further = (tokens[place - back].lower() if place >= back else "" for back in (1, 2))
    if before == "into":
        return further in ("insert", "merge")
    if tokens[place].lower() in _BEFORE_A_RELATION:
        return False
    return before in _BEFORE_A_RELATION and further != "distinct" and tokens[place + 1 : place + 2] != ["("]


def _means(read: Read, lost: SchemaObject, routine: SchemaObject, merge: Merge) -> bool:
    if read.name != lost.id.name or read.schema not in (None, lost.id.schema):
        return False
    if read.schema is None and not is_found(lost.id, routine):
        return False
    return not any(one.name == read.name and read.schema in (None, one.schema) for one, _ in staying(merge, _RELATIONS))


READS = Named(_RELATIONS, "reads or writes", reads_in, _means)
