"""Choice, Resolution and the steps that undo walks over: values, no state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from supatui.compare.side import Key as Key  # decisions are about keys: part of what this module gives

if TYPE_CHECKING:  # edits are about outcomes, and these about choices
    from supatui.compare.model import Change
    from supatui.resolve.edits import Edit


class Choice(StrEnum):
    """What becomes of one difference."""

    LOCAL = "local"
    REMOTE = "remote"
    BASE = "base"
    """Back to the common ancestor, on both sides."""
    BOTH = "both"
    """What each side did, put together."""
    EDITED = "edited"
    """What a person wrote instead."""
    SKIPPED = "skipped"
    """Each side stays as it is; the difference remains."""


class By(StrEnum):
    """Who chose."""

    PERSON = "person"
    RULE = "rule"
    REMEMBERED = "remembered"
    """A person, when the same values stood against one another before."""


def key_of(change: "Change") -> Key:
    return change.key


@dataclass(frozen=True, slots=True)
class Resolution:
    """A choice, who or which rule made it, and why."""

    choice: Choice
    by: By
    name: str = ""
    """The person's name or the rule's; empty where nobody said."""
    reason: str = ""
    when: str = ""
    """UTC, ISO 8601; empty for a rule, which decides the same at any time."""
    edit: "Edit | None" = None
    """With the choice EDITED: what was written."""

    @property
    def who(self) -> str:
        """`Ada`, `rule --prefer local`, `Ada, remembered from 2026-11-28`."""
        if self.by is By.RULE:
            return f"rule {self.name}"
        who = self.name or "a person"
        if self.by is By.PERSON:
            return who
        return f"{who}, remembered" + (f" from {self.when[:10]}" if self.when else "")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person did, however many differences it was about."""

    name: str
    """What undo says: `local for public.orders.note`."""
    entries: tuple[tuple[Key, Resolution | None, Resolution | None], ...]
    """Key, the person's resolution before, the one after; None is none of their own."""


Decisions = Mapping[Key, Resolution]


def applied(decisions: Decisions, step: Step, *, back: bool = False) -> dict[Key, Resolution]:
    """The decisions after the step, or after taking it back."""
    changed = dict(decisions)
    for key, before, after in step.entries:
        if (resolution := before if back else after) is None:
            changed.pop(key, None)
        else:
            changed[key] = resolution
    return changed
