"""The account a server runs as, and the folders that account and we can both use."""

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from supatui.errors import ShadowError

NOBODY_UID = 65534
"""PostgreSQL refuses to run as root; this account owns nothing and is in every passwd file, which initdb asks for."""
SHARED_PLACES = (Path("/var/tmp"), Path(tempfile.gettempdir()))
"""Folders that every account can enter; ours go below them where the cache folder will not do."""


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that change the account; empty to keep ours."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server."""

    uid: int
    gid: int
    is_other: bool
    """True where we are root and the server is not: folders have to be given away."""

    @property
    def identity(self) -> Identity:
        """What to pass to `subprocess` so that a process runs as this account."""
        return Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.is_other else Identity()

    def own(self, path: Path) -> None:
        """Give one file or folder to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, folder: Path) -> bool:
        """Whether this account may pass through every folder up to and including `folder`."""
        if not self.is_other:
            return os.access(folder, os.X_OK)
        return all(_lets_through(part, self) for part in (folder, *folder.parents))


def _lets_through(folder: Path, account: Account) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return False
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def server_account() -> Account:
    """Ourselves, or nobody where we are root.

    Raises: ShadowError on Windows, where there is no unix socket to hide a server behind, and as root
    without an account called nobody.
    """
    if os.name != "posix":
        raise ShadowError(
            "the embedded server needs unix sockets and is not supported on this platform",
            where=os.name,
            hint="name a PostgreSQL server for throwaway databases with --shadow URL",
        )
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    import pwd

    for entry in pwd.getpwall():
        if entry.pw_uid == NOBODY_UID or (entry.pw_name == "nobody" and entry.pw_uid != 0):
            return Account(entry.pw_uid, entry.pw_gid, is_other=True)
    raise ShadowError(
        "PostgreSQL refuses to run as root, and this system has no account called nobody to run it as",
        where="/etc/passwd",
        hint="run supatui as an ordinary user, or name a server with --shadow URL",
    )


def private_folder(wanted: Path, *, reachable_by: Account | None = None) -> Path:
    """A folder that we can write and keep things in: `wanted`, else one of our own below a shared place.

    With `reachable_by`, that account can pass through it too, which a cache below root's home does not allow.
    Raises: ShadowError when no place will do.
    """
    own_name = f"supatui-{os.geteuid()}"
    places = (wanted, *(place / own_name for place in SHARED_PLACES))
    for place in places:
        if _is_usable(place, reachable_by):
            return place
    raise ShadowError(
        "no folder to keep the embedded server's files in",
        where=", ".join(str(place) for place in places),
        hint="make one of these writable, or set XDG_CACHE_HOME or TMPDIR to a folder of yours",
    )


def _is_usable(folder: Path, reachable_by: Account | None) -> bool:
    """Whether the folder exists or can be made, is ours alone to write, and can be passed through."""
    try:
        if os.geteuid() == 0 and _nearest_existing(folder).stat().st_uid != 0:
            return False  # Root with the home of another user: that user could not write there afterwards.
        folder.mkdir(parents=True, exist_ok=True, mode=0o755)
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & stat.S_IWOTH:
        # Someone else's folder of that name in a shared place could feed us programs to run.
        return False
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    if reachable_by is not None and folder.name == f"supatui-{os.geteuid()}":
        folder.chmod(0o755)  # Made by us for this, and possibly under a stricter umask.
    return reachable_by is None or reachable_by.can_reach(folder)


def _nearest_existing(folder: Path) -> Path:
    return next(part for part in (folder, *folder.parents) if part.exists())
