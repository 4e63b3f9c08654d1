"""Nothing is trusted until a server agreed: run the plan on a shadow copy of its start, read back, roll back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from supatui.catalog.model import Catalog, Value
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.compare.two_way import compare
from supatui.errors import CancelledError, SupatuiError
from supatui.plan.build import build_plan
from supatui.plan.model import Plan, Proof, ProofState, Statement
from supatui.settings import Settings
from supatui.shadow import ShadowServer
from supatui.sources.live import read_database
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

MOST_FAILURES = 20
"""Lines of a failed proof that are kept; the rest is counted."""

PRINTED = frozenset(
    {
        *("definition", "query", "expression", "using", "with_check", "default", "sql_body", "arguments"),
        *("partition_bound", "row_filter"),
    }
)
"""Attributes whose text the server makes from a parsed tree."""

Step = Callable[[str], None]
"""Gets each step in words, as it begins."""


class _RefusedError(Exception):
    """A statement that the shadow server did not take."""


def prove(
    plan: Plan,
    old: Catalog,
    new: Catalog,
    server: ShadowServer,
    *,
    supabase: bool,
    step: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Proof:
    """Build `old` on the shadow server, run the plan, compare with `new`, run the rollback, compare with `old`.

    Raises: CancelledError, ShadowError.
    """
    return _Prover(plan, old, new, server, supabase, step, cancelled).result()


@dataclass
class _Prover:
    plan: Plan
    old: Catalog
    new: Catalog
    server: ShadowServer
    supabase: bool
    step: Step | None
    cancelled: Callable[[], bool] | None

    def result(self) -> Proof:
        steps: list[str] = []
        try:
            with self._built(self.old) as (connection, conninfo):
                start = self._read(conninfo)
                if left := self._differences(start, self._reference(self.old, start)):
                    return self._not_proven(steps, "the start could not be built here", left)
                steps.append(f"built the start: {len(start.objects)} objects on {self.server.description}")
                self._run(connection, self.plan.statements)
                reached = self._read(conninfo)
                if left := self._differences(reached, self._reference(self.new, reached)):
                    return self._failed(steps, "left over after the plan", left)
                steps.append(f"ran {len(self.plan.statements)} statements: no difference left")
                self._run(connection, self.plan.rollback)
                if left := self._differences(self._read(conninfo), start):
                    return self._failed(steps, "left over after the rollback", left)
                steps.append(f"ran {len(self.plan.rollback)} statements of the rollback: back at the start")
        except _RefusedError as error:
            return self._failed(steps, "refused", [str(error)])
        except CancelledError:
            raise
        except SupatuiError as error:
            return self._not_proven(steps, error.what, [error.where])
        return Proof(ProofState.PROVEN, self.server.version_num, tuple(steps))

    def _say(self, words: str) -> None:
        if self.cancelled and self.cancelled():
            raise CancelledError("the proof was stopped", where=self.server.description, hint="start it again with v")
        if self.step:
            self.step(words)

    @contextmanager
    def _built(self, catalog: Catalog) -> "Iterator[tuple[Connection[TupleRow], str]]":
        """A database with the schema in it, and a session on it as the role that the plan is for."""
        import psycopg  # slow to import, and not needed before something is proven

        self._say(f"building {catalog.label or 'the schema'} on the shadow server")
        template = self.server.supabase_template()[0] if self.supabase else None
        with (
            self.server.create_database(template) as database,
            psycopg.connect(database.conninfo, autocommit=True) as connection,
        ):
            self._make_roles(connection, catalog)
            empty = self._read(database.conninfo)
            ground = build_plan(replace(empty, unknown=()), replace(catalog, unknown=()))
            try:
                self._run(connection, ground.statements)
            except _RefusedError as error:
                raise SupatuiError(f"the start could not be built: {error}", where=catalog.label, hint="") from error
            executor = self.old.session_role
            if executor:
                connection.execute(sql("set role {}", ident(executor)).encode())
            yield connection, database.conninfo

    def _make_roles(self, connection: "Connection[TupleRow]", catalog: Catalog) -> None:
        """Roles that the schemas name; the shadow is private, so each may do everything there."""
        rows = connection.execute(verbatim("select r.rolname::text from pg_catalog.pg_roles as r").encode()).fetchall()
        present = {str(row[0]) for row in rows}
        for role in sorted(_roles(self.old) | _roles(self.new) | _roles(catalog)):
            if role not in present:
                connection.execute(sql("create role {} superuser", ident(role)).encode())

    def _reference(self, wanted: Catalog, read: Catalog) -> Catalog:
        """What to hold the reading against: the catalog itself or, where only texts differ, as this server prints them.

        A server may print an expression otherwise than it reads it, and each major does so in its own way.
        """
        delta = compare(read, wanted)
        textual = all(names <= PRINTED for names in delta.altered.values())
        if not delta.altered or delta.created or delta.dropped or not textual:
            return wanted
        with self._built(wanted) as (_, conninfo):
            return self._read(conninfo)

    def _read(self, conninfo: str) -> Catalog:
        self._say("reading the shadow database back")
        return read_database(conninfo, "shadow", Settings(), Stop("shadow"))

    def _run(self, connection: "Connection[TupleRow]", statements: Sequence[Statement]) -> None:
        self._say(f"running {len(statements)} statements on the shadow server")
        connection.execute(verbatim("set check_function_bodies = off").encode())
        for members in _segments(statements):
            if members[0].transactional:
                with connection.transaction():
                    for one in members:
                        _execute(connection, one.sql)
            else:
                for one in members:
                    _execute(connection, one.sql)

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


def _segments(statements: Sequence[Statement]) -> list[list[Statement]]:
    found: list[list[Statement]] = []
    for one in statements:
        if not found or found[-1][0].segment != one.segment:
            found.append([])
        found[-1].append(one)
    return found


def _execute(connection: "Connection[TupleRow]", statement: Sql) -> None:
    import psycopg  # slow to import, and not needed before something is proven

    try:
        connection.execute(statement.encode())
    except psycopg.Error as error:
        raise _RefusedError(f"{str(error).strip()} in: {statement}") from error


def _roles(catalog: Catalog) -> set[str]:
    """Every role that the schema names."""
    found: set[str] = {catalog.session_role} if catalog.session_role else set()
    for item in catalog.objects.values():
        if owner := item.optional_text("owner"):
            found.add(owner)
        if item.id.kind == "policy":
            found.update(item.texts("roles"))
        if item.id.kind in {"privilege", "default_privilege", "user_mapping"}:
            found.add(item.id.name)
        if role := item.optional_text("for_role"):
            found.add(role)
    return {role for role in found if role != "public" and not role.startswith("pg_")}
