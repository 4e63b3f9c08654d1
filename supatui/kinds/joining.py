"""Checks that a table is to have from a parent alone, though it was there before: they come once it has joined.

A check that the table had before stays its own beside its parent's, and cannot be dropped there any more; only
partitions give theirs up. So the parent's goes, and comes again. Source: tablecmds.c, MergeConstraintsIntoExisting.
"""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.kinds.kind import Change
from supatui.kinds.partitions import handed_down, heirs_below, held_above, is_among, staying_parents


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
