"""Source: a place that a schema can be read from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from supatui.catalog.introspect import Progress
    from supatui.catalog.model import Catalog

Told = Callable[[str], None]
"""Gets one line about each thing that was asked of a server, when it is done. The line may hold a server's words."""


@runtime_checkable
class Telling(Protocol):
    """A source that is asked over a slow way, and tells of each call. `told` is set before `read`."""

    told: Told | None


class Source(Protocol):
    """One place to read a schema from. It is used by one thread at a time; only `cancel` may come from another."""

    @property
    def label(self) -> str:
        """What the person calls it, without a password."""

    @property
    def conninfo(self) -> str | None:
        """What libpq takes to reach it; None unless it is a live database. May hold a password."""

    def read(self, progress: "Progress | None" = None) -> "Catalog":
        """Read everything from one moment.

        Raises: ConnectError, ConnectionLostError, CatalogPermissionError, ReplayError, SnapshotError, ShadowError,
        AddressError for a path that is not there, CancelledError after `cancel`.
        """

    def cancel(self) -> None:
        """Stop a running `read`, its query on the server too; `read` raises CancelledError."""

    def close(self) -> None:
        """Let go of everything; a second call does nothing."""
