"""What a person may say about the server for shadow databases."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

URL_VARIABLE = "SUPATUI_SHADOW_URL"
BIN_FOLDER_VARIABLE = "SUPATUI_POSTGRES_BIN"


def default_cache_folder() -> Path:
    """The cache folder of this user, as the platform has it."""
    from platformdirs import user_cache_path

    return user_cache_path("supatui", appauthor=False)


@dataclass(frozen=True, slots=True)
class ShadowSettings:
    """Where shadow databases are made; with nothing said, the best server found on this machine."""

    url: str | None = field(default=None, repr=False)
    """A server to create databases on and drop them again. May hold a password, so it is never shown."""
    bin_folder: Path | None = None
    """A folder with `initdb` and `postgres` to use instead of looking for one."""
    cache_folder: Path = field(default_factory=default_cache_folder)
    """Where prepared data folders and program copies are kept between runs."""

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] | None = None) -> "ShadowSettings":
        """Settings as SUPATUI_SHADOW_URL and SUPATUI_POSTGRES_BIN give them; empty ones count as absent."""
        found = os.environ if variables is None else variables
        folder = found.get(BIN_FOLDER_VARIABLE) or None
        return cls(url=found.get(URL_VARIABLE) or None, bin_folder=Path(folder) if folder else None)
