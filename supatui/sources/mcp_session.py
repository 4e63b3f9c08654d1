"""A session with an MCP server: opened, verified to be read-only, spoken to from a plain thread, and ended for good."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError as FutureCancelled
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from supatui.errors import CatalogPermissionError, ConnectError, ConnectionLostError, SupatuiError
from supatui.project.secrets import TOKEN_VARIABLE
from supatui.settings import Settings
from supatui.sources.mcp_answer import ToolError, tool_error
from supatui.sources.mcp_server import TOKENS_PAGE, Endpoint, Program
from supatui.sources.mcp_sign_in import SIGN_IN_SECONDS, SignInError
from supatui.sources.mcp_transport import Noted, transport
from supatui.sources.source import Told
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    from concurrent.futures import Future

    import anyio
    from anyio.abc import TaskStatus
    from anyio.from_thread import BlockingPortal
    from mcp import ClientSession
    from mcp_types import CallToolResult, Tool

START_TIMEOUT_SECONDS = 120
"""Longest wait for a program to be ready: at its first run npx fetches about 30 MB."""
RETRIES = 3
LONGEST_WAIT_SECONDS = 90
"""A server that asks for more patience than this is not waited for: the platform's limits are per minute."""
USUAL_WAIT_SECONDS = 15
"""Waited after a refusal for asking too often that does not say how long."""
READING_TOOL = "execute_sql"
WRITING_TOOLS = frozenset({"apply_migration", "create_branch", "delete_branch", "deploy_edge_function"})
"""Hidden by a server that can only read; the first is there in every other. Source: its --read-only, 0.7 to 0.13."""
INSTALL = "pip install 'supatui[mcp]'"


class SqlError(SupatuiError):
    """A query that the database refused; `state` is its SQLSTATE."""

    def __init__(self, message: str, state: str, *, where: str) -> None:
        hint = "report it with the server's version: the query was not understood"
        super().__init__(f"{message} (SQLSTATE {state})", where=where, hint=hint)
        self.state = state


@contextmanager
def open_session(
    server: Program | Endpoint, settings: Settings, stop: Stop, told: Told | None = None
) -> "Iterator[Session]":
    """A session that can only read. However this ends, a program that was started has ended too.

    Raises: ConnectError, CancelledError; what the body runs raises its own.
    """
    try:
        import mcp  # noqa: F401  # slow to import, not needed before somebody connects, and perhaps not installed
        from anyio.from_thread import start_blocking_portal
    except ImportError as error:
        what = f"reading through MCP needs the Python package mcp: {error}"
        raise ConnectError(what, where=server.label, hint=INSTALL) from error
    stop.check()
    with start_blocking_portal() as portal:
        session = Session(server, settings, stop, told or _tell_nobody, portal)
        with stop.ending_by(session.end):
            session.start()
            try:
                session.verify()
                yield session
            finally:
                session.close()


def _tell_nobody(_: str) -> None:
    return


@dataclass(slots=True)
class Session:
    """An open session. Its own work is done in the portal's thread; `call` waits for it."""

    server: Program | Endpoint
    settings: Settings = field(repr=False)
    stop: Stop = field(repr=False)
    told: Told = field(repr=False)
    _portal: "BlockingPortal" = field(repr=False)
    version: str = ""
    """The server's name for itself, with its version."""
    tools: tuple[str, ...] = ()
    _needs_project: bool = False
    _client: "ClientSession | None" = field(default=None, repr=False)
    _scope: "anyio.CancelScope | None" = field(default=None, repr=False)
    _life: "Future[None] | None" = field(default=None, repr=False)
    _noted: Noted = field(default_factory=Noted, repr=False)

    def start(self) -> None:
        """Connect. Raises: ConnectError, CancelledError."""
        started = time.monotonic()
        try:
            self._life, _ = self._portal.start_task(self._live)
        except (Exception, FutureCancelled) as error:
            raise self._not_started(error) from error
        self.told(f"{self.version}: {len(self.tools)} tools, ready in {time.monotonic() - started:.1f} s")

    def verify(self) -> None:
        """Refuse a server that could write, and one that cannot be asked. Raises: ConnectError."""
        where = self.server.label
        if writing := sorted(WRITING_TOOLS.intersection(self.tools)):
            hint = "start it with --read-only, or add read_only=true to its URL; supatui only reads through MCP"
            raise ConnectError(f"the MCP server is not read-only: it offers {writing[0]}", where=where, hint=hint)
        if READING_TOOL not in self.tools:
            hint = "give it --features=database, or features=database in its URL"
            raise ConnectError(f"the MCP server has no tool {READING_TOOL}", where=where, hint=hint)
        if self._needs_project:
            hint = "give it --project-ref=REF, or project_ref=REF in its URL"
            raise ConnectError("the MCP server is bound to no project", where=where, hint=hint)

    def call(self, tool: str, arguments: Mapping[str, object] | None = None) -> str:
        """The text that a tool answers with; what gets better by waiting is waited for and asked again.

        Raises: SqlError, ConnectError for a refused token, ConnectionLostError, CatalogPermissionError, CancelledError.
        """
        for attempt in range(RETRIES + 1):
            started = time.monotonic()
            text, failed = self._ask(tool, dict(arguments or {}))
            if failed is None:
                self.told(f"{tool}: {len(text.encode()) / 1000:.0f} kB in {time.monotonic() - started:.1f} s")
                return text
            wait = _patience(failed, attempt)
            if wait is None:
                raise self._refused(failed)
            self.told(f"{tool}: {self._clean(failed.message)}; asking again in {wait} s")
            self.stop.wait(wait)
        raise AssertionError("the last attempt returns or raises")

    def end(self) -> None:
        """End the session from any thread; whoever waits for an answer gets none."""
        try:
            self._portal.start_task_soon(self._cancel)
        except RuntimeError:
            return  # it has ended already

    def close(self) -> None:
        """End the session and wait until it has, a program that was started with it."""
        self.end()
        if self._life is not None:
            with suppress(FutureCancelled):
                self._life.exception()  # waits; what it was has been said where it mattered

    # What goes on in the portal's thread

    async def _live(self, *, task_status: "TaskStatus[None]") -> None:
        import anyio
        from mcp import ClientSession

        limit = START_TIMEOUT_SECONDS if isinstance(self.server, Program) else self.settings.connect_timeout_seconds
        with anyio.CancelScope() as self._scope:
            if self.stop.is_asked:  # before there was anything to cancel
                return
            ways = transport(self.server, self._noted, self.settings.show_sign_in)
            # The library's own limit stops while a person signs in; the other is for what it does besides.
            async with ways as streams, ClientSession(*streams, read_timeout_seconds=limit) as client:
                with anyio.fail_after(limit if self.settings.show_sign_in is None else limit + SIGN_IN_SECONDS):
                    start = await client.initialize()
                    listed = await _all_tools(client)
                self.version = f"{start.server_info.name} {start.server_info.version}"
                self.tools = tuple(sorted(tool.name for tool in listed))
                reading = [tool.input_schema for tool in listed if tool.name == READING_TOOL]
                self._needs_project = any("project_id" in schema.get("required", ()) for schema in reading)
                self._client = client
                task_status.started()
                await anyio.sleep_forever()

    def _cancel(self) -> None:
        if self._scope is not None:
            self._scope.cancel()

    # What goes wrong

    def _ask(self, tool: str, arguments: dict[str, object]) -> tuple[str, ToolError | None]:
        """(answer, why there is none)."""
        self.stop.check()
        self._noted.status = None
        assert self._client is not None
        limit = float(self.settings.statement_timeout_seconds)
        # The library waits longer where a person signs in meanwhile, and besides for other things than the answer.
        longest = limit + 1 + (SIGN_IN_SECONDS if self.settings.show_sign_in is not None else 0)
        future = self._portal.start_task_soon(_called, self._client, tool, arguments, limit, longest)
        try:
            result = future.result()
        except (Exception, FutureCancelled) as error:
            if self._noted.sign_in_error is not None:
                raise self._not_signed_in(self._noted.sign_in_error) from error
            if self._noted.too_many is not None:
                return "", self._noted.too_many
            raise self._lost(error) from error
        finally:
            future.cancel()  # an interrupt leaves it running
        text = "".join(part.text for part in result.content if part.type == "text")
        return (text, tool_error(text)) if result.is_error else (text, None)

    def _refused(self, failed: ToolError) -> SupatuiError:
        where, said = self.server.label, self._clean(failed.message)
        if failed.is_unauthorized:
            return self._unauthorized()
        if failed.is_too_many:
            hint = f"wait {failed.wait_seconds or 60} seconds, then read again"
            return ConnectionLostError(f"the platform takes no more requests for now: {said}", where=where, hint=hint)
        if failed.sqlstate == "42501":
            hint = "let the server use a role that may read it, such as a member of pg_read_all_data"
            return CatalogPermissionError(said, where=where, hint=hint)
        if failed.sqlstate == "57014":
            hint = "read over PostgreSQL (postgresql://...), where the limit is timeouts.statement_seconds"
            return ConnectionLostError(f"the query took too long: {said}", where=where, hint=hint)
        if failed.sqlstate is not None:
            return SqlError(said, failed.sqlstate, where=where)
        if failed.is_unreachable:
            hint = "check that this machine reaches https://api.supabase.com, or what the server's --api-url names"
            return ConnectionLostError(f"the MCP server cannot reach the platform: {said}", where=where, hint=hint)
        hint = "check the project's ref, that the token's account may see it, and that the project is not paused"
        return ConnectionLostError(f"the MCP server refused: {said}", where=where, hint=hint)

    def _unauthorized(self) -> ConnectError:
        if self.server.token is None:
            hint = (
                f"set {TOKEN_VARIABLE}, a token from {TOKENS_PAGE}; where the server signs in by browser (OAuth), run"
                " supatui doctor with this address at a terminal once"
            )
            return ConnectError("the MCP server wants an access token", where=self.server.label, hint=hint)
        hint = f"check {TOKEN_VARIABLE}, or make a new token at {TOKENS_PAGE}"
        return ConnectError("the access token was refused", where=self.server.label, hint=hint)

    def _not_signed_in(self, error: SignInError) -> ConnectError:
        return ConnectError(error.what, where=self.server.label, hint=error.hint)

    def _lost(self, error: BaseException) -> SupatuiError:
        if self.stop.is_asked:
            return self.stop.error()
        where = self.server.label
        if _is_timeout(error):
            what = f"the MCP server did not answer within {self.settings.statement_timeout_seconds} s"
            return ConnectionLostError(what, where=where, hint="read again, or raise timeouts.statement_seconds")
        if self._noted.status == 401:
            return self._unauthorized()
        what = f"the session with the MCP server ended: {self._reason(error)}"
        return ConnectionLostError(what, where=where, hint="see whether the server still runs, then read again")

    def _not_started(self, error: BaseException) -> SupatuiError:
        if self.stop.is_asked:
            return self.stop.error()
        server, where = self.server, self.server.label
        causes = _causes(error)
        if isinstance(server, Program) and any(isinstance(cause, FileNotFoundError) for cause in causes):
            program = server.argv[0]
            hint = f"check the name, or the PATH that {program} is in"
            if program in {"npx", "npm", "node"}:
                hint = "install Node.js 20 or later, which brings it, or use the server at a URL: mcp:https://..."
            return ConnectError(f"there is no program {program} here", where=where, hint=hint)
        if self._noted.sign_in_error is not None:
            return self._not_signed_in(self._noted.sign_in_error)
        if self._noted.status == 401:
            return self._unauthorized()
        if self._noted.too_many is not None:
            return self._refused(self._noted.too_many)
        if any(_is_timeout(cause) for cause in causes):
            hint = (
                "check the network: npx may be fetching the server" if isinstance(server, Program) else "check the URL"
            )
            return ConnectError("the MCP server is not ready in time", where=where, hint=hint)
        hint = "run its command line by hand to see more" if isinstance(server, Program) else "check the URL"
        if self._noted.status == 403:
            hint = "check the URL, and that the token's account may see the project"
        return ConnectError(f"cannot start with the MCP server: {self._reason(error)}", where=where, hint=hint)

    def _reason(self, error: BaseException) -> str:
        """What the program said last, else the HTTP status, else what the library says."""
        causes = _causes(error)
        said = self._noted.last_line or (f"HTTP status {self._noted.status}" if self._noted.status else "")
        return self._clean(said or str(causes[-1]) or type(causes[-1]).__name__)

    def _clean(self, text: str) -> str:
        """The text without the tokens, in case a server repeats what it was given."""
        login = self._noted.login
        for secret in (self.server.token, *(login.secrets if login is not None else ())):
            text = text.replace(secret, "***") if secret else text
        return text


async def _all_tools(client: "ClientSession") -> "list[Tool]":
    """Every tool, however many pages the server makes of them: one that writes may be on the last."""
    from mcp_types import PaginatedRequestParams

    page = await client.list_tools()
    tools = list(page.tools)
    while page.next_cursor:
        page = await client.list_tools(params=PaginatedRequestParams(cursor=page.next_cursor))
        tools += page.tools
    return tools


async def _called(
    client: "ClientSession", tool: str, arguments: dict[str, object], limit_seconds: float, longest_seconds: float
) -> "CallToolResult":
    import anyio

    with anyio.fail_after(longest_seconds):
        return await client.call_tool(tool, arguments, read_timeout_seconds=limit_seconds)


def _patience(failed: ToolError, attempt: int) -> int | None:
    """Seconds until it makes sense to ask again; None where it does not."""
    if attempt >= RETRIES:
        return None
    if failed.is_too_many:
        wait = failed.wait_seconds or USUAL_WAIT_SECONDS
        return wait if wait <= LONGEST_WAIT_SECONDS else None
    return 1 if failed.is_unreachable and attempt == 0 else None


def _is_timeout(error: BaseException) -> bool:
    from mcp.shared.exceptions import MCPError
    from mcp_types import REQUEST_TIMEOUT

    return isinstance(error, TimeoutError) or (isinstance(error, MCPError) and error.code == REQUEST_TIMEOUT)


def _causes(error: BaseException) -> list[BaseException]:
    """The errors inside groups of errors; itself where it is none."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [cause for inner in error.exceptions for cause in _causes(inner)]
