"""Review: a merge and everything that was decided about it, with undo without end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Side
from supatui.compare.status import name_of, title
from supatui.resolve.caution import loses_by_drop
from supatui.resolve.choice import By, Choice, Key, Resolution
from supatui.resolve.closure import Closure, Needed
from supatui.resolve.decided import Decided, Refusal
from supatui.resolve.edits import Edit
from supatui.resolve.neighbourhood import neighbourhood
from supatui.resolve.outcome import NEEDS_NOTHING
from supatui.resolve.recorded import Recorded
from supatui.resolve.stakes import stakes_of


class Review(Recorded):
    """What a person does: decides, takes back, edits, and looks at what a choice would do."""

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
        brought = self._bring_needed({key.id for key in (*keys, *(one.key for one in along))}) if decided.keys else ()
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

    def _bring_along(self, resolution: Resolution, decided: set[ObjectId]) -> tuple[Needed, ...]:
        """Decide alike about rules' additions that need what was just left out, as part of the last step."""
        along: list[Needed] = []
        choice = resolution.choice
        while True:
            entries: dict[Key, tuple[Key, Resolution | None, Resolution | None]] = {}
            for problem in self.problems():
                if problem.key is None or problem.key.id not in decided:
                    continue
                for key in self._left_out_with(problem.object, choice):
                    if key in entries:
                        continue
                    needs = title(problem.needs)
                    entries[key] = (key, None, replace(resolution, reason=f"needs {needs}"))
                    sentence = f"{title(key.id)} goes along as {choice}: it needs {needs}"
                    along.append(Needed(key, choice, problem.needs, sentence))
            if not entries:
                return tuple(along)
            self._add_to_step(entries.values())
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

    def _left_out_with(self, user: ObjectId, choice: Choice) -> list[Key]:
        """What brings something that cannot be without what the choice leaves out: rules took it, and nothing is lost
        or opened without it. An object that the other side added, or what it changed of one."""
        root = self.merge.by_id.get(self._root(user))
        if root is None:
            return []
        keys = [change.key for change in root.changes if change.attribute not in NEEDS_NOTHING]
        own = Side.LOCAL if choice is Choice.LOCAL else Side.REMOTE if choice is Choice.REMOTE else None
        keys = [key for key in keys if self._is_ruled(key) and self._changes[key].side is not own]
        covered = self.merge.covers.get(root.id, ())
        if not root.whole:
            is_free = all(not stakes_of(root, covered, self._changes[key], choice) for key in keys)
            return keys if is_free else []
        items = (part.local or part.remote for part in (root, *covered))
        is_addition = root.base is None and not any(loses_by_drop(item) for item in items if item is not None)
        return keys if is_addition else []

    def _stays_taken(self, key: Key, choice: Choice) -> bool:
        other = _OTHER.get(choice)
        return other is not None and self._changes[key].side in (other, Side.MERGED) and self._is_ruled(key)

    # Looking ahead

    def preview(self, ids: ObjectId | Iterable[ObjectId], choice: Choice, attribute: str | None = None) -> "Review":
        """This review as it would be after a choice; this one stays as it is."""
        copy = Review.__new__(Review)
        copy.merge, copy.person, copy.clock, copy.rules = self.merge, self.person, self.clock, self.rules
        copy.decisions, copy.done, copy.undone, copy.begun = dict(self.decisions), [], [], {}
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
        copy.decisions, copy.done, copy.undone, copy.begun = dict(self.decisions), [], [], {}
        copy.revision, copy._outcomes = 0, {}
        copy._changes = {key: change for key, change in self._changes.items() if key.id in copy.merge.by_id}
        return copy

    def consequences(self, object_id: ObjectId, choice: Choice, attribute: str | None = None) -> Closure:
        """What a choice would bring along and what it would break; this review stays as it is."""
        copy = self.preview((), choice)
        decided = copy.decide(object_id, choice, attribute)
        former = {(problem.object, problem.sentence) for problem in self.problems()}
        new = tuple(one for one in copy.problems() if (one.object, one.sentence) not in former)
        return Closure(decided.brought, new)


_OTHER: Mapping[Choice, Side] = {Choice.LOCAL: Side.REMOTE, Choice.REMOTE: Side.LOCAL}
