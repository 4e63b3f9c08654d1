"""Foreign-data wrappers that no extension brought."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.foreign_options import altered_with, hidden_names, losing, warned, with_options
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import created, dropped


def _reference(item: SchemaObject) -> Sql:
    return sql("foreign data wrapper {}", ident(item.id.name))


def _routine(item: SchemaObject, role: str) -> Sql:
    """`handler schema.f`, or `no handler`."""
    name = item.optional_text(role)
    return sql("{} {}", verbatim(role), verbatim(name)) if name else sql("no {}", verbatim(role))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("create {}", _reference(item))
    for role in ("handler", "validator"):
        if role in item.attributes:
            statement = sql("{} {}", statement, _routine(item, role))
    action = created(item, with_options(statement, item))
    return (warned(action, hidden_names(item.texts("options"))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (losing(dropped(item, sql("drop {}", _reference(item))), item),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    clauses = [_routine(new, role) for role in ("handler", "validator") if role in changed]
    return altered_with(old, new, sql("alter {}", _reference(new)), clauses)


KIND = Kind(
    name="foreign_data_wrapper",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_foreign_data_wrapper", "oid"),),
)
