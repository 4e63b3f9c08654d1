"""Text on screen: spans with a tone, cut to cells, and database text made harmless."""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

TAB = "    "
ELLIPSIS = "…"


class Tone(StrEnum):
    """What a span means. The value is the component class that gives it its colour; glyphs say the same."""

    PLAIN = "tone--plain"
    MUTED = "tone--muted"
    STRONG = "tone--strong"
    ADDED = "tone--added"
    CHANGED = "tone--changed"
    DROPPED = "tone--dropped"
    CONFLICT = "tone--conflict"
    SAME = "tone--same"
    WAITING = "tone--waiting"
    DECIDED = "tone--decided"
    HAZARD = "tone--hazard"
    RULE = "tone--rule"
    KEY = "tone--key"


class Span(NamedTuple):
    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]
BLANK: Line = ()


def line(*parts: "str | Span | tuple[str, Tone]") -> Line:
    """A line from plain strings and (text, tone) pairs."""
    return tuple(Span(part) if isinstance(part, str) else Span(*part) for part in parts)


def plain(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def show(text: str) -> str:
    """Database text on one line: control, format and separator characters become visible escapes."""
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def show_lines(text: str) -> list[str]:
    """A definition as lines: newlines separate, tabs become spaces, everything else as `show`."""
    normal = text.replace("\r\n", "\n").replace("\t", TAB)
    return [show(one) for one in normal.split("\n")]


def _visible(character: str) -> str:
    known = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    if known is not None:
        return known
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, an ellipsis where something was left out."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells."""
    shorter = cut(text, width)
    return shorter + " " * (width - cell_len(shorter))


def right(text: str, width: int) -> str:
    """The text in exactly `width` cells, at the right edge."""
    shorter = cut(text, width)
    return " " * (width - cell_len(shorter)) + shorter


def cut_start(text: str, width: int) -> str:
    """Like `cut`, but keeps the end; for paths."""
    while width > 0 and cell_len(text) > width:
        text = ELLIPSIS + text[2 if text.startswith(ELLIPSIS) else 1 :]
    return text if width > 0 else ""


def wrap(text: str, width: int) -> list[str]:
    """Words into lines of at most `width` cells; a longer word is broken."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        while cell_len(word) > width > 0:
            if current:
                lines.append(current)
                current = ""
            head = set_cell_size(word, width).rstrip() or word[0]
            lines.append(head)
            word = word[len(head) :]
        if current and cell_len(current) + 1 + cell_len(word) > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*lines, current] if current or not lines else lines


def wrap_code(text: str, width: int) -> list[str]:
    """A line of SQL in rows of at most `width` cells, continued four cells further in."""
    if cell_len(text) <= width or width < 16:
        return [text]
    indent = " " * min(len(text) - len(text.lstrip()) + 4, width // 2)
    rows: list[str] = []
    while cell_len(text) > width:
        head = set_cell_size(text, width).rstrip() or text[:1]
        space = head.rfind(" ", len(text) - len(text.lstrip()) + 1)
        if space > width // 4:
            head = head[:space]
        rows.append(head)
        text = indent + text[len(head) :].lstrip()
    return [*rows, text]


def code_lines(text: str, width: int) -> list[str]:
    """A definition or statement as rows of at most `width` cells."""
    return [row for one in show_lines(text) for row in wrap_code(one, width)]


def width_of(spans: Sequence[Span]) -> int:
    return sum(cell_len(span.text) for span in spans)
