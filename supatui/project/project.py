"""Project: the Supabase project in a folder, as its own command line would see it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from supatui.counting import counted
from supatui.errors import ProjectError
from supatui.project.config import merged, place_of
from supatui.project.environment import text_of
from supatui.project.finding import REF, Remote
from supatui.project.migrations import MigrationFile, common_past, found_migrations, list_migrations
from supatui.project.secrets import PASSWORD_VARIABLE, find_password

DEFAULT_DB_PORT = 54322
LOCAL_HOST = "127.0.0.1"
SESSION_POOLER_PORT = 5432


class HistoryBase(NamedTuple):
    """The common past of a folder and a database, or the reason why there is none."""

    address: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with supabase/config.toml (or .json, .jsonc)."""

    root: Path
    config_file: Path
    config: Mapping[str, object] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    """The process's variables over those of the project's env files."""

    @property
    def folder(self) -> Path:
        return self.config_file.parent

    @property
    def name(self) -> str:
        found = self.value("project_id")
        return found if isinstance(found, str) and found else self.root.name

    @property
    def db_port(self) -> int:
        return self._number("db.port", DEFAULT_DB_PORT)

    @property
    def db_major(self) -> int | None:
        """The major version that the project says it runs on; None where it says nothing."""
        return self._number("db.major_version", 0) or None

    @property
    def exposes_new_tables(self) -> bool | None:
        """Whether what is made in public is granted to the API roles by itself; None where the project does not say."""
        said = {True: True, False: False, "true": True, "false": False}
        value = self.value("api.auto_expose_new_tables")
        return said.get(value) if isinstance(value, bool | str) else None

    @property
    def local_address(self) -> str:
        """The local stack's database. Its password is the same everywhere and no secret."""
        host = self.environment.get("SUPABASE_SERVICES_HOSTNAME") or LOCAL_HOST
        return f"postgresql://postgres:postgres@{host}:{self.db_port}/postgres"

    @property
    def migrations(self) -> Path:
        """The folder of migrations, whether it is there or not."""
        return self.folder / "migrations"

    @property
    def ref(self) -> str | None:
        """The ref of the linked project; None when it is not linked."""
        text = self.environment.get("SUPABASE_PROJECT_ID") or text_of(self.folder / ".temp" / "project-ref") or ""
        return text.strip() if REF.match(text.strip()) else None

    @property
    def remotes(self) -> Mapping[str, str]:
        """The refs of `[remotes.<name>]`, by name. Raises: ProjectError for one that has none."""
        tables = self.config.get("remotes")
        found: dict[str, str] = {}
        for name in tables if isinstance(tables, Mapping) else ():
            ref = self.value(f"remotes.{name}.project_id")
            if not isinstance(ref, str) or not REF.match(ref):
                where = place_of(self.config_file, f"remotes.{name}")
                hint = "give it a project_id: the 20 letters of the project's address"
                raise ProjectError(f"the remote {name} names no project", where=where, hint=hint)
            found[str(name)] = ref
        return found

    def as_remote(self, name: str) -> "Project":
        """The project with what `[remotes.<name>]` says over the rest of its config."""
        tables = self.config.get("remotes")
        over = tables.get(name) if isinstance(tables, Mapping) else None
        return replace(self, config=merged(self.config, over)) if isinstance(over, Mapping) else self

    def counted_migrations(self) -> str:
        """How many there are and where, for people: `2 files in DIR`."""
        return f"{counted(len(found_migrations(self.migrations)[0]), 'file')} in {self.migrations}"

    def migration_files(self) -> list[MigrationFile]:
        """The migrations in the order in which they run."""
        return list_migrations(self.migrations)[0]

    def remote_address(self, ref: str | None = None, *, has_route: Callable[[str], bool] | None = None) -> Remote:
        """Where a project's database answers (default: the linked one), with its password.

        Of both ways the direct one is taken where `has_route` says that its host can be reached.
        """
        ref = ref or self.ref
        if ref is None:
            return Remote(None, "no linked project: run supabase link, or give --remote or SUPATUI_REMOTE_URL")
        password = find_password(self.environment, ref)
        if password is None:
            return Remote(None, f"linked project {ref}, but no password: set {PASSWORD_VARIABLE}", lacks_password=True)
        pooler, direct = self._pooler(ref), f"db.{ref}.supabase.co"
        if pooler is None or (has_route is not None and has_route(direct)):
            user, host, way = "postgres", direct, ""
        else:
            (user, host), way = pooler, " through its session pooler"
        login = f"{quote(user, safe='')}:{quote(password.value, safe='')}"
        address = f"postgresql://{login}@{host}:{SESSION_POOLER_PORT}/postgres?sslmode=require"
        return Remote(address, f"linked project {ref}{way}")

    def common_versions(self, remote_versions: Iterable[str]) -> list[str]:
        """The migrations that both the folder and a remote's history hold, up to the first that only one has."""
        local = [file.version for file in self.migration_files()] if self.migrations.is_dir() else []
        return common_past(local, remote_versions)

    def history_base(self, remote_versions: Iterable[str]) -> HistoryBase:
        """The schema that the common migrations make."""
        local = [file.version for file in self.migration_files()]
        common = common_past(local, remote_versions)
        if common:
            count = f"{len(common)} migration{'s' if len(common) > 1 else ''}"
            return HistoryBase(f"migrations:{self.migrations}@{common[-1]}", f"{count} up to {common[-1]} on both")
        if not local:
            return HistoryBase(None, f"no migrations in {self.migrations}")
        return HistoryBase(None, "no migration is both in the folder and in the remote's history")

    def _pooler(self, ref: str) -> tuple[str, str] | None:
        """(user, host) of the session pooler, from `supabase/.temp/pooler-url`; None unless it is of this project."""
        text = (text_of(self.folder / ".temp" / "pooler-url") or "").strip().replace("[YOUR-PASSWORD]", "")
        found = re.match(r"postgres(?:ql)?://([^:@/]+)(?::[^@/]*)?@([^:/?]+)", text)
        if found is None or not unquote(found[1]).endswith(f".{ref}"):
            return None
        return unquote(found[1]), found[2]

    def value(self, key: str) -> object:
        """A value of the config by its dotted key, or the variable that overrides it; `env(NAME)` is looked up."""
        override = self.environment.get("SUPABASE_" + key.upper().replace(".", "_"))
        if override and key != "project_id":  # SUPABASE_PROJECT_ID is the ref of the linked project
            return override
        value = self._written(key)
        variable = _variable_in(value)
        return self.environment.get(variable) if variable else value

    def _written(self, key: str) -> object:
        value: object = self.config
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def _number(self, key: str, default: int) -> int:
        value = self.value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]+", str(value)):
            variable = "SUPABASE_" + key.upper().replace(".", "_")
            if not self.environment.get(variable):
                variable = _variable_in(self._written(key)) or ""
            where = f"environment variable {variable}" if variable else place_of(self.config_file, key)
            raise ProjectError(f"{key} is not a number", where=where, hint="correct it")
        return int(str(value))


def _variable_in(value: object) -> str | None:
    """The NAME of `env(NAME)`."""
    found = re.fullmatch(r"env\((\w+)\)", value) if isinstance(value, str) else None
    return found[1] if found else None
