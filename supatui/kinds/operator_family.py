"""Operator families; what is added to them beside their classes is of kind family_member."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql
from supatui.kinds import definitional
from supatui.kinds.steps import name_of


def _reference(item: SchemaObject) -> Sql:
    return sql("operator family {} using {}", name_of(item), ident(item.id.signature))


KIND = definitional.build(
    "operator_family",
    reference=_reference,
    renames=True,
    moves=True,
    definition=_reference,
    catalog="pg_opfamily",
    owner_clause=True,
)
