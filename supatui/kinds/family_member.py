"""Operators and functions of an operator family that belong to no class."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import created, dropped, parent_name


def _family(item: SchemaObject) -> Sql:
    return sql("operator family {} using {}", parent_name(item), ident(item.id.signature))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, sql("alter {} add {}", _family(item), verbatim(item.text("definition")))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # the name is number and types, which is all that dropping asks for
    return (dropped(item, sql("alter {} drop {}", _family(item), verbatim(item.id.name))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    return Rebuild.NEEDED if changed else Alteration()


KIND = Kind(
    name="family_member",
    reference=_family,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_amop", "operator_oid"), ("pg_amproc", "function_oid")),
)
