"""EditScreen: the SQL of one result as a person writes it, built on a shadow server before it counts."""

import unicodedata
from functools import partial
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import TextArea

from supatui.catalog.identity import ObjectId
from supatui.compare.status import title
from supatui.errors import SupatuiError
from supatui.resolve.review import Review
from supatui.tui import work
from supatui.tui.bars import HeaderBar, MessageBar, edges
from supatui.tui.detail import paragraph
from supatui.tui.lines import LinePane
from supatui.tui.outside import edited_outside
from supatui.tui.text import Tone, line, show

if TYPE_CHECKING:
    from supatui.tui.app import SupatuiApp

KEYS = "^o builds it on a shadow   ^e $EDITOR   esc keeps the former choice"
HARMLESS = "\N{MIDDLE DOT}"
"""Stands on screen for a character that would move the terminal's cursor or turn the direction of a line."""


class SqlArea(TextArea):
    """A text area that shows what a database may hold without obeying it; the text itself stays as it is."""

    def get_line(self, line_index: int) -> Text:
        return Text("".join(map(_harmless, self.document.get_line(line_index))), end="", no_wrap=True)


def _harmless(character: str) -> str:
    if character.isprintable() or character == "\t" or unicodedata.category(character) == "Zs":
        return character
    return HARMLESS


class EditScreen(ModalScreen[None]):
    """Stays until a server took the text, or until the person leaves."""

    CSS_PATH = "edit.tcss"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("escape", "close", show=False, priority=True),
        Binding("ctrl+o,f2", "build", show=False, priority=True),
        Binding("ctrl+e", "outside", show=False, priority=True),
    ]

    class Ready(Message):
        """The text to begin with."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, object_id: ObjectId, text: str | None = None, *, outside: bool = False) -> None:
        super().__init__()
        self.object_id, self.outside = object_id, outside
        self.first = text
        """The text that it begins with; None until it is worked out."""
        self._told: object = None

    @property
    def supatui(self) -> "SupatuiApp":
        return cast("SupatuiApp", self.app)  # the only app that this screen is shown by

    @property
    def area(self) -> SqlArea:
        return self.query_one(SqlArea)

    def compose(self) -> ComposeResult:
        yield HeaderBar(id="edit-header")
        yield SqlArea("", id="edit-text", read_only=True, soft_wrap=True, tab_behavior="indent", show_line_numbers=True)
        yield LinePane("The server says", id="edit-error")
        yield MessageBar(id="edit-message")

    def on_mount(self) -> None:
        self.query_one("#edit-error").display = False
        self.area.focus()
        self.supatui.stop_building()
        self.supatui.store.building = None
        self._draw_header("working out the text")
        review = self.supatui.store.review
        assert review is not None
        if self.first is not None:
            self.post_message(self.Ready(self.first))
            return
        self.supatui.in_thread(partial(self._prepare, work.snapshot(review)), "prepare-edit", exclusive=False)

    def _prepare(self, review: Review) -> None:
        from supatui.plan.definition import text_to_edit  # brings every kind

        self.post_message(self.Ready(text_to_edit(review.around(self.object_id), self.object_id)))

    def on_edit_screen_ready(self, message: Ready) -> None:
        kept = self.supatui.store.unfinished.get(self.object_id)
        self.first = message.text
        self.area.load_text(message.text if kept is None else kept)
        self.area.read_only = False
        self._say(KEYS if kept is None else f"as you left it   {KEYS}")
        self._draw_header("nothing is built yet")
        if self.outside:
            self.action_outside()

    def on_resize(self) -> None:
        self._told = None
        self.call_after_refresh(self.refresh_view)

    # Drawing

    def _say(self, text: str, *, warning: bool = False) -> None:
        self.query_one(MessageBar).say(text, warning=warning)

    def _draw_header(self, state: str) -> None:
        head = line((" Edit   ", Tone.STRONG), show(title(self.object_id)))
        edge = line(("the result for both sides", Tone.MUTED))
        self.query_one(HeaderBar).show(edges(head, edge, self.app.size.width), line((f" {state}", Tone.MUTED)))

    def refresh_view(self) -> None:
        """The store changed: the build went on, failed or is done."""
        building = self.supatui.store.building
        told = building and (building.step, building.running, building.error)
        if building is None or building.subject != self.object_id or told == self._told:
            return
        self._told = told
        if building.running:
            self._draw_header(f"building: {show(building.step)}")
            self._say("esc stops it")
        elif building.error is not None:
            self._show_error(building.error, building.line)
        else:
            self.dismiss(None)

    def _show_error(self, error: SupatuiError, number: int | None) -> None:
        where = f"line {number}: " if number is not None else ""
        self._draw_header(f"not taken: {where}the former choice stays")
        pane = self.query_one("#edit-error", LinePane)
        pane.display = True
        width = self.app.size.width - 3
        lines = paragraph(f"✗ {where}{show(error.what)}", width, Tone.HAZARD)
        pane.show([*lines, *(paragraph(f"try: {show(error.hint)}", width) if error.hint else [])])
        if number is not None and number != self.area.cursor_location[0] + 1:
            self.area.move_cursor((min(number, self.area.document.line_count) - 1, 0), center=True)
        self._say(KEYS)

    # Acting

    def action_build(self) -> None:
        building = self.supatui.store.building
        if self.area.read_only:
            self._say("the text is not there yet")
        elif building is not None and building.running:
            self._say("it is being built, esc stops it")
        else:
            self.query_one("#edit-error").display = False
            self.supatui.build(self.object_id, self.area.text)

    def action_outside(self) -> None:
        if self.area.read_only:
            self._say("the text is not there yet")
            return
        before = self.area.text
        try:
            text = edited_outside(self.supatui, before)
        except SupatuiError as error:
            self._say(f"{show(error.what)}; {show(error.hint)}", warning=True)
            return
        if text == before:
            self._say(f"the editor left the text as it was   {KEYS}")
            return
        self.area.load_text(text)
        self.action_build()

    def action_close(self) -> None:
        if self.supatui.stop_building():
            self._draw_header("stopped: the former choice stays")
            self._say(f"stopped   {KEYS}")
            return
        self._keep()
        self.dismiss(None)

    def _keep(self) -> None:
        """Keep what was begun for the next time."""
        unfinished, text = self.supatui.store.unfinished, self.area.text
        if self.area.read_only or text == self.first:
            unfinished.pop(self.object_id, None)
        else:
            unfinished[self.object_id] = text
            self.call_later(self.supatui.say, "the text is kept: e goes on with it")
        self.supatui.save()
