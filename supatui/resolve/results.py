"""Results: what comes of the decisions: the schemas that both sides become, and what does not fit together."""

from collections.abc import Iterable

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.compare.model import Side
from supatui.resolve import outcome
from supatui.resolve.closure import Closure, closure
from supatui.resolve.edits import with_edits
from supatui.resolve.outcome import Outcome, Problem
from supatui.resolve.questions import Questions


class Results(Questions):
    """Questions with what their answers lead to."""

    def target(self, side: Side, only: Iterable[ObjectId] | None = None) -> Catalog:
        """The schema that a side should become; what waits or was skipped stays as it is there.

        `only` applies nothing but the decisions about these objects (and what comes along with them), to the side's
        schema as the comparison says it (`Merge.places`).
        """
        if only is None:
            return self.merge.as_printed(self._outcome(side).catalog)
        roots = {self._root(object_id) for object_id in only}
        settled = outcome.settled_target(self.merge, side, self._applied, self._is_ruled, roots)
        return with_edits(settled, (one for one in self.edits if self._root(one.subject) in roots)).catalog

    def result(self, object_id: ObjectId) -> SchemaObject | None:
        """The merged object for display; what waits or was skipped is shown as in the base (two-way as in local)."""
        difference = self.merge.by_id.get(object_id)
        if difference is None:
            return self.merge.local.objects.get(object_id)
        for edit in self.edits:
            if object_id in edit.objects:
                return edit.objects[object_id]
        return outcome.result_of(self.merge, difference, self._applied)

    def problems(self) -> tuple[Problem, ...]:
        """Decisions that do not fit together: what would be there without what it needs."""
        outcomes = {side: self._outcome(side) for side in (Side.LOCAL, Side.REMOTE)}
        return outcome.problems_of(self.merge, outcomes, self._applied)

    def closure(self, of: Iterable[ObjectId] | None = None) -> Closure:
        """What the decisions, or those about these objects, leave no choice about, and what does not fit together."""
        known = {side: self._outcome(side) for side in (Side.LOCAL, Side.REMOTE)}
        return closure(
            self.merge,
            self._applied,
            self._is_ruled,
            edits=self.edits,
            fixed=self.rules.forbidden.keys(),
            cautions=self.rules.waiting,
            of=None if of is None else tuple(of),
            known=known,
        )

    def _outcome(self, side: Side) -> Outcome:
        """The whole outcome for a side, worked out once for each state of the decisions."""
        known = self._outcomes.get(side)
        if known is None or known[0] != self.revision:
            settled = outcome.settled_target(self.merge, side, self._applied, self._is_ruled)
            known = (self.revision, with_edits(settled, self.edits))
            self._outcomes[side] = known
        return known[1]
