"""Texts of one side over columns that have another type in the merged schema: how a server prints them there.

A check `a > 10` of one side is printed `a > 10::numeric` where the other side made the column numeric. Planned with the
text as it was, the way back would leave what the type makes of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Value
from supatui.compare.model import Merge, Printed
from supatui.plan.prove import PRINTED

_VIEWS = frozenset({"view", "materialized_view"})


def doubtful(merge: Merge, schema: Catalog) -> tuple[tuple[ObjectId, str], ...]:
    """(object, attribute) of each text in a merged schema that no side has with the same types."""
    known = [catalog for catalog in (merge.local, merge.remote, merge.base) if catalog is not None]
    columns = [
        difference.id
        for difference in merge.differences
        if difference.id.kind == "column" and any(change.attribute == "type" for change in difference.changes)
    ]
    users = _through_views(columns, lambda one: (*schema.dependents.get(one, ()), *schema.children.get(one, ())))
    return tuple(
        (user, name)
        for user in users
        if user in schema.objects and user not in columns
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
    """The types of the columns that something uses, also in views, or stands in."""
    item = catalog.objects.get(one)
    home = [item.parent] if item is not None and item.parent is not None else []
    used = _through_views([one, *home], lambda user: catalog.needs.get(user, ()))
    columns = sorted(column for column in used if column.kind == "column" and column in catalog.objects)
    return tuple((column, catalog.objects[column].attributes.get("type")) for column in columns)


def _through_views(start: Sequence[ObjectId], near: Callable[[ObjectId], Iterable[ObjectId]]) -> dict[ObjectId, None]:
    """These and what is near them, near to a view among that, and so on."""
    found = dict.fromkeys(start)
    waiting = list(start)
    while waiting:
        for one in near(waiting.pop()):
            if one not in found:
                found[one] = None
                waiting += [one] if one.kind in _VIEWS else []
    return found
