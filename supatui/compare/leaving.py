"""What a parent, or a type, hands down on one side to a table that the other side has parted from it.

Parted first, the table does not get it; parted afterwards, it keeps it. No attribute shows that, so it is asked.
Source: PostgreSQL manual, ALTER TABLE, DETACH PARTITION, NO INHERIT, OF and NOT OF.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.heirs import from_above, has_left, is_handed_down, is_heir, parents_of
from supatui.compare.model import Change, Clash, Difference, Inheritance, Inherited, Key, Merge, Side
from supatui.compare.status import title

_PARTING = frozenset({"partition_of", "inherits", "of_type"})


class _Parting(NamedTuple):
    """A table that one side parted from a parent which the other side's table still has."""

    heir: ObjectId
    parent: ObjectId
    base: Catalog
    side: Side
    """Who parted it."""
    other: Side
    kept: Catalog
    """The other side."""


def leaving_clashes(merge: Merge) -> tuple[Clash, ...]:
    """One clash for each parting: its answer is the answer to all that is handed down to the table."""
    found: list[Clash] = []
    for change, parting in _partings(merge):
        constraints = list(_constraints(parting, merge))
        members = {change.key, *_handed_down(parting, merge), *_become_own(constraints, parting, merge)}
        if change.side is not Side.CONFLICT and (constraints or len(members) > 1):
            members.update(_own_since(parting, merge))
            said = f"{parting.side} parted {title(parting.heir)} from {title(parting.parent)}"
            reason = f"{said}, which hands changes of {parting.other} down"
            found.append(Clash(tuple(sorted(members)), reason))
    return tuple(found)


def handed_down_anyway(merge: Merge) -> Inheritance | None:
    """What a table gets if it stays, be it because the answer is the base; None for nothing."""
    found: list[Inherited] = []
    catalog = merge.local
    for _, parting in _partings(merge):
        catalog = parting.kept
        for key in _handed_down(parting, merge):
            for part in (merge.by_id[key.id], *merge.covers.get(key.id, ())):
                found += _parts(part.id, key.attribute, parting)
    return Inheritance(tuple(sorted(found, key=lambda one: one.item.id)), catalog) if found else None


def _parts(one: ObjectId, attribute: str | None, parting: _Parting) -> Iterator[Inherited]:
    is_gone = one not in parting.kept.objects
    catalog = parting.base if is_gone else parting.kept
    for part in from_above(catalog.objects[one], catalog):
        yield part._replace(attribute=attribute, gone=is_gone)


def _partings(merge: Merge) -> Iterator[tuple[Change, _Parting]]:
    """Each with the change of the table's parents."""
    for difference in merge.roots:
        for change in difference.changes:
            if change.attribute in _PARTING:
                yield from ((change, parting) for parting in _partings_of(difference.id, merge))


def _partings_of(heir: ObjectId, merge: Merge) -> Iterator[_Parting]:
    assert merge.base is not None
    table = merge.base.objects.get(heir)
    for side, other in ((Side.LOCAL, Side.REMOTE), (Side.REMOTE, Side.LOCAL)):
        kept = merge.catalog(other)
        for parent in parents_of(table, merge.base) if table is not None else ():
            if is_heir(heir, parent, kept) and has_left(heir, parent, (merge.catalog(side),), merge.base):
                yield _Parting(heir, parent, merge.base, side, other, kept)


def _handed_down(parting: _Parting, merge: Merge) -> Iterator[Key]:
    """The other side's changes of the table's parts, and of its heirs' in turn, that came with the parent's."""
    for difference in merge.roots:
        if _table_of(difference.id, parting) == parting.heir:
            yield from (change.key for change in difference.changes if _came_down(difference, change, parting))
    for heir in parting.kept.heirs.get(parting.heir, ()):
        if is_heir(heir, parting.heir, parting.base):
            yield from _handed_down(parting._replace(heir=heir, parent=parting.heir), merge)


def _own_since(parting: _Parting, merge: Merge) -> Iterator[Key]:
    """What the parted table's columns say of their NOT NULL constraints since these are its own."""
    for difference in merge.roots:
        if difference.id.kind == "column" and _table_of(difference.id, parting) == parting.heir:
            for change in difference.changes:
                if change.side is parting.side and (change.attribute or "").startswith("not_null_"):
                    yield change.key


def _came_down(difference: Difference, change: Change, parting: _Parting) -> bool:
    if change.side is not parting.other and (change.attribute is None or change.side is not Side.CONFLICT):
        return False
    before, after = parting.base, parting.kept
    if difference.id not in after.objects:
        before, after = after, before
    sources = [part.source for part in from_above(after.objects[difference.id], after) if part.parent == parting.parent]
    if change.attribute is None:
        return bool(sources) and is_handed_down(difference.id, before, after)
    name = change.attribute
    return any(
        (old := before.objects.get(source)) is not None
        and (new := after.objects.get(source)) is not None
        and old.attributes.get(name) != new.attributes.get(name) == after.objects[difference.id].attributes.get(name)
        for source in sources
    )


def _constraints(parting: _Parting, merge: Merge) -> Iterator[ObjectId]:
    """Checks and foreign keys of the parent that the other side alone changed; an heir has them as none of its own."""
    kinds = {"check"} if parting.kept.objects[parting.heir].texts("inherits") else {"check", "foreign_key"}
    for one in merge.roots:
        is_of_parent = (one.id.schema, one.id.parent) == (parting.parent.schema, parting.parent.path)
        if one.id.kind in kinds and is_of_parent and one.side is parting.other and not _stays_above(one, parting.other):
            yield one.id


def _become_own(constraints: Iterable[ObjectId], parting: _Parting, merge: Merge) -> Iterator[Key]:
    """The same constraints as the parted table has them by itself since."""
    for one in constraints:
        own = merge.by_id.get(one._replace(schema=parting.heir.schema, parent=parting.heir.path))
        if own is not None and own.whole and own.base is None and own.side is parting.side:
            yield own.changes[0].key


def _stays_above(difference: Difference, side: Side) -> bool:
    versions = (one for one in (difference.base, difference.on(side)) if one is not None)
    return all(" NO INHERIT" in one.text("definition") for one in versions)


def _table_of(part: ObjectId, parting: _Parting) -> ObjectId | None:
    item = parting.kept.objects.get(part) or parting.base.objects.get(part)
    while item is not None and item.parent is not None and item.parent != parting.heir:
        item = parting.kept.objects.get(item.parent) or parting.base.objects.get(item.parent)
    return item.parent if item is not None else None
