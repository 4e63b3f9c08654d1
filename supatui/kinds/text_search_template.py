"""Text search templates."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, sql, verbatim
from supatui.kinds import definitional
from supatui.kinds.steps import name_of

_PARTS = ("init", "lexize")
"""Attributes, which are the words of the statement, too."""


def _reference(item: SchemaObject) -> Sql:
    return sql("text search template {}", name_of(item))


def _definition(item: SchemaObject) -> Sql:
    parts = [
        sql("{} = {}", verbatim(word), verbatim(function))
        for word in _PARTS
        if (function := item.optional_text(word)) is not None
    ]
    return sql("{} ({})", _reference(item), joined(", ", parts))


KIND = definitional.build(
    "text_search_template",
    "text search template",
    "text search templates",
    37,
    reference=_reference,
    renames=True,
    moves=True,
    definition=_definition,
    catalog="pg_ts_template",
)
