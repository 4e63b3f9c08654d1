"""Three texts side by side, drawn: where they agree, and where each has its own lines."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from supatui.tui.text import BLANK, Line, Span, Tone, fit, wrap_code

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.compare.lines import Hunk


class HunkMark(NamedTuple):
    """How a hunk that can be picked from is marked."""

    here: bool = False
    """The cursor is on it."""
    letter: str = " "
    """What was picked."""


HunkMarks = Mapping[int, HunkMark]
"""By the place of the hunk."""
NO_MARKS: HunkMarks = {}
HERE = "▶"


def wrapped(hunks: "Sequence[Hunk]", width: int) -> "list[Hunk]":
    """The hunks with lines of at most `width` cells."""
    from supatui.compare.lines import Hunk  # brings the comparing of texts

    def rows(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(row for text in texts for row in wrap_code(text, width))

    return [Hunk(rows(hunk.base), rows(hunk.local), rows(hunk.remote)) for hunk in hunks]


def unified(hunks: "Sequence[Hunk]", *, two_way: bool, marks: HunkMarks = NO_MARKS) -> list[Line]:
    """One column: `B`, `L`, `R` before the lines that only one text has, `=` before what both sides changed alike."""
    lines: list[Line] = []
    for place, hunk in enumerate(hunks):
        mark = marks.get(place, HunkMark())
        if hunk.common:
            lines += [(Span("    "), Span(text, Tone.MUTED)) for text in hunk.base]
            continue
        if not two_way:
            lines += [_marked("B", "-", text, Tone.DROPPED, mark) for text in hunk.base]
        if hunk.local == hunk.remote:
            lines += [_marked("=", "+", text, Tone.SAME, mark) for text in hunk.local]
            continue
        if two_way or hunk.local != hunk.base:
            lines += _side("L", hunk.local, mark)
        if two_way or hunk.remote != hunk.base:
            lines += _side("R", hunk.remote, mark)
    return lines


def _side(letter: str, texts: Sequence[str], mark: HunkMark) -> list[Line]:
    return [_marked(letter, "+", text, Tone.ADDED, mark) for text in texts] or [
        _marked(letter, "-", "(nothing here)", Tone.DROPPED, mark)
    ]


def _marked(letter: str, sign: str, text: str, tone: Tone, mark: HunkMark) -> Line:
    here = HERE if mark.here else " "
    return (Span(f"{letter}{here}{sign}{mark.letter}", Tone.KEY), Span(text, tone))


def side_by_side(hunks: "Sequence[Hunk]", width: int, marks: HunkMarks = NO_MARKS) -> list[Line]:
    """Two columns, local and remote; `~` before what is not the same."""
    room = max(8, (width - 5) // 2)
    lines: list[Line] = [line_of_two("local", "remote", room, "  ", Tone.STRONG)]
    for place, hunk in enumerate(wrapped(hunks, room)):
        here, letter = marks.get(place, HunkMark())
        sign, tone = (" ", Tone.MUTED) if hunk.common else (HERE if here else "~", Tone.CHANGED)
        for mine, theirs in zip_longest(hunk.local, hunk.remote, fillvalue=""):
            lines.append(line_of_two(mine, theirs, room, sign + letter, tone))
    return lines


def line_of_two(mine: str, theirs: str, room: int, mark: str, tone: Tone) -> Line:
    return (
        Span(mark, Tone.KEY),
        Span(fit(mine, room), tone),
        Span(" │ ", Tone.RULE),
        Span(fit(theirs, room), tone),
    )


def one_side(hunks: "Sequence[Hunk]", side: str, marks: HunkMarks = NO_MARKS) -> list[Line]:
    """One text with the others' lines kept free, so that three panes scroll together; `~` marks what differs."""
    lines: list[Line] = []
    for place, hunk in enumerate(hunks):
        own = {"base": hunk.base, "local": hunk.local, "remote": hunk.remote}[side]
        here, letter = marks.get(place, HunkMark())
        changed = not hunk.common and (side == "base" or own != hunk.base)
        tone = Tone.MUTED if hunk.common else Tone.CHANGED if changed else Tone.PLAIN
        sign = HERE if here else "~" if changed else " "
        lines += [(Span(sign + letter, Tone.KEY), Span(text, tone)) for text in own]
        empty = (Span(sign + letter, Tone.KEY),) if here else BLANK
        lines += [empty] * (_height(hunk) - len(own))
    return lines


def _height(hunk: "Hunk") -> int:
    return max(len(hunk.base), len(hunk.local), len(hunk.remote))


def first_difference(hunks: "Sequence[Hunk]") -> int:
    """The place of the first hunk that is not common; 0 where all are."""
    return next((place for place, hunk in enumerate(hunks) if not hunk.common), 0)


def row_of(hunks: "Sequence[Hunk]", place: int) -> int:
    """The first row of a hunk in the layout of `one_side`."""
    return sum(map(_height, hunks[:place]))
