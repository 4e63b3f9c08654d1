"""What a pane says about one difference: attributes, definition, consequences."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from supatui.compare.side import Side
from supatui.compare.status import GLYPHS, Status, change_status
from supatui.counting import counted
from supatui.tui.hunks import NO_MARKS, HunkMarks, side_by_side, unified, wrapped
from supatui.tui.marks import Mark, attribute_label, glyph_span, value_text
from supatui.tui.text import Line, Span, Tone, code_lines, cut, fit, line, show_lines, wrap

if TYPE_CHECKING:  # brings every kind; the first frame does not wait for them
    from supatui.compare.lines import Hunk
    from supatui.compare.model import Change, Difference
    from supatui.kinds.action import Lock
    from supatui.plan.model import Statement

NARROW = 56
"""Below this width the attribute table has no column for the base; it gets a line of its own."""

ChangeMarks = Callable[["Change"], Mark]

_LOCKS = {
    "ACCESS SHARE": "reads and writes go on",
    "ROW SHARE": "reads and writes go on",
    "ROW EXCLUSIVE": "reads and writes go on",
    "SHARE UPDATE EXCLUSIVE": "reads and writes go on",
    "SHARE": "reads go on, no writes",
    "SHARE ROW EXCLUSIVE": "reads go on, no writes",
    "EXCLUSIVE": "reads go on, no writes",
    "ACCESS EXCLUSIVE": "no reads, no writes",
}
"""Table lock modes, weak to strong, and what waits for them. Source: manual, Explicit Locking."""


@dataclass(slots=True)
class Page:
    """Lines, and what stands on some of them."""

    lines: list[Line] = field(default_factory=list)
    changes: "dict[int, Change]" = field(default_factory=dict)
    """Rows that a decision can be about."""

    def add(self, *lines: Line) -> None:
        self.lines.extend(lines)


def rule(text: str, width: int) -> Line:
    """A heading inside a pane: `─ definition ─────`."""
    label = f"─ {cut(text, width - 4)} "
    return line((label, Tone.RULE), ("─" * max(0, width - len(label)), Tone.RULE))


def paragraph(text: str, width: int, tone: Tone = Tone.PLAIN, indent: str = " ") -> list[Line]:
    return [line((indent + one, tone)) for one in wrap(text, max(10, width - len(indent)))]


def add_attributes(page: Page, difference: "Difference", marks: ChangeMarks, width: int, *, two_way: bool) -> None:
    """A row for each change; the rows are noted in the page."""
    wide = width >= NARROW and not two_way
    columns = ("base", "local", "remote") if wide else ("local", "remote")
    names = max(9, min(16, max(len(attribute_label(change.attribute)) for change in difference.changes) + 1))
    room = max(8, (width - names - 5) // len(columns))
    heading = "".join(fit(f"  {column}", room) for column in columns)
    page.add(line((" " * (names + 1) + heading, Tone.MUTED)))
    for change in difference.changes:
        page.changes[len(page.lines)] = change
        spans = [Span(fit(" " + attribute_label(change.attribute), names + 1), Tone.STRONG)]
        for column in columns:
            spans += _value(change, column, room)
        mark = marks(change)
        page.add((*spans, Span(" "), Span(mark.text, mark.tone)))
    if not wide and not two_way:
        for change in difference.changes:
            text = f" {attribute_label(change.attribute)}: {value_text(change.base)}"
            page.add(line((cut(f" base{text}", width), Tone.MUTED)))


def _value(change: "Change", column: str, room: int) -> list[Span]:
    value = {"base": change.base, "local": change.local, "remote": change.remote}[column]
    if column == "base":
        return [Span("  "), Span(fit(value_text(value), room - 2), Tone.MUTED)]
    done = GLYPHS[change_status(change, Side.LOCAL if column == "local" else Side.REMOTE)]
    span = glyph_span(done)
    tone = Tone.MUTED if done == GLYPHS[Status.UNTOUCHED] else span.tone
    return [span, Span(fit(value_text(value), room - 3) + " ", tone)]


@dataclass(frozen=True)
class Definitions:
    """The DDL of one object on the three sides; None where it is not there."""

    base: str | None
    local: str | None
    remote: str | None
    two_way: bool
    inside: str = ""
    """What its statements begin with that is not shown: the table that it is a part of."""

    @cached_property
    def hunks(self) -> "list[Hunk]":
        """What the texts share and where they differ. A text that is gone takes no part: see `gone`."""
        from supatui.resolve.picking import hunks_of  # brings the comparing of texts

        return hunks_of(None if self.two_way else self.base, self.local, self.remote)

    @cached_property
    def shown_hunks(self) -> "list[Hunk]":
        """The hunks with their lines as they are shown."""

        from supatui.compare.lines import Hunk

        def shown(lines: Sequence[str]) -> tuple[str, ...]:
            return tuple(self.shown(line.removesuffix("\r")) for line in lines)

        return [Hunk(shown(hunk.base), shown(hunk.local), shown(hunk.remote)) for hunk in self.hunks]

    def shown(self, text: str) -> str:
        """A text as it is shown, without what all its statements begin with."""
        lines = (one.removeprefix(self.inside) for one in text.split("\n"))
        return "\n".join(show_lines("\n".join(lines)))

    @property
    def gone(self) -> tuple[str, ...]:
        """Letters of the sides that dropped it."""
        sides = (("L", self.local), ("R", self.remote))
        return tuple(letter for letter, text in sides if self.base and not text)

    def as_lines(self, width: int, *, beside: bool, marks: HunkMarks = NO_MARKS) -> list[Line]:
        """One column of rows, marked by side, or two columns."""
        if beside:
            return side_by_side(self.shown_hunks, width - 1, marks)
        gone = [line((f"{letter} - ", Tone.KEY), ("dropped here", Tone.DROPPED)) for letter in self.gone]
        hunks = wrapped(self.shown_hunks, width - 4)
        if all(hunk.common for hunk in hunks):
            return gone + [line("    ", text) for hunk in hunks for text in hunk.base]
        return gone + unified(hunks, two_way=self.two_way, marks=marks)


def add_definition(page: Page, definitions: Definitions, width: int, *, beside: bool, most: int | None = None) -> None:
    """The definition, at most so many rows of it: those around the first difference."""
    page.add(rule(f"definition (d: {'unified' if beside else 'side by side'})", width))
    lines = definitions.as_lines(width, beside=beside)
    if most is None or len(lines) <= most + 1:
        page.add(*lines)
        return
    marked = next((row for row, spans in enumerate(lines) if spans and spans[0].text.strip()), 0)
    first = max(0, min(marked - 1, len(lines) - most))
    page.add(*lines[first : first + most])
    page.add(line((f"    … {counted(len(lines) - most, 'more row')}, z shows all", Tone.MUTED)))


def add_statements(page: Page, label: str, statements: "Sequence[Statement]", width: int, *, most: int = 6) -> None:
    """`remote: 2 statements`, the statements themselves, then their hazards and the strongest lock."""
    if not statements:
        page.add(line((f" {label}: ", Tone.STRONG), "nothing to do"))
        return
    count = counted(len(statements), "statement")
    page.add(line((f" {label}: ", Tone.STRONG), count))
    texts = [text for statement in statements for text in code_lines(f"{statement.sql};", width - 3)]
    page.add(*(line("   ", text) for text in texts[:most]))
    if len(texts) > most:
        page.add(line((f"   … {counted(len(texts) - most, 'more line')}, p shows the plan", Tone.MUTED)))
    add_hazards(page, statements, width)


def add_hazards(page: Page, statements: "Sequence[Statement]", width: int) -> None:
    hazards = dict.fromkeys(hazard for statement in statements for hazard in statement.hazards)
    for hazard in hazards:
        words = wrap(hazard.detail, max(10, width - 12))
        page.add(line((f"   {hazard.kind.value:<8} ", Tone.HAZARD), words[0]))
        page.add(*(line(f"{'':<12}{more}") for more in words[1:]))
    lock = strongest(statement.lock for statement in statements)
    if lock is not None:
        words = wrap(lock_words(lock), max(10, width - 12))
        page.add(line(("   LOCK     ", Tone.WAITING), words[0]))
        page.add(*(line(f"{'':<12}{more}") for more in words[1:]))


def strongest(locks: "Iterable[Lock | None]") -> "Lock | None":
    order = list(_LOCKS)
    found = [lock for lock in locks if lock is not None]
    return max(found, key=lambda lock: order.index(lock.value)) if found else None


def lock_words(lock: "Lock") -> str:
    return f"{lock.value}: {_LOCKS[lock.value]}"


def badges(statement: "Statement") -> str:
    """`DATA REWRITE`, or a dash."""
    kinds = dict.fromkeys(hazard.kind.value for hazard in statement.hazards)
    if not statement.transactional:
        kinds["NO TXN"] = None
    return " ".join(kinds) or "—"
