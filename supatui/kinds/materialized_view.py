"""Materialized views: always made again when the query changes; their rows are computed, not lost."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.index_marks import cluster
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.row_types import rows_to_fill_with
from supatui.kinds.steps import altered, created, dropped, name_of, options_change, stored_options, with_hazard
from supatui.kinds.views import create_statement, is_owned_late, read_by


def _reference(item: SchemaObject) -> Sql:
    return sql("materialized view {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = create_statement(item, verbatim("materialized view"))
    if item.flag("populated"):
        action = _once_allowed(created(item, statement), item, change)
        action = with_hazard(action, HazardKind.SCAN, "the query runs to fill it")
    else:
        action = created(item, sql("{}\nwith no data", statement))
    action = replace(action, needs=action.needs | rows_to_fill_with(item, change.new_catalog))
    return (action, *([cluster(item)] if item.optional_text("cluster_on") else []))


def _once_allowed(action: Action, item: SchemaObject, change: Change) -> Action:
    """The step that runs the query, after the grants that the owners of the views in it need to read what is below."""
    catalog = change.new_catalog
    granted: set[ObjectId] = set()
    for one in read_by(item.id, catalog):
        if not is_owned_late(one, change):
            parts = catalog.children.get(one, ())
            every = (*parts, *(inner for part in parts for inner in catalog.children.get(part, ())))
            granted.update(part for part in every if part.kind == "privilege")
    return replace(action, needs=action.needs | granted)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("drop materialized view {}", name_of(item))
    return (dropped(item, statement, lock=Lock.ACCESS_EXCLUSIVE, on=item.id),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if changed & {"query", "access_method"}:
        return Rebuild.NEEDED
    actions = []
    if "options" in changed:
        for clause in options_change(stored_options(old), stored_options(new)):
            actions.append(altered(new, sql("alter materialized view {} {}", name_of(new), clause)))
    if "tablespace" in changed:
        tablespace = ident(new.optional_text("tablespace") or "pg_default")
        actions.append(altered(new, sql("alter materialized view {} set tablespace {}", name_of(new), tablespace)))
    if "populated" in changed:
        words = verbatim("" if new.flag("populated") else " with no data")
        action = altered(new, sql("refresh materialized view {}{}", name_of(new), words), lock=Lock.ACCESS_EXCLUSIVE)
        action = _once_allowed(action, new, change)
        actions.append(with_hazard(action, HazardKind.SCAN, "the query runs, readers of the view wait"))
    if "cluster_on" in changed:
        actions.append(cluster(new))
    return Alteration(tuple(actions))


KIND = Kind(
    name="materialized_view",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
    shared_query="view",
)
