"""Live databases: read-only sessions, and what went wrong in words."""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, LiteralString, NamedTuple

from supatui.catalog.introspect import Progress, read_catalog
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import Sql, joined, sql
from supatui.catalog.runner import PsycopgRunner, Rows
from supatui.errors import (
    AddressError,
    CatalogPermissionError,
    ConnectError,
    ConnectionLostError,
    PasswordRefusedError,
    SupatuiError,
)
from supatui.settings import Settings
from supatui.sources.address import Address, AddressKind, is_local_host
from supatui.sources.optional import kinds_to_read
from supatui.sources.session_settings import session_settings
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection
    from psycopg.rows import TupleRow

# What goes wrong is raised and said once; the driver's own words would land on the screen besides.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

APPLICATION_NAME = "supatui"
TRANSACTION_POOLER_PORT = 6543
"""Supabase's pooler in transaction mode; 5432 on the same host is session mode."""
OLDEST_SERVER_VERSION = 140000
_BEGIN = sql("begin transaction isolation level repeatable read read only")
SUPABASE_HOSTS = (".supabase.co", ".supabase.com", ".supabase.in")


@dataclass(slots=True)
class LiveSource:
    """A database that answers."""

    address: Address
    settings: Settings = field(repr=False)
    _stop: Stop = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._stop = Stop(self.address.label)

    @property
    def label(self) -> str:
        return self.address.label

    @property
    def conninfo(self) -> str | None:
        return self.address.conninfo

    def read(self, progress: Progress | None = None) -> Catalog:
        with self._stop.one_attempt():
            conninfo = session_conninfo(self.address, self.settings)
            return read_database(conninfo, self.label, self.settings, self._stop, progress)

    def cancel(self) -> None:
        self._stop.ask()

    def close(self) -> None:
        """Nothing is held between reads; a running one is stopped."""
        self._stop.ask()


def read_database(
    conninfo: str, label: str, settings: Settings, stop: Stop, progress: Progress | None = None
) -> Catalog:
    """Read one database in one snapshot.

    Raises: ConnectError, ConnectionLostError, CatalogPermissionError, CancelledError.
    """
    with stoppable_runner(conninfo, label, settings, stop) as runner:
        try:
            return read_catalog(runner, kinds_to_read(settings.optional), label=label, progress=progress)
        except SupatuiError as error:
            if stop.is_asked:
                raise stop.error() from error
            raise


def read_transaction(connection: "Connection[TupleRow]", label: str, settings: Settings) -> Catalog:
    """Read a database as an open transaction sees it, with what it has not committed.

    Raises: ConnectionLostError, CatalogPermissionError.
    """
    connection.execute(session_settings(settings).encode())
    return read_catalog(PsycopgRunner(connection, where=label), kinds_to_read(settings.optional), label=label)


class StoppableRunner(PsycopgRunner):
    """Looks between two answers whether somebody wants the read to end; during one, the query is cancelled."""

    def __init__(self, connection: "Connection[TupleRow]", where: str, stop: Stop, first: Sql) -> None:
        super().__init__(connection, where=where, first=first)
        self._stop = stop

    def run(self, queries: "Sequence[Sql]") -> "Iterator[Rows]":
        with closing(super().run(queries)) as answers:  # type: ignore[type-var]  # it is a generator
            for answer in answers:
                self._stop.check()
                yield answer


@contextmanager
def stoppable_runner(conninfo: str, label: str, settings: Settings, stop: Stop) -> Iterator[StoppableRunner]:
    """Runs queries in a session of its own, inside one transaction, until somebody wants it to end.

    Raises: ConnectError.
    """
    with connected(conninfo, label, settings) as connection, stop.watching(connection):
        yield StoppableRunner(connection, label, stop, _beginning(settings))


def _beginning(settings: Settings) -> Sql:
    return joined("; ", [_BEGIN, session_settings(settings)])


@contextmanager
def reading_session(conninfo: str, label: str, settings: Settings) -> "Iterator[Connection[TupleRow]]":
    """A connection inside one `repeatable read, read only` transaction with an empty `search_path`.

    Raises: ConnectError; what the body runs raises its own.
    """
    import psycopg  # slow to import, and not needed before somebody reads

    with connected(conninfo, label, settings) as connection:
        try:
            connection.execute(_beginning(settings).encode())
        except psycopg.Error as error:
            raise lost(error, label) from error
        yield connection


@contextmanager
def connected(conninfo: str, label: str, settings: Settings) -> "Iterator[Connection[TupleRow]]":
    """A connection in autocommit mode, closed at the end.

    Raises: ConnectError with the reason and a hint, AddressError for what libpq cannot read.
    """
    import psycopg  # slow to import, and not needed before somebody connects

    try:
        connection = psycopg.connect(
            conninfo,
            autocommit=True,
            prepare_threshold=None,  # prepared statements do not survive a transaction pooler
            connect_timeout=settings.connect_timeout_seconds,
            application_name=APPLICATION_NAME,
        )
    except psycopg.ProgrammingError as error:
        raise _unreadable(label) from error
    except psycopg.Error as error:
        raise refused(error, conninfo, label) from None  # its text may repeat the password
    try:
        if connection.info.server_version < OLDEST_SERVER_VERSION:
            version = connection.info.server_version // 10000
            hint = f"supatui reads PostgreSQL {OLDEST_SERVER_VERSION // 10000} and later"
            raise ConnectError(f"PostgreSQL {version} is too old", where=label, hint=hint)
        yield connection
    finally:
        connection.close()


def session_conninfo(address: Address, settings: Settings) -> str:
    """What libpq takes, with TLS required for every host elsewhere: a password would cross it in the open.

    Raises: ConnectError for a database that is reached through MCP, which nothing can be written to; AddressError.
    """
    if address.kind is AddressKind.MCP:
        hint = "give the database as postgresql://... or service=NAME, or write the plan to a file and run that"
        raise ConnectError("through MCP a database can only be read", where=address.label, hint=hint)
    from psycopg import ProgrammingError  # slow to import, and not needed before somebody connects
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    assert address.conninfo is not None
    try:
        given = conninfo_to_dict(address.conninfo)
    except ProgrammingError:
        raise _unreadable(address.label) from None  # its text may repeat the password
    hosts = str(given.get("host") or "").split(",")
    if not all(map(is_local_host, hosts)) and "sslmode" not in given and "PGSSLMODE" not in os.environ:
        return make_conninfo(address.conninfo, sslmode="require")
    return address.conninfo


def server_major(address: Address, settings: Settings) -> int:
    """The major version of a live database.

    Raises: ConnectError, AddressError.
    """
    if address.kind is AddressKind.MCP:
        from supatui.sources import mcp  # brings asyncio, slow to import

        return mcp.server_major(address, settings)
    with connected(session_conninfo(address, settings), address.label, settings) as connection:
        return connection.info.server_version // 10000


class Likeness(NamedTuple):
    """What a replay has to be like to be compared with a database."""

    major: int
    grants_by_itself: bool | None
    """Whether a project grants what postgres makes in public to the API roles; None where it is no Supabase project."""


def read_likeness(address: Address, settings: Settings) -> Likeness:
    """Ask a live database once. Raises: ConnectError, AddressError, ConnectionLostError, CatalogPermissionError."""
    queries = [sql(_VERSION), sql(_IS_PROJECT), sql(_GRANTS_BY_ITSELF)]
    version, is_project, grants = count_rows(address, settings, queries)
    return Likeness(version // 10000, grants > 0 if is_project else None)


_VERSION = "select pg_catalog.current_setting('server_version_num')::integer as number"

_IS_PROJECT = """
select pg_catalog.count(*)::integer as number
from pg_catalog.pg_roles as r
where
    r.rolname = 'anon'
    and exists (
        select from pg_catalog.pg_namespace as n
        where n.nspname = 'auth' and pg_catalog.pg_get_userbyid(n.nspowner) ~ '^supabase_'
    )
    and pg_catalog.to_regnamespace('public') is not null
    and pg_catalog.to_regrole('postgres') is not null
"""

_GRANTS_BY_ITSELF = """
select pg_catalog.count(*)::integer as number
from pg_catalog.pg_default_acl as d
cross join lateral pg_catalog.aclexplode(d.defaclacl) as a
where
    d.defaclrole = pg_catalog.to_regrole('postgres')
    and d.defaclnamespace = pg_catalog.to_regnamespace('public')
    and d.defaclobjtype = 'r'
    and a.grantee = pg_catalog.to_regrole('anon')
"""


def count_rows(address: Address, settings: Settings, queries: "Sequence[Sql]", stop: Stop | None = None) -> list[int]:
    """The one number that each query gives, all from one snapshot, in a session that can only read.

    Raises: ConnectError, ConnectionLostError, CatalogPermissionError, CancelledError.
    """
    if address.kind is AddressKind.MCP:
        from supatui.sources import mcp  # brings asyncio, slow to import

        return mcp.count_rows(address, settings, queries)
    stop = stop or Stop(address.label)
    conninfo = session_conninfo(address, settings)
    with reading_session(conninfo, address.label, settings) as connection, stop.watching(connection):
        try:
            answers = PsycopgRunner(connection, where=address.label).run(queries)
            return [int(str(next(iter(answer.rows))[0])) for answer in answers]
        except SupatuiError as error:
            if stop.is_asked:
                raise stop.error() from error
            raise


def read_history(address: Address, settings: Settings) -> tuple[str, ...]:
    """The versions that `supabase_migrations.schema_migrations` holds, in no special order; none where it is absent.

    Raises: ConnectError, ConnectionLostError, CatalogPermissionError.
    """
    query = "select m.version::text from supabase_migrations.schema_migrations as m"
    return tuple(ask_history(address, settings, query))


def ask_history(address: Address, settings: Settings, query: LiteralString) -> list[str]:
    """The one text of each row that a query about the migration history gives; none where there is no history.

    Raises: ConnectError, ConnectionLostError, CatalogPermissionError.
    """
    if address.kind is AddressKind.MCP:
        from supatui.sources import mcp  # brings asyncio, slow to import

        return mcp.ask_history(address, settings, query)
    import psycopg  # slow to import, and not needed before somebody reads
    from psycopg import errors

    with reading_session(session_conninfo(address, settings), address.label, settings) as connection:
        try:
            rows = connection.execute(query).fetchall()
        except (errors.UndefinedTable, errors.InvalidSchemaName):
            return []
        except errors.InsufficientPrivilege as error:
            hint = "grant usage on schema supabase_migrations and select on its table, or give a base with --base"
            raise CatalogPermissionError("cannot read the migration history", where=address.label, hint=hint) from error
        except psycopg.Error as error:
            raise lost(error, address.label) from error
    return [str(row[0]) for row in rows]


def lost(error: "psycopg.Error", label: str) -> ConnectionLostError:
    """A session that ended, or a statement that it refused, in words."""
    message = first_line(error)
    return ConnectionLostError(f"the session ended: {message}", where=label, hint="see whether the server still runs")


def first_line(error: "psycopg.Error") -> str:
    """The server's own message without its position and context."""
    primary = error.diag.message_primary
    return primary or (str(error).strip().splitlines() or [type(error).__name__])[0]


def refused(error: "psycopg.Error", conninfo: str, label: str) -> ConnectError:
    """Why a server did not take the session, and what to do about it."""
    message = _without_secrets(str(error).strip(), conninfo)
    # With several addresses to try libpq tells of each; the last is as good as any.
    told = re.findall(r"failed: (?!connection to server)(?:FATAL|ERROR)?:?[ ]*(.*)", message)
    said = told[-1] if told else (message.splitlines() or [type(error).__name__])[0]
    said = said.removeprefix("connection is bad: ")
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, message, re.IGNORECASE)), _DEFAULT_HINT)
    if f":{TRANSACTION_POOLER_PORT}" in label:
        hint += f"; port {TRANSACTION_POOLER_PORT} is the transaction pooler: use 5432 on the same host"
    kind = PasswordRefusedError if re.search(_PASSWORD, message, re.IGNORECASE) else ConnectError
    return kind(f"cannot connect: {said}", where=label, hint=hint)


def _unreadable(label: str) -> AddressError:
    hint = "check its options, and percent-encode special characters of the password: @ is %40, / is %2F"
    return AddressError("the connection address cannot be read", where=label, hint=hint)


def _without_secrets(message: str, conninfo: str) -> str:
    from psycopg.conninfo import conninfo_to_dict

    password = str(conninfo_to_dict(conninfo).get("password") or "")
    return message.replace(password, "***") if len(password) > 2 else message


_PASSWORD = r"password authentication failed|SASL auth"
_DEFAULT_HINT = "check host, port, database and user of the address"
_HINTS = (
    (
        _PASSWORD,
        "check the password; through a Supabase pooler the user is postgres.<project ref>",
    ),
    (r"no password supplied", "put the password into the address, into PGPASSWORD or into ~/.pgpass"),
    (
        r"tenant or user not found|tenant/user .* not found",
        "check the pooler's region and the project ref in the user name",
    ),
    (r'database ".*" does not exist', "check the name after the last / of the address; psql -l lists the databases"),
    (r'role ".*" does not exist', "check the user name in the address"),
    (r"definition of service|service file", "check the name and ~/.pg_service.conf"),
    (r"no such file or directory", "no server listens on that socket: start it, or name a host"),
    (r"allow_list|network restriction", "the project's network restrictions do not let this address in: add it there"),
    (r"SSL connection is required|SSL required", "add ?sslmode=require"),
    (
        r"connection refused",
        "start the server, or check host and port; a hosted project may be paused, or not let this address in",
    ),
    (
        r"no route to host|network is unreachable",
        "db.<ref>.supabase.co answers on IPv6 only: use the session pooler's address (port 5432)",
    ),
    (
        r"db\.[a-z]+\.supabase\.co.*(could not translate|resolve host|name or service|no address associated)"
        r"|could not translate host name .?db\.[a-z]+\.supabase\.co",
        "check the ref; that name has an IPv6 address alone, so without IPv6 use the session pooler's (port 5432): "
        "supabase link writes it down",
    ),
    (r"could not translate host name|name or service not known|name resolution", "check the host name"),
    (r"timeout expired|timed out", "check the host and your network, or raise timeouts.connect_seconds"),
    (r"too many clients|remaining connection slots|max clients", "close other sessions, or wait"),
    (r"does not support SSL", "add ?sslmode=disable where the network can be trusted"),
    (
        r"server certificate for .* does not match host name",
        "name the host as the certificate does, or use ?sslmode=verify-ca, which asks for the CA alone",
    ),
    (r"certificate", "give the server's CA with ?sslrootcert=FILE, or ?sslmode=require"),
    (
        r"no pg_hba\.conf entry.*no encryption",
        "use ?sslmode=require: the server may take encrypted sessions alone; else let its pg_hba.conf accept this host",
    ),
    (r"no pg_hba\.conf entry", "let the server's pg_hba.conf accept this host and user, or connect from another place"),
    (r"starting up|shutting down|recovery mode", "wait a moment and try again"),
    (r"permission denied for database", "connect as a role that has CONNECT on it"),
)
"""What libpq and servers say (any case), and what to do. Source: messages of PostgreSQL 15 to 18 and Supavisor."""
