"""Operator classes with their operators and functions."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import created, dropped, name_of


def _reference(item: SchemaObject) -> Sql:
    return sql("operator class {} using {}", name_of(item), ident(item.id.signature))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    members = [verbatim(one) for one in item.texts("members")]
    storage = item.optional_text("storage")
    if storage is not None or not members:  # a class must list something
        members.append(sql("storage {}", verbatim(storage or item.text("type"))))
    statement = sql(
        "create operator class {}\n    {}for type {} using {} family {} as\n    {}",
        name_of(item),
        verbatim("default " if item.flag("is_default") else ""),
        verbatim(item.text("type")),
        ident(item.id.signature),
        verbatim(item.text("family")),
        joined(",\n    ", members),
    )
    return (created(item, statement),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop {}", _reference(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    return Rebuild.NEEDED if changed else Alteration()


KIND = Kind(
    name="operator_class",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_opclass", "oid"), ("pg_amop", "operator_oid"), ("pg_amproc", "function_oid")),
)
