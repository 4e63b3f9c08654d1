"""What tables hand down to their partitions and inheriting tables, and types to the tables that are of them: that is
no change of these, and no second question.

Source: PostgreSQL manual, CREATE TABLE, INHERITS, PARTITION OF and OF; ALTER TABLE; ALTER TYPE, CASCADE.
"""

from collections.abc import Iterator, Mapping, Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import ident
from supatui.compare.model import Change, Clash, Difference, Inherited, Key, Merge, Side
from supatui.compare.status import title

_KEYS_AND_INDEXES = frozenset({"index", "primary_key", "unique", "exclude"})
_HANDED_DOWN = frozenset({"column", "default", *_KEYS_AND_INDEXES})


def from_above(item: SchemaObject, catalog: Catalog) -> Iterator[Inherited]:
    """The item as a part that each parent of its table may hand down; whether the parents have it is not asked."""
    if item.id.kind in _KEYS_AND_INDEXES:
        source = catalog.relations_by_name.get(item.optional_text("attached_to") or "")
        parent = catalog.objects[source].parent if source else None
        if source is not None and parent is not None and item.parent is not None:
            yield Inherited(item, source, item.parent, parent)
        return
    column = catalog.objects.get(item.parent) if item.id.kind == "default" and item.parent else item
    if column is None or column.id.kind != "column" or column.parent is None:
        return
    table = catalog.objects.get(column.parent)
    for parent in _tables_above(table, catalog) if table is not None else ():
        path = parent.path if item is column else f"{parent.path}.{ident(column.id.name)}"
        yield Inherited(item, ObjectId(item.id.kind, parent.schema, item.id.name, path), column.parent, parent)
    whole = type_of(table, catalog) if table is not None and item is column else None
    if whole is not None:
        yield Inherited(item, ObjectId("attribute", whole.schema, item.id.name, whole.path), column.parent, whole)


def type_of(table: SchemaObject, catalog: Catalog) -> ObjectId | None:
    """The type that the table is of."""
    of_type = table.optional_text("of_type")
    return catalog.types_by_name.get(of_type) if of_type is not None else None


def parents_of(table: SchemaObject, catalog: Catalog) -> Iterator[ObjectId]:
    """What hands its parts down to the table: its parents, and the type that it is of."""
    yield from _tables_above(table, catalog)
    if (whole := type_of(table, catalog)) is not None:
        yield whole


def is_heir(heir: ObjectId, parent: ObjectId, catalog: Catalog) -> bool:
    """Whether the table has that parent, or is of that type."""
    item = catalog.objects.get(heir)
    return item is not None and parent in parents_of(item, catalog)


def _tables_above(table: SchemaObject, catalog: Catalog) -> Iterator[ObjectId]:
    names = (*table.texts("inherits"), *filter(None, [table.optional_text("partition_of")]))
    yield from (one for name in names if (one := catalog.tables_by_name.get(name)) is not None)


def is_alike(source: SchemaObject, other: SchemaObject) -> bool:
    """Whether two versions of a parent's part hand the same down; only indexes and keys have a definition."""
    return not _differ("definition", source, other)


def is_handed_down(one: ObjectId, before: Catalog, after: Catalog) -> bool:
    """Whether what came or changed is so because a parent's part did likewise, or because its table has the parent."""
    if one.kind not in _HANDED_DOWN:
        return False
    for part in from_above(after.objects[one], after):
        source = after.objects.get(part.source)
        if source is None:
            continue
        old, source_before = before.objects.get(one), before.objects.get(part.source)
        is_new = part.heir not in before.objects
        if _comes_along(part.item, source) if is_new else _changed_alike(old, part.item, source_before, source):
            return True
    return False


def _comes_along(item: SchemaObject, source: SchemaObject) -> bool:
    """Whether a table that is made with the parent, or of the type, has it for that alone."""
    if item.id.kind == "column":  # of a type it has all attributes and no others
        return source.id.kind == "attribute" or (item.flag("inherited") and not item.flag("local"))
    return item.id.kind != "default" or item.attributes == source.attributes


def _changed_alike(
    old: SchemaObject | None, new: SchemaObject, source_before: SchemaObject | None, source: SchemaObject
) -> bool:
    if old is None or source_before is None:
        return old is source_before and (new.id.kind != "default" or new.attributes == source.attributes)
    names = {name for name in old.attributes.keys() | new.attributes.keys() if _differ(name, old, new)}
    if new.id.kind in _KEYS_AND_INDEXES:  # their definitions say whose they are
        return all(_differ(name, source_before, source) for name in names)
    return all(
        _differ(name, source_before, source) and new.attributes.get(name) == source.attributes.get(name)
        for name in names
    )


def _differ(name: str, one: SchemaObject, other: SchemaObject) -> bool:
    return one.attributes.get(name) != other.attributes.get(name)


def handed_down_by(
    difference: Difference, found: Mapping[ObjectId, Difference], catalogs: Sequence[Catalog], base: Catalog | None
) -> ObjectId | None:
    """The part of a parent that this one comes and goes with on both sides, so that one decision is about both."""
    if difference.id.kind not in _HANDED_DOWN or not difference.whole:
        return None
    for catalog in catalogs:
        item = catalog.objects.get(difference.id)
        for part in from_above(item, catalog) if item is not None else ():
            above = found.get(part.source)
            if above is None or not above.whole or not _are_alike(difference, above):
                continue
            if not has_left(part.heir, part.parent, catalogs, base):
                return part.source
    return None


def has_left(heir: ObjectId, parent: ObjectId, catalogs: Sequence[Catalog], base: Catalog | None) -> bool:
    """Whether a table has the parent in the base and, on a side that has both, no more."""
    if base is None or not is_heir(heir, parent, base):
        return False
    sides = (one for one in catalogs if heir in one.objects and parent in one.objects)
    return any(not is_heir(heir, parent, one) for one in sides)


def _are_alike(one: Difference, other: Difference) -> bool:
    pairs = ((one.base, other.base), (one.local, other.local), (one.remote, other.remote))
    if any((mine is None) is not (theirs is None) for mine, theirs in pairs):
        return False
    is_default = one.id.kind == "default"
    return not is_default or all(
        mine is None or mine.attributes == theirs.attributes for mine, theirs in pairs if theirs
    )


def heir_clashes(merge: Merge) -> tuple[Clash, ...]:
    """Contradictions about parts that heirs share with their parents, one clash for each: it is one question."""
    found: dict[Key, set[Key]] = {}
    for difference in merge.roots:
        for change in difference.changes if difference.id.kind in _HANDED_DOWN else ():
            if change.side is Side.CONFLICT and change.attribute is not None:
                for above in _same_question(change, merge):
                    found.setdefault(above.key, {above.key}).add(change.key)
    return tuple(
        Clash(tuple(sorted(members)), f"{title(key.id)} hands its {(key.attribute or '').replace('_', ' ')} down")
        for key, members in sorted(found.items())
    )


def _same_question(change: Change, merge: Merge) -> Iterator[Change]:
    item = merge.local.objects[change.id]
    for part in from_above(item, merge.local):
        above = merge.by_id.get(part.source)
        for other in above.changes if above is not None else ():
            if (other.attribute, other.side) == (change.attribute, Side.CONFLICT) and _values(other) == _values(change):
                yield other


def _values(change: Change) -> tuple[object, ...]:
    return change.base, change.local, change.remote
