"""Nothing is trusted until a server agreed: run the plan on a shadow copy of its start, read back, roll back."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from supatui.catalog.model import Catalog, Value
from supatui.compare.two_way import compare
from supatui.counting import counted
from supatui.errors import CancelledError, SupatuiError
from supatui.kinds import KINDS
from supatui.plan.declared import as_wanted
from supatui.plan.model import Plan, Proof, ProofState, Statement
from supatui.plan.rehearse import LABEL, RefusedError, Rehearsal, Step, roles_of, tablespaces_of
from supatui.plan.stranger import Originals, Stranger
from supatui.shadow import ShadowServer
from supatui.sources.optional import without_optional

MOST_FAILURES = 20
"""Lines of a failed proof that are kept; the rest is counted."""

PRINTED = frozenset(
    {
        *("definition", "query", "expression", "using", "with_check", "default", "sql_body", "arguments"),
        *("partition_bound", "row_filter"),
    }
)
"""Attributes whose text the server makes from a parsed tree."""


def prove(
    plan: Plan,
    old: Catalog,
    new: Catalog,
    server: ShadowServer,
    *,
    supabase: bool,
    step: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
    originals: Originals | None = None,
) -> Proof:
    """Build `old` on the shadow server, run the plan, compare with `new`, run the rollback, compare with `old`.

    With `originals`, pg_dump compares too. Raises: CancelledError, ShadowError.
    """
    return _Prover(plan, old, new, server, supabase, step, cancelled, originals).result()


def _is_of_server(statement: Statement) -> bool:
    kind = KINDS.get(statement.objects[0].kind)  # a value of an enum, which can be renamed, has none
    return kind is not None and bool(kind.optional)


def _of_database(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    return tuple(one for one in statements if not _is_of_server(one))


class _Prover:
    def __init__(
        self,
        plan: Plan,
        old: Catalog,
        new: Catalog,
        server: ShadowServer,
        supabase: bool,
        step: Step | None,
        cancelled: Callable[[], bool] | None,
        originals: Originals | None,
    ) -> None:
        self.old, self.new, self.server = without_optional(old), without_optional(new), server
        self.plan = replace(plan, statements=_of_database(plan.statements), rollback=_of_database(plan.rollback))
        self.of_server: list[str] = [one.sql for one in plan.statements if _is_of_server(one)]
        """Statements about roles and parameters: a throwaway server must not keep what they do."""
        self.step, self.cancelled = step, cancelled
        roles, tablespaces = roles_of(old) | roles_of(new), tablespaces_of(old) | tablespaces_of(new)
        self.stage = Rehearsal(server, supabase, roles, old.session_role, self._say, tablespaces)
        self.stranger = Stranger(originals, self.stage) if originals else None
        self.not_loaded: list[str] = []
        self.untold: list[str] = []
        """Statements of the plan and its rollback whose label no provider could judge."""

    def result(self) -> Proof:
        steps: list[str] = []
        try:
            self._ask_for_providers()
            with self.stage.built(self.old) as (connection, conninfo):
                start = self.stage.read(conninfo)
                if left := self._differences(start, self._reference(self.old, start)):
                    return self._not_proven(steps, "the start could not be built here", left)
                steps.append(f"built the start: {counted(len(start.objects), 'object')} on {self.server.description}")
                dumped = self._dump(conninfo)
                self.stage.run(connection, self.plan.statements)
                reached = self.stage.read(conninfo)
                if left := self._differences(reached, self._reference(self.new, reached)):
                    return self._failed(steps, "left over after the plan", left)
                steps.append(f"ran {counted(len(self.plan.statements), 'statement')}: no difference left")
                after = self._dump_as_wanted(conninfo, of_rollback=False)
                if self.plan.one_way:
                    steps.append(self.plan.one_way)
                    back = dumped
                else:
                    self.stage.run(connection, self.plan.rollback)
                    if left := self._differences(self.stage.read(conninfo), start):
                        return self._failed(steps, "left over after the rollback", left)
                    ran = counted(len(self.plan.rollback), "statement")
                    steps.append(f"ran {ran} of the rollback: back at the start")
                    back = self._dump_as_wanted(conninfo, of_rollback=True)
            if self.stranger and (found := self._seen_by(self.stranger, dumped, after, back)):
                return self._failed([*steps, *self.stranger.steps], "pg_dump", found)
            if self.stranger:
                steps += ["pg_dump: the same as the goal after the plan, and as the start after the rollback"]
                steps += self.stranger.steps
        except RefusedError as error:
            return self._failed(steps, "refused", [str(error)])
        except CancelledError:
            raise
        except SupatuiError as error:
            return self._not_proven(steps, error.what, [error.where])
        steps += self.not_loaded
        if self.of_server:
            return self._not_proven(steps, "what belongs to the whole server was not run here", self.of_server)
        if self.untold:
            words = f"no provider loaded on {self.server.description} could be asked, so this is not proven"
            return self._not_proven(steps, words, self.untold)
        return Proof(ProofState.PROVEN, self.server.version_num, tuple(steps))

    def _ask_for_providers(self) -> None:
        """Which labels the server can only enter into its catalog: what their provider makes of them is not seen."""
        absent = self.stage.unloaded_providers(self.old, self.new)
        self.not_loaded = [
            f"left out here: no label provider {one} is loaded, so its labels were entered as they are said"
            for one in sorted(absent)
        ]
        every = (*self.plan.statements, *self.plan.rollback)
        labels = (one for one in every if one.objects[0].kind == LABEL and one.objects[0].name in absent)
        self.untold = list(dict.fromkeys(one.sql for one in labels))

    def _say(self, words: str) -> None:
        if self.cancelled and self.cancelled():
            raise CancelledError("the proof was stopped", where=self.server.description, hint="start it again with v")
        if self.step:
            self.step(words)

    def _dump(self, conninfo: str) -> str:
        return self.stranger.dump(conninfo, "the shadow database") if self.stranger else ""

    def _dump_as_wanted(self, conninfo: str, *, of_rollback: bool) -> str:
        """The dump but for what the plan tells of inherited columns, which no statement leads to."""
        told = [one for one in self.plan.declarations if one.of_rollback is of_rollback]
        if self.stranger is None or not told:
            return self._dump(conninfo)
        self.stranger.steps += [f"told, and not held against it: {one}" for one in told]
        with as_wanted(conninfo, told):
            return self._dump(conninfo)

    def _seen_by(self, stranger: Stranger, start: str, after: str, back: str) -> list[str]:
        """What pg_dump sees otherwise than it should be, one line each; the arguments are dumps of the copy."""
        lines = [f"after the plan, {one}" for one in stranger.unlike_the_goal(start, self.old, after, self.new)]
        return lines + [f"after the rollback, {one}" for one in stranger.difference(back, start)]

    def _reference(self, wanted: Catalog, read: Catalog) -> Catalog:
        """What to hold the reading against: the catalog itself or, where only texts differ, as this server prints them.

        A server may print an expression otherwise than it reads it, and each major does so in its own way.
        """
        delta = compare(read, wanted)
        textual = all(names <= PRINTED for names in delta.altered.values())
        if not delta.altered or delta.created or delta.dropped or not textual:
            return wanted
        with self.stage.built(wanted) as (_, conninfo):
            return self.stage.read(conninfo)

    def _differences(self, read: Catalog, wanted: Catalog) -> list[str]:
        """One line each; objects of unknown kinds are not judged here."""
        delta = compare(read, wanted)
        lines = [f"missing: {one}" for one in sorted(delta.created)]
        lines += [f"still there: {one}" for one in sorted(delta.dropped)]
        for one in sorted(delta.altered):
            for name in sorted(delta.altered[one]):
                has, should = read.objects[one].attributes.get(name), wanted.objects[one].attributes.get(name)
                lines.append(f"{one}, {name}: has {_shown(has)}, wanted {_shown(should)}")
        return lines

    def _failed(self, steps: list[str], what: str, lines: list[str]) -> Proof:
        return Proof(ProofState.FAILED, self.server.version_num, tuple(steps), _shortened(what, lines))

    def _not_proven(self, steps: list[str], what: str, lines: list[str]) -> Proof:
        return Proof(ProofState.NOT_PROVEN, self.server.version_num, tuple(steps), _shortened(what, lines))


def _shortened(what: str, lines: Sequence[str]) -> tuple[str, ...]:
    kept = [f"{what}: {line}" for line in lines[:MOST_FAILURES]]
    if len(lines) > MOST_FAILURES:
        kept.append(f"{what}: {len(lines) - MOST_FAILURES} more")
    return tuple(kept)


def _shown(value: Value) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 200 else text[:200] + " ..."
