"""Free-standing composite types; their attributes are objects of their own."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, qualified, sql, verbatim
from supatui.kinds import attribute
from supatui.kinds.action import Action, Body
from supatui.kinds.kind import Alteration, Change, Kind, Successor
from supatui.kinds.steps import dropped, name_of
from supatui.kinds.succession import former_name


def _reference(item: SchemaObject) -> Sql:
    return sql("type {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    attributes = attribute.in_order(item.id, change.new_catalog)
    elements: tuple[tuple[ObjectId, Sql], ...] = tuple((one.id, attribute.clause(one)) for one in attributes)
    body = Body(sql("create type {} as", name_of(item)), elements, verbatim(""))
    return (Action(body.text(), item.id, creates=frozenset({item.id, *(one.id for one in attributes)})),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop type {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration()


def _away(old: SchemaObject) -> tuple[Sql, ...]:
    return (sql("alter type {} rename to {}", name_of(old), ident(former_name(old.id.name))),)


def _make(old: SchemaObject, new: SchemaObject, change: Change) -> Sql:
    """The attributes that stay, in the order of the old one, so that its values can be read; others come after it."""
    kept = [one.id for one in attribute.in_order(old.id, change.old_catalog) if one.id not in change.dropped]
    items = [change.new_catalog.objects[one] for one in kept if one in change.new_catalog.objects]
    return Body(
        sql("create type {} as", name_of(new)), tuple((one.id, attribute.clause(one)) for one in items), verbatim("")
    ).text()


def _remove(old: SchemaObject) -> Sql:
    return sql("drop type {}", qualified(old.id.schema, former_name(old.id.name)))


KIND = Kind(
    name="composite_type",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    successor=Successor(_away, _make, _remove),
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
)
