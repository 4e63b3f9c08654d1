"""What decisions cannot be without: what has to be decided with them, and what they break."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Difference, Merge, Side
from supatui.compare.status import title
from supatui.resolve.caution import loses_by_drop
from supatui.resolve.choice import Choice, Key
from supatui.resolve.edits import Edit, with_edits
from supatui.resolve.outcome import Chosen, Outcome, Problem, problems_of, root_of, settled_target

SIDES = (Side.LOCAL, Side.REMOTE)


@dataclass(frozen=True, slots=True)
class Needed:
    """A question that has one answer only, because of what was decided elsewhere."""

    key: Key
    choice: Choice
    because: ObjectId
    """What needs it, or what is gone that it needs."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Closure:
    """What follows from decisions."""

    needed: tuple[Needed, ...]
    """Open questions that they answer, each after the one that asks for it."""
    breaks: tuple[Problem, ...]
    """What would be there without what it needs, although the open questions are answered so."""


def closure(
    merge: Merge,
    chosen: Chosen,
    ruled: Callable[[Key], bool],
    *,
    edits: Collection[Edit] = (),
    fixed: Collection[Key] = (),
    cautions: Mapping[Key, str] | None = None,
    of: Collection[ObjectId] | None = None,
    known: Mapping[Side, Outcome] | None = None,
) -> Closure:
    """What the decisions need, and what that needs in turn, and what does not fit together even so.

    `fixed` are questions that nobody may answer, `cautions` say why others wait; `of` counts only what these roots
    need, to which a rule's drop gives way. `known` are the outcomes of the decisions where they were worked out
    already. Nothing that loses data or opens something by being dropped is ever needed: that stays a question.
    """
    answers: dict[Key, Choice] = {}
    needed: list[Needed] = []
    roots = None if of is None else {root_of(merge, one) for one in of}

    def answered(key: Key) -> Choice | None:
        return answers.get(key) or chosen(key)

    def gives_way(key: Key) -> bool:
        return of is not None and key not in answers and ruled(key)

    def outcome(side: Side) -> Outcome:
        settled = settled_target(merge, side, answered, lambda key: key not in answers and ruled(key))
        return with_edits(settled, edits)

    problems = problems_of(merge, known or {side: outcome(side) for side in SIDES}, chosen)
    while True:
        new = [one for one in _answers(merge, problems, answered, gives_way, roots) if one.key not in fixed]
        new = [one for one in {one.key: one for one in reversed(new)}.values() if one.key not in merge.partners]
        if not new:
            return Closure(tuple(needed), problems)
        needed += [_with_caution(one, cautions or {}) for one in sorted(new, key=lambda one: one.key.id)]
        answers |= {one.key: one.choice for one in new}
        if roots is not None:
            roots |= {one.key.id for one in new}
        problems = problems_of(merge, {side: outcome(side) for side in SIDES}, answered)


def _with_caution(one: Needed, cautions: Mapping[Key, str]) -> Needed:
    return replace(one, sentence=f"{one.sentence}; {cautions[one.key]}") if cautions.get(one.key) else one


def _answers(
    merge: Merge,
    problems: Iterable[Problem],
    chosen: Chosen,
    gives_way: Callable[[Key], bool],
    roots: Collection[ObjectId] | None,
) -> Iterator[Needed]:
    """For each problem the answer to an open question that settles it; a rule's drop of what is needed is one, too."""
    for problem in problems:
        user, needed = (merge.by_id.get(root_of(merge, one)) for one in (problem.object, problem.needs))
        if needed is not None and (roots is None or root_of(merge, problem.object) in roots):
            yield from _to_have(problem, needed, user, chosen, gives_way)
        if user is not None and (roots is None or root_of(merge, problem.needs) in roots):
            yield from _to_be_without(merge, problem, user, needed, chosen)


def _to_have(
    problem: Problem,
    needed: Difference,
    user: Difference | None,
    chosen: Chosen,
    gives_way: Callable[[Key], bool],
) -> Iterator[Needed]:
    """Take what is needed from where its user comes from."""
    key = needed.changes[0].key
    if not _is_open(needed, chosen) and not (needed.whole and gives_way(key)):
        return
    wanted = chosen(user.changes[0].key) if user is not None and user.whole else None
    holders = [choice for choice in _ORDER if _version(needed, choice)]
    if holders:
        choice = wanted if wanted in holders else holders[0]
        sentence = f"{title(needed.id)} comes along as {choice}: {title(problem.object)} needs it"
        yield Needed(key, choice, problem.object, sentence)


def _to_be_without(
    merge: Merge, problem: Problem, user: Difference, needed: Difference | None, chosen: Chosen
) -> Iterator[Needed]:
    """Leave out what would be without what it needs, where that loses nothing."""
    key = user.changes[0].key
    gone = chosen(needed.changes[0].key) if needed is not None and needed.whole else None
    if not _is_open(user, chosen) or gone not in _ORDER or _version(user, gone):
        return
    parts = (user, *merge.covers.get(user.id, ()))
    if any(loses_by_drop(item) for part in parts for item in (part.base, part.local, part.remote) if item is not None):
        return
    sentence = f"{title(user.id)} goes along as {gone}: it needs {title(problem.needs)}, which {gone} does not have"
    yield Needed(key, gone, problem.needs, sentence)


def _is_open(difference: Difference, chosen: Chosen) -> bool:
    """Whether it is a question if the object exists; what both sides did alike is none."""
    asked = difference.whole and difference.side is not Side.BOTH_SAME
    return asked and chosen(difference.changes[0].key) is None


_ORDER = (Choice.LOCAL, Choice.REMOTE, Choice.BASE)
"""Choices that take a version as it is, the likeliest first."""


def _version(difference: Difference, choice: Choice) -> bool:
    """Whether the object is there in what a choice takes."""
    versions = {Choice.LOCAL: difference.local, Choice.REMOTE: difference.remote, Choice.BASE: difference.base}
    return versions[choice] is not None
