"""Privileges of one role on one object, as far as they are not what PostgreSQL gives by itself.

An absent privilege object means the built-in privileges, so creating one grants and revokes from there, and dropping
one leads back there. A new object also starts with what ALTER DEFAULT PRIVILEGES of its maker gives.
"""

from collections.abc import Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, sql
from supatui.kinds.action import Action
from supatui.kinds.grants import changes, column_clause, is_of_relation, object_clause, split
from supatui.kinds.initial_privileges import becomes_identity, initial, is_identity
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.policy import role_name
from supatui.kinds.privilege_owners import comes_from_owner, grantors_of, once_settled, passes_on
from supatui.kinds.steps import NOTHING


def _reference(item: SchemaObject) -> Sql:
    return sql("{} on {}", role_name(item.id.name), object_clause(item))


def _given_again(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...], change: Change) -> list[Action]:
    """Grants of what the role keeps on columns of a relation where it loses the same on the relation."""
    if not is_of_relation(item) or item.parent is None:
        return []
    had, wanted = split(before), split(after)
    lost = {name for name, option in had.items() if name not in wanted or (option and not wanted[name])}
    actions: list[Action] = []
    for one in _on_columns(item, change.new_catalog) if lost else ():
        former = change.old_catalog.objects.get(one.id)
        kept = {name.removesuffix("*") for name in former.texts("privileges")} & lost if former else set()
        privileges = tuple(name for name in one.texts("privileges") if name.removesuffix("*") in kept)
        actions += [replace(step, creates=frozenset()) for step in changes(one, (), privileges, change.server_version)]
    return actions


def _on_columns(item: SchemaObject, catalog: Catalog) -> Iterator[SchemaObject]:
    """What the role may do with single columns of the relation."""
    assert item.parent is not None
    parts = catalog.children.get(item.parent, ())
    inner = [child for part in parts if part.kind != "privilege" for child in catalog.children.get(part, ())]
    for one in (*parts, *inner):
        if one.kind == "privilege" and one.name == item.id.name and column_clause(catalog.objects[one]):
            yield catalog.objects[one]


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if passes_on(item, change):
        return NOTHING
    before = item.texts("builtin")
    if item.parent in change.created or _extension(item) in change.created or becomes_identity(item, change):
        before = initial(item, change)
    after = item.texts("privileges")
    steps = (*changes(item, before, after, change.server_version), *_given_again(item, before, after, change))
    return once_settled(steps, item, change)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # a column of a view is only listed while it carries something: its view tells whether it is there
    target = item.parent
    if target is not None and target.kind == "view_column":
        target = change.old_catalog.objects[target].parent
    if target is None or target in change.dropped or _extension(item) in change.dropped:
        return NOTHING
    if item.optional_text("sequence") and not is_identity(target, change.new_catalog):
        return NOTHING
    if passes_on(item, change):
        return NOTHING
    before, after = item.texts("privileges"), item.texts("builtin")
    steps = changes(item, before, after, change.server_version, grantors_of(item, change))
    steps = [_destroying(one, item) for one in steps]
    return once_settled((*steps, *_given_again(item, before, after, change)), item, change)


def _extension(item: SchemaObject) -> ObjectId | None:
    """The extension that brought what the privileges are on; it is in no catalog itself."""
    name = item.optional_text("extension")
    return ObjectId("extension", "", name) if name else None


def _destroying(action: Action, item: SchemaObject) -> Action:
    return replace(action, creates=action.creates - {item.id}, destroys=frozenset({item.id}), needs=frozenset())


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    if passes_on(new, change):
        return Alteration()
    before, after = old.texts("privileges"), new.texts("privileges")
    steps = changes(new, before, after, change.server_version, grantors_of(new, change))
    actions = (*steps, *_given_again(new, before, after, change))
    handed_out = frozenset() if comes_from_owner(new.parent, change) else _handed_out(old, before, after, change)
    return Alteration(once_settled(actions, new, change), handed_out)


def _handed_out(
    old: SchemaObject, before: tuple[str, ...], after: tuple[str, ...], change: Change
) -> frozenset[ObjectId]:
    """Privileges that others have from this role, which takes no part of it back as long as they do."""
    wanted = split(after)
    ended = {name for name, option in split(before).items() if option and not wanted.get(name)}
    dependants = (change.old_catalog.objects[one] for one in change.old_catalog.dependents.get(old.id, ()))
    return frozenset(
        one.id
        for one in dependants
        if one.id.kind == "privilege"
        and any(pair in one.texts("grantors") for pair in (f"{x} {old.id.name}" for x in ended))
    )


KIND = Kind(
    name="privilege",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
