"""Extensions; what belongs to them is never touched."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.platform import PLATFORM_GRANTEES
from supatui.catalog.quoting import Sql, ident, sql
from supatui.kinds.action import Action
from supatui.kinds.default_privilege import changes
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped

_CLASSES = {
    **dict.fromkeys(("function", "procedure", "aggregate"), "functions"),
    **dict.fromkeys(("table", "foreign_table", "view", "materialized_view"), "tables"),
    "sequence": "sequences",
    "schema": "schemas",
}
"""What a privilege is on → what ALTER DEFAULT PRIVILEGES calls these; all others are types."""


def _reference(item: SchemaObject) -> Sql:
    return sql("extension {}", ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # A schema that the extension makes for itself (pgmq) is not there yet, and must not be named.
    if item.flag("brings_schema"):
        statement = sql("create extension {}", ident(item.id.name))
    else:
        statement = sql("create extension {} with schema {}", ident(item.id.name), ident(item.text("schema")))
    made = created(item, statement)
    return _beside_default_privileges(made, change)


def _is_the_platforms(item: SchemaObject, change: Change) -> bool:
    """What the platform gives on every object in public it gives on members too, and nobody counts it."""
    return change.old_catalog.is_supabase and item.id.schema == "public" and item.id.name in PLATFORM_GRANTEES


def _beside_default_privileges(made: Action, change: Change) -> tuple[Action, ...]:
    """Members start with what default privileges give there; those that no wanted member has are ended meanwhile.

    Extensions for which the same ones end are made together, one such group after the other.
    Source: PostgreSQL manual, ALTER DEFAULT PRIVILEGES; pg_dump prints members whose privileges are not the script's.
    """
    unmeant = {one: _unmeant(one, change) for one in sorted(change.created) if one.kind == "extension"}
    groups = sorted(set(unmeant.values()), reverse=True)  # last, for which none end
    mine = unmeant[made.object]
    place = groups.index(mine)
    made = replace(made, needs=made.needs | {_again(number, change) for number in range(place)})
    if not mine:
        return (made,)
    made = replace(made, needs=made.needs | {_ended(place, change)})
    members = [one for one, others in unmeant.items() if others == mine]
    if made.object != members[0]:
        return (made,)
    items = [change.old_catalog.objects[one] for one in mine]
    before = [step for item in items for step in changes(item, item.texts("privileges"), item.texts("builtin"))]
    after = [step for item in items for step in changes(item, item.texts("builtin"), item.texts("privileges"))]
    ended, again = frozenset({_ended(place, change)}), frozenset({_again(place, change)})
    earlier = made.needs - ended
    return (
        *(replace(step, object=made.object, creates=ended, needs=earlier, hazards=()) for step in before),
        made,
        *(replace(step, object=made.object, creates=again, needs=frozenset(members), hazards=()) for step in after),
    )


def _unmeant(extension: ObjectId, change: Change) -> tuple[ObjectId, ...]:
    """The default privileges in force that no member of an extension is to have."""
    meant = _grantees_on_members(change.new_catalog, extension.name)
    return tuple(
        item.id
        for item in change.old_catalog.default_privileges
        if item.text("for_role") == change.executor
        and item.id.schema in {"", change.new_catalog.objects[extension].text("schema")}
        and (item.id.name, item.text("object_class")) not in meant
        and not _is_the_platforms(item, change)
    )


def _ended(place: int, change: Change) -> ObjectId:
    """The fact that default privileges have ended for a group: an object of the order, not of a catalog."""
    return ObjectId("default_privileges_ended", "", f"{change.executor} {place}")


def _again(place: int, change: Change) -> ObjectId:
    """The fact that they are in force again."""
    return ObjectId("default_privileges_again", "", f"{change.executor} {place}")


def _grantees_on_members(catalog: Catalog, extension: str) -> set[tuple[str, str]]:
    """Roles that hold privileges of their own on a member of an extension, with the class of that."""
    return {
        (item.id.name, _CLASSES.get(item.id.signature, "types"))
        for item in catalog.objects.values()
        if item.id.kind == "privilege" and item.optional_text("extension") == extension
    }


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop extension {}", ident(item.id.name))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "schema" not in changed:
        return Alteration()
    if not old.flag("relocatable"):
        return Rebuild.NEEDED
    statement = sql("alter extension {} set schema {}", ident(new.id.name), ident(new.text("schema")))
    return Alteration((altered(new, statement),))


KIND = Kind(
    name="extension",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_extension", "oid"),),
)
