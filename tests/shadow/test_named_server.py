"""A server named by its URL: databases come and go, nothing else changes."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection

from supatui.errors import ShadowError
from supatui.shadow import ShadowServer, ShadowSettings, available_servers, open_shadow


@pytest.fixture(scope="module")
def clean_settings() -> Iterator[ShadowSettings]:
    """Settings with a cache of their own: what others keep has the platform's roles in it already."""
    folder = Path(tempfile.mkdtemp(prefix="supatui-test-"))
    folder.chmod(0o755)
    yield ShadowSettings(cache_folder=folder)
    shutil.rmtree(folder)


@pytest.fixture
def host(clean_settings: ShadowSettings) -> Iterator[ShadowServer]:
    """A server of its own, since roles are made on it."""
    with open_shadow(clean_settings, major=17) as server:
        yield server


@pytest.fixture
def admin(host: ShadowServer) -> Iterator[Connection]:
    with psycopg.connect(host.conninfo_of("postgres"), autocommit=True) as connection:
        yield connection


def named(host: ShadowServer, user: str = "postgres") -> ShadowSettings:
    return ShadowSettings(url=host.url_of("postgres").replace("postgres@", f"{user}:sekret@"))


def databases(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute("select datname::text from pg_database").fetchall()}


def test_it_is_used_whatever_major_is_asked_for(host: ShadowServer) -> None:
    with open_shadow(named(host), major=15) as server:
        assert server.version_num == host.version_num


def test_databases_and_templates_are_gone_after_closing(host: ShadowServer, admin: Connection) -> None:
    before = databases(admin)
    with open_shadow(named(host)) as server:
        database = server.create_database()
        kept = server.keep_as_template(database, "key")
        server.create_database(kept)
        server.supabase_template()
        assert len(databases(admin) - before) == 4
    assert databases(admin) == before


def test_roles_that_exist_are_left_as_they_are(host: ShadowServer, admin: Connection) -> None:
    admin.execute("create role anon login createdb connection limit 3; create role authenticator nologin")
    query = "select rolcanlogin, rolcreatedb, rolinherit, rolconnlimit from pg_roles where rolname = 'anon'"
    with open_shadow(named(host)) as server:
        server.supabase_template()
        assert admin.execute(query).fetchone() == (True, True, True, 3)
        assert admin.execute("select rolcanlogin from pg_roles where rolname = 'authenticator'").fetchone() == (False,)
        assert admin.execute("select pg_has_role('authenticator', 'anon', 'member')").fetchone() == (False,)
        assert admin.execute("select count(*) from pg_roles where rolname = 'service_role'").fetchone() == (1,)


def test_two_at_once_use_databases_of_their_own(host: ShadowServer) -> None:
    with open_shadow(named(host)) as first, open_shadow(named(host)) as second:
        mine, other = first.create_database(), second.create_database()
        second.close()
        with psycopg.connect(mine.conninfo) as connection:
            assert mine.name in databases(connection)
            assert other.name not in databases(connection)


def test_databases_of_a_killed_starter_go_at_the_next_opening(host: ShadowServer, admin: Connection) -> None:
    code = (
        "import os, sys; from supatui.shadow import *; server = open_shadow(ShadowSettings(url=os.environ['SHADOW']));"
        "server.create_database(); server.supabase_template(); os.kill(os.getpid(), 9)"
    )
    before = databases(admin)
    environment = {**os.environ, "SHADOW": named(host).url or ""}
    subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert len(databases(admin)) == len(before) + 2
    with open_shadow(named(host)) as running:
        kept = running.create_database()
        open_shadow(named(host)).close()
        assert databases(admin) == before | {kept.name}


def test_databases_of_others_with_a_similar_name_stay(host: ShadowServer, admin: Connection) -> None:
    names = {"supatui_notes", "supatui_production", "supatui_12345678"}
    for name in sorted(names):
        admin.execute(f"create database {name}".encode())
    open_shadow(named(host)).close()
    assert names <= databases(admin)


def test_a_user_without_the_right_to_make_databases_is_told(host: ShadowServer, admin: Connection) -> None:
    admin.execute("create role reader login")
    with pytest.raises(ShadowError, match="the user may not make databases"):
        open_shadow(named(host, "reader"))


def test_without_a_superuser_the_platform_is_refused_with_the_reason(host: ShadowServer, admin: Connection) -> None:
    admin.execute("create role builder login createdb")
    with open_shadow(named(host, "builder")) as server:
        server.create_database().drop()
        with pytest.raises(ShadowError, match="only be laid into a database by a superuser"):
            server.supabase_template()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:sekret@127.0.0.1:1/postgres",
        "postgresql://user:sekret%zz@localhost/postgres",
        "postgresql://user:sekret@localhost/postgres?nonsense=sekret",
        "host=localhost port=1 user=user password=sekret",
    ],
)
def test_the_password_is_in_no_message(url: str) -> None:
    settings = ShadowSettings(url=url)
    with pytest.raises(ShadowError) as caught:
        open_shadow(settings)
    candidate = available_servers(settings)[0]
    shown = (str(caught.value), repr(settings), repr(candidate))
    assert not any("sekret" in text for text in shown)
    assert candidate.problem is not None


def test_the_password_is_in_no_representation(host: ShadowServer) -> None:
    with open_shadow(named(host)) as server, server.create_database() as database:
        assert "sekret" in database.url
        assert not any("sekret" in text for text in (repr(server), repr(database), server.description))


def test_doctor_sees_the_named_server(host: ShadowServer) -> None:
    candidate = available_servers(named(host))[0]
    assert (candidate.kind, candidate.major, candidate.problem, candidate.is_chosen) == ("url", 17, None, True)
    assert "pg_trgm" in candidate.extensions


def test_settings_come_from_the_environment() -> None:
    variables = {"SUPATUI_SHADOW_URL": "postgresql://h/d", "SUPATUI_POSTGRES_BIN": ""}
    settings = ShadowSettings.from_environment(variables)
    assert (settings.url, settings.bin_folder) == ("postgresql://h/d", None)
