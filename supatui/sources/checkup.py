"""Checkup: what supatui finds on this machine and in this project, and what is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from supatui.catalog.model import Catalog
from supatui.catalog.platform import MANAGED_EXTENSIONS
from supatui.counting import counted
from supatui.errors import SupatuiError
from supatui.project.migrations import found_migrations
from supatui.project.project import Project
from supatui.settings import Settings
from supatui.shadow import ServerCandidate, available_servers
from supatui.sources import AddressKind, checkup_rights, open_source, parse_address
from supatui.sources.checkup_project import look_at_project
from supatui.sources.finding import Finding, Level
from supatui.sources.live import server_major
from supatui.sources.pairing import find_pair, remote_words
from supatui.sources.pool import shadow_server, shadow_settings
from supatui.sources.replay import created_extensions, read_files

__all__ = ["Checkup", "Finding", "Level", "check_up"]


@dataclass(frozen=True, slots=True)
class Checkup:
    servers: tuple[ServerCandidate, ...]
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Level:
        order = list(Level)
        return max((finding.level for finding in self.findings), key=order.index, default=Level.OK)


def check_up(settings: Settings, address: str | None = None, *, start: Path | None = None) -> Checkup:
    """Look at everything; a failure becomes a finding. Starts the shadow server, reads `address` if there is one.

    Raises: AddressError, ProjectError: what was said cannot be understood at all.
    """
    findings: list[Finding] = []
    catalog: Catalog | None = None
    pair = find_pair(settings, start=start)
    project = pair.project
    major: int | None = project.db_major if project else None
    used: set[str] = set()
    if address is not None:
        catalog, seen = _read(address, settings)
        findings.append(seen)
        findings += _not_understood(catalog)
        major = catalog.server_version // 10000 if catalog else major
    else:
        findings += [
            Finding(Level.OK, "found", line) for line in pair.found if not line.startswith(("local", "remote"))
        ]
        asked = {"local:": settings.local, "remote:": settings.remote}
        for line in pair.missing:  # what a person named is a problem when it is not there
            level = Level.PROBLEM if asked.get(line.split(maxsplit=1)[0]) else Level.NOTE
            findings.append(Finding(level, "missing", line))
        findings += look_at_project(project, settings) if project else ()
        for name, side in (("local", pair.local), ("remote", pair.remote)):
            if side is not None:
                reached, seen = _reach(name, side, settings)
                findings.append(seen)
                major = reached or major
                if reached is not None:
                    findings += _behind(name, side, settings, project, reached, used)
    if major is not None and settings.shadow_major is None:
        settings = settings._replace(shadow_major=major)
    for side in (address,) if address is not None else (pair.local, pair.remote):
        findings += _through_mcp(side, settings)
    servers = tuple(available_servers(shadow_settings(settings), major=settings.shadow_major))
    findings += _shadow(settings, servers)
    findings += _extensions(sorted({*used, *_used(project, catalog)}), servers)
    return Checkup(servers, tuple(findings))


def _read(address: str, settings: Settings) -> tuple[Catalog | None, Finding]:
    source = open_source(address, settings=settings)
    try:
        catalog = source.read()
    except SupatuiError as error:
        return None, _failed("address", error)
    version = catalog.server_version
    on = f", PostgreSQL {version // 10000}.{version % 10000}" if version else ""
    return catalog, Finding(Level.OK, "address", f"{source.label}: {counted(len(catalog.objects), 'object')}{on}")


def _not_understood(catalog: Catalog | None) -> Iterator[Finding]:
    """Every object of a kind that is not understood, by the server's own words for it."""
    hint = "bring it to the other side by hand: no plan creates, changes or drops it"
    for one in catalog.unknown if catalog else ():
        yield Finding(Level.PROBLEM, "not understood", f"{one.kind} {one.name}", hint)


def _reach(name: str, address: str, settings: Settings) -> tuple[int | None, Finding]:
    parsed = parse_address(address)
    if not parsed.is_database:
        return None, Finding(Level.OK, name, parsed.label)
    try:
        major = server_major(parsed, settings)
    except SupatuiError as error:
        return None, _failed(name, error)
    words = remote_words(settings, parsed, parsed.label) if name == "remote" else parsed.label
    return major, Finding(Level.OK, name, f"{words} answers, PostgreSQL {major}")


def _through_mcp(address: str | None, settings: Settings) -> Iterator[Finding]:
    """What is known about the way, where it leads through an MCP server that answers."""
    if address is None or parse_address(address).kind is not AddressKind.MCP:
        return
    from supatui.sources import mcp_checkup

    try:
        state = mcp_checkup.look(parse_address(address), settings)
    except SupatuiError:
        return  # said where the address was read
    for subject, detail, hint in mcp_checkup.lines(state):
        yield Finding(Level.OK if hint is None else Level.NOTE, subject, detail, hint)


def _behind(
    name: str, address: str, settings: Settings, project: Project | None, major: int, used: set[str]
) -> Iterator[Finding]:
    """What is known of a database that answers; its extensions are added to `used`."""
    parsed = parse_address(address)
    if parsed.kind is AddressKind.LIVE:
        try:
            rights = checkup_rights.read_rights(parsed, settings)
        except SupatuiError as error:
            yield _failed(name, error)
            return
        used |= set(rights.extensions) - set(MANAGED_EXTENSIONS)
        yield from checkup_rights.look_at_rights(name, parsed, rights)
    if name == "remote" and project is not None:
        yield from checkup_rights.look_at_major(project, major)
        yield from checkup_rights.look_at_history(project, parsed, settings)


def _failed(subject: str, error: SupatuiError) -> Finding:
    return Finding(Level.PROBLEM, subject, f"{error.what} ({error.where})", error.hint)


def _shadow(settings: Settings, servers: Iterable[ServerCandidate]) -> Iterator[Finding]:
    """The server that shadow databases would be made on: it is started, which is the only proof that it can be."""
    try:
        server = shadow_server(settings)
    except SupatuiError as error:
        yield Finding(Level.FATAL, "shadow server", f"{error.what} ({error.where})", error.hint)
        return
    yield Finding(Level.OK, "shadow server", server.description)
    wanted = settings.shadow_major
    if wanted is not None and server.major != wanted:
        has = "no server of that major here" if all(one.major != wanted for one in servers) else "another was named"
        hint = (
            "pip install 'supatui[pg17]'" if wanted == 17 else f"install PostgreSQL {wanted}, or name one with --shadow"
        )
        detail = f"the database runs on {wanted}, the shadow on {server.major}: {has}"
        yield Finding(Level.NOTE, "shadow server", detail, hint)


def _used(project: Project | None, catalog: Catalog | None) -> tuple[str, ...]:
    """Extensions that the catalog has, or else that the project's migrations create."""
    if catalog is not None:
        return tuple(sorted(item.name for item in catalog.objects if item.kind == "extension"))
    if project is None or not project.migrations.is_dir():
        return ()
    try:
        return created_extensions(read_files(file.path for file in found_migrations(project.migrations)[0]))
    except SupatuiError:
        return ()  # said where the folder was looked at


def _extensions(used: Iterable[str], servers: Iterable[ServerCandidate]) -> Iterator[Finding]:
    chosen = next((server for server in servers if server.is_chosen and server.problem is None), None)
    if chosen is None:
        return
    for name in used:
        if name in chosen.extensions:
            yield Finding(Level.OK, "extension", f"{name} is there")
        elif name in chosen.stand_ins:
            yield Finding(Level.NOTE, "extension", f"{name} is stood in for: its names and types without its code")
        else:
            hint = f"install {name} for a PostgreSQL of this machine, or name a server that has it with --shadow"
            yield Finding(Level.PROBLEM, "extension", f"{name} is absent: what uses it cannot be built here", hint)
