"""`supatui`: the screen, on the project in this folder."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.cli.options import settings_of
from supatui.errors import AddressError, ConnectError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supatui.project.project import Project
    from supatui.settings import Settings
    from supatui.sources.pairing import Pair


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.progress import ProgressLine
    from supatui.sources import parse_address
    from supatui.sources.pairing import find_base, find_pair, is_production
    from supatui.sources.sides import Sides
    from supatui.tui.app import run_app, run_welcome  # brings Textual, slow to import

    require_terminal()
    settings = settings_of(parsed)
    pair, environ = find_pair(settings), dict(os.environ)
    while pair.local is None or pair.remote is None:
        code, password = run_welcome(pair, settings=settings)
        if password is None:
            return code
        from supatui.project.secrets import PASSWORD_VARIABLE

        # Only here, and in no program that we start.
        environ[PASSWORD_VARIABLE] = password
        pair = find_with_password(settings, environ)
    with ProgressLine() as line:
        if pair.project is not None and parse_address(pair.remote).is_database:
            line.say("base", "asking the remote for its history")
        base, reason = find_base(settings, pair.project, pair.remote)
        settings = _for_the_remotes_major(settings, pair, base)
    root = pair.project.root if pair.project is not None else Path.cwd()
    sides = Sides(
        local=pair.local,
        remote=pair.remote,
        base=base,
        project=root,
        name=settings.name or (pair.project.name if pair.project is not None else root.name),
        remote_is_production=is_production(settings, parse_address(pair.remote)),
        base_reason=reason,
        notes=pair.found,
        find_base=partial(_find_base, pair.project, pair.remote),
    )
    return run_app(sides, settings=settings, found=pair.found)


def find_with_password(settings: "Settings", environ: "Mapping[str, str]") -> "Pair":
    """Both sides with a password that was typed; a refused one lacks again. Raises: ProjectError, AddressError."""
    from supatui.errors import PasswordRefusedError, SupatuiError
    from supatui.sources import live, parse_address
    from supatui.sources.pairing import find_pair

    pair = find_pair(settings, environ=environ)
    if pair.remote is None:
        return pair
    try:
        live.server_major(parse_address(pair.remote), settings)
    except PasswordRefusedError as error:
        found = tuple(line for line in pair.found if not line.startswith("remote:"))
        missing = (f"remote: {error.where} does not take this password",)
        return pair._replace(remote=None, found=found, missing=missing, lacks_password=True)
    except SupatuiError:
        pass  # told on the screen, where it can be read again
    return pair


def _find_base(project: "Project | None", remote: str, settings: "Settings") -> tuple[str | None, str]:
    from supatui.sources.pairing import find_base

    return find_base(settings, project, remote, must_know=True)


def _for_the_remotes_major(settings: "Settings", pair: "Pair", base: str | None) -> "Settings":
    """A remote that does not answer is told on the screen, where it can be read again; it stops nothing here."""
    from supatui.cli.reading import as_project_says, for_major_of

    addresses = [each for each in (pair.remote, pair.local, base) if each is not None]
    try:
        return for_major_of(addresses, settings, project=pair.project)
    except ConnectError:
        return as_project_says(settings, pair.project) if pair.project is not None else settings


def require_terminal() -> None:
    """Raises: AddressError where no screen can be drawn."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hint = "run it in a terminal, or use supatui diff and supatui plan in scripts"
        raise AddressError("the screen needs a terminal", where="standard input or output is not one", hint=hint)
