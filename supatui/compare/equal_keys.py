"""Keys that one side put in the place of others: what one was needed for, another over the same columns does."""

import re
from collections.abc import Collection, Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject

_KEYS = frozenset({"primary_key", "unique", "index"})
_PRIMARY = frozenset({"primary_key"})
_COLUMNS = re.compile(
    r"(?:UNIQUE|PRIMARY KEY|CREATE UNIQUE INDEX .* USING btree)(?: NULLS NOT DISTINCT)? \(([^()]+)\)"
    r"(?: INCLUDE \([^()]+\))?(?: NULLS NOT DISTINCT)?(?: WITH \([^()]+\))?"
)
"""What is said of a key that a foreign key may refer to: columns and no expressions, orders, predicates or delays.

Source: PostgreSQL, pg_get_constraintdef and pg_get_indexdef of 14 to 18; manual, CREATE TABLE, REFERENCES.
"""


def equal_key(
    user: ObjectId, needed: ObjectId, objects: Mapping[ObjectId, SchemaObject], catalogs: Collection[Catalog]
) -> ObjectId | None:
    """The key of the same table among `objects` that does for `user` what `needed` did; None where there is none.

    A foreign key takes any key over its columns, in whichever order; what groups by a primary key takes another one.
    `catalogs` are those that the objects come from.
    """
    kinds = _KEYS if user.kind == "foreign_key" else _PRIMARY
    former = next((catalog.objects[needed] for catalog in catalogs if needed in catalog.objects), None)
    if needed.kind not in kinds or former is None or (columns := _columns(former)) is None:
        return None
    fitting = (one for one in other_keys(needed, catalogs) if one.kind in kinds and one in objects)
    return next((one for one in fitting if _columns(objects[one]) == columns), None)


def other_keys(key: ObjectId, catalogs: Collection[Catalog]) -> list[ObjectId]:
    """The other primary keys, unique constraints and indexes of its table, sorted; none for what is no key."""
    if key.kind not in _KEYS:
        return []
    tables = {catalog.objects[key].parent for catalog in catalogs if key in catalog.objects}
    parts = {one for catalog in catalogs for table in tables if table for one in catalog.children.get(table, ())}
    return sorted(one for one in parts if one.kind in _KEYS and one != key)


def _columns(item: SchemaObject) -> frozenset[str] | None:
    found = _COLUMNS.fullmatch(item.optional_text("definition") or "")
    return frozenset(found[1].split(", ")) if found else None
