"""Turn: of several sessions in this process that want the same login, one gets it, and the others wait for that one."""

import asyncio
import threading
from dataclasses import dataclass, field

POLL_SECONDS = 0.05
"""Between two looks at whether the one before is done: each session has an event loop of its own."""


@dataclass(slots=True)
class _Line:
    """Who stands for one thing, and how it went wrong for the last one that had it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    failures: int = 0
    failure: Exception | None = None


_lines: dict[str, _Line] = {}
_lines_lock = threading.Lock()


def _line_for(name: str) -> _Line:
    with _lines_lock:
        return _lines.setdefault(name, _Line())


@dataclass(slots=True)
class Turn:
    """One session's place in the line for `name`."""

    name: str
    _has_it: bool = False

    async def take(self) -> Exception | None:
        """Wait until nobody has the turn. Gives the failure of whoever had it meanwhile, which was for all of them."""
        line = _line_for(self.name)
        failures = line.failures
        while not line.lock.acquire(blocking=False):
            await asyncio.sleep(POLL_SECONDS)
        self._has_it = True
        return line.failure if line.failures != failures else None

    def leave(self, failure: Exception | None = None) -> None:
        """Let the next one have it; nothing happens where this one has it not."""
        if not self._has_it:
            return
        line = _line_for(self.name)
        if failure is not None:
            line.failures, line.failure = line.failures + 1, failure
        self._has_it = False
        line.lock.release()
