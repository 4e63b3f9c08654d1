"""WelcomeScreen: what was found, what is missing, and the command that starts."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from supatui.tui.actions import Place, bindings
from supatui.tui.lines import LinePane
from supatui.tui.screens import WorkScreen
from supatui.tui.text import BLANK, Line, line, show, wrap
from supatui.tui.text import Tone as T

PURPOSE = (
    "supatui compares your local and remote database, lets you decide each difference, and writes a migration. "
    "Nothing changes until you run that migration."
)


class WelcomeScreen(WorkScreen):
    """Shown where there is nothing to compare yet."""

    BINDINGS = bindings(Place.WELCOME)
    place: ClassVar[Place] = Place.WELCOME
    pane_ids: ClassVar[tuple[tuple[int, str], ...]] = ((1, "welcome"),)

    def __init__(self, found: Sequence[str], missing: Sequence[str], *, asks_password: bool = False) -> None:
        """`asks_password`: whether a database password is all that the remote lacks."""
        super().__init__()
        self.asks_password = asks_password
        self.found, self.missing = tuple(found), tuple(missing)

    def compose_panes(self) -> ComposeResult:
        yield LinePane("Welcome", id="welcome", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#welcome").focus()
        self.header.show(line(" ", ("supatui", T.STRONG)), line((" nothing is opened yet", T.MUTED)))
        self.call_after_refresh(self.refresh_view)

    def refresh_view(self) -> None:
        pane = self.query_one("#welcome", LinePane)
        width = max(30, min(pane.room - 4, 84))
        lines: list[Line] = [BLANK, *(line("  ", one) for one in wrap(PURPOSE, width)), BLANK]
        for word, tone, texts in (("found", T.ADDED, self.found), ("missing", T.WAITING, self.missing)):
            for text in texts:
                rows = wrap(show(text), width - 10)
                lines.append(line("  ", (f"{word:<9} ", tone), rows[0]))
                lines += [line(" " * 12, row) for row in rows[1:]]
        lines.append(BLANK)
        if self.asks_password:
            lines.append(line("  ", ("enter    ", T.KEY), " give the database password; it is stored nowhere"))
        lines += [
            line("  ", ("try it   ", T.KEY), " supatui demo   two sample databases with conflicts, dropped after"),
            line("  ", ("point it ", T.KEY), " supatui --local ADDRESS --remote ADDRESS"),
            line("  ", ("check    ", T.KEY), " supatui doctor"),
            BLANK,
            line(("  ? help   ^p commands   q quits", T.MUTED)),
        ]
        pane.show(lines, keep_place=True)

    def action_reread(self) -> None:
        self.say("leave with q and start supatui again once what is missing is there")

    def action_enter(self) -> None:
        if not self.asks_password:
            self.say("nothing to open: see what is missing")
            return
        from supatui.tui.password import PasswordScreen

        self.app.push_screen(PasswordScreen(), self._given)

    def _given(self, password: str | None) -> None:
        if password is None:
            self.say("no password was given")
        else:
            self.supatui.password = password
            self.app.exit(0)

    def action_escape(self) -> None:
        """There is nothing before this screen."""

    def action_leave(self) -> None:
        self.app.exit(0)
