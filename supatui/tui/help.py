"""HelpScreen: what every key does here, from the table of actions; typing filters, enter runs."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from supatui.tui.actions import Action, Place, actions_for, by_group
from supatui.tui.lines import ChoicePane
from supatui.tui.text import BLANK, Line, fit, line, wrap
from supatui.tui.text import Tone as T

Reasons = dict[str, str]
"""Why an action does not apply now, by its id."""

LEGEND = (
    ("+ ~ -", "added, changed, dropped on that side since the base"),
    ("! ≡ ·", "conflict; the same on both; nothing done there"),
    ("[ ]", "waits for you"),
    ("[·] [=]", "decided by rule; nothing to do"),
    ("[l] [r] [b] [±]", "you took local, remote, base, both"),
    ("[e] [x] [*]", "you wrote it; left out; decided in several ways"),
    ("[L] [R] [E] ...", "the same, remembered from another time"),
)


class HelpScreen(ModalScreen[str | None]):
    """Gives the method of the action to run, or None."""

    CSS_PATH = "help.tcss"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("escape", "close", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("ctrl+p", "close", show=False),
    ]

    def __init__(self, place: Place, reasons: Reasons) -> None:
        super().__init__()
        self.place, self.reasons = place, reasons
        self._rows: dict[int, Action] = {}

    def compose(self) -> ComposeResult:
        yield Input(placeholder="type to filter, enter runs the command, esc closes", id="help-filter")
        yield ChoicePane(f"Help ── {self.place} screen", id="help-list")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.call_after_refresh(self._fill, "")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, text: str) -> None:
        pane = self.query_one(ChoicePane)
        width = pane.room - 1
        words = text.lower().split()
        found = [
            a for a in actions_for(self.place) if all(word in f"{a.id} {a.title} {a.help}".lower() for word in words)
        ]
        lines: list[Line] = []
        self._rows = {}
        for group, actions in by_group(found).items():
            lines.append(line((f"─ {group} ", T.RULE), ("─" * max(0, width - len(group) - 3), T.RULE)))
            for action in actions:
                self._rows[len(lines)] = action
                lines += self._action_lines(action, width)
        if not words:
            lines += [BLANK, line(("─ signs ", T.RULE), ("─" * max(0, width - 8), T.RULE))]
            lines += [line(" ", (fit(signs, 17), T.KEY), words) for signs, words in LEGEND]
        pane.show(lines or [line((" no command has these words", T.MUTED))])
        pane.cursor = min(self._rows, default=0)

    def _action_lines(self, action: Action, width: int) -> list[Line]:
        reason = self.reasons.get(action.id)
        text = f"not now: {reason}" if reason else action.help
        rows = wrap(text, max(20, width - 26))
        tone = T.MUTED if reason else T.PLAIN
        first = line(
            " ", (fit(action.all_keys_label, 10), T.KEY), " ", (fit(action.title, 12), T.STRONG), " ", (rows[0], tone)
        )
        return [first, *(line(" " * 25, (row, tone)) for row in rows[1:])]

    @property
    def actions(self) -> Sequence[Action]:
        return list(self._rows.values())

    def action_move(self, rows: int) -> None:
        self.query_one(ChoicePane).move(rows)

    def action_close(self) -> None:
        self.dismiss(None)

    def on_input_submitted(self) -> None:
        self._run(self.query_one(ChoicePane).cursor)

    def on_line_view_entered(self, event: ChoicePane.Entered) -> None:
        self._run(event.row)

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self._run(self.query_one(ChoicePane).cursor)

    def _run(self, row: int) -> None:
        rows = [start for start in self._rows if start <= row]
        self.dismiss(self._rows[max(rows)].method if rows else None)
