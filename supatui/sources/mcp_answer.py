"""What an MCP server answers, taken apart. All of it is data, whatever it says: nothing here follows it.

Source: @supabase/mcp-server-supabase 0.7 to 0.13. A tool answers with one text that holds JSON. Rows come inside a
fence, `<untrusted-data-UUID>`, around JSON, with sentences for language models before and behind it.
"""

import json
import re
from dataclasses import dataclass

from supatui.errors import ConnectionLostError

_FENCE = re.compile(r"<untrusted-data-([0-9a-f-]{36})>")
_SQL_ERROR = re.compile(r"ERROR:\s+([0-9A-Z]{5}):\s*(.*)")
_WAIT = re.compile(r"(?:retry|after|again|wait)\D{0,12}(\d+)\s*(min)?", re.IGNORECASE)
_TOO_MANY = re.compile(r"too many requests|rate.?limit|throttl|\b429\b", re.IGNORECASE)


def rows_of(answer: str, *, where: str) -> list[dict[str, object]]:
    """The rows of an `execute_sql` answer, each by its column names.

    The first fence that is named gives the tag; JSON decides where the rows end, so a value that imitates the fence
    ends nothing. Raises: ConnectionLostError for what is no such answer.
    """
    try:
        text = json.loads(answer)["result"]
        named = _FENCE.search(text)
        opened = named and re.compile(re.escape(named[0]) + r"[ \t]*\r?\n\s*").search(text, named.end())
        if named is None or opened is None:
            raise ValueError("there is no fence around the rows")
        rows, end = json.JSONDecoder().raw_decode(text, opened.end())
        if not text[end:].lstrip().startswith(f"</untrusted-data-{named[1]}>"):
            raise ValueError("the fence is not closed behind the rows")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError("there are no rows inside the fence")
    except (ValueError, KeyError, TypeError) as error:
        raise not_understood(str(error), where) from error
    return rows


def not_understood(why: str, where: str) -> ConnectionLostError:
    hint = "use the server's version that supatui starts by itself (mcp:), or read over PostgreSQL"
    return ConnectionLostError(f"the MCP server's answer cannot be understood: {why}", where=where, hint=hint)


@dataclass(frozen=True, slots=True)
class ToolError:
    """Why a tool refused, in the server's words, on one line."""

    message: str
    sqlstate: str | None
    """None where it is no error of SQL."""

    @property
    def is_unauthorized(self) -> bool:
        return self.sqlstate is None and self.message.startswith("Unauthorized")

    @property
    def is_too_many(self) -> bool:
        return self.sqlstate is None and _TOO_MANY.search(self.message) is not None

    @property
    def is_unreachable(self) -> bool:
        """Whether the server could not reach the platform, which may be better a moment later."""
        return self.sqlstate is None and "fetch failed" in self.message

    @property
    def wait_seconds(self) -> int | None:
        """How long it asks to wait; None where it does not say."""
        found = _WAIT.search(self.message)
        return int(found[1]) * (60 if found[2] else 1) if found else None


def tool_error(answer: str) -> ToolError:
    """The error that a tool answered with: `{"error": {"name", "message"}}`, or any text."""
    try:
        found = json.loads(answer)["error"]
        message = str(found["message"]) if isinstance(found, dict) else str(found)
    except (ValueError, KeyError, TypeError):
        message = answer
    state = _SQL_ERROR.search(message)
    if state is not None:
        return ToolError(state[2].strip(), state[1])
    return ToolError(" ".join(message.split())[:500] or "no reason given", None)
