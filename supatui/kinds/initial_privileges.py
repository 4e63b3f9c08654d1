"""What roles have on a new object before any grant: built in, and by ALTER DEFAULT PRIVILEGES of its maker."""

from dataclasses import replace

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.kinds.action import Action
from supatui.kinds.grants import CLASSES, all_of_class, changes, union
from supatui.kinds.kind import Change
from supatui.kinds.privilege_owners import owner_of, whole_of
from supatui.kinds.steps import NOTHING, ownership
from supatui.kinds.type_cycle import is_shell


def initial(item: SchemaObject, change: Change) -> tuple[str, ...]:
    """What the role has on a new object before anything is granted: built in, and by default privileges."""
    assert item.parent is not None
    return _initial(item.parent, item.id.signature, item.id.name, item.texts("builtin"), change)


def is_identity(column: ObjectId, catalog: Catalog) -> bool:
    item = catalog.objects.get(column)
    return item is not None and item.optional_text("identity") is not None


def becomes_identity(item: SchemaObject, change: Change) -> bool:
    """Whether the sequence that the privileges are on is made by the plan, on a column that is there."""
    if not item.optional_text("sequence") or item.parent is None:
        return False
    return not is_identity(item.parent, change.old_catalog)


def _maker(target: ObjectId, change: Change) -> str:
    """Whose default privileges count: a new object is made by who runs the plan, and gets its owner then.

    An identity's sequence on a table that is there is made for the table's owner, once that is the wanted one.
    """
    relation = whole_of(target, change)
    return change.executor if relation == target or relation in change.created else owner_of(target, change.new_catalog)


def _initial(target: ObjectId, kind: str, grantee: str, builtin: tuple[str, ...], change: Change) -> tuple[str, ...]:
    """What the maker's default privileges give, once what the maker holds has passed to the owner."""
    maker, owner = _maker(target, change), owner_of(target, change.new_catalog)
    if maker == owner or grantee not in {maker, owner}:
        return _given(target, kind, grantee, builtin, maker, change.old_catalog)
    if grantee == maker:
        return ()
    own = _given(target, kind, maker, builtin, maker, change.old_catalog)
    return union(own, _given(target, kind, owner, (), maker, change.old_catalog))


def _given(
    target: ObjectId, kind: str, grantee: str, builtin: tuple[str, ...], maker: str, catalog: Catalog
) -> tuple[str, ...]:
    """Default privileges without a schema take the place of the built-in ones; those of a schema are added."""
    signature = f"{maker} {CLASSES.get(kind, ('', ''))[1]}"
    everywhere = catalog.objects.get(ObjectId("default_privilege", "", grantee, "", signature))
    found = builtin if everywhere is None else everywhere.texts("privileges")
    here = catalog.objects.get(ObjectId("default_privilege", target.schema, grantee, "", signature))
    return found if here is None or not target.schema else union(found, here.texts("privileges"))


def surplus(target: SchemaObject, change: Change) -> tuple[Action, ...]:
    """Grants and revokes where default privileges start a new object otherwise than the wanted schema has it."""
    sequence = target.optional_text("identity_sequence")
    kind = "sequence" if target.id.kind == "column" and sequence else target.id.kind
    if kind not in CLASSES or kind in {"language", "foreign_data_wrapper", "server"} or is_shell(target):
        return NOTHING
    owner = owner_of(target.id, change.new_catalog)
    owned = target.parent if target.id.kind == "column" and target.parent else target.id
    children = change.new_catalog.children.get(target.id, ())
    known = {child.name for child in children if child.kind == "privilege" and child.signature == kind}
    actions: list[Action] = []
    grantees = {item.id.name for item in change.old_catalog.default_privileges}
    if _maker(target.id, change) in grantees:  # the owner has what the maker had
        grantees.add(owner)
    for grantee in sorted(grantees - known):
        builtin = _builtin(kind, grantee, owner, change.server_version)
        given = _initial(target.id, kind, grantee, builtin, change)
        facts = {"sequence": sequence} if target.id.kind == "column" else {}
        stand_in_id = ObjectId("privilege", target.id.schema, grantee, target.id.path, kind)
        stand_in = SchemaObject(stand_in_id, target.id, {}, facts)
        after = frozenset({ownership(owned)} if grantee == owner else ())
        steps = changes(stand_in, given, builtin, change.server_version)
        actions.extend(replace(one, needs=one.needs | after) for one in steps)
    return tuple(actions)


def _builtin(kind: str, grantee: str, owner: str, server_version: int) -> tuple[str, ...]:
    """Everything for the owner; functions and types are everybody's. Source: manual, Privileges, table of defaults."""
    if grantee == owner:
        return tuple(sorted(all_of_class(kind, server_version)))
    if grantee != "public":
        return ()
    if kind in CALLABLE_KINDS:
        return ("EXECUTE",)
    return ("USAGE",) if CLASSES[kind][0] == "type" else ()
