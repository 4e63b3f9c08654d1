"""What is decided without a person, by which rule, and what waits although only one side changed it."""

from collections.abc import Mapping
from dataclasses import dataclass

from supatui.compare.model import Merge, Side
from supatui.resolve.caution import reason_to_wait
from supatui.resolve.choice import By, Choice, Key, Resolution, key_of

ONE_SIDED = "one-sided"
"""The rule that takes what only one side changed."""

_CHOICES = {Side.LOCAL: Choice.LOCAL, Side.REMOTE: Choice.REMOTE}


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules make of a merge."""

    decided: Mapping[Key, Resolution]
    waiting: Mapping[Key, str]
    """Why a one-sided change waits for a person."""


def decide_by_rule(merge: Merge) -> Ruled:
    """Take one-sided changes, but for those that lose data, rewrite a table or widen access.

    Without a base nothing has a side, so nothing is decided.
    """
    decided: dict[Key, Resolution] = {}
    waiting: dict[Key, str] = {}
    for difference in merge.roots:
        covered = merge.covers.get(difference.id, ())
        for change in difference.changes:
            if (choice := _CHOICES.get(change.side)) is None:
                continue
            if reason := reason_to_wait(difference, change, covered):
                waiting[key_of(change)] = reason
            else:
                reason = f"only {change.side} changed it"
                decided[key_of(change)] = Resolution(choice, By.RULE, ONE_SIDED, reason)
    return Ruled(decided, waiting)
