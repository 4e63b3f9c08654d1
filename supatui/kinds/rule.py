"""Rewrite rules of tables and views, without the one that makes a view."""

from itertools import count

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, on_parent, parent_name

_LOCK = Lock.ACCESS_EXCLUSIVE
_OF_VIEWS = "_RETURN"
"""What a view's own rule is called. No other rule is made with that name, but some minor releases let one take it.

Source: DefineQueryRewrite and RenameRewriteRule in rewrite/rewriteDefine.c; observed on 15.18 and 17.10, not on 18.6.
"""


def _definition(item: SchemaObject) -> Sql:
    """`CREATE RULE ...` as the server prints it, without its semicolon."""
    return verbatim(item.text("definition").rstrip().removesuffix(";"))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    states = [_state(item)] if item.optional_text("enabled") else []
    if item.id.name != _OF_VIEWS:
        return created(item, _definition(item), lock=_LOCK, on=item.parent), *states
    first = _free_name(item, change)
    definition = _definition(item).replace(ident(_OF_VIEWS), ident(first), 1)
    named = sql("alter rule {} on {} rename to {}", ident(first), parent_name(item), ident(_OF_VIEWS))
    return created(item, verbatim(definition), lock=_LOCK, on=item.parent), _after(item, named), *states


def _free_name(item: SchemaObject, change: Change) -> str:
    """What the rule is called until it has its name."""
    assert item.parent is not None, item.id
    both = (change.old_catalog, change.new_catalog)
    taken = {one.name for catalog in both for one in catalog.children.get(item.parent, ()) if one.kind == "rule"}
    return next(name for name in (f"_{number}{_OF_VIEWS}" for number in count(1)) if name not in taken)


def _state(item: SchemaObject) -> Action:
    """Only rules of tables have states. Source: manual, ALTER TABLE."""
    words = {"disabled": "disable", "replica": "enable replica", "always": "enable always"}
    clause = verbatim(words.get(item.optional_text("enabled") or "", "enable"))
    statement = sql("alter table {} {} rule {}", parent_name(item), clause, ident(item.id.name))
    return _after(item, statement)


def _after(item: SchemaObject, statement: Sql) -> Action:
    """A step that the rule is there for."""
    return Action(
        statement, item.id, needs=frozenset({item.id}), lock=_LOCK, locked=frozenset(filter(None, [item.parent]))
    )


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("drop rule {} on {}", ident(item.id.name), parent_name(item))
    return (dropped(item, statement, lock=_LOCK, on=item.parent),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "definition" in changed and new.id.name == _OF_VIEWS:
        return Rebuild.NEEDED
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
