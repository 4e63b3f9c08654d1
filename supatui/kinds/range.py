"""Range types with their multirange types."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import type_cycle
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild, Successor
from supatui.kinds.routines import statement as function_statement
from supatui.kinds.steps import altered, name_of
from supatui.kinds.succession import former_name

_PARTS = (
    ("subtype", "subtype"),
    ("subtype_operator_class", "subtype_opclass"),
    ("collation", "collation"),
    ("canonical", "canonical"),
    ("subtype_difference", "subtype_diff"),
)
"""Attribute and its word, in the order of the manual's page on CREATE TYPE."""


def _reference(item: SchemaObject) -> Sql:
    return sql("type {}", name_of(item))


def _statement(item: SchemaObject) -> Sql:
    parts = []
    for attribute, word in _PARTS:
        if (value := item.optional_text(attribute)) is not None:
            parts.append(sql("{} = {}", verbatim(word), verbatim(value)))
    if item.text("multirange") != qualified(item.id.schema, _usual_multirange(item.id.name)):
        parts.append(sql("multirange_type_name = {}", verbatim(item.text("multirange"))))
    return sql("create type {} as range (\n    {}\n)", name_of(item), joined(",\n    ", parts))


def _usual_multirange(name: str) -> str:
    """Source: makeMultirangeTypeName. A long name is left to be said, so that cutting it is not our affair."""
    return name.replace("range", "multirange", 1) if "range" in name else name + "_multirange"


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return type_cycle.creation(item, _statement(item), change, _function)


def _function(item: SchemaObject) -> Sql:
    return function_statement(item, verbatim("function"))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return type_cycle.removal(item, change)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed:
        return Alteration()
    if old.text("multirange_schema") != new.text("multirange_schema"):
        return Rebuild.NEEDED
    if changed == {"multirange"}:
        words = sql("alter type {} rename to {}", verbatim(old.text("multirange")), ident(new.text("multirange_name")))
        return Alteration((altered(new, words),))
    return Rebuild.SUCCESSOR


def _away(old: SchemaObject) -> tuple[Sql, ...]:
    """Other names for both types, and for the functions that build them from what the new ones are built from."""
    if "canonical" in old.attributes or old.id.schema != old.text("multirange_schema"):
        raise PlanError(
            f"{old.id} cannot be made again while columns use it",
            where="it has a canonical function, or its multirange type is in another schema",
            hint="make a range type of another name, move the columns to it, drop this one",
        )
    single, several = old.id.name, old.text("multirange_name")
    subtype = verbatim(old.text("subtype"))
    functions = (
        (single, sql("{}, {}", subtype, subtype)),
        (single, sql("{}, {}, text", subtype, subtype)),
        (several, verbatim("")),
    )
    schema = old.id.schema
    renames = [
        sql("alter function {}({}) rename to {}", qualified(schema, name), arguments, ident(former_name(name)))
        for name, arguments in functions
    ]
    for name in (several, single):
        renames.append(sql("alter type {} rename to {}", qualified(schema, name), ident(former_name(name))))
    return tuple(renames)


def _make(old: SchemaObject, new: SchemaObject, change: Change) -> Sql:
    return _statement(new)


def _remove(old: SchemaObject) -> Sql:
    return sql("drop type {}", qualified(old.id.schema, former_name(old.id.name)))


KIND = Kind(
    name="range",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    successor=Successor(_away, _make, _remove),
    addresses=(
        ("pg_type", "oid"),
        ("pg_type", "array_oid"),
        ("pg_type", "multirange_oid"),
        ("pg_type", "multirange_array_oid"),
        *(("pg_proc", f"constructor_{number}_oid") for number in range(1, 6)),
    ),
)
