"""What one side dropped and the other keeps has to be made again, which a change of the dropper's may not allow.

A foreign table stays as it is when its wrapper gets a validator, but no new one with its options is made any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from supatui.compare.model import Key, Side
from supatui.plan.trials import Failure, Trials
from supatui.resolve.mixture import Mixture, smallest


@dataclass(frozen=True, slots=True)
class _Selection:
    """Changes of both sides, by the side that dropped what the other keeps."""

    dropper: Side
    dropped: tuple[Key, ...]
    """Objects that are kept against the dropper's drop."""
    others: tuple[Key, ...]
    """The keeper's other changes."""


def refused_again(trials: Trials, local: Collection[Key], remote: Collection[Key]) -> Failure | None:
    """What is refused on the way from a dropper and from nothing, though not once the dropper's drops are taken."""
    for dropper, own in ((Side.LOCAL, local), (Side.REMOTE, remote)):
        selection = _selection(trials.mixture, dropper, remote if dropper is Side.LOCAL else local)
        if not selection.dropped:
            continue
        failure = _attempt(trials, selection, own, selection.dropped)
        if failure is None or failure.functions or failure.circle or _attempt(trials, selection, own, ()) is not None:
            continue
        if trials.is_refused(trials.mixture.schema(local, remote)):
            return replace(failure, dropper=dropper)
    return None


def guilty_of_refusal(
    trials: Trials, dropper: Side, local: Sequence[Key], remote: Sequence[Key]
) -> tuple[Sequence[Key], Sequence[Key]]:
    """The dropper's changes that do not allow it and what is kept against them: local's of these, and remote's."""
    own, other = (local, remote) if dropper is Side.LOCAL else (remote, local)
    selection = _selection(trials.mixture, dropper, other)
    changes = smallest(lambda keys: _attempt(trials, selection, keys, selection.dropped) is not None, own)
    kept = smallest(lambda keys: _attempt(trials, selection, changes, keys) is not None, selection.dropped)
    return (changes, kept) if dropper is Side.LOCAL else (kept, changes)


def _selection(mixture: Mixture, dropper: Side, keeper: Collection[Key]) -> _Selection:
    asked = set(mixture.contradictions)
    dropped = [key for key in keeper if key in asked and mixture.merge.by_id[key.id].on(dropper) is None]
    return _Selection(dropper, tuple(dropped), tuple(key for key in keeper if key not in dropped))


def _attempt(trials: Trials, selection: _Selection, own: Collection[Key], kept: Collection[Key]) -> Failure | None:
    """These changes on top of the dropper's schema, with what is not kept dropped."""
    gone = [key for key in selection.dropped if key not in kept]
    chosen = ([*own, *gone], [*selection.others, *kept])
    local, remote = chosen if selection.dropper is Side.LOCAL else chosen[::-1]
    return trials.attempt(local, remote, start=trials.mixture.merge.catalog(selection.dropper))
