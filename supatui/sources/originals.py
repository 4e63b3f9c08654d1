"""The database behind an address: the schema as it is, and not as our catalog of it can be built again."""

from collections.abc import Iterator
from contextlib import contextmanager

from supatui.settings import Settings
from supatui.sources import open_source
from supatui.sources.address import AddressKind, parse_address


@contextmanager
def original(address: str, settings: Settings) -> Iterator[str | None]:
    """How to connect to it, for reading alone: the live database, or one that the files are run in for this purpose.

    None for a snapshot and for nothing at all. Raises: AddressError, ReplayError, ShadowError, CancelledError.
    """
    from supatui.sources.live import session_conninfo  # brings psycopg, slow to import
    from supatui.sources.shadowed import ShadowedSource

    parsed = parse_address(address)
    source = open_source(parsed, settings=settings)
    if isinstance(source, ShadowedSource):
        with source.made() as database:
            yield database.conninfo
    elif parsed.kind is AddressKind.LIVE:
        yield session_conninfo(parsed, settings)
    else:
        yield None
