"""Leading a column to another type or collation."""

from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds import casts, conversions, domain_values, statistics_targets
from supatui.kinds.action import Action, Guard, HazardKind
from supatui.kinds.extension_dependence import tied_again
from supatui.kinds.held_rows import empty_column, guard_step
from supatui.kinds.kind import Change
from supatui.kinds.partitions import (
    detachment,
    foreign_heirs,
    heirs_of,
    keyed_by,
    refuse_two_parents,
    staying_parents,
)
from supatui.kinds.reach import is_led_over
from supatui.kinds.row_types import in_the_way, once_not_held, rows_to_hold
from supatui.kinds.steps import beside_others, is_of_foreign_table, on_column, parent_name, with_hazard

_REFUSED_WHILE_USED = frozenset(
    {"view", "materialized_view", "policy", "trigger", "rule", "function", "procedure", "publication_table"}
)
"""Dependants that make ALTER COLUMN TYPE fail with 0A000. Source: hazards measured on 15, 17, 18 (T23)."""


@dataclass(frozen=True, slots=True)
class Led:
    """How a column gets to its type."""

    steps: tuple[Action, ...]
    """They reach inheriting tables, too."""
    rebuilds: frozenset[ObjectId]
    """What has to make way."""
    follows: tuple[Action, ...]


def led(old: SchemaObject, new: SchemaObject, change: Change) -> Led:
    """Where tables are partitioned by it, only these make way: the rest is for when they do.

    Raises: PlanError, where two parents stand against it.
    """
    heirs = heirs_of(old, change.old_catalog)
    foreign = foreign_heirs(heirs, change.old_catalog)
    going = heirs & change.dropped
    heirs -= going
    columns = (old, *(change.old_catalog.objects[heir] for heir in sorted(heirs)))
    if keyed := keyed_by(columns):
        return Led((), keyed, ())
    refuse_two_parents(old, heirs, change)
    rebuilds = frozenset().union(*(disturbed(one, new, change) for one in columns))
    step = _retyped(old, new, change)
    if " using " in step.sql:
        rebuilds |= {one for one in foreign if staying_parents(one, change)}
        step = replace(step, needs=step.needs | set(map(detachment, foreign)))
    step = replace(step, needs=step.needs | rows_to_hold(new.id, change.new_catalog))
    # even where no row is written: ATRewriteTables asks for each new type
    tables = [one.parent for one in columns if one.parent is not None]
    step = once_not_held(tables, step, change)
    rebuilds |= in_the_way(tables, change)
    parents = {change.old_catalog.objects[one].parent for one in going}
    # their rows need not fit, and what holds on to their columns is no obstacle, once they have gone
    gone = frozenset(detachment(one) for one in parents if one in change.dropped)
    step = replace(step, creates=step.creates | heirs, touches=step.touches | heirs, needs=step.needs | gone)
    guards = without_cast(old, new, change)
    steps = (*([guard_step(new.id, guards)] if guards else []), step)
    led_over = (new.id, *sorted(heirs))
    return Led(steps, rebuilds, (*tied_again(led_over, change), *statistics_targets.restored(led_over, change)))


def _retyped(old: SchemaObject, new: SchemaObject, change: Change) -> Action:
    words = sql("type {}", verbatim(new.text("type")))
    if collation := new.optional_text("collation"):
        words = sql("{} collate {}", words, verbatim(collation))
    if is_of_foreign_table(new):  # it has no rows to convert, and refuses USING
        return on_column(new, words)
    before, after = old.text("type"), new.text("type")
    said = change.wishes.using.get(new.id)
    using = said or _conversion(old, new, change)
    if isinstance(using, conversions.NoCast):
        words = sql("{} using {}::text::{}", words, ident(new.id.name), verbatim(after))
        action = _rewriting(old, new, words, change, using=True)
        if not change.wishes.lenient:
            return action
        reason = f"no cast leads from {before} to {after}: values are written as text, and read where that can be"
        return with_hazard(action, HazardKind.DATA, reason, irreversible=reason)
    if using:
        words = sql("{} using {}", words, using)
    action = _rewriting(old, new, words, change, using=bool(using))
    if said:
        detail, irreversible = casts.REPLACED
        action = with_hazard(action, HazardKind.DATA, detail, irreversible=irreversible)
    return action


def _rewriting(old: SchemaObject, new: SchemaObject, words: Sql, change: Change, *, using: bool) -> Action:
    action = beside_others(on_column(new, words), new)
    before = domain_values.below(old.text("type"), change.old_catalog)
    after = domain_values.below(new.text("type"), change.new_catalog)
    for kind, detail, irreversible in casts.hazards(before, after, using=using):
        action = with_hazard(action, kind, detail, irreversible=irreversible)
    if old.text("type") != new.text("type") and domain_values.refuses_values(new.text("type"), change.new_catalog):
        if HazardKind.REWRITE not in {one.kind for one in action.hazards}:
            action = with_hazard(action, HazardKind.REWRITE, "the table and all its indexes are written anew")
        action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where the domain does not take a value")
    return action


def _conversion(old: SchemaObject, new: SchemaObject, change: Change) -> Sql | conversions.NoCast | None:
    before, after = old.text("type"), new.text("type")
    return conversions.using(ident(new.id.name), before, after, change.old_catalog, change.new_catalog)


def without_cast(old: SchemaObject, new: SchemaObject, change: Change) -> list[Guard]:
    """Where no cast leads to the type, the column must hold nothing: what a value becomes is for a person to say."""
    if new.id in change.wishes.using or change.wishes.lenient or is_of_foreign_table(new):
        return []
    if not isinstance(_conversion(old, new, change), conversions.NoCast):
        return []
    before, after = old.text("type"), new.text("type")
    name = sql("{}.{}", parent_name(new), ident(new.id.name))
    hint = f"PostgreSQL has no cast from {before} to {after}: say how, with an expression over the row: "
    return [empty_column(old, change.old_catalog, hint + f"--using '{name}=EXPRESSION'")]


def disturbed(old: SchemaObject, new: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """Dependants that have to make way for another type."""
    catalog = change.old_catalog
    other_family = not casts.same_family(old.text("type"), new.text("type"))
    found = set()
    for dependent in catalog.dependents.get(old.id, ()):
        kind = dependent.kind
        item = catalog.objects[dependent]
        generated = kind == "column" and item.optional_text("generated")
        if kind == "statistics" and not is_led_over(item, change):
            found.add(dependent)
        if kind in _REFUSED_WHILE_USED or generated or (other_family and kind in {"foreign_key", "check", "index"}):
            found.add(dependent)
        if kind == "check" and _is_unproven_above(item, catalog):
            found.add(dependent)
    if other_family:
        found.update(child for child in catalog.children.get(old.id, ()) if child.kind == "default")
    return frozenset(found)


def _is_unproven_above(check: SchemaObject, catalog: Catalog) -> bool:
    """Whether heirs have it, too: made anew for the type, it would meet theirs as one that is valid, and fail.

    Source: tablecmds.c, ATPostAlterTypeParse; MergeWithExistingConstraint.
    """
    return check.text("definition").endswith("NOT VALID") and check.parent in catalog.heirs
