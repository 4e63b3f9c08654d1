"""Draft ⇄ JSON: the same bytes for the same draft, and a reader that says which key is wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from supatui.catalog import snapshot
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Side, SidedRename
from supatui.compare.renames import Rename
from supatui.errors import SnapshotError
from supatui.resolve.choice import By, Choice, Key, Resolution, Step
from supatui.resolve.edits import Begun, Edit

VERSION = 1
"""Of the file's layout; a reader refuses what it does not know."""

_Member = TypeVar("_Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft file says."""

    base: str | None
    """Fingerprint; None for a two-way comparison."""
    local: str
    remote: str
    values: Mapping[Key, str]
    """Of each key that a choice was made about: a digest of the values at that time."""
    decisions: Mapping[Key, Resolution]
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    renames: tuple[SidedRename, ...] = ()
    """Chosen before anything else: the keys have the new names."""
    begun: Mapping[ObjectId, tuple[str, Begun]] = field(default_factory=dict)
    """What was begun and decides nothing yet, with a digest of the values that it is about."""


def to_json(draft: Draft) -> str:
    """Canonical: the same draft gives the same bytes; ends in a line end."""
    numbers = {key: number for number, key in enumerate(draft.values)}
    document = {
        "supatui_draft": VERSION,
        "base": draft.base,
        "local": draft.local,
        "remote": draft.remote,
        "keys": [[*key.id, key.attribute, digest] for key, digest in draft.values.items()],
        "decisions": [
            [numbers[key], _resolution_out(draft.decisions[key])] for key in numbers if key in draft.decisions
        ],
        "done": [_step_out(step, numbers) for step in draft.done],
        "undone": [_step_out(step, numbers) for step in draft.undone],
        "renames": [[one.side.value, [*one.rename.old], [*one.rename.new]] for one in draft.renames],
        "begun": [
            [[*subject], digest, [[place, choice.value] for place, choice in sorted(one.picks.items())], one.text]
            for subject, (digest, one) in sorted(draft.begun.items())
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _resolution_out(resolution: Resolution | None) -> dict[str, object] | None:
    if resolution is None:
        return None
    record: dict[str, object] = {
        "choice": resolution.choice.value,
        "by": resolution.by.value,
        "name": resolution.name,
        "reason": resolution.reason,
        "when": resolution.when,
    }
    return record if resolution.edit is None else {**record, "edit": edit_out(resolution.edit)}


def edit_out(edit: Edit) -> dict[str, object]:
    """An edit as JSON: its text, and the objects as in a snapshot."""
    made = Catalog(objects=edit.objects, dependencies=edit.dependencies)
    return {"subject": list(edit.subject), "sql": edit.sql, "made": json.loads(snapshot.to_json(made))}


def edit_in(value: object, *, where: str) -> Edit:
    """An edit back from JSON. Raises: SnapshotError."""
    reader = _Reader(where)
    record = reader.record(value, "edit")
    identity = [reader.text(part, "edit.subject") for part in reader.cells(record.get("subject"), "edit.subject", 5)]
    made = snapshot.from_json(json.dumps(record.get("made")), label=where)
    return Edit(ObjectId(*identity), reader.text(record.get("sql"), "edit.sql"), made.objects, made.dependencies)


def _step_out(step: Step, numbers: Mapping[Key, int]) -> dict[str, object]:
    entries = [[numbers[key], _resolution_out(before), _resolution_out(after)] for key, before, after in step.entries]
    return {"name": step.name, "entries": entries}


def from_json(text: str, *, where: str) -> Draft:
    """Read a draft back.

    Raises: SnapshotError, naming the key that is wrong.
    """
    reader = _Reader(where)
    try:
        found: object = json.loads(text)
    except ValueError as error:
        raise reader.wrong("the file", "JSON") from error
    document = reader.record(found, "the file")
    if document.get("supatui_draft") != VERSION:
        raise reader.wrong("supatui_draft", str(VERSION))
    keys: list[Key] = []
    values: dict[Key, str] = {}
    for number, row in enumerate(reader.rows(document.get("keys"), "keys")):
        at = f"keys[{number}]"
        *identity, attribute, digest = reader.cells(row, at, 7)
        keys.append(Key(ObjectId(*(reader.text(part, at) for part in identity)), reader.optional_text(attribute, at)))
        values[keys[-1]] = reader.text(digest, at)
    decisions: dict[Key, Resolution] = {}
    for number, row in enumerate(reader.rows(document.get("decisions"), "decisions")):
        at = f"decisions[{number}]"
        key, given = reader.cells(row, at, 2)
        if (resolution := reader.resolution(given, f"{at}[1]")) is None:
            raise reader.wrong(f"{at}[1]", "a resolution")
        decisions[reader.key(key, at, keys)] = resolution
    return Draft(
        base=reader.optional_text(document.get("base"), "base"),
        local=reader.text(document.get("local"), "local"),
        remote=reader.text(document.get("remote"), "remote"),
        values=values,
        decisions=decisions,
        done=reader.steps(document.get("done"), "done", keys),
        undone=reader.steps(document.get("undone"), "undone", keys),
        renames=reader.renames(document.get("renames", []), "renames"),
        begun=reader.begun(document.get("begun", []), "begun"),
    )


class _Reader:
    """Turns JSON into typed values, and says which key is wrong."""

    def __init__(self, where: str) -> None:
        self.where = where

    def wrong(self, key: str, expected: str) -> SnapshotError:
        hint = "remove the file to begin anew; the databases are not affected"
        return SnapshotError(f"the draft is damaged: {key} should be {expected}", where=self.where, hint=hint)

    def record(self, value: object, at: str) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.wrong(at, "an object")
        return {str(key): item for key, item in value.items()}

    def rows(self, value: object, at: str) -> list[object]:
        if not isinstance(value, list):
            raise self.wrong(at, "a list")
        return value

    def cells(self, value: object, at: str, count: int) -> list[object]:
        if not isinstance(value, list) or len(value) != count:
            raise self.wrong(at, f"a list of {count}")
        return value

    def text(self, value: object, at: str) -> str:
        if not isinstance(value, str):
            raise self.wrong(at, "a text")
        return value

    def optional_text(self, value: object, at: str) -> str | None:
        return None if value is None else self.text(value, at)

    def key(self, value: object, at: str, keys: Sequence[Key]) -> Key:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < len(keys):
            raise self.wrong(at, f"a number below {len(keys)}")
        return keys[value]

    def member(self, kind: type[_Member], value: object, at: str) -> _Member:
        try:
            return kind(self.text(value, at))
        except ValueError as error:
            raise self.wrong(at, " or ".join(kind)) from error

    def resolution(self, value: object, at: str) -> Resolution | None:
        if value is None:
            return None
        record = self.record(value, at)
        return Resolution(
            choice=self.member(Choice, record.get("choice"), f"{at}.choice"),
            by=self.member(By, record.get("by"), f"{at}.by"),
            name=self.text(record.get("name"), f"{at}.name"),
            reason=self.text(record.get("reason"), f"{at}.reason"),
            when=self.text(record.get("when"), f"{at}.when"),
            edit=edit_in(record["edit"], where=self.where) if "edit" in record else None,
        )

    def renames(self, value: object, at: str) -> tuple[SidedRename, ...]:
        found = []
        for number, row in enumerate(self.rows(value, at)):
            side, old, new = self.cells(row, f"{at}[{number}]", 3)
            rename = Rename(self._id(old, f"{at}[{number}][1]"), self._id(new, f"{at}[{number}][2]"))
            found.append(SidedRename(self.member(Side, side, f"{at}[{number}][0]"), rename))
        return tuple(found)

    def begun(self, value: object, at: str) -> dict[ObjectId, tuple[str, Begun]]:
        found = {}
        for number, row in enumerate(self.rows(value, at)):
            place = f"{at}[{number}]"
            subject, digest, picks, text = self.cells(row, place, 4)
            picked = dict(self._pick(pick, f"{place}[2]") for pick in self.rows(picks, f"{place}[2]"))
            began = Begun(picked, self.optional_text(text, f"{place}[3]"))
            found[self._id(subject, f"{place}[0]")] = (self.text(digest, f"{place}[1]"), began)
        return found

    def _pick(self, value: object, at: str) -> tuple[int, Choice]:
        place, choice = self.cells(value, at, 2)
        if not isinstance(place, int) or isinstance(place, bool):
            raise self.wrong(at, "a number and a choice")
        return place, self.member(Choice, choice, at)

    def _id(self, value: object, at: str) -> ObjectId:
        return ObjectId(*(self.text(part, at) for part in self.cells(value, at, 5)))

    def steps(self, value: object, at: str, keys: Sequence[Key]) -> tuple[Step, ...]:
        return tuple(self._step(row, f"{at}[{number}]", keys) for number, row in enumerate(self.rows(value, at)))

    def _step(self, value: object, at: str, keys: Sequence[Key]) -> Step:
        record = self.record(value, at)
        entries: list[tuple[Key, Resolution | None, Resolution | None]] = []
        for number, row in enumerate(self.rows(record.get("entries"), f"{at}.entries")):
            place = f"{at}.entries[{number}]"
            key, before, after = self.cells(row, place, 3)
            resolutions = (self.resolution(before, f"{place}[1]"), self.resolution(after, f"{place}[2]"))
            entries.append((self.key(key, place, keys), *resolutions))
        return Step(self.text(record.get("name"), f"{at}.name"), tuple(entries))
