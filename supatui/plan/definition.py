"""The SQL that makes one object, with what belongs to it: to read, and to edit."""

from collections.abc import Iterable

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject
from supatui.catalog.quoting import ident
from supatui.compare.model import Change, Presence, Side
from supatui.errors import SupatuiError
from supatui.plan.build import build_plan
from supatui.resolve.picking import hunks_of, long_texts, put_together
from supatui.resolve.review import Review


def definition_of(catalog: Catalog, object_id: ObjectId) -> str | None:
    """The statements that make the object as a person would write them; None where it is not there.

    A comment with the reason where no statement makes it.
    """
    item = catalog.objects.get(object_id)
    if item is None:
        return None
    above = _ancestors(item, catalog)
    parts = {one: catalog.objects[one] for one in (item.id, *catalog.descendants(item.id))}
    without = catalog._replace(objects=above, dependencies=(), unknown=())
    edges = tuple(Dependency(one, needed) for one in parts for needed in catalog.needs.get(one, ()) if needed in parts)
    alone = catalog._replace(objects={**above, **parts}, dependencies=edges, unknown=())
    try:
        statements = build_plan(without, alone, back=False).statements
    except SupatuiError as error:
        return f"-- {error.what}"
    return "\n".join(f"{statement.sql};" for statement in statements)


def inside_of(object_id: ObjectId) -> str:
    """What the definition of a part of a table begins with and says nothing new."""
    return f"alter table {ident(object_id.schema)}.{object_id.parent} add "


def text_to_edit(review: Review, subject: ObjectId) -> str:
    """The object as it was decided so far. Long texts that both sides changed and that wait are put together line by
    line, with their contradictions between markers; where it would not be there, it is as a side has it.
    """
    difference = review.merge.by_id.get(subject)
    merged = as_decided(review, subject)
    if subject not in merged.objects:
        sides = (review.merge.local, review.merge.remote, review.merge.base)
        return next((text for side in sides if side is not None and (text := definition_of(side, subject))), "")
    texts = long_texts(difference) if difference is not None else ()
    waiting = [change for change in texts if review.resolution(change.key) is None]
    if difference is None or not waiting:
        return definition_of(merged, subject) or ""
    base, local, remote = (
        definition_of(_with_texts(merged, subject, waiting, side), subject) for side in (None, Side.LOCAL, Side.REMOTE)
    )
    two_way = review.merge.two_way or difference.base is None
    return put_together(hunks_of(None if two_way else base, local, remote), {}, two_way=two_way)


def as_decided(review: Review, subject: ObjectId) -> Catalog:
    """Local as it will be, with the object and its parts as they are shown: what waits as in the base."""
    merge, target = review.merge, review.target(Side.LOCAL)
    sides = [side for side in (merge.local, merge.remote, merge.base) if side is not None]
    own = {subject}.union(*(side.descendants(subject) for side in sides))
    objects, edges = dict(target.objects), list(target.dependencies)
    for one in own & merge.by_id.keys():
        result = review.result(one)
        if result is None:
            objects.pop(one, None)
            continue
        if one not in objects:
            supplier = next(side for side in sides if one in side.objects)
            edges += [Dependency(one, needed) for needed in supplier.needs.get(one, ())]
        objects[one] = result
    return target._replace(objects=objects, dependencies=tuple(edge for edge in edges if edge.referenced in objects))


def _with_texts(catalog: Catalog, subject: ObjectId, texts: Iterable[Change], side: Side | None) -> Catalog:
    """The schema with the object's texts as a side has them; None is the base."""
    attributes = dict(catalog.objects[subject].attributes)
    for change in texts:
        value = {None: change.base, Side.LOCAL: change.local, Side.REMOTE: change.remote}[side]
        if change.attribute is not None and not isinstance(value, Presence):
            attributes[change.attribute] = value
    item = catalog.objects[subject]._replace(attributes=attributes)
    return catalog._replace(objects={**catalog.objects, subject: item})


def _ancestors(item: SchemaObject, catalog: Catalog) -> dict[ObjectId, SchemaObject]:
    found: dict[ObjectId, SchemaObject] = {}
    current = catalog.objects.get(item.parent) if item.parent is not None else None
    while current is not None:
        found[current.id] = current
        current = catalog.objects.get(current.parent) if current.parent is not None else None
    return found
