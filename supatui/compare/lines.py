"""Merging texts line by line, as `git merge-file` does, and the hunks where two sides contradict one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of lines; where all three are the same it is `common`."""

    base: tuple[str, ...]
    local: tuple[str, ...]
    remote: tuple[str, ...]

    @property
    def common(self) -> bool:
        return self.base == self.local == self.remote

    @property
    def merged(self) -> tuple[str, ...] | None:
        """The lines that the two sides lead to; None where both changed the stretch, each in its own way."""
        if self.local == self.remote or self.remote == self.base:
            return self.local
        return self.remote if self.local == self.base else None


def three_way_hunks(base: Sequence[str], local: Sequence[str], remote: Sequence[str]) -> list[Hunk]:
    """Cut three texts at the lines that all of them share.

    Source: the diff3 algorithm (Khanna, Kunal, Pierce 2007), without choosing a winner.
    """
    hunks: list[Hunk] = []
    at_base = at_local = at_remote = 0
    for first, length, in_local, in_remote in [*_anchors(base, local, remote), (len(base), 0, len(local), len(remote))]:
        before = Hunk(tuple(base[at_base:first]), tuple(local[at_local:in_local]), tuple(remote[at_remote:in_remote]))
        if before.base or before.local or before.remote:
            hunks.append(before)
        if length:
            same = tuple(base[first : first + length])
            hunks.append(Hunk(same, same, same))
        at_base, at_local, at_remote = first + length, in_local + length, in_remote + length
    return hunks


def two_way_hunks(local: Sequence[str], remote: Sequence[str]) -> list[Hunk]:
    """Cut two texts where they agree; the base of every difference is empty."""
    hunks: list[Hunk] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, local, remote, autojunk=False).get_opcodes():
        mine, theirs = tuple(local[i1:i2]), tuple(remote[j1:j2])
        hunks.append(Hunk(mine, mine, mine) if tag == "equal" else Hunk((), mine, theirs))
    return hunks


def _anchors(base: Sequence[str], local: Sequence[str], remote: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """(first line in base, how many, first in local, first in remote) of the stretches that all share."""
    in_local = _positions(base, local)
    in_remote = _positions(base, remote)
    row = 0
    while row < len(base):
        mine, theirs = in_local.get(row), in_remote.get(row)
        if mine is None or theirs is None:
            row += 1
            continue
        length = 1
        while in_local.get(row + length) == mine + length and in_remote.get(row + length) == theirs + length:
            length += 1
        yield row, length, mine, theirs
        row += length


def _positions(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks():
        found.update({block.a + step: block.b + step for step in range(block.size)})
    return found


def merge_texts(base: str, local: str, remote: str) -> str | None:
    """Both sides' lines in one text; None where they changed the same line or neighbouring ones, each in its own way.

    A text of one line is never merged: nothing in it says what belongs together.
    """
    if "\n" not in base or "\n" not in local or "\n" not in remote:
        return None
    merged: list[str] = []
    for hunk in three_way_hunks(base.split("\n"), local.split("\n"), remote.split("\n")):
        lines = hunk.merged
        if lines is None:
            return None
        merged.extend(lines)
    return "\n".join(merged)


def marked_text(base: str, local: str, remote: str) -> str:
    """The merged text with the contradicting stretches between markers, as `git merge-file --diff3` writes them."""
    lines: list[str] = []
    for hunk in three_way_hunks(base.split("\n"), local.split("\n"), remote.split("\n")):
        merged = hunk.merged
        lines += marked_lines(hunk) if merged is None else merged
    return "\n".join(lines)


def marked_lines(hunk: Hunk) -> list[str]:
    """A stretch with all three versions between markers."""
    versions = ["<<<<<<< local", *hunk.local, "||||||| base", *hunk.base, "=======", *hunk.remote]
    return [*versions, ">>>>>>> remote"]
