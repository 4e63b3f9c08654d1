"""Security labels on a server that does not load their provider: entered into its catalog as the statement says.

So a schema with labels can be built, changed and read on a throwaway server. Whether the provider would take a label
is known only where it is loaded.
"""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

INVALID_PARAMETER_VALUE = "22023"

_STATEMENT = re.compile(
    r"""(?:\s|--[^\n]*\n|/\*.*?\*/)*security\s+label\s+for\s+("(?:[^"]|"")+"|'(?:[^']|'')+'|[\w$]+)\s+on\s+"""
    r"""((?:"(?:[^"]|"")*"|[^"'])+?)\s+is\s+(.+?)\s*;?\s*\Z""",
    re.IGNORECASE | re.DOTALL,
)
"""(provider, object, label). Source: manual, SECURITY LABEL."""

_ENTER = """
declare
    found record;
    said text := {label};
begin
    begin
        comment on {target} is {marker};
        select d.classoid, d.objoid, d.objsubid into strict found from (
            select d.classoid, d.objoid, d.objsubid, d.description from pg_catalog.pg_description as d
            union all
            select d.classoid, d.objoid, 0, d.description from pg_catalog.pg_shdescription as d
        ) as d
        where d.description = {marker};
        raise exception 'found' using errcode = 'SL000';
    exception when sqlstate 'SL000' then null;
    end;
    delete from pg_catalog.pg_seclabel as l
    where (l.classoid, l.objoid, l.objsubid, l.provider)
        = (found.classoid, found.objoid, found.objsubid, {provider});
    delete from pg_catalog.pg_shseclabel as l
    where (l.classoid, l.objoid, l.provider) = (found.classoid, found.objoid, {provider});
    if said is null then
        return;
    end if;
    if (select c.relisshared from pg_catalog.pg_class as c where c.oid = found.classoid) then
        insert into pg_catalog.pg_shseclabel (classoid, objoid, provider, label)
        values (found.classoid, found.objoid, {provider}, said);
    else
        insert into pg_catalog.pg_seclabel (classoid, objoid, objsubid, provider, label)
        values (found.classoid, found.objoid, found.objsubid, {provider}, said);
    end if;
end
"""
"""COMMENT names objects in the same words: for a moment it tells which one is meant, and what it did is undone."""

_MARKER = "supatui: this object is labelled"


def entered(statement: str, *, sqlstate: str | None, message: str) -> str | None:
    """What enters a label that was refused because its provider is not loaded; None where that is not the cause."""
    found = _STATEMENT.match(statement)
    if sqlstate != INVALID_PARAMETER_VALUE or "is not loaded" not in message or found is None:
        return None
    from psycopg.sql import SQL, Literal

    provider = found[1]
    if provider.startswith(('"', "'")):
        provider = provider[1:-1].replace(provider[0] * 2, provider[0])
    else:
        provider = provider.lower()
    parts = {
        "target": found[2],
        "label": "null" if found[3].lower() == "null" else found[3],
        "marker": Literal(_MARKER).as_string(),
        "provider": Literal(provider).as_string(),
    }
    body = re.sub(r"\{(\w+)\}", lambda part: parts[part[1]], _ENTER)
    return SQL("do {body}").format(body=Literal(body)).as_string()


def absent_providers(connection: "Connection[TupleRow]", providers: Collection[str]) -> frozenset[str]:
    """Which of these the server does not load; asked with a schema that is not there, so that nothing can change."""
    import psycopg  # slow to import; it is loaded already wherever there is a connection
    from psycopg.sql import SQL, Identifier

    found: set[str] = set()
    for provider in providers:
        question = SQL("security label for {} on schema {} is null").format(
            Identifier(provider), Identifier("supatui: no such schema")
        )
        try:
            with connection.transaction():
                connection.execute(question)
        except psycopg.errors.InvalidParameterValue:
            found.add(provider)
        except psycopg.Error:
            continue
    return frozenset(found)
