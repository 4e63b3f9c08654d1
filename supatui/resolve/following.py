"""What follows a rule's answer: what cannot be without what the rule drops is left out with it, by the same rule."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from supatui.compare.model import Change, Difference, Merge, Side
from supatui.compare.status import title
from supatui.resolve.choice import By, Choice, Key, Resolution
from supatui.resolve.outcome import NEEDS_NOTHING, Problem, problems_of, settled_target
from supatui.resolve.rulebook import Rule, RuleBook, Verb, refusal
from supatui.resolve.rules import Ruled
from supatui.resolve.stakes import stakes_of

_SIDES: Mapping[Choice, Side] = {Choice.LOCAL: Side.LOCAL, Choice.REMOTE: Side.REMOTE}


def with_followers(merge: Merge, ruled: Ruled, book: RuleBook) -> Ruled:
    """The same decisions, and those that they leave no choice about as far as their rules may cost that.

    A rule that takes remote where remote dropped a column takes remote as well for what local builds on the column.
    """
    while any(_drops(merge, key, resolution) for key, resolution in ruled.decided.items()):
        followers = _followers(merge, ruled, book)
        if not followers:
            break
        waiting = {key: why for key, why in ruled.waiting.items() if key not in followers}
        ruled = replace(ruled, decided={**ruled.decided, **followers}, waiting=waiting)
    return ruled


def _drops(merge: Merge, key: Key, resolution: Resolution) -> bool:
    """Whether a rule took the side that dropped what the other one needs."""
    difference, side = merge.by_id[key.id], _SIDES.get(resolution.choice)
    is_asked = difference.whole and difference.side is Side.CONFLICT and resolution.by is By.RULE
    return is_asked and side is not None and difference.base is not None and difference.on(side) is None


def _followers(merge: Merge, ruled: Ruled, book: RuleBook) -> dict[Key, Resolution]:
    rules = {rule.where: rule for rule in (*book.first, *book.last)}
    found: dict[Key, Resolution] = {}
    for problem in _problems(merge, ruled.decided):
        answer = ruled.decided.get(problem.key) if problem.key is not None else None
        rule = rules.get(answer.name) if answer is not None else None
        if problem.key is None or answer is None or rule is None or not _drops(merge, problem.key, answer):
            continue
        reason = f"{title(problem.object)} needs {title(problem.needs)}, which {answer.choice} does not have"
        follow = replace(answer, reason=reason)
        for key in _users(merge, ruled, problem, answer.choice, rules, rule):
            found[key] = follow
    return found


def _problems(merge: Merge, decided: Mapping[Key, Resolution]) -> tuple[Problem, ...]:
    def chosen(key: Key) -> Choice | None:
        return resolution.choice if (resolution := decided.get(key)) else None

    outcomes = {side: settled_target(merge, side, chosen, decided.__contains__) for side in (Side.LOCAL, Side.REMOTE)}
    return problems_of(merge, outcomes, chosen)


def _users(
    merge: Merge, ruled: Ruled, problem: Problem, choice: Choice, rules: Mapping[str, Rule], rule: Rule
) -> list[Key]:
    """The decisions that bring what needs it; none where the rule may not cost what leaving them out does, or where
    another rule names the other side."""
    difference = merge.by_id.get(problem.object)
    if difference is None:
        return []
    root = merge.by_id[difference.covered_by] if difference.covered_by is not None else difference
    bringing = list(_bringing(root, _SIDES[choice]))
    covered = merge.covers.get(root.id, ())
    for change in bringing:
        resolution = ruled.decided.get(change.key)
        is_other = resolution is not None and resolution.choice in (choice, Choice.SKIPPED, Choice.BASE)
        own = rules.get(resolution.name) if resolution is not None else None
        is_named = own is not None and own.verb in (Verb.LOCAL, Verb.REMOTE)
        if is_other or is_named or change.key in ruled.forbidden or change.key in merge.partners:
            return []
        if refusal(rule, choice, stakes_of(root, covered, change, choice)):
            return []
    return [change.key for change in bringing]


def _bringing(root: Difference, taken: Side) -> Iterator[Change]:
    """What the other side changed in it that may use something; owner and comment use nothing."""
    if root.whole and (root.base is not None or root.on(taken) is not None):
        return
    for change in root.changes:
        if change.side not in (Side.BOTH_SAME, Side.CONFLICT, taken) and change.attribute not in NEEDS_NOTHING:
            yield change
