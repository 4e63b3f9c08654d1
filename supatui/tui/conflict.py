"""ConflictScreen: one conflict at a time, with all three definitions, its attributes and the live result."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Difference
from supatui.compare.status import title
from supatui.resolve import Choice, Key
from supatui.tui.actions import Place, bindings
from supatui.tui.bars import cut_line, edges
from supatui.tui.detail import Definitions, Page, add_attributes, paragraph, rule
from supatui.tui.diff_pane import add_planned, renames_of
from supatui.tui.hunks import first_difference, one_side, wrapped
from supatui.tui.lines import ChoicePane, LinePane, LineView
from supatui.tui.marks import attribute_label
from supatui.tui.screens import WorkScreen
from supatui.tui.sides_bar import label_of
from supatui.tui.text import BLANK, Line, Span, Tone, code_lines, cut, line, show, width_of
from supatui.tui.work import Findings

SIDES = ("base", "local", "remote")
SCOPE = "l r b decide one row here, the whole object from any other pane"
NARROW_SCOPE = "l r b here: one row"


class ConflictScreen(WorkScreen):
    """Where a contradiction is settled."""

    BINDINGS = bindings(Place.CONFLICT)
    place: ClassVar[Place] = Place.CONFLICT
    pane_ids: ClassVar[tuple[tuple[int, str], ...]] = (
        (1, "base"),
        (1, "stack"),
        (2, "local"),
        (3, "remote"),
        (4, "attributes"),
        (5, "result"),
    )

    def __init__(self, object_id: ObjectId) -> None:
        super().__init__()
        self.object_id = object_id
        self.beside = False
        self._changes: dict[int, Key] = {}
        self._drawn: tuple[object, ...] = ()

    def compose_panes(self) -> ComposeResult:
        with Horizontal(id="definitions"):
            for number, name in enumerate(SIDES, start=1):
                yield LinePane(f"[{number}]{name.title()}", id=name, classes="pane")
        yield LinePane("[1]Base, local, remote", id="stack", classes="pane")
        yield ChoicePane("[4]Attributes", id="attributes", classes="pane")
        yield LinePane("[5]Result", id="result", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#attributes").focus()
        self.call_after_refresh(self.refresh_view)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.refresh_view)

    @property
    def difference(self) -> Difference | None:
        return self.supatui.store.difference(self.object_id)

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        review = self.supatui.store.review
        return tuple(review.merge.by_id[one] for one in self.supatui.store.conflict_ids) if review else ()

    # Drawing

    def refresh_view(self) -> None:
        difference = self.difference
        if difference is None or self.supatui.store.review is None:
            self.query_one("#result", LinePane).show([line((" it is no conflict any more, esc goes back", Tone.MUTED))])
            return
        self._draw_header(difference)
        self._draw_attributes(difference)
        self._draw_definitions()
        self._draw_result(difference)
        self.message.hold(self.supatui.saved_words)
        self.supatui.weigh(self.object_id, None)

    def _draw_header(self, difference: Difference) -> None:
        store, width = self.supatui.store, self.app.size.width
        ids = [one.id for one in self.conflicts]
        at = f"{ids.index(difference.id) + 1} of {len(ids)}" if difference.id in ids else "settled"
        production = " PROD" if store.sides is not None and store.sides.remote_is_production else ""
        target = cut(label_of(store.remote), 24 if self.is_narrow else 40)
        edge = line(
            ("LOCAL ⇄ " if not self.is_narrow else "", Tone.MUTED), f"REMOTE {target}", (production, Tone.HAZARD)
        )
        if not self.is_narrow:
            edge = (*edge, Span("  READ ONLY", Tone.STRONG))
        head = line((f" Conflict {at}   ", Tone.STRONG), show(title(difference.id)))
        self.header.show(edges(head, edge, width), self._strip(width))

    def _strip(self, width: int) -> Line:
        """`✓ 1 total local  ▶ 2 own rows  ○ 3 ...`, scrolled so that the present one is in sight."""
        review = self.supatui.store.review
        assert review is not None
        parts: list[Line] = []
        here = 0
        for number, conflict in enumerate(self.conflicts, start=1):
            is_here = conflict.id == self.object_id
            decided = review.is_decided(conflict.id)
            mark = "▶" if is_here else "✓" if decided else "○"
            if is_here:
                here = number - 1
            choice = review.choice_of(conflict.id)
            words = f" {choice}" if decided and choice else " half decided" if self._is_half(conflict) else ""
            tone = Tone.STRONG if is_here else Tone.DECIDED if decided else Tone.PLAIN
            parts.append(line((f" {mark} {number} {show(conflict.id.name)}", tone), (f"{words}  ", Tone.MUTED)))
        first = 0
        while first < here and sum(width_of(part) for part in parts[first : here + 1]) > width:
            first += 1
        more = line((" …", Tone.MUTED)) if first else ()
        return cut_line((*more, *(span for part in parts[first:] for span in part)), width)

    def _is_half(self, conflict: Difference) -> bool:
        review = self.supatui.store.review
        assert review is not None
        waiting = [review.resolution(key) is None for key in review.keys(conflict.id)]
        return any(waiting) and not all(waiting)

    def _draw_attributes(self, difference: Difference) -> None:
        pane, store = self.query_one("#attributes", ChoicePane), self.supatui.store
        review = store.review
        assert review is not None
        page = Page()
        width = pane.room - 1
        add_attributes(
            page,
            difference,
            lambda change: store.mark_key(Key(change.id, change.attribute)),
            width,
            two_way=review.merge.two_way,
        )
        self._changes = {row: Key(change.id, change.attribute) for row, change in page.changes.items()}
        pane.entitle(f"[4]Attributes ── {NARROW_SCOPE if self.is_narrow else SCOPE}", self._why_waiting(difference))
        pane.show(page.lines, keep_place=True)
        if pane.cursor not in self._changes:
            pane.cursor = self._first_row()

    def _why_waiting(self, difference: Difference) -> str:
        review = self.supatui.store.review
        reason = review.waits_because(difference.id) if review else None
        return show(reason) if reason else ""

    def _first_row(self) -> int:
        """The first row that waits, else the first row."""
        review = self.supatui.store.review
        rows = [row for row, key in self._changes.items() if review is not None and review.keys(key.id, key.attribute)]
        waiting = [row for row in rows if review is not None and review.resolution(self._changes[row]) is None]
        return min(waiting or rows or list(self._changes), default=0)

    def _draw_definitions(self) -> None:
        found = self.supatui.store.findings
        if found is None or found.id != self.object_id:
            return
        drawn = (
            self.object_id,
            self.is_narrow,
            self.beside,
            found.definitions,
            self.app.size,
            self.has_class("-zoomed"),
        )
        if drawn == self._drawn:
            return
        self._drawn = drawn
        definitions = found.definitions
        hunks = wrapped(definitions.shown_hunks, self.query_one("#local", LinePane).room - 2)
        top = max(0, first_difference(hunks) - 2)
        for name in SIDES:
            pane = self.query_one(f"#{name}", LinePane)
            text = getattr(definitions, name)
            empty = "there is no base: TWO-WAY" if name == "base" and definitions.two_way else "· not there"
            lines = one_side(hunks, name)
            pane.show(lines if text else [line((f" {empty}", Tone.MUTED)), *[BLANK] * (len(lines) - 1)])
            pane.scroll_to(y=top, animate=False)
        stack = self.query_one("#stack", LinePane)
        lines = definitions.as_lines(stack.room, beside=self.beside)
        stack.show(lines)
        stack.scroll_to(y=max(0, _first_marked(lines) - 1), animate=False)

    def _draw_result(self, difference: Difference) -> None:
        pane, store = self.query_one("#result", LinePane), self.supatui.store
        found, review = store.findings, store.review
        assert review is not None
        width = pane.room
        page = Page()
        if found is None or found.id != difference.id:
            pane.show([line((" …", Tone.MUTED))])
            return
        waiting = [key for key in review.keys(difference.id) if review.resolution(key) is None]
        if not self.is_narrow:
            self._add_result(page, found, waiting)
        page.add(rule("to run as decided now" if waiting else "to run", width))
        add_planned(page, found, None, width, most=8)
        self._add_problems(page, difference, width)
        for text in renames_of(store, difference.id):
            page.add(*paragraph(text, width, Tone.WAITING))
        if self.is_narrow:
            page.add(rule("definition", width))
            self._add_result(page, found, waiting)
        pane.show(page.lines, keep_place=True)

    def _add_result(self, page: Page, found: Findings, waiting: list[Key]) -> None:
        review = self.supatui.store.review
        assert review is not None
        for key in waiting:
            shown = "as local" if review.merge.two_way else "as base"
            what = attribute_label(key.attribute) if key.attribute else "whether it exists"
            page.add(line((f" {what} is not decided: shown {shown} until you choose", Tone.WAITING)))
        if found.result is None:
            page.add(line((" · it is not there", Tone.MUTED)))
        else:
            text = found.definitions.shown(found.result)
            page.add(*(line(" ", row) for row in code_lines(text, self.query_one("#result", LinePane).room - 1)))

    def _add_problems(self, page: Page, difference: Difference, width: int) -> None:
        review = self.supatui.store.review
        assert review is not None
        ids = {difference.id, *(one.id for one in review.merge.covers.get(difference.id, ()))}
        for problem in review.problems():
            if problem.object in ids or problem.needs in ids:
                page.add(*paragraph(f"! {show(problem.sentence)}", width, Tone.HAZARD))

    # Acting

    def action_decide(self, choice: str) -> None:
        if self.supatui.decide([self.object_id], Choice(choice), self._attribute(), show(title(self.object_id))):
            self._move_on()

    def action_reopen(self) -> None:
        self.supatui.reopen([self.object_id], self._attribute(), show(title(self.object_id)))

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
        self.supatui.edit(self.object_id)

    def action_editor(self) -> None:
        self.supatui.edit(self.object_id, outside=True)

    def action_match(self) -> None:
        self.supatui.match(self.object_id)

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
        ids = [one.id for one in self.conflicts]
        at = ids.index(self.object_id) if self.object_id in ids else 0
        if 0 <= at + step < len(ids):
            self.show_conflict(ids[at + step])
        else:
            self.say("this is the last conflict" if step > 0 else "this is the first conflict")

    def action_definition(self) -> None:
        self.beside = not self.beside
        if not self.is_narrow:
            self.say("all three are side by side at this width; z widens one")
        self.refresh_view()

    def on_line_view_scrolled_to(self, event: LineView.ScrolledTo) -> None:
        if event.view.id in SIDES:
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


def _first_marked(lines: list[Line]) -> int:
    return next((row for row, spans in enumerate(lines) if spans and spans[0].text.strip()), 0)
