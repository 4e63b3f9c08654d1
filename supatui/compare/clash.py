"""Changes of two sides that cannot be together although no attribute shows it: found by names, or by somebody else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Change, Clash, Difference, Key, Merge, Side
from supatui.compare.renames import ENUM_VALUE, is_home, renamed_and_dropped, renamed_twice
from supatui.compare.status import name_of, title

_SHARED_NAMES: Mapping[str, frozenset[str]] = {
    "relation": frozenset(
        """table foreign_table view materialized_view composite_type sequence index primary_key unique exclude
        """.split()
    ),
    "type": frozenset(
        """table foreign_table view materialized_view composite_type enum domain range base_type""".split()
    ),
    "routine": frozenset(["function", "procedure", "aggregate"]),
    "constraint": frozenset("primary_key unique exclude check foreign_key".split()),
}
"""Kinds whose objects share one set of names. Source: PostgreSQL manual, CREATE TABLE, CREATE TYPE, CREATE FUNCTION;
unique indexes of pg_class, pg_type, pg_proc and pg_constraint."""


def _names_taken(one: ObjectId) -> Iterator[tuple[str, ...]]:
    for space, kinds in _SHARED_NAMES.items():
        if one.kind in kinds:
            yield (space, one.schema, one.name, one.signature, one.parent if space == "constraint" else "")
    if one.kind == "primary_key":
        yield ("primary key", one.schema, one.parent)


def name_clashes(differences: Sequence[Difference]) -> tuple[Clash, ...]:
    """What one side made, or kept against the other's drop, under a name that the other side gave to something else."""
    by_id = {difference.id: difference for difference in differences}
    taken: dict[tuple[str, ...], dict[Side, Difference]] = {}
    for difference in differences:
        if (side := _maker(difference)) is not None:
            for name in _names_taken(difference.id):
                taken.setdefault(name, {})[side] = difference
    found: dict[tuple[Key, ...], Clash] = {}
    for name, makers in taken.items():
        if len(makers) < 2 or makers[Side.LOCAL].id == makers[Side.REMOTE].id:
            continue
        roots = {by_id[one.covered_by or one.id] for one in makers.values()}
        if all(root.whole for root in roots):
            members = tuple(sorted(root.changes[0].key for root in roots))
            found.setdefault(members, Clash(members, _name_reason(name[0], makers)))
    return tuple(found[members] for members in sorted(found))


def rename_clashes(merge: Merge) -> tuple[Clash, ...]:
    """What each side seems to have given a name of its own, or one side a new name and the other none at all: nothing
    else shows that it is about one thing."""
    if merge.base is None:
        return ()
    found: dict[tuple[Key, ...], Clash] = {}
    for mine, theirs in renamed_twice(merge.base, merge.local, merge.remote):
        members = tuple(sorted({key for one in (mine.new, theirs.new) for key in _brought_by(merge, one)}))
        reason = (
            f"two new names for one thing: {title(mine.old)} looks renamed to {name_of(mine.new)} on local"
            f" and to {name_of(theirs.new)} on remote"
        )
        found.setdefault(members, Clash(members, reason, (mine, theirs)))
    for side, dropper, other in (
        (Side.LOCAL, merge.remote, merge.local),
        (Side.REMOTE, merge.local, merge.remote),
    ):
        for one in renamed_and_dropped(merge.base, dropper, other):
            members = tuple(sorted(_brought_by(merge, one.rename.new)))
            reason = (
                f"{title(one.rename.old)} looks renamed to {name_of(one.rename.new)} on {side}"
                f" ({', '.join(one.evidence)}), and the other side dropped it"
            )
            found.setdefault(members, Clash(members, reason))
    return tuple(clash for members, clash in sorted(found.items()) if members)


def _brought_by(merge: Merge, one: ObjectId) -> Iterator[Key]:
    """The decision that brings a new name: about the object, or about the values of its enum."""
    if one.kind == ENUM_VALUE:
        homes = (difference for difference in merge.differences if is_home(difference.id, one))
        yield from (change.key for home in homes for change in home.changes if change.attribute == "labels")
    elif (difference := merge.by_id.get(one)) is not None:
        root = merge.by_id[difference.covered_by or one]
        if root.whole:
            yield root.changes[0].key


def _maker(difference: Difference) -> Side | None:
    """The one side on which it is there."""
    if not difference.whole or (difference.local is None) is (difference.remote is None):
        return None
    return Side.REMOTE if difference.local is None else Side.LOCAL


def _name_reason(space: str, makers: Mapping[Side, Difference]) -> str:
    local, remote = (title(makers[side].id) for side in (Side.LOCAL, Side.REMOTE))
    if space == "primary key":
        return f"a table has one primary key: local has {local}, remote {remote}"
    return f"one name for two things: local has {local}, remote {remote}"


def with_clashes(merge: Merge, clashes: Iterable[Clash]) -> Merge:
    """The merge with these clashes as well: their members are conflicts, each because of the others.

    A clash of one member is a text that was put together and that no server takes, or a name that looks like the new
    one of what the other side dropped.
    """
    added = tuple(clash for clash in clashes if clash not in merge.clashes)
    if not added:
        return merge
    others: dict[Key, dict[ObjectId, None]] = {}
    for clash in added:
        for member in clash.members:
            told = others.setdefault(member, {})
            told.update((other.id, None) for other in clash.members if other.id != member.id)
    touched = {key.id for key in others}
    differences = tuple(
        _clashing(difference, others) if difference.id in touched else difference for difference in merge.differences
    )
    return replace(merge, differences=differences, clashes=(*merge.clashes, *added))


def _clashing(difference: Difference, others: Mapping[Key, Iterable[ObjectId]]) -> Difference:
    changes = tuple(_as_conflict(change) if change.key in others else change for change in difference.changes)
    because = [*difference.because, *(one for change in changes for one in others.get(change.key, ()))]
    return replace(difference, changes=changes, side=Side.CONFLICT, mixed=False, because=tuple(dict.fromkeys(because)))


def _as_conflict(change: Change) -> Change:
    return replace(change, side=Side.CONFLICT, together=None)
