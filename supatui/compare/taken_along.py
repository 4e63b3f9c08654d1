"""What PostgreSQL drops by itself with something that it is no part of: one decision is about both.

An index goes with a column of its table, and a table's membership with the publication. Who keeps the one against the
other side's drop has not lost the other. A sequence comes with its column, too: neither does without the other.
"""

from collections.abc import Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.sequences import owning_column
from supatui.compare.model import Difference, Side

_GO_WITH_A_COLUMN = frozenset("index primary_key unique exclude check foreign_key statistics".split())
"""Of the same table. Source: PostgreSQL manual, ALTER TABLE, DROP COLUMN."""

_GO_WITH_A_PUBLICATION = frozenset({"publication_table", "publication_schema"})


def taken_along_by(
    difference: Difference, found: Mapping[ObjectId, Difference], base: Catalog | None
) -> ObjectId | None:
    """The one thing that a side dropped and this one with it; None where there are several, or none."""
    if difference.id.kind == "trigger_clone":
        return _trigger_of(difference, found)
    if difference.id.kind == "sequence":
        return _column_of(difference, found)
    item = difference.base
    if base is None or item is None or not difference.whole or difference.side not in (Side.LOCAL, Side.REMOTE):
        return None
    lost = [
        above.id
        for needed in base.needs.get(difference.id, ())
        if _goes_with(item, base.objects[needed]) and (above := found.get(needed)) is not None
        if above.whole and above.on(difference.side) is None and above.side is not Side.BOTH_SAME
    ]
    return lost[0] if len(lost) == 1 else None


def _trigger_of(difference: Difference, found: Mapping[ObjectId, Difference]) -> ObjectId | None:
    """The trigger of the partitioned table, where that is dropped or made: what is said of a partition's goes with it.

    Source: PostgreSQL manual, CREATE TRIGGER, Notes.
    """
    item = difference.local or difference.remote or difference.base
    assert item is not None, difference.id
    table = ObjectId("table", item.text("root_schema"), item.text("root_table"))
    above = found.get(ObjectId("trigger", table.schema, item.text("root_name"), table.path))
    return above.id if above is not None and above.whole and above.side is not Side.BOTH_SAME else None


def column_of(item: SchemaObject) -> tuple[ObjectId, ...]:
    """The column that a sequence belongs to, and goes with; none for anything else."""
    column = owning_column(item) if item.id.kind == "sequence" else None
    return () if column is None else (column,)


def _column_of(difference: Difference, found: Mapping[ObjectId, Difference]) -> ObjectId | None:
    """The column that a sequence belongs to wherever it is, where both are made or dropped by the same.

    Source: PostgreSQL manual, ALTER SEQUENCE, OWNED BY; Serial Types.
    """
    items = (difference.base, difference.local, difference.remote)
    columns = {owning_column(item) for item in items if item is not None}
    column = columns.pop() if len(columns) == 1 else None
    above = found.get(column) if column is not None else None
    if above is None or not above.whole or not difference.whole or above.side is Side.BOTH_SAME:
        return None
    if difference.side is Side.CONFLICT and above.side is not Side.CONFLICT:
        return None  # the other side changed the sequence, which is not the column's to answer
    are_there = [item is not None for item in (above.base, above.local, above.remote)]
    return above.id if are_there == [item is not None for item in items] else None


def _goes_with(item: SchemaObject, needed: SchemaObject) -> bool:
    if needed.id.kind == "column":
        return item.id.kind in _GO_WITH_A_COLUMN and needed.parent == item.parent
    return needed.id.kind == "publication" and item.id.kind in _GO_WITH_A_PUBLICATION
