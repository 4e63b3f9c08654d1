"""Builders of actions that every kind uses: an action with its usual edges, and the usual clauses."""

from collections.abc import Callable
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds.action import Action, Hazard, HazardKind, Lock

NOTHING: tuple[Action, ...] = ()


def created(item: SchemaObject, statement: Sql, *, lock: Lock | None = None, on: ObjectId | None = None) -> Action:
    """An action that makes the object."""
    return Action(
        statement,
        item.id,
        creates=frozenset({item.id}),
        lock=lock,
        locked=frozenset({on} if on else ()),
    )


def altered(item: SchemaObject, statement: Sql, *, lock: Lock | None = None, on: ObjectId | None = None) -> Action:
    """An action that changes the object in place."""
    return Action(
        statement,
        item.id,
        creates=frozenset({item.id}),
        touches=frozenset({item.id}),
        lock=lock,
        locked=frozenset({on} if on else ()),
    )


def dropped(item: SchemaObject, statement: Sql, *, lock: Lock | None = None, on: ObjectId | None = None) -> Action:
    """An action that removes the object."""
    return Action(
        statement,
        item.id,
        destroys=frozenset({item.id}),
        lock=lock,
        locked=frozenset({on} if on else ()),
    )


def with_hazard(action: Action, kind: HazardKind, detail: str, *, irreversible: str | None = None) -> Action:
    """The action with one more hazard."""
    return replace(
        action,
        hazards=(*action.hazards, Hazard(kind, detail)),
        irreversible=irreversible or action.irreversible,
    )


def ownership(object_id: ObjectId) -> ObjectId:
    """The fact that an object has its owner: an object of the order, not of a catalog."""
    return ObjectId("ownership", object_id.schema, object_id.name, object_id.parent, object_id.kind)


def name_of(item: SchemaObject) -> Sql:
    """The schema-qualified name."""
    return qualified(item.id.schema, item.id.name)


def parent_name(item: SchemaObject) -> Sql:
    """The schema-qualified name of what it belongs to."""
    assert item.parent is not None, item.id
    return qualified(item.parent.schema, item.parent.name)


_ALTERING = {
    "foreign_table": verbatim("alter foreign table"),
    "view": verbatim("alter view"),
    "materialized_view": verbatim("alter materialized view"),
    "composite_type": verbatim("alter type"),
    "domain": verbatim("alter domain"),
}


def altering(item: SchemaObject) -> Sql:
    """`alter table`, `alter foreign table` and so on, for what is on one."""
    return _ALTERING.get(item.parent.kind if item.parent else "", verbatim("alter table"))


def renaming_part(word: Sql) -> Callable[[SchemaObject, str], Sql]:
    """How a part gets another name: `alter table t rename <word> a to b`."""

    def statement(item: SchemaObject, name: str) -> Sql:
        return sql(
            "{} {} rename {} {} to {}", altering(item), parent_name(item), word, ident(item.id.name), ident(name)
        )

    return statement


def options_list(options: tuple[str, ...]) -> Sql:
    """`{fillfactor=70}` as the catalog stores it → `fillfactor='70'`, joined."""
    parts = []
    for option in options:
        key, _, value = option.partition("=")
        parts.append(sql("{}={}", verbatim(key), literal(value)))
    return joined(", ", parts)


def options_change(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Sql, ...]:
    """The `set (...)` and `reset (...)` clauses that lead from one option list to another."""
    before, after = dict(_split(old)), dict(_split(new))
    changed = tuple(f"{key}={value}" for key, value in after.items() if before.get(key) != value)
    gone = [verbatim(key) for key in before if key not in after]
    clauses = []
    if changed:
        clauses.append(sql("set ({})", options_list(changed)))
    if gone:
        clauses.append(sql("reset ({})", joined(", ", gone)))
    return tuple(clauses)


def _split(options: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, value) for key, _, value in (option.partition("=") for option in options)]


def index_moved(item: SchemaObject) -> Action:
    """The step that brings an index to its tablespace; its printed definition does not say that."""
    tablespace = ident(item.optional_text("tablespace") or "pg_default")
    action = altered(item, sql("alter index {} set tablespace {}", name_of(item), tablespace), on=item.parent)
    return replace(action, lock=Lock.ACCESS_EXCLUSIVE)


def on_parent(title: Sql) -> "_OnParent":
    """How things on a table are named: `policy "own rows" on public.orders`."""
    return _OnParent(title)


class _OnParent:
    def __init__(self, title: Sql) -> None:
        self.title = title

    def __call__(self, item: SchemaObject) -> Sql:
        return sql("{} {} on {}", self.title, ident(item.id.name), parent_name(item))
