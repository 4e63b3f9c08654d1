"""`supatui diff`: what changed on which side."""

import argparse
import sys

from supatui.cli.options import (
    WHOSE_RENAME,
    Commands,
    add_command,
    add_rename_option,
    add_side_options,
    add_with_option,
    settings_of,
)

EPILOG = """\
Sides that are not named are found as the screen finds them: the project in this folder, supatui.toml, the environment.
Exit status: 0 nothing differs, 1 differences, 3 conflicts, 2 an error.
What clashes only on a server is found by supatui merge, which builds both sides' changes together.

examples:
  supatui diff
  supatui diff --remote service=production --json
  supatui diff --remote mcp:
  supatui diff --local migrations:supabase/migrations --remote postgresql://localhost/now
  supatui diff --local snapshot:a.json --remote snapshot:b.json --base snapshot:last.json
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "diff", "print every change with its side, conflicts marked", EPILOG)
    add_side_options(parser)
    add_with_option(parser)
    add_rename_option(parser, WHOSE_RENAME)
    parser.add_argument(
        "--format", choices=("human", "json"), default="human", help="what to print (default: %(default)s)"
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.comparing import merged_as_asked, named_remote
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import for_major_of, read_differing, read_together
    from supatui.compare.side_renames import side_candidates
    from supatui.errors import ProjectError
    from supatui.report.differences import as_json, as_text, exit_code
    from supatui.sources.pairing import find_base, find_pair

    settings = settings_of(parsed)
    pair = find_pair(settings)
    if pair.local is None or pair.remote is None:
        hint = "name both sides: supatui diff --local ADDRESS --remote ADDRESS"
        raise ProjectError("there are not two schemas to compare", where="; ".join(pair.missing), hint=hint)
    base, reason = find_base(settings, pair.project, pair.remote)
    addresses = {"local": pair.local, "remote": pair.remote, **({"base": base} if base else {})}
    with ProgressLine() as line:
        # The remote is what a replay most often stands in for.
        settings = for_major_of([pair.remote, *addresses.values()], settings, project=pair.project)
        # Renames are tried on a shadow server, and the JSON has fingerprints.
        in_full = getattr(parsed, "rename", []) or parsed.format == "json"
        catalogs = (read_together if in_full else read_differing)(addresses, settings, line)
        remote = named_remote(catalogs["remote"], pair.remote, settings)
        sides = catalogs.get("base"), catalogs["local"], remote
        found = merged_as_asked(parsed, *sides, settings, line)
    if base is None:
        print(f"two-way: {reason}", file=sys.stderr)
    else:
        from supatui.compare.clash import can_clash  # two schemas alone do not wait for it

        if can_clash(found):
            print("not tried on a server: supatui merge may find more conflicts", file=sys.stderr)
    candidates = side_candidates(found.base, found.local, found.remote)
    words = as_json if parsed.format == "json" else as_text
    sys.stdout.write(words(found, candidates, base_reason=reason))
    return exit_code(found)
