"""Where a catalog comes from: live databases, migrations, schema files, snapshots; one address syntax for all."""

from pathlib import Path
from typing import assert_never

from supatui.settings import Settings
from supatui.sources.address import Address, AddressKind, parse_address
from supatui.sources.source import Source


def open_source(address: str | Address, *, settings: Settings, folder: Path | None = None) -> Source:
    """The place that an address names; nothing is read and nobody is connected to yet.

    Raises: AddressError.
    """
    parsed = parse_address(address, folder=folder) if isinstance(address, str) else address
    match parsed.kind:
        case AddressKind.LIVE:
            from supatui.sources.live import LiveSource  # brings psycopg, slow to import

            return LiveSource(parsed, settings=settings)
        case AddressKind.MIGRATIONS:
            from supatui.sources.migrations import MigrationsSource  # brings psycopg, slow to import

            return MigrationsSource(parsed, settings=settings)
        case AddressKind.SQL:
            from supatui.sources.files import FilesSource  # brings psycopg, slow to import

            return FilesSource(parsed, settings=settings)
        case AddressKind.SNAPSHOT:
            from supatui.sources.saved import SnapshotSource

            return SnapshotSource(parsed, settings.optional)
        case AddressKind.MCP:
            from supatui.sources.mcp import McpSource  # brings every kind

            return McpSource(parsed, settings=settings)
        case AddressKind.EMPTY:
            from supatui.sources.saved import EmptySource

            return EmptySource()
        case _:
            assert_never(parsed.kind)


__all__ = ["Address", "AddressKind", "Source", "open_source", "parse_address"]
