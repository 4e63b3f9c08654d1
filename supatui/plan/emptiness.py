"""What may be made again only while it holds nothing, which is counted before anything else runs."""

from collections.abc import Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.errors import PlanError
from supatui.kinds.action import Action, Guard
from supatui.kinds.held_rows import empty_column, empty_table, once_empty
from supatui.kinds.kind import Change
from supatui.kinds.partitions import heirs_of
from supatui.kinds.table import made_beside

NEVER_REBUILT = frozenset({"table", "column", "sequence", "schema"})
"""Kinds whose drop would lose rows or positions; a generated column is the exception."""

_MADE_WITH = ("partition_key", "access_method")
"""What a table cannot change, the second up to 14."""
_IN_STEPS = "change it in steps: add the new form beside the old one, move the data, drop the old"
_BESIDE = (
    "make a table of the new form beside it, insert the rows of the old one into it, drop the old one and rename the"
    " new one, in one transaction; then plan again"
)


def condition_of_loss(one: ObjectId, old: Catalog, new: Catalog) -> str | None:
    """Where it can be made again while it holds nothing: what to do when it does. None where nothing can be lost.

    Raises: PlanError, where rows or positions would be lost that nothing counts.
    """
    item, wanted = old.objects[one], new.objects[one]
    computed = item.optional_text("generated") or wanted.optional_text("generated")
    is_foreign = item.parent is not None and item.parent.kind == "foreign_table"
    if one.kind not in NEVER_REBUILT or computed or is_foreign:
        return None
    is_other = any(item.optional_text(name) != wanted.optional_text(name) for name in _MADE_WITH)
    hint = made_beside(wanted) if is_other else _BESIDE if one.kind == "table" else _IN_STEPS
    if (one.kind == "column" and _column_stands_alone(item, old, new)) or (
        one.kind == "table" and _keeps_its_type(item, old, new)
    ):
        return hint
    raise PlanError(f"{one} would have to be dropped and made again: its data would be lost", where=str(one), hint=hint)


def guards_of(one: ObjectId, hint: str, change: Change) -> list[Guard]:
    """What counts whether a table or a column that is made again holds anything; a whole's is that of partitions."""
    old = change.old_catalog
    item = old.objects[one]
    return [] if one.kind == "column" and _is_partition(item.parent, old) else _counting(item, hint, change)


def _counting(item: SchemaObject, hint: str, change: Change) -> list[Guard]:
    old = change.old_catalog
    return [empty_column(item, old, hint)] if item.id.kind == "column" else empty_table(item, old, hint, change.dropped)


def dropped_empty(one: ObjectId, hint: str, change: Change, actions: Sequence[Action]) -> tuple[Action, ...]:
    """Its drop, which counts again."""
    item = change.old_catalog.objects[one]
    table = item.parent if one.kind == "column" else one
    assert table is not None, one
    guards = _counting(item, hint, change)
    return tuple(once_empty(each, table, guards) if one in each.destroys else each for each in actions)


def _column_stands_alone(column: SchemaObject, old: Catalog, new: Catalog) -> bool:
    """Whether no other table has it with this one, but partitions and wholes, which can have it from nowhere else."""
    for catalog in (old, new):
        tables = [catalog.objects[heir].parent for heir in heirs_of(column, catalog)]
        if catalog.objects[column.id].flag("inherited"):
            tables.append(column.parent)
        if not all(_is_partition(table, catalog) for table in tables):
            return False
    return True


def _is_partition(table: ObjectId | None, catalog: Catalog) -> bool:
    return table is not None and catalog.objects[table].optional_text("partition_of") is not None


def _keeps_its_type(table: SchemaObject, old: Catalog, new: Catalog) -> bool:
    """Whether no type that says what its columns are is another under it while it is there: it would follow.

    Heirs are made again with it, each once it was found empty, unless they leave it before, as partitions do.
    """
    names = {one.optional_text("of_type") for one in (table, new.objects[table.id])} - {None}
    types = {one for name in names if name and (one := old.types_by_name.get(name)) and one in new.objects}
    return all(_columns_of(one, old) == _columns_of(one, new) for one in types)


def _columns_of(type_: ObjectId, catalog: Catalog) -> list[SchemaObject]:
    return sorted((catalog.objects[one] for one in catalog.children.get(type_, ())), key=lambda one: one.id)
