"""Extensions that move to another schema, with everything that says their members: PostgreSQL renames all of it itself.

What a member is called in a type, an expression or a signature is no text of its own but an address, so that
`alter extension ... set schema` changes what is printed and nothing else. The step goes first, as renames do, and what
is compared after it is the old schema as the server prints it then. Source: PostgreSQL manual, ALTER EXTENSION.
"""

import re
from collections.abc import Mapping
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


def _relocation(extension: ObjectId, old: Catalog, new: Catalog) -> Renaming | None:
    before, after = old.objects[extension], new.objects.get(extension)
    if after is None or before.text("schema") == after.text("schema"):
        return None
    if not (before.flag("relocatable") and after.flag("relocatable")):
        return None
    move = _Move(before.text("schema"), after.text("schema"), frozenset(before.texts("members")))
    if any(one.name in move.members and one.schema in (move.here, move.there) for one in old.objects):
        return None  # a namesake: who is meant is not to be seen, or it is in the way
    ids = {one: other for one in old.objects if (other := move.id(one)) != one}
    objects = {ids.get(one, one): _as_printed(item, move, ids) for one, item in old.objects.items()}
    if all(objects[ids.get(one, one)] is item for one, item in old.objects.items()):
        return None
    return _renaming(extension, old, new, move, ids, objects)


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

    def id(self, one: ObjectId) -> ObjectId:
        name = self.text(one.name) if one.kind in _NAMED_BY_TYPES else one.name
        return one._replace(name=name, parent=self.text(one.parent), signature=self.text(one.signature))
