"""Inherited columns that a table declares itself as well, in one schema and not in the other.

The declaration decides what becomes of the column when the parent loses it (PostgreSQL manual, ALTER TABLE, DROP
COLUMN). No statement takes one back from a column that has rows, a table that joins a parent must have its columns
already, and one that leaves a parent declares what it had from there: it is a fact that is told, not a difference.
"""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.kinds.partitions import first_kept


class Way(NamedTuple):
    """What a plan or its rollback does that says how columns come to be declared."""

    destroyed: Set[ObjectId]
    """What is made anew is as it is wanted."""
    beside: Set[ObjectId]
    """Tables that have new parents beside their former ones for a moment."""


def declaration_notes(old: Catalog, new: Catalog, way_there: Way, way_back: Way) -> tuple[str, ...]:
    """A sentence for each column that a plan, or its rollback, leads to with another declaration than is wanted."""
    there = _otherwise(old, new, way_there, {})
    back = _otherwise(new, old, way_back, there)
    own, inherited = "declared by its table as well", "inherited alone"
    notes = []
    for one, declared in there.items():
        found, wanted = (f"{own} as inherited", inherited) if declared else (inherited, own)
        notes.append(f"column {one.schema}.{one.path} stays {found}; wanted is {wanted}")
    for one, declared in back.items():
        found, before = (f"{own} as inherited", inherited) if declared else (inherited, own)
        notes.append(f"the rollback leaves column {one.schema}.{one.path} {found}; it was {before}")
    return tuple(notes)


def _otherwise(old: Catalog, new: Catalog, way: Way, found: Mapping[ObjectId, bool]) -> dict[ObjectId, bool]:
    """Columns that come to be declared, or not, unlike in `new`; `found` says so of those that are unlike in `old`."""
    reached: dict[ObjectId, bool] = {}
    destroyed = way.destroyed
    for heir in sorted({heir for heirs in new.heirs.values() for heir in heirs} & old.objects.keys() - destroyed):
        for one in new.children.get(heir, ()):
            item = new.objects[one]
            if one.kind != "column" or one in destroyed or not item.flag("inherited"):
                continue
            if new.objects[heir].optional_text("partition_of") is not None:  # which declares nothing itself
                continue
            if one in old.objects:
                declared = found.get(one, old.objects[one].flag("local")) or not _is_held(one, heir, old, new, way)
            else:
                declared = item.flag("local") or _is_made_to_join(one, heir, old, new)
            if declared is not item.flag("local"):
                reached[one] = declared
    return reached


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
