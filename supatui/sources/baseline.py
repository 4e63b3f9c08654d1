"""The baseline: the schema of the last moment when both sides were the same, saved in the project to be committed.

It is a snapshot, so `snapshot:FILE` reads it too, that also says which project it is of, the newest migration that
both sides had, and a hash of everything else in the file.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from supatui.catalog.model import Catalog
from supatui.catalog.snapshot import to_json
from supatui.errors import SnapshotError
from supatui.project.migrations import version_order
from supatui.project.project import Project

REMAKE = "make it again once both sides are the same: supatui snapshot ADDRESS --baseline"

_HASH = re.compile(r'"hash": "([0-9a-f]*)"')


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline says about itself."""

    path: Path
    project: str
    ref: str | None
    """Ref of the linked project; None where it was not linked."""
    migration: str | None
    """Newest version that both sides had; None where they had none in common."""


def baseline_path(project: Project) -> Path:
    """Where a project's baseline is, whether it is there or not."""
    return project.folder / "supatui" / "baseline.json"


def baseline_text(catalog: Catalog, project: Project, migration: str | None) -> str:
    """The file: the same schema, project and migration give the same bytes."""
    head = {"project": project.name, "ref": project.ref, "migration": migration, "hash": ""}
    text = to_json(catalog, head)
    return _HASH.sub(f'"hash": "{_digest(text)}"', text, count=1)


def _digest(text: str) -> str:
    """Of everything but the hash; line ends do not count, since git may change them."""
    import hashlib  # brings OpenSSL, slow to import; only for a base that was kept

    return hashlib.sha256(_HASH.sub('"hash": ""', text.replace("\r\n", "\n"), count=1).encode()).hexdigest()


def read_baseline(path: Path) -> Baseline:
    """What the baseline is of.

    Raises: SnapshotError where it cannot be read, is no baseline, or was edited by hand.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text)
        values = [document[key] for key in ("project", "ref", "migration", "hash")]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError("it cannot be read, or is no baseline", where=str(path), hint=REMAKE) from error
    project, ref, migration, digest = (None if value is None else str(value) for value in values)
    if digest != _digest(text):
        raise SnapshotError("it was edited by hand: its hash does not fit", where=str(path), hint=REMAKE)
    return Baseline(path, project or "", ref, migration)


def reason_against(baseline: Baseline, project: Project, common: Sequence[str] | None) -> str | None:
    """Why a baseline cannot be the base; None where it can.

    `common` are the migrations that both sides have, in order; None where the remote's history is not known.
    """
    if baseline.ref is not None and project.ref is not None:
        if baseline.ref != project.ref:
            return f"it belongs to another project: {baseline.ref}, not {project.ref}"
    elif baseline.project != project.name:
        return f"it belongs to another project: {baseline.project}, not {project.name}"
    newest = common[-1] if common else None
    if newest is None:
        return None
    if baseline.migration is None or version_order(baseline.migration) < version_order(newest):
        known = f"made at {baseline.migration}" if baseline.migration else "made before any migration"
        return f"it is older than what both sides share: {known}, both have {newest}"
    return None
