"""PostgreSQL servers for throwaway databases: one that is named, one that is found, else the embedded one."""

from supatui.errors import ShadowError
from supatui.shadow.adapting import may_be_refused, run_adapted
from supatui.shadow.candidates import ServerCandidate, available_servers
from supatui.shadow.database import ShadowDatabase
from supatui.shadow.installation import InstallationKind, choose, find_installations, none_found
from supatui.shadow.labels import absent_providers
from supatui.shadow.platform import PLATFORM_EXTENSIONS
from supatui.shadow.server import ShadowServer
from supatui.shadow.settings import ShadowSettings

__all__ = [
    "PLATFORM_EXTENSIONS",
    "ServerCandidate",
    "ShadowDatabase",
    "ShadowServer",
    "ShadowSettings",
    "absent_providers",
    "available_servers",
    "may_be_refused",
    "open_shadow",
    "run_adapted",
]


def open_shadow(settings: ShadowSettings, *, major: int | None = None) -> ShadowServer:
    """Open a server for throwaway databases; close it when done.

    Order: the server of `settings.url`; the programs in `settings.bin_folder`; those of the same `major`, system
    packages before wheels; the newest system server; the default wheel. The answer may have another major.
    Raises: ShadowError that says why there is none and what to do.
    """
    if settings.url:
        from supatui.shadow.external import ExternalServer

        return ExternalServer(settings.url)
    installations, unusable = find_installations(settings.bin_folder)
    for item in unusable:
        if item.kind is InstallationKind.NAMED:
            raise ShadowError(
                f"the named folder cannot serve shadow databases: {item.reason}",
                where=str(item.bin_folder),
                hint="name a folder with initdb and postgres, or none to use the server that supatui finds",
            )
    installation = choose(installations, major)
    if installation is None:
        raise none_found(unusable)
    from supatui.shadow.embedded import start_embedded

    return start_embedded(installation, settings)
