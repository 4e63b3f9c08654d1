"""What a sequence belongs to: here, since comparing needs it, which imports no kind."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident


def owning_column(item: SchemaObject) -> ObjectId | None:
    """The column that the sequence goes away with."""
    table, column = item.optional_text("owning_table"), item.optional_text("owning_column")
    if item.attributes.get("owned_by") is None or table is None or column is None:
        return None
    return ObjectId("column", item.id.schema, column, ident(table))
