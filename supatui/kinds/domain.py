"""Domains; their checks are objects of their own."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, name_of, with_hazard


def _reference(item: SchemaObject) -> Sql:
    return sql("domain {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("create domain {} as {}", name_of(item), verbatim(item.text("base_type")))
    if collation := item.optional_text("collation"):
        statement = sql("{} collate {}", statement, verbatim(collation))
    if default := item.optional_text("default"):
        statement = sql("{} default {}", statement, verbatim(default))
    if item.flag("not_null"):
        statement = sql("{} not null", statement)
    return (created(item, statement),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop domain {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if changed & {"base_type", "collation"}:
        return Rebuild.NEEDED
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
    addresses=(("pg_type", "oid"), ("pg_type", "array_oid")),
)
