"""Files written together or not at all, or put in the place of others in one step."""

import contextlib
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from supatui.errors import WriteError


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be written."""

    path: Path
    text: str
    title: str
    """What it is, for the person who is about to write it."""


def write_files(files: Sequence[NewFile]) -> tuple[Path, ...]:
    """Write all of them or none: temporary names, synced, then linked to names that must be free.

    The first file is put in place last, so that a migration never stands there without its rollback.
    Raises: WriteError; nothing was left behind then.
    """
    made: list[Path] = []
    placed: list[Path] = []
    temporary: dict[Path, Path] = {}
    try:
        for file in files:
            _make_folder(file.path.parent, made)
            temporary[file.path] = written_beside(file.path, file.text.encode())
        for file in reversed(files):
            _put(temporary[file.path], file.path)
            placed.append(file.path)
        for folder in {file.path.parent for file in files}:
            _sync_folder(folder)
    except OSError as error:
        remove((*placed, *temporary.values()))
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _explained(error, files) from error
    remove(temporary.values())
    return tuple(file.path for file in files)


def replace_file(file: NewFile) -> None:
    """Put a text in the place of a file, in one step. Raises: WriteError, and the file is as it was."""
    try:
        temporary = written_beside(file.path, file.text.encode())
        try:
            temporary.replace(file.path)
        except OSError:
            remove((temporary,))
            raise
    except OSError as error:
        hint = "give the folder write permission, or make room"
        raise WriteError(
            f"cannot replace the file: {error.strerror or error}", where=str(file.path), hint=hint
        ) from error


def written_beside(path: Path, content: bytes) -> Path:
    """A synced file with this content under a temporary name in the same folder. Raises: OSError; none is left then."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        remove((temporary,))
        raise
    return temporary


def remove(paths: Iterable[Path]) -> None:
    """Remove what can be removed; what is not there needs nothing."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make the folder and its parents, noting each new one."""
    missing: list[Path] = []
    while not folder.exists():
        missing.insert(0, folder)
        folder = folder.parent
    for each in missing:
        each.mkdir()
        made.append(each)


def _put(temporary: Path, path: Path) -> None:
    """Give a finished file its name, which must be free."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        content = temporary.read_bytes()
        with path.open("xb") as stream:
            try:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            except OSError:
                remove((path,))
                raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(error: OSError, files: Sequence[NewFile]) -> WriteError:
    where = str(error.filename2 or error.filename or files[0].path.parent)
    if isinstance(error, FileExistsError):
        taken = next((file.path for file in files if file.path.exists()), None)
        what, hint = "a file of this name is there already; nothing was written", "choose another name"
        return WriteError(what, where=str(taken or where), hint=hint)
    what = f"cannot write the files, so none was written: {error.strerror or error}"
    return WriteError(
        what, where=where, hint="give the folder write permission, make room, or pass --out another folder"
    )
