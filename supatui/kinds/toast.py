"""TOAST tables, whose storage parameters are lost where a table is written anew while no column makes for one.

Source: cluster.c, make_new_heap; heapam_handler.c, heapam_relation_needs_toast_table, 14 to 18.
"""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.kinds.kind import Change


def is_of_toast(option: str) -> bool:
    """Whether a storage parameter of a table is one of its TOAST table."""
    return option.startswith("toast.")


def may_lose_options(old: SchemaObject, new: SchemaObject, change: Change) -> bool:
    """Whether writing the table anew may lose parameters that are to stay: no column keeps its TOAST table."""
    if not all(any(map(is_of_toast, table.texts("options"))) for table in (old, new)):
        return False
    before, after = _long_columns(old.id, change.old_catalog), _long_columns(new.id, change.new_catalog)
    return before & after <= change.dropped


def _long_columns(table: ObjectId, catalog: Catalog) -> set[ObjectId]:
    """Columns whose values know no greatest length, and are stored apart where they are long."""
    columns = (catalog.objects[one] for one in catalog.children.get(table, ()) if one.kind == "column")
    return {one.id for one in columns if _is_long(one)}


def _is_long(column: SchemaObject) -> bool:
    storage = column.optional_text("storage") or column.optional_text("type_storage") or "plain"
    is_bounded = column.text("type").endswith(")")  # varchar(5), numeric(3,2); an array of these is not
    return storage != "plain" and not is_bounded and column.optional_text("generated") != "virtual"
