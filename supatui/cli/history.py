"""`supatui history`: the folder's migrations and the remote's, side by side, and what mends them."""

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from supatui.cli.options import Commands, add_command, settings_of

if TYPE_CHECKING:
    from supatui.apply.history import Repair
    from supatui.report.history_files import Fetch
    from supatui.report.writing import NewFile
    from supatui.settings import Settings
    from supatui.sources.history import Timeline
    from supatui.sources.history_sides import HistorySides

JSON_VERSION = 1

EPILOG = """\
Shows each version with its state: applied, edited (the file is not what was applied), pending, out of order (older
than the last applied one), missing local (in the remote's history alone). Pending files that supabase db push could
not run are told with the line. The remote is only read.
Exit status: 0 in step; 1 something is pending; 3 something is edited, out of order or missing; 2 an error.

examples:
  supatui history
  supatui history --remote service=production --json
  supatui history fetch --dry-run
  supatui history repair --status reverted 20261104101500
"""

FETCH_EPILOG = """\
Writes the files that the remote's history has and the folder lacks, as supabase migration fetch does, but never over a
file: one that was edited is replaced only with --overwrite, and kept in supabase/supatui/backups.
Exit status: 0 written, or nothing to do; 1 not written, since nobody said yes; 2 an error.

examples:
  supatui history fetch
  supatui history fetch --dry-run
  supatui history fetch --overwrite 20261104101500
"""

REPAIR_EPILOG = """\
Says what the remote has, as supabase migration repair does; no migration is run. applied: the row gets the statements
of the file; reverted: the row goes. Without versions the whole history becomes that of the folder, or empty. It is one
transaction, refused where the history has changed meanwhile. Rows that are replaced or go are kept in
supabase/supatui/backups.
Exit status: 0 done, or nothing to do; 1 not done, since nobody said yes; 2 an error.

examples:
  supatui history repair --status applied 20261104101500 --dry-run
  supatui history repair --status reverted 20261104101500 --yes
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "history", "show the migrations of the folder and the remote side by side", EPILOG)
    _add_options(parser)
    parser.set_defaults(run=run)
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    fetch = add_command(parts, "fetch", "write the migrations that only the remote's history has", FETCH_EPILOG)
    _add_versions(fetch)
    fetch.add_argument("--overwrite", action="store_true", help="replace files that were edited, too")
    fetch.set_defaults(run=run_fetch)
    repair = add_command(parts, "repair", "say which migrations the remote has", REPAIR_EPILOG)
    _add_versions(repair)
    repair.add_argument("--status", choices=("applied", "reverted"), required=True, help="what is true of them")
    repair.set_defaults(run=run_repair)


def _add_options(parser: argparse.ArgumentParser) -> None:
    # Defaults of their own would overwrite what stood before the command's name.
    parser.add_argument(
        "--remote",
        metavar="ADDRESS|NAME",
        default=argparse.SUPPRESS,
        help="the database (default: the linked project's)",
    )
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")


def _add_versions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("versions", metavar="VERSION", nargs="*", help="which ones (default: all)")
    _add_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would be done and do nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _read(parsed: argparse.Namespace) -> "tuple[Settings, HistorySides, Timeline]":
    from supatui.cli.progress import ProgressLine
    from supatui.sources.history import read_timeline
    from supatui.sources.history_sides import find_history_sides

    settings = settings_of(parsed)
    sides = find_history_sides(settings)
    with ProgressLine() as line:
        line.say("history", f"asking {sides.remote.label}")
        return settings, sides, read_timeline(sides.folder, sides.remote, settings)


def run(parsed: argparse.Namespace) -> int:
    from supatui.report.history_table import as_json, as_text

    _, sides, timeline = _read(parsed)
    sys.stdout.write(as_json(timeline) if _is_json(parsed) else as_text(timeline, sides.words))
    return 3 if timeline.needs_mending else 0 if timeline.is_in_step else 1


def run_fetch(parsed: argparse.Namespace) -> int:
    from supatui.cli.asking import is_wanted
    from supatui.report.history_files import plan_fetch, write_fetch

    _, sides, timeline = _read(parsed)
    fetch = plan_fetch(timeline, datetime.now(UTC), parsed.versions, overwrite=parsed.overwrite)
    if parsed.dry_run or not fetch.files:
        return _say_fetch(parsed, fetch, written=False)
    if not parsed.yes:
        _tell(_fetch_lines(fetch, "would write", "would replace"))
        if not is_wanted(f"write {len(fetch.files)} of {sides.words} to {timeline.folder}?"):
            _tell(["nothing was written; --yes does not ask"])
            return 1
    write_fetch(fetch)
    return _say_fetch(parsed, fetch, written=True)


def _fetch_lines(fetch: "Fetch", write: str, replace: str) -> list[str]:
    lines = [f"{write} {file.path}: {file.title}" for file in fetch.new]
    lines += [f"{replace} {file.path}: {file.title}" for file in fetch.replaced]
    lines += [f"keep {file.path}: {file.title}" for file in fetch.backups]
    return [*lines, *(f"not {version}: {why}" for version, why in fetch.left_out)]


def _say_fetch(parsed: argparse.Namespace, fetch: "Fetch", *, written: bool) -> int:
    """JSON: `{version, dry_run, written, files, replaced, backups, left_out}`; a file is {path, title, text}."""
    if _is_json(parsed):
        _print_json(
            {
                "dry_run": parsed.dry_run,
                "written": written,
                "files": [_file(file) for file in fetch.new],
                "replaced": [_file(file) for file in fetch.replaced],
                "backups": [_file(file) for file in fetch.backups],
                "left_out": [{"version": version, "why": why} for version, why in fetch.left_out],
            }
        )
        return 0
    lines = _fetch_lines(fetch, *(("wrote", "replaced") if written else ("would write", "would replace")))
    if not fetch.files:
        lines.append("nothing to fetch: the folder has every file of the remote's history that is known")
    _print(lines)
    return 0


def run_repair(parsed: argparse.Namespace) -> int:
    from supatui.apply.history import Status, carry_out, plan_repair
    from supatui.apply.session import refuse_unwritable
    from supatui.cli.asking import is_wanted
    from supatui.counting import counted
    from supatui.report.history_files import rows_backup
    from supatui.report.writing import write_files

    settings, sides, timeline = _read(parsed)
    repair = plan_repair(timeline, Status(parsed.status), parsed.versions)
    backup = rows_backup(repair.lost, sides.remote.label, timeline.folder, datetime.now(UTC))
    if parsed.dry_run or repair.is_empty:
        return _say_repair(parsed, repair, backup, sides.words, done=False)
    refuse_unwritable(sides.remote, settings)
    if not parsed.yes:
        _tell([*repair.words(), *([f"keep     {backup.path}: {backup.title}"] if backup else [])])
        if not is_wanted(f"change {counted(len(repair.words()), 'row')} of the history of {sides.words}?"):
            _tell(["nothing was changed; --yes does not ask"])
            return 1
    if backup is not None:
        write_files([backup])
    carry_out(sides.remote, settings, repair)
    return _say_repair(parsed, repair, backup, sides.words, done=True)


def _say_repair(
    parsed: argparse.Namespace, repair: "Repair", backup: "NewFile | None", words: str, *, done: bool
) -> int:
    """JSON: `{version, dry_run, done, put, removed, backup}`: versions, and the path of what was kept."""
    if _is_json(parsed):
        _print_json(
            {
                "dry_run": parsed.dry_run,
                "done": done,
                "put": [one.version for one in repair.puts],
                "removed": list(repair.removes),
                "backup": str(backup.path) if backup else None,
            }
        )
        return 0
    if repair.is_empty:
        _print([f"nothing to repair: the history of {words} says so already"])
        return 0
    lines = [f"{'changed' if done else 'would change'} the history of {words}", *repair.words()]
    if backup is not None:
        lines.append(f"{'kept' if done else 'would keep'} {backup.path}: {backup.title}")
    _print(lines)
    return 0


def _file(file: "NewFile") -> dict[str, str]:
    return {"path": str(file.path), "title": file.title, "text": file.text}


def _is_json(parsed: argparse.Namespace) -> bool:
    return bool(getattr(parsed, "json", False))


def _print_json(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps({"version": JSON_VERSION, **document}, ensure_ascii=False, indent=2) + "\n")


def _print(lines: list[str]) -> None:
    from supatui.report.words import visible

    sys.stdout.write(visible("\n".join(lines)) + "\n")


def _tell(lines: list[str]) -> None:
    from supatui.report.words import visible

    print(visible("\n".join(lines)), file=sys.stderr)
