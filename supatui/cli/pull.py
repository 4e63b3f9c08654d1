"""`supatui pull`: what leads local to the merged schema, as a migration."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.cli.merging import Merging, add_merge_options
from supatui.cli.options import Commands, add_command

if TYPE_CHECKING:
    from supatui.plan.model import Plan
    from supatui.report.writing import NewFile
    from supatui.sources.history_sides import Pending
    from supatui.validate.finding import Finding

JSON_VERSION = 1

EPILOG = """\
Decides as supatui merge does, proves both plans, and writes the plan for local as a migration, with what leads back
and with a document of what was decided. With --mark-applied the remote's migration history gets the new version, since
the remote has it already: that is the one thing that is changed there. On a terminal you are asked; no is the default.
Migrations of the folder that the remote's history lacks are named, with what supabase db push will do with them.
A project without migrations gets its first one: all that the remote has.
With --declarative the remote's schema becomes files in supabase/schemas/ instead, named so that they load in order,
and loaded on a shadow server before they are written. Files that you wrote or edited are asked about.
Exit status: 0 written, or nothing to do; 3 something is undecided and listed; 2 an error.

examples:
  supatui pull
  supatui pull --dry-run
  supatui pull --name "coupons from production" --preset theirs --mark-applied
  supatui pull --declarative --files table --dry-run
  supatui pull --remote service=production --rule 'kind=comment prefer=remote' --json
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "pull", "write what leads local to the merged schema as a migration", EPILOG)
    add_merge_options(parser)
    parser.add_argument("--name", metavar="NAME", default="pull", help="name of the migration (default: %(default)s)")
    parser.add_argument("--out", metavar="DIR", help="folder that holds supabase/ (default: the project's)")
    parser.add_argument("--dry-run", action="store_true", help="show every file in full and write nothing")
    parser.add_argument(
        "--mark-applied", action="store_true", help="record the version in the remote's migration history"
    )
    parser.add_argument("--declarative", action="store_true", help="write the remote's schema to supabase/schemas/")
    parser.add_argument(
        "--files",
        choices=("kind", "table"),
        default="kind",
        help="with --declarative: one file per schema and kind, or one per table (default: %(default)s)",
    )
    parser.add_argument("--yes", action="store_true", help="with --declarative: overwrite files that you wrote")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class _Pull:
    """What is about to be written, and what becomes of the remote's history."""

    merging: Merging
    files: "Sequence[NewFile]"
    cannot_mark: str
    """Why the version cannot be recorded on the remote; empty where it can."""
    pending: "Pending"
    """Migrations that are here already and not in the remote's history."""
    plan: "Plan"
    """What the migration does."""

    def findings(self) -> "tuple[Finding, ...]":
        """What the hosted platform would refuse of it."""
        from supatui.compare.model import Side
        from supatui.validate.hosted import hosted_findings

        review = self.merging.review
        return hosted_findings(self.plan, review.merge.start(Side.LOCAL), review.target(Side.LOCAL))

    @property
    def version(self) -> str:
        return self.files[0].path.name.partition("_")[0]


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.merge import say_undecided
    from supatui.cli.merging import plans_of, read_merge
    from supatui.cli.progress import ProgressLine
    from supatui.compare.model import Side
    from supatui.errors import HistoryError
    from supatui.plan.render import as_sql
    from supatui.report.migration_files import Order, new_files
    from supatui.report.writing import write_files

    if parsed.declarative:
        from supatui.cli import declarative

        return declarative.run(parsed)
    with ProgressLine() as line:
        merging = read_merge(parsed, "pull", line)
        if merging.is_open:
            return say_undecided(merging, "json" if parsed.json else "human")
        plans = plans_of(merging, [Side.LOCAL], line, prove=not parsed.no_proof, by_pg_dump=parsed.proof == "pg_dump")
    if not plans[Side.LOCAL].statements:
        return _say(parsed, None, written=False, marked=False)
    folder = Path(parsed.out).absolute() if parsed.out else merging.root
    order = Order(folder, parsed.name, datetime.now(UTC), side=Side.LOCAL, beside=False)
    files = new_files(merging.review, plans[Side.LOCAL], plans[Side.REMOTE], order, as_sql=as_sql)
    pull = _Pull(merging, files, _why_not_mark(merging), _pending(merging, folder), plans[Side.LOCAL])
    if parsed.mark_applied and pull.cannot_mark:
        hint = "pull without --mark-applied, and push the migration when the remote should get it"
        raise HistoryError("cannot mark it as applied on the remote", where=pull.cannot_mark, hint=hint)
    if parsed.dry_run:
        _warn(pull, folder, marked=parsed.mark_applied)
        return _say(parsed, pull, written=False, marked=False)
    write_files(pull.files)
    marks = parsed.mark_applied or (not parsed.json and not pull.cannot_mark and _is_wanted(pull))
    if marks:
        _mark(pull)
    _warn(pull, folder, marked=marks)
    return _say(parsed, pull, written=True, marked=marks)


def _pending(merging: Merging, folder: Path) -> "Pending":
    from supatui.errors import SupatuiError
    from supatui.report.words import visible
    from supatui.sources.history_sides import Pending, pending_migrations

    assert merging.pair.remote is not None
    try:
        return pending_migrations(merging.settings, folder / "supabase" / "migrations", merging.pair.remote)
    except SupatuiError as error:  # the migration is as good without; only this is not known
        print(visible(f"which migrations are pending is not known: {error.what}"), file=sys.stderr)
        return Pending((), ())


def _push_warnings(pull: _Pull, folder: Path) -> list[str]:
    """Why `supabase db push` would not run the new file or a pending one, or not as one; a line each."""
    from supatui.project.migrations import list_migrations
    from supatui.sources.push_lint import platform_problems, push_problems
    from supatui.sources.replay import read_files

    migrations = folder / "supabase" / "migrations"
    here = list_migrations(migrations)[0] if pull.pending.versions else []
    paths = [file.path for file in here if file.version in pull.pending.versions and file.path != pull.files[0].path]
    texts = {path.name: file.text for path, file in zip(paths, read_files(paths), strict=True)}
    texts[pull.files[0].path.name] = pull.files[0].text
    is_supabase = pull.merging.review.merge.remote.is_supabase
    return [
        f"warning: {name}, line {one.line}: {'supabase db push fails: ' if one.is_fatal else ''}{one.what}; {one.hint}"
        for name, text in texts.items()
        for one in (*push_problems(text), *(platform_problems(text) if is_supabase else ()))
    ]


def _warn(pull: _Pull, folder: Path, *, marked: bool) -> None:
    """Say what the platform would refuse, and what `supabase db push` does with older migrations that it lacks."""
    from supatui.report.words import visible

    for finding in pull.findings():
        print(visible(f"warning: the hosted platform refuses {finding.words()}"), file=sys.stderr)
    pending, version = pull.pending, pull.version
    if problems := _push_warnings(pull, folder):
        print(visible("\n".join(problems)), file=sys.stderr)
    if not pending.versions:
        return
    names = ", ".join(pending.versions)
    lines = [f"warning: pending, in the folder and not in the remote's history, and older than {version}: {names}"]
    if marked or pending.before_last:
        last = version if marked else "the last migration of the remote's history"
        older = ", ".join(pending.versions if marked else pending.before_last)
        lines.append(f"supabase db push refuses what is older than {last} ({older}): run it with --include-all")
    if not marked:
        once = "" if pending.before_last else f"; once {version} is recorded there, it needs --include-all for them"
        lines.append(f"supabase db push runs them before {version}{once}")
    print(visible("\n".join(lines)), file=sys.stderr)


def _why_not_mark(merging: Merging) -> str:
    """Why the remote's history cannot say that it has the migration: it has no history, or not all of the schema."""
    from supatui.apply.session import refuse_unwritable
    from supatui.compare.model import Side
    from supatui.compare.relocation import said_in_common
    from supatui.compare.status import title
    from supatui.compare.two_way import lacks
    from supatui.errors import ConnectError
    from supatui.sources.address import AddressKind, parse_address

    review, remote = merging.review, merging.pair.remote
    assert remote is not None
    address = parse_address(remote)
    kind = address.kind
    if kind is AddressKind.MCP:
        return f"{review.merge.remote.label} can only be read: give --remote as postgresql://... to record it"
    if kind is not AddressKind.LIVE:
        return f"{review.merge.remote.label} is no database with a migration history"
    try:
        refuse_unwritable(address, merging.settings)
    except ConnectError as error:
        return f"{error.what}: {error.hint}"
    merge = review.merge
    missing = lacks(merge.local, said_in_common(review.target(Side.LOCAL), merge.places), merge.remote)
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return f"{review.merge.remote.label} does not have all of it: {title(missing[0])}{more}"
    return ""


def _is_wanted(pull: _Pull) -> bool:
    """Ask on a terminal; anything but a yes is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"the remote has this already: record version {pull.version} in the history of ")
    sys.stderr.write(f"{_remote_words(pull.merging)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _remote_words(merging: Merging) -> str:
    from supatui.report.words import visible

    return f"REMOTE {visible(merging.review.merge.remote.label)}"


def _mark(pull: _Pull) -> None:
    """Record the version on the remote. Raises: HistoryError, ConnectError; the files stay."""
    from supatui.apply.history import Applied, record_applied
    from supatui.sources.address import parse_address

    assert pull.merging.pair.remote is not None
    name = pull.files[0].path.stem.partition("_")[2]
    applied = Applied(pull.version, name, pull.files[0].text, pull.files[1].text)
    record_applied(parse_address(pull.merging.pair.remote), pull.merging.settings, applied)


def _say(parsed: argparse.Namespace, pull: _Pull | None, *, written: bool, marked: bool) -> int:
    if parsed.json:
        sys.stdout.write(_as_json(parsed, pull, written=written, marked=marked))
    else:
        sys.stdout.write(_as_text(parsed, pull, written=written, marked=marked))
    return 0


def _as_json(parsed: argparse.Namespace, pull: _Pull | None, *, written: bool, marked: bool) -> str:
    """`{version, migration, files, dry_run, written, marked_applied, cannot_mark, pending, findings}`.

    A file is {path, title, text}; pending are versions of the folder that the remote's history lacks; findings are
    those of `supatui plan`.
    """
    from supatui.cli.plan_words import finding_record

    files = pull.files if pull is not None else ()
    document = {
        "version": JSON_VERSION,
        "migration": pull.version if pull is not None else None,
        "files": [{"path": str(file.path), "title": file.title, "text": file.text} for file in files],
        "dry_run": parsed.dry_run,
        "written": written,
        "marked_applied": marked,
        "cannot_mark": pull.cannot_mark if pull is not None else "",
        "pending": list(pull.pending.versions) if pull is not None else [],
        "findings": [finding_record(one) for one in pull.findings()] if pull is not None else [],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _as_text(parsed: argparse.Namespace, pull: _Pull | None, *, written: bool, marked: bool) -> str:
    from supatui.report.words import visible

    if pull is None:
        return "nothing to pull: local has the merged schema already\n"
    lines: list[str] = []
    for file in pull.files:
        lines.append(f"{'wrote' if written else 'would write'} {file.path}: {file.title}")
        if not written:
            lines += ["", file.text]
    history = f"version {pull.version} in the history of {_remote_words(pull.merging)}"
    if marked:
        lines.append(f"recorded {history}")
    elif pull.cannot_mark:
        lines.append(f"nothing was recorded on the remote: {pull.cannot_mark}")
    elif parsed.dry_run and parsed.mark_applied:
        lines.append(f"would record {history}")
    else:
        lines.append(f"not recorded: {history} (--mark-applied does it)")
    return visible("\n".join(lines)) + "\n"
