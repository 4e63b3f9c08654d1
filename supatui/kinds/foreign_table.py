"""Foreign tables themselves. Columns, checks, triggers are objects of their own, as those of tables are."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import column, parentage, table
from supatui.kinds.action import Action, Body, Lock
from supatui.kinds.column_settings import compressed
from supatui.kinds.foreign_options import (
    altered_with,
    hidden_names,
    losing,
    options_clause,
    warned,
)
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.lending import borrowing
from supatui.kinds.not_null import is_inherited
from supatui.kinds.partitions import detachment
from supatui.kinds.steps import dropped, name_of

_LOCK = Lock.ACCESS_EXCLUSIVE


def _reference(item: SchemaObject) -> Sql:
    return sql("foreign table {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    columns = column.in_order(item.id, change.new_catalog)
    late = _is_compressed_otherwise(columns, item, change)
    parents = () if late else item.texts("inherits")
    own = [one for one in columns if one.flag("local") or not parents]
    inherited = {one.id for one in own if parents and is_inherited(one, change.new_catalog)}
    elements = tuple(
        (one.id, column.clause(one, required=one.id not in inherited, named=column.is_named(one, change)))
        for one in own
    )
    elements += tuple(table.inherited_checks(item, change))
    body = Body(sql("create {}", _reference(item)), elements, _tail(item, parents))
    made = frozenset(one.id for one in columns)
    above = [one for name in parents if (one := change.new_catalog.tables_by_name.get(name))]
    settings = {compressed(ObjectId("column", one.schema, each.id.name, one.path)) for one in above for each in columns}
    needs = table.awaited(columns, parents, change) | table.called_by_checks(elements, change) | settings
    action = Action(body.text(), item.id, creates=made | {item.id}, needs=needs, body=body)
    hidden = hidden_names(item.texts("options")) + tuple(
        f"{one.id.name}.{name}" for one in own for name in hidden_names(one.texts("foreign_options"))
    )
    if late:
        return (warned(action, hidden), *parentage.joining(item, change))
    if not item.optional_text("partition_of"):
        return (warned(action, hidden),)
    return (warned(action, hidden), *parentage.checks_not_valid(item, change), parentage.attach(item, change))


def _is_compressed_otherwise(columns: Iterable[SchemaObject], item: SchemaObject, change: Change) -> bool:
    """Whether a column would come from its parents with another compression: then it has to join them later.

    Raises: PlanError, where it has to come from there. Source: tablecmds.c, MergeAttributes.
    """
    tables = change.new_catalog.tables_by_name
    parents = [tables[name] for name in item.texts("inherits") if name in tables]
    for one in columns if parents else ():
        above = (
            change.new_catalog.objects.get(one.id._replace(schema=each.schema, parent=each.path)) for each in parents
        )
        said = {each.optional_text("compression") for each in above if each is not None} - {None}
        wanted = one.optional_text("compression")
        if said <= {wanted} and (said or one.flag("local") or wanted is None):
            continue
        if not parentage.has_all_itself(item, change):
            raise PlanError(
                f"{item.id} cannot be made with the compression that its column {ident(one.id.name)} is to have:"
                " a parent has another, and no ALTER says that of a foreign table's column",
                where=f"{one.id}: {wanted or 'default'}",
                hint="give the column of its parents the same compression in the wanted schema before the foreign table"
                " is made there",
            )
        return True
    return False


def _tail(item: SchemaObject, parents: Sequence[str]) -> Sql:
    clauses = []
    if parents:
        clauses.append(sql("inherits ({})", joined(", ", [verbatim(name) for name in parents])))
    clauses.append(sql("server {}", ident(item.text("server"))))
    if options := options_clause(item.texts("options")):
        clauses.append(options)
    return joined(" ", clauses)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = losing(dropped(item, sql("drop {}", _reference(item)), lock=_LOCK, on=item.id), item)
    return (replace(action, creates=action.creates | {detachment(item.id)}),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "server" in changed:  # there is no ALTER for it, and the rows are elsewhere
        return Rebuild.NEEDED
    moves = bool(changed & {"partition_of", "partition_bound", "inherits"})
    actions = [*parentage.departures(old, new, change), *borrowing(new, change)] if moves else []
    if options := altered_with(old, new, sql("alter {}", _reference(new))).actions:
        actions.extend(replace(one, lock=_LOCK, locked=frozenset({new.id})) for one in options)
    return Alteration((*actions, *(parentage.arrivals(old, new, change) if moves else ())))


KIND = Kind(
    name="foreign_table",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
)
