"""`supatui doctor`: what works here, and what is missing."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from supatui.cli.options import Commands, add_command, add_side_options, settings_of

if TYPE_CHECKING:
    from supatui.sources.checkup import Checkup

JSON_VERSION = 1

EPILOG = """\
Lists the servers that shadow databases could be made on, starts the chosen one, and looks at the project (link, where
token and password come from, env files, migrations, what git shows as changed) and both sides: connection, TLS, role,
what it may do for diff, pull and push, the migration history, extensions. With ADDRESS, reads that schema, looks for
what it needs, and names every object that is not understood. Each line says how to mend it; no secret is shown.
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
    sys.stdout.write(as_json(checkup) if parsed.json else as_text(checkup))
    return {Level.FATAL: 2, Level.PROBLEM: 1}.get(checkup.worst, 0)


def as_text(checkup: "Checkup") -> str:
    """Servers first, then the findings, one line each with its hint below; ends in a line end."""
    from supatui.report.words import visible

    lines = ["servers for shadow databases"]
    for server in checkup.servers:
        mark = ">" if server.is_chosen else " "
        what = f"PostgreSQL {server.version}" if server.version else "not usable"
        lines.append(f" {mark} {what:16} {server.kind:7} {server.path}")
        if server.problem is not None:
            lines.append(f"     {server.problem}")
        elif server.is_chosen:
            lines.append(f"     {len(server.extensions)} extensions, {len(server.stand_ins)} stand-ins")
    if not checkup.servers:
        lines.append("   none")
    lines.append("")
    for finding in checkup.findings:
        lines.append(f"{finding.level:8} {finding.subject}: {finding.detail}")
        if finding.hint is not None:
            lines.append(f"         try: {finding.hint}")
    return visible("\n".join(lines)) + "\n"


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
