"""Squash: many migrations become one that makes the same, proven on a throwaway server before a file is touched."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.apply.rows import Relation, brought_schemas, homes_of, moved_sequences, row_counts
from supatui.catalog.model import Catalog
from supatui.catalog.platform import MANAGED_EXTENSIONS, SYSTEM_SCHEMAS, is_managed_schema
from supatui.compare.two_way import compare
from supatui.errors import AddressError, ProofError
from supatui.kinds.foreign_options import secret_words
from supatui.plan.build import build_plan
from supatui.plan.render import as_sql
from supatui.project.finding import CONFIG_NAMES
from supatui.project.migrations import MigrationFile, list_migrations
from supatui.settings import Settings
from supatui.shadow.dump import Section, compare_dumps, dump_rows, dump_text, find_pg_dump, sections
from supatui.sources.address import Address, AddressKind
from supatui.sources.live import connected, read_database
from supatui.sources.migrations import MigrationsSource
from supatui.sources.pool import shadow_server
from supatui.sources.replay import SqlFile, lay_ground, read_files
from supatui.sources.shadowed import is_supabase
from supatui.sources.statements import Piece, PieceKind, is_of_server, split
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    from supatui.shadow import ShadowDatabase

Step = Callable[[str], None]

SHOWN_CHARACTERS = 100
MOST_LINES = 20
"""Differences that an error tells; the rest is counted."""

_WRITES_ROWS = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "SELECT", "WITH", "DO", "CALL"})


@dataclass(frozen=True, slots=True)
class Squash:
    """One file in the place of several."""

    files: tuple[MigrationFile, ...]
    """Those that it stands for, in order; it takes the name of the last."""
    text: str = field(repr=False)
    rows: tuple[str, ...]
    """Tables that the files fill and sequences that they move, with how far."""
    row_statements: tuple[str, ...]
    """Statements of the files that make no schema; each with its file and line."""
    keeps_rows: bool
    proof: tuple[str, ...]
    """What was seen on the server, one line each."""

    @property
    def last(self) -> MigrationFile:
        return self.files[-1]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A database after its files."""

    catalog: Catalog
    dump: str
    counts: dict[Relation, int]
    sequences: dict[Relation, int]
    brought: frozenset[str]
    """Schemas that extensions made for themselves."""
    homes: frozenset[str]
    """Schemas of the platform's own extensions."""
    rows: str
    """INSERT and setval statements of what has rows or moved; empty where nothing has."""


def squash(
    folder: Path, settings: Settings, *, version: str | None = None, keep_rows: bool | None = None, step: Step
) -> Squash:
    """The file that makes what the folder's migrations make, up to a version, with the proof that it does.

    `keep_rows` says what becomes of the rows that the files write; None refuses where there are any.
    Raises: AddressError, ProofError and what a replay raises. Nothing is written.
    """
    return _Squasher(folder, settings, version, step).result(keep_rows)


class _Squasher:
    def __init__(self, folder: Path, settings: Settings, version: str | None, step: Step) -> None:
        address = Address(AddressKind.MIGRATIONS, "migrations", path=folder)
        self.folder, self.step = folder, step
        self.settings = settings._replace(supabase=is_supabase(address, settings), optional=None)
        self.files = _chosen(folder, version)
        self.server = shadow_server(self.settings)
        program = find_pg_dump(self.server.major, settings.shadow_bin)
        if program is None:
            hint = "install the PostgreSQL client programs, or name a server's folder in shadow.bin"
            raise ProofError("there is no pg_dump that could judge", where=self.server.description, hint=hint)
        self.program = program

    def result(self, keep_rows: bool | None) -> Squash:
        texts = read_files(file.path for file in self.files)
        ground = lay_ground(
            self.server,
            supabase=bool(self.settings.supabase),
            classic_privileges=self.settings.classic_privileges,
        )
        self.step("reading what they start from")
        with self.server.create_database(ground.template) as database:
            start = self._look(database, {}, {})
        self.step(f"replaying {len(self.files)} files")
        with self._replayed(self.folder) as database:
            wanted = self._look(database, start.counts, start.sequences)
        if secrets := list(_secret_words(wanted.catalog, start.catalog)):
            _refuse("secrets are not read, and it would lack them", secrets)
        rows = tuple(_row_words(wanted, start))
        statements = tuple(_row_statements(texts))
        if rows and keep_rows is None:
            raise ProofError(
                f"a squash of the schema alone would lose rows: {', '.join(rows)}",
                where="; ".join(statements[:3]) or str(self.folder),
                hint="--rows keep writes them into the file, --rows drop leaves them out",
            )
        text = self._text(start, wanted, texts, keep=bool(keep_rows))
        proof = self._proof(text, start, wanted, keep=bool(keep_rows))
        return Squash(tuple(self.files), text, rows, statements, bool(keep_rows) and bool(rows), tuple(proof))

    def _text(self, start: _Seen, wanted: _Seen, texts: Sequence[SqlFile], *, keep: bool) -> str:
        plan = build_plan(start.catalog, wanted.catalog)
        server = [f"{piece.sql};\n" for file in texts for piece in _pieces(file) if is_of_server(piece)]
        parts = [
            f"-- squashed from {len(self.files)} migrations, {self.files[0].version} to {self.files[-1].version}\n"
        ]
        parts += server
        parts.append(as_sql(plan))
        if keep and wanted.rows:
            parts.append(wanted.rows)
        return "\n".join(parts)

    def _proof(self, text: str, start: _Seen, wanted: _Seen, *, keep: bool) -> Iterator[str]:
        """Replay the one file and hold everything against what the many made."""
        self.step("replaying the one file")
        with tempfile.TemporaryDirectory(prefix="supatui-") as name:
            (Path(name) / self.files[-1].path.name).write_bytes(text.encode())
            with self._replayed(Path(name)) as database:
                found = self._look(database, start.counts, start.sequences)
            ungranted = self._ungranted(Path(name))
        delta = compare(found.catalog, wanted.catalog)
        if not delta.is_empty:
            _refuse("the catalogs differ", [str(one) for one in (*delta.created, *delta.dropped, *delta.altered)])
        yield f"the catalogs are the same: {len(wanted.catalog.objects)} objects on {self.server.description}"
        brought = found.brought | wanted.brought
        difference = compare_dumps(self._own_sections(found, brought), self._own_sections(wanted, brought))
        kept_by_platform = [one.title for one in difference.missing if is_managed_schema(one.schema)]
        if self.settings.supabase and kept_by_platform:
            _refuse("it says nothing of what files make in schemas that the platform keeps", kept_by_platform)
        if not difference.is_empty:
            _refuse("pg_dump sees a difference", difference.lines())
        yield "pg_dump prints the same of both"
        yield from (f"columns stand in another order: {title}" for title in difference.reordered)
        if keep:
            mine, theirs = sorted(_inserts(found.rows)), sorted(_inserts(wanted.rows))
            if mine != theirs:
                _refuse("the rows differ", sorted(set(mine) ^ set(theirs)))
            yield "the rows are the same"
        if ungranted is not None:
            yield ungranted

    def _ungranted(self, folder: Path) -> str | None:
        """Where nobody says whether new tables are granted by themselves, the one file must serve without that as well.

        A grant that the many make is no change where everything is granted anyway, and so is not in the one file.
        """
        if not self.settings.supabase or self.settings.classic_privileges is not None:
            return None
        self.step("replaying both where new tables are granted to nobody")
        strict = self.settings._replace(classic_privileges=False)
        with self._replayed(folder, strict) as one, self._replayed(self.folder, strict) as many:
            catalogs = [read_database(made.conninfo, made.name, strict, Stop(made.name)) for made in (one, many)]
        delta = compare(*catalogs)
        if not delta.is_empty:
            raise ProofError(
                "the one file makes the same only where new tables are granted to the API roles by themselves",
                where=_shortened(sorted(str(one) for one in (*delta.created, *delta.dropped, *delta.altered)), 5),
                hint=f"say whether they are: in {self._config_file()}, under [api], write "
                "auto_expose_new_tables = true where new tables are granted to anon, authenticated and service_role by "
                "themselves, as in projects that were made so; = false where they are granted to nobody",
            )
        return "the catalogs are the same where new tables are granted to nobody, too"

    def _config_file(self) -> Path:
        files = [self.folder.parent / name for name in CONFIG_NAMES]
        return next((file for file in files if file.is_file()), files[0])

    def _own_sections(self, seen: _Seen, brought: frozenset[str]) -> list[Section]:
        """What has to be the same of both. A plan says nothing of the platform's schemas and its own extensions, which
        are there before any migration: whether files make one of them again, or a schema came with an extension that
        the other database has in a schema made before, is left out. `brought`: schemas of both that came so.
        """
        titles: set[str] = set()
        if self.settings.supabase:
            titles = {f"SCHEMA {name}" for name in brought | seen.homes if is_managed_schema(name)}
            titles |= {f"{word} {name}" for name in MANAGED_EXTENSIONS for word in ("EXTENSION", "COMMENT EXTENSION")}
        return [one for one in sections(seen.dump) if one.title.partition(", owner ")[0] not in titles]

    def _replayed(self, folder: Path, settings: Settings | None = None) -> "_Made":
        version = self.files[-1].version if folder == self.folder else None
        address = Address(AddressKind.MIGRATIONS, f"migrations of {folder}", path=folder, version=version)
        return MigrationsSource(address, settings=settings or self.settings).made()

    def _look(self, database: "ShadowDatabase", counts: dict[Relation, int], moved: dict[Relation, int]) -> _Seen:
        label = "the shadow database"
        catalog = read_database(database.conninfo, label, self.settings, Stop(label))
        dump = dump_text(self.program, database.conninfo, label, without_schemas=SYSTEM_SCHEMAS)
        with connected(database.conninfo, label, self.settings) as connection:
            found, sequences = row_counts(connection), moved_sequences(connection)
            brought, homes = brought_schemas(connection), homes_of(connection, MANAGED_EXTENSIONS)
        filled = [one for one, count in found.items() if count != counts.get(one, 0)]
        filled += [one for one, value in sequences.items() if value != moved.get(one)]
        rows = dump_rows(self.program, database.conninfo, label, filled) if filled else ""
        return _Seen(catalog, dump, found, sequences, brought, homes, "\n".join(f"{one};\n" for one in _inserts(rows)))


if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    _Made = AbstractContextManager[ShadowDatabase]


def _chosen(folder: Path, version: str | None) -> list[MigrationFile]:
    files, _ = list_migrations(folder)
    if version is not None:
        known = [file.version for file in files]
        if version not in known:
            raise AddressError(f"no migration of version {version}", where=str(folder), hint="supatui history")
        files = files[: known.index(version) + 1]
    if len(files) < 2:
        hint = "a squash makes one file of several"
        raise AddressError(f"there is nothing to squash: {len(files)} files", where=str(folder), hint=hint)
    return files


def _pieces(file: SqlFile) -> Iterator[Piece]:
    return (piece for piece in split(file.text) if piece.kind in {PieceKind.STATEMENT, PieceKind.COPY})


def _row_statements(files: Sequence[SqlFile]) -> Iterator[str]:
    for file in files:
        for piece in _pieces(file):
            if piece.words[:1] and piece.words[0] in _WRITES_ROWS:
                text = " ".join(piece.sql.split())
                shown = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
                yield f"{Path(file.label).name}, line {piece.line}: {shown}"


def _secret_words(wanted: Catalog, start: Catalog) -> Iterator[str]:
    for one, item in sorted(wanted.objects.items()):
        if start.objects.get(one) != item and (words := secret_words(item)):
            yield words


def _row_words(wanted: _Seen, start: _Seen) -> Iterator[str]:
    for relation, count in sorted(wanted.counts.items()):
        more = count - start.counts.get(relation, 0)
        if more:
            yield f"{'.'.join(relation)} ({more} row{'' if more == 1 else 's'})"
    for relation, value in sorted(wanted.sequences.items()):
        if value != start.sequences.get(relation):
            yield f"{'.'.join(relation)} (at {value})"


def _inserts(dump: str) -> list[str]:
    """The INSERT and setval statements of a dump; its settings are left out."""
    pieces = (piece for piece in split(dump) if piece.kind is PieceKind.STATEMENT)
    return [one.sql for one in pieces if one.words[:1] == ("INSERT",) or "pg_catalog.setval" in one.sql]


def _refuse(what: str, lines: Sequence[str]) -> None:
    hint = "nothing was written; squash up to an earlier version with --version"
    raise ProofError(f"the one file does not make what the many make: {what}", where=_shortened(lines), hint=hint)


def _shortened(lines: Sequence[str], most: int = MOST_LINES) -> str:
    more = f" and {len(lines) - most} more" if len(lines) > most else ""
    return "; ".join(lines[:most]) + more
