"""Foreign keys to the tables that a partition is part of: they keep it from being dropped as it is."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import qualified
from supatui.kinds.kind import Change
from supatui.kinds.partitions import parents_of, with_ancestors


def gone(key: ObjectId) -> ObjectId:
    """The fact that a foreign key is dropped: an object of the order, not of a catalog."""
    return ObjectId("gone", key.schema, key.name, key.path)


def keys_to_family(partition: SchemaObject, change: Change) -> tuple[frozenset[ObjectId], frozenset[ObjectId]]:
    """Foreign keys to what a partition is part of: those still there when it goes, and those dropped before.

    While one is there, the partition can be detached, if no row of it is referred to, and not dropped.
    Source: PostgreSQL, 2BP01 on 14 to 18; manual, ALTER TABLE, DETACH PARTITION.
    """
    catalog = change.old_catalog
    found = {
        one
        for above in with_ancestors(parents_of(partition), catalog)
        for key in catalog.children.get(above.id, ())
        for one in catalog.dependents.get(key, ())
        if one.kind == "foreign_key"
        and catalog.objects[one].parent != partition.id
        and catalog.objects[one].optional_text("referenced") == qualified(above.id.schema, above.id.name)
    }
    before = {one for one in found & change.dropped if catalog.objects[one].parent not in change.dropped}
    return frozenset(found - before), frozenset(before)
