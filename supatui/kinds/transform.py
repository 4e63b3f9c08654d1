"""Transforms between a type and a procedural language."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds import definitional


def _reference(item: SchemaObject) -> Sql:
    return sql("transform for {} language {}", verbatim(item.id.name), ident(item.id.signature))


def _definition(item: SchemaObject) -> Sql:
    parts = [
        sql("{} with function {}", verbatim(words), verbatim(function))
        for attribute, words in (("from_sql", "from sql"), ("to_sql", "to sql"))
        if (function := item.optional_text(attribute)) is not None
    ]
    return sql("{} ({})", _reference(item), joined(", ", parts))


KIND = definitional.build(
    "transform",
    reference=_reference,
    definition=_definition,
    catalog="pg_transform",
    replaceable=True,
)
