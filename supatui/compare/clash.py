"""Changes of two sides that cannot be together although no attribute shows it: found by names, or by somebody else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Change, Clash, Difference, Key, Merge, Side
from supatui.compare.status import title

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
    "statistics": frozenset(["statistics"]),
}
"""Kinds whose objects share one set of names. Source: PostgreSQL manual, CREATE TABLE, CREATE TYPE, CREATE FUNCTION,
CREATE STATISTICS; unique indexes of pg_class, pg_type, pg_proc, pg_constraint and pg_statistic_ext."""


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
        root = by_id[difference.covered_by or difference.id]
        if (side := _maker(difference)) is not None and (difference.base is None or root.side is Side.CONFLICT):
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


def successor_clashes(merge: Merge) -> tuple[Clash, ...]:
    """What one side made again as another kind of thing, with a part that the other side took away in the meantime.

    Both agree that the part of the former one is gone, so that nothing else would show that it has come back.
    """
    by_name = {
        (side, *name): one
        for one in merge.differences
        if one.base is None and (side := _maker(one)) is not None
        for name in _names_taken(one.id)
    }
    found: dict[tuple[Key, ...], Clash] = {}
    for former in merge.differences:
        if former.base is None or former.covered_by is not None or (keeper := _maker(former)) is None:
            continue
        side = Side.LOCAL if keeper is Side.REMOTE else Side.REMOTE
        for name in _names_taken(former.id):
            new = by_name.get((side, *name))
            if new is None or new.covered_by is not None or not (lost := _lost(merge, former.id, new.id, side, keeper)):
                continue
            members = tuple(sorted((former.changes[0].key, new.changes[0].key)))
            reason = f"{side} made {title(new.id)} of {title(former.id)}, from which {keeper} took {title(lost[0])}"
            found.setdefault(members, Clash(members, reason))
    return tuple(found[members] for members in sorted(found))


def _lost(merge: Merge, former: ObjectId, new: ObjectId, side: Side, keeper: Side) -> list[ObjectId]:
    """Parts of the former that its keeper took away, and that the new one has."""
    assert merge.base is not None
    parts = {(one.kind, one.name) for one in merge.catalog(side).children.get(new, ())}
    kept = merge.catalog(keeper).objects
    return [one for one in merge.base.children.get(former, ()) if one not in kept and (one.kind, one.name) in parts]


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
    return merge._replace(differences=differences, clashes=(*merge.clashes, *added))


def _clashing(difference: Difference, others: Mapping[Key, Iterable[ObjectId]]) -> Difference:
    changes = tuple(_as_conflict(change) if change.key in others else change for change in difference.changes)
    because = [*difference.because, *(one for change in changes for one in others.get(change.key, ()))]
    return difference._replace(changes=changes, side=Side.CONFLICT, mixed=False, because=tuple(dict.fromkeys(because)))


def _as_conflict(change: Change) -> Change:
    return change._replace(side=Side.CONFLICT, together=None)


def can_clash(merge: Merge) -> bool:
    """Whether there is anything to try: changes of both sides, and a base that tells whose they are.

    A rename is a change too: it may be at odds with a text that says the old name. So is the answer to a contradiction.
    """
    changes = [change for root in merge.roots for change in root.changes]
    sides = {change.side for change in changes} | {one.side for one in merge.renames}
    if Side.CONFLICT in sides:
        return merge.base is not None and not sides.isdisjoint({Side.LOCAL, Side.REMOTE, Side.MERGED})
    return merge.base is not None and (Side.MERGED in sides or {Side.LOCAL, Side.REMOTE} <= sides)
