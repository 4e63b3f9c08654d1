"""Publications. Each table and each schema that one names is an object of its own, so that they merge one by one."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped

MEMBERS = frozenset({"publication_table", "publication_schema"})

_EVERYTHING = ("insert", "update", "delete", "truncate")
"""What a publication publishes by itself. Source: manual, CREATE PUBLICATION."""


def _reference(item: SchemaObject) -> Sql:
    return sql("publication {}", ident(item.id.name))


def _parameters(item: SchemaObject) -> dict[str, Sql]:
    """Every parameter by the attribute that it says."""
    return {
        "publish": sql("publish = {}", literal(", ".join(item.texts("publish")))),
        "via_root": sql("publish_via_partition_root = {}", verbatim("true" if item.flag("via_root") else "false")),
        "generated_columns": sql(
            "publish_generated_columns = {}", verbatim(item.optional_text("generated_columns") or "none")
        ),
    }


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("create {}", _reference(item))
    if item.flag("all_tables"):
        statement = sql("{} for all tables", statement)
    parameters = _parameters(item)
    said = [name for name in ("via_root", "generated_columns") if name in item.attributes]
    if item.texts("publish") != _EVERYTHING:
        said.insert(0, "publish")
    if said:
        statement = sql("{} with ({})", statement, joined(", ", [parameters[name] for name in said]))
    return (created(item, statement),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, sql("drop {}", _reference(item)))
    members = {one for one in change.old_catalog.dependents.get(item.id, ()) if one.kind in MEMBERS}
    return (replace(action, destroys=action.destroys | members),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "all_tables" in changed:
        return Rebuild.NEEDED
    parameters = [words for name, words in _parameters(new).items() if name in changed]
    if not parameters:
        return Alteration()
    return Alteration((altered(new, sql("alter {} set ({})", _reference(new), joined(", ", parameters))),))


KIND = Kind(
    name="publication",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_publication", "oid"),),
)
