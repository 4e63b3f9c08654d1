"""Casts."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds import definitional


def _definition(item: SchemaObject) -> Sql:
    # the name is both types as the server printed them
    words = sql("cast ({})", verbatim(item.id.name))
    if item.text("method") == "function":
        words = sql("{} with function {}", words, verbatim(item.text("function")))
    else:
        words = sql("{} {}", words, verbatim("with inout" if item.text("method") == "inout" else "without function"))
    context = item.optional_text("context")
    return sql("{} as {}", words, verbatim(context)) if context else words


KIND = definitional.build(
    "cast",
    reference=lambda item: sql("cast ({})", verbatim(item.id.name)),
    definition=_definition,
    catalog="pg_cast",
)
