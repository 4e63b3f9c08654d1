"""Three texts side by side, drawn: where they agree, and where each has its own lines."""

from collections.abc import Sequence
from itertools import zip_longest

from supatui.compare.lines import Hunk
from supatui.tui.text import BLANK, Line, Span, Tone, fit, wrap_code


def wrapped(hunks: Sequence[Hunk], width: int) -> list[Hunk]:
    """The hunks with lines of at most `width` cells."""

    def rows(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(row for text in texts for row in wrap_code(text, width))

    return [Hunk(rows(hunk.base), rows(hunk.local), rows(hunk.remote)) for hunk in hunks]


def unified(hunks: Sequence[Hunk], *, two_way: bool) -> list[Line]:
    """One column: `B`, `L`, `R` before the lines that only one text has, `=` before what both sides changed alike."""
    lines: list[Line] = []
    for hunk in hunks:
        if hunk.common:
            lines += [(Span("    "), Span(text, Tone.MUTED)) for text in hunk.base]
            continue
        if not two_way:
            lines += [_marked("B", "-", text, Tone.DROPPED) for text in hunk.base]
        if hunk.local == hunk.remote:
            lines += [_marked("=", "+", text, Tone.SAME) for text in hunk.local]
            continue
        if two_way or hunk.local != hunk.base:
            lines += _side("L", hunk.local)
        if two_way or hunk.remote != hunk.base:
            lines += _side("R", hunk.remote)
    return lines


def _side(letter: str, texts: Sequence[str]) -> list[Line]:
    return [_marked(letter, "+", text, Tone.ADDED) for text in texts] or [
        _marked(letter, "-", "(nothing here)", Tone.DROPPED)
    ]


def _marked(letter: str, sign: str, text: str, tone: Tone) -> Line:
    return (Span(f"{letter} {sign} ", Tone.KEY), Span(text, tone))


def side_by_side(hunks: Sequence[Hunk], width: int) -> list[Line]:
    """Two columns, local and remote; `~` before what is not the same."""
    room = max(8, (width - 5) // 2)
    lines: list[Line] = [line_of_two("local", "remote", room, " ", Tone.STRONG)]
    for hunk in wrapped(hunks, room):
        mark, tone = (" ", Tone.MUTED) if hunk.common else ("~", Tone.CHANGED)
        for mine, theirs in zip_longest(hunk.local, hunk.remote, fillvalue=""):
            lines.append(line_of_two(mine, theirs, room, mark, tone))
    return lines


def line_of_two(mine: str, theirs: str, room: int, mark: str, tone: Tone) -> Line:
    return (
        Span(mark + " ", Tone.KEY),
        Span(fit(mine, room), tone),
        Span(" │ ", Tone.RULE),
        Span(fit(theirs, room), tone),
    )


def one_side(hunks: Sequence[Hunk], side: str) -> list[Line]:
    """One text with the others' lines kept free, so that three panes scroll together; `~` marks what differs."""
    lines: list[Line] = []
    for hunk in hunks:
        own = {"base": hunk.base, "local": hunk.local, "remote": hunk.remote}[side]
        height = max(len(hunk.base), len(hunk.local), len(hunk.remote))
        changed = not hunk.common and (side == "base" or own != hunk.base)
        tone = Tone.MUTED if hunk.common else Tone.CHANGED if changed else Tone.PLAIN
        lines += [(Span("~ " if changed else "  ", Tone.KEY), Span(text, tone)) for text in own]
        lines += [BLANK] * (height - len(own))
    return lines


def first_difference(hunks: Sequence[Hunk]) -> int:
    """Row of the first hunk that is not common, in the layout of `one_side`."""
    row = 0
    for hunk in hunks:
        if not hunk.common:
            return row
        row += len(hunk.base)
    return 0
