"""SignInScreen: a server wants somebody to sign in by browser; what needs it waits meanwhile."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from supatui.settings import SignIn
from supatui.tui.lines import LinePane
from supatui.tui.messages import SignInDeclined
from supatui.tui.text import BLANK, Line, line, show, wrap, wrap_code
from supatui.tui.text import Tone as T


class SignInScreen(ModalScreen[None]):
    """Offers to open the browser, and waits until the sign-in is over, however it ends."""

    CSS_PATH = "sign_in.tcss"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("enter", "open", show=False),
        Binding("y", "copy", show=False),
        Binding("escape", "give_up", show=False),
    ]

    def __init__(self, sign_in: SignIn) -> None:
        super().__init__()
        self.sign_in = sign_in
        self.is_over = False
        self._state: Line = line(("nobody signed in yet", T.WAITING))

    def compose(self) -> ComposeResult:
        yield LinePane("Sign in", id="sign-in")

    def on_mount(self) -> None:
        self.query_one(LinePane).focus()
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def on_screen_resume(self) -> None:
        if self.is_over:
            self.dismiss(None)

    def over(self) -> None:
        """Nobody waits for it any more: go, or as soon as nothing lies above."""
        self.is_over = True
        if self.is_current:
            self.dismiss(None)

    def _draw(self) -> None:
        width = max(20, self.size.width - 6)
        words = f"{show(self.sign_in.label)} wants somebody to sign in by browser. What needs it waits."
        rows: list[Line] = [line(row) for row in wrap(words, width)]
        rows += [self._state, BLANK]
        rows += [
            line(("enter  ", T.KEY), "opens the browser"),
            line(("y      ", T.KEY), "copies the address, for a browser of your choice on this machine"),
            line(("esc    ", T.KEY), "gives up; ctrl+r reads again"),
            BLANK,
        ]
        rows += [line((row, T.MUTED)) for row in wrap_code(show(self.sign_in.url), width)]
        self.query_one(LinePane).show(rows)

    def _say(self, words: str) -> None:
        self._state = line((words, T.WAITING))
        self._draw()

    def action_open(self) -> None:
        self.sign_in.open_browser()
        self._say("waiting for the browser; enter opens it again")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.sign_in.url)
        self._say("the address is copied; waiting for the browser")

    def action_give_up(self) -> None:
        self.app.post_message(SignInDeclined(self.sign_in))
        self._say("giving up")
