"""Partitions on the move: what is attached to what, before and after, and the points that others wait for."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.errors import PlanError
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


def pairs_by_itself(index: SchemaObject) -> bool:
    """Whether attaching the table pairs its index with the parent's: the server passes over one that is not valid."""
    return bool(index.facts.get("valid", True))


def before_pairing(action: Action, index: SchemaObject, change: Change) -> Action:
    """The making of an index, tied to its partners of other tables by later steps alone."""
    partner = change.new_catalog.relations_by_name.get(index.optional_text("attached_to") or "")
    waives = frozenset({partner} if partner else ())
    return replace(action, needs=action.needs | _unpaired_attachments(index.id, change), waives=waives)


def _unpaired_attachments(index: ObjectId, change: Change) -> frozenset[ObjectId]:
    """Attachments of new partitions that come before the parent's index: one would be made for each without."""
    catalog = change.new_catalog
    name = qualified(index.schema, index.name)
    table = catalog.objects[index].parent
    return frozenset(
        attachment(heir)
        for heir in (catalog.heirs.get(table, ()) if table else ())
        if heir in change.created
        and not any(_is_paired(catalog.objects[child], name) for child in catalog.children.get(heir, ()))
    )


def _is_paired(index: SchemaObject, parent: str) -> bool:
    return index.optional_text("attached_to") == parent and pairs_by_itself(index)


def refuse_key_change(column: SchemaObject) -> None:
    """Raises: PlanError, where a table is partitioned by the column. Source: manual, ALTER TABLE; 42P16."""
    if column.flag("partitions"):
        raise PlanError(
            f"{column.id} cannot change its type: its table is partitioned by it",
            where=f"table {column.id.schema}.{column.id.parent}",
            hint="make a table of the new form beside it, insert the rows of the old one into it, drop the old one and"
            " rename the new one, in one transaction; then plan again",
        )
