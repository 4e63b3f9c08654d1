"""Privileges that no object spells out are those that PostgreSQL gives by itself: without one there is a list, too."""

from supatui.catalog.model import Catalog, SchemaObject, Value

PRIVILEGES = "privileges"


def builtin(item: SchemaObject) -> Value:
    """What its grantee has without it."""
    return item.facts.get("builtin") or ()


def is_unspelled(item: SchemaObject) -> bool:
    """Whether it says no more than what PostgreSQL gives by itself: a catalog has no such object."""
    return item.attributes.keys() == {PRIVILEGES} and item.attributes[PRIVILEGES] == builtin(item)


def unspelled(item: SchemaObject | None, catalog: Catalog) -> SchemaObject | None:
    """What stands for the object in a catalog without it; None where its absence says that it is gone."""
    if item is None or item.id in catalog.objects or item.attributes.keys() != {PRIVILEGES}:
        return None
    if item.parent is not None and item.parent not in catalog.objects:
        return None
    return item._replace(attributes={PRIVILEGES: builtin(item)})
