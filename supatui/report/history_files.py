"""Files out of a migration history, and what is kept of anything that would be lost when one is mended."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from supatui.errors import HistoryError, WriteError
from supatui.project.migrations import is_version
from supatui.report.writing import NewFile, replace_file, write_files
from supatui.sources.history import Entry, HistoryRow, State, Timeline

BACKUPS = ("supatui", "backups")
"""Under `supabase/`: what was replaced, each time in a folder of its own."""
BACKUP_VERSION = 1


@dataclass(frozen=True, slots=True)
class Fetch:
    """What a fetch would write."""

    new: tuple[NewFile, ...]
    replaced: tuple[NewFile, ...]
    """Files that are there and say something else; the old ones are kept in `backups`."""
    backups: tuple[NewFile, ...]
    left_out: tuple[tuple[str, str], ...]
    """Versions that cannot be fetched, and why."""

    @property
    def files(self) -> tuple[NewFile, ...]:
        return (*self.new, *self.replaced)


def plan_fetch(timeline: Timeline, moment: datetime, versions: Sequence[str] = (), *, overwrite: bool = False) -> Fetch:
    """The files that the history has and the folder lacks; with `overwrite` also those that were edited.

    Raises: HistoryError for a version that is not in the history, or whose file is there and differs.
    """
    chosen = [_known(timeline, version, overwrite=overwrite) for version in versions]
    if not versions:
        chosen = [*timeline.of(State.MISSING), *(timeline.of(State.EDITED) if overwrite else ())]
    new: list[NewFile] = []
    replaced: list[NewFile] = []
    left_out: list[tuple[str, str]] = []
    for entry in chosen:
        assert entry.row is not None
        text = entry.row.text
        if not is_version(entry.version):
            left_out.append((entry.version, "its version is no number"))
        elif text is None:
            left_out.append((entry.version, "its statements were not recorded"))
        elif entry.file is None:
            who = f" by {entry.row.created_by}" if entry.row.created_by else ""
            new.append(NewFile(timeline.folder / file_name(entry.row), text, f"as it was applied{who}"))
        elif entry.state is State.EDITED:
            replaced.append(NewFile(entry.file.path, text, f"as it was applied; {entry.detail}"))
    backups = tuple(_backup(timeline, file.path, moment) for file in replaced)
    return Fetch(tuple(new), tuple(replaced), backups, tuple(left_out))


def _known(timeline: Timeline, version: str, *, overwrite: bool) -> Entry:
    entry = timeline.find(version)
    if entry is None or entry.row is None:
        hint = "supatui history lists what there is"
        raise HistoryError(f"version {version} is not in the history", where=timeline.remote, hint=hint)
    if entry.state is State.EDITED and not overwrite:
        assert entry.file is not None
        hint = "with --overwrite the applied text takes its place, and the edited file is kept in supatui/backups"
        raise HistoryError(f"version {version} was edited: {entry.detail}", where=str(entry.file.path), hint=hint)
    return entry


def file_name(row: HistoryRow) -> str:
    """`<version>_<name>.sql`; what no file name may hold becomes an underscore, since the name comes from elsewhere."""
    name = re.sub(r"[\x00-\x1f\x7f/\\:]", "_", row.name or "")[:200]
    return f"{row.version}_{name}.sql"


def _backup(timeline: Timeline, path: Path, moment: datetime) -> NewFile:
    # Bytes that are no UTF-8 were refused when the folder was read.
    text = path.read_bytes().decode("utf-8")
    return NewFile(backup_folder(timeline.folder, moment) / path.name, text, f"{path.name} as it is now")


def backup_folder(migrations: Path, moment: datetime) -> Path:
    """Where what is replaced at a moment is kept."""
    return migrations.parent.joinpath(*BACKUPS, f"{moment:%Y%m%d%H%M%S}")


def write_fetch(fetch: Fetch) -> tuple[Path, ...]:
    """Backups first, then the new files, all or none of them; then the files that are replaced.

    Raises: WriteError.
    """
    if fetch.backups or fetch.new:
        write_files((*fetch.backups, *fetch.new))
    for file in fetch.replaced:
        replace_file(file)
    return tuple(file.path for file in fetch.files)


def rows_backup(rows: Iterable[HistoryRow], remote: str, migrations: Path, moment: datetime) -> NewFile | None:
    """The rows that a repair takes away or replaces, as they are; None where there is none."""
    values = [dict(row.values) for row in rows]
    if not values:
        return None
    document = {"version": BACKUP_VERSION, "remote": remote, "schema_migrations": values}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return NewFile(backup_folder(migrations, moment) / "schema_migrations.json", text, "the rows as they are now")


def write_squash(text: str, files: Sequence[Path], moment: datetime) -> tuple[Path, ...]:
    """One text in the place of the last file; the others go. Copies of all of them are made first and given back.

    Raises: WriteError.
    """
    folder = backup_folder(files[-1].parent, moment)
    copies = [NewFile(folder / file.name, file.read_bytes().decode("utf-8"), "as it was") for file in files]
    write_files(copies)
    replace_file(NewFile(files[-1], text, "the one file"))
    for file in files[:-1]:
        try:
            file.unlink()
        except OSError as error:
            hint = f"remove it and those before {files[-1].name}: copies are in {folder}"
            raise WriteError(f"cannot remove a squashed file: {error.strerror}", where=str(file), hint=hint) from error
    return tuple(copy.path for copy in copies)
