"""IgnoredScreen: what was left out because it belongs to the Supabase platform; typing filters."""

from collections.abc import Iterator
from itertools import groupby

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from supatui.catalog.model import Catalog
from supatui.compare.ignored import Ignored, ignored, ignored_words
from supatui.tui.lines import LinePane
from supatui.tui.text import Line, cut, fit, line, show
from supatui.tui.text import Tone as T

_KIND_CELLS = 22


class IgnoredScreen(ModalScreen[None]):
    """The list of both sides, grouped by schema."""

    CSS_PATH = "ignored.tcss"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("escape", "close", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, local: Catalog, remote: Catalog) -> None:
        super().__init__()
        self.local, self.remote = local, remote

    def compose(self) -> ComposeResult:
        yield Input(placeholder="type to filter, esc closes", id="ignored-filter")
        yield LinePane("Ignored", id="ignored-list")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.call_after_refresh(self._fill, "")

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._fill(self.query_one(Input).value))

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, text: str) -> None:
        pane = self.query_one(LinePane)
        words = text.lower().split()
        found = [
            one
            for one in ignored(self.local, self.remote)
            if all(word in f"{one.item.kind} {one.item.schema} {one.item.name}".lower() for word in words)
        ]
        pane.entitle(f"Ignored ── {ignored_words(self.local, self.remote)}", f"{len(found)} shown")
        pane.show(list(_lines(found, pane.room)) or [line((_why_empty(self.local, self.remote), T.MUTED))])

    def action_move(self, rows: int) -> None:
        self.query_one(LinePane).move(rows)

    def action_page(self, pages: int) -> None:
        self.query_one(LinePane).move_page(pages)

    def action_close(self) -> None:
        self.dismiss(None)


def _why_empty(local: Catalog, remote: Catalog) -> str:
    return " nothing has these words" if local.managed or remote.managed else " nothing was left out"


def _lines(found: list[Ignored], width: int) -> Iterator[Line]:
    for schema, members in groupby(found, key=lambda one: one.item.schema):
        group = list(members)
        heading = f"─ {show(schema) or 'outside schemas'} ── {sum(one.item.number for one in group)} "
        yield line((cut(heading, width), T.RULE), ("─" * max(0, width - len(heading)), T.RULE))
        for one in group:
            number = f" ({one.item.number})" if one.item.number > 1 else ""
            side = "" if one.local and one.remote else "local only" if one.local else "remote only"
            room = max(8, width - _KIND_CELLS - len(side) - 3)
            name = fit(show(one.item.name) + number, room)
            yield line(" ", (fit(one.item.kind, _KIND_CELLS), T.MUTED), " ", name, " ", (side, T.KEY))
