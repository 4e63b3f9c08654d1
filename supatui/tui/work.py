"""Engine work that runs in threads: values in, values out, nothing of the screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.side import Side
from supatui.errors import SupatuiError
from supatui.resolve.choice import Choice

if TYPE_CHECKING:  # brings every kind; the first frame does not wait for them
    from supatui.compare.model import Merge
    from supatui.plan.model import Plan, Statement
    from supatui.resolve.closure import Closure
    from supatui.resolve.review import Review
    from supatui.tui.detail import Definitions

SIDES = (Side.REMOTE, Side.LOCAL)
"""Where plans go, the usual target first."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan for one side, or why there is none."""

    plan: "Plan | None"
    error: SupatuiError | None = None

    @property
    def statements(self) -> "tuple[Statement, ...]":
        return self.plan.statements if self.plan else ()


@dataclass(frozen=True, slots=True)
class Findings:
    """About one object: its definitions, and what the choices about it would run, on its own."""

    id: ObjectId
    attribute: str | None
    revision: int
    definitions: "Definitions"
    result: str | None
    """The definition of the merged object; None where it would not be there."""
    planned: Mapping[Choice | None, Mapping[Side, Planned]]
    """By choice (None is as decided now) and by side; empty where there is nothing to choose."""
    users: tuple[ObjectId, ...]
    """Who depends on it, on either side, directly."""
    consequences: "Mapping[Choice, Closure]"
    """By choice, what it would bring along and break; empty where it is decided, and of choices without any."""


def snapshot(review: "Review") -> "Review":
    """The review as it is now, for a thread: the one on screen goes on changing."""
    return review.preview((), Choice.LOCAL)


def plan_between(old: Catalog, new: Catalog) -> Planned:
    """The plan from one schema to another; a refusal to plan is a value here."""
    from supatui.plan.build import build_plan  # not needed before something differs
    from supatui.validate.hosted import with_findings

    return _planned(lambda: with_findings(build_plan(old, new), old, new))


def plan_for(merge: "Merge", side: Side, target: Catalog) -> Planned:
    """The plan that makes one side into `target`; a refusal to plan is a value here."""
    from supatui.plan.build import plan_side  # not needed before something differs
    from supatui.validate.hosted import with_findings

    return _planned(lambda: with_findings(plan_side(merge, side, target), merge.start(side), target))


def _planned(make: "Callable[[], Plan]") -> Planned:
    try:
        return Planned(make())
    except SupatuiError as error:
        return Planned(None, error)


def plan_both(review: "Review") -> dict[Side, Planned]:
    """The plans for both sides as decided."""
    return {side: plan_for(review.merge, side, review.target(side)) for side in SIDES}


def findings(review: "Review", object_id: ObjectId, attribute: str | None, revision: int) -> Findings:
    """Everything about one object that takes longer than a key press may."""
    from supatui.plan.definition import as_decided, definition_of, inside_of  # these bring every kind
    from supatui.tui.detail import Definitions

    users = users_of(review, object_id)
    review = review.around(object_id)
    merge = review.merge
    base, local, remote = (
        None if catalog is None else definition_of(catalog, object_id)
        for catalog in (merge.base, merge.local, merge.remote)
    )
    planned: dict[Choice | None, Mapping[Side, Planned]] = {}
    if review.keys(object_id):
        planned[None] = _alone(review, object_id)
        for choice in (Choice.LOCAL, Choice.REMOTE):
            planned[choice] = _alone(review.preview(object_id, choice, attribute), object_id)
    shown = definition_of(as_decided(review, object_id), object_id)
    definitions = Definitions(base, local, remote, merge.two_way, inside_of(object_id))
    consequences = {} if review.is_decided(object_id) else _consequences(review, object_id, attribute)
    return Findings(object_id, attribute, revision, definitions, shown, planned, users, consequences)


def _consequences(review: "Review", object_id: ObjectId, attribute: str | None) -> "dict[Choice, Closure]":
    choices = (Choice.LOCAL, Choice.REMOTE, Choice.BASE, Choice.SKIPPED)
    possible = [choice for choice in choices if review.why_not(object_id, choice, attribute) is None]
    found = {choice: review.consequences(object_id, choice, attribute) for choice in possible}
    return {choice: one for choice, one in found.items() if one.needed or one.breaks}


def users_of(review: "Review", object_id: ObjectId) -> tuple[ObjectId, ...]:
    """What depends on an object on either side, directly, sorted."""
    found = {
        user
        for catalog in (review.merge.local, review.merge.remote)
        for user in catalog.dependents.get(object_id, ())
        if user.path != object_id.path
    }
    return tuple(sorted(found))


def all_users_of(review: "Review", object_id: ObjectId) -> tuple[tuple[int, ObjectId], ...]:
    """(steps away, id) of everything that depends on an object, directly or through others."""
    found: dict[ObjectId, int] = {}
    waiting = [(0, object_id)]
    while waiting:
        steps, current = waiting.pop(0)
        for user in users_of(review, current):
            if user not in found and user != object_id:
                found[user] = steps + 1
                waiting.append((steps + 1, user))
    return tuple((steps, user) for user, steps in found.items())


def warm(review: "Review") -> None:
    """Work out what is looked up at every key press, before the first one."""
    for catalog in (review.merge.local, review.merge.remote, review.merge.base):
        if catalog is not None:
            _ = catalog.dependents, catalog.needs, catalog.children, catalog.heirs


def _alone(review: "Review", object_id: ObjectId) -> dict[Side, Planned]:
    """The plans for the decision about the object, with what a preview decided along with it."""
    only = [object_id, *(key.id for step in review.done for key, _, _ in step.entries)]
    return {side: _alone_on(review, side, only) for side in SIDES}


def _alone_on(review: "Review", side: Side, only: Sequence[ObjectId]) -> Planned:
    """The plan for one side. Where there is none without what was decided nearby, it comes with that: a table that is
    dropped whose sequence stays, since it belongs to nothing any more."""
    start = review.merge.catalog(side)
    found = plan_between(start, review.target(side, only=only))
    if found.error is None:
        return found
    wider = plan_between(start, review.target(side, only=[*only, *_nearby(review.merge, only)]))
    return found if wider.error is not None else wider


def _nearby(merge: "Merge", roots: Sequence[ObjectId]) -> set[ObjectId]:
    """Differences about what these use, or are used by, on either side."""
    parts = [part for root in roots for part in (root, *(one.id for one in merge.covers.get(root, ())))]
    near = {
        one
        for catalog in (merge.local, merge.remote)
        for part in parts
        for one in (*catalog.needs.get(part, ()), *catalog.dependents.get(part, ()))
    }
    return {found.covered_by or found.id for one in near if (found := merge.by_id.get(one)) is not None}
