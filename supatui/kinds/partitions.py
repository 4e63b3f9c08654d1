"""Tables on the move: what is attached to what, before and after, and the points that others wait for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.errors import PlanError
from supatui.kinds.action import Action
from supatui.kinds.kind import Change

_KEYS = frozenset({"primary_key", "unique"})


def attachment(table: ObjectId) -> ObjectId:
    """The fact that a partition is attached: an object of the order, not of a catalog."""
    return ObjectId("attachment", table.schema, table.name)


def detachment(table: ObjectId) -> ObjectId:
    """The fact that a table has left its parents and its type: what changes in between waits for it."""
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
    return (
        any(before.attributes.get(name) != after.attributes.get(name) for name in moved)
        or _waits_for_parent(before.id, change)
        or _frees_key(before, change)
    )


def _waits_for_parent(table: ObjectId, change: Change) -> bool:
    """Whether its parent is made again, which has no rows of its own, beside it."""
    parent = partition_parent(table, change.old_catalog)
    return parent in change.dropped and parent in change.created and table not in change.dropped


def _frees_key(table: SchemaObject, change: Change) -> bool:
    """Whether a key of a partition goes that belongs to an index of the parent: neither can be dropped as it is."""
    catalog = change.old_catalog
    keys = (catalog.objects[one] for one in catalog.children.get(table.id, ()) if one.kind in _KEYS)
    partners = (one.optional_text("attached_to") for one in keys if one.id in change.dropped)
    return any(above.kind == "index" for name in partners if name and (above := catalog.relations_by_name.get(name)))


def detached_for_a_while(change: Change) -> set[ObjectId]:
    """Partitions that nothing asks to move, and that leave so that a key of theirs can go, or their parent can."""
    keys = {change.old_catalog.objects[one].parent for one in change.dropped if one.kind in _KEYS}
    below = {part for one in change.dropped & change.created for part in change.old_catalog.heirs.get(one, ())}
    return {one for one in keys | below if one and one not in change.dropped and is_detached(one, change)}


def staying_parents(table: ObjectId | None, change: Change) -> tuple[str, ...]:
    """Names of the parents that a table has before and after, without a break in between."""
    before = change.old_catalog.objects.get(table) if table else None
    after = change.new_catalog.objects.get(table) if table else None
    if before is None or after is None:
        return ()
    if (parent := before.optional_text("partition_of")) is not None:
        return () if is_detached(table, change) else (parent,)
    return first_kept(before.texts("inherits"), after.texts("inherits"))


def first_kept(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """The first of the new parents that are parents already in this order; a parent is only ever added as the last."""
    remaining = iter(old)
    return tuple(takewhile(lambda name: name in remaining, new))


def leaves(table: ObjectId | None, change: Change) -> bool:
    """Whether a table that stays leaves a parent or its type, be it for a while."""
    before = change.old_catalog.objects.get(table) if table else None
    after = change.new_catalog.objects.get(table) if table else None
    if before is None or after is None:
        return False
    of_type = before.optional_text("of_type")
    if of_type is not None and of_type != after.optional_text("of_type"):
        return True
    return is_detached(table, change) or not set(before.texts("inherits")) <= set(staying_parents(table, change))


def left_behind(table: ObjectId | None, change: Change) -> dict[ObjectId, SchemaObject]:
    """Checks and foreign keys that become a table's own as it leaves parents: the ids there, and the parents' ones.

    Source: manual, ALTER TABLE, NO INHERIT and DETACH PARTITION.
    """
    before = change.old_catalog.objects.get(table) if table else None
    if before is None or not leaves(before.id, change):
        return {}
    parents = parents_of(before)
    staying = staying_parents(table, change)
    held = held_above([name for name in parents if name not in staying], change.old_catalog)
    still = held_above(staying, change.old_catalog)
    path = before.id.path
    return {
        ObjectId(kind, before.id.schema, name, path): item
        for (kind, name), item in held.items()
        if (kind, name) not in still and not _is_lost_by_leaving(item, change)
    }


KEYS_STAY = 150000
"""First server version where a partition that is detached keeps a foreign key to a partitioned table; 14 drops it."""


def _is_lost_by_leaving(constraint: SchemaObject, change: Change) -> bool:
    if change.server_version >= KEYS_STAY or constraint.id.kind != "foreign_key":
        return False
    referenced = change.old_catalog.tables_by_name.get(constraint.optional_text("referenced") or "")
    return referenced is not None and change.old_catalog.objects[referenced].flag("partitioned")


def handed_down(table: ObjectId | None, change: Change) -> dict[ObjectId, SchemaObject]:
    """Checks and foreign keys of the parents that a table joins, by the ids that they have in the table.

    It must have the same before. Source: manual, ALTER TABLE, INHERIT and ATTACH PARTITION.
    """
    after = change.new_catalog.objects.get(table) if table else None
    if after is None:
        return {}
    parents = parents_of(after)
    staying = staying_parents(table, change)
    held = held_above([name for name in parents if name not in staying], change.new_catalog)
    return {ObjectId(kind, after.id.schema, name, after.id.path): item for (kind, name), item in held.items()}


def held_above(parents: Sequence[str], catalog: Catalog) -> dict[tuple[str, str], SchemaObject]:
    """Constraints that these tables and those above them hand down, by kind and name."""
    found: dict[tuple[str, str], SchemaObject] = {}
    for item in with_ancestors(parents, catalog):
        kinds = {"check", "foreign_key"} if item.flag("partitioned") else {"check"}
        for one in catalog.children.get(item.id, ()):
            if one.kind in kinds and "NO INHERIT" not in catalog.objects[one].text("definition"):
                found[one.kind, one.name] = catalog.objects[one]
    return found


def parents_of(table: SchemaObject) -> tuple[str, ...]:
    """Names of what it inherits from or is a partition of."""
    return (*table.texts("inherits"), *filter(None, [table.optional_text("partition_of")]))


def with_ancestors(names: Iterable[str], catalog: Catalog) -> list[SchemaObject]:
    """These tables and those that they inherit from or are partitions of, each once."""
    found: dict[ObjectId, SchemaObject] = {}
    waiting = list(names)
    while waiting:
        one = catalog.tables_by_name.get(waiting.pop(0))
        item = catalog.objects.get(one) if one else None
        if item is not None and item.id not in found:
            found[item.id] = item
            waiting += parents_of(item)
    return list(found.values())


def heirs_of(item: SchemaObject, catalog: Catalog) -> frozenset[ObjectId]:
    """The same column of partitions and inheriting tables: what ALTER on the parent reaches by itself."""
    found: set[ObjectId] = set()
    waiting = list(catalog.heirs.get(item.parent, ())) if item.parent else []
    while waiting:
        table = waiting.pop()
        theirs = ObjectId("column", table.schema, item.id.name, table.path)
        if theirs in catalog.objects:
            found.add(theirs)
            waiting.extend(catalog.heirs.get(table, ()))
    return frozenset(found)


def once_detached(action: Action, item: SchemaObject, change: Change) -> Action:
    """The action, after the table that it is on has left its parents and its type where the plan does so."""
    if item.parent is None or not leaves(item.parent, change):
        return action
    return replace(action, needs=action.needs | {detachment(item.parent)})


def narrowed(table: ObjectId) -> ObjectId:
    """The fact that a table has lost the columns that go, which no table that joins it has any more."""
    return ObjectId("narrowed", table.schema, table.name)


def freed(part: ObjectId) -> ObjectId:
    """The fact that a column or check is its table's own alone, as the parent has lost it: before, it cannot go."""
    return part._replace(kind=f"freed_{part.kind}")


def departures_below(table: ObjectId | None, change: Change) -> frozenset[ObjectId]:
    """The points at which tables that have something from this one, to any depth, have left for good or a while."""
    below = heirs_below(table, change.old_catalog)
    return frozenset(detachment(one) for one in below if leaves(one, change))


def heirs_below(table: ObjectId | None, catalog: Catalog) -> frozenset[ObjectId]:
    """Partitions and inheriting tables, to any depth."""
    found: set[ObjectId] = set()
    waiting = list(catalog.heirs.get(table, ())) if table else []
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(catalog.heirs.get(one, ()))
    return frozenset(found)


def is_among(item: SchemaObject, held: Mapping[ObjectId, SchemaObject]) -> bool:
    """Whether the same constraint is among those of parents."""
    found = held.get(item.id)
    return found is not None and found.text("definition") == item.text("definition")


def keyed_by(columns: Iterable[SchemaObject]) -> frozenset[ObjectId]:
    """The tables that are partitioned by one of these columns: none of those can get another type.

    Source: manual, ALTER TABLE; 42P16 on 14 to 18.
    """
    return frozenset(one.parent for one in columns if one.parent is not None and one.flag("partitions"))


def foreign_heirs(heirs: Iterable[ObjectId], catalog: Catalog) -> frozenset[ObjectId]:
    """The foreign tables among those that have a column from a table.

    PostgreSQL converts no values while there is one. It can go and come again: its rows are elsewhere.
    Source: tablecmds.c, ATPrepAlterColumnType, which takes no USING there; 42809 on 14 to 18.
    """
    tables = (catalog.objects[heir].parent for heir in heirs)
    return frozenset(one for one in tables if one is not None and one.kind == "foreign_table")


def refuse_two_parents(column: SchemaObject, heirs: Iterable[ObjectId], change: Change) -> None:
    """Refuse another type for a column that an heir has from a parent outside, too.

    Raises: PlanError. Source: tablecmds.c, ATPrepAlterColumnType; 42P16 on 14 to 18.
    """
    reached = {column.parent, *(change.old_catalog.objects[one].parent for one in heirs)}
    for heir in sorted(heirs):
        for name in staying_parents(change.old_catalog.objects[heir].parent, change):
            parent = change.old_catalog.tables_by_name.get(name)
            if parent is None or parent in reached:
                continue
            if ObjectId("column", parent.schema, column.id.name, parent.path) in change.old_catalog.objects:
                raise PlanError(
                    f"{column.id} cannot change its type: {heir} is inherited from {name}, too",
                    where=str(heir),
                    hint=f"alter table {qualified(heir.schema, heir.parent or '')} no inherit {name}; change the type"
                    f" in both parents; let it inherit {name} again, whose columns it has as its own then; plan again",
                )
