"""Picking: a choice for each stretch of a long text where two sides contradict one another, put together again."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from supatui.compare.lines import marked_lines, three_way_hunks, two_way_hunks
from supatui.compare.side import Side
from supatui.resolve.choice import Choice

if TYPE_CHECKING:  # a start does not wait for these
    from supatui.compare.lines import Hunk
    from supatui.compare.model import Change, Difference

_MARKER = re.compile(r"(?:[<|>]{7}(?: .*)?|={7})\r?")
"""A line that `git merge-file --diff3` puts between versions."""


def long_texts(difference: "Difference") -> "tuple[Change, ...]":
    """The attributes that both sides say differently, in texts of several lines on both."""
    return tuple(
        change
        for change in difference.changes
        if change.side in (Side.CONFLICT, Side.UNKNOWN)
        and isinstance(change.local, str)
        and isinstance(change.remote, str)
        and "\n" in change.local
        and "\n" in change.remote
    )


def hunks_of(base: str | None, local: str | None, remote: str | None) -> "list[Hunk]":
    """What texts share and where they differ; without a base, local against remote.

    A text that is not there takes no part: the other side is compared with the base alone.
    """
    was, here, there = (text.split("\n") if text else [] for text in (base, local, remote))
    if was and (not here or not there):
        return three_way_hunks(was, here or was, there or was)
    return three_way_hunks(was, here, there) if was else two_way_hunks(here, there)


def open_hunks(hunks: "Sequence[Hunk]", *, two_way: bool) -> tuple[int, ...]:
    """The places of those that need a choice. Two-way, nobody can tell who changed what: all that differ do."""
    return tuple(place for place, hunk in enumerate(hunks) if not hunk.common and (two_way or hunk.merged is None))


def lines_of(hunk: "Hunk", choice: Choice) -> tuple[str, ...]:
    """A stretch as a choice wants it; both is local's lines, then remote's."""
    known = {Choice.LOCAL: hunk.local, Choice.REMOTE: hunk.remote, Choice.BASE: hunk.base}
    return known.get(choice, (*hunk.local, *hunk.remote))


def put_together(hunks: "Sequence[Hunk]", picks: Mapping[int, Choice], *, two_way: bool) -> str:
    """The text with what was picked; what waits stands between markers."""
    waiting = set(open_hunks(hunks, two_way=two_way)) - picks.keys()
    lines: list[str] = []
    for place, hunk in enumerate(hunks):
        if place in waiting:
            lines += marked_lines(hunk)
        elif place in picks:
            lines += lines_of(hunk, picks[place])
        else:
            lines += hunk.merged or ()
    return "\n".join(lines)


def first_marker(text: str) -> int | None:
    """The line of the first conflict marker in a text, from 1; None where there is none."""
    numbered = enumerate(text.split("\n"), start=1)
    return next((number for number, line in numbered if _MARKER.fullmatch(line)), None)
