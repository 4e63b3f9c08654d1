"""One running server process: started behind a watchdog, awaited, ended, its folder removed.

The server ends with us however we end: a shell that holds the read end of a pipe of ours sees it close, ends the
server and removes its folder. Folders whose shell was killed too are swept at the next start; a lock on a file in
the folder tells whether its owner lives, since the kernel gives it up with the owner.
"""

import contextlib
import fcntl
import os
import select
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from supatui.errors import ShadowError
from supatui.shadow.account import Account, private_folder

SHARED_MEMORY = Path("/dev/shm")
MEMORY_NEEDED_BYTES = 256 * 1024 * 1024
"""Free space that makes memory the place for data; containers often give 64 MB, which one schema fills."""
LONGEST_SOCKET_FOLDER = 85
"""Bytes: a socket's whole path has to stay below 104 (macOS) with `/.s.PGSQL.5432` behind it."""
START_TIMEOUT_SECONDS = 30.0
"""A start takes 0.1 s; this is for a machine that is very busy."""
STOP_TIMEOUT_SECONDS = 20.0
"""A clean stop writes one checkpoint without syncing; beyond this the server is ended the hard way."""
UNFINISHED_SECONDS = 600.0
"""Age at which a folder that nobody finished setting up is taken for abandoned."""
LOG_LINES_SHOWN = 6
"""Last lines of the server's log that an error shows: the reason and its hint."""
PREFIX = "supatui-run-"

WATCHDOG = """
run=$1
sockets=$2
shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
exec >/dev/null
trap '' HUP INT TERM QUIT
read -r word <&3
[ "$word" = ended ] || kill -QUIT "$server" 2>/dev/null
wait "$server"
cd /
rm -rf "$run" "$sockets"
"""
"""QUIT is PostgreSQL's immediate shutdown. `ended` says that the server is gone and its number may be reused."""


@dataclass(slots=True)
class RunFolder:
    """The private folder of one server: data, socket, log, extension files; ours as long as the lock is held."""

    path: Path
    account: Account
    socket_folder: Path
    _lock: int = field(repr=False)

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.path / "data"

    @property
    def log(self) -> Path:
        """What the server says while it starts and fails."""
        return self.path / "log"

    def remove(self) -> None:
        """Remove the folder and give up the lock; a second call does nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.socket_folder != self.path:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def make_run_folder(cache: Path, account: Account) -> RunFolder:
    """A new private folder for a server, in memory where there is room; abandoned ones are swept first."""
    base = _run_base(cache, account)
    sweep(base, account)
    unfinished = Path(tempfile.mkdtemp(prefix="." + PREFIX, dir=base))
    lock = os.open(unfinished / "owner", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.write(lock, str(os.getpid()).encode())
    # Named only now: a sweep by another supatui never meets a folder that is not locked yet.
    path = unfinished.rename(base / unfinished.name[1:])
    account.own(path)
    sockets = path
    if len(os.fsencode(path)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.mkdtemp(prefix="supatui-", dir="/tmp"))
        account.own(sockets)
    return RunFolder(path, account, sockets, lock)


def sweep(base: Path, account: Account) -> None:
    """Remove the folders in `base` whose owner is gone, ending a server that outlived its watchdog too.

    Only folders of our server's account count: a shared place may hold anything under that name.
    """
    for folder in (*base.glob(PREFIX + "*"), *base.glob("." + PREFIX + "*")):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode):
                continue
            if folder.name.startswith(PREFIX):
                if found.st_uid == account.uid:
                    _sweep_one(folder, account)
            elif found.st_uid == os.geteuid() and time.time() - found.st_mtime > UNFINISHED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _sweep_one(folder: Path, account: Account) -> None:
    """Remove a folder unless its owner holds its lock. One without the file is the rest of an earlier removal."""
    try:
        lock = os.open(folder / "owner", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _end_server_of(folder / "data", account)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _run_base(cache: Path, account: Account) -> Path:
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(SHARED_MEMORY).free
        if free >= MEMORY_NEEDED_BYTES and os.access(SHARED_MEMORY, os.W_OK | os.X_OK):
            return SHARED_MEMORY
    base = private_folder(cache, reachable_by=account) / "run"
    base.mkdir(exist_ok=True)
    account.own(base)  # The watchdog removes its folder from here, and it runs as the server's account.
    return base


def _recorded_pid(data: Path) -> int | None:
    """The process number in postmaster.pid; whether that process is the server is another question."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _serves(pid: int, data: Path, account: Account) -> bool:
    """Whether a process is the server of a data folder, and not a later one with the same number."""
    process = Path(f"/proc/{pid}")
    try:
        return process.stat().st_uid == account.uid and data.samefile(process / "cwd")
    except OSError:
        return False


def _end_server_of(data: Path, account: Account) -> None:
    pid = _recorded_pid(data)
    if pid is None or not _serves(pid, data, account):
        return
    os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
    while _serves(pid, data, account) and time.monotonic() < deadline:
        time.sleep(0.02)


_leashes: set[int] = set()
"""The open write ends of all watched pipes of this process."""


def _drop_leashes() -> None:
    for leash in _leashes:
        with contextlib.suppress(OSError):
            os.close(leash)
    _leashes.clear()


if hasattr(os, "register_at_fork"):
    # A forked copy of us that lives on must not keep the servers alive.
    os.register_at_fork(after_in_child=_drop_leashes)


class ServerProcess:
    """A started server; `stop` or `end` must be called once, or our own end does it."""

    def __init__(self, command: Sequence[str], run: RunFolder, environment: dict[str, str]) -> None:
        self._run = run
        watched, self._leash = os.pipe()
        self._alive, alive = os.pipe()
        _leashes.add(self._leash)
        with run.log.open("wb") as log:
            run.account.own(run.log)
            try:
                self._shell = subprocess.Popen(
                    ["/bin/sh", "-c", WATCHDOG, "sh", str(run.path), str(run.socket_folder), *command],
                    stdin=watched,
                    stdout=alive,
                    stderr=log,
                    cwd="/",
                    env=environment,
                    start_new_session=True,
                    **run.account.identity,
                )
            except OSError as error:
                self._let_go()
                os.close(self._alive)
                raise ShadowError(
                    f"the embedded PostgreSQL cannot be started: {error.strerror}",
                    where=command[0],
                    hint="name a server with --shadow URL, or run supatui as an ordinary user",
                ) from error
            finally:
                os.close(watched)
                os.close(alive)

    def _let_go(self) -> None:
        _leashes.discard(self._leash)
        os.close(self._leash)
        self._leash = -1

    @property
    def is_alive(self) -> bool:
        """Whether the server (not the shell around it) still runs."""
        return not self._has_ended(0)

    def _has_ended(self, timeout_seconds: float) -> bool:
        """Wait until the server has ended; the last process of it closes the pipe."""
        if self._alive < 0:
            return True
        return bool(select.select([self._alive], [], [], timeout_seconds)[0])

    def wait_until_ready(self) -> None:
        """Return when the server takes connections.

        Raises: ShadowError with the last lines of its log when it ends or hangs instead.
        """
        status_file = self._run.data / "postmaster.pid"
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not self._has_ended(0.005):
            with contextlib.suppress(OSError, IndexError):
                # Line 8 is the state, since PostgreSQL 10 (LOCK_FILE_LINE_PM_STATUS in miscadmin.h).
                if status_file.read_text().split("\n")[7].strip() == "ready":
                    return
            if time.monotonic() > deadline:
                break
        said = self.last_words()
        raise ShadowError(
            f"the embedded PostgreSQL did not start: {said}",
            where=str(self._run.path),
            hint="see the message above; supatui doctor lists other servers, --shadow URL names one",
        )

    def last_words(self) -> str:
        """The end of the server's log."""
        try:
            lines = self._run.log.read_text(errors="replace").splitlines()
        except OSError:
            lines = []
        return "\n".join(lines[-LOG_LINES_SHOWN:]) or "it said nothing"

    def stop_cleanly(self) -> bool:
        """Shut the server down so that its data folder may be copied; False when it would not end."""
        pid = _recorded_pid(self._run.data)
        if pid is None or not self.is_alive:
            return False
        os.kill(pid, signal.SIGINT)
        return self._has_ended(STOP_TIMEOUT_SECONDS)

    def end(self) -> None:
        """End what still runs and remove the folder; a second call does nothing."""
        if self._leash < 0:
            return
        ended = self._has_ended(0)
        with contextlib.suppress(OSError):
            if ended:
                os.write(self._leash, b"ended\n")
        self._let_go()
        try:
            self._shell.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._shell.kill()
            self._shell.wait()
        if not ended and not self._has_ended(0):
            _end_server_of(self._run.data, self._run.account)
        os.close(self._alive)
        self._alive = -1
        self._run.remove()
