"""Builders of actions that every kind uses: an action with its usual edges, and the usual clauses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds.action import Action, Hazard, HazardKind, Lock
from supatui.kinds.toast import is_of_toast

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


LONGEST_NAME = 63
"""Bytes; what is longer is cut by the server. Source: manual, Identifiers and Key Words."""


def name_in_the_meantime(name: str, suffix: str) -> str:
    """For what stands beside something of this name while a plan runs; in bytes as UTF-8 has them."""
    return (name + suffix).encode()[-LONGEST_NAME:].decode(errors="ignore")


def ownership(object_id: ObjectId) -> ObjectId:
    """The fact that an object has its owner: an object of the order, not of a catalog."""
    return ObjectId("ownership", object_id.schema, object_id.name, object_id.parent, object_id.kind)


def name_of(item: SchemaObject) -> Sql:
    """The schema-qualified name."""
    return qualified(item.id.schema, item.id.name)


def with_signature(one: ObjectId) -> Sql:
    """`schema.name(input types)`: how statements refer to a function, procedure or aggregate.

    A procedure's say of one that it is an input: types alone may be those of all arguments, too, so that the name is
    not unique beside a procedure with outputs. Source: LookupFuncWithArgs, parse_func.c, 14 and later.
    """
    mode = "in " if one.kind == "procedure" and one.signature else ""
    return sql("{}({})", qualified(one.schema, one.name), verbatim(mode + one.signature))


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


def stored_options(item: SchemaObject) -> tuple[str, ...]:
    """Its storage parameters in the order in which the server holds them: that says nothing, but pg_dump prints it."""
    order = item.texts("option_order")
    return tuple(sorted(item.texts("options"), key=lambda one: order.index(one) if one in order else len(order)))


def options_change(before: Sequence[str], after: Sequence[str]) -> tuple[Sql, ...]:
    """The `set (...)` and `reset (...)` clauses that lead from one list of options to another, as they are stored.

    What is set comes to stand last, whether it was there or not. Source: PostgreSQL, transformRelOptions.
    """
    changed: list[str] = []
    for of_toast in (False, True):  # these are stored apart
        old, new = ([one for one in options if is_of_toast(one) == of_toast] for options in (before, after))
        changed += _to_be_set(old, new)
    gone = _names(before) - _names(after)
    clauses = []
    if changed:
        clauses.append(sql("set ({})", options_list(tuple(changed))))
    if gone:
        clauses.append(sql("reset ({})", joined(", ", [verbatim(name) for name in sorted(gone)])))
    return tuple(clauses)


def _to_be_set(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """What follows the first ones that are there already in this order."""
    remaining = iter(before)
    return dropwhile(lambda option: option in remaining, after)


def _names(options: Iterable[str]) -> set[str]:
    return {option.partition("=")[0] for option in options}


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


def on_table(item: SchemaObject, words: Sql, *, only: bool = False) -> Action:
    """`alter table t <words>` as a step that changes a column, with its heirs or `only` here."""
    table = sql("only {}", parent_name(item)) if only else parent_name(item)
    return altered(item, sql("{} {} {}", altering(item), table, words), lock=Lock.ACCESS_EXCLUSIVE, on=item.parent)


def on_column(item: SchemaObject, words: Sql, *, only: bool = False) -> Action:
    """`alter table t alter column c <words>` as a step that changes the column."""
    return on_table(item, sql("alter column {} {}", ident(item.id.name), words), only=only)


def beside_others(action: Action, item: SchemaObject) -> Action:
    """The action, which one statement may say with others that write or read the table."""
    return replace(action, head=sql("{} {}", altering(item), parent_name(item)))


def is_of_foreign_table(item: SchemaObject) -> bool:
    """Whether it is on a foreign table: then no row here is read, written anew or lost."""
    return item.parent is not None and item.parent.kind == "foreign_table"
