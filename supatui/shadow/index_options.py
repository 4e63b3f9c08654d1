"""Options of indexes whose method is a stand-in: it knows none of the real method's, so they go around it.

Statements that would hand options to the method run without them, and the catalog gets them afterwards. Source:
pg_class.reloptions is only checked by statements that set them or make the index; pg_get_indexdef() prints it as it is.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg.sql import Composable

METHODS = ("hnsw", "ivfflat")
"""Index methods of the stand-in for vector."""

_MAKES = re.compile(rf'\bindex\b.*?\busing\s+"?({"|".join(METHODS)})"?\s*\(', re.IGNORECASE | re.DOTALL)
_CLAUSE = re.compile(r"\bwith\s*\(([^()]*)\)", re.IGNORECASE)
_BLANK = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_CHANGES = re.compile(
    _BLANK
    + r"""alter\s+index\s+(?:if\s+exists\s+)?((?:"(?:[^"]|"")+"|[\w$.])+)\s+(?:re)?set\s*\(([^()]*)\)\s*;?\s*\Z""",
    re.IGNORECASE | re.DOTALL,
)
_MAKES_LIKE = re.compile(
    _BLANK + r"(alter\s+table\b.*?\b(type|attach\s+partition)|create\s[\w\s]*\btable\b.*?\b(partition\s+of|like))\b",
    re.IGNORECASE | re.DOTALL,
)
"""Statements that make an index anew, or one like another."""


def may_set_options(statement: str) -> bool:
    """Whether a statement may hand options to a method."""
    made = _MAKES.search(statement)
    return (
        (made is not None and _CLAUSE.search(statement, made.end()) is not None)
        or _CHANGES.match(statement) is not None
        or _MAKES_LIKE.match(statement) is not None
    )


def around_the_method(statement: str) -> tuple[str, ...]:
    """What runs instead of a statement whose index options the stand-in refused, each alone and in order."""
    if changed := _CHANGES.match(statement):
        return (_filled(_CHANGE, index=changed[1], **_parted(changed[2])),)
    made = _MAKES.search(statement)
    clause = _CLAUSE.search(statement, made.end()) if made else None
    if clause is not None:
        shorter = statement[: clause.start()] + statement[clause.end() :]
        return _filled(_REMEMBER), shorter, _filled(_ENTER, **_parted(clause[1]))
    return _filled(_REMEMBER), _filled(_CLEAR), statement, _filled(_BRING_BACK)


def _parted(text: str) -> dict[str, list[str]]:
    """`lists = 100, "m"='16'` as pg_class has it: lists=100, m=16; and the names alone."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    names = [name.strip().strip('"').lower() for name, _, _ in pairs]
    values = [value.strip().strip("'") for _, _, value in pairs]
    options = [f"{name}={value}" for name, value in zip(names, values, strict=True) if value]
    return {"names": names, "options": options}


def _filled(text: str, **values: object) -> str:
    from psycopg.sql import SQL, Literal

    parts: dict[str, Composable] = {name: Literal(value) for name, value in values.items()}
    return SQL(text).format(methods=SQL(", ").join(Literal(one) for one in METHODS), **parts).as_string()


_OF_METHODS = "c.relam in (select a.oid from pg_catalog.pg_am as a where a.amname in ({methods}))"

_REMEMBER = f"""
select pg_catalog.set_config('supatui.indexes', coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
    'oid', c.oid::bigint, 'schema', c.relnamespace::bigint, 'name', c.relname, 'options', c.reloptions
))::text, '[]'), false)
from pg_catalog.pg_class as c
where {_OF_METHODS}
"""

_KNOWN = """
pg_catalog.jsonb_to_recordset(pg_catalog.current_setting('supatui.indexes')::jsonb)
    as k (oid bigint, schema bigint, name text, options text[])
"""

_ENTER = f"""
update pg_catalog.pg_class as c set reloptions = {{options}}::text[]
where {_OF_METHODS} and c.oid::bigint not in (select k.oid from {_KNOWN})
"""

_CLEAR = f"update pg_catalog.pg_class as c set reloptions = null where {_OF_METHODS}"

_DEFINITION = "pg_catalog.substring(pg_catalog.pg_get_indexdef({}), ' USING .*')"

_BRING_BACK = f"""
update pg_catalog.pg_class as c
set reloptions = (
    select k.options
    from {_KNOWN}
    left join pg_catalog.pg_inherits as i on i.inhrelid = c.oid
    cross join lateral (
        values
            (1, k.oid = c.oid::bigint),
            (2, k.schema = c.relnamespace::bigint and k.name = c.relname),
            (3, k.oid = i.inhparent::bigint),
            (4, {_DEFINITION.format("k.oid::oid")} = {_DEFINITION.format("c.oid")})
    ) as r (place, fits)
    where r.fits
    order by r.place
    limit 1
)
where {_OF_METHODS}
"""
"""What an index had; else one of its name, which was made anew, the one above it, or the one that it is like."""

_CHANGE = """
update pg_catalog.pg_class as c
set reloptions = nullif(array(
    select o.option
    from pg_catalog.unnest(c.reloptions) as o (option)
    where pg_catalog.split_part(o.option, '=', 1) <> all ({names}::text[])
    union all
    select o.option from pg_catalog.unnest({options}::text[]) as o (option)
), '{{}}')
where c.oid = {index}::pg_catalog.regclass
"""
