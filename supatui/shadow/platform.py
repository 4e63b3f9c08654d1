"""Laying the Supabase platform into an empty database, so that a project's migrations find what they expect."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection

ROLES = "1_roles.sql"
SCHEMAS = "2_schemas.sql"
OBJECTS = ("3_auth.sql", "4_storage.sql", "5_realtime.sql", "6_platform.sql")
DEFAULT_PRIVILEGES = "7_default_privileges.sql"

PLATFORM_EXTENSIONS: Mapping[str, str] = {
    "pgcrypto": "extensions",
    "uuid-ossp": "extensions",
    "pg_stat_statements": "extensions",
    "pg_graphql": "graphql",
    "supabase_vault": "vault",
}
"""What a fresh project has installed, and in which schema."""


def make_roles(connection: "Connection") -> None:
    """Make the platform's roles where they are missing; others are left alone. Needs a superuser."""
    connection.execute(_file(ROLES).encode())


def lay_platform(connection: "Connection", *, classic_privileges: bool) -> tuple[str, ...]:
    """Lay the platform into the empty database of an autocommit connection; the roles have to be there.

    Gives the names of extensions that the server does not know at all, whose objects were put in their place without
    being an extension.
    """
    connection.execute(_file(SCHEMAS).encode())
    loose = tuple(name for name, schema in PLATFORM_EXTENSIONS.items() if not _install(connection, name, schema))
    for name in OBJECTS:
        connection.execute(_file(name).encode())
    if classic_privileges:
        connection.execute(_file(DEFAULT_PRIVILEGES).encode())
    return loose


@cache
def platform_fingerprint() -> str:
    """Changes with every file of the platform."""
    names = (ROLES, SCHEMAS, *OBJECTS, DEFAULT_PRIVILEGES)
    text = "\0".join((*map(_file, names), repr(sorted(PLATFORM_EXTENSIONS.items()))))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _file(name: str) -> str:
    return (files("supatui.shadow") / "baseline" / name).read_text(encoding="utf-8")


def _install(connection: "Connection", name: str, schema: str) -> bool:
    """Create an extension; on a server that has never heard of it, only its stand-in's objects."""
    from psycopg.sql import SQL, Identifier

    from supatui.shadow.extension_files import stand_in

    known = connection.execute("select 1 from pg_catalog.pg_available_extensions where name = %s", [name]).fetchone()
    if known is not None:
        statement = SQL("create extension {} with schema {}").format(Identifier(name), Identifier(schema))
        connection.execute(statement)
        return True
    script = stand_in(name).script.replace("@extschema@", schema)
    connection.execute(SQL("set search_path to {}").format(Identifier(schema)))
    connection.execute(script.encode())
    connection.execute("reset search_path")
    return False
