"""PlanScreen: the statements for one side, what each risks and how it is undone, and the proof."""

from typing import ClassVar

from textual.app import ComposeResult

from supatui.compare.model import Side
from supatui.compare.status import name_of, title
from supatui.counting import counted
from supatui.plan.model import Plan, ProofState, Statement
from supatui.resolve.choice import By
from supatui.resolve.rules import MERGED, ONE_SIDED
from supatui.tui.actions import Place, bindings
from supatui.tui.bars import edges
from supatui.tui.detail import badges, lock_words, paragraph, rule
from supatui.tui.lines import ChoicePane, LinePane, LineView
from supatui.tui.screens import WorkScreen
from supatui.tui.sides_bar import label_of
from supatui.tui.store import Proving
from supatui.tui.text import BLANK, Line, Span, Tone, code_lines, cut, fit, line, right, show, wrap
from supatui.tui.work import SIDES, Planned


class PlanScreen(WorkScreen):
    """What would run, in order. Nothing is applied here."""

    CSS_PATH = "plan.tcss"
    BINDINGS = bindings(Place.PLAN)
    place: ClassVar[Place] = Place.PLAN
    pane_ids: ClassVar[tuple[tuple[int, str], ...]] = ((1, "statements"), (2, "statement"), (3, "proof"))

    def __init__(self, side: Side = Side.REMOTE) -> None:
        super().__init__()
        self.side = side

    def compose_panes(self) -> ComposeResult:
        yield ChoicePane("[1]Statements", id="statements", classes="pane")
        yield LinePane("[2]Statement", id="statement", classes="pane")
        yield LinePane("[3]Proof", id="proof", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#statements").focus()
        self.supatui.plan_again()
        self.call_after_refresh(self.refresh_view)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.refresh_view)

    @property
    def planned(self) -> Planned | None:
        """The plan for this side as decided now; None while it is made."""
        store = self.supatui.store
        return store.planned.get(self.side) if store.plans_are_current else None

    @property
    def plan(self) -> Plan | None:
        return self.planned.plan if self.planned else None

    # Drawing

    def refresh_view(self) -> None:
        self.supatui.count_in_the_way()
        self._draw_header()
        self._draw_statements()
        self._draw_statement()
        self._draw_proof()
        self.message.hold(self.supatui.saved_words)

    def _draw_header(self) -> None:
        store, width = self.supatui.store, self.app.size.width
        tabs: list[Span] = [Span(" Plan   ", Tone.STRONG)]
        for side in SIDES:
            planned = store.planned.get(side)
            count = "…" if not store.plans_are_current or planned is None else str(len(planned.statements))
            if planned is not None and planned.error is not None:
                count = "✗"
            here = side is self.side
            tabs.append(
                Span(f"[to {side} {count}]" if here else f" to {side} {count} ", Tone.STRONG if here else Tone.MUTED)
            )
            tabs.append(Span("  "))
        state = store.remote if self.side is Side.REMOTE else store.local
        production = store.sides is not None and store.sides.remote_is_production and self.side is Side.REMOTE
        target = cut(label_of(state), 20 if self.is_narrow else 44)
        edge = line(f"{self.side.upper()} {target}", (" PROD" if production else "", Tone.HAZARD))
        if not self.is_narrow:
            edge = (*edge, Span("  nothing is applied here", Tone.STRONG))
        self.header.show(edges(tuple(tabs), edge, width), self._summary_line(width))

    def _summary_line(self, width: int) -> Line:
        plan = self.plan
        if plan is None:
            return line("")
        if (held := self.supatui.store.in_the_way(self.side)) is not None:
            return line(" ", (cut(f"✗ {show(held.what)}", width - 2), Tone.HAZARD))
        lossy = [statement.number for statement in plan.statements if statement.loses_data]
        asks = f"{_numbers(lossy)}, asked when you write" if lossy else "no statement loses data"
        proving = self.supatui.store.proof_of(self.side)
        words = _proof_words(proving)
        tone = Tone.HAZARD if lossy else Tone.MUTED
        return edges(line(" ", (asks, tone)), line((words, Tone.DECIDED if "proven" in words else Tone.WAITING)), width)

    def _draw_statements(self) -> None:
        pane, planned = self.query_one("#statements", ChoicePane), self.planned
        width = pane.room - 1
        if planned is None:
            pane.entitle("[1]Statements ── planning")
            pane.show([line((" working the statements out", Tone.MUTED))])
            return
        if planned.error is not None:
            pane.entitle("[1]Statements ── ✗ cannot be planned")
            pane.show(error_page(planned.error.what, planned.error.where, planned.error.hint, width))
            return
        statements = planned.statements
        if not statements:
            pane.entitle("[1]Statements ── none")
            pane.show(self._empty_lines(width))
            return
        pane.entitle(f"[1]Statements ── {segments_words(statements)}", f"{pane.cursor + 1} of {len(statements)}")
        pane.show([statement_line(statement, width) for statement in statements], keep_place=True)

    def _empty_lines(self, width: int) -> list[Line]:
        review = self.supatui.store.review
        waiting = len({key.id for key in review.undecided()}) if review else 0
        lines = [line((f" nothing to do on {self.side}", Tone.STRONG)), BLANK]
        if waiting:
            lines += paragraph(
                f"{counted(waiting, 'difference')} to decide: esc goes back, n finds them", width, Tone.WAITING
            )
        return [*lines, line((" t shows the other side", Tone.MUTED))]

    def _current(self) -> Statement | None:
        plan, pane = self.plan, self.query_one("#statements", ChoicePane)
        return plan.statements[pane.cursor] if plan and 0 <= pane.cursor < len(plan.statements) else None

    def _draw_statement(self) -> None:
        pane, statement = self.query_one("#statement", LinePane), self._current()
        if statement is None:
            pane.entitle("[2]Statement")
            pane.show(self._warnings(pane.room))
            return
        pane.entitle(f"[2]Statement {statement.number}")
        width = pane.room
        lines = [line(" ", text) for text in code_lines(f"{statement.sql};", width - 1)]
        lines += self._why_lines(statement, width)
        lines.append(rule("rollback", width))
        lines += [line(" ", text) for sql in statement.rollback for text in code_lines(f"{sql};", width - 1)]
        if not statement.rollback:
            lines.append(line((" nothing to undo by itself", Tone.MUTED)))
        if statement.irreversible:
            lines += paragraph(f"not lossless: {show(statement.irreversible)}", width, Tone.HAZARD)
        pane.show(lines + self._warnings(width))

    def _why_lines(self, statement: Statement, width: int) -> list[Line]:
        held = self.supatui.store.in_the_way(self.side) if statement.guards else None
        lines = _labelled("STOPS", show(f"{held.what}; {held.hint}"), width, Tone.HAZARD) if held is not None else []
        lines += _labelled("why", self._why(statement), width, Tone.PLAIN)
        for hazard in statement.hazards:
            lines += _labelled(hazard.kind.value, show(hazard.detail), width, Tone.HAZARD)
        if statement.lock is not None:
            on = ", ".join(show(name_of(one)) for one in statement.locked)
            lines += _labelled("LOCK", lock_words(statement.lock) + (f"; on {on}" if on else ""), width, Tone.WAITING)
        if not statement.transactional:
            lines += _labelled("NO TXN", "runs alone, outside a transaction", width, Tone.WAITING)
        return lines

    def _why(self, statement: Statement) -> str:
        """`you took local for public.orders.total`, or what it comes along with."""
        review = self.supatui.store.review
        if review is None or not statement.objects:
            return ""
        for object_id in statement.objects:
            difference = review.merge.by_id.get(object_id)
            if difference is None:
                continue
            root = difference.covered_by or difference.id
            found = next((one for key in review.keys(root) if (one := review.resolution(key))), None)
            if found is not None:
                chosen = f"{found.choice} for {title(root)}"
                if found.by is By.PERSON:
                    return show(f"you took {chosen}")
                who = f"by rule, {found.reason}" if found.name in (ONE_SIDED, MERGED) else found.who
                return show(f"{who}: {chosen}")
        return show(f"for {title(statement.objects[0])}, which other statements need")

    def _warnings(self, width: int) -> list[Line]:
        warnings = self.plan.warnings if self.plan else ()
        if not warnings:
            return []
        return [rule("to know", width), *(row for text in warnings for row in paragraph(show(text), width))]

    def _draw_proof(self) -> None:
        pane, proving = self.query_one("#proof", LinePane), self.supatui.store.proof_of(self.side)
        pane.set_class(proving is None, "-hidden")
        if proving is None:
            return
        pane.entitle(f"[3]Proof ── {_proof_words(proving)}")
        width = pane.room
        lines: list[Line] = []
        steps = proving.proof.steps if proving.proof else proving.steps
        for step in steps:
            lines += _marked("✓" if not proving.running else "·", show(step), width, Tone.DECIDED)
        if proving.proof is not None:
            for failure in proving.proof.failures:
                lines += _marked("✗", show(failure), width, Tone.HAZARD)
        if proving.error is not None:
            lines += _marked("✗", show(str(proving.error).split("\n", 1)[0]), width, Tone.HAZARD)
            hint = getattr(proving.error, "hint", "")
            lines += paragraph(f"try: {show(hint)}", width, Tone.MUTED, indent="   ") if hint else []
        if proving.running:
            lines.append(line((" … esc stops it", Tone.MUTED)))
        pane.show(lines, keep_place=not proving.running)

    # Acting

    def on_line_view_cursor_moved(self, event: LineView.CursorMoved) -> None:
        plan = self.plan
        if event.view.id == "statements" and plan is not None and isinstance(event.view, ChoicePane):
            event.view.entitle(
                f"[1]Statements ── {segments_words(plan.statements)}", f"{event.row + 1} of {len(plan.statements)}"
            )
            self._draw_statement()

    def action_target(self) -> None:
        self.side = Side.LOCAL if self.side is Side.REMOTE else Side.REMOTE
        self.query_one("#statements", ChoicePane).cursor = 0
        self.refresh_view()
        self.say(f"the plan for {self.side}")

    def action_escape(self) -> None:
        if self.supatui.stop_proving():
            self.say("stopping the proof")
        else:
            super().action_escape()

    def action_prove(self) -> None:
        self.supatui.prove(self.side)

    def action_enter(self) -> None:
        self.query_one("#statement").focus()

    def copy_text(self) -> str:
        plan = self.plan
        if plan is None or self.focused is None or self.focused.id not in {"statements", "statement"}:
            return super().copy_text()
        if self.focused.id == "statements":
            return "".join(f"{statement.sql};\n" for statement in plan.statements)
        statement = self._current()
        return f"{statement.sql};\n" if statement else ""


def statement_line(statement: Statement, width: int) -> Line:
    """` 1 create type ...   DATA   ACCESS EXCLUSIVE`; the lock has a column only where there is room."""
    lock_room = 24 if width >= 90 else 0
    hazard_room = 20 if width >= 90 else 16
    room = width - 5 - lock_room - hazard_room
    text = " ".join(str(statement.sql).split())
    shown = badges(statement)
    tone = Tone.HAZARD if statement.loses_data else Tone.WAITING if shown != "—" else Tone.MUTED
    lock = statement.lock.value if statement.lock else "none"
    return line(
        (right(str(statement.number), 3) + " ", Tone.MUTED),
        fit(show(text), room - 1) + " ",
        (fit(shown, hazard_room), tone),
        (fit(lock, lock_room) if lock_room else "", Tone.MUTED),
    )


def segments_words(statements: tuple[Statement, ...]) -> str:
    """`1-3 in one transaction, 4 alone`."""
    groups: dict[int, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.segment, []).append(statement)
    parts: list[str] = []
    for members in groups.values():
        first, last = members[0].number, members[-1].number
        if not members[0].transactional:
            parts.append(f"{first} alone")
        else:
            parts.append(f"{first}-{last} in one transaction" if last > first else f"{first} in a transaction")
    return ", ".join(parts) if len(parts) <= 4 else f"{len(parts)} transactions"


def error_page(what: str, where: str, hint: str, width: int) -> list[Line]:
    lines = [line((" ✗ ", Tone.HAZARD), (cut(show(what), width - 3), Tone.STRONG))]
    for label, text in (("where", where), ("try", hint)):
        for number, part in enumerate(wrap(show(text), max(12, width - 12))):
            lines.append(line(f"   {label if number == 0 else '':<6}", part))
    return lines


def _labelled(label: str, text: str, width: int, tone: Tone) -> list[Line]:
    rows = wrap(text, max(20, width - 12)) if text else []
    return [line((f" {label if n == 0 else '':<9} ", tone), row) for n, row in enumerate(rows)]


def _marked(mark: str, text: str, width: int, tone: Tone) -> list[Line]:
    rows = wrap(text, max(20, width - 5))
    return [line((f" {mark if n == 0 else ' '} ", tone), row) for n, row in enumerate(rows)]


def _numbers(numbers: list[int]) -> str:
    """`statement 6 loses data`, `statements 6, 9 lose data`."""
    listed = ", ".join(map(str, numbers))
    return f"statement {listed} loses data" if len(numbers) == 1 else f"statements {listed} lose data"


def _proof_words(proving: Proving | None) -> str:
    if proving is None:
        return "not proven since the last change (v)"
    if proving.running:
        return "proving …"
    if proving.proof is None:
        return "could not be proven"
    return {
        ProofState.PROVEN: f"✓ proven on PostgreSQL {proving.proof.server_version // 10000}",
        ProofState.FAILED: "✗ not confirmed by the server",
        ProofState.NOT_PROVEN: "not proven to the end",
    }[proving.proof.state]
