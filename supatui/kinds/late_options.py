"""Options of tables that come after whatever writes these anew.

Tables that logical decoding reads like catalogs, by `user_catalog_table`, are not to be written anew as such: the
option goes before, and comes after. Source: tablecmds.c, ATRewriteTables, 14 to 18; manual, CREATE TABLE, Storage
Parameters. Those of a TOAST table may be lost on the way, and are said again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Change
from supatui.kinds.partitions import heirs_below
from supatui.kinds.row_types import written
from supatui.kinds.steps import name_of, options_change, stored_options
from supatui.kinds.toast import is_of_toast, may_lose_options

_OPTION = "user_catalog_table"
_OFF = frozenset({"0", "f", "fa", "fal", "fals", "false", "n", "no", "of", "off"})
"""What the server takes for false. Source: bool.c, parse_bool."""
_COPIED = frozenset({"index", "primary_key", "unique", "exclude"})
"""Kinds whose files are copied by themselves: that is no obstacle."""


def is_like_catalog(table: SchemaObject) -> bool:
    """Whether the option is on."""
    given = dict(option.split("=", 1) for option in table.texts("options"))
    return given.get(_OPTION, "off").lower() not in _OFF


def come_after_rewrites(old: SchemaObject, new: SchemaObject, change: Change) -> bool:
    """Whether the options of a table that stays are set by the steps of `apart_from_rewrites`."""
    return is_like_catalog(old) or is_like_catalog(new) or may_lose_options(old, new, change)


def apart_from_rewrites(steps: Sequence[Action], change: Change) -> tuple[list[Action], list[Action]]:
    """The steps of a plan with what they wait for, and those to the options of tables that stand apart from these."""
    amended, added = list(steps), list[Action]()
    for before, after in _tables(change):
        options = stored_options(before)
        writing = [number for number, step in enumerate(steps) if after.id in _written_by(step, change)]
        if writing and is_like_catalog(before):
            off = _changed(after, sql("reset ({})", verbatim(_OPTION)))
            added.append(replace(off, creates=frozenset({_let_go(after.id)})))
            options = tuple(one for one in options if not one.startswith(_OPTION + "="))
        if writing and may_lose_options(before, after, change):
            options = tuple(one for one in options if not is_of_toast(one))
        for number in writing:
            one = amended[number]
            needs, creates = one.needs | {_let_go(after.id)}, one.creates | {written(after.id)}
            amended[number] = replace(one, needs=needs, creates=creates)
        # those of the TOAST table are ignored where no column makes for one yet
        columns = (one for one in change.new_catalog.children.get(after.id, ()) if one.kind == "column")
        needs = frozenset({after.id, written(after.id), *columns})
        for clause in options_change(options, stored_options(after)):
            added.append(replace(_changed(after, clause), needs=needs))
    return amended, added


def _tables(change: Change) -> Iterator[tuple[SchemaObject, SchemaObject]]:
    """Tables that stay and whose options come after rewrites, as they are before and after."""
    for one, before in change.old_catalog.objects.items():
        after = change.new_catalog.objects.get(one) if one.kind == "table" else None
        if after is not None and one not in change.created and come_after_rewrites(before, after, change):
            yield before, after


def _written_by(step: Action, change: Change) -> frozenset[ObjectId]:
    """The tables that a step writes anew, or may."""
    if step.object.kind in _COPIED:
        return frozenset()
    columns = {one for one in step.touches | step.creates if one.kind == "column"}
    cascades = step.object.kind == "attribute" and bool(columns)
    is_said = any(one.kind is HazardKind.REWRITE for one in step.hazards)
    if not (is_said or cascades or (step.is_open and _is_filled_by_call(step.object, change))):
        return frozenset()
    catalogs = (change.old_catalog, change.new_catalog)
    items = (catalog.objects.get(one) for one in columns for catalog in catalogs)
    tables = {*step.locked, *(item.parent for item in items if item is not None and item.parent is not None)}
    return frozenset(tables).union(*(heirs_below(one, catalog) for one in tables for catalog in catalogs))


def _is_filled_by_call(column: ObjectId, change: Change) -> bool:
    """Whether a new column has a default that each row may get another value from."""
    catalog = change.new_catalog
    parts = (catalog.objects[one] for one in catalog.children.get(column, ()) if one.kind == "default")
    return any("(" in one.text("expression") for one in parts)


def _changed(table: SchemaObject, clause: Sql) -> Action:
    statement = sql("alter table {} {}", name_of(table), clause)
    lock = Lock.SHARE_UPDATE_EXCLUSIVE
    return Action(statement, table.id, lock=lock, locked=frozenset({table.id}))


def _let_go(table: ObjectId) -> ObjectId:
    """The fact that a table is not like a catalog any more: an object of the order, not of a catalog."""
    return ObjectId("catalog_use_let_go", table.schema, table.name)
