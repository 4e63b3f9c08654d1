"""Reading several schemas at the same time, and stopping all of them when one fails or the person gives up."""

from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial

from supatui.catalog.model import Catalog
from supatui.cli.progress import ProgressLine
from supatui.errors import CancelledError
from supatui.settings import Settings
from supatui.sources import AddressKind, Source, open_source, parse_address
from supatui.sources.source import Telling


def read_together(addresses: Mapping[str, str], settings: Settings, line: ProgressLine) -> dict[str, Catalog]:
    """The catalogs by the names that the addresses have here, each read by a thread of its own.

    Raises: the first failure, after the other reads were stopped.
    """
    sources = {name: open_source(address, settings=settings) for name, address in addresses.items()}
    for name, source in sources.items():
        if isinstance(source, Telling):
            source.told = partial(line.say, name)
    with ThreadPoolExecutor(max_workers=len(sources)) as pool:
        reads = {name: pool.submit(source.read, line.of(name)) for name, source in sources.items()}
        try:
            wait(reads.values(), return_when=FIRST_EXCEPTION)
        finally:
            _stop_the_rest(reads, sources)
    failures = [error for read in reads.values() if (error := read.exception()) is not None]
    for error in failures:
        if not isinstance(error, CancelledError):
            raise error
    return {name: read.result() for name, read in reads.items()}


def _stop_the_rest(reads: Mapping[str, "Future[Catalog]"], sources: Mapping[str, Source]) -> None:
    for name, read in reads.items():
        if not read.done():
            sources[name].cancel()


def for_major_of(addresses: Iterable[str], settings: Settings, *, otherwise: int | None = None) -> Settings:
    """Settings whose shadow server has the major version of the first live database among these, else `otherwise`.

    What a new object is granted by itself is as in that database too, so that no difference shows what nobody granted.
    Only asks where something has to be replayed: otherwise reading tells it. Raises: ConnectError, AddressError.
    """
    parsed = [parse_address(address) for address in addresses]
    live = [address for address in parsed if address.is_database]
    if not any(address.kind in {AddressKind.MIGRATIONS, AddressKind.SQL} for address in parsed):
        return settings
    if not live:
        return replace(settings, shadow_major=settings.shadow_major or otherwise)
    from supatui.sources.live import grants_by_itself, server_major  # brings psycopg, slow to import

    major = settings.shadow_major or server_major(live[0], settings)
    grants = grants_by_itself(live[0], settings)
    classic = bool(grants) if settings.classic_privileges is None else settings.classic_privileges
    return replace(settings, shadow_major=major, classic_privileges=classic, plain_remote=grants is None)
