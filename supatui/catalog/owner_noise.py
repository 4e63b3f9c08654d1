"""Owners that say nothing: what a local stack's dashboard makes belongs to supabase_admin, on hosted to postgres."""

from collections.abc import Mapping, MutableMapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import ManagedObject, SchemaObject
from supatui.catalog.quoting import ident

PLATFORM_OWNER = "supabase_admin"
PROJECT_OWNER = "postgres"
_NOISE = f"owner {PLATFORM_OWNER}"


def hide_owner_noise(objects: MutableMapping[ObjectId, SchemaObject]) -> list[ManagedObject]:
    """Let what supabase_admin owns count as postgres's; what was changed, to be counted.

    Both roles' privileges on it go: as owner either has them all. The owner that was read stays as a fact.
    """
    found = [one for one, item in objects.items() if item.attributes.get("owner") == PLATFORM_OWNER]
    for one in found:
        item = objects[one]
        facts = {**item.facts, "platform_owner": PLATFORM_OWNER}
        objects[one] = item._replace(attributes={**item.attributes, "owner": PROJECT_OWNER}, facts=facts)
    if found:
        for one in [one for one in objects if one.kind == "privilege" and one.name in (PLATFORM_OWNER, PROJECT_OWNER)]:
            if _is_platform_owned(objects[one], objects):
                del objects[one]
    return [ManagedObject(_NOISE, one.schema, str(one).partition(":")[2]) for one in found]


def noise_of(schema: str, relation: str) -> ManagedObject:
    """What `hide_owner_noise` would give for a relation of the platform's owner."""
    return ManagedObject(_NOISE, schema, f"{ident(schema)}.{ident(relation)}")


def _is_platform_owned(item: SchemaObject, objects: Mapping[ObjectId, SchemaObject]) -> bool:
    """Whether it is, or is a part of, something whose owner was changed."""
    above = objects.get(item.parent) if item.parent else None
    while above is not None:
        if "platform_owner" in above.facts:
            return True
        above = objects.get(above.parent) if above.parent else None
    return False
