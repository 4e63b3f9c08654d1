"""One shadow server for each major in this process, shared by everybody who needs one."""

import atexit
import threading
from dataclasses import dataclass, field

from supatui.settings import Settings
from supatui.shadow import ShadowServer, ShadowSettings, open_shadow


@dataclass
class ShadowPool:
    """Opens a server when somebody first needs it, and closes all of them at the end; safe from any thread."""

    _servers: dict[tuple[ShadowSettings, int | None], ShadowServer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def server(self, settings: ShadowSettings, major: int | None = None) -> ShadowServer:
        """A server of the major where one can be had, else the one that is open or the best one.

        Raises: ShadowError.
        """
        with self._lock:
            found = self._servers.get((settings, major)) or self._already_open(settings, major)
            if found is None:
                found = open_shadow(settings, major=major)
                if not self._servers:
                    atexit.register(self.close)
            self._servers[settings, major] = found
            return found

    def _already_open(self, settings: ShadowSettings, major: int | None) -> ShadowServer | None:
        """A server that serves as well: any where none was asked for, else one that has the major."""
        for (other, _), server in self._servers.items():
            if other == settings and major in {None, server.major}:
                return server
        return None

    def close(self) -> None:
        """End every server and forget it; what was made on them is gone."""
        with self._lock:
            servers = {id(server): server for server in self._servers.values()}
            self._servers.clear()
        for server in servers.values():
            server.close()


POOL = ShadowPool()
"""The one of this process."""


def shadow_settings(settings: Settings) -> ShadowSettings:
    """What the settings say about shadow databases, in the words of `shadow`."""
    return ShadowSettings(url=settings.shadow_url, bin_folder=settings.shadow_bin, cache_folder=settings.cache_folder)


def shadow_server(settings: Settings, *, major: int | None = None) -> ShadowServer:
    """The shared server; `major` is the one that it should stand in for.

    Raises: ShadowError.
    """
    return POOL.server(shadow_settings(settings), major if major is not None else settings.shadow_major)
