"""The screen on a real terminal, opened and left the way a person does it."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import psycopg
import pytest

from supatui.shadow import ShadowDatabase
from tests.cli.conftest import PROGRAM, WAIT_SECONDS

_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=$ ]*[A-Za-z]|\][^\x07]*\x07|[()P^_].|.)")


class Terminal:
    """A program on a terminal: what it has drawn, and keys for it."""

    def __init__(self, *arguments: str, environment: dict[str, str], columns: int = 120, rows: int = 36) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        variables = {**environment, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows)}
        self.process = Popen(
            [*PROGRAM, *arguments], stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True
        )
        os.close(slave)
        self._drawn = b""

    def wait_for(self, text: str) -> None:
        """Until the text was drawn."""
        deadline = time.monotonic() + WAIT_SECONDS
        while text not in self.drawn:
            assert time.monotonic() < deadline, self.drawn[-3000:]
            ready, _, _ = select.select([self._master], [], [], 0.2)
            if ready:
                try:
                    self._drawn += os.read(self._master, 65536)
                except OSError:  # the program has ended
                    assert text in self.drawn, self.drawn[-3000:]

    @property
    def drawn(self) -> str:
        return _ESCAPES.sub("", self._drawn.decode("utf-8", "replace"))

    def press(self, key: str) -> None:
        os.write(self._master, key.encode())

    def end(self) -> int:
        """The exit code, once the program has ended; what it still draws is taken off its hands."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < deadline
            ready, _, _ = select.select([self._master], [], [], 0.05)
            if ready:
                try:
                    self._drawn += os.read(self._master, 65536)
                except OSError:
                    break
        return self.process.wait(WAIT_SECONDS)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@contextmanager
def terminal(*arguments: str, environment: dict[str, str]) -> Iterator[Terminal]:
    opened = Terminal(*arguments, environment=environment)
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.slow
def test_the_demo_opens_reads_all_three_and_leaves_with_q(environment: dict[str, str], tmp_path: Path) -> None:
    with terminal("demo", environment=environment) as screen:
        screen.wait_for("decided ")
        assert "acme_remote" in screen.drawn
        assert "PROD" in screen.drawn
        screen.press("q")
        assert screen.end() == 0, screen.drawn[-3000:]
    assert not (tmp_path / "supatui-demo").exists()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["READ ONLY", "decided "])
def test_ctrl_c_leaves_the_demo_at_any_time(environment: dict[str, str], words: str) -> None:
    with terminal("demo", environment=environment) as screen:
        screen.wait_for(words)
        screen.press("\x03")
        assert screen.end() == 0, screen.drawn[-3000:]
        assert "Traceback" not in screen.drawn


@pytest.mark.slow
def test_a_killed_demo_leaves_no_temporary_folder(environment: dict[str, str], tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with terminal("demo", environment={**environment, "TMPDIR": str(temporary)}) as screen:
        screen.wait_for("decided ")
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_a_folder_without_a_project_opens_the_welcome_screen(environment: dict[str, str]) -> None:
    with terminal(environment=environment) as screen:
        screen.wait_for("supatui demo")
        assert "no supabase/config.toml" in screen.drawn
        screen.press("q")
        assert screen.end() == 0, screen.drawn[-3000:]


@pytest.mark.slow
def test_a_project_opens_with_its_migrations_and_the_base_they_share(
    environment: dict[str, str], tmp_path: Path, database: ShadowDatabase
) -> None:
    (tmp_path / "supabase/migrations").mkdir(parents=True)
    (tmp_path / "supabase/config.toml").write_text('project_id = "acme-shop"\n[db]\nport = 1\n')
    (tmp_path / "supabase/migrations/1_first.sql").write_text("create table orders (id int);")
    (tmp_path / "supabase/migrations/2_second.sql").write_text("create table coupons (id int);")
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("create table orders (id int)")
        connection.execute("create schema supabase_migrations")
        connection.execute("create table supabase_migrations.schema_migrations (version text primary key)")
        connection.execute("insert into supabase_migrations.schema_migrations values ('1')")
    with terminal("--remote", database.url, environment=environment) as screen:
        screen.wait_for("decided ")
        assert "acme-shop" in screen.drawn
        assert "migrations:supabase/migrations@1" in screen.drawn.replace("\n", "")
        screen.press("q")
        assert screen.end() == 0, screen.drawn[-3000:]
