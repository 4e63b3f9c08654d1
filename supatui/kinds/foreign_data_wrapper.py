"""Foreign-data wrappers that no extension brought.

A validator looks at options as they are written, never at those that are there already: a new one comes after what it
might refuse, and a former one goes before. Source: foreigncmds.c, transformGenericOptions, 14 to 18.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.foreign_options import altered_with, hidden_names, losing, warned, with_options
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import altered, created, dropped


def _reference(item: SchemaObject) -> Sql:
    return sql("foreign data wrapper {}", ident(item.id.name))


def _routine(item: SchemaObject, role: str) -> Sql:
    """`handler schema.f`, or `no handler`."""
    name = item.optional_text(role)
    return sql("{} {}", verbatim(role), verbatim(name)) if name else sql("no {}", verbatim(role))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    written = _written(item.id, change)
    # no project's role may alter a wrapper there, though it may make one
    is_late = bool(written) and "validator" in item.attributes and not change.new_catalog.is_supabase
    statement = sql("create {}", _reference(item))
    for role in ("handler", "validator"):
        if role in item.attributes and not (role == "validator" and is_late):
            statement = sql("{} {}", statement, _routine(item, role))
    action = warned(created(item, with_options(statement, item)), hidden_names(item.texts("options")))
    return (action, _late_validator(item, written, change)) if is_late else (action,)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (losing(dropped(item, sql("drop {}", _reference(item))), item),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    written = _written(new.id, change) if "validator" in changed else frozenset[ObjectId]()
    is_late = bool(written) and "validator" in new.attributes
    clauses = [_routine(new, role) for role in ("handler", "validator") if role in changed]
    if is_late:
        former = [verbatim("no validator")] if "validator" in old.attributes else []
        clauses = [*clauses[:-1], *former]
    alteration = altered_with(old, new, sql("alter {}", _reference(new)), clauses)
    if not is_late:
        return alteration
    return replace(alteration, actions=(*alteration.actions, _late_validator(new, written, change)))


def _late_validator(item: SchemaObject, written: frozenset[ObjectId], change: Change) -> Action:
    """The step that gives it its validator, once all options are there."""
    action = altered(item, sql("alter {} {}", _reference(item), _routine(item, "validator")))
    needs = written | {item.id}.union(change.new_catalog.needs.get(item.id, ()))
    return replace(action, creates=frozenset(), touches=frozenset(), needs=needs)


def _written(wrapper: ObjectId, change: Change) -> frozenset[ObjectId]:
    """Itself and what is on it, where options are written that its validator need not look at."""
    old, new = change.old_catalog, change.new_catalog
    if change.wishes.validated:
        return frozenset()
    return frozenset(
        one
        for one in _holders(wrapper, new)
        if (said := _options(one, new)) and (one in change.created or said != _options(one, old))
    )


def validators_hold(schema: Catalog, sides: Sequence[Catalog]) -> bool:
    """Whether each validator of the schema stands beside the same options on a side: there, no matter what it says."""
    wrappers = [one for one in schema.objects if one.kind == "foreign_data_wrapper"]
    return all(
        any(_beside_validator(one, schema) <= _beside_validator(one, side) for side in sides) for one in wrappers
    )


def _beside_validator(wrapper: ObjectId, catalog: Catalog) -> set[tuple[ObjectId, str | None, tuple[str, ...]]]:
    item = catalog.objects.get(wrapper)
    validator = item.optional_text("validator") if item is not None else None
    return {(one, validator, said) for one in _holders(wrapper, catalog) if (said := _options(one, catalog))}


def _holders(wrapper: ObjectId, catalog: Catalog) -> Iterator[ObjectId]:
    """What may have options that a wrapper's validator is asked about: its servers, with all that is on these."""
    yield wrapper
    for server in _dependents(wrapper, "server", catalog):
        yield server
        yield from (one for one in catalog.children.get(server, ()) if one.kind == "user_mapping")
        for table in _dependents(server, "foreign_table", catalog):
            yield table
            yield from (one for one in catalog.children.get(table, ()) if one.kind == "column")


def _dependents(one: ObjectId, kind: str, catalog: Catalog) -> Iterator[ObjectId]:
    return (dependent for dependent in catalog.dependents.get(one, ()) if dependent.kind == kind)


def _options(one: ObjectId, catalog: Catalog) -> tuple[str, ...]:
    item = catalog.objects.get(one)
    return item.texts("foreign_options" if one.kind == "column" else "options") if item is not None else ()


KIND = Kind(
    name="foreign_data_wrapper",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_foreign_data_wrapper", "oid"),),
)
