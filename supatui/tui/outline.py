"""Outline: both schemas as one tree of nodes, and the flat list of rows that is in sight."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.quoting import ident
from supatui.kinds.names import name_of_kind
from supatui.tui.text import show

if TYPE_CHECKING:
    from supatui.catalog.model import Catalog, SchemaObject
    from supatui.compare.model import Difference

Key = tuple[str, ...]
"""What a node is remembered by: the five parts of an ObjectId, or those and a group's kind."""
Keep = Callable[["Difference"], bool]


@dataclass(slots=True, eq=False, weakref_slot=True)
class Node:
    """One row: an object, or a group of objects of one kind (`id` is then None). Equal only to itself."""

    key: Key
    id: ObjectId | None
    kind: str
    label: str
    """Name for people, harmless."""
    depth: int
    parent: "Node | None" = field(default=None, repr=False)
    children: "list[Node]" = field(default_factory=list, repr=False)
    local: "SchemaObject | None" = None
    remote: "SchemaObject | None" = None
    difference: "Difference | None" = None
    below: "tuple[Difference, ...]" = ()
    """The differences to decide in the node and under it; what comes along with one of them is not counted."""
    search: str = ""
    order: tuple[int, int, str] = (0, 0, "")

    @property
    def is_container(self) -> bool:
        """A schema or a group: counts, does not differ by itself."""
        return self.id is None or (self.id.kind == "schema" and self.difference is None)


@dataclass(frozen=True, slots=True)
class Query:
    """What the person looks for: words, and `kind:`, `side:`, `is:`, `schema:` with a value."""

    words: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Query":
        words: list[str] = []
        fields: list[tuple[str, str]] = []
        for part in text.lower().split():
            name, colon, value = part.partition(":")
            if colon and value and name in {"kind", "side", "is", "schema"}:
                fields.append(("side" if name == "is" else name, value))
            else:
                words.append(part)
        return cls(tuple(words), tuple(fields))

    def select(self, nodes: Sequence[Node]) -> Sequence[Node]:
        """The objects that have all words, as substrings; where none does, as letters in order (fuzzy).

        A group has no text to search and no field, so it is never among them.
        """
        if self.fields:
            nodes = [node for node in nodes if all(_has_field(node, name, value) for name, value in self.fields)]
        hits = nodes
        for word in self.words:
            hits = [node for node in hits if word in node.search]
        if hits or not self.words:
            return hits
        hits = nodes
        for word in self.words:
            has_letters = re.compile(".*?".join(map(re.escape, word))).search
            hits = [node for node in hits if has_letters(node.search)]
        return hits


def _has_field(node: Node, name: str, value: str) -> bool:
    if name == "kind":
        return node.id is not None and node.kind.replace("_", "").startswith(value.replace("_", "").replace("-", ""))
    if name == "schema":
        return node.id is not None and (node.id.schema or node.id.name).lower().startswith(value)
    return node.difference is not None and (
        node.difference.side.startswith(value) or (node.difference.mixed and value in {"local", "remote", "mixed"})
    )


class Outline:
    """The tree, what is folded and filtered in it, and the rows that follow from that."""

    def __init__(self, roots: Sequence[Node] = ()) -> None:
        self._nodes: list[Node] = []
        self.roots = roots
        self.rows: list[Node] = []
        self.folds: dict[Key, bool] = {}
        """What the person opened (True) or closed."""
        self.query = Query()
        self.keep: Keep | None = None
        """Which differences to show; None shows every object, differing or not."""
        self.with_groups = True
        self.maybe: frozenset[ObjectId] = frozenset()
        """What looks renamed."""
        self._forced: dict[Node, None] = {}
        self.differing: list[Node] = []
        """What passes the filters and is decided on its own, folded away or not, in the order of the tree."""
        self.differing_ids: frozenset[ObjectId] = frozenset()

    @property
    def roots(self) -> Sequence[Node]:
        return self._roots

    @roots.setter
    def roots(self, roots: Sequence[Node]) -> None:
        """Take another tree, finished: its nodes are listed once, for a filter looks through them at every key.

        The former tree is taken apart, so that it needs no collector of cycles to go (`without_collector`).
        """
        for node in self._nodes:
            node.children = []
        self._roots = roots
        self._nodes = []
        waiting = list(reversed(roots))
        while waiting:
            node = waiting.pop()
            self._nodes.append(node)
            waiting.extend(reversed(node.children))

    @property
    def is_searching(self) -> bool:
        return bool(self.query.words or self.query.fields)

    def is_open(self, node: Node) -> bool:
        if self.is_searching:
            return node in self._forced or self.folds.get(node.key, True)
        chosen = self.folds.get(node.key)
        return chosen if chosen is not None else _open_by_default(node)

    def nodes(self) -> Sequence[Node]:
        """Every node, parents before their children, in the order of the tree."""
        return self._nodes

    def update(self) -> None:
        """Make `rows` anew."""
        candidates = self._candidates()
        kept = None if candidates is None else _with_parents(candidates)
        self._forced = kept if kept is not None and self.is_searching else {}
        shown = self._nodes if candidates is None else candidates
        self.differing = [node for node in shown if node.difference and node.difference.covered_by is None]
        self.differing_ids = frozenset(node.id for node in self.differing if node.id is not None)
        if kept is not None and self.is_searching:  # everything kept is open
            self.rows = list(kept) if self.with_groups else [node for node in kept if node.id is not None]
        else:
            self.rows = self._unfolded(kept)

    def _unfolded(self, kept: dict[Node, None] | None) -> list[Node]:
        """The rows under open nodes, of what is kept; of everything for None."""
        rows = []
        waiting = list(reversed(self.roots))
        while waiting:
            node = waiting.pop()
            if kept is not None and node not in kept:
                continue
            hidden = not self.with_groups and node.id is None
            if not hidden:
                rows.append(node)
            if hidden or self.is_open(node):
                waiting.extend(reversed(node.children))
        return rows

    def _candidates(self) -> Sequence[Node] | None:
        """The nodes that pass the filters, in order; None where everything does."""
        keep = self.keep
        if keep is None:
            return self.query.select(self._nodes) if self.is_searching else None
        candidates = [node for node in self._nodes if node.difference is not None and keep(node.difference)]
        return self.query.select(candidates) if self.is_searching else candidates

    def below(self, node: Node) -> "list[Difference]":
        """The differences of a node that pass the filters."""
        return [difference for difference in node.below if difference.id in self.differing_ids]

    def row_of(self, key: Key) -> int | None:
        return next((row for row, node in enumerate(self.rows) if node.key == key), None)

    def nearest_row(self, node: Node | None) -> int:
        """Row of the node, else of the closest parent in sight."""
        while node is not None:
            row = self.row_of(node.key)
            if row is not None:
                return row
            node = node.parent
        return 0

    def find(self, object_id: ObjectId) -> Node | None:
        key = tuple(object_id)
        return next((node for node in self.nodes() if node.key == key), None)

    def reveal(self, node: Node) -> None:
        """Open every parent of the node."""
        above = node.parent
        while above is not None:
            self.folds[above.key] = True
            above = above.parent
        self.update()

    def indent(self, node: Node) -> int:
        """Levels to indent by; groups that are not shown do not count."""
        if self.with_groups:
            return node.depth
        depth, above = 0, node.parent
        while above is not None:
            depth += above.id is not None
            above = above.parent
        return depth


def _with_parents(nodes: Iterable[Node]) -> dict[Node, None]:
    """The nodes with all that is above them, in the order of the tree, in which they have to come."""
    kept: dict[Node, None] = {}
    for node in nodes:
        path: list[Node] = []
        above = node.parent
        while above is not None and above not in kept:
            path.append(above)
            above = above.parent
        if path:
            kept.update(dict.fromkeys(reversed(path)))
        kept[node] = None
    return kept


def _open_by_default(node: Node) -> bool:
    if node.is_container or not node.below:
        return node.is_container
    return any(difference is not node.difference and difference.side == "conflict" for difference in node.below)


def build_outline(
    local: "Catalog | None", remote: "Catalog | None", differences: "Mapping[ObjectId, Difference] | None" = None
) -> list[Node]:
    """The roots of the tree over everything that either side has or that differs."""
    builder = _Builder(local, remote, differences or {})
    return builder.build()


class _Builder:
    def __init__(
        self, local: "Catalog | None", remote: "Catalog | None", differences: "Mapping[ObjectId, Difference]"
    ) -> None:
        self.local = local.objects if local else {}
        self.remote = remote.objects if remote else {}
        self.differences = differences
        self.nodes: dict[Key, Node] = {}
        self.roots: list[Node] = []

    def build(self) -> list[Node]:
        for object_id in {**self.local, **self.remote, **self.differences}:
            self._node(object_id)
        self._sort(self.roots, 0)
        for root in self.roots:
            _gather(root)
        return self.roots

    def _node(self, object_id: ObjectId) -> Node:
        key: Key = tuple(object_id)
        known = self.nodes.get(key)
        if known is not None:
            return known
        local, remote = self.local.get(object_id), self.remote.get(object_id)
        difference = self.differences.get(object_id)
        some = local or remote or (difference.base if difference else None)
        node = Node(key, object_id, object_id.kind, label_of(object_id), 0, local=local, remote=remote)
        node.difference = difference
        node.search = f"{object_id.schema}.{object_id.path} {object_id.kind}".lower()
        position = some.facts.get("position") if some else None
        node.order = (name_of_kind(object_id.kind).rank, position if isinstance(position, int) else 0, object_id.name)
        self.nodes[key] = node
        self._attach(node, self._parent_of(object_id, some))
        return node

    def _parent_of(self, object_id: ObjectId, item: "SchemaObject | None") -> ObjectId | None:
        if item is not None and item.parent is not None:
            return item.parent
        return ObjectId("schema", "", object_id.schema) if object_id.schema else None

    def _attach(self, node: Node, parent_id: ObjectId | None) -> None:
        parent = self._node(parent_id) if parent_id is not None else None
        if node.kind != "schema" and (parent is None or parent.kind == "schema"):
            parent = self._group(node.kind, parent)
        node.parent = parent
        (self.roots if parent is None else parent.children).append(node)

    def _group(self, kind: str, parent: Node | None) -> Node:
        key: Key = (*parent.key, kind) if parent else ("", kind)
        group = self.nodes.get(key)
        if group is None:
            name = name_of_kind(kind)
            group = Node(key, None, kind, name.plural, 0, parent=parent, order=(name.rank, 0, kind))
            self.nodes[key] = group
            (self.roots if parent is None else parent.children).append(group)
        return group

    def _sort(self, nodes: list[Node], depth: int) -> None:
        nodes.sort(key=lambda node: (node.id is None and depth == 0, node.order))
        for node in nodes:
            node.depth = depth
            if node.children:
                self._sort(node.children, depth + 1)


def _gather(node: Node) -> "tuple[Difference, ...]":
    own = node.difference
    found = [own] if own is not None and own.covered_by is None else []
    for child in node.children:
        found.extend(_gather(child))
    node.below = tuple(found)
    return node.below


def label_of(object_id: ObjectId) -> str:
    """Its own name, quoted where SQL would quote it."""
    own = ident(object_id.name) if object_id.name else name_of_kind(object_id.kind).title
    if object_id.kind in CALLABLE_KINDS:
        own += f"({object_id.signature})"
    return show(own)
