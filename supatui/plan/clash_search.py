"""The smallest sets of both sides' changes that a server refuses together, or makes something else of."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Key, Side
from supatui.plan.readback import near
from supatui.plan.trials import Failure, Trials
from supatui.resolve.mixture import Mixture, smallest

MOST_FOLLOWERS = 20
"""Changes that are looked for to go with one that is left out; what more there is shows when the plan is proven."""


class ClashSearch:
    """Finds what fails in a merge, and which changes it comes from."""

    def __init__(self, mixture: Mixture, trials: Trials) -> None:
        self.mixture, self.trials = mixture, trials
        self._own: frozenset[Key] | None = None
        """What the server makes otherwise of one side alone already; None until somebody asks."""

    def failure(self, local: Collection[Key], remote: Collection[Key]) -> Failure | None:
        """What both sides' changes are refused for; what one side is refused for by itself is no clash."""
        self.trials.allow()
        failure = self.trials.attempt(local, remote)
        if failure is not None and failure.functions:
            own = {
                Side.LOCAL: self.trials.attempt(local, ()),
                Side.REMOTE: self.trials.attempt((), self._with_answers(remote), from_base=True),
            }
            for side, each in own.items():
                if each is not None:
                    self.trials.broken |= each.functions & self.trials.broken_before_renames(side, each.functions)
            failure = self.trials.attempt(local, remote)
        if failure is not None and (
            failure.functions or failure.circle or self.trials.is_refused(self.mixture.schema(local, remote))
        ):
            return failure
        return self._unbuilt(local, remote) or self._unasked(local, remote)

    def _unbuilt(self, local: Collection[Key], remote: Collection[Key]) -> Failure | None:
        """What is refused on the way from the base and from nothing, though not where local has its part already: an
        index stays when its function may not be in one any more."""
        failure = self.trials.attempt(local, remote, from_base=True)
        if failure is None or failure.functions or not self.trials.is_refused(self.mixture.schema(local, remote)):
            return None
        alone = (self.trials.attempt(*keys, from_base=True) for keys in ((local, ()), ((), self._with_answers(remote))))
        return replace(failure, from_base=True) if all(each is None for each in alone) else None

    def guilty(
        self, local: Sequence[Key], remote: Sequence[Key], failure: Failure
    ) -> tuple[Sequence[Key], Sequence[Key]]:
        """The smallest sets of both sides' changes that are refused together; ours are none where the cause is open."""
        theirs = self._first_failing(
            [[key] for key in self._about(failure.objects, remote)],
            lambda keys: self._shows(failure, local, keys),
            remote,
        )
        if not theirs:
            return self._at_odds_with_renames(local, failure), ()
        likely = [*theirs, *(key for one in theirs for key in self.mixture.related(one, Side.REMOTE))]
        likely += self._about(failure.objects, local)
        likely = [key for key in likely if key in set(local)]
        if not self._shows(failure, local, theirs, from_base=True):
            return (), theirs
        ours = self._first_failing(
            [[key] for key in dict.fromkeys(likely)],
            lambda keys: self._shows(failure, keys, theirs, from_base=True),
            local,
        )
        return self._with_siblings(failure, ours, theirs, local), self._with_inseparable(theirs, remote)

    def followers(self, side: Side, keys: Sequence[Key], left_out: Collection[Key]) -> list[Key]:
        """The side's other changes that no server takes without what is left out: one answer is about them all.

        Only where an attribute is left out; what needs an object is known without a server.
        """
        if all(key.attribute is None for key in left_out) or self._alone(side, keys) is not None:
            return []
        rest = [key for key in keys if key not in left_out]
        found: list[Key] = []
        while (failure := self._alone(side, rest, left_out)) is not None and len(found) < MOST_FOLLOWERS:
            guesses = [[key] for key in self._about(failure.objects, rest)]
            new = self._first_failing(guesses, lambda tried: self._alone(side, tried, left_out) is not None, rest)
            if not new:
                break
            found += new
            rest = [key for key in rest if key not in new]
        return found

    def _alone(self, side: Side, keys: Sequence[Key], without: Collection[Key] = ()) -> Failure | None:
        """What one side's changes are refused for on top of the base, with its answers to the contradictions."""
        asked = [key for key in self.mixture.contradictions if key not in without]
        chosen = ([*keys, *asked], ()) if side is Side.LOCAL else ((), [*keys, *asked])
        failure = self.trials.attempt(*chosen, from_base=True, without=without)
        return failure if failure is not None and not failure.functions and not failure.circle else None

    def _at_odds_with_renames(self, local: Sequence[Key], failure: Failure) -> Sequence[Key]:
        """The smallest set of local's changes that is refused by itself, where remote gave new names."""
        if Side.LOCAL not in self.mixture.merge.renamings:
            return ()
        guesses = [[key] for key in self._about(failure.objects, local)]
        return self._first_failing(
            guesses, lambda keys: self.trials.attempt(keys, (), from_base=True) is not None, local
        )

    def clashes_with_renames(self, theirs: Sequence[Key]) -> bool:
        """Whether changes are refused although the base has nothing but the new names."""
        return bool(self.mixture.merge.renames) and self.trials.attempt((), theirs, from_base=True) is not None

    def _with_siblings(
        self, failure: Failure, ours: Sequence[Key], theirs: Sequence[Key], local: Sequence[Key]
    ) -> Sequence[Key]:
        """With all of local's changes of these objects, where the others of them cannot be without these."""
        if not self._shows(failure, [key for key in local if key not in ours], theirs, from_base=True):
            return ours
        ids = {key.id for key in ours}
        return [key for key in local if key.id in ids]

    def _with_inseparable(self, theirs: Sequence[Key], remote: Sequence[Key]) -> Sequence[Key]:
        """With remote's other changes of these objects, where no server takes them without these."""
        ids = {key.id for key in theirs}
        others = [key for key in remote if key.id in ids and key not in theirs]
        if not others or self.trials.attempt((), others, from_base=True, without=theirs) is None:
            return theirs
        return [key for key in remote if key.id in ids]

    def _first_failing(
        self, guesses: Sequence[Sequence[Key]], fails: Callable[[Sequence[Key]], bool], items: Sequence[Key]
    ) -> Sequence[Key]:
        """A guess that fails alone, else the smallest part of all that does."""
        for guess in guesses[:5]:
            if fails(guess):
                return guess
        return smallest(fails, items)

    def _about(self, objects: Collection[ObjectId], keys: Sequence[Key]) -> list[Key]:
        by_id = self.mixture.merge.by_id
        roots = {difference.covered_by or difference.id for one in objects if (difference := by_id.get(one))}
        return [key for key in keys if key.id in roots]

    def _unasked(self, local: Collection[Key], remote: Collection[Key]) -> Failure | None:
        """What comes out otherwise than both sides' changes say, and otherwise than on either side alone."""
        found = self.trials.read_back(local, remote)
        if not found:
            return None
        if self._own is None:
            alone = (
                self.trials.read_back(local, ()),
                self.trials.read_back((), self._with_answers(remote), from_base=True),
            )
            self._own = frozenset(key for one in alone if one is not None for key in one)
        left = sorted((key for key in found if key not in self._own), key=lambda key: (key.id, key.attribute or ""))
        if not left:
            return None
        return Failure(found[left[0]], near(self.mixture.schema(local, remote), left[0].id), unasked=left[0])

    def _with_answers(self, remote: Collection[Key]) -> list[Key]:
        """Remote's changes with its own answers to the contradictions: where nobody answers, local's count."""
        return list(dict.fromkeys((*remote, *self.mixture.contradictions)))

    def _shows(
        self, failure: Failure, local: Collection[Key], remote: Collection[Key], *, from_base: bool = False
    ) -> bool:
        """Whether these changes are refused too, or come out otherwise in the same place."""
        if failure.unasked is None:
            return self.trials.attempt(local, remote, from_base=from_base or failure.from_base) is not None
        found = self.trials.read_back(local, remote, from_base=from_base)
        return found is None or failure.unasked in found
