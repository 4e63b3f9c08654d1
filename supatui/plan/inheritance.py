"""What a server hands down to partitions and inheriting tables by itself: no change of either side, and no clash.

Source: PostgreSQL manual, CREATE TABLE, INHERITS and PARTITION OF; ALTER TABLE, ATTACH PARTITION and INHERIT.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import ident
from supatui.compare.model import Inheritance, Inherited, Key, Merge
from supatui.compare.status import title
from supatui.compare.two_way import compare

_KEYS_AND_INDEXES = frozenset({"index", "primary_key", "unique", "exclude"})


def gains_heirs(merge: Merge) -> bool:
    """Whether a side gave a table a partition or an inheriting table: only then is more handed down than either has."""
    known = set(_heirs(merge.base)) if merge.base is not None else set()
    return any(pair not in known for side in (merge.local, merge.remote) for pair in _heirs(side))


def _heirs(catalog: Catalog) -> Iterator[tuple[ObjectId, ObjectId]]:
    return ((parent, heir) for parent, heirs in catalog.heirs.items() for heir in heirs)


_FORCED = frozenset({"not_null", "attached_to"})
_FORCED_ON_NEW = frozenset({"type", "collation"})
"""An heir that was there in the base keeps the types of its columns: these are somebody's word."""


def handed_down(wanted: Catalog, read: Catalog, base: Catalog) -> Inheritance | None:
    """What was read of heirs and was not wanted, and cannot be otherwise next to their parents; None for nothing."""
    delta = compare(wanted, read)
    parts = list(_added(delta.created, wanted, read, base))
    for one, names in delta.altered.items():
        is_new = read.objects[one].parent not in base.objects
        for name in sorted(names & (_FORCED | _FORCED_ON_NEW if is_new else _FORCED)):
            parts += _forced(one, name, wanted, read)
    return _inheritance(parts, read)


def lost_above(wanted: Catalog, base: Catalog) -> Inheritance | None:
    """Columns that a new heir had from its parents alone and that these lost, where nobody uses them.

    Dropping the parents' columns would drop these.
    """
    parts = [part for column in _alone(wanted, base) if not _users(column, wanted) for part in _gone(column, wanted)]
    return _inheritance(parts, wanted)


def in_use_below(wanted: Catalog, base: Catalog) -> dict[Key, str]:
    """The same columns where somebody uses them, and why they cannot be, in words."""
    return {
        Key(column.id, None): f"{title(min(users))} needs {title(column.id)}, which goes with its parent's"
        for column in _alone(wanted, base)
        if (users := _users(column, wanted))
    }


def _alone(wanted: Catalog, base: Catalog) -> Iterator[SchemaObject]:
    """Columns of new heirs that none of their parents has any more."""
    for one, column in wanted.objects.items():
        if one.kind == "column" and one not in base.objects and column.flag("inherited") and not column.flag("local"):
            above = list(_from_above(column, wanted))
            if above and not any(part.source in wanted.objects for part in above):
                yield column


def _users(column: SchemaObject, wanted: Catalog) -> set[ObjectId]:
    """What depends on a column and is no part of it."""
    parts = {column.id, *wanted.descendants(column.id)}
    return {user for part in parts for user in wanted.dependents.get(part, ())} - parts


def _gone(column: SchemaObject, wanted: Catalog) -> Iterator[Inherited]:
    for part in _from_above(column, wanted):
        for each in sorted({column.id, *wanted.descendants(column.id)}):
            yield replace(part, item=wanted.objects[each], gone=True)


def _inheritance(parts: Iterable[Inherited], catalog: Catalog) -> Inheritance | None:
    found = tuple(sorted(parts, key=lambda part: (part.item.id, part.attribute or "")))
    return Inheritance(found, catalog) if found else None


def _added(created: Collection[ObjectId], wanted: Catalog, read: Catalog, base: Catalog) -> Iterator[Inherited]:
    """Columns with their defaults, and indexes and keys."""
    for one in created:
        item = read.objects[one]
        if one.kind == "default" and item.parent not in created:
            continue
        for part in _from_above(item, read):
            if part.source in read.objects:
                is_joining = part.heir in base.objects and not read.objects[part.heir].optional_text("partition_of")
                yield replace(part, item=_of_its_own(item)) if one.kind == "column" and is_joining else part


def _of_its_own(column: SchemaObject) -> SchemaObject:
    """A column as it is where its table has it before it joins the parent, which is the one way that always leads."""
    return replace(column, facts={**column.facts, "local": True})


def _forced(one: ObjectId, name: str, wanted: Catalog, read: Catalog) -> Iterator[Inherited]:
    value = read.objects[one].attributes.get(name)
    for part in _from_above(read.objects[one], read):
        above = wanted.objects.get(part.source)
        if above is not None and (name == "attached_to" or above.attributes.get(name) == value):
            yield replace(part, attribute=name)


def _from_above(item: SchemaObject, catalog: Catalog) -> Iterator[Inherited]:
    """The item as a part that each parent of its table may hand down."""
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
    for parent in _parents(table, catalog) if table is not None else ():
        path = parent.path if item is column else f"{parent.path}.{ident(column.id.name)}"
        yield Inherited(item, ObjectId(item.id.kind, parent.schema, item.id.name, path), column.parent, parent)


def _parents(table: SchemaObject, catalog: Catalog) -> Iterator[ObjectId]:
    names = (*table.texts("inherits"), *filter(None, [table.optional_text("partition_of")]))
    yield from (one for name in names if (one := catalog.tables_by_name.get(name)) is not None)
