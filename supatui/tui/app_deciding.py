"""DecidingApp: choices, undo, drafts, and what the choices would run."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.compare.status import title
from supatui.errors import SupatuiError
from supatui.resolve.choice import By, Choice
from supatui.tui import messages as m
from supatui.tui import work
from supatui.tui.app_reading import ReadingApp
from supatui.tui.store import clock
from supatui.tui.text import show

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.compare.model import SidedRename
    from supatui.resolve.closure import Needed
    from supatui.resolve.draft_json import Draft
    from supatui.resolve.review import Review


class DecidingApp(ReadingApp):
    """The second part of a session: from a review to plans."""

    _carried: "Draft | None" = None
    """Choices of this session for the comparison that is being made; those on disk count where there are none."""
    _words = ""
    _is_renaming = False
    """Renames were chosen since the draft was saved."""
    _weighed: "tuple[Review, ObjectId, str | None, int] | None" = None
    """What is being worked out, or was last, so that it is not twice: object, attribute and revision."""

    def on_merged(self, message: m.Merged) -> None:
        store = self.store
        if message.run != store.merge_run:
            return
        store.review = message.review
        store.outline.roots = message.roots
        store.outline_version += 1
        store.planned_revision = -1
        store.findings = None
        store.renames = message.review.merge.renames
        store.candidates = {}
        for one in message.candidates:
            store.candidates |= {one.candidate.rename.old: one, one.candidate.rename.new: one}
        store.outline.maybe = frozenset(store.candidates)
        texts = {one: began.text for one, began in message.review.begun.items() if began.text is not None}
        store.unfinished = {**texts, **store.unfinished}
        self._log_merge(message.review)
        if message.error is not None:
            self.say(f"not renamed: {show(message.error.what)}", warning=True)
            store.log("rename", show(f"{message.error.what}; {message.error.hint}"))
        elif message.restored:
            self.say(message.restored)
        elif store.base_warning:
            self.say(show(store.base_warning), warning=True)
        self.publish()
        self.plan_again()
        if self._is_renaming and message.error is None:
            self._is_renaming = False
            self.save()
        self.try_merge(message.review.merge)

    def on_tried(self, message: m.Tried) -> None:
        """Show what clashes as conflicts, and texts as the server prints them; choices on the same values stay."""
        from supatui.resolve.draft import carry_over, draft_of

        store = self.store
        if message.run != store.merge_run or store.review is None:
            return
        store.log("merge", show(message.words))
        if message.roots is None:
            return
        former = store.review
        review = self.review_of(message.merge, former.person)
        carry_over(review, draft_of(former))
        review.recall({key: one for key, one in former.decisions.items() if one.by is By.REMEMBERED})
        review.revision = former.revision + 1  # what was planned for the former one is dropped
        store.review, store.outline.roots = review, message.roots
        store.outline_version += 1
        store.planned_revision, store.findings = -1, None
        self._log_merge(review)
        self.say(show(message.words))
        self.publish()
        self.plan_again()

    def _log_merge(self, review: "Review") -> None:
        from supatui.compare.ignored import ignored_words

        summary = review.summary()
        same = len({*review.merge.local.objects, *review.merge.remote.objects}) - len(review.merge.differences)
        left_out = ignored_words(review.merge.local, review.merge.remote)
        more = f"; {left_out} (i lists them)" if left_out else ""
        self.store.log("compare", f"{summary}; {same} objects are the same{more}")

    # Deciding

    def skip(self, ids: Sequence[ObjectId], attribute: str | None, name: str, then: Callable[[], None]) -> None:
        """Ask why these are left out, and leave them out; `then` is called when that was done."""
        from supatui.tui.reason import ReasonScreen

        review = self.store.review
        if review is None or all(review.why_not(one, Choice.SKIPPED, attribute) for one in ids):
            self.decide(ids, Choice.SKIPPED, attribute, name)  # says what is in the way
            return
        former = review.resolution_of(ids[0], attribute) if len(ids) == 1 else None
        first = former.reason if former is not None and former.choice is Choice.SKIPPED else ""

        def decide(reason: str | None) -> None:
            if reason is None:
                self.say(f"{name} was not left out")
            elif self.decide(ids, Choice.SKIPPED, attribute, name, reason):
                then()

        self.push_screen(ReasonScreen(name, show(first)), decide)

    def decide(
        self, ids: Sequence[ObjectId], choice: Choice, attribute: str | None, name: str, reason: str = ""
    ) -> bool:
        """Choose for these; False where nothing was decided, and the message line says why."""
        review = self.store.review
        if review is None:
            self.say("both sides have to be read before anything can be decided")
            return False
        single = len(ids) == 1
        decided = review.decide(ids if not single else ids[0], choice, attribute, reason=reason)
        if not decided.keys:
            refused = decided.refused[0].reason if decided.refused else "that is chosen already"
            self.say(f"{choice} is not possible here: {refused}" if decided.refused else refused, warning=True)
            return bool(not decided.refused)
        self.store.brought |= dict.fromkeys(ids, tuple(show(one.sentence) for one in decided.brought)) if single else {}
        undone = "".join(f"; no more as written: {show(title(one))}" for one in decided.withdrawn)
        left = f"; {len(decided.refused)} could not: {decided.refused[0].reason}" if decided.refused else ""
        count = "" if single else f" ({decided.objects} differences)"
        took = f"left out {name}" if choice is Choice.SKIPPED else None
        took = took or f"took {decided.name if single else f'{choice} for {name}'}"
        self.decided(
            f"{took}{count}{f': {reason}' if reason else ''}{undone}{left}{self._told(decided.brought)} (u undoes)"
        )
        return True

    def _told(self, brought: "Sequence[Needed]") -> str:
        """What was decided along with it, and why; the activity has all of it."""
        for one in brought:
            self.store.log("choose", show(one.sentence))
        more = f" and {len(brought) - 1} more" if len(brought) > 1 else ""
        return f"; {show(brought[0].sentence)}{more}" if brought else ""

    def reopen(self, ids: Sequence[ObjectId], attribute: str | None, name: str) -> None:
        """Take decisions back, remembered ones too: a rule decides again, or it waits."""
        review = self.store.review
        if review is None:
            self.say("both sides have to be read before anything can be decided")
            return
        taken = review.clear(ids, attribute)
        if taken.keys:
            self.decided(f"took back the decision for {name} (u undoes)")
        else:
            self.say("nobody decided this: there is nothing to take back", warning=True)

    def include(self, ids: Sequence[ObjectId], name: str) -> None:
        """Include or leave out one-sided changes, as one step."""
        count, included, brought = self.store.include(list(ids), name)
        verb = "included" if included else "left out"
        what = name if count == 1 else f"{count} changes in {name}"
        self.decided(f"{verb} {what}{self._told(brought)} (u undoes)")

    # Renames

    def match(self, object_id: ObjectId | None) -> ObjectId | None:
        """Take what looks renamed for the same thing, or part it again; compares anew and carries the choices over.

        What is still being compared counts: the key pressed twice leaves all as it was. Gives what it is called then;
        None where nothing looks renamed.
        """
        from supatui.compare.side_renames import as_read, renamed_here
        from supatui.resolve.draft import draft_of

        store, review = self.store, self.store.review
        if review is None or object_id is None or store.renames is None:
            self.say("put the cursor on an object that looks renamed (~?)")
            return None
        made, found = renamed_here(review.merge, object_id), store.candidates.get(object_id)
        if made is not None:
            chosen, rename, target = made, made.rename, object_id
        elif found is not None:
            chosen, rename = as_read(review.merge, found.renamed), found.candidate.rename
            target = rename.new
        else:
            self.say("nothing here looks renamed", warning=True)
            return None
        if chosen in store.renames:
            renames = tuple(one for one in store.renames if one != chosen)
            words = f"parted {show(title(rename.old))} and {show(rename.new.name)}"
        else:
            renames = (*store.renames, chosen)
            words = f"matched {show(title(rename.old))} with {show(rename.new.name)} (m parts them)"
        store.log("rename", words)
        self.say(words)
        store.renames, self._is_renaming = renames, True
        store.merge_run += 1
        self.in_thread(partial(self._merge_again, store.merge_run, draft_of(review), words), "merge")
        return target

    def _merge_again(self, run: int, choices: "Draft", words: str) -> None:
        """In a thread: compare with other renames; the choices of this session count, not those on disk."""
        self._carried, self._words = choices, words
        self._merge(run)

    def undo(self) -> None:
        self._step(back=True)

    def redo(self) -> None:
        self._step(back=False)

    def _step(self, *, back: bool) -> None:
        review = self.store.review
        name = None if review is None else review.undo() if back else review.redo()
        if name is None:
            self.say("nothing to undo" if back else "nothing to redo")
        else:
            self.decided(f"undid: {name} (U does it again)" if back else f"did again: {name}")

    def decided(self, sentence: str) -> None:
        """Say it, keep it, show it, and work out what follows from it."""
        self.store.log("choose", show(sentence))
        self.say(show(sentence))
        self.publish()
        self.plan_again()
        self.save()

    # What follows from it

    def plan_again(self) -> None:
        """Plan for both sides in a thread, as decided now, once what is on screen is worked out: it is waited for."""
        review = self.store.review
        if review is not None and self.store.planned_revision != review.revision and not self.weighing.is_busy:
            self.planning.submit(partial(self._plan, review.revision, work.snapshot(review)))

    def _plan(self, revision: int, review: "Review") -> None:
        from supatui.resolve.draft import fingerprints_of

        self.post_message(m.PlansReady(revision, work.plan_both(review)))
        fingerprints_of(review.merge)  # once: the first choice is saved with them, and is not to wait

    def on_plans_ready(self, message: m.PlansReady) -> None:
        review = self.store.review
        if review is not None and message.run == review.revision:
            self.store.planned, self.store.planned_revision = message.planned, message.run
            self.publish()

    def weigh(self, object_id: ObjectId, attribute: str | None) -> None:
        """Work out in a thread what there is to know about an object and what its choices would run."""
        review, known = self.store.review, self.store.findings
        if review is None:
            return
        if known is not None and (known.id, known.attribute, known.revision) == (object_id, attribute, review.revision):
            return
        asked = review, object_id, attribute, review.revision
        if self._weighed == asked:
            return
        self._weighed = asked
        copy = work.snapshot(review)
        self.weighing.submit(partial(self._weigh, review.revision, copy, object_id, attribute))

    def _weigh(self, revision: int, review: "Review", object_id: ObjectId, attribute: str | None) -> None:
        found = work.findings(review, object_id, attribute, revision)
        self.post_message(m.FindingsReady(revision, found))

    def weighed(self) -> None:
        self.call_after_refresh(self.plan_again)

    def on_findings_ready(self, message: m.FindingsReady) -> None:
        review = self.store.review
        if review is not None and message.run == review.revision:
            self.store.findings = message.findings
            self.publish()

    # Files beside the work

    @property
    def draft(self) -> Path | None:
        """Where the choices of this session are kept."""
        from supatui.resolve.draft import draft_path

        sides = self.store.sides
        if sides is None:
            return None
        addresses = (sides.local, sides.remote, sides.base)
        return draft_path(self.settings.state_folder, sides.project, addresses)

    @property
    def saved_words(self) -> str:
        """What the message line says about the draft."""
        if self.store.save_error:
            return "NOT SAVED"
        return f"saved {self.store.saved_at}, quit is safe" if self.store.saved_at else ""

    def kept_renames(self) -> "tuple[SidedRename, ...]":
        from supatui.resolve.draft import kept_renames

        return kept_renames(self.draft) if self.draft is not None else ()

    def restore(self, review: "Review") -> str:
        words = self._restored(review)
        return "; ".join(filter(None, [words, *self._recalled(review)]))

    def _recalled(self, review: "Review") -> list[str]:
        """Decide what was decided before on the same values; what there is to say about it."""
        from supatui.resolve.remembered import memory_path, read_memory, remembered_in

        sides = self.store.sides
        if sides is None or sides.project is None:
            return []
        memory = read_memory(memory_path(sides.project))
        count = review.recall(remembered_in(review, memory))
        said = [f"{count} decided as remembered (backspace takes one back)"] if count else []
        return [*said, *map(show, memory.problems)]

    def _restored(self, review: "Review") -> str:
        from supatui.resolve.draft import carry_over, resume

        if self._carried is not None:
            choices, words = self._carried, self._words
            self._carried = None
            carry_over(review, choices)
            return words
        path = self.draft
        try:
            return resume(review, path).note if path is not None else ""
        except SupatuiError as error:
            return error.what

    def save(self) -> None:
        """Keep the choices and their history in a draft, in a thread; of several in a row the last one counts."""
        review, path = self.store.review, self.draft
        if review is not None and path is not None:
            review.begun = self.store.begun()
            copy = work.snapshot(review)
            copy.begun = review.begun
            copy.done, copy.undone = list(review.done), list(review.undone)
            self.saving.submit(partial(self._save, copy, path))

    def _save(self, review: "Review", path: Path) -> None:
        from supatui.resolve.draft import save

        try:
            save(review, path)
        except SupatuiError as error:
            self.post_message(m.DraftSaved(error))
        else:
            self.post_message(m.DraftSaved(None))

    def on_draft_saved(self, message: m.DraftSaved) -> None:
        self.store.save_error = message.error.what if message.error else ""
        self.store.saved_at = clock()[:5]
        if message.error is not None:
            self.say(f"{show(message.error.what)}; {show(message.error.hint)}", warning=True)
        self.publish()

    def write_copy(self, path: Path, text: str) -> None:
        """Keep a copied text in a file too: many terminals drop what is sent to the clipboard."""
        self.in_thread(partial(self._write_copy, path, text), "copy", exclusive=False)

    def _write_copy(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.post_message(m.Saved(f"copied; no file: {error.strerror}"))
        else:
            lines = text.count("\n")
            self.post_message(m.Saved(f"copied {lines} {'line' if lines == 1 else 'lines'}, also in {path}"))

    def on_saved(self, message: m.Saved) -> None:
        self.say(message.text)
