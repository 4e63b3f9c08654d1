"""Columns of views that carry something of their own: they come and go with the view's query."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.column_settings import changed_settings, forgotten_settings, settings
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import NOTHING, dropped, parent_name, renaming_part


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", parent_name(item), ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return tuple(_once_there(step, item) for step in settings(item))


def _once_there(step: Action, item: SchemaObject) -> Action:
    """The column comes with its view, not by a step of its own."""
    return replace(step, needs=frozenset({item.parent} if item.parent else ()))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.parent in change.dropped:
        return NOTHING
    steps = tuple(_once_there(step, item) for step in forgotten_settings(item))
    if item.optional_text("comment") is None:
        return steps
    return (*steps, dropped(item, sql("comment on {} is null", _reference(item))))


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration(tuple(_once_there(step, new) for step in changed_settings(old, new, changed)))


KIND = Kind(
    name="view_column",
    reference=_reference,
    rename=renaming_part(verbatim("column")),
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
