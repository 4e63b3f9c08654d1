"""pull: a migration that leads local to the merged schema, its rollback, its document, and the remote's history."""

import json
import os
import pty
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen

import psycopg
import pytest

from supatui.shadow import ShadowDatabase, ShadowServer
from tests.cli.conftest import WAIT_SECONDS, Ask
from tests.kinds.judge import dump, load

FIRST = "create table orders (id bigint primary key, total numeric(10,2));"
REMOTE = f"""{FIRST}
create schema supabase_migrations;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
insert into supabase_migrations.schema_migrations values ('20260101000000', null, 'first');
alter table orders add column paid boolean not null default false;
create view totals as select id, total from orders;
"""
VERSIONS = "select version, name from supabase_migrations.schema_migrations order by version"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "shop"\n[db]\nmajor_version = 18\nport = 1\n')
    (folder / "20260101000000_first.sql").write_text(FIRST)
    return folder


@pytest.fixture
def remote(server: ShadowServer) -> Iterator[ShadowDatabase]:
    with server.create_database() as made:
        load(made, REMOTE)
        yield made


@pytest.fixture(autouse=True)
def without_the_platform(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPATUI_SUPABASE", "false")
    environment["SUPATUI_SUPABASE"] = "false"


def versions(database: ShadowDatabase) -> list[tuple[object, ...]]:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        return list(connection.execute(VERSIONS.encode()).fetchall())


def files_in(folder: Path) -> list[str]:
    found = (each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    return sorted(name.replace(name.rpartition("/")[2][:14], "V") if "_" in name else name for name in found)


def replayed(server: ShadowServer, folder: Path) -> list[str]:
    with server.create_database() as made:
        for file in sorted(folder.iterdir()):
            load(made, file.read_text())
        return dump(server, made)


def wanted(server: ShadowServer) -> list[str]:
    with server.create_database() as made:
        load(made, REMOTE)
        load(made, "drop schema supabase_migrations cascade")
        return dump(server, made)


def test_the_migration_leads_the_history_here_to_what_the_remote_has(
    ask: Ask, server: ShadowServer, remote: ShadowDatabase, migrations: Path
) -> None:
    before = replayed(server, migrations)
    answer = ask("pull", "--remote", remote.url, "--name", "From remote")
    assert (answer.code, answer.err) == (0, "")
    assert files_in(migrations.parent) == [
        "config.toml",
        "migrations/V_first.sql",
        "migrations/V_from_remote.sql",
        "supatui/resolutions/V_from_remote.md",
        "supatui/rollbacks/V_from_remote.sql",
    ]
    assert replayed(server, migrations) == wanted(server)
    (back,) = (migrations.parent / "supatui" / "rollbacks").iterdir()
    (migrations / "99999999999999_back.sql").write_text(back.read_text())
    assert replayed(server, migrations) == before
    assert "not recorded" in answer.out
    assert versions(remote) == [("20260101000000", "first")]


def test_the_document_tells_what_came_and_how_it_was_proven(ask: Ask, remote: ShadowDatabase, migrations: Path) -> None:
    assert ask("pull", "--remote", remote.url).code == 0
    (document,) = (migrations.parent / "supatui" / "resolutions").iterdir()
    text = document.read_text()
    assert "- + `column public.orders.paid`: remote (rule one-sided)" in text
    assert "- both plans lead to the same schema\n" in text
    assert "**proven** on PostgreSQL 18" in text


def test_mark_applied_records_the_version_on_the_remote_and_nothing_else(
    ask: Ask, server: ShadowServer, remote: ShadowDatabase, migrations: Path
) -> None:
    before = dump(server, remote)
    answer = ask("pull", "--remote", remote.url, "--mark-applied", "--json")
    document = json.loads(answer.out)
    assert (answer.code, document["written"], document["marked_applied"]) == (0, True, True)
    assert versions(remote) == [("20260101000000", "first"), (document["migration"], "pull")]
    assert dump(server, remote) == before
    again = ask("pull", "--remote", remote.url)
    assert (again.code, again.out) == (0, "nothing to pull: local has the merged schema already\n")


def test_a_dry_run_shows_every_file_and_writes_nothing(ask: Ask, remote: ShadowDatabase, migrations: Path) -> None:
    before = files_in(migrations.parent)
    answer = ask("pull", "--remote", remote.url, "--dry-run", "--mark-applied")
    assert answer.code == 0
    assert "create view public.totals" in answer.out
    assert "## Merged by itself" in answer.out
    assert "would record version" in answer.out
    assert files_in(migrations.parent) == before
    assert versions(remote) == [("20260101000000", "first")]


def test_what_the_remote_does_not_have_is_never_marked_as_applied(
    ask: Ask, remote: ShadowDatabase, migrations: Path
) -> None:
    load(remote, "comment on table orders is 'theirs'")
    (migrations / "20260102000000_mine.sql").write_text("comment on table orders is 'mine';")
    before = files_in(migrations.parent)
    answer = ask("pull", "--remote", remote.url, "--prefer", "base", "--mark-applied")
    assert (answer.code, "does not have all of it: table public.orders" in answer.err) == (2, True)
    assert files_in(migrations.parent) == before
    assert versions(remote) == [("20260101000000", "first")]


@pytest.mark.parametrize("choice", ["base", "local"])
def test_what_the_remote_has_is_marked_wherever_an_extension_that_it_uses_was_moved_here(
    ask: Ask, remote: ShadowDatabase, migrations: Path, choice: str
) -> None:
    extension = "create schema one; create schema two; create extension hstore schema one;"
    used = "create table used (h one.hstore default one.hstore('a', 'b'));"
    with (migrations / "20260101000000_first.sql").open("a") as first:
        first.write(extension)
    (migrations / "20260102000000_mine.sql").write_text("alter extension hstore set schema two;")
    load(remote, extension + used)
    words = ("--rule", f"kind=extension side=local prefer={choice}", "--mark-applied")
    answer = ask("pull", "--remote", remote.url, *words)
    assert answer.code == 0, answer.err
    assert "recorded version" in answer.out
    (written,) = (one for one in migrations.iterdir() if one.name.endswith("_pull.sql"))
    assert ("alter extension hstore set schema one" in written.read_text()) is (choice == "base")


def test_rows_of_a_local_database_that_the_migration_would_stop_at_refuse_it(
    ask: Ask, remote: ShadowDatabase, migrations: Path, database: ShadowDatabase
) -> None:
    feelings = "create type mood as enum ('sad', 'ok'); create table felt (m mood);"
    (migrations.parent / "base.sql").write_text(feelings)
    (migrations.parent / "remote.sql").write_text(feelings.replace("'sad', ", ""))
    load(database, feelings + "insert into felt values ('sad');")
    before = files_in(migrations.parent)
    sides = ("--local", database.url, "--remote", "sql:supabase/remote.sql", "--base", "sql:supabase/base.sql")
    answer = ask("pull", *sides, "--rule", "side=remote prefer=change allow=data", "--no-proof")
    assert (answer.code, answer.out) == (2, "")
    assert "public.felt.m: 1 rows hold sad" in answer.err
    assert files_in(migrations.parent) == before


def test_conflicts_end_with_3_and_write_nothing(ask: Ask, remote: ShadowDatabase, migrations: Path) -> None:
    load(remote, "comment on table orders is 'theirs'")
    (migrations / "20260102000000_mine.sql").write_text("comment on table orders is 'mine';")
    before = files_in(migrations.parent)
    answer = ask("pull", "--remote", remote.url, "--mark-applied")
    assert (answer.code, "1 undecided:" in answer.out) == (3, True)
    assert files_in(migrations.parent) == before
    assert versions(remote) == [("20260101000000", "first")]


@pytest.mark.parametrize(("typed", "count"), [("\n", 1), ("no\n", 1), ("y\n", 2)])
@pytest.mark.slow  # a program of its own, on a terminal
def test_on_a_terminal_it_asks_and_only_a_yes_is_one(
    environment: dict[str, str], remote: ShadowDatabase, migrations: Path, typed: str, count: int
) -> None:
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "supatui", "pull", "--remote", remote.url, "--no-proof"]
    process = Popen(command, stdin=terminal, stdout=PIPE, stderr=terminal, env=environment, cwd=migrations.parents[1])
    os.close(terminal)
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(controller, 4096)
    assert b"in the history of REMOTE" in seen
    os.write(controller, typed.encode())
    out, _ = process.communicate(timeout=WAIT_SECONDS)
    os.close(controller)
    assert process.returncode == 0
    assert (b"recorded version" in out) == (count == 2)
    assert len(versions(remote)) == count


SECOND = "create table customers (id bigint primary key);"


def test_pending_migrations_are_named_with_what_db_push_will_need(
    ask: Ask, remote: ShadowDatabase, migrations: Path
) -> None:
    (migrations / "20260201000000_second.sql").write_text(SECOND)
    answer = ask("pull", "--remote", remote.url, "--dry-run", "--no-proof")
    assert answer.code == 0
    warning, then = answer.err.splitlines()
    assert warning.startswith("warning: pending, in the folder and not in the remote's history, and older than 2")
    assert warning.endswith(": 20260201000000")
    assert then.startswith("supabase db push runs them before 2")
    assert then.endswith("is recorded there, it needs --include-all for them")
    answer = ask("pull", "--remote", remote.url, "--mark-applied", "--no-proof", "--json")
    document = json.loads(answer.out)
    assert document["pending"] == ["20260201000000"]
    said = f"supabase db push refuses what is older than {document['migration']} (20260201000000): "
    assert said + "run it with --include-all" in answer.err
    assert versions(remote)[-1] == (document["migration"], "pull")


def test_what_is_older_than_the_remotes_last_needs_include_all_already(
    ask: Ask, remote: ShadowDatabase, migrations: Path
) -> None:
    load(remote, "insert into supabase_migrations.schema_migrations values ('20260301000000', null, 'third')")
    (migrations / "20260201000000_second.sql").write_text(SECOND)
    answer = ask("pull", "--remote", remote.url, "--dry-run", "--no-proof")
    assert "refuses what is older than the last migration of the remote's history (20260201000000): " in answer.err
    assert "run it with --include-all" in answer.err


def test_nothing_is_said_where_nothing_is_pending(ask: Ask, remote: ShadowDatabase, migrations: Path) -> None:
    answer = ask("pull", "--remote", remote.url, "--dry-run", "--no-proof")
    assert answer.err == ""


@pytest.fixture
def fresh(tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without migrations, on the platform."""
    monkeypatch.delenv("SUPATUI_SUPABASE")
    del environment["SUPATUI_SUPABASE"]
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "shop"\n[db]\nmajor_version = 18\nport = 1\n')
    return tmp_path / "supabase"


PROJECT = """
create type public.state as enum ('open', 'paid');
create table public.profiles (id uuid primary key references auth.users (id) on delete cascade, name text);
create table public.orders (
    id bigint generated always as identity primary key, owner uuid references public.profiles (id), state public.state
);
alter table public.orders enable row level security;
create function public.whole(o public.orders) returns text language sql stable as $$ select o.state::text $$;
create function public.handle_new_user() returns trigger language plpgsql security definer
as $$ begin insert into public.profiles (id) values (new.id); return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
create policy "own rows" on public.orders for select to authenticated using (owner = auth.uid());
create policy "own files" on storage.objects for select using (bucket_id = 'avatars');
comment on policy "own files" on storage.objects is 'avatars only';
comment on trigger on_auth_user_created on auth.users is 'makes a profile';
alter publication supabase_realtime add table public.orders;
create view public.names as select p.name, public.whole(o) as whole
    from public.orders as o join public.profiles as p on p.id = o.owner;
create function public.inner_most() returns setof public.names language sql stable as 'select * from public.names';
create function public.among() returns bigint language sql stable as 'select count(*) from public.inner_most()';
create view public.counted as select public.among() as count;
revoke all on public.orders from anon;
"""


@pytest.fixture
def project(server: ShadowServer) -> Iterator[ShadowDatabase]:
    """A remote of the platform with a schema of its own."""
    with server.create_database(server.supabase_template()[0]) as made:
        load(made, PROJECT)
        yield made


def test_a_fresh_project_gets_its_first_migration_with_all_that_the_remote_has(
    ask: Ask, project: ShadowDatabase, fresh: Path
) -> None:
    answer = ask("pull", "--remote", project.url)
    assert (answer.code, answer.err) == (0, "")
    assert files_in(fresh)[1] == "migrations/V_pull.sql"
    (migration,) = (fresh / "migrations").iterdir()
    text = migration.read_text()
    for words in ("on storage.objects", "on_auth_user_created", "alter publication supabase_realtime add table"):
        assert words in text
    assert "create table auth." not in text
    assert "grant" not in text  # the project's default privileges give the same
    assert 'comment on policy "own files" on storage.objects' in text
    again = ask("pull", "--remote", project.url)
    assert (again.code, again.out) == (0, "nothing to pull: local has the merged schema already\n")


@pytest.mark.parametrize("layout", ["kind", "table"])
def test_declarative_files_load_in_the_order_of_their_names(
    ask: Ask, project: ShadowDatabase, fresh: Path, layout: str
) -> None:
    answer = ask("pull", "--declarative", "--files", layout, "--remote", project.url)
    assert (answer.code, answer.err) == (0, "")
    names = sorted(path.name for path in (fresh / "schemas").iterdir())
    assert ("140_public_orders.sql" in names) == (layout == "table")
    assert ("140_public_tables.sql" in names) == (layout == "kind")
    differing = ask("diff", "--local", f"sql:{fresh / 'schemas'}", "--remote", project.url)
    assert differing.code == 0, differing.out
    again = ask("pull", "--declarative", "--files", layout, "--remote", project.url, "--json")
    assert {one["fate"] for one in json.loads(again.out)["files"]} == {"unchanged"}


def test_a_secret_that_declarative_files_lack_is_told(ask: Ask, project: ShadowDatabase, fresh: Path) -> None:
    load(project, "create foreign data wrapper far; create server there foreign data wrapper far options (token 'x')")
    answer = ask("pull", "--declarative", "--remote", project.url)
    assert (answer.code, answer.err) == (0, "secret and not read, set it by hand: token of server:there\n")
    (file,) = (fresh / "schemas").glob("*_servers.sql")
    assert "-- token of server:there: secret and not read, set it by hand\ncreate server there" in file.read_text()


def test_declarative_files_that_a_person_wrote_are_kept_until_a_yes(
    ask: Ask, project: ShadowDatabase, fresh: Path
) -> None:
    assert ask("pull", "--declarative", "--remote", project.url).code == 0
    tables = fresh / "schemas" / "140_public_tables.sql"
    views = max((fresh / "schemas").glob("*_public_views.sql"))
    tables.write_text(tables.read_text() + "-- mine\n")
    (fresh / "schemas" / "own.sql").write_text("select 1;\n")
    load(project, "drop view public.counted, public.names cascade")
    before = {path: path.read_text() for path in (fresh / "schemas").iterdir()}
    refused = ask("pull", "--declarative", "--remote", project.url)
    assert (refused.code, "140_public_tables.sql" in refused.err) == (2, True)
    shown = ask("pull", "--declarative", "--remote", project.url, "--dry-run")
    assert (shown.code, "--- mine\n" in shown.out, "nothing was written" in shown.out) == (0, True, True)
    assert {path: path.read_text() for path in (fresh / "schemas").iterdir()} == before
    done = ask("pull", "--declarative", "--remote", project.url, "--yes", "--json")
    fates = {Path(one["path"]).name: one["fate"] for one in json.loads(done.out)["files"]}
    assert (fates["140_public_tables.sql"], fates["own.sql"]) == ("overwritten", "left alone")
    assert fates[views.name] == "stale"
    assert not views.exists()
    assert "-- mine" not in tables.read_text()


@pytest.mark.slow  # a program of its own, on a terminal
def test_a_no_leaves_the_files_and_says_what_would_have_become_of_them(
    ask: Ask, project: ShadowDatabase, fresh: Path, environment: dict[str, str]
) -> None:
    assert ask("pull", "--declarative", "--remote", project.url).code == 0
    tables = fresh / "schemas" / "140_public_tables.sql"
    tables.write_text(tables.read_text() + "-- mine\n")
    before = {path: path.read_bytes() for path in (fresh / "schemas").iterdir()}
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "supatui", "pull", "--declarative", "--remote", project.url, "--no-proof"]
    process = Popen(command, stdin=terminal, stdout=PIPE, stderr=terminal, env=environment, cwd=fresh.parent)
    os.close(terminal)
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(controller, 4096)
    os.write(controller, b"n\n")
    out, _ = process.communicate(timeout=WAIT_SECONDS)
    os.close(controller)
    assert process.returncode == 0
    assert b"would overwrite  " in out
    assert b"overwritten" not in out
    assert b"nothing was written" in out
    assert {path: path.read_bytes() for path in (fresh / "schemas").iterdir()} == before


def test_where_one_file_cannot_be_written_all_are_as_they_were(ask: Ask, project: ShadowDatabase, fresh: Path) -> None:
    assert ask("pull", "--declarative", "--remote", project.url).code == 0
    schemas = fresh / "schemas"
    tables, last = schemas / "140_public_tables.sql", max(schemas.iterdir())
    assert tables != last
    tables.write_text("-- mine\n")
    last.unlink()
    last.mkdir()  # nothing can be put there, not even by root
    before = {path: path.read_bytes() for path in schemas.iterdir() if path.is_file()}
    refused = ask("pull", "--declarative", "--remote", project.url, "--yes")
    assert refused.code == 2
    assert "all are as they were" in refused.err
    assert {path: path.read_bytes() for path in schemas.iterdir() if path.is_file()} == before
    assert last.is_dir()


@pytest.mark.parametrize("classic", [True, False])
def test_what_a_project_grants_by_itself_is_no_difference(
    ask: Ask, server: ShadowServer, fresh: Path, classic: bool
) -> None:
    (fresh / "migrations").mkdir()
    first = "create table public.notes (id bigint primary key); create function public.f() returns int return 1;"
    (fresh / "migrations" / "20260101000000_first.sql").write_text(first)
    with server.create_database(server.supabase_template(classic_privileges=classic)[0]) as made:
        load(made, first)
        same = ask("diff", "--remote", made.url)
        load(made, "grant truncate on public.notes to pg_monitor")
        other = ask("diff", "--remote", made.url)
    assert (same.code, other.code) == (0, 1), same.out
    assert "1 differ" in other.out


def test_what_a_project_says_of_new_tables_counts_more_than_what_its_migrations_made_of_it(
    ask: Ask, server: ShadowServer, fresh: Path
) -> None:
    """Default privileges that a migration gives are there afterwards, and say nothing of the tables made before."""
    config = fresh / "config.toml"
    config.write_text(config.read_text() + "[api]\nauto_expose_new_tables = false\n")
    (fresh / "migrations").mkdir()
    first = "create table public.notes (id bigint primary key); grant select on public.notes to anon;"
    second = "alter default privileges for role postgres in schema public grant all on tables to anon;"
    (fresh / "migrations" / "20260101000000_first.sql").write_text(first)
    (fresh / "migrations" / "20260102000000_second.sql").write_text(second)
    with server.create_database(server.supabase_template(classic_privileges=False)[0]) as made:
        load(made, first + second)
        same = ask("diff", "--remote", made.url)
    assert same.code == 0, same.out
    squashed = ask("migration", "squash", "--dry-run")
    assert "grant select on table public.notes to anon;" in squashed.out, squashed.err


def test_a_pending_file_that_could_not_be_pushed_is_told(ask: Ask, remote: ShadowDatabase, migrations: Path) -> None:
    (migrations / "20260102000000_lock.sql").write_text(
        "create table locked ();\nbegin;\nlock table locked;\ncommit;\n"
    )
    (migrations / "20260103000000_copy.sql").write_text(
        "create table copied (a int);\ncopy copied from stdin;\n1\n\\.\n"
    )
    answer = ask("pull", "--remote", remote.url, "--dry-run")
    assert answer.code == 0, answer.err
    assert "warning: 20260102000000_lock.sql, line 2: its own BEGIN" in answer.err
    assert "warning: 20260103000000_copy.sql, line 2: supabase db push fails: COPY ... FROM stdin" in answer.err


ON_PLAIN = {
    "without the platform": FIRST,
    "only with the platform": f"{FIRST} create view mine as select auth.uid() as id; drop view mine;",
}


@pytest.mark.parametrize("first", ON_PLAIN.values(), ids=ON_PLAIN)
def test_beside_a_plain_remote_the_platforms_own_things_are_no_difference(
    ask: Ask,
    remote: ShadowDatabase,
    migrations: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    first: str,
) -> None:
    monkeypatch.delenv("SUPATUI_SUPABASE")
    del environment["SUPATUI_SUPABASE"]
    (migrations / "20260101000000_first.sql").write_text(first)
    sides = ("--local", f"migrations:{migrations}", "--remote", remote.url)
    found = ask("diff", *sides, "--json")
    assert found.code == 1, found.err
    assert {one["id"] for one in json.loads(found.out)["differences"] if one["comes_with"] is None} == {
        "column:public.orders.paid",
        "view:public.totals",
    }
    found = ask("pull", "--remote", remote.url, "--dry-run", "--json")
    assert found.code == 0, found.err
    text = json.loads(found.out)["files"][0]["text"]
    assert "create view public.totals" in text
    assert "revoke" not in text
    assert "extension" not in text


def test_a_remote_that_was_asked_for_by_name_is_called_by_it_and_production_is_marked(
    ask: Ask, remote: ShadowDatabase, migrations: Path, tmp_path: Path
) -> None:
    named = f'[remotes]\nstaging = "{remote.url}"\n[remotes.live]\naddress = "{remote.url}"\nproduction = true\n'
    (tmp_path / "supatui.toml").write_text(named)
    for name, mark in (("staging", ""), ("live", " PROD")):
        words = f"{name} ({remote.name} (socket)){mark}"
        assert f"remote  {words}\n" in ask("diff", "--remote", name).out
        assert f"remote  {words}\n" in ask("merge", "--remote", name).out
        assert json.loads(ask("diff", "--remote", name, "--json").out)["remote"]["label"] == words
        assert f"{words} answers" in ask("doctor", "--remote", name).out
        assert f"the history of REMOTE {words}\n" in ask("history", "--remote", name).out
    answer = ask("pull", "--remote", "live")
    assert answer.out.endswith(f"in the history of REMOTE {words} (--mark-applied does it)\n")
    (document,) = (tmp_path / "supabase" / "supatui" / "resolutions").iterdir()
    assert f"| remote | {words} |" in document.read_text().replace("\\", "")


def test_a_base_as_it_was_applied_is_called_by_what_it_is(
    ask: Ask, remote: ShadowDatabase, migrations: Path, tmp_path: Path
) -> None:
    load(remote, "update supabase_migrations.schema_migrations set statements = '{create table orders (id bigint)}'")
    base = next(line for line in ask("diff", "--remote", remote.url).out.splitlines() if line.startswith("base"))
    assert base.startswith("base    1 migration up to 20260101000000 on both, 20260101000000 as the remote's history")
    assert "recorded/" not in base
