"""The common migrations as they were applied, where files were edited since: what the remote's history recorded."""

import hashlib
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from supatui.errors import WriteError
from supatui.project.migrations import MigrationFile
from supatui.settings import Settings
from supatui.shadow.account import private_folder
from supatui.sources.history import HistoryRow, what_is_edited
from supatui.sources.recorded import RECORDED
from supatui.sources.replay import read_files

_AS_IN_A_PROJECT = Path("supabase", "migrations")
"""Where they lie says that they run on the platform's objects, as the project's own do."""


def as_applied(
    settings: Settings, files: Collection[MigrationFile], history: Iterable[HistoryRow]
) -> tuple[Path | None, tuple[str, ...]]:
    """A folder in the cache with these files, the edited ones as recorded, and the versions of those; None for none.

    Raises: ReplayError for a file that cannot be read, WriteError, ShadowError.
    """
    rows = {row.version: row for row in history}
    texts = {file: one.text for file, one in zip(files, read_files(file.path for file in files), strict=True)}
    edited: list[str] = []
    for file, text in texts.items():
        row = rows.get(file.version)
        if row is not None and row.statements and row.text is not None and what_is_edited(text, row.statements):
            texts[file] = row.text
            edited.append(file.version)
    if not edited:
        return None, ()
    cache = private_folder(settings.cache_folder) / RECORDED
    folder = _kept(cache, {file.path.name: text for file, text in texts.items()})
    return folder / _AS_IN_A_PROJECT, tuple(edited)


def _kept(cache: Path, texts: dict[str, str]) -> Path:
    """A folder with these files as a project has them, complete or not at all; its name comes from what it holds."""
    key = hashlib.sha256("\0".join(part for pair in texts.items() for part in pair).encode()).hexdigest()[:16]
    folder = cache / key
    try:
        if not folder.is_dir():
            cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=cache))
            (made / _AS_IN_A_PROJECT).mkdir(parents=True)
            for name, text in texts.items():
                (made / _AS_IN_A_PROJECT / name).write_bytes(text.encode())
            try:
                made.rename(folder)
            except OSError:
                shutil.rmtree(made)
                if not folder.is_dir():  # else somebody else was as fast
                    raise
    except OSError as error:
        hint = "set SUPATUI_CACHE_FOLDER to a folder that can be written, or name the base with --base"
        raise WriteError("cannot keep the migrations as they were applied", where=str(error), hint=hint) from error
    return folder
