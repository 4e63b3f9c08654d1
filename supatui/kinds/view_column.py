"""Columns of views that carry something of their own: they come and go with the view's query."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import NOTHING, altered, dropped, parent_name, renaming_part


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", parent_name(item), ident(item.id.name))


def _statistics(item: SchemaObject) -> tuple[Action, ...]:
    target = item.number("statistics")
    statement = sql(
        "alter materialized view {} alter column {} set statistics {}",
        parent_name(item),
        ident(item.id.name),
        -1 if target is None else target,
    )
    needs = frozenset({item.parent} if item.parent else ())
    return (replace(altered(item, statement), creates=frozenset(), needs=needs),)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return _statistics(item) if item.number("statistics") is not None else NOTHING


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.parent in change.dropped or item.optional_text("comment") is None:
        return NOTHING
    return (dropped(item, sql("comment on {} is null", _reference(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration(_statistics(new) if "statistics" in changed else NOTHING)


KIND = Kind(
    name="view_column",
    title="column",
    plural="view columns",
    rank=72,
    reference=_reference,
    rename=renaming_part(verbatim("column")),
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
