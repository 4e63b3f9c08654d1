"""Schemas whose tables a publication publishes, those that come later included."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.publication_table import publication_of
from supatui.kinds.steps import NOTHING, created, dropped


def _schema(item: SchemaObject) -> Sql:
    assert item.parent is not None, item.id
    return ident(item.parent.name)


def _reference(item: SchemaObject) -> Sql:
    return sql("schema {} in publication {}", _schema(item), ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, sql("alter publication {} add tables in schema {}", ident(item.id.name), _schema(item))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if publication_of(item) in change.dropped:
        return NOTHING
    return (dropped(item, sql("alter publication {} drop tables in schema {}", ident(item.id.name), _schema(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration()


KIND = Kind(
    name="publication_schema",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_publication_namespace", "oid"),),
    minimum_version=15,
)
