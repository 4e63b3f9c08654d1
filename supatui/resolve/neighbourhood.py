"""The part of a merge that a choice about one object can have an effect on, so that its result shows at once."""

from collections.abc import Iterable, Iterator, Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency
from supatui.compare.equal_keys import other_keys
from supatui.compare.model import Merge

_EVERYWHERE = frozenset({"schema", "extension", "default_privilege"})
"""Kinds that say something about every object; there are few of them."""


_TABLES = frozenset({"table", "foreign_table"})


def neighbourhood(merge: Merge, object_id: ObjectId) -> Merge:
    """The merge of what uses the object, directly or not, with the tables that it is about and what these need.

    A plan for a choice about the object is the same in it as in the whole merge.
    """
    catalogs = [catalog for catalog in (merge.local, merge.remote, merge.base) if catalog is not None]
    ids = _with_surroundings(_affected(merge, object_id, catalogs), catalogs, merge)
    base = None if merge.base is None else _part(merge.base, ids)
    local, remote = _part(merge.local, ids), _part(merge.remote, ids)
    differences = tuple(merge.by_id[one] for one in sorted(ids & merge.by_id.keys()))
    covers = {one.covered_by for one in differences} - {None}
    assert covers <= ids, covers - ids
    found = Merge(base, local, remote, differences, merge.clashes, inheritance=merge.inheritance)
    return found._replace(printed=merge.printed, following=merge.following, places=merge.places)


def _affected(merge: Merge, object_id: ObjectId, catalogs: Iterable[Catalog]) -> set[ObjectId]:
    """What is decided with the object, the parts of all that, what depends on it, and so on."""
    difference = merge.by_id.get(object_id)
    root = object_id if difference is None or difference.covered_by is None else difference.covered_by
    keys = () if difference is None else (change.key for change in merge.by_id[root].changes)
    waiting = [object_id, root, *(partner.id for key in keys for partner in merge.partners.get(key, ()))]
    found = set(waiting)
    while waiting:
        one = waiting.pop()
        for near in _handing_down(merge, one):
            if near not in found:
                found.add(near)
                waiting.append(near)
        for catalog in catalogs:
            below = (*catalog.heirs.get(one, ()), *_in_heirs(one, catalog))
            for near in (*catalog.children.get(one, ()), *catalog.dependents.get(one, ()), *below):
                if near not in found:
                    found.add(near)
                    waiting.append(near)
    return found


def _handing_down(merge: Merge, one: ObjectId) -> Iterator[ObjectId]:
    """What a part hands down to, and what hands down to a table; what is decided with it."""
    if (difference := merge.by_id.get(one)) is not None and difference.covered_by is not None:
        yield difference.covered_by
    yield from (each.id for each in merge.covers.get(one, ()))
    for part in merge.inheritance.parts if merge.inheritance is not None else ():
        if one in (part.source, part.heir):
            yield from (part.source, part.heir)


def _in_heirs(one: ObjectId, catalog: Catalog) -> Iterator[ObjectId]:
    """The column as heirs of its table have it: what it becomes, these become."""
    item = catalog.objects.get(one) if one.kind == "column" else None
    for heir in catalog.heirs.get(item.parent, ()) if item is not None and item.parent is not None else ():
        column = ObjectId("column", heir.schema, one.name, heir.path)
        if column in catalog.objects:
            yield column


def _with_surroundings(affected: set[ObjectId], catalogs: Sequence[Catalog], merge: Merge) -> set[ObjectId]:
    """With the whole of what they are parts of, and with what they need, and where that is open what it needs."""
    found = set(affected)
    for catalog in catalogs:
        found.update(one for one in catalog.objects if one.kind in _EVERYWHERE)
        for one in affected:
            top = [one, *_ancestors(one, catalog)][-1]
            family = (top, *_parents(top, catalog))
            for whole in (*family, *(heir for member in family for heir in catalog.heirs.get(member, ()))):
                found.add(whole)
                found.update(part for each in catalogs for part in each.descendants(whole))
    waiting = tuple(found)
    while waiting:
        needed = {need for catalog in catalogs for one in waiting for need in catalog.needs.get(one, ())}
        needed |= {above for catalog in catalogs for one in needed for above in _ancestors(one, catalog)}
        differing = needed & merge.by_id.keys()  # taking one of the others may bring these along
        needed |= {part for catalog in catalogs for one in differing for part in catalog.descendants(one)}
        needed |= {one for each in differing for one in other_keys(each, catalogs)}
        waiting = tuple((needed - found) & merge.by_id.keys())
        found |= needed
    # a difference comes with its cover, wherever that is
    found.update(cover for one in tuple(found) if one in merge.by_id and (cover := merge.by_id[one].covered_by))
    found.update(column for each in (*merge.printed, *merge.following) if each.id in found for column, _ in each.types)
    for catalog in catalogs:
        found.update(above for one in tuple(found) for above in _ancestors(one, catalog))
    return found


def _parents(table: ObjectId, catalog: Catalog) -> Iterator[ObjectId]:
    """What a table inherits from or is a partition of, and so on: it is made with what these hand down."""
    item = catalog.objects.get(table)
    names = (*item.texts("inherits"), item.optional_text("partition_of")) if item and table.kind in _TABLES else ()
    for name in names:
        if name is not None and (parent := catalog.tables_by_name.get(name)) is not None:
            yield parent
            yield from _parents(parent, catalog)


def _ancestors(one: ObjectId, catalog: Catalog) -> Iterator[ObjectId]:
    item = catalog.objects.get(one)
    while item is not None and item.parent is not None:
        yield item.parent
        item = catalog.objects.get(item.parent)


def _part(catalog: Catalog, ids: set[ObjectId]) -> Catalog:
    objects = {one: item for one in ids if (item := catalog.objects.get(one)) is not None}
    edges = tuple(
        Dependency(one, needed) for one in objects for needed in catalog.needs.get(one, ()) if needed in objects
    )
    return catalog._replace(objects=objects, dependencies=edges)
