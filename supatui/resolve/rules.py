"""What is decided without a person, by which rule, and what waits although only one side changed it."""

from collections.abc import Mapping
from dataclasses import dataclass

from supatui.compare.model import Change, Difference, Merge, Side
from supatui.compare.status import title
from supatui.resolve.caution import reason_to_wait
from supatui.resolve.choice import By, Choice, Key, Resolution, key_of
from supatui.resolve.rulebook import SAFE, RuleBook, Verdict

ONE_SIDED = "one-sided"
"""The rule that takes what only one side changed."""

MERGED = "merged"
"""The rule that puts together what both sides changed without contradiction."""

UNTRIED = "put together line by line; no server has taken it yet"
"""Why a text that both sides changed waits."""

_CHOICES = {Side.LOCAL: Choice.LOCAL, Side.REMOTE: Choice.REMOTE, Side.MERGED: Choice.BOTH}


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules make of a merge."""

    decided: Mapping[Key, Resolution]
    waiting: Mapping[Key, str]
    """Why a change waits for a person: it was not taken although only one side made it, a rule may not decide, or it
    clashes with a change that its values do not show."""
    forbidden: Mapping[Key, str]
    """Why a person cannot choose: the rule that says never."""


def decide_by_rule(merge: Merge, book: RuleBook = SAFE) -> Ruled:
    """Ask the rules of the book, then take one-sided changes that lose nothing, then ask for what is left.

    Taken without a rule of one's own are one-sided changes and what goes together, but for what loses data, rewrites a
    table or widens access. Without a base nothing has a side, so only rules that name it decide.
    """
    decided: dict[Key, Resolution] = {}
    waiting: dict[Key, str] = {}
    forbidden: dict[Key, str] = {}
    follow = {Key(one.id, one.attribute): title(one.types[0][0]) for one in merge.following}
    for difference in merge.roots:
        covered = merge.covers.get(difference.id, ())
        for change in difference.changes:
            if change.side is Side.BOTH_SAME:
                continue
            key = key_of(change)
            found = _decide(difference, covered, change, book, follow.get(key, ""))
            if isinstance(found, Resolution):
                decided[key] = found
            elif found:
                waiting[key] = found
            if (rule := book.never(difference, covered, change)) is not None:
                forbidden[key] = f"{rule.where} says never" + (f": {rule.why}" if rule.why else "")
    for clash in merge.clashes:
        # One answer settles all members: where rules give several, or one for some of them only, a person decides.
        choices = {resolution.choice if (resolution := decided.get(each)) else None for each in clash.members}
        if len(choices) > 1:
            for member in clash.members:
                decided.pop(member, None)
        waiting.update((member, clash.reason) for member in clash.members if member not in decided)
    return Ruled(decided, waiting, forbidden)


def _decide(
    difference: Difference, covered: tuple[Difference, ...], change: Change, book: RuleBook, follows: str
) -> Resolution | str:
    """The resolution, or why it waits; empty for a conflict that no rule is about."""
    verdict = book.judge(difference, covered, change, last=False)
    if verdict.asks:
        return verdict.note
    if verdict.choice is not None:
        return _by(verdict, change)
    taken = _built_in(difference, covered, change, follows)
    if isinstance(taken, Resolution):
        return taken
    final = book.judge(difference, covered, change, last=True)
    if final.choice is not None:
        return _by(final, change)
    return verdict.note or final.note or taken


def _built_in(
    difference: Difference, covered: tuple[Difference, ...], change: Change, follows: str
) -> Resolution | str:
    """As `_decide`, where no rule says anything; `follows` is the column whose type a text follows, in words."""
    if change.together is not None and change.together.untried:
        return UNTRIED
    if (choice := _CHOICES.get(change.side)) is None:
        return ""
    if follows:  # it says the same with another type, so that nothing is at stake
        return Resolution(choice, By.RULE, ONE_SIDED, f"it only follows the type of {follows}")
    if reason := reason_to_wait(difference, change, covered):
        return reason
    if change.side is Side.MERGED:
        return Resolution(choice, By.RULE, MERGED, "both sides changed it, without contradiction")
    return Resolution(choice, By.RULE, ONE_SIDED, f"only {change.side} changed it")


def _by(verdict: Verdict, change: Change) -> Resolution:
    assert verdict.choice is not None
    assert verdict.rule is not None
    rule = verdict.rule
    about = "whether it exists" if change.attribute is None else change.attribute.replace("_", " ")
    return Resolution(verdict.choice, By.RULE, rule.where, rule.why or f"{rule.verb} for {about}")
