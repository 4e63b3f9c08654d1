"""The real Supabase CLI, from npm, on the tests' own servers; it needs no Docker for what is asked of it here."""

import fcntl
import os
import select
import shutil
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from supatui.shadow import ShadowDatabase
from tests.servers import CACHE

VERSION = "3.1.0"
INSTALL_SECONDS = 300
RUN_SECONDS = 120
"""Longest wait for one command; it takes about a second on a quiet machine."""


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


class SupabaseCli:
    """Runs commands in a project folder, with a home folder of its own."""

    def __init__(self, program: Path, home: Path) -> None:
        self.program, self.home = program, home

    def run(self, project: Path, *arguments: str) -> Done:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "NO_COLOR": "1", "CI": "1"}
        environment |= {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "SUPABASE_NO_KEYRING": "1"}
        command = [str(self.program), *arguments, "--workdir", str(project)]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=RUN_SECONDS, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)


def find_cli() -> tuple[Path | None, str | None]:
    """The program, fetched once for each machine, or why it cannot be had."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None, "there is no Node.js here"
    folder = CACHE / "supabase-cli" / VERSION
    program = folder / "node_modules" / ".bin" / "supabase"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if not program.exists():
                wanted = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"supabase@{VERSION}"]
                subprocess.run(wanted, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)
            subprocess.run([str(program), "--version"], check=True, capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.SubprocessError) as error:
            said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
            return None, f"npm's supabase {VERSION} cannot be had: {said}"
    return program, None


class Wire:
    """A port of this machine that leads to a server's socket: the CLI knows ports alone."""

    def __init__(self, database: ShadowDatabase, at: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        told = conninfo_to_dict(database.conninfo)
        self._socket = f"{told['host']}/.s.PGSQL.{told.get('port', 5432)}"
        self._listener = socket.create_server(at)
        self._name = database.name
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        number: int = self._listener.getsockname()[1]
        return number

    @property
    def url(self) -> str:
        return f"postgresql://postgres:x@127.0.0.1:{self.port}/{self._name}?sslmode=disable"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pump, args=(client,), daemon=True).start()

    def _pump(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(self._socket)
            other = {client: server, server: client}
            try:
                while True:
                    for one in select.select(list(other), [], [])[0]:
                        data = one.recv(65536)
                        if not data:
                            return
                        other[one].sendall(data)
            except OSError:
                return
