"""Leading a generated column to another expression, or to none."""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import sql, verbatim
from supatui.kinds import column_type
from supatui.kinds.action import HazardKind
from supatui.kinds.kind import Alteration, Change, Rebuild
from supatui.kinds.partitions import parents_of, with_ancestors
from supatui.kinds.steps import on_column, with_hazard


def regenerated(old: SchemaObject, new: SchemaObject, change: Change) -> Alteration | Rebuild:
    """Its expression set or dropped in place where the server can, else the column made again."""
    before, after = old.optional_text("generated"), new.optional_text("generated")
    if before == "stored" and after is None:
        action = on_column(new, verbatim("drop expression"))
        return Alteration((replace(action, irreversible="the column is made again as a generated one"),))
    in_place = change.server_version >= 170000 and not (after == "virtual" and _is_checked_or_published(new, change))
    if before == after and in_place and old.text("type") == new.text("type"):
        action = on_column(new, sql("set expression as ({})", verbatim(new.text("expression"))))
        if after == "stored":
            action = with_hazard(action, HazardKind.REWRITE, "the table is written anew with the new values")
        return Alteration((action,), column_type.disturbed(old, new, change))
    return Rebuild.NEEDED


def _is_checked_or_published(item: SchemaObject, change: Change) -> bool:
    """Where 18 does not change the expression of a virtual column. Source: ATExecSetExpression."""
    for catalog in (change.old_catalog, change.new_catalog):
        if any(one.kind == "publication" for one in catalog.objects):
            return True
        table = catalog.objects.get(item.parent) if item.parent else None
        tables = [table, *with_ancestors(parents_of(table), catalog)] if table else []
        if any(part.kind == "check" for one in tables for part in catalog.children.get(one.id, ())):
            return True
    return False
