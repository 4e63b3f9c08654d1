"""Privileges that no object spells out are those that PostgreSQL gives by itself: without one there is a list, too."""

from supatui.catalog.model import Catalog, SchemaObject

PRIVILEGES = "privileges"


def builtin(item: SchemaObject) -> tuple[str, ...]:
    """What its grantee has without it."""
    return item.texts("builtin")


def is_unspelled(item: SchemaObject) -> bool:
    """Whether it says no more than what PostgreSQL gives by itself: a catalog has no such object."""
    return item.attributes.keys() == {PRIVILEGES} and item.attributes[PRIVILEGES] == builtin(item)


def unspelled(item: SchemaObject | None, catalog: Catalog) -> SchemaObject | None:
    """What stands for the object in a catalog without it; None where its absence says that it is gone."""
    if item is None or item.id in catalog.objects or item.attributes.keys() != {PRIVILEGES}:
        return None
    if item.parent is not None and item.parent not in catalog.objects:
        return None
    own = _of_owner(item, catalog) or builtin(item)
    return _with(item, own, builtin=own)


def under_one_owner(
    old: SchemaObject, here: SchemaObject, there: SchemaObject
) -> tuple[SchemaObject, SchemaObject, SchemaObject]:
    """What a role may do in each version, as if it had always owned what a side made it the owner of.

    So nobody takes for a change of theirs what came of that. As they are where nothing contradicts anyway. Source:
    aclnewowner, acl.c: what a role was granted is merged into what it has as the owner.
    """
    owned = max(map(builtin, (old, here, there)), key=len)
    if builtin(old) == owned or old.attributes in (here.attributes, there.attributes):
        return old, here, there

    from supatui.kinds.grants import union  # as below

    def as_owned(one: SchemaObject) -> SchemaObject:
        return one if builtin(one) == owned else _with(one, union(one.texts(PRIVILEGES), owned), builtin=owned)

    return as_owned(old), as_owned(here), as_owned(there)


def _with(item: SchemaObject, privileges: tuple[str, ...], *, builtin: tuple[str, ...]) -> SchemaObject:
    return item._replace(attributes={PRIVILEGES: privileges}, facts={**item.facts, "builtin": builtin})


def _of_owner(item: SchemaObject, catalog: Catalog) -> tuple[str, ...]:
    """All that its grantee has as the owner; nothing where another role is."""
    from supatui.kinds.grants import (
        all_of_class,  # brings the words of plans; mostly no grant is gone on one side alone
    )

    target = catalog.objects.get(item.parent) if item.parent is not None else None
    if target is None or target.attributes.get("owner") != item.id.name:
        return ()
    return tuple(sorted(all_of_class(item.id.signature, catalog.server_version)))
