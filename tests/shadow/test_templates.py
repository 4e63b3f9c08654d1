"""Template databases: kept by key, within one server and from run to run."""

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from supatui.shadow import ShadowServer, ShadowSettings, embedded, open_shadow


@pytest.fixture(scope="module")
def prepared_cache(shadow_settings: ShadowSettings) -> Iterator[Path]:
    """A cache with a data folder from initdb and no templates in it."""
    folder = Path(tempfile.mkdtemp(prefix="supatui-test-"))
    open_shadow(ShadowSettings(cache_folder=folder), major=18).close()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def settings(prepared_cache: Path) -> Iterator[ShadowSettings]:
    """Settings with a copy of that cache, so that a test may fill it."""
    folder = Path(tempfile.mkdtemp(prefix="supatui-test-"))
    shutil.copytree(prepared_cache / "clusters", folder / "clusters")
    yield ShadowSettings(cache_folder=folder)
    shutil.rmtree(folder)


def keep(server: ShadowServer, key: str, statements: str) -> str:
    with server.create_database() as database:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute(statements.encode())
        return server.keep_as_template(database, key)


def has_table(server: ShadowServer, template: str, table: str) -> bool:
    with server.create_database(template) as database, psycopg.connect(database.conninfo) as connection:
        row = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
    return row == (True,)


@pytest.fixture
def key() -> str:
    """A key that no earlier run has used."""
    return secrets.token_hex()


def test_a_template_is_found_by_its_key_and_gives_independent_copies(server: ShadowServer, key: str) -> None:
    assert server.cached_template(key) is None
    name = keep(server, key, "create table t (id integer)")
    assert server.cached_template(key) == name
    with server.create_database(name) as changed:
        with psycopg.connect(changed.conninfo, autocommit=True) as connection:
            connection.execute("drop table t")
        assert has_table(server, name, "t")


def test_nobody_can_connect_to_a_template(server: ShadowServer, key: str) -> None:
    name = keep(server, key, "create table t (id integer)")
    with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
        psycopg.connect(server.conninfo_of(name))


def test_the_first_template_of_a_key_stays(server: ShadowServer, key: str) -> None:
    first = keep(server, key, "create table first (id integer)")
    second = keep(server, key, "create table second (id integer)")
    assert first == second
    assert has_table(server, first, "first")


def test_many_threads_may_keep_the_same_template(server: ShadowServer, key: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(lambda _: keep(server, key, "create table t (id integer)"), range(4)))
    assert len(names) == 1


@pytest.mark.slow  # a cache of its own
def test_templates_are_there_in_the_next_run(settings: ShadowSettings) -> None:
    with open_shadow(settings, major=18) as server:
        keep(server, "prefix", "create table kept (id integer)")
    with open_shadow(settings, major=18) as server:
        name = server.cached_template("prefix")
        assert name is not None
        assert has_table(server, name, "kept")
        with psycopg.connect(server.conninfo_of("postgres")) as connection:
            rows = connection.execute("select datname from pg_database where datname like 'supatui%'").fetchall()
        assert rows == [(name,)]


@pytest.mark.slow  # a cache of its own
def test_the_platform_is_there_in_the_next_run_with_its_roles_and_search_path(settings: ShadowSettings) -> None:
    with open_shadow(settings, major=18) as server:
        server.supabase_template()
    with open_shadow(settings, major=18) as server:
        with psycopg.connect(server.conninfo_of("postgres")) as connection:
            before = connection.execute("select datname from pg_database where datname like 'supatui%'").fetchall()
        name, _ = server.supabase_template()
        assert before == [(name,)]
        with server.create_database(name) as database, psycopg.connect(database.conninfo) as connection:
            assert connection.execute("show search_path").fetchone() == ('"$user", public, extensions',)
            assert connection.execute("select pg_has_role('authenticator', 'anon', 'member')").fetchone() == (True,)


@pytest.mark.slow  # a cache of its own
def test_roles_and_settings_of_a_project_do_not_stay(settings: ShadowSettings) -> None:
    with open_shadow(settings, major=18) as server:
        server.supabase_template()
        keep(server, "without roles", "create table t (id integer)")
        keep(server, "with role", "create role app; create table t (id integer); alter table t owner to app")
        with psycopg.connect(server.conninfo_of("postgres"), autocommit=True) as connection:
            connection.execute("alter role anon set statement_timeout to '3s'")
            connection.execute("alter database postgres set app.secret to 'x'")
            connection.execute("alter system set work_mem to '7MB'")
    with open_shadow(settings, major=18) as server:
        assert server.cached_template("without roles") is not None
        assert server.cached_template("with role") is None
        with psycopg.connect(server.conninfo_of("postgres")) as connection:
            assert connection.execute("select count(*) from pg_roles where rolname = 'app'").fetchone() == (0,)
            assert connection.execute("select count(*) from pg_db_role_setting where setrole <> 0").fetchone() == (0,)
            assert connection.execute("select current_setting('app.secret', true)").fetchone() == (None,)
            assert connection.execute("show work_mem").fetchone() == ("4MB",)


@pytest.mark.slow  # a cache of its own
def test_a_server_whose_roles_were_changed_keeps_nothing(settings: ShadowSettings) -> None:
    with open_shadow(settings, major=18) as server:
        keep(server, "key", "create table t (id integer)")
        with psycopg.connect(server.conninfo_of("postgres"), autocommit=True) as connection:
            connection.execute("alter role postgres noreplication")
    with open_shadow(settings, major=18) as server:
        assert server.cached_template("key") is None


@pytest.mark.slow  # a cache of its own
def test_a_server_that_was_killed_keeps_nothing(settings: ShadowSettings) -> None:
    with open_shadow(settings, major=18) as server:
        keep(server, "key", "create table t (id integer)")
        assert isinstance(server, embedded.EmbeddedServer)
        data = server._run.data
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with open_shadow(settings, major=18) as server:
        assert server.cached_template("key") is None


@pytest.mark.slow  # a cache of its own
def test_the_least_recently_used_templates_go_first(settings: ShadowSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "KEPT_TEMPLATES", 2)
    with open_shadow(settings, major=18) as server:
        for key in ("old", "used again", "new"):
            keep(server, key, "create table t (id integer)")
        assert server.cached_template("used again") is not None
        assert server.cached_template("new") is not None
    with open_shadow(settings, major=18) as server:
        kept = [key for key in ("old", "used again", "new") if server.cached_template(key) is not None]
    assert kept == ["used again", "new"]


@pytest.mark.slow  # a cache of its own
def test_of_two_servers_at_once_the_last_to_close_decides_what_is_kept(settings: ShadowSettings) -> None:
    first, second = open_shadow(settings, major=18), open_shadow(settings, major=18)
    keep(first, "first", "create table t (id integer)")
    keep(second, "second", "create table t (id integer)")
    first.close()
    assert second.cached_template("second") is not None
    second.close()
    with open_shadow(settings, major=18) as server:
        name = server.cached_template("second")
        assert name is not None
        assert has_table(server, name, "t")
    (store,) = settings.cache_folder.glob("clusters/*")
    assert {path.name for path in store.iterdir()} == {"data.tar", "lock", "used"}
