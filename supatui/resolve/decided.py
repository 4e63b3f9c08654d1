"""What deciding gives back: what was decided and refused, and where the cursor goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from supatui.catalog.identity import ObjectId
from supatui.compare.status import name_of
from supatui.counting import counted
from supatui.resolve.choice import Key, Resolution
from supatui.resolve.closure import Needed


def utc_now() -> str:
    """This moment as the drafts keep it: UTC, ISO 8601, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A choice that is not possible for an object, with the reason."""

    id: ObjectId
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did."""

    name: str
    """What undo will say; empty where nothing changed."""
    objects: int
    keys: int
    refused: tuple[Refusal, ...] = ()
    along: tuple[Needed, ...] = ()
    """What was decided with it, since it cannot be without: a rule had taken it, and dropping it loses nothing."""
    needed: tuple[Needed, ...] = ()
    """Open questions that were decided with it, since there was one answer left."""

    withdrawn: tuple[ObjectId, ...] = ()
    """Objects whose text by hand is no choice any more, since a part of them was decided otherwise."""

    @property
    def brought(self) -> tuple[Needed, ...]:
        """Everything that was decided with it."""
        return (*self.along, *self.needed)


@dataclass(frozen=True, slots=True)
class Next:
    """Where the cursor goes."""

    key: Key
    wrapped: bool
    """It went past the end and began anew."""


def alike(before: Resolution | None, after: Resolution | None) -> bool:
    """Whether two resolutions say the same, whenever they were made."""
    if before is None or after is None:
        return before is after
    return (before.choice, before.by, before.name, before.reason, before.edit) == (
        after.choice,
        after.by,
        after.name,
        after.reason,
        after.edit,
    )


def subject_words(objects: Iterable[ObjectId], wanted: Sequence[ObjectId], attribute: str | None) -> str:
    """What a step was about, for the words of undo."""
    found = list(objects)
    if len(found) == 1:
        name = name_of(found[0])
        return f"{name}.{attribute}" if attribute else name
    if len(wanted) == 1:
        return subject_words(wanted, wanted, attribute)
    return counted(len(found), "difference")
