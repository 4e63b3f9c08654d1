"""What leads from one catalog to another: ids and attribute names, nothing about kinds."""

from collections.abc import Mapping
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject


@dataclass(frozen=True, slots=True)
class Delta:
    """The way from an old catalog to a new one."""

    created: frozenset[ObjectId]
    dropped: frozenset[ObjectId]
    altered: Mapping[ObjectId, frozenset[str]]
    """Names of the attributes that are not the same."""

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.dropped or self.altered)


def changed_attributes(old: SchemaObject, new: SchemaObject) -> frozenset[str]:
    """Names of attributes that differ; an absent one is None."""
    if old.attributes is new.attributes or old.attributes == new.attributes:
        return frozenset()
    names = old.attributes.keys() | new.attributes.keys()
    return frozenset(name for name in names if old.attributes.get(name) != new.attributes.get(name))


def compare(old: Catalog, new: Catalog) -> Delta:
    """Shape: sets by id; an object with only other facts is the same."""
    altered, created = {}, []
    before = old.objects
    for object_id, item in new.objects.items():
        was = before.get(object_id)
        if was is item:
            continue
        if was is None:
            created.append(object_id)
        elif changed := changed_attributes(was, item):
            altered[object_id] = changed
    return Delta(frozenset(created), frozenset(before.keys() - new.objects.keys()), altered)


def lacks(old: Catalog, new: Catalog, other: Catalog) -> list[ObjectId]:
    """What leads from `old` to `new` and is not in `other` already, sorted."""
    delta = compare(old, new)
    found = [one for one in delta.dropped if one in other.objects]
    found += [one for one in delta.created if _differs(other.objects.get(one), new.objects[one])]
    for one, names in delta.altered.items():
        has = other.objects.get(one)
        if has is None or any(has.attributes.get(name) != new.objects[one].attributes.get(name) for name in names):
            found.append(one)
    return sorted(found)


def _differs(has: SchemaObject | None, wanted: SchemaObject) -> bool:
    return has is None or bool(changed_attributes(has, wanted))
