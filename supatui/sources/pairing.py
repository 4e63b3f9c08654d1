"""Pairing: which two schemas meet in this folder, their base, and what is missing when there is no pair."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from supatui.errors import AddressError, SupatuiError
from supatui.project.finding import REF, Remote, find_project
from supatui.project.migrations import found_migrations
from supatui.settings import Settings
from supatui.sources.address import Address, AddressKind, is_local_host, is_path_like, is_there, parse_address
from supatui.sources.route import has_route

if TYPE_CHECKING:
    from supatui.project.project import Project
    from supatui.sources.history import HistoryRow

PROBE_TIMEOUT_SECONDS = 0.5
"""Longest wait for the local stack, which is on this machine: it answers in a millisecond or not at all."""


class Pair(NamedTuple):
    """What was found in a folder. Addresses may hold passwords, so they stay out of the repr."""

    project: "Project | None"
    local: str | None
    remote: str | None
    found: tuple[str, ...]
    """One line for each thing that is there."""
    missing: tuple[str, ...]
    """One line for each thing that is not, with what would mend it; empty when both sides are there."""
    lacks_password: bool = False
    """Whether the remote lacks a password and nothing else."""

    def __repr__(self) -> str:
        return f"Pair(found={self.found!r}, missing={self.missing!r})"


def find_pair(settings: Settings, *, start: Path | None = None, environ: Mapping[str, str] | None = None) -> Pair:
    """Both sides as the settings name them, else as the folder suggests.

    Raises: ProjectError, AddressError.
    """
    project = find_project(start, environ=environ)
    found = [f"settings in {settings.file}"] if settings.file is not None else []
    missing: list[str] = []
    if project is not None:
        found.append(f"project {project.name} in {project.config_file}")
    elif settings.local is None or settings.remote is None:
        missing.append("no supabase/config.toml here or above: run supatui in a project, or supabase init")
    local, what = _local(settings, project)
    (missing if local is None else found).append(f"local: {what}")
    named = find_remote(settings, project)
    remote = named.address
    (missing if remote is None else found).append(f"remote: {named.what}")
    lacking = tuple(missing) if local is None or remote is None else ()
    return Pair(project, local, remote, tuple(found), lacking, named.lacks_password)


def find_base(
    settings: Settings, project: "Project | None", remote: str, *, start: Path | None = None, must_know: bool = False
) -> tuple[str | None, str]:
    """The address of the base, and how it was found or why there is none. Asks a live remote for its history.

    In this order: what is named, the baseline that the project keeps, the migrations that both sides have.
    Raises: AddressError; with `must_know` what reading the history raises, else there is no base then.
    """
    if settings.base is not None:
        return settings.base, "as named by --base, the environment or supatui.toml"
    if project is None:
        return None, "no project here whose migrations both sides share: give one with --base"
    history, unknown = _history(settings, project, parse_address(remote, folder=start), must_know=must_know)
    common = None if history is None else project.common_versions(row.version for row in history)
    address, said = _baseline(project, common)
    if address is not None:
        return address, said
    found, reason = (None, unknown) if history is None else _common_past(settings, project, history)
    if not said:
        return found, reason
    return found, f"{reason}; {said}" if found is not None else f"{said}; {reason}"


def _history(
    settings: Settings, project: "Project", remote: Address, *, must_know: bool
) -> "tuple[tuple[HistoryRow, ...] | None, str]":
    """The remote's migrations; None where they are not known or nothing is to be held against them, and why."""
    if not remote.is_database:
        return None, "the remote is not a database with a migration history: give one with --base"
    if not project.migrations.is_dir():
        return None, f"no migrations in {project.migrations}"
    from supatui.sources.history import read_rows  # brings the splitting of files into statements

    try:
        return read_rows(remote, settings), ""
    except SupatuiError as error:
        if must_know:
            raise
        # Without a base the comparison still works; what is wrong with the remote shows when it is read.
        return None, f"the remote's migration history cannot be read: {error.what}"


def _common_past(settings: Settings, project: "Project", history: "Sequence[HistoryRow]") -> tuple[str | None, str]:
    """The common migrations as they were applied: of a file that was edited since, what the history recorded."""
    recorded = [row.version for row in history]
    address, reason = project.history_base(recorded)
    if address is None:
        return None, reason
    from supatui.sources.applied import as_applied  # brings the replay and its driver

    last, files = project.common_versions(recorded)[-1], project.migration_files()
    number = [file.version for file in files].index(last) + 1
    try:
        folder, edited = as_applied(settings, files[:number], history)
    except SupatuiError as error:
        return address, f"{reason}; whether files were edited since is not known: {error.what}"
    if folder is None:
        return address, reason
    why = "it: the file was edited since" if len(edited) == 1 else "them: the files were edited since"
    return f"migrations:{folder}@{last}", f"{reason}, {', '.join(edited)} as the remote's history recorded {why}"


def _baseline(project: "Project", common: Sequence[str] | None) -> tuple[str | None, str]:
    """The address of the project's baseline and what it is, or why it is not taken; silent where there is none."""
    from supatui.sources.baseline import baseline_path, read_baseline, reason_against
    from supatui.sources.sides import REFUSED

    path = baseline_path(project)
    if not path.is_file():
        return None, ""
    try:
        baseline = read_baseline(path)
    except SupatuiError as error:
        return None, f"{REFUSED}: {error.what}"
    if against := reason_against(baseline, project, common):
        return None, f"{REFUSED}: {against}"
    moment = f" with migrations up to {baseline.migration}" if baseline.migration else ""
    return f"snapshot:{path}", f"the saved baseline{moment}"


def is_production(settings: Settings, remote: Address) -> bool:
    """Whether the remote is to be treated as production: every database elsewhere is, unless the settings say no."""
    if settings.remote_is_production is not None:
        return settings.remote_is_production
    if not remote.is_database:
        return False
    if remote.host is None and remote.kind is AddressKind.MCP:
        return True
    if remote.host is None:
        return remote.conninfo is not None and remote.conninfo.startswith("service=")
    return not is_local_host(remote.host)


def remote_title(settings: Settings, label: str) -> str:
    """A remote's label behind the name that it was asked for by: `staging (db.REF.supabase.co:5432/postgres)`.

    Addresses of two projects look much the same; names do not.
    """
    given = settings.remote or ""
    branch = _BRANCH_THROUGH_MCP.match(given)
    given = branch[1] if branch is not None else given
    name = settings.remote_name or (given if _is_remote_name(given) and not REF.match(given) else None)
    return f"{name} ({label})" if name else label


def remote_words(settings: Settings, remote: Address, label: str) -> str:
    """The remote as reports name it, with PROD where it is to be treated as production."""
    return f"{remote_title(settings, label)}{' PROD' if is_production(settings, remote) else ''}"


def _local(settings: Settings, project: "Project | None") -> tuple[str | None, str]:
    if settings.local is not None:
        return settings.local, parse_address(settings.local).label
    if project is None:
        return None, "give --local or SUPATUI_LOCAL_URL"
    address = parse_address(project.local_address)
    if _answers(address.host or "", project.db_port):
        return project.local_address, f"local stack at {address.label}"
    if project.migrations.is_dir() and found_migrations(project.migrations)[0]:
        return f"migrations:{project.migrations}", f"{project.counted_migrations()} (no local stack answers)"
    return None, f"no local stack at {address.label}, no migrations: run supabase start, or give --local"


LOCAL_STACK = "local"
"""The name of the local stack's database, where a remote is asked for."""
_REMOTE_NAME = re.compile(r"\w[\w./-]*\Z")
"""Branches are called as in git, with slashes and dots; every address has a colon or an equals sign."""
_FILES = (".sql", ".json")
"""Endings of files that an address may name: no branch is looked for under such a name."""


def _is_remote_name(text: str) -> bool:
    """Whether it can be a name; a path that is there was meant as one, and an address says its kind."""
    is_path = text.endswith(_FILES) or (is_path_like(text) and is_there(text))
    return _REMOTE_NAME.match(text) is not None and not is_path


_BRANCH_THROUGH_MCP = re.compile(r"mcp:\s*@(\S+)\Z")


def find_remote(settings: Settings, project: "Project | None") -> Remote:
    """The remote as the settings name it, by an address, by a name of `[remotes]`, by a ref, or by the name of a
    preview branch, which the platform is asked for; else the linked one.

    Raises: AddressError for a name that nobody gave, ProjectError.
    """
    named = settings.remote
    through_mcp = _BRANCH_THROUGH_MCP.match(named) if named is not None else None
    if through_mcp is not None and not REF.match(through_mcp[1]):
        return _branch_through_mcp(through_mcp[1], settings, project)
    if named is not None and not _is_remote_name(named):
        return Remote(named, parse_address(named).label)
    if project is None:
        if named is not None:
            raise _unknown_remote(named, settings.remotes)
        return Remote(None, "give --remote or SUPATUI_REMOTE_URL")
    if named is None:
        found = project.remote_address(has_route=has_route)
        if found.address is None and project.ref is not None:
            return found._replace(what=f"{found.what}, or read it through MCP: --remote mcp:")
        return found
    if named == LOCAL_STACK:
        return Remote(project.local_address, "local stack")
    refs = project.remotes
    if named in refs:
        found = project.as_remote(named).remote_address(refs[named], has_route=has_route)
        return found._replace(what=f"{named}: {found.what.removeprefix('linked ')}")
    if REF.match(named):
        found = project.remote_address(named, has_route=has_route)
        return found._replace(what=found.what.removeprefix("linked "))
    from supatui.sources.branches import branch_refs  # asks the platform

    branches, reason = branch_refs(project, settings)
    if named not in branches:
        raise _unknown_remote(named, [*settings.remotes, *refs, *branches], reason)
    reached = project.remote_address(branches[named], has_route=has_route)
    what = f"branch {named}: {reached.what.removeprefix('linked ')}"
    return reached._replace(
        what=f"{what}, or read it through MCP: --remote mcp:@{named}" if reached.address is None else what
    )


def _branch_through_mcp(name: str, settings: Settings, project: "Project | None") -> Remote:
    """A branch, or a name of config.toml, as an address of its ref."""
    if project is None:
        raise _unknown_remote(name, settings.remotes)
    refs, reason = project.remotes, ""
    if name not in refs:
        from supatui.sources.branches import branch_refs  # asks the platform

        refs, reason = branch_refs(project, settings)
    if name not in refs:
        raise _unknown_remote(name, [*project.remotes, *refs], reason)
    return Remote(f"mcp:@{refs[name]}", f"{name}: {refs[name]} through MCP")


def _unknown_remote(name: str, known: Iterable[str], reason: str = "") -> AddressError:
    """`reason`: why the branches of the project are not among the known ones."""
    names = ", ".join(sorted(set(known)))
    hint = f"known are {names}" if names else "name it under [remotes] in supatui.toml, or give an address"
    hint = f"{hint}; {reason}" if reason else hint
    what = "no remote of this name"
    if is_path_like(name):
        what = f"{what}, and no such file or folder"
        hint = f"{hint}; for a path say migrations:DIR, sql:DIR, sql:FILE or snapshot:FILE"
    return AddressError(what, where=f'"{name}"', hint=hint)


def _answers(host: str, port: int) -> bool:
    """Whether something listens there; who it is shows when it is read."""
    import socket  # only a project's local stack is looked for

    try:
        with socket.create_connection((host, port), timeout=PROBE_TIMEOUT_SECONDS):
            return True
    except OSError:
        return False
