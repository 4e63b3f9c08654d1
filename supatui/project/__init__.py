"""Project: the Supabase project in a folder, as its own command line would see it."""

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from supatui.errors import ProjectError

CONFIG_NAMES = ("config.toml", "config.json", "config.jsonc")
DEFAULT_DB_PORT = 54322
LOCAL_HOST = "127.0.0.1"
SESSION_POOLER_PORT = 5432
PASSWORD_VARIABLE = "SUPABASE_DB_PASSWORD"  # the name of a variable, not a password

_MIGRATION_NAME = re.compile(r"([0-9]+)_(.*)\.sql\Z")
_OLDEST_INIT_VERSION = "20211209000000"
"""Source: Supabase CLI; a first file `<14 digits>_init.sql` older than this one is skipped."""
_REF = re.compile(r"[a-z]{20}\Z")


class MigrationFile(NamedTuple):
    """One migration; sorts as migrations run."""

    number: int
    version: str
    name: str
    path: Path


class Remote(NamedTuple):
    """The linked project's database, or the reason why it cannot be reached."""

    address: str | None
    """Holds the password: show `what` instead."""
    what: str
    """One line for people."""

    def __repr__(self) -> str:
        return f"Remote({self.what!r})"


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
        found = self._value("project_id")
        return found if isinstance(found, str) and found else self.root.name

    @property
    def db_port(self) -> int:
        return self._number("db.port", DEFAULT_DB_PORT)

    @property
    def db_major(self) -> int | None:
        """The major version that the project says it runs on; None where it says nothing."""
        return self._number("db.major_version", 0) or None

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
        text = self.environment.get("SUPABASE_PROJECT_ID") or _text_of(self.folder / ".temp" / "project-ref") or ""
        return text.strip() if _REF.match(text.strip()) else None

    def migration_files(self) -> list[MigrationFile]:
        """The migrations in the order in which they run."""
        return list_migrations(self.migrations)[0]

    def remote_address(self) -> Remote:
        """Where the linked project's database answers, with the password of SUPABASE_DB_PASSWORD."""
        ref = self.ref
        if ref is None:
            return Remote(None, "no linked project: run supabase link, or give --remote or SUPATUI_REMOTE_URL")
        password = self.environment.get(PASSWORD_VARIABLE)
        if not password:
            return Remote(None, f"linked project {ref}, but no password: set {PASSWORD_VARIABLE}")
        pooler = self._pooler(ref)
        if pooler is None:
            user, host = "postgres", f"db.{ref}.supabase.co"
        else:
            user, host = pooler
        login = f"{quote(user, safe='')}:{quote(password, safe='')}"
        address = f"postgresql://{login}@{host}:{SESSION_POOLER_PORT}/postgres?sslmode=require"
        return Remote(address, f"linked project {ref}" + (" through its session pooler" if pooler else ""))

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
        text = (_text_of(self.folder / ".temp" / "pooler-url") or "").strip().replace("[YOUR-PASSWORD]", "")
        found = re.match(r"postgres(?:ql)?://([^:@/]+)(?::[^@/]*)?@([^:/?]+)", text)
        if found is None or not unquote(found[1]).endswith(f".{ref}"):
            return None
        return unquote(found[1]), found[2]

    def _value(self, key: str) -> object:
        """A value of the config, or the variable that overrides it; `env(NAME)` is looked up."""
        override = self.environment.get("SUPABASE_" + key.upper().replace(".", "_"))
        if override:
            return override
        value: object = self.config
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        reference = re.fullmatch(r"env\((\w+)\)", value) if isinstance(value, str) else None
        return self.environment.get(reference[1]) if reference else value

    def _number(self, key: str, default: int) -> int:
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]+", str(value)):
            raise ProjectError(f"{key} is not a number", where=str(self.config_file), hint="correct the file")
        return int(str(value))


def find_project(start: Path | None = None, *, environ: Mapping[str, str] | None = None) -> Project | None:
    """The project of the nearest ancestor (or the folder itself) that has a supabase/ with a config.

    Raises: ProjectError for a config that cannot be read.
    """
    variables = os.environ if environ is None else environ
    begin = (start or Path(variables.get("SUPABASE_WORKDIR") or Path.cwd())).resolve()
    for root in (begin, *begin.parents):
        for name in CONFIG_NAMES:
            file = root / "supabase" / name
            if file.is_file():
                environment = {**_env_files(root, variables), **variables}
                return Project(root, file, _read_config(file), environment)
    return None


def list_migrations(folder: Path) -> tuple[list[MigrationFile], list[str]]:
    """The migrations of a folder in order of version (as numbers; equal ones as text), and names that were skipped.

    Raises: ProjectError for a folder that is not there, and for two files of one version.
    """
    try:
        entries = sorted(entry for entry in folder.iterdir() if entry.is_file())
    except OSError as error:
        hint = "check the path; an address is migrations:DIR"
        raise ProjectError("cannot read the migrations", where=f"{folder}: {error}", hint=hint) from error
    files: list[MigrationFile] = []
    skipped: list[str] = []
    for entry in entries:
        matched = _MIGRATION_NAME.match(entry.name)
        if matched is None:
            skipped.extend([entry.name] if entry.suffix == ".sql" else [])
        elif matched[2] == "init" and len(matched[1]) == 14 and matched[1] < _OLDEST_INIT_VERSION and not files:
            skipped.append(entry.name)
        else:
            files.append(MigrationFile(int(matched[1]), matched[1], matched[2], entry))
    files.sort()
    for first, second in pairwise(files):
        if first.version == second.version:
            where = f"{first.path.name} and {second.path.name} in {folder}"
            raise ProjectError(f"two migrations of version {first.version}", where=where, hint="rename one of them")
    return files, skipped


def version_order(version: str) -> tuple[bool, int, str]:
    """The order in which migrations run: by number, what is no number last."""
    return (not version.isdigit(), int(version) if version.isdigit() else 0, version)


def common_past(local: Sequence[str], remote: Iterable[str]) -> list[str]:
    """Versions that both have, in order, up to the first that only one has."""
    common: list[str] = []
    for mine, other in zip(sorted(local, key=version_order), sorted(remote, key=version_order), strict=False):
        if mine != other:
            break
        common.append(mine)
    return common


def _env_files(root: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Variables of the project's env files; the first file that sets one wins. Source: Supabase CLI."""
    stage = variables.get("SUPABASE_ENV") or "development"
    names = [f".env.{stage}.local", *([".env.local"] if stage != "test" else []), f".env.{stage}", ".env"]
    found: dict[str, str] = {}
    for folder in (root / "supabase", root):
        for name in names:
            for line in (_text_of(folder / name) or "").splitlines():
                variable = _env_line(line)
                if variable:
                    found.setdefault(*variable)
    return found


def _env_line(line: str) -> tuple[str, str] | None:
    matched = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*\Z", line)
    if matched is None:
        return None
    value = matched[2]
    quoted = re.match(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", value)
    if quoted is None:
        return matched[1], re.sub(r"\s+#.*\Z", "", value)
    if quoted[1] is not None:
        return matched[1], quoted[1]
    return matched[1], re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), quoted[2])


def _read_config(file: Path) -> Mapping[str, object]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text) if file.suffix == ".toml" else json.loads(_without_comments(text) or "{}")
    except (OSError, ValueError) as error:
        raise ProjectError("cannot read the project", where=f"{file}: {error}", hint="correct the file") from error
    if not isinstance(document, dict):
        raise ProjectError("the config holds no keys", where=str(file), hint="correct the file")
    return document


def _without_comments(text: str) -> str:
    """JSON with comments and trailing commas → JSON; strings stay as they are."""
    token = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
    bare = token.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)
    comma = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])')
    return comma.sub(lambda found: found[0] if found[0].startswith('"') else "", bare)


def _text_of(file: Path) -> str | None:
    """The text of a file; None where it cannot be read, which is the same as absent here."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
