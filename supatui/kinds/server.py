"""Foreign servers."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, sql, verbatim
from supatui.kinds import user_mapping
from supatui.kinds.action import Action
from supatui.kinds.foreign_options import altered_with, hidden_names, losing, warned, with_options
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import created, dropped


def _reference(item: SchemaObject) -> Sql:
    return sql("server {}", ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("create {}", _reference(item))
    if (server_type := item.optional_text("type")) is not None:
        statement = sql("{} type {}", statement, literal(server_type))
    if (version := item.optional_text("version")) is not None:
        statement = sql("{} version {}", statement, literal(version))
    statement = sql("{} foreign data wrapper {}", statement, ident(item.text("wrapper")))
    return (warned(created(item, with_options(statement, item)), hidden_names(item.texts("options"))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # DROP SERVER refuses while there are user mappings
    mappings = [one for one in change.old_catalog.children.get(item.id, ()) if one.kind == user_mapping.KIND.name]
    before = [step for one in mappings for step in user_mapping.KIND.drop(change.old_catalog.objects[one], change)]
    return (*before, losing(dropped(item, sql("drop {}", _reference(item))), item))


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if changed & {"wrapper", "type"}:
        return Rebuild.NEEDED
    clauses = []
    if "version" in changed:
        version = new.optional_text("version")
        clauses.append(sql("version {}", verbatim("null") if version is None else literal(version)))
    return altered_with(old, new, sql("alter {}", _reference(new)), clauses)


KIND = Kind(
    name="server",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_foreign_server", "oid"),),
)
