"""Fixtures for reading through MCP: the real server from npm, and a stand-in for the platform behind it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from supatui.project.secrets import TOKEN_VARIABLE
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import make_roles
from tests.sources.every_kind import READER
from tests.sources.management_api import TOKEN, ManagementApi, management_api
from tests.sources.mcp_servers import installed_server, missing_node, stdio_address


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
