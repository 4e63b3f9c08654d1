"""Where a sequence stands while its numbers change, or another takes its place: in the new bounds, or nothing happens.

PostgreSQL refuses bounds that leave the position out, and a position out of the bounds. A sequence that was never used,
or that has not come to its new bounds yet, is moved to its new start first; one that is past them would repeat values,
and the server's refusal stays.
Source: init_params in commands/sequence.c.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.steps import altered, with_hazard

LIMITS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
"""Type of a sequence → the first number that is too large."""

_CLAUSES = {
    "type": "as",
    "start": "start with",
    "increment": "increment by",
    "minimum": "minvalue",
    "maximum": "maxvalue",
    "cache": "cache",
}
"""What is said of a sequence → the words of CREATE and ALTER SEQUENCE, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that a sequence gives, and how."""

    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool

    def holds(self, other: "Numbers") -> bool:
        """Whether all that the other gives is inside."""
        return self.minimum <= other.minimum and other.maximum <= self.maximum

    def differing(self, other: "Numbers") -> frozenset[str]:
        """The names of what is otherwise."""
        return frozenset(name for name in (*_CLAUSES, "cycle") if getattr(self, name) != getattr(other, name))

    def unlike_new(self, type_name: str) -> frozenset[str]:
        """The names of what a new sequence would not have by itself, where it would have this type."""
        up, limit = self.increment > 0, LIMITS[self.type]
        low, high = (1, limit - 1) if up else (-limit, -1)
        start = self.minimum if up else self.maximum
        return self.differing(Numbers(type_name, start, 1, low, high, cache=1, cycle=False))

    def clauses(self, names: Iterable[str]) -> list[Sql]:
        """The words that say what is named."""
        said = frozenset(names)
        words = [
            sql("{} {}", verbatim(_CLAUSES[one]), verbatim(str(getattr(self, one)))) for one in _CLAUSES if one in said
        ]
        return [*words, verbatim("cycle" if self.cycle else "no cycle")] if "cycle" in said else words

    def retyped(self, type_name: str) -> "Numbers":
        """What ALTER SEQUENCE ... AS makes of it: bounds at the edge of its type go along to that of the other."""
        before, after = LIMITS[self.type], LIMITS[type_name]
        minimum = -after if self.minimum == -before else self.minimum
        maximum = after - 1 if self.maximum == before - 1 else self.maximum
        return replace(self, type=type_name, minimum=minimum, maximum=maximum)

    def within(self, type_name: str, counted_as: str) -> "Numbers":
        """As near to it as a type holds, under another."""
        low, high = -LIMITS[type_name], LIMITS[type_name] - 1
        start, minimum, maximum = (max(low, min(high, one)) for one in (self.start, self.minimum, self.maximum))
        return Numbers(counted_as, start, self.increment, minimum, maximum, self.cache, self.cycle)


def larger(one: str, other: str) -> str:
    """The one of two types that holds more numbers."""
    return max(one, other, key=lambda each: LIMITS[each])


@dataclass(frozen=True, slots=True)
class _Entry:
    """What comes before the change of the bounds."""

    widened: tuple[int, int] | None
    """A minimum and maximum under which both the old and the new start can stand; None where the old ones do."""
    move: Sql
    """The statement that sets a position outside the new bounds to the new start, where no value can come again."""
    is_sure: bool
    """Whether every position is led over, so that the change cannot fail."""


def _entry(name: Sql, old: Numbers, new: Numbers) -> _Entry | None:
    """How the sequence gets into its new bounds; None where every old position is in them."""
    if new.holds(old):
        return None
    inside = old.minimum <= new.start <= old.maximum
    widened = None if inside else (min(old.minimum, new.minimum), max(old.maximum, new.maximum))
    low, high = verbatim(str(new.minimum)), verbatim(str(new.maximum))
    outside = sql("p.last_value not between {} and {}", low, high)
    ahead = sql("p.last_value < {}", low) if old.increment > 0 else sql("p.last_value > {}", high)
    condition = outside if _is_apart(old, new) else sql("{} and ({} or not p.is_called)", outside, ahead)
    start = verbatim(str(new.start))
    move = sql("select pg_catalog.setval({}, {}, false) from {} as p where {}", literal(name), start, name, condition)
    return _Entry(widened, move, _is_apart(old, new) or _is_never_past(old, new))


def _is_apart(old: Numbers, new: Numbers) -> bool:
    """Whether the new bounds are behind the old ones for the direction, so that no value can come again."""
    return new.maximum < old.minimum if old.increment > 0 else new.minimum > old.maximum


def _is_never_past(old: Numbers, new: Numbers) -> bool:
    """Whether the new bounds reach as far as the old ones in the direction."""
    return old.maximum <= new.maximum if old.increment > 0 else old.minimum >= new.minimum


def handover(former: Sql, name: Sql, old: Numbers, new: Numbers) -> Sql:
    """The statement that sets a new sequence, at its start, to where the former one stands.

    `name` is a literal. Not where a change of the bounds would set the former one to the new start.
    """
    statement = sql("select pg_catalog.setval({}, p.last_value, p.is_called) from {} as p", name, former)
    if new.holds(old):
        return statement
    low, high = verbatim(str(new.minimum)), verbatim(str(new.maximum))
    condition = sql("p.last_value between {} and {}", low, high)
    if not _is_apart(old, new) and not _is_never_past(old, new):
        past = sql("p.last_value > {}", high) if old.increment > 0 else sql("p.last_value < {}", low)
        condition = sql("{} or ({} and p.is_called)", condition, past)
    return sql("{} where {}", statement, condition)


def renumbered(item: SchemaObject, name: Sql, old: Numbers, new: Numbers) -> list[Action]:
    """The steps of the item to other bounds, increments and the like, the position inside the bounds before."""
    said = old.differing(new)
    entering = _entry(name, old, new)
    actions = []
    if entering and entering.widened:
        low, high = entering.widened
        clauses = replace(new, type=larger(old.type, new.type), minimum=low, maximum=high).clauses(
            ("type", "minimum", "maximum")
        )
        actions.append(_alter(item, name, clauses))
    if entering:
        actions.append(Action(entering.move, item.id))
    if "type" in said or (entering and entering.widened):  # bounds at the edge of a type go with it to another
        said |= {"type", "minimum", "maximum"}
    if said:
        action = _alter(item, name, new.clauses(said))
        if entering and not entering.is_sure:
            action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where the sequence is past its new bounds")
        actions.append(action)
    return actions


def _alter(item: SchemaObject, name: Sql, clauses: Iterable[Sql]) -> Action:
    return altered(item, joined(" ", [sql("alter sequence {}", name), *clauses]), lock=Lock.SHARE_ROW_EXCLUSIVE)
