"""Stop: how another thread ends a read, and the query that it waits for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from supatui.errors import CancelledError

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

CANCEL_TIMEOUT_SECONDS = 5.0
"""Longest wait for the server to take the request to cancel; the read ends anyway when its query does."""


class Stop:
    """Shared by the thread that reads and the one that may want it to end."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None

    @property
    def is_asked(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> None:
        """End the read: at once where a query runs, else at the next step."""
        self._asked.set()
        with self._lock:
            if self._end is not None:
                self._end()

    @contextmanager
    def one_attempt(self) -> Iterator[None]:
        """One read: it ends at once when that was asked for before it began, and the next one begins anew."""
        try:
            self.check()
            yield
        finally:
            self._asked.clear()

    def check(self) -> None:
        """Raises: CancelledError once the end was asked for."""
        if self.is_asked:
            raise self.error()

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises: CancelledError as soon as the end is asked for."""
        if self._asked.wait(seconds):
            raise self.error()

    def error(self) -> CancelledError:
        return CancelledError("reading was stopped", where=self.where, hint="read it again when you want to")

    @contextmanager
    def watching(self, connection: "Connection[TupleRow]") -> Iterator[None]:
        """While inside, `ask` cancels what this connection runs."""
        with self.ending_by(partial(_cancel, connection)):
            yield

    @contextmanager
    def ending_by(self, end: Callable[[], None]) -> Iterator[None]:
        """While inside, `ask` also calls `end`, in the thread that asks."""
        with self._lock:
            self._end = end
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._end = None


def _cancel(connection: "Connection[TupleRow]") -> None:
    import psycopg  # slow to import; it is loaded already wherever there is a connection

    if connection.closed:
        return
    try:
        connection.cancel_safe(timeout=CANCEL_TIMEOUT_SECONDS)
    except psycopg.Error:
        # The server cannot be reached: the session is lost anyway, and the reading thread will say so.
        return
