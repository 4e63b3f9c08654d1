"""Store: everything that the screens show, and how it changes. It knows no widget and runs no thread."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.compare.side import Side
from supatui.compare.status import MergeSummary
from supatui.errors import SupatuiError
from supatui.resolve.choice import Choice, Key, Resolution, Step
from supatui.sources.recorded import is_recorded
from supatui.sources.sides import REFUSED, Sides
from supatui.tui.marks import BY_RULE, NOTHING_TO_DO, WAITING, Mark
from supatui.tui.outline import Outline
from supatui.tui.reading import ReadState, Role, SideState
from supatui.tui.text import Tone

if TYPE_CHECKING:  # brings every kind; the first frame does not wait for them
    from supatui.compare.model import Difference, SidedRename
    from supatui.compare.side_renames import SidedCandidate
    from supatui.plan.model import Plan, Proof
    from supatui.resolve.closure import Needed
    from supatui.resolve.edits import Begun
    from supatui.resolve.review import Review
    from supatui.sources.stop import Stop
    from supatui.tui.hunk_picks import HunkPicks
    from supatui.tui.work import Findings, Planned


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the activity pane."""

    at: str
    who: str
    text: str


@dataclass(slots=True)
class Proving:
    """A proof that is being made, or what came of it."""

    side: Side
    steps: list[str] = field(default_factory=list)
    running: bool = False
    proof: "Proof | None" = None
    error: Exception | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    """Set to stop it."""
    plan: "Plan | None" = None
    """The plan that it is about; another plan is not proven by it."""


@dataclass(slots=True)
class RowCount:
    """Whether what a database holds is in the way of a plan, while it is asked, and what it said."""

    plan: "Plan"
    stop: "Stop"
    error: SupatuiError | None = None
    """What is in the way, or why it could not be asked."""


@dataclass(slots=True)
class Building:
    """A text that a person wrote, while a shadow server builds it, and what came of it."""

    subject: ObjectId
    text: str
    stop: "Stop"
    step: str = ""
    """What it is doing."""
    running: bool = True
    error: SupatuiError | None = None
    line: int | None = None
    """The line of the text that the error is about, from 1."""


class Store:
    """The state of one session."""

    def __init__(self, sides: Sides | None) -> None:
        self.sides = sides
        self.states = {role: SideState(role, label=role.value) for role in Role}
        self.review: Review | None = None
        self.merge_run = 0
        self.renames: tuple[SidedRename, ...] | None = None
        """The chosen ones; None until the draft was asked for those of the last session."""
        self.candidates: dict[ObjectId, SidedCandidate] = {}
        """What looks renamed, by both its ids."""
        self.outline = Outline()
        self.outline_version = 0
        self.filter_text = ""
        self.status = "differing"
        self.planned: dict[Side, Planned] = {}
        self.planned_revision = -1
        self.findings: Findings | None = None
        self.proofs: dict[Side, Proving] = {}
        self.row_counts: dict[Side, RowCount] = {}
        self.building: Building | None = None
        """The last text that was written by hand."""
        self.unfinished: dict[ObjectId, str] = {}
        """Texts that were begun and left, or that no server took."""
        self.picks: dict[ObjectId, HunkPicks] = {}
        """What was picked in long texts."""
        self.brought: dict[ObjectId, tuple[str, ...]] = {}
        """By object, what its last choice brought along, in sentences."""
        self.events: list[Event] = []
        self.saved_at = ""
        self.written: tuple[str, ...] = ()
        self.save_error = ""
        self._conflicts: tuple[Review, list[ObjectId]] | None = None
        self._summed: tuple[Review, int, MergeSummary] | None = None

    # The sides

    @property
    def local(self) -> SideState:
        return self.states[Role.LOCAL]

    @property
    def remote(self) -> SideState:
        return self.states[Role.REMOTE]

    @property
    def base(self) -> SideState:
        return self.states[Role.BASE]

    @property
    def is_reading(self) -> bool:
        return any(state.is_busy for state in self.states.values())

    @property
    def can_merge(self) -> bool:
        """Both sides are there, and the base is settled one way or the other."""
        return self.local.catalog is not None and self.remote.catalog is not None and not self.base.is_busy

    @property
    def base_words(self) -> str:
        """The base and how it was found, or TWO-WAY and why."""
        if self.sides is None:
            return ""
        if self.base.state is ReadState.READY:
            if is_recorded(self.base.label) and self.sides.base_reason:
                return f"base {self.sides.base_reason}"
            return f"base {self.base.label} ({self.sides.base_reason})" if self.sides.base_reason else self.base.label
        if self.base.is_busy:
            return f"base {self.base.progress or 'reading'}"
        if self.base.catalog is not None:
            why = self.base.error.what if self.base.error is not None else "stopped"
            return f"base {self.base.label}, as it was: {why}"
        if self.base.error is not None:
            return f"TWO-WAY: base failed: {self.base.error.what}"
        return f"TWO-WAY: {self.sides.base_reason or 'there is no base'}"

    @property
    def base_warning(self) -> str:
        """Why there is no base, or why the saved baseline is not the base; empty where nothing is to be said."""
        if self.base_words.startswith("TWO-WAY"):
            return self.base_words
        reason = self.sides.base_reason if self.sides is not None else ""
        return reason[reason.index(REFUSED) :] if REFUSED in reason else ""

    # Decisions

    @property
    def summary(self) -> MergeSummary | None:
        """Of the review as it is; every key draws it, and decisions are made with few."""
        if self.review is None:
            return None
        if self._summed is None or self._summed[:2] != (self.review, self.review.revision):
            self._summed = self.review, self.review.revision, self.review.summary()
        return self._summed[2]

    def difference(self, object_id: ObjectId | None) -> "Difference | None":
        if self.review is None or object_id is None:
            return None
        return self.review.merge.by_id.get(object_id)

    def choice_of(self, object_id: ObjectId, attribute: str | None = None) -> Choice | None:
        return self.review.choice_of(object_id, attribute) if self.review else None

    def mark(self, difference: "Difference") -> Mark:
        """The mark of an object's row."""
        return mark_of(self.review.mark(difference.id)) if self.review else WAITING

    def mark_key(self, key: Key) -> Mark:
        """The mark of an attribute's row."""
        return mark_of(self.review.mark(key.id, key.attribute)) if self.review else WAITING

    def include(self, ids: list[ObjectId], name: str) -> "tuple[int, bool, tuple[Needed, ...]]":
        """Take what one side changed, or leave it out where it is taken already; one step of undo.

        Gives how many differences it was about, whether they are included now, and what was decided along with them.
        """
        assert self.review is not None
        wanted = {object_id: _own_choice(self.review.merge.by_id[object_id]) for object_id in ids}
        is_taken = all(self.review.choice_of(object_id) is choice for object_id, choice in wanted.items())
        verb = "leave out" if is_taken else "include"
        before = len(self.review.done)
        brought: list[Needed] = []
        for choice in dict.fromkeys([Choice.SKIPPED] if is_taken else wanted.values()):
            group = [object_id for object_id in ids if is_taken or wanted[object_id] is choice]
            brought += self.review.decide(group, choice, name=f"{verb} {name}").brought
        steps = self.review.done[before:]
        if len(steps) > 1:
            self.review.done[before:] = [Step(steps[0].name, tuple(e for step in steps for e in step.entries))]
        return len(ids), not is_taken, tuple(brought)

    @property
    def conflict_ids(self) -> list[ObjectId]:
        """The conflicts in the order of the tree."""
        review = self.review
        if review is None:
            return []
        if self._conflicts is None or self._conflicts[0] is not review:
            wanted = {conflict.id for conflict in review.conflicts()}
            ordered = [node.id for node in self.outline.nodes() if node.id in wanted and node.id is not None]
            self._conflicts = (review, ordered)
        return self._conflicts[1]

    @property
    def plans_are_current(self) -> bool:
        return self.review is not None and self.planned_revision == self.review.revision

    def proof_of(self, side: Side) -> Proving | None:
        """The proof of the plan that is shown; None where there is none or the plan is another since."""
        proving, planned = self.proofs.get(side), self.planned.get(side)
        if proving is None or planned is None or not self.plans_are_current:
            return proving if proving is not None and proving.running else None
        same = proving.plan is not None and planned.plan is not None and proving.plan.goal == planned.plan.goal
        return proving if proving.running or same else None

    def in_the_way(self, side: Side) -> SupatuiError | None:
        """What the database said against the plan that is shown; None where it said nothing, or not yet."""
        row_count, planned = self.row_counts.get(side), self.planned.get(side)
        if row_count is None or planned is None or not self.plans_are_current or row_count.plan is not planned.plan:
            return None
        return row_count.error

    def picks_for(self, object_id: ObjectId) -> "HunkPicks | None":
        """The contradictions of an object's long texts, with what was picked; None where there are none, or while
        its definitions are worked out. What was decided otherwise since is picked no more.
        """
        review, found, difference = self.review, self.findings, self.difference(object_id)
        if review is None or found is None or found.id != object_id or difference is None:
            return None
        picks = self.picks.get(object_id)
        if picks is None or picks.definitions != found.definitions:
            from supatui.tui.hunk_picks import picks_of  # brings the comparing of texts, as edits do below

            made = picks_of(difference, found.definitions)
            if made is None:
                return None
            picks = self.picks[object_id] = made
            if (began := review.begun.get(object_id)) is not None and set(began.picks) <= set(made.places):
                picks.chosen, picks.decided = dict(began.picks), self.decided_for(object_id)
        edited = any(edit.subject == object_id and edit.sql == picks.text for edit in review.edits)
        building = self.building
        tried = building is not None and building.subject == object_id and (building.running or building.error)
        if not edited and not tried and (picks.is_complete or picks.decided != self.decided_for(object_id)):
            picks.chosen.clear()
        return picks

    def begun(self) -> "dict[ObjectId, Begun]":
        """What was begun and is to survive quitting; what nobody has looked at since stays as the draft has it."""
        from supatui.resolve.edits import Begun

        known = self.review.begun if self.review is not None else {}
        found: dict[ObjectId, Begun] = {}
        for one in dict.fromkeys([*known, *self.picks, *self.unfinished]):
            picks, former = self.picks.get(one), known.get(one, Begun())
            chosen = former.picks if picks is None else {} if picks.is_complete else dict(picks.chosen)
            if chosen or one in self.unfinished:
                found[one] = Begun(chosen, self.unfinished.get(one))
        return found

    def decided_for(self, object_id: ObjectId) -> tuple[Resolution | None, ...]:
        """How an object is decided, attribute by attribute."""
        review = self.review
        return tuple(review.resolution(key) for key in review.keys(object_id)) if review is not None else ()

    def log(self, who: str, text: str) -> None:
        self.events.append(Event(clock(), who, text))


def _own_choice(difference: "Difference") -> Choice:
    if difference.mixed:
        return Choice.BOTH
    return Choice.REMOTE if difference.side is Side.REMOTE else Choice.LOCAL


def mark_of(text: str) -> Mark:
    """The mark with its tone."""
    known = {mark.text: mark for mark in (WAITING, BY_RULE, NOTHING_TO_DO)}
    return known.get(text) or Mark(text, Tone.DECIDED if text.lower() != "[x]" else Tone.MUTED)


def clock() -> str:
    return datetime.now().strftime("%H:%M:%S")
