"""ConflictView: how one conflict is drawn: three definitions, its attributes, the result and what it would run."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Difference
from supatui.compare.status import title
from supatui.resolve.choice import By, Choice, Key
from supatui.resolve.outcome import is_shown_as_local
from supatui.tui.actions import Place, bindings
from supatui.tui.bars import cut_line, edges
from supatui.tui.detail import Definitions, Page, add_attributes, paragraph, rule
from supatui.tui.diff_pane import add_handed_down, add_planned, renames_of
from supatui.tui.hunk_picks import HunkPicks
from supatui.tui.hunks import HERE, NO_MARKS, HunkMarks, first_difference, one_side, row_of, wrapped
from supatui.tui.lines import ChoicePane, LinePane, LineView
from supatui.tui.marks import attribute_label
from supatui.tui.screens import WorkScreen
from supatui.tui.sides_bar import label_of
from supatui.tui.text import BLANK, Line, Span, Tone, code_lines, cut, line, show, width_of
from supatui.tui.work import Findings

SIDES = ("base", "local", "remote")
TEXTS = (*SIDES, "stack")
"""The panes that show definitions."""
SCOPE = "l r b decide one row here, the whole object from any other pane"
NARROW_SCOPE = "l r b here: one row"
HUNK_SCOPE = "l r b decide one row here, one hunk of the text in [1] to [3], the whole from [5]"
NARROW_HUNK_SCOPE = "l r b here: one row; in [1]: one hunk"


class ConflictView(WorkScreen):
    """The drawing part; what the keys do is in `conflict`."""

    CSS_PATH = "conflict.tcss"
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
        self.renamed: ObjectId | None = None
        """What it will be called once the comparison with a rename is there."""
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

    def on_descendant_focus(self) -> None:
        self.refresh_view()

    @property
    def is_in_text(self) -> bool:
        """Whether the keys are about the definitions."""
        return self.focused is not None and self.focused.id in TEXTS

    @property
    def picks(self) -> HunkPicks | None:
        """The contradictions of its long texts; the cursor is on one of them while the keys are about the texts."""
        picks = self.supatui.store.picks_for(self.object_id)
        if picks is not None:
            picks.at = (picks.at or 0) if self.is_in_text else None
        return picks

    @property
    def difference(self) -> Difference | None:
        return self.supatui.store.difference(self.object_id)

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        review = self.supatui.store.review
        return tuple(review.merge.by_id[one] for one in self.supatui.store.conflict_ids) if review else ()

    # Drawing

    def refresh_view(self) -> None:
        if self.difference is None and self.renamed is not None:
            self.object_id, self.renamed = self.renamed, None
        difference = self.difference
        if difference is None or self.supatui.store.review is None:
            self._draw_settled()
            return
        self._draw_header(difference)
        self._draw_attributes(difference)
        self._draw_definitions()
        self._draw_result(difference)
        self.message.hold(self.supatui.saved_words)
        self.supatui.weigh(self.object_id, None)

    def _draw_settled(self) -> None:
        """That nothing is left to choose about it; what could be matched can be parted from here."""
        self._drawn, self._changes = (), {}
        for name in (*TEXTS, "attributes"):
            self.query_one(f"#{name}", LinePane).show([])
        self.query_one("#attributes", LinePane).entitle("[4]Attributes")
        self.query_one("#result", LinePane).show([line((" it is no conflict any more, esc goes back", Tone.MUTED))])
        if self.supatui.store.review is not None:
            head = line((" Conflict settled   ", Tone.STRONG), show(title(self.object_id)))
            self.header.show(head, self._strip(self.app.size.width))

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
        scopes = (HUNK_SCOPE, NARROW_HUNK_SCOPE) if self.picks is not None else (SCOPE, NARROW_SCOPE)
        pane.show(page.lines, keep_place=True)
        if pane.cursor not in self._changes:
            pane.cursor = self._first_row()
        pane.entitle(f"[4]Attributes ── {scopes[self.is_narrow]}", self._why(self._changes.get(pane.cursor)))

    def on_line_view_cursor_moved(self, event: LineView.CursorMoved) -> None:
        if event.view.id == "attributes":
            event.view.border_subtitle = Text(self._why(self._changes.get(event.row)))

    def _why(self, key: Key | None) -> str:
        """Who decided the row and the reason that was given, else why it waits."""
        review = self.supatui.store.review
        if review is None or key is None:
            return ""
        given = review.resolution(key)
        if given is None:
            return show(review.waits_because(key.id, key.attribute) or "")
        who = "" if given.by is By.PERSON else given.who
        return show(": ".join(part for part in (who, given.reason) if part))

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
        picks = self.picks
        marks = picks.marks() if picks is not None else NO_MARKS
        drawn = (
            self.object_id,
            self.is_narrow,
            self.beside,
            found.definitions,
            self.app.size,
            self.has_class("-zoomed"),
            marks,
        )
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._entitle_texts(picks)
        place = picks.place if picks is not None else None
        self._draw_sides(found.definitions, marks, place)
        stack = self.query_one("#stack", LinePane)
        lines = found.definitions.as_lines(stack.room, beside=self.beside, marks=marks)
        stack.show(lines, keep_place=True)
        stack.scroll_to(y=max(0, _first_marked(lines, place is not None) - 1), animate=False)

    def _entitle_texts(self, picks: HunkPicks | None) -> None:
        here = f" ── {picks.words}" if picks is not None and picks.at is not None else ""
        more = f" ── {picks.words}, ] goes there" if picks is not None and not here else ""
        self.query_one("#local", LinePane).entitle(f"[2]Local{here}")
        self.query_one("#stack", LinePane).entitle(f"[1]Base, local, remote{here or more}")

    def _draw_sides(self, definitions: Definitions, marks: HunkMarks, place: int | None) -> None:
        hunks = wrapped(definitions.shown_hunks, self.query_one("#local", LinePane).room - 2)
        top = max(0, row_of(hunks, first_difference(hunks) if place is None else place) - 2)
        for name in SIDES:
            pane = self.query_one(f"#{name}", LinePane)
            text = getattr(definitions, name)
            empty = "there is no base: TWO-WAY" if name == "base" and definitions.two_way else "· not there"
            lines = one_side(hunks, name, marks)
            pane.show(
                lines if text else [line((f" {empty}", Tone.MUTED)), *[BLANK] * (len(lines) - 1)], keep_place=True
            )
            pane.scroll_to(y=top, animate=False)

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
        self._add_building(page, width)
        if not self.is_narrow:
            self._add_result(page, found, waiting)
        page.add(rule("to run as decided now" if waiting else "to run", width))
        add_planned(page, found, None, width, most=8)
        self._add_problems(page, difference, width)
        for sentence in store.brought.get(difference.id, ()) if review.is_decided(difference.id) else ():
            page.add(*paragraph(sentence, width, Tone.WAITING))
        add_handed_down(page, store, difference.id, width)
        _add_consequences(page, found, width)
        for text in renames_of(store, difference.id):
            page.add(*paragraph(text, width, Tone.WAITING))
        if self.is_narrow:
            page.add(rule("definition", width))
            self._add_result(page, found, waiting)
        pane.show(page.lines, keep_place=True)

    def _add_building(self, page: Page, width: int) -> None:
        """What a server is doing with what was picked or written, or why it did not take it."""
        building, picks = self.supatui.store.building, self.picks
        if building is not None and building.subject == self.object_id:
            if building.running:
                page.add(line((f" building: {show(building.step)}, esc stops it", Tone.WAITING)))
            elif building.error is not None:
                page.add(*paragraph(f"✗ not taken: {show(building.error.what)}", width, Tone.HAZARD))
                page.add(line((" the former choice stays; e opens the text", Tone.MUTED)))
        elif picks is not None and picks.chosen and not picks.is_complete:
            page.add(line((f" {picks.words}: l r b a pick, ] and [ go to the others", Tone.WAITING)))

    def _add_result(self, page: Page, found: Findings, waiting: list[Key]) -> None:
        review, picks = self.supatui.store.review, self.picks
        assert review is not None
        room = self.query_one("#result", LinePane).room - 1
        if picks is not None and picks.chosen:
            page.add(*(line(" ", row) for row in code_lines(found.definitions.shown(picks.text), room)))
            return
        for key in waiting:
            is_local = is_shown_as_local(review.merge, review.merge.by_id[key.id])
            shown = "as local" if is_local else "as base"
            what = attribute_label(key.attribute) if key.attribute else "whether it exists"
            page.add(line((f" {what} is not decided: shown {shown} until you choose", Tone.WAITING)))
        if found.result is None:
            page.add(line((" · it is not there", Tone.MUTED)))
        else:
            text = found.definitions.shown(found.result)
            page.add(*(line(" ", row) for row in code_lines(text, room)))

    def _add_problems(self, page: Page, difference: Difference, width: int) -> None:
        review = self.supatui.store.review
        assert review is not None
        ids = {difference.id, *(one.id for one in review.merge.covers.get(difference.id, ()))}
        for problem in review.problems():
            if problem.object in ids or problem.needs in ids:
                page.add(*paragraph(f"! {show(problem.sentence)}", width, Tone.HAZARD))


def _add_consequences(page: Page, found: Findings, width: int) -> None:
    """What each choice would bring along and break."""
    keys = {Choice.LOCAL: "l", Choice.REMOTE: "r", Choice.BASE: "b", Choice.SKIPPED: "x"}
    for choice, closure in found.consequences.items():
        for needed in closure.needed:
            page.add(*paragraph(f"{keys[choice]}: {show(needed.sentence)}", width, Tone.WAITING))
        for problem in closure.breaks:
            page.add(*paragraph(f"{keys[choice]} breaks: {show(problem.sentence)}", width, Tone.HAZARD))


def _first_marked(lines: list[Line], is_picking: bool) -> int:
    """The row of the hunk under the cursor, else of the first one that has a mark."""
    marked = [row for row, spans in enumerate(lines) if spans and spans[0].text.strip()]
    here = [row for row in marked if HERE in lines[row][0].text] if is_picking else []
    return min(here or marked, default=0)
