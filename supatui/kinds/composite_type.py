"""Free-standing composite types; their attributes are objects of their own."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds import attribute
from supatui.kinds.action import Action, Body
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import dropped, name_of


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


KIND = Kind(
    name="composite_type",
    title="composite type",
    plural="composite types",
    rank=13,
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
)
