"""PasswordScreen: a database password, typed unseen and kept for as long as the program runs."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input


class PasswordScreen(ModalScreen[str | None]):
    """Gives the password, or None."""

    CSS_PATH = "password.tcss"
    BINDINGS = [Binding("escape", "close", show=False)]  # noqa: RUF012 - Textual declares it so

    def compose(self) -> ComposeResult:
        yield Input(password=True, placeholder="not shown, and stored nowhere", id="password")

    def on_mount(self) -> None:
        box = self.query_one(Input)
        box.border_title = Text("Password of the remote database")
        box.border_subtitle = Text("enter goes on, esc goes back")
        box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value or None)

    def action_close(self) -> None:
        self.dismiss(None)
