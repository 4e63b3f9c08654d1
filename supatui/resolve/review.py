"""Review: a merge and everything that was decided about it, with undo without end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.compare.model import Change, Difference, Merge, Side
from supatui.compare.status import MergeSummary, name_of, summarize, title
from supatui.resolve import combine, outcome
from supatui.resolve.caution import loses_by_drop
from supatui.resolve.choice import By, Choice, Key, Resolution, Step, applied, key_of
from supatui.resolve.closure import Closure, Needed, closure
from supatui.resolve.edits import Edit, with_edits
from supatui.resolve.neighbourhood import neighbourhood
from supatui.resolve.outcome import Outcome, Problem
from supatui.resolve.rulebook import SAFE, RuleBook
from supatui.resolve.rules import decide_by_rule


def utc_now() -> str:
    """This moment as the drafts keep it: UTC, ISO 8601, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A choice that is not possible for an object, with the reason."""

    id: ObjectId
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did."""

    name: str
    """What undo will say; empty where nothing changed."""
    objects: int
    keys: int
    refused: tuple[Refusal, ...] = ()
    along: tuple[ObjectId, ...] = ()
    """What was decided with it, since it cannot be without: a rule had taken it, and dropping it loses nothing."""
    needed: tuple[Needed, ...] = ()
    """Open questions that were decided with it, since there was one answer left."""


@dataclass(frozen=True, slots=True)
class Next:
    """Where the cursor goes."""

    key: Key
    wrapped: bool
    """It went past the end and began anew."""


class Review:
    """A merge and its resolutions. What comes along with another difference is decided with that one.

    Everything is a function of the merge and the decisions; the two, with the history, are all the state there is.
    """

    def __init__(
        self, merge: Merge, *, person: str = "", clock: Callable[[], str] = utc_now, book: RuleBook = SAFE
    ) -> None:
        self.merge, self.person, self.clock = merge, person, clock
        self.rules = decide_by_rule(merge, book)
        self.decisions: dict[Key, Resolution] = {}
        """What a person decided; the rest is decided by rule or waits."""
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self.revision = 0
        """Counts up with every change of a decision."""
        self._changes = {
            key_of(change): change
            for difference in merge.roots
            for change in difference.changes
            if change.side is not Side.BOTH_SAME
        }
        self._outcomes: dict[Side, tuple[int, Outcome]] = {}

    # What there is to decide

    def keys(self, object_id: ObjectId, attribute: str | None = None) -> tuple[Key, ...]:
        """What can be decided about an object, or about one attribute of it; empty where there is nothing to do.

        For what comes along with another object these are that object's.
        """
        difference = self.merge.by_id.get(object_id)
        if difference is None:
            return ()
        if difference.covered_by is not None:
            return self.keys(difference.covered_by)
        keys = (key_of(change) for change in difference.changes)
        return tuple(key for key in keys if key in self._changes and attribute in (None, key.attribute))

    def resolution(self, key: Key) -> Resolution | None:
        """The person's resolution, else the rule's; None while it waits."""
        return self.decisions.get(key) or self.rules.decided.get(key)

    def resolution_of(self, object_id: ObjectId, attribute: str | None = None) -> Resolution | None:
        """The one resolution of an object or attribute; None while any part waits or where parts differ."""
        found = {self.resolution(key) for key in self.keys(object_id, attribute)}
        if len({resolution.choice if resolution else None for resolution in found}) != 1:
            return None
        return max(found, key=lambda resolution: resolution.when if resolution else "")

    def choice_of(self, object_id: ObjectId, attribute: str | None = None) -> Choice | None:
        """What was chosen; None while any part waits, BOTH where attributes were decided differently."""
        found = (self.resolution(key) for key in self.keys(object_id, attribute))
        choices = {None if resolution is None else resolution.choice for resolution in found}
        if not choices or None in choices:
            return None
        return choices.pop() if len(choices) == 1 else Choice.BOTH

    def mark(self, object_id: ObjectId, attribute: str | None = None) -> str:
        """`[ ]` waiting, `[·]` by rule, `[l] [r] [b] [±] [e] [x]` by a person, in capitals when remembered from
        another time, `[=]` nothing to do."""
        keys = self.keys(object_id, attribute)
        if not keys:
            return "[=]"
        choice = self.choice_of(object_id, attribute)
        if choice is None:
            return "[ ]"
        if all(key not in self.decisions for key in keys):
            return "[·]"
        remembered = all(self.decisions[key].by is By.REMEMBERED for key in keys if key in self.decisions)
        return _MARKS[choice].upper() if remembered else _MARKS[choice]

    def waits_because(self, object_id: ObjectId, attribute: str | None = None) -> str | None:
        """Why a change waits for a person whose attributes do not show it; None where it does not, or they do."""
        keys = self.keys(object_id, attribute)
        reasons = (self.rules.waiting.get(key) for key in keys)
        return next((reason for reason in reasons if reason), None)

    def _clash_reason(self, keys: Iterable[Key]) -> str | None:
        """Why changes that no attribute shows to contradict one another are conflicts."""
        wanted = set(keys)
        return next((clash.reason for clash in self.merge.clashes if wanted.intersection(clash.members)), None)

    def undecided(self) -> tuple[Key, ...]:
        """What waits for a person, in the order of the differences."""
        return tuple(key for key in self._changes if self.resolution(key) is None)

    def next_undecided(
        self, after: Key | None, *, back: bool = False, order: Sequence[ObjectId] | None = None
    ) -> Next | None:
        """The next thing that waits behind `after` (or before it), round the end; None when all is decided.

        `order` is the order of objects on screen; what it leaves out comes last.
        """
        place = {object_id: number for number, object_id in enumerate(order or (d.id for d in self.merge.roots))}
        ranks = {key: (place.get(key.id, len(place)), key.id, number) for number, key in enumerate(self._changes)}
        waiting = sorted(self.undecided(), key=ranks.__getitem__, reverse=back)
        if not waiting:
            return None
        if after is None:
            return Next(waiting[0], False)
        here = ranks.get(after, (place.get(after.id, len(place)), after.id, -1))
        beyond = (key for key in waiting if (ranks[key] < here if back else ranks[key] > here))
        following = next(beyond, None)
        return Next(waiting[0], True) if following is None else Next(following, False)

    def conflicts(self) -> tuple[Difference, ...]:
        """The differences that both sides contradict one another in."""
        return tuple(difference for difference in self.merge.roots if difference.side is Side.CONFLICT)

    def is_decided(self, object_id: ObjectId) -> bool:
        return all(self.resolution(key) is not None for key in self.keys(object_id))

    def summary(self) -> MergeSummary:
        """Differences by side, and how many have nothing left to choose."""
        return summarize(self.merge, decided=sum(self.is_decided(root.id) for root in self.merge.roots))

    # Deciding

    def why_not(self, object_id: ObjectId, choice: Choice, attribute: str | None = None) -> str | None:
        """Why a choice is not possible for an object or one attribute of it; None where it is."""
        difference = self.merge.by_id.get(object_id)
        if difference is None:
            return "it is the same everywhere"
        if difference.covered_by is not None:
            return f"it comes with {title(difference.covered_by)}: decide there"
        keys = self.keys(object_id, attribute)
        if not keys:
            return "both sides are the same already" if attribute is None else "both sides have the same value already"
        if choice is Choice.EDITED:
            return "write what it should be: there is nothing to take"
        if choice is not Choice.SKIPPED:
            for key in keys:
                if key in self.rules.forbidden:
                    return self.rules.forbidden[key]
        if choice is Choice.BASE:
            return self._why_not_base(difference)
        if choice is not Choice.BOTH:
            return None
        if any(key in self.merge.partners for key in keys):
            return f"{self._clash_reason(keys)}: it is the one or the other"
        if attribute is None or difference.whole:
            return combine.both_reason(difference)
        return combine.change_reason(self._changes[keys[0]])

    def _why_not_base(self, difference: Difference) -> str | None:
        if self.merge.two_way:
            return "there is no base: two schemas are compared"
        if difference.base is None and not difference.whole:
            return "there is no base of it: both sides created it"
        return None

    def both_reason(self, difference: Difference) -> str | None:
        """Why both cannot be taken for the whole object; None where they can."""
        return self.why_not(difference.id, Choice.BOTH)

    def decide(
        self,
        ids: ObjectId | Iterable[ObjectId],
        choice: Choice,
        attribute: str | None = None,
        *,
        reason: str = "",
        name: str | None = None,
    ) -> Decided:
        """Choose for one object, one attribute of it, or a whole group, as one step of undo.

        Of several things at once, local or remote decides what is in question: what only the other side changed, and
        a rule took already, stays taken, as in any merge. Where nothing else is left, it is what was meant.
        What a rule took and cannot be without what is left out here is left out with it, in the same step. Changes
        that clash are decided alike, since one of them is the answer to the others. Open questions that have one answer
        left are answered in the same step: what was taken brings what it needs.
        """
        wanted = [ids] if isinstance(ids, ObjectId) else list(dict.fromkeys(ids))
        keys, refused = self._deciding(wanted, choice, attribute)
        if len(keys) > 1:
            keys = [key for key in keys if not self._stays_taken(key, choice)] or keys
        when = self.clock()
        resolution = Resolution(choice, By.PERSON, self.person, reason, when)
        decided = self._record(choice.value, keys, resolution, wanted, attribute, name, refused)
        along = (
            self._bring_along(resolution, {key.id for key in keys})
            if decided.keys and choice is not Choice.BOTH
            else ()
        )
        brought = self._bring_needed({key.id for key in keys} | set(along)) if decided.keys else ()
        return replace(decided, along=along, needed=brought)

    def clear(
        self, ids: ObjectId | Iterable[ObjectId], attribute: str | None = None, *, name: str | None = None
    ) -> Decided:
        """Take the person's decisions back: a rule decides again, or it waits."""
        wanted = [ids] if isinstance(ids, ObjectId) else list(dict.fromkeys(ids))
        asked = [key for object_id in wanted for key in self.keys(object_id, attribute)]
        asked += [partner for key in asked for partner in self.merge.partners.get(key, ())]
        keys = [key for key in asked if key in self.decisions]
        return self._record("no choice", list(dict.fromkeys(keys)), None, wanted, attribute, name, ())

    def edit(self, edit: Edit, *, name: str | None = None) -> Decided:
        """Let an object be what a person wrote, with all that belongs to it, as one step of undo."""
        subject = edit.subject
        difference = self.merge.by_id.get(subject)
        if difference is not None and difference.covered_by is not None:
            return Decided("", 0, 0, (Refusal(subject, f"it comes with {title(difference.covered_by)}: decide there"),))
        keys = self._keys_below(subject)
        if not keys:
            return Decided("", 0, 0, (Refusal(subject, "both sides are the same already"),))
        for key in keys:
            if key in self.rules.forbidden:
                return Decided("", 0, 0, (Refusal(key.id, self.rules.forbidden[key]),))
        resolution = Resolution(Choice.EDITED, By.PERSON, self.person, "", self.clock(), edit)
        return self._record("edited", keys, resolution, [subject], None, name or f"edited for {name_of(subject)}", ())

    def _keys_below(self, subject: ObjectId) -> list[Key]:
        """What there is to decide about an object and what belongs to it."""
        catalogs = (self.merge.local, self.merge.remote, *([self.merge.base] if self.merge.base is not None else []))
        own = {subject}.union(*(catalog.descendants(subject) for catalog in catalogs))
        return [key for key in self._changes if key.id in own]

    def recall(self, remembered: Mapping[Key, Resolution]) -> int:
        """Decide what a person decided before on the same values; gives how many decisions that were.

        Not what a person decided since, and not what was taken back once.
        """
        taken_back = self.taken_back
        found = {
            key: resolution
            for key, resolution in remembered.items()
            if key in self._changes and key not in self.decisions and key not in taken_back
            if resolution.choice is Choice.EDITED or self.why_not(key.id, resolution.choice, key.attribute) is None
        }
        for key, resolution in tuple(found.items()):
            # What was written is the answer to all questions about its object, or to none of them.
            if resolution.edit is not None and not all(
                (other := found.get(each)) is not None and other.edit == resolution.edit
                for each in self._keys_below(resolution.edit.subject)
            ):
                del found[key]
        if found:
            self._set({**self.decisions, **found})
        return len(found)

    def _deciding(
        self, wanted: Sequence[ObjectId], choice: Choice, attribute: str | None
    ) -> tuple[list[Key], tuple[Refusal, ...]]:
        keys: list[Key] = []
        refused: list[Refusal] = []
        chosen = set(wanted)
        for object_id in wanted:
            difference = self.merge.by_id.get(object_id)
            if difference is not None and difference.covered_by in chosen and difference.covered_by is not None:
                continue
            if why := self.why_not(object_id, choice, attribute):
                refused.append(Refusal(object_id, why))
            else:
                keys.extend(self.keys(object_id, attribute))
        keys.extend(partner for key in tuple(keys) for partner in self.merge.partners.get(key, ()))
        return list(dict.fromkeys(keys)), tuple(refused)

    def _bring_along(self, resolution: Resolution, decided: set[ObjectId]) -> tuple[ObjectId, ...]:
        """Decide alike about rules' additions that need what was just left out, as part of the last step."""
        along: list[ObjectId] = []
        while True:
            entries: dict[Key, tuple[Key, Resolution | None, Resolution | None]] = {}
            for problem in self.problems():
                key = Key(self._root(problem.object), None)
                if problem.key is not None and problem.key.id in decided and self._may_follow(key):
                    after = replace(resolution, reason=f"needs {title(problem.needs)}")
                    entries.setdefault(key, (key, None, after))
            if not entries:
                return tuple(along)
            self._add_to_step(entries.values())
            along += [key.id for key in entries]
            decided = {key.id for key in entries}

    def _bring_needed(self, decided: set[ObjectId]) -> tuple[Needed, ...]:
        """Answer the open questions that what was decided leaves one answer to, as part of the last step."""
        needed = self.closure(decided).needed
        when = self.clock()
        self._add_to_step(
            (
                one.key,
                None,
                Resolution(one.choice, By.PERSON, self.person, f"{title(one.because)} leaves no other choice", when),
            )
            for one in needed
        )
        return needed

    def _add_to_step(self, entries: Iterable[tuple[Key, Resolution | None, Resolution | None]]) -> None:
        step = replace(self.done[-1], entries=tuple(entries))
        if step.entries:
            self.done[-1] = replace(step, entries=(*self.done[-1].entries, *step.entries))
            self._set(applied(self.decisions, step))

    def _may_follow(self, key: Key) -> bool:
        """Whether it is an addition that a rule took, and that may be left out without a loss."""
        if not self._is_ruled(key):
            return False
        difference = self.merge.by_id[key.id]
        parts = (difference, *self.merge.covers.get(key.id, ()))
        return difference.base is None and not any(
            loses_by_drop(item) for part in parts if (item := part.local or part.remote) is not None
        )

    def _stays_taken(self, key: Key, choice: Choice) -> bool:
        other = _OTHER.get(choice)
        return other is not None and self._changes[key].side in (other, Side.MERGED) and self._is_ruled(key)

    def _record(
        self,
        verb: str,
        keys: Sequence[Key],
        after: Resolution | None,
        wanted: Sequence[ObjectId],
        attribute: str | None,
        name: str | None,
        refused: tuple[Refusal, ...],
    ) -> Decided:
        entries = tuple((key, before, after) for key in keys if not _alike(before := self.decisions.get(key), after))
        entries += self._withdrawn(entries)
        if not entries:
            return Decided("", 0, 0, refused)
        objects = {key.id for key in keys}
        step = Step(name or f"{verb} for {_subject(objects, wanted, attribute)}", entries)
        self.done.append(step)
        self.undone.clear()
        self._set(applied(self.decisions, step))
        return Decided(step.name, len(objects), len(entries), refused)

    def _withdrawn(
        self, entries: Sequence[tuple[Key, Resolution | None, Resolution | None]]
    ) -> tuple[tuple[Key, Resolution | None, None], ...]:
        """The other parts of edited objects of which a part is decided otherwise: they are open again."""
        decided = {key for key, _, _ in entries}
        edits = {before.edit for _, before, _ in entries if before is not None and before.edit is not None}
        return tuple(
            (key, before, None)
            for key, before in self.decisions.items()
            if before.edit is not None and before.edit in edits and key not in decided
        )

    # Undo

    @property
    def undo_name(self) -> str | None:
        """What undo would take back; None when there is nothing."""
        return self.done[-1].name if self.done else None

    @property
    def redo_name(self) -> str | None:
        return self.undone[-1].name if self.undone else None

    def undo(self) -> str | None:
        """Take the last step back; its name, or None when there is nothing to take back."""
        if not self.done:
            return None
        step = self.done.pop()
        self.undone.append(step)
        self._set(applied(self.decisions, step, back=True))
        return step.name

    def redo(self) -> str | None:
        """Do again what undo took back; its name, or None."""
        if not self.undone:
            return None
        step = self.undone.pop()
        self.done.append(step)
        self._set(applied(self.decisions, step))
        return step.name

    def restore(self, decisions: Mapping[Key, Resolution], done: Iterable[Step], undone: Iterable[Step]) -> None:
        """Take over what a draft kept."""
        self.done, self.undone = list(done), list(undone)
        self._set(dict(decisions))

    def _set(self, decisions: dict[Key, Resolution]) -> None:
        self.decisions = decisions
        self.revision += 1

    # What comes of it

    def preview(self, ids: ObjectId | Iterable[ObjectId], choice: Choice, attribute: str | None = None) -> "Review":
        """This review as it would be after a choice; this one stays as it is."""
        copy = Review.__new__(Review)
        copy.merge, copy.person, copy.clock, copy.rules = self.merge, self.person, self.clock, self.rules
        copy.decisions, copy.done, copy.undone = dict(self.decisions), [], []
        copy.revision, copy._changes, copy._outcomes = 0, self._changes, {}
        copy.decide(ids, choice, attribute)
        return copy

    def around(self, object_id: ObjectId) -> "Review":
        """This review as far as a choice about the object can have an effect; this one stays as it is."""
        copy = Review.__new__(Review)
        copy.merge, copy.person, copy.clock, copy.rules = (
            neighbourhood(self.merge, object_id),
            self.person,
            self.clock,
            self.rules,
        )
        copy.decisions, copy.done, copy.undone = dict(self.decisions), [], []
        copy.revision, copy._outcomes = 0, {}
        copy._changes = {key: change for key, change in self._changes.items() if key.id in copy.merge.by_id}
        return copy

    def target(self, side: Side, only: Iterable[ObjectId] | None = None) -> Catalog:
        """The schema that a side should become; what waits or was skipped stays as it is there.

        `only` applies nothing but the decisions about these objects (and what comes along with them).
        """
        if only is None:
            return self._outcome(side).catalog
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

    def consequences(self, object_id: ObjectId, choice: Choice, attribute: str | None = None) -> Closure:
        """What a choice would bring along and what it would break; this review stays as it is."""
        copy = self.preview((), choice)
        needed = copy.decide(object_id, choice, attribute).needed
        former = {(problem.object, problem.sentence) for problem in self.problems()}
        return Closure(needed, tuple(one for one in copy.problems() if (one.object, one.sentence) not in former))

    def _outcome(self, side: Side) -> Outcome:
        """The whole outcome for a side, worked out once for each state of the decisions."""
        known = self._outcomes.get(side)
        if known is None or known[0] != self.revision:
            settled = outcome.settled_target(self.merge, side, self._applied, self._is_ruled)
            known = (self.revision, with_edits(settled, self.edits))
            self._outcomes[side] = known
        return known[1]

    def _root(self, object_id: ObjectId) -> ObjectId:
        difference = self.merge.by_id.get(object_id)
        return object_id if difference is None or difference.covered_by is None else difference.covered_by

    @property
    def all_keys(self) -> tuple[Key, ...]:
        """Everything that can be decided, in the order of the differences."""
        return tuple(self._changes)

    @property
    def taken_back(self) -> frozenset[Key]:
        """What was decided once and is open again."""
        touched = {key for step in self.done for key, _, _ in step.entries}
        return frozenset(touched - self.decisions.keys())

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What a person wrote, each once, in the order of the objects."""
        found = {one.edit: None for one in self.decisions.values() if one.edit is not None}
        return tuple(sorted(found, key=lambda edit: edit.subject))

    def _applied(self, key: Key) -> Choice | None:
        """The choice to put the schema together with; what was edited is there, and is replaced afterwards."""
        resolution = self.resolution(key)
        if resolution is None:
            return None
        if resolution.choice is not Choice.EDITED:
            return resolution.choice
        return Choice.REMOTE if self.merge.by_id[key.id].local is None else Choice.LOCAL

    def _is_ruled(self, key: Key) -> bool:
        """Whether a rule decided it, and no person."""
        return key not in self.decisions and key in self.rules.decided

    def change(self, key: Key) -> Change:
        """The change that a key is about."""
        return self._changes[key]


_MARKS: Mapping[Choice, str] = {
    Choice.LOCAL: "[l]",
    Choice.REMOTE: "[r]",
    Choice.BASE: "[b]",
    Choice.BOTH: "[±]",
    Choice.EDITED: "[e]",
    Choice.SKIPPED: "[x]",
}

_OTHER: Mapping[Choice, Side] = {Choice.LOCAL: Side.REMOTE, Choice.REMOTE: Side.LOCAL}


def _alike(before: Resolution | None, after: Resolution | None) -> bool:
    if before is None or after is None:
        return before is after
    return (before.choice, before.by, before.name, before.reason, before.edit) == (
        after.choice,
        after.by,
        after.name,
        after.reason,
        after.edit,
    )


def _subject(objects: Iterable[ObjectId], wanted: Sequence[ObjectId], attribute: str | None) -> str:
    found = list(objects)
    if len(found) == 1:
        name = name_of(found[0])
        return f"{name}.{attribute}" if attribute else name
    if len(wanted) == 1:
        return _subject(wanted, wanted, attribute)
    return f"{len(found)} differences"
