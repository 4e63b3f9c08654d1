"""Foreign keys to the tables that a partition is part of: they keep it from being dropped as it is."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.kinds.kind import Change
from supatui.kinds.partitions import (
    departures_below,
    handed_down,
    heirs_below,
    leaves,
    parents_of,
    with_ancestors,
)


def gone(key: ObjectId) -> ObjectId:
    """The fact that a default, check or foreign key is dropped: an object of the order, not of a catalog."""
    return ObjectId("gone", key.schema, key.name, key.path)


def keys_to_family(partition: SchemaObject, change: Change) -> tuple[frozenset[ObjectId], frozenset[ObjectId]]:
    """Foreign keys to what a partition is part of: those still there when it goes, and those dropped before.

    While one is there, the partition can be detached, if no row of it is referred to, and not dropped.
    Source: PostgreSQL, 2BP01 on 14 to 18; manual, ALTER TABLE, DETACH PARTITION.
    """
    found = [one for one in _to_family(partition, change.old_catalog) if one.parent != partition.id]
    own = any(one.kind == "foreign_key" for one in change.old_catalog.children.get(partition.id, ()))
    gone_before = {one.id for one in found if one.id in change.dropped and not (own and one.parent in change.dropped)}
    return frozenset(one.id for one in found) - gone_before, frozenset(gone_before)


def keys_before_leaving(partition: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """Foreign keys to what a partition is part of that go, and that rows of it are not in the way of then."""
    found = (one for one in _to_family(partition, change.old_catalog) if one.id in change.dropped)
    return frozenset(one.id for one in found if not departures_below(one.parent, change) or goes_first(one, change))


def goes_first(key: SchemaObject, change: Change) -> bool:
    """Whether a foreign key goes before tables that have it from there leave, none of which keeps it.

    Else the rows that refer to one another would keep partitions of two such tables from leaving. One that would go
    with its table, and that with the table it refers to, goes before partitions of the latter leave and stay.
    """
    if key.id.kind != "foreign_key" or key.id not in change.dropped:
        return False
    leaving = [one for one in heirs_below(key.parent, change.old_catalog) if leaves(one, change)]
    ids = [ObjectId("foreign_key", one.schema, key.id.name, one.path) for one in leaving]
    if not ids:
        referenced = change.old_catalog.tables_by_name.get(key.optional_text("referenced") or "")
        below = heirs_below(referenced, change.old_catalog) - change.dropped if referenced in change.dropped else ()
        return any(leaves(one, change) for one in below)
    return not any(is_kept(one, key, table, change) for one, table in zip(ids, leaving, strict=True))


def is_kept(one: ObjectId, above: SchemaObject, table: ObjectId, change: Change) -> bool:
    """Whether a table that leaves keeps a constraint from above as it is, by the id that it has there.

    Only a partition gives what is its own to the parent that it joins.
    """
    becomes_part = change.new_catalog.objects[table].optional_text("partition_of") is not None
    wanted = change.new_catalog.objects.get(one) or (handed_down(table, change).get(one) if becomes_part else None)
    return wanted is not None and wanted.text("definition") == above.text("definition")


def _to_family(partition: SchemaObject, catalog: Catalog) -> list[SchemaObject]:
    return [
        catalog.objects[one]
        for above in with_ancestors(parents_of(partition), catalog)
        for key in catalog.children.get(above.id, ())
        for one in catalog.dependents.get(key, ())
        if one.kind == "foreign_key"
        and catalog.objects[one].optional_text("referenced") == qualified(above.id.schema, above.id.name)
    ]
