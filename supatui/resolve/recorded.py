"""Steps: decisions are recorded as steps, each of which can be taken back and made again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.resolve.choice import Key, Resolution, Step, applied
from supatui.resolve.decided import Decided, Refusal, alike, subject_words
from supatui.resolve.results import Results


class Recorded(Results):
    """Results with a history, without end in both directions."""

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

    # Recording

    def _set(self, decisions: dict[Key, Resolution]) -> None:
        self.decisions = decisions
        self.revision += 1

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
        entries = tuple((key, before, after) for key in keys if not alike(before := self.decisions.get(key), after))
        withdrawn = self._withdrawn(entries)
        entries += withdrawn
        if not entries:
            return Decided("", 0, 0, refused)
        objects = {key.id for key in keys}
        step = Step(name or f"{verb} for {subject_words(objects, wanted, attribute)}", entries)
        self.done.append(step)
        self.undone.clear()
        self._set(applied(self.decisions, step))
        edited = {before.edit.subject for _, before, _ in withdrawn if before is not None and before.edit is not None}
        return Decided(step.name, len(objects), len(entries), refused, withdrawn=tuple(sorted(edited)))

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

    def _add_to_step(self, entries: Iterable[tuple[Key, Resolution | None, Resolution | None]]) -> None:
        step = replace(self.done[-1], entries=tuple(entries))
        if step.entries:
            self.done[-1] = replace(step, entries=(*self.done[-1].entries, *step.entries))
            self._set(applied(self.decisions, step))
