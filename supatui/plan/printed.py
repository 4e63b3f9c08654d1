"""Texts of one side over columns that have another type in the merged schema: how a server prints them there.

A check `a > 10` of one side is printed `a > 10::numeric` where the other side made the column numeric. Planned with the
text as it was, the way back would leave what the type makes of it.
"""

from collections.abc import Iterator

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Value
from supatui.compare.model import Merge, Printed
from supatui.plan.prove import PRINTED


def doubtful(merge: Merge, schema: Catalog) -> tuple[tuple[ObjectId, str], ...]:
    """(object, attribute) of each text in a merged schema that no side has with the same types."""
    known = [catalog for catalog in (merge.local, merge.remote, merge.base) if catalog is not None]
    users = {
        user: None
        for difference in merge.differences
        if difference.id.kind == "column" and any(change.attribute == "type" for change in difference.changes)
        for user in (*schema.dependents.get(difference.id, ()), *schema.children.get(difference.id, ()))
    }
    return tuple(
        (user, name)
        for user in users
        for name in sorted(PRINTED & schema.objects[user].attributes.keys())
        if not any(_said(user, name, schema) == _said(user, name, catalog) for catalog in known)
    )


def as_printed(doubted: tuple[tuple[ObjectId, str], ...], schema: Catalog, read: Catalog) -> Iterator[Printed]:
    """How the server prints these texts, where it does so otherwise."""
    for one, name in doubted:
        item = read.objects.get(one)
        text = item.attributes.get(name) if item is not None else None
        said = schema.objects[one].attributes[name]
        if text not in (None, said):
            yield Printed(one, name, said, _types(one, schema), text)


def _said(one: ObjectId, name: str, catalog: Catalog) -> tuple[Value, tuple[tuple[ObjectId, Value], ...]]:
    item = catalog.objects.get(one)
    return (item.attributes.get(name) if item is not None else None), _types(one, catalog)


def _types(one: ObjectId, catalog: Catalog) -> tuple[tuple[ObjectId, Value], ...]:
    """The types of the columns that something uses, or stands in."""
    item = catalog.objects.get(one)
    used = {*catalog.needs.get(one, ()), *([item.parent] if item is not None and item.parent is not None else ())}
    columns = sorted(column for column in used if column.kind == "column" and column in catalog.objects)
    return tuple((column, catalog.objects[column].attributes.get("type")) for column in columns)
