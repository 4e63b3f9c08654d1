"""The Supabase CLI over databases that supatui wrote, and supatui over databases that the CLI pushed to."""

import json
from pathlib import Path

import psycopg
import pytest

from supatui.apply.history import Applied, record_applied
from supatui.cli import program
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase
from supatui.sources import parse_address
from supatui.sources.push_lint import push_problems
from supatui.sources.statements import recorded_statements
from tests.supabase_cli import SupabaseCli, Wire
from tests.tui.test_history_screen import app_over
from tests.tui.waiting import press, settle, text_of

pytestmark = pytest.mark.slow  # each command of the CLI is a program of its own

HARD = {
    "20260101000000_bom.sql": "\ufeff-- top\ncreate table a (x text default ';');\n\n-- mid\nselect 1;\n-- the end\n",
    "20260102000000_.sql": "select 1",
    "20260103000000_rule.sql": "create rule r as on insert to a do (select 1; select 2); select e'\\';'; ;\n-- x\n;",
    "20260104000000_atomic.sql": (
        "create function f() returns int begin atomic select 1; select case when true then 1 else 2 end; end;\r\n"
        "create function fn_atomic(pending int) returns int language sql as $f$ select 1; $f$;;; select a$b$ from "
        "(select 1 as a$b$) as s; /* a /* nested; */ comment; */ select $$;$$, $tag$ ; $$ $tag$; select 1 -- tail\n;"
    ),
    "20260105000000_quotes.sql": 'create table "odd;t" (a int); insert into "odd;t" values (1); select U&\'\\0441;\';',
    "20260105500000_rules.sql": (
        'create function g() returns int language sql begin atomic select case when true then 2 end as "end"; end;'
        "create procedure p(x int) language sql begin atomic select 1; select x as pending; end;\n"
        "select (array[1, 2, 3])[1:2], '{\"a;b\": 1}'::jsonb ->> 'a;b', b'1', e'\\\\';select ';' /* ' */ -- $$ ;\n"
        "; do $do$ begin perform 1; end $do$; select $a$ $b$ ; $b$ $a$, 1 as \"$$\"; select 1 as a$1; select ''';''';"
    ),
    "20260106000000_tail.sql": "select 1; select 2 -- tail;\n",
}


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project / "supabase" / "migrations" / name).write_bytes(text.encode())


def push(cli: SupabaseCli, project: Path, wire: Wire) -> None:
    done = cli.run(project, "db", "push", "--remote", wire.url, "--yes")
    assert done.code == 0, done.err


def listed(cli: SupabaseCli, project: Path, wire: Wire) -> list[tuple[str, str]]:
    """(local, remote) of each row of `migration list`; an empty text where that side lacks it."""
    done = cli.run(project, "migration", "list", "--remote", wire.url, "--output-format", "json")
    assert done.code == 0, done.err
    return [(row["local"], row["remote"]) for row in json.loads(done.out)["migrations"]]


def rows(database: ShadowDatabase) -> list[tuple[object, ...]]:
    query = "select version, name, statements from supabase_migrations.schema_migrations order by version"
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        return list(connection.execute(query).fetchall())


def history(wire: Wire, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    capfd.readouterr()
    code = program.run(["history", *arguments, "--remote", wire.url, "--json"])
    document: dict[str, object] = json.loads(capfd.readouterr().out)
    return code, document


def states(document: dict[str, object]) -> list[str]:
    migrations = document["migrations"]
    assert isinstance(migrations, list)
    return [one["state"] for one in migrations]


def test_supatui_splits_files_as_the_cli_records_them(
    cli: SupabaseCli, wire: Wire, database: ShadowDatabase, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(project, HARD)
    push(cli, project, wire)
    recorded = {str(version): statements for version, _, statements in rows(database)}
    assert recorded == {name[:14]: recorded_statements(text) for name, text in HARD.items()}
    code, document = history(wire, capfd)
    assert (code, states(document)) == (0, ["applied"] * len(HARD))


def test_the_cli_sees_what_supatui_recorded_as_applied(
    cli: SupabaseCli, wire: Wire, database: ShadowDatabase, project: Path
) -> None:
    write(project, HARD)
    for name, text in HARD.items():
        version, _, rest = name.removesuffix(".sql").partition("_")
        record_applied(parse_address(wire.url), Settings(), Applied(version, rest, text, ""))
    mine = rows(database)
    assert listed(cli, project, wire) == [(name[:14], name[:14]) for name in HARD]
    assert "up to date" in "".join(_told(cli.run(project, "db", "push", "--remote", wire.url, "--yes")))
    assert cli.run(project, "migration", "repair", "--remote", wire.url, "--status", "applied", "--yes").code == 0
    assert rows(database) == mine


def _told(done: object) -> list[str]:
    return [str(getattr(done, "out", "")), str(getattr(done, "err", ""))]


def test_a_repair_by_supatui_is_that_of_the_cli(
    cli: SupabaseCli, wire: Wire, database: ShadowDatabase, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(project, HARD)
    assert history(wire, capfd, "repair", "--status", "applied", "--yes")[0] == 0
    mine = rows(database)
    assert cli.run(project, "migration", "repair", "--remote", wire.url, "--status", "applied", "--yes").code == 0
    assert rows(database) == mine
    assert history(wire, capfd, "repair", "--status", "reverted", "20260102000000", "--yes")[0] == 0
    mine = rows(database)
    arguments = ["migration", "repair", "--remote", wire.url, "--status"]
    assert cli.run(project, *arguments, "applied", "20260102000000", "--yes").code == 0
    assert cli.run(project, *arguments, "reverted", "20260102000000", "--yes").code == 0
    assert rows(database) == mine
    assert listed(cli, project, wire)[1] == ("20260102000000", "")


def test_both_fetch_the_same_statements_and_the_cli_takes_the_files(
    cli: SupabaseCli, wire: Wire, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(project, HARD)
    push(cli, project, wire)
    folder = project / "supabase" / "migrations"
    for file in folder.iterdir():
        file.unlink()
    assert history(wire, capfd, "fetch", "--yes")[0] == 0
    mine = {file.name: file.read_text() for file in folder.iterdir()}
    assert sorted(mine) == sorted(HARD)
    assert {name: recorded_statements(text) for name, text in mine.items()} == {
        name: recorded_statements(text) for name, text in HARD.items()
    }
    assert listed(cli, project, wire) == [(name[:14], name[:14]) for name in HARD]
    for file in folder.iterdir():
        file.unlink()
    assert cli.run(project, "migration", "fetch", "--remote", wire.url, "--yes").code == 0
    theirs = {file.name: file.read_text() for file in folder.iterdir()}
    # The semicolon that the CLI puts behind a comment is a part of the comment; ours goes on a line of its own.
    differing = {name for name in HARD if theirs[name] != mine[name]}
    assert "20260104000000_atomic.sql" in differing
    assert all("-- " in HARD[name] for name in differing)


def test_the_states_are_those_of_push(
    cli: SupabaseCli, wire: Wire, database: ShadowDatabase, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(project, {"20260102000000_two.sql": "select 2;", "20260104000000_four.sql": "select 4;"})
    push(cli, project, wire)
    write(project, {"20260103000000_three.sql": "select 3;", "20260105000000_five.sql": "select 5;"})
    code, document = history(wire, capfd)
    assert (code, states(document)) == (3, ["applied", "out of order", "applied", "pending"])
    refused = cli.run(project, "db", "push", "--remote", wire.url, "--yes")
    assert refused.code != 0
    assert "before the last migration on remote" in "".join(_told(refused))
    (project / "supabase" / "migrations" / "20260102000000_two.sql").unlink()
    code, document = history(wire, capfd)
    assert (code, states(document)[0]) == (3, "missing local")
    refused = cli.run(project, "db", "push", "--remote", wire.url, "--yes", "--include-all")
    assert "not found in local migrations directory" in "".join(_told(refused))
    assert history(wire, capfd, "fetch", "--yes")[0] == 0
    assert cli.run(project, "db", "push", "--remote", wire.url, "--yes", "--include-all").code == 0
    assert states(history(wire, capfd)[1]) == ["applied"] * 4


async def test_a_history_out_of_step_is_mended_in_the_app_and_the_cli_goes_on(
    cli: SupabaseCli, wire: Wire, database: ShadowDatabase, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The remote misses two files, has one that the folder lacks, and one that was edited since."""
    carts, unknown = "create table public.carts (id int);\n", "-- by hand\ncreate table public.unknown ();\n"
    write(project, {"20260101000000_orders.sql": "create table public.orders (id int);\n"})
    write(project, {"20260103000000_carts.sql": carts, "20260104000000_unknown.sql": unknown})
    push(cli, project, wire)
    folder = project / "supabase" / "migrations"
    (folder / "20260104000000_unknown.sql").unlink()
    write(project, {"20260103000000_carts.sql": carts + "create table public.edited ();\n"})
    write(project, {"20260102000000_late.sql": "create table public.late ();\n"})
    write(project, {"20260105000000_next.sql": "create table public.next ();\n"})
    before = rows(database)
    expected = ["applied", "out of order", "edited", "missing local", "pending"]
    assert states(history(wire, capfd)[1]) == expected
    assert "not found in local migrations" in "".join(_told(cli.run(project, "db", "push", "--remote", wire.url)))
    async with app_over(folder, wire.url).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "down", "down", "space", "space", "F")  # what was applied, for both
        await settle(pilot)
        await press(pilot, "y", "enter")
        await settle(pilot)
        assert "3 applied, 1 pending, 1 out of order" in text_of(pilot)
    assert rows(database) == before
    (kept,) = (project / "supabase" / "supatui" / "backups").rglob("*.sql")
    assert kept.read_text() == carts + "create table public.edited ();\n"
    assert ((folder / kept.name).read_text(), (folder / "20260104000000_unknown.sql").read_text()) == (carts, unknown)
    done = cli.run(project, "db", "push", "--remote", wire.url, "--include-all", "--yes")
    assert done.code == 0, done.err
    assert history(wire, capfd)[0] == 0
    assert [local == remote for local, remote in listed(cli, project, wire)] == [True] * 5


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("create table t (a int);\ninsert into t values (1);", False),
        ("create table t (a int);\nlock table t;", False),
        ("create table t (a int);\nsavepoint s;", False),
        ("create table t (a int);\nsavepoint s;\nrollback to s;", False),
        ("create table t (a int);\ndeclare c cursor for select 1;", False),
        ("create table t (a int);\ndeclare c cursor with hold for select 1;", False),
        ("create type mood as enum ('ok');\ncommit;\nalter type mood add value 'sad';\nselect 'sad'::mood;", True),
        ("create table t (a int);\n\\echo hello", False),
        ("create table t (a int);\ncopy t from stdin;\n1\n\\.\n", False),
        ("create table t (a int);\ncreate index concurrently i on t (a);\nselect 1/0;", True),
        ("begin;\ncreate table t (a int);\ncommit;\nselect 1;", True),
        ("create table t (a int);\nvacuum t;", True),
        ("-- pg-delta: transaction=false\ncreate table t (a int);\nvacuum t;", False),
        ("set local search_path = public;\ncreate table t (a int);", False),
    ],
)
def test_what_is_told_of_a_file_is_what_becomes_of_it(
    cli: SupabaseCli, wire: Wire, project: Path, text: str, stays: bool
) -> None:
    write(project, {"20260101000000_one.sql": text})
    done = cli.run(project, "db", "push", "--remote", wire.url, "--yes")
    found = push_problems(text)
    fails_for_another_reason = "1/0" in text
    assert any(one.is_fatal for one in found) is (done.code != 0 and not fails_for_another_reason), (found, done)
    assert any(not one.is_fatal for one in found) is stays, found


def test_a_new_value_of_an_enum_is_not_used_in_its_file(cli: SupabaseCli, wire: Wire, project: Path) -> None:
    write(project, {"20260101000000_one.sql": "create type mood as enum ('ok');"})
    push(cli, project, wire)
    text = "alter type mood add value 'sad';\ncreate table t (a mood default 'sad');"
    write(project, {"20260102000000_two.sql": text})
    done = cli.run(project, "db", "push", "--remote", wire.url, "--yes")
    assert done.code != 0
    assert "unsafe use of new value" in "".join(_told(done))
    assert [(one.line, one.is_fatal) for one in push_problems(text)] == [(1, True)]
    text = "alter type mood add value 'sad';\nalter type mood add value 'low' after 'sad';"
    write(project, {"20260102000000_two.sql": text})
    push(cli, project, wire)
    assert push_problems(text) == ()
