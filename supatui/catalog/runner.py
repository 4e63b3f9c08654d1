"""Runner: takes SQL without parameters and gives rows of JSON scalars, over whatever connection there is."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

from supatui.errors import CancelledError, CatalogPermissionError, ConnectionLostError, SupatuiError

if TYPE_CHECKING:
    from psycopg import Connection, Cursor
    from psycopg.rows import TupleRow

    from supatui.catalog.quoting import Sql


ROWS_AT_ONCE = 1000
"""Rows that are made into Python values at a time; all of a large answer would be the most that a read ever holds."""


class Rows(NamedTuple):
    """The answer to one query."""

    columns: tuple[str, ...]
    rows: Iterable[tuple[object, ...]]
    """To be gone through once; a driver may make them on the way."""


class Runner(Protocol):
    """Runs reading queries, all in one snapshot."""

    def run(self, queries: "Sequence[Sql]") -> Iterator[Rows]:
        """The answers in the order of the queries, each as soon as it is there.

        Raises: CatalogPermissionError, ConnectionLostError, CancelledError.
        """
        ...


class PsycopgRunner:
    """Queries of one `run` travel in one pipeline over a connection that the caller opened and closes.

    All are inside one `repeatable read, read only` transaction with an empty `search_path`: the caller has begun it, or
    gives what begins it as `first`, to travel with the first query, which then is one alone.
    """

    def __init__(self, connection: "Connection[TupleRow]", *, where: str, first: "Sql | None" = None) -> None:
        self.connection, self.where, self._first = connection, where, first

    def run(self, queries: "Sequence[Sql]") -> Iterator[Rows]:
        import psycopg

        try:
            if self._first is not None:
                (query,) = queries
                yield self._answer_behind(self._first, query)
                return
            # Leaving a pipeline waits for a sync. The first answer would bring all others along anyway (psycopg 3.3):
            # it is left before that one is asked for, and both take one round trip.
            with self.connection.pipeline():
                cursors = deque(self._send(query) for query in queries)
            while cursors:  # each answer is let go of before the next one is made into rows: they are large
                yield self._answer(cursors.popleft())
        except psycopg.Error as error:
            raise self._translated(error) from error

    def _answer_behind(self, first: "Sql", query: "Sql") -> Rows:
        """In one text, since each takes a round trip; there are no binary rows for that."""
        self._first = None
        cursor = self.connection.execute(f"{first}; {query}".encode(), prepare=False)
        while cursor.nextset():
            pass
        return self._answer(cursor)

    def _answer(self, cursor: "Cursor[TupleRow]") -> Rows:
        first = cursor.fetchmany(ROWS_AT_ONCE)  # waits for the answer, which the description comes with
        rows = chain(first, chain.from_iterable(iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), [])))
        return Rows(tuple(column.name for column in cursor.description or ()), rows)

    def _send(self, query: "Sql") -> "Cursor[TupleRow]":
        # Binary rows are a tenth cheaper to take; the queries give texts, integers, floats and booleans alone.
        return self.connection.cursor(binary=True).execute(query.encode(), prepare=False)

    def _translated(self, error: "Exception") -> SupatuiError:
        from psycopg import errors

        message = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        if isinstance(error, errors.QueryCanceled) and "statement timeout" not in message:
            return CancelledError("reading was stopped", where=self.where, hint="start it again when you want to")
        if isinstance(error, errors.LockNotAvailable):
            hint = "another session holds a lock on the catalog: read again when it is done"
            return ConnectionLostError(f"reading waited too long: {message}", where=self.where, hint=hint)
        if isinstance(error, errors.InsufficientPrivilege):
            hint = "connect as a role that may read it, such as a member of pg_read_all_data"
            return CatalogPermissionError(message, where=self.where, hint=hint)
        if self.connection.broken or isinstance(error, errors.OperationalError):
            hint = "see whether the server still runs, then read again"
            return ConnectionLostError(
                f"the session ended while the catalog was read: {message}", where=self.where, hint=hint
            )
        hint = "report it with the server's version: the catalog query was not understood"
        return CatalogPermissionError(f"the catalog cannot be read: {message}", where=self.where, hint=hint)
