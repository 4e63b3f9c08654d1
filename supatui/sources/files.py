"""Files: a schema as one file or a folder of them, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from supatui.catalog.introspect import Progress
from supatui.errors import AddressError
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import connected
from supatui.sources.replay import ABSENT_STATES, Ground, Replay, SqlFile, assumed_extensions, read_files, replay_error
from supatui.sources.shadowed import ShadowedSource
from supatui.sources.statements import Piece, PieceKind, split

if TYPE_CHECKING:
    import psycopg

PROGRESS_TITLE = "statements"

_BLOCK_STARTS = (("BEGIN",), ("COMMIT",), ("END",), ("START", "TRANSACTION"))


class _Waiting(NamedTuple):
    piece: Piece
    file: SqlFile
    session: tuple[Piece, ...]
    """The statements before it in its file that set something for the session."""


@dataclass(slots=True)
class FilesSource(ShadowedSource):
    """The schema that declarative files make."""

    def build(
        self, server: ShadowServer, ground: Ground, progress: Progress | None
    ) -> tuple[ShadowDatabase, tuple[str, ...]]:
        files = self._files()
        database = server.create_database(ground.template)
        try:
            with connected(database.conninfo, self.label, self.settings) as connection, self.stop.watching(connection):
                assumed = assumed_extensions(files, connection) if ground.template is not None else ()
                replay = Replay(connection, self.stop, assumed=frozenset(assumed), spares_server=server.is_named)
                _run_in_any_order(replay, files, progress)
                self.left_out = replay.spared
        except BaseException:
            database.drop()
            raise
        return database, assumed

    def _files(self) -> list[SqlFile]:
        path = self.address.path
        assert path is not None
        if path.is_file():
            return read_files([path])
        found = sorted(file for file in path.rglob("*.sql") if file.is_file() and not file.is_symlink())
        if not found:
            hint = "check the path; an address is sql:FILE, or sql:DIR with files that end in .sql"
            raise AddressError("no SQL files found", where=str(path), hint=hint)
        return read_files(found)


def _run_in_any_order(replay: Replay, files: Sequence[SqlFile], progress: Progress | None) -> None:
    """Run everything; try again what failed, as long as something succeeds in each round.

    Raises: ReplayError for the first failure that more rounds could not mend.
    """
    waiting = [one for file in files for one in _statements(file)]
    total = len(waiting)
    while waiting:
        failed = _run_round(replay, waiting)
        if len(failed) == len(waiting):
            # A failure that is not about something absent is the cause; the others may only follow from it.
            real = next(((one, e) for one, e in failed if e.sqlstate not in ABSENT_STATES), failed[0])
            raise replay_error(real[1], real[0].piece, real[0].file)
        waiting = [one for one, _ in failed]
        if progress:
            progress(PROGRESS_TITLE, total - len(waiting), total)


def _run_round(replay: Replay, waiting: "Sequence[_Waiting]") -> "list[tuple[_Waiting, psycopg.Error]]":
    failed: list[tuple[_Waiting, psycopg.Error]] = []
    session: tuple[Path | str, tuple[Piece, ...]] = ("", ())
    for one in waiting:
        if session != (one.file.label, one.session):
            replay.reset()
            for piece in one.session:
                replay.run(piece, one.file)
            session = (one.file.label, one.session)
        error = replay.attempt(one.piece, one.file)
        if error is not None:
            failed.append((one, error))
    return failed


def _statements(file: SqlFile) -> "list[_Waiting]":
    """What a file runs. Its own transactions do not count: each statement stands for itself."""
    found: list[_Waiting] = []
    session: tuple[Piece, ...] = ()
    for piece in split(file.text):
        if piece.kind is PieceKind.BLANK or any(piece.words[: len(start)] == start for start in _BLOCK_STARTS):
            continue
        if piece.words[:1] in {("SET",), ("RESET",)} or piece.sql.lower().startswith("select pg_catalog.set_config("):
            session = (*session, piece)
        else:
            found.append(_Waiting(piece, file, session))
    return found
