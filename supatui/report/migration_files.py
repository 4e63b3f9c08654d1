"""The files that a merge becomes: written together or not at all, never over another file.

A migrations folder is one history, replayed from its beginning. So it never holds both plans of a merge: what leads
the remote to the merged schema does not apply behind what leads the local one there. Written are, under `supabase/`:

    migrations/<version>_<name>.sql             the plan for one side
    supatui/rollbacks/<version>_<name>.sql      what leads back from there
    supatui/resolutions/<version>_<name>.md     what was decided, by whom, what is lost, how it was proven
    supatui/remote/<version>_<name>.sql         (or local/) the plan for the other side, if it has anything to do
    supatui/remote/<version>_<name>.rollback.sql

Which side the migration is for, unless the person says so: the local one where there is something to do locally (the
history that is here goes on to the merged schema, and the remote's own plan stands beside it), else the remote one.
Where the local side is itself a migrations folder that leads to the merged schema already, nothing is added to it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from supatui.compare.model import Side
from supatui.counting import counted
from supatui.plan.model import Plan
from supatui.report.resolution_document import Occasion, resolution_document
from supatui.report.writing import NewFile
from supatui.resolve.review import Review

NAME_CHARACTERS = 60
"""Longest name in a file name; with the version it stays readable in a listing of 80 columns."""

_VERSION = re.compile(r"(\d{14})_.*\.sql\Z")


class Renderer(Protocol):
    """`plan.render.as_sql`, or anything that prints a plan."""

    def __call__(self, plan: Plan, *, rollback: bool = False) -> str: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written, where and as what."""

    folder: Path
    """The folder that holds `supabase/`, or will."""
    name: str
    """As the person typed it; see `slug`."""
    moment: datetime
    """UTC."""
    side: Side | None = None
    """Whose plan the migration is; None leaves it to `migration_side`."""
    local_is_history: bool = False
    """The local side is a migrations folder."""
    beside: bool = True
    """Whether the plan for the other side is written too."""


def slug(name: str) -> str:
    """The name as a part of a file name: lower case, ASCII letters, digits and underscores; `merge` if none is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:NAME_CHARACTERS].rstrip("_") or "merge"


def next_version(folder: Path, moment: datetime) -> str:
    """`YYYYMMDDHHMMSS` of the moment, or one second behind the newest migration that is there."""
    migrations = folder / "supabase" / "migrations"
    names = (path.name for path in migrations.iterdir()) if migrations.is_dir() else ()
    newest = max((match[1] for name in names if (match := _VERSION.match(name))), default="")
    version = f"{moment:%Y%m%d%H%M%S}"
    if version > newest:
        return version
    try:
        after = datetime.strptime(newest, "%Y%m%d%H%M%S") + timedelta(seconds=1)
    except ValueError:  # 14 digits that are no moment
        return str(int(newest) + 1)
    return f"{after:%Y%m%d%H%M%S}"


def migration_side(plans: Mapping[Side, Plan], *, local_is_history: bool) -> Side | None:
    """Whose plan becomes the migration; None when no migration is needed."""
    if plans[Side.LOCAL].statements:
        return Side.LOCAL
    return Side.REMOTE if plans[Side.REMOTE].statements and not local_is_history else None


def new_files(
    review: Review, plan_to_local: Plan, plan_to_remote: Plan, order: Order, *, as_sql: Renderer
) -> tuple[NewFile, ...]:
    """The files for a review and its two plans, the migration first; none when there is nothing to do on either side.

    Nothing is written yet, so a dialog can show them.
    """
    plans = {Side.LOCAL: plan_to_local, Side.REMOTE: plan_to_remote}
    if not any(plan.statements for plan in plans.values()):
        return ()
    side = order.side or migration_side(plans, local_is_history=order.local_is_history)
    stem = f"{next_version(order.folder, order.moment)}_{slug(order.name)}"
    files = [*_migration(plans[side], side, stem, as_sql)] if side is not None and plans[side].statements else []
    for other in (Side.LOCAL, Side.REMOTE):
        if order.beside and other is not side and plans[other].statements:
            files += _beside(plans[other], other, stem, as_sql)
    listed = tuple((_relative(path), purpose) for path, _, purpose in files)
    document = resolution_document(review, plans, Occasion(stem, order.moment, listed))
    files.insert(2, (("supatui", "resolutions", f"{stem}.md"), document, "what was decided, by whom and why"))
    return tuple(NewFile(order.folder.joinpath("supabase", *parts), text, purpose) for parts, text, purpose in files)


_File = tuple[tuple[str, ...], str, str]


def _migration(plan: Plan, side: Side, stem: str, as_sql: Renderer) -> tuple[_File, _File]:
    count = _statements(plan)
    return (
        (("migrations", f"{stem}.sql"), as_sql(plan), f"leads {side} to the merged schema, {count}"),
        (("supatui", "rollbacks", f"{stem}.sql"), as_sql(plan, rollback=True), f"leads {side} back"),
    )


def _beside(plan: Plan, side: Side, stem: str, as_sql: Renderer) -> tuple[_File, _File]:
    count = _statements(plan)
    folder = ("supatui", side.value)
    return (
        ((*folder, f"{stem}.sql"), as_sql(plan), f"leads {side} to the merged schema, {count}; to be run there"),
        ((*folder, f"{stem}.rollback.sql"), as_sql(plan, rollback=True), f"leads {side} back"),
    )


def _statements(plan: Plan) -> str:
    return counted(len(plan.statements), "statement")


def _relative(parts: Sequence[str]) -> str:
    return "/".join(("supabase", *parts))
