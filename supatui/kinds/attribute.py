"""Attributes of composite types."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import NOTHING, altered, created, dropped, parent_name, renaming_part, with_hazard


def in_order(parent: ObjectId, catalog: Catalog) -> tuple[SchemaObject, ...]:
    """The attributes of a type, by position."""
    found = [catalog.objects[child] for child in catalog.children.get(parent, ()) if child.kind == "attribute"]
    return tuple(sorted(found, key=lambda item: item.number("position") or 0))


def clause(item: SchemaObject) -> Sql:
    """`name type collate ...`."""
    text = sql("{} {}", ident(item.id.name), verbatim(item.text("type")))
    if collation := item.optional_text("collation"):
        text = sql("{} collate {}", text, verbatim(collation))
    return text


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", parent_name(item), ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.parent in change.created:
        return NOTHING
    return (created(item, sql("alter type {} add attribute {}", parent_name(item), clause(item))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, sql("alter type {} drop attribute {}", parent_name(item), ident(item.id.name)))
    detail = "the attribute's values are lost wherever the type is stored"
    return (with_hazard(action, HazardKind.DATA, detail, irreversible=detail),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    if not changed & {"type", "collation"}:
        return Alteration()
    statement = sql("alter type {} alter attribute {} type {}", parent_name(new), ident(new.id.name), _type(new))
    return Alteration((altered(new, statement),))


def _type(item: SchemaObject) -> Sql:
    text = verbatim(item.text("type"))
    if collation := item.optional_text("collation"):
        text = sql("{} collate {}", text, verbatim(collation))
    return text


KIND = Kind(
    name="attribute",
    title="attribute",
    plural="attributes",
    rank=14,
    reference=_reference,
    rename=renaming_part(verbatim("attribute")),
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_class", "oid"),),
)
