"""Declarative files beside those that are there: what is new, what changes, what is stale, and writing all or none.

The first line of a file of ours holds a digest of the rest. One that still fits was not edited since, and may be
written anew or removed; every other file is the person's.
"""

import contextlib
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path

from supatui.errors import WriteError
from supatui.plan.schema_files import SchemaFile
from supatui.report.writing import remove, written_beside

_MARK = re.compile(r"-- written by supatui pull --declarative, ([0-9a-f]{16}): .*\n")


class Fate(StrEnum):
    """What becomes of a file."""

    NEW = "new"
    CHANGED = "changed"
    """Ours, not edited since."""
    OVERWRITTEN = "overwritten"
    """The person's, or edited by a person: asks for a yes."""
    SAME = "unchanged"
    STALE = "stale"
    """Ours, not edited since, and part of the schema no more: removed."""
    FOREIGN = "left alone"
    """The person's, and loaded with the others."""


_WOULD = {
    Fate.NEW: "would be new",
    Fate.CHANGED: "would change",
    Fate.OVERWRITTEN: "would overwrite",
    Fate.STALE: "would remove",
}


def would(fate: Fate) -> str:
    """What would become of a file where nothing is written."""
    return _WOULD.get(fate, fate.value)


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file and what becomes of it."""

    path: Path
    fate: Fate
    before: str | None
    """None where there is no file, or it is no text."""
    after: str | None
    """None where none is left."""

    def difference(self) -> str:
        """Unified; empty for what stays."""
        if self.fate in {Fate.SAME, Fate.FOREIGN}:
            return ""
        before, after = (self.before or "").splitlines(True), (self.after or "").splitlines(True)
        return "".join(unified_diff(before, after, str(self.path), str(self.path)))


def marked(text: str) -> str:
    """The text of a file under the line that says whose it is."""
    return f"-- written by supatui pull --declarative, {_digest(text)}: edit it, and the next pull asks first\n{text}"


def file_changes(folder: Path, files: Sequence[SchemaFile]) -> tuple[FileChange, ...]:
    """What writing these files into the folder does to it, in order of the names. Raises: WriteError."""
    wanted = {folder / file.name: marked(file.text) for file in files}
    present = {path for path in folder.rglob("*.sql") if path.is_file()} if folder.is_dir() else set()
    return tuple(_change(path, path in present, wanted.get(path)) for path in sorted(present | wanted.keys()))


def write_changes(changes: Sequence[FileChange]) -> None:
    """Write and remove all of it or nothing: what was there is put back when something fails. Raises: WriteError."""
    moved = [one for one in changes if one.fate not in {Fate.SAME, Fate.FOREIGN}]
    ready: list[Path] = []
    done: list[tuple[Path, bytes | None]] = []
    try:
        for one in moved:
            if one.after is not None:
                one.path.parent.mkdir(parents=True, exist_ok=True)
                ready.append(written_beside(one.path, one.after.encode()))
        waiting = iter(tuple(ready))
        for one in moved:
            done.append((one.path, one.path.read_bytes() if one.path.exists() else None))
            if one.after is None:
                one.path.unlink()
            else:
                next(waiting).replace(one.path)
    except OSError as error:
        _put_back(done)
        hint = "give the folder write permission, or make room"
        where = str(error.filename2 or error.filename or moved[0].path.parent)
        what = f"cannot write the files, so all are as they were: {error.strerror or error}"
        raise WriteError(what, where=where, hint=hint) from error
    finally:
        remove(ready)


def _change(path: Path, is_there: bool, after: str | None) -> FileChange:
    before = _text_of(path) if is_there else None
    if not is_there:
        return FileChange(path, Fate.NEW, None, after)
    if before == after:
        return FileChange(path, Fate.SAME, before, after)
    if after is None:
        fate = Fate.STALE if _is_ours(before) else Fate.FOREIGN
        return FileChange(path, fate, before, None if fate is Fate.STALE else before)
    return FileChange(path, Fate.CHANGED if _is_ours(before) else Fate.OVERWRITTEN, before, after)


def _text_of(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise WriteError(f"cannot read what is there: {error}", where=str(path), hint="see its permissions") from error


def _is_ours(text: str | None) -> bool:
    mark = _MARK.match(text or "")
    return mark is not None and text is not None and mark[1] == _digest(text[mark.end() :])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _put_back(done: Sequence[tuple[Path, bytes | None]]) -> None:
    for path, content in reversed(done):
        with contextlib.suppress(OSError):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
