"""Texts that a server prints otherwise because one side changed a column's type: that is no change of theirs.

A check `a > 0` of a column that becomes numeric is printed `a > 0::numeric`. Where the other side changed the check,
nothing contradicts: its text stands, as the server prints it with the new type. Only a server knows what follows from
a type, so it is asked what the type alone makes of the base.
"""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Change, Difference, Key, Merge, Side, Together
from supatui.compare.three_way import side_of
from supatui.errors import CancelledError, SupatuiError
from supatui.plan.prove import PRINTED
from supatui.plan.trials import Trials

_OTHER = {Side.LOCAL: Side.REMOTE, Side.REMOTE: Side.LOCAL}


def without_follow_ups(merge: Merge, trials: Trials) -> Merge:
    """The merge without contradictions in which one side's text only follows a type that it changed.

    Raises: CancelledError.
    """
    for side in _OTHER:
        types = {key.id: key for key in _types(merge, side)}
        asked = {change.key for change in _asked(merge, types)} if types else set()
        if asked and (read := _with_types(merge, side, list(types.values()), trials)) is not None:
            differences = tuple(
                _settled(one, side, asked, read) if any(change.key in asked for change in one.changes) else one
                for one in merge.differences
            )
            merge = merge._replace(differences=differences)
    return merge


def _types(merge: Merge, side: Side) -> list[Key]:
    """The columns whose type one side alone changed."""
    changes = (change for root in merge.roots if root.id.kind == "column" for change in root.changes)
    return [change.key for change in changes if change.attribute == "type" and change.side is side]


def _asked(merge: Merge, types: dict[ObjectId, Key]) -> list[Change]:
    """Contradictions about texts of what uses these columns."""
    assert merge.base is not None
    return [
        change
        for root in merge.roots
        for change in root.changes
        if change.side is Side.CONFLICT and change.attribute in PRINTED and change.key not in merge.partners
        if not types.keys().isdisjoint((*merge.base.needs.get(root.id, ()), *([root.base.parent] if root.base else [])))
    ]


def _with_types(merge: Merge, side: Side, types: list[Key], trials: Trials) -> Catalog | None:
    """The base as a server has it after these changes alone; None where it does not take them."""
    assert merge.base is not None
    chosen = (types, []) if side is Side.LOCAL else ([], types)
    trials.allow()
    try:
        return trials.read_after(trials.plan(merge.base, trials.mixture.schema(*chosen, from_base=True)), merge.base)
    except CancelledError:
        raise
    except SupatuiError:
        return None


def _settled(difference: Difference, side: Side, asked: set[Key], read: Catalog) -> Difference:
    after = read.objects.get(difference.id)
    changes = tuple(
        _put_together(change, side)
        if change.key in asked and after is not None and after.attributes.get(change.attribute or "") == own
        else change
        for change in difference.changes
        for own in (change.local if side is Side.LOCAL else change.remote,)
    )
    found, mixed = side_of(changes)
    return difference._replace(changes=changes, side=found, mixed=mixed)


def _put_together(change: Change, side: Side) -> Change:
    """The other side's text, to be tried with the new type."""
    value = change.remote if side is Side.LOCAL else change.local
    assert isinstance(value, str), change
    return change._replace(side=Side.MERGED, together=Together(value, untried=True))
