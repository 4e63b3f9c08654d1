"""Settings and folders for sources."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings
from supatui.sources.mcp_server import TOKEN_VARIABLE
from supatui.sources.pool import POOL
from tests.kinds.judge import make_roles
from tests.sources.every_kind import READER
from tests.sources.management_api import TOKEN, ManagementApi, management_api
from tests.sources.mcp_servers import installed_server, missing_node, stdio_address


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


@pytest.fixture(scope="session")
def mcp_program() -> Path:
    """The real MCP server; a test that asks for it is skipped where Node.js is absent, and only there."""
    if (reason := missing_node()) is not None:
        pytest.skip(reason)
    return installed_server()


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """The access token that the stand-in takes, in the environment."""
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    return TOKEN


@pytest.fixture
def reader(server: ShadowServer, database: ShadowDatabase) -> str:
    """How to connect to the database as a role that may only read."""
    make_roles(server)
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(SQL("drop role if exists {}").format(Identifier(READER)))
        connection.execute(SQL("create role {} login in role pg_read_all_data").format(Identifier(READER)))
    return make_conninfo(database.conninfo, user=READER)


@pytest.fixture
def api(reader: str) -> Iterator[ManagementApi]:
    """The stand-in for the Management API, over the database."""
    with management_api(reader) as answering:
        yield answering


@pytest.fixture
def mcp_address(mcp_program: Path, api: ManagementApi, token: str) -> str:
    """The database through the real server over its standard input and output."""
    return stdio_address(mcp_program, api)


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
