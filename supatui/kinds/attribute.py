"""Attributes of composite types."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds import conversions, statistics_targets
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.extension_dependence import tied_again
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.partitions import freed, heirs_of, keyed_by, narrowed
from supatui.kinds.reach import Reach, followed, follows_type, is_led_over, left_by, once_let_go, reach_of
from supatui.kinds.row_types import in_the_way, once_not_held
from supatui.kinds.steps import NOTHING, altered, created, dropped, parent_name, renaming_part, with_hazard


def in_order(parent: ObjectId, catalog: Catalog) -> tuple[SchemaObject, ...]:
    """The attributes of a type, by position."""
    found = [catalog.objects[child] for child in catalog.children.get(parent, ()) if child.kind == "attribute"]
    return tuple(sorted(found, key=lambda item: item.number("position") or 0))


def clause(item: SchemaObject) -> Sql:
    """`name type collate ...`."""
    text = sql("{} {}", ident(item.id.name), verbatim(item.text("type")))
    if collation := item.optional_text("collation"):
        text = sql("{} collate {}", text, verbatim(collation))
    return text


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", parent_name(item), ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if item.parent in change.created:
        return NOTHING
    statement = sql("alter type {} add attribute {}", parent_name(item), clause(item))
    action = _cascading(created(item, statement), columns_of(item, change), item, change)
    # a new heir is made once the typed table has its columns
    new = frozenset(one for one in change.created if change.new_catalog.objects[one].parent not in change.created)
    columns, own = _reached(columns_of(item, change), change.new_catalog, new)
    whole = _whole(item)
    # where the type is made anew, it is without new attributes; an heir's own column takes on that of the typed table
    needs = action.needs | frozenset(map(followed, whole)) | own
    return (replace(action, creates=action.creates | columns | whole, needs=needs),)


def _takes_in(item: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """Its type, where it would stand behind those that are to follow it, and no values would be lost with the type."""
    whole = item.parent
    if whole is None or whole in change.created or reach_of(whole, change).has_to_follow:
        return frozenset()
    wanted = [one.id for one in in_order(whole, change.new_catalog)]
    staying = [one.id for one in in_order(whole, change.old_catalog) if one.id in wanted]
    return frozenset({whole}) if wanted[: len(staying)] != staying else frozenset()


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, sql("alter type {} drop attribute {}", parent_name(item), ident(item.id.name)))
    columns, own = _reached(columns_of(item, change), change.old_catalog, change.dropped)
    action = _cascading(action, columns_of(item, change), item, change)
    tables = (change.old_catalog.objects[one].parent for one in columns)
    typed = frozenset(narrowed(one) for one in tables if one)
    creates = action.creates | _whole(item) | frozenset(map(freed, own)) | typed
    action = replace(action, creates=creates, destroys=action.destroys | columns)
    detail = "the attribute's values are lost wherever the type is stored"
    return (with_hazard(action, HazardKind.DATA, detail, irreversible=detail),)


def _reached(
    columns: frozenset[ObjectId], catalog: Catalog, among: frozenset[ObjectId]
) -> tuple[frozenset[ObjectId], frozenset[ObjectId]]:
    """Those of the columns of typed tables, with those of their heirs, that come or go; and which the heirs declare."""
    tables = [catalog.objects[one] for one in columns & among]
    heirs = frozenset().union(*(heirs_of(one, catalog) for one in tables)) & among
    own = frozenset(one for one in heirs if catalog.objects[one].flag("local"))
    return columns & among | heirs - own, own


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed & {"type", "collation"}:
        return Alteration()
    whole = old.parent or old.id
    if _is_held(old, new, reach_of(whole, change), change):
        return Rebuild.SUCCESSOR
    statement = sql("alter type {} alter attribute {} type {}", parent_name(new), ident(new.id.name), _type(new))
    typed = columns_of(new, change)
    columns = typed.union(*(heirs_of(change.old_catalog.objects[one], change.old_catalog) for one in typed))
    columns -= change.dropped
    action = _cascading(altered(new, statement), columns, old, change)
    action = replace(action, creates=action.creates | columns | _whole(new), touches=action.touches | columns)
    tables = sorted({one.parent for one in map(change.old_catalog.objects.__getitem__, columns) if one.parent})
    action = once_not_held(tables, once_let_go(action, whole, change), change)
    uses = {each for one in (old.id, *columns) for each in change.old_catalog.dependents.get(one, ())}
    apart = frozenset(one for one in uses if not is_led_over(change.old_catalog.objects[one], change))
    made_again = (*tied_again(columns, change), *statistics_targets.restored(columns, change))
    keyed = keyed_by(change.old_catalog.objects[one] for one in columns)
    return Alteration((action, *made_again), apart | keyed | in_the_way(tables, change))


def _is_held(old: SchemaObject, new: SchemaObject, reach: Reach, change: Change) -> bool:
    """PostgreSQL changes it only where no column holds it, and in typed tables only with casts made by themselves."""
    if reach.columns or not reach.typed_tables:
        return bool(reach.columns)
    name, catalogs = ident(new.id.name), (change.old_catalog, change.new_catalog)
    return conversions.using(name, old.text("type"), new.text("type"), *catalogs) is not None


def _whole(item: SchemaObject) -> frozenset[ObjectId]:
    """The type, which has its new form with its last attribute: no table can be of it before."""
    return frozenset({item.parent} if item.parent else ())


def columns_of(item: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """The columns of typed tables that come, change and go with the attribute."""
    tables = reach_of(item.parent, change).typed_tables if item.parent else frozenset[ObjectId]()
    return frozenset(
        ObjectId("column", one.schema, item.id.name, one.path)
        for one in tables
        if follows_type(change.old_catalog.objects[one], change)
    )


def _cascading(action: Action, columns: frozenset[ObjectId], item: SchemaObject, change: Change) -> Action:
    statement = sql("{} cascade", action.sql) if columns else action.sql
    return replace(action, sql=statement, needs=action.needs | left_by(item.parent, change))


def _type(item: SchemaObject) -> Sql:
    text = verbatim(item.text("type"))
    if collation := item.optional_text("collation"):
        text = sql("{} collate {}", text, verbatim(collation))
    return text


KIND = Kind(
    name="attribute",
    reference=_reference,
    rename=renaming_part(verbatim("attribute")),
    create=_create,
    drop=_drop,
    alter=_alter,
    takes_in=_takes_in,
    owner_clause=False,
    addresses=(("pg_class", "oid"),),
)
