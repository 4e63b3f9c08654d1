"""Data folders that are ready to start: made by initdb once, kept in the cache, copied for each start."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from supatui.errors import ShadowError
from supatui.shadow.account import Account
from supatui.shadow.installation import Installation
from supatui.shadow.process import RunFolder

SUPERUSER = "postgres"
"""The role that replays schemas; ownership and default privileges of a Supabase project name it."""
FORMAT = 2
"""Raised when a kept data folder of an older supatui must not be used."""
INITDB_TIMEOUT_SECONDS = 120.0
"""initdb takes 0.7 to 2 s; this is for a machine that is very busy."""
ARCHIVE = "data.tar"
"""The kept data folder in a store."""
UNUSED_SECONDS = 60 * 24 * 3600.0
"""Age of the last start at which a store is taken for that of an installation that is gone."""
UNFINISHED_PREFIX = ".data-"
UNFINISHED_SECONDS = 600.0
"""Age at which an archive that nobody finished writing is taken for abandoned."""

SERVER_FLAGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "listen_addresses": "",
    "max_locks_per_transaction": "2048",
    "max_connections": "40",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",
    "max_wal_size": "64MB",
    "min_wal_size": "8MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "unix_socket_permissions": "0700",
    "cluster_name": "supatui",
}
"""Nothing in a shadow has to survive a crash. A whole schema in one string takes thousands of locks at once.

Shared memory is a file in the data folder, so that it goes with it. Statements are never logged: migrations may hold
secrets.
"""


def process_environment() -> dict[str, str]:
    """The variables a server program gets: no PG* of ours, a plain locale, the library path kept as it is."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", **kept}


def server_command(installation: Installation, run: RunFolder, extra: Sequence[str]) -> list[str]:
    """The command line of a server on `run`; nothing in it is secret."""
    flags = [part for name, value in SERVER_FLAGS.items() for part in ("-c", f"{name}={value}")]
    if installation.major >= 18:
        flags += ["-c", "io_method=sync"]
    sockets = ["-k", str(run.socket_folder)]
    return [str(installation.program("postgres")), "-D", str(run.data), *sockets, *flags, *extra]


def _initdb_options(major: int) -> list[str]:
    options = ["--no-sync", "--no-instructions", "--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8"]
    if major >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--wal-segsize=1"]
    elif sys.platform == "linux":
        options += ["--locale=C.UTF-8", "--wal-segsize=1"]
    else:
        options += ["--locale=C", "--wal-segsize=1"]
    if major >= 18:
        options.append("--no-data-checksums")
    return options


@dataclass(frozen=True, slots=True)
class ClusterStore:
    """The kept data folders of one installation; safe to use from several processes at once."""

    folder: Path
    programs: Installation
    """What to run initdb from: the installation or a tree that stands for it."""
    account: Account

    @classmethod
    def of(cls, cache: Path, installation: Installation, programs: Installation, account: Account) -> "ClusterStore":
        """The store for an installation: another version, account or set of options has another one."""
        identity = [FORMAT, installation.version, str(installation.bin_folder), account.uid]
        text = json.dumps([*identity, _initdb_options(installation.major)])
        name = f"{installation.major}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        return cls(cache / "clusters" / name, programs, account)

    def copy_into(self, run: RunFolder) -> bool:
        """Put a data folder into `run`: the kept one, or a new one that is then kept.

        True when it was kept from before. When it fails, `run` is removed. Raises: ShadowError when initdb fails or
        nothing can be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._remove_unused()
            if self._unpack(run):
                return True
            with self._locked():
                # Another supatui may have made it while we waited for the lock.
                if self._unpack(run):
                    return True
                self._initdb(run)
                self.publish(run.data)
                return False
        except OSError as error:
            run.remove()
            raise _not_written(str(error), self.folder) from error
        except BaseException:
            run.remove()
            raise

    def publish(self, data: Path) -> None:
        """Make the data folder of a server that is stopped the one that the next starts get.

        One archive is written, synced and renamed: of two at once the last one wins, a power cut leaves the old one.
        """
        # What ALTER SYSTEM of a migration wrote belongs to no other start.
        (data / "postgresql.auto.conf").write_text("")
        handle, name = tempfile.mkstemp(prefix=UNFINISHED_PREFIX, dir=self.folder)
        unfinished = Path(name)
        try:
            _tar("-cf", unfinished, data)
            os.fsync(handle)
            unfinished.replace(self.folder / ARCHIVE)
        finally:
            os.close(handle)
            unfinished.unlink(missing_ok=True)
        for old in self.folder.glob(UNFINISHED_PREFIX + "*"):
            with contextlib.suppress(OSError):
                if time.time() - old.stat().st_mtime > UNFINISHED_SECONDS:
                    old.unlink()

    def discard(self) -> None:
        """Forget what is kept, because no server starts from it."""
        (self.folder / ARCHIVE).unlink(missing_ok=True)

    def mark_used(self, template: str) -> None:
        """Remember that a template was wanted just now."""
        used = self.folder / "used"
        with contextlib.suppress(OSError):
            used.mkdir(exist_ok=True)
            (used / template).touch()

    def last_used(self, template: str) -> float:
        """When a template was last wanted, in seconds since 1970; 0 when never."""
        try:
            return (self.folder / "used" / template).stat().st_mtime
        except OSError:
            return 0.0

    def forget_unused(self, kept: Collection[str]) -> None:
        """Forget when templates other than `kept` were wanted."""
        with contextlib.suppress(OSError):
            for path in (self.folder / "used").iterdir():
                if path.name not in kept:
                    path.unlink(missing_ok=True)

    def _remove_unused(self) -> None:
        """Remove the stores of installations that nobody has started for long, such as an older minor version's."""
        os.utime(self.folder)
        for store in self.folder.parent.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - store.stat().st_mtime > UNUSED_SECONDS:
                    shutil.rmtree(store, ignore_errors=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _unpack(self, run: RunFolder) -> bool:
        """Whether there is a kept data folder and it could be unpacked; a broken one is forgotten."""
        archive = self.folder / ARCHIVE
        if not archive.exists():
            return False
        run.data.mkdir(mode=0o700)
        try:
            _tar("-xpf", archive, run.data)
        except ShadowError:
            self.discard()
            shutil.rmtree(run.data)
            return False
        return True

    def _initdb(self, run: RunFolder) -> None:
        command = [str(self.programs.program("initdb")), "-D", str(run.data)]
        try:
            done = subprocess.run(
                [*command, *_initdb_options(self.programs.major)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=INITDB_TIMEOUT_SECONDS,
                check=False,
                cwd="/",
                env=process_environment(),
                **self.account.identity,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _initdb_failed(command[0], str(error)) from error
        if done.returncode != 0:
            raise _initdb_failed(command[0], "\n".join(done.stderr.strip().splitlines()[-6:]))


def _initdb_failed(program: str, said: str) -> ShadowError:
    return ShadowError(
        f"initdb could not prepare a server: {said}",
        where=program,
        hint="free some space or memory, or name a server with --shadow URL; supatui doctor lists what was found",
    )


def _tar(mode: str, archive: Path, folder: Path) -> None:
    """Pack or unpack a folder with owners and modes.

    One file instead of a thousand: 0.1 s to write and sync, where copied files take seconds on a slow disk.
    """
    try:
        subprocess.run(["tar", mode, str(archive), "-C", str(folder), "."], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr.strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise _not_written(said, folder if mode.startswith("-x") else archive) from error


def _not_written(said: str, where: Path) -> ShadowError:
    return ShadowError(
        f"the embedded server's data could not be written: {said}",
        where=str(where),
        hint="free some space there, or name a server with --shadow URL",
    )
