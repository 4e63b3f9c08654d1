"""Commands with a side that is read through the real MCP server."""

import json
from pathlib import Path

import pytest

from supatui.shadow import ShadowDatabase
from tests.cli.conftest import Ask
from tests.kinds.judge import load
from tests.sources.management_api import REF, TOKEN, ManagementApi

pytestmark = pytest.mark.slow  # starts the MCP server for each read

MIGRATION = "create table public.notes (id bigint primary key, body text);"
HISTORY = """
create schema supabase_migrations;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
insert into supabase_migrations.schema_migrations values ('20260101000000');
"""


def project(folder: Path) -> None:
    """A project that is linked, with one migration."""
    migrations = folder / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (folder / "supabase" / "config.toml").write_text("")
    (migrations / "20260101000000_notes.sql").write_text(MIGRATION)


def test_diff_says_the_same_as_over_postgresql_and_ends_alike(
    ask: Ask, mcp_address: str, reader: str, database: ShadowDatabase
) -> None:
    load(database, MIGRATION)
    assert ask("diff", "--local", database.url, "--remote", mcp_address).code == 0
    through_mcp = ask("diff", "--local", "empty:", "--remote", mcp_address, "--json")
    directly = ask("diff", "--local", "empty:", "--remote", database.url, "--json")
    assert (through_mcp.code, directly.code) == (1, 1)
    one, other = json.loads(through_mcp.out), json.loads(directly.out)
    assert one.pop("remote")["label"] == f"{REF} through MCP PROD"
    other.pop("remote")
    assert one == other
    assert TOKEN not in through_mcp.out + through_mcp.err


def test_the_base_comes_from_the_history_and_a_pull_is_proven_and_written(
    ask: Ask, mcp_address: str, database: ShadowDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPATUI_SUPABASE", "false")  # the database is a plain one
    project(tmp_path)
    load(database, MIGRATION + HISTORY + "alter table public.notes add column at timestamptz;")
    sides = ("--local", f"migrations:{tmp_path}/supabase/migrations", "--remote", mcp_address)
    refused = ask("pull", *sides, "--mark-applied")
    assert refused.code == 2
    assert f"{REF} through MCP PROD can only be read" in refused.err
    assert "pull without --mark-applied" in refused.err
    pulled = ask("pull", *sides)
    assert pulled.code == 0, pulled.err
    assert f"nothing was recorded on the remote: {REF} through MCP PROD can only be read" in pulled.out
    (written,) = (tmp_path / "supabase" / "migrations").glob("*_pull.sql")
    assert "add column at" in written.read_text().lower()
    assert TOKEN not in pulled.out + pulled.err


def test_a_plan_asks_through_it_for_rows_that_hold_what_goes(
    ask: Ask, mcp_address: str, database: ShadowDatabase, tmp_path: Path
) -> None:
    load(
        database,
        "create type public.mood as enum ('sad', 'ok'); create table public.t (m public.mood);"
        "insert into public.t values ('sad');",
    )
    goal = tmp_path / "goal.sql"
    goal.write_text("create type public.mood as enum ('ok'); create table public.t (m public.mood);")
    answer = ask("plan", mcp_address, f"sql:{goal}", "--no-proof")
    assert answer.code == 2
    assert "sad" in answer.err
    assert f"{REF} through MCP" in answer.err


def test_doctor_tells_of_the_way_and_never_of_the_token(ask: Ask, mcp_address: str) -> None:
    answer = ask("doctor", mcp_address, "--json")
    findings = {one["subject"]: one for one in json.loads(answer.out)["findings"]}
    assert findings["mcp server"]["level"] == "ok"
    assert "read-only" in findings["mcp server"]["detail"]
    assert TOKEN not in answer.out + answer.err


def test_what_a_server_says_does_not_reach_the_terminal_as_it_is(
    ask: Ask, mcp_address: str, api: ManagementApi
) -> None:
    api.refusals = [(500, "\x1b]0;owned\x07[red]no")]
    answer = ask("snapshot", mcp_address)
    assert answer.code == 2
    assert "\x1b" not in answer.err
    assert "\\x1b]0;owned\\x07[red]no" in answer.err


def test_the_migration_history_is_shown_and_never_repaired(
    ask: Ask, mcp_address: str, database: ShadowDatabase, tmp_path: Path
) -> None:
    project(tmp_path)
    load(database, HISTORY)
    load(database, "update supabase_migrations.schema_migrations set statements = '{create table old ()}'")
    answer = ask("history", "--remote", mcp_address)
    assert (answer.code, "edited" in answer.out) == (3, True), answer.err
    refused = ask("history", "repair", "--status", "applied", "--remote", mcp_address, "--yes")
    assert (refused.code, "through MCP a database can only be read" in refused.err) == (2, True)
