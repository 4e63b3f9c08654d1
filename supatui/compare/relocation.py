"""Extensions that move to another schema, with everything that says their members: PostgreSQL renames all of it itself.

What a member is called in a type, an expression or a signature is no text of its own but an address, so that
`alter extension ... set schema` changes what is printed and nothing else. In a plan the step goes first, as renames do,
and what is compared after it is the old schema as the server prints it then. Where three schemas are compared, all of
them say members as if these were in one place, and where the extension itself is stays a difference of its own.
Source: PostgreSQL manual, ALTER EXTENSION.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value
from supatui.catalog.quoting import ident, sql
from supatui.compare.renames import RenameStep, Renaming

_FREE_TEXT = frozenset({"body", "comment", "owner", "label", "labels", "settings", "options", "connection"})
"""Attributes that PostgreSQL keeps as they were written."""
_NAMED_BY_TYPES = frozenset({"cast", "transform"})


def relocations(old: Catalog, new: Catalog) -> tuple[Renaming, ...]:
    """The moves of extensions whose members are used, each on top of the one before.

    One that nothing uses moves among the other changes, and so does one that something may be in the way of.
    """
    found: list[Renaming] = []
    for extension in old.extensions:
        moved = _relocation(extension.id, found[-1].catalog if found else old, new)
        if moved is not None:
            found.append(moved)
    return tuple(found)


def common_places(catalogs: Sequence[Catalog]) -> Mapping[ObjectId, str]:
    """The schema in which members are said to be while these catalogs are compared, for each extension that is not in
    the same one everywhere: where one side moved it, or where it was if both did. The base comes first.
    """
    found: dict[ObjectId, str] = {}
    for extension in dict.fromkeys(item.id for catalog in catalogs for item in catalog.extensions):
        items = [item for catalog in catalogs if (item := catalog.objects.get(extension)) is not None]
        places = sorted({item.text("schema") for item in items})
        if len(places) < 2 or not all(item.flag("relocatable") for item in items):
            continue
        members = frozenset(name for item in items for name in item.texts("members"))
        if any(_has_namesake(catalog, members, places) for catalog in catalogs):
            continue
        base = catalogs[0].objects.get(extension)
        was = base.text("schema") if base is not None else places[0]
        moved = [place for place in places if place != was]
        found[extension] = moved[0] if len(moved) == 1 else was
    return found


def said_in_common(catalog: Catalog, places: Mapping[ObjectId, str]) -> Catalog:
    """The catalog with members said where `common_places` has them; the extensions themselves are where they are."""
    for extension, place in places.items():
        if (item := catalog.objects.get(extension)) is not None:
            catalog = _said(catalog, _move_of(item, item.text("schema"), place))
    return catalog


def said_where_they_are(catalog: Catalog, places: Mapping[ObjectId, str]) -> Catalog:
    """What `said_in_common` gave, or what was made of it, as a server prints it with its extensions where they are."""
    for extension, place in places.items():
        if (item := catalog.objects.get(extension)) is not None:
            catalog = _said(catalog, _move_of(item, place, item.text("schema")))
    return catalog


def _said(catalog: Catalog, move: "_Move") -> Catalog:
    if move.here == move.there:
        return catalog
    ids = _new_ids(catalog, move)
    objects = {ids.get(one, one): _as_printed(item, move, ids) for one, item in catalog.objects.items()}
    item = objects[move.extension]
    facts = {name: move.value(value) for name, value in item.facts.items()}  # types and casts, by their full names
    objects[move.extension] = item._replace(attributes=catalog.objects[move.extension].attributes, facts=facts)
    edges = tuple(Dependency(ids.get(one, one), ids.get(other, other)) for one, other in catalog.dependencies)
    return catalog._replace(objects=objects, dependencies=edges)


def _relocation(extension: ObjectId, old: Catalog, new: Catalog) -> Renaming | None:
    before, after = old.objects[extension], new.objects.get(extension)
    if after is None or before.text("schema") == after.text("schema"):
        return None
    if not (before.flag("relocatable") and after.flag("relocatable")):
        return None
    move = _move_of(before, before.text("schema"), after.text("schema"))
    if _has_namesake(old, move.members, (move.here, move.there)):
        return None  # who is meant is not to be seen, or it is in the way
    ids = _new_ids(old, move)
    objects = {ids.get(one, one): _as_printed(item, move, ids) for one, item in old.objects.items()}
    if all(objects[ids.get(one, one)] is item for one, item in old.objects.items()):
        return None
    return _renaming(extension, old, new, move, ids, objects)


def _has_namesake(catalog: Catalog, members: frozenset[str], places: Iterable[str]) -> bool:
    """Whether something in these schemas has a member's name; what is a part of something is said with that."""
    return any(one.name in members and one.schema in places and not one.parent for one in catalog.objects)


def _move_of(extension: SchemaObject, here: str, there: str) -> "_Move":
    return _Move(extension.id, here, there, frozenset(extension.texts("members")))


def _new_ids(catalog: Catalog, move: "_Move") -> dict[ObjectId, ObjectId]:
    """From old to new, of what is called otherwise after the move; also the members that have parts of the user's."""
    ids: dict[ObjectId, ObjectId] = {}
    for item in catalog.objects.values():
        if move.is_of_member(item) and item.parent is not None and item.parent not in catalog.objects:
            ids[item.parent] = move.id(item.parent)._replace(schema=move.there)
            ids[item.id] = move.id(item.id)._replace(schema=move.there)
        elif (other := move.id(item.id)) != item.id:
            ids[item.id] = other
    return ids


def _as_printed(item: SchemaObject, move: "_Move", ids: Mapping[ObjectId, ObjectId]) -> SchemaObject:
    """An object as the server prints it after the move; itself where that is the same."""
    attributes = {name: value if name in _FREE_TEXT else move.value(value) for name, value in item.attributes.items()}
    parent = ids.get(item.parent, item.parent) if item.parent is not None else None
    if item.id not in ids and parent == item.parent and attributes == item.attributes:
        return item
    return item._replace(id=ids.get(item.id, item.id), parent=parent, attributes=attributes)


def _renaming(
    extension: ObjectId,
    old: Catalog,
    new: Catalog,
    move: "_Move",
    ids: Mapping[ObjectId, ObjectId],
    objects: dict[ObjectId, SchemaObject],
) -> Renaming:
    steps = []
    home, left = ObjectId("schema", "", move.there), ObjectId("schema", "", move.here)
    if home not in old.objects and home in new.objects:
        made, gone = sql("create schema {}", ident(move.there)), sql("drop schema {}", ident(move.there))
        steps.append(RenameStep(home, made, gone, breaks_clients=False))
        owner = old.session_role or new.session_role
        objects[home] = new.objects[home]._replace(attributes={"owner": owner} if owner else {})
    name = ident(extension.name)
    there, back = (sql("alter extension {} set schema {}", name, ident(each)) for each in (move.there, move.here))
    steps.append(RenameStep(extension, there, back))
    was, goal = old.objects[extension], new.objects[extension]
    objects[extension] = was._replace(attributes={**was.attributes, "schema": move.there}, facts=goal.facts)
    dependencies = tuple(
        Dependency(ids.get(one, one), home if (one, other) == (extension, left) else ids.get(other, other))
        for one, other in old.dependencies
    )
    catalog = old._replace(objects=objects, dependencies=dependencies)
    return Renaming((), old, catalog, ids, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Move:
    """What texts say of members in a schema, said of them in another one."""

    extension: ObjectId
    here: str
    there: str
    members: frozenset[str]

    def text(self, text: str) -> str:
        """String constants stay as they are; the rest is what the server prints under an empty search_path."""
        here = ident(self.here)
        if f"{here}." not in text:
            return text
        pattern = (
            rf"""'(?:[^']|'')*'|(?<![\w$".]){re.escape(here)}\.("(?:[^"]|"")+"|[^\W\d][\w$]*|[-+*/<>=~!@#%^&|`?]+)"""
        )
        return re.sub(pattern, self._said, text)

    def _said(self, found: "re.Match[str]") -> str:
        name = found[1]
        plain = name[1:-1].replace('""', '"') if name and name.startswith('"') else name
        return f"{ident(self.there)}.{name}" if plain in self.members else found[0]

    def value(self, value: Value) -> Value:
        if isinstance(value, str):
            return self.text(value)
        return tuple(self.value(one) for one in value) if isinstance(value, tuple) else value

    def is_of_member(self, item: SchemaObject) -> bool:
        """Whether it is what a user put on a member: privileges."""
        return item.id.schema == self.here and item.facts.get("extension") == self.extension.name

    def id(self, one: ObjectId) -> ObjectId:
        name = self.text(one.name) if one.kind in _NAMED_BY_TYPES else one.name
        return one._replace(name=name, parent=self.text(one.parent), signature=self.text(one.signature))
