"""A shadow copy of a schema to try statements on: build it, run statements, read it back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supatui.catalog.model import Catalog
from supatui.catalog.quoting import ident, sql, verbatim
from supatui.counting import counted
from supatui.errors import SupatuiError
from supatui.kinds.wishes import NO_WISHES, Wishes
from supatui.plan.build import build_plan
from supatui.plan.model import Statement
from supatui.settings import Settings
from supatui.shadow import ShadowServer, absent_providers, run_adapted
from supatui.sources.live import read_database, read_transaction
from supatui.sources.optional import without_optional
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

LABEL = "security_label"

Step = Callable[[str], None]
"""Gets each step in words, as it begins; may raise CancelledError."""


class RefusedError(Exception):
    """A statement that the shadow server did not take."""


@dataclass(frozen=True)
class Rehearsal:
    """Where copies of schemas are made: a server, and the roles that these schemas name."""

    server: ShadowServer
    supabase: bool
    """Whether copies start from the platform's baseline."""
    roles: frozenset[str]
    executor: str
    """The role that runs what is tried; empty for the server's own."""
    say: Step
    tablespaces: frozenset[str] = frozenset()
    """Those that the schemas name: made here, inside the server's own folder."""

    @contextmanager
    def built(self, catalog: Catalog, wishes: Wishes = NO_WISHES) -> "Iterator[tuple[Connection[TupleRow], str]]":
        """A database with the schema in it, and a session on it as the executor; dropped in the end.

        Raises: SupatuiError where the schema cannot be built here.
        """
        import psycopg  # slow to import, and not needed before something is tried

        catalog = without_optional(catalog)  # roles are shared by everything on the server
        self.say(f"building {catalog.label or 'the schema'} on the shadow server")
        template = self.server.supabase_template()[0] if self.supabase else None
        with (
            self.server.create_database(template) as database,
            psycopg.connect(database.conninfo, autocommit=True) as connection,
        ):
            self._make_roles(connection, catalog)
            self._make_tablespaces(connection, catalog)
            empty = self.read(database.conninfo)
            goal = catalog._replace(unknown=(), is_supabase=False)  # what a project may not alter, it may here
            ground = build_plan(empty._replace(unknown=()), goal, back=False, wishes=wishes)
            try:
                self.run(connection, ground.statements)
            except RefusedError as error:
                raise SupatuiError(f"the start could not be built: {error}", where=catalog.label, hint="") from error
            if self.executor:
                connection.execute(sql("set role {}", ident(self.executor)).encode())
            yield connection, database.conninfo

    def _make_roles(self, connection: "Connection[TupleRow]", catalog: Catalog) -> None:
        """Roles that the schemas name; the shadow is private, so each may do everything there."""
        rows = connection.execute(verbatim("select r.rolname::text from pg_catalog.pg_roles as r").encode()).fetchall()
        present = {str(row[0]) for row in rows}
        for role in sorted(self.roles | roles_of(catalog)):
            if role not in present:
                connection.execute(sql("create role {} superuser", ident(role)).encode())

    def _make_tablespaces(self, connection: "Connection[TupleRow]", catalog: Catalog) -> None:
        """Tablespaces without a place of their own. Source: allow_in_place_tablespaces, manual, Developer Options."""
        import psycopg  # slow to import, and not needed before something is tried

        wanted = self.tablespaces | tablespaces_of(catalog)
        if not wanted:
            return
        look = verbatim("select t.spcname::text from pg_catalog.pg_tablespace as t")
        present = {str(row[0]) for row in connection.execute(look.encode()).fetchall()}
        for name in sorted(wanted - present):
            try:
                connection.execute(verbatim("set allow_in_place_tablespaces = on").encode())
                connection.execute(sql("create tablespace {} location ''", ident(name)).encode())
            except psycopg.errors.DuplicateObject:  # another copy was faster
                continue
            except psycopg.Error as error:
                raise SupatuiError(f"no tablespace {name} here: {error}", where=catalog.label, hint="") from error

    def read(self, conninfo: str) -> Catalog:
        """The catalog of a copy."""
        self.say("reading the shadow database back")
        return read_database(conninfo, "shadow", Settings(), Stop("shadow"))

    def read_within(self, connection: "Connection[TupleRow]") -> Catalog:
        """The catalog as a transaction sees it that is open; its settings are not as they were afterwards."""
        self.say("reading the shadow database back")
        return read_transaction(connection, "shadow", Settings())

    def run(self, connection: "Connection[TupleRow]", statements: Sequence[Statement]) -> None:
        """Run statements, a transaction for each segment. Raises: RefusedError."""
        self.say(f"running {counted(len(statements), 'statement')} on the shadow server")
        connection.execute(verbatim("set check_function_bodies = off").encode())
        for members in _segments(statements):
            if members[0].transactional:
                with connection.transaction():
                    for one in members:
                        _execute(connection, one)
            else:
                for one in members:
                    _execute(connection, one)

    def unloaded_providers(self, *catalogs: Catalog) -> frozenset[str]:
        """Providers of security labels in these schemas that the server does not load."""
        import psycopg  # slow to import, and not needed before something is tried

        named = {one.name for catalog in catalogs for one in catalog.objects if one.kind == LABEL}
        if not named:
            return frozenset()
        with psycopg.connect(self.server.conninfo_of("postgres"), autocommit=True) as connection:
            return absent_providers(connection, named)


def rehearsal(old: Catalog, new: Catalog, server: ShadowServer, say: Step) -> Rehearsal:
    """Where what leads from one schema to another is tried: as the role that read the first."""
    supabase = old.is_supabase or new.is_supabase
    tablespaces = tablespaces_of(old) | tablespaces_of(new)
    return Rehearsal(server, supabase, roles_of(old) | roles_of(new), old.session_role, say, tablespaces)


def tablespaces_of(catalog: Catalog) -> frozenset[str]:
    """Every tablespace that the schema names."""
    return frozenset(name for item in catalog.objects.values() if (name := item.optional_text("tablespace")))


def _segments(statements: Sequence[Statement]) -> list[list[Statement]]:
    found: list[list[Statement]] = []
    for one in statements:
        if not found or found[-1][0].segment != one.segment:
            found.append([])
        found[-1].append(one)
    return found


def _execute(connection: "Connection[TupleRow]", one: Statement) -> None:
    import psycopg  # slow to import, and not needed before something is tried

    try:
        run_adapted(connection, one.sql)
    except psycopg.Error as error:
        raise RefusedError(f"{str(error).strip()} in: {one.sql}") from error


def roles_of(catalog: Catalog) -> frozenset[str]:
    """Every role that the schema names, without PostgreSQL's own."""
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
    return frozenset(role for role in found if role != "public" and not role.startswith("pg_"))
