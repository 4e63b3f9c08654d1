"""SupatuiApp: the whole application; `run_app` is what the command line calls."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import EMPTY
from supatui.compare.side import Side
from supatui.counting import counted
from supatui.errors import CancelledError, SupatuiError
from supatui.settings import Settings
from supatui.sources.sides import Sides
from supatui.sources.stop import Stop
from supatui.tui import messages as m
from supatui.tui.app_editing import EditingApp
from supatui.tui.main import MainScreen
from supatui.tui.screens import WorkScreen
from supatui.tui.store import Proving, RowCount
from supatui.tui.text import show

if TYPE_CHECKING:  # brings every kind; the first frame does not wait for them
    from supatui.catalog.model import Catalog
    from supatui.plan.model import Plan
    from supatui.resolve.rulebook import RuleBook
    from supatui.sources.pairing import Pair
    from supatui.tui.help import Reasons

SWITCH_SECONDS = 0.001
"""How long a thread may compute before the screen gets its turn; Python's own 0.005 is felt in big schemas."""


class SupatuiApp(EditingApp):
    """Reads, lets a person decide, shows what would run, proves it, writes it.

    A screen is imported when it is first opened: the first frame does not wait for the others.
    """

    def get_default_screen(self) -> Screen[None]:
        if self.store.sides is not None:
            return MainScreen()
        from supatui.tui.welcome import WelcomeScreen

        return WelcomeScreen(self.found, self.missing, asks_password=self.asks_password)

    # Going

    def open_conflicts(self, object_id: ObjectId | None) -> None:
        """The conflict screen, on this conflict or on the first that waits."""
        from supatui.tui.conflict import ConflictScreen

        review = self.store.review
        ids = self.store.conflict_ids
        if review is None or not ids:
            self.say("nothing is compared yet" if review is None else "there is no conflict")
            return
        waiting = [one for one in ids if not review.is_decided(one)]
        self.push_screen(ConflictScreen(object_id if object_id in ids and object_id else (waiting or ids)[0]))

    def open_plan(self) -> None:
        from supatui.tui.plan import PlanScreen

        if self.store.review is None:
            self.say("both sides have to be read before there is a plan")
        elif not isinstance(self.screen, MainScreen):
            self.switch_screen(PlanScreen())
        else:
            self.push_screen(PlanScreen())

    def open_history(self) -> None:
        from supatui.tui.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def show_ignored(self) -> None:
        """What was left out because it belongs to the platform."""
        from supatui.tui.ignored import IgnoredScreen

        local, remote = self.store.local.catalog, self.store.remote.catalog
        if local is None and remote is None:
            self.say("nothing is read yet")
        else:
            self.push_screen(IgnoredScreen(local or EMPTY, remote or EMPTY))

    def show_help(self, screen: WorkScreen) -> None:
        from supatui.tui.help import HelpScreen

        def run(method: str | None) -> None:
            if method is not None:
                self.call_later(screen.run_action, method)

        self.push_screen(HelpScreen(screen.place, self.reasons()), run)

    def reasons(self) -> "Reasons":
        """Why actions do not apply now, by their ids."""
        review = self.store.review
        if review is None:
            words = "nothing is compared yet"
            return dict.fromkeys(
                ("local", "remote", "base", "both", "skip", "include", "match", "conflicts", "plan", "write"), words
            )
        found: dict[str, str] = {}
        if review.undo_name is None:
            found["undo"] = "nothing was decided"
        if review.redo_name is None:
            found["redo"] = "nothing was undone"
        if review.merge.two_way:
            found["base"] = "there is no base: two schemas are compared"
        if not self.store.candidates and not review.merge.renames:
            found["match"] = "nothing looks renamed"
        if not review.conflicts():
            found["conflicts"] = "there is none"
        return found

    # Rows in the way

    def count_in_the_way(self) -> None:
        """Ask the databases, in threads, whether what they hold is in the way of the plans that are shown."""
        store = self.store
        if store.sides is None or not store.plans_are_current:
            return
        for side, address in ((Side.REMOTE, store.sides.remote), (Side.LOCAL, store.sides.local)):
            plan, known = store.planned[side].plan, store.row_counts.get(side)
            if known is not None and known.plan is plan:
                continue
            if known is not None:
                del store.row_counts[side]
                self.in_thread(known.stop.ask, f"count-{side}", exclusive=False)
            if plan is not None and any(statement.guards for statement in plan.statements):
                row_count = store.row_counts[side] = RowCount(plan, Stop(side))
                self.in_thread(partial(self._count, side, address, row_count), f"count-{side}", exclusive=False)

    def _count(self, side: Side, address: str, row_count: RowCount) -> None:
        from supatui.plan.guards import refuse_held_at  # brings the driver
        from supatui.sources.address import parse_address

        try:
            refuse_held_at(row_count.plan, parse_address(address), self.settings, row_count.stop)
        except CancelledError:
            return
        except SupatuiError as error:
            self.post_message(m.RowsCounted(side, row_count, error))

    def on_rows_counted(self, message: m.RowsCounted) -> None:
        message.row_count.error = message.error
        if self.store.in_the_way(message.side) is not None:
            self.publish()

    # Proving

    def prove(self, side: Side) -> None:
        """Run the plan and its rollback on a shadow server, in a thread."""
        store, review = self.store, self.store.review
        planned = store.planned.get(side) if store.plans_are_current else None
        running = [proving for proving in store.proofs.values() if proving.running]
        if review is None or planned is None:
            self.say("the plan is still being made")
        elif planned.plan is None:
            self.say("there is no plan to prove: see why above", warning=True)
        elif running:
            self.say(f"the plan for {running[0].side} is being proven already")
        else:
            proving = Proving(side, running=True, plan=planned.plan)
            store.proofs[side] = proving
            work = partial(self._prove, proving, planned.plan, review.merge.start(side), review.target(side))
            self.in_thread(work, "prove")
            self.say("running the plan and its rollback on a shadow server")
            self.publish()

    def _prove(self, proving: Proving, plan: "Plan", old: "Catalog", new: "Catalog") -> None:
        from supatui.plan.prove import prove  # brings psycopg
        from supatui.sources.pool import shadow_server  # brings the server

        side = proving.side

        def step(words: str) -> None:
            self.post_message(m.ProveProgress(side, words))

        try:
            step("looking for a shadow server")
            server = shadow_server(self.settings, major=old.server_version // 10000 or None)
            step(f"on {server.description}")
            proof = prove(plan, old, new, server, supabase=old.is_supabase, step=step, cancelled=proving.stop.is_set)
        except SupatuiError as error:
            self.post_message(m.Proved(side, plan, None, error))
        else:
            self.post_message(m.Proved(side, plan, proof, None))

    def stop_proving(self) -> bool:
        """Stop a proof that runs; False where none did."""
        running = [proving for proving in self.store.proofs.values() if proving.running]
        for proving in running:
            proving.stop.set()
        return bool(running)

    def on_unmount(self) -> None:
        super().on_unmount()
        self.stop_proving()
        self.stop_building()
        for row_count in self.store.row_counts.values():
            row_count.stop.ask()

    def on_prove_progress(self, message: m.ProveProgress) -> None:
        proving = self.store.proofs.get(message.side)
        if proving is not None and proving.running:
            proving.steps.append(message.step)
            self.publish()

    def on_proved(self, message: m.Proved) -> None:
        proving = self.store.proofs.get(message.side)
        if proving is None or proving.plan is not message.plan:
            return
        proving.running, proving.proof, proving.error = False, message.proof, message.error
        words = message.proof.state.value if message.proof is not None else "could not be proven"
        self.store.log("prove", f"plan for {message.side}: {words}")
        self.say(f"the plan for {message.side}: {words}")
        self.publish()

    # Writing

    def open_write(self) -> None:
        from supatui.tui.write import WriteScreen

        if self.store.review is None:
            self.say("nothing is compared yet")
        elif self.store.sides is None or self.store.sides.project is None:
            self.say("there is no project folder to write to: start supatui in one", warning=True)
        else:
            self.plan_again()
            self.push_screen(WriteScreen(), self.wrote)

    def wrote(self, paths: tuple[Path, ...] | None) -> None:
        """Say where the files are."""
        if not paths:
            self.say("nothing was written")
            return
        for path in paths:
            self.store.log("write", show(str(path)))
        self.store.written = tuple(str(path) for path in paths)
        folder = self.store.sides.project if self.store.sides is not None else None
        first = paths[0].relative_to(folder) if folder is not None else paths[0]
        self.say(f"wrote {counted(len(paths), 'file')}: {show(str(first))}")
        self.publish()


def run_welcome(pair: "Pair", *, settings: Settings) -> tuple[int, str | None]:
    """Say what was found and what is missing; gives the exit code, and the password where one was asked for."""
    app = SupatuiApp(None, settings=settings, found=pair.found, missing=pair.missing, asks_password=pair.lacks_password)
    result = app.run()
    return result if result is not None else app.return_code or 0, app.password


def run_app(sides: Sides, *, settings: Settings, found: Sequence[str] = ()) -> int:
    """Open the screen and stay until the person quits; gives the exit code.

    Raises: AddressError for a broken rule in the settings, before anything is drawn.
    """
    app = SupatuiApp(sides, settings=settings, found=found, book=_book(settings))
    sys.setswitchinterval(SWITCH_SECONDS)
    result = app.run()
    return result if result is not None else app.return_code or 0


def _book(settings: Settings) -> "RuleBook | None":
    """The rules of the settings; None where they have none. Raises: AddressError."""
    if not (settings.rules or settings.preset or settings.prefer):
        return None
    from supatui.resolve.rule_words import rule_book  # brings the engine; the first frame does not wait for it

    return rule_book(settings.rules, preset=settings.preset, prefer=settings.prefer, where="")
