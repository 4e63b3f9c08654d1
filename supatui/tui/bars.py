"""Header, message line and footer: the rows above and below the panes."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip

from supatui.tui.actions import Action
from supatui.tui.text import BLANK, Line, Span, Tone, cut, line, plain, width_of
from supatui.tui.tones import TonedWidget


class Bar(TonedWidget):
    """A few lines of spans, made anew for the width at hand."""

    def lines_for(self, width: int) -> Sequence[Line]:
        return ()

    def render_line(self, y: int) -> Strip:
        lines = self.lines_for(self.size.width)
        spans = lines[y] if y < len(lines) else BLANK
        base = self.base
        segments = [Segment(text, base + self.tone_style(tone)) for text, tone in spans]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    @property
    def as_text(self) -> str:
        return "\n".join(plain(one) for one in self.lines_for(self.size.width))


def edges(left: Line, edge: Line, width: int) -> Line:
    """`left` at the left border and `edge` at the right; `left` is cut where both do not fit."""
    room = width - width_of(edge) - 1 - bool(edge)
    shorter = cut_line(left, max(0, room))
    gap = width - width_of(shorter) - width_of(edge) - 1
    return (*shorter, Span(" " * max(0, gap)), *edge, Span(" "))


def cut_line(spans: Line, width: int) -> Line:
    """The spans in at most `width` cells."""
    found: list[Span] = []
    for span in spans:
        left = width - width_of(found)
        if left <= 0:
            break
        found.append(Span(cut(span.text, left), span.tone))
    return tuple(found)


def progress_bar(done: int, total: int, width: int = 10) -> str:
    """`▰▰▰▱▱`; full only when everything is done."""
    filled = width if total and done >= total else min(width - 1, done * width // total) if total else 0
    return "▰" * filled + "▱" * (width - filled)


class HeaderBar(Bar):
    """The lines at the top; the screen says what is in them."""

    def __init__(self, *, id: str = "header") -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    def show(self, *lines: Line) -> None:
        self._lines = lines
        self.refresh()

    def lines_for(self, width: int) -> Sequence[Line]:
        return self._lines


class MessageBar(Bar):
    """What just happened, at the left; what holds all the time, at the right."""

    def __init__(self, *, id: str = "message") -> None:
        super().__init__(id=id)
        self.text = ""
        self.is_warning = False
        self.edge = ""

    def say(self, text: str, *, warning: bool = False) -> None:
        self.text, self.is_warning = text, warning
        self.refresh()

    def hold(self, edge: str) -> None:
        self.edge = edge
        self.refresh()

    def lines_for(self, width: int) -> Sequence[Line]:
        tone = Tone.HAZARD if self.is_warning else Tone.PLAIN
        edge = self.edge if cell_len(self.text) + cell_len(self.edge) + 4 <= width or not self.text else ""
        return (edges(line(" ", (self.text, tone)), line((edge, Tone.MUTED)), width),)


class FooterBar(Bar):
    """The keys of this screen. What has no room is counted behind Help, never dropped without a word."""

    def __init__(self, actions: Sequence[Action], *, id: str = "footer") -> None:
        super().__init__(id=id)
        self.actions = [action for action in actions if action.footer]
        self._places: list[tuple[int, int, Action]] = []

    def shown(self, width: int) -> tuple[list[Action], int]:
        """The actions that fit, in table order, and how many do not."""
        chosen: set[str] = set()
        room = width
        for action in sorted(self.actions, key=lambda action: action.footer):
            needed = cell_len(_label(action, len(self.actions))) + 2
            if needed <= room:
                chosen.add(action.id)
                room -= needed
        return [action for action in self.actions if action.id in chosen], len(self.actions) - len(chosen)

    def lines_for(self, width: int) -> Sequence[Line]:
        chosen, missing = self.shown(width)
        spans: list[Span] = []
        self._places = []
        for action in chosen:
            start = width_of(spans)
            label = _label(action, missing)
            key, _, words = label.partition(" ")
            spans += [Span(" "), Span(key, Tone.KEY), Span(f" {words} ")]
            self._places.append((start, width_of(spans), action))
        return (tuple(spans),)

    async def on_click(self, event: events.Click) -> None:
        for start, end, action in self._places:
            if start <= event.x < end:
                await self.screen.run_action(action.method)


def _label(action: Action, missing: int) -> str:
    more = f" +{missing}" if missing and action.id == "help" else ""
    return f"{action.key_label} {action.title}{more}"
