"""Views and functions that need one another: one of a knot is first something of its shape that needs nothing.

As pg_dump does it. Where the knot is made, the real thing takes the place of the stand-in; where it goes, a stand-in
takes the place of the real thing and lets go of the others.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.quoting import Sql, qualified
from supatui.kinds import KINDS
from supatui.kinds.action import Action
from supatui.kinds.names import NAMES
from supatui.plan.actions import Actions
from supatui.plan.cycles import strongly_connected
from supatui.plan.order import NoOrderError, Order


def ordered(actions: Actions) -> tuple[Order, list[int]]:
    """The actions, with stand-ins where there is no order without, and their order.

    Raises: NoOrderError.
    """
    replaced: frozenset[int] = frozenset()
    while True:
        order = Order(actions)
        try:
            return order, order.sequence()
        except NoOrderError:
            knot = _knot(order.before)
            number = _replaceable(actions, knot, replaced)
            if number is None:
                raise
            replaced |= {number}
            if actions.steps[number].destroys:
                actions = _let_go(actions, number, knot)
            else:
                actions = _made_first(actions, number, knot)


def _knot(before: Mapping[int, Iterable[int]]) -> frozenset[int]:
    """Indexes of the actions that wait for one another: those of the first knot, if there is one."""
    edges = {number: tuple(earlier) for number, earlier in before.items()}
    component = strongly_connected(edges)
    members: dict[int, set[int]] = {}
    for number in edges:
        members.setdefault(component[number], set()).add(number)
    knots = [one for one in members.values() if len(one) > 1]
    return frozenset(min(knots, key=min, default=()))


def _replaceable(actions: Actions, knot: frozenset[int], replaced: frozenset[int]) -> int | None:
    """The action about what is to have a stand-in: what comes last otherwise, since it is needed least.

    A default is done without for a moment only where nothing else helps.
    """
    found = []
    for number in knot - replaced:
        step = actions.steps[number]
        statements = _statements(actions, step)
        if statements is not None and _helps(actions, step, knot, statements[0]):
            found.append((step.object.kind == "default", -NAMES[step.object.kind].rank, step.object, number))
    return min(found)[3] if found else None


def _statements(actions: Actions, step: Action) -> tuple[Sql, Sql] | None:
    """The stand-in for what a step makes or drops, and the real thing."""
    if step.object in step.creates:
        item = actions.new.objects.get(step.object)
    else:
        item = actions.old.objects.get(step.object) if step.object in step.destroys else None
    stand_in = KINDS[step.object.kind].stand_in
    return stand_in(item) if item is not None and stand_in is not None else None


def _helps(actions: Actions, step: Action, knot: frozenset[int], text: Sql) -> bool:
    """Whether a stand-in can come before the others of a knot, or lets one of them go."""
    if step.destroys:
        return bool(_released(actions, step, knot, text))
    if step.object.kind == "default" and not step.touches:  # a new one: there is none that could go before
        return False
    needed = _tied(actions, knot).intersection(actions.new.needs.get(step.object, ()))
    return not any(_is_named(text, one) for one in needed)


def _released(actions: Actions, step: Action, knot: frozenset[int], text: Sql) -> frozenset[ObjectId]:
    """What goes in a knot and a stand-in in the place of the real thing needs no more."""
    going = frozenset().union(*(actions.steps[other].destroys for other in knot)) - {step.object}
    needed = going.intersection(actions.old.needs.get(step.object, ()))
    return frozenset(one for one in needed if not _is_named(text, one))


def _tied(actions: Actions, knot: frozenset[int]) -> frozenset[ObjectId]:
    """What the actions of a knot make."""
    return frozenset().union(*(actions.steps[other].creates for other in knot))


def _is_named(text: Sql, one: ObjectId) -> bool:
    """Whether a stand-in's text names it, be it as the type of an argument."""
    return bool(one.schema) and re.search(re.escape(qualified(one.schema, one.name)) + r'(?![\w$"])', text) is not None


def _made_first(actions: Actions, number: int, knot: frozenset[int]) -> Actions:
    step = actions.steps[number]
    statements = _statements(actions, step)
    assert statements is not None
    one = step.object
    shape = ObjectId("stand_in", one.schema, one.name, one.parent, one.signature)
    needs = frozenset(actions.new.needs.get(one, ())) - _tied(actions, knot)
    # where it takes the place of what is there, that lets go of the others by then
    released = step.releases if one in actions.old.objects else frozenset[ObjectId]()
    steps: list[Action] = []
    for other, item in enumerate(actions.steps):
        if other == number:
            item = replace(item, sql=statements[1], needs=item.needs | {shape}, releases=item.releases - released)
        elif one in item.destroys:  # the former one makes way first
            item = replace(item, destroys=item.destroys | {shape})
        elif other in knot:
            item = replace(item, waives=item.waives | {one}, needs=item.needs | {shape})
        steps.append(item)
    first = Action(statements[0], one, creates=frozenset({shape}), needs=needs, releases=released)
    steps.append(replace(first, lock=step.lock, locked=step.locked))
    return replace(actions, steps=tuple(steps))


def _let_go(actions: Actions, number: int, knot: frozenset[int]) -> Actions:
    step = actions.steps[number]
    statements = _statements(actions, step)
    assert statements is not None
    released = _released(actions, step, knot, statements[0])
    first = Action(statements[0], step.object, releases=released, lock=step.lock, locked=step.locked)
    chain = (len(actions.steps), number)
    return replace(actions, steps=(*actions.steps, first), chains=(*actions.chains, chain))
