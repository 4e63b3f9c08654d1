"""Replay: running SQL files in a shadow database, and saying where one failed."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.errors import ReplayError
from supatui.shadow import ShadowServer, may_be_refused, run_adapted
from supatui.sources.live import first_line, lost
from supatui.sources.statements import Piece, PieceKind, is_of_server, split
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection
    from psycopg.rows import TupleRow

HARMLESS_COMMANDS = ("\\restrict", "\\unrestrict")
"""What pg_dump writes around a dump since 17.6 and its contemporaries; it guards psql alone."""
SHOWN_STATEMENT_CHARACTERS = 120
LARGEST_TEXT = 100_000
"""Characters of the statements that are sent as one text."""


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file to run."""

    label: str
    """Its path as a person would write it."""
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a replay starts from: an empty database, or one with the platform's own objects."""

    template: str | None
    assumptions: tuple[str, ...]


def lay_ground(server: ShadowServer, *, supabase: bool, classic_privileges: bool | None = None) -> Ground:
    """The template to begin with and what it takes for granted; `classic_privileges` as in the settings."""
    if not supabase:
        return Ground(None, ())
    template, assumptions = server.supabase_template(classic_privileges=classic_privileges is not False)
    return Ground(template, assumptions)


def read_files(paths: Iterable[Path]) -> list[SqlFile]:
    """The texts of files, labelled as seen from where we are. Raises: ReplayError."""
    files: list[SqlFile] = []
    for path in paths:
        label = str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
        try:
            # Line ends stay as they are: positions and function bodies depend on them.
            files.append(SqlFile(label, path.read_bytes().decode("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise ReplayError(
                "cannot read the file", where=f"{label}: {error}", hint="files are text in UTF-8"
            ) from error
    return files


ABSENT_STATES = frozenset({"42P01", "42883", "42704", "42703", "3F000", "42P17"})
"""Errors that say no more than "not there yet": undefined table, function, object, column, schema; and an expression
whose function is not known. Source: PostgreSQL manual, appendix Error Codes."""

CORRECT = "correct the file and read again"
NOT_MADE = "the files make no such thing before: what was made by hand on a database needs a file of its own"


class Replay:
    """Runs statements over one connection to a shadow database."""

    def __init__(
        self, connection: "Connection[TupleRow]", stop: Stop, *, assumed: frozenset[str], spares_server: bool = False
    ) -> None:
        """`assumed`: extensions that the server lacks; statements about them are left out.

        With `spares_server` so are those that change the whole server; only roles that it lacks are made.
        """
        self._connection, self._stop, self._assumed = connection, stop, assumed
        self._spares_server = spares_server
        self.spared: list[str] = []
        """A sentence for each statement that would have changed the whole server."""

    def reset(self) -> None:
        """Session settings back to those of the database."""
        self.command("reset all")

    def command(self, text: str) -> None:
        """A statement of ours. Raises: ConnectionLostError, for it can fail in no other way."""
        import psycopg  # slow to import; it is loaded already wherever there is a connection

        try:
            self._connection.execute(text.encode(), prepare=False)
        except psycopg.Error as error:
            raise lost(error, self._stop.where) from error

    def commit(self, last: Piece | None, file: SqlFile) -> None:
        """End the transaction; what was deferred to its end can still fail, and is told with the last statement."""
        import psycopg  # slow to import; it is loaded already wherever there is a connection

        try:
            self._connection.execute("commit")
        except psycopg.Error as error:
            assert last is not None
            raise replay_error(error, last, file) from error

    def run(self, piece: Piece, file: SqlFile) -> None:
        """Run one piece. Raises: ReplayError, CancelledError."""
        error = self.attempt(piece, file)
        if error is not None:
            raise replay_error(error, piece, file)

    def run_joined(self, pieces: Sequence[Piece], file: SqlFile) -> bool:
        """Run pieces in an open transaction, many as one text: a round trip for each takes longer than they do.

        False where one failed, and nobody knows which: roll back, and run them one by one. Raises: as `attempt`.
        """
        told = len(self.spared)
        for text, alone in self._texts(pieces):
            error = self._send(text) if alone is None else self.attempt(alone, file)
            if error is not None:
                del self.spared[told:]
                return False
        return True

    def _texts(self, pieces: Sequence[Piece]) -> Iterator[tuple[str, Piece | None]]:
        """Texts of many pieces, and between them those that have to be looked at alone."""
        waiting: list[str] = []
        size = 0
        for piece in pieces:
            alone = not self._is_plain(piece)
            if waiting and (alone or size + len(piece.sql) > LARGEST_TEXT):
                yield ";\n".join(waiting), None
                waiting, size = [], 0
            if alone:
                yield "", piece
            else:
                waiting.append(piece.sql)
                size += len(piece.sql)
        if waiting:
            yield ";\n".join(waiting), None

    def _is_plain(self, piece: Piece) -> bool:
        """Whether the server takes it as it is, and reads what comes behind it in the same way before it has run."""
        return (
            piece.kind is PieceKind.STATEMENT
            and piece.words[:1] not in {("SET",), ("RESET",), ("SELECT",)}  # standard_conforming_strings
            and not self._is_left_out(piece)
            and not (self._spares_server and is_of_server(piece))
            and not may_be_refused(piece.sql)
        )

    def attempt(self, piece: Piece, file: SqlFile) -> "psycopg.Error | None":
        """Run one piece; the server's refusal is the result. Raises: ReplayError for what no server can run."""
        if piece.kind is PieceKind.BLANK or self._is_left_out(piece):
            return None
        if self._spares_server and is_of_server(piece) and _role_made_by(piece) is None:
            place = _place(piece, file)
            self.spared.append(f"left out, since it would change the whole server of --shadow: {place}")
            return None
        if piece.kind is PieceKind.META:
            if piece.sql.split()[0] in HARMLESS_COMMANDS:
                return None
            raise _not_sql(piece, file)
        return self._send(piece.sql, piece)

    def _send(self, text: str, piece: Piece | None = None) -> "psycopg.Error | None":
        """Run a text, a piece as its kind wants it; the server's refusal is the result. Raises: CancelledError."""
        import psycopg  # slow to import; it is loaded already wherever there is a connection

        self._stop.check()
        try:
            if piece is None:
                self._connection.execute(text.encode(), prepare=False)
            elif piece.kind is PieceKind.COPY:
                with self._connection.cursor().copy(text.encode()) as copy:
                    copy.write(piece.data.encode())
            elif not self._makes_known_role(piece):
                run_adapted(self._connection, text)
        except psycopg.Error as error:
            if self._stop.is_asked:
                raise self._stop.error() from error
            return error
        return None

    def _is_left_out(self, piece: Piece) -> bool:
        """Whether a statement is about an extension that the server lacks."""
        return _extension_of(piece) in self._assumed

    def _makes_known_role(self, piece: Piece) -> bool:
        """Whether a statement makes a role that is there: roles belong to the server, so an earlier replay left it."""
        name = _role_made_by(piece)
        if name is None:
            return False
        known = self._connection.execute("select 1 from pg_catalog.pg_roles as r where r.rolname = %s", [name])
        return known.fetchone() is not None


def assumed_extensions(files: Sequence[SqlFile], connection: "Connection[TupleRow]") -> tuple[str, ...]:
    """Extensions that the files create and the connection's server lacks, in order."""
    created = created_extensions(files)
    if not created:
        return ()
    rows = connection.execute("select e.name::text from pg_catalog.pg_available_extensions as e").fetchall()
    available = {row[0] for row in rows}
    return tuple(name for name in created if name not in available)


def created_extensions(files: Sequence[SqlFile]) -> tuple[str, ...]:
    """Names of the extensions that the files create, in order, each once."""
    names = [
        name
        for file in files
        if "extension" in file.text.lower()
        for piece in split(file.text)
        if piece.words[:2] == ("CREATE", "EXTENSION") and (name := _extension_of(piece)) is not None
    ]
    return tuple(dict.fromkeys(names))


_EXTENSION = re.compile(
    r"""(?:create|drop|alter|comment\s+on)\s+extension\s+(?:if\s+(?:not\s+)?exists\s+)?("(?:[^"]|"")+"|[\w$]+)""",
    re.IGNORECASE,
)


def _extension_of(piece: Piece) -> str | None:
    """The extension that a statement creates, drops, alters or comments on."""
    if "EXTENSION" not in piece.words[1:3]:
        return None
    found = _EXTENSION.match(piece.sql)
    return _name(found[1]) if found is not None else None


_ROLE = re.compile(r"""create\s+(?:role|user|group)\s+("(?:[^"]|"")+"|[\w$]+)""", re.IGNORECASE)


def _role_made_by(piece: Piece) -> str | None:
    if piece.words[:1] != ("CREATE",) or piece.words[1:2] not in {("ROLE",), ("USER",), ("GROUP",)}:
        return None
    found = _ROLE.match(piece.sql)
    return _name(found[1]) if found is not None and piece.words[2:3] != ("MAPPING",) else None


def _name(token: str) -> str:
    """An identifier as the server reads it."""
    return token[1:-1].replace('""', '"') if token.startswith('"') else token.lower()


def _not_sql(piece: Piece, file: SqlFile) -> ReplayError:
    hint = "remove the line, or put what it does into SQL: only psql understands it"
    return ReplayError(
        f"a psql command in {file.label}", where=f"{file.label}, line {piece.line}: {piece.sql}", hint=hint
    )


def replay_error(error: "psycopg.Error", piece: Piece, file: SqlFile, otherwise: str = CORRECT) -> ReplayError:
    """What the server refused, where, and its own advice, or what to do `otherwise`."""
    position = error.diag.statement_position
    line = piece.line_at(int(position)) if position else piece.line
    advice = [text for text in (error.diag.message_detail, error.diag.message_hint) if text]
    if error.sqlstate in ABSENT_STATES and otherwise == CORRECT:
        advice.append(
            "the files make no such thing before: what was made by hand on a database needs a file of its own"
        )
    hint = ". ".join(text.strip().rstrip(".") for text in advice) if advice else otherwise
    state = f" ({error.sqlstate})" if error.sqlstate else ""
    return ReplayError(f"{file.label} failed: {first_line(error)}{state}", where=_place(piece, file, line), hint=hint)


def _place(piece: Piece, file: SqlFile, line: int | None = None) -> str:
    statement = re.sub(r"\s+", " ", piece.sql)
    if len(statement) > SHOWN_STATEMENT_CHARACTERS:
        statement = statement[: SHOWN_STATEMENT_CHARACTERS - 1] + "…"
    return f"{file.label}, line {line or piece.line}: {statement}"
