"""The real MCP server from npm, installed once for each machine, and how tests start it against a stand-in."""

import fcntl
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shlex import quote

from supatui.sources.mcp_server import PACKAGE, VERSION
from tests.servers import CACHE
from tests.sources.management_api import REF, ManagementApi

OLDEST_NODE = 20
WAIT_SECONDS = 30


@cache
def missing_node() -> str | None:
    """Why the server cannot run here; None where it can."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "NOT TESTED: there is no Node.js (node, npm) here, so nothing was read through the MCP server"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major = int((re.match(r"v(\d+)", version) or ["", "0"])[1])
    return (
        None if major >= OLDEST_NODE else f"NOT TESTED: the MCP server needs Node.js {OLDEST_NODE}, this is {version}"
    )


def installed_server() -> Path:
    """The server's own program; fetched by one process while the others wait."""
    folder = CACHE / "npm" / VERSION
    program = folder / "node_modules" / PACKAGE / "dist" / "cli.js"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (folder.parent / f"{VERSION}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
            subprocess.run(["npm", "install", *options, f"{PACKAGE}@{VERSION}"], check=True, capture_output=True)
    return program


def stdio_address(program: Path, api: ManagementApi, *flags: str) -> str:
    """The server as a command line; what else it needs, supatui adds."""
    words = ("node", str(program), "--api-url", api.url, f"--project-ref={REF}", *flags)
    return "mcp:" + " ".join(quote(word) for word in words)


@contextmanager
def http_server(program: Path, api: ManagementApi) -> Iterator[str]:
    """The server's URL, while it answers over HTTP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    template = "https://example.test/{ref}/{name}"  # it wants one beside any other platform than Supabase's
    command = ["node", str(program), "--http", "--port", str(port), "--api-url", api.url]
    process = subprocess.Popen(
        [*command, "--secret-url-template", template], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stderr is not None
        assert "listening" in process.stderr.readline()
        yield f"http://127.0.0.1:{port}/mcp?project_ref={REF}"
    finally:
        process.kill()
        process.communicate(timeout=WAIT_SECONDS)


def programs_of(api: ManagementApi) -> list[tuple[int, str]]:
    """(process id, command line) of what was started for this stand-in; others on the machine have another port."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    found = [line.split(maxsplit=1) for line in listed.splitlines() if api.url in line]
    return [(int(pid), args) for pid, args in found if "-m supatui" not in args]


def wait_until_none_is_left(api: ManagementApi) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while programs_of(api):
        assert time.monotonic() < until, programs_of(api)
        time.sleep(0.05)
