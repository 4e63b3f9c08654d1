"""Fixtures for reading through MCP: the real server from npm, and a stand-in for the platform behind it."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import psycopg
import pytest
from keyring.backend import KeyringBackend
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from supatui.project.secrets import NO_KEYRING_VARIABLE, TOKEN_VARIABLE
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources import mcp_sign_in
from tests.kinds.judge import make_roles
from tests.sources.every_kind import READER
from tests.sources.management_api import TOKEN, ManagementApi, management_api
from tests.sources.mcp_servers import installed_server, missing_node, stdio_address
from tests.sources.oauth_server import SignIns, oauth_server

BROWSER = """#!{python}
import sys
from urllib.request import urlopen
urlopen(sys.argv[1], timeout=20).read()
"""


class MemoryKeyring(KeyringBackend):
    """A keyring of the library's own kind that ends with the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library's own
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


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


@pytest.fixture
def people() -> Iterator[SignIns]:
    """An MCP server that signs in by browser."""
    with oauth_server() as signing:
        yield signing


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    """The system's keyring."""
    monkeypatch.delenv(NO_KEYRING_VARIABLE, raising=False)
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that is a program and follows what it is told, where nobody has signed in and nobody gave a token."""
    program = tmp_path / "browser"
    program.write_text(BROWSER.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("BROWSER", str(program))
    monkeypatch.setattr("webbrowser._tryorder", None)  # it reads BROWSER once for a process
    monkeypatch.setattr("webbrowser._browsers", {})
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    monkeypatch.setattr(mcp_sign_in, "_memory", {})
    return program
