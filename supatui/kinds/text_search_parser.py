"""Text search parsers."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql
from supatui.kinds import definitional
from supatui.kinds.steps import name_of


def _reference(item: SchemaObject) -> Sql:
    return sql("text search parser {}", name_of(item))


def _definition(item: SchemaObject) -> Sql:
    return sql(
        "{} {}", _reference(item), definitional.parts(item, ("start", "gettoken", "end", "headline", "lextypes"))
    )


KIND = definitional.build(
    "text_search_parser",
    reference=_reference,
    renames=True,
    moves=True,
    definition=_definition,
    catalog="pg_ts_parser",
)
