"""ALTER DEFAULT PRIVILEGES: what a role's new objects give to others."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.policy import role_name
from supatui.kinds.steps import NOTHING, with_hazard


def _reference(item: SchemaObject) -> Sql:
    return sql("default privileges for role {}", ident(item.text("for_role")))


def changes(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> list[Action]:
    """The statements that lead from one set to another; a star marks the grant option."""
    head = sql("alter default privileges for role {}", ident(item.text("for_role")))
    if item.id.schema:
        head = sql("{} in schema {}", head, ident(item.id.schema))
    on, role = verbatim(item.text("object_class")), role_name(item.id.name)
    gone = [name for name in before if name not in after]
    given = [name for name in after if name not in before]
    plain = [name for name in given if not name.endswith("*")]
    with_option = [name for name in given if name.endswith("*")]
    actions: list[Action] = []
    if gone:
        actions.append(
            Action(sql("{} revoke {} on {} from {}", head, _words(gone), on, role), item.id, needs=_schema(item))
        )
    if plain:
        actions.append(
            Action(sql("{} grant {} on {} to {}", head, _words(plain), on, role), item.id, needs=_schema(item))
        )
    if with_option:
        statement = sql("{} grant {} on {} to {} with grant option", head, _words(with_option), on, role)
        actions.append(Action(statement, item.id, needs=_schema(item)))
    return [
        with_hazard(action, HazardKind.ACCESS, "objects made later start with other privileges") for action in actions
    ]


def _words(names: list[str]) -> Sql:
    return joined(", ", [verbatim(name.removesuffix("*").lower()) for name in names])


def _schema(item: SchemaObject) -> frozenset[ObjectId]:
    return frozenset({ObjectId("schema", "", item.id.schema)} if item.id.schema else ())


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return tuple(changes(item, item.texts("builtin"), item.texts("privileges")))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if _schema(item) & change.dropped:
        return NOTHING
    return tuple(changes(item, item.texts("privileges"), item.texts("builtin")))


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration(tuple(changes(new, old.texts("privileges"), new.texts("privileges"))))


KIND = Kind(
    name="default_privilege",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
