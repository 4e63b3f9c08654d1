"""Merging is tried on a server: texts that were put together count once it took them, and what clashes is found.

Both sides' changes are built together on the shadow server. Where it refuses, the smallest sets of changes that it
refuses together are looked for, and become conflicts between exactly these.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import verbatim
from supatui.compare.clash import with_clashes
from supatui.compare.model import Change, Clash, Inheritance, Key, Merge, Side, Together
from supatui.compare.status import title
from supatui.errors import CancelledError, SupatuiError
from supatui.plan.bodies import unfit_bodies
from supatui.plan.build import build_plan
from supatui.plan.inheritance import gains_heirs, handed_down, lost_above
from supatui.plan.model import Plan
from supatui.plan.readback import near, unasked
from supatui.plan.rehearse import Rehearsal, Step, roles_of, tablespaces_of
from supatui.resolve.mixture import ExhaustedError, Mixture, new_circle, smallest
from supatui.shadow import ShadowServer
from supatui.sources.live import first_line
from supatui.sources.optional import without_optional

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

MOST_CLASHES = 12
"""Clashes that are looked for in one merge; a person settles these, and the next trial finds the rest."""

MOST_TRIES = 60
"""Schemas that are built to find one clash."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial."""

    merge: Merge
    """With the clashes that were found, and with the texts as the server prints them."""
    tries: int = 0
    """Schemas that were built."""
    doubt: str = ""
    """Why it could not be tried, or not to the end; empty where it was."""


def try_merge(
    merge: Merge,
    server: ShadowServer,
    *,
    supabase: bool,
    step: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Tried:
    """Build both sides' changes together and find what clashes. Where nothing can clash no server is asked.

    Raises: CancelledError, ShadowError.
    """
    if not can_clash(merge):
        return Tried(merge)
    assert merge.base is not None
    mixture = Mixture(merge)

    def say(words: str) -> None:
        if cancelled and cancelled():
            raise CancelledError("the trial was stopped", where=server.description, hint="merge again")
        if step:
            step(words)

    roles = roles_of(merge.base) | roles_of(merge.local) | roles_of(merge.remote)
    tablespaces = tablespaces_of(merge.base) | tablespaces_of(merge.local) | tablespaces_of(merge.remote)
    stage = Rehearsal(server, supabase, roles, merge.local.session_role, say, tablespaces)
    with ExitStack() as stack:
        return _Trial(mixture, stage, stack).result()


def can_clash(merge: Merge) -> bool:
    """Whether there is anything to try: changes of both sides, and a base that tells whose they are.

    A rename is a change too: it may be at odds with a text that says the old name.
    """
    sides = {change.side for root in merge.roots for change in root.changes}
    sides |= {one.side for one in merge.renames}
    return merge.base is not None and (Side.MERGED in sides or {Side.LOCAL, Side.REMOTE} <= sides)


@dataclass(frozen=True, slots=True)
class _Failure:
    """What a schema was refused for."""

    reason: str
    objects: tuple[ObjectId, ...]
    """What the refused statement was about."""
    functions: frozenset[str] = frozenset()
    """Functions whose bodies do not fit; empty where a statement was refused."""
    circle: bool = False
    """Objects would need one another, which a server may even take where they are there already."""
    unasked: Key | None = None
    """What the server changed besides; None where it refused."""


class _Trial:
    def __init__(self, mixture: Mixture, stage: Rehearsal, stack: ExitStack) -> None:
        self.mixture, self.stage, self.stack = mixture, stage, stack
        self.tries = self.left = 0
        self._grounds: dict[int, Connection[TupleRow]] = {}
        self._gains_heirs = gains_heirs(mixture.merge)
        self._own: frozenset[Key] | None = None
        """What the server makes otherwise of one side alone already; None until somebody asks."""
        self._broken: frozenset[str] = frozenset()
        """Functions that do not fit on their own side already."""

    def result(self) -> Tried:
        local, remote = self.mixture.changes(Side.LOCAL), self.mixture.changes(Side.REMOTE)
        clashes: list[Clash] = []
        doubt = ""
        try:
            while (failure := self._failure_of_all(local, remote)) is not None:
                if len(clashes) == MOST_CLASHES:
                    doubt = f"more than {MOST_CLASHES} clashes: {failure.reason}"
                    break
                ours, theirs = self._guilty(local, remote, failure)
                if not ours and not theirs:
                    doubt = failure.reason
                    break
                if ours or self._clashes_with_renames(theirs):
                    clashes.append(Clash(tuple(sorted({*ours, *theirs})), failure.reason))
                if theirs:
                    remote = [key for key in remote if key not in theirs]
                else:
                    local = [key for key in local if key not in ours]
            merge = with_clashes(self.mixture.merge, clashes)
            if not doubt:
                merge = self._accepted(merge, self.mixture.schema(local, remote))
        except ExhaustedError:
            merge, doubt = with_clashes(self.mixture.merge, clashes), "no end of it was found"
        except CancelledError:
            raise
        except SupatuiError as error:
            return Tried(self.mixture.merge, self.tries, f"{error.what}: {error.where}")
        return Tried(merge, self.tries, doubt)

    # What clashes

    def _failure_of_all(self, local: Collection[Key], remote: Collection[Key]) -> _Failure | None:
        """What both sides' changes are refused for, next to what heirs are given by their parents."""
        if self._gains_heirs:
            self.left = MOST_TRIES
            self._take_over(local, remote)
        return self._failure(local, remote)

    def _take_over(self, local: Collection[Key], remote: Collection[Key]) -> None:
        """What the server hands down to heirs by itself: read after the way from each side that it takes."""
        self._inherit(lost_above(self.mixture.schema(local, remote), self.mixture.base))
        sides = (self.mixture.merge.local, self.mixture.merge.remote)
        reads = [self._take_over_from(start, local, remote) for start in sides]
        if not any(reads):
            self._hand_down(self.mixture.schema(local, remote), self._read_built(self.mixture.schema(local, remote)))

    def _take_over_from(self, start: Catalog, local: Collection[Key], remote: Collection[Key]) -> bool:
        """From one side: an heir that is new gets more there than one that its parent's change finds."""
        schema = self.mixture.schema(local, remote)
        read = self._read_after(self._plan(start, schema), start)
        self._hand_down(schema, read)
        return read is not None

    def _hand_down(self, schema: Catalog, read: Catalog | None) -> None:
        if read is not None:
            self._inherit(handed_down(without_optional(schema), read, self.mixture.base))

    def _inherit(self, found: Inheritance | None) -> None:
        if found is not None:
            before = self.mixture.merge.inheritance
            parts = (*(before.parts if before else ()), *found.parts)
            self.mixture.merge = replace(self.mixture.merge, inheritance=replace(found, parts=parts))

    def _failure(self, local: Collection[Key], remote: Collection[Key]) -> _Failure | None:
        """What both sides' changes are refused for; what one side is refused for by itself is no clash."""
        self.left = MOST_TRIES
        failure = self._try(local, remote)
        if failure is not None and failure.functions:
            own = {Side.LOCAL: self._try(local, ()), Side.REMOTE: self._try((), remote, from_base=True)}
            for side, each in own.items():
                if each is not None:
                    self._broken |= each.functions & self._broken_before_renames(side, each.functions)
            failure = self._try(local, remote)
        if failure is not None and (
            failure.functions or failure.circle or self._is_refused(self.mixture.schema(local, remote))
        ):
            return failure
        return self._unasked(local, remote)

    def _broken_before_renames(self, side: Side, broken: frozenset[str]) -> frozenset[str]:
        """Functions that did not fit as the side was read: what the other side's renames break is at odds with them."""
        renaming = self.mixture.merge.renamings.get(side)
        if renaming is None:
            return broken
        with self.stage.built(renaming.start) as (connection, _):
            failure = self._unfit_functions(connection)
        return failure.functions if failure is not None else frozenset()

    def _is_refused(self, schema: Catalog) -> bool:
        """Whether the schema cannot be built from nothing either: what no way leads to is no schema."""
        try:
            with self.stage.built(schema):
                return False
        except CancelledError:
            raise
        except SupatuiError:
            return True

    def _guilty(
        self, local: Sequence[Key], remote: Sequence[Key], failure: _Failure
    ) -> tuple[Sequence[Key], Sequence[Key]]:
        """The smallest sets of both sides' changes that are refused together; ours are none where the cause is open."""
        theirs = self._first_failing(
            [[key] for key in self._about(failure.objects, remote)],
            lambda keys: self._shows(failure, local, keys),
            remote,
        )
        if not theirs:
            return self._at_odds_with_renames(local, failure), ()
        likely = [*theirs, *(key for one in theirs for key in self.mixture.related(one, Side.REMOTE))]
        likely += self._about(failure.objects, local)
        likely = [key for key in likely if key in set(local)]
        if not self._shows(failure, local, theirs, from_base=True):
            return (), theirs
        ours = self._first_failing(
            [[key] for key in dict.fromkeys(likely)],
            lambda keys: self._shows(failure, keys, theirs, from_base=True),
            local,
        )
        return self._with_siblings(failure, ours, theirs, local), theirs

    def _at_odds_with_renames(self, local: Sequence[Key], failure: _Failure) -> Sequence[Key]:
        """The smallest set of local's changes that is refused by itself, where remote gave new names."""
        if Side.LOCAL not in self.mixture.merge.renamings:
            return ()
        guesses = [[key] for key in self._about(failure.objects, local)]
        return self._first_failing(guesses, lambda keys: self._try(keys, (), from_base=True) is not None, local)

    def _clashes_with_renames(self, theirs: Sequence[Key]) -> bool:
        """Whether changes are refused although the base has nothing but the new names."""
        return bool(self.mixture.merge.renames) and self._try((), theirs, from_base=True) is not None

    def _with_siblings(
        self, failure: _Failure, ours: Sequence[Key], theirs: Sequence[Key], local: Sequence[Key]
    ) -> Sequence[Key]:
        """With all of local's changes of these objects, where the others of them cannot be without these."""
        if not self._shows(failure, [key for key in local if key not in ours], theirs, from_base=True):
            return ours
        ids = {key.id for key in ours}
        return [key for key in local if key.id in ids]

    def _first_failing(
        self, guesses: Sequence[Sequence[Key]], fails: Callable[[Sequence[Key]], bool], items: Sequence[Key]
    ) -> Sequence[Key]:
        """A guess that fails alone, else the smallest part of all that does."""
        for guess in guesses[:5]:
            if fails(guess):
                return guess
        return smallest(fails, items)

    def _about(self, objects: Collection[ObjectId], keys: Sequence[Key]) -> list[Key]:
        by_id = self.mixture.merge.by_id
        roots = {difference.covered_by or difference.id for one in objects if (difference := by_id.get(one))}
        return [key for key in keys if key.id in roots]

    # What the server changes besides

    def _unasked(self, local: Collection[Key], remote: Collection[Key]) -> _Failure | None:
        """What comes out otherwise than both sides' changes say, and otherwise than on either side alone."""
        found = self._read_back(local, remote)
        if not found:
            return None
        if self._own is None:
            alone = (self._read_back(local, ()), self._read_back((), remote, from_base=True))
            self._own = frozenset(key for one in alone if one is not None for key in one)
        left = sorted((key for key in found if key not in self._own), key=lambda key: (key.id, key.attribute or ""))
        if not left:
            return None
        return _Failure(found[left[0]], near(self.mixture.schema(local, remote), left[0].id), unasked=left[0])

    def _shows(
        self, failure: _Failure, local: Collection[Key], remote: Collection[Key], *, from_base: bool = False
    ) -> bool:
        """Whether these changes are refused too, or come out otherwise in the same place."""
        if failure.unasked is None:
            return self._try(local, remote, from_base=from_base) is not None
        found = self._read_back(local, remote, from_base=from_base)
        return found is None or failure.unasked in found

    def _read_back(
        self, local: Collection[Key], remote: Collection[Key], *, from_base: bool = False
    ) -> Mapping[Key, str] | None:
        """What the server makes of these changes otherwise than they say, in words; None where no way leads there."""
        schema = self.mixture.schema(local, remote, from_base=from_base)
        start = self._start(from_base)
        read = self._read_after(self._plan(start, schema), start) or self._read_built(schema)
        return unasked(schema, read) if read is not None else None

    def _read_built(self, schema: Catalog) -> Catalog | None:
        """The schema as it is when it is built from nothing; None where that is refused."""
        try:
            with self.stage.built(schema) as (_, conninfo):
                return self.stage.read(conninfo)
        except CancelledError:
            raise
        except SupatuiError:
            return None

    def _read_after(self, plan: Plan, start: Catalog) -> Catalog | None:
        """The schema behind a plan, which is taken back; None where it is refused or needs several transactions."""
        import psycopg  # slow to import, and not needed before something is tried

        if not _is_one_transaction(plan):
            return None
        self._count()
        connection = self._ground(start)
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(verbatim("set local check_function_bodies = off").encode())
                for statement in plan.statements:
                    connection.execute(statement.sql.encode())
                return self.stage.read_within(connection)
        except psycopg.Error:
            return None

    # Trying

    def _count(self) -> None:
        """One try more. Raises: ExhaustedError."""
        self.left -= 1
        self.tries += 1
        if self.left < 0:
            raise ExhaustedError

    def _start(self, from_base: bool) -> Catalog:
        return self.mixture.base if from_base else self.mixture.merge.local

    def _plan(self, start: Catalog, schema: Catalog) -> Plan:
        return build_plan(replace(start, unknown=()), replace(schema, unknown=()))

    def _try(self, local: Collection[Key], remote: Collection[Key], *, from_base: bool = False) -> _Failure | None:
        """Build the base with these changes, on top of local or of the base, and leave nothing behind."""
        self._count()
        schema = self.mixture.schema(local, remote, from_base=from_base)
        if circle := new_circle(schema, self.mixture.merge):
            names = " and ".join(title(one) for one in circle)
            return _Failure(f"{names} would need one another", circle, circle=True)
        start = self._start(from_base)
        plan = self._plan(start, schema)
        connection = self._ground(start)
        if _is_one_transaction(plan):
            with connection.transaction(force_rollback=True):
                return self._run(connection, plan)
        try:
            with self.stage.built(schema) as (built, _):
                return self._unfit_functions(built)
        except CancelledError:
            raise
        except SupatuiError as error:
            return _Failure(error.what, ())

    def _ground(self, start: Catalog) -> "Connection[TupleRow]":
        """A session on a database with the schema of a side or of the base, built once."""
        if id(start) not in self._grounds:
            self._grounds[id(start)] = self.stack.enter_context(self.stage.built(start))[0]
        return self._grounds[id(start)]

    def _run(self, connection: "Connection[TupleRow]", plan: Plan) -> _Failure | None:
        import psycopg  # slow to import, and not needed before something is tried

        connection.execute(verbatim("set local check_function_bodies = off").encode())
        for statement in plan.statements:
            try:
                connection.execute(statement.sql.encode())
            except psycopg.Error as error:
                return _Failure(first_line(error), statement.objects)
        return self._unfit_functions(connection)

    def _unfit_functions(self, connection: "Connection[TupleRow]") -> _Failure | None:
        unfit = [one for one in unfit_bodies(connection) if one.routine not in self._broken]
        if not unfit:
            return None
        names = {(one.schema, one.name) for one in unfit}
        objects = tuple(one for one in self.mixture.merge.by_id if (one.schema, one.name) in names and not one.parent)
        first = unfit[0]
        return _Failure(f"{first.routine}: {first.said}", objects, frozenset(one.routine for one in unfit))

    # What was accepted

    def _accepted(self, merge: Merge, schema: Catalog) -> Merge:
        """The merge with its texts as the server prints them, which are no question any more."""
        ids = {key.id for key in Mixture(merge).untried}
        if not ids:
            return merge
        with self.stage.built(schema) as (_, conninfo):
            read = self.stage.read(conninfo)
        differences = tuple(
            replace(one, changes=tuple(_with_text(change, read) for change in one.changes)) if one.id in ids else one
            for one in merge.differences
        )
        return replace(merge, differences=differences)


def _is_one_transaction(plan: Plan) -> bool:
    return {one.segment for one in plan.statements} <= {1} and all(one.transactional for one in plan.statements)


def _with_text(change: Change, read: Catalog) -> Change:
    item = read.objects.get(change.id)
    if change.together is None or not change.together.untried or item is None or change.attribute is None:
        return change
    return replace(change, together=Together(item.attributes.get(change.attribute), facts=item.facts))
