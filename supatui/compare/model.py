"""What a comparison gives: differences, each with its changes and the side that made them."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject, Value
from supatui.compare.side import Key as Key  # a part of what a comparison gives, as the two below
from supatui.compare.side import Presence as Presence
from supatui.compare.side import Side as Side

if TYPE_CHECKING:  # a start does not wait for these
    from supatui.compare.renames import Rename, Renaming


class Together(NamedTuple):
    """What two changes of one attribute give when they are put together."""

    value: Value
    untried: bool = False
    """It was put together line by line and no server has taken it yet, so that no rule may."""
    facts: Mapping[str, Value] | None = None
    """What the server said about the object with this text; None where it was not asked."""


class SidedRename(NamedTuple):
    """A rename and the side that made it; two-way, the side whose name is kept."""

    side: Side
    rename: "Rename"


class Clash(NamedTuple):
    """Changes of both sides that no attribute shows to contradict one another, and that cannot be together."""

    members: tuple[Key, ...]
    """Sorted; each is a conflict, and one decision settles all of them."""
    reason: str
    """In words; what the server said, where it was asked."""
    renames: tuple[SidedRename, ...] = ()
    """What seems to be one thing under a new name. Telling one of them as a rename answers it too, and keeps what the
    other side changed besides."""


class Change(NamedTuple):
    """One thing that is not the same everywhere: an attribute, or (attribute None) whether the object exists."""

    id: ObjectId
    attribute: str | None
    base: Value | Presence
    """ABSENT where the object was not there, or where there is no base at all."""
    local: Value | Presence
    remote: Value | Presence
    side: Side
    together: Together | None = None
    """With the side MERGED: what comes of both."""

    @property
    def key(self) -> Key:
        return Key(self.id, self.attribute)


class Difference(NamedTuple):
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
    """Both sides changed it, without contradiction: it merges attribute by attribute. Its `side` is LOCAL then."""
    covered_by: ObjectId | None = None
    """The topmost object that this one comes or goes with (a column of an added table): the decision about that one
    covers it. None where it is decided on its own."""
    because: tuple[ObjectId, ...] = ()
    """On a deleted object in conflict: what the other side changed in it, added to it or made depend on it. On a member
    of a clash: the other members."""

    @property
    def whole(self) -> bool:
        """Whether the question is if the object exists, not what it is like."""
        return bool(self.changes) and self.changes[0].attribute is None

    def on(self, side: Side) -> SchemaObject | None:
        """The object as it stands on the local or remote side."""
        if side is Side.LOCAL:
            return self.local
        assert side is Side.REMOTE, side
        return self.remote


class Inherited(NamedTuple):
    """What a heir is given by a parent as soon as both are there: nobody decides it apart."""

    item: SchemaObject
    """The part of the heir, as the server makes it."""
    source: ObjectId
    """The same part of the parent."""
    heir: ObjectId
    """The partition or inheriting table."""
    parent: ObjectId
    """The table that it is a partition of, or inherits from."""
    attribute: str | None = None
    """Where the part is there anyway: the attribute that it is given."""
    gone: bool = False
    """The part goes because the parent has lost it."""
    like: SchemaObject | None = None
    """The parent's part that this one was made after: it comes with that one, and goes where that is another one."""


class Inheritance(NamedTuple):
    """What heirs are given that neither side has, because one side made the heir and the other changed its parent."""

    parts: tuple[Inherited, ...]
    """Sorted by id."""
    catalog: Catalog
    """Both sides' changes together, as a server has them."""


class Printed(NamedTuple):
    """How a server prints a text of one side where columns have types of the other."""

    id: ObjectId
    attribute: str
    said: Value
    """The text as the side has it."""
    types: tuple[tuple[ObjectId, Value], ...]
    """The columns' types for which this is so."""
    text: Value


class _Compared(NamedTuple):
    """What a merge holds; apart from it because a named tuple has no room for what is worked out."""

    base: Catalog | None
    local: Catalog
    remote: Catalog
    differences: tuple[Difference, ...]
    """Sorted by id."""
    clashes: tuple[Clash, ...] = ()
    renames: tuple[SidedRename, ...] = ()
    """The chosen ones."""
    renamings: "Mapping[Side, Renaming]" = MappingProxyType({})
    """How the local or the remote schema gets the new names that it does not have yet."""
    base_ids: Mapping[ObjectId, ObjectId] = MappingProxyType({})
    """From ids in the base as it was read to those that the renames gave."""
    inheritance: Inheritance | None = None
    """Found by a trial; None before one, and where nothing is handed down."""
    printed: tuple[Printed, ...] = ()
    """Found by a trial."""
    following: tuple[Printed, ...] = ()
    """Texts that are what they were before where a type that they follow is left out."""
    places: Mapping[ObjectId, str] = MappingProxyType({})
    """The schema in which the three say the members of an extension that is not in the same one everywhere."""


class Merge(_Compared):
    """Three catalogs and what differs between them; `base` None is a two-way comparison.

    Where renames were chosen, `local`, `remote` and `base` have the new names already, so that what was renamed is
    compared with itself.
    """

    @cached_property
    def partners(self) -> Mapping[Key, tuple[Key, ...]]:
        """For each member of a clash the others, which are decided with it."""
        found: dict[Key, dict[Key, None]] = {}
        for clash in self.clashes:
            for member in clash.members:
                found.setdefault(member, {}).update((other, None) for other in clash.members if other != member)
        return {member: tuple(others) for member, others in found.items()}

    @cached_property
    def owner_changes(self) -> tuple[ObjectId, ...]:
        """What has not the same owner everywhere."""
        return tuple(one.id for one in self.differences if any(change.attribute == "owner" for change in one.changes))

    @cached_property
    def by_id(self) -> Mapping[ObjectId, Difference]:
        return {difference.id: difference for difference in self.differences}

    @cached_property
    def roots(self) -> tuple[Difference, ...]:
        """The differences that are decided on their own; the others come along with one of these."""
        return tuple(difference for difference in self.differences if difference.covered_by is None)

    @cached_property
    def covers(self) -> Mapping[ObjectId, tuple[Difference, ...]]:
        """What comes along with a root, by its id; roots that bring nothing are left out."""
        found: dict[ObjectId, list[Difference]] = {}
        for difference in self.differences:
            if difference.covered_by is not None:
                found.setdefault(difference.covered_by, []).append(difference)
        return {root: tuple(covered) for root, covered in found.items()}

    def catalog(self, side: Side) -> Catalog:
        """The catalog of the local or remote side."""
        if side is Side.LOCAL:
            return self.local
        assert side is Side.REMOTE, side
        return self.remote

    def start(self, side: Side) -> Catalog:
        """The schema of the local or remote side as it is, before any rename."""
        renaming = self.renamings.get(side)
        return renaming.start if renaming else self.as_printed(self.catalog(side))

    def as_printed(self, catalog: Catalog) -> Catalog:
        """One of the three, or what was made of them, as a server with its extensions where they are prints it."""
        if not self.places:
            return catalog
        from supatui.compare.relocation import said_where_they_are  # hardly ever needed

        return said_where_they_are(catalog, self.places)

    @property
    def two_way(self) -> bool:
        return self.base is None
