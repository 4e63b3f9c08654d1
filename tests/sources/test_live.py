"""Live databases: read-only sessions, stopping, and failures in words."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from supatui.catalog.model import Catalog
from supatui.catalog.snapshot import to_json
from supatui.errors import (
    AddressError,
    CancelledError,
    ConnectError,
    ConnectionLostError,
    PasswordRefusedError,
    SupatuiError,
)
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase
from supatui.sources import open_source, parse_address
from supatui.sources.live import reading_session, refused, session_conninfo

WAIT_SECONDS = 20
"""Longest wait for another thread; beyond it the test has failed."""


def test_a_session_reads_one_moment_and_cannot_write(database: ShadowDatabase, settings: Settings) -> None:
    with reading_session(database.conninfo, "x", settings) as connection:
        shown = {
            name: connection.execute("select pg_catalog.current_setting(%s)", [name]).fetchone()
            for name in ("transaction_isolation", "transaction_read_only", "search_path", "application_name")
        }
        assert shown == {
            "transaction_isolation": ("repeatable read",),
            "transaction_read_only": ("on",),
            "search_path": ("",),
            "application_name": ("supatui",),
        }
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("create table public.t ()")


def test_the_same_schema_reads_the_same_whatever_the_database_sets(
    database: ShadowDatabase, settings: Settings
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(
            "create table public.t (at timestamptz default '2026-01-01 00:00+00', span interval default '1 day 2 h')"
        )
    source = open_source(database.url, settings=settings)
    before = to_json(source.read())
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for setting in ("timezone to 'Asia/Tokyo'", "datestyle to 'German'", "intervalstyle to 'iso_8601'"):
            name = psycopg.sql.Identifier(database.name)
            connection.execute(psycopg.sql.SQL("alter database {} set {}").format(name, psycopg.sql.SQL(setting)))
    assert to_json(source.read()) == before


class Read(threading.Thread):
    """A read in another thread, with what came of it."""

    def __init__(self, read: Callable[[], Catalog]) -> None:
        super().__init__(daemon=True)
        self._read = read
        self.error: SupatuiError | None = None
        self.catalog: Catalog | None = None

    def run(self) -> None:
        try:
            self.catalog = self._read()
        except SupatuiError as error:
            self.error = error

    def result(self) -> SupatuiError | None:
        self.join(WAIT_SECONDS)
        assert not self.is_alive()
        return self.error


@contextmanager
def blocked(database: ShadowDatabase, read: Callable[[], Catalog]) -> Iterator[tuple[Read, psycopg.Connection]]:
    """A read that waits for a lock on the catalog, and the session that holds it."""
    with psycopg.connect(database.conninfo) as holder, psycopg.connect(database.conninfo, autocommit=True) as watcher:
        holder.execute("lock table pg_catalog.pg_policy in access exclusive mode")
        thread = Read(read)
        thread.start()
        waiting = "select count(*) from pg_catalog.pg_locks where not granted and database = %s"
        oid = watcher.execute("select oid from pg_database where datname = current_database()").fetchone()
        assert oid is not None
        for _ in range(WAIT_SECONDS * 100):
            row = watcher.execute(waiting, oid).fetchone()
            if row is not None and row[0]:
                break
            watcher.execute("select pg_catalog.pg_sleep(0.01)")
        yield thread, watcher


def test_cancel_from_another_thread_ends_the_running_query(database: ShadowDatabase, settings: Settings) -> None:
    source = open_source(database.url, settings=settings)
    with blocked(database, source.read) as (thread, watcher):
        source.cancel()
        assert isinstance(thread.result(), CancelledError)
        left = watcher.execute("select count(*) from pg_locks where not granted").fetchone()
        assert left == (0,)
    assert source.read().objects


def test_a_read_that_was_stopped_before_it_began_does_not_begin(database: ShadowDatabase, settings: Settings) -> None:
    source = open_source(database.url, settings=settings)
    source.cancel()
    with pytest.raises(CancelledError):
        source.read()


def test_a_server_that_goes_away_while_being_read_is_a_lost_connection(
    database: ShadowDatabase, settings: Settings
) -> None:
    source = open_source(database.url, settings=settings)
    with blocked(database, source.read) as (thread, watcher):
        watcher.execute("select pg_terminate_backend(pid) from pg_locks where not granted")
        error = thread.result()
    assert isinstance(error, ConnectionLostError)
    assert error.where == source.label


def test_a_lock_that_is_never_given_ends_with_a_reason(database: ShadowDatabase, settings: Settings) -> None:
    source = open_source(database.url, settings=settings._replace(lock_timeout_seconds=1))
    with blocked(database, source.read) as (thread, _):
        error = thread.result()
    assert error is not None
    assert "lock timeout" in str(error)
    assert "another session holds a lock" in str(error)


@contextmanager
def refusing_server(state: str, message: str) -> Iterator[int]:
    """A port where each session is refused in the way that a server refuses one."""
    fields = f"SFATAL\0VFATAL\0C{state}\0M{message}\0\0".encode()
    refusal = b"E" + struct.pack("!I", len(fields) + 4) + fields

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                session, _ = listener.accept()
            except OSError:
                return
            with session:
                while True:
                    head = session.recv(8)
                    if len(head) < 8:
                        break
                    length, code = struct.unpack("!II", head)
                    session.recv(length - 8)
                    if code == 196608:  # protocol 3.0: the start of the session, after the question for TLS
                        session.sendall(refusal)
                        break
                    session.sendall(b"N")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("state", "message", "hint"),
    [
        ("28P01", 'password authentication failed for user "app"', "check the password"),
        ("3D000", 'database "shop" does not exist', "name after the last /"),
        ("28000", 'role "app" does not exist', "user name"),
        ("XX000", "Tenant or user not found", "pooler's region"),
        ("XX000", "(ENOTFOUND) tenant/user postgres.abcdefghijklmnopqrst not found", "pooler's region"),
        ("28P01", "failed SASL auth (invalid password)", "the user is postgres.<project ref>"),
        ("XX000", "Address not in tenant allow_list: {10, 0, 0, 1}", "network restrictions"),
        ("XX000", "MaxClientsInSessionMode: max clients reached", "close other sessions"),
        ("53300", "sorry, too many clients already", "close other sessions"),
        ("28000", 'no pg_hba.conf entry for host "1.2.3.4"', "pg_hba.conf"),
        ("28000", 'no pg_hba.conf entry for host "1.2.3.4", user "app", no encryption', "use ?sslmode=require"),
    ],
)
def test_a_refused_session_says_why_and_what_to_do(settings: Settings, state: str, message: str, hint: str) -> None:
    with refusing_server(state, message) as port, pytest.raises(ConnectError) as caught:
        open_source(f"postgresql://app:s3cret@127.0.0.1:{port}/shop?sslmode=disable", settings=settings).read()
    assert caught.value.what == f"cannot connect: {message}"
    assert hint in caught.value.hint
    assert isinstance(caught.value, PasswordRefusedError) is (state == "28P01")
    assert "s3cret" not in str(caught.value)


def test_nobody_listening_is_told(settings: Settings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectError, match="Connection refused") as caught:
        open_source(f"postgresql://app:s3cret@127.0.0.1:{port}/shop", settings=settings).read()
    assert "start the server" in caught.value.hint
    with pytest.raises(ConnectError, match="No such file") as caught:
        open_source(f"postgresql:///shop?host={tmp_path}", settings=settings).read()
    assert "no server listens" in caught.value.hint


def test_the_transaction_pooler_is_pointed_out_when_a_session_fails(settings: Settings) -> None:
    with pytest.raises(ConnectError) as caught:
        open_source("postgresql://app@127.0.0.1:6543/shop", settings=settings).read()
    assert "transaction pooler: use 5432" in caught.value.hint


def test_options_that_libpq_does_not_know_are_told_without_the_address(settings: Settings) -> None:
    with pytest.raises(AddressError) as caught:
        open_source("postgresql://app:s3cret@h/shop?wat=1", settings=settings).read()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://app@db.abc.supabase.co/postgres", "require"),
        ("postgresql://app@x.pooler.supabase.com/postgres?sslmode=verify-full", "verify-full"),
        ("postgresql://app@10.0.0.5/postgres", "require"),
        ("postgresql://app@localhost,db.acme.dev/postgres", "require"),
        ("postgresql://app@localhost/postgres", None),
        ("postgresql://app@127.0.0.2:54322/postgres", None),
        ("postgresql:///postgres?host=/run/postgresql", None),
    ],
)
def test_databases_elsewhere_are_only_reached_over_tls(settings: Settings, address: str, expected: str | None) -> None:
    conninfo = session_conninfo(parse_address(address), settings)
    assert psycopg.conninfo.conninfo_to_dict(conninfo).get("sslmode") == expected


@pytest.mark.parametrize(
    ("message", "hint"),
    [
        (
            'connection to server at "db.x.supabase.co" (2a05::1), port 5432 failed: Network is unreachable',
            "session pooler",
        ),
        ('connection to server at "db.x.supabase.co" (2a05::1), port 5432 failed: No route to host', "session pooler"),
        ('connection to server at "1.2.3.4", port 5432 failed: timeout expired', "raise timeouts.connect_seconds"),
        ('could not translate host name "db.acme.dev" to address: Name or service not known', "check the host name"),
        ('could not translate host name "db.x.supabase.co" to address: Name or service not known', "session pooler"),
        ("failed to resolve host 'db.x.supabase.co': [Errno -2] Name or service not known", "session pooler"),
        ('server certificate for "*.acme.dev" does not match host name "db.acme.com"', "name the host as"),
        ('server at "h", port 5432 failed: server does not support SSL, but SSL was required', "sslmode=disable"),
    ],
)
def test_what_libpq_says_of_a_network_is_explained(message: str, hint: str) -> None:
    error = refused(psycopg.OperationalError(f"connection failed: {message}"), "host=h password=s3cret", "h/x")
    assert hint in error.hint


def test_a_variable_of_libpq_says_how_tls_is_used(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    conninfo = session_conninfo(parse_address("postgresql://app@db.acme.dev/x"), settings)
    assert "sslmode" not in psycopg.conninfo.conninfo_to_dict(conninfo)
