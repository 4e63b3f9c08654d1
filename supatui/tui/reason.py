"""ReasonScreen: one line that says why something is left out."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

MOST_CHARACTERS = 200
"""A reason is read in one line of a table."""


class ReasonScreen(ModalScreen[str | None]):
    """Gives the reason, or None where the person thought better of it. `name` and `first` are shown as text."""

    CSS_PATH = "reason.tcss"
    BINDINGS = [Binding("escape", "close", show=False)]  # noqa: RUF012 - Textual declares it so

    def __init__(self, name: str, first: str) -> None:
        super().__init__()
        self.subject, self.first = name, first

    def compose(self) -> ComposeResult:
        yield Input(
            value=self.first,
            placeholder="a few words; kept until it changes again",
            max_length=MOST_CHARACTERS,
            id="reason",
        )

    def on_mount(self) -> None:
        box = self.query_one(Input)
        box.border_title = Text(f"Why is {self.subject} left out?")
        box.border_subtitle = Text("enter leaves it out, esc does not")
        box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        reason = " ".join(event.value.split())
        if reason:
            self.dismiss(reason)
        else:
            self.query_one(Input).border_subtitle = Text("say why in a few words; esc does not leave it out")

    def action_close(self) -> None:
        self.dismiss(None)
