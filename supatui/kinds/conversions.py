"""How the values of a column get to another type: by themselves, by a cast that has to be asked for, or not at all.

Source: pg_cast of 15 to 18; manual, CREATE CAST, on string types.
"""

import re
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim

STRINGS = frozenset({"text", "character varying", "character", "name", "bpchar"})
"""Every type becomes one of these by assignment, and comes from one by an explicit cast through its text."""

_WHOLE = frozenset({"smallint", "integer", "bigint"})
_NUMBERS = _WHOLE | {"numeric", "real", "double precision"}
_IDS = frozenset({"oid", "bigint", "integer"})
_NAMED_OIDS = frozenset(
    {
        *("regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator"),
        *("regproc", "regprocedure", "regrole", "regtype"),
    }
)
"""Types that are read and printed by the name of an object. Source: manual, Object Identifier Types."""

_ASSIGNED: dict[str, frozenset[str]] = {
    **{one: frozenset({*_NUMBERS, *_NAMED_OIDS, "oid", "money"}) for one in ("bigint", "integer")},
    "smallint": frozenset({*_NUMBERS, *_NAMED_OIDS, "oid"}),
    "numeric": frozenset({*_NUMBERS, "money"}),
    "real": _NUMBERS,
    "double precision": _NUMBERS,
    "money": frozenset({"numeric"}),
    "oid": frozenset({"bigint", "integer", *_NAMED_OIDS}),
    **dict.fromkeys(_NAMED_OIDS, _IDS),
    **{one: _IDS | {other} for one, other in (("regproc", "regprocedure"), ("regprocedure", "regproc"))},
    **{one: _IDS | {other} for one, other in (("regoper", "regoperator"), ("regoperator", "regoper"))},
    "bit": frozenset({"bit varying"}),
    "bit varying": frozenset({"bit"}),
    "box": frozenset({"polygon"}),
    "path": frozenset({"polygon"}),
    "point": frozenset({"box"}),
    "polygon": frozenset({"path"}),
    "cidr": frozenset({"inet"}),
    "inet": frozenset({"cidr"}),
    "date": frozenset({"timestamp with time zone", "timestamp without time zone"}),
    "timestamp without time zone": frozenset({"timestamp with time zone", "date", "time without time zone"}),
    "timestamp with time zone": frozenset(
        {"timestamp without time zone", "date", "time without time zone", "time with time zone"}
    ),
    "time without time zone": frozenset({"interval", "time with time zone"}),
    "time with time zone": frozenset({"time without time zone"}),
    "interval": frozenset({"time without time zone"}),
    "json": frozenset({"jsonb"}),
    "jsonb": frozenset({"json"}),
    "macaddr": frozenset({"macaddr8"}),
    "macaddr8": frozenset({"macaddr"}),
}
"""Casts that a change of type makes by itself."""

_ASKED: dict[str, frozenset[str]] = {
    "integer": frozenset({"boolean", "bit", '"char"'}),
    "bigint": frozenset({"bit"}),
    "boolean": frozenset({"integer"}),
    "bit": frozenset({"integer", "bigint"}),
    "jsonb": frozenset({*_NUMBERS, "boolean"}),
    '"char"': frozenset({"integer"}),
    "box": frozenset({"circle", "lseg", "point"}),
    "circle": frozenset({"box", "point", "polygon"}),
    "lseg": frozenset({"point"}),
    "polygon": frozenset({"box", "circle", "point"}),
    "int4range": frozenset({"int4multirange"}),
    "int8range": frozenset({"int8multirange"}),
    "numrange": frozenset({"nummultirange"}),
    "daterange": frozenset({"datemultirange"}),
    "tsrange": frozenset({"tsmultirange"}),
    "tstzrange": frozenset({"tstzmultirange"}),
    "xid8": frozenset({"xid"}),
}
"""Casts that have to be written."""

_BYTES_SINCE = 180000
"""First server version with casts between bytea and whole numbers, which have to be written."""

_OTHERS = frozenset(
    {
        *("uuid", "xml", "jsonpath", "tsvector", "tsquery", "pg_lsn", "bytea", "boolean", "line", '"char"'),
        *("int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange", "tstzmultirange"),
        *("aclitem", "cid", "gtsvector", "int2vector", "oidvector", "pg_snapshot", "refcursor", "tid", "txid_snapshot"),
        "xid",
    }
)
_KNOWN = frozenset({*_ASSIGNED, *_ASKED, *_OTHERS, *STRINGS})
"""Types of the server's own whose casts are all above."""

_MODIFIER = re.compile(r"\([\d, -]+\)|(?<=^interval) .*")
"""`(10,2)` of numeric(10,2), ` day to second(3)` of an interval with fields."""

_CAST_ONLY_BY_USERS = frozenset({"enum", "range", "composite_type", "base_type", "table", "foreign_table"})
"""Kinds of types that have no cast to any but strings unless somebody made one."""


class NoCast:
    """There is no cast: somebody has to say how."""


NO_CAST = NoCast()


@dataclass(frozen=True, slots=True)
class _Type:
    name: str
    """Without modifiers and brackets; a domain's is that of what it is over."""
    is_array: bool
    kind: str | None
    """The kind of the object that it is; None for one of the server's or of an extension."""
    identity: str
    """The same under every name that it had."""

    @property
    def spelled(self) -> str:
        """The name with the brackets of an array."""
        return f"{self.name}[]" if self.is_array else self.name


def using(value: Sql, before: str, after: str, old: Catalog, new: Catalog) -> Sql | NoCast | None:
    """The USING expression for a column; None where a plain change does, or is the server's to judge."""
    source, target = _resolved(before, old), _resolved(after, new)
    wanted = verbatim(after)
    if _are_same(source, target):
        return None
    strings = STRINGS.union(*(item.texts("string_types") for item in _extensions(old, new)))
    if target.name in strings and (source.is_array or not target.is_array):
        return None
    said = _said(source, target, old, new)
    if said is not None:
        return None if said else sql("{}::{}", value, wanted)
    if source.name in strings and not source.is_array:
        return sql("{}::{}", value, wanted)
    if source.is_array != target.is_array:
        return NO_CAST
    if source.kind == "enum" or (source.is_array and source.name in strings):
        return sql("{}::text{}::{}", value, verbatim("[]" if source.is_array else ""), wanted)
    known = _KNOWN.union(*(item.texts("types") for item in _extensions(old, new)))
    if (old.server_version or new.server_version) >= _BYTES_SINCE and _are_bytes_and_number(source.name, target.name):
        return sql("{}::{}", value, wanted)
    return _between(value, source, target, wanted, known)


def is_same_below(before: str, after: str, old: Catalog, new: Catalog) -> bool:
    """Whether values stay what they are below domains: of one type, or arrays of it."""
    return _are_same(_resolved(before, old), _resolved(after, new))


def _are_same(one: _Type, other: _Type) -> bool:
    return one.identity == other.identity and one.is_array == other.is_array


def _are_bytes_and_number(one: str, other: str) -> bool:
    return (one == "bytea" and other in _WHOLE) or (one in _WHOLE and other == "bytea")


def _between(value: Sql, source: _Type, target: _Type, wanted: Sql, known: frozenset[str]) -> Sql | NoCast | None:
    """For types that are no strings."""
    if source.name.endswith("[]") != target.name.endswith("[]"):  # an array and something else as elements
        return NO_CAST
    if target.name in _ASSIGNED.get(source.name, ()):
        return None
    if target.name in _ASKED.get(source.name, ()):
        return sql("{}::{}", value, wanted)
    if not source.is_array and source.name == "boolean" and target.name in _NUMBERS:
        return sql("{}::integer::{}", value, wanted)
    if not source.is_array and source.name in _NUMBERS and target.name == "boolean":
        return sql("({} <> 0)", value)
    if source.name in known and target.name in known:
        return NO_CAST
    if {source.kind, target.kind} & _CAST_ONLY_BY_USERS:
        return NO_CAST
    return sql("{}::{}", value, wanted)


def _said(source: _Type, target: _Type, old: Catalog, new: Catalog) -> bool | None:
    """Whether a cast that a user or an extension made works by assignment; None where there is none.

    Between arrays that of their elements does. Source: find_coercion_pathway in parser/parse_coerce.c.
    """
    names = {f"{source.spelled} as {target.spelled}"}
    if source.is_array and target.is_array:
        names.add(f"{source.name} as {target.name}")
    items = [item for one in sorted(names) if (item := new.objects.get(ObjectId("cast", "", one))) is not None]
    if items:
        return items[0].optional_text("context") is not None
    extensions = _extensions(old, new)
    if any(not names.isdisjoint(one.texts("assigned_casts")) for one in extensions):
        return True
    return False if any(not names.isdisjoint(one.texts("asked_casts")) for one in extensions) else None


def _extensions(old: Catalog, new: Catalog) -> list[SchemaObject]:
    """The extensions of both: one that goes does so after the columns of its types have changed."""
    return [*old.extensions, *new.extensions]


def _resolved(type_name: str, catalog: Catalog) -> _Type:
    """The type, through domains."""
    is_array = type_name.endswith("[]")
    name = _MODIFIER.sub("", type_name.removesuffix("[]")).strip()
    one = catalog.types_by_name.get(name) or catalog.tables_by_name.get(name)
    if one is None:
        return _Type(name, is_array, None, name)
    item = catalog.objects[one]
    if one.kind != "domain":
        is_multirange = item.optional_text("multirange") == name
        return _Type(name, is_array, one.kind, f"{'several ' if is_multirange else ''}{one}")
    inner = _resolved(item.text("base_type"), catalog)
    if is_array and inner.is_array:  # its elements are arrays
        return _Type(inner.spelled, True, inner.kind, f"{inner.identity}[]")
    return _Type(inner.name, is_array or inner.is_array, inner.kind, inner.identity)
