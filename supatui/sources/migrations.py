"""Migrations: a folder of files, replayed in a shadow database as the Supabase CLI would run them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from supatui.catalog.introspect import Progress
from supatui.errors import AddressError
from supatui.project.migrations import list_migrations
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import connected
from supatui.sources.replay import Ground, Replay, SqlFile, assumed_extensions, read_files
from supatui.sources.shadowed import ShadowedSource
from supatui.sources.statements import Piece, PieceKind, is_block_control, runs_alone, runs_one_by_one, split

PROGRESS_TITLE = "migrations"


@dataclass(slots=True)
class MigrationsSource(ShadowedSource):
    """The schema that a folder of migrations makes."""

    def build(
        self, server: ShadowServer, ground: Ground, progress: Progress | None
    ) -> tuple[ShadowDatabase, tuple[str, ...]]:
        files = self._files()
        keys = _prefix_keys(files, ground)
        done = next((n for n in range(len(files), 0, -1) if server.cached_template(keys[n])), 0)
        template = server.cached_template(keys[done]) if done else ground.template
        database = server.create_database(template)
        try:
            lenient = ground.template is not None
            assumed = self._replay(server, database, files, done, lenient=lenient, progress=progress)
            if done < len(files):
                server.keep_as_template(database, keys[len(files)])
        except BaseException:
            database.drop()
            raise
        return database, assumed

    def _files(self) -> list[SqlFile]:
        """The files up to the version that was asked for."""
        folder, version = self.address.path, self.address.version
        assert folder is not None
        listed, skipped = ([], []) if _is_to_come(folder) else list_migrations(folder)
        self.left_out = [f"skipped, no migration's name: {name}" for name in skipped]
        if version is not None:
            known = [file.version for file in listed]
            if version not in known:
                newest = f"the newest is {known[-1]}" if known else "the folder holds no migrations"
                raise AddressError(f"no migration of version {version}", where=str(folder), hint=newest)
            listed = listed[: known.index(version) + 1]
        return read_files(file.path for file in listed)

    def _replay(
        self,
        server: ShadowServer,
        database: ShadowDatabase,
        files: Sequence[SqlFile],
        done: int,
        *,
        lenient: bool,
        progress: Progress | None,
    ) -> tuple[str, ...]:
        with connected(database.conninfo, self.label, self.settings) as connection, self.stop.watching(connection):
            assumed = assumed_extensions(files, connection) if lenient else ()
            replay = Replay(connection, self.stop, assumed=frozenset(assumed), spares_server=server.is_named)
            for number, file in enumerate(files[done:], start=done + 1):
                run_migration(replay, file)
                if progress:
                    progress(PROGRESS_TITLE, number, len(files))
        self.left_out += replay.spared
        return assumed


def _is_to_come(folder: Path) -> bool:
    """Whether it is the folder of a project that has no migrations yet, not even the folder."""
    return folder.parts[-2:] == ("supabase", "migrations") and folder.parent.is_dir() and not folder.exists()


def run_migration(replay: Replay, file: SqlFile) -> None:
    """Run one file as `supabase db push` does: one transaction, broken only by what cannot run in one.

    Raises: ReplayError, CancelledError.
    """
    replay.reset()
    pieces = [piece for piece in split(file.text) if piece.kind is not PieceKind.BLANK]
    if runs_one_by_one(file.text) or any(is_block_control(piece) for piece in pieces):
        for piece in pieces:
            replay.run(piece, file)
        return
    waiting: list[Piece] = []
    for piece in pieces:
        if runs_alone(piece):
            _run_together(replay, waiting, file)
            waiting = []
            replay.run(piece, file)
        else:
            waiting.append(piece)
    _run_together(replay, waiting, file)


def _run_together(replay: Replay, pieces: Sequence[Piece], file: SqlFile) -> None:
    """In one transaction; a failure ends the replay and its database, so nobody needs a rollback.

    Raises: ReplayError, CancelledError.
    """
    if not pieces:
        return
    replay.command("begin")
    if not replay.run_joined(pieces, file):
        replay.command("rollback")
        replay.command("begin")
        for piece in pieces:
            replay.run(piece, file)
    replay.commit(pieces[-1], file)


def _prefix_keys(files: Sequence[SqlFile], ground: Ground) -> list[str]:
    """For each number of files, the key of what they make on this ground; the name counts since it fixes the order."""
    keys = [hashlib.sha256((ground.template or "").encode()).hexdigest()]
    for file in files:
        name = Path(file.label).name
        keys.append(hashlib.sha256("\0".join([keys[-1], name, file.digest]).encode()).hexdigest())
    return keys
