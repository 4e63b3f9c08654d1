"""Foreign keys of tables; read by constraint.sql."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.kinds import constraints
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Change
from supatui.kinds.partitions import KEYS_STAY, detachment, leaves, with_ancestors
from supatui.kinds.steps import with_hazard


def _dangers(action: Action, item: SchemaObject) -> Action:
    if item.text("definition").endswith("NOT VALID"):
        return action
    action = with_hazard(action, HazardKind.SCAN, "every row of both tables is read, writes wait")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a referenced row is missing")


_BASE = constraints.build("foreign_key", _dangers, lock=Lock.SHARE_ROW_EXCLUSIVE)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    steps = (_after_taken_names(one, item, change) for one in _BASE.create(item, change))
    return tuple(_once_left(_after_those_above(one, item, change), item, change) for one in steps)


def _once_left(action: Action, item: SchemaObject, change: Change) -> Action:
    """A partition that leaves gets a key which it had from above, and lost by that, as part of its leaving."""
    if change.server_version >= KEYS_STAY or item.parent is None or not leaves(item.parent, change):
        return action
    return replace(action, object=item.parent, needs=action.needs | {detachment(item.parent)})


def _after_those_above(action: Action, item: SchemaObject, change: Change) -> Action:
    """A partition's own key comes after those of the tables above, which take in one that says the same.

    Source: manual, ALTER TABLE, ATTACH PARTITION; tablecmds.c, tryAttachPartitionForeignKey.
    """
    table = change.new_catalog.objects[item.parent] if item.parent else None
    if table is None or item.id not in action.creates:
        return action
    partition_of = table.optional_text("partition_of")
    above = with_ancestors([partition_of] if partition_of else [], change.new_catalog)
    keys = {one for each in above for one in change.new_catalog.children.get(each.id, ()) if one.kind == item.id.kind}
    return replace(action, needs=action.needs | (keys & change.created))


def _takes_in(item: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """Own keys of partitions that stay, and say the same as a new one of a table above them."""
    new, found = change.new_catalog, set()
    waiting = list(new.heirs.get(item.parent, ())) if item.parent else []
    while waiting:
        table = waiting.pop()
        waiting += new.heirs.get(table, ())
        for one in new.children.get(table, ()):
            is_key = one.kind == item.id.kind and one in change.old_catalog.objects
            if is_key and _meaning(new.objects[one]) == _meaning(item):
                found.add(one)
    return frozenset(found)


def _meaning(item: SchemaObject) -> str:
    return item.text("definition").removesuffix(" NOT ENFORCED").removesuffix(" NOT VALID")


def _after_taken_names(action: Action, item: SchemaObject, change: Change) -> Action:
    """A key to a partitioned table gets one more for each partition, with the next free name that ends in a number.

    So it comes after the keys whose names are given, and those of its sort in the order of their numbers.
    """
    new = change.new_catalog
    if item.id not in action.creates or item.parent is None or not _names_partitioned(item, new):
        return action
    earlier = {
        one
        for one in new.children.get(item.parent, ())
        if one.kind == "foreign_key"
        and one in change.created - {item.id}
        and (not _names_partitioned(new.objects[one], new) or _counted(one) < _counted(item.id))
    }
    return replace(action, needs=action.needs | earlier)


def _names_partitioned(item: SchemaObject, catalog: Catalog) -> bool:
    keys = [catalog.objects[one] for one in catalog.needs.get(item.id, ())]
    return any(
        one.flag("on_partitioned")
        and one.parent is not None
        and qualified(one.parent.schema, one.parent.name) == item.optional_text("referenced")
        for one in keys
    )


def _counted(key: ObjectId) -> tuple[int, str]:
    return len(key.name), key.name


KIND = replace(_BASE, create=_create, takes_in=_takes_in)
