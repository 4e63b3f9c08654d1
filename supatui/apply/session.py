"""Sessions that may write: never through a transaction pooler, and as the role that owns what it makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from supatui.errors import ConnectError
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.live import SUPABASE_HOSTS, TRANSACTION_POOLER_PORT, connected, session_conninfo

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

OWNER = "postgres"
STAND_INS = ("supabase_admin", "cli_login_")
"""Logins of the platform whose objects belong to `postgres`. Source: Supabase CLI, which sets the same role."""

_LOGIN = "select session_user::text, pg_catalog.pg_has_role(r.oid, 'member') from pg_catalog.pg_roles as r"
_LOGIN_OF_OWNER = _LOGIN + " where r.rolname = 'postgres'"


@contextmanager
def writing_session(address: Address, settings: Settings) -> "Iterator[Connection[TupleRow]]":
    """A connection in autocommit mode that may write, closed at the end.

    Raises: ConnectError, also for a transaction pooler; AddressError.
    """
    refuse_unwritable(address, settings)
    with connected(session_conninfo(address, settings), address.label, settings) as connection:
        # A service's host and port are known to libpq alone.
        refuse_transaction_pooler(connection.info.host, connection.info.port, address.label)
        act_as_owner(connection)
        yield connection


def refuse_unwritable(address: Address, settings: Settings) -> None:
    """Refuse what can be told without connecting, so that nobody is asked about what cannot be done.

    Raises: ConnectError for a database behind MCP or a transaction pooler; AddressError.
    """
    session_conninfo(address, settings)
    refuse_transaction_pooler(address.host, address.port, address.label)


def refuse_transaction_pooler(host: str | None, port: int | None, label: str) -> None:
    """Raises: ConnectError with the address to use instead: locks and settings do not outlive a transaction there."""
    if port == TRANSACTION_POOLER_PORT and (host or "").endswith(SUPABASE_HOSTS):
        hint = f"use port 5432 on the same host, the session pooler: {host}:5432"
        raise ConnectError("nothing is written through a transaction pooler", where=label, hint=hint)


def act_as_owner(connection: "Connection[TupleRow]") -> None:
    """Become `postgres` where a login of the platform stands in for it, so that what is made belongs to it."""
    row = connection.execute(_LOGIN_OF_OWNER).fetchone()
    if row is not None and str(row[0]).startswith(STAND_INS) and row[1]:
        connection.execute("set session role postgres")
