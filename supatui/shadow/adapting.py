"""Statements that a project's own server takes and a shadow refuses, in a form that it takes.

A replay runs each statement as it is and asks here only after a failure, so that nothing is rewritten on suspicion.
"""

import re
from typing import TYPE_CHECKING

from supatui.catalog.platform import MANAGED_EXTENSIONS, is_managed_schema
from supatui.shadow.extension_files import STAND_INS
from supatui.shadow.index_options import around_the_method, may_set_options
from supatui.shadow.labels import entered

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

INVALID_PARAMETER_VALUE = "22023"
DUPLICATE_OBJECT = "42710"
INVALID_SCHEMA_NAME = "3F000"


def run_adapted(connection: "Connection[TupleRow]", statement: str) -> None:
    """Run a statement; one that only a shadow refuses is run in the form that it takes. Raises: psycopg.Error."""
    import psycopg  # slow to import; it is loaded already wherever there is a connection

    if not may_be_refused(statement):
        connection.execute(statement.encode(), prepare=False)
        return
    inside = connection.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS
    if inside:
        connection.execute("savepoint before_stand_in")
    try:
        connection.execute(statement.encode(), prepare=False)
    except psycopg.Error as error:
        instead = adapt(statement, sqlstate=error.sqlstate, message=str(error))
        if instead is None:
            raise
        if inside:
            connection.execute("rollback to savepoint before_stand_in")
        for one in instead:
            connection.execute(one.encode(), prepare=False)
    if inside:
        connection.execute("release savepoint before_stand_in")


def may_be_refused(statement: str) -> bool:
    """Whether a statement is of a kind that `adapt` knows, so that a savepoint before it is worth its price."""
    return _KNOWN_KINDS.search(statement) is not None or may_set_options(statement)


def adapt(statement: str, *, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """What to run instead of a statement that failed, each alone and in order; None when it is simply wrong.

    An empty answer means that there is nothing to do, since what the statement makes is there already. The failure has
    to be undone first, by a savepoint for example.
    """
    for way in (_without_version, _in_platform_schema, _without_index_options, _without_known_role, _without_provider):
        found = way(statement, sqlstate, message)
        if found is not None:
            return found
    return None


_KNOWN_KINDS = re.compile(
    r"\bcreate\s+(role|user|group)\b"
    r"|\bsecurity\s+label\b"
    r"|\bcreate\s+extension\b.*\b(version|schema)\b",
    re.IGNORECASE | re.DOTALL,
)


def _without_version(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """An extension in the version that the shadow has; versions are not compared."""
    if sqlstate != INVALID_PARAMETER_VALUE or "no installation script nor update path" not in message:
        return None
    shorter = re.sub(r"""\bversion\s+('[^']*'|"[^"]*"|[\w.]+)""", "", statement, flags=re.IGNORECASE)
    return (shorter,) if shorter != statement else None


_PLATFORMS_OWN = frozenset({*(one.name for one in STAND_INS), *MANAGED_EXTENSIONS})


def _in_platform_schema(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """An extension of the platform in a schema that some of its releases have from the start, such as pgsodium.

    Schemas that were dumped from such a project do not make it themselves.
    """
    named = re.search(
        r'\bextension\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?.*?\bschema\s+"?(\w+)"?', statement, re.IGNORECASE | re.DOTALL
    )
    if sqlstate != INVALID_SCHEMA_NAME or named is None:
        return None
    extension, schema = named.groups()
    if extension not in _PLATFORMS_OWN or not is_managed_schema(schema):
        return None
    return f'create schema if not exists "{schema}"', statement


def _without_index_options(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """A statement that hands options to the method of a stand-in, which knows none."""
    is_about_options = sqlstate == INVALID_PARAMETER_VALUE and "unrecognized parameter" in message
    return around_the_method(statement) if is_about_options and may_set_options(statement) else None


def _without_known_role(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """Nothing, for a role that is there already: roles belong to the server, which earlier replays have used."""
    comments = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
    creates_role = re.match(comments + r"create\s+(role|user|group)\b", statement, re.IGNORECASE | re.DOTALL)
    return () if sqlstate == DUPLICATE_OBJECT and creates_role else None


def _without_provider(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """A label that is entered into the catalog, where no provider is loaded that would take it."""
    instead = entered(statement, sqlstate=sqlstate, message=message)
    return None if instead is None else (instead,)
