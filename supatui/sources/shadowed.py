"""What migrations and schema files share: they are built in a shadow database, read, and dropped again."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from supatui.catalog.ground import with_ground
from supatui.catalog.introspect import Progress
from supatui.catalog.model import Catalog
from supatui.errors import AddressError, ReplayError
from supatui.project.finding import find_project
from supatui.settings import Settings
from supatui.shadow import PLATFORM_EXTENSIONS, ShadowDatabase, ShadowServer, absent_providers
from supatui.sources.address import Address
from supatui.sources.live import lost, read_database
from supatui.sources.pool import shadow_server
from supatui.sources.replay import Ground, lay_ground
from supatui.sources.stop import Stop


@dataclass(slots=True)
class ShadowedSource(ABC):
    """SQL text that becomes a schema in a shadow database. Subclasses say how."""

    address: Address
    settings: Settings = field(repr=False)
    stop: Stop = field(init=False, repr=False)
    left_out: list[str] = field(init=False, repr=False, default_factory=list)
    """What the last replay left out beside extensions, in sentences."""

    def __post_init__(self) -> None:
        self.stop = Stop(self.address.label)

    @property
    def label(self) -> str:
        return self.address.label

    @property
    def conninfo(self) -> str | None:
        return None

    def read(self, progress: Progress | None = None) -> Catalog:
        if self.settings.optional:
            raise AddressError(
                f"files say nothing of a server's {self.settings.optional}",
                where=self.label,
                hint="compare databases, or snapshots of databases that were saved with --with",
            )
        with self.stop.one_attempt():
            server = shadow_server(self.settings)
            database, assumed, ground = self._built(server, progress)
            with database:
                catalog = read_database(database.conninfo, self.label, self.settings, self.stop, progress)
                unloaded = _unloaded_providers(catalog, database)
            if self.settings.plain_remote and ground.template is not None:
                catalog = with_ground(catalog, self._read_ground(server, ground))
        elsewhere, stood_in = _another_major(server, self.settings), _stood_in_for(server, ground, catalog)
        told = (*elsewhere, *ground.assumptions, *stood_in)
        absent = (f"extension {name} is absent here and was left out" for name in assumed)
        untold = (f"label provider {name} is not loaded here and was not asked about its labels" for name in unloaded)
        return catalog._replace(assumptions=(*catalog.assumptions, *told, *absent, *self.left_out, *untold))

    @contextmanager
    def made(self) -> Iterator[ShadowDatabase]:
        """A database with the schema in it, as `read` reads it; dropped in the end. Raises: as `build`."""
        with self.stop.one_attempt():
            server = shadow_server(self.settings)
            database, _, _ = self._built(server, None)
        with database:
            yield database

    def _built(self, server: ShadowServer, progress: Progress | None) -> tuple[ShadowDatabase, tuple[str, ...], Ground]:
        """As `build`, and what it stands on: beside a database without the platform nothing, where that is enough."""
        try:
            return self._built_on_ground(server, progress)
        except ReplayError as error:
            hint = "; ".join([error.hint, *_another_major(server, self.settings)])
            raise ReplayError(error.what, where=error.where, hint=hint) from error

    def _built_on_ground(
        self, server: ShadowServer, progress: Progress | None
    ) -> tuple[ShadowDatabase, tuple[str, ...], Ground]:
        ground = self._ground(server)
        if ground.template is not None and self.settings.plain_remote and self.settings.supabase is None:
            plain = lay_ground(server, supabase=False)
            with suppress(ReplayError):
                return *self.build(server, plain, progress), plain
        return *self.build(server, ground, progress), ground

    def _read_ground(self, server: ShadowServer, ground: Ground) -> Catalog:
        with server.create_database(ground.template) as database:
            return read_database(database.conninfo, self.label, self.settings, self.stop)

    def _ground(self, server: ShadowServer) -> Ground:
        on_platform = is_supabase(self.address, self.settings)
        return lay_ground(server, supabase=on_platform, classic_privileges=self.settings.classic_privileges)

    @abstractmethod
    def build(
        self, server: ShadowServer, ground: Ground, progress: Progress | None
    ) -> tuple[ShadowDatabase, tuple[str, ...]]:
        """A database with the schema, and the extensions that were left out. Nothing stays behind on a failure.

        Raises: ReplayError, AddressError, ShadowError, CancelledError.
        """

    def cancel(self) -> None:
        self.stop.ask()

    def close(self) -> None:
        """Nothing is held between reads; a running one is stopped."""
        self.stop.ask()


def _another_major(server: ShadowServer, settings: Settings) -> tuple[str, ...]:
    """What a person must know where the files are not run on the major that they were made for."""
    wanted = settings.shadow_major
    if wanted is None or server.major == wanted:
        return ()
    return (f"PostgreSQL {server.major} runs what is made for {wanted} (supatui doctor says why)",)


def _stood_in_for(server: ShadowServer, ground: Ground, catalog: Catalog) -> tuple[str, ...]:
    """Which extensions that the files or the platform have are here in name alone."""
    used = {one.name for one in catalog.objects if one.kind == "extension"}
    used |= set(PLATFORM_EXTENSIONS if ground.template is not None else ())
    names = sorted(used.intersection(server.stand_ins()))
    return (f"extensions this server lacks have stand-ins without their code: {', '.join(names)}",) if names else ()


def _unloaded_providers(catalog: Catalog, database: ShadowDatabase) -> list[str]:
    """Providers of the schema's labels that the server does not load. Raises: ConnectionLostError."""
    import psycopg  # slow to import; it is loaded already wherever something was read

    named = {one.name for one in catalog.objects if one.kind == "security_label"}
    if not named:
        return []
    try:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            return sorted(absent_providers(connection, named))
    except psycopg.Error as error:
        raise lost(error, catalog.label) from error


def is_supabase(address: Address, settings: Settings) -> bool:
    """Whether the platform's own objects belong under these files: as the settings say, else by where they lie."""
    if settings.supabase is not None:
        return settings.supabase
    path = address.path
    assert path is not None
    if path.parts[-2:] == ("supabase", "migrations"):
        return True
    return find_project(path if path.is_dir() else path.parent, environ={}) is not None
