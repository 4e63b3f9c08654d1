"""`supatui pull --declarative`: the remote's schema as files in supabase/schemas/, proven by loading them in order."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.cli.options import settings_of

if TYPE_CHECKING:
    from supatui.catalog.model import Catalog
    from supatui.cli.progress import ProgressLine
    from supatui.plan.schema_files import SchemaFile
    from supatui.report.schema_files import FileChange
    from supatui.settings import Settings

JSON_VERSION = 1


def run(parsed: argparse.Namespace) -> int:
    """Raises: SupatuiError of every kind that reading and planning have; WriteError for files that are the person's."""
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import for_major_of, read_together
    from supatui.errors import ProjectError
    from supatui.kinds.foreign_options import secret_words
    from supatui.plan.schema_files import Layout, schema_files
    from supatui.report.schema_files import file_changes, write_changes
    from supatui.report.words import visible
    from supatui.sources.pairing import find_pair

    settings = settings_of(parsed)
    pair = find_pair(settings)
    if pair.remote is None:
        hint = "name it: supatui pull --declarative --remote ADDRESS"
        raise ProjectError("there is no remote to pull", where="; ".join(pair.missing), hint=hint)
    root = pair.project.root if pair.project is not None else Path.cwd()
    folder = (Path(parsed.out).absolute() if parsed.out else root) / "supabase" / "schemas"
    settings = for_major_of([pair.remote, "migrations:."], settings, project=pair.project)
    with ProgressLine() as line:
        remote = read_together({"remote": pair.remote}, settings, line)["remote"]
        settings = settings._replace(supabase=remote.is_supabase)
        files = schema_files(_loaded((), settings, line), remote, Layout(parsed.files))
        if not parsed.no_proof:
            _prove(files, remote, settings, line)
    changes = file_changes(folder, files)
    writes = not parsed.dry_run and _may_write(changes, yes=parsed.yes)
    if writes:
        write_changes(changes)
    sys.stdout.write(_as_json(changes, writes) if parsed.json else _as_text(changes, writes))
    for words in filter(None, map(secret_words, remote.objects.values())):
        print(visible(f"secret and not read, set it by hand: {words}"), file=sys.stderr)
    return 0


def _loaded(files: "Sequence[SchemaFile]", settings: "Settings", line: "ProgressLine") -> "Catalog":
    """The schema that the files make in this order, each run once, on the platform's own objects."""
    from supatui.cli.reading import read_together

    with tempfile.TemporaryDirectory(prefix="supatui-") as name:
        for number, file in enumerate(files, 1):
            (Path(name) / f"{number:06d}_{file.name}").write_text(file.text, encoding="utf-8", newline="\n")
        return read_together({"files": f"migrations:{name}"}, settings, line)["files"]


def _prove(files: "Sequence[SchemaFile]", remote: "Catalog", settings: "Settings", line: "ProgressLine") -> None:
    """Load the files and compare. Raises: ReplayError where one does not load, ProofError where something differs."""
    from supatui.compare.status import title
    from supatui.compare.two_way import compare
    from supatui.errors import ProofError

    delta = compare(remote, _loaded(files, settings, line))
    differing = sorted({*delta.created, *delta.dropped, *delta.altered})
    if differing:
        more = f" and {len(differing) - 5} more" if len(differing) > 5 else ""
        hint = "report it with the remote's schema (supatui snapshot); --no-proof writes the files as they are"
        said = ", ".join(title(one) for one in differing[:5]) + more
        raise ProofError("the files do not load to what the remote has", where=said, hint=hint)


def _may_write(changes: "Sequence[FileChange]", *, yes: bool) -> bool:
    """Whether files of the person may be overwritten, if there are any. Raises: WriteError where nobody can say yes."""
    from supatui.errors import WriteError
    from supatui.report.schema_files import Fate
    from supatui.report.words import visible

    touched = [one for one in changes if one.fate is Fate.OVERWRITTEN]
    if not touched or yes:
        return True
    names = ", ".join(one.path.name for one in touched)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hint = "see what would change with --dry-run; --yes overwrites them"
        raise WriteError("files that you wrote or edited are in the way; nothing was written", where=names, hint=hint)
    sys.stderr.write("".join(visible(one.difference()) for one in touched))
    sys.stderr.write(f"overwrite what you wrote or edited in {visible(names)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _as_json(changes: "Sequence[FileChange]", written: bool) -> str:
    """`{version, written, files}`; a file is {path, fate, text}, text null where none is left."""
    files = [{"path": str(one.path), "fate": one.fate.value, "text": one.after} for one in changes]
    return (
        json.dumps({"version": JSON_VERSION, "written": written, "files": files}, ensure_ascii=False, indent=2) + "\n"
    )


def _as_text(changes: "Sequence[FileChange]", written: bool) -> str:
    from supatui.report.schema_files import Fate, would
    from supatui.report.words import visible

    if not changes:
        return "nothing to pull: the remote has no objects of its own\n"
    lines = [f"{one.fate if written else would(one.fate):>15}  {one.path}" for one in changes]
    if not written:
        lines += ["", *(text for one in changes if (text := one.difference()))]
        lines.append("nothing was written")
    if any(one.fate is Fate.FOREIGN for one in changes):
        lines.append("what is left alone is loaded with the others: a thing that two files make does not load")
    return visible("\n".join(lines)) + "\n"
