"""MainView: how the main screen is drawn from the store."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from supatui.catalog.identity import ObjectId
from supatui.compare.side import Side
from supatui.compare.status import name_of, title
from supatui.resolve.choice import Key
from supatui.tui import diff_pane
from supatui.tui.actions import Place
from supatui.tui.lines import ChoicePane, DetailPane, LinePane, LineView
from supatui.tui.outline import Node, Query
from supatui.tui.reading import ReadState, Role, SideState
from supatui.tui.screens import WorkScreen
from supatui.tui.sides_bar import counts_line, sides_line
from supatui.tui.text import Line, Tone, cut, line, show
from supatui.tui.tree import SchemaTree
from supatui.tui.work import all_users_of

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.compare.model import Difference
    from supatui.tui.outline import Keep

WEIGH_DELAY_SECONDS = 0.04
"""How long the cursor rests before the statements of a difference are worked out."""


class MainView(WorkScreen):
    """Trees, difference, activity, and where the cursor is."""

    place: ClassVar[Place] = Place.MAIN
    pane_ids: ClassVar[tuple[tuple[int, str], ...]] = (
        (1, "local"),
        (1, "schema"),
        (2, "remote"),
        (3, "diff"),
        (4, "activity"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.node: Node | None = None
        """The row under the cursor."""
        self.held: Node | None = None
        """What the person put the cursor on; it comes back when a filter that hides it goes."""
        self.wanted: ObjectId | None = None
        """What to go to once it is compared anew: the new name of what was matched."""
        self.beside = False
        self.showing_users = False
        self._drawn: tuple[object, ...] = ()
        self._changes: dict[int, Key] = {}
        self._timer: Timer | None = None
        self._started = False
        self._unplaced = False
        self._activity_drawn = (0, 0)

    def compose_panes(self) -> ComposeResult:
        outline = self.supatui.store.outline
        with Horizontal(id="panes"):
            yield SchemaTree(Side.LOCAL, outline, id="local").set_class(True, "pane")
            yield SchemaTree(None, outline, id="schema").set_class(True, "pane")
            yield SchemaTree(Side.REMOTE, outline, id="remote").set_class(True, "pane")
            yield DetailPane("[3]Difference", id="diff", classes="pane")
        yield LinePane("[4]Activity ── @ hides", id="activity", classes="pane")

    def on_mount(self) -> None:
        is_small = self.app.size.width < 100 or self.app.size.height < 32
        self.query_one("#activity").set_class(is_small, "-hidden")
        self.trees[0].focus()
        self._draw_header()
        self.call_after_refresh(self.refresh_view)
        self.call_after_refresh(self.filter_box)

    def filter_box(self) -> Input:
        """The field of the filter, hidden at first; made after the first frame, since its styles take long to read."""
        for box in self.query("#filter").results(Input):
            return box
        box = Input(
            placeholder="name, kind:policy, side:remote, is:conflict; enter keeps it, esc clears it", id="filter"
        )
        box.display = False
        self.mount(box, after="#activity")
        return box

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.refresh_view)

    @property
    def trees(self) -> list[SchemaTree]:
        """The trees in sight at this width."""
        return [
            self.query_one(f"#{name}", SchemaTree) for name in (("schema",) if self.is_narrow else ("local", "remote"))
        ]

    # Drawing

    def refresh_view(self) -> None:
        self._draw_header()
        if isinstance(self.focused, SchemaTree) and self.focused not in self.trees:
            self.trees[0].focus()
        self._update_outline()
        self._draw_trees()
        self._place_cursor()
        self._draw_difference()
        self._draw_activity()
        self._hold_message()

    def _draw_header(self) -> None:
        store, width = self.supatui.store, self.app.size.width
        self.header.show(sides_line(store, width), counts_line(store, width))

    def _update_outline(self) -> None:
        store, outline = self.supatui.store, self.supatui.store.outline
        revision = store.review.revision if store.review and store.status == "undecided" else 0
        drawn = (store.outline_version, store.filter_text, store.status, self.is_narrow, store.review is None, revision)
        if drawn == self._drawn:
            return
        is_new = not self._drawn or self._drawn[0] != drawn[0]
        self._drawn = drawn
        outline.with_groups = not self.is_narrow
        outline.query = Query.parse(store.filter_text)
        outline.keep = self._keep() if store.review is not None else None
        outline.update()
        self._restore_cursor(is_new)

    def _keep(self) -> "Keep | None":
        review = self.supatui.store.review
        assert review is not None
        keeps: dict[str, Callable[[Difference], bool] | None] = {
            "differing": lambda difference: True,
            "undecided": lambda difference: difference.covered_by is None and not review.is_decided(difference.id),
            "conflicts": lambda difference: difference.side is Side.CONFLICT,
            "local": lambda difference: difference.side is Side.LOCAL or difference.mixed,
            "remote": lambda difference: difference.side is Side.REMOTE or difference.mixed,
            "all": None,
        }
        return keeps[self.supatui.store.status]

    def _restore_cursor(self, is_new: bool) -> None:
        """Keep the cursor on its object; on a first comparison go to what waits first."""
        outline, review = self.supatui.store.outline, self.supatui.store.review
        if is_new and self.held is not None and self.held.id is not None:
            self.held = (outline.find(self.wanted) if self.wanted else None) or outline.find(self.held.id)
            self.wanted = None
        if review is not None and not self._started:
            self._started = True
            waiting = review.next_undecided(None, order=self._order())
            self.held = outline.find(waiting.key.id) if waiting else None
            if self.held is not None:
                outline.reveal(self.held)
        self._unplaced = True

    def _place_cursor(self) -> None:
        """Put the cursor of every tree on the node, or on what stands for it now."""
        if not self._unplaced:
            return
        self._unplaced = False
        outline = self.supatui.store.outline
        row = self._row_to_place()
        self.node = outline.rows[row] if outline.rows else None
        for tree in self.query(SchemaTree):
            if not tree.notice:
                tree.cursor = row

    def _row_to_place(self) -> int:
        """The anchor's row; a filter that hides it puts the cursor on its first hit."""
        store, outline = self.supatui.store, self.supatui.store.outline
        row = outline.row_of(self.held.key) if self.held is not None else None
        if row is None and store.filter_text and outline.differing:
            row = outline.row_of(outline.differing[0].key)
        return row if row is not None else outline.nearest_row(self.held)

    def _order(self) -> list[ObjectId]:
        return [node.id for node in self.supatui.store.outline.nodes() if node.id is not None]

    def _draw_trees(self) -> None:
        store = self.supatui.store
        for tree in self.query(SchemaTree):
            tree.marks = store.mark
            state = store.states[Role(tree.side.value)] if tree.side else None
            notice = self._notice(tree, state)
            if notice != tree.notice:
                tree.notice = notice
            tree.rows_changed()
            number = 2 if tree.side is Side.REMOTE else 1
            name = tree.side.value.title() if tree.side else "Schema"
            states = [state] if state else [store.local, store.remote]
            words = "; ".join(filter(None, (self._state_words(one, named=state is None) for one in states)))
            heading = f"{name} ── {words}" if words else name
            room = tree.outer_size.width - 8
            if words and len(heading) > room:
                heading = words if len(words) <= room else words.partition(",")[0]
            entitle(tree, f"[{number}]{heading}", self._position(tree))

    def _notice(self, tree: SchemaTree, state: SideState | None) -> tuple[Line, ...]:
        """Why a tree has no rows; empty where it has some."""
        store = self.supatui.store
        if state is not None and state.catalog is None:
            if state.state is ReadState.FAILED:
                return tuple(diff_pane.error_lines(state, tree.room - 1))
            if not state.is_busy:
                return (line((" stopped; ctrl+r reads it", Tone.MUTED)),)
            return (line((f" {show(state.progress)}", Tone.PLAIN)), line((" esc stops it", Tone.MUTED)))
        if store.outline.rows:
            return ()
        if store.review is not None:
            return (line((" nothing to show", Tone.MUTED)),)
        read = state if state is not None else store.local if store.local.catalog is not None else store.remote
        empty = read.catalog is not None and not read.catalog.objects
        return (line((" empty: no objects" if empty else " nothing read yet", Tone.MUTED)),)

    def _state_words(self, state: SideState, *, named: bool) -> str:
        prefix = f"{state.role} " if named else ""
        if state.is_busy:
            return f"{prefix}{show(state.progress)}"
        if state.state is ReadState.FAILED:
            verb = "lost" if state.catalog is not None else "failed"
            return f"✗ {prefix}{verb} {state.at}, ctrl+r reconnects"
        return f"{prefix}stopped" if state.state is ReadState.STOPPED else ""

    def _position(self, tree: SchemaTree) -> str:
        store = self.supatui.store
        filters = [f for f in (f"/{store.filter_text}" if store.filter_text else "", store.status) if f]
        shown = " ".join(one for one in filters if one != "differing")
        roots = store.outline.differing
        at = roots.index(self.node) + 1 if self.node in roots else 0
        rows = len(store.outline.rows)
        where = f"{at} of {len(roots)}" if at else f"row {tree.cursor + 1} of {rows}" if rows else ""
        return f"{shown} {where}".strip()

    def _draw_difference(self) -> None:
        pane, store = self.query_one("#diff", ChoicePane), self.supatui.store
        width = pane.room - 1
        if width <= 0:
            return
        if self.showing_users and self.node is not None and self.node.id is not None and store.review is not None:
            pane.entitle(f"[3]{show(name_of(self.node.id))} ── used by")
            pane.show(self._user_lines(self.node.id), keep_place=True)
            return
        most = None if self.has_class("-zoomed") else max(5, pane.size.height * 2 // 5)
        page = diff_pane.page_for(store, self.node, width, beside=self.beside, errors=self.is_narrow, most=most)
        self._changes = {row: Key(change.id, change.attribute) for row, change in page.changes.items()}
        pane.entitle(
            f"[3]{diff_pane.title_of(store, self.node, short=self.is_narrow)}", self._pane_place(pane, len(page.lines))
        )
        pane.show(page.lines, keep_place=True)
        self._weigh_soon()

    def _pane_place(self, pane: ChoicePane, count: int) -> str:
        return f"line {pane.cursor + 1} of {count}" if count > pane.size.height > 0 else ""

    def _user_lines(self, object_id: ObjectId) -> list[Line]:
        review = self.supatui.store.review
        assert review is not None
        users = all_users_of(review, object_id)
        lines = [line(" " + "  " * (steps - 1), show(title(user))) for steps, user in users]
        return lines or [line((" nothing depends on it", Tone.MUTED))]

    def _draw_activity(self) -> None:
        pane = self.query_one("#activity", LinePane)
        events = self.supatui.store.events
        room = pane.room - 19
        if not pane.has_class("-hidden") and room > 0 and self._activity_drawn != (len(events), room):
            self._activity_drawn = (len(events), room)
            rows = [((f" {e.at} ", Tone.MUTED), (f"{e.who:<8} ", Tone.KEY), cut(show(e.text), room)) for e in events]
            pane.show([line(*row) for row in rows])
            pane.call_after_refresh(pane.move_end, True)

    def _hold_message(self) -> None:
        store = self.supatui.store
        reads = [f"{s.role} {s.seconds:.1f} s" for s in (store.local, store.remote) if s.state is ReadState.READY]
        read = f"read {store.local.at}, {', '.join(reads)}" if len(reads) == 2 and not self.is_narrow else ""
        numbers = {s.role: s.catalog.managed_number for s in (store.local, store.remote) if s.catalog is not None}
        each = [f"{role} {number}" for role, number in numbers.items()]
        same = len(set(numbers.values())) == 1
        left_out = f"{max(numbers.values()) if same else ', '.join(each)} ignored (i)" if any(numbers.values()) else ""
        self.message.hold("  ".join(filter(None, (left_out, read, self.supatui.saved_words))))
        if not self.message.text and store.review is not None and store.review.undo_name:
            self.say(f"u undoes: {show(store.review.undo_name)}")

    def _weigh_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        known = self.supatui.store.findings
        if known is not None and self.node is not None and known.id == self.node.id:
            self._weigh()  # the cursor rests: it is a choice that changed something
        else:
            self._timer = self.set_timer(WEIGH_DELAY_SECONDS, self._weigh)

    def _weigh(self) -> None:
        if self.node is not None and self.node.id is not None:
            self.supatui.weigh(self.node.id, None)


def entitle(view: LineView, heading: str, subtitle: str) -> None:
    """Border texts of a tree, never read as markup."""
    from rich.text import Text  # as in LinePane

    view.border_title, view.border_subtitle = Text(heading), Text(subtitle)
