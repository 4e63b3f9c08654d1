"""Partitions on the move: what is attached to what, before and after, and the points that others wait for."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.kinds.action import Action
from supatui.kinds.kind import Change


def attachment(table: ObjectId) -> ObjectId:
    """The fact that a partition is attached: an object of the order, not of a catalog."""
    return ObjectId("attachment", table.schema, table.name)


def detachment(table: ObjectId) -> ObjectId:
    """The fact that a partition is no longer attached: what changes in between waits for it."""
    return ObjectId("detachment", table.schema, table.name)


def parent_id(name: str, change: Change) -> ObjectId | None:
    """The id of a table that is named as the server qualifies it."""
    return change.new_catalog.tables_by_name.get(name) or change.old_catalog.tables_by_name.get(name)


def partition_parent(table: ObjectId | None, catalog: Catalog) -> ObjectId | None:
    """The partitioned table that a table is a partition of."""
    item = catalog.objects.get(table) if table else None
    name = item.optional_text("partition_of") if item else None
    return catalog.tables_by_name.get(name) if name else None


def is_detached(table: ObjectId | None, change: Change) -> bool:
    """Whether the plan detaches a partition that stays, be it to attach it again with other bounds."""
    before = change.old_catalog.objects.get(table) if table else None
    after = change.new_catalog.objects.get(table) if table else None
    if before is None or after is None or before.optional_text("partition_of") is None:
        return False
    moved = ("partition_of", "partition_bound")
    return any(before.attributes.get(name) != after.attributes.get(name) for name in moved)


def once_detached(action: Action, item: SchemaObject, change: Change) -> Action:
    """The action, after the partition that it is on was detached where the plan does so."""
    if item.parent is None or not is_detached(item.parent, change):
        return action
    return replace(action, needs=action.needs | {detachment(item.parent)})
