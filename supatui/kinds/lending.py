"""New columns that a table is to have only from parents which it joins: an empty parent lends them until then.

A table must have the columns of a parent that it joins, and ADD COLUMN on the table would declare them for good. What
comes from one parent and is held by another when it leaves the first stays inherited alone. Source: manual, ALTER
TABLE, INHERIT; tablecmds.c, ATExecAddColumn and RemoveInheritance, 14 to 18.
"""

from collections.abc import Iterable

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, qualified, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Change
from supatui.kinds.partitions import parent_id, staying_parents
from supatui.kinds.steps import name_in_the_meantime, name_of

_WHY = verbatim("-- lends columns, which the table is to inherit and not to declare, until it has joined its parents")


def lender_of(table: ObjectId) -> Sql:
    """The empty parent, which is there only in the meantime."""
    return qualified(table.schema, name_in_the_meantime(table.name, "__lender"))


def is_lent(column: SchemaObject, change: Change) -> bool:
    """Whether a new column comes from an empty parent; one with an identity or an expression cannot."""
    table = column.parent
    before = change.old_catalog.objects.get(table) if table else None
    after = change.new_catalog.objects.get(table) if table else None
    if before is None or after is None or table in change.created or column.id not in change.created:
        return False
    if column.flag("local") or column.optional_text("identity") or column.optional_text("generated"):
        return False
    staying = staying_parents(table, change)
    joined = [name for name in after.texts("inherits") if name not in staying]
    return _is_in(column.id, joined, change) and not _is_in(column.id, staying, change)


def _is_in(column: ObjectId, parents: Iterable[str], change: Change) -> bool:
    above = filter(None, (parent_id(name, change) for name in parents))
    return any(column._replace(schema=one.schema, parent=one.path) in change.new_catalog.objects for one in above)


def lent(column: ObjectId) -> ObjectId:
    """The fact that a column came from an empty parent: an object of the order, not of a catalog."""
    return column._replace(kind="lent_column")


def lent_column(fact: ObjectId) -> ObjectId | None:
    """The column that such a fact is about; None where it is about something else."""
    return fact._replace(kind="column") if fact.kind == "lent_column" else None


def lending(table: ObjectId) -> ObjectId:
    """The fact that a table has its empty parent."""
    return ObjectId("lending", table.schema, table.name)


def lends(table: SchemaObject, change: Change) -> bool:
    """Whether a table gets an empty parent for a while."""
    children = (change.new_catalog.objects[one] for one in change.new_catalog.children.get(table.id, ()))
    return any(is_lent(one, change) for one in children if one.id.kind == "column")


def borrowing(table: SchemaObject, change: Change) -> list[Action]:
    """The steps before such columns are added: the empty parent is made, and joined."""
    if not lends(table, change):
        return []
    lender = lender_of(table.id)
    made = sql("{}\ncreate table {} ()", _WHY, lender)
    return [Action(made, table.id), _inheritance(table, "inherit", frozenset({lending(table.id)}))]


def returning(table: SchemaObject, change: Change) -> list[Action]:
    """The steps once the table has its parents: it leaves the empty one, which goes."""
    if not lends(table, change):
        return []
    dropped = Action(sql("drop table {}", lender_of(table.id)), table.id)
    return [_inheritance(table, "no inherit", frozenset()), dropped]


def _inheritance(table: SchemaObject, words: str, creates: frozenset[ObjectId]) -> Action:
    kind = verbatim("foreign table" if table.id.kind == "foreign_table" else "table")
    statement = sql("alter {} {} {} {}", kind, name_of(table), verbatim(words), lender_of(table.id))
    return Action(statement, table.id, creates=creates, lock=Lock.ACCESS_EXCLUSIVE, locked=frozenset({table.id}))
