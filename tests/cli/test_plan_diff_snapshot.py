"""plan, diff and snapshot: what they print and how they end."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from supatui.cli.program import run
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.cli.conftest import Ask
from tests.kinds.judge import load

OLD = "create table t (id int primary key, note text); comment on table t is 'old';"
NEW = "create table t (id bigint primary key, name text not null default 'x'); create view v as select id from t;"


@pytest.fixture
def files(tmp_path: Path) -> None:
    (tmp_path / "old.sql").write_text(OLD)
    (tmp_path / "new.sql").write_text(NEW)


@pytest.mark.usefixtures("files")
def test_what_plan_prints_makes_one_schema_into_the_other_and_its_rollback_leads_back(
    ask: Ask, database: ShadowDatabase
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(OLD.encode())
        there = ask("plan", database.url, "sql:new.sql")
        back = ask("plan", database.url, "sql:new.sql", "--rollback")
        assert (there.code, there.err, back.code) == (0, "", 0)
        connection.execute(there.out.encode())
        assert ask("plan", database.url, "sql:new.sql").out == "-- nothing to do\n"
        connection.execute(back.out.encode())
        assert ask("plan", database.url, "sql:old.sql").out == "-- nothing to do\n"


@pytest.mark.usefixtures("files")
def test_plan_for_people_says_what_is_lost_and_whether_it_is_proven(ask: Ask) -> None:
    text = ask("plan", "sql:old.sql", "sql:new.sql", "--format", "human").out
    assert "data is lost by" in text
    assert "proven on PostgreSQL" in text
    assert "not proven" in ask("plan", "sql:old.sql", "sql:new.sql", "--format", "human", "--no-proof").out


@pytest.mark.parametrize("words", [("plan", "--format", "human", "empty:"), ("diff", "--remote", "empty:", "--local")])
def test_names_and_bodies_cannot_steer_the_terminal(ask: Ask, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "steering.sql").write_text(
        'create table "a\x1b[2Jb\nc" (id int); comment on schema public is $$\x1b[2J$$;'
    )
    answer = ask(*words, "sql:steering.sql", "--no-proof") if words[0] == "plan" else ask(*words, "sql:steering.sql")
    assert "\x1b" not in answer.out
    assert "a\\x1b[2Jb" in answer.out


def test_a_message_cannot_steer_the_terminal(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "wrong.sql").write_text('select * from "a\x1b[2Jb"')
    answer = ask("snapshot", "sql:wrong.sql")
    assert (answer.code, "\x1b" in answer.err) == (2, False)
    assert "a\\x1b[2Jb" in answer.err


@pytest.mark.usefixtures("files")
def test_plan_as_json_has_the_same_statements(ask: Ask) -> None:
    document = json.loads(ask("plan", "sql:old.sql", "sql:new.sql", "--json").out)
    sql = ask("plan", "sql:old.sql", "sql:new.sql").out
    assert document["statements"]
    assert all(statement["sql"] in sql for statement in document["statements"])
    assert any(statement["loses_data"] for statement in document["statements"])
    assert document["proof"]["state"] == "proven"
    assert document["from"]["label"] == "sql:old.sql"


@pytest.mark.usefixtures("files")
def test_a_plan_without_differences_is_one_comment(ask: Ask) -> None:
    answer = ask("plan", "sql:old.sql", "sql:old.sql")
    assert (answer.code, answer.out, answer.err) == (0, "-- nothing to do\n", "")
    assert ask("plan", "empty:", "empty:").out == "-- nothing to do\n"


@pytest.mark.usefixtures("files")
def test_a_failure_of_one_side_ends_the_other_and_prints_nothing(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_text("create table oops (;")
    answer = ask("plan", "sql:new.sql", "sql:bad.sql")
    assert (answer.code, answer.out) == (2, "")
    assert "bad.sql, line 1" in answer.err


@pytest.mark.usefixtures("files")
def test_a_replay_stands_in_for_the_major_version_of_the_live_side(ask: Ask, server17: ShadowServer) -> None:
    with server17.create_database() as database:
        document = json.loads(ask("plan", database.url, "sql:new.sql", "--json").out)
    assert document["proof"]["server_version"] // 10000 == 17


@pytest.mark.parametrize("major", [17, 18])
def test_a_replay_of_a_projects_files_stands_in_for_the_major_version_that_it_says(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, major: int
) -> None:
    monkeypatch.setenv("SUPATUI_SUPABASE", "false")
    (tmp_path / "supabase/migrations").mkdir(parents=True)
    (tmp_path / "supabase/config.toml").write_text(f"[db]\nmajor_version = {major}\n")
    (tmp_path / "supabase/migrations/1_orders.sql").write_text("create table public.orders (id bigint);")
    plan = json.loads(ask("plan", "empty:", "migrations:supabase/migrations", "--json").out)
    saved = json.loads(ask("snapshot", "migrations:supabase/migrations").out)
    assert plan["proof"]["server_version"] // 10000 == major
    assert saved["server_version"] // 10000 == major


@pytest.mark.parametrize(
    ("base", "local", "remote", "code"),
    [
        (OLD, OLD, OLD, 0),
        (OLD, NEW, NEW, 0),
        (OLD, NEW, OLD, 1),
        (OLD, OLD, NEW, 1),
        (OLD, OLD.replace("'old'", "'mine'"), OLD.replace("'old'", "'theirs'"), 3),
    ],
)
def test_diff_ends_with_what_it_found(ask: Ask, tmp_path: Path, base: str, local: str, remote: str, code: int) -> None:
    for name, text in (("base", base), ("local", local), ("remote", remote)):
        (tmp_path / f"{name}.sql").write_text(text)
    sides = ("--local", "sql:local.sql", "--remote", "sql:remote.sql", "--base", "sql:base.sql")
    human, document = ask("diff", *sides), ask("diff", *sides, "--format", "json")
    assert (human.code, document.code) == (code, code)
    summary = json.loads(document.out)["summary"]
    assert bool(summary["conflict"]) == (code == 3)
    assert any(line.lstrip().startswith("! ") for line in human.out.splitlines()) == (code == 3)


@pytest.mark.parametrize(
    ("local", "remote", "is_said"),
    [
        ("drop column a;", "add column b integer;", True),
        ("drop column a;", "drop column a;", False),
        ("drop column a;", "", False),
    ],
)
def test_diff_says_where_a_server_may_find_more(
    ask: Ask, tmp_path: Path, local: str, remote: str, *, is_said: bool
) -> None:
    base = "create table public.t (a integer, c text);"
    for name, text in (("base", ""), ("local", local), ("remote", remote)):
        (tmp_path / f"{name}.sql").write_text(base + (f"alter table public.t {text}" if text else ""))
    found = ask("diff", "--local", "sql:local.sql", "--remote", "sql:remote.sql", "--base", "sql:base.sql")
    assert ("merge may find more" in found.err) is is_said


@pytest.mark.usefixtures("files")
def test_diff_without_a_base_says_so_and_takes_no_side(ask: Ask) -> None:
    answer = ask("diff", "--local", "sql:old.sql", "--remote", "sql:new.sql")
    assert answer.code == 1
    assert answer.err.startswith("two-way: ")
    assert "base    none: two-way" in answer.out


def test_diff_without_two_sides_says_what_is_missing(ask: Ask) -> None:
    answer = ask("diff", "--local", "empty:")
    assert (answer.code, answer.out) == (2, "")
    assert "SUPATUI_REMOTE_URL" in answer.err


@pytest.mark.usefixtures("files")
def test_a_snapshot_has_the_same_bytes_and_stands_in_for_its_schema(
    ask: Ask, tmp_path: Path, database: ShadowDatabase
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(NEW.encode())
    assert ask("snapshot", database.url, "-o", "a.json").code == 0
    assert ask("snapshot", database.url).out == (tmp_path / "a.json").read_text()
    assert ask("plan", "snapshot:a.json", database.url).out == "-- nothing to do\n"


@pytest.mark.usefixtures("files")
def test_a_snapshot_replaces_a_file_only_when_asked_to(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("precious")
    assert ask("snapshot", "empty:", "-o", "a.json").code == 2
    assert (tmp_path / "a.json").read_text() == "precious"
    assert ask("snapshot", "empty:", "-o", "a.json", "--force").code == 0
    assert json.loads((tmp_path / "a.json").read_text())["objects"] == []
    assert ask("snapshot", "empty:", "-o", "nowhere/a.json").code == 2
    assert sorted(path.name for path in tmp_path.glob("*.json*")) == ["a.json"]


def test_text_that_no_ascii_terminal_shows_is_still_printed(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text(
        'create table "[red]" ("""; drop table x; --" int); comment on table "[red]" is \'é\';'
    )
    out = ask("plan", "empty:", "sql:s.sql").out
    assert '"[red]"' in out
    assert '"""; drop table x; --"' in out
    assert "'é'" in out


def test_run_takes_the_process_arguments_when_none_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["supatui", "--version"])
    with pytest.raises(SystemExit) as caught:
        run()
    assert caught.value.code == 0


@pytest.mark.usefixtures("files")
def test_snapshot_writes_to_a_pipe_and_never_puts_a_file_in_its_place(ask: Ask, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert ask("snapshot", "sql:old.sql", "-o", str(pipe), "--force").code == 0
        assert os.read(reader, 65536).startswith(b"{")
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.usefixtures("files")
def test_snapshot_writes_where_a_link_leads(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("before")
    (tmp_path / "link.json").symlink_to("real.json")
    assert ask("snapshot", "sql:old.sql", "-o", "link.json", "--force").code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text().startswith("{")


def test_a_saved_baseline_is_the_base_from_then_on(ask: Ask, database: ShadowDatabase, tmp_path: Path) -> None:
    assert "no project to keep a baseline in" in ask("snapshot", database.url, "--baseline").err
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "acme"', encoding="utf-8")
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("create table kept (id integer)")
    saved = ask("snapshot", database.url, "--baseline")
    assert (saved.code, saved.out) == (0, "")
    assert "baseline of" in saved.err
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("create table added (id integer)")
    answer = ask("diff", "--json", "--local", "snapshot:supabase/supatui/baseline.json", "--remote", database.url)
    assert [(one["id"], one["side"]) for one in json.loads(answer.out)["differences"] if not one["comes_with"]] == [
        ("table:public.added", "remote")
    ]


def test_plan_refuses_a_value_in_use_with_its_count_until_it_is_mapped(
    ask: Ask, tmp_path: Path, database: ShadowDatabase
) -> None:
    rest = "create table t (m mood[]);"
    (tmp_path / "less.sql").write_text("create type mood as enum ('ok');" + rest)
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("create type mood as enum ('sad', 'ok')")
        connection.execute(rest.encode())
        connection.execute("insert into t values ('{sad}'), ('{ok,sad}'), ('{ok}')")
        refused = ask("plan", database.url, "sql:less.sql")
        assert (refused.code, refused.out) == (2, "")
        assert "public.t.m: 2 rows hold sad" in refused.err
        planned = ask("plan", database.url, "sql:less.sql", "--map", "public.mood.sad=ok")
        assert (planned.code, planned.err) == (0, "")
        assert "ROLLBACK: rows of t that were mapped keep their new values: sad becomes ok" in planned.out
        connection.execute(planned.out.encode())
        assert sorted(connection.execute("select m::text from t")) == [("{ok,ok}",), ("{ok}",), ("{ok}",)]


def test_plan_counts_what_is_not_renamed_and_leaves_what_is_to_its_statements(
    ask: Ask, tmp_path: Path, database: ShadowDatabase
) -> None:
    rest = "create table {} (m mood); create table {} (m mood);"
    (tmp_path / "less.sql").write_text("create type mood as enum ('ok');" + rest.format("gone", "kept"))
    load(database, "create type mood as enum ('sad', 'ok');" + rest.format("left_here", "kept"))
    load(database, "insert into left_here values ('sad');")
    words = ("plan", database.url, "sql:less.sql", "--rename", "public.left_here=gone")
    planned = ask(*words)
    assert planned.code == 0, planned.err
    assert "held, 'rows hold sad'" in planned.out
    load(database, "insert into kept values ('sad');")
    refused = ask(*words)
    assert (refused.code, refused.out) == (2, "")
    assert "in the way: public.kept.m: 1 rows hold sad\n" in refused.err


@pytest.mark.usefixtures("files")
def test_pg_dump_proves_what_it_reads_from_the_live_database_and_from_files(ask: Ask, database: ShadowDatabase) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(OLD.encode())
    document = json.loads(ask("plan", database.url, "sql:new.sql", "--proof", "pg_dump", "--json").out)
    assert document["proof"]["state"] == "proven"
    assert any(step.startswith("pg_dump: the same") for step in document["proof"]["steps"])
    assert "pg_dump" not in ask("plan", database.url, "sql:new.sql", "--json").out


@pytest.mark.usefixtures("files")
def test_a_proof_by_pg_dump_that_cannot_be_had_is_an_error(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supatui.shadow.dump.find_pg_dump", lambda *_: None)
    answer = ask("plan", "sql:old.sql", "sql:new.sql", "--proof", "pg_dump")
    assert (answer.code, answer.out) == (2, "")
    assert "not proven by pg_dump: no pg_dump of PostgreSQL" in answer.err
    assert ask("plan", "sql:old.sql", "sql:new.sql", "--proof", "none").code == 0


ONE_ORDER = "create table t (id int, name text, note text); create type pair as (a int, b int);"
OTHER_ORDER = "create table t (note text, id int, added int, name text); create type pair as (b int, a int);"


@pytest.mark.parametrize("proof", ["catalog", "pg_dump"])
def test_a_plan_that_renames_a_value_of_an_enum_is_proven(ask: Ask, tmp_path: Path, proof: str) -> None:
    for name, label in (("sad.sql", "sad"), ("unhappy.sql", "unhappy")):
        (tmp_path / name).write_text(f"create type mood as enum ('{label}', 'ok'); create table people (mood mood);")
    sides = ("sql:sad.sql", "sql:unhappy.sql")
    answer = ask("plan", *sides, "--rename", "public.mood.sad=unhappy", "--proof", proof, "--format", "human")
    assert answer.code == 0, answer.err
    assert "alter type public.mood rename value 'sad' to 'unhappy';" in answer.out
    assert "proven on PostgreSQL" in answer.out


def test_columns_in_another_order_are_told_and_refused_where_they_must_not_be(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text(ONE_ORDER)
    (tmp_path / "other.sql").write_text(OTHER_ORDER)
    told = json.loads(ask("plan", "sql:one.sql", "sql:other.sql", "--json").out)
    assert [each["sql"] for each in told["statements"]] == ["alter table public.t add column added integer"]
    assert told["warnings"] == [
        "the attributes of public.pair come to stand as a, b; wanted is b, a",
        "the columns of public.t come to stand as id, name, note, added; wanted is note, id, added, name",
    ]
    refused = ask("plan", "sql:one.sql", "sql:other.sql", "--column-order", "require")
    assert (refused.code, refused.out) == (2, "")
    assert "public.t" in refused.err
    assert "insert the rows of the old one" in refused.err
    assert ask("plan", "sql:one.sql", "sql:one.sql", "--column-order", "require").code == 0


def test_what_no_statement_changes_stands_above_the_statements_and_alone(ask: Ask, tmp_path: Path) -> None:
    own = "create table base (a int, b int); create table heir (a int, b int) inherits (base);"
    (tmp_path / "own.sql").write_text(own)
    (tmp_path / "inherited.sql").write_text(own.replace("heir (a int, b int)", "heir (b int, c int)"))
    there = ask("plan", "sql:own.sql", "sql:inherited.sql").out
    assert there == (
        "-- column public.heir.a stays declared by its table as well as inherited; wanted is inherited alone\n"
        "alter table public.heir add column c integer;\n"
    )
    back = ask("plan", "sql:inherited.sql", "sql:own.sql").out
    assert back.startswith("-- column public.heir.a stays inherited alone; wanted is declared by its table as well\n")
    (tmp_path / "other.sql").write_text(own.replace("heir (a int, b int)", "heir (b int)"))
    alone = ask("plan", "sql:own.sql", "sql:other.sql").out
    assert alone == f"{there.splitlines()[0]}\n-- nothing to do\n"
    base = "create table base (a int, b int generated always as (a) stored);"
    (tmp_path / "apart.sql").write_text(f"{base} create table heir (a int);")
    (tmp_path / "joined.sql").write_text(f"{base} create table heir (a int) inherits (base);")
    joined = ask("plan", "sql:apart.sql", "sql:joined.sql").out
    assert joined.startswith(there.splitlines()[0].replace(".a ", ".b "))


def test_diff_shows_another_order_without_calling_it_a_difference(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text(ONE_ORDER)
    (tmp_path / "other.sql").write_text(OTHER_ORDER.replace("added int, ", ""))
    text = ask("diff", "--local", "sql:one.sql", "--remote", "sql:other.sql")
    assert text.code == 0
    assert "columns of public.t\n        local   id, name, note\n        remote  note, id, name\n" in text.out
    document = json.loads(ask("diff", "--local", "sql:one.sql", "--remote", "sql:other.sql", "--json").out)
    assert [each["id"] for each in document["column_order"]] == ["composite_type:public.pair", "table:public.t"]
