"""Triggers of partitions that come from the partitioned table's: their own state, their own comment."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import ident, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.partitions import attachment, is_detached
from supatui.kinds.steps import NOTHING, on_parent, parent_name

WORDS = {"disabled": "disable", "replica": "enable replica", "always": "enable always", "enabled": "enable"}
"""State of a trigger → the words of ALTER TABLE."""


def root(item: SchemaObject) -> ObjectId:
    """The trigger of the partitioned table that it comes from in the end."""
    table = ObjectId("table", item.text("root_schema"), item.text("root_table"))
    return ObjectId("trigger", table.schema, item.text("root_name"), table.path)


def clones_of(trigger: ObjectId, catalog: Catalog) -> list[SchemaObject]:
    """The clones of a trigger that are in another state, or carry a comment."""
    every = (item for item in catalog.objects.values() if item.id.kind == "trigger_clone")
    return sorted((item for item in every if root(item) == trigger), key=lambda item: item.id)


def setting(item: SchemaObject, state: str) -> Action:
    """The step that brings the clone into a state, after its trigger and once its table is a partition."""
    words = {"foreign_table": "alter foreign table only", "table": "alter table only"}
    table = verbatim(words[item.parent.kind if item.parent else "table"])
    statement = sql("{} {} {} trigger {}", table, parent_name(item), verbatim(WORDS[state]), ident(item.id.name))
    parents = frozenset({item.parent, attachment(item.parent)} if item.parent else ())
    return Action(
        statement,
        item.id,
        creates=frozenset({item.id}),
        needs=parents | {root(item)},
        lock=Lock.SHARE_ROW_EXCLUSIVE,
        locked=frozenset({item.parent} if item.parent else ()),
    )


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    state = item.text("enabled")
    if state == item.text("root_state"):  # only a comment makes it different
        return NOTHING
    return (setting(item, state),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    wanted = change.new_catalog.objects.get(root(item))
    gone = {root(item), item.parent} & change.dropped or is_detached(item.parent, change)
    if wanted is None or gone:
        return NOTHING
    steps = []
    state = wanted.optional_text("enabled") or "enabled"
    if item.text("enabled") != state and not _is_replaced(root(item), change):
        step = setting(item, state)
        steps.append(replace(step, creates=frozenset(), destroys=frozenset({item.id})))
    if item.optional_text("comment"):
        steps.append(Action(sql("comment on {} is null", _reference(item)), item.id, destroys=frozenset({item.id})))
    return tuple(steps)


def _is_replaced(trigger: ObjectId, change: Change) -> bool:
    """Whether CREATE OR REPLACE brings its clones into its state by itself."""
    before, after = change.old_catalog.objects.get(trigger), change.new_catalog.objects[trigger]
    return before is not None and before.text("definition") != after.text("definition")


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration((setting(new, new.text("enabled")),) if "enabled" in changed else ())


_reference = on_parent(verbatim("trigger"))


KIND = Kind(
    name="trigger_clone",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_trigger", "oid"),),
)
