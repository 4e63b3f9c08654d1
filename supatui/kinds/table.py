"""Ordinary and partitioned tables themselves. Columns, keys, policies are objects of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import column, index_marks, not_null
from supatui.kinds.action import Action, Body, HazardKind, Lock
from supatui.kinds.check import dangers
from supatui.kinds.joining import having_joined, late_checks
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.partitions import (
    attachment,
    comes_with_parent,
    departures_below,
    detachment,
    first_kept,
    handed_down,
    heirs_below,
    indexes_below,
    is_among,
    left_behind,
    pairing,
    pairs_by_itself,
    parent_id,
    partition_parent,
)
from supatui.kinds.referred import goes_first, gone, is_kept, keys_before_leaving, keys_to_family
from supatui.kinds.row_types import once_not_held, rows_to_hold
from supatui.kinds.steps import altered, dropped, name_of, options_change, options_list, stored_options, with_hazard
from supatui.kinds.succession import former_name

EXCLUSIVE = Lock.ACCESS_EXCLUSIVE

GENERATION_OF_ITS_OWN = 160000
"""First server version where an inheriting table may say how a column is generated; before, it may not repeat it."""


def _reference(item: SchemaObject) -> Sql:
    return sql("table {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    columns = column.in_order(item.id, change.new_catalog)
    words = verbatim("unlogged table" if item.text("persistence") == "unlogged" else "table")
    late = _inherits_later(item, change)
    parents = () if late else item.texts("inherits")
    elements: tuple[tuple[ObjectId, Sql], ...] = ()
    if of_type := item.optional_text("of_type"):
        head = sql("create {} {} of {}", words, name_of(item), verbatim(of_type))
    else:
        head = sql("create {} {}", words, name_of(item))
        # what only comes from a parent is not repeated; a partition names all, so that their order is kept
        own = [one for one in columns if one.flag("local") or not parents]
        given = _generated_above(parents, change) if change.server_version < GENERATION_OF_ITS_OWN else frozenset()
        elements = tuple((one.id, _clause(one, given, parents, change)) for one in own)
        elements += tuple(inherited_checks(item, change))
    body = Body(head, elements, _tail(item, parents))
    statement = head if of_type else body.text()
    action = Action(
        sql("{} {}", head, body.tail) if of_type and body.tail else statement,
        item.id,
        creates=frozenset({item.id, *(one.id for one in columns)}),
        needs=awaited(columns, parents, change) | _late_above(columns, parents, change),
        body=None if of_type else body,
    )
    return (action, *(_joining(item, change) if late else ()), *_after_create(item, change))


def _clause(item: SchemaObject, given: frozenset[str], parents: tuple[str, ...], change: Change) -> Sql:
    """A column beside `parents`, which give the expressions of `given` ones."""
    required = not parents or not not_null.is_inherited(item, change.new_catalog)
    return column.clause(item, generated=item.id.name not in given, required=required)


def awaited(columns: Iterable[SchemaObject], parents: Iterable[str], change: Change) -> frozenset[ObjectId]:
    """What a new table waits for: its parents with all their columns, and what its own columns need."""
    above = [found for name in parents if (found := parent_id(name, change))]
    needs = {*above, *(one.id for table in above for one in column.in_order(table, change.new_catalog))}
    for one in columns:
        needs.update(change.new_catalog.needs.get(one.id, ()), rows_to_hold(one.id, change.new_catalog))
    return frozenset(needs) - {one.id for one in columns}


def _late_above(columns: Iterable[SchemaObject], parents: tuple[str, ...], change: Change) -> frozenset[ObjectId]:
    return (
        frozenset[ObjectId]().union(*(not_null.late_above(one, change) for one in columns)) if parents else frozenset()
    )


def _inherits_later(item: SchemaObject, change: Change) -> bool:
    """Whether the table was made by itself and joined its parents then: the columns stand in another order."""
    columns = column.in_order(item.id, change.new_catalog)
    tables = [parent_id(name, change) for name in item.texts("inherits")]
    if not tables or None in tables or not all(one.flag("local") for one in columns):
        return False
    above = [one.id.name for table in tables if table for one in column.in_order(table, change.new_catalog)]
    names = [one.id.name for one in columns]
    if names == list(dict.fromkeys([*above, *names])):
        return False
    checks = {child.name for table in tables if table for child in _checks(table, change)}
    return checks <= {child.name for child in _checks(item.id, change)}


def _checks(table: ObjectId, change: Change) -> list[ObjectId]:
    return [one for one in change.new_catalog.children.get(table, ()) if one.kind == "check"]


def _joining(item: SchemaObject, change: Change) -> list[Action]:
    """One `inherit` for each parent, once both have the columns and checks that must be the same."""
    return [_inherit(item, name, change) for name in item.texts("inherits")]


def _generated_above(parents: tuple[str, ...], change: Change) -> frozenset[str]:
    """Names of the parents' generated columns."""
    tables = [found for name in parents if (found := parent_id(name, change))]
    columns = (one for table in tables for one in column.in_order(table, change.new_catalog))
    return frozenset(one.id.name for one in columns if one.optional_text("generated"))


def inherited_checks(item: SchemaObject, change: Change) -> list[tuple[ObjectId, Sql]]:
    """A partition must have the checks of its parent before it is attached; those not valid come by themselves."""
    unproven = item.texts("unproven_checks")
    clauses: list[tuple[ObjectId, Sql]] = []
    name = item.optional_text("partition_of")
    while name is not None and (parent := parent_id(name, change)):
        for child in change.new_catalog.children.get(parent, ()):
            if child.kind == "check" and child.name not in unproven:
                definition = change.new_catalog.objects[child].text("definition").removesuffix(" NOT VALID")
                clauses.append((child, sql("constraint {} {}", ident(child.name), verbatim(definition))))
        above = change.new_catalog.objects.get(parent)
        name = above.optional_text("partition_of") if above else None
    return clauses


def _tail(item: SchemaObject, parents: tuple[str, ...]) -> Sql:
    clauses = []
    if parents:
        clauses.append(sql("inherits ({})", joined(", ", [verbatim(name) for name in parents])))
    if key := item.optional_text("partition_key"):
        clauses.append(sql("partition by {}", verbatim(key)))
    if method := item.optional_text("access_method"):
        clauses.append(sql("using {}", ident(method)))
    if options := stored_options(item):
        clauses.append(sql("with ({})", options_list(options)))
    if tablespace := item.optional_text("tablespace"):
        clauses.append(sql("tablespace {}", ident(tablespace)))
    return joined(" ", clauses)


def _after_create(item: SchemaObject, change: Change) -> list[Action]:
    actions = []
    if item.optional_text("partition_of"):
        actions += [*_checks_not_valid(item, change), attach(item, change)]
    for attribute, clause in (("row_security", "enable"), ("force_row_security", "force")):
        if item.flag(attribute):
            actions.append(_row_security(item, verbatim(clause)))
    if item.optional_text("replica_identity"):
        actions.append(index_marks.replica_identity(item, change))
    if item.optional_text("cluster_on"):
        actions.append(index_marks.cluster(item))
    return actions


def _checks_not_valid(item: SchemaObject, change: Change) -> list[Action]:
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
    action = replace(_plain(item, words), touches=frozenset(), creates=frozenset({check}), needs=needs)
    return action if item.id in change.created else dangers(action, above)


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
        needs.update((parent, *(one.id for one in column.in_order(parent, change.new_catalog))))
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


def _row_security(item: SchemaObject, clause: Sql) -> Action:
    statement = sql("alter table {} {} row level security", name_of(item), clause)
    return Action(statement, item.id, needs=frozenset({item.id}), lock=EXCLUSIVE, locked=frozenset({item.id}))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, sql("drop table {}", name_of(item)), lock=EXCLUSIVE, on=item.id)
    detail = "all rows of the table are lost"
    action = with_hazard(action, HazardKind.DATA, detail, irreversible="the rows are gone: the table comes back empty")
    parent = partition_parent(item.id, change.old_catalog)
    if parent is None:
        return (action,)
    staying, before = keys_to_family(item, change)
    action = replace(action, needs=frozenset(map(gone, before)))
    if not staying:
        return (action,)
    detach = replace(_detachment(item, parent), needs=action.needs)
    return with_hazard(detach, HazardKind.FAILS_ON_DATA, "fails where a row of it is still referred to"), action


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    if changed & {"partition_key"}:
        raise PlanError(
            f"{new.id} becomes partitioned, stops being so, or has another partition key",
            where=str(new.id),
            hint=_repartitioning(new),
        )
    moves = bool(changed & {"partition_of", "partition_bound", "inherits"})
    actions = departures(old, new, change) if moves else []
    if "of_type" in changed and old.optional_text("of_type"):
        action = _plain(new, verbatim("not of"))
        former = frozenset(one for one in change.old_catalog.needs.get(new.id, ()) if one.kind == "composite_type")
        apart = frozenset({detachment(new.id)})
        actions.append(replace(action, creates=apart, touches=frozenset(), releases=former))
    if "persistence" in changed:
        words = verbatim("set unlogged" if new.text("persistence") == "unlogged" else "set logged")
        actions.append(_written_anew(_plain(new, words), change))
    if "access_method" in changed:
        actions.append(_access_method(new, change))
    if "tablespace" in changed:
        action = _plain(new, sql("set tablespace {}", ident(new.optional_text("tablespace") or "pg_default")))
        actions.append(with_hazard(action, HazardKind.REWRITE, "the table's files are copied"))
    if "options" in changed:
        for clause in options_change(stored_options(old), stored_options(new)):
            actions.append(replace(_plain(new, clause), lock=Lock.SHARE_UPDATE_EXCLUSIVE))
    actions.extend(_security_changes(new, changed))
    if "replica_identity" in changed:
        actions.append(index_marks.replica_identity(new, change))
    if "cluster_on" in changed:
        actions.append(index_marks.cluster(new))
    if "of_type" in changed and (of_type := new.optional_text("of_type")):
        types = change.new_catalog.needs.get(new.id, ())
        attributes = frozenset(part for one in types for part in change.new_catalog.children.get(one, ()))
        action = _joined(new, sql("of {}", verbatim(of_type)), (new.id,), change)
        actions.append(replace(action, needs=action.needs | attributes))
    rebuilds = _keys_of_one_persistence(old, change) if "persistence" in changed else frozenset()
    steps = (*actions, *(arrivals(old, new, change) if moves else ()))
    if "of_type" not in changed:  # its type, where that is followed by another, waits for the table as it is
        kept = frozenset(one for one in change.new_catalog.needs.get(new.id, ()) if one.kind == "composite_type")
        steps = tuple(replace(step, waives=step.waives | kept) for step in steps)
    return Alteration(steps, rebuilds)


def _keys_of_one_persistence(old: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """Its foreign keys to tables that change their persistence too: while only one of both has, a key may be refused.

    Source: manual, ALTER TABLE, SET LOGGED; a logged table cannot refer to an unlogged one.
    """
    keys = (one for one in change.old_catalog.children.get(old.id, ()) if one.kind == "foreign_key")
    return frozenset(key for key in keys if any(_changes_persistence(one, change) for one in _referred(key, change)))


def _referred(key: ObjectId, change: Change) -> set[ObjectId]:
    """The tables beside its own that a foreign key depends on."""
    parts = (change.old_catalog.objects[one] for one in change.old_catalog.needs.get(key, ()))
    return {one.id if one.id.kind == "table" else one.parent or one.id for one in parts} - {
        change.old_catalog.objects[key].parent
    }


def _changes_persistence(table: ObjectId, change: Change) -> bool:
    old, new = change.old_catalog.objects.get(table), change.new_catalog.objects.get(table)
    names = [one.optional_text("persistence") for one in (old, new) if one is not None]
    return len(set(names)) > 1


def _joined(item: SchemaObject, clause: Sql, tables: tuple[ObjectId, ...], change: Change) -> Action:
    """A step that wants the columns and checks of these tables to be there already, and them out of other families."""
    columns = {one.id for table in tables for one in column.in_order(table, change.new_catalog)}
    checks = {one for table in tables for one in _checks(table, change)} - late_checks(item.id, change)
    needs = frozenset({*tables, *columns, *checks, *(detachment(table) for table in tables)})
    return replace(_plain(item, clause), needs=needs, creates=frozenset(), touches=frozenset())


def _inherit(item: SchemaObject, name: str, change: Change) -> Action:
    parent = parent_id(name, change)
    action = _joined(item, sql("inherit {}", verbatim(name)), (item.id, *([parent] if parent else ())), change)
    return replace(action, creates=frozenset({having_joined(item.id)}), needs=action.needs | _away(item.id, change))


def _away(table: ObjectId, change: Change) -> frozenset[ObjectId]:
    """The points at which checks are dropped that come again once the table has joined, and its own ones like them."""
    late = late_checks(table, change)
    own = (ObjectId("check", table.schema, one.name, table.path) for one in late)
    return frozenset(map(gone, {*late, *own} & change.dropped))


def _written_anew(action: Action, change: Change) -> Action:
    action = with_hazard(action, HazardKind.REWRITE, "the table is written anew")
    return once_not_held((action.object,), action, change)


def _access_method(new: SchemaObject, change: Change) -> Action:
    """Of a partitioned table it is what partitions are made with from now on: nothing is written."""
    method, partitioned = new.optional_text("access_method"), new.flag("partitioned")
    clause = ident(method) if method else verbatim("default" if partitioned else "heap")
    action = _plain(new, sql("set access method {}", clause))
    return action if partitioned else _written_anew(action, change)


def _repartitioning(new: SchemaObject) -> str:
    """The statements that a person runs; keys, indexes and all else come by planning again."""
    name, former = name_of(new), qualified(new.id.schema, new.id.name + "__former")
    key = new.optional_text("partition_key")
    partitioned = sql(" partition by {}", verbatim(key)) if key else verbatim("")
    partitions = "; create its partitions" if key else ""
    return (
        f"in one transaction: alter table {name} rename to {ident(new.id.name + '__former')}; create table {name} "
        f"(like {former} including defaults including generated including identity){partitioned}{partitions}; "
        f"insert into {name} overriding system value select * from {former}; drop table {former}; then plan again"
    )


def _plain(item: SchemaObject, clause: Sql) -> Action:
    return altered(item, sql("alter table {} {}", name_of(item), clause), lock=EXCLUSIVE, on=item.id)


def _security_changes(new: SchemaObject, changed: frozenset[str]) -> list[Action]:
    actions = []
    if "row_security" in changed:
        on = new.flag("row_security")
        action = _row_security(new, verbatim("enable" if on else "disable"))
        detail = (
            "rows that no policy allows can no longer be read or written" if on else "policies no longer protect rows"
        )
        actions.append(with_hazard(action, HazardKind.ACCESS, detail))
    if "force_row_security" in changed:
        clause = verbatim("force" if new.flag("force_row_security") else "no force")
        actions.append(
            with_hazard(_row_security(new, clause), HazardKind.ACCESS, "policies for the table's owner change")
        )
    return actions


def departures(old: SchemaObject, new: SchemaObject, change: Change) -> list[Action]:
    """Detach, no inherit: in place, rows stay."""
    actions: list[Action] = []
    apart = frozenset({detachment(new.id)})
    if former := partition_parent(old.id, change.old_catalog):
        actions.append(_detachment(old, former))
    staying = first_kept(old.texts("inherits"), new.texts("inherits"))
    for name in old.texts("inherits"):
        if name not in staying:
            left = parent_id(name, change)
            action = _plain(new, sql("no inherit {}", verbatim(name)))
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
            action = _plain(new, sql("drop constraint {}", ident(one.name)))
            actions.append(replace(action, creates=apart, touches=frozenset(), destroys=frozenset({one})))
    if not staying:
        actions += [replace(one, creates=apart, touches=frozenset()) for one in _requirements_renamed(new, change)]
    return actions


def _detachment(item: SchemaObject, parent: ObjectId) -> Action:
    return Action(
        sql("alter table {} detach partition {}", qualified(parent.schema, parent.name), name_of(item)),
        item.id,
        creates=frozenset({detachment(item.id)}),
        destroys=frozenset({attachment(item.id)}),
        releases=frozenset({parent}),
        lock=EXCLUSIVE,
        locked=frozenset({parent}),
    )


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
    action = _plain(table, sql("rename constraint {} to {}", ident(name), ident(other)))
    return replace(action, creates=frozenset(), touches=frozenset())


def arrivals(old: SchemaObject, new: SchemaObject, change: Change) -> list[Action]:
    """Inherit, attach: after whatever else changes, since columns and checks must be as the parent's are."""
    staying = first_kept(old.texts("inherits"), new.texts("inherits"))
    had = {**left_behind(new.id, change), **change.old_catalog.objects}
    late = late_checks(new.id, change)
    below = heirs_below(new.id, change.new_catalog) & change.created
    actions = [
        _added(new, one, above, change, frozenset(map(attachment, below)))
        for one, above in sorted(handed_down(new.id, change).items())
        if one.kind == "check" and one not in change.new_catalog.objects and not is_among(replace(above, id=one), had)
        if above.id not in late
    ]
    actions += [_inherit(new, name, change) for name in new.texts("inherits") if name not in staying]
    return [*actions, *([attach(new, change)] if new.optional_text("partition_of") else [])]


KIND = Kind(
    name="table",
    title="table",
    plural="tables",
    rank=40,
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    inert=frozenset({"row_security", "force_row_security", "options"}),
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
)
