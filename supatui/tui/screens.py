"""WorkScreen: what all screens share: bars, panes by number, moving, copying, going back."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from supatui.tui.actions import Place, actions_for
from supatui.tui.bars import FooterBar, HeaderBar, MessageBar
from supatui.tui.lines import LineView
from supatui.tui.text import plain

if TYPE_CHECKING:
    from supatui.tui.app import SupatuiApp

ActionReason = str | None


class WorkScreen(Screen[None]):
    """A screen with a header, panes, a message line and a footer made from the table of actions."""

    place: ClassVar[Place]
    pane_ids: ClassVar[tuple[tuple[int, str], ...]] = ()
    """Number and id of each pane; several ids of one number are shown at different widths."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so

    @property
    def supatui(self) -> "SupatuiApp":
        return cast("SupatuiApp", self.app)  # the only app that these screens are shown by

    @property
    def is_narrow(self) -> bool:
        return self.app.size.width < 100

    def compose(self) -> ComposeResult:
        yield HeaderBar()
        yield from self.compose_panes()
        yield MessageBar()
        yield FooterBar(actions_for(self.place))

    def compose_panes(self) -> ComposeResult:
        """The widgets between header and message line."""
        yield from ()

    def refresh_view(self) -> None:
        """Show what the store holds now; called after every change of it."""

    @property
    def header(self) -> HeaderBar:
        return self.query_one(HeaderBar)

    @property
    def message(self) -> MessageBar:
        return self.query_one(MessageBar)

    def say(self, text: str, *, warning: bool = False) -> None:
        """Put a sentence in the line above the footer."""
        self.message.say(text, warning=warning)

    @property
    def shown_panes(self) -> list[Widget]:
        """The panes in sight, by number."""
        panes = [self.query_one(f"#{pane_id}") for _, pane_id in self.pane_ids]
        return [pane for pane in panes if pane.display and pane.region.height]

    @property
    def pane(self) -> LineView | None:
        """The pane with the focus."""
        return self.focused if isinstance(self.focused, LineView) else None

    def on_resize(self) -> None:
        self.call_after_refresh(self.refresh_view)

    def action_pane(self, number: int) -> None:
        for own, pane_id in self.pane_ids:
            pane = self.query_one(f"#{pane_id}")
            if own == number and pane.display:
                pane.focus()
                return
        self.say(f"there is no pane {number} at this size")

    def action_next_pane(self, step: int) -> None:
        panes = self.shown_panes
        if panes:
            at = panes.index(self.focused) if self.focused in panes else -step
            panes[(at + step) % len(panes)].focus()

    def action_zoom(self) -> None:
        zoomed = self.has_class("-zoomed")
        for pane in self.query(".-zoom"):
            pane.remove_class("-zoom")
        if not zoomed and self.pane is not None:
            self.pane.add_class("-zoom")
        self.set_class(not zoomed and self.pane is not None, "-zoomed")
        self.call_after_refresh(self.refresh_view)

    def action_move(self, rows: int) -> None:
        if self.pane is not None:
            self.pane.move(rows)

    def action_page(self, pages: int) -> None:
        if self.pane is not None:
            self.pane.move_page(pages)

    def action_end(self, last: bool) -> None:
        if self.pane is not None:
            self.pane.move_end(last)

    def action_enter(self) -> None:
        """Nothing to open unless the screen says so."""

    def action_escape(self) -> None:
        if self.has_class("-zoomed"):
            self.action_zoom()
        elif len(self.app.screen_stack) > 1:
            self.action_leave()

    def action_leave(self) -> None:
        self.app.pop_screen()

    def action_help(self) -> None:
        self.supatui.show_help(self)

    def action_commands(self) -> None:
        self.app.action_command_palette()

    def action_undo(self) -> None:
        self.supatui.undo()

    def action_redo(self) -> None:
        self.supatui.redo()

    def action_plan(self) -> None:
        self.supatui.open_plan()

    def action_history(self) -> None:
        self.supatui.open_history()

    def action_write(self) -> None:
        self.supatui.open_write()

    def copy_text(self) -> str:
        """What `y` copies: the text of the pane with the focus."""
        pane = self.pane
        if pane is None:
            return ""
        rows = (plain(pane.line_at(row, pane.room)).rstrip() for row in range(pane.line_count))
        return "\n".join(rows) + "\n"

    def action_copy(self) -> None:
        text = self.copy_text()
        if not text.strip():
            self.say("nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.supatui.write_copy(self.supatui.settings.state_folder / "copied.txt", text)
