"""Running the command line: in this process where that shows the same, else as a program of its own."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen, run

import pytest

from supatui.cli import program
from supatui.shadow import ShadowSettings
from supatui.sources.pool import POOL

PROGRAM = (sys.executable, "-m", "supatui")
WAIT_SECONDS = 60
"""Longest wait for a program of ours; beyond it the test has failed."""


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def pooled() -> Iterator[None]:
    """Ends the servers that commands opened in this process."""
    yield
    POOL.close()


@pytest.fixture
def environment(shadow_settings: ShadowSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A folder and variables in which nothing of this machine's user shows."""
    for name in list(os.environ):
        if name.startswith(("SUPATUI_", "SUPABASE_", "PG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SUPABASE_NO_KEYRING", "1")
    monkeypatch.setenv("SUPATUI_CACHE_FOLDER", str(shadow_settings.cache_folder))
    monkeypatch.setenv("SUPATUI_STATE_FOLDER", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return dict(os.environ)


@pytest.fixture
def ask(environment: dict[str, str], pooled: None, capfd: pytest.CaptureFixture[str]) -> Ask:
    """Runs one command line in this process."""

    def ask_program(*arguments: str) -> Answer:
        capfd.readouterr()
        code = program.run(arguments)
        return Answer(code, *capfd.readouterr())

    return ask_program


def _listen_to_interrupts() -> None:
    """A shell lets what it runs in the background ignore them, and the tests may run so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., Popen[str]]]:
    """Starts the program with pipes; what still runs at the end is ended."""
    started: list[Popen[str]] = []

    def start_program(*arguments: str) -> Popen[str]:
        process = Popen(
            [*PROGRAM, *arguments],
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            text=True,
            env=environment,
            preexec_fn=_listen_to_interrupts,
        )
        started.append(process)
        return process

    yield start_program
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def run_program(*arguments: str, environment: dict[str, str]) -> CompletedProcess[str]:
    """Runs the program to its end."""
    return run(
        [*PROGRAM, *arguments], capture_output=True, text=True, env=environment, timeout=WAIT_SECONDS, check=False
    )
