"""Names that contradict what the other side did: nothing but the likeness of two things shows that they are one.

What looks renamed is never taken for a rename here: it is a reason to ask.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Clash, Key, Merge, Side, SidedRename
from supatui.compare.renames import ENUM_VALUE, NAMELESS, Candidate, has, is_home, rename_candidates
from supatui.compare.status import name_of, title

_SIDES = ((Side.LOCAL, Side.REMOTE), (Side.REMOTE, Side.LOCAL))
_Looks = Callable[[Side], Sequence[Candidate]]
"""What looks renamed on a side; takes time, and is asked for only where it can matter."""


def rename_clashes(merge: Merge) -> tuple[Clash, ...]:
    """Names of both sides that cannot be together, and what one side renamed and the other dropped or took parts of."""
    if merge.base is None:
        return ()
    base = merge.base

    @cache
    def looks(side: Side) -> tuple[Candidate, ...]:
        return rename_candidates(base, merge.catalog(side))

    found: dict[tuple[Key, ...], Clash] = {}
    for finder in (_two_names, _dropped_too, _one_name, _parts_lost):
        for clash in finder(merge, base, looks):
            if clash.members:
                found.setdefault(clash.members, clash)
    return tuple(found[members] for members in sorted(found))


def _two_names(merge: Merge, base: Catalog, looks: _Looks) -> Iterator[Clash]:
    """What both sides gave a name of its own.

    On one side at least it is the same but for the name; the other may have changed it besides.
    """
    if not _is_gone_twice(base, merge.local, merge.remote):
        return
    theirs = {one.rename.old: one for one in looks(Side.REMOTE)}
    for mine in looks(Side.LOCAL):
        other = theirs.get(mine.rename.old)
        if other is None or other.rename.new == mine.rename.new or max(mine.likeness, other.likeness) < 1:
            continue
        if has(merge.remote, mine.rename.new) or has(merge.local, other.rename.new):
            continue
        names = name_of(mine.rename.new), name_of(other.rename.new)
        yield Clash(
            _decisions(merge, mine.rename.new, other.rename.new),
            f"two new names for one thing: {title(mine.rename.old)} looks renamed to {names[0]} on local"
            f" and to {names[1]} on remote",
            (SidedRename(Side.LOCAL, mine.rename), SidedRename(Side.REMOTE, other.rename)),
        )


def _dropped_too(merge: Merge, base: Catalog, looks: _Looks) -> Iterator[Clash]:
    """What one side gave another name, and the other side has under neither."""
    if not _is_gone_twice(base, merge.local, merge.remote):
        return
    for side, other in _SIDES:
        replaced = {one.rename.old for one in looks(other)}
        dropper = merge.catalog(other)
        for one in looks(side):
            if not _is_surely(one, merge.catalog(side)) or one.rename.old in replaced:
                continue
            if not has(dropper, one.rename.old) and not has(dropper, one.rename.new):
                yield Clash(_decisions(merge, one.rename.new), f"{_looks_renamed(one, side)}, and {other} dropped it")


def _one_name(merge: Merge, base: Catalog, looks: _Looks) -> Iterator[Clash]:
    """A name that one side gave to one thing, and the other side to another thing or to something new."""
    if not _have_come_alike(merge, base):
        return
    for side, other in _SIDES:
        own, there = merge.catalog(side), merge.catalog(other)
        theirs = {one.rename.new: one for one in looks(other)}
        for mine in looks(side):
            old, new = mine.rename.old, mine.rename.new
            if not has(there, new) or not has(there, old):
                continue
            second = theirs.get(new)
            if second is None and _is_surely(mine, own) and _is_in_place(mine):
                words = f"{_looks_renamed(mine, side)}, and {other} made another {title(new)}"
                yield Clash(_decisions(merge, old, new), words)
            elif second is not None and side is Side.LOCAL and _are_two(mine, second, own, there):
                words = f"one name for two things: {_looks_renamed(mine, side)}, {_looks_renamed(second, other)}"
                yield Clash(_decisions(merge, old, second.rename.old, new), words)


def _are_two(mine: Candidate, theirs: Candidate, local: Catalog, remote: Catalog) -> bool:
    """Whether two things of the base got one name; one of them at least is the same but for it."""
    is_there = has(local, theirs.rename.old) and max(mine.likeness, theirs.likeness) >= 1
    return is_there and _is_telling(mine, local) and _is_telling(theirs, remote)


def _parts_lost(merge: Merge, base: Catalog, looks: _Looks) -> Iterator[Clash]:
    """What one side gave another name, and the other side took parts of: under the new name they would stay."""
    for side, other in _SIDES:
        own, there = merge.catalog(side), merge.catalog(other)
        gone = (base.objects.keys() - own.objects.keys()) & there.objects.keys()
        lost = {one: [part for part in base.descendants(one) if part not in there.objects] for one in gone}
        for one in looks(side) if any(lost.values()) else ():
            old = one.rename.old
            if lost.get(old) and _is_surely(one, own):
                words = f"{_looks_renamed(one, side)}, and {other} dropped {', '.join(map(title, lost[old]))}"
                yield Clash(_decisions(merge, old), words, (SidedRename(side, one.rename),))


def _looks_renamed(one: Candidate, side: Side) -> str:
    evidence = ", ".join(one.evidence)
    return f"{title(one.rename.old)} looks renamed to {name_of(one.rename.new)} on {side} ({evidence})"


def _is_surely(one: Candidate, catalog: Catalog) -> bool:
    """Whether it is the same but for the name, and hardly another thing of the same shape."""
    return one.likeness >= 1 and _is_telling(one, catalog)


def _is_telling(one: Candidate, catalog: Catalog) -> bool:
    """Whether it stands in the same place of its table, has the same name in another schema, or several parts."""
    old, new = one.rename.old, one.rename.new
    if new.kind in _PLACED:
        return _is_in_place(one)
    return old.name == new.name or len(catalog.children.get(new, ())) != 1


_PLACED = frozenset({"column", "attribute", ENUM_VALUE})
"""Kinds of many that are alike in one thing, each with its place there."""


def _is_in_place(one: Candidate) -> bool:
    return one.rename.new.kind == ENUM_VALUE or "same position" in one.evidence


def _is_gone_twice(base: Catalog, local: Catalog, remote: Catalog) -> bool:
    """Whether anything is gone on both sides: few comparisons have that."""
    if any(one.kind not in NAMELESS for one in base.objects.keys() - local.objects.keys() - remote.objects.keys()):
        return True
    return any(was - here - there for was, here, there in _values_of_enums(base, local, remote))


def _have_come_alike(merge: Merge, base: Catalog) -> bool:
    """Whether both sides have a new thing of one name, and something else is gone."""
    came = (merge.local.objects.keys() & merge.remote.objects.keys()) - base.objects.keys()
    if any(one.kind not in NAMELESS for one in came):
        return True
    return any((here & there) - was for was, here, there in _values_of_enums(base, merge.local, merge.remote))


def _values_of_enums(base: Catalog, local: Catalog, remote: Catalog) -> Iterator[tuple[set[str], set[str], set[str]]]:
    """The values in the base, on local and on remote of each enum that all have."""
    for one, item in base.objects.items():
        if one.kind == "enum" and one in local.objects and one in remote.objects:
            versions = (item, local.objects[one], remote.objects[one])
            was, here, there = (set(version.texts("labels")) for version in versions)
            yield was, here, there


def _decisions(merge: Merge, *names: ObjectId) -> tuple[Key, ...]:
    """The decisions about these objects, and about the enums of these values; sorted."""
    return tuple(sorted({key for one in names for key in _decisions_of(merge, one)}))


def _decisions_of(merge: Merge, one: ObjectId) -> Iterator[Key]:
    if one.kind == ENUM_VALUE:
        homes = (difference for difference in merge.differences if is_home(difference.id, one))
        yield from (change.key for home in homes for change in home.changes if change.attribute == "labels")
    elif (difference := merge.by_id.get(one)) is not None:
        root = merge.by_id[difference.covered_by or one]
        is_alike = not root.whole
        yield from (change.key for change in root.changes if not (is_alike and change.side is Side.BOTH_SAME))
