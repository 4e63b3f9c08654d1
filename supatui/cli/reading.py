"""Reading several schemas at the same time, and stopping all of them when one fails or the person gives up."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from supatui.catalog.model import Catalog
from supatui.cli.progress import ProgressLine
from supatui.project.finding import find_project
from supatui.settings import Settings
from supatui.sources import Address, AddressKind, open_source, parse_address
from supatui.sources.source import Telling

FILES = frozenset({AddressKind.SNAPSHOT, AddressKind.EMPTY})


def read_together(addresses: Mapping[str, str], settings: Settings, line: ProgressLine) -> dict[str, Catalog]:
    """The catalogs by the names that the addresses have here, each read by a thread of its own, files in turn.

    Raises: the first failure, after the other reads were stopped.
    """
    sources = {name: open_source(address, settings=settings) for name, address in addresses.items()}
    for name, source in sources.items():
        if isinstance(source, Telling):
            source.told = partial(line.say, name)
    reads = {name: partial(source.read, line.of(name)) for name, source in sources.items()}
    if all(parse_address(address).kind in FILES for address in addresses.values()):
        return {name: read() for name, read in reads.items()}  # read at once, with nothing to wait for
    from supatui.sources.together import together  # not needed without a server

    return together(reads, lambda name: sources[name].cancel())


def read_differing(addresses: Mapping[str, str], settings: Settings, line: ProgressLine) -> dict[str, Catalog]:
    """Two catalogs as `read_together` gives them, to be compared with one another and for nothing else.

    Of two live databases only what differs is read, with what it is tied to. Raises: as `read_together` does.
    """
    parsed = [parse_address(address) for address in addresses.values()]
    if len(parsed) != 2 or any(address.kind is not AddressKind.LIVE for address in parsed):
        return read_together(addresses, settings, line)
    from supatui.sources.differing import read_differing as read  # brings psycopg, slow to import

    first, second = addresses
    catalogs = read((parsed[0], parsed[1]), settings, (line.of(first), line.of(second)))
    return dict(zip(addresses, catalogs, strict=True))


def for_major_of(addresses: Iterable[str], settings: Settings, *, otherwise: int | None = None) -> Settings:
    """Settings whose shadow server has the major version of the first live database among these.

    Without one, that which the project of the files says it runs on, else `otherwise`.
    What a new object is granted by itself is as in that database too, so that no difference shows what nobody granted.
    Only asks where something has to be replayed: otherwise reading tells it. Raises: ConnectError, AddressError.
    """
    parsed = [parse_address(address) for address in addresses]
    live = [address for address in parsed if address.is_database]
    files = [address for address in parsed if address.kind in {AddressKind.MIGRATIONS, AddressKind.SQL}]
    if not files:
        return settings
    if not live:
        return replace(settings, shadow_major=settings.shadow_major or _major_of(files) or otherwise)
    from supatui.sources.live import read_likeness  # brings psycopg, slow to import

    live_major, grants = read_likeness(live[0], settings)
    major = settings.shadow_major or live_major
    classic = bool(grants) if settings.classic_privileges is None else settings.classic_privileges
    return replace(settings, shadow_major=major, classic_privileges=classic, plain_remote=grants is None)


def _major_of(files: Iterable[Address]) -> int | None:
    """The major version of the first project with files among these that says one. Raises: ProjectError."""
    paths = (address.path for address in files if address.path is not None)
    projects = (find_project(path if path.is_dir() else path.parent, environ={}) for path in paths)
    return next((one.db_major for one in projects if one is not None and one.db_major is not None), None)
