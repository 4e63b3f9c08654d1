"""`supatui doctor`: what works here, and what is missing."""

import argparse
import json
import shutil
import sys
from typing import TYPE_CHECKING

from supatui.cli.options import Commands, add_command, add_side_options, settings_of

if TYPE_CHECKING:
    from supatui.sources.checkup import Checkup

JSON_VERSION = 1
WIDEST = 100_000
"""Columns of a line that is not to be wrapped."""

EPILOG = """\
Lists the servers that shadow databases could be made on, starts the chosen one, and looks at the project (link, where
token and password come from, env files, migrations, what git shows as changed) and both sides: connection, TLS, role,
what it may do for diff, pull and push, the migration history, extensions. With ADDRESS, reads that schema, looks for
what it needs, and names every object that is not understood. What lacks has what mends it below; no secret is shown.
Exit status: 0 all is well, 1 something will not work, 2 no shadow server or an error.

examples:
  supatui doctor
  supatui doctor migrations:supabase/migrations
  supatui doctor service=production --json
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "doctor", "say which servers and sides were found and what is missing", EPILOG)
    parser.add_argument("address", metavar="ADDRESS", nargs="?", help="a schema to look at (default: the project's)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_side_options(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.progress import ProgressLine
    from supatui.sources.checkup import Level, check_up

    with ProgressLine() as line:
        line.say("doctor", "looking around")
        checkup = check_up(settings_of(parsed), parsed.address)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    sys.stdout.write(as_json(checkup) if parsed.json else as_text(checkup, width))
    return {Level.FATAL: 2, Level.PROBLEM: 1}.get(checkup.worst, 0)


def as_text(checkup: "Checkup", width: int | None = None) -> str:
    """Two tables, servers and findings, each finding with what mends it below; ends in a line end.

    Lines are wrapped at `width` columns, never cut; with None, for a file or a pipe, every row is one line.
    """
    from rich.console import Console  # slow to import
    from rich.table import Table
    from rich.text import Text

    from supatui.report.words import visible

    def table(*titles: str) -> Table:
        made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, title_justify="left", header_style="")
        for number, title in enumerate(titles):
            made.add_column(title, overflow="fold", no_wrap=number < len(titles) - 1)
        return made

    servers = table("", "SHADOW SERVER", "KIND", "WHERE")
    for server in checkup.servers:
        what = f"PostgreSQL {server.version}" if server.version else "not usable"
        servers.add_row(">" if server.is_chosen else "", what, server.kind, Text(visible(server.path)))
        if server.problem is not None:
            servers.add_row("", "", "", Text(visible(server.problem)))
        elif server.is_chosen:
            held = f"{len(server.extensions)} extensions, {len(server.stand_ins)} stand-ins"
            servers.add_row("", "", "", held)
    if not checkup.servers:
        servers.add_row("", "none", "", "")

    findings = table("STATE", "WHAT", "FOUND, AND HOW TO MEND IT")
    for finding in checkup.findings:
        findings.add_row(finding.level, Text(visible(finding.subject)), Text(visible(finding.detail)))
        if finding.hint is not None:
            findings.add_row("", "", Text(visible(f"mend: {finding.hint}")))

    console = Console(width=width or WIDEST, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as captured:
        console.print(servers, "", findings, sep="\n")
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def as_json(checkup: "Checkup") -> str:
    """`{version, servers, findings}` with the same facts as the text, and the extensions of each server by name."""
    document = {
        "version": JSON_VERSION,
        "servers": [
            {
                "kind": server.kind,
                "path": server.path,
                "version": server.version,
                "is_chosen": server.is_chosen,
                "problem": server.problem,
                "extensions": list(server.extensions),
                "stand_ins": list(server.stand_ins),
            }
            for server in checkup.servers
        ],
        "findings": [finding._asdict() for finding in checkup.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
