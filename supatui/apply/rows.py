"""What a throwaway database holds that its catalog does not tell: rows, positions of sequences, extensions' schemas."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

Relation = tuple[str, str]
"""(schema, name)."""

_TABLES = """
select n.nspname::text, c.relname::text
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where
    c.relkind = 'r'
    and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname not like 'pg\\_%'
order by 1, 2
"""

_SEQUENCES = """
select s.schemaname::text, s.sequencename::text, s.last_value
from pg_catalog.pg_sequences as s
where s.last_value is not null
order by 1, 2
"""

_BROUGHT = """
select n.nspname::text
from pg_catalog.pg_depend as d
join pg_catalog.pg_namespace as n on n.oid = d.objid
where
    d.deptype = 'e'
    and d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
    and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
"""

_HOMES = """
select n.nspname::text
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where e.extname = any (%s)
"""


def homes_of(connection: "Connection[TupleRow]", extensions: Iterable[str]) -> frozenset[str]:
    """The schemas that extensions live in."""
    return frozenset(str(name) for (name,) in connection.execute(_HOMES, [list(extensions)]))


def brought_schemas(connection: "Connection[TupleRow]") -> frozenset[str]:
    """The schemas that an extension made for itself, which go when it goes."""
    return frozenset(str(name) for (name,) in connection.execute(_BROUGHT))


def row_counts(connection: "Connection[TupleRow]") -> dict[Relation, int]:
    """The rows of each table that has any, counted, not estimated."""
    counts: dict[Relation, int] = {}
    for schema, name in connection.execute(_TABLES).fetchall():
        row = connection.execute(SQL("select count(*) from only {}").format(Identifier(schema, name))).fetchone()
        assert row is not None
        if row[0]:
            counts[str(schema), str(name)] = int(row[0])
    return counts


def moved_sequences(connection: "Connection[TupleRow]") -> dict[Relation, int]:
    """The last value of each sequence that was used."""
    return {(str(schema), str(name)): int(value) for schema, name, value in connection.execute(_SEQUENCES)}
