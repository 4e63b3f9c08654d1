"""Databases behind an MCP server, such as Supabase's own: read as over PostgreSQL, and never written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

from supatui.catalog.introspect import Progress, read_catalog
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import Sql, sql
from supatui.catalog.runner import Rows
from supatui.errors import CatalogPermissionError, SupatuiError
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.mcp_runner import McpRunner
from supatui.sources.mcp_server import FEATURES, Endpoint, Program, server_of
from supatui.sources.mcp_session import Session, SqlError, open_session
from supatui.sources.optional import kinds_to_read
from supatui.sources.source import Told
from supatui.sources.stop import Stop

_VERSION = "select pg_catalog.current_setting('server_version_num')::integer as version"
_majors: dict[str, int] = {}
"""By server, what was asked once: a session takes seconds to open, and no server changes its major so soon."""
_NO_TABLE, _NO_SCHEMA = "42P01", "3F000"
"""SQLSTATEs undefined_table and invalid_schema_name."""


@dataclass(slots=True)
class McpSource:
    """A database that answers through an MCP server. The server is started for each read and ended with it."""

    address: Address
    settings: Settings = field(repr=False)
    told: Told | None = field(default=None, repr=False)
    _stop: Stop = field(init=False, repr=False)
    _label: str = field(init=False)

    def __post_init__(self) -> None:
        self._stop = Stop(self.address.label)
        try:
            self._label = server_of(self.address).label
        except SupatuiError:  # raised when it is read
            self._label = self.address.label

    @property
    def label(self) -> str:
        return self._label

    @property
    def conninfo(self) -> None:
        return None

    def read(self, progress: Progress | None = None) -> Catalog:
        with self._stop.one_attempt(), open_session(server_of(self.address), self.settings, self._stop, self.told) as s:
            runner = McpRunner(s, self.settings)
            return read_catalog(runner, kinds_to_read(self.settings.optional), label=self.label, progress=progress)

    def cancel(self) -> None:
        self._stop.ask()

    def close(self) -> None:
        """Nothing is held between reads; a running one is stopped."""
        self._stop.ask()


@contextmanager
def session(
    address: Address, settings: Settings, *, features: Sequence[str] = FEATURES, start: Path | None = None
) -> Iterator[Session]:
    """A session with the server behind an address, for the project of a folder. Raises: AddressError, ConnectError."""
    server: Program | Endpoint = server_of(address, features=features, start=start)
    with open_session(server, settings, Stop(server.label)) as opened:
        yield opened


def server_major(address: Address, settings: Settings) -> int:
    """The major version of the database. Raises: AddressError, ConnectError, ConnectionLostError."""
    known = _majors.get(server_of(address).key)
    if known is not None:
        return known
    with session(address, settings) as opened:
        (version,) = McpRunner(opened, settings).run([sql(_VERSION)])
    return _remember(opened, version)


def count_rows(address: Address, settings: Settings, queries: Sequence[Sql]) -> list[int]:
    """The one number that each query gives, all from one snapshot.

    Raises: AddressError, ConnectError, ConnectionLostError, CatalogPermissionError.
    """
    with session(address, settings) as opened:
        return [int(str(next(iter(answer.rows))[0])) for answer in McpRunner(opened, settings).run(queries)]


def ask_history(address: Address, settings: Settings, query: LiteralString) -> list[str]:
    """The one text of each row that a query about the migration history gives; none where there is no history.

    Raises: AddressError, ConnectError, ConnectionLostError, CatalogPermissionError.
    """
    with session(address, settings) as opened:
        try:
            version, answer = McpRunner(opened, settings).run([sql(_VERSION), sql(query)])
        except SqlError as error:
            if error.state in {_NO_TABLE, _NO_SCHEMA}:
                return []
            raise
        except CatalogPermissionError as error:
            hint = "let the server use a role that may read it, or give a base with --base"
            raise CatalogPermissionError("cannot read the migration history", where=error.where, hint=hint) from error
    _remember(opened, version)
    return [str(row[0]) for row in answer.rows]


def _remember(opened: Session, version: Rows) -> int:
    major = int(str(next(iter(version.rows))[0])) // 10000
    _majors[opened.server.key] = major
    return major
