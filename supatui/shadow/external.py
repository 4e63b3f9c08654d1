"""A server that the person named: databases are made on it and dropped again, nothing else is touched."""

import contextlib
from typing import TYPE_CHECKING

from supatui.errors import ShadowError
from supatui.shadow.installation import OLDEST_MAJOR
from supatui.shadow.server import CONNECT_TIMEOUT_SECONDS, DATABASE_PREFIX, ShadowServer

if TYPE_CHECKING:
    from psycopg import Connection

LOCK_SPACE = 0x5A7D
"""First key of the advisory locks by which one supatui sees that another one still uses its databases."""


class ExternalServer(ShadowServer):
    """A server named by URL."""

    is_named = True

    def __init__(self, url: str) -> None:
        parameters = _parse(url)
        place = parameters.get("host") or parameters.get("hostaddr") or parameters.get("service") or "the default host"
        super().__init__(parameters, f"PostgreSQL on {place}")
        self._loose: tuple[str, ...] = ()
        self._holder = self._hold()
        try:
            self._inspect(place)
            self._sweep()
        except BaseException:
            self._holder.close()
            raise

    def stand_ins(self) -> tuple[str, ...]:
        return self._loose

    def _make_roles(self, connection: "Connection") -> None:
        row = connection.execute("select current_setting('is_superuser')").fetchone()
        if row != ("on",):
            raise ShadowError(
                "the Supabase platform can only be laid into a database by a superuser",
                where=self.description,
                hint="give --shadow the address of a superuser, or leave it out to use the embedded server",
            )
        super()._make_roles(connection)

    def _platform_laid(self, loose: tuple[str, ...]) -> None:
        self._loose = loose

    def _hint(self) -> str:
        return "the server of --shadow must let its user make databases; without --shadow the embedded one is used"

    def _hold(self) -> "Connection":
        """A connection that holds a lock named after our databases, as long as we live."""
        import psycopg

        failed = "the server named for shadow databases does not answer"
        try:
            connection = psycopg.connect(
                self.conninfo_of(self._parameters.get("dbname", "postgres")),
                autocommit=True,
                connect_timeout=CONNECT_TIMEOUT_SECONDS,
                application_name="supatui",
            )
            connection.execute("select pg_catalog.pg_advisory_lock(%s, %s)", [LOCK_SPACE, _lock_key(self._token)])
        except psycopg.Error as error:
            raise ShadowError(f"{failed}: {error}", where=self.description, hint=self._hint()) from error
        return connection

    def _inspect(self, place: str) -> None:
        """Ask for version and rights. Raises: ShadowError when databases cannot be made here."""
        row = self._holder.execute(_ABOUT_SERVER).fetchone()
        version_num, version, may_create = row if row else (0, "", False)
        self.version_num = int(version_num)
        self.description = f"PostgreSQL {version} on {place}"
        if self.major < OLDEST_MAJOR:
            raise ShadowError(
                f"PostgreSQL {version} is older than {OLDEST_MAJOR}", where=self.description, hint=self._hint()
            )
        if not may_create:
            raise ShadowError("the user may not make databases", where=self.description, hint=self._hint())

    def _sweep(self) -> None:
        """Drop databases of a supatui that was killed: nobody holds their lock any more."""
        from psycopg import Error
        from psycopg.sql import SQL, Identifier

        held = {row[0] for row in self._holder.execute(_HELD_LOCKS, [LOCK_SPACE]).fetchall()}
        for name, token in self._holder.execute(_OUR_DATABASES, [DATABASE_PREFIX]).fetchall():
            if _lock_key(token) % 2**32 not in held:
                # Another supatui may be dropping it at the same moment.
                with contextlib.suppress(Error):
                    self._holder.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))

    def close(self) -> None:
        """Drop every database of ours that is left."""
        from psycopg import Error
        from psycopg.sql import SQL, Identifier

        with self._lock:
            if self._closed:
                return
            self._closed = True
        # A server that is gone takes its databases along; one that comes back is swept at the next opening.
        with contextlib.suppress(Error):
            for name, token in self._holder.execute(_OUR_DATABASES, [DATABASE_PREFIX]).fetchall():
                if token == self._token:
                    self._holder.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))
        self._holder.close()


def _parse(url: str) -> dict[str, str]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = conninfo_to_dict(url)
    except ProgrammingError:
        # The driver's message may quote a part of the address with its password, so it is not passed on.
        raise ShadowError(
            "the address of the server for shadow databases cannot be understood",
            where="--shadow or SUPATUI_SHADOW_URL",
            hint="give postgresql://user:password@host:5432/postgres, with special characters percent-encoded",
        ) from None
    return {name: str(value) for name, value in found.items() if value is not None}


def _lock_key(token: str) -> int:
    """The signed 32-bit number of a token of eight hexadecimal digits."""
    number = int(token, 16)
    return number - 2**32 if number >= 2**31 else number


_ABOUT_SERVER = """
select
    pg_catalog.current_setting('server_version_num')::integer,
    pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1),
    r.rolsuper or r.rolcreatedb
from pg_catalog.pg_roles as r
where r.rolname = current_user
"""

_HELD_LOCKS = """
select l.objid::bigint
from pg_catalog.pg_locks as l
where l.locktype = 'advisory' and l.classid::bigint = %s and l.objsubid = 2 and l.granted
order by 1
"""

_OUR_DATABASES = """
select d.datname::text, pg_catalog.substr(d.datname, pg_catalog.length(p.prefix) + 1, 8)
from pg_catalog.pg_database as d
cross join (select %s::text as prefix) as p
where
    pg_catalog.starts_with(d.datname, p.prefix)
    and pg_catalog.substr(d.datname, pg_catalog.length(p.prefix) + 1) ~ '^[0-9a-f]{8}_'
    and pg_catalog.pg_has_role(d.datdba, 'usage')
order by 1
"""
