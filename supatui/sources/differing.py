"""Two live databases, read as far as they differ."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TypeVar

from supatui.catalog import differing
from supatui.catalog.collector import without_collector
from supatui.catalog.introspect import CatalogReading, Progress
from supatui.catalog.model import Catalog
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.live import session_conninfo, stoppable_runner
from supatui.sources.optional import kinds_to_read
from supatui.sources.stop import Stop
from supatui.sources.together import together

_Got = TypeVar("_Got")


def read_differing(
    addresses: tuple[Address, Address], settings: Settings, progress: tuple[Progress, Progress]
) -> tuple[Catalog, Catalog]:
    """Both catalogs, each from one snapshot, as `catalog.differing` says: good for comparing and planning between them.

    Raises: ConnectError, ConnectionLostError, CatalogPermissionError, AddressError.
    """
    stops = [Stop(address.label) for address in addresses]

    def on_both(job: Callable[[int], _Got]) -> tuple[_Got, _Got]:
        done = together({side: partial(job, side) for side in (0, 1)}, lambda side: stops[side].ask())
        return done[0], done[1]

    with without_collector(), ExitStack() as first, ExitStack() as second:
        sessions = first, second

        def begin(side: int) -> CatalogReading:
            return sessions[side].enter_context(_reading(addresses[side], settings, stops[side], progress[side]))

        return differing.read_differing(on_both(begin), on_both)


@contextmanager
def _reading(address: Address, settings: Settings, stop: Stop, progress: Progress) -> Iterator[CatalogReading]:
    """What nothing was taken of yet, inside a session of its own."""
    conninfo = session_conninfo(address, settings)
    with stoppable_runner(conninfo, address.label, settings, stop) as runner:
        yield CatalogReading(runner, kinds_to_read(settings.optional), label=address.label, progress=progress)
