"""Three-way merge of catalogs: what differs, at the grain of attributes, and who changed it since the base.

Nothing here knows a kind. An object that is gone on one side and changed on the other is a conflict about the whole
object; so is one whose part, or whose new dependant, the other side made or changed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from supatui.catalog.ground import without_ground
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject, Value
from supatui.compare.elements import merge_lists, stored
from supatui.compare.equal_keys import equal_key
from supatui.compare.heirs import from_above, handed_down_by, has_left, heir_clashes, is_handed_down
from supatui.compare.model import Change, Difference, Merge, Presence, Side, Together
from supatui.compare.taken_along import column_of, taken_along_by
from supatui.compare.unspelled import PRIVILEGES, builtin, under_one_owner, unspelled

_Clashes = dict[ObjectId, dict[ObjectId, None]]


def merge(
    base: Catalog | None, local: Catalog, remote: Catalog, *, renamed: Collection[ObjectId] = frozenset()
) -> Merge:
    """Every difference between the three; a base of None compares two ways and leaves each side UNKNOWN.

    `renamed` are objects that a side gave these names: what one side renamed and the other dropped is a conflict.
    """
    if base is None:
        local, remote = without_ground((local, remote))
        differing = set(_changed(local, remote)) | (local.objects.keys() - remote.objects.keys())
        found = {object_id: _two_way(object_id, local, remote) for object_id in sorted(differing)}
        return Merge(None, local, remote, _with_covers(found, (local, remote)))
    from supatui.compare.calls import CALLS  # these are not needed to compare two
    from supatui.compare.clash import name_clashes, successor_clashes, with_clashes
    from supatui.compare.column_reads import COLUMNS
    from supatui.compare.companions import companion_clashes
    from supatui.compare.following_texts import following_texts
    from supatui.compare.leaving import handed_down_anyway, leaving_clashes
    from supatui.compare.numbering import numbering_clashes
    from supatui.compare.reads import READS
    from supatui.compare.rename_clashes import rename_clashes

    base, local, remote = without_ground((base, local, remote))
    places: Mapping[ObjectId, str] = {}
    if _has_moved_extension((base, local, remote)):
        from supatui.compare.relocation import common_places, said_in_common

        places = common_places((base, local, remote))
        base, local, remote = (said_in_common(catalog, places) for catalog in (base, local, remote))
    changed_local, changed_remote = _changed(base, local), _changed(base, remote)
    clashes: _Clashes = {}
    _find_clashes(clashes, base, dropper=local, other=remote, changed=[*changed_remote, *_of(remote, renamed)])
    _find_clashes(clashes, base, dropper=remote, other=local, changed=[*changed_local, *_of(local, renamed)])
    differing = {*changed_local, *changed_remote}
    differing |= (base.objects.keys() - local.objects.keys()) | (base.objects.keys() - remote.objects.keys())
    found = {
        object_id: _three_way(
            object_id, base, local, remote, tuple(clashes.get(object_id, ())), renamed=object_id in renamed
        )
        for object_id in sorted(differing)
    }
    differences = _with_covers(found, (local, remote, base), base)
    merged = Merge(base, local, remote, differences, places=places)
    merged = merged._replace(following=following_texts(merged), inheritance=handed_down_anyway(merged))
    found_by_names = [
        *name_clashes(differences),
        *successor_clashes(merged),
        *rename_clashes(merged),
        *numbering_clashes(merged),
        *CALLS.clashes(merged),
        *READS.clashes(merged),
        *COLUMNS.clashes(merged),
    ]
    found_by_heirs = [*heir_clashes(merged), *leaving_clashes(merged)]
    return with_clashes(merged, [*companion_clashes(differences), *found_by_heirs, *found_by_names])


def _has_moved_extension(catalogs: Sequence[Catalog]) -> bool:
    """Whether an extension is not in the same schema everywhere."""
    places = {(item.id, item.attributes.get("schema")) for catalog in catalogs for item in catalog.extensions}
    return len(places) > len({one for one, _ in places})


def _changed(old: Catalog, new: Catalog) -> list[ObjectId]:
    """What `new` added or changed; drops are left to set arithmetic. The only pass over all objects."""
    before = old.objects
    return [object_id for object_id, item in new.objects.items() if not _same(before.get(object_id), item)]


def _of(catalog: Catalog, renamed: Collection[ObjectId]) -> list[ObjectId]:
    return [one for one in renamed if one in catalog.objects]


def _same(one: SchemaObject | None, other: SchemaObject | None) -> bool:
    if one is other:
        return True
    return one is not None and other is not None and one.attributes == other.attributes


def _find_clashes(
    clashes: _Clashes, base: Catalog, *, dropper: Catalog, other: Catalog, changed: Sequence[ObjectId]
) -> None:
    """Note, for what `dropper` dropped, the parts and new dependants that `other` added or changed."""
    gone = (base.objects.keys() - dropper.objects.keys()) & other.objects.keys()
    if not gone:
        return
    known = set(base.dependencies)
    for object_id in changed:
        if is_handed_down(object_id, base, other):
            continue
        lineage = {object_id, *_ancestors(object_id, (other,)), *column_of(other.objects[object_id])}
        home = ObjectId("schema", "", other.objects[object_id].id.schema)
        lost = ((lineage | {home}) & gone) - {object_id}
        above = {part.source for part in from_above(other.objects[object_id], other)}
        for needed in other.needs.get(object_id, ()):
            is_new = (object_id, needed) not in known and (needed not in above or object_id in base.objects)
            if is_new and not _is_replaced(object_id, needed, base, dropper, other):
                lost |= ({needed, *_ancestors(needed, (other,))} & gone) - lineage
        # what hands these down goes with them, and is what will be asked about
        lost |= {source for one in (*lost, object_id) for source in _sources(one, base, other)} & gone
        for one in sorted(lost):
            clashes.setdefault(one, {})[object_id] = None


def _is_replaced(user: ObjectId, needed: ObjectId, base: Catalog, dropper: Catalog, other: Catalog) -> bool:
    """Whether there is another key in its place, which the other side has not dropped."""
    if needed in dropper.objects:
        return False
    instead = equal_key(user, needed, dropper.objects, (dropper, base))
    return instead is not None and (instead in other.objects or instead not in base.objects)


def _sources(one: ObjectId, base: Catalog, other: Catalog) -> Iterator[ObjectId]:
    """The parts of parents, and of theirs, that this one was handed down by, unless it has become its table's own."""
    item = base.objects.get(one)
    for part in from_above(item, base) if item is not None else ():
        if not has_left(part.heir, part.parent, (other,), base):
            yield part.source
            yield from _sources(part.source, base, other)


def _ancestors(object_id: ObjectId, catalogs: Sequence[Catalog]) -> Iterator[ObjectId]:
    """Parents of an object, the nearest first, as the first catalog that has it says."""
    seen = {object_id}
    while True:
        item = next((found for catalog in catalogs if (found := catalog.objects.get(object_id))), None)
        if item is None or item.parent is None or item.parent in seen:
            return
        object_id = item.parent
        seen.add(object_id)
        yield object_id


def _two_way(object_id: ObjectId, local: Catalog, remote: Catalog) -> Difference:
    here, there = local.objects.get(object_id), remote.objects.get(object_id)
    if here is None or there is None:
        changes: tuple[Change, ...] = (_whole(object_id, None, here, there, Side.UNKNOWN),)
    else:
        changes = tuple(
            Change(
                object_id, name, Presence.ABSENT, here.attributes.get(name), there.attributes.get(name), Side.UNKNOWN
            )
            for name in _names(here, there)
            if here.attributes.get(name) != there.attributes.get(name)
        )
    return Difference(object_id, None, here, there, changes, Side.UNKNOWN)


def _three_way(
    object_id: ObjectId,
    base: Catalog,
    local: Catalog,
    remote: Catalog,
    because: tuple[ObjectId, ...],
    *,
    renamed: bool,
) -> Difference:
    old, here, there = (catalog.objects.get(object_id) for catalog in (base, local, remote))
    if (here is None) is not (there is None) and not _same(old, here or there):
        here, there = here or unspelled(old, local), there or unspelled(old, remote)
    if object_id.kind == "privilege" and old is not None and here is not None and there is not None:
        old, here, there = under_one_owner(old, here, there)
    if here is not None and there is not None and (old is not None or not _same(here, there)):
        changes = _attribute_changes(object_id, old, here, there)
    else:
        changes = (_whole(object_id, old, here, there, _side_of_presence(old, here, there, renamed or bool(because))),)
    side, mixed = side_of(changes)
    return Difference(
        object_id, old, here, there, changes, side, mixed=mixed, because=because if side is Side.CONFLICT else ()
    )


def side_of(changes: Sequence[Change]) -> tuple[Side, bool]:
    """The side of a difference with these changes, and whether it is mixed."""
    sides = {change.side for change in changes}
    mixed = Side.CONFLICT not in sides and (Side.MERGED in sides or {Side.LOCAL, Side.REMOTE} <= sides)
    if mixed:
        return Side.LOCAL, True
    return next((side for side in (Side.CONFLICT, Side.LOCAL, Side.REMOTE) if side in sides), Side.BOTH_SAME), False


def _side_of_presence(
    old: SchemaObject | None, here: SchemaObject | None, there: SchemaObject | None, is_wanted: bool
) -> Side:
    """Who added or dropped it; a drop against a change, or of what the other side wants, is a conflict."""
    if (here is None) is (there is None):
        return Side.BOTH_SAME
    if old is None:
        return Side.LOCAL if here is not None else Side.REMOTE
    kept, dropper = (there, Side.LOCAL) if here is None else (here, Side.REMOTE)
    return dropper if _same(old, kept) and not is_wanted else Side.CONFLICT


def _whole(
    object_id: ObjectId, old: SchemaObject | None, here: SchemaObject | None, there: SchemaObject | None, side: Side
) -> Change:
    return Change(object_id, None, _presence(old), _presence(here), _presence(there), side)


def _presence(item: SchemaObject | None) -> Presence:
    return Presence.ABSENT if item is None else Presence.PRESENT


def _attribute_changes(
    object_id: ObjectId, old: SchemaObject | None, here: SchemaObject, there: SchemaObject
) -> tuple[Change, ...]:
    """Attributes in reading order; one that is missing counts as None."""
    from supatui.compare.companions import with_companions  # not needed to compare two

    changes: list[Change] = []
    for name in _names(here, there, old):
        local, remote = here.attributes.get(name), there.attributes.get(name)
        if old is None:
            if local != remote:
                changes.append(_contradicting(object_id, name, Presence.ABSENT, here, there))
            continue
        base = old.attributes.get(name)
        if base == local == remote:
            continue
        side = _side_of_value(base, local, remote)
        if side is Side.CONFLICT:
            changes.append(_contradicting(object_id, name, base, here, there))
        else:
            changes.append(Change(object_id, name, base, local, remote, side))
    return with_companions(changes)


def _contradicting(
    object_id: ObjectId, name: str, base: Value | Presence, here: SchemaObject, there: SchemaObject
) -> Change:
    """A change that both sides made, each in its own way: put together where that is possible, else a conflict."""
    local, remote = here.attributes.get(name), there.attributes.get(name)
    before = base
    if isinstance(base, Presence):
        before = builtin(here) if name == PRIVILEGES else base
    together = None if isinstance(before, Presence) else put_together(name, before, local, remote)
    side = Side.CONFLICT if together is None else Side.MERGED
    return Change(object_id, name, base, local, remote, side, together)


def put_together(name: str, base: Value, local: Value, remote: Value) -> Together | None:
    """Element by element, clause by clause or line by line; None where the values are neither, or contradict."""
    if isinstance(base, str) and isinstance(local, str) and isinstance(remote, str):
        from supatui.compare.clauses import merge_clauses, merge_literals
        from supatui.compare.lines import merge_texts

        text = merge_texts(base, local, remote)
        if text is None and name == "definition":
            text = merge_clauses(base, local, remote)
        if text is None and name == "expression":
            text = merge_literals(base, local, remote)
        return None if text is None else Together(text, untried=True)
    elements = merge_lists(name, base, local, remote)
    return None if elements is None else Together(stored(name, elements))


def _names(*items: SchemaObject | None) -> dict[str, None]:
    return {name: None for item in items if item is not None for name in item.attributes}


def _side_of_value(base: Value, local: Value, remote: Value) -> Side:
    if local == remote:
        return Side.BOTH_SAME
    if remote == base:
        return Side.LOCAL
    return Side.REMOTE if local == base else Side.CONFLICT


def _with_covers(
    found: dict[ObjectId, Difference], catalogs: Sequence[Catalog], base: Catalog | None = None
) -> tuple[Difference, ...]:
    """The differences, each told which topmost object it comes or goes with.

    Left out: objects whose attributes differ only in that None is spelled out on one side.
    """
    roots: dict[ObjectId, ObjectId] = {}
    for difference in found.values():
        for ancestor in _ancestors(difference.id, catalogs):
            if (above := found.get(ancestor)) is not None and _covers(above, difference):
                roots[difference.id] = ancestor
        if difference.id not in roots:
            source = handed_down_by(difference, found, catalogs, base) or taken_along_by(difference, found, base)
            roots |= {difference.id: source} if source is not None else {}
    return tuple(
        one._replace(covered_by=_topmost(one.id, roots)) if one.id in roots else one
        for one in found.values()
        if one.changes
    )


def _topmost(one: ObjectId, roots: Mapping[ObjectId, ObjectId]) -> ObjectId:
    while one in roots:
        one = roots[one]
    return one


def _covers(above: Difference, below: Difference) -> bool:
    """Whether a decision on `above` leaves nothing to decide on `below`, which is a part of it.

    A sequence can have been there before what it belongs to, or be there after it.
    """
    if not above.whole:
        return False
    whole, part = ((one.base, one.local, one.remote) for one in (above, below))
    if any(item is None and inner is not None for item, inner in zip(whole, part, strict=True)):
        return False
    return above.side is not Side.BOTH_SAME or below.side is Side.BOTH_SAME
