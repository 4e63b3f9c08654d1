"""LineView: a scrolling pane that draws only the lines in sight; LinePane: one that holds its lines."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from supatui.tui.text import BLANK, Line, Span, Tone, plain
from supatui.tui.tones import CURSOR, CURSOR_BLURRED, TonedWidget

CURSOR_MARK = "▌"
"""First cell of the cursor's row, so that it is seen without colours too."""


class LineView(TonedWidget, ScrollView, can_focus=True, inherit_bindings=False):
    """Draws `line_at` for the rows in sight. With `has_cursor` one row is marked and the keys move it.

    The screen binds the keys; a ScrollView's own would scroll a long pane and leave the cursor where it is.
    """

    has_cursor: ClassVar[bool] = False
    keeps_mark: ClassVar[bool] = True
    """Whether the cursor is marked while another pane has the focus."""
    cursor: reactive[int] = reactive(0, repaint=False)

    class CursorMoved(Message):
        """The cursor stands on another row."""

        def __init__(self, view: "LineView", row: int) -> None:
            super().__init__()
            self.view, self.row = view, row

        @property
        def control(self) -> "LineView":
            return self.view

    class Entered(Message):
        """A row was clicked; `x` is the cell in its line."""

        def __init__(self, view: "LineView", row: int, x: int) -> None:
            super().__init__()
            self.view, self.row, self.x = view, row, x

        @property
        def control(self) -> "LineView":
            return self.view

    class ScrolledTo(Message):
        """The pane was scrolled; for panes that go together."""

        def __init__(self, view: "LineView", y: int) -> None:
            super().__init__()
            self.view, self.y = view, y

        @property
        def control(self) -> "LineView":
            return self.view

    @property
    @abstractmethod
    def line_count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def line_at(self, row: int, width: int) -> Line:
        """One row as spans; what is wider than `width` is cut."""

    @property
    def room(self) -> int:
        """Cells for a line: the pane without borders and scrollbar."""
        return self.scrollable_content_region.width

    @property
    def allow_select(self) -> bool:
        return True

    def lines_changed(self) -> None:
        """Redraw after the rows became others."""
        self.virtual_size = Size(0, self.line_count)
        if self.has_cursor:
            self.set_reactive(LineView.cursor, max(0, min(self.cursor, self.line_count - 1)))
            self.show_cursor()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        scroll_x, scroll_y = self.scroll_offset
        width, row, base = self.room, scroll_y + y, self.base
        if row >= self.line_count:
            return Strip.blank(width, base)
        under_cursor = self.has_cursor and row == self.cursor
        if under_cursor:
            base = base + self.tone_style(CURSOR if self.has_focus else CURSOR_BLURRED)
        spans = self.line_at(row, width)
        if self.has_cursor:
            marked = under_cursor and (self.has_focus or self.keeps_mark)
            spans = (Span(CURSOR_MARK if marked else " ", Tone.KEY), *spans)
        segments = [Segment(text, base + self._tone(tone, under_cursor)) for text, tone in spans]
        strip = Strip(segments).crop_extend(scroll_x, scroll_x + width, base)
        return self._selected(strip, row, scroll_x).apply_offsets(scroll_x, row)

    def _tone(self, tone: Tone, under_cursor: bool) -> Style:
        style = self.tone_style(tone)
        if under_cursor and self.has_focus:
            return Style(bold=style.bold)
        return style

    def _selected(self, strip: Strip, row: int, scroll_x: int) -> Strip:
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if span is None:
            return strip
        start, end = max(0, span[0] - scroll_x), span[1] - scroll_x if span[1] >= 0 else strip.cell_length
        end = max(start, min(end, strip.cell_length))
        style = self.screen.get_component_rich_style("screen--selection")
        before, inside, after = strip.divide([start, end, strip.cell_length])
        return Strip.join([before, inside.apply_style(style), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        mark = " " if self.has_cursor else ""
        text = "\n".join(mark + plain(self.line_at(row, self.room)) for row in range(self.line_count))
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.ScrolledTo(self, round(new_value)))

    def watch_cursor(self, old: int, new: int) -> None:
        self.refresh_line(old)
        self.refresh_line(new)
        self.show_cursor()
        self.post_message(self.CursorMoved(self, new))

    def validate_cursor(self, row: int) -> int:
        return max(0, min(row, self.line_count - 1))

    def show_cursor(self) -> None:
        """Scroll so that the cursor's row is in sight."""
        if self.size.height:
            self.scroll_to_region(Region(self.scroll_offset.x, self.cursor, 1, 1), animate=False, x_axis=False)

    def follow(self, other: "LineView") -> None:
        """Stand where another pane of as many rows does, telling nobody: two that answer one another never end."""
        former = self.cursor
        self.set_reactive(LineView.cursor, self.validate_cursor(other.cursor))
        self.refresh_line(former)
        self.refresh_line(self.cursor)
        with self.prevent(self.ScrolledTo):
            self.scroll_to(y=other.scroll_offset.y, animate=False, immediate=True)

    def move(self, rows: int) -> None:
        """Cursor, or the view where there is none, by so many rows."""
        if self.has_cursor:
            self.cursor += rows
        else:
            self.scroll_relative(y=rows, animate=False)

    def move_page(self, pages: int) -> None:
        self.move(pages * max(1, self.size.height - 1))

    def move_end(self, last: bool) -> None:
        if self.has_cursor:
            self.cursor = self.line_count - 1 if last else 0
        else:
            self.scroll_to(y=self.max_scroll_y if last else 0, animate=False)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = offset.y + self.scroll_offset.y
        if self.has_cursor and row < self.line_count:
            self.cursor = row
            self.post_message(self.Entered(self, row, offset.x + self.scroll_offset.x))

    def on_resize(self) -> None:
        self.lines_changed()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()


class LinePane(LineView):
    """A pane of lines that are there."""

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = ()
        self.entitle(title)

    def entitle(self, title: str, subtitle: str = "") -> None:
        """Border texts; brackets and database text in them stay text."""
        self.border_title = Text(title) if title else None
        self.border_subtitle = Text(subtitle) if subtitle else None

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def line_count(self) -> int:
        return len(self._lines)

    def line_at(self, row: int, width: int) -> Line:
        return self._lines[row] if row < len(self._lines) else BLANK

    def show(self, lines: Sequence[Line], *, keep_place: bool = False) -> None:
        """Show these lines, from the top unless `keep_place`; the same once more are not drawn again."""
        if keep_place and lines == self._lines:
            return
        self._lines = lines
        if not keep_place:
            self.scroll_to(0, 0, animate=False)
        self.lines_changed()

    @property
    def as_text(self) -> str:
        """What is shown, without tones; for copying and tests."""
        return "\n".join(plain(one) for one in self._lines)


class ChoicePane(LinePane):
    """A pane of lines with a cursor."""

    has_cursor: ClassVar[bool] = True


class DetailPane(ChoicePane):
    """A pane about the row of another pane: its own cursor shows only while it has the focus."""

    keeps_mark: ClassVar[bool] = False
