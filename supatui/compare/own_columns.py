"""Inherited columns that a table declares itself as well, in one schema and not in the other.

The declaration decides what becomes of the column when the parent loses it (PostgreSQL manual, ALTER TABLE, DROP
COLUMN). No statement takes one back from a column that has rows, a table that joins a parent must have its columns
already, of its own unless another parent lends them, and one that leaves a parent declares what it had from there: it
is a fact that is told, not a difference.
The same goes for the NOT NULL constraint of a column, which is declared or inherited by itself since 18.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.kinds.not_null import above, is_in_key
from supatui.kinds.partitions import first_kept


class Way(NamedTuple):
    """What a plan or its rollback does that says how columns come to be declared."""

    destroyed: Set[ObjectId]
    """What is made anew is as it is wanted."""
    beside: Set[ObjectId]
    """Tables that have new parents beside their former ones for a moment."""
    lent: Set[ObjectId]
    """Columns that come from an empty parent, which the table leaves once it has joined the one that has them, too."""


class Declaration(NamedTuple):
    """A column, or its NOT NULL, that a plan or its rollback leads to with another declaration than is wanted."""

    column: ObjectId
    is_requirement: bool
    """Whether it is the NOT NULL constraint alone."""
    declared: bool
    """Whether its table comes to declare it as well; else it comes to be inherited alone."""
    of_rollback: bool

    def __str__(self) -> str:
        own, inherited = "declared by its table as well", "inherited alone"
        reached, wanted = (f"{own} as inherited", inherited) if self.declared else (inherited, own)
        what = f"{'the NOT NULL of ' * self.is_requirement}column {self.column.schema}.{self.column.path}"
        if self.of_rollback:
            return f"the rollback leaves {what} {reached}; it was {wanted}"
        return f"{what} stays {reached}; wanted is {wanted}"


def declarations(old: Catalog, new: Catalog, way_there: Way, way_back: Way) -> tuple[Declaration, ...]:
    """What a plan, and its rollback, lead to with another declaration than is wanted."""
    there = _otherwise(old, new, way_there, {})
    back = _otherwise(new, old, way_back, there)
    required = _required_otherwise(old, new, way_there, {})
    required_back = _required_otherwise(new, old, way_back, required)
    every = ((there, False, False), (required, True, False), (back, False, True), (required_back, True, True))
    return tuple(
        Declaration(one, what, declared, when) for found, what, when in every for one, declared in found.items()
    )


def _otherwise(old: Catalog, new: Catalog, way: Way, found: Mapping[ObjectId, bool]) -> dict[ObjectId, bool]:
    """Columns that come to be declared, or not, unlike in `new`; `found` says so of those that are unlike in `old`."""
    reached: dict[ObjectId, bool] = {}
    destroyed = way.destroyed
    for one, heir in _inherited(old, new, destroyed):
        item = new.objects[one]
        if one in old.objects:
            declared = found.get(one, old.objects[one].flag("local")) or not _is_held(one, heir, old, new, way)
        else:
            declared = item.flag("local") or (one not in way.lent and _is_made_to_join(one, heir, old, new))
        if declared is not item.flag("local"):
            reached[one] = declared
    return reached


def _inherited(old: Catalog, new: Catalog, destroyed: Set[ObjectId]) -> Iterator[tuple[ObjectId, ObjectId]]:
    """Columns that tables which stay have from parents, with the tables; partitions declare nothing themselves."""
    for heir in sorted({heir for heirs in new.heirs.values() for heir in heirs} & old.objects.keys() - destroyed):
        for one in new.children.get(heir, ()) if new.objects[heir].optional_text("partition_of") is None else ():
            if one.kind == "column" and one not in destroyed and new.objects[one].flag("inherited"):
                yield one, heir


def _required_otherwise(old: Catalog, new: Catalog, way: Way, found: Mapping[ObjectId, bool]) -> dict[ObjectId, bool]:
    """Like `_otherwise`, of the NOT NULL constraints of columns; before 18 there are none."""
    reached: dict[ObjectId, bool] = {}
    for one, heir in _inherited(old, new, way.destroyed):
        item = new.objects[one]
        if item.optional_text("not_null_constraint") is None or not _is_required_above(item, new):
            continue
        declared = _declares_requirement(item, heir, old, new, way, found)
        if declared is not None and declared is not item.flag("not_null_own"):
            reached[one] = declared
    return reached


def _declares_requirement(
    item: SchemaObject, heir: ObjectId, old: Catalog, new: Catalog, way: Way, found: Mapping[ObjectId, bool]
) -> bool | None:
    """Whether its table comes to declare the constraint; None where the steps of the parents lead there exactly."""
    one, before = item.id, old.objects.get(item.id)
    if item.flag("not_null_unvalidated") or item.flag("not_null_no_inherit"):
        return None
    if before is None:
        return item.flag("local") or (one not in way.lent and _is_made_to_join(one, heir, old, new))
    staying = first_kept(old.objects[heir].texts("inherits"), new.objects[heir].texts("inherits"))
    held = [each for each in _above(one, staying, old) if each in new.objects and each not in way.destroyed]
    if any(old.objects[each].flag("not_null") != new.objects[each].flag("not_null") for each in held):
        is_kept = before.flag("not_null") and not _is_required_above(before, old) and is_in_key(before, old, new)
        return True if is_kept else None
    if not before.flag("not_null") or not _is_required_above(before, old):
        return True
    if heir in way.beside or any(_hands_down(catalog.objects[each]) for each in held for catalog in (old, new)):
        return found.get(one, before.flag("not_null_own"))
    return True


def _is_required_above(column: SchemaObject, catalog: Catalog) -> bool:
    return any(_hands_down(one) for one in above(column, catalog))


def _hands_down(column: SchemaObject) -> bool:
    return column.flag("not_null") and not column.flag("not_null_no_inherit")


def _is_held(column: ObjectId, heir: ObjectId, old: Catalog, new: Catalog, way: Way) -> bool:
    """Whether a parent has the column all the while: a table declares what it has from none for a moment."""
    if heir in way.beside:
        return bool(_above(column, old.objects[heir].texts("inherits"), old))
    staying = first_kept(old.objects[heir].texts("inherits"), new.objects[heir].texts("inherits"))
    return any(one in new.objects and one not in way.destroyed for one in _above(column, staying, old))


def _is_made_to_join(column: ObjectId, heir: ObjectId, old: Catalog, new: Catalog) -> bool:
    """Whether only parents that the table has not yet have the column: it must be there when the table joins them."""
    before, after = old.objects[heir].texts("inherits"), new.objects[heir].texts("inherits")
    return bool(_above(column, after, new)) and not _above(column, first_kept(before, after), new)


def _above(column: ObjectId, parents: Sequence[str], catalog: Catalog) -> list[ObjectId]:
    """The column in those of the parents that have it."""
    tables = (catalog.tables_by_name.get(name) for name in parents)
    columns = (column._replace(schema=one.schema, parent=one.path) for one in tables if one is not None)
    return [one for one in columns if one in catalog.objects]
