"""Texts that only follow a type which the same side changed: without that type they are what they were before.

With the type of `status`, `status = 'open'::text` becomes `status = 'open'::public.state`. Where a decision leaves the
type out, nobody wants the new text either, and no server would take it.
"""

import re
from collections.abc import Collection, Iterator

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Merge, Printed, Side

_VIEWS = frozenset({"view", "materialized_view"})

_CAST = re.compile(
    r"""
    :: (?P<name> (?:"(?:[^"]|"")+"|\w+) (?:\.(?:"(?:[^"]|"")+"|\w+))?
        (?:[ ](?:varying|precision|(?:with|without)[ ]time[ ]zone))? )
    (?:\(\d+(?:,\d+)?\))? (?:\[\])*
    """,
    re.VERBOSE,
)
_MODIFIER = re.compile(r"\(.*?\)|\[\]")
_BESIDE_THE_POINT = re.compile(r"[()\s]")
_COMPARED_AS = frozenset({"text"})
"""What a server casts other types of texts to before it compares them."""


def following_texts(merge: Merge) -> tuple[Printed, ...]:
    """For each text of one side that differs from the base's in nothing but casts to the types of columns that this
    side changed: the base's, where these columns have the types of the base."""
    return tuple(found for side in (Side.LOCAL, Side.REMOTE) for found in _of(merge, side))


def _of(merge: Merge, side: Side) -> Iterator[Printed]:
    types = dict(_retyped(merge, side))
    changes = (change for root in merge.roots for change in root.changes) if types else ()
    for change in changes:
        said = change.local if side is Side.LOCAL else change.remote
        if change.side is not side or change.attribute in (None, "type"):
            continue
        if not isinstance(said, str) or not isinstance(change.base, str):
            continue
        used = sorted(types.keys() & _used(change.id, merge.catalog(side)))
        names = _COMPARED_AS.union(*(types[one] for one in used))
        if used and _bare(said, names) == _bare(change.base, names):
            yield Printed(change.id, change.attribute, said, tuple((one, types[one][0]) for one in used), change.base)


def _retyped(merge: Merge, side: Side) -> Iterator[tuple[ObjectId, tuple[str, str]]]:
    """The columns whose type the side changed, with the type that they had and the one that they have."""
    for root in merge.roots if merge.base is not None else ():
        for change in root.changes if root.id.kind == "column" else ():
            said = change.local if side is Side.LOCAL else change.remote
            if change.attribute != "type" or change.side not in (side, Side.CONFLICT):
                continue
            if isinstance(change.base, str) and isinstance(said, str) and said != change.base:
                yield change.id, (change.base, said)


def _used(one: ObjectId, catalog: Catalog) -> set[ObjectId]:
    """The columns that it is about, also those below a view."""
    item = catalog.objects.get(one)
    found = {item.parent} if item is not None and item.parent is not None else set()
    waiting = [one]
    while waiting:
        for needed in catalog.needs.get(waiting.pop(), ()):
            if needed not in found:
                found.add(needed)
                waiting += [needed] if needed.kind in _VIEWS else []
    return found


def _bare(text: str, types: Collection[str]) -> str:
    """The text without casts to these types, and without what has to stand around a cast."""
    names = {_MODIFIER.sub("", one).strip() for one in types}
    return _BESIDE_THE_POINT.sub("", _CAST.sub(lambda found: "" if found["name"] in names else found[0], text))
