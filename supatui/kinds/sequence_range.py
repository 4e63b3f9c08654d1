"""Where a sequence stands while its bounds change: inside the new ones, or nothing happens.

PostgreSQL refuses bounds that leave the position out. A sequence that was never used, or that has not come to its new
bounds yet, is moved to its new start first; one that is past them would repeat values, and the server's refusal stays.
Source: init_params in commands/sequence.c.
"""

from dataclasses import dataclass

from supatui.catalog.quoting import Sql, literal, sql, verbatim


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that a sequence gives."""

    minimum: int
    maximum: int
    start: int
    increment: int

    def holds(self, other: "Bounds") -> bool:
        """Whether all that the other gives is inside."""
        return self.minimum <= other.minimum and other.maximum <= self.maximum


@dataclass(frozen=True, slots=True)
class Entry:
    """What comes before the change of the bounds."""

    widened: tuple[int, int] | None
    """A minimum and maximum under which both the old and the new start can stand; None where the old ones do."""
    move: Sql
    """The statement that sets a position outside the new bounds to the new start, where no value can come again."""
    is_sure: bool
    """Whether every position is led over, so that the change cannot fail."""


def entry(name: Sql, old: Bounds, new: Bounds) -> Entry | None:
    """How the sequence gets into its new bounds; None where every old position is in them."""
    if new.holds(old):
        return None
    inside = old.minimum <= new.start <= old.maximum
    widened = None if inside else (min(old.minimum, new.minimum), max(old.maximum, new.maximum))
    low, high = verbatim(str(new.minimum)), verbatim(str(new.maximum))
    outside = sql("p.last_value not between {} and {}", low, high)
    ascending = old.increment > 0
    is_apart = new.maximum < old.minimum if ascending else new.minimum > old.maximum
    ahead = sql("p.last_value < {}", low) if ascending else sql("p.last_value > {}", high)
    condition = outside if is_apart else sql("{} and ({} or not p.is_called)", outside, ahead)
    start = verbatim(str(new.start))
    move = sql("select pg_catalog.setval({}, {}, false) from {} as p where {}", literal(name), start, name, condition)
    never_past = old.maximum <= new.maximum if ascending else old.minimum >= new.minimum
    return Entry(widened, move, is_apart or never_past)
