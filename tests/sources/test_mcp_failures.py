"""What goes wrong on the way through an MCP server is said, with what to do; nothing stays behind, no token shows."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from supatui.catalog.model import Catalog
from supatui.errors import CancelledError, ConnectError, ConnectionLostError, SupatuiError
from supatui.project.secrets import TOKEN_VARIABLE
from supatui.settings import Settings
from supatui.sources import mcp_session, open_source, parse_address
from supatui.sources.live import session_conninfo
from supatui.sources.mcp import McpSource
from tests.sources.management_api import REF, TOKEN, ManagementApi
from tests.sources.mcp_servers import http_server, programs_of, wait_until_none_is_left

pytestmark = pytest.mark.slow  # starts the MCP server for each read

WAIT_SECONDS = 30
"""Longest wait for another thread or program; beyond it the test has failed."""
WRONG_TOKEN = "sbp_" + "0bad" * 10


def failure(address: str, settings: Settings) -> SupatuiError:
    with pytest.raises(SupatuiError) as caught:
        open_source(address, settings=settings).read()
    assert TOKEN not in str(caught.value)
    assert WRONG_TOKEN not in str(caught.value)
    return caught.value


@contextmanager
def busy_proxy(url: str, *, calls: Collection[int]) -> Iterator[str]:
    """Passes requests on, but answers 429 to those of these numbers, from 1, and says to wait a second."""
    count = 0

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def do_POST(self) -> None:
            nonlocal count
            count += 1
            body = self.rfile.read(int(self.headers["content-length"]))
            if count in calls:
                self.send_response(429)
                self.send_header("retry-after", "1")
                self.end_headers()
                return
            kept = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}}
            target = f"{url.partition('?')[0]}?{self.path.partition('?')[2]}"
            with urlopen(Request(target, body, kept)) as answer:
                self.send_response(answer.status)
                self.send_header("content-type", answer.headers.get("content-type", "application/json"))
                self.end_headers()
                self.wfile.write(answer.read())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/mcp?project_ref={REF}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_wrong_token_is_named_with_where_to_get_another(
    mcp_address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, WRONG_TOKEN)
    error = failure(mcp_address, settings)
    assert isinstance(error, ConnectError)
    assert error.what == "the access token was refused"
    assert TOKEN_VARIABLE in error.hint


def test_over_http_a_wrong_token_and_none_at_all_are_told_apart(
    mcp_program: Path, api: ManagementApi, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_server(mcp_program, api) as url:
        monkeypatch.setenv(TOKEN_VARIABLE, WRONG_TOKEN)
        assert failure(f"mcp:{url}", settings).what == "the access token was refused"
        monkeypatch.delenv(TOKEN_VARIABLE)
        error = failure(f"mcp:{url}", settings)
    assert error.what == "the MCP server wants an access token"
    assert "OAuth" in error.hint


def test_a_server_that_could_write_is_refused(
    mcp_program: Path, api: ManagementApi, token: str, settings: Settings, tmp_path: Path
) -> None:
    other = tmp_path / "server.js"  # under this name supatui does not know it, and adds no flag
    other.symlink_to(mcp_program)
    with http_server(mcp_program, api) as url:
        for address in (
            f"mcp:node {other} --api-url {api.url} --project-ref {REF} --features=database",
            f"mcp:{url}&read_only=false",
        ):
            error = failure(address, settings)
            assert isinstance(error, ConnectError)
            assert error.what == "the MCP server is not read-only: it offers apply_migration"
    assert api.queries == []
    wait_until_none_is_left(api)


def test_a_server_without_a_project_or_without_its_tool_is_refused(
    mcp_program: Path, api: ManagementApi, token: str, settings: Settings
) -> None:
    start = f"mcp:node {mcp_program} --api-url {api.url}"
    assert failure(start, settings).what == "the MCP server is bound to no project"
    bound = f"{start} --project-ref {REF}"
    assert failure(f"{bound} --features=debugging", settings).what == "the MCP server has no tool execute_sql"
    error = failure(f"{bound} --no-such-flag", settings)
    assert "Unknown option '--no-such-flag'" in error.what


def test_what_asks_too_often_waits_as_told_and_goes_on(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    told: list[str] = []
    api.refusals = [(429, "Rate limit exceeded, retry after 1 seconds")]
    started = time.monotonic()
    McpSource(parse_address(mcp_address), settings, told.append).read()
    assert time.monotonic() - started > 1
    assert "execute_sql: Rate limit exceeded, retry after 1 seconds; asking again in 1 s" in told


def test_what_asks_too_often_in_the_end_says_how_long_to_wait(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    api.refusals = [(429, "ThrottlerException: Too Many Requests, try again in 10 minutes")]
    error = failure(mcp_address, settings)
    assert isinstance(error, ConnectionLostError)
    assert "Too Many Requests" in error.what
    assert error.hint == "wait 600 seconds, then read again"
    assert api.queries == []


def test_over_http_the_header_says_how_long_to_wait(
    mcp_program: Path, api: ManagementApi, token: str, settings: Settings
) -> None:
    told: list[str] = []
    with http_server(mcp_program, api) as url, busy_proxy(url, calls=[4]) as proxied:
        McpSource(parse_address(f"mcp:{proxied}"), settings, told.append).read()
    assert "execute_sql: Too Many Requests, retry after 1 s; asking again in 1 s" in told
    with http_server(mcp_program, api) as url, busy_proxy(url, calls=[1]) as proxied:
        error = failure(f"mcp:{proxied}", settings)
    assert error.what.startswith("the platform takes no more requests for now")
    assert error.hint == "wait 1 seconds, then read again"


def test_a_url_that_is_no_server_is_told(settings: Settings, token: str) -> None:
    error = failure("mcp:http://127.0.0.1:1/mcp", settings)
    assert isinstance(error, ConnectError)
    assert error.hint == "check the URL"


def test_a_server_that_lets_nobody_in_is_told_with_what_may_be_missing(settings: Settings, token: str) -> None:
    class Forbidding(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def do_POST(self) -> None:
            self.send_error(403)

    with ThreadingHTTPServer(("127.0.0.1", 0), Forbidding) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        error = failure(f"mcp:http://127.0.0.1:{server.server_address[1]}/mcp", settings)
        server.shutdown()
    assert error.what == "cannot start with the MCP server: HTTP status 403"
    assert "token's account may see the project" in error.hint


def test_a_program_that_never_answers_is_given_up_and_ended(
    token: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_session, "START_TIMEOUT_SECONDS", 1)
    error = failure("mcp:sleep 12345.6789", settings)
    assert error.what == "the MCP server is not ready in time"
    listed = subprocess.run(["ps", "-ww", "-eo", "args="], capture_output=True, text=True, check=True).stdout
    assert "12345.6789" not in listed


def test_what_the_platform_refuses_is_told_in_its_words_with_controls_kept_from_the_terminal(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    api.refusals = [(500, "\x1b[31m[bold]no\x07\nway")]
    error = failure(mcp_address, settings)
    assert "[bold]no" in error.what
    assert "\n" not in error.what


def test_a_platform_that_the_server_cannot_reach_is_told(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    nowhere = mcp_address.replace(api.url, "http://127.0.0.1:1")
    assert nowhere != mcp_address
    told = failure(nowhere, settings)
    assert told.what.startswith("the MCP server cannot reach the platform")
    assert "--api-url" in told.hint


def test_a_server_that_dies_ends_the_read(mcp_address: str, api: ManagementApi, settings: Settings) -> None:
    def die(number: int) -> None:
        if number == 2:
            for pid, args in programs_of(api):
                if args.startswith("node "):
                    os.kill(pid, signal.SIGKILL)

    api.before_query = die
    error = failure(mcp_address, settings)
    assert isinstance(error, ConnectionLostError)
    assert error.what.startswith("the session with the MCP server ended")


def test_a_call_that_takes_too_long_is_given_up(mcp_address: str, api: ManagementApi, settings: Settings) -> None:
    waiting = threading.Event()

    def block(number: int) -> None:
        waiting.wait(WAIT_SECONDS)

    api.before_query = block
    error = failure(mcp_address, settings._replace(statement_timeout_seconds=1))
    waiting.set()
    assert error.what == "the MCP server did not answer within 1 s"
    wait_until_none_is_left(api)


def test_a_read_is_stopped_from_another_thread_and_leaves_no_program(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    reached, waiting = threading.Event(), threading.Event()

    def block(number: int) -> None:
        reached.set()
        waiting.wait(WAIT_SECONDS)

    api.before_query = block
    source = open_source(mcp_address, settings=settings)
    outcome: list[Catalog | SupatuiError] = []

    def read() -> None:
        try:
            outcome.append(source.read())
        except SupatuiError as error:
            outcome.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    assert reached.wait(WAIT_SECONDS)
    running = [args for _, args in programs_of(api)]
    assert any(args.startswith("node ") for args in running)
    assert TOKEN not in "".join(running)
    source.cancel()
    thread.join(10)
    assert not thread.is_alive()
    waiting.set()
    (error,) = outcome
    assert isinstance(error, CancelledError)
    assert programs_of(api) == []


def test_a_wait_before_asking_again_ends_when_the_read_is_stopped(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    api.refusals = [(429, "Too Many Requests, retry after 60 s")]
    source = McpSource(parse_address(mcp_address), settings)
    source.told = lambda line: source.cancel() if "asking again" in line else None
    started = time.monotonic()
    with pytest.raises(CancelledError):
        source.read()
    assert time.monotonic() - started < WAIT_SECONDS
    wait_until_none_is_left(api)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name)
def test_no_program_outlives_ours_however_it_ends(
    sent: signal.Signals,
    mcp_address: str,
    api: ManagementApi,
    start_program: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    reached, waiting = threading.Event(), threading.Event()

    def block(number: int) -> None:
        reached.set()
        waiting.wait(WAIT_SECONDS)

    api.before_query = block
    process = start_program("snapshot", mcp_address)
    assert reached.wait(WAIT_SECONDS)
    assert programs_of(api)
    process.send_signal(sent)
    out, err = process.communicate(timeout=WAIT_SECONDS)
    assert out == ""
    if sent is signal.SIGINT:
        assert (process.returncode, err) == (130, "")
    wait_until_none_is_left(api)
    waiting.set()
    assert list(folder.iterdir()) == []


def test_the_linked_project_is_read_with_npx_and_no_token_in_its_arguments(
    mcp_program: Path,
    api: ManagementApi,
    token: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = tmp_path / "arguments"
    npx = tmp_path / "bin" / "npx"
    npx.parent.mkdir()
    npx.write_text(
        f'#!/bin/sh\necho "$@" > {said}\nenv > {said}.env\nshift 2\nexec node {mcp_program} --api-url {api.url} "$@"\n'
    )
    npx.chmod(npx.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(npx.parent), prepend=os.pathsep)
    monkeypatch.setenv("PGPASSWORD", "hidden")
    (tmp_path / "supabase" / ".temp").mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text("")
    (tmp_path / "supabase" / ".temp" / "project-ref").write_text(REF + "\n")
    monkeypatch.chdir(tmp_path)
    source = open_source("mcp:", settings=settings)
    assert source.label == f"{REF} through MCP"
    source.read()
    assert said.read_text().split() == [
        "-y",
        "@supabase/mcp-server-supabase@0.13.0",
        "--read-only",
        f"--project-ref={REF}",
        "--features=database,debugging",
    ]
    variables = Path(f"{said}.env").read_text()
    assert f"{TOKEN_VARIABLE}={TOKEN}" in variables
    assert "PGPASSWORD" not in variables


def test_without_npx_it_says_what_to_install(
    token: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SUPABASE_PROJECT_ID", REF)
    monkeypatch.chdir(tmp_path)
    error = failure("mcp:", settings)
    assert error.what == "there is no program npx here"
    assert "Node.js" in error.hint


def test_without_the_sdk_it_says_how_to_install_it(
    mcp_address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    error = failure(mcp_address, settings)
    assert error.hint == mcp_session.INSTALL


def test_nothing_is_written_through_it(mcp_address: str, settings: Settings) -> None:
    with pytest.raises(ConnectError, match="can only be read"):
        session_conninfo(parse_address(mcp_address), settings)
