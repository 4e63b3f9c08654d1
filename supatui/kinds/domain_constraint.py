"""Checks of domains."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.reach import is_inside_columns, once_let_go, reach_of
from supatui.kinds.row_types import in_the_way, once_not_held
from supatui.kinds.steps import altered, created, dropped, parent_name, renaming_part, with_hazard


def _reference(item: SchemaObject) -> Sql:
    return sql("constraint {} on domain {}", ident(item.id.name), parent_name(item))


def statement(item: SchemaObject) -> Sql:
    """The statement that adds it."""
    definition = verbatim(item.text("definition"))
    return sql("alter domain {} add constraint {} {}", parent_name(item), ident(item.id.name), definition)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, statement(item))
    if item.parent and _checks_values(item, change):
        action = _dangerous(once_not_held(_tables_with(item.parent, change), action, change))
        action = once_let_go(action, item.parent, change)
    return (action,)


def _takes_in(item: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """What holds rows of tables with values that it is to check."""
    if item.parent is None or not _checks_values(item, change):
        return frozenset()
    return in_the_way(_tables_with(item.parent, change), change)


def _checks_values(item: SchemaObject, change: Change) -> bool:
    """Whether there may be values when it is added, and it checks them."""
    return item.parent in change.old_catalog.objects and not item.text("definition").endswith("NOT VALID")


def _tables_with(domain: ObjectId, change: Change) -> set[ObjectId]:
    """The tables with values of the domain: a column that holds rows of one has these inside others."""
    reach = reach_of(domain, change)
    columns = (change.old_catalog.objects[one].parent for one in reach.columns)
    return {*reach.typed_tables, *(one for one in columns if one is not None)}


def _dangerous(action: Action) -> Action:
    action = with_hazard(action, HazardKind.SCAN, "every column of the domain is read, writes wait")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a value breaks it")


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("alter domain {} drop constraint {}", parent_name(item), ident(item.id.name))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "definition" not in changed:
        return Alteration()
    if old.text("definition") == new.text("definition") + " NOT VALID" and not _needs_successor(new, change):
        validation = sql("alter domain {} validate constraint {}", parent_name(new), ident(new.id.name))
        action = _dangerous(altered(new, validation))
        return Alteration((once_let_go(action, new.parent, change) if new.parent else action,))
    return Rebuild.NEEDED


def _needs_successor(item: SchemaObject, change: Change) -> bool:
    """Where values are inside others, they are only checked on the way to a domain that has the check already."""
    return item.parent is not None and _checks_values(item, change) and is_inside_columns(item.parent, change)


KIND = Kind(
    name="domain_constraint",
    reference=_reference,
    rename=renaming_part(verbatim("constraint")),
    create=_create,
    drop=_drop,
    alter=_alter,
    needs_successor=_needs_successor,
    takes_in=_takes_in,
    owner_clause=False,
    addresses=(("pg_constraint", "oid"),),
)
