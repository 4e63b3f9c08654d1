"""Base types, made of functions, and shell types, which are names without a definition."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds import type_cycle
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.routines import statement as function_statement
from supatui.kinds.steps import created, name_of

_FUNCTIONS = (
    ("input", "input"),
    ("output", "output"),
    ("receive", "receive"),
    ("send", "send"),
    ("modifier_input", "typmod_in"),
    ("modifier_output", "typmod_out"),
    ("analyze", "analyze"),
    ("subscript", "subscript"),
    ("element", "element"),
)
"""Attribute and its word, where the value is a name that the server printed."""

_IN_PLACE = frozenset({"receive", "send", "modifier_input", "modifier_output", "analyze", "subscript"})
"""What ALTER TYPE ... SET takes, beside storage. Source: manual, ALTER TYPE, since 14."""

_ALIGNMENTS = {"c": "char", "s": "int2", "i": "int4", "d": "double"}


def _reference(item: SchemaObject) -> Sql:
    return sql("type {}", name_of(item))


def _statement(item: SchemaObject) -> Sql:
    length = item.number("length")
    parts = [
        sql("{} = {}", verbatim(word), verbatim(value))
        for attribute, word in _FUNCTIONS
        if (value := item.optional_text(attribute)) is not None
    ]
    parts.append(sql("internallength = {}", verbatim("variable") if length is None or length < 0 else length))
    if item.flag("by_value"):
        parts.append(verbatim("passedbyvalue"))
    parts.append(sql("alignment = {}", verbatim(_ALIGNMENTS[item.text("alignment")])))
    parts.append(sql("storage = {}", verbatim(item.text("storage"))))
    if item.text("category") != "U":
        parts.append(sql("category = {}", literal(item.text("category"))))
    if item.flag("preferred"):
        parts.append(verbatim("preferred = true"))
    if (default := item.optional_text("default")) is not None:
        parts.append(sql("default = {}", literal(default)))
    if (delimiter := item.optional_text("delimiter")) is not None:
        parts.append(sql("delimiter = {}", literal(delimiter)))
    if item.flag("collatable"):
        parts.append(verbatim("collatable = true"))
    return sql("create type {} (\n    {}\n)", name_of(item), joined(",\n    ", parts))


def _function(item: SchemaObject) -> Sql:
    return function_statement(item, verbatim("function"))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if type_cycle.is_shell(item):
        return (created(item, sql("create type {}", name_of(item))),)
    return type_cycle.creation(item, _statement(item), change, _function)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return type_cycle.removal(item, change)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed:
        return Alteration()
    if type_cycle.is_shell(old):
        return Alteration(type_cycle.creation(new, _statement(new), change, _function))
    plain = "storage" in changed and "plain" in {old.text("storage"), new.optional_text("storage")}
    if changed - _IN_PLACE - {"storage"} or plain:
        return Rebuild.NEEDED
    parts = [
        sql("{} = {}", verbatim(word), verbatim(new.optional_text(attribute) or "none"))
        for attribute, word in _FUNCTIONS
        if attribute in changed
    ]
    if "storage" in changed:
        parts.append(sql("storage = {}", verbatim(new.text("storage"))))
    # neither made nor touched by it: new functions name the type before, old ones go after
    statement = sql("alter type {} set ({})", name_of(new), joined(", ", parts))
    action = Action(statement, new.id, needs=frozenset(change.new_catalog.needs.get(new.id, ())))
    return Alteration((action, *(_columns_follow(new, change) if "storage" in changed else ())))


def _columns_follow(new: SchemaObject, change: Change) -> list[Action]:
    """Columns keep the storage that their type had; those that have no other of their own are to go with it."""
    actions = []
    for one in change.old_catalog.dependents.get(new.id, ()):
        column = change.new_catalog.objects.get(one)
        if one.kind != "column" or column is None or column.parent is None or one in change.created:
            continue
        stored = (change.old_catalog.objects[one].optional_text("storage"), column.optional_text("storage"))
        if stored == (None, None) and column.text("type") == name_of(new):
            words = sql("alter column {} set storage {}", ident(one.name), verbatim(new.text("storage")))
            table = qualified(column.parent.schema, column.parent.name)
            statement = sql("alter table only {} {}", table, words)
            locked = frozenset({column.parent})
            actions.append(Action(statement, new.id, lock=Lock.ACCESS_EXCLUSIVE, locked=locked))
    return actions


KIND = Kind(
    name="base_type",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_type", "oid"), ("pg_type", "array_oid")),
)
