"""What a checkup finds behind a connection: TLS, the role and what it may do, the history, extensions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from supatui.catalog.platform import HISTORY_SCHEMAS, MANAGED_PATTERN, MANAGED_SCHEMAS, SYSTEM_SCHEMAS
from supatui.errors import SupatuiError
from supatui.project.project import Project
from supatui.settings import Settings
from supatui.sources.address import Address, is_local_host
from supatui.sources.finding import Finding, Level
from supatui.sources.history import read_timeline
from supatui.sources.live import TRANSACTION_POOLER_PORT, lost, reading_session, session_conninfo

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

_RIGHTS = """
with own_schemas as (
    select n.oid, n.nspname::text as name
    from pg_catalog.pg_namespace as n
    where n.nspname <> all (%(left_out)s) and n.nspname not like 'pg\\_%%' and n.nspname !~ %(left_out_too)s
)
select pg_catalog.jsonb_build_object(
    'session_user', session_user::text,
    'current_user', current_user::text,
    'superuser', r.rolsuper,
    'bypasses_rls', r.rolbypassrls,
    'makes_roles', r.rolcreaterole,
    'reads_everything', pg_catalog.pg_has_role('pg_read_all_data', 'usage'),
    'may_create', pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
    'tls', (
        select s.version::text from pg_catalog.pg_stat_ssl as s where s.ssl and s.pid = pg_catalog.pg_backend_pid()
    ),
    'unreadable', array(
        select s.name from own_schemas as s where not pg_catalog.has_schema_privilege(s.oid, 'USAGE') order by 1
    ),
    'not_creatable', array(
        select s.name from own_schemas as s where not pg_catalog.has_schema_privilege(s.oid, 'CREATE') order by 1
    ),
    'not_owned', (
        select pg_catalog.count(*)
        from pg_catalog.pg_class as c
        join own_schemas as s on s.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and not pg_catalog.pg_has_role(c.relowner, 'usage')
    ),
    'has_history', h.oid is not null,
    'reads_history', pg_catalog.has_schema_privilege(h.relnamespace, 'USAGE')
        and pg_catalog.has_table_privilege(h.oid, 'SELECT'),
    'writes_history', pg_catalog.has_schema_privilege(h.relnamespace, 'USAGE')
        and pg_catalog.has_table_privilege(h.oid, 'INSERT')
        and pg_catalog.has_table_privilege(h.oid, 'UPDATE')
        and pg_catalog.has_table_privilege(h.oid, 'DELETE'),
    'extensions', array(select e.extname::text from pg_catalog.pg_extension as e order by 1)
)::text
from pg_catalog.pg_roles as r
left join (
    select c.oid, c.relnamespace
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'supabase_migrations' and c.relname = 'schema_migrations'
) as h on true
where r.rolname = current_user
"""

LEFT_OUT = [*SYSTEM_SCHEMAS, *HISTORY_SCHEMAS, *MANAGED_SCHEMAS]


@dataclass(frozen=True, slots=True)
class Rights:
    """Who a session is, and what it may do in the schemas that are the user's."""

    session_user: str
    current_user: str
    superuser: bool
    bypasses_rls: bool
    makes_roles: bool
    reads_everything: bool
    may_create: bool
    """Schemas and extensions in the database."""
    encrypted: bool
    """Whether the way to what answers here is, be it the server or a pooler."""
    tls: str | None
    """The protocol's version between the server and its client, which a pooler is; None where nothing is encrypted."""
    unreadable: tuple[str, ...]
    not_creatable: tuple[str, ...]
    not_owned: int
    """Relations that belong to a role which this one is no member of."""
    has_history: bool
    reads_history: bool | None
    writes_history: bool | None
    extensions: tuple[str, ...]


def read_rights(address: Address, settings: Settings) -> Rights:
    """Ask a live database. Raises: ConnectError, ConnectionLostError."""
    with reading_session(session_conninfo(address, settings), address.label, settings) as connection:
        return _asked(connection, address.label)


def _asked(connection: "Connection[TupleRow]", label: str) -> Rights:
    import psycopg  # slow to import; it is loaded already wherever there is a connection

    try:
        row = connection.execute(_RIGHTS, {"left_out": LEFT_OUT, "left_out_too": MANAGED_PATTERN}).fetchone()
    except psycopg.Error as error:
        raise lost(error, label) from error
    assert row is not None
    # The query gives every field in its own type, but for lists.
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(row[0]).items()
    }
    # The server knows its own client alone, so that behind a pooler it cannot say whether our way is encrypted.
    return Rights(**values, encrypted=connection.pgconn.ssl_in_use)


def look_at_rights(name: str, address: Address, rights: Rights) -> Iterator[Finding]:
    """TLS, the role, and what it may do: `name` is the side's."""
    yield _tls(name, address, rights)
    if address.port == TRANSACTION_POOLER_PORT:
        hint = "use port 5432 on the same host, the session pooler: nothing is written through this one"
        yield Finding(Level.PROBLEM, f"{name} pooler", "port 6543 is the transaction pooler", hint)
    words = [word for word, has in _powers(rights) if has]
    who = rights.session_user + (f" as {rights.current_user}" if rights.current_user != rights.session_user else "")
    yield Finding(Level.OK, f"{name} role", f"{who}: {', '.join(words) or 'no special rights'}")
    yield from _may(name, rights)


def _tls(name: str, address: Address, rights: Rights) -> Finding:
    if rights.encrypted:
        behind = "; none between pooler and server" if rights.tls is None else ""
        return Finding(Level.OK, f"{name} TLS", f"{rights.tls or 'encrypted'}{behind}")
    if address.host is None or is_local_host(address.host):
        return Finding(Level.OK, f"{name} TLS", "none, and none is needed on this machine")
    hint = "take sslmode=disable out of the address, or use sslmode=require"
    return Finding(Level.PROBLEM, f"{name} TLS", "none: password and rows cross the network in the open", hint)


def _powers(rights: Rights) -> Iterator[tuple[str, bool]]:
    yield "superuser", rights.superuser
    yield "reads all data", rights.reads_everything and not rights.superuser
    yield "bypasses row-level security", rights.bypasses_rls and not rights.superuser
    yield "makes roles", rights.makes_roles and not rights.superuser


def _may(name: str, rights: Rights) -> Iterator[Finding]:
    """What diff, pull and push need, each in one line."""
    subject = f"{name} rights"
    if rights.unreadable and not rights.reads_everything:
        names = ", ".join(rights.unreadable)
        hint = "grant pg_read_all_data to the role, or usage on these schemas, so that rows can be counted"
        yield Finding(Level.NOTE, subject, f"diff: reads every catalog, no rows in {names}", hint)
    else:
        yield Finding(Level.OK, subject, "diff: may read everything")
    if rights.has_history and not rights.reads_history:
        hint = "grant usage on schema supabase_migrations and select on its table, or give a base with --base"
        yield Finding(Level.PROBLEM, subject, "pull: may not read the migration history", hint)
    elif rights.writes_history or (not rights.has_history and rights.may_create):
        yield Finding(Level.OK, subject, "pull: may record what it has in the migration history")
    else:
        hint = "connect as postgres to record migrations, or leave out --mark-applied"
        yield Finding(Level.NOTE, subject, "pull: may read the migration history, not write it", hint)
    lacks = [] if rights.may_create else ["may not create schemas and extensions"]
    if rights.not_creatable:
        lacks.append(f"may not create in {', '.join(rights.not_creatable)}")
    if rights.not_owned:
        lacks.append(f"does not own {rights.not_owned} tables and views")
    if lacks:
        hint = "connect as postgres, or as the role that owns them, to push"
        yield Finding(Level.NOTE, subject, f"push: {'; '.join(lacks)}", hint)
    else:
        yield Finding(Level.OK, subject, "push: may change everything")


def look_at_history(project: Project, address: Address, settings: Settings) -> Iterator[Finding]:
    """How the folder and the remote's history stand to one another."""
    from supatui.sources.history import State  # the states are words already

    try:
        timeline = read_timeline(project.migrations, address, settings)
    except SupatuiError as error:
        yield Finding(Level.PROBLEM, "history", f"{error.what} ({error.where})", error.hint)
        return
    counts = ((state, len(timeline.of(state))) for state in State)
    said = ", ".join(f"{count} {state}" for state, count in counts if count) or "no migrations on either side"
    hint = "supatui history shows each, and what mends it" if timeline.needs_mending else None
    yield Finding(Level.NOTE if timeline.needs_mending else Level.OK, "history", said, hint)


def look_at_major(project: Project, major: int) -> Iterator[Finding]:
    """The version that the project names against the one that the remote runs."""
    if project.db_major is not None and project.db_major != major:
        detail = f"{project.config_file.name} says {project.db_major}, the remote runs PostgreSQL {major}"
        yield Finding(Level.NOTE, "versions", detail, f"set db.major_version = {major}: supabase start uses it")
