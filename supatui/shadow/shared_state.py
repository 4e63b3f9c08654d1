"""What belongs to a whole server rather than to one database: roles, memberships, settings.

A data folder is only kept for later starts when none of a project's own roles or settings stayed in it; otherwise the
next replay of a migration that makes them would fail.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection

Fact = tuple[str, str, str]
"""Kind (role, member, setting, tablespace), name, details."""


def shared_facts(connection: "Connection") -> frozenset[Fact]:
    """Everything that all databases of the server share."""
    return frozenset((row[0], row[1], row[2]) for row in connection.execute(_SHARED_FACTS).fetchall())


def remove_extra(connection: "Connection", expected: frozenset[Fact]) -> bool:
    """Remove roles and settings that are not `expected`, with the template databases that depend on such roles.

    True when the server then has exactly what is expected.
    """
    from psycopg.sql import SQL, Identifier

    found = shared_facts(connection)
    extra_roles = sorted({f[1] for f in found if f[0] == "role"} - {f[1] for f in expected if f[0] == "role"})
    for (name,) in connection.execute(_DATABASES_WITH_ROLES, [extra_roles]).fetchall():
        connection.execute(SQL("drop database {}").format(Identifier(name)))
    for name in sorted({name for kind, name, _ in found - expected if kind == "setting"} - set(extra_roles)):
        role = SQL("all") if name == "" else Identifier(name)
        connection.execute(SQL("alter role {} reset all").format(role))
        connection.execute(SQL("alter role {} in database postgres reset all").format(role))
        connection.execute("alter database postgres reset all")
    for name in extra_roles:
        connection.execute(SQL("drop role {}").format(Identifier(name)))
    return shared_facts(connection) == expected


_SHARED_FACTS = """
select 'role', r.rolname::text, pg_catalog.concat_ws(
    ',', r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls,
    r.rolconnlimit, r.rolvaliduntil)
from pg_catalog.pg_roles as r
union all
select 'member', m.member::pg_catalog.regrole::text, m.roleid::pg_catalog.regrole::text || ' ' || m.admin_option::text
from pg_catalog.pg_auth_members as m
union all
select 'setting', coalesce(r.rolname::text, ''), coalesce(d.datname::text, '') || ' ' || s.setconfig::text
from pg_catalog.pg_db_role_setting as s
left join pg_catalog.pg_roles as r on r.oid = s.setrole
left join pg_catalog.pg_database as d on d.oid = s.setdatabase
where s.setdatabase = 0 or d.datname in ('postgres', 'template0', 'template1')
union all
select 'tablespace', t.spcname::text, ''
from pg_catalog.pg_tablespace as t
"""

_DATABASES_WITH_ROLES = """
select distinct d.datname::text
from pg_catalog.pg_shdepend as s
join pg_catalog.pg_database as d on d.oid = s.dbid
join pg_catalog.pg_roles as r on r.oid = s.refobjid
where s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and r.rolname = any (%s)
order by 1
"""
