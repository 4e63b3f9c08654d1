"""Indexes of partitions that belong to their parents': what becomes of one when only one of the two goes.

PostgreSQL drops such an index only with its parent's, and renames it alone. Source: manual, ALTER INDEX, ATTACH
PARTITION; 2BP01 on 14 to 18.
"""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident, qualified, sql
from supatui.kinds.action import Action, Lock
from supatui.kinds.index_pairs import indexes_below
from supatui.kinds.kind import Change
from supatui.kinds.partitions import is_detached, partition_parent
from supatui.kinds.steps import name_of, parent_name


def partner_of(index: SchemaObject, change: Change) -> ObjectId | None:
    """The parent's index that one belongs to before the plan."""
    name = index.optional_text("attached_to")
    return change.old_catalog.relations_by_name.get(name) if name else None


def partners_to_follow(change: Change) -> set[ObjectId]:
    """Indexes of parents that have to be made anew: one of a partition goes from them, and no other takes its place."""
    found = set()
    for one in change.dropped:
        item = change.old_catalog.objects[one]
        partner, table = partner_of(item, change), item.parent
        if partner is None or table is None or table in change.dropped or takes_over(item, change):
            continue
        stays = partition_parent(table, change.old_catalog) == partition_parent(table, change.new_catalog)
        if stays and not (is_detached(table, change) and _others_to_come(item, change)):
            found.add(partner)
    return found


def takes_over(index: SchemaObject, change: Change) -> SchemaObject | None:
    """The same index by another name, which one that goes can be given in place where none belongs to it."""
    partner = partner_of(index, change)
    if partner is None or partner in change.dropped or is_detached(index.parent, change):
        return None
    if indexes_below(index.id, change.old_catalog):
        return None
    return next((one for one in _others_to_come(index, change) if _is_same(index, one, change)), None)


def taken_over(index: SchemaObject, change: Change) -> SchemaObject | None:
    """The index whose place a new one takes in this way."""
    if index.parent is None or index.optional_text("attached_to") is None:
        return None
    before = (change.old_catalog.objects[one] for one in change.old_catalog.children.get(index.parent, ()))
    return next((one for one in before if one.id in change.dropped and takes_over(one, change) == index), None)


def renamed(former: SchemaObject, index: SchemaObject) -> Action:
    """The step that gives an index the name of the one that takes its place."""
    if index.id.kind == "index":
        words = sql("alter index {} rename to {}", name_of(former), ident(index.id.name))
        lock = Lock.SHARE_UPDATE_EXCLUSIVE
    else:
        words = sql(
            "alter table {} rename constraint {} to {}", parent_name(index), ident(former.id.name), ident(index.id.name)
        )
        lock = Lock.ACCESS_EXCLUSIVE
    action = Action(words, index.id, creates=frozenset({index.id}), destroys=frozenset({former.id}), lock=lock)
    return replace(action, locked=frozenset({index.parent} if index.parent else ()))


def _others_to_come(index: SchemaObject, change: Change) -> list[SchemaObject]:
    """New indexes of the same partition that belong to the same one of the parent."""
    siblings = change.new_catalog.children.get(index.parent, ()) if index.parent else ()
    found = (change.new_catalog.objects[one] for one in siblings if one in change.created)
    return [one for one in found if one.optional_text("attached_to") == index.optional_text("attached_to")]


def _is_same(before: SchemaObject, after: SchemaObject, change: Change) -> bool:
    """Whether they differ in their names alone, and the new name is free."""
    is_free = qualified(after.id.schema, after.id.name) not in change.old_catalog.relations_by_name
    comments = (before.optional_text("comment"), after.optional_text("comment"))
    return (
        is_free
        and before.id.kind == after.id.kind
        and before.id in change.dropped
        and before.id not in change.new_catalog.objects
        and comments[0] in (None, comments[1])
        and _without_name(before) == _without_name(after)
        and bool(before.facts.get("valid", True))
    )


def _without_name(index: SchemaObject) -> dict[str, object]:
    values: dict[str, object] = {name: value for name, value in index.attributes.items() if name != "comment"}
    if index.id.kind == "index":
        values["definition"] = index.text("definition").replace(f"INDEX {ident(index.id.name)} ON ", "INDEX ON ", 1)
    return values
