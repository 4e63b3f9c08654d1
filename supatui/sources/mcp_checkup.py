"""What there is to know about a database behind an MCP server: connection, tools, rights, and how long a call takes."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from supatui.catalog.quoting import sql
from supatui.errors import CancelledError, SupatuiError
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.mcp import session
from supatui.sources.mcp_runner import McpRunner
from supatui.sources.mcp_session import Session
from supatui.sources.mcp_tools import BRANCHING, Subject, read_advice, read_branches

_QUERY = """
select
    pg_catalog.current_setting('server_version_num')::integer as version,
    current_user::text as role,
    r.rolsuper as is_superuser,
    pg_catalog.pg_has_role('pg_read_all_data', 'member') as reads_all,
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') as may_create
from pg_catalog.pg_roles as r
where r.rolname = current_user
"""
LATENCY_CALLS = 3
Line = tuple[str, str, str | None]
"""(subject, what is so, what to do about it); nothing to do is None."""


@dataclass(frozen=True, slots=True)
class McpState:
    """One look through an MCP server."""

    label: str
    server: str
    """Its name for itself, with its version."""
    tools: tuple[str, ...]
    version: int
    """Of PostgreSQL, as `server_version_num`."""
    role: str
    reads_all: bool
    """Whether the role may read every catalog and schema: a superuser, or a member of pg_read_all_data."""
    may_write: bool
    """Whether the role has rights to change something; the server's own read-only mode stands before it."""
    start_seconds: float
    call_seconds: float
    """Median of a few calls that ask for one row."""
    beyond: tuple[Line, ...]
    """What the platform says of the project: its branches, its advisors."""


def look(address: Address, settings: Settings) -> McpState:
    """Connect and ask. Raises: AddressError, ConnectError, ConnectionLostError, CatalogPermissionError."""
    started = time.monotonic()
    with session(address, settings, features=BRANCHING) as opened:
        ready = time.monotonic()
        taken: list[float] = []
        for _ in range(LATENCY_CALLS):
            before = time.monotonic()
            (answer,) = McpRunner(opened, settings).run([sql(_QUERY)])
            taken.append(time.monotonic() - before)
        version, role, is_superuser, reads_all, may_create = next(iter(answer.rows))
        return McpState(
            label=opened.server.label,
            server=opened.version,
            tools=opened.tools,
            version=int(str(version)),
            role=str(role),
            reads_all=bool(is_superuser or reads_all),
            may_write=bool(is_superuser or may_create),
            start_seconds=ready - started,
            call_seconds=sorted(taken)[len(taken) // 2],
            beyond=(_asked("branches", partial(_branches, opened)), _asked("advisors", partial(_advice, opened))),
        )


def _asked(subject: str, ask: Callable[[], Line]) -> Line:
    try:
        return ask()
    except CancelledError:
        raise
    except SupatuiError as error:
        return subject, error.what, error.hint


def _branches(opened: Session) -> Line:
    found = read_branches(opened)
    return "branches", ", ".join(f"{one.name} ({one.ref})" for one in found) or "none", None


def _advice(opened: Session) -> Line:
    """How many findings there are, and what is to be mended first."""
    found = [one for subject in Subject for one in read_advice(opened, subject)]
    levels = Counter(one.level for one in found)
    said = ", ".join(f"{count} {level}" for level, count in sorted(levels.items())) or "nothing found"
    worst = next((one for one in found if one.level == "ERROR"), None)
    if worst is None:
        return "advisors", said, None
    return "advisors", said, f"{worst.title}: {worst.detail.rstrip('.')}; see {worst.remediation}"


def lines(state: McpState) -> Iterator[Line]:
    """Each thing that was found."""
    major, minor = divmod(state.version, 10000)
    ready = f"ready in {state.start_seconds:.1f} s, a call takes {state.call_seconds * 1000:.0f} ms"
    yield "mcp", f"{state.label} answers, PostgreSQL {major}.{minor}; {ready}", None
    yield "mcp server", f"{state.server}, read-only; tools: {', '.join(state.tools)}", None
    hint = None if state.reads_all else "give it pg_read_all_data: what it may not read is missing or an error"
    reads = "reads every schema" if state.reads_all else "may not read everything"
    writes = (
        "has rights to write, which the server's read-only mode keeps from use" if state.may_write else "cannot write"
    )
    yield "mcp role", f"{state.role} {reads} and {writes}", hint
    yield from state.beyond
