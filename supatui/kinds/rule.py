"""Rewrite rules of tables and views, without the one that makes a view."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import altered, created, dropped, on_parent, parent_name

_LOCK = Lock.ACCESS_EXCLUSIVE


def _definition(item: SchemaObject) -> Sql:
    """`CREATE RULE ...` as the server prints it, without its semicolon."""
    return verbatim(item.text("definition").rstrip().removesuffix(";"))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, _definition(item), lock=_LOCK, on=item.parent)
    return (action, _state(item)) if item.optional_text("enabled") else (action,)


def _state(item: SchemaObject) -> Action:
    """Only rules of tables have states. Source: manual, ALTER TABLE."""
    words = {"disabled": "disable", "replica": "enable replica", "always": "enable always"}
    clause = verbatim(words.get(item.optional_text("enabled") or "", "enable"))
    statement = sql("alter table {} {} rule {}", parent_name(item), clause, ident(item.id.name))
    return Action(
        statement, item.id, needs=frozenset({item.id}), lock=_LOCK, locked=frozenset(filter(None, [item.parent]))
    )


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("drop rule {} on {}", ident(item.id.name), parent_name(item))
    return (dropped(item, statement, lock=_LOCK, on=item.parent),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    actions = []
    if "definition" in changed:
        definition = verbatim("create or replace" + _definition(new).removeprefix("CREATE"))
        actions.append(altered(new, definition, lock=_LOCK, on=new.parent))
    if "enabled" in changed:
        actions.append(_state(new))
    return Alteration(tuple(actions))


KIND = Kind(
    name="rule",
    reference=on_parent(verbatim("rule")),
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_rewrite", "oid"),),
)
