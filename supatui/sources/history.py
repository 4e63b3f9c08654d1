"""The migration history of a database and a folder of migrations, side by side."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from supatui.project.migrations import MigrationFile, is_version, list_migrations, version_order
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.push_lint import PushProblem, push_problems
from supatui.sources.replay import read_files
from supatui.sources.statements import recorded_statements

_ROWS = """
select pg_catalog.to_jsonb(m)::text
from supabase_migrations.schema_migrations as m
order by m.version
"""
"""Whole rows: which columns there are depends on who made the table, the Supabase CLI or the platform."""


class State(StrEnum):
    """How a version stands, as `supabase db push` will see it."""

    APPLIED = "applied"
    EDITED = "edited"
    """Applied, and the file says something else now. The Supabase CLI takes it for applied."""
    PENDING = "pending"
    OUT_OF_ORDER = "out of order"
    """In the folder alone, and older than the last one of the history: needs `--include-all`."""
    MISSING = "missing local"
    """In the history alone."""
    IGNORED = "no version"
    """A row whose version is no number, which the Supabase CLI does not list."""


_SQUASHED = re.compile(r"\ufeff?-- squashed from (?P<count>\d{1,9}) migrations, (?P<first>\d+) to (?P<last>\d+)\r?\n")
"""The first line of a file that `supatui migration squash` made."""

MOST_NAMED = 5
"""More versions than these are not all said in a sentence."""

NEEDS_MENDING = frozenset({State.EDITED, State.OUT_OF_ORDER, State.MISSING})
"""What `supabase db push` refuses or passes over in silence."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row of `supabase_migrations.schema_migrations`."""

    version: str
    name: str | None
    statements: tuple[str, ...] | None = field(repr=False)
    """None where nobody recorded them."""
    created_by: str | None = None
    """Who, where the platform's column is there and filled."""
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The whole row, as JSON gives it."""

    @property
    def text(self) -> str | None:
        """The statements as a file; None where they are not known. Splitting it gives the statements again."""
        if not self.statements:
            return None
        # A comment at the end of a statement would swallow a semicolon behind it.
        plain = ";\n".join(self.statements) + ";\n"
        if recorded_statements(plain) == _flat(self.statements):
            return plain
        return "\n;\n".join(self.statements) + "\n;\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One version: its file, its row, or both."""

    version: str
    state: State
    file: MigrationFile | None
    row: HistoryRow | None
    text: str | None = field(default=None, repr=False)
    """Of the file."""
    detail: str = ""
    """What is edited, or why that is not known."""
    problems: tuple[PushProblem, ...] = ()
    """Why `supabase db push` would not run the file, or not as one; of files that it still has to run."""

    @property
    def name(self) -> str:
        return self.file.name if self.file is not None else (self.row.name if self.row is not None else "") or ""

    @property
    def moment(self) -> datetime | None:
        """When it was made, in UTC, as the version says; None where the version is no moment."""
        return moment_of(self.version)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every version that the folder or the history has, in order."""

    folder: Path
    remote: str
    """The database's label."""
    entries: tuple[Entry, ...]
    skipped: tuple[str, ...] = ()
    """Files of the folder whose names are no migration's."""

    def of(self, *states: State) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.state in states)

    def find(self, version: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.version == version), None)

    @property
    def rows(self) -> tuple[HistoryRow, ...]:
        return tuple(entry.row for entry in self.entries if entry.row is not None)

    @property
    def needs_mending(self) -> bool:
        return any(entry.state in NEEDS_MENDING for entry in self.entries)

    @property
    def is_in_step(self) -> bool:
        return all(entry.state in {State.APPLIED, State.IGNORED} for entry in self.entries)

    def squashed(self, entry: Entry) -> tuple[str, ...]:
        """The versions of the history that a squashed file stands for beside its own, where it has all of them."""
        said = _SQUASHED.match(entry.text or "") if entry.row is not None else None
        if said is None or said["last"] != entry.version:
            return ()
        first, last = version_order(said["first"]), version_order(entry.version)
        found = [one.version for one in self.of(State.MISSING) if first <= version_order(one.version) < last]
        return tuple(found) if len(found) + 1 == int(said["count"]) else ()

    def advice(self) -> list[str]:
        """What comes of it and what mends it, one line each."""
        lines: list[str] = []
        done: set[str] = set()
        for entry in self.of(State.EDITED):
            if earlier := self.squashed(entry):
                done |= {entry.version, *earlier}
                lines.append(
                    f"{entry.version} is the squash of {len(earlier) + 1} migrations that the history still has"
                )
                lines.append(f"  to have it say so: supatui history repair --status applied {entry.version}")
        states = (State.MISSING, State.EDITED, State.OUT_OF_ORDER, State.PENDING)
        found = [tuple(one for one in self.of(state) if one.version not in done) for state in states]
        missing, edited, late, pending = map(_listed, found)
        they_lack, they_changed, they_are_late, they_wait = map(_in_words, found)
        if missing:
            lines.append(f"supabase db push refuses: the folder lacks {they_lack}")
            lines.append("  to get the files: supatui history fetch")
            lines.append(f"  if they were undone there: supatui history repair --status reverted {missing}")
        if late:
            because = "" if missing else ", and refuses without it"
            lines.append(f"supabase db push needs --include-all to run {they_are_late} before what is applied{because}")
            lines.append(f"  if the database has them already: supatui history repair --status applied {late}")
        if edited:
            lines.append(f"supabase db push passes over what changed in {they_changed}: they count as applied")
            lines.append(f"  if the database has the changes: supatui history repair --status applied {edited}")
            lines.append(f"  to get the applied files back: supatui history fetch --overwrite {edited}")
        if pending and not (missing or late):
            lines.append(f"supabase db push will run {they_wait}")
            if not self.rows:
                lines.append("  if the database has them already: supatui history repair --status applied")
        return lines


def _listed(entries: Iterable[Entry]) -> str:
    return " ".join(entry.version for entry in entries)


def _in_words(entries: Sequence[Entry]) -> str:
    """The versions for a sentence, which nobody reads to the end where they are many; commands name all."""
    if len(entries) <= MOST_NAMED:
        return _listed(entries)
    return f"{len(entries)} files, {entries[0].version} to {entries[-1].version}"


def read_rows(address: Address, settings: Settings) -> tuple[HistoryRow, ...]:
    """The rows of a database's history in order of version; none where it has no history.

    Raises: ConnectError, ConnectionLostError, CatalogPermissionError.
    """
    from supatui.sources.live import ask_history  # brings psycopg, slow to import

    return tuple(row_of(json.loads(text)) for text in ask_history(address, settings, _ROWS))


def row_of(values: Mapping[str, object]) -> HistoryRow:
    """A row from its columns; unknown ones are kept."""
    statements, name, creator = (values.get(key) for key in ("statements", "name", "created_by"))
    return HistoryRow(
        version=str(values["version"]),
        name=None if name is None else str(name),
        statements=tuple(str(one) for one in statements) if isinstance(statements, list) else None,
        created_by=None if creator is None else str(creator),
        values=values,
    )


def read_timeline(folder: Path, address: Address, settings: Settings) -> Timeline:
    """A folder and a database's history, side by side; a folder that is not there has no files.

    Raises: ProjectError, ReplayError for a file that cannot be read, and as `read_rows`.
    """
    rows = read_rows(address, settings)
    files, skipped = list_migrations(folder) if folder.is_dir() else ([], [])
    texts = [file.text for file in read_files(file.path for file in files)]
    return Timeline(folder, address.label, side_by_side(files, texts, rows), tuple(skipped))


def side_by_side(files: Sequence[MigrationFile], texts: Sequence[str], rows: Sequence[HistoryRow]) -> tuple[Entry, ...]:
    """Every version of either, in order. Source: Supabase CLI, db push compares versions as text."""
    by_version = {row.version: row for row in rows}
    text_of = {file.version: text for file, text in zip(files, texts, strict=True)}
    file_of = {file.version: file for file in files}
    last = max((row.version for row in rows if is_version(row.version)), default="")
    entries: list[Entry] = []
    for version in sorted(by_version.keys() | file_of.keys(), key=version_order):
        file, row, text = file_of.get(version), by_version.get(version), text_of.get(version)
        if row is None:
            assert text is not None
            state = State.OUT_OF_ORDER if version < last else State.PENDING
            entries.append(Entry(version, state, file, None, text, problems=push_problems(text)))
        elif text is None:
            entries.append(Entry(version, State.MISSING if is_version(version) else State.IGNORED, None, row))
        else:
            entries.append(_both(version, file, row, text))
    return tuple(entries)


def _both(version: str, file: MigrationFile | None, row: HistoryRow, text: str) -> Entry:
    if row.statements is None:
        return Entry(version, State.APPLIED, file, row, text, "its statements were not recorded")
    detail = what_is_edited(text, row.statements)
    return Entry(version, State.EDITED if detail else State.APPLIED, file, row, text, detail)


def what_is_edited(text: str, statements: Sequence[str]) -> str:
    """How a file differs from the statements that were applied, in a few words; empty where it does not.

    Line ends do not count: git changes them. Nor does how the statements were grouped: the platform's own tools record
    a whole file as one.
    """
    here, there = (
        [one.replace("\r\n", "\n") for one in each] for each in (recorded_statements(text), _flat(statements))
    )
    if here == there:
        return ""
    if len(here) != len(there):
        return f"{len(here)} statements here, {len(there)} applied"
    changed = [number for number, (mine, other) in enumerate(zip(here, there, strict=True), 1) if mine != other]
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"statement {changed[0]} of {len(here)} differs{more}"


def _flat(statements: Iterable[str]) -> list[str]:
    return [statement for each in statements for statement in recorded_statements(each)]


def moment_of(version: str) -> datetime | None:
    """The moment that 14 digits name, in UTC; None where they name none."""
    if len(version) != 14:
        return None
    try:
        return datetime.strptime(version, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
