"""Drafts: the choices of a review on disk, so that quitting loses nothing.

A draft is bound to the three catalogs by their fingerprints, and each choice to the values that it was made on. When
a side has moved, choices on unchanged values are carried over and the others are new questions. Passwords are in none
of it: the file's name comes from masked addresses, its content from the schemas.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject, Value
from supatui.compare.model import Merge, Presence, Side, SidedRename
from supatui.errors import SnapshotError, WriteError
from supatui.resolve.choice import By, Key, Step
from supatui.resolve.draft_json import Draft, from_json, to_json
from supatui.resolve.review import Review
from supatui.sources.address import mask


@dataclass(frozen=True, slots=True)
class Resumed:
    """What became of a draft when it was opened again."""

    carried: int
    """How many choices stand again."""
    lost: tuple[Key, ...] = ()
    """Choices that were made on other values: open questions again, or no longer a difference."""
    moved: bool = False
    """A side, or the base, is not as it was."""
    note: str = ""
    """One sentence for a person; empty where there was no draft."""


def draft_path(state_folder: Path, project: Path | None, addresses: Sequence[str | None]) -> Path:
    """The draft of these addresses (local, remote, base) in this folder; the same whatever their passwords are."""
    named = [str(project.resolve()) if project else None, *(mask(each) if each else None for each in addresses)]
    digest = hashlib.sha256(json.dumps(named).encode()).hexdigest()
    return state_folder / "drafts" / f"{digest[:32]}.json"


def draft_of(review: Review) -> Draft:
    """The review's choices and history, with the values that they were made on; not what is remembered elsewhere."""
    merge = review.merge
    steps = (*review.done, *review.undone)
    decisions = {key: one for key, one in review.decisions.items() if one.by is not By.REMEMBERED}
    keys = dict.fromkeys([*decisions, *(entry[0] for step in steps for entry in step.entries)])
    return Draft(
        *fingerprints_of(merge),
        renames=merge.renames,
        values={key: values_digest(merge, key) for key in sorted(keys, key=_order)},
        decisions=decisions,
        done=tuple(review.done),
        undone=tuple(review.undone),
        begun={one: (subject_digest(review, one), began) for one, began in review.begun.items()},
    )


def fingerprints_of(merge: Merge) -> tuple[str | None, str, str]:
    """Those of the base, local and remote, as they were read; worked out once."""
    base = merge.base.fingerprint if merge.base is not None else None
    return base, merge.start(Side.LOCAL).fingerprint, merge.start(Side.REMOTE).fingerprint


def save(review: Review, path: Path) -> None:
    """Write the draft of a review in one move.

    Raises: WriteError; the draft before it is still there then.
    """
    write_atomically(path, to_json(draft_of(review)))


def kept_renames(path: Path) -> tuple[SidedRename, ...]:
    """The renames that a saved draft was made with; none where there is no draft, or none that can be read."""
    try:
        return from_json(path.read_text(encoding="utf-8"), where=str(path)).renames
    except (OSError, UnicodeDecodeError, SnapshotError):  # resume says what is wrong with it
        return ()


def resume(review: Review, path: Path) -> Resumed:
    """Take over the choices of a saved draft that still mean the same; none saved leaves the review as it is.

    A draft that cannot be read is set aside under another name, and the note says so.
    Raises: SnapshotError where it can be neither read nor set aside.
    """
    try:
        draft = from_json(path.read_text(encoding="utf-8"), where=str(path))
    except FileNotFoundError:
        return Resumed(0)
    except (OSError, UnicodeDecodeError, SnapshotError) as error:
        what = error.what if isinstance(error, SnapshotError) else "the draft cannot be read"
        return Resumed(0, note=f"{what}; set aside as {_set_aside(path)}")
    return carry_over(review, draft)


def carry_over(review: Review, draft: Draft) -> Resumed:
    """Restore what was decided on values that are the same still."""
    merge = review.merge
    kept = {
        key for key, digest in draft.values.items() if _is_open(review, key) and values_digest(merge, key) == digest
    }
    decisions = {key: resolution for key, resolution in draft.decisions.items() if key in kept}
    review.restore(decisions, _still(draft.done, kept), _still(draft.undone, kept))
    review.begun = {
        one: began
        for one, (digest, began) in draft.begun.items()
        if one in merge.by_id and subject_digest(review, one) == digest
    }
    lost = tuple(key for key in draft.decisions if key not in kept)
    moved = fingerprints_of(merge) != (draft.base, draft.local, draft.remote)
    note = f"{_choices(len(decisions))} {'is' if len(decisions) == 1 else 'are'} back" if decisions else ""
    if moved and draft.decisions:
        note = f"the schemas have moved: {_choices(len(decisions))} carried over, {len(lost)} open again"
    return Resumed(len(decisions), lost, moved, note)


def _choices(count: int) -> str:
    return "1 choice" if count == 1 else f"{count} choices"


def _is_open(review: Review, key: Key) -> bool:
    return key in review.keys(key.id) and review.merge.by_id[key.id].covered_by is None


def _still(steps: Iterable[Step], kept: set[Key]) -> list[Step]:
    """The steps with what is left of them."""
    found = (Step(step.name, tuple(entry for entry in step.entries if entry[0] in kept)) for step in steps)
    return [step for step in found if step.entries]


def values_digest(merge: Merge, key: Key) -> str:
    """A digest of the three values that a choice is between, parts that come along included."""
    difference = merge.by_id[key.id]
    if key.attribute is not None:
        change = next(change for change in difference.changes if change.attribute == key.attribute)
        values: list[object] = [_plain(value) for value in (change.base, change.local, change.remote)]
    else:
        parts = (difference, *merge.covers.get(key.id, ()))
        values = [[part.id, *map(_attributes, (part.base, part.local, part.remote))] for part in parts]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:32]


def subject_digest(review: Review, subject: ObjectId) -> str:
    """A digest of all values that a text about an object is written for."""
    digests = [values_digest(review.merge, key) for key in review.keys(subject) if _is_open(review, key)]
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:32]


def _plain(value: Value | Presence) -> object:
    return {"presence": value.value} if isinstance(value, Presence) else value


def _attributes(item: SchemaObject | None) -> object:
    return None if item is None else sorted(item.attributes.items())


def _order(key: Key) -> tuple[ObjectId, str]:
    return key.id, key.attribute or ""


# On disk


def write_atomically(path: Path, text: str, *, shared: bool = False) -> None:
    """Replace a file in one move; after a failure the old one is still there.

    It is readable for its owner alone, unless it is shared: then as new files are.

    Raises: WriteError.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o777 if shared else 0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if shared:
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            if temporary:
                Path(temporary).unlink(missing_ok=True)
        what = f"cannot keep your choices: {error.strerror or error}"
        raise WriteError(
            what, where=str(path), hint="make room or give the folder back its write permission"
        ) from error


def _set_aside(path: Path) -> Path:
    """Another name for a draft that cannot be read; nothing that was set aside before is lost."""
    number = 1
    while (aside := path.with_suffix(f".broken-{number}.json")).exists():
        number += 1
    try:
        return path.replace(aside)
    except OSError as error:
        what = f"the draft can be neither read nor set aside: {error.strerror or error}"
        raise SnapshotError(what, where=str(path), hint="remove or rename the file yourself") from error
