"""`supatui`: the screen, on the project in this folder."""

import argparse
import sys

from supatui.cli.options import settings_of
from supatui.errors import AddressError


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.progress import ProgressLine
    from supatui.sources import parse_address
    from supatui.sources.pairing import find_base, find_pair, is_production
    from supatui.sources.sides import Sides
    from supatui.tui.app import run_app  # brings Textual, slow to import

    require_terminal()
    settings = settings_of(parsed)
    pair = find_pair(settings)
    if pair.local is None or pair.remote is None:
        return run_app(None, settings=settings, found=pair.found, missing=pair.missing)
    remote = parse_address(pair.remote)
    parse_address(pair.local)
    with ProgressLine() as line:
        line.say("base", "asking the remote for its history")
        base, reason = find_base(settings, pair.project, pair.remote)
    sides = Sides(
        local=pair.local,
        remote=pair.remote,
        base=base,
        project=pair.project.root if pair.project is not None else None,
        name=settings.name or (pair.project.name if pair.project is not None else "supatui"),
        remote_is_production=is_production(settings, remote),
        base_reason=reason,
        notes=pair.found,
    )
    return run_app(sides, settings=settings, found=pair.found)


def require_terminal() -> None:
    """Raises: AddressError where no screen can be drawn."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hint = "run it in a terminal, or use supatui diff and supatui plan in scripts"
        raise AddressError("the screen needs a terminal", where="standard input or output is not one", hint=hint)
