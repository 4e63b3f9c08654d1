"""Aggregates: normal, ordered-set and hypothetical, with or without a moving form."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, literal, sql, verbatim
from supatui.kinds.extension_dependence import restored
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.routines import is_replaceable
from supatui.kinds.steps import altered, created, dropped, name_of

_PARTS = (
    ("transition", "sfunc"),
    ("state", "stype"),
    ("state_size", "sspace"),
    ("final", "finalfunc"),
    ("final_extra", "finalfunc_extra"),
    ("final_modify", "finalfunc_modify"),
    ("combine", "combinefunc"),
    ("serial", "serialfunc"),
    ("deserial", "deserialfunc"),
    ("initial", "initcond"),
    ("moving_transition", "msfunc"),
    ("moving_inverse", "minvfunc"),
    ("moving_state", "mstype"),
    ("moving_state_size", "msspace"),
    ("moving_final", "mfinalfunc"),
    ("moving_final_extra", "mfinalfunc_extra"),
    ("moving_final_modify", "mfinalfunc_modify"),
    ("moving_initial", "minitcond"),
    ("sort_operator", "sortop"),
    ("parallel", "parallel"),
)
"""Attribute and its word, in the order of the manual's page on CREATE AGGREGATE."""

_LITERALS = frozenset({"initial", "moving_initial"})


def with_arguments(item: SchemaObject) -> Sql:
    """`schema.name(arguments)`, with ORDER BY for an ordered-set aggregate."""
    return sql("{}({})", name_of(item), verbatim(item.text("arguments")))


def _reference(item: SchemaObject) -> Sql:
    return sql("aggregate {}", with_arguments(item))


def _statement(item: SchemaObject) -> Sql:
    lines = [_part(item, attribute, verbatim(word)) for attribute, word in _PARTS if attribute in item.attributes]
    if item.text("form") == "hypothetical":
        lines.append(verbatim("hypothetical"))
    return sql("create or replace aggregate {} (\n    {}\n)", with_arguments(item), joined(",\n    ", lines))


def _part(item: SchemaObject, attribute: str, word: Sql) -> Sql:
    value = item.attributes[attribute]
    if value is True:
        return word
    text = literal(str(value)) if attribute in _LITERALS else verbatim(str(value))
    return sql("{} = {}", word, text)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed:
        return Alteration()
    # Source: AggregateCreate, which refuses another kind, return type or number of direct arguments (42P13)
    if changed & {"form", "direct_arguments"} or not is_replaceable(old, new, changed):
        return Rebuild.NEEDED
    return Alteration((altered(new, _statement(new)), *restored(new.id, change.new_catalog)))


KIND = Kind(
    name="aggregate",
    reference=_reference,
    renames=True,
    moves=True,
    create=lambda item, change: (created(item, _statement(item)),),
    drop=lambda item, change: (dropped(item, sql("drop aggregate {}", with_arguments(item))),),
    alter=_alter,
    addresses=(("pg_proc", "oid"),),
)
