"""Event triggers: made last and dropped first, so that a plan does not set off those that it brings or takes away."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped


def _reference(item: SchemaObject) -> Sql:
    return sql("event trigger {}", ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    lines = [sql("create event trigger {} on {}", ident(item.id.name), verbatim(item.text("event")))]
    if tags := item.texts("tags"):
        lines.append(sql("when tag in ({})", joined(", ", [literal(tag) for tag in tags])))
    lines.append(sql("execute function {}()", verbatim(item.text("function"))))
    action = created(item, joined("\n  ", lines))
    return (action, _state(item)) if item.optional_text("enabled") else (action,)


def _state(item: SchemaObject) -> Action:
    words = {"disabled": "disable", "replica": "enable replica", "always": "enable always"}
    clause = verbatim(words.get(item.optional_text("enabled") or "", "enable"))
    return Action(sql("alter {} {}", _reference(item), clause), item.id, needs=frozenset({item.id}))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop {}", _reference(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if changed & {"event", "tags", "function"}:
        return Rebuild.NEEDED
    if "enabled" not in changed:
        return Alteration()
    step = _state(new)
    return Alteration((altered(new, step.sql),))


KIND = Kind(
    name="event_trigger",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_event_trigger", "oid"),),
)
