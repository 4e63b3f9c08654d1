"""Inherited columns as a schema declares them, entered into the catalog of a copy while pg_dump looks at it.

No statement leads there, a plan tells of it, and pg_dump prints such a column, or its NOT NULL, where it is declared.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from supatui.compare.own_columns import Declaration

_COLUMN = """
update pg_catalog.pg_attribute as a
set attislocal = %(declared)s
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where
    c.oid = a.attrelid and a.attinhcount > 0
    and n.nspname = %(schema)s and c.relname = %(table)s and a.attname = %(column)s
"""
_REQUIREMENT = """
update pg_catalog.pg_constraint as o
set conislocal = %(declared)s
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where
    c.oid = o.conrelid and o.contype = 'n' and o.conkey = array[a.attnum] and o.coninhcount > 0
    and n.nspname = %(schema)s and c.relname = %(table)s and a.attname = %(column)s
"""


@contextmanager
def as_wanted(conninfo: str, told: Sequence[Declaration]) -> Iterator[None]:
    """The copy with the declarations that are wanted, and as it was afterwards: what follows depends on them.

    A copy is on a server of our own, or made by a superuser, who may write there.
    """
    _declare(conninfo, told, wanted=True)
    yield
    _declare(conninfo, told, wanted=False)


def _declare(conninfo: str, told: Sequence[Declaration], *, wanted: bool) -> None:
    import psycopg  # slow to import, and not needed before something is tried

    with psycopg.connect(conninfo) as connection:
        for one in told:
            column = one.column
            names = {"schema": column.schema, "table": column.parent, "column": column.name}
            declared = one.declared is not wanted
            connection.execute(_REQUIREMENT if one.is_requirement else _COLUMN, {**names, "declared": declared})
