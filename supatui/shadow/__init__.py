"""PostgreSQL servers for throwaway databases: one that is named, one that is found, else the embedded one."""

from supatui.shadow.database import ShadowDatabase
from supatui.shadow.installation import choose, find_installations, none_found
from supatui.shadow.server import ShadowServer
from supatui.shadow.settings import ShadowSettings

__all__ = ["ShadowDatabase", "ShadowServer", "ShadowSettings", "open_shadow"]


def open_shadow(settings: ShadowSettings, *, major: int | None = None) -> ShadowServer:
    """Open a server for throwaway databases; close it when done.

    Order: the server of `settings.url`; the programs in `settings.bin_folder`; those of the same `major`, system
    packages before wheels; the newest system server; the default wheel. The answer may have another major.
    Raises: ShadowError that says why there is none and what to do.
    """
    from supatui.shadow.embedded import start_embedded

    installations, unusable = find_installations(settings.bin_folder)
    installation = choose(installations, major)
    if installation is None:
        raise none_found(unusable)
    return start_embedded(installation, settings)
