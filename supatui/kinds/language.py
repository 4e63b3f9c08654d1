"""Procedural languages that no extension brought."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds import definitional


def _definition(item: SchemaObject) -> Sql:
    words = verbatim("trusted language" if item.flag("trusted") else "language")
    text = sql("{} {}", words, ident(item.id.name))
    for attribute in ("handler", "inline", "validator"):
        if (function := item.optional_text(attribute)) is not None:
            text = sql("{} {} {}", text, verbatim(attribute), verbatim(function))
    return text


KIND = definitional.build(
    "language",
    reference=lambda item: sql("language {}", ident(item.id.name)),
    renames=True,
    definition=_definition,
    catalog="pg_language",
    replaceable=True,
    owner_clause=True,
)
