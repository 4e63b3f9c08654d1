"""What a difference is called, marked and counted as, everywhere: screens, command line, documents."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident
from supatui.compare.side import Presence, Side

if TYPE_CHECKING:  # a start does not wait for these
    from supatui.compare.model import Change, Difference, Merge


class Status(StrEnum):
    """What happened to an object, or to one attribute of it."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"
    CONFLICT = "conflict"
    SAME = "same"
    """Both sides made the same change."""
    UNTOUCHED = "untouched"
    """This side left it as it was in the base."""


GLYPHS: Mapping[Status, str] = {
    Status.ADDED: "+",
    Status.CHANGED: "~",
    Status.DROPPED: "-",
    Status.CONFLICT: "!",
    Status.SAME: "≡",
    Status.UNTOUCHED: "·",
}
"""One sign for each state, the same on every screen and in every text."""


def status(difference: "Difference") -> Status:
    """The one state of a difference: conflict, the same on both, or what the changing side did."""
    if difference.side is Side.CONFLICT:
        return Status.CONFLICT
    if difference.side is Side.BOTH_SAME:
        return Status.SAME
    if difference.side is Side.UNKNOWN:
        here = side_status(difference, Side.LOCAL)
        return here if here is not Status.UNTOUCHED else side_status(difference, Side.REMOTE)
    return side_status(difference, difference.side)


def side_status(difference: "Difference", side: Side) -> Status:
    """What the local or remote side did to it since the base; two-way, what only this side has counts as added."""
    own = difference.on(side)
    if difference.side is Side.UNKNOWN and difference.whole:
        return Status.UNTOUCHED if own is None else Status.ADDED
    if own is None:
        return Status.UNTOUCHED if difference.base is None else Status.DROPPED
    if difference.base is None and difference.side is not Side.UNKNOWN:
        return Status.ADDED
    return Status.CHANGED if _changed(difference, own, side) else Status.UNTOUCHED


def _changed(difference: "Difference", own: SchemaObject, side: Side) -> bool:
    if difference.whole:
        return difference.base is not None and difference.base.attributes != own.attributes
    return any(change.side is not _opposite(side) for change in difference.changes)


def because_words(difference: "Difference") -> str | None:
    """What a conflict is about that its own values do not show; None where they do."""
    names = ", ".join(title(each) for each in difference.because)
    if difference.base is not None and difference.whole:
        dropper, other = ("local", "remote") if difference.local is None else ("remote", "local")
        return f"{dropper} dropped it, {other} changed {names or 'it'}"
    return f"cannot be together with {names}" if names else None


def _opposite(side: Side) -> Side:
    return Side.REMOTE if side is Side.LOCAL else Side.LOCAL


def change_status(change: "Change", side: Side) -> Status:
    """What the local or remote side did to one attribute (or to the object as a whole)."""
    value = change.local if side is Side.LOCAL else change.remote
    if change.side is Side.UNKNOWN:
        return Status.UNTOUCHED if value is Presence.ABSENT else Status.CHANGED
    if value == change.base:
        return Status.UNTOUCHED
    if change.base is Presence.ABSENT or change.base is None:
        return Status.ADDED
    return Status.DROPPED if value is Presence.ABSENT or value is None else Status.CHANGED


def title(object_id: ObjectId) -> str:
    """The object in words: `column public.orders.total`, `policy "own rows" on public.orders`,
    `default of public.orders.total`, `privileges of anon on table public.orders`,
    `security label anon on column public.users.email`."""
    kind = object_id.kind.replace("_", " ")
    if object_id.kind == "default":
        return f"default of {_home(object_id)}"
    if object_id.kind == "privilege":
        return f"privileges of {object_id.name} on {object_id.signature.replace('_', ' ')} {_home(object_id)}"
    if object_id.kind == "membership":
        return f"membership of {object_id.name} in {object_id.signature}"
    if object_id.kind == "parameter_privilege":
        return f"privileges of {object_id.name} on parameter {object_id.signature}"
    if object_id.kind in _LABELS:
        return f"security label {object_id.name} on {object_id.signature.replace('_', ' ')} {_home(object_id)}"
    if object_id.kind in _ON and object_id.parent:
        return f"{kind} {ident(object_id.name)} on {_home(object_id)}"
    return f"{kind} {name_of(object_id)}"


_LABELS = frozenset({"security_label", "role_label"})

_ON = frozenset({"policy", "trigger", "rule"})
"""Kinds that PostgreSQL calls by `name on table`."""


def name_of(object_id: ObjectId) -> str:
    """The object without its kind: `public.orders.total`; a default by its column, a privilege by who has it,
    a label by its provider."""
    if object_id.kind == "default":
        return _home(object_id)
    if object_id.kind in {"privilege", *_LABELS}:
        return f"{object_id.name} on {_home(object_id)}"
    return str(object_id).partition(":")[2]


def _home(object_id: ObjectId) -> str:
    """What it belongs to, by its qualified name."""
    return f"{ident(object_id.schema)}.{object_id.parent}" if object_id.schema else object_id.parent


class MergeSummary(NamedTuple):
    """How many differences there are, by side; what comes along with another difference is not counted."""

    local: int
    remote: int
    both: int
    """Made alike on both sides: nothing to do."""
    mixed: int
    """Changed on both sides without contradiction."""
    conflicts: int
    unknown: int
    """Two-way comparison: nobody can tell the side."""
    decided: int
    """With nothing left to choose, by a person, by a rule or because there is nothing to do."""

    @property
    def total(self) -> int:
        return self.local + self.remote + self.both + self.mixed + self.conflicts + self.unknown

    @property
    def undecided(self) -> int:
        return self.total - self.decided

    def __str__(self) -> str:
        """`23 differ: 11 local 6 remote 2 both 4 conflict`."""
        if not self.total:
            return "no differences"
        if self.unknown:
            return f"{self.total} differ: two-way"
        mixed = f" {self.mixed} mixed" if self.mixed else ""
        return (
            f"{self.total} differ: {self.local} local {self.remote} remote"
            f"{mixed} {self.both} both {self.conflicts} conflict"
        )


def summarize(merge: "Merge", *, decided: int = 0) -> MergeSummary:
    """Count the differences that are decided on their own."""
    sides = dict.fromkeys(Side, 0)
    mixed = 0
    for difference in merge.roots:
        if difference.mixed:
            mixed += 1
        else:
            sides[difference.side] += 1
    return MergeSummary(
        local=sides[Side.LOCAL],
        remote=sides[Side.REMOTE],
        both=sides[Side.BOTH_SAME],
        mixed=mixed,
        conflicts=sides[Side.CONFLICT],
        unknown=sides[Side.UNKNOWN],
        decided=decided,
    )
