"""Who may set a configuration parameter that only superusers may set otherwise; since 15."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.policy import role_name
from supatui.kinds.steps import with_hazard


def _reference(item: SchemaObject) -> Sql:
    return sql("{} on parameter {}", role_name(item.id.name), _parameter(item))


def _parameter(item: SchemaObject) -> Sql:
    return verbatim(".".join(ident(part) for part in item.id.signature.split(".")))


def _role(item: SchemaObject) -> ObjectId:
    return ObjectId("role", "", item.id.name)


def _changes(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> list[Action]:
    on, role = sql("parameter {}", _parameter(item)), role_name(item.id.name)
    actions = []
    if gone := [name for name in before if name not in after]:
        actions.append(_action(item, sql("revoke {} on {} from {}", _words(gone), on, role)))
    given = [name for name in after if name not in before]
    for names, option in (
        ([name for name in given if not name.endswith("*")], ""),
        ([name for name in given if name.endswith("*")], " with grant option"),
    ):
        if names:
            action = _action(item, sql("grant {} on {} to {}{}", _words(names), on, role, verbatim(option)))
            actions.append(with_hazard(action, HazardKind.ACCESS, f"{item.id.name} may do more"))
    return actions


def _action(item: SchemaObject, statement: Sql) -> Action:
    return Action(statement, item.id, creates=frozenset({item.id}), needs=frozenset({_role(item)}))


def _words(names: list[str]) -> Sql:
    return joined(", ", [verbatim(name.removesuffix("*").lower()) for name in names])


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return tuple(_changes(item, (), item.texts("privileges")))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # unlike a membership, a privilege stands in the way of its role
    steps = _changes(item, item.texts("privileges"), ())
    return tuple(replace(step, creates=frozenset(), destroys=frozenset({item.id}), needs=frozenset()) for step in steps)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration(tuple(_changes(new, old.texts("privileges"), new.texts("privileges"))))


KIND = Kind(
    name="parameter_privilege",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    minimum_version=15,
    optional="parameters",
)
