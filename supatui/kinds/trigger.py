"""Triggers, those that a user put on tables of the platform included."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident, sql, verbatim
from supatui.kinds import trigger_clone
from supatui.kinds.action import Action, Lock
from supatui.kinds.extension_dependence import restored
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, altering, created, dropped, on_parent, parent_name

_LOCK = Lock.SHARE_ROW_EXCLUSIVE


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, verbatim(item.text("definition")), lock=_LOCK, on=item.parent)
    if item.optional_text("enabled"):
        return (action, _state(item))
    return (action,)


def _state(item: SchemaObject) -> Action:
    """The step that brings it into its state; on a partitioned table it reaches the partitions, too."""
    clause = verbatim(trigger_clone.WORDS[item.optional_text("enabled") or "enabled"])
    statement = sql("{} {} {} trigger {}", altering(item), parent_name(item), clause, ident(item.id.name))
    return Action(
        statement,
        item.id,
        creates=frozenset({item.id}),
        needs=frozenset({item.id}),
        lock=_LOCK,
        locked=frozenset(filter(None, [item.parent])),
    )


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("drop trigger {} on {}", ident(item.id.name), parent_name(item))
    return (dropped(item, statement, lock=Lock.ACCESS_EXCLUSIVE, on=item.parent),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    actions = []
    if "definition" in changed:
        if old.flag("constraint") or new.flag("constraint"):
            return Rebuild.NEEDED
        definition = verbatim("create or replace" + new.text("definition").removeprefix("CREATE"))
        actions.append(altered(new, definition, lock=_LOCK, on=new.parent))
        actions.extend(restored(new.id, change.new_catalog))
    # what is replaced starts enabled
    if "enabled" in changed or ("definition" in changed and new.optional_text("enabled")):
        actions.append(_state(new))
    if actions:  # both reach the partitions; those that stay in a state of their own are brought back to it
        for clone in trigger_clone.clones_of(new.id, change.new_catalog):
            if clone.text("enabled") != clone.text("root_state") and clone.id not in change.created:
                actions.append(trigger_clone.setting(clone, clone.text("enabled")))
    return Alteration(tuple(actions))


KIND = Kind(
    name="trigger",
    reference=on_parent(verbatim("trigger")),
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_trigger", "oid"),),
)
