"""A three-way comparison in which chosen renames are seen as such: every schema gets the new names, then they merge."""

from collections.abc import Callable, Collection, Mapping, Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.calls import CALLS
from supatui.compare.clash import with_clashes
from supatui.compare.column_reads import COLUMNS
from supatui.compare.model import Merge, Side, SidedRename
from supatui.compare.reads import READS
from supatui.compare.renames import Rename, Renaming, rename_candidates
from supatui.compare.side_renames import as_other_calls_it
from supatui.compare.three_way import merge, side_of
from supatui.plan.rehearse import Step, rehearsal
from supatui.plan.try_renames import try_renames
from supatui.shadow import ShadowServer

Servers = Callable[..., ShadowServer]
"""Gives a shadow server for the keyword `major`, which may be None."""


def merge_with_renames(
    base: Catalog | None,
    local: Catalog,
    remote: Catalog,
    chosen: Sequence[SidedRename],
    servers: Servers,
    say: Step,
) -> Merge:
    """Merge after what one side renamed has its new name in the base and on the other side.

    Asks for a shadow server only where there is a rename.

    Raises: PlanError where a rename is refused; SupatuiError where a schema cannot be built on the shadow server;
    CancelledError.
    """

    def tried(old: Catalog, goal: Catalog, renames: Sequence[Rename]) -> Renaming:
        version = old.server_version or goal.server_version
        server = servers(major=version // 10000 if version else None)
        return try_renames(old, goal, renames, rehearsal(old, goal, server, say))

    sides = {Side.LOCAL: local, Side.REMOTE: remote}
    renamings: dict[Side, Renaming] = {}
    known: dict[ObjectId, ObjectId] = {}  # in the base
    for side, other in ((Side.LOCAL, Side.REMOTE), (Side.REMOTE, Side.LOCAL)):
        own = renamings.get(side)
        renames = [_translated(one.rename, known, own.ids if own else {}) for one in chosen if one.side is side]
        if not renames:
            continue
        goal = sides[side]
        if theirs := _as_other_calls_them(base, sides[other], renames):
            renamings[other] = tried(sides[other], goal, theirs)
            sides[other] = renamings[other].catalog
        if base is not None:
            changed = tried(base, goal, renames)
            base, known = changed.catalog, {**known, **changed.ids}
    renamed = frozenset(known.get(one.rename.old, one.rename.new) for one in chosen)
    merged = _without_names_nobody_gave(
        merge(base, sides[Side.LOCAL], sides[Side.REMOTE], renamed=renamed), renamings, {one.side for one in chosen}
    )
    merged = merged._replace(renames=tuple(chosen), renamings=renamings, base_ids=known)
    return (
        with_clashes(merged, [*CALLS.clashes(merged), *READS.clashes(merged), *COLUMNS.clashes(merged)])
        if chosen
        else merged
    )


def _translated(rename: Rename, in_base: Mapping[ObjectId, ObjectId], on_side: Mapping[ObjectId, ObjectId]) -> Rename:
    """By the names that renames of the other side have given since."""
    return Rename(in_base.get(rename.old, rename.old), on_side.get(rename.new, rename.new))


def _as_other_calls_them(base: Catalog | None, other: Catalog, renames: Sequence[Rename]) -> list[Rename]:
    """The renames from the names on the side that did not make them; without what it does not have."""
    candidates = rename_candidates(base, other) if base is not None else ()
    return [found for one in renames if (found := as_other_calls_it(one, other, candidates)) is not None]


def _without_names_nobody_gave(merged: Merge, renamings: Mapping[Side, Renaming], renamers: Collection[Side]) -> Merge:
    """The merge with names of NOT NULL constraints taken from the side whose new name stays.

    A table that was made again under another name has a constraint that PostgreSQL named after it. Where that is the
    whole contradiction, nobody said anything that the other side's name could contradict.
    """
    if len(renamers) != 1:
        return merged
    (keeper,) = renamers
    other = Side.REMOTE if keeper is Side.LOCAL else Side.LOCAL
    renaming = renamings.get(other)
    if renaming is None:
        return merged
    former = {new: old for old, new in renaming.ids.items()}
    differences = []
    for one in merged.differences:
        before = renaming.start.objects.get(former.get(one.id, one.id))
        changes = tuple(
            change._replace(side=keeper)
            if change.attribute == "not_null_name"
            and change.side is Side.CONFLICT
            and before is not None
            and "not_null_name" not in before.attributes  # the usual one is no attribute
            else change
            for change in one.changes
        )
        side, mixed = side_of(changes)
        differences.append(one if changes == one.changes else one._replace(changes=changes, side=side, mixed=mixed))
    return merged._replace(differences=tuple(differences))
