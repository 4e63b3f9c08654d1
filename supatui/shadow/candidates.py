"""Every server that shadow databases could be made on, for people who want to know."""

from dataclasses import dataclass

from supatui.errors import ShadowError
from supatui.shadow.extension_files import lacking
from supatui.shadow.installation import choose, find_installations
from supatui.shadow.settings import ShadowSettings


@dataclass(frozen=True, slots=True)
class ServerCandidate:
    """One server that was found, whether it can be used or not."""

    kind: str
    """url, named, system or wheel."""
    path: str
    """The folder of its programs, or where a named server is; holds no password."""
    version: str | None
    """Such as 18.6; None when it cannot be asked."""
    major: int | None
    extensions: tuple[str, ...]
    """Names of the extensions that it has itself, in order."""
    stand_ins: tuple[str, ...]
    """Names of the extensions that ours stand in for, in order."""
    problem: str | None
    """Why it cannot be used; None when it can."""
    is_chosen: bool
    """Whether it is the one that is used when no major is asked for."""


def available_servers(settings: ShadowSettings, *, major: int | None = None) -> list[ServerCandidate]:
    """Every candidate in the order in which they are looked at; nothing is started.

    `major` moves the mark `is_chosen` to what a database of that major would get.
    """
    candidates = [_named_server(settings.url)] if settings.url else []
    installations, unusable = find_installations(settings.bin_folder)
    chosen = None if settings.url else choose(installations, major)
    for item in installations:
        own = item.own_extensions()
        candidates.append(
            ServerCandidate(
                kind=item.kind,
                path=str(item.bin_folder),
                version=item.version,
                major=item.major,
                extensions=tuple(sorted(own)),
                stand_ins=tuple(stand_in.name for stand_in in lacking(own)),
                problem=None,
                is_chosen=item is chosen,
            )
        )
    for bad in unusable:
        candidates.append(ServerCandidate(bad.kind, str(bad.bin_folder), None, None, (), (), bad.reason, False))
    return candidates


def _named_server(url: str) -> ServerCandidate:
    from supatui.shadow.external import ExternalServer

    try:
        with ExternalServer(url) as server:
            version = f"{server.major}.{server.version_num % 10000}"
            own = server.available_extensions()
            return ServerCandidate("url", server.description, version, server.major, own, (), None, True)
    except ShadowError as error:
        return ServerCandidate("url", error.where, None, None, (), (), error.what, True)
