"""QuestionScreen: what is about to be done, and the word that does it."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from supatui.tui.lines import LinePane
from supatui.tui.text import Tone, line, show, wrap


class QuestionScreen(ModalScreen[bool]):
    """Gives whether `word` was typed; escape and everything else is no."""

    CSS_PATH = "question.tcss"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("escape", "close", show=False),
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str], word: str) -> None:
        super().__init__()
        self.subject, self.lines, self.word = title, lines, word

    def compose(self) -> ComposeResult:
        yield LinePane(self.subject, id="question-lines")
        yield Input(placeholder="anything else does nothing", id="question-answer")

    def on_mount(self) -> None:
        box = self.query_one(Input)
        box.border_title = Text(f"type {self.word} and enter to do it")
        box.border_subtitle = Text("esc does nothing")
        box.focus()
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        pane = self.query_one(LinePane)
        width = max(20, self.size.width - 6)
        # What fits stays as it is, so that columns line up.
        shown = (show(text) for text in self.lines)
        rows = [row for text in shown for row in ([text] if cell_len(text) <= width else wrap(text, width))]
        pane.show([line(" ", (row, Tone.PLAIN)) for row in rows])

    def action_scroll(self, pages: int) -> None:
        self.query_one(LinePane).move_page(pages)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() == self.word)

    def action_close(self) -> None:
        self.dismiss(False)
