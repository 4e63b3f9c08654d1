"""The Supabase project in a folder, and which schemas it pairs."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import psycopg
import pytest
from keyring.backend import KeyringBackend

from supatui.errors import AddressError, ProjectError
from supatui.project.finding import find_project
from supatui.project.migrations import common_past, list_migrations
from supatui.project.project import Project
from supatui.project.secrets import Secret, find_token
from supatui.settings import Settings, load_settings
from supatui.shadow import ShadowDatabase
from supatui.sources.address import parse_address
from supatui.sources.pairing import find_base, find_pair, find_remote, is_production
from supatui.sources.recorded import is_recorded
from supatui.sources.route import has_route
from supatui.sources.shadowed import is_supabase

Write = Callable[[str, str], Path]
REF = "abcdefghijklmnopqrst"


def project_in(folder: Path, **environ: str) -> Project:
    found = find_project(folder, environ=environ)
    assert found is not None
    return found


def test_the_nearest_ancestor_with_a_config_is_the_project(tmp_path: Path, write: Write) -> None:
    write("a/supabase/config.toml", 'project_id = "acme"\n[db]\nport = 54399\nmajor_version = 15\n[unknown]\nx = 1')
    (tmp_path / "a/b/c").mkdir(parents=True)
    project = project_in(tmp_path / "a/b/c")
    assert (project.root, project.name, project.db_port, project.db_major) == (tmp_path / "a", "acme", 54399, 15)
    assert project.local_address == "postgresql://postgres:postgres@127.0.0.1:54399/postgres"
    assert find_project(tmp_path, environ={}) is None


@pytest.mark.parametrize("name", ["config.json", "config.jsonc"])
def test_configs_in_json_may_have_comments_and_trailing_commas(tmp_path: Path, write: Write, name: str) -> None:
    write(f"supabase/{name}", '{ // note\n "project_id": "a//b,}", /* x */ "db": {"port": 1234,}, }')
    project = project_in(tmp_path)
    assert (project.name, project.db_port) == ("a//b,}", 1234)


def test_a_broken_config_is_told(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", "[db\n")
    with pytest.raises(ProjectError, match="cannot read the project"):
        find_project(tmp_path, environ={})
    write("supabase/config.toml", '[db]\nport = "x"\n')
    with pytest.raises(ProjectError, match=r"db\.port is not a number"):
        _ = project_in(tmp_path).db_port


def test_env_files_are_read_in_their_order_below_the_environment(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", '[db]\nport = "env(DB_PORT)"\n')
    write("supabase/.env", "DB_PORT=1111\n")
    write(".env.local", "DB_PORT=2222\nSUPABASE_DB_PASSWORD='from file'\n")
    assert project_in(tmp_path).db_port == 1111
    assert project_in(tmp_path, DB_PORT="3333").db_port == 3333
    assert project_in(tmp_path, SUPABASE_DB_PORT="4444").db_port == 4444
    write("supabase/.env.local", 'export DB_PORT = "5555" # note\n')
    assert project_in(tmp_path).db_port == 5555
    assert project_in(tmp_path).environment["SUPABASE_DB_PASSWORD"] == "from file"


def test_the_linked_project_is_reached_with_the_password_percent_encoded(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", "")
    assert "supabase link" in project_in(tmp_path).remote_address().what
    write("supabase/.temp/project-ref", f"{REF}\n")
    assert "set SUPABASE_DB_PASSWORD" in project_in(tmp_path).remote_address().what
    direct = project_in(tmp_path, SUPABASE_DB_PASSWORD="p@/s").remote_address()
    assert direct.address == f"postgresql://postgres:p%40%2Fs@db.{REF}.supabase.co:5432/postgres?sslmode=require"
    pooler = "postgresql://postgres.{}:[YOUR-PASSWORD]@aws-0-eu.pooler.supabase.com:6543/postgres"
    write("supabase/.temp/pooler-url", pooler.format(REF))
    pooled = project_in(tmp_path, SUPABASE_DB_PASSWORD="p@/s").remote_address()
    assert pooled.address is not None
    assert f"postgres.{REF}:p%40%2Fs@aws-0-eu.pooler.supabase.com:5432/" in pooled.address
    assert "p%40" not in repr(pooled)
    write("supabase/.temp/pooler-url", pooler.format("otherproject"))
    other = project_in(tmp_path, SUPABASE_DB_PASSWORD="x").remote_address()
    assert other.address is not None
    assert "pooler" not in other.address


def test_migrations_are_ordered_as_numbers_and_other_files_skipped(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", "")
    for name in ("10_b", "9_a", "x", "20261104101500_"):
        write(f"supabase/migrations/{name}.sql", "")
    (tmp_path / "supabase/migrations/7_dir.sql").mkdir()
    assert [file.version for file in project_in(tmp_path).migration_files()] == ["9", "10", "20261104101500"]
    assert list_migrations(tmp_path / "supabase/migrations")[1] == ["x.sql"]


def test_an_init_of_the_first_days_is_skipped_where_it_comes_first(write: Write) -> None:
    folder = write("m/20200101000000_init.sql", "").parent
    write("m/20220101000000_init.sql", "")
    files, skipped = list_migrations(folder)
    assert ([file.version for file in files], skipped) == (["20220101000000"], ["20200101000000_init.sql"])


@pytest.mark.parametrize(
    ("local", "remote", "common"),
    [
        (["1", "2", "3"], ["1", "2"], ["1", "2"]),
        (["1", "2", "4"], ["4", "3", "2", "1"], ["1", "2"]),
        (["2"], ["1", "2"], []),
        (["9", "10"], ["10", "9", "manual"], ["9", "10"]),
        ([], ["1"], []),
    ],
)
def test_the_common_past_ends_at_the_first_version_that_one_side_lacks(
    local: list[str], remote: list[str], common: list[str]
) -> None:
    assert common_past(local, remote) == common
    assert common_past(sorted(remote, key=lambda one: (not one.isdigit(), one.zfill(9))), local) == common


def _record(database: ShadowDatabase, *versions: str) -> None:
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("create schema supabase_migrations")
        connection.execute("create table supabase_migrations.schema_migrations (version text primary key)")
        insert = "insert into supabase_migrations.schema_migrations select unnest(%s::text[])"
        connection.execute(insert, [list(versions)])


def test_the_base_is_what_folder_and_remote_history_share(
    tmp_path: Path, write: Write, database: ShadowDatabase
) -> None:
    write("supabase/config.toml", "")
    for name in ("1_a", "2_b", "4_d"):
        write(f"supabase/migrations/{name}.sql", "")
    project = project_in(tmp_path)
    assert find_base(Settings(), project, database.url) == (
        None,
        "no migration is both in the folder and in the remote's history",
    )
    _record(database, "1", "2", "3")
    address, reason = find_base(Settings(), project, database.url)
    assert address == f"migrations:{tmp_path}/supabase/migrations@2"
    assert reason == "2 migrations up to 2 on both"
    assert find_base(Settings(base="empty:"), project, database.url) == (
        "empty:",
        "as named by --base, the environment or supatui.toml",
    )
    assert find_base(Settings(), project, "empty:")[0] is None
    assert find_base(Settings(), None, database.url)[0] is None


def test_the_base_has_an_edited_migration_as_it_was_applied(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, write: Write, database: ShadowDatabase
) -> None:
    write("supabase/config.toml", "")
    write("supabase/migrations/1_a.sql", "create table a (id integer);")
    write("supabase/migrations/2_b.sql", "create table b (id bigint);\n-- edited")
    write("supabase/migrations/3_c.sql", "create table c (id integer);")
    _record(database, "1", "2", "3")
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("alter table supabase_migrations.schema_migrations add column statements text[]")
        recorded = {"1": ["create table a (id integer)"], "2": ["create table b (id integer)", "select ';'"]}
        for version, statements in recorded.items():
            update = "update supabase_migrations.schema_migrations set statements = %s where version = %s"
            connection.execute(update, [statements, version])
    settings = Settings(cache_folder=tmp_path_factory.mktemp("elsewhere"))
    address, reason = find_base(settings, project_in(tmp_path), database.url)
    assert reason == "3 migrations up to 3 on both, 2 as the remote's history recorded it: the file was edited since"
    assert address is not None
    assert (is_recorded(address), is_recorded(parse_address(address).label)) == (True, True)
    assert not is_recorded(f"migrations:{tmp_path}/supabase/migrations@3")
    folder = Path(address.removeprefix("migrations:").removesuffix("@3"))
    texts = {file.name: file.read_text() for file in folder.iterdir()}
    assert texts == {
        "1_a.sql": "create table a (id integer);",
        "2_b.sql": "create table b (id integer);\nselect ';';\n",
        "3_c.sql": "create table c (id integer);",
    }
    assert is_supabase(parse_address(address), settings), "it stands on the platform's objects, as the project's do"
    assert find_base(settings, project_in(tmp_path), database.url)[0] == address


def test_a_history_that_may_not_be_read_leaves_two_ways_and_says_why(
    tmp_path: Path, write: Write, database: ShadowDatabase
) -> None:
    write("supabase/config.toml", "")
    write("supabase/migrations/1_a.sql", "")
    _record(database, "1")
    role = f"{database.name}_reader"
    with psycopg.connect(database.conninfo) as connection:
        connection.execute(psycopg.sql.SQL("create role {} login").format(psycopg.sql.Identifier(role)))
    try:
        address, reason = find_base(Settings(), project_in(tmp_path), f"{database.url}&user={role}")
        assert address is None
        assert "cannot read the migration history" in reason
    finally:
        with psycopg.connect(database.conninfo) as connection:
            connection.execute(psycopg.sql.SQL("drop role {}").format(psycopg.sql.Identifier(role)))


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_local_stack_is_taken_when_it_answers_else_the_migrations(
    tmp_path: Path, write: Write, busy_port: int
) -> None:
    write("supabase/migrations/1_a.sql", "")
    write("supabase/config.toml", f"[db]\nport = {busy_port}\n")
    assert find_pair(Settings(), start=tmp_path, environ={}).local == project_in(tmp_path).local_address
    write("supabase/config.toml", "[db]\nport = 1\n")
    assert find_pair(Settings(), start=tmp_path, environ={}).local == f"migrations:{tmp_path}/supabase/migrations"


def test_what_is_missing_is_said_with_what_would_mend_it(tmp_path: Path, write: Write) -> None:
    nothing = find_pair(Settings(), start=tmp_path, environ={})
    assert (nothing.local, nothing.remote, nothing.found) == (None, None, ())
    assert len(nothing.missing) == 3
    write("supabase/config.toml", "[db]\nport = 1\n")
    half = find_pair(Settings(remote="postgresql://app:s3cret@h/db"), start=tmp_path, environ={})
    assert half.found[-1] == "remote: h/db"
    assert "supabase start" in half.missing[0]
    assert "s3cret" not in repr(half)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://localhost/x", False),
        ("postgresql://127.0.0.1:54322/x", False),
        ("postgresql:///x?host=/run", False),
        ("postgresql://db.acme.dev/x", True),
        ("service=x", True),
        ("snapshot:x", False),
    ],
)
def test_a_database_elsewhere_is_production_unless_somebody_says_no(address: str, expected: bool) -> None:
    parsed = parse_address(address)
    assert is_production(Settings(), parsed) is expected
    assert is_production(Settings(remote_is_production=False), parsed) is False


def test_a_broken_value_is_named_with_the_variable_that_it_stands_in(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", '[db]\nport = "env(PORT_OF_MINE)"\n')
    with pytest.raises(ProjectError) as caught:
        _ = project_in(tmp_path, PORT_OF_MINE="many").db_port
    assert caught.value.where == "environment variable PORT_OF_MINE"


def test_a_broken_key_is_named_with_its_line(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", '[api]\nenabled = true\n[db]\nport = "many"\nwat = 1\n')
    with pytest.raises(ProjectError, match="port is not a number") as caught:
        _ = project_in(tmp_path).db_port
    assert caught.value.where.endswith("config.toml, line 4")
    with pytest.raises(ProjectError) as caught:
        _ = project_in(tmp_path, SUPABASE_DB_PORT="x").db_port
    assert caught.value.where == "environment variable SUPABASE_DB_PORT"
    (tmp_path / "supabase/config.toml").unlink()
    write("supabase/config.jsonc", '{\n "api": {"port": 1},\n // note\n "db": {\n  "port": "many" }\n}')
    with pytest.raises(ProjectError) as caught:
        _ = project_in(tmp_path).db_port
    assert caught.value.where.endswith("config.jsonc, line 5")


def test_remotes_of_the_config_are_chosen_by_name_and_override_it(tmp_path: Path, write: Write) -> None:
    staging, production = "s" * 20, "p" * 20
    write(
        "supabase/config.toml",
        f'''
        [db]
        major_version = 15
        [remotes.staging]
        project_id = "{staging}"
        db.major_version = 17
        [remotes.live]
        project_id = "env(LIVE_REF)"
        ''',
    )
    environ = {"SUPABASE_DB_PASSWORD": "x", "LIVE_REF": production}
    project = project_in(tmp_path, **environ)
    assert dict(project.remotes) == {"staging": staging, "live": production}
    assert (project.db_major, project.as_remote("staging").db_major) == (15, 17)
    found = find_remote(Settings(remote="staging"), project)
    assert found.address == f"postgresql://postgres:x@db.{staging}.supabase.co:5432/postgres?sslmode=require"
    assert found.what == f"staging: project {staging}"
    assert find_remote(Settings(remote=production), project).what == f"project {production}"
    with pytest.raises(AddressError, match="no remote of this name") as caught:
        find_remote(Settings(remote="stagin"), project)
    assert caught.value.what == "no remote of this name"
    assert caught.value.hint == "known are live, staging"
    with pytest.raises(AddressError) as caught:
        find_remote(Settings(remote="db/staging"), None)
    assert caught.value.what == "no remote of this name, and no such file or folder"
    assert "for a path say migrations:DIR" in caught.value.hint
    with pytest.raises(AddressError) as caught:
        find_remote(Settings(remote="db/staging.sql"), project)
    assert caught.value.what == "no such file or folder"
    with pytest.raises(ProjectError, match="live names no project") as broken:
        _ = project_in(tmp_path).remotes
    assert broken.value.where.endswith("line 7")


def test_remotes_of_the_settings_say_which_one_is_production(tmp_path: Path, write: Write) -> None:
    write(
        "supatui.toml",
        """
        remote = "live"
        [remotes]
        staging = "postgresql://app@staging.acme.dev/x"
        [remotes.live]
        address = "postgresql://app@db.acme.dev/x"
        production = true
        [remotes.preview]
        production = false
        """,
    )
    live = load_settings(tmp_path, environ={})
    assert (live.remote, live.remote_name) == ("postgresql://app@db.acme.dev/x", "live")
    assert live.remote_is_production is True
    staging = load_settings(tmp_path, environ={}, remote="staging")
    assert (staging.remote, staging.remote_is_production) == ("postgresql://app@staging.acme.dev/x", None)
    preview = load_settings(tmp_path, environ={"SUPATUI_REMOTE_URL": "preview"})
    assert (preview.remote, preview.remote_is_production) == ("preview", False)
    write("supatui.toml", "[remotes.live]\nurl = 1\n")
    with pytest.raises(AddressError, match=r"remotes\.live") as caught:
        load_settings(tmp_path, environ={})
    assert "line 1" in caught.value.where


def test_the_direct_way_is_taken_where_there_is_a_route_and_else_the_pooler(tmp_path: Path, write: Write) -> None:
    write("supabase/config.toml", "")
    write("supabase/.temp/project-ref", REF)
    write("supabase/.temp/pooler-url", f"postgresql://postgres.{REF}@aws-0-eu.pooler.supabase.com:6543/postgres")
    project = project_in(tmp_path, SUPABASE_DB_PASSWORD="x")
    direct, pooled = project.remote_address(has_route=lambda _: True), project.remote_address(has_route=lambda _: False)
    assert (direct.what, pooled.what) == (f"linked project {REF}", f"linked project {REF} through its session pooler")
    assert not has_route("no-such-host.invalid")


class MemoryKeyring(KeyringBackend):
    """The system's keyring, as long as a test."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is stored")


@pytest.fixture(autouse=True)
def ring() -> Iterator[MemoryKeyring]:
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_secrets_are_found_where_the_cli_keeps_them(tmp_path: Path, write: Write, ring: MemoryKeyring) -> None:
    home = {"HOME": str(tmp_path)}
    assert find_token(home) is None
    write(".supabase/access-token", "sbp_file\n")
    assert find_token(home) == Secret("sbp_file", str(tmp_path / ".supabase/access-token"))
    ring.kept["Supabase CLI", "access-token"] = "sbp_old"
    ring.kept["Supabase CLI", "supabase"] = "go-keyring-base64:c2JwX3Jpbmc="
    assert find_token(home) == Secret("sbp_ring", "the system keyring")
    assert find_token({**home, "SUPABASE_NO_KEYRING": "1"}) == Secret("sbp_file", f"{tmp_path}/.supabase/access-token")
    found = find_token({**home, "SUPABASE_ACCESS_TOKEN": "sbp_env"})
    assert found == Secret("sbp_env", "environment variable SUPABASE_ACCESS_TOKEN")
    assert "sbp_env" not in repr(found)


def test_the_password_of_the_link_is_in_the_keyring(tmp_path: Path, write: Write, ring: MemoryKeyring) -> None:
    write("supabase/config.toml", "")
    write("supabase/.temp/project-ref", REF)
    assert project_in(tmp_path).remote_address().lacks_password
    write("supabase/migrations/1_a.sql", "select 1;")
    assert find_pair(Settings(), start=tmp_path, environ={}).lacks_password
    assert not find_pair(Settings(remote="empty:"), start=tmp_path, environ={}).lacks_password
    assert find_remote(Settings(remote="local"), project_in(tmp_path)).what == "local stack"
    ring.kept["Supabase CLI", REF] = "from ring"
    address = project_in(tmp_path).remote_address().address
    assert address is not None
    assert "from%20ring" in address
    assert project_in(tmp_path, SUPABASE_NO_KEYRING="true").remote_address().address is None
