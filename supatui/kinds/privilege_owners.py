"""What becomes of privileges where something gets another owner."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.kinds.action import Action
from supatui.kinds.grants import SYSTEM_COLUMNS, all_of_class, changes, union
from supatui.kinds.kind import Change
from supatui.kinds.steps import NOTHING, ownership


def grantors_of(item: SchemaObject, change: Change) -> tuple[str, ...]:
    """Who granted what the role has; on the way back the owner all that has to go, since the plan let it give that."""
    if change.wishes.lenient or comes_from_owner(item.parent, change):
        return ()
    found = change.old_catalog.objects.get(item.id)
    return found.texts("grantors") if found else ()


def _started(change: Change) -> Catalog:
    return change.new_catalog if change.wishes.lenient else change.old_catalog


def comes_from_owner(target: ObjectId | None, change: Change) -> bool:
    """Whether something gets another owner, and all privileges on it come to be granted by the former one before.

    Not where others only go on having what a third role granted: the server leads that over as it is.
    """
    whole = whole_of(target, change) if target else None
    owners = _owners(whole, change) if whole else None
    if whole is None or owners is None:
        return False
    started = [_started(change).objects[one] for one in _all_on(whole, _started(change))]
    granted = [item for item in started if item.texts("grantors")]
    if not granted:
        return False
    roles = {pair.partition(" ")[2] for item in granted for pair in item.texts("grantors")}
    if not roles.union(item.id.name for item in started).isdisjoint(owners):
        return True
    held = [
        {one: catalog.objects[one].texts("privileges") for one in _all_on(whole, catalog)}
        for catalog in (change.old_catalog, change.new_catalog)
    ]
    return held[0] != held[1]


def _all_on(target: ObjectId, catalog: Catalog) -> list[ObjectId]:
    """The privileges on something and on its columns."""
    parts = [target, *(one for one in catalog.children.get(target, ()) if one.kind in {"column", "view_column"})]
    return [one for part in parts for one in catalog.children.get(part, ()) if one.kind == "privilege"]


def from_owner(target: ObjectId, change: Change) -> list[Action]:
    """The steps that let its owner be the one who granted everything, before it gets another owner.

    Each role gets what it has from the owner, too, and then loses it from the others: so nothing depends on them.
    Source: acl.c, aclnewowner and recursive_revoke.
    """
    if change.wishes.lenient or not comes_from_owner(target, change):
        return []
    given, settled = ObjectId("granted", target.schema, target.name, target.parent, target.kind), settlement(target)
    steps: list[Action] = []
    for one in _all_on(target, change.old_catalog):
        item = change.old_catalog.objects[one]
        owner = owner_of(target, change.old_catalog)
        grantors = tuple(pair for pair in item.texts("grantors") if pair.partition(" ")[2] != owner)
        names = {pair.partition(" ")[0] for pair in grantors}
        held = tuple(name for name in item.texts("privileges") if name.removesuffix("*") in names)
        if item.parent is None or item.parent not in change.new_catalog.objects:
            continue
        again = changes(item, (), held, change.server_version)
        steps += [replace(step, creates=frozenset({given}), needs=frozenset(), hazards=()) for step in again]
        ended = changes(item, held, (), change.server_version, grantors)
        steps += [replace(step, creates=frozenset({settled}), needs=frozenset({given})) for step in ended]
    return [replace(step, object=target) for step in steps]


def settlement(target: ObjectId) -> ObjectId:
    """The fact that all privileges on something are from its owner: an object of the order, not of a catalog."""
    return ObjectId("settlement", target.schema, target.name, target.parent, target.kind)


def once_settled(actions: tuple[Action, ...], item: SchemaObject, change: Change) -> tuple[Action, ...]:
    whole = whole_of(item.parent, change) if item.parent else None
    if whole is None:
        return actions
    return tuple(replace(one, needs=one.needs | {settlement(whole)}) for one in actions)


def _owners(target: ObjectId, change: Change) -> tuple[str, str] | None:
    """The owners before and after of something that stays, where they differ."""
    target = whole_of(target, change)
    if target in change.created or target not in change.old_catalog.objects:
        return None
    before, after = owner_of(target, change.old_catalog), owner_of(target, change.new_catalog)
    return None if before == after else (before, after)


def whole_of(target: ObjectId, change: Change) -> ObjectId:
    """What has an owner: the relation of a column."""
    while target.kind in {"column", "view_column"} and (item := _either(target, change)) and item.parent:
        target = item.parent
    return target


def _either(one: ObjectId, change: Change) -> SchemaObject | None:
    return change.new_catalog.objects.get(one) or change.old_catalog.objects.get(one)


def passes_on(item: SchemaObject, change: Change) -> bool:
    """Whether `passed` sees to it."""
    owners = _owners(item.parent, change) if item.parent else None
    return owners is not None and item.id.name in owners


def passed(target: ObjectId, change: Change) -> tuple[Action, ...]:
    """Grants and revokes for both owners of something that gets another one, which hands on what the former one has.

    Source: AlterObjectOwner, aclnewowner: entries of the former owner become entries of the new one.
    """
    owners = _owners(target, change)
    if owners is None:
        return NOTHING
    columns = [one for one in change.new_catalog.children.get(target, ()) if one.kind in {"column", "view_column"}]
    actions: list[Action] = []
    for part in (target, *(one for one in columns if one not in change.created)):
        for kind in ("sequence", part.kind) if part.kind == "column" else (part.kind, *SYSTEM_COLUMNS):
            actions.extend(_handed_on(part, kind, owners, change))
    after = frozenset({ownership(target)})
    return tuple(replace(one, needs=one.needs | after) for one in actions)


def _handed_on(target: ObjectId, kind: str, owners: tuple[str, str], change: Change) -> list[Action]:
    full = tuple(sorted(all_of_class(kind, change.server_version)))
    ids = [ObjectId("privilege", target.schema, owner, target.path, kind) for owner in owners]
    before = [change.old_catalog.objects.get(one) for one in ids]
    after = [change.new_catalog.objects.get(one) for one in ids]
    if not any((*before, *after)):
        return []
    held = union(_privileges(before[0], full), _privileges(before[1], ()))
    sequence = change.new_catalog.objects[target].optional_text("identity_sequence") if kind == "sequence" else None
    facts = {"sequence": sequence} if target.kind == "column" and sequence else {}
    ways = (((), _privileges(after[0], ())), (held, _privileges(after[1], full)))
    return [
        step
        for one, (had, wanted) in zip(ids, ways, strict=True)
        for step in changes(SchemaObject(one, target, {}, facts), had, wanted, change.server_version)
    ]


def _privileges(item: SchemaObject | None, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    return item.texts("privileges") if item else otherwise


def owner_of(target: ObjectId, catalog: Catalog) -> str:
    found = catalog.objects.get(target)
    if found is not None and target.kind == "column" and found.parent:  # an identity's sequence is its table's owner's
        found = catalog.objects.get(found.parent)
    return (found.optional_text("owner") if found else None) or catalog.session_role
