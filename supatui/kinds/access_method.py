"""Access methods for tables and indexes."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds import definitional


def _reference(item: SchemaObject) -> Sql:
    return sql("access method {}", ident(item.id.name))


def _definition(item: SchemaObject) -> Sql:
    return sql("{} type {} handler {}", _reference(item), verbatim(item.text("form")), verbatim(item.text("handler")))


KIND = definitional.build(
    "access_method",
    reference=_reference,
    definition=_definition,
    catalog="pg_am",
)
