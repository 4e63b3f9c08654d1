"""Extensions; what belongs to them is never touched."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped


def _reference(item: SchemaObject) -> Sql:
    return sql("extension {}", ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # A schema that the extension makes for itself (pgmq) is not there yet, and must not be named.
    if item.flag("brings_schema"):
        statement = sql("create extension {}", ident(item.id.name))
    else:
        statement = sql("create extension {} with schema {}", ident(item.id.name), ident(item.text("schema")))
    return (created(item, statement),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop extension {}", ident(item.id.name))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "schema" not in changed:
        return Alteration()
    if not old.flag("relocatable"):
        return Rebuild.NEEDED
    statement = sql("alter extension {} set schema {}", ident(new.id.name), ident(new.text("schema")))
    return Alteration((altered(new, statement),))


KIND = Kind(
    name="extension",
    title="extension",
    plural="extensions",
    rank=1,
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_extension", "oid"),),
)
