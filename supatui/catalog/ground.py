"""What a replay stands on and a plain database never had: no difference between the two."""

from collections.abc import Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog

GIVEN_KINDS = frozenset({"privilege", "default_privilege", "extension"})
"""Of these are the things that the platform brings outside its own schemas."""


def with_ground(catalog: Catalog, ground: Catalog) -> Catalog:
    """The catalog knowing which of its objects were there before anything was replayed, and stayed as they were."""
    same = (
        one
        for one, item in ground.objects.items()
        if one.kind in GIVEN_KINDS and one in catalog.objects and catalog.objects[one].attributes == item.attributes
    )
    return catalog._replace(ground=frozenset(same))


def without_ground(catalogs: Sequence[Catalog]) -> list[Catalog]:
    """The catalogs without the ground that some of them were replayed on, where no other has the same."""
    if not any(catalog.ground for catalog in catalogs):
        return list(catalogs)
    own = {one for catalog in catalogs if not catalog.ground for one in catalog.objects}
    return [_without(catalog, catalog.ground - own) if catalog.ground else catalog for catalog in catalogs]


def _without(catalog: Catalog, dropped: frozenset[ObjectId]) -> Catalog:
    return catalog._replace(
        objects={one: item for one, item in catalog.objects.items() if one not in dropped},
        dependencies=tuple(edge for edge in catalog.dependencies if not dropped.intersection(edge)),
        ground=frozenset(),
    )
