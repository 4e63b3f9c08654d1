"""Logins of roles for foreign servers; their passwords are never read, shown or written."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.foreign_options import (
    NOT_READABLE,
    altered_with,
    hidden_names,
    losing,
    warned,
    with_options,
)
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.policy import role_name
from supatui.kinds.steps import created, dropped, with_hazard


def _reference(item: SchemaObject) -> Sql:
    assert item.parent is not None, item.id
    return sql("user mapping for {} server {}", role_name(item.id.name), ident(item.parent.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, with_options(sql("create {}", _reference(item)), item))
    if NOT_READABLE in item.texts("options"):
        action = with_hazard(action, HazardKind.ACCESS, "its options could not be read: set them by hand afterwards")
    return (warned(action, hidden_names(item.texts("options"))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = losing(dropped(item, sql("drop {}", _reference(item))), item)
    if NOT_READABLE in item.texts("options"):
        detail = "its options could not be read and are lost"
        action = with_hazard(action, HazardKind.DATA, detail, irreversible="its options are not known here")
    return (action,)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return altered_with(old, new, sql("alter {}", _reference(new)))


KIND = Kind(
    name="user_mapping",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_user_mapping", "oid"),),
)
