"""The words that comparing, deciding and showing share: who changed it, and what one decision is about."""

from enum import StrEnum
from typing import NamedTuple

from supatui.catalog.identity import ObjectId


class Side(StrEnum):
    """Who changed it since the base."""

    LOCAL = "local"
    REMOTE = "remote"
    BOTH_SAME = "both"
    """Both sides made the same change: nothing to do, nothing to decide."""
    MERGED = "merged"
    """Both sides changed it, each in its own way, and the two changes go together."""
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    """Two-way comparison: without a base nobody can tell."""


class Presence(StrEnum):
    """The value of a whole-object change on one side."""

    PRESENT = "present"
    ABSENT = "absent"


class Key(NamedTuple):
    """What one decision is about: an attribute of an object, or (None) whether the object exists."""

    id: ObjectId
    attribute: str | None
