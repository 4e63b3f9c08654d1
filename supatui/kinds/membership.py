"""Roles that are members of others; who granted it is noise."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import NOTHING, altered, created, dropped, with_hazard

OPTIONS_SINCE = 160000
"""First version where a grant says inherit and set for itself. Source: manual, GRANT."""


def _reference(item: SchemaObject) -> Sql:
    return sql("{} in {}", ident(item.id.name), ident(item.id.signature))


def _roles(item: SchemaObject) -> frozenset[ObjectId]:
    return frozenset({ObjectId("role", "", item.id.name), ObjectId("role", "", item.id.signature)})


def _grant(item: SchemaObject, change: Change, *, full: bool = False) -> Sql:
    """The grant with what it does not give by itself; `full` says every option, for one that has others now."""
    grant = sql("grant {} to {}", ident(item.id.signature), ident(item.id.name))
    if change.server_version < OPTIONS_SINCE:
        return sql("{} with admin option", grant) if item.flag("admin") else grant
    inherits = item.optional_text("inherit") or ("true" if item.flag("inherits") else "false")
    options = {
        "admin": "true" if item.flag("admin") else "false",
        "inherit": inherits,
        "no_set": "false" if item.flag("no_set") else "true",
    }
    said = [
        sql("{} {}", verbatim(name.removeprefix("no_")), verbatim(value))
        for name, value in options.items()
        if full or name in item.attributes
    ]
    return sql("{} with {}", grant, joined(", ", said)) if said else grant


def _wider(item: SchemaObject, action: Action) -> Action:
    return with_hazard(action, HazardKind.ACCESS, f"{item.id.name} may do what {item.id.signature} may")


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (replace(_wider(item, created(item, _grant(item, change))), needs=_roles(item)),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if _roles(item) & change.dropped:
        return NOTHING
    return (dropped(item, sql("revoke {} from {}", ident(item.id.signature), ident(item.id.name))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    if change.server_version < OPTIONS_SINCE and not new.flag("admin"):
        revoke = sql("revoke admin option for {} from {}", ident(new.id.signature), ident(new.id.name))
        return Alteration((altered(new, revoke),))
    return Alteration((_wider(new, altered(new, _grant(new, change, full=True))),))


KIND = Kind(
    name="membership",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    optional="roles",
)
