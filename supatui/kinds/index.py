"""Indexes that no constraint owns."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.constraints import (
    attached_index,
    attachment_change,
    dropped_with_partner,
    made_anew_with_partners,
    once_cleared,
)
from supatui.kinds.index_marks import marked_again
from supatui.kinds.index_pairs import before_pairing
from supatui.kinds.index_partners import renamed, taken_over, takes_over
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.partitions import departures_below, once_detached
from supatui.kinds.statistics_targets import of_index, once_made
from supatui.kinds.steps import NOTHING, created, dropped, index_moved, name_of, with_hazard


def _reference(item: SchemaObject) -> Sql:
    return sql("index {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if former := taken_over(item, change):
        return (renamed(former, item), *marked_again(item, change))
    action = created(item, verbatim(item.text("definition")), lock=Lock.SHARE, on=item.parent)
    if item.parent not in change.created and not item.flag("on_partitioned"):
        action = with_hazard(action, HazardKind.INDEX, "an index is built, writes wait")
        if item.flag("unique"):
            action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where values repeat")
    action = before_pairing(action, item, change)
    attach = attached_index(item, change)
    steps = [*map(once_made, of_index(item)), *([attach] if attach else []), *marked_again(item, change)]
    action, cleared = once_cleared(action, item, change)
    steps.extend(cleared)
    if item.optional_text("tablespace"):
        moved = replace(index_moved(item), creates=frozenset(), touches=frozenset(), needs=frozenset({item.id}))
        steps.insert(0, moved)
    return (action, *steps)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if dropped_with_partner(item, change) or takes_over(item, change):
        return NOTHING
    action = dropped(item, sql("drop index {}", name_of(item)), lock=Lock.ACCESS_EXCLUSIVE, on=item.parent)
    action = replace(action, needs=departures_below(item.parent, change))  # tables that leave keep theirs
    return (once_detached(action, item, change),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "definition" in changed:
        return Rebuild.NEEDED
    actions: list[Action] = []
    if "attached_to" in changed:
        attaching = attachment_change(old, new, change)
        if attaching is None:
            return made_anew_with_partners(old, change)
        actions.extend(attaching)
    if "statistics" in changed:
        if not new.texts("statistics"):
            return Rebuild.NEEDED
        actions.extend(of_index(new))
    if "tablespace" in changed:
        actions.append(with_hazard(index_moved(new), HazardKind.REWRITE, "the index's file is copied"))
    return Alteration(tuple(actions))


KIND = Kind(
    name="index",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_class", "oid"),),
)
