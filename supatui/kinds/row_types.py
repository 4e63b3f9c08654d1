"""Columns that hold whole rows of a table: while one does, PostgreSQL writes no row of that table anew.

A materialized view with such a column makes way, and is filled again. That of a table stands aside: see `set_aside`.

Source: tablecmds.c, find_composite_type_dependencies; 0A000 on 14 to 18.
"""

from collections.abc import Iterable
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.kinds.action import Action
from supatui.kinds.kind import Change

_TABLES = frozenset({"table", "foreign_table"})
_TYPES = frozenset({"domain", "composite_type", "range"})
_PARTS = frozenset({"attribute", "column"})


def rows_to_hold(column: ObjectId, catalog: Catalog) -> frozenset[ObjectId]:
    """Columns of the tables whose rows a column is to hold: these have to have their types before."""
    return _columns_of(catalog.needs.get(column, ()), catalog.objects[column].parent, catalog)


def rows_to_fill_with(view: SchemaObject, catalog: Catalog) -> frozenset[ObjectId]:
    """Columns of the tables whose rows a materialized view is to hold."""
    held = [one for one in catalog.needs.get(view.id, ()) if one.kind in _TABLES | _TYPES and _is_filled(view, one)]
    return _columns_of(held, None, catalog)


def aside(column: ObjectId) -> ObjectId:
    """The fact that a column of whole rows holds none for a while: an object of the order, not of a catalog."""
    return column._replace(kind="aside")


def written(table: ObjectId) -> ObjectId:
    """The fact that nothing writes the rows of a table anew, or checks all of them, after this."""
    return ObjectId("written", table.schema, table.name)


def in_the_way(tables: Iterable[ObjectId], change: Change) -> frozenset[ObjectId]:
    """What holds whole rows of these tables and goes on doing so: views, and for columns that they stand aside."""
    found = _views_filled_with(tables, change.old_catalog)
    return found.union(*(map(aside, _staying_holders(table, change)) for table in tables))


def _staying_holders(table: ObjectId, change: Change) -> frozenset[ObjectId]:
    holders = (holders_of(table, catalog)[0] for catalog in (change.old_catalog, change.new_catalog))
    return frozenset.intersection(*holders) - change.dropped


def _views_filled_with(tables: Iterable[ObjectId], catalog: Catalog) -> frozenset[ObjectId]:
    """Materialized views that hold whole rows of these tables."""
    wholes = frozenset[ObjectId]().union(*(holders_of(table, catalog)[1] for table in tables))
    return frozenset(
        view
        for one in wholes
        for view in catalog.dependents.get(one, ())
        if view.kind == "materialized_view" and _is_filled(catalog.objects[view], one)
    )


def _is_filled(view: SchemaObject, whole: ObjectId) -> bool:
    """Whether it has a column of this type, or of its arrays."""
    name = qualified(whole.schema, whole.name)
    return any(column.removesuffix("[]").endswith(f" {name}") for column in view.texts("columns"))


def columns_within(column: ObjectId, catalog: Catalog) -> frozenset[ObjectId]:
    """Columns and attributes of all that its values are built of."""
    return _parts_of(catalog.needs.get(column, ()), catalog.objects[column].parent, catalog)


def _columns_of(held: Iterable[ObjectId], own: ObjectId | None, catalog: Catalog) -> frozenset[ObjectId]:
    """Columns of the tables among these, and of those that they are built of."""
    return frozenset(one for one in _parts_of(held, own, catalog) if one.kind == "column")


def _parts_of(held: Iterable[ObjectId], own: ObjectId | None, catalog: Catalog) -> frozenset[ObjectId]:
    found: set[ObjectId] = set()
    waiting = list(held)
    while waiting:
        one = waiting.pop()
        if one in found or one == own or one.kind not in _TABLES | _TYPES | _PARTS:
            continue
        found.add(one)
        waiting += catalog.needs.get(one, ())
        if one.kind in _TABLES | _TYPES:
            waiting += [part for part in catalog.children.get(one, ()) if part.kind in _PARTS]
    return frozenset(one for one in found if one.kind in _PARTS)


def once_not_held(tables: Iterable[ObjectId], action: Action, change: Change) -> Action:
    """The step that writes the rows of tables anew, once the columns that hold such rows went or stand aside."""
    for table in tables:
        holders, through = holders_of(table, change.old_catalog)
        standing = _staying_holders(table, change)
        needed = {one for one in holders - standing if one not in change.dropped}.union(map(aside, standing))
        if holders or _views_filled_with((table,), change.old_catalog):
            action = replace(action, needs=action.needs | needed, touches=action.touches | through)
        action = replace(action, creates=action.creates | {written(table)})
    return action


def holders_of(table: ObjectId, catalog: Catalog) -> tuple[frozenset[ObjectId], frozenset[ObjectId]]:
    """The columns that hold rows of a table, and the tables and types that the way to them goes through."""
    found: set[ObjectId] = set()
    through: set[ObjectId] = set()
    waiting = [table]
    while waiting:
        one = waiting.pop()
        if one in through:
            continue
        through.add(one)
        for dependent in catalog.dependents.get(one, ()):
            above = catalog.objects[dependent].parent
            if dependent.kind in _TYPES:
                waiting.append(dependent)
            elif dependent.kind == "attribute" and above is not None:
                waiting.append(above)
            elif dependent.kind == "column" and above not in {None, one} and not _is_computed(dependent, catalog):
                assert above is not None
                if above.kind == "table":  # a foreign table stores none, but a table may hold its rows
                    found.add(dependent)
                waiting.append(above)
    return frozenset(found), frozenset(through)


def _is_computed(column: ObjectId, catalog: Catalog) -> bool:
    return catalog.objects[column].optional_text("generated") is not None
