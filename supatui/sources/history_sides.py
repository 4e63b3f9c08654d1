"""A folder of migrations held against the database whose history it is compared with."""

from dataclasses import dataclass
from pathlib import Path

from supatui.errors import AddressError, ProjectError
from supatui.project.finding import find_project
from supatui.project.migrations import list_migrations
from supatui.project.project import Project
from supatui.settings import Settings
from supatui.sources.address import Address, AddressKind, parse_address
from supatui.sources.pairing import find_remote, is_production, remote_title


def shared_migration(settings: Settings, project: Project, address: str) -> str | None:
    """The newest migration that a schema and the project's folder share; None where there is none or nobody knows.

    Raises: AddressError, ConnectError and what else reading a history may.
    """
    parsed = parse_address(address)
    if parsed.kind is AddressKind.MIGRATIONS:
        versions = [file.version for file in project.migration_files()] if project.migrations.is_dir() else []
        if parsed.version is not None:
            return parsed.version if parsed.version in versions else None
        return versions[-1] if versions else None
    if not parsed.is_database:
        return None
    from supatui.sources.live import read_history  # brings psycopg, slow to import

    common = project.common_versions(read_history(parsed, settings))
    return common[-1] if common else None


@dataclass(frozen=True, slots=True)
class HistorySides:
    """A folder of migrations, and the database whose history it is held against."""

    folder: Path
    """Of the migrations, whether it is there or not."""
    remote: Address
    title: str
    """The database, by its name where it has one."""
    is_production: bool

    @property
    def words(self) -> str:
        """The database as people are told of it."""
        return f"REMOTE {self.title}{' PROD' if self.is_production else ''}"


def find_history_sides(settings: Settings, *, start: Path | None = None) -> HistorySides:
    """The project of this folder and its remote, which must be a database.

    Raises: ProjectError, AddressError with what is missing.
    """
    project = find_project(start)
    if project is None:
        hint = "run supatui in a project, or supabase init"
        raise ProjectError("no supabase/config.toml here or above", where=str(start or Path.cwd()), hint=hint)
    found = find_remote(settings, project)
    if found.address is None:
        hint = "give one with --remote"
        raise AddressError("there is no remote whose history could be read", where=found.what, hint=hint)
    remote = parse_address(found.address)
    return history_sides(project.migrations, remote, settings)


def history_sides(folder: Path, remote: Address, settings: Settings, *, production: bool | None = None) -> HistorySides:
    """A folder and a remote that was found already. Raises: AddressError where it is no database."""
    if not remote.is_database:
        hint = "give --remote postgresql://... or --remote service=NAME"
        raise AddressError("the remote is no database with a migration history", where=remote.label, hint=hint)
    production = is_production(settings, remote) if production is None else production
    return HistorySides(folder, remote, remote_title(settings, remote.label), production)


@dataclass(frozen=True, slots=True)
class Pending:
    """Migrations of a folder that a database's history does not have, in the order of `supabase db push`: as text."""

    versions: tuple[str, ...]
    before_last: tuple[str, ...]
    """Those that are older than the last one of the history, which `supabase db push` refuses without --include-all."""


def pending_migrations(settings: Settings, folder: Path, address: str) -> Pending:
    """What of a migrations folder the remote's history lacks; nothing where either is not there.

    Source: Supabase CLI, db push. Raises: ProjectError, AddressError, ConnectError and what else a history may raise.
    """
    parsed = parse_address(address)
    if not parsed.is_database or not folder.is_dir():
        return Pending((), ())
    from supatui.sources.live import read_history  # brings psycopg, slow to import

    history = read_history(parsed, settings)
    versions = tuple(sorted({file.version for file in list_migrations(folder)[0]} - set(history)))
    last = max(history, default="")
    return Pending(versions, tuple(version for version in versions if version < last))
