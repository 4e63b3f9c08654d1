"""Which steps of a plan share a transaction."""

from collections.abc import Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import literal
from supatui.kinds.action import HazardKind
from supatui.plan.fold import Step


def segments_of(steps: Sequence[Step], catalog: Catalog) -> list[int]:
    """A new segment where a value must be committed before it is used, and around what runs in no transaction."""
    segments: list[int] = []
    segment, alone = 1, False
    uncommitted: dict[str, frozenset[ObjectId]] = {}
    for number, step in enumerate(steps):
        action = step.action
        uses = action.added_value is None and any(
            _says(step, value, types, catalog) for value, types in uncommitted.items()
        )
        converts = any(_converts(step, types, catalog) for types in uncommitted.values())
        if segments and (uses or converts or alone or not action.transactional):
            segment += 1
            uncommitted.clear()
        if converts:
            for one in _led_up_to(number, steps, segments):
                segments[one] = segment
        if action.added_value is not None:
            holding = _holding(action.object, catalog) | uncommitted.get(action.added_value, frozenset())
            uncommitted[action.added_value] = holding
        alone = not action.transactional
        segments.append(segment)
    return segments


def _says(step: Step, value: str, types: frozenset[ObjectId], catalog: Catalog) -> bool:
    """Whether a statement says a new value: as a literal, or inside one of a type that has the value in it."""
    text = step.action.sql
    if literal(value).strip() in text:
        return True
    if _bare(value) not in _bare(text):
        return False
    return any(types.intersection((one, *catalog.needs.get(one, ()))) for one in step.objects)


def _converts(step: Step, types: frozenset[ObjectId], catalog: Catalog) -> bool:
    """Whether rows are written anew with values of such a type: nobody knows which of them are made from text.

    Source: enum.c, check_safe_enum_use, asked by enum_in and enum_recv.
    """
    columns = (one for one in step.objects if one.kind == "column")
    is_written = any(one.kind is HazardKind.REWRITE for one in step.action.hazards)
    return is_written and any(types.intersection(catalog.needs.get(one, ())) for one in columns)


def _led_up_to(number: int, steps: Sequence[Step], segments: Sequence[int]) -> list[int]:
    """The steps right before one, in its transaction, that are about the same: the way to a new type is one."""
    found: list[int] = []
    while number and segments[number - 1] == segments[-1] and _go_together(steps[number - 1], steps[number]):
        number -= 1
        found.append(number)
    return found


def _go_together(one: Step, other: Step) -> bool:
    return one.action.object == other.action.object and one.action.added_value is None and one.action.transactional


def _bare(text: str) -> str:
    """Without what quotes and escapes, however deep."""
    return text.translate({ord(one): None for one in "'\"\\"})


def _holding(enum: ObjectId, catalog: Catalog) -> frozenset[ObjectId]:
    """The enum, and the domains, ranges and composite types that are built on it."""
    found: set[ObjectId] = set()
    waiting = [enum]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        for dependent in catalog.dependents.get(one, ()):
            parent = catalog.objects[dependent].parent
            if dependent.kind == "attribute" and parent is not None:
                waiting.append(parent)
            elif dependent.kind in {"domain", "range"}:
                waiting.append(dependent)
    return frozenset(found)
