"""Remembered decisions: the same conflict is decided as last time, as git's rerere does it.

They stand in `supabase/supatui/decisions.toml`, one block each, sorted, so that git merges what two people added. A
block is bound to the object and to the three values that stood against one another: when one of these changes, it is
another question. A block that cannot be read is named, left alone and kept.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from supatui.compare.model import Presence
from supatui.errors import SnapshotError, WriteError
from supatui.resolve.choice import By, Choice, Key, Resolution
from supatui.resolve.draft import values_digest, write_atomically
from supatui.resolve.draft_json import edit_in, edit_out
from supatui.resolve.edits import Edit
from supatui.resolve.review import Review

PLACE = ("supabase", "supatui", "decisions.toml")
"""Below the project's folder."""

HEADER = """\
# What was decided, so that supatui decides the same conflict alike. One block each, sorted: safe to merge in git.
# Take a decision back in the screen, or remove its block.
"""

_BLOCK = re.compile(r"^\[\[decision\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_SHOWN_CHARACTERS = 200
"""Longest value that is repeated in a block for people to read; a digest stands for all of them."""

Place = tuple[str, str, str]
"""Object, attribute (empty: whether it exists) and digest of the values."""


@dataclass(frozen=True, slots=True)
class Block:
    """One remembered decision."""

    place: Place
    resolution: Resolution
    text: str
    """As it stands in the file, header line included; ends in a line end."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a file of decisions says."""

    blocks: Mapping[Place, Block] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    """Texts of blocks that could not be read."""
    problems: tuple[str, ...] = ()
    """One line for each of these: file, line and what is wrong."""


def memory_path(project: Path) -> Path:
    return project.joinpath(*PLACE)


def read_memory(path: Path) -> Memory:
    """The decisions of a file; none where it is absent. Keys that are not known are kept and pass."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Memory()
    except (OSError, UnicodeDecodeError) as error:
        return Memory(problems=(f"{path.name}: cannot be read: {error}",))
    starts = [found.start() for found in _BLOCK.finditer(text)]
    blocks: dict[Place, Block] = {}
    broken: list[str] = []
    problems: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        body = text[start:end].rstrip() + "\n"
        try:
            block = _read_block(body, str(path))
        except (ValueError, SnapshotError) as error:
            line = text.count("\n", 0, start) + 1
            said = error.what if isinstance(error, SnapshotError) else str(error)
            problems.append(f"{path.name}, line {line}: the decision is left out: {said}")
            broken.append(body)
        else:
            blocks[block.place] = block
    return Memory(blocks, tuple(broken), tuple(problems))


def _read_block(text: str, where: str) -> Block:
    """Raises: ValueError with what is wrong, SnapshotError for a damaged edit."""
    (values,) = tomllib.loads(text)["decision"]
    words = {key: value for key, value in values.items() if isinstance(value, str)}
    for key in ("object", "values", "choice"):
        if key not in words:
            raise ValueError(f'"{key}" is missing or no text')
    if words["choice"] not in tuple(Choice):
        raise ValueError(f'there is no choice "{words["choice"]}"')
    edit = edit_in(json.loads(words.get("edit", "null")), where=where) if words["choice"] == Choice.EDITED else None
    decided = values.get("on")
    resolution = Resolution(
        Choice(words["choice"]),
        By.REMEMBERED,
        words.get("by", ""),
        words.get("reason", ""),
        decided.isoformat() if isinstance(decided, date) else "",
        edit,
    )
    return Block((words["object"], words.get("attribute", ""), words["values"]), resolution, text)


def remembered_in(review: Review, memory: Memory) -> dict[Key, Resolution]:
    """What was decided before about the differences as they are now."""
    named = {place[:2] for place in memory.blocks}
    found: dict[Key, Resolution] = {}
    for key in review.all_keys:
        if (str(key.id), key.attribute or "") in named and (block := memory.blocks.get(_place(review, key))):
            found[key] = block.resolution
    return found


def _place(review: Review, key: Key) -> Place:
    return str(key.id), key.attribute or "", values_digest(review.merge, key)


def remember(review: Review, path: Path) -> int:
    """Write what a person decided to the file, without what was taken back; gives how many decisions are new in it.

    Nothing is written where nothing changed. Raises: WriteError; the file is as it was then.
    """
    memory = read_memory(path)
    if memory.problems and not memory.blocks and not memory.broken:
        hint = "correct the file or give it back its permissions"
        raise WriteError("cannot add to the remembered decisions", where=memory.problems[0], hint=hint)
    blocks, new = updated(review, memory)
    if blocks != memory.blocks:
        write_atomically(path, as_text(blocks.values(), memory.broken), shared=True)
    return new


def updated(review: Review, memory: Memory) -> tuple[dict[Place, Block], int]:
    """The blocks after this review, and how many of them are new."""
    blocks = dict(memory.blocks)
    new = 0
    for key in review.all_keys:
        place, resolution = _place(review, key), review.decisions.get(key)
        if resolution is None:
            if key in review.taken_back:
                blocks.pop(place, None)
        elif resolution.by is By.PERSON:
            former = blocks.get(place)
            if former is None or not _same(former.resolution, resolution):
                blocks[place] = Block(place, resolution, _block_text(review, key, place, resolution))
                new += 1
    return blocks, new


def _same(former: Resolution, now: Resolution) -> bool:
    return (former.choice, former.reason, former.edit) == (now.choice, now.reason, now.edit)


def as_text(blocks: Iterable[Block], broken: Iterable[str] = ()) -> str:
    """The file: blocks sorted by object, attribute and values; what could not be read stands at the end as it was."""
    texts = [block.text for block in sorted(blocks, key=lambda block: block.place)]
    return "\n".join([HEADER, *texts, *broken])


def _block_text(review: Review, key: Key, place: Place, resolution: Resolution) -> str:
    change = review.change(key)
    lines = ["[[decision]]", f"object = {_quoted(place[0])}"]
    if key.attribute is not None:
        lines.append(f"attribute = {_quoted(key.attribute)}")
        for name, value in (("base", change.base), ("local", change.local), ("remote", change.remote)):
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if not isinstance(value, Presence) and value is not None and len(shown) <= _SHOWN_CHARACTERS:
                lines.append(f"{name} = {_quoted(shown)}")
    lines += [f"values = {_quoted(place[2])}", f"choice = {_quoted(resolution.choice.value)}"]
    if resolution.name:
        lines.append(f"by = {_quoted(resolution.name)}")
    if day := _day(resolution.when):
        lines.append(f"on = {day}")
    if resolution.reason:
        lines.append(f"reason = {_quoted(resolution.reason)}")
    if resolution.edit is not None:
        lines.append(f"edit = {_quoted(_edit_text(resolution.edit))}")
    return "\n".join(lines) + "\n"


def _edit_text(edit: Edit) -> str:
    return json.dumps(edit_out(edit), ensure_ascii=False, sort_keys=True)


def _day(when: str) -> str | None:
    return when[:10] if re.match(r"\d{4}-\d\d-\d\d", when) else None


def _quoted(text: str) -> str:
    """A basic TOML string. JSON's escapes are TOML's; the one control character that JSON leaves alone is DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
