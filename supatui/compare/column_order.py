"""Columns and attributes that stand in another order than wanted: PostgreSQL adds each as the last.

Order is a fact, not a difference: nothing is dropped for it. It is told, and refused where it is required.
"""

from collections.abc import Iterator, Set
from typing import NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.errors import PlanError

SHOWN_AROUND = 3
"""As many names are shown of what begins or ends both orders; of more, the one that is nearest."""
_PARTS = {"table": "column", "foreign_table": "column", "composite_type": "attribute"}
_PART_KINDS = frozenset(_PARTS.values())


class Reordered(NamedTuple):
    """A table or composite type of both schemas, with the names of its parts in the one order and the other."""

    id: ObjectId
    found: tuple[str, ...]
    wanted: tuple[str, ...]

    @property
    def parts(self) -> str:
        """`columns of public.orders`."""
        return f"{_PARTS[self.id.kind]}s of {self.id.schema}.{self.id.path}"

    @property
    def orders(self) -> tuple[str, str]:
        """Both orders in words, without the most of what begins or ends both."""
        first, last = _common(self.found, self.wanted), _common(self.found[::-1], self.wanted[::-1])
        begins, ends = first if first > SHOWN_AROUND else 0, last if last > SHOWN_AROUND else 0
        before = ["..."] if begins else []
        after = ["..."] if ends else []
        around = slice(max(begins - 1, 0), -(ends - 1) or None if ends else None)
        found, wanted = (", ".join([*before, *names[around], *after]) for names in (self.found, self.wanted))
        return found, wanted


def reordered(old: Catalog, new: Catalog) -> tuple[Reordered, ...]:
    """What both have in another order, parts of one alone left out."""
    found = []
    for one, before, after in _moved(old, new):
        common = [each for each in before if each in after], [each for each in after if each in before]
        found += _unlike(one, *common)
    return tuple(found)


def reached_otherwise(old: Catalog, new: Catalog, made_again: Set[ObjectId]) -> tuple[Reordered, ...]:
    """What a plan leads to in another order than that of `new`.

    What stays of `old` keeps its order; new parts and those that are `made_again` follow as they stand in `new`.
    """
    found = []
    for one, before, after in _moved(old, new, made_again):
        if one not in made_again:
            kept = [each for each in before if each in after and each not in made_again]
            found += _unlike(one, [*kept, *(each for each in after if each not in kept)], after)
    return tuple(found)


def _moved(
    old: Catalog, new: Catalog, made_again: Set[ObjectId] = frozenset()
) -> Iterator[tuple[ObjectId, list[ObjectId], list[ObjectId]]]:
    """What both have with a part that is new, has another position or is made again: no other can be out of order."""
    wholes = set()
    for one, item in new.objects.items():
        if one.kind in _PART_KINDS and item.parent is not None:
            was = old.objects.get(one)
            stays = was is item or (was is not None and was.number("position") == item.number("position"))
            if not stays or one in made_again:
                wholes.add(item.parent)
    for whole in sorted(wholes):
        if whole.kind in _PARTS and whole in old.objects and whole in new.objects:
            yield whole, _in_order(whole, old), _in_order(whole, new)


def _in_order(one: ObjectId, catalog: Catalog) -> list[ObjectId]:
    parts = [child for child in catalog.children.get(one, ()) if child.kind == _PARTS[one.kind]]
    return sorted(parts, key=lambda child: catalog.objects[child].number("position") or 0)


def _unlike(one: ObjectId, found: list[ObjectId], wanted: list[ObjectId]) -> list[Reordered]:
    if found == wanted:
        return []
    return [Reordered(one, tuple(each.name for each in found), tuple(each.name for each in wanted))]


def _common(found: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    pairs = enumerate(zip(found, wanted, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(found), len(wanted)))


def order_notes(found: tuple[Reordered, ...]) -> tuple[str, ...]:
    """A sentence for each that a plan leads to."""
    return tuple(f"the {one.parts} come to stand as {one.orders[0]}; wanted is {one.orders[1]}" for one in found)


def refuse_order(found: tuple[Reordered, ...]) -> None:
    """Raises: PlanError, with what a person can do, where anything was found."""
    if found:
        raise PlanError(
            order_notes(found)[0] + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""),
            where=", ".join(f"{one.id.schema}.{one.id.path}" for one in found),
            hint="in one transaction, make a table with the columns in the wanted order, insert the rows of the old one"
            " into it, drop the old one and rename the new one; then plan again; or do not require the order",
        )
