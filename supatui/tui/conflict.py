"""ConflictScreen: one conflict at a time, settled row by row, hunk by hunk, as a whole or by hand."""

from supatui.catalog.identity import ObjectId
from supatui.compare.status import title
from supatui.resolve.choice import Choice
from supatui.tui.conflict_view import SIDES, ConflictView
from supatui.tui.detail import Definitions
from supatui.tui.hunk_picks import HunkPicks
from supatui.tui.lines import ChoicePane, LinePane, LineView
from supatui.tui.marks import attribute_label
from supatui.tui.text import show


class ConflictScreen(ConflictView):
    """Where a contradiction is settled."""

    # Acting

    def action_decide(self, choice: str) -> None:
        picks = self.picks
        if picks is not None and picks.at is not None and choice != Choice.SKIPPED:
            self._pick(picks, Choice(choice))
            return
        attribute, name = self._attribute(), show(title(self.object_id))
        if choice == Choice.SKIPPED:
            words = f"{attribute_label(attribute)} of {name}" if attribute is not None else name
            self.supatui.skip([self.object_id], attribute, words, self._move_on)
        elif self.supatui.decide([self.object_id], Choice(choice), attribute, name):
            self._move_on()

    def _pick(self, picks: HunkPicks, choice: Choice) -> None:
        """Choose for the hunk under the cursor; once all are chosen, a server builds what comes of it."""
        if choice is Choice.BASE and picks.is_two_way:
            self.say("base is not possible here: there is no base of it", warning=True)
            return
        self.supatui.stop_building()
        self.supatui.store.building = None
        if not picks.chosen:
            picks.decided = self.supatui.store.decided_for(self.object_id)
        picks.pick(choice)
        if picks.is_complete:
            self.supatui.build(self.object_id, picks.text)
        else:
            self.refresh_view()
        self.supatui.save()

    def action_reopen(self) -> None:
        picks = self.picks
        name = show(title(self.object_id))
        if picks is None or picks.place not in picks.chosen:
            self.supatui.reopen([self.object_id], self._attribute(), name)
            return
        del picks.chosen[picks.place]
        stopped = self.supatui.stop_building()
        self.supatui.store.building = None
        if not stopped and self.supatui.store.choice_of(self.object_id) is not None:
            self.supatui.reopen([self.object_id], None, name)
            picks.decided = self.supatui.store.decided_for(self.object_id)
        self.refresh_view()
        self.supatui.save()

    def _attribute(self) -> str | None:
        """The attribute of the row under the cursor; None stands for the whole object."""
        pane, difference = self.query_one("#attributes", ChoicePane), self.difference
        if not self._changes and difference is not None:
            self._draw_attributes(difference)  # a key that was faster than the first drawing
        key = self._changes.get(pane.cursor) if self.focused in (pane, None) else None
        return key.attribute if key is not None else None

    def action_include(self) -> None:
        self.say("both sides differ: take local (l), remote (r) or base (b), or leave it out (x)", warning=True)

    def action_edit(self) -> None:
        self._edit(outside=False)

    def action_editor(self) -> None:
        self._edit(outside=True)

    def _edit(self, *, outside: bool) -> None:
        """The text as it is, with what was picked so far."""
        picks = self.picks
        self.supatui.edit(self.object_id, picks.text if picks is not None and picks.chosen else None, outside=outside)

    def action_escape(self) -> None:
        if self.supatui.stop_building():
            self.say("stopped: the former choice stays")
            self.refresh_view()
        else:
            super().action_escape()

    def action_match(self) -> None:
        self.renamed = self.supatui.match(self.object_id)

    def _move_on(self) -> None:
        """To the next row that waits, then to the next conflict; after the last one it stays and says so."""
        review = self.supatui.store.review
        assert review is not None
        if review.is_decided(self.object_id):
            self._go_to_waiting(1, after_deciding=True)
        else:
            self.query_one("#attributes", ChoicePane).cursor = self._first_row()

    def _go_to_waiting(self, step: int, *, after_deciding: bool = False) -> None:
        review = self.supatui.store.review
        assert review is not None
        ids = [one.id for one in self.conflicts]
        at = ids.index(self.object_id) if self.object_id in ids else 0
        order = [(at + step * distance) % len(ids) for distance in range(1, len(ids) + 1)] if ids else []
        waiting = [place for place in order if not review.is_decided(ids[place])]
        if not waiting:
            self._say_all_decided()
            return
        wrapped = waiting[0] <= at if step > 0 else waiting[0] >= at
        self.show_conflict(ids[waiting[0]])
        if wrapped and not after_deciding:
            self.say("went round: this is the first one that waits" if step > 0 else "went round: this is the last one")

    def _say_all_decided(self) -> None:
        review = self.supatui.store.review
        assert review is not None
        others = len({key.id for key in review.undecided()})
        rest = f"; {others} other differences wait for you, q goes back to them" if others else ""
        self.say(f"all {len(self.conflicts)} decided, p shows the plan{rest}")

    def show_conflict(self, object_id: ObjectId) -> None:
        self.object_id = object_id
        self._drawn = ()
        self._changes = {}
        self.query_one("#attributes", ChoicePane).cursor = 0
        self.refresh_view()
        pane = self.query_one("#attributes", ChoicePane)
        pane.cursor = self._first_row()

    def action_undecided(self, step: int) -> None:
        self._go_to_waiting(step)

    def action_different(self, step: int) -> None:
        """To the next contradiction of a long text, behind the last one to the next conflict."""
        picks = self.picks
        if picks is not None and self._step_hunk(picks, step):
            return
        ids = [one.id for one in self.conflicts]
        at = ids.index(self.object_id) if self.object_id in ids else 0
        if 0 <= at + step < len(ids):
            self.show_conflict(ids[at + step])
            self.query_one("#attributes").focus()
        else:
            self.say("this is the last conflict" if step > 0 else "this is the first conflict")

    def _step_hunk(self, picks: HunkPicks, step: int) -> bool:
        if picks.at is not None:
            if picks.step(step):
                self.refresh_view()
                return True
            if step < 0:
                self.query_one("#attributes").focus()
            return step < 0
        if step > 0:
            self.query_one("#stack" if self.is_narrow else "#local").focus()
        return step > 0

    def action_definition(self) -> None:
        self.beside = not self.beside
        if not self.is_narrow:
            self.say("all three are side by side at this width; z widens one")
        self.refresh_view()

    def on_line_view_scrolled_to(self, event: LineView.ScrolledTo) -> None:
        # A pane that has been scrolled on since says so itself: following older words would never end.
        if event.view.id in SIDES and event.y == round(event.view.scroll_y):
            for name in SIDES:
                pane = self.query_one(f"#{name}", LinePane)
                if pane is not event.view:
                    pane.scroll_to(y=event.y, animate=False)

    def copy_text(self) -> str:
        found = self.supatui.store.findings
        if found is not None and found.id == self.object_id and self.focused is not None:
            text = {"result": found.result}.get(self.focused.id or "", _text_of(found.definitions, self.focused.id))
            if text:
                return text.rstrip() + "\n"
        return super().copy_text()


def _text_of(definitions: Definitions, name: str | None) -> str | None:
    return getattr(definitions, name) if name in SIDES else None
