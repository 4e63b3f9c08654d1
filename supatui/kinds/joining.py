"""How a table that was there before comes to have columns and checks from a parent alone.

A column that no parent has for a moment is declared by its table from then on, which nothing takes back: where that
can be, a table joins its new parents before it leaves the former ones. Source: tablecmds.c, RemoveInheritance.

A check that the table had before stays its own beside its parent's, and cannot be dropped there any more; only
partitions give theirs up. So the parent's goes, and comes again. Source: tablecmds.c, MergeConstraintsIntoExisting.
"""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.kinds import not_null
from supatui.kinds.kind import Change
from supatui.kinds.partitions import (
    first_kept,
    handed_down,
    heirs_below,
    held_above,
    is_among,
    left_behind,
    parent_id,
    staying_parents,
    with_ancestors,
)
from supatui.kinds.reach import follows_type


def having_joined(table: ObjectId) -> ObjectId:
    """The fact that a table has joined its parents: an object of the order, not of a catalog."""
    return ObjectId("joined", table.schema, table.name)


def late_checks(table: ObjectId | None, change: Change) -> frozenset[ObjectId]:
    """Checks of the parents that a table joins and is to have from there alone."""
    item = change.new_catalog.objects.get(table) if table else None
    if item is None or item.optional_text("partition_of") is not None or table not in change.old_catalog.objects:
        return frozenset()
    found = handed_down(table, change).items()
    return frozenset(above.id for one, above in found if one.kind == "check" and one not in change.new_catalog.objects)


def checks_to_follow(change: Change) -> set[ObjectId]:
    """Checks of parents that have to be made anew so that heirs have them from there alone."""
    tables = (one for one, item in change.new_catalog.objects.items() if one.kind in _TABLES and item.texts("inherits"))
    found = {check for table in tables for check in late_checks(table, change)}
    for one in change.dropped - change.new_catalog.objects.keys():
        item = change.old_catalog.objects[one]
        if one.kind == "check" and item.parent in change.new_catalog.objects:
            held = held_above(staying_parents(item.parent, change), change.new_catalog)
            above = held.get((one.kind, one.name))
            if above is not None and is_among(item, {one: above}):
                found.add(above.id)
    return found


def heirs_to_come(check: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """The points at which the tables have joined that are to have a new check from this one alone."""
    below = heirs_below(check.parent, change.new_catalog)
    return frozenset(having_joined(one) for one in below if check.id in late_checks(one, change))


_TABLES = frozenset({"table", "foreign_table"})


def joins_first(old: SchemaObject, new: SchemaObject, change: Change) -> bool:
    """Whether a table can have its new parents beside the former ones: nothing that they hand down changes.

    What a NOT NULL constraint is called cannot change while it is inherited, either (18).
    """
    former, wanted = old.texts("inherits"), new.texts("inherits")
    staying = first_kept(former, wanted)
    joined = [name for name in wanted if name not in staying]
    if not joined or staying or not set(joined).isdisjoint(former):
        return False
    if left_behind(new.id, change) or handed_down(new.id, change):
        return False
    both = {one.id for one in with_ancestors(former, change.old_catalog)}
    both &= {one.id for one in with_ancestors(joined, change.new_catalog)}
    if any(one.kind == "column" for table in both for one in _going(table, change)):
        return False  # they lose it once the table has left, and it joins them when they have
    families = [new.id, *(parent_id(name, change) for name in joined), *_parents_before(former, change.old_catalog)]
    return all(one is not None and _is_steady(one, new.id, change) for one in families)


def _parents_before(names: tuple[str, ...], catalog: Catalog) -> list[ObjectId | None]:
    return [catalog.tables_by_name.get(name) for name in names]


def _is_steady(table: ObjectId, heir: ObjectId, change: Change) -> bool:
    """Whether a table is new, or goes, or keeps its parents and its columns as they are; the heir has no new ones."""
    before, after = change.old_catalog.objects.get(table), change.new_catalog.objects.get(table)
    if before is None or after is None:
        return True
    if table in change.created or (table != heir and before.texts("inherits") != after.texts("inherits")):
        return False
    if follows_type(before, change) and any(one.kind == "column" for one in _going(table, change)):
        return False  # its type lets them go once all others have left it, with their heirs
    columns = [one for one in change.new_catalog.children.get(table, ()) if one.kind == "column"]
    return all(_is_same(one, change) if one in change.old_catalog.objects else table != heir for one in columns)


def _going(table: ObjectId, change: Change) -> list[ObjectId]:
    return [one for one in change.old_catalog.children.get(table, ()) if one in change.dropped]


def _is_same(one: ObjectId, change: Change) -> bool:
    before, after = change.old_catalog.objects[one], change.new_catalog.objects[one]
    is_called_so = not after.flag("not_null") or not list(not_null.renamed(before, after))
    is_same = one not in change.created and before.attributes == after.attributes and is_called_so
    return is_same and _has_same_types(one, change)


_TYPES = frozenset({"attribute", "composite_type", "domain", "enum", "range"})


def _has_same_types(column: ObjectId, change: Change) -> bool:
    """Whether no type changes that the column is built on: where one does, the column follows it with its heirs'."""
    waiting, seen = [column], {column}
    while waiting:
        one = waiting.pop()
        for below in (*change.old_catalog.needs.get(one, ()), *change.old_catalog.children.get(one, ())):
            if below.kind in _TYPES and below not in seen:
                seen.add(below)
                waiting.append(below)
                if _differs(below, change):
                    return False
    return True


def _differs(one: ObjectId, change: Change) -> bool:
    before, after = change.old_catalog.objects[one].attributes, change.new_catalog.objects.get(one)
    names = before.keys() | (after.attributes.keys() if after else ())
    return after is None or any(before.get(name) != after.attributes.get(name) for name in names - {"comment", "owner"})
