"""Domains; their checks are objects of their own."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, qualified, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild, Successor
from supatui.kinds.reach import is_inside_columns, once_let_go
from supatui.kinds.steps import altered, created, dropped, name_of, with_hazard
from supatui.kinds.succession import former_name


def _reference(item: SchemaObject) -> Sql:
    return sql("domain {}", name_of(item))


def _statement(item: SchemaObject, not_null_name: str | None = None) -> Sql:
    statement = sql("create domain {} as {}", name_of(item), verbatim(item.text("base_type")))
    if collation := item.optional_text("collation"):
        statement = sql("{} collate {}", statement, verbatim(collation))
    if default := item.optional_text("default"):
        statement = sql("{} default {}", statement, verbatim(default))
    if item.flag("not_null"):
        statement = sql("{} {}", statement, _not_null(item, not_null_name))
    return statement


def _not_null(item: SchemaObject, name: str | None = None) -> Sql:
    name = name or item.optional_text("not_null_name")
    return sql("constraint {} not null", ident(name)) if name else verbatim("not null")


def _not_null_changes(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> list[Action]:
    """The steps from one not null to another, with its name and comment."""
    actions = []
    if "not_null" in changed:
        clause = verbatim("set not null" if new.flag("not_null") else "drop not null")
        if new.flag("not_null") and new.optional_text("not_null_name"):
            clause = sql("add {}", _not_null(new))
        action = altered(new, sql("alter domain {} {}", name_of(new), clause))
        if new.flag("not_null"):
            action = once_let_go(action, new.id, change)
            action = with_hazard(action, HazardKind.SCAN, "every column of the domain is read, writes wait")
            action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a row has no value")
        actions.append(action)
    elif "not_null_name" in changed and new.flag("not_null"):
        names = [ident(one.text("not_null_constraint")) for one in (old, new)]
        actions.append(altered(new, sql("alter domain {} rename constraint {} to {}", name_of(new), *names)))
    if "not_null_comment" in changed and new.flag("not_null"):
        actions.append(_not_null_comment(new))
    return actions


def _not_null_comment(item: SchemaObject) -> Action:
    comment = item.optional_text("not_null_comment")
    text = verbatim("null") if comment is None else literal(comment)
    name = ident(item.text("not_null_constraint"))
    statement = sql("comment on constraint {} on domain {} is {}", name, name_of(item), text)
    return Action(statement, item.id, needs=frozenset({item.id}))


def _finished(item: SchemaObject) -> tuple[Action, ...]:
    """What the statement that makes it cannot say."""
    return (_not_null_comment(item),) if item.optional_text("not_null_comment") else ()


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, _statement(item)), *_finished(item))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop domain {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    stricter = "not_null" in changed and new.flag("not_null")
    if changed & {"base_type", "collation"} or (stricter and is_inside_columns(old.id, change)):
        return Rebuild.SUCCESSOR
    if "default" in changed and new.flag("inherits_default"):
        return Rebuild.SUCCESSOR  # a base type's default comes with CREATE DOMAIN alone: source, DefineDomain
    actions = []
    if "default" in changed:
        default = new.optional_text("default")
        clause = sql("set default {}", verbatim(default)) if default is not None else verbatim("drop default")
        step = altered(new, sql("alter domain {} {}", name_of(new), clause))
        actions.append(replace(step, touches=frozenset()))  # a domain over it took its default as it was made
    actions.extend(_not_null_changes(old, new, changed, change))
    return Alteration(tuple(actions))


def _away(old: SchemaObject) -> tuple[Sql, ...]:
    return (sql("alter domain {} rename to {}", name_of(old), ident(former_name(old.id.name))),)


def _make(old: SchemaObject, new: SchemaObject, change: Change) -> Sql:
    # the former domain's not null still has the usual name, so that the server would choose another for this one
    return _statement(new, new.optional_text("not_null_constraint"))


def _remove(old: SchemaObject) -> Sql:
    return sql("drop domain {}", qualified(old.id.schema, former_name(old.id.name)))


KIND = Kind(
    name="domain",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    successor=Successor(_away, _make, _remove, _finished),
    addresses=(("pg_type", "oid"), ("pg_type", "array_oid")),
)
