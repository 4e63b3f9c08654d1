"""Inherited columns that a table declares itself as well, in one schema and not in the other.

The declaration decides what becomes of the column when the parent loses it (PostgreSQL manual, ALTER TABLE, DROP
COLUMN). No statement takes one back from a column that has rows, and a table that joins a parent must have its columns
already, so it is a fact that is told, not a difference.
"""

from collections.abc import Iterator, Set

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog


def declaration_notes(old: Catalog, new: Catalog, made_again: Set[ObjectId]) -> tuple[str, ...]:
    """A sentence for each column that a plan leads to with another declaration than `new` has."""
    heirs = sorted({heir for heirs in new.heirs.values() for heir in heirs if heir in old.objects})
    return tuple(note for heir in heirs if heir not in made_again for note in _notes(heir, old, new, made_again))


def _notes(heir: ObjectId, old: Catalog, new: Catalog, made_again: Set[ObjectId]) -> Iterator[str]:
    for one in new.children.get(heir, ()):
        after = new.objects[one]
        if one.kind != "column" or one in made_again or not after.flag("inherited"):
            continue
        before = old.objects.get(one)
        is_declared = before.flag("local") if before else after.flag("local") or _is_made_to_join(one, heir, old, new)
        name = f"column {one.schema}.{one.path}"
        if is_declared and not after.flag("local"):
            yield f"{name} stays declared by its table as well as inherited; wanted is inherited alone"
        elif after.flag("local") and not is_declared:
            yield f"{name} stays inherited alone; wanted is declared by its table as well"


def _is_made_to_join(column: ObjectId, heir: ObjectId, old: Catalog, new: Catalog) -> bool:
    """Whether only parents that the table has not yet have the column: it must be there when the table joins them."""
    former = old.objects[heir].texts("inherits")
    parents = [
        name
        for name in new.objects[heir].texts("inherits")
        if (above := new.tables_by_name.get(name))
        and column._replace(schema=above.schema, parent=above.path) in new.objects
    ]
    return bool(parents) and not any(name in former for name in parents)
