"""Reading several schemas at the same time, and stopping all of them when one fails or the person gives up."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.catalog.model import Catalog
from supatui.cli.progress import ProgressLine
from supatui.project.finding import find_project
from supatui.settings import Settings
from supatui.sources import AddressKind, open_source, parse_address
from supatui.sources.source import Telling

if TYPE_CHECKING:
    from supatui.project.project import Project

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


def for_major_of(addresses: Iterable[str], settings: Settings, *, project: "Project | None" = None) -> Settings:
    """Settings whose shadow server has the major version of the first live database among these.

    Without one, that which the project of the files says it runs on, else `project`.

    What a new object is granted by itself is as in that database too, so that no difference shows what nobody granted,
    unless the project says that nothing is: the default privileges of today may be the work of its own migrations.
    Only asks where something has to be replayed: otherwise reading tells it.
    Raises: ConnectError, AddressError, ProjectError.
    """
    parsed = [parse_address(address) for address in addresses]
    live = [address for address in parsed if address.is_database]
    files = [address for address in parsed if address.kind in {AddressKind.MIGRATIONS, AddressKind.SQL}]
    if not files:
        return settings
    project = _project_of([address.path for address in files if address.path is not None], otherwise=project)
    if project is not None:
        settings = as_project_says(settings, project, alone=not live)
    if not live:
        return settings
    from supatui.sources.live import read_likeness  # brings psycopg, slow to import

    live_major, grants = read_likeness(live[0], settings)
    major = settings.shadow_major or live_major
    classic = bool(grants) if settings.classic_privileges is None else settings.classic_privileges
    return settings._replace(shadow_major=major, classic_privileges=classic, plain_remote=grants is None)


def as_project_says(settings: Settings, project: "Project", *, alone: bool = True) -> Settings:
    """Settings for a replay of a project's files, as far as they say nothing else.

    `alone`: no database is there to be asked, so that all that the project says counts. Raises: ProjectError.
    """
    exposes = project.exposes_new_tables
    if settings.classic_privileges is None and (exposes is False or alone):
        settings = settings._replace(classic_privileges=exposes)
    return settings._replace(shadow_major=settings.shadow_major or project.db_major) if alone else settings


def _project_of(paths: Iterable[Path], *, otherwise: "Project | None") -> "Project | None":
    """The project of the first of these that lies in one. Raises: ProjectError."""
    for path in paths:
        found = find_project(path if path.is_dir() else path.parent, environ={})
        if found is not None:
            # the one that is known already was read with its environment
            return otherwise if otherwise is not None and otherwise.config_file == found.config_file else found
    return otherwise
