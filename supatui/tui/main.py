"""MainScreen: local tree, remote tree, difference; below 100 columns the trees are one."""

from textual.widgets import Input

from supatui.catalog.identity import ObjectId
from supatui.compare.side import Side
from supatui.compare.status import name_of, title
from supatui.resolve.choice import Choice, Key
from supatui.tui.actions import Place, bindings
from supatui.tui.lines import ChoicePane, LineView
from supatui.tui.main_view import MainView
from supatui.tui.outline import Node
from supatui.tui.reading import ReadState, Role
from supatui.tui.text import show
from supatui.tui.tree import SchemaTree

STATUSES = ("differing", "undecided", "conflicts", "local", "remote", "all")
"""What `f` steps through."""


class MainScreen(MainView):
    """Where a person finds and decides differences."""

    BINDINGS = bindings(Place.MAIN)

    # Moving

    def on_line_view_cursor_moved(self, event: LineView.CursorMoved) -> None:
        if not isinstance(event.view, SchemaTree):
            if isinstance(event.view, ChoicePane):
                event.view.border_subtitle = self._pane_place(event.view, event.view.line_count)
            return
        node = event.view.node
        if node is None or event.view not in self.trees or node is self.node:
            return
        self.node = self.held = node
        self.showing_users = False
        for tree in self.query(SchemaTree):
            if tree is not event.view and not tree.notice:
                tree.follow(event.view)
        pane = self.query_one("#diff", ChoicePane)
        pane.cursor = 0
        pane.scroll_to(0, 0, animate=False)
        self._draw_trees()
        self._draw_difference()

    def on_line_view_scrolled_to(self, event: LineView.ScrolledTo) -> None:
        if isinstance(event.view, SchemaTree) and not event.view.notice:
            for tree in self.trees:
                if tree is not event.view and not tree.notice:
                    tree.follow(event.view)

    def on_schema_tree_folded(self, event: SchemaTree.Folded) -> None:
        self._fold(event.node, not self.supatui.store.outline.is_open(event.node))

    def on_schema_tree_toggled(self, event: SchemaTree.Toggled) -> None:
        self.action_include()

    def _fold(self, node: Node, is_open: bool) -> None:
        outline = self.supatui.store.outline
        outline.folds[node.key] = is_open
        outline.update()
        self.node = self.held = node
        self._restore_cursor(False)
        self.refresh_view()

    def action_unfold(self) -> None:
        node, outline = self.node, self.supatui.store.outline
        if not isinstance(self.focused, SchemaTree) or node is None:
            return
        if node.children and not outline.is_open(node):
            self._fold(node, True)
        elif node.children:
            self.focused.move(1)

    def action_fold(self) -> None:
        node, outline = self.node, self.supatui.store.outline
        if not isinstance(self.focused, SchemaTree) or node is None:
            return
        if node.children and outline.is_open(node):
            self._fold(node, False)
            return
        above = node.parent
        while above is not None and outline.row_of(above.key) is None:
            above = above.parent
        if above is not None:
            self.focused.cursor = outline.row_of(above.key) or 0

    def go_to(self, object_id: ObjectId) -> bool:
        """Put the cursor on an object; takes filters away that hide it."""
        store, outline = self.supatui.store, self.supatui.store.outline
        node = outline.find(object_id)
        if node is None:
            return False
        outline.reveal(node)
        if outline.row_of(node.key) is None:
            store.filter_text, store.status = "", "differing"
            self._update_outline()
            outline.reveal(node)
        self.node = self.held = node
        self._restore_cursor(False)
        self.query_one("#diff", ChoicePane).cursor = 0
        self.refresh_view()
        return True

    def action_undecided(self, step: int) -> None:
        review = self.supatui.store.review
        if review is None:
            self.say("nothing is compared yet")
            return
        here = Key(self.node.id, None) if self.node is not None and self.node.id is not None else None
        keys = review.keys(here.id) if here else ()
        here = (keys[-1] if step > 0 else keys[0]) if keys else here
        found = review.next_undecided(here, back=step < 0, order=self._order())
        if found is None:
            self.say("everything is decided, p shows the plan")
            return
        self.go_to(found.key.id)
        if found.wrapped:
            self.say("went round: this is the first one again" if step > 0 else "went round: this is the last one")

    def action_different(self, step: int) -> None:
        rows, tree = self.supatui.store.outline.rows, self.trees[0]
        places = [row for row, node in enumerate(rows) if node.difference and node.difference.covered_by is None]
        beyond = [row for row in places if (row > tree.cursor if step > 0 else row < tree.cursor)]
        if beyond:
            tree.cursor = beyond[0] if step > 0 else beyond[-1]
        else:
            self.say("no difference further on in what is shown" if step > 0 else "no difference before this one")

    # Deciding

    def _subject(self) -> tuple[list[ObjectId], str | None, str]:
        """What a decision is about: ids, an attribute or None, and what a sentence calls it."""
        if self.focused is not None and self.focused.id == "diff":
            key = self._changes.get(self.query_one("#diff", ChoicePane).cursor)
            if key is not None and key.attribute is not None:
                return [key.id], key.attribute, f"{show(name_of(key.id))}.{key.attribute}"
        node = self.node
        if node is None:
            return [], None, ""
        if node.difference is not None and not (node.children and len(node.below) > 1 and self._is_folded(node)):
            return [node.difference.id], None, show(name_of(node.difference.id))
        return [one.id for one in self.supatui.store.outline.below(node)], None, node.label

    def _is_folded(self, node: Node) -> bool:
        return not self.supatui.store.outline.is_open(node)

    def action_decide(self, choice: str) -> None:
        ids, attribute, name = self._subject()
        if not ids:
            self.say("nothing differs here")
        elif choice == Choice.SKIPPED:
            self.supatui.skip(ids, attribute, name, self.refresh_view)
        else:
            self.supatui.decide(ids, Choice(choice), attribute, name)

    def action_reopen(self) -> None:
        ids, attribute, name = self._subject()
        self.supatui.reopen(ids, attribute, name)

    def action_include(self) -> None:
        ids, _, name = self._subject()
        review = self.supatui.store.review
        if review is None or not ids:
            self.say("nothing differs here")
            return
        sides = [review.merge.by_id[one] for one in ids]
        single = [one.id for one in sides if one.side in (Side.LOCAL, Side.REMOTE) and one.covered_by is None]
        if single:
            self.supatui.include(single, name)
        elif sides[0].covered_by is not None:
            self.say(f"it comes along with {show(title(sides[0].covered_by))}: decide there", warning=True)
        elif sides[0].side is Side.BOTH_SAME:
            self.say("both sides are the same: nothing to include")
        else:
            self.say("both sides differ: take local (l), remote (r) or base (b)", warning=True)

    def action_match(self) -> None:
        self.wanted = self.supatui.match(self.node.id if self.node is not None else None)

    # Looking

    def action_definition(self) -> None:
        self.beside = not self.beside
        self.refresh_view()

    def action_dependents(self) -> None:
        if self.node is None or self.node.id is None:
            self.say("put the cursor on an object to see who uses it")
            return
        self.showing_users = not self.showing_users
        self.refresh_view()

    def action_ignored(self) -> None:
        self.supatui.show_ignored()

    def action_activity(self) -> None:
        self.query_one("#activity").toggle_class("-hidden")
        self.call_after_refresh(self.refresh_view)

    def action_status(self) -> None:
        store = self.supatui.store
        if store.review is None:
            self.say("nothing is compared yet: everything that was read is shown")
            return
        store.status = STATUSES[(STATUSES.index(store.status) + 1) % len(STATUSES)]
        self.refresh_view()
        self.say(f"showing {store.status}: {len(store.outline.rows)} rows (f: next)")

    def action_filter(self) -> None:
        box = self.filter_box()
        box.display = True
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.supatui.store.filter_text = event.value
        self.refresh_view()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.input.display = False
        self.trees[0].focus()
        count = len(self.supatui.store.outline.differing)
        if event.value:
            self.say(f"filter: {show(event.value)} ── {count} differences, esc clears it")

    # Going

    def action_enter(self) -> None:
        node = self.node
        if node is None:
            return
        if node.difference is not None and node.difference.side is Side.CONFLICT and node.difference.covered_by is None:
            self.supatui.open_conflicts(node.difference.id)
        elif isinstance(self.focused, SchemaTree) and node.children:
            self._fold(node, self._is_folded(node))
        else:
            self.query_one("#diff").focus()

    def action_conflicts(self) -> None:
        self.supatui.open_conflicts(self.node.id if self.node is not None else None)

    def action_reread(self) -> None:
        store = self.supatui.store
        lost = [state.role for state in store.states.values() if state.state in (ReadState.FAILED, ReadState.STOPPED)]
        self.supatui.read_again(lost or list(Role))
        self.say(f"reading {', '.join(lost)} again" if lost else "reading both sides again")

    def action_escape(self) -> None:
        store, box = self.supatui.store, self.filter_box()
        if box.display or (store.filter_text and not store.is_reading):
            box.value, box.display = "", False
            store.filter_text = ""
            self.trees[0].focus()
            self.refresh_view()
        elif self.supatui.stop_reading():
            self.say("stopped reading, ctrl+r reads again")
        elif self.showing_users:
            self.action_dependents()
        elif not self.has_class("-zoomed") and self.focused not in self.trees:
            self.trees[0].focus()
        else:
            super().action_escape()

    def action_leave(self) -> None:
        self.app.exit(0)
