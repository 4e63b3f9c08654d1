"""Enum types: values are added in place; a removal or another order rebuilds the type under its columns."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import altered, created, dropped, name_of, with_hazard

NOT_REBUILT = frozenset({"column", "default", "privilege"})
"""Dependants of the type that stay while it is rebuilt: columns change their type in place, privileges are its own."""


def _reference(item: SchemaObject) -> Sql:
    return sql("type {}", name_of(item))


def _statement(item: SchemaObject) -> Sql:
    labels = joined(", ", [literal(label) for label in item.texts("labels")])
    return sql("create type {} as enum ({})", name_of(item), labels)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, _statement(item)),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop type {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    if "labels" not in changed:
        return Alteration()
    before, after = old.texts("labels"), new.texts("labels")
    if tuple(label for label in after if label in before) == before:
        return Alteration(_additions(new, before, after))
    return _rebuilt(old, new, change)


def _additions(new: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Action, ...]:
    """One `add value` for each new label, placed beside a label that is there by then."""
    actions = []
    present = list(before)
    for place, label in enumerate(after):
        if label in present:
            continue
        if place > 0:
            where = sql(" after {}", literal(after[place - 1])) if after[place - 1] != present[-1] else verbatim("")
            present.insert(present.index(after[place - 1]) + 1, label)
        else:
            where = sql(" before {}", literal(present[0])) if present else verbatim("")
            present.insert(0, label)
        action = altered(new, sql("alter type {} add value {}{}", name_of(new), literal(label), where))
        actions.append(replace(action, commit_before_use=True))
    return tuple(actions)


def _rebuilt(old: SchemaObject, new: SchemaObject, change: Change) -> Alteration:
    catalog = change.old_catalog
    columns = tuple(
        catalog.objects[column]
        for column in catalog.dependents.get(old.id, ())
        if column.kind == "column" and column not in change.dropped
    )
    rebuilds = {found for found in catalog.dependents.get(old.id, ()) if found.kind not in NOT_REBUILT}
    for column in columns:
        rebuilds.update(found for found in catalog.dependents.get(column.id, ()) if found.kind != "sequence")
        rebuilds.update(child for child in catalog.children.get(column.id, ()) if child.kind == "default")
    _refuse_nested(old, rebuilds)
    former = qualified(old.id.schema, (old.id.name + "__former")[-63:])
    touches = frozenset({old.id, *(column.id for column in columns)})
    steps = [
        sql("alter type {} rename to {}", name_of(old), ident((old.id.name + "__former")[-63:])),
        _statement(new),
        *[_retype(column, catalog) for column in columns],
        sql("drop type {}", former),
    ]
    actions = [
        Action(step, new.id, creates=touches, touches=touches, lock=Lock.ACCESS_EXCLUSIVE if columns else None)
        for step in steps
    ]
    tables = frozenset(column.parent for column in columns if column.parent)
    removed = [label for label in old.texts("labels") if label not in new.texts("labels")]
    for number, column in enumerate(columns, 2):
        action = replace(actions[number], locked=tables)
        action = with_hazard(action, HazardKind.REWRITE, f"{column.parent and column.parent.path} is written anew")
        if removed:
            detail = "stops where a row holds " + ", ".join(removed)
            action = with_hazard(action, HazardKind.FAILS_ON_DATA, detail)
        actions[number] = action
    return Alteration(tuple(actions), frozenset(rebuilds))


def _refuse_nested(old: SchemaObject, rebuilds: set[ObjectId]) -> None:
    nested = sorted(
        str(found) for found in rebuilds if found.kind in {"domain", "attribute", "composite_type", "range"}
    )
    if nested:
        raise PlanError(
            f"values of {old.id} are removed or reordered while other types are built on it",
            where=", ".join(nested),
            hint="add values instead, or move those types away from it first",
        )


def _retype(column: SchemaObject, catalog: Catalog) -> Sql:
    assert column.parent is not None
    name, type_name = ident(column.id.name), verbatim(column.text("type"))
    through = verbatim("text[]") if column.text("type").endswith("[]") else verbatim("text")
    return sql(
        "alter table {} alter column {} type {} using {}::{}::{}",
        qualified(column.parent.schema, column.parent.name),
        name,
        type_name,
        name,
        through,
        type_name,
    )


KIND = Kind(
    name="enum",
    title="enum",
    plural="enums",
    rank=10,
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_type", "oid"), ("pg_type", "array_oid")),
)
