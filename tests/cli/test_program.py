"""The command line as a whole: help, version, errors and exit codes."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import psycopg
import pytest

from supatui import __version__
from supatui.catalog.snapshot import to_json
from supatui.cli.program import COMMANDS, EXIT_BROKEN_PIPE, EXIT_INTERRUPTED, build_parser, run
from supatui.shadow import ShadowDatabase
from tests.builders import catalog, column, table
from tests.cli.conftest import WAIT_SECONDS, Ask, run_program

SLOW_MODULES = ("psycopg", "textual", "sqlglot", "platformdirs", "mcp", "anyio", "supatui.kinds")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["plan", "--help"]])
def test_version_and_help_import_nothing_slow(arguments: list[str]) -> None:
    code = """
import sys
from supatui.cli.program import run
try:
    run(sys.argv[1:])
except SystemExit:
    print("\\n".join(sys.modules), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    modules = done.stderr.split()
    assert "supatui.cli.program" in modules
    assert not [name for name in SLOW_MODULES if name in modules]
    if arguments == ["--version"]:
        assert done.stdout == f"supatui {__version__}\n"


def test_the_difference_of_two_snapshots_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    orders = table("orders")
    old.write_text(to_json(catalog(orders)), encoding="utf-8")
    new.write_text(to_json(catalog(orders, column(orders, "total"))), encoding="utf-8")
    code = """
import sys
from supatui.cli.program import run
code = run(sys.argv[1:])
print("\\n".join(sys.modules), file=sys.stderr)
sys.exit(code)
"""
    arguments = ["diff", "--local", f"snapshot:{new}", "--remote", f"snapshot:{old}"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 1, done.stderr
    assert "orders.total" in done.stdout
    modules = done.stderr.split()
    assert "supatui.compare.three_way" in modules
    needless = (
        "psycopg",
        "textual",
        "concurrent.futures",
        "tomllib",
        "socket",
        "platformdirs",
        "shutil",
        "difflib",
        "dataclasses",
    )
    assert not [name for name in needless if name in modules]
    ours = (
        "cli.plan",
        "cli.merging",
        "compare.renames",
        "compare.lines",
        "compare.bodies",
        "kinds.kind",
        "project.project",
        "resolve",
        "sources.sides",
    )
    assert not [name for name in ours if f"supatui.{name}" in modules]


def test_the_screen_imports_the_engine_only_after_its_first_frame() -> None:
    code = """
import sys
from supatui.cli import app
from supatui.cli.progress import ProgressLine
from supatui.sources.pairing import find_pair
from supatui.tui.app import SupatuiApp
from supatui.tui.main import MainScreen
print("\\n".join(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert "supatui.tui.main_view" in modules
    late = (
        "compare.model",
        "compare.three_way",
        "resolve.review",
        "resolve.draft",
        "catalog.introspect",
        "kinds.kind",
        "plan",
    )
    assert not [name for name in late if f"supatui.{name}" in modules]


@pytest.mark.parametrize(
    "arguments", [["--local", "empty:", "frobnicate"], ["--local", "diff", "frobnicate"], ["frobnicate"]]
)
def test_a_word_that_is_no_command_is_answered_with_the_commands(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(arguments)
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert "frobnicate" in told
    assert all(command in told for command in COMMANDS)


def test_sides_alone_are_for_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--local", "diff", "--remote", "empty:"]) == 2
    assert "the screen needs a terminal" in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["30", "60", "120", "", "wide"])
def test_help_is_as_wide_as_argparse_has_it(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    parser = build_parser(())
    ours = parser.format_help()
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    assert ours == parser.format_help()


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_of_each_command_has_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser().parse_args([*filter(None, [name]), "--help"])
    assert caught.value.code == 0
    assert f"examples:\n  supatui {name}" in capsys.readouterr().out


def test_an_error_is_three_lines_on_standard_error_and_exit_2(ask: Ask) -> None:
    answer = ask("plan", "nonsense", "empty:")
    assert (answer.code, answer.out) == (2, "")
    lines = answer.err.splitlines()
    assert len(lines) == 3
    assert lines[0] == "cannot understand the address"
    assert lines[1].startswith('  where: "nonsense"')
    assert lines[2].startswith("  try:   ")


def test_a_refused_session_shows_no_password(ask: Ask) -> None:
    answer = ask("plan", "postgresql://app:s3cret@127.0.0.1:1/shop", "empty:")
    assert answer.code == 2
    assert "s3cret" not in answer.err + answer.out
    assert "127.0.0.1:1/shop" in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "postgresql://app:s3cret@there/shop", "empty:"],
        ["postgresql://app:s3cret@there/shop"],
        ["snapshot", "empty:", "host=there password=s3cret"],
        ["migration", "postgresql://there/shop?password=s3cret"],
        ["plan", "--access-token=sbp_s3cret", "empty:", "empty:"],
    ],
)
def test_a_command_line_that_is_not_understood_shows_no_password(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(arguments)
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "***" in said
    assert "s3cret" not in said


def test_the_screen_needs_a_terminal(environment: dict[str, str]) -> None:
    for arguments in ([], ["demo"]):
        done = run_program(*arguments, environment=environment)
        assert done.returncode == 2
        assert "the screen needs a terminal" in done.stderr


def test_a_reader_that_goes_away_is_no_error(start: Callable[..., Popen[str]]) -> None:
    process = start("snapshot", "empty:")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(WAIT_SECONDS) == EXIT_BROKEN_PIPE
    assert process.stderr.read() == ""


def test_ctrl_c_ends_a_read_and_its_query_without_a_traceback(
    start: Callable[..., Popen[str]], database: ShadowDatabase
) -> None:
    with psycopg.connect(database.conninfo) as holder, psycopg.connect(database.conninfo, autocommit=True) as watcher:
        holder.execute("lock table pg_catalog.pg_policy in access exclusive mode")
        process = start("snapshot", database.url)
        waiting = "select count(*) from pg_locks where not granted"
        while watcher.execute(waiting).fetchone() == (0,):
            assert process.poll() is None
            watcher.execute("select pg_sleep(0.02)")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WAIT_SECONDS)
        assert watcher.execute(waiting).fetchone() == (0,)
    assert (process.returncode, out, err) == (EXIT_INTERRUPTED, "", "")


def test_a_server_that_dies_while_being_read_is_said_once(
    start: Callable[..., Popen[str]], database: ShadowDatabase
) -> None:
    with psycopg.connect(database.conninfo) as holder, psycopg.connect(database.conninfo, autocommit=True) as watcher:
        holder.execute("lock table pg_catalog.pg_policy in access exclusive mode")
        process = start("snapshot", database.url)
        while watcher.execute("select count(*) from pg_locks where not granted").fetchone() == (0,):
            assert process.poll() is None
            watcher.execute("select pg_sleep(0.02)")
        watcher.execute("select pg_terminate_backend(pid) from pg_locks where not granted")
        out, err = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("the session ended while the catalog was read")
    assert "psycopg" not in err


def test_settings_of_the_folder_hold_for_commands(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("create table a ();")
    (tmp_path / "supatui.toml").write_text('local = "sql:a.sql"\nremote = "empty:"\n')
    answer = ask("diff", "--json")
    assert answer.code == 1
    assert json.loads(answer.out)["local"]["label"] == "sql:a.sql"
    (tmp_path / "supatui.toml").write_text("locale = 1")
    assert "line 1" in ask("diff").err


def test_no_command_line_option_is_guessed_from_its_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser().parse_args(["plan", "a", "b", "--no"])
    assert caught.value.code == 2
    assert os.linesep in capsys.readouterr().err
