"""Domains; their checks are objects of their own."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, qualified, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild, Successor
from supatui.kinds.reach import is_inside_columns
from supatui.kinds.steps import altered, created, dropped, name_of, with_hazard
from supatui.kinds.succession import former_name


def _reference(item: SchemaObject) -> Sql:
    return sql("domain {}", name_of(item))


def _statement(item: SchemaObject) -> Sql:
    statement = sql("create domain {} as {}", name_of(item), verbatim(item.text("base_type")))
    if collation := item.optional_text("collation"):
        statement = sql("{} collate {}", statement, verbatim(collation))
    if default := item.optional_text("default"):
        statement = sql("{} default {}", statement, verbatim(default))
    if item.flag("not_null"):
        statement = sql("{} not null", statement)
    return statement


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, _statement(item)),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop domain {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    stricter = "not_null" in changed and new.flag("not_null")
    if changed & {"base_type", "collation"} or (stricter and is_inside_columns(old.id, change)):
        return Rebuild.SUCCESSOR
    actions = []
    if "default" in changed:
        default = new.optional_text("default")
        clause = sql("set default {}", verbatim(default)) if default is not None else verbatim("drop default")
        actions.append(altered(new, sql("alter domain {} {}", name_of(new), clause)))
    if "not_null" in changed:
        clause = verbatim("set not null" if new.flag("not_null") else "drop not null")
        action = altered(new, sql("alter domain {} {}", name_of(new), clause))
        if new.flag("not_null"):
            action = with_hazard(action, HazardKind.SCAN, "every column of the domain is read, writes wait")
        actions.append(action)
    return Alteration(tuple(actions))


def _away(old: SchemaObject) -> tuple[Sql, ...]:
    return (sql("alter domain {} rename to {}", name_of(old), ident(former_name(old.id.name))),)


def _make(old: SchemaObject, new: SchemaObject, change: Change) -> Sql:
    return _statement(new)


def _remove(old: SchemaObject) -> Sql:
    return sql("drop domain {}", qualified(old.id.schema, former_name(old.id.name)))


KIND = Kind(
    name="domain",
    title="domain",
    plural="domains",
    rank=11,
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    successor=Successor(_away, _make, _remove),
    addresses=(("pg_type", "oid"), ("pg_type", "array_oid")),
)
