"""migration new and squash: a file of its own version, and one that makes what many made."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from supatui.shadow import ShadowDatabase, ShadowServer
from tests.cli.conftest import WAIT_SECONDS, Ask
from tests.kinds.judge import dump, load

FILES = {
    "20260101000000_orders.sql": "create table orders (id bigserial primary key, total numeric(10,2), old text);\n",
    "20260102000000_view.sql": "create view totals as select id, total from orders;\ncomment on view totals is 'a';\n",
    "20260103000000_drop.sql": "alter table orders drop column old;\nalter table orders add column note text;\n",
    "20260104000000_late.sql": "create index on orders (note);\ncreate policy own on orders using (true);\n",
}
ROWS = "insert into orders (total, note) values (1.5, 'it''s; fine'), (2, null);\n"


@pytest.fixture
def folder(tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SUPATUI_SUPABASE", "false")
    environment["SUPATUI_SUPABASE"] = "false"
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "shop"\n[db]\nmajor_version = 18\nport = 1\n')
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def new(environment: dict[str, str], *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "supatui", "migration", "new", *arguments]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, env=environment, timeout=WAIT_SECONDS, check=False
    )


def replayed(server: ShadowServer, folder: Path) -> tuple[list[str], list[tuple[object, ...]]]:
    """What pg_dump prints, and the rows of orders."""
    with server.create_database() as made:
        for file in sorted(folder.iterdir()):
            load(made, file.read_text())
        with psycopg.connect(made.conninfo) as connection:
            rows = connection.execute("select id, total, note from orders order by id").fetchall()
        return dump(server, made), rows


def test_a_new_file_holds_what_comes_in_and_never_shares_a_version(environment: dict[str, str], folder: Path) -> None:
    done = [new(environment, "Add: Coupons!", "--json", text="create table coupons ();\n") for _ in range(2)]
    paths = [Path(json.loads(one.stdout)["path"]) for one in done]
    assert [path.read_text() for path in paths] == ["create table coupons ();\n"] * 2
    assert [path.name[14:] for path in paths] == ["_add_coupons.sql"] * 2
    assert paths[0].name[:14] < paths[1].name[:14]
    (folder / "29990101000000_future.sql").write_text("")
    behind = new(environment, "later")
    assert (behind.returncode, "29990101000001_later.sql" in behind.stdout) == (0, True)
    assert (folder / "29990101000001_later.sql").read_text() == ""


def test_a_new_file_that_cannot_be_pushed_is_told(environment: dict[str, str], folder: Path) -> None:
    done = new(environment, "lock", text="create table a ();\nlock table a;\n")
    assert (done.returncode, "warning: line 2: LOCK TABLE needs a transaction block" in done.stderr) == (0, True)


def test_one_file_takes_the_place_of_many_and_makes_the_same(ask: Ask, server: ShadowServer, folder: Path) -> None:
    before = replayed(server, folder)
    shown = ask("migration", "squash", "--dry-run")
    assert shown.code == 0, shown.err
    assert "proven   pg_dump prints the same of both" in shown.out
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    answer = ask("migration", "squash", "--yes", "--json")
    assert answer.code == 0, answer.err
    assert [path.name for path in folder.iterdir()] == ["20260104000000_late.sql"]
    assert replayed(server, folder) == before
    kept = {Path(path).name: Path(path).read_text() for path in json.loads(answer.out)["kept"]}
    assert kept == FILES
    assert "nothing to squash" in ask("migration", "squash", "--yes").err


def test_rows_are_never_lost_without_a_word(ask: Ask, server: ShadowServer, folder: Path) -> None:
    (folder / "20260104000000_late.sql").write_text(FILES["20260104000000_late.sql"] + ROWS)
    before = replayed(server, folder)
    refused = ask("migration", "squash", "--yes")
    assert (refused.code, len(list(folder.iterdir()))) == (2, 4)
    assert "would lose rows: public.orders (2 rows), public.orders_id_seq (at 2)" in refused.err
    assert "20260104000000_late.sql, line 3: insert into orders" in refused.err
    told = ask("migration", "squash", "--rows", "drop", "--dry-run")
    assert "ROWS LOST  public.orders (2 rows)" in told.out
    answer = ask("migration", "squash", "--rows", "keep", "--yes", "--json")
    assert (answer.code, json.loads(answer.out)["proof"][-1]) == (0, "the rows are the same")
    assert replayed(server, folder) == before
    assert before[1] != []


def test_a_schema_of_the_platform_may_come_with_its_extension_or_before_it(
    ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPATUI_SUPABASE", "true")
    first = folder / "20260101000000_orders.sql"
    queue = "create schema if not exists pgmq;\ncreate extension if not exists pgmq with schema pgmq;\n"
    first.write_text(queue + FILES[first.name])
    answer = ask("migration", "squash", "--dry-run")
    assert answer.code == 0, answer.err
    assert "create extension pgmq;" in answer.out
    # what is there before any migration may be made once more
    own = 'create extension if not exists pgsodium with schema "pgsodium";\ncomment on extension pgsodium is null;\n'
    first.write_text(own + FILES[first.name])
    answer = ask("migration", "squash", "--dry-run")
    assert answer.code == 0, answer.err
    assert "pgsodium" not in answer.out
    # without the extension nothing would bring the schema
    first.write_text("create schema pgmq;\n" + FILES[first.name])
    refused = ask("migration", "squash", "--dry-run")
    assert (refused.code, "lacks CREATE SCHEMA pgmq" in refused.err) == (2, True)


REFUSED = {
    "a secret": (
        "create foreign data wrapper far; create server there foreign data wrapper far options (api_key 'hush');\n",
        "it would lack them\n  where: api_key of server:there\n",
    ),
    "a table of the platform's schema": (
        "create table extensions.stats ();\n",
        "in schemas that the platform keeps\n  where: TABLE extensions.stats, owner postgres\n",
    ),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_no_plan_can_say_is_named_and_not_squashed_away(
    ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.setenv("SUPATUI_SUPABASE", "true")
    first = folder / "20260101000000_orders.sql"
    first.write_text(text + FILES[first.name])
    refused = ask("migration", "squash", "--yes")
    assert (refused.code, said in refused.err, "hush" in refused.err) == (2, True, False), refused.err
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_grants_that_only_some_projects_need_are_not_lost(
    ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where new tables are granted by themselves, a grant changes nothing, and elsewhere everything."""
    monkeypatch.setenv("SUPATUI_SUPABASE", "true")
    (folder / "20260105000000_read.sql").write_text(
        "create table public.notes (id int);\ngrant select on public.notes to anon;\n"
    )
    refused = ask("migration", "squash", "--dry-run")
    assert refused.code == 2
    where = f"in {folder.parent}/config.toml, under [api], write auto_expose_new_tables = true where"
    assert where in refused.err
    assert "anon" in refused.err
    config = folder.parent / "config.toml"
    text = config.read_text()
    for said, has in (("true", False), ("false", True)):
        config.write_text(f"{text}[api]\nauto_expose_new_tables = {said}\n")
        answer = ask("migration", "squash", "--dry-run")
        assert answer.code == 0, answer.err
        assert ("grant select on table public.notes to anon;" in answer.out) is has


def test_a_part_of_them_can_be_squashed(ask: Ask, server: ShadowServer, folder: Path) -> None:
    before = replayed(server, folder)
    assert ask("migration", "squash", "--version", "20260103000000", "--yes").code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["20260103000000_drop.sql", "20260104000000_late.sql"]
    assert replayed(server, folder) == before


def test_the_history_follows_only_when_asked_and_only_in_step(ask: Ask, database: ShadowDatabase, folder: Path) -> None:
    versions = "select version, statements from supabase_migrations.schema_migrations order by version"

    def rows() -> list[tuple[object, ...]]:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            return connection.execute(versions).fetchall()

    where = ("--remote", database.url)
    refused = ask("migration", "squash", "--update-history", "--yes", *where)
    assert (refused.code, len(list(folder.iterdir()))) == (2, 4)
    assert "20260101000000 is pending" in refused.err
    assert ask("history", "repair", "--status", "applied", "--yes", *where).code == 0
    assert ask("migration", "squash", "--update-history", "--yes", *where).code == 0
    ((version, statements),) = rows()
    assert version == "20260104000000"
    assert isinstance(statements, list)
    assert len(statements) > 3
    in_step = ask("history", *where)
    assert (in_step.code, "1 applied" in in_step.out) == (0, True)
    (kept,) = (folder.parent / "supatui" / "backups").rglob("schema_migrations.json")
    assert len(json.loads(kept.read_text())["schema_migrations"]) == 4


def test_a_history_that_was_not_told_of_a_squash_is_led_to_it_by_one_command(
    ask: Ask, database: ShadowDatabase, folder: Path
) -> None:
    where = ("--remote", database.url)
    assert ask("history", "repair", "--status", "applied", "--yes", *where).code == 0
    assert ask("migration", "squash", "--version", "20260103000000", "--yes").code == 0
    told = ask("history", *where).out.splitlines()
    assert told[-2:] == [
        "20260103000000 is the squash of 3 migrations that the history still has",
        "  to have it say so: supatui history repair --status applied 20260103000000",
    ]
    assert not any("reverted" in line or "fetch" in line for line in told)
    assert ask("history", "repair", "--status", "applied", "20260103000000", "--yes", *where).code == 0
    in_step = ask("history", *where)
    assert (in_step.code, "2 applied" in in_step.out) == (0, True)


def test_a_row_that_no_squash_stands_for_is_not_removed_with_it(
    ask: Ask, database: ShadowDatabase, folder: Path
) -> None:
    where = ("--remote", database.url)
    assert ask("history", "repair", "--status", "applied", "--yes", *where).code == 0
    assert ask("migration", "squash", "--version", "20260103000000", "--yes").code == 0
    load(database, "insert into supabase_migrations.schema_migrations (version) values ('20260102120000')")
    told = ask("history", *where).out
    assert "is the squash of" not in told
    assert "history repair --status reverted 20260101000000 20260102000000 20260102120000" in told
