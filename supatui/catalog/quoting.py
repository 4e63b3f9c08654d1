"""SQL text that is safe by its type: only quoted names, literals and server-made text reach a statement."""

import re
from typing import LiteralString, NewType

Sql = NewType("Sql", str)
"""A piece of SQL that was written here, quoted here, or printed by a server."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")

_KEYWORDS = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
    char character check coalesce collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
    desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
    grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
    json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
    lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize
    not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision
    primary real references returning right row select session_user setof similar smallint some substring symmetric
    system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar
    variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces
    xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()
)
"""Keywords that are not unreserved in some version. Source: manual, appendix SQL Key Words, versions 14 to 18."""


def ident(name: str) -> Sql:
    """The name as an identifier, quoted only where PostgreSQL would not read it back unquoted."""
    if _PLAIN.match(name) and name not in _KEYWORDS:
        return Sql(name)
    return Sql('"' + name.replace('"', '""') + '"')


def qualified(schema: str, name: str) -> Sql:
    """`schema.name`, or the name alone for things outside schemas."""
    return Sql(f"{ident(schema)}.{ident(name)}") if schema else ident(name)


def literal(text: str) -> Sql:
    """The text as a string literal; `E''` only where a backslash needs it."""
    quoted = "'" + text.replace("'", "''") + "'"
    return Sql(" E" + quoted.replace("\\", "\\\\")) if "\\" in text else Sql(quoted)


def verbatim(text: str) -> Sql:
    """SQL that a server printed (`pg_get_expr`, `format_type` and the like), taken as it is."""
    return Sql(text)


def sql(template: LiteralString, *parts: Sql | int) -> Sql:
    """Fill the `{}` of a statement with safe parts, in order."""
    return Sql(template.format(*parts))


def joined(separator: LiteralString, parts: "list[Sql] | tuple[Sql, ...]") -> Sql:
    return Sql(separator.join(parts))


def dollar_quoted(body: str) -> Sql:
    """The body between dollar quotes whose tag does not occur in it."""
    tag, number = "$$", 0
    while tag in body or (body + "$").endswith(tag):
        number += 1
        tag = f"$body{number}$" if number > 1 else "$body$"
    return Sql(tag + body + tag)
