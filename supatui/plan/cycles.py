"""Strongly connected components: which things need one another, directly or around."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


class _Components(dict[Node, Node]):
    """A node without edges is its own component."""

    def __missing__(self, node: Node) -> Node:
        return node


def strongly_connected(edges: Mapping[Node, Iterable[Node]]) -> Mapping[Node, Node]:
    """For each node one that stands for its component. Source: Kosaraju's algorithm, without recursion."""
    finished = _finishing_order(edges)
    reversed_edges: dict[Node, list[Node]] = {}
    for node, targets in edges.items():
        for target in targets:
            reversed_edges.setdefault(target, []).append(node)
    component: _Components[Node] = _Components()
    for root in reversed(finished):
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node not in component:
                component[node] = root
                waiting.extend(reversed_edges.get(node, ()))
    return component


def _finishing_order(edges: Mapping[Node, Iterable[Node]]) -> list[Node]:
    seen: set[Node] = set()
    finished: list[Node] = []
    for root in edges:
        if root in seen:
            continue
        seen.add(root)
        path = [(root, iter(edges.get(root, ())))]
        while path:
            node, targets = path[-1]
            following = next((target for target in targets if target not in seen), None)
            if following is None:
                finished.append(node)
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(edges.get(following, ()))))
    return finished
