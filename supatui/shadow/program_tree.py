"""A second view of an installation, with our extension files in it or in a place the server's account can reach.

PostgreSQL finds its data files relative to its program. So a folder with copies of the programs, links to everything
else and our files among its extensions is an installation of its own, and the real one is not touched.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from supatui.errors import ShadowError
from supatui.shadow.extension_files import StandIn, stand_ins_fingerprint, write_extensions
from supatui.shadow.installation import PROGRAMS, Installation

UNUSED_SECONDS = 30 * 24 * 3600.0
"""A tree that no start has used for a month belongs to an installation that is gone."""


def program_tree(installation: Installation, stand_ins: Sequence[StandIn], base: Path, *, whole: bool) -> Installation:
    """`installation` as seen through a tree below `base`, made at first use.

    With `whole`, everything is copied, for an account that cannot reach the original; else all but the programs is
    linked. Raises: ShadowError when it cannot be written.
    """
    trees = base / "programs"
    program = installation.program("postgres").stat()
    marks = (installation.bin_folder, program.st_size, program.st_mtime_ns, stand_ins_fingerprint(), whole)
    names = tuple(item.name for item in stand_ins)
    tree = trees / f"{installation.major}-{hashlib.sha256(repr((marks, names)).encode()).hexdigest()[:16]}"
    try:
        trees.mkdir(parents=True, exist_ok=True)
        trees.chmod(0o755)
        if not tree.exists():
            _build(tree, installation, stand_ins, whole=whole)
        os.utime(tree)
        _prune(trees)
    except (OSError, shutil.Error) as error:
        raise ShadowError(
            f"the server's programs could not be copied: {error}",
            where=str(tree),
            hint="free some space there, or name a server with --shadow URL",
        ) from error
    return _moved(installation, tree)


def _root(installation: Installation) -> Path:
    """The folder below which every part of an installation lies, so that their relative places can be kept."""
    parts = (installation.bin_folder, installation.share_folder, installation.library_folder)
    return Path(os.path.commonpath([*parts, *installation.bundled_libraries]))


def _moved(installation: Installation, tree: Path) -> Installation:
    root = _root(installation)
    return replace(
        installation,
        bin_folder=tree / installation.bin_folder.relative_to(root),
        share_folder=tree / installation.share_folder.relative_to(root),
        library_folder=tree / installation.library_folder.relative_to(root),
        bundled_libraries=tuple(tree / folder.relative_to(root) for folder in installation.bundled_libraries),
    )


def _build(tree: Path, installation: Installation, stand_ins: Sequence[StandIn], *, whole: bool) -> None:
    """Make the tree under another name first; when two do so at once, the second one's is thrown away."""
    unfinished = Path(tempfile.mkdtemp(prefix=".new-", dir=tree.parent))
    new = _moved(installation, unfinished)
    new.bin_folder.mkdir(parents=True)
    for program in PROGRAMS:
        shutil.copy2(installation.program(program), new.program(program))
    place = _copy_folder if whole else _link_folder
    for old_folder, new_folder in zip(installation.bundled_libraries, new.bundled_libraries, strict=True):
        place(old_folder, new_folder)
    place(installation.library_folder, new.library_folder)
    place(installation.share_folder, new.share_folder)
    extensions = new.share_folder / "extension"
    if not whole:
        extensions.unlink()
        extensions.mkdir()
        for path in (installation.share_folder / "extension").iterdir():
            (extensions / path.name).symlink_to(path)
    write_extensions(extensions, stand_ins)
    _open_for_reading(unfinished)
    with contextlib.suppress(OSError):
        unfinished.rename(tree)
    shutil.rmtree(unfinished, ignore_errors=True)


def _copy_folder(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(old, new)


def _link_folder(old: Path, new: Path) -> None:
    """A folder of links to the entries of another one."""
    new.mkdir(parents=True)
    for path in old.iterdir():
        (new / path.name).symlink_to(path)


def _open_for_reading(tree: Path) -> None:
    """Let every account read and run what is in the tree; links are left as they are."""
    for place, folders, names in os.walk(tree):
        Path(place).chmod(0o755)
        for name in (*folders, *names):
            path = Path(place, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _prune(trees: Path) -> None:
    oldest = time.time() - UNUSED_SECONDS
    for path in trees.iterdir():
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path, ignore_errors=True)
