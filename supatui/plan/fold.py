"""Fold small actions back into the DDL that a person would write: defaults and constraints into CREATE TABLE."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.quoting import Sql, joined, sql
from supatui.kinds.action import Action, Body
from supatui.plan.order import Order


@dataclass(frozen=True, slots=True)
class Step:
    """One statement to be, with everything that went into it."""

    action: Action
    objects: tuple[ObjectId, ...]
    numbers: tuple[int, ...] = ()
    """Indexes of the actions that went into it."""


def folded(order: Order, sequence: Sequence[int]) -> list[Step]:
    """The actions in order, those that can be said inside a `create table` moved into it."""
    steps = order.actions.steps
    homes = _homes(sequence, steps)
    place = {number: position for position, number in enumerate(sequence)}
    into: dict[int, list[int]] = {}
    home_of: dict[int, int] = {}
    for number in sequence:
        action = steps[number]
        home = homes.get(action.into) if action.into else None
        if home is None or action.clause is None or action.clause.endswith("NOT VALID"):
            continue
        if all(_is_there(one, home, place, home_of) for one in order.before[number]):
            into.setdefault(home, []).append(number)
            home_of[number] = home
    found = [
        replace(
            _with_clauses(steps[number], [steps[one] for one in into.get(number, ())]),
            numbers=(number, *into.get(number, ())),
        )
        for number in sequence
        if number not in home_of
    ]
    return list(_gathered(found))


def _gathered(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps, those that say the same of one thing after the other put into one statement."""
    open_step: Step | None = None
    for step in steps:
        together = _together(open_step, step) if open_step is not None else None
        if open_step is not None and together is None:
            yield open_step
        open_step = together or step
    if open_step is not None:
        yield open_step


def _together(one: Step, other: Step) -> Step | None:
    """Both in one statement; None where they do not say the same."""
    first, second = one.action, other.action
    if first.listing is None or second.listing is None or first.listing.around != second.listing.around:
        return None
    if (first.hazards, first.irreversible) != (second.hazards, second.irreversible):
        return None
    entries = dict.fromkeys((*first.listing.entries, *second.listing.entries))
    listing = replace(first.listing, entries=tuple(entries))
    action = replace(
        first,
        sql=listing.text(),
        listing=listing,
        creates=first.creates | second.creates,
        needs=first.needs | second.needs,
        destroys=first.destroys | second.destroys,
    )
    return Step(action, (*one.objects, *other.objects), (*one.numbers, *other.numbers))


def _homes(sequence: Sequence[int], steps: Sequence[Action]) -> dict[ObjectId, int]:
    """Tables and columns, with the number of the action that makes them with brackets."""
    homes: dict[ObjectId, int] = {}
    for number in sequence:
        body = steps[number].body
        if steps[number].is_open:
            homes[steps[number].object] = number
        if body is not None:
            homes[steps[number].object] = number
            homes.update((element, number) for element, _ in body.elements if element.kind == "column")
    return homes


def _is_there(one: int, home: int, place: dict[int, int], home_of: dict[int, int]) -> bool:
    return one == home or place[one] < place[home] or home_of.get(one) == home


def _with_clauses(action: Action, clauses: Sequence[Action]) -> Step:
    objects = [action.object, *sorted(action.creates - {action.object})]
    if action.body is None or not clauses:
        text = joined(" ", [action.sql, *(one.clause for one in clauses if one.clause is not None)])
        objects += [one.object for one in clauses]
        return Step(replace(action, sql=text), tuple(objects))
    elements = list(action.body.elements)
    for one in clauses:
        assert one.clause is not None
        objects.append(one.object)
        if one.into == action.object:
            elements.append((one.object, one.clause))
        else:
            elements = [_extended(element, one.into, one.clause) for element in elements]
    body = Body(action.body.head, tuple(elements), action.body.tail)
    creates = action.creates.union(*(one.creates for one in clauses))
    return Step(replace(action, sql=body.text(), body=body, creates=creates), tuple(dict.fromkeys(objects)))


def _extended(element: tuple[ObjectId, Sql], into: ObjectId | None, clause: Sql) -> tuple[ObjectId, Sql]:
    return (element[0], sql("{} {}", element[1], clause)) if element[0] == into else element
