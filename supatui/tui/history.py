"""HistoryScreen: the folder's migrations and the remote's, side by side, and what mends them."""

from collections.abc import Callable, Iterable
from difflib import unified_diff
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.message import Message

from supatui.errors import SupatuiError
from supatui.tui.actions import Place, bindings
from supatui.tui.bars import edges
from supatui.tui.detail import paragraph, rule
from supatui.tui.lines import ChoicePane, LinePane, LineView
from supatui.tui.plan import error_page
from supatui.tui.question import QuestionScreen
from supatui.tui.screens import WorkScreen
from supatui.tui.text import BLANK, Line, Tone, code_lines, cut, fit, line, show, show_lines

if TYPE_CHECKING:  # brings the driver; the first frame does not wait for it
    from supatui.sources.history import Entry, State, Timeline
    from supatui.sources.history_sides import HistorySides
    from supatui.tui.history_work import Deed

TONES = {
    "applied": Tone.MUTED,
    "edited": Tone.CONFLICT,
    "pending": Tone.ADDED,
    "out of order": Tone.WAITING,
    "missing local": Tone.DROPPED,
    "no version": Tone.MUTED,
}


class HistoryScreen(WorkScreen):
    """Reads when it is opened; changes something only after a question."""

    CSS_PATH = "history.tcss"
    BINDINGS = bindings(Place.HISTORY)
    place: ClassVar[Place] = Place.HISTORY
    pane_ids: ClassVar[tuple[tuple[int, str], ...]] = ((1, "versions"), (2, "version"))

    class Looked(Message):
        def __init__(self, found: "tuple[HistorySides, Timeline] | None", error: SupatuiError | None) -> None:
            super().__init__()
            self.found, self.error = found, error

    class Prepared(Message):
        """What a person is to be asked, or why it cannot be done."""

        def __init__(self, deed: "Deed | None", error: SupatuiError | None) -> None:
            super().__init__()
            self.deed, self.error = deed, error

    class Done(Message):
        def __init__(self, words: str, error: SupatuiError | None) -> None:
            super().__init__()
            self.words, self.error = words, error

    def __init__(self) -> None:
        super().__init__()
        self.sides: HistorySides | None = None
        self.timeline: Timeline | None = None
        self.error: SupatuiError | None = None
        self.marked: set[str] = set()
        self.busy = "reading"

    def compose_panes(self) -> ComposeResult:
        yield ChoicePane("[1]Versions", id="versions", classes="pane")
        yield LinePane("[2]Version", id="version", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#versions").focus()
        self.call_after_refresh(self.action_reread)

    # Reading

    def action_reread(self) -> None:
        self.busy = "reading"
        self.refresh_view()
        self.supatui.in_thread(self._look, "history")

    def _look(self) -> None:
        from supatui.tui.history_work import look  # brings the driver

        try:
            found = look(self.supatui.store.sides, self.supatui.settings)
        except SupatuiError as error:
            self.post_message(self.Looked(None, error))
        else:
            self.post_message(self.Looked(found, None))

    def on_history_screen_looked(self, message: Looked) -> None:
        self.busy, self.error = "", message.error
        if message.found is not None:
            self.sides, self.timeline = message.found
            known = {entry.version for entry in self.timeline.entries}
            self.marked &= known
        self.refresh_view()

    # Drawing

    @property
    def entries(self) -> "tuple[Entry, ...]":
        return self.timeline.entries if self.timeline is not None else ()

    @property
    def entry(self) -> "Entry | None":
        at = self.query_one("#versions", ChoicePane).cursor
        return self.entries[at] if at < len(self.entries) else None

    def refresh_view(self) -> None:
        self._draw_header()
        self._draw_versions()
        self._draw_version()

    def _draw_header(self) -> None:
        width = self.app.size.width
        edge = line("")
        if self.sides is not None:
            label = cut(show(self.sides.title), 40 if self.is_narrow else 70)
            edge = line(f"REMOTE {label}", (" PROD" if self.sides.is_production else "", Tone.HAZARD))
        name = show(self.supatui.store.sides.name) if self.supatui.store.sides is not None else ""
        self.header.show(edges(line((f" History   {name}", Tone.STRONG)), edge, width), self._summary_line(width))

    def _summary_line(self, width: int) -> Line:
        if self.timeline is None:
            return line((f" {self.busy}", Tone.MUTED))
        from supatui.report.history_table import summary

        tone = Tone.WAITING if self.timeline.needs_mending else Tone.MUTED
        marks = f"{len(self.marked)} marked" if self.marked else self.busy
        return edges(line((f" {summary(self.timeline)}", tone)), line((marks, Tone.STRONG)), width)

    def _draw_versions(self) -> None:
        pane = self.query_one("#versions", ChoicePane)
        width = pane.room - 1
        if self.error is not None:
            pane.entitle("[1]Versions ── ✗ not read")
            pane.show(error_page(self.error.what, self.error.where, self.error.hint, width))
        elif self.timeline is None:
            pane.entitle("[1]Versions")
            pane.show([line((" asking the remote for its history", Tone.MUTED))])
        elif not self.entries:
            pane.entitle("[1]Versions ── none")
            pane.show([line((" no migrations, neither in the folder nor in the remote's history", Tone.MUTED))])
        else:
            self._entitle(pane)
            pane.show([self._row(entry, width) for entry in self.entries], keep_place=True)

    def _entitle(self, pane: ChoicePane) -> None:
        pane.entitle("[1]Versions", f"{pane.cursor + 1} of {len(self.entries)}")

    def _row(self, entry: "Entry", width: int) -> Line:
        from supatui.report.history_table import SIGNS

        mark = "[✓]" if entry.version in self.marked else "   "
        who = f"  by {entry.row.created_by}" if entry.row is not None and entry.row.created_by else ""
        problem = "  ✗ push" if any(one.is_fatal for one in entry.problems) else ""
        rest = cut(show(f"{entry.name}{who}"), max(8, width - 38 - len(problem)))
        return line(
            (f"{mark} ", Tone.KEY),
            (f"{SIGNS[entry.state]} ", TONES[entry.state]),
            fit(show(entry.version), 15) + " ",
            (fit(entry.state.value, 14), TONES[entry.state]),
            rest,
            (problem, Tone.HAZARD),
        )

    def _draw_version(self) -> None:
        pane, entry = self.query_one("#version", LinePane), self.entry
        if entry is None or self.error is not None:
            pane.entitle("[2]Version")
            pane.show([])
            return
        from supatui.report.history_table import problem_lines

        width = pane.room
        pane.entitle(f"[2]{show(entry.version)} {show(entry.name)}")
        lines: list[Line] = []
        for text in (*_meanings(entry.state), entry.detail):
            lines += paragraph(show(text), width, Tone.PLAIN) if text else []
        for text in problem_lines(entry):
            lines += paragraph(show(text), width, Tone.HAZARD)
        if entry.moment is not None:
            who = f" by {show(entry.row.created_by)}" if entry.row is not None and entry.row.created_by else ""
            lines.append(line((f" {entry.moment:%Y-%m-%d %H:%M:%S} UTC{who}", Tone.MUTED)))
        pane.show([*lines, *_text_lines(entry, width)])

    def on_line_view_cursor_moved(self, event: LineView.CursorMoved) -> None:
        if event.view.id == "versions" and self.entries and isinstance(event.view, ChoicePane):
            self._entitle(event.view)
            self._draw_version()

    # Acting

    def action_include(self) -> None:
        entry = self.entry
        if entry is None:
            self.say("there is nothing to mark")
            return
        self.marked ^= {entry.version}
        self.refresh_view()
        self.query_one("#versions", ChoicePane).move(1)

    def action_enter(self) -> None:
        self.query_one("#version").focus()

    @property
    def chosen(self) -> list[str]:
        """The marked versions, else the one under the cursor."""
        if self.marked:
            return [entry.version for entry in self.entries if entry.version in self.marked]
        return [self.entry.version] if self.entry is not None else []

    def action_fetch(self) -> None:
        from supatui.tui.history_work import fetch_deed

        timeline, versions = self.timeline, self.chosen
        if timeline is not None and versions:
            self._prepare(lambda: fetch_deed(timeline, versions))

    def action_repair(self, status: str) -> None:
        from supatui.apply.history import Status
        from supatui.tui.history_work import repair_deed

        timeline, sides, versions, settings = self.timeline, self.sides, self.chosen, self.supatui.settings
        if timeline is not None and sides is not None and versions:
            self._prepare(lambda: repair_deed(timeline, sides, settings, Status(status), versions))

    def _prepare(self, make: "Callable[[], Deed]") -> None:
        if self.busy:
            self.say(f"{self.busy}, this takes a moment")
            return

        def prepare() -> None:
            try:
                deed = make()
            except SupatuiError as error:
                self.post_message(self.Prepared(None, error))
            else:
                self.post_message(self.Prepared(deed, None))

        self.supatui.in_thread(prepare, "history")

    def on_history_screen_prepared(self, message: Prepared) -> None:
        deed, error = message.deed, message.error
        if error is not None:
            self.say(f"{show(error.what)}; try: {show(error.hint)}", warning=True)
        elif deed is not None and not deed.lines:
            self.say("nothing to do: folder and history say so already")
        elif deed is not None:
            self.app.push_screen(QuestionScreen(deed.title, deed.lines, deed.word), partial(self._answered, deed))

    def _answered(self, deed: "Deed", is_wanted: bool | None) -> None:
        if not is_wanted:
            self.say(f"nothing was done: {deed.word} was not typed")
            return
        self.busy = "working"

        def work() -> None:
            try:
                words = deed.run()
            except SupatuiError as error:
                self.post_message(self.Done("", error))
            else:
                self.post_message(self.Done(words, None))

        self.supatui.in_thread(work, "history")

    def on_history_screen_done(self, message: Done) -> None:
        if message.error is not None:
            self.busy = ""
            self.say(f"{show(message.error.what)}; try: {show(message.error.hint)}", warning=True)
            return
        self.marked.clear()
        self.supatui.store.log("history", show(message.words))
        self.say(show(message.words))
        self.supatui.history_changed()
        self.action_reread()


def _meanings(state: "State") -> tuple[str, ...]:
    """What a state means, and the keys that mend it."""
    return {
        "applied": (),
        "edited": (
            "supabase db push passes over the edit: it counts as applied.",
            "F gets the applied file back, A records what the file says now.",
        ),
        "pending": ("supabase db push will run it. A records it without running it.",),
        "out of order": (
            "older than what is applied: supabase db push needs --include-all.",
            "A records it as applied, if the database has it already.",
        ),
        "missing local": (
            "applied on the remote, and not in the folder: supabase db push refuses.",
            "F writes the file, R removes the row, if it was undone there.",
        ),
        "no version": ("its version is no number: the Supabase CLI does not list it.",),
    }[state]


def _text_lines(entry: "Entry", width: int) -> list[Line]:
    """The file against what was applied where they differ, else whichever text there is."""
    applied = entry.row.text if entry.row is not None else None
    if entry.state.value == "edited" and applied is not None and entry.text is not None:
        head = rule("- applied   + in the file", width)
        return [head, *_difference(applied, entry.text, width)]
    text = entry.text if entry.text is not None else applied
    if text is None:
        return []
    title = "the file" if entry.text is not None else "as it was applied"
    return [rule(title, width), *(line(" ", row) for row in code_lines(text.rstrip("\n"), width - 1))]


def _difference(applied: str, text: str, width: int) -> Iterable[Line]:
    tones = {"+": Tone.ADDED, "-": Tone.DROPPED}
    for row in list(unified_diff(show_lines(applied), show_lines(text), lineterm="", n=3))[2:]:
        if row.startswith("@@"):
            yield BLANK
        else:
            yield line((cut(f" {row}", width), tones.get(row[:1], Tone.PLAIN)))
