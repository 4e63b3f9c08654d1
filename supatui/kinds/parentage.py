"""Tables that leave their parents and join others, as heirs and as partitions: in place, rows stay."""

from collections.abc import Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, qualified, sql, verbatim
from supatui.kinds import column, not_null
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.check import dangers
from supatui.kinds.index_pairs import comes_with_parent, indexes_below, pairing, pairs_by_itself
from supatui.kinds.joining import having_joined, joins_first, late_checks
from supatui.kinds.kind import Change
from supatui.kinds.lending import returning
from supatui.kinds.partitions import (
    attachment,
    departures_below,
    detachment,
    first_kept,
    handed_down,
    heirs_below,
    held_above,
    is_among,
    is_detached,
    left_behind,
    narrowed,
    parent_id,
    partition_parent,
    with_ancestors,
)
from supatui.kinds.referred import goes_first, gone, is_kept, keys_before_leaving
from supatui.kinds.steps import altered, name_of, with_hazard
from supatui.kinds.succession import former_name

EXCLUSIVE = Lock.ACCESS_EXCLUSIVE


def departures(old: SchemaObject, new: SchemaObject, change: Change) -> list[Action]:
    """Detach, no inherit: in place, rows stay."""
    apart = frozenset({detachment(new.id)})
    actions = [replace(one, needs=one.needs - apart) for one in _joining(old, new, change, first=True)]
    if former := partition_parent(old.id, change.old_catalog):
        actions.append(detach(old, former))
    staying = first_kept(old.texts("inherits"), new.texts("inherits"))
    for name in old.texts("inherits"):
        if name not in staying:
            left = parent_id(name, change)
            action = on_table(new, sql("no inherit {}", verbatim(name)))
            released = frozenset({left} if left else ())
            aside, back = _namesakes_aside(new, left, change)
            actions += [*aside, replace(action, creates=apart, touches=frozenset(), releases=released), *back]
    own = change.old_catalog.objects
    had = {one: above for one, above in left_behind(new.id, change).items() if one not in own}
    lost = {one: above for one, above in had.items() if not is_kept(one, above, new.id, change)}
    kept = had.keys() & change.created - lost.keys()
    first = {above.id for above in lost.values() if goes_first(above, change)}
    # those below first, which have from above what would go from here
    before = departures_below(old.id, change).union(map(gone, first | keys_before_leaving(old, change)))
    actions = [replace(one, creates=one.creates | kept, needs=one.needs | before) for one in actions]
    for one, above in sorted(lost.items()):
        if above.id not in first:
            action = on_table(new, sql("drop constraint {}", ident(one.name)))
            actions.append(replace(action, creates=apart, touches=frozenset(), destroys=frozenset({one})))
    if not staying:
        actions += [replace(one, creates=apart, touches=frozenset()) for one in _requirements_renamed(new, change)]
    return actions


def _requirements_renamed(table: SchemaObject, change: Change) -> Iterator[Action]:
    """The NOT NULL constraints of columns that are the same else, which only have a name of their own meanwhile."""
    for after in column.in_order(table.id, change.new_catalog):
        before = change.old_catalog.objects.get(after.id)
        if before is not None and after.flag("not_null"):
            states = {"not_null", *not_null.STATES}
            if all(before.attributes.get(name) == after.attributes.get(name) for name in states):
                yield from not_null.renamed(before, after)


def _namesakes_aside(table: SchemaObject, parent: ObjectId | None, change: Change) -> tuple[list[Action], list[Action]]:
    """Other names for checks of the table's own while it leaves a parent that has a NO INHERIT one of the same name.

    NO INHERIT takes that for one handed down, and fails. Source: tablecmds.c, RemoveInheritance, 14 to 18.
    """
    catalog = change.old_catalog
    checks = [one for one in catalog.children.get(parent, ()) if one.kind == "check"] if parent else []
    alone = {one.name for one in checks if "NO INHERIT" in catalog.objects[one].text("definition")}
    names = sorted(one.name for one in catalog.children.get(table.id, ()) if one.kind == "check" and one.name in alone)
    aside = [_renamed_check(table, name, former_name(name)) for name in names]
    back = [_renamed_check(table, former_name(name), name) for name in names]
    return aside, [replace(one, creates=frozenset({detachment(table.id)})) for one in back]


def _renamed_check(table: SchemaObject, name: str, other: str) -> Action:
    action = on_table(table, sql("rename constraint {} to {}", ident(name), ident(other)))
    return replace(action, creates=frozenset(), touches=frozenset())


def detach(item: SchemaObject, parent: ObjectId) -> Action:
    return Action(
        sql("alter table {} detach partition {}", qualified(parent.schema, parent.name), name_of(item)),
        item.id,
        creates=frozenset({detachment(item.id)}),
        destroys=frozenset({attachment(item.id)}),
        releases=frozenset({parent}),
        lock=EXCLUSIVE,
        locked=frozenset({parent}),
    )


def arrivals(old: SchemaObject, new: SchemaObject, change: Change) -> list[Action]:
    """Inherit, attach: after whatever else changes, since columns and checks must be as the parent's are."""
    had = {**left_behind(new.id, change), **change.old_catalog.objects}
    late = late_checks(new.id, change)
    below = heirs_below(new.id, change.new_catalog) & change.created
    actions = [
        _added(new, one, above, change, frozenset(map(attachment, below)))
        for one, above in sorted(handed_down(new.id, change).items())
        if one.kind == "check" and one not in change.new_catalog.objects and not is_among(above._replace(id=one), had)
        if above.id not in late
    ]
    actions += [*_joining(old, new, change, first=False), *returning(new, change)]
    return [*actions, *([attach(new, change)] if new.optional_text("partition_of") else [])]


def _joining(old: SchemaObject, new: SchemaObject, change: Change, *, first: bool) -> list[Action]:
    """One `inherit` for each new parent, where they come before the table leaves its former ones, or after."""
    if joins_first(old, new, change) != first:
        return []
    staying = first_kept(old.texts("inherits"), new.texts("inherits"))
    return [inherit(new, name, change) for name in new.texts("inherits") if name not in staying]


def _added(
    item: SchemaObject,
    check: ObjectId,
    above: SchemaObject,
    change: Change,
    after: frozenset[ObjectId] = frozenset(),
) -> Action:
    columns = frozenset(one.id for one in column.in_order(item.id, change.new_catalog))
    words = sql("add constraint {} {}", ident(check.name), verbatim(above.text("definition")))
    needs = columns.union(after, change.new_catalog.needs.get(above.id, ()))
    action = replace(on_table(item, words), touches=frozenset(), creates=frozenset({check}), needs=needs)
    return action if item.id in change.created else dangers(action, above)


def inherit(item: SchemaObject, name: str, change: Change) -> Action:
    parent = parent_id(name, change)
    action = joined_to(item, sql("inherit {}", verbatim(name)), (item.id, *([parent] if parent else ())), change)
    above = {narrowed(table.id) for table in with_ancestors([name], change.new_catalog)}
    needs = action.needs | _away(item.id, change) | above
    return replace(action, creates=frozenset({having_joined(item.id)}), needs=needs)


def joining(item: SchemaObject, change: Change) -> list[Action]:
    """One `inherit` for each parent, once both have the columns and checks that must be the same."""
    return [inherit(item, name, change) for name in item.texts("inherits")]


def has_all_itself(item: SchemaObject, change: Change) -> bool:
    """Whether it declares every column and check of its parents, as a table does that joined them later."""
    columns = column.in_order(item.id, change.new_catalog)
    checks = {name for kind, name in held_above(item.texts("inherits"), change.new_catalog) if kind == "check"}
    own = {child.name for child in checks_of(item.id, change)}
    return all(one.flag("local") for one in columns) and checks <= own


def joined_to(item: SchemaObject, clause: Sql, tables: tuple[ObjectId, ...], change: Change) -> Action:
    """A step that wants the columns and checks of these tables to be there already, and them out of other families."""
    columns = {one.id for table in tables for one in column.in_order(table, change.new_catalog)}
    checks = {one for table in tables for one in checks_of(table, change)} - late_checks(item.id, change)
    needs = frozenset({*tables, *columns, *checks, *(detachment(table) for table in tables)})
    return replace(on_table(item, clause), needs=needs, creates=frozenset(), touches=frozenset())


def _away(table: ObjectId, change: Change) -> frozenset[ObjectId]:
    """The points at which checks are dropped that come again once the table has joined, and its own ones like them."""
    late = late_checks(table, change)
    own = (ObjectId("check", table.schema, one.name, table.path) for one in late)
    return frozenset(map(gone, {*late, *own} & change.dropped))


def checks_of(table: ObjectId, change: Change) -> list[ObjectId]:
    return [one for one in change.new_catalog.children.get(table, ()) if one.kind == "check"]


def checks_not_valid(item: SchemaObject, change: Change) -> list[Action]:
    """Those that the parents have already, and that do not hold for the rows here; CREATE TABLE makes valid ones."""
    unproven = item.texts("unproven_checks")
    return [
        replace(_added(item, one, above, change), creates=frozenset({_checked(item.id)}), needs=frozenset({item.id}))
        for one, above in sorted(handed_down(item.id, change).items())
        if one.kind == "check" and one.name in unproven and above.id not in change.created
    ]


def _checked(table: ObjectId) -> ObjectId:
    """The fact that a partition has the checks of its parents: an object of the order, not of a catalog."""
    return ObjectId("checked", table.schema, table.name)


def attach(item: SchemaObject, change: Change) -> Action:
    parent = parent_id(item.text("partition_of"), change)
    statement = sql(
        "alter table only {} attach partition {} {}",
        verbatim(item.text("partition_of")),
        name_of(item),
        verbatim(item.text("partition_bound")),
    )
    needs = {item.id, _checked(item.id), *_indexes_before_attachment(item, change)}
    needs.update(one.id for one in column.in_order(item.id, change.new_catalog))
    # from the leaves up: an index of the partition is valid, and paired, once those below it are there
    needs.update(attachment(one) for one in change.new_catalog.heirs.get(item.id, ()))
    if parent:
        above = with_ancestors([item.text("partition_of")], change.new_catalog)  # whose changes reach the parent, too
        needs.update((parent, *(one.id for table in above for one in column.in_order(table.id, change.new_catalog))))
        needs.update(narrowed(table.id) for table in above)
        needs.update(detachment(one) for one in _leaving(parent, change) if one != item.id)
    children = change.new_catalog.children.get(item.id, ()) if item.id in change.created else ()
    brought = {one for one in children if comes_with_parent(change.new_catalog.objects[one], change)}
    brought -= {one for one in brought if _partner(one, change) in change.created}
    action = Action(
        statement,
        item.id,
        creates=frozenset({attachment(item.id), *brought}),
        needs=frozenset(needs),
        lock=Lock.SHARE_UPDATE_EXCLUSIVE,
        locked=frozenset({parent} if parent else ()),
    )
    if item.id in change.old_catalog.objects:
        action = with_hazard(action, HazardKind.SCAN, "the rows of the partition are checked against its bounds")
        action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a row is out of its bounds")
    if default := _default_beside(item, change):
        action = with_hazard(action, HazardKind.SCAN, f"the rows of {default} are checked against its bounds")
        detail = f"fails where a row of {default} belongs here"
        action = with_hazard(action, HazardKind.FAILS_ON_DATA, detail)
    return action


def _leaving(parent: ObjectId, change: Change) -> Iterator[ObjectId]:
    """Partitions that go from it, be it for a while: another may take the bounds of one, which only one can have."""
    for one in change.old_catalog.heirs.get(parent, ()):
        if one in change.dropped or is_detached(one, change):
            yield one


def _default_beside(item: SchemaObject, change: Change) -> str | None:
    """The partition that holds what no other does, where it stays: it must have no rows that this one is for."""
    parent = parent_id(item.text("partition_of"), change)
    for one in change.old_catalog.heirs.get(parent, ()) if parent else ():
        before, after = change.old_catalog.objects[one], change.new_catalog.objects.get(one)
        if after is not None and one != item.id and before.optional_text("partition_bound") == "DEFAULT":
            return qualified(one.schema, one.name)
    return None


def _partner(index: ObjectId, change: Change) -> ObjectId | None:
    partner = change.new_catalog.objects[index].optional_text("attached_to")
    return change.new_catalog.relations_by_name.get(partner) if partner else None


def _indexes_before_attachment(item: SchemaObject, change: Change) -> list[ObjectId]:
    """Indexes of the partition and their partners: the server pairs those that are there, and valid with all below
    them, when it is attached."""
    found = []
    for child in change.new_catalog.children.get(item.id, ()):
        if not pairs_by_itself(change.new_catalog.objects[child], change):
            continue
        above = _partner(child, change)
        if above is not None:
            found += [child, above, *map(pairing, indexes_below(child, change.new_catalog))]
    return found


def on_table(item: SchemaObject, clause: Sql) -> Action:
    return altered(item, sql("alter table {} {}", name_of(item), clause), lock=EXCLUSIVE, on=item.id)
