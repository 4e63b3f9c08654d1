"""`supatui snapshot ADDRESS`: a schema as a file."""

import argparse
import os
import sys
from pathlib import Path

from supatui.cli.options import Commands, add_command, add_shadow_option, add_with_option, settings_of
from supatui.errors import ProjectError, WriteError

EPILOG = """\
The same schema gives the same bytes. snapshot:FILE is an address that every command takes.
A baseline is supabase/supatui/baseline.json, meant to be committed; it replaces the one before.

examples:
  supatui snapshot service=production -o production.json
  supatui snapshot migrations:supabase/migrations > now.json
  supatui snapshot service=production --baseline
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "snapshot", "save a schema as canonical JSON", EPILOG)
    parser.add_argument("address", metavar="ADDRESS", help="address of the schema")
    parser.add_argument("-o", "--output", metavar="FILE", help="file to write (default: standard output)")
    parser.add_argument(
        "--baseline",
        action="store_true",
        help="save it as the project's baseline, the base of later merges: both sides are to be the same now",
    )
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    add_shadow_option(parser)
    add_with_option(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    if parsed.baseline:
        return _save_baseline(parsed)
    from supatui.catalog.snapshot import to_json
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import for_major_of, read_together

    target = Path(parsed.output) if parsed.output else None
    if target is not None and target.exists() and not parsed.force:
        raise WriteError("the file is there already", where=str(target), hint="choose another name, or say --force")
    with ProgressLine() as line:
        settings = for_major_of([parsed.address], settings_of(parsed))
        catalog = read_together({"schema": parsed.address}, settings, line)["schema"]
    text = to_json(catalog)
    if target is None:
        sys.stdout.write(text)
    else:
        write_whole(target, text)
        print(f"{target}: {len(catalog.objects)} objects of {catalog.label}", file=sys.stderr)
    return 0


def _save_baseline(parsed: argparse.Namespace) -> int:
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import for_major_of, read_together
    from supatui.project.finding import find_project
    from supatui.sources.baseline import baseline_path, baseline_text
    from supatui.sources.history_sides import shared_migration

    project = find_project()
    if project is None:
        hint = "run it in a project, or save a snapshot with -o and name it with --base"
        raise ProjectError("no project to keep a baseline in", where=str(Path.cwd()), hint=hint)
    settings = for_major_of([parsed.address], settings_of(parsed))
    migration = shared_migration(settings, project, parsed.address)
    with ProgressLine() as line:
        catalog = read_together({"schema": parsed.address}, settings, line)["schema"]
    target = Path(parsed.output) if parsed.output else baseline_path(project)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, baseline_text(catalog, project, migration))
    moment = f"with migrations up to {migration}" if migration else "with no migration in common"
    print(f"{target}: baseline of {len(catalog.objects)} objects of {catalog.label}, {moment}", file=sys.stderr)
    return 0


def write_whole(target: Path, text: str) -> None:
    """Write beside the target, sync, rename: the file is whole or as it was. Raises: WriteError.

    Only a file is ever replaced: a device or a pipe is written to, and a link goes on leading where it led.
    """
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
            return
        import tempfile  # brings random, hashlib and shutil

        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"cannot write the file: {reason}", where=str(target), hint="check the folder") from error
