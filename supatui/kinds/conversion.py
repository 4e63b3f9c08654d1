"""Encoding conversions."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, literal, sql, verbatim
from supatui.kinds import definitional
from supatui.kinds.steps import name_of


def _reference(item: SchemaObject) -> Sql:
    return sql("conversion {}", name_of(item))


def _definition(item: SchemaObject) -> Sql:
    return sql(
        "{} {} for {} to {} from {}",
        verbatim("default conversion" if item.flag("is_default") else "conversion"),
        name_of(item),
        literal(item.text("from_encoding")),
        literal(item.text("to_encoding")),
        verbatim(item.text("function")),
    )


KIND = definitional.build(
    "conversion",
    reference=_reference,
    renames=True,
    moves=True,
    definition=_definition,
    catalog="pg_conversion",
    owner_clause=True,
)
