"""Settings and folders for sources."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.pool import POOL


@pytest.fixture(scope="session")
def pooled() -> Iterator[None]:
    """Ends the servers that sources opened."""
    yield
    POOL.close()


@pytest.fixture
def settings(shadow_settings: ShadowSettings, pooled: None) -> Settings:
    """Settings for shadow databases on 18, without the platform's baseline."""
    return Settings(cache_folder=shadow_settings.cache_folder, supabase=False, shadow_major=18)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file below the test's folder and gives its path."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write_file


def _listen_to_interrupts() -> None:
    """A shell lets what it runs in the background ignore them, and the tests may run so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start_program() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts supatui with pipes; what still runs at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "supatui", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_listen_to_interrupts,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
