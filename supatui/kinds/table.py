"""Ordinary and partitioned tables themselves. Columns, keys, policies are objects of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import column, index_marks, not_null, parentage, sequence
from supatui.kinds.action import Action, Body, HazardKind, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.late_options import come_after_rewrites
from supatui.kinds.lending import borrowing
from supatui.kinds.parentage import EXCLUSIVE, on_table
from supatui.kinds.partitions import detachment, narrowed, parent_id, partition_parent
from supatui.kinds.referred import gone, keys_to_family
from supatui.kinds.row_types import in_the_way, once_not_held, rows_to_hold
from supatui.kinds.steps import dropped, name_of, options_change, options_list, stored_options, with_hazard

GENERATION_OF_ITS_OWN = 160000
"""First server version where an inheriting table may say how a column is generated; before, it may not repeat it."""
ACCESS_METHODS = 150000
"""First server version that takes another access method for a table that is there."""
UNLOGGED_SEQUENCES = 150000
"""First server version that has them."""


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
    needs = awaited(columns, parents, change) | called_by_checks(elements, change)
    statement = head if of_type else body.text()
    action = Action(
        sql("{} {}", head, body.tail) if of_type and body.tail else statement,
        item.id,
        creates=frozenset({item.id, *(one.id for one in columns)}),
        needs=needs | _late_above(columns, parents, change),
        body=None if of_type else body,
    )
    return (action, *(parentage.joining(item, change) if late else ()), *_after_create(item, change))


def _clause(item: SchemaObject, given: frozenset[str], parents: tuple[str, ...], change: Change) -> Sql:
    """A column beside `parents`, which give the expressions of `given` ones."""
    required = not parents or not not_null.is_inherited(item, change.new_catalog)
    named = column.is_named(item, change)
    return column.clause(item, generated=item.id.name not in given, required=required, named=named)


def awaited(columns: Iterable[SchemaObject], parents: Iterable[str], change: Change) -> frozenset[ObjectId]:
    """What a new table waits for: its parents with all their columns, and what its own columns need."""
    above = [found for name in parents if (found := parent_id(name, change))]
    needs = {*above, *(one.id for table in above for one in column.in_order(table, change.new_catalog))}
    needs.update(one for table in above for one in _passing_defaults(table, change))
    for one in columns:
        needs.update(change.new_catalog.needs.get(one.id, ()), rows_to_hold(one.id, change.new_catalog))
    return frozenset(needs) - {one.id for one in columns}


def _passing_defaults(table: ObjectId, change: Change) -> Iterator[ObjectId]:
    """Points at which a parent has lost defaults over what goes: an heir that is made before would hold on to that."""
    catalog = change.old_catalog
    for part in catalog.children.get(table, ()):
        for one in catalog.children.get(part, ()):
            if one.kind == "default" and not change.dropped.isdisjoint(catalog.needs.get(one, ())):
                yield one if one in change.new_catalog.objects else gone(one)


def _late_above(columns: Iterable[SchemaObject], parents: tuple[str, ...], change: Change) -> frozenset[ObjectId]:
    return (
        frozenset[ObjectId]().union(*(not_null.late_above(one, change) for one in columns)) if parents else frozenset()
    )


def _inherits_later(item: SchemaObject, change: Change) -> bool:
    """Whether the table was made by itself and joined its parents then: the columns stand in another order."""
    columns = column.in_order(item.id, change.new_catalog)
    tables = [parent_id(name, change) for name in item.texts("inherits")]
    if not tables or None in tables or not parentage.has_all_itself(item, change):
        return False
    above = [one.id.name for table in tables if table for one in column.in_order(table, change.new_catalog)]
    names = [one.id.name for one in columns]
    return names != list(dict.fromkeys([*above, *names]))


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


def called_by_checks(elements: Iterable[tuple[ObjectId, Sql]], change: Change) -> frozenset[ObjectId]:
    """What the parents' checks among a table's elements call."""
    checks = (one for one, _ in elements if one.kind == "check")
    return frozenset(needed for one in checks for needed in change.new_catalog.needs.get(one, ()))


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
        actions += [*parentage.checks_not_valid(item, change), parentage.attach(item, change)]
    for attribute, clause in (("row_security", "enable"), ("force_row_security", "force")):
        if item.flag(attribute):
            actions.append(_row_security(item, verbatim(clause)))
    if item.optional_text("replica_identity"):
        actions.append(index_marks.replica_identity(item, change))
    if item.optional_text("cluster_on"):
        actions.append(index_marks.cluster(item))
    return actions


def _row_security(item: SchemaObject, clause: Sql) -> Action:
    statement = sql("alter table {} {} row level security", name_of(item), clause)
    return Action(statement, item.id, needs=frozenset({item.id}), lock=EXCLUSIVE, locked=frozenset({item.id}))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, sql("drop table {}", name_of(item)), lock=EXCLUSIVE, on=item.id)
    detail = "all rows of the table are lost"
    action = with_hazard(action, HazardKind.DATA, detail, irreversible="the rows are gone: the table comes back empty")
    # its type, and the columns that it has from a parent, can change once it has gone
    action = replace(action, creates=frozenset({detachment(item.id)}))
    parent = partition_parent(item.id, change.old_catalog)
    if parent is None:
        return (action,)
    staying, before = keys_to_family(item, change)
    action = replace(action, needs=frozenset(map(gone, before)))
    if not staying:
        return (action,)
    detach = replace(parentage.detach(item, parent), needs=action.needs)
    return with_hazard(detach, HazardKind.FAILS_ON_DATA, "fails where a row of it is still referred to"), action


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "partition_key" in changed or ("access_method" in changed and change.server_version < ACCESS_METHODS):
        return Rebuild.NEEDED
    moves = bool(changed & {"partition_of", "partition_bound", "inherits"})
    actions = parentage.departures(old, new, change) if moves else []
    if "of_type" in changed and old.optional_text("of_type"):
        action = on_table(new, verbatim("not of"))
        former = frozenset(one for one in change.old_catalog.needs.get(new.id, ()) if one.kind == "composite_type")
        apart = frozenset({detachment(new.id)})
        actions.append(replace(action, creates=apart, touches=frozenset(), releases=former))
    actions += borrowing(new, change) if moves else []
    if "persistence" in changed:
        words = verbatim("set unlogged" if new.text("persistence") == "unlogged" else "set logged")
        actions += [_written_anew(on_table(new, words), change), *_sequences_kept(new, change)]
    if "access_method" in changed:
        actions.append(_access_method(new, change))
    if "tablespace" in changed:
        action = _by_itself(
            on_table(new, sql("set tablespace {}", ident(new.optional_text("tablespace") or "pg_default")))
        )
        actions.append(with_hazard(action, HazardKind.REWRITE, "the table's files are copied"))
    if "options" in changed and not come_after_rewrites(old, new, change):
        # those of the TOAST table are ignored where no column makes for one yet
        needs = frozenset(one.id for one in column.in_order(new.id, change.new_catalog))
        for clause in options_change(stored_options(old), stored_options(new)):
            action = replace(_by_itself(on_table(new, clause)), lock=Lock.SHARE_UPDATE_EXCLUSIVE)
            actions.append(replace(action, creates=frozenset(), needs=action.needs | needs))
    actions.extend(_security_changes(new, changed))
    if "replica_identity" in changed:
        actions.append(index_marks.replica_identity(new, change))
    if "cluster_on" in changed:
        actions.append(index_marks.cluster(new))
    if "of_type" in changed and (of_type := new.optional_text("of_type")):
        _refuse_other_order(new, change)
        types = change.new_catalog.needs.get(new.id, ())
        attributes = frozenset(part for one in types for part in change.new_catalog.children.get(one, ()))
        action = parentage.joined_to(new, sql("of {}", verbatim(of_type)), (new.id,), change)
        actions.append(replace(action, needs=action.needs | attributes | {narrowed(new.id)}))
    rebuilds = _keys_of_one_persistence(old, change) if "persistence" in changed else frozenset()
    if changed & {"persistence", "access_method"}:
        rebuilds |= in_the_way([new.id], change)
    steps = (*actions, *(parentage.arrivals(old, new, change) if moves else ()))
    if "of_type" not in changed:  # its type, where that is followed by another, waits for the table as it is
        kept = frozenset(one for one in change.new_catalog.needs.get(new.id, ()) if one.kind == "composite_type")
        steps = tuple(replace(step, waives=step.waives | kept) for step in steps)
    return Alteration(steps, rebuilds)


def _refuse_other_order(new: SchemaObject, change: Change) -> None:
    """A typed table has its columns as they stand in the type. Source: tablecmds.c, ATExecAddOf; new ones come last."""
    former, wanted = (column.in_order(new.id, catalog) for catalog in (change.old_catalog, change.new_catalog))
    names = [one.id for one in wanted]
    kept = [one.id for one in former if one.id in names and one.id not in change.dropped]
    reached = [*kept, *(one for one in names if one not in kept)]
    if reached != names:
        raise PlanError(
            f"{new.id} cannot become a table of {new.text('of_type')}: its columns come to stand in another order",
            where=", ".join(one.name for one in reached),
            hint=f"let the attributes of {new.text('of_type')} stand in this order; or make the table anew, insert the"
            " rows of the old one into it, drop that and rename the new one; then plan again",
        )


def _sequences_kept(new: SchemaObject, change: Change) -> list[Action]:
    """Sequences that belong to it and are not to be logged, or unlogged, as it is: it takes all of them along.

    Source: tablecmds.c, ATPrepCmd and ATExecCmd for SET LOGGED, since 15.
    """
    children = (catalog.children.get(new.id, ()) for catalog in (change.old_catalog, change.new_catalog))
    owned = {one for each in children for one in each if one.kind == "sequence"} & change.new_catalog.objects.keys()
    steps = []
    for item in (change.new_catalog.objects[one] for one in sorted(owned)):
        if item.text("persistence") != new.text("persistence") and change.server_version >= UNLOGGED_SEQUENCES:
            step = replace(sequence.persistence(item), creates=frozenset(), touches=frozenset())
            steps.append(replace(step, needs=frozenset({item.id})))
    return steps


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


def _written_anew(action: Action, change: Change) -> Action:
    action = with_hazard(action, HazardKind.REWRITE, "the table is written anew")
    return once_not_held((action.object,), action, change)


def _by_itself(action: Action) -> Action:
    """A setting of the table that nothing else stands on: what goes may go later."""
    return replace(action, touches=frozenset())


def _access_method(new: SchemaObject, change: Change) -> Action:
    """Of a partitioned table it is what partitions are made with from now on: nothing is written."""
    method, partitioned = new.optional_text("access_method"), new.flag("partitioned")
    clause = ident(method) if method else verbatim("default" if partitioned else "heap")
    action = _by_itself(on_table(new, sql("set access method {}", clause)))
    return action if partitioned else _written_anew(action, change)


def made_beside(new: SchemaObject) -> str:
    """How a person gives it another access method, or partitions it otherwise or no more, with its rows.

    Keys, indexes and all else come by planning again.
    """
    key, method = new.optional_text("partition_key"), new.optional_text("access_method")
    words = sql(" partition by {}", verbatim(key)) if key else sql(" using {}", ident(method)) if method else ""
    then = "; create its partitions" if key else ""
    name, former = name_of(new), qualified(new.id.schema, new.id.name + "__former")
    return (
        f"in one transaction: alter table {name} rename to {ident(new.id.name + '__former')}; create table {name} "
        f"(like {former} including defaults including generated including identity){words}{then}; "
        f"insert into {name} overriding system value select * from {former}; drop table {former}; then plan again"
    )


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


KIND = Kind(
    name="table",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    inert=frozenset({"row_security", "force_row_security", "options"}),
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
)
