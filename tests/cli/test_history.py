"""history: both sides shown truly, fetched and repaired so that nothing is lost."""

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
from tests.histories import FILES, HISTORY, rows, write_files
from tests.kinds.judge import load
from tests.supabase_cli import Wire


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "shop"\n[db]\nmajor_version = 18\nport = 1\n')
    write_files(folder)
    return folder


@pytest.fixture
def remote(server: ShadowServer) -> Iterator[ShadowDatabase]:
    with server.create_database() as made:
        load(made, HISTORY)
        yield made


def states(ask: Ask, remote: ShadowDatabase) -> dict[str, str]:
    document = json.loads(ask("history", "--remote", remote.url, "--json").out)
    return {one["version"][4:8]: one["state"] for one in document["migrations"]}


def test_every_version_is_shown_with_its_state_and_what_mends_it(
    ask: Ask, remote: ShadowDatabase, folder: Path
) -> None:
    before = rows(remote)
    answer = ask("history", "--remote", remote.url)
    assert (answer.code, answer.err) == (3, "")
    lines = answer.out.splitlines()
    assert lines[2:10] == [
        "= 20260101000000  2026-01-01 00:00  applied        orders; by ann@shop.example",
        "< 20260102000000  2026-01-02 00:00  out of order   late",
        "! 20260103000000  2026-01-03 00:00  edited         carts; statement 1 of 1 differs",
        "- 20260104000000  2026-01-04 00:00  missing local  from/dashboard; by bob",
        "= 20260106000000  2026-01-06 00:00  applied        not_recorded; its statements were not recorded",
        "+ 20260107000000  2026-01-07 00:00  pending        next",
        "  line 2: fails: LOCK TABLE needs a transaction block, and there is none (25P01); leave it out, or put it"
        " into a DO block's code",
        "",
    ]
    assert "2 applied, 1 edited, 1 pending, 1 out of order, 1 missing local" in lines
    assert "supabase db push refuses: the folder lacks 20260104000000" in lines
    assert "  to get the applied files back: supatui history fetch --overwrite 20260103000000" in lines
    assert rows(remote) == before


def test_many_files_that_wait_are_said_in_one_short_line(ask: Ask, server: ShadowServer, folder: Path) -> None:
    for number in range(10, 16):
        (folder / f"202602010000{number}_more.sql").write_text("select 1;\n")
    with server.create_database() as fresh:
        lines = ask("history", "--remote", fresh.url).out.splitlines()
    count = len(list(folder.glob("*_*.sql")))
    assert f"supabase db push will run {count} files, 20260101000000 to 20260201000015" in lines
    assert "  if the database has them already: supatui history repair --status applied" in lines


def test_json_says_the_same(ask: Ask, remote: ShadowDatabase, folder: Path) -> None:
    answer = ask("history", "--remote", remote.url, "--json")
    document = json.loads(answer.out)
    assert (answer.code, document["in_step"]) == (3, False)
    first, *_, last = document["migrations"]
    assert first == {
        "version": "20260101000000",
        "state": "applied",
        "name": "orders",
        "moment": "2026-01-01T00:00:00+00:00",
        "file": str(folder / "20260101000000_orders.sql"),
        "created_by": "ann@shop.example",
        "local": True,
        "remote": True,
        "detail": "",
        "problems": [],
    }
    assert (last["state"], last["remote"], last["problems"][0]["line"]) == ("pending", False, 2)


def test_exit_codes_tell_in_step_from_pending(ask: Ask, server: ShadowServer, folder: Path) -> None:
    with server.create_database() as empty:
        assert ask("history", "--remote", empty.url).code == 1
        assert ask("history", "repair", "--status", "applied", "--remote", empty.url, "--yes").code == 0
        answer = ask("history", "--remote", empty.url)
        assert (answer.code, "5 applied" in answer.out) == (0, True)


def test_the_history_is_mended_without_losing_anything(ask: Ask, remote: ShadowDatabase, folder: Path) -> None:
    before = rows(remote)
    assert ask("history", "fetch", "--remote", remote.url, "--yes").code == 0
    fetched = folder / "20260104000000_from_dashboard.sql"
    assert fetched.read_text() == "-- by hand\ncreate table unknown (id int) -- note\n;\nselect 1\n;\n"
    edited = (folder / "20260103000000_carts.sql").read_text()
    assert edited == FILES["20260103000000_carts.sql"]
    arguments = ("history", "repair", "--status", "applied", "20260102000000", "20260103000000")
    assert ask(*arguments, "--remote", remote.url, "--yes").code == 0
    assert states(ask, remote) == {
        **dict.fromkeys(("0101", "0102", "0103", "0104", "0106"), "applied"),
        "0107": "pending",
    }
    (kept,) = (folder.parent / "supatui" / "backups").rglob("schema_migrations.json")
    (row,) = json.loads(kept.read_text())["schema_migrations"]
    assert (row["version"], row["statements"]) == before[1][::2]
    assert (folder / "20260103000000_carts.sql").read_text() == edited


def test_an_edited_file_is_replaced_only_when_told_and_kept(ask: Ask, remote: ShadowDatabase, folder: Path) -> None:
    file = folder / "20260103000000_carts.sql"
    refused = ask("history", "fetch", "20260103000000", "--remote", remote.url, "--yes")
    assert (refused.code, file.read_text()) == (2, FILES[file.name])
    assert "--overwrite" in refused.err
    answer = ask("history", "fetch", "20260103000000", "--overwrite", "--remote", remote.url, "--yes", "--json")
    document = json.loads(answer.out)
    assert (answer.code, document["written"], document["files"]) == (0, True, [])
    assert file.read_text() == "create table carts (id int);\n"
    (kept,) = (folder.parent / "supatui" / "backups").rglob(file.name)
    assert (str(kept), kept.read_text()) == (document["backups"][0]["path"], FILES[file.name])
    assert states(ask, remote)["0103"] == "applied"


@pytest.mark.parametrize(
    "arguments",
    [("fetch",), ("fetch", "--overwrite"), ("repair", "--status", "applied"), ("repair", "--status", "reverted")],
)
def test_a_dry_run_and_an_unanswered_question_change_nothing(
    ask: Ask, remote: ShadowDatabase, folder: Path, arguments: tuple[str, ...]
) -> None:
    before = rows(remote), sorted(folder.parent.rglob("*"))
    dry = ask("history", *arguments, "--remote", remote.url, "--dry-run")
    assert (dry.code, "would" in dry.out) == (0, True)
    unasked = ask("history", *arguments, "--remote", remote.url)
    assert (unasked.code, unasked.out) == (1, "")
    assert "--yes does not ask" in unasked.err
    assert (rows(remote), sorted(folder.parent.rglob("*"))) == before


def test_what_a_transaction_pooler_would_refuse_is_refused_before_anybody_is_asked(
    ask: Ask, remote: ShadowDatabase, folder: Path
) -> None:
    wire = Wire(remote, at=("127.0.0.77", 6543))
    place = "aws-0-eu-central-1.pooler.supabase.com:6543"
    url = f"postgresql://postgres@{place}/{remote.name}?hostaddr=127.0.0.77&sslmode=disable"
    before = rows(remote), sorted(folder.parent.rglob("*"))
    answer = ask("history", "repair", "--status", "reverted", "20260104000000", "--remote", url)
    assert (answer.code, "change 1 row" in answer.err, answer.out) == (2, False, "")
    assert f"the session pooler: {place.replace('6543', '5432')}" in answer.err
    assert (rows(remote), sorted(folder.parent.rglob("*"))) == before
    wire.close()


def test_reverting_takes_the_rows_and_keeps_them_in_a_file(ask: Ask, remote: ShadowDatabase, folder: Path) -> None:
    arguments = ("history", "repair", "--status", "reverted", "20260104000000", "--remote", remote.url)
    answer = ask(*arguments, "--yes", "--json")
    document = json.loads(answer.out)
    assert (document["done"], document["removed"]) == (True, ["20260104000000"])
    assert [row[0] for row in rows(remote)] == ["20260101000000", "20260103000000", "20260106000000"]
    (row,) = json.loads(Path(document["backup"]).read_text())["schema_migrations"]
    assert row["created_by"] == "bob"
    again = ask(*arguments, "--yes")
    assert (again.code, "version 20260104000000 is not in the history" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("repair", "--status", "applied", "20260104000000"), "no migration of version 20260104000000"),
        (("repair", "--status", "applied", "first"), "first is no version"),
        (("fetch", "20260107000000"), "version 20260107000000 is not in the history"),
    ],
)
def test_what_cannot_be_done_is_said(
    ask: Ask, remote: ShadowDatabase, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    answer = ask("history", *arguments, "--remote", remote.url, "--yes")
    assert (answer.code, answer.err.splitlines()[0]) == (2, said)


def test_without_a_project_or_a_remote_it_is_said_what_is_missing(ask: Ask, tmp_path: Path) -> None:
    assert "no supabase/config.toml here or above" in ask("history").err
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "config.toml").write_text("")
    assert "no linked project" in ask("history").err
    assert "is no database" in ask("history", "--remote", "empty:").err


def test_rows_of_any_text_are_shown_and_never_become_a_path(ask: Ask, remote: ShadowDatabase, folder: Path) -> None:
    hostile = ("../../evil", "\u00b2", "a\x1b[31m")
    with psycopg.connect(remote.conninfo, autocommit=True) as connection:
        for version in hostile:
            values = (version, ["select 1"], "x/../../y")
            connection.execute("insert into supabase_migrations.schema_migrations values (%s, %s, %s)", values)
        connection.execute(
            "insert into supabase_migrations.schema_migrations values ('8', array['select 1'], '../../../evil')"
        )
    before = sorted(folder.parents[1].rglob("*"))
    shown = ask("history", "--remote", remote.url)
    assert (shown.out.count("no version"), "\x1b" in shown.out) == (4, False)
    refused = ask("history", "fetch", *hostile, "--remote", remote.url, "--yes")
    assert (refused.code, refused.out.count("its version is no number")) == (0, 3)
    assert sorted(folder.parents[1].rglob("*")) == before
    assert ask("history", "fetch", "8", "--remote", remote.url, "--yes").code == 0
    assert (folder / "8_.._.._.._evil.sql").read_text() == "select 1;\n"


@pytest.mark.slow  # it needs a terminal, and a program of its own
def test_a_yes_on_the_terminal_writes(environment: dict[str, str], remote: ShadowDatabase, folder: Path) -> None:
    command = [sys.executable, "-m", "supatui", "history", "fetch", "--remote", remote.url]
    for answer, code in ((b"\n", 1), (b"y\n", 0)):
        inner, outer = pty.openpty()
        with Popen(command, stdin=outer, stderr=outer, stdout=PIPE, env=environment) as process:
            os.close(outer)
            said = b""
            while b"[y/N]" not in said:
                said += os.read(inner, 4096)
            os.write(inner, answer)
            assert process.wait(WAIT_SECONDS) == code
        os.close(inner)
    assert (folder / "20260104000000_from_dashboard.sql").is_file()
