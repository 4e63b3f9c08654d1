"""Extended statistics objects."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.statistics_targets import of_statistics, once_made
from supatui.kinds.steps import created, dropped, name_of

_LOCK = Lock.SHARE_UPDATE_EXCLUSIVE


def _reference(item: SchemaObject) -> Sql:
    return sql("statistics {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, verbatim(item.text("definition")), lock=_LOCK, on=item.parent)
    if item.number("target") is None:
        return (action,)
    return action, once_made(of_statistics(item))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop {}", _reference(item)), lock=_LOCK, on=item.parent),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "definition" in changed:
        return Rebuild.NEEDED
    return Alteration((of_statistics(new),) if "target" in changed else ())


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
