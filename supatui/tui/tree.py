"""SchemaTree: one side of the outline, or both in one narrow tree, drawn line by line."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from supatui.compare.side import Side
from supatui.compare.status import GLYPHS, Status
from supatui.kinds.names import name_of_kind
from supatui.tui.lines import LineView
from supatui.tui.marks import (
    MAYBE_RENAMED,
    NOTHING,
    WAITING,
    Mark,
    glyph,
    glyph_span,
    summary_glyph,
    summary_mark,
    value_text,
)
from supatui.tui.outline import Key, Node, Outline
from supatui.tui.text import BLANK, Line, Span, Tone, cut, line

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.catalog.model import SchemaObject
    from supatui.compare.model import Difference

MARK_WIDTH = 3
GLYPH_WIDTH = 2


Marks = Callable[["Difference"], Mark]


class SchemaTree(LineView):
    """Rows of an Outline. `side` None draws both sides in one tree, a glyph column for each."""

    has_cursor: ClassVar[bool] = True

    class Toggled(Message):
        """Somebody clicked on a row's mark."""

        def __init__(self, tree: "SchemaTree", node: Node) -> None:
            super().__init__()
            self.tree, self.node = tree, node

    class Folded(Message):
        """Somebody clicked on a row's arrow."""

        def __init__(self, tree: "SchemaTree", node: Node) -> None:
            super().__init__()
            self.tree, self.node = tree, node

    def __init__(self, side: Side | None, outline: Outline, *, id: str) -> None:
        super().__init__(id=id)
        self.side, self.outline = side, outline
        self.notice: tuple[Line, ...] = ()
        """Shown instead of rows while there are none: why the tree is empty."""
        self.marks: Marks = lambda difference: WAITING
        self._summaries: dict[tuple[Key, str], tuple[Mark, str, int]] = {}

    @property
    def node(self) -> Node | None:
        """The node under the cursor."""
        rows = self.outline.rows
        return rows[self.cursor] if 0 <= self.cursor < len(rows) and not self.notice else None

    @property
    def line_count(self) -> int:
        return len(self.notice) or len(self.outline.rows)

    def rows_changed(self) -> None:
        """The outline's rows, or the marks, are others now."""
        self._summaries.clear()
        self.lines_changed()

    def line_at(self, row: int, width: int) -> Line:
        if self.notice:
            return self.notice[row] if row < len(self.notice) else BLANK
        if row >= len(self.outline.rows):
            return BLANK
        node = self.outline.rows[row]
        room = width - 1  # the cursor's mark
        tail = self._tail(node)
        tail_width = sum(cell_len(span.text) for span in tail)
        return (*self._head(node, room - tail_width - 1), Span(" "), *tail)

    def _head(self, node: Node, room: int) -> Line:
        indent = "  " * self.outline.indent(node)
        arrow = ("▾ " if self.outline.is_open(node) else "▸ ") if node.children else "  "
        item = self._item(node)
        label, detail = _label(node, item, self.side, self.outline.with_groups)
        start = cut(indent + arrow, room)
        label = cut(label, room - cell_len(start))
        left = room - cell_len(start) - cell_len(label)
        detail = cut(f" {detail}", left) if detail and left > 3 else ""
        tone = self._label_tone(node, item)
        padding = " " * (left - cell_len(detail))
        return line((start, Tone.MUTED), (label, tone), (detail, Tone.MUTED), padding)

    def _item(self, node: Node) -> "SchemaObject | None":
        if self.side is Side.LOCAL:
            return node.local
        return node.remote if self.side is Side.REMOTE else node.local or node.remote

    def _label_tone(self, node: Node, item: "SchemaObject | None") -> Tone:
        if node.is_container:
            return Tone.STRONG
        return Tone.MUTED if item is None or not (node.below or node.difference) else Tone.PLAIN

    def _tail(self, node: Node) -> tuple[Span, ...]:
        if self.side is Side.REMOTE:
            return (self._glyph(node, Side.REMOTE),)
        mark, _, count = self._summary(node, Side.LOCAL)
        marks = Span(mark.text, mark.tone)
        if node.is_container:
            marks = Span(str(count).rjust(MARK_WIDTH) if count else " " * MARK_WIDTH, Tone.MUTED)
        own = self._glyph(node, Side.LOCAL)
        if self.side is Side.LOCAL:
            return (own, Span(" "), marks)
        return (own, Span(" "), self._glyph(node, Side.REMOTE), Span(" "), marks)

    def _glyph(self, node: Node, side: Side) -> Span:
        if node.is_container and self.outline.is_open(node):
            return glyph_span("", GLYPH_WIDTH)
        if node.difference is not None:
            text = glyph(node.difference, side)
            is_maybe = node.id in self.outline.maybe and text in {GLYPHS[Status.ADDED], GLYPHS[Status.DROPPED]}
            return glyph_span(MAYBE_RENAMED if is_maybe else text, GLYPH_WIDTH)
        text = self._summary(node, side)[1]
        return glyph_span("" if text == NOTHING and not node.below else text, GLYPH_WIDTH)

    def _summary(self, node: Node, side: Side) -> tuple[Mark, str, int]:
        """Mark, glyph and count of a node with what is under it."""
        known = self._summaries.get((node.key, side))
        if known is None:
            known = (self._summary_mark(node), summary_glyph(node.below, side), len(self.outline.below(node)))
            self._summaries[node.key, side] = known
        return known

    def _summary_mark(self, node: Node) -> Mark:
        differences = node.below or ((node.difference,) if node.difference else ())
        if not self.outline.is_open(node) or node.difference is None:
            return summary_mark(self.marks(difference) for difference in differences)
        return self.marks(node.difference)

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        offset = event.get_content_offset(self)
        node = self.node
        if offset is None or node is None or offset.y + self.scroll_offset.y != self.cursor:
            return
        arrow = 1 + 2 * self.outline.indent(node)
        if node.children and arrow <= offset.x < arrow + 2:
            self.post_message(self.Folded(self, node))
        elif offset.x >= self.room - MARK_WIDTH and self.side is not Side.REMOTE and node.below:
            self.post_message(self.Toggled(self, node))


def _label(node: Node, item: "SchemaObject | None", side: Side | None, with_groups: bool) -> tuple[str, str]:
    """(name, detail) of a row."""
    if node.id is None:
        return node.label, ""
    if item is None and side is not None and not (node.id.kind == "schema" and not node.difference):
        dropped = node.difference is not None and node.difference.base is not None
        return (f"{NOTHING} dropped here" if dropped else NOTHING), ""
    name, detail = node.label, _detail(item)
    under_object = node.parent is not None and node.parent.id is not None and node.parent.kind != "schema"
    if under_object and node.kind != "column":
        title = name_of_kind(node.kind).title
        name = title if node.kind == "default" else f"{title} {node.label}"
    elif not with_groups and node.kind not in {"table", "schema", "column"}:
        detail = detail or name_of_kind(node.kind).title
    return name, detail


def _detail(item: "SchemaObject | None") -> str:
    if item is None:
        return ""
    for name in ("type", "expression"):
        value = item.attributes.get(name)
        if isinstance(value, str):
            return value_text(value)
    rows = item.facts.get("row_estimate")
    return f"{short_count(rows)} rows" if isinstance(rows, int) and rows > 0 else ""


def short_count(number: int) -> str:
    """`950`, `412 k`, `3.1 M`."""
    if number < 1000:
        return str(number)
    for unit, size in (("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000)):
        if number >= size:
            amount = number / size
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    raise AssertionError(number)
