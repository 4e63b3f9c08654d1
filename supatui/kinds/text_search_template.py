"""Text search templates."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql
from supatui.kinds import definitional
from supatui.kinds.steps import name_of


def _reference(item: SchemaObject) -> Sql:
    return sql("text search template {}", name_of(item))


def _definition(item: SchemaObject) -> Sql:
    return sql("{} {}", _reference(item), definitional.parts(item, ("init", "lexize")))


KIND = definitional.build(
    "text_search_template",
    reference=_reference,
    renames=True,
    moves=True,
    definition=_definition,
    catalog="pg_ts_template",
)
