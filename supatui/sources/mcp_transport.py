"""How messages get to an MCP server and back: pipes of a program, or HTTP; and what is learnt on the way."""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from supatui.sources.mcp_answer import ToolError
from supatui.sources.mcp_server import Endpoint, Program
from supatui.sources.mcp_sign_in import KeptLogin, Show, SignInError, provider

if TYPE_CHECKING:
    import httpx2
    from mcp.client._transport import TransportStreams

# What goes wrong is raised and said once; the libraries' own words would land on the screen besides.
for _name in ("mcp", "client", "httpx2", "httpcore2"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

CONNECT_TIMEOUT_SECONDS = 30.0
_TELLING = re.compile(r"\w*Error\b|npm (?:ERR!|error)|.*\bplease\b|.*\bnot found\b", re.IGNORECASE)
"""Lines of a program's standard error that say what is wrong, and not where in its code."""

GUARD = """
(
    read -r word <"$1"
    [ "$word" = ended ] && exit
    rm -f "$1"
    rmdir "${1%/*}"
    trap '' TERM
    kill -TERM 0
    sleep 2
    kill -KILL 0
) </dev/null >/dev/null 2>&1 &
shift
exec "$@"
"""
"""Ends the program with us however we end: the pipe named first, which we hold open, closes then. The program takes the
shell's place in a process group of its own, so `0` means it and what it started."""


@dataclass(slots=True)
class Noted:
    """What is known of a server beside its answers."""

    status: int | None = None
    """Of the last HTTP answer that was an error."""
    retry_after: str = ""
    """What that answer asked to wait, in seconds; empty where it did not."""
    sign_in_error: SignInError | None = None
    """Why nobody could be signed in by browser."""
    login: KeptLogin | None = field(default=None, repr=False)
    """The tokens of a sign-in by browser."""
    _stderr: TextIO | None = field(default=None, repr=False)
    _last_line: str = ""

    @property
    def too_many(self) -> ToolError | None:
        """A refusal for asking too often, where that was the last HTTP answer."""
        if self.status != 429:
            return None
        wait = f", retry after {self.retry_after} s" if self.retry_after.isdigit() else ""
        return ToolError(f"Too Many Requests{wait}", None)

    @property
    def last_line(self) -> str:
        """What a program said last about what is wrong; empty where it was silent."""
        if self._stderr is not None and not self._stderr.closed:
            self._stderr.seek(0)
            lines = [line.strip() for line in self._stderr.read()[-10_000:].splitlines() if line.strip()]
            told = [line for line in lines if _TELLING.match(line)]
            self._last_line = "; ".join(told[:2] or lines[-1:])[:300]
        return self._last_line


def transport(
    server: Program | Endpoint, noted: Noted, show_sign_in: Show | None
) -> "AbstractAsyncContextManager[TransportStreams]":
    """The streams of one session; a program has ended when the context has."""
    return _pipes(server, noted) if isinstance(server, Program) else _http(server, noted, show_sign_in)


@asynccontextmanager
async def _pipes(server: Program, noted: Noted) -> "AsyncIterator[TransportStreams]":
    from mcp.client.stdio import StdioServerParameters, stdio_client

    if shutil.which(server.argv[0], path=server.environment.get("PATH")) is None:
        raise FileNotFoundError(server.argv[0])
    with (
        _guarded(server.argv) as (command, *arguments),
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr,
    ):
        parameters = StdioServerParameters(command=command, args=arguments, env=dict(server.environment))
        noted._stderr = stderr
        try:
            async with stdio_client(parameters, errlog=stderr) as streams:
                yield streams
        finally:
            _ = noted.last_line  # read before the file is gone


@contextmanager
def _guarded(argv: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The command under a guard that ends it when this process is gone. Where there are no named pipes, without."""
    if not hasattr(os, "mkfifo"):
        yield argv
        return
    with tempfile.TemporaryDirectory(prefix="supatui-mcp-") as folder:
        pipe = Path(folder, "alive")
        os.mkfifo(pipe, 0o600)
        # For reading too: opening for writing alone would wait for the guard.
        held = os.open(pipe, os.O_RDWR | os.O_CLOEXEC)
        try:
            yield ("/bin/sh", "-c", GUARD, "sh", str(pipe), *argv)
        finally:
            with suppress(OSError):  # the guard may be gone
                os.write(held, b"ended\n")
            os.close(held)


@asynccontextmanager
async def _http(server: Endpoint, noted: Noted, show_sign_in: Show | None) -> "AsyncIterator[TransportStreams]":
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async def note(response: "httpx2.Response") -> None:
        request = response.request
        if response.status_code >= 400 and request.method == "POST" and str(request.url) == server.url:
            noted.status, noted.retry_after = response.status_code, response.headers.get("retry-after", "")

    def failed(error: SignInError) -> None:
        noted.sign_in_error = error

    headers = {"Authorization": f"Bearer {server.token}"} if server.token else {}
    signing = provider(server.url, server.label, show_sign_in, failed) if server.may_sign_in else None
    auth, noted.login = signing or (None, None)
    timeout = httpx2.Timeout(CONNECT_TIMEOUT_SECONDS, read=None)  # each call has a limit of its own
    async with (
        httpx2.AsyncClient(headers=headers, auth=auth, timeout=timeout, event_hooks={"response": [note]}) as client,
        # An answer is one event, and the SDK refuses those above 1 MiB unless told otherwise.
        streamable_http_client(server.url, http_client=client, max_sse_event_size=None) as streams,
    ):
        yield streams
