"""A server for throwaway databases: what every one can do, whoever started it."""

import hashlib
import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from supatui.errors import ShadowError
from supatui.shadow.database import ShadowDatabase
from supatui.shadow.extension_files import stand_ins_fingerprint
from supatui.shadow.platform import lay_platform, make_roles, platform_fingerprint

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composable

CONNECT_TIMEOUT_SECONDS = 10
"""Longest wait for a connection; a private server answers in 5 ms."""
DATABASE_PREFIX = "supatui_"
"""Starts the name of every database that we make; a token of the server's opening follows."""


class ShadowServer(ABC):
    """A server on which databases are made and dropped; every method may be called from any thread."""

    version_num: int
    """As `server_version_num` gives it, such as 180006."""
    description: str
    """One line for people: version and where the server comes from; holds no password."""
    is_named = False
    """Whether a person named it, for whom it has other databases, roles and settings."""

    def __init__(self, parameters: dict[str, str], description: str) -> None:
        self._parameters = parameters
        self._token = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._platform_lock = threading.Lock()
        self._count = 0
        self._template_prefix = self._prefix + "template_"
        self._closed = False
        self.description = description

    def __repr__(self) -> str:
        return f"ShadowServer({self.description!r})"

    @property
    def major(self) -> int:
        """The major version, such as 18."""
        return self.version_num // 10000

    def stand_ins(self) -> tuple[str, ...]:
        """Names of the extensions that the server lacks and that ours stand in for, in order."""
        return ()

    def available_extensions(self) -> tuple[str, ...]:
        """Names of the extensions that can be created on it, stand-ins included, in order."""
        with self._maintenance("the extensions could not be read") as connection:
            names = connection.execute("select name::text from pg_catalog.pg_available_extensions").fetchall()
        return tuple(sorted(name for (name,) in names))

    # Databases

    def create_database(self, template: str | None = None) -> ShadowDatabase:
        """A new database: empty, or a copy of `template` together with the settings of that database.

        Nobody may be connected to the template. Raises: ShadowError.
        """
        name = self._unused_name()
        with self._maintenance(f"a database could not be made from {template or 'nothing'}") as connection:
            self._create(connection, name, template)
        return ShadowDatabase(self, name)

    def drop_database(self, name: str) -> None:
        """Drop a database of ours, ending the sessions in it; nothing happens when it or the server is gone."""
        if self._closed:
            return
        from psycopg.sql import SQL, Identifier

        with self._maintenance(f"database {name} could not be dropped") as connection:
            self._drop_subscriptions(connection, name)
            connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))

    def _drop_subscriptions(self, connection: "Connection", database: str) -> None:
        """A database with subscriptions cannot be dropped; their slots, if there are any, stay where they are."""
        from psycopg.sql import SQL, Identifier

        names = connection.execute(
            "select s.subname::text from pg_catalog.pg_subscription as s"
            " join pg_catalog.pg_database as d on d.oid = s.subdbid where d.datname = %s",
            [database],
        ).fetchall()
        if not names:
            return
        with self._connected(database, f"the subscriptions of {database} could not be dropped") as inside:
            for (name,) in names:
                for words in ("alter subscription {} disable", "alter subscription {} set (slot_name = none)"):
                    inside.execute(SQL(words).format(Identifier(name)))
                inside.execute(SQL("drop subscription {}").format(Identifier(name)))

    # Templates

    def cached_template(self, key: str) -> str | None:
        """The template database kept under `key`, or None. `key` should hash everything that went into it."""
        name = self._template_name(key)
        with self._maintenance("the kept templates could not be read") as connection:
            found = connection.execute("select 1 from pg_catalog.pg_database where datname = %s", [name]).fetchone()
        if found is None:
            return None
        self._template_used(name)
        return name

    def keep_as_template(self, database: ShadowDatabase, key: str) -> str:
        """Keep a copy of `database` under `key`; close your connections to it first. Gives the template's name.

        The database itself stays as it is. A template that is already there under that key is kept instead.
        """
        from psycopg import errors
        from psycopg.sql import SQL, Identifier

        name = self._template_name(key)
        copy = self._unused_name()
        with self._maintenance(f"database {database.name} could not be kept as a template") as connection:
            self._create(connection, copy, database.name)
            try:
                with connection.transaction():
                    rename = SQL("alter database {} rename to {}").format(Identifier(copy), Identifier(name))
                    connection.execute(rename)
                    connection.execute(SQL("alter database {} allow_connections false").format(Identifier(name)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):  # The second one when two do so at once.
                connection.execute(SQL("drop database {} with (force)").format(Identifier(copy)))
        self._template_kept(name)
        return name

    def supabase_template(self, *, classic_privileges: bool = True) -> tuple[str, tuple[str, ...]]:
        """The template with the Supabase platform in it, made at the first call, and what was assumed for it.

        `classic_privileges` are the grants that existing projects make on each new object in public. Missing roles
        are made, which needs a superuser. Raises: ShadowError.
        """
        key = f"supabase platform {platform_fingerprint()} {classic_privileges}"
        with self._platform_lock:
            name = self.cached_template(key)
            if name is None:
                name = self._make_platform(key, classic_privileges=classic_privileges)
        return name, self._assumptions(classic_privileges)

    def _make_platform(self, key: str, *, classic_privileges: bool) -> str:
        failed = "the Supabase platform could not be laid into a database"
        with self._maintenance(failed) as connection:
            self._make_roles(connection)
        with self.create_database() as database:
            with self._connected(database.name, failed) as connection:
                self._platform_laid(lay_platform(connection, classic_privileges=classic_privileges))
            return self.keep_as_template(database, key)

    def _make_roles(self, connection: "Connection") -> None:
        make_roles(connection)

    def _platform_laid(self, loose: tuple[str, ...]) -> None:
        """The platform is there, with the objects of the extensions `loose` but not these extensions."""
        return  # most servers have nothing to do

    def _assumptions(self, classic_privileges: bool) -> tuple[str, ...]:
        said = ["roles, auth, storage, realtime and vault are as a fresh Supabase project has them"]
        if classic_privileges:
            said.append("each new object in public is granted to the API roles, as in classic projects")
        return tuple(said)

    def _template_name(self, key: str) -> str:
        """The name of the database kept under `key`; other stand-ins give another name."""
        digest = hashlib.sha256(f"{stand_ins_fingerprint()}\0{key}".encode()).hexdigest()
        return self._template_prefix + digest[:32]

    def _template_used(self, name: str) -> None:
        """A template was asked for."""
        return  # most servers have nothing to do

    def _template_kept(self, name: str) -> None:
        """A template was made."""
        return  # most servers have nothing to do

    # Connections

    def conninfo_of(self, name: str) -> str:
        """What psycopg.connect takes for a database of this server. May hold a password: never show it."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(**{**self._parameters, "dbname": name})

    def url_of(self, name: str) -> str:
        """The same as a postgresql:// address."""
        rest = dict(self._parameters)
        rest.pop("dbname", None)
        user, password = rest.pop("user", ""), rest.pop("password", "")
        login = quote(user, safe="") + (":" + quote(password, safe="") if password else "")
        return f"postgresql://{login + '@' if login else ''}/{quote(name, safe='')}?{urlencode(rest)}"

    def _maintenance(self, failed: str) -> "AbstractContextManager[Connection]":
        """A connection to the server's own database."""
        return self._connected(self._parameters.get("dbname", "postgres"), failed)

    @contextmanager
    def _connected(self, name: str, failed: str) -> "Iterator[Connection]":
        """An autocommit connection; what goes wrong on it becomes a ShadowError that starts with `failed`."""
        # psycopg takes a quarter of a second to import, which `supatui --version` must not pay.
        import psycopg

        if self._closed:
            raise ShadowError(failed, where=self.description, hint="the server was closed; open it again")
        try:
            with psycopg.connect(
                self.conninfo_of(name),
                autocommit=True,
                connect_timeout=CONNECT_TIMEOUT_SECONDS,
                application_name="supatui",
            ) as connection:
                yield connection
        except psycopg.Error as error:
            said = str(error).strip() or type(error).__name__
            raise ShadowError(f"{failed}: {said}", where=self.description, hint=self._hint()) from error

    def _hint(self) -> str:
        return "supatui doctor lists the servers that can be used"

    def _unused_name(self) -> str:
        with self._lock:
            self._count += 1
            return f"{self._prefix}{self._count}"

    @property
    def _prefix(self) -> str:
        """Starts the names of all databases of this opening."""
        return f"{DATABASE_PREFIX}{self._token}_"

    def _create(self, connection: "Connection", name: str, template: str | None) -> None:
        from psycopg.sql import SQL, Identifier

        statement = SQL("create database {} template {}").format(Identifier(name), Identifier(template or "template0"))
        connection.execute(SQL(" ").join([statement, self._create_options()]))
        if template is not None:
            _copy_settings(connection, template, name)

    def _create_options(self) -> "Composable":
        from psycopg.sql import SQL

        return SQL("encoding 'UTF8'")

    # Life

    @abstractmethod
    def close(self) -> None:
        """Drop what was made and end what was started; a second call does nothing."""

    def __enter__(self) -> "ShadowServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _copy_settings(connection: "Connection", template: str, name: str) -> None:
    """Give a database the settings of the one it was copied from, which CREATE DATABASE leaves behind.

    Source: PostgreSQL manual, CREATE DATABASE, Notes. SET ... FROM CURRENT spares quoting list values again.
    """
    from psycopg.sql import SQL, Identifier

    rows = connection.execute(_SETTINGS_OF_DATABASE, [template]).fetchall()
    for role, setting, value in rows:
        owner = SQL("database {}").format(Identifier(name))
        if role is not None:
            owner = SQL("role {} in database {}").format(Identifier(role), Identifier(name))
        with connection.transaction():
            connection.execute("select pg_catalog.set_config(%s, %s, true)", [setting, value])
            parameter = Identifier(*setting.split("."))
            connection.execute(SQL("alter {} set {} from current").format(owner, parameter))


_SETTINGS_OF_DATABASE = """
select
    r.rolname::text as role_name,
    pg_catalog.split_part(entry, '=', 1) as setting,
    pg_catalog.substr(entry, pg_catalog.strpos(entry, '=') + 1) as value
from pg_catalog.pg_db_role_setting as s
join pg_catalog.pg_database as d on d.oid = s.setdatabase
left join pg_catalog.pg_roles as r on r.oid = s.setrole
cross join pg_catalog.unnest(s.setconfig) as entry
left join pg_catalog.pg_settings as p on p.name = pg_catalog.split_part(entry, '=', 1)
where d.datname = %s and (p.context is null or p.context in ('user', 'superuser'))
order by 1, 2
"""
