"""Merging the elements of one list-valued attribute: privileges, role lists, enum labels."""

from collections.abc import Sequence

from supatui.catalog.model import Value

UNORDERED = frozenset({("privilege", "privileges"), ("default_privilege", "privileges"), ("policy", "roles")})
"""(kind, attribute) of lists that are sets; they are kept sorted. Every other list is in an order that counts."""


def merge_elements(
    base: Sequence[Value], local: Sequence[Value], remote: Sequence[Value], *, ordered: bool
) -> tuple[Value, ...] | None:
    """What both sides added and kept, without what either removed; None where their orders contradict.

    Shape: sorted when not `ordered`; else in the order of the side that changed the order, with the other side's
    additions behind the element that they follow there. At the same place local's additions come first.
    """
    if not ordered:
        kept = {item for item in base if item in local and item in remote}
        added = {item for item in (*local, *remote) if item not in base}
        return tuple(sorted(kept | added, key=str))
    if _order(local, remote) == _order(remote, local) or _order(remote, base) == _order(base, remote):
        return _woven(base, local, remote, main_first=True)
    if _order(local, base) == _order(base, local):
        return _woven(base, remote, local, main_first=False)
    return None


def _order(items: Sequence[Value], others: Sequence[Value]) -> list[Value]:
    return [item for item in items if item in others]


def _woven(
    base: Sequence[Value], main: Sequence[Value], other: Sequence[Value], *, main_first: bool
) -> tuple[Value, ...]:
    """`main` with what `other` added, without what `other` removed."""
    merged = list(main)
    for item in other:
        if item not in base and item not in merged:
            merged.insert(_place(merged, other, item, base, behind=main_first), item)
    return tuple(item for item in merged if item in other or item not in base)


def _place(merged: list[Value], other: Sequence[Value], item: Value, base: Sequence[Value], *, behind: bool) -> int:
    """Where `other` wants an element: after its nearest predecessor there, and `behind` what main put at that place."""
    before = other[: other.index(item)]
    anchor = next((known for known in reversed(before) if known in merged), None)
    place = 0 if anchor is None else merged.index(anchor) + 1
    while behind and place < len(merged) and merged[place] not in base and merged[place] not in other:
        place += 1
    return place
