"""Bodies of functions that do not fit the schema around them: no dependency tells what a body uses."""

from typing import TYPE_CHECKING, NamedTuple

from supatui.catalog.quoting import verbatim

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow


class UnfitBody(NamedTuple):
    """A function whose body the server would not take if it were made now."""

    routine: str
    """As regprocedure prints it, so qualified and with its arguments."""
    schema: str
    name: str
    said: str
    """What the validator said."""


def unfit_bodies(connection: "Connection[TupleRow]") -> list[UnfitBody]:
    """Every routine in SQL or PL/pgSQL whose body does not fit, sorted; leaves a function in pg_temp behind."""
    connection.execute(verbatim("set check_function_bodies = on").encode())
    connection.execute(verbatim(_JUDGE_OF_BODIES).encode())
    rows = connection.execute(verbatim(_UNFIT_FUNCTIONS).encode()).fetchall()
    return [UnfitBody(*map(str, row)) for row in rows]


_JUDGE_OF_BODIES = """
create or replace function pg_temp.why_unfit(routine pg_catalog.oid, language_name text) returns text
language plpgsql as $judge$
begin
    if language_name = 'sql' then
        perform pg_catalog.fmgr_sql_validator(routine);
    else
        perform pg_catalog.plpgsql_validator(routine);
    end if;
    return null;
exception when others then
    return sqlerrm;
end
$judge$
"""
"""Asks the validator that CREATE FUNCTION asks. Source: PostgreSQL manual, CREATE LANGUAGE, validators."""

_UNFIT_FUNCTIONS = """
select p.oid::pg_catalog.regprocedure::text, n.nspname::text, p.proname::text, w.reason
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
join pg_catalog.pg_language as l on l.oid = p.prolang
cross join lateral pg_temp.why_unfit(p.oid, l.lanname::text) as w (reason)
where
    l.lanname in ('sql', 'plpgsql')
    and p.prosqlbody is null
    and n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
    and w.reason is not null
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and e.objid = p.oid and e.deptype = 'e'
    )
order by 1
"""
