"""Names that only one object can have at a time: who takes one waits for who gives it up."""

from collections.abc import Iterator

from supatui.catalog.identity import CALLABLE_KINDS
from supatui.catalog.model import SchemaObject
from supatui.kinds import identity_sequence

READ = frozenset({"table", "foreign_table", "view", "materialized_view"})
_RELATIONS = READ | {"sequence", "index", "primary_key", "unique", "exclude", "composite_type"}
_TYPES = READ | {"composite_type", "enum", "domain", "range", "base_type"}
CONSTRAINTS = frozenset({"primary_key", "unique", "exclude", "check", "foreign_key"})

Claim = tuple[str, ...]
"""A name that only one object can have at a time, across kinds."""


def claims(item: SchemaObject) -> Iterator[Claim]:
    """The names that an object takes."""
    one = item.id
    if one.kind in _RELATIONS:
        yield "relation", one.schema, one.name
    if one.kind in _TYPES:
        yield "type", one.schema, one.name
    if one.kind in CONSTRAINTS:
        yield "constraint", one.schema, one.parent, one.name
    if one.kind == "column" and (requirement := item.optional_text("not_null_constraint")):
        yield "constraint", one.schema, one.parent, requirement
    if one.kind == "statistics":  # one of a schema, whichever table they are about
        yield "statistics", one.schema, one.name
    if one.kind in CALLABLE_KINDS:
        yield "routine", one.schema, one.name, one.signature
    if one.kind == "range":  # the name of a multirange is said apart from its range's
        yield "type", item.text("multirange_schema"), item.text("multirange_name")
    if item.optional_text("identity_sequence"):
        yield "relation", one.schema, identity_sequence.name_of(item)
