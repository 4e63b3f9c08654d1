"""Whether a folder is in a project: all that a start elsewhere has to know of projects."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from supatui.project.project import Project

CONFIG_NAMES = ("config.toml", "config.json", "config.jsonc")
REF = re.compile(r"[a-z]{20}\Z")
"""The ref of a project on the platform."""


class Remote(NamedTuple):
    """The linked project's database, or the reason why it cannot be reached."""

    address: str | None
    """Holds the password: show `what` instead."""
    what: str
    """One line for people."""
    lacks_password: bool = False
    """Whether a password is all that is missing."""

    def __repr__(self) -> str:
        return f"Remote({self.what!r})"


def find_project(start: Path | None = None, *, environ: Mapping[str, str] | None = None) -> "Project | None":
    """The project of the nearest ancestor (or the folder itself) that has a supabase/ with a config.

    Raises: ProjectError for a config that cannot be read.
    """
    variables = os.environ if environ is None else environ
    begin = (start or Path(variables.get("SUPABASE_WORKDIR") or Path.cwd())).resolve()
    for root in (begin, *begin.parents):
        for name in CONFIG_NAMES:
            file = root / "supabase" / name
            if file.is_file():
                from supatui.project.config import read_config
                from supatui.project.environment import read_env_files
                from supatui.project.project import Project

                environment = {**read_env_files(root, variables), **variables}
                return Project(root, file, read_config(file), environment)
    return None
