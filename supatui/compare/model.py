"""What a comparison gives: differences, each with its changes and the side that made them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject, Value


class Side(StrEnum):
    """Who changed it since the base."""

    LOCAL = "local"
    REMOTE = "remote"
    BOTH_SAME = "both"
    """Both sides made the same change: nothing to do, nothing to decide."""
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    """Two-way comparison: without a base nobody can tell."""


class Presence(StrEnum):
    """The value of a whole-object change on one side."""

    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same everywhere: an attribute, or (attribute None) whether the object exists."""

    id: ObjectId
    attribute: str | None
    base: Value | Presence
    local: Value | Presence
    remote: Value | Presence
    side: Side


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that is not the same everywhere, with everything that a decision about it needs."""

    id: ObjectId
    base: SchemaObject | None
    local: SchemaObject | None
    remote: SchemaObject | None
    changes: tuple[Change, ...]
    side: Side
    """CONFLICT when any change is; else the one side that changed it, or LOCAL and REMOTE changes of different
    attributes give CONFLICT-free `mixed`."""
    mixed: bool = False
    """Both sides changed it, without contradiction: it merges attribute by attribute."""


@dataclass(frozen=True)
class Merge:
    """Three catalogs and what differs between them; `base` None is a two-way comparison."""

    base: Catalog | None
    local: Catalog
    remote: Catalog
    differences: tuple[Difference, ...]
    """Sorted by id."""

    @cached_property
    def by_id(self) -> Mapping[ObjectId, Difference]:
        return {difference.id: difference for difference in self.differences}

    @property
    def two_way(self) -> bool:
        return self.base is None
