"""Not null of a column that heirs have, too: what the server does to theirs, and the steps that make it right.

Up to 17 both SET and DROP NOT NULL reach every heir, whatever it says itself. Since 18 an heir's constraint is its own,
inherited, or both: dropping the parent's takes an inherited one along and leaves its own; a new one of the parent
takes the heir's own as it is called. Source: manual, ALTER TABLE; tablecmds.c, dropconstraint_internal (18).
"""

from collections.abc import Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.kinds import column_identity, not_null
from supatui.kinds.action import Action
from supatui.kinds.kind import Change
from supatui.kinds.partitions import detachment, heirs_of, staying_parents


def change(old: SchemaObject, new: SchemaObject, changed: frozenset[str], plan: Change) -> list[Action]:
    """The steps from one state of a column to another, with those for heirs that do not just follow."""
    if "not_null" not in changed and (parents := _changed_above(new, plan)):
        # the rest is done where the parent's steps are
        return [replace(one, needs=one.needs | parents) for one in not_null.comments(new, changed)]
    steps = not_null.change(old, new, changed, plan)
    if "not_null" not in changed:
        return steps
    if new.flag("not_null"):
        if not _has_constraints(plan):
            return list(_set(new, plan))
        return [*(_before_set(new, plan) if _hands_down(new) else ()), *steps]
    if not _has_constraints(plan):
        return list(_let_be_null(new, plan))
    if not _hands_down(old):
        return steps
    return [*_declared_below(new, plan), *steps, *_after_drop(new, plan)]


def once_nullable(column: SchemaObject, plan: Change) -> frozenset[ObjectId]:
    """What has to happen before its constraint goes: heirs whose identity goes, too, or that part from it.

    Source: tablecmds.c, ATExecDropNotNull: an identity column is not null.
    """
    heirs = [plan.old_catalog.objects[one] for one in heirs_of(column, plan.old_catalog)]
    held = [one for one in heirs if one.optional_text("identity")]
    apart = {detachment(one.parent) for one in held if one.parent is not None}
    return frozenset({column_identity.given_up(one.id) for one in held} | apart)


def _has_constraints(plan: Change) -> bool:
    return plan.server_version >= not_null.WITH_CONSTRAINTS


def _hands_down(column: SchemaObject) -> bool:
    return column.flag("not_null") and not column.flag("not_null_no_inherit")


def _changed_above(new: SchemaObject, plan: Change) -> frozenset[ObjectId]:
    former = {one.id: one.flag("not_null") for one in not_null.above(new, plan.old_catalog)}
    now = {one.id: one.flag("not_null") for one in not_null.above(new, plan.new_catalog)}
    return frozenset(one for one in former.keys() & now.keys() if former[one] != now[one])


def _below(column: SchemaObject, plan: Change) -> Iterator[tuple[SchemaObject, SchemaObject]]:
    """The same column of the direct heirs that stay so, before and after."""
    parent = column.parent
    assert parent is not None
    for heir in plan.old_catalog.heirs.get(parent, ()):
        if qualified(parent.schema, parent.name) in staying_parents(heir, plan):
            theirs = ObjectId("column", heir.schema, column.id.name, heir.path)
            if theirs in plan.old_catalog.objects and theirs in plan.new_catalog.objects:
                yield plan.old_catalog.objects[theirs], plan.new_catalog.objects[theirs]


def _is_held_above(column: SchemaObject, catalog: Catalog) -> bool:
    return any(_hands_down(one) for one in not_null.above(column, catalog))


def _is_called_alike(one: SchemaObject, other: SchemaObject) -> bool:
    return one.optional_text("not_null_constraint") == other.optional_text("not_null_constraint")


def _has_name_of_its_own(column: SchemaObject, parent: SchemaObject) -> bool:
    """Whether it is not called like the parent's: one that was there before the parent's came, or before it joined."""
    return column.optional_text("not_null_constraint") not in {None, parent.optional_text("not_null_constraint")}


def _let_be_null(column: SchemaObject, plan: Change) -> Iterator[Action]:
    """DROP NOT NULL, which is not to reach heirs that stay so: keys and identities of theirs stand against it.

    It has to reach all partitions. Source: tablecmds.c, ATPrepDropNotNull and ATExecDropNotNull, 14 to 17.
    """
    below = list(_all_below(column, plan))
    stays_below = any(one.flag("not_null") for one in below)
    if not stays_below or (_is_of_whole(column, plan) and not any(one.optional_text("identity") for one in below)):
        yield not_null.dropped(column)
        yield from _after_drop(column, plan)
        return
    yield not_null.dropped(column, only=True)
    for old, new in _below(column, plan):
        if old.flag("not_null") and not new.flag("not_null"):
            # one with the parent's, as when it is set
            yield from (replace(step, object=column.id) for step in _let_be_null(new, plan))


def _is_of_whole(column: SchemaObject, plan: Change) -> bool:
    table = plan.new_catalog.objects[column.parent] if column.parent else None
    return table is not None and table.flag("partitioned")


def _declared_below(parent: SchemaObject, plan: Change) -> Iterator[Action]:
    """The steps before the drop, since 18, for heirs that keep theirs: once declared, it is passed by, key or not, and
    no row is read again."""
    for old, new in _below(parent, plan):
        if not old.flag("not_null") or _is_held_above(old, plan.new_catalog):
            continue
        if _keeps(old, new):
            yield from () if old.flag("not_null_own") else [not_null.declared(old)]
        elif not new.flag("not_null"):
            yield from _declared_below(new, plan)


def _keeps(old: SchemaObject, new: SchemaObject) -> bool:
    """Whether it is and stays an ordinary constraint, but for its name."""
    special = ("not_null_unvalidated", "not_null_no_inherit")
    return new.flag("not_null") and not any(one.flag(name) for one in (old, new) for name in special)


def _after_drop(parent: SchemaObject, plan: Change) -> Iterator[Action]:
    """What heirs need after the drop reached them."""
    before = plan.old_catalog.objects[parent.id]
    for old, new in _below(parent, plan):
        if not old.flag("not_null") or (_has_constraints(plan) and _is_held_above(old, plan.new_catalog)):
            continue
        is_declared = old.flag("not_null_own") and new.flag("not_null")
        if is_declared or (_has_constraints(plan) and _keeps(old, new)):  # the drop passes it by
            yield from not_null.renamed(old, new)
            continue
        if old.flag("not_null_own") or _has_name_of_its_own(old, before):
            yield not_null.dropped(old)  # one with a name of its own may be, or have been made, the heir's own
        if not new.flag("not_null"):
            yield from _after_drop(new, plan)
        elif all(one.flag("not_null") for _, one in _below(new, plan)):
            yield not_null.added(new, plan)
        else:
            yield not_null.added(new, plan, only=True)
            yield from _after_drop(new, plan)


def _set(column: SchemaObject, plan: Change) -> Iterator[Action]:
    """SET NOT NULL, which is to reach only heirs that are to have it, and would read the rows of the others."""
    if all(new.flag("not_null") for new in _all_below(column, plan)):
        yield not_null.added(column, plan)
        return
    yield not_null.added(column, plan, only=True)
    for old, new in _below(column, plan):
        if new.flag("not_null") and not old.flag("not_null"):
            # one with the parent's, which the rollback undoes for all of them
            yield from (replace(step, object=column.id) for step in _set(new, plan))


def _all_below(column: SchemaObject, plan: Change) -> Iterator[SchemaObject]:
    for _, new in _below(column, plan):
        yield new
        yield from _all_below(new, plan)


def _before_set(parent: SchemaObject, plan: Change) -> Iterator[Action]:
    """What makes heirs ready for the parent's constraint, which takes one that is there as it is called.

    Their own stays their own; where it does not, it makes way for one that is inherited, under the parent's name,
    unless a key of theirs needs it all the while.
    """
    for old, new in _below(parent, plan):
        if old.flag("not_null") and not _is_held_above(old, plan.old_catalog):
            is_in_key = not_null.is_in_key(old, plan.old_catalog, plan.new_catalog)
            stays = new.flag("not_null_own") or not _is_called_alike(parent, new) or is_in_key
            yield from not_null.renamed(old, new) if stays else [not_null.dropped(old)]
        elif not old.flag("not_null") and (new.flag("not_null_own") or _has_name_of_its_own(new, parent)):
            yield from _before_set(new, plan)  # or this one would reach its heirs under its own name
            yield not_null.added(new, plan)
            continue
        yield from _before_set(new, plan)
