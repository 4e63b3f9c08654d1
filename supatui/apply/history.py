"""The migration history of a database: `supabase_migrations.schema_migrations`, as the Supabase CLI writes it.

Source: Supabase CLI, migration repair and db push; the same statements make the table, so that either may come first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from supatui.apply.session import writing_session
from supatui.errors import HistoryError
from supatui.project.migrations import is_version
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.history import Entry, HistoryRow, State, Timeline, row_of
from supatui.sources.live import first_line
from supatui.sources.statements import recorded_statements

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

_LOCK_TIMEOUT = "set local lock_timeout = '4s'"

_TABLE = (
    "create schema if not exists supabase_migrations",
    "create table if not exists supabase_migrations.schema_migrations (version text not null primary key)",
    "alter table supabase_migrations.schema_migrations add column if not exists statements text[]",
    "alter table supabase_migrations.schema_migrations add column if not exists name text",
)

_COLUMNS = """
select a.attname::text
from pg_catalog.pg_attribute as a
where
    a.attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations')
    and a.attnum > 0
    and not a.attisdropped
"""

_LOCK = "lock table supabase_migrations.schema_migrations in share row exclusive mode"
"""Reading goes on; another writer, the Supabase CLI too, waits until the transaction ends."""

_ROWS = "select pg_catalog.to_jsonb(m)::text from supabase_migrations.schema_migrations as m"
_DELETE = "delete from supabase_migrations.schema_migrations as m where m.version = any (%s)"
_PLAIN = "insert into supabase_migrations.schema_migrations (version, name, statements) values (%s, %s, %s)"
_WITH_ROLLBACK = """
insert into supabase_migrations.schema_migrations (version, name, statements, rollback) values (%s, %s, %s, %s)
"""
_INSTEAD = " on conflict (version) do update set name = excluded.name, statements = excluded.statements"
_INSTEAD_WITH_ROLLBACK = _INSTEAD + ", rollback = excluded.rollback"


@dataclass(frozen=True, slots=True)
class Applied:
    """A migration as the history keeps it."""

    version: str
    name: str
    text: str
    """Of the migration's file."""
    rollback: str
    """Of the file that leads back; kept where the history has a column for it."""


class Status(StrEnum):
    """What a repair says of versions, in the words of the Supabase CLI."""

    APPLIED = "applied"
    REVERTED = "reverted"


@dataclass(frozen=True, slots=True)
class Repair:
    """What becomes of the history: nothing of the migrations themselves is run."""

    puts: tuple[Applied, ...]
    """Rows that are added, or that replace what is there."""
    removes: tuple[str, ...]
    """Versions whose rows go."""
    seen: tuple[HistoryRow, ...]
    """The whole history that this was decided on."""

    @property
    def lost(self) -> tuple[HistoryRow, ...]:
        """The rows that are replaced or go, as they were."""
        touched = {*self.removes, *(put.version for put in self.puts)}
        return tuple(row for row in self.seen if row.version in touched)

    @property
    def is_empty(self) -> bool:
        return not (self.puts or self.removes)

    def words(self) -> list[str]:
        """One line for each row."""
        there = {row.version for row in self.seen}
        lines = {one.version: f"{'replace' if one.version in there else 'add'}  {_named(one)}" for one in self.puts}
        lines |= {row.version: f"remove   {row.version} {row.name or ''}".rstrip() for row in self._removed()}
        return [lines[version] for version in sorted(lines)]

    def _removed(self) -> Iterable[HistoryRow]:
        return (row for row in self.seen if row.version in self.removes)


def _named(applied: Applied) -> str:
    count = len(recorded_statements(applied.text))
    return f"{applied.version} {applied.name}".rstrip() + f" ({count} statement{'' if count == 1 else 's'})"


def plan_repair(timeline: Timeline, status: Status, versions: Sequence[str] = ()) -> Repair:
    """What a repair would do; without versions the whole history becomes that of the folder, or empty.

    Raises: HistoryError for a version that cannot be repaired so.
    """
    for version in versions:
        if not is_version(version):
            hint = "a version is the digits that its file name begins with"
            raise HistoryError(f"{version} is no version", where=timeline.remote, hint=hint)
    if status is Status.REVERTED:
        return _reverted(timeline, versions)
    chosen = [_local(timeline, version) for version in versions] if versions else _with_files(timeline)
    removes = tuple(one for entry in chosen for one in timeline.squashed(entry))
    if not versions:
        removes = tuple(entry.version for entry in timeline.entries if entry.file is None)
    puts = tuple(_applied(timeline, entry) for entry in chosen if not _is_as_recorded(entry))
    return Repair(puts, removes, timeline.rows)


def _reverted(timeline: Timeline, versions: Sequence[str]) -> Repair:
    there = {row.version for row in timeline.rows}
    for version in versions:
        if version not in there:
            hint = "supatui history lists what there is"
            raise HistoryError(f"version {version} is not in the history", where=timeline.remote, hint=hint)
    removes = tuple(dict.fromkeys(versions)) if versions else tuple(sorted(there))
    return Repair((), removes, timeline.rows)


def _with_files(timeline: Timeline) -> list[Entry]:
    return [entry for entry in timeline.entries if entry.file is not None]


def _local(timeline: Timeline, version: str) -> Entry:
    entry = timeline.find(version)
    if entry is None or entry.file is None:
        hint = "its statements come from the file: fetch it with supatui history fetch, or name another version"
        raise HistoryError(f"no migration of version {version}", where=str(timeline.folder), hint=hint)
    return entry


def _is_as_recorded(entry: Entry) -> bool:
    row, file = entry.row, entry.file
    assert file is not None
    return entry.state is State.APPLIED and row is not None and row.statements is not None and row.name == file.name


def _applied(timeline: Timeline, entry: Entry) -> Applied:
    assert entry.file is not None
    assert entry.text is not None
    back = timeline.folder.parent / "supatui" / "rollbacks" / entry.file.path.name
    rollback = back.read_text(encoding="utf-8") if back.is_file() else ""
    return Applied(entry.version, entry.file.name, entry.text, rollback)


def squashed(timeline: Timeline, applied: Applied) -> Repair:
    """One row in the place of every row up to it. Source: Supabase CLI, migration squash."""
    earlier = (
        row.version for row in timeline.rows if is_version(row.version) and int(row.version) < int(applied.version)
    )
    return Repair((applied,), tuple(sorted(earlier)), timeline.rows)


def record_applied(address: Address, settings: Settings, applied: Applied) -> None:
    """Write into a database's history that it has a migration already. The migration is not run.

    Raises: HistoryError, and nothing is changed then; ConnectError.
    """
    import psycopg  # slow to import, and not needed before somebody connects

    hint = f"record it later: supabase migration repair --status applied {applied.version}"
    with writing_session(address, settings) as connection:
        try:
            with connection.transaction():
                _insert(connection, applied, _table(connection), instead=False)
        except psycopg.errors.UniqueViolation as error:
            known = "it is recorded already; nothing has to be done"
            raise HistoryError(
                f"version {applied.version} is in the history", where=address.label, hint=known
            ) from error
        except psycopg.Error as error:
            what = f"cannot record version {applied.version}: {first_line(error)}"
            raise HistoryError(what, where=address.label, hint=hint) from error


def carry_out(address: Address, settings: Settings, repair: Repair) -> None:
    """Do a repair in one transaction, under a lock, on the history that it was decided on and no other.

    Raises: HistoryError, and nothing is changed then; ConnectError.
    """
    import psycopg  # slow to import, and not needed before somebody connects

    with writing_session(address, settings) as connection:
        try:
            with connection.transaction():
                columns = _table(connection)
                connection.execute(_LOCK)
                _require_unchanged(connection, repair, address.label)
                connection.execute(_DELETE, [list(repair.removes)])
                for applied in repair.puts:
                    _insert(connection, applied, columns, instead=True)
        except psycopg.errors.LockNotAvailable as error:
            hint = "somebody else writes it, perhaps supabase db push: look again when that is done"
            raise HistoryError("the migration history is locked", where=address.label, hint=hint) from error
        except psycopg.OperationalError as error:
            hint = "whether it was changed is not known: look with supatui history"
            raise HistoryError(f"the session ended: {first_line(error)}", where=address.label, hint=hint) from error
        except psycopg.Error as error:
            hint = "connect as a role that may write supabase_migrations.schema_migrations, as postgres"
            what = f"cannot change the migration history: {first_line(error)}"
            raise HistoryError(what, where=address.label, hint=hint) from error


def _require_unchanged(connection: "Connection[TupleRow]", repair: Repair, label: str) -> None:
    rows = {row.version: row.values for (text,) in connection.execute(_ROWS) for row in (row_of(json.loads(text)),)}
    if {row.version: _core(row.values) for row in repair.seen} != {
        version: _core(one) for version, one in rows.items()
    }:
        hint = "look again: supatui history"
        raise HistoryError("the migration history has changed since it was read", where=label, hint=hint)


def _core(values: object) -> tuple[object, ...]:
    """What a repair goes by: the columns that every history has, whether they were there when it was read or not."""
    assert isinstance(values, dict)
    statements = values.get("statements")
    return values.get("name"), tuple(statements) if isinstance(statements, list) else None


def _table(connection: "Connection[TupleRow]") -> frozenset[str]:
    """The columns of the table, made or completed where it has to be: only then may the right to do so be missing."""
    connection.execute(_LOCK_TIMEOUT)
    columns = _columns(connection)
    if columns >= {"version", "name", "statements"}:
        return columns
    for statement in _TABLE:
        connection.execute(statement.encode())
    return _columns(connection)


def _columns(connection: "Connection[TupleRow]") -> frozenset[str]:
    return frozenset(str(row[0]) for row in connection.execute(_COLUMNS))


def _insert(connection: "Connection[TupleRow]", applied: Applied, columns: frozenset[str], *, instead: bool) -> None:
    values: tuple[object, ...] = (applied.version, applied.name, recorded_statements(applied.text))
    if "rollback" in columns:
        query = _WITH_ROLLBACK + (_INSTEAD_WITH_ROLLBACK if instead else "")
        connection.execute(query, (*values, recorded_statements(applied.rollback) or None))
    else:
        connection.execute(_PLAIN + (_INSTEAD if instead else ""), values)
