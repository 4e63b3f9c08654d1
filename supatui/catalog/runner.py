"""Runner: takes SQL without parameters and gives rows of JSON scalars, over whatever connection there is."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from supatui.errors import CancelledError, CatalogPermissionError, ConnectionLostError, SupatuiError

if TYPE_CHECKING:
    from psycopg import Connection, Cursor
    from psycopg.rows import TupleRow

    from supatui.catalog.quoting import Sql


class Rows(NamedTuple):
    """The answer to one query."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


class Runner(Protocol):
    """Runs reading queries, all in one snapshot."""

    def run(self, queries: "Sequence[Sql]") -> Iterator[Rows]:
        """The answers in the order of the queries, each as soon as it is there.

        Raises: CatalogPermissionError, ConnectionLostError, CancelledError.
        """
        ...


class PsycopgRunner:
    """Queries of one `run` travel in one pipeline over a connection that the caller opened and closes.

    The caller has begun a `repeatable read, read only` transaction with an empty `search_path`.
    """

    def __init__(self, connection: "Connection[TupleRow]", *, where: str) -> None:
        self.connection, self.where = connection, where

    def run(self, queries: "Sequence[Sql]") -> Iterator[Rows]:
        import psycopg

        try:
            with self.connection.pipeline():
                cursors = [self._send(query) for query in queries]
                for cursor in cursors:
                    rows = cursor.fetchall()
                    yield Rows(tuple(column.name for column in cursor.description or ()), rows)
        except psycopg.Error as error:
            raise self._translated(error) from error

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
