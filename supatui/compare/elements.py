"""Merging one list-valued attribute element by element: privileges, role lists, options, enum labels."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from supatui.catalog.model import Value

_KeyOf = Callable[[str], str]


def _before(mark: str) -> _KeyOf:
    return lambda element: element.partition(mark)[0]


def _setting(element: str) -> str:
    """`start` of `start with 1`, `cycle` of `no cycle`."""
    return element.split(" ")[-1] if element.endswith("cycle") else element.partition(" ")[0]


_KEYS: Mapping[str, _KeyOf] = {
    "options": _before("="),
    "parameters": _before("="),
    "foreign_options": _before("="),
    "config": _before("="),
    "identity_options": _setting,
    "statistics": _before(" "),
    "mappings": _before(": "),
    "privileges": lambda element: element.rstrip("*"),
    "roles": str,
    "columns": str,
    "publish": str,
    "included": str,
    "events": _before(" "),
    "transforms": str,
}
"""Attributes whose elements each stand for themselves: what tells which elements are the same one in two versions.
A star on a privilege is the grant option, so that `SELECT` and `SELECT*` are one privilege in two forms."""

_SORTED = frozenset({"privileges", "roles", "columns", "foreign_options", "options"})
"""Attributes that are read in alphabetical order."""

_PUBLISHED = ("insert", "update", "delete", "truncate")
"""The order in which a publication's actions are read."""


_ABSENT_WHEN_EMPTY = frozenset(
    {"options", "foreign_options", "config", "statistics", "mappings", "transforms", "inherits"}
)
"""Attributes that are absent where there are no elements; elsewhere an absent list means something of its own."""


def merge_lists(attribute: str, base: Value, local: Value, remote: Value) -> tuple[Value, ...] | None:
    """What both sides added, changed and kept, without what either removed.

    None where they contradict one another, and where a value is no list.

    Elements that stand for themselves contradict where one was changed differently; other lists are in an order that
    counts, and contradict where their orders do. At one place local's additions come before remote's.
    """
    was, here, there = (elements_of(attribute, value) for value in (base, local, remote))
    if was is None or here is None or there is None:
        return None
    if attribute not in _KEYS:
        return _merge_ordered(was, here, there)
    merged = _merge_keyed(attribute, was, here, there)
    return None if merged is None or (attribute == "roles" and not _are_roles(merged)) else merged


def elements_of(attribute: str, value: Value) -> tuple[Value, ...] | None:
    """A list's elements; None for what is no list."""
    if value is None:
        return () if attribute in _ABSENT_WHEN_EMPTY else None
    return value if isinstance(value, tuple) else None


def stored(attribute: str, elements: tuple[Value, ...]) -> Value:
    """The value of an attribute with these elements."""
    return None if not elements and attribute in _ABSENT_WHEN_EMPTY else elements


def contradiction(attribute: str, base: Value, local: Value, remote: Value) -> str:
    """Why `merge_lists` gave nothing for lists, to follow `both sides `."""
    words = attribute.replace("_", " ")
    if attribute not in _KEYS:
        return f"have {words} in an order of their own"
    was, here, there = (elements_of(attribute, value) or () for value in (base, local, remote))
    clashing = _contradicting_keys(attribute, was, here, there)
    return f"changed {', '.join(clashing)} in {words}" if clashing else f"changed {words}"


def _are_roles(roles: Sequence[Value]) -> bool:
    """Whether a policy can be for them: for somebody, and for everybody or for some."""
    return bool(roles) and (roles == ("public",) or "public" not in roles)


def _by_key(attribute: str, elements: Sequence[Value]) -> dict[str, Value]:
    return {_KEYS[attribute](str(element)): element for element in elements}


def _contradicting_keys(
    attribute: str, base: Sequence[Value], local: Sequence[Value], remote: Sequence[Value]
) -> list[str]:
    was, here, there = (_by_key(attribute, elements) for elements in (base, local, remote))
    return [
        key
        for key in dict.fromkeys([*was, *here, *there])
        if here.get(key) != there.get(key) and was.get(key) not in (here.get(key), there.get(key))
    ]


def _merge_keyed(
    attribute: str, base: Sequence[Value], local: Sequence[Value], remote: Sequence[Value]
) -> tuple[Value, ...] | None:
    was, here, there = (_by_key(attribute, elements) for elements in (base, local, remote))
    merged: list[Value] = []
    for key in dict.fromkeys([*here, *there]):
        mine, theirs, old = here.get(key), there.get(key), was.get(key)
        if mine != theirs and old not in (mine, theirs):
            return None
        if (value := theirs if mine == old else mine) is not None:
            merged.append(value)
    if _contradicting_keys(attribute, base, local, remote):
        return None
    if attribute in _SORTED:
        merged.sort(key=str)
    elif attribute == "publish":
        merged.sort(key=lambda element: _PUBLISHED.index(str(element)))
    return tuple(merged)


def _merge_ordered(base: Sequence[Value], local: Sequence[Value], remote: Sequence[Value]) -> tuple[Value, ...] | None:
    """In the order of the side that changed the order, the other's additions behind what they follow there."""
    if _moves_what_is_removed(base, local, remote) or _moves_what_is_removed(base, remote, local):
        return None
    movers = {_mover(pair, base) for pair in _turned_pairs(local, remote)}
    if None in movers or len(movers) > 1:
        return None
    local_leads = "remote" not in movers
    main, other = (local, remote) if local_leads else (remote, local)
    merged = _woven(base, main, other, main_first=local_leads)
    return merged if _keeps_places(merged, other, base) else None


_Pair = tuple[Value, Value]


def _turned_pairs(local: Sequence[Value], remote: Sequence[Value]) -> list[_Pair]:
    """Elements of both in local's order that remote has the other way round."""
    place = {item: number for number, item in enumerate(remote)}
    common = [item for item in local if item in place]
    return [
        (first, second)
        for number, first in enumerate(common)
        for second in common[number + 1 :]
        if place[first] > place[second]
    ]


def _moves_what_is_removed(base: Sequence[Value], remover: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether one side removed an element that the other gave another place."""
    return any(set(pair) - set(remover) for pair in _turned_pairs(base, other))


def _mover(pair: _Pair, base: Sequence[Value]) -> str | None:
    """Which side turned a pair round; None where the base does not tell."""
    if not all(item in base for item in pair):
        return None
    return "remote" if base.index(pair[0]) < base.index(pair[1]) else "local"


def _keeps_places(merged: Sequence[Value], other: Sequence[Value], base: Sequence[Value]) -> bool:
    """Whether everything that `other` added stands between the neighbours that it has there."""
    kept = [item for item in other if item in merged]
    place = {item: number for number, item in enumerate(merged)}
    return not any(
        place[first] > place[second] for first, second in pairwise(kept) if first not in base or second not in base
    )


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
    """Where `other` wants an element: after what it follows there, unless that was moved behind what comes next, and
    `behind` what main put at that place."""
    number = other.index(item)
    following = next((merged.index(known) for known in other[number + 1 :] if known in merged), len(merged))
    before = [merged.index(known) + 1 for known in other[:number] if known in merged]
    if before and before[-1] <= following:
        before = [place for place in before if place <= following]
    place = max(before, default=0)
    while behind and place < len(merged) and merged[place] not in base and merged[place] not in other:
        place += 1
    return place
