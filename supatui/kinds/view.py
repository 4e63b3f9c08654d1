"""Views: replaced in place where PostgreSQL allows it, else made again with everything that is attached to them."""

import re

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, name_of, options_change, stored_options
from supatui.kinds.views import create_statement

_NAME = re.compile(r'("(?:[^"]|"")*"|[^\s"]+) ')
"""What a column starts with in the list that the catalog gives; its type follows."""


def _reference(item: SchemaObject) -> Sql:
    return sql("view {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, create_statement(item, verbatim("view"))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop view {}", name_of(item)), lock=Lock.ACCESS_EXCLUSIVE, on=item.id),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "query" in changed:
        before, after = old.texts("columns"), new.texts("columns")
        # columns may only be added at the end. Source: manual, CREATE VIEW
        if after[: len(before)] != before:
            return Rebuild.NEEDED
        statement = create_statement(new, verbatim("or replace view"))
        return Alteration((altered(new, statement, lock=Lock.ACCESS_EXCLUSIVE, on=new.id),))
    clauses = options_change(stored_options(old), stored_options(new)) if "options" in changed else ()
    return Alteration(tuple(altered(new, sql("alter view {} {}", name_of(new), clause)) for clause in clauses))


def _stand_in(item: SchemaObject) -> tuple[Sql, Sql]:
    """Columns of the same names and types, without options: there is nothing that a check option could check."""
    words = verbatim("or replace view")
    columns = joined(",\n    ", [_nothing_as(column) for column in item.texts("columns")])
    return (
        sql("create {} {} as\nselect\n    {}", words, name_of(item), columns),
        create_statement(item, words),
    )


def _nothing_as(column: str) -> Sql:
    """`name type collate order` → `null::type collate order as name`."""
    found = _NAME.match(column)
    assert found is not None, column
    return sql("null::{} as {}", verbatim(column[found.end() :]), verbatim(found[1]))


KIND = Kind(
    name="view",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    stand_in=_stand_in,
    addresses=(("pg_class", "oid"), ("pg_type", "type_oid"), ("pg_type", "array_oid")),
    shared_query="view",
)
