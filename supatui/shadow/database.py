"""Throwaway databases on a shadow server."""

from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supatui.shadow.server import ShadowServer


class ShadowDatabase:
    """One throwaway database; as a context manager it is dropped at the end."""

    __slots__ = ("_server", "name")

    def __init__(self, server: "ShadowServer", name: str) -> None:
        self._server = server
        self.name = name

    def __repr__(self) -> str:
        return f"ShadowDatabase({self.name!r})"

    @property
    def conninfo(self) -> str:
        """What psycopg.connect takes. May hold a password where the server was named by its URL: never show it."""
        return self._server.conninfo_of(self.name)

    @property
    def url(self) -> str:
        """The same as a postgresql:// address."""
        return self._server.url_of(self.name)

    def drop(self) -> None:
        """Drop it, ending the sessions that still use it; nothing happens when it is gone already."""
        self._server.drop_database(self.name)

    def __enter__(self) -> "ShadowDatabase":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()
