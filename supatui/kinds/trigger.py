"""Triggers, those that a user put on tables of the platform included."""

from collections.abc import Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.partitions import attachment, is_detached, partition_parent
from supatui.kinds.steps import NOTHING, altered, altering, created, dropped, on_parent, parent_name

_LOCK = Lock.SHARE_ROW_EXCLUSIVE


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.optional_text("clone_of"):
        return (_state(item, change),)
    action = created(item, verbatim(item.text("definition")), lock=_LOCK, on=item.parent)
    if item.optional_text("enabled"):
        return (action, _state(item, change))
    return (action,)


def _state(item: SchemaObject, change: Change, state: str | None = None) -> Action:
    """Clones come with their table's attachment and take their parent's state along, so that their own comes last."""
    words = {"disabled": "disable", "replica": "enable replica", "always": "enable always"}
    clause = verbatim(words.get(state or item.optional_text("enabled") or "", "enable"))
    needs = {item.id} | ({item.parent} if item.parent else set())
    table = parent_name(item)
    if item.optional_text("clone_of"):
        needs = {*needs, *_origins(item, change)} - {item.id}
        table = sql("only {}", table)
    return Action(
        sql("{} {} {} trigger {}", altering(item), table, clause, ident(item.id.name)),
        item.id,
        creates=frozenset({_settled(item.id)}),
        needs=frozenset(needs),
        lock=_LOCK,
        locked=frozenset(filter(None, [item.parent])),
    )


def _settled(trigger: ObjectId) -> ObjectId:
    """The fact that a trigger has its state: an object of the order, not of a catalog."""
    return ObjectId("trigger_state", trigger.schema, trigger.name, trigger.parent)


def _origins(item: SchemaObject, change: Change) -> Iterator[ObjectId]:
    """The triggers that the clone follows, their states, and the attachments that bring it, from below to above."""
    table = item.parent
    while table is not None and (above := partition_parent(table, change.new_catalog)):
        origin = ObjectId("trigger", above.schema, item.id.name, above.path)
        yield from (attachment(table), origin, _settled(origin))
        table = above


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.optional_text("clone_of"):
        return _followed_again(item, change)
    statement = sql("drop trigger {} on {}", ident(item.id.name), parent_name(item))
    return (dropped(item, statement, lock=Lock.ACCESS_EXCLUSIVE, on=item.parent),)


def _followed_again(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """Back to the state of the trigger that it follows; nothing where that goes, or the partition is detached."""
    kept = change.new_catalog.objects.keys() - change.created
    origins = [one for one in _origins(item, change) if one.kind == "trigger"]
    followed = next((one for one in origins if one in kept), None)
    if item.parent not in kept or followed is None or is_detached(item.parent, change):
        return NOTHING
    state = change.new_catalog.objects[followed].optional_text("enabled") or "origin"
    action = _state(item, change, state)
    return (replace(action, creates=frozenset(), destroys=frozenset({item.id})),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "clone_of" in changed:
        return Rebuild.NEEDED
    actions = []
    if "definition" in changed:
        if old.flag("constraint") or new.flag("constraint"):
            return Rebuild.NEEDED
        definition = verbatim("create or replace" + new.text("definition").removeprefix("CREATE"))
        actions.append(altered(new, definition, lock=_LOCK, on=new.parent))
    # A trigger that is replaced is enabled again. Source: observed on 15 to 18, CreateTrigger.
    if "enabled" in changed or (actions and new.optional_text("enabled") is not None):
        actions.append(_state(new, change))
    return Alteration(tuple(actions))


KIND = Kind(
    name="trigger",
    title="trigger",
    plural="triggers",
    rank=80,
    reference=on_parent(verbatim("trigger")),
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_trigger", "oid"),),
)
