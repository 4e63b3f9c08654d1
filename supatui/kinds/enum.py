"""Enum types: values are added in place; a removal or another order rebuilds the type under its columns."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild, Successor
from supatui.kinds.steps import altered, created, dropped, name_of
from supatui.kinds.succession import former_name


def _reference(item: SchemaObject) -> Sql:
    return sql("type {}", name_of(item))


def _statement(item: SchemaObject) -> Sql:
    labels = joined(", ", [literal(label) for label in item.texts("labels")])
    return sql("create type {} as enum ({})", name_of(item), labels)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, _statement(item)),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop type {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "labels" not in changed:
        return Alteration()
    before, after = old.texts("labels"), new.texts("labels")
    if tuple(label for label in after if label in before) == before:
        return Alteration(_additions(new, before, after))
    return Rebuild.SUCCESSOR


def _additions(new: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Action, ...]:
    """One `add value` for each new label, placed beside a label that is there by then."""
    actions = []
    present = list(before)
    for place, label in enumerate(after):
        if label in present:
            continue
        if place > 0:
            where = sql(" after {}", literal(after[place - 1])) if after[place - 1] != present[-1] else verbatim("")
            present.insert(present.index(after[place - 1]) + 1, label)
        else:
            where = sql(" before {}", literal(present[0])) if present else verbatim("")
            present.insert(0, label)
        action = altered(new, sql("alter type {} add value {}{}", name_of(new), literal(label), where))
        actions.append(replace(action, added_value=label))
    return tuple(actions)


def rename_value(enum: SchemaObject, label: str, name: str) -> Sql:
    """The statement that gives one value another name."""
    return sql("alter type {} rename value {} to {}", name_of(enum), literal(label), literal(name))


def _away(old: SchemaObject) -> tuple[Sql, ...]:
    return (sql("alter type {} rename to {}", name_of(old), ident(former_name(old.id.name))),)


def _make(old: SchemaObject, new: SchemaObject, change: Change) -> Sql:
    return _statement(new)


def _remove(old: SchemaObject) -> Sql:
    return sql("drop type {}", qualified(old.id.schema, former_name(old.id.name)))


KIND = Kind(
    name="enum",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    successor=Successor(_away, _make, _remove),
    addresses=(("pg_type", "oid"), ("pg_type", "array_oid")),
)
