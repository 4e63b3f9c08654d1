"""The migration history of a database: `supabase_migrations.schema_migrations`, as the Supabase CLI writes it.

Source: Supabase CLI, migration repair and db push; the same statements make the table, so that either may come first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supatui.errors import HistoryError
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.live import connected, first_line, session_conninfo
from supatui.sources.statements import PieceKind, split

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

_TABLE = (
    "set local lock_timeout = '4s'",
    "create schema if not exists supabase_migrations",
    "create table if not exists supabase_migrations.schema_migrations (version text not null primary key)",
    "alter table supabase_migrations.schema_migrations add column if not exists statements text[]",
    "alter table supabase_migrations.schema_migrations add column if not exists name text",
)

_HAS_ROLLBACK = """
select exists (
    select
    from pg_catalog.pg_attribute as a
    where
        a.attrelid = 'supabase_migrations.schema_migrations'::pg_catalog.regclass
        and a.attname = 'rollback'
        and not a.attisdropped
)
"""

_PLAIN = "insert into supabase_migrations.schema_migrations (version, name, statements) values (%s, %s, %s)"
_WITH_ROLLBACK = """
insert into supabase_migrations.schema_migrations (version, name, statements, rollback) values (%s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """A migration as the history keeps it."""

    version: str
    name: str
    text: str
    """Of the migration's file."""
    rollback: str
    """Of the file that leads back; kept where the history has a column for it."""


def statements_of(text: str) -> list[str]:
    """The statements of a file as the history keeps them: trimmed, with comments, without the final semicolon."""
    pieces = (piece for piece in split(text) if piece.kind is PieceKind.STATEMENT)
    return [piece.text.strip().removesuffix(";").rstrip() for piece in pieces]


def record_applied(address: Address, settings: Settings, applied: Applied) -> None:
    """Write into a database's history that it has a migration already. The migration is not run.

    Raises: HistoryError, and nothing is changed then; ConnectError.
    """
    import psycopg  # slow to import, and not needed before somebody connects

    with connected(session_conninfo(address, settings), address.label, settings) as connection:
        try:
            with connection.transaction():
                for statement in _TABLE:
                    connection.execute(statement.encode())
                _insert(connection, applied)
        except psycopg.errors.UniqueViolation as error:
            hint = "it is recorded already; nothing has to be done"
            raise HistoryError(
                f"version {applied.version} is in the history", where=address.label, hint=hint
            ) from error
        except psycopg.Error as error:
            hint = f"record it later: supabase migration repair --status applied {applied.version}"
            what = f"cannot record version {applied.version}: {first_line(error)}"
            raise HistoryError(what, where=address.label, hint=hint) from error


def _insert(connection: "Connection[TupleRow]", applied: Applied) -> None:
    values: Sequence[object] = (applied.version, applied.name, statements_of(applied.text))
    row = connection.execute(_HAS_ROLLBACK.encode()).fetchone()
    if row is not None and row[0]:
        connection.execute(_WITH_ROLLBACK.encode(), (*values, statements_of(applied.rollback)))
    else:
        connection.execute(_PLAIN.encode(), values)
