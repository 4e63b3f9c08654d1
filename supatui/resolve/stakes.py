"""What a choice would cost on the side that it changes: data, access, or a rewrite. Rules look here before they decide.

As in `caution`, the judgments go by names of kinds and attributes and say too much rather than too little.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from supatui.catalog.model import EMPTY, SchemaObject, Value
from supatui.catalog.quoting import ident
from supatui.compare.model import Change, Difference, Presence, Side
from supatui.resolve import caution
from supatui.resolve.choice import Choice
from supatui.resolve.combine import value_of_both


class Stake(StrEnum):
    """What can be lost by a decision."""

    DATA = "data"
    """Rows or values are gone afterwards."""
    ACCESS = "access"
    """Somebody may see or change more than before."""
    REWRITE = "rewrite"
    """A table, an index or stored rows are written anew."""


Stakes = Mapping[Stake, str]
"""What is at stake, each with the reason in a few words."""


def stakes_of(difference: Difference, covered: tuple[Difference, ...], change: Change, choice: Choice) -> Stakes:
    """What the choice costs on either side; `covered` is what comes along with an added or dropped object."""
    found: dict[Stake, str] = {}
    for side in (Side.LOCAL, Side.REMOTE):
        for stake, reason in _on_side(difference, covered, change, choice, side):
            found.setdefault(stake, reason)
    return found


def _on_side(
    difference: Difference, covered: tuple[Difference, ...], change: Change, choice: Choice, side: Side
) -> Iterator[tuple[Stake, str]]:
    if choice is Choice.SKIPPED:
        return
    old = difference.on(side)
    if change.attribute is None:
        new = _whole(difference, choice)
        if old is None and new is not None:
            parts = [item for part in covered if (item := _whole(part, choice)) is not None]
            yield from _adding(new, parts)
        elif old is not None and new is None:
            for part in (difference, *covered):
                if (item := part.on(side)) is not None:
                    yield from _dropping(item)
        return
    value = _value(change, choice)
    if old is None or isinstance(value, Presence) or old.attributes.get(change.attribute) == value:
        return
    yield from _changing(change.attribute, old, old._replace(attributes={**old.attributes, change.attribute: value}))


def _whole(difference: Difference, choice: Choice) -> SchemaObject | None:
    if choice is Choice.BASE:
        return difference.base
    return difference.remote if choice is Choice.REMOTE else difference.local


def _value(change: Change, choice: Choice) -> Value | Presence:
    if choice is Choice.BOTH:
        return value_of_both(change)
    if choice is Choice.BASE:
        return change.base
    return change.remote if choice is Choice.REMOTE else change.local


def _dropping(item: SchemaObject) -> Iterator[tuple[Stake, str]]:
    reason = caution.reason_to_drop(item)
    if reason is None:
        return
    if item.id.kind in _ACCESS_KINDS:
        yield Stake.ACCESS, reason
    elif item.id.kind in caution.STORES:
        yield Stake.DATA, reason
    else:
        yield from _anything(reason)


def _adding(item: SchemaObject, parts: list[SchemaObject]) -> Iterator[tuple[Stake, str]]:
    reason = caution.reason_to_add(item, parts)
    if reason is not None:
        yield (Stake.REWRITE if item.id.kind == "column" else Stake.ACCESS), reason


def _changing(attribute: str, old: SchemaObject, new: SchemaObject) -> Iterator[tuple[Stake, str]]:
    reason = caution.reason_to_change(attribute, old, new)
    if reason is None:
        return
    kind = old.id.kind
    if (kind, attribute) == ("column", "type"):
        yield from _retyping(old, new)
    elif attribute == "owner" or kind in _ACCESS_KINDS or (kind, attribute) in _ACCESS:
        yield Stake.ACCESS, reason
    elif attribute in _REWRITES:
        yield Stake.REWRITE, reason
    elif (kind, attribute) == ("enum", "labels"):
        kept = set(old.texts("labels")) <= set(new.texts("labels"))
        yield (Stake.REWRITE if kept else Stake.DATA), reason
    elif kind in _JUDGED_KINDS:
        yield Stake.DATA, reason
    else:
        yield from _anything(reason)


def _retyping(old: SchemaObject, new: SchemaObject) -> Iterator[tuple[Stake, str]]:
    """What the conversion does; one that needs an explicit cast is taken for a loss."""
    from supatui.kinds import casts, conversions  # brings every kind, and is not needed before a type is judged
    from supatui.kinds.action import HazardKind

    before, after = old.text("type"), new.text("type")
    using = conversions.using(ident(new.id.name), before, after, EMPTY, EMPTY) is not None
    words = f"from {before} to {after}"
    for hazard, detail, _ in casts.hazards(before, after, using=using):
        if hazard is HazardKind.DATA:
            yield Stake.DATA, f"{words}: {detail}"
        elif hazard is HazardKind.REWRITE:
            yield Stake.REWRITE, f"{words}: {detail}"
    if using:
        yield Stake.DATA, f"{words}: values are cast"


def _anything(reason: str) -> Iterator[tuple[Stake, str]]:
    """What nobody judged yet counts as both."""
    yield Stake.DATA, reason
    yield Stake.ACCESS, reason


_ACCESS_KINDS = frozenset(
    {
        *("policy", "privilege", "default_privilege", "function", "procedure", "view"),
        *("role", "membership", "parameter_privilege"),
    }
)
"""Kinds whose every judged change is about who gets at data."""

_ACCESS = frozenset({("table", "row_security"), ("table", "force_row_security")})

_REWRITES = frozenset({"collation", "persistence", "access_method", "tablespace", "query"})
"""Attributes whose change keeps every row and writes it, or its indexes, anew."""

_JUDGED_KINDS = frozenset(
    {"table", "column", "attribute", "composite_type", "domain", "sequence", "materialized_view", "extension"}
)
