"""Inherited columns that a table declares itself as well, in one schema and not in the other.

The declaration decides what becomes of the column when the parent loses it (PostgreSQL manual, ALTER TABLE, DROP
COLUMN). No statement takes one back from a column that has rows, so it is a fact that is told, not a difference.
"""

from collections.abc import Iterator, Set

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog


def declaration_notes(old: Catalog, new: Catalog, made_again: Set[ObjectId]) -> tuple[str, ...]:
    """A sentence for each column that a plan leads to with another declaration than `new` has."""
    return tuple(_notes(old, new, made_again))


def _notes(old: Catalog, new: Catalog, made_again: Set[ObjectId]) -> Iterator[str]:
    for heir in sorted({heir for heirs in new.heirs.values() for heir in heirs}):
        for one in new.children.get(heir, ()):
            before, after = old.objects.get(one), new.objects[one]
            if one.kind != "column" or before is None or one in made_again or not after.flag("inherited"):
                continue
            name = f"{one.kind} {one.schema}.{one.path}"
            if before.flag("local") and not after.flag("local"):
                yield f"{name} stays declared by its table as well as inherited; wanted is inherited alone"
            elif after.flag("local") and not before.flag("local"):
                yield f"{name} stays inherited alone; wanted is declared by its table as well"
