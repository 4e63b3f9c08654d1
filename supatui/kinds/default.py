"""Defaults of columns: objects of their own, so that a sequence, a function and a table can need one another."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, qualified, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.referred import gone
from supatui.kinds.steps import altered, created, dropped

_LOCK = Lock.ACCESS_EXCLUSIVE


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", _relation(item), ident(item.id.name))


def _relation(item: SchemaObject) -> Sql:
    return qualified(item.id.schema, item.text("relation"))


def _relation_id(item: SchemaObject) -> ObjectId:
    return ObjectId(_relation_kind(item), item.id.schema, item.text("relation"))


def _relation_kind(item: SchemaObject) -> str:
    of_view = item.parent is not None and item.parent.kind == "view_column"
    return item.optional_text("relation_kind") or ("view" if of_view else "table")


def _statement(item: SchemaObject, words: Sql) -> Sql:
    words_of = {"view": "alter view", "foreign_table": "alter foreign table only"}
    relation = verbatim(words_of.get(_relation_kind(item), "alter table only"))
    return sql("{} {} alter column {} {}", relation, _relation(item), ident(item.id.name), words)


def _set(item: SchemaObject) -> Sql:
    return _statement(item, sql("set default {}", verbatim(item.text("expression"))))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, _set(item), lock=_LOCK, on=_relation_id(item))
    return (replace(action, clause=sql("default {}", verbatim(item.text("expression"))), into=item.parent),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, _statement(item, verbatim("drop default")), lock=_LOCK, on=_relation_id(item))
    return (replace(action, creates=frozenset({gone(item.id)})),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration((altered(new, _set(new), lock=_LOCK, on=_relation_id(new)),))


def _stand_in(item: SchemaObject) -> tuple[Sql, Sql]:
    """None for a moment: nothing else comes in the place of a former one that needs nothing."""
    return _statement(item, verbatim("drop default")), _set(item)


KIND = Kind(
    name="default",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    stand_in=_stand_in,
    owner_clause=False,
    addresses=(("pg_attrdef", "oid"),),
)
