"""`supatui migration`: a new file, or one in the place of many."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.cli.options import Commands, add_command, add_shadow_option, settings_of

if TYPE_CHECKING:
    from supatui.apply.squash import Squash
    from supatui.project.project import Project
    from supatui.settings import Settings
    from supatui.sources.history import Timeline
    from supatui.sources.history_sides import HistorySides

JSON_VERSION = 1

EPILOG = """\
Writes to supabase/migrations of the project in this folder.

examples:
  supatui migration new add_coupons
  supatui migration squash --dry-run
"""

NEW_EPILOG = """\
Makes supabase/migrations/<version>_<name>.sql with what comes in on standard input, or empty. The version is the
moment in UTC, or one second behind the newest file, so that there are never two of one version. What supabase db push
could not run is told.
Exit status: 0 written, 2 an error.

examples:
  supatui migration new add_coupons
  supatui migration new drop_carts < drop_carts.sql
"""

SQUASH_EPILOG = """\
Replays the migrations on a throwaway server, plans what makes the same schema from nothing, replays that one file, and
holds both against each other: the catalogs, what pg_dump prints, and with --rows keep the rows. Only then the last file
is replaced and the others go; copies of all of them are kept in supabase/supatui/backups. Where the files write rows,
it is refused until you say what becomes of them. The remote's history is changed only with --update-history: one row
in the place of the rows up to it.
Exit status: 0 written, or shown with --dry-run; 1 not written, since nobody said yes; 2 an error.

examples:
  supatui migration squash --dry-run
  supatui migration squash --version 20261104101500 --rows keep
  supatui migration squash --update-history --remote service=production
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "migration", "make or squash migration files", EPILOG)
    parts = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    new = add_command(parts, "new", "make a migration file", NEW_EPILOG)
    new.add_argument("name", metavar="NAME", help="what it does, in a few words")
    new.add_argument("--json", action="store_true", help="print JSON")
    new.set_defaults(run=run_new)
    squash = add_command(parts, "squash", "put one migration in the place of many", SQUASH_EPILOG)
    squash.add_argument("--version", metavar="VERSION", help="the last one that goes in (default: all)")
    squash.add_argument("--rows", choices=("keep", "drop"), help="what becomes of the rows that the files write")
    squash.add_argument("--update-history", action="store_true", help="let the remote's history say the same")
    squash.add_argument(
        "--remote",
        metavar="ADDRESS|NAME",
        default=argparse.SUPPRESS,
        help="whose history (default: the linked project's)",
    )
    add_shadow_option(squash)
    squash.add_argument("--dry-run", action="store_true", help="show the file and write nothing")
    squash.add_argument("--yes", action="store_true", help="do not ask")
    squash.add_argument("--json", action="store_true", help="print JSON")
    squash.set_defaults(run=run_squash)


def _project() -> "Project":
    from supatui.errors import ProjectError
    from supatui.project.finding import find_project

    project = find_project()
    if project is None:
        hint = "run supatui in a project, or supabase init"
        raise ProjectError("no supabase/config.toml here or above", where=str(Path.cwd()), hint=hint)
    return project


def run_new(parsed: argparse.Namespace) -> int:
    from supatui.report.migration_files import next_version, slug
    from supatui.report.writing import NewFile, write_files
    from supatui.sources.push_lint import platform_problems, push_problems

    project = _project()
    text = "" if sys.stdin.isatty() else sys.stdin.read()
    version = next_version(project.root, datetime.now(UTC))
    path = project.migrations / f"{version}_{slug(parsed.name)}.sql"
    write_files([NewFile(path, text, "a new migration")])
    problems = (*push_problems(text), *platform_problems(text))
    if parsed.json:
        document = {"version": JSON_VERSION, "path": str(path), "migration": version}
        _print_json({**document, "problems": [one._asdict() for one in problems]})
        return 0
    for one in problems:
        print(f"warning: line {one.line}: {one.what}; {one.hint}", file=sys.stderr)
    sys.stdout.write(f"wrote {path}\n")
    return 0


def run_squash(parsed: argparse.Namespace) -> int:

    from supatui.apply.squash import squash
    from supatui.cli.asking import is_wanted
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import as_project_says
    from supatui.report.history_files import write_squash

    project, settings = _project(), settings_of(parsed)
    target = _target(parsed, settings) if parsed.update_history else None
    settings = as_project_says(settings, project)
    with ProgressLine() as line:
        found = squash(
            project.migrations,
            settings,
            version=parsed.version,
            keep_rows=None if parsed.rows is None else parsed.rows == "keep",
            step=lambda words: line.say("squash", words),
        )
    if target is not None:
        _require_in_step(found, target[1])
    if parsed.dry_run:
        return _say(parsed, found, (), target, done=False)
    if not parsed.yes:
        _tell(_lines(found, target))
        if not is_wanted(f"put one file in the place of {len(found.files)} in {project.migrations}?"):
            _tell(["nothing was written; --yes does not ask"])
            return 1
    kept = write_squash(found.text, [file.path for file in found.files], datetime.now(UTC))
    if target is not None:
        kept = (*kept, *_update(settings, found, target))
    return _say(parsed, found, kept, target, done=True)


_Target = tuple["HistorySides", "Timeline"]


def _target(parsed: argparse.Namespace, settings: "Settings") -> _Target:
    from supatui.apply.session import refuse_unwritable
    from supatui.sources.history import read_timeline
    from supatui.sources.history_sides import find_history_sides

    sides = find_history_sides(settings)
    if not parsed.dry_run:
        refuse_unwritable(sides.remote, settings)
    return sides, read_timeline(sides.folder, sides.remote, settings)


def _require_in_step(found: "Squash", timeline: "Timeline") -> None:
    """Raises: HistoryError where the remote does not have exactly what is squashed."""
    from supatui.errors import HistoryError
    from supatui.project.migrations import is_version
    from supatui.sources.history import State

    last = int(found.last.version)
    entries = (entry for entry in timeline.entries if is_version(entry.version) and int(entry.version) <= last)
    other = [f"{entry.version} is {entry.state}" for entry in entries if entry.state is not State.APPLIED]
    if other:
        hint = "bring folder and history in step first: supatui history"
        raise HistoryError(f"the history cannot say so: {', '.join(other)}", where=timeline.remote, hint=hint)


def _update(settings: "Settings", found: "Squash", target: _Target) -> tuple[Path, ...]:
    from supatui.apply.history import Applied, carry_out, squashed
    from supatui.report.history_files import rows_backup
    from supatui.report.writing import write_files

    sides, timeline = target
    repair = squashed(timeline, Applied(found.last.version, found.last.name, found.text, ""))
    backup = rows_backup(repair.lost, sides.remote.label, timeline.folder, datetime.now(UTC))
    if backup is not None:
        write_files([backup])
    carry_out(sides.remote, settings, repair)
    return (backup.path,) if backup is not None else ()


def _lines(found: "Squash", target: _Target | None) -> list[str]:
    lines = [f"squash   {file.path.name}" for file in found.files]
    lines.append(f"into     {found.last.path}")
    lines += [f"proven   {step}" for step in found.proof]
    lines += [f"{'rows kept' if found.keeps_rows else 'ROWS LOST'}  {one}" for one in found.rows]
    if not found.keeps_rows:
        lines += [f"left out {one}" for one in found.row_statements]
    if target is not None:
        lines.append(f"history  of {target[0].words}: one row in the place of those up to {found.last.version}")
    return lines


def _say(
    parsed: argparse.Namespace, found: "Squash", kept: tuple[Path, ...], target: _Target | None, *, done: bool
) -> int:
    """JSON: `{version, dry_run, done, migration, path, files, text, rows, row_statements, keeps_rows, proof, kept}`."""
    if parsed.json:
        _print_json(
            {
                "version": JSON_VERSION,
                "dry_run": parsed.dry_run,
                "done": done,
                "migration": found.last.version,
                "path": str(found.last.path),
                "files": [str(file.path) for file in found.files],
                "text": found.text,
                "rows": list(found.rows),
                "row_statements": list(found.row_statements),
                "keeps_rows": found.keeps_rows,
                "proof": list(found.proof),
                "kept": [str(path) for path in kept],
            }
        )
        return 0
    lines = _lines(found, target) if parsed.dry_run else [f"wrote {found.last.path} for {len(found.files)} files"]
    if parsed.dry_run:
        lines += ["", found.text]
    lines += [f"kept {path}" for path in kept]
    _print(lines)
    return 0


def _print_json(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _print(lines: list[str]) -> None:
    from supatui.report.words import visible

    sys.stdout.write(visible("\n".join(lines)) + "\n")


def _tell(lines: list[str]) -> None:
    from supatui.report.words import visible

    print(visible("\n".join(lines)), file=sys.stderr)
