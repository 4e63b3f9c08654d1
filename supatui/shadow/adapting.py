"""Statements that a project's own server takes and a shadow refuses, in a form that it takes.

A replay runs each statement as it is and asks here only after a failure, so that nothing is rewritten on suspicion.
"""

import re
from collections.abc import Sequence

from supatui.catalog.platform import MANAGED_EXTENSIONS, is_managed_schema
from supatui.shadow.extension_files import STAND_INS
from supatui.shadow.labels import entered

INVALID_PARAMETER_VALUE = "22023"
DUPLICATE_OBJECT = "42710"
INVALID_SCHEMA_NAME = "3F000"
STAND_IN_METHODS = ("hnsw", "ivfflat")
"""Index methods of the stand-in for vector, which know none of the real ones' options."""


def may_be_refused(statement: str) -> bool:
    """Whether a statement is of a kind that `adapt` knows, so that a savepoint before it is worth its price."""
    return _KNOWN_KINDS.search(statement) is not None


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
    r"|\bcreate\s+extension\b.*\b(version|schema)\b"
    rf"|\bindex\b.*\busing\s+\"?({'|'.join(STAND_IN_METHODS)})\b.*\bwith\b",
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
    """An index of a stand-in's method without its options, which are then entered into the catalog.

    Source: pg_class.reloptions is only checked when it is set by a statement; pg_get_indexdef() prints it as it is.
    """
    methods = "|".join(STAND_IN_METHODS)
    uses_stand_in = re.search(rf'\busing\s+"?({methods})"?\s*\(', statement, re.IGNORECASE)
    if sqlstate != INVALID_PARAMETER_VALUE or "unrecognized parameter" not in message or uses_stand_in is None:
        return None
    clause = re.compile(r"\bwith\s*\(([^()]*)\)", re.IGNORECASE).search(statement, uses_stand_in.end())
    if clause is None:
        return None
    shorter = statement[: clause.start()] + statement[clause.end() :]
    return shorter, _enter_options(_options(clause.group(1)))


def _without_known_role(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """Nothing, for a role that is there already: roles belong to the server, which earlier replays have used."""
    comments = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
    creates_role = re.match(comments + r"create\s+(role|user|group)\b", statement, re.IGNORECASE | re.DOTALL)
    return () if sqlstate == DUPLICATE_OBJECT and creates_role else None


def _without_provider(statement: str, sqlstate: str | None, message: str) -> tuple[str, ...] | None:
    """A label that is entered into the catalog, where no provider is loaded that would take it."""
    instead = entered(statement, sqlstate=sqlstate, message=message)
    return None if instead is None else (instead,)


def _options(text: str) -> list[str]:
    """`lists = 100, "m"='16'` as pg_class has it: lists=100, m=16."""
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return [f"{name.strip().strip(chr(34)).lower()}={value.strip().strip(chr(39))}" for name, _, value in pairs]


def _enter_options(options: Sequence[str]) -> str:
    from psycopg.sql import SQL, Literal

    methods = SQL(", ").join(Literal(method) for method in STAND_IN_METHODS)
    return SQL(_NEWEST_INDEX).format(options=Literal(list(options)), methods=methods).as_string()


_NEWEST_INDEX = """
update pg_catalog.pg_class set reloptions = {options}::text[]
where oid = (
    select max(c.oid)
    from pg_catalog.pg_class as c
    join pg_catalog.pg_am as a on a.oid = c.relam
    where a.amname in ({methods})
)
"""
