"""WriteScreen: the files that would be written, then a typed fact for each statement that loses data."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input

from supatui.compare.model import Side
from supatui.counting import counted
from supatui.errors import SupatuiError
from supatui.plan.model import Plan
from supatui.report.migration_files import Order, new_files
from supatui.report.writing import NewFile, write_files
from supatui.resolve.remembered import PLACE, as_text, memory_path, read_memory, remember, updated
from supatui.resolve.review import Review
from supatui.tui import work
from supatui.tui.bars import HeaderBar, MessageBar
from supatui.tui.detail import paragraph
from supatui.tui.lines import ChoicePane, LinePane, LineView
from supatui.tui.loss import Question, questions
from supatui.tui.text import Line, Tone, code_lines, cut, cut_start, fit, line, show

if TYPE_CHECKING:
    from supatui.tui.app import SupatuiApp


class WriteScreen(ModalScreen[tuple[Path, ...] | None]):
    """Gives the paths that were written, or None."""

    CSS_PATH = "write.tcss"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("escape", "close", show=False),
        Binding("down", "file(1)", show=False),
        Binding("up", "file(-1)", show=False),
        Binding("pagedown", "scroll_text(1)", show=False),
        Binding("pageup", "scroll_text(-1)", show=False),
    ]

    class Prepared(Message):
        """The files as they would be written, or why not."""

        def __init__(self, name: str, files: Sequence[NewFile], error: SupatuiError | None) -> None:
            super().__init__()
            self.name, self.files, self.error = name, files, error

    class Written(Message):
        def __init__(self, paths: tuple[Path, ...], error: SupatuiError | None) -> None:
            super().__init__()
            self.paths, self.error = paths, error

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime.now(UTC)
        self.files: Sequence[NewFile] = ()
        self.questions: tuple[Question, ...] = ()
        self.answered = 0
        self.asking = False
        self.writing = False
        self.prepared_for = ""

    @property
    def supatui(self) -> "SupatuiApp":
        return cast("SupatuiApp", self.app)  # the only app that this screen is shown by

    def compose(self) -> ComposeResult:
        yield HeaderBar(id="write-header")
        yield Input(value=self._first_name(), placeholder="name of the migration", id="name")
        yield ChoicePane("Files", id="files")
        yield LinePane("", id="text")
        yield LinePane("Data would be lost", id="question")
        yield Input(placeholder="empty writes nothing", id="answer")
        yield MessageBar(id="write-message")

    def _first_name(self) -> str:
        sides = self.supatui.store.sides
        return f"{sides.name} merge" if sides is not None and sides.name else "merge"

    def on_mount(self) -> None:
        for name in ("#question", "#answer"):
            self.query_one(name).display = False
        self.query_one("#name", Input).focus()
        self._say("enter writes   ↑↓ file   pgup pgdn text   esc writes nothing")
        self.call_after_refresh(self._prepare)

    def _say(self, text: str, *, warning: bool = False) -> None:
        self.query_one(MessageBar).say(text, warning=warning)

    # Preparing

    def _plans(self) -> dict[Side, Plan] | None:
        """Both plans as decided now, with their proofs; None while they are made or where one cannot be."""
        store = self.supatui.store
        if not store.plans_are_current:
            return None
        found: dict[Side, Plan] = {}
        for side, planned in store.planned.items():
            if planned.plan is None:
                return None
            proving = store.proof_of(side)
            found[side] = replace(planned.plan, proof=proving.proof) if proving is not None else planned.plan
        return found

    def refresh_view(self) -> None:
        """The store changed: plans may have arrived."""
        if not self.asking and not self.writing:
            self._prepare()

    def _prepare(self) -> None:
        """Work the files out in a thread, for the name that stands there."""
        store, plans = self.supatui.store, self._plans()
        review, sides = store.review, store.sides
        assert review is not None
        assert sides is not None
        if plans is None:
            self._show_why_not()
            return
        assert sides.project is not None
        self._say_what_is_in_the_way()
        catalogs = {side: review.merge.start(side) for side in plans}
        self.questions = questions(plans, catalogs)
        order = Order(
            sides.project,
            self.query_one("#name", Input).value,
            self.moment,
            local_is_history=sides.local.startswith("migrations:"),
        )
        copy = work.snapshot(review)
        copy.done = list(review.done)
        self.supatui.preparing.submit(partial(self._prepare_files, copy, plans, order))

    def _say_what_is_in_the_way(self) -> None:
        """That a migration will stop at what the database holds; it can be written all the same, and run later."""
        self.supatui.count_in_the_way()
        for side in work.SIDES:
            if (error := self.supatui.store.in_the_way(side)) is not None:
                self._say(f"the plan for {side} stops: {show(error.what)}", warning=True)

    def _prepare_files(self, review: Review, plans: dict[Side, Plan], order: Order) -> None:
        from supatui.plan.render import as_sql  # only who writes needs it

        try:
            files = new_files(review, plans[Side.LOCAL], plans[Side.REMOTE], order, as_sql=as_sql)
        except SupatuiError as error:
            self.post_message(self.Prepared(order.name, (), error))
        else:
            self.post_message(self.Prepared(order.name, (*files, *_memory_file(review, order.folder, files)), None))

    def _show_why_not(self) -> None:
        store = self.supatui.store
        errors = [(side, one.error) for side, one in store.planned.items() if one.error is not None]
        pane = self.query_one("#files", ChoicePane)
        if errors and store.plans_are_current:
            side, error = errors[0]
            pane.show([line((f" ✗ the plan for {side} cannot be made: {show(error.what)}", Tone.HAZARD))])
            self._say(f"try: {show(error.hint)}", warning=True)
        else:
            pane.show([line((" working the statements out", Tone.MUTED))])

    def on_write_screen_prepared(self, message: Prepared) -> None:
        if message.name != self.query_one("#name", Input).value:
            return
        self.files, self.prepared_for = message.files, message.name
        self._draw_header()
        pane = self.query_one("#files", ChoicePane)
        width = pane.room - 1
        if message.error is not None:
            pane.show([line((cut(f" ✗ {show(message.error.what)}", width), Tone.HAZARD))])
        elif not message.files:
            pane.show([line((" nothing to write: no side has anything to do", Tone.MUTED))])
        else:
            there = next((file.path.name for file in message.files if file.path.exists()), None)
            state = f"{there} is there and is added to" if there else "none is there yet"
            pane.entitle(f"Files ── {len(message.files)} would be written, {state}")
            pane.show([self._file_line(file, width) for file in message.files], keep_place=True)
        self._draw_text()

    def _draw_header(self) -> None:
        store = self.supatui.store
        sides, review = store.sides, store.review
        assert sides is not None
        waiting = len({key.id for key in review.undecided()}) if review is not None else 0
        left = f"{waiting} undecided stay as they are" if waiting else "everything is decided"
        production = (" PROD", Tone.HAZARD) if sides.remote_is_production else ("", Tone.PLAIN)
        head = line((" Write   ", Tone.STRONG), "for REMOTE ", show(store.remote.label), production)
        tone = Tone.WAITING if waiting else Tone.MUTED
        count = len(self.questions)
        lost = f"   {count} {'statement loses' if count == 1 else 'statements lose'} data: you will be asked"
        self.query_one(HeaderBar).show(head, line((f" {left}", tone), (lost if count else "", Tone.HAZARD)))

    def _file_line(self, file: NewFile, width: int) -> Line:
        folder = self.supatui.store.sides.project if self.supatui.store.sides else None
        path = show(str(file.path.relative_to(folder) if folder else file.path))
        room = max(20, width * 3 // 5)
        return line(fit(cut_start(path, room), room), " ", (cut(show(file.title), width - room - 2), Tone.MUTED))

    def _draw_text(self) -> None:
        pane, at = self.query_one("#text", LinePane), self.query_one("#files", ChoicePane).cursor
        if at < len(self.files):
            file = self.files[at]
            pane.entitle(show(file.path.name))
            pane.show([line(" ", text) for text in code_lines(file.text, pane.room - 1)])
        else:
            pane.entitle("")
            pane.show([])

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "name":
            self._prepare()

    def on_line_view_cursor_moved(self, event: LineView.CursorMoved) -> None:
        if event.view.id == "files":
            self._draw_text()

    def action_file(self, step: int) -> None:
        self.query_one("#files", ChoicePane).move(step)

    def action_scroll_text(self, pages: int) -> None:
        self.query_one("#text", LinePane).move_page(pages)

    # Asking and writing

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self.writing:
            return
        if event.input.id == "answer":
            self._answer(event.value)
        elif not self.files or self.prepared_for != event.value:
            self._say("there is nothing to write yet", warning=True)
        elif self.questions:
            self.asking = True
            self.answered = 0
            self._ask()
        else:
            self._write()

    def _ask(self) -> None:
        store = self.supatui.store
        question = self.questions[self.answered]
        state = store.remote if question.side is Side.REMOTE else store.local
        production = question.side is Side.REMOTE and store.sides is not None and store.sides.remote_is_production
        pane = self.query_one("#question", LinePane)
        self.add_class("-asking")
        for name in ("#question", "#answer"):
            self.query_one(name).display = True
        where = f"{question.side.upper()} {show(state.label)}"
        pane.entitle(f"Data would be lost ── {self.answered + 1} of {len(self.questions)}")
        width = self.size.width - 4
        lines = [line((f" {where}", Tone.STRONG), (" PROD" if production else "", Tone.HAZARD))]
        lines += [line(" ", text) for text in code_lines(f"{question.statement.sql};", width - 1)[:3]]
        lines += paragraph(question.what, width, Tone.HAZARD)
        lines.append(line(" type ", (question.fact, Tone.KEY), " to lose it; anything else writes nothing"))
        pane.show(lines)
        box = self.query_one("#answer", Input)
        box.value = ""
        box.focus()

    def _answer(self, text: str) -> None:
        question = self.questions[self.answered]
        if not question.is_answered_by(text):
            self._stop_asking()
            self._say(f"nothing was written: {question.fact} was not typed; esc leaves, enter asks again", warning=True)
            return
        self.answered += 1
        if self.answered < len(self.questions):
            self._ask()
        else:
            self._write()

    def _stop_asking(self) -> None:
        self.asking = False
        self.remove_class("-asking")
        for name in ("#question", "#answer"):
            self.query_one(name).display = False
        self.query_one("#name", Input).focus()

    def _write(self) -> None:
        self.writing = True
        self._say("writing")
        review = self.supatui.store.review
        assert review is not None
        copy = work.snapshot(review)
        copy.done = list(review.done)
        self.supatui.in_thread(partial(self._write_files, tuple(self.files), copy), "write")

    def _write_files(self, files: tuple[NewFile, ...], review: Review) -> None:
        """The new files first, all or none of them; then what is remembered, which they do not need."""
        memory = [file.path for file in files if is_memory(file.path)]
        try:
            paths = write_files([file for file in files if file.path not in memory])
            for path in memory:
                remember(review, path)
                paths = (*paths, path)
        except SupatuiError as error:
            self.post_message(self.Written((), error))
        else:
            self.post_message(self.Written(paths, None))

    def on_write_screen_written(self, message: Written) -> None:
        self.writing = False
        if message.error is not None:
            self._stop_asking()
            self._say(f"{show(message.error.what)}; try: {show(message.error.hint)}", warning=True)
        else:
            self.dismiss(message.paths)

    def action_close(self) -> None:
        if self.writing:
            self._say("it is being written, this takes a moment")
        elif self.asking:
            self._stop_asking()
            self._say("nothing was written")
        else:
            self.dismiss(None)


def is_memory(path: Path) -> bool:
    """Whether it is the file of remembered decisions: the one that is added to, where the others are new."""
    return path.parts[-len(PLACE) :] == PLACE


def _memory_file(review: Review, folder: Path, files: Sequence[NewFile]) -> tuple[NewFile, ...]:
    """The remembered decisions as they would be, where some are new and there is something to write at all."""
    path = memory_path(folder)
    memory = read_memory(path)
    blocks, new = updated(review, memory)
    if not files or blocks == memory.blocks:
        return ()
    text = as_text(blocks.values(), memory.broken)
    count = f"{counted(new, 'decision')} to remember"
    return (NewFile(path, text, f"{count}; the file is added to"),)
