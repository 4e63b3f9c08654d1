"""Some of both sides' changes tried together on the shadow server: whether it takes them, and what it makes of them."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import verbatim
from supatui.compare.model import Key, Side
from supatui.compare.relocation import said_in_common
from supatui.compare.status import title
from supatui.errors import CancelledError, PlanError, SupatuiError
from supatui.kinds.foreign_data_wrapper import validators_hold
from supatui.kinds.wishes import Wishes
from supatui.plan.bodies import unfit_bodies
from supatui.plan.build import build_plan
from supatui.plan.inheritance import in_use_below
from supatui.plan.model import Plan
from supatui.plan.readback import unasked
from supatui.plan.rehearse import Rehearsal
from supatui.resolve.mixture import ExhaustedError, Mixture, new_circle
from supatui.sources.live import first_line

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

MOST_TRIES = 60
"""Schemas that are built to find one clash."""


@dataclass(frozen=True, slots=True)
class Failure:
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
    from_base: bool = False
    """Only on the way from the base: where local has its part already, it is taken."""


class Trials:
    """Tries selections of a merge's changes, on databases that are built once and left as they were."""

    def __init__(self, mixture: Mixture, stage: Rehearsal, stack: ExitStack) -> None:
        self.mixture, self.stage, self.stack = mixture, stage, stack
        self.tries = self.left = 0
        self.broken: frozenset[str] = frozenset()
        """Functions that do not fit on their own side already."""
        self._grounds: dict[int, Connection[TupleRow]] = {}

    def allow(self) -> None:
        """Allow as many tries as one clash may take."""
        self.left = MOST_TRIES

    def is_refused(self, schema: Catalog) -> bool:
        """Whether the schema cannot be built from nothing either: what no way leads to is no schema."""
        try:
            with self.built(schema):
                return False
        except CancelledError:
            raise
        except SupatuiError:
            return True

    def broken_before_renames(self, side: Side, broken: frozenset[str]) -> frozenset[str]:
        """Functions that did not fit as the side was read: what the other side's renames break is at odds with them."""
        renaming = self.mixture.merge.renamings.get(side)
        if renaming is None:
            return broken
        with self.stage.built(renaming.start) as (connection, _):
            failure = self._unfit_functions(connection)
        return failure.functions if failure is not None else frozenset()

    def read_back(
        self, local: Collection[Key], remote: Collection[Key], *, from_base: bool = False
    ) -> Mapping[Key, str] | None:
        """What the server makes of these changes otherwise than they say, in words; None where no way leads there."""
        schema = self.mixture.schema(local, remote, from_base=from_base)
        start = self._start(from_base)
        read = self.read_after(self.plan(start, schema), start) or self.read_built(schema)
        return None if read is None else unasked(schema, read) | in_use_below(schema, self.mixture.merge)

    def read_built(self, schema: Catalog) -> Catalog | None:
        """The schema as it is when it is built from nothing; None where that is refused."""
        try:
            with self.built(schema) as (_, conninfo):
                return self.in_common(self.stage.read(conninfo))
        except CancelledError:
            raise
        except SupatuiError:
            return None

    def read_after(self, plan: Plan | None, start: Catalog) -> Catalog | None:
        """The schema behind a plan, which is taken back; None where there is none, where it is refused, or where it
        needs several transactions."""
        import psycopg  # slow to import, and not needed before something is tried

        if plan is None or not _is_one_transaction(plan):
            return None
        self._count()
        connection = self._ground(start)
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(verbatim("set local check_function_bodies = off").encode())
                for statement in plan.statements:
                    connection.execute(statement.sql.encode())
                return self.in_common(self.stage.read_within(connection))
        except psycopg.Error:
            return None

    def _count(self) -> None:
        """One try more. Raises: ExhaustedError."""
        self.left -= 1
        self.tries += 1
        if self.left < 0:
            raise ExhaustedError

    def _start(self, from_base: bool) -> Catalog:
        return self.mixture.base if from_base else self.mixture.merge.local

    def plan(self, start: Catalog, schema: Catalog) -> Plan | None:
        """What leads there; None where that asks for what only a person knows, as how a value becomes another type."""
        old, new = (self.mixture.merge.as_printed(one)._replace(unknown=()) for one in (start, schema))
        try:
            return build_plan(old, new, back=False, wishes=self._wishes(schema))
        except PlanError:
            return None

    def attempt(
        self,
        local: Collection[Key],
        remote: Collection[Key],
        *,
        from_base: bool = False,
        without: Collection[Key] = (),
    ) -> Failure | None:
        """Build the base with these changes, on top of local or of the base, and leave nothing behind."""
        self._count()
        schema = self.mixture.schema(local, remote, from_base=from_base, without=without)
        if circle := new_circle(schema, self.mixture.merge):
            names = " and ".join(title(one) for one in circle)
            return Failure(f"{names} would need one another", circle, circle=True)
        start = self._start(from_base)
        plan = self.plan(start, schema)
        connection = self._ground(start)
        if plan is not None and _is_one_transaction(plan):
            with connection.transaction(force_rollback=True):
                return self._run(connection, plan)
        try:
            with self.built(schema) as (built, _):
                return self._unfit_functions(built)
        except CancelledError:
            raise
        except SupatuiError as error:
            return Failure(error.what, ())

    def _ground(self, start: Catalog) -> "Connection[TupleRow]":
        """A session on a database with the schema of a side or of the base, built once."""
        if id(start) not in self._grounds:
            self._grounds[id(start)] = self.stack.enter_context(self.built(start))[0]
        return self._grounds[id(start)]

    def built(self, schema: Catalog) -> "AbstractContextManager[tuple[Connection[TupleRow], str]]":
        """A database with the schema in it, its extensions where they are."""
        return self.stage.built(self.mixture.merge.as_printed(schema), self._wishes(schema))

    def _wishes(self, schema: Catalog) -> Wishes:
        """A validator must take what it first meets in the schema; what it stands beside on a side is there already."""
        merge = self.mixture.merge
        return Wishes(validated=not validators_hold(schema, (self.mixture.base, merge.local, merge.remote)))

    def in_common(self, read: Catalog) -> Catalog:
        """What the server says, as the comparison says it."""
        return said_in_common(read, self.mixture.merge.places)

    def _run(self, connection: "Connection[TupleRow]", plan: Plan) -> Failure | None:
        import psycopg  # slow to import, and not needed before something is tried

        connection.execute(verbatim("set local check_function_bodies = off").encode())
        for statement in plan.statements:
            try:
                connection.execute(statement.sql.encode())
            except psycopg.Error as error:
                return Failure(first_line(error), statement.objects)
        return self._unfit_functions(connection)

    def _unfit_functions(self, connection: "Connection[TupleRow]") -> Failure | None:
        unfit = [one for one in unfit_bodies(connection) if one.routine not in self.broken]
        if not unfit:
            return None
        names = {(one.schema, one.name) for one in unfit}
        objects = tuple(one for one in self.mixture.merge.by_id if (one.schema, one.name) in names and not one.parent)
        first = unfit[0]
        return Failure(f"{first.routine}: {first.said}", objects, frozenset(one.routine for one in unfit))


def _is_one_transaction(plan: Plan) -> bool:
    return {one.segment for one in plan.statements} <= {1} and all(one.transactional for one in plan.statements)
