"""Schemas."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import created, dropped


def _reference(item: SchemaObject) -> Sql:
    return sql("schema {}", ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, sql("create schema {}", ident(item.id.name))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop schema {}", ident(item.id.name))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration()


KIND = Kind(
    name="schema",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_namespace", "oid"),),
)
