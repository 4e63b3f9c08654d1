"""GRANT and REVOKE: the words and the steps that lead one role on one object from some privileges to others."""

from dataclasses import replace

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Listing
from supatui.kinds.policy import role_name
from supatui.kinds.steps import with_hazard, with_signature

CLASSES = {
    "table": ("table", "tables"),
    "view": ("table", "tables"),
    "materialized_view": ("table", "tables"),
    "foreign_table": ("table", "tables"),
    "sequence": ("sequence", "sequences"),
    "function": ("function", "functions"),
    "aggregate": ("function", "functions"),
    "procedure": ("procedure", "functions"),
    "enum": ("type", "types"),
    "domain": ("type", "types"),
    "composite_type": ("type", "types"),
    "range": ("type", "types"),
    "base_type": ("type", "types"),
    "schema": ("schema", "schemas"),
    "language": ("language", ""),
    "foreign_data_wrapper": ("foreign data wrapper", ""),
    "server": ("foreign server", ""),
}
"""Kind → (word of GRANT ON, class of ALTER DEFAULT PRIVILEGES)."""

SYSTEM_COLUMNS = ("cmax", "cmin", "ctid", "tableoid", "xmax", "xmin")
"""Columns that are in no catalog, and can be granted. Source: manual, System Columns."""

_TABLE_PRIVILEGES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"})

_OPEN_ROLES = frozenset({"public", "anon", "authenticated"})
"""Roles that stand for the whole world on Supabase and on PostgreSQL."""


def object_clause(item: SchemaObject) -> Sql:
    """`table public.orders`, `function public.f(integer)`; the relation for a column."""
    assert item.parent is not None
    target = item.parent
    if sequence := item.optional_text("sequence"):  # an identity's
        return sql("sequence {}", verbatim(sequence))
    if target.kind in {"column", "view_column"}:
        return sql("table {}", verbatim(f"{ident(target.schema)}.{target.parent}"))
    word = verbatim(CLASSES[target.kind][0])
    if target.kind in CALLABLE_KINDS:
        return sql("{} {}", word, with_signature(target))
    return sql("{} {}", word, verbatim(f"{ident(target.schema)}.{target.path}" if target.schema else target.path))


def column_clause(item: SchemaObject) -> Sql | None:
    target = item.parent
    if item.id.signature in SYSTEM_COLUMNS:
        return verbatim(item.id.signature)
    return ident(target.name) if target and item.id.signature in {"column", "view_column"} else None


def all_of_class(kind: str, server_version: int) -> frozenset[str]:
    """Every privilege that a kind takes; MAINTAIN since 17."""
    word = CLASSES.get(kind, ("", ""))[0]
    if word == "table":
        return _TABLE_PRIVILEGES | ({"MAINTAIN"} if server_version >= 170000 else set())
    return frozenset(
        {
            "sequence": {"SELECT", "UPDATE", "USAGE"},
            "schema": {"CREATE", "USAGE"},
            **{word: {"EXECUTE"} for word in ("function", "procedure")},
            **{word: {"USAGE"} for word in ("type", "language", "foreign data wrapper", "foreign server")},
        }.get(word, set())
    )


def changes(
    item: SchemaObject,
    before: tuple[str, ...],
    after: tuple[str, ...],
    version: int,
    grantors: tuple[str, ...] = (),
) -> list[Action]:
    """The grants and revokes that lead from one set to another; a star marks the grant option.

    `grantors` are pairs such as `SELECT alice`, where others than the owner granted some.
    """
    had, wanted = split(before), split(after)
    gone = frozenset(name for name in had if name not in wanted)
    demoted = frozenset(name for name, option in had.items() if option and wanted.get(name) is False)
    given = frozenset(name for name, option in wanted.items() if not option and name not in had)
    with_option = frozenset(name for name, option in wanted.items() if option and had.get(name) is not True)
    actions = []
    target, role = object_clause(item), role_name(item.id.name)
    lost, got = sql("on {} from {}", target, role), sql("on {} to {}", target, role)
    for names, verb in ((gone, verbatim("revoke")), (demoted, verbatim("revoke grant option for"))):
        for grantor, theirs in _by_grantor(names, grantors):
            action = _saying(item, verb, theirs, lost, version)
            if grantor is not None:
                action = replace(action, sql=_as_role(grantor, action.sql), listing=None)
            actions.append(action)
    if is_of_relation(item):
        actions = [replace(one, creates=one.creates | {_revocation(item)}) for one in actions]
    if given:
        actions.append(_wider(_saying(item, verbatim("grant"), given, got, version), item))
    if with_option:
        got = sql("{} with grant option", got)
        actions.append(_wider(_saying(item, verbatim("grant"), with_option, got, version), item))
    if column_clause(item):
        actions = [replace(one, needs=one.needs | {_revocation(item)}) for one in actions]
    return actions


def is_of_relation(item: SchemaObject) -> bool:
    return CLASSES.get(item.id.signature, ("", ""))[0] == "table"


def _revocation(item: SchemaObject) -> ObjectId:
    """The fact that a role lost privileges on a relation, and with them those on its columns.

    Source: manual, REVOKE: "Revoking privileges on a table also revokes them on each column".
    """
    target = item.parent
    assert target is not None
    relation = target.parent if target.kind in {"column", "view_column"} else target.path
    return ObjectId("revocation", target.schema, item.id.name, relation)


def _by_grantor(names: frozenset[str], grantors: tuple[str, ...]) -> list[tuple[str | None, frozenset[str]]]:
    """Who takes what back; None is the owner, where nobody else granted any of these."""
    theirs: dict[str, set[str]] = {}
    for pair in grantors:
        name, _, grantor = pair.partition(" ")
        if name in names:
            theirs.setdefault(grantor, set()).add(name)
    rest = names.difference(*theirs.values())
    found: list[tuple[str | None, frozenset[str]]] = [(one, frozenset(theirs[one])) for one in sorted(theirs)]
    return [*found, (None, rest)] if rest else found


def _as_role(grantor: str, statement: Sql) -> Sql:
    """The statement, run as a grantor: nobody else takes back what a role granted. Source: manual, REVOKE, Notes."""
    body = sql(
        "\ndeclare\n    role_before text := pg_catalog.current_setting('role');\nbegin\n"
        "    perform pg_catalog.set_config('role', {}, true);\n    {};\n"
        "    perform pg_catalog.set_config('role', role_before, true);\nend\n",
        literal(grantor),
        statement,
    )
    return sql("do {}", dollar_quoted(body))


def split(privileges: tuple[str, ...]) -> dict[str, bool]:
    """Each privilege with whether it can be handed on, which a star says."""
    return {name.removesuffix("*"): name.endswith("*") for name in privileges}


def union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """What both give together; a grant option stays."""
    merged = split(one)
    for name, option in split(other).items():
        merged[name] = merged.get(name, False) or option
    return tuple(sorted(name + ("*" if option else "") for name, option in merged.items()))


def _saying(item: SchemaObject, verb: Sql, names: frozenset[str], rest: Sql, version: int) -> Action:
    """The action that says `grant select (id) on ... to ...`; what is about a column can be about others too."""
    words = [verbatim(name.lower()) for name in sorted(names)]
    column = column_clause(item)
    if column is not None:
        around = (
            sql("{} {} (", verb, words[0]),
            *(sql("), {} (", word) for word in words[1:]),
            sql(") {}", rest),
        )
        listing = Listing(around, (column,))
        return replace(_action(item, listing.text()), listing=listing)
    if len(names) > 1 and names == all_of_class(item.id.signature, version):
        words = [verbatim("all")]
    return _action(item, sql("{} {} {}", verb, joined(", ", words), rest))


def _action(item: SchemaObject, statement: Sql) -> Action:
    assert item.parent is not None
    return Action(statement, item.id, creates=frozenset({item.id}), needs=frozenset({item.parent}))


def _wider(action: Action, item: SchemaObject) -> Action:
    if item.id.name not in _OPEN_ROLES:
        return action
    return with_hazard(action, HazardKind.ACCESS, f"{item.id.name} may do more")
