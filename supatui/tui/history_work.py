"""What the history screen does in threads: values in, values out, nothing of the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from supatui.apply.history import Status, carry_out, plan_repair
from supatui.apply.session import refuse_unwritable
from supatui.counting import counted
from supatui.report.history_files import plan_fetch, rows_backup, write_fetch
from supatui.report.writing import write_files
from supatui.settings import Settings
from supatui.sources.address import parse_address
from supatui.sources.history import State, Timeline, read_timeline
from supatui.sources.history_sides import HistorySides, find_history_sides, history_sides
from supatui.sources.sides import Sides


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person is asked about, and what does it."""

    title: str
    lines: tuple[str, ...]
    """What exactly would be done; empty where there is nothing to do."""
    word: str
    """What has to be typed."""
    run: Callable[[], str]
    """Does it, and says what was done. Raises: SupatuiError."""


def look(sides: Sides | None, settings: Settings) -> tuple[HistorySides, Timeline]:
    """The history of the session's remote, else of the folder's. Raises: SupatuiError."""
    if sides is None or sides.project is None:
        found = find_history_sides(settings)
    else:
        folder = sides.project / "supabase" / "migrations"
        found = history_sides(folder, parse_address(sides.remote), settings, production=sides.remote_is_production)
    return found, read_timeline(found.folder, found.remote, settings)


def fetch_deed(timeline: Timeline, versions: Sequence[str]) -> Deed:
    """Write files as they were applied. A file that was edited is replaced, which the question says, and kept.

    Raises: SupatuiError.
    """
    wanted = [one for one in versions if (entry := timeline.find(one)) and entry.state in (State.MISSING, State.EDITED)]
    fetch = plan_fetch(timeline, datetime.now(UTC), wanted, overwrite=True) if wanted else None
    lines: list[str] = []
    if fetch is not None:
        lines += [f"write    {_short(file.path)}: {file.title}" for file in fetch.new]
        lines += [f"replace  {_short(file.path)}: {file.title}" for file in fetch.replaced]
        lines += [f"keep     {_short(file.path)}: {file.title}" for file in fetch.backups]
        lines += [f"not      {version}: {why}" for version, why in fetch.left_out]

    def run() -> str:
        assert fetch is not None
        return f"wrote {counted(len(write_fetch(fetch)), 'file')}"

    return Deed("Write files of the history", tuple(lines) if fetch and fetch.files else (), "y", run)


def repair_deed(
    timeline: Timeline, sides: HistorySides, settings: Settings, status: Status, versions: Sequence[str]
) -> Deed:
    """Change rows of the remote's history; what they were is kept in a file. Raises: SupatuiError."""
    refuse_unwritable(sides.remote, settings)
    repair = plan_repair(timeline, status, versions)
    backup = rows_backup(repair.lost, sides.remote.label, timeline.folder, datetime.now(UTC))
    lines = [f"the history of {sides.words}; no migration is run:", *repair.words()]
    if backup is not None:
        lines.append(f"keep     {_short(backup.path)}: {backup.title}")

    def run() -> str:
        if backup is not None:
            write_files([backup])
        carry_out(sides.remote, settings, repair)
        return f"changed {counted(len(repair.words()), 'row')} of the history of {sides.words}"

    word = "PROD" if sides.is_production else "y"
    return Deed(f"Mark as {status}", () if repair.is_empty else tuple(lines), word, run)


def _short(path: Path) -> str:
    """From `supabase/` on, which a person knows."""
    parts = path.parts
    return "/".join(parts[parts.index("supabase") :]) if "supabase" in parts else str(path)
