"""Glyphs and marks: what a side did to an object and what was decided, readable without colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supatui.compare.side import Presence, Side
from supatui.compare.status import GLYPHS, Status, side_status
from supatui.tui.text import Span, Tone, show

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.catalog.model import Value
    from supatui.compare.model import Difference

NOTHING = GLYPHS[Status.UNTOUCHED]
"""Nothing here, or nothing done here."""

MAYBE_RENAMED = "~?"
"""Added or dropped, but it looks like another one with a new name."""

_TONES = {
    GLYPHS[Status.ADDED]: Tone.ADDED,
    GLYPHS[Status.CHANGED]: Tone.CHANGED,
    GLYPHS[Status.DROPPED]: Tone.DROPPED,
    GLYPHS[Status.SAME]: Tone.SAME,
}


SHORT_TEXT_LINES = 4
"""A longer text says nothing on one row; its definition is shown below anyway."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was decided: `[l]`, `[ ]` and so on."""

    text: str
    tone: Tone


WAITING = Mark("[ ]", Tone.WAITING)
NOTHING_TO_DO = Mark("[=]", Tone.MUTED)
BY_RULE = Mark("[·]", Tone.DECIDED)
SEVERAL = Mark("[*]", Tone.DECIDED)
"""Rows that were decided in different ways."""
NO_MARK = Mark("   ", Tone.MUTED)


def glyph(difference: "Difference", side: Side) -> str:
    """`+` added, `~` changed, `-` dropped, `≡` both did the same; a `!` behind it where it is a conflict."""
    if difference.side is Side.BOTH_SAME:
        return GLYPHS[Status.SAME]
    done = GLYPHS[side_status(difference, side)]
    if difference.side is not Side.CONFLICT:
        return done
    return f"{GLYPHS[Status.CHANGED] if done == NOTHING and difference.because else done}!"


def summary_glyph(differences: "Iterable[Difference]", side: Side) -> str:
    """One glyph for many: the glyph that all share, else `~`; `!` where any is a conflict."""
    found = {glyph(difference, side) for difference in differences}
    if any(one.endswith("!") for one in found):
        return GLYPHS[Status.CONFLICT]
    found.discard(NOTHING)
    return NOTHING if not found else found.pop() if len(found) == 1 else GLYPHS[Status.CHANGED]


def summary_mark(marks: Iterable[Mark]) -> Mark:
    """One mark for many: waiting where any waits, the one that all share, else several."""
    found = set(marks)
    if WAITING in found:
        return WAITING
    if not found:
        return NO_MARK
    return found.pop() if len(found) == 1 else SEVERAL


def glyph_span(text: str, width: int = 2) -> Span:
    tone = Tone.CONFLICT if "!" in text else _TONES.get(text[:1], Tone.MUTED)
    return Span(text.ljust(width), tone)


def value_text(value: "Value | Presence") -> str:
    """An attribute's value on one line: `yes`, `no`, `—` for absent, lists with commas."""
    if isinstance(value, Presence):
        return "there" if value is Presence.PRESENT else "not there"
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value_text(one) for one in value) or "(none)"
    text = str(value).strip()
    count = len(text.splitlines())
    if count > SHORT_TEXT_LINES:
        return f"({count} lines)"
    return show(" ".join(text.split()) if count > 1 else text) or "(empty)"


def attribute_label(attribute: str | None) -> str:
    return "exists" if attribute is None else show(attribute.replace("_", " "))
