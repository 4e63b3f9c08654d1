"""Extended statistics objects."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, name_of

_LOCK = Lock.SHARE_UPDATE_EXCLUSIVE


def _reference(item: SchemaObject) -> Sql:
    return sql("statistics {}", name_of(item))


def _target(item: SchemaObject) -> Action:
    target = item.number("target")
    statement = sql("alter {} set statistics {}", _reference(item), -1 if target is None else target)
    return altered(item, statement, lock=_LOCK, on=item.parent)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, verbatim(item.text("definition")), lock=_LOCK, on=item.parent)
    if item.number("target") is None:
        return (action,)
    return action, replace(_target(item), creates=frozenset(), touches=frozenset(), needs=frozenset({item.id}))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop {}", _reference(item)), lock=_LOCK, on=item.parent),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "definition" in changed:
        return Rebuild.NEEDED
    return Alteration((_target(new),) if "target" in changed else ())


KIND = Kind(
    name="statistics",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_statistic_ext", "oid"),),
)
