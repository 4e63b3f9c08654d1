"""What follows from the choices besides: texts as types make them, privileges of owners, what means another thing."""

from collections.abc import Collection, Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject, Value
from supatui.compare.model import Merge, Printed, Side
from supatui.compare.unspelled import PRIVILEGES, builtin

_Touched = dict[ObjectId, tuple[Catalog, ...]]


def follow_types(merge: Merge, own: Catalog, objects: dict[ObjectId, SchemaObject], touched: _Touched) -> None:
    """Let texts that follow a type which is not taken be what they were, and others as a server prints them there."""
    for text in merge.following:
        if (item := _as_printed(text, objects)) is not None and merge.base is not None:
            former = own.objects.get(item.id)
            if former is not None and former.attributes == item.attributes:
                objects[item.id] = former
                touched.pop(item.id, None)
            else:
                objects[item.id] = item
                touched[item.id] = (merge.base,)
    for printed in merge.printed:
        if (item := _as_printed(printed, objects)) is not None:
            objects[item.id] = item
            touched.setdefault(item.id, (own,))


def _as_printed(printed: Printed, objects: Mapping[ObjectId, SchemaObject]) -> SchemaObject | None:
    """The object with its text as the server prints it; None where it has another text, or columns other types."""
    item = objects.get(printed.id)
    if item is None or item.attributes.get(printed.attribute) != printed.said:
        return None
    columns = ((objects.get(one), wanted) for one, wanted in printed.types)
    if any(column is None or column.attributes.get("type") != wanted for column, wanted in columns):
        return None
    return item._replace(attributes={**item.attributes, printed.attribute: printed.text})


def granted_to_new_owners(merge: Merge, objects: Mapping[ObjectId, SchemaObject]) -> list[ObjectId]:
    """What a role was given before it became the owner: an owner has more, and PostgreSQL puts the two together."""
    found = []
    for change in merge.owner_changes:
        owner = objects[change].attributes.get("owner") if change in objects else None
        owned = [side for side in (merge.local, merge.remote) if _owner(side, change) == owner]
        for child in {one for side in (merge.local, merge.remote) for one in side.children.get(change, ())}:
            is_given = child.kind == "privilege" and child.name == owner and child in objects
            if is_given and not any(child in side.objects for side in owned):
                found.append(child)
    return sorted(found)


def left_by_former_owners(merge: Merge, objects: Mapping[ObjectId, SchemaObject]) -> dict[ObjectId, SchemaObject]:
    """What a role has beyond what it had as the owner, where another one is that now: an owner's goes on to the next.

    Source: aclnewowner, acl.c. One that is left with nothing has an empty list, which no catalog spells out.
    """
    found: dict[ObjectId, SchemaObject] = {}
    for change in merge.owner_changes:
        owner = objects[change].attributes.get("owner") if change in objects else None
        for side in (merge.local, merge.remote) if owner is not None else ():
            former = _owner(side, change)
            for child in side.children.get(change, ()) if former != owner else ():
                item, said = objects.get(child), side.objects[child]
                if child.kind != "privilege" or child.name != former or item is None:
                    continue
                if item.attributes == said.attributes and builtin(said):
                    left = tuple(one for one in item.texts(PRIVILEGES) if one not in builtin(said))
                    found[child] = item._replace(
                        attributes={**item.attributes, PRIVILEGES: left}, facts={**item.facts, "builtin": ()}
                    )
    return found


def _owner(catalog: Catalog, one: ObjectId) -> Value:
    item = catalog.objects.get(one)
    return item.attributes.get("owner") if item is not None else None


def bound_otherwise(
    merge: Merge,
    side: Side,
    objects: Mapping[ObjectId, SchemaObject],
    touched: _Touched,
    removed: Collection[ObjectId],
) -> _Touched:
    """What says the same everywhere, and means something else than what goes on another side: `f(id)` with a function
    that was given another argument with a default. Each with the catalog where it does."""
    own, other = merge.catalog(side), merge.remote if side is Side.LOCAL else merge.local
    found: _Touched = {}
    for lost in removed:
        for one in own.dependents.get(lost, ()):
            item = objects.get(one)
            if item is None or one in touched:
                continue
            for catalog in (other, merge.base) if merge.base is not None else (other,):
                there, needs = catalog.objects.get(one), catalog.needs.get(one, ())
                is_alike = there is not None and there.attributes == item.attributes
                if is_alike and lost not in needs and all(needed in objects for needed in needs):
                    found.setdefault(one, (catalog,))
    return found
