"""That a routine, index, materialized view or trigger goes when an extension goes: DEPENDS ON EXTENSION."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, qualified, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import NOTHING, with_signature

_INDEXES = frozenset({"index", "primary_key", "unique", "exclude"})


def _object(item: SchemaObject) -> Sql:
    """`function public.f(integer)`, `index public.orders_pkey`, `trigger t on public.orders`."""
    target = item.parent
    assert target is not None, item.id
    match target.kind:
        case "function" | "procedure" | "aggregate":
            word = "routine" if target.kind == "aggregate" else target.kind
            return sql("{} {}", verbatim(word), with_signature(target))
        case "materialized_view":
            return sql("materialized view {}", qualified(target.schema, target.name))
        case "trigger":
            on = verbatim(f"{ident(target.schema)}.{target.parent}")
            return sql("trigger {} on {}", ident(target.name), on)
        case _:  # an index, or the constraint that has one of its name
            return sql("index {}", qualified(target.schema, target.name))


def _reference(item: SchemaObject) -> Sql:
    return sql("{} on extension {}", _object(item), ident(item.id.name))


def setting(item: SchemaObject) -> Action:
    """The step that ties it to its extension."""
    statement = sql("alter {} depends on extension {}", _object(item), ident(item.id.name))
    needs = frozenset({item.parent} if item.parent else ())
    return Action(statement, item.id, creates=frozenset({item.id}), needs=needs)


def restored(target: ObjectId, catalog: Catalog) -> Iterator[Action]:
    """The steps that tie an object to its extensions again, right after CREATE OR REPLACE, which lets go of them.

    Source: ProcedureCreate, deleteDependencyRecordsFor.
    """
    for child in catalog.children.get(target, ()):
        if child.kind == KIND.name:
            yield replace(setting(catalog.objects[child]), creates=frozenset(), needs=frozenset())


def tied_again(columns: Iterable[ObjectId], change: Change) -> Iterator[Action]:
    """The same for indexes on columns that get a type, which are new ones. Source: ATPostAlterTypeParse."""
    for one in sorted({one for column in columns for one in change.new_catalog.dependents.get(column, ())}):
        if one.kind in _INDEXES and one not in change.created:
            yield from restored(one, change.new_catalog)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (setting(item),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.parent in change.dropped:
        return NOTHING
    statement = sql("alter {} no depends on extension {}", _object(item), ident(item.id.name))
    return (Action(statement, item.id, destroys=frozenset({item.id})),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration()


KIND = Kind(
    name="extension_dependence",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
