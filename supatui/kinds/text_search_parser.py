"""Text search parsers."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, sql, verbatim
from supatui.kinds import definitional
from supatui.kinds.steps import name_of

_PARTS = ("start", "gettoken", "end", "headline", "lextypes")
"""Attributes, which are the words of the statement, too."""


def _reference(item: SchemaObject) -> Sql:
    return sql("text search parser {}", name_of(item))


def _definition(item: SchemaObject) -> Sql:
    parts = [
        sql("{} = {}", verbatim(word), verbatim(function))
        for word in _PARTS
        if (function := item.optional_text(word)) is not None
    ]
    return sql("{} ({})", _reference(item), joined(", ", parts))


KIND = definitional.build(
    "text_search_parser",
    "text search parser",
    "text search parsers",
    36,
    reference=_reference,
    renames=True,
    moves=True,
    definition=_definition,
    catalog="pg_ts_parser",
)
