"""The files of a migrations folder, in the order in which they run."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from supatui.errors import ProjectError

_MIGRATION_NAME = re.compile(r"([0-9]+)_(.*)\.sql\Z")
_OLDEST_INIT_VERSION = "20211209000000"
"""Source: Supabase CLI; a first file `<14 digits>_init.sql` older than this one is skipped."""


class MigrationFile(NamedTuple):
    """One migration; sorts as migrations run."""

    number: int
    version: str
    name: str
    path: Path


def list_migrations(folder: Path) -> tuple[list[MigrationFile], list[str]]:
    """The migrations of a folder in order of version (as numbers; equal ones as text), and names that were skipped.

    Raises: ProjectError for a folder that is not there, and for two files of one version.
    """
    files, skipped = found_migrations(folder)
    for first, second in pairwise(files):
        if first.version == second.version:
            where = f"{first.path.name} and {second.path.name} in {folder}"
            raise ProjectError(f"two migrations of version {first.version}", where=where, hint="rename one of them")
    return files, skipped


def found_migrations(folder: Path) -> tuple[list[MigrationFile], list[str]]:
    """The same, whether they can be run or not. Raises: ProjectError for a folder that is not there."""
    try:
        entries = sorted(entry for entry in folder.iterdir() if entry.is_file())
    except OSError as error:
        hint = "check the path; an address is migrations:DIR"
        raise ProjectError("cannot read the migrations", where=f"{folder}: {error}", hint=hint) from error
    files: list[MigrationFile] = []
    skipped: list[str] = []
    for entry in entries:
        matched = _MIGRATION_NAME.match(entry.name)
        if matched is None:
            skipped.extend([entry.name] if entry.suffix == ".sql" else [])
        elif matched[2] == "init" and len(matched[1]) == 14 and matched[1] < _OLDEST_INIT_VERSION and not files:
            skipped.append(entry.name)
        else:
            files.append(MigrationFile(int(matched[1]), matched[1], matched[2], entry))
    files.sort()
    return files, skipped


def is_version(text: str) -> bool:
    """Whether it is digits, and of those that a number is read from: a database may hold any text."""
    return text.isascii() and text.isdigit()


def version_order(version: str) -> tuple[bool, int, str]:
    """The order in which migrations run: by number, what is no number last."""
    return (not is_version(version), int(version) if is_version(version) else 0, version)


def common_past(local: Sequence[str], remote: Iterable[str]) -> list[str]:
    """Versions that both have, in order, up to the first that only one has."""
    common: list[str] = []
    for mine, other in zip(sorted(local, key=version_order), sorted(remote, key=version_order), strict=False):
        if mine != other:
            break
        common.append(mine)
    return common
