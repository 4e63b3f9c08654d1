"""What a server hands down to partitions and inheriting tables by itself: no change of either side, and no clash.

Source: PostgreSQL manual, CREATE TABLE, INHERITS and PARTITION OF; ALTER TABLE, ATTACH PARTITION and INHERIT.
"""

from collections.abc import Collection, Iterable, Iterator

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value
from supatui.compare.heirs import from_above, is_alike, type_of
from supatui.compare.model import Inheritance, Inherited, Key, Merge
from supatui.compare.status import title
from supatui.compare.two_way import compare


def gains_heirs(merge: Merge) -> bool:
    """Whether a side gave a table a partition or an inheriting table, or a type a table: only then is more handed down
    than either has."""
    known = set(families(merge.base)) if merge.base is not None else set()
    return any(pair not in known for side in (merge.local, merge.remote) for pair in families(side))


def families(catalog: Catalog) -> Iterator[tuple[ObjectId, ObjectId]]:
    """Each table, or type of tables, with each of those that it hands its parts down to."""
    yield from ((parent, heir) for parent, heirs in catalog.heirs.items() for heir in heirs)
    for item in catalog.objects.values():
        if item.id.kind == "table" and (whole := type_of(item, catalog)) is not None:
            yield whole, item.id


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


def lost_above(wanted: Catalog, merge: Merge) -> Inheritance | None:
    """What a new heir had from its parents alone and that these lost, where nobody uses it and nothing was said of it:
    columns, indexes, keys.

    Dropping the parents' would drop these.
    """
    assert merge.base is not None
    parts = [
        part
        for column in _alone(wanted, merge.base)
        if not _wanted_by(column, wanted, merge)
        for above in from_above(column, wanted)
        for part in _gone(above, wanted)
    ]
    for side, other in ((merge.local, merge.remote), (merge.remote, merge.local)):
        parts += _orphaned(side, other, merge.base)
    return _inheritance(parts, wanted)


def _orphaned(side: Catalog, other: Catalog, base: Catalog) -> Iterator[Inherited]:
    """A side's new indexes and keys that came with one of a parent's, which is gone or another one on the other side.

    No wanted schema shows that: in none is one without its parent's.
    """
    for one, item in side.objects.items():
        if one in base.objects or not item.optional_text("attached_to") or _users(item, side):
            continue
        for part in from_above(item, side):
            source, like = other.objects.get(part.source), side.objects[part.source]
            is_lost = part.source in base.objects if source is None else not is_alike(source, like)
            if is_lost:
                yield from _gone(part._replace(like=like), side)


_COPIED = ("not_null", "generated", "expression", "storage", "compression")
"""What a column of a new heir is made with as its parent's is, and may be given otherwise afterwards; so is a default.
"""


def followed(wanted: Catalog, merge: Merge) -> Inheritance | None:
    """What a new heir was made with because its parent had it, where its parent has something else by now.

    Made later, or changed with its parent, it would have that. What it was given otherwise on its side is its own.
    """
    assert merge.base is not None
    parts: list[Inherited] = []
    edges: list[Dependency] = []
    for column in wanted.objects.values():
        if column.id.kind != "column" or column.parent in merge.base.objects:
            continue
        above = list(from_above(column, wanted))
        sides = [side for side in (merge.local, merge.remote) if column.id in side.objects]
        if len(above) != 1 or above[0].source not in wanted.objects or len(sides) != 1:
            continue
        parts += _followed(above[0], wanted, sides[0])
        default = _default_followed(above[0], wanted, sides[0])
        if default is not None:
            parts.append(default)
            edges += _edges_like(default, column.id, above[0].source, wanted)
    return _inheritance(parts, wanted._replace(dependencies=(*wanted.dependencies, *edges)))


def _followed(part: Inherited, wanted: Catalog, side: Catalog) -> Iterator[Inherited]:
    own, source = side.objects[part.item.id].attributes, wanted.objects[part.source].attributes
    before = side.objects.get(part.source)
    if before is None:
        return
    same = [name for name in _COPIED if own.get(name) == before.attributes.get(name)]
    if "not_null" in same and not source.get("not_null"):  # what it is called goes with it
        same += [name for name in own if name.startswith("not_null_")]
    for name in same:
        if source.get(name) != part.item.attributes.get(name):
            values = {**part.item.attributes, name: source.get(name)}
            item = part.item._replace(attributes={key: value for key, value in values.items() if value is not None})
            yield part._replace(item=item, attribute=name)


def _default_followed(part: Inherited, wanted: Catalog, side: Catalog) -> Inherited | None:
    one, source = _default_of(part.item.id), _default_of(part.source)
    own, above = wanted.objects.get(one), wanted.objects.get(source)
    if part.source not in side.objects or _expression(one, side) != _expression(source, side):
        return None
    part = part._replace(source=source)
    if above is None:
        return None if own is None else part._replace(item=own, gone=True)
    facts = {**above.facts, "relation": part.heir.name, "relation_kind": part.heir.kind}
    item = above._replace(id=one, parent=part.item.id, facts=facts)
    if own is None:
        return part._replace(item=item)
    return None if own.attributes == above.attributes else part._replace(item=item, attribute="expression")


def _default_of(column: ObjectId) -> ObjectId:
    return ObjectId("default", column.schema, column.name, column.path)


def _expression(default: ObjectId, catalog: Catalog) -> Value:
    item = catalog.objects.get(default)
    return item.attributes.get("expression") if item is not None else None


def _edges_like(part: Inherited, column: ObjectId, above: ObjectId, wanted: Catalog) -> Iterator[Dependency]:
    """What the default needs as its parent's does."""
    for needed in wanted.needs.get(part.source, ()):
        yield Dependency(part.item.id, column if needed == above else needed)


def in_use_below(wanted: Catalog, merge: Merge) -> dict[Key, str]:
    """The same columns where somebody uses them or said something of them, and why they cannot be, in words."""
    assert merge.base is not None
    return {
        Key(column.id, None): f"{title(min(users))} needs {title(column.id)}, which goes with its parent's"
        for column in _alone(wanted, merge.base)
        if (users := _wanted_by(column, wanted, merge))
    }


def _alone(wanted: Catalog, base: Catalog) -> Iterator[SchemaObject]:
    """Columns of new heirs that none of their parents has any more, or that their table's type has not."""
    for one, column in wanted.objects.items():
        if one.kind == "column" and one not in base.objects and _is_from_above(column, wanted):
            above = list(from_above(column, wanted))
            if above and not any(part.source in wanted.objects for part in above):
                yield column


def _is_from_above(column: SchemaObject, catalog: Catalog) -> bool:
    """Whether its table has it from parents, or from its type, alone."""
    if column.flag("inherited"):
        return not column.flag("local")
    table = catalog.objects.get(column.parent) if column.parent is not None else None
    return table is not None and type_of(table, catalog) is not None


def _wanted_by(column: SchemaObject, wanted: Catalog, merge: Merge) -> set[ObjectId]:
    """What uses the column; its table, where somebody said something of it."""
    users = _users(column, wanted)
    if not users and column.parent is not None and _is_spoken_of(column, merge):
        return {column.parent}
    return users


def _is_spoken_of(column: SchemaObject, merge: Merge) -> bool:
    """Whether the side that made the table said more of the column than that it is its parents': a default, a comment.

    A column that nobody has above takes nothing of it.
    """
    return any(
        _says_more(side.objects[column.id], side) for side in (merge.local, merge.remote) if column.id in side.objects
    )


def _says_more(column: SchemaObject, side: Catalog) -> bool:
    sources = [side.objects[part.source] for part in from_above(column, side) if part.source in side.objects]
    for name, value in column.attributes.items():
        is_name = name.startswith("not_null_")
        if value and not is_name and all(source.attributes.get(name) != value for source in sources):
            return True
    defaults = [_expression(_default_of(source.id), side) for source in sources]
    below = (side.objects[one] for one in side.descendants(column.id))
    return any(one.id.kind != "default" or one.attributes.get("expression") not in defaults for one in below)


def _users(item: SchemaObject, catalog: Catalog) -> set[ObjectId]:
    """What depends on it and is no part of it."""
    parts = {item.id, *catalog.descendants(item.id)}
    return {user for part in parts for user in catalog.dependents.get(part, ())} - parts


def _gone(part: Inherited, catalog: Catalog) -> Iterator[Inherited]:
    for each in sorted({part.item.id, *catalog.descendants(part.item.id)}):
        yield part._replace(item=catalog.objects[each], gone=True)


def _inheritance(parts: Iterable[Inherited], catalog: Catalog) -> Inheritance | None:
    found = tuple(sorted(parts, key=lambda part: (part.item.id, part.attribute or "")))
    return Inheritance(found, catalog) if found else None


def _added(created: Collection[ObjectId], wanted: Catalog, read: Catalog, base: Catalog) -> Iterator[Inherited]:
    """Columns with their defaults, and indexes and keys."""
    for one in created:
        item = read.objects[one]
        if one.kind == "default" and item.parent not in created:
            continue
        for part in from_above(item, read):
            if part.source in read.objects:
                is_joining = part.heir in base.objects and not read.objects[part.heir].optional_text("partition_of")
                part = part._replace(like=read.objects[part.source])
                yield part._replace(item=_of_its_own(item)) if one.kind == "column" and is_joining else part


def _of_its_own(column: SchemaObject) -> SchemaObject:
    """A column as it is where its table has it before it joins the parent, which is the one way that always leads."""
    return column._replace(facts={**column.facts, "local": True})


def _forced(one: ObjectId, name: str, wanted: Catalog, read: Catalog) -> Iterator[Inherited]:
    value = read.objects[one].attributes.get(name)
    for part in from_above(read.objects[one], read):
        above = wanted.objects.get(part.source)
        if above is not None and (name == "attached_to" or above.attributes.get(name) == value):
            yield part._replace(attribute=name)
