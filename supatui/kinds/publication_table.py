"""Tables that a publication names, with the columns and rows of theirs that it publishes."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Change, Kind, Rebuild
from supatui.kinds.steps import NOTHING, created, dropped, parent_name, with_hazard

_LOCK = Lock.SHARE_UPDATE_EXCLUSIVE


def publication_of(item: SchemaObject) -> ObjectId:
    """The publication that a member belongs to; the platform's are in no catalog."""
    return ObjectId("publication", "", item.id.name)


def _reference(item: SchemaObject) -> Sql:
    return sql("{} in publication {}", parent_name(item), ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("alter publication {} add table {}", ident(item.id.name), _alone(item, change))
    if columns := item.texts("columns"):
        statement = sql("{} ({})", statement, joined(", ", [ident(column) for column in columns]))
    if (row_filter := item.optional_text("row_filter")) is not None:
        statement = sql("{} where ({})", statement, verbatim(row_filter))
    action = created(item, statement, lock=_LOCK, on=item.parent)
    if item.flag("needs_key") and not _has_key(item, change):
        detail = "updates and deletes are refused until the table has a primary key or a replica identity"
        action = with_hazard(action, HazardKind.FAILS_ON_DATA, detail)
    return (action,)


def _alone(item: SchemaObject, change: Change) -> Sql:
    """Without the tables that inherit from it, which would come and go along; partitions never do.

    Source: publicationcmds.c, OpenTableList.
    """
    assert item.parent is not None
    tables = (catalog.objects.get(item.parent) for catalog in (change.old_catalog, change.new_catalog))
    if all(one is None or one.optional_text("partition_key") for one in tables):
        return parent_name(item)
    heirs = (*change.old_catalog.heirs.get(item.parent, ()), *change.new_catalog.heirs.get(item.parent, ()))
    return sql("only {}", parent_name(item)) if heirs else parent_name(item)


def _has_key(item: SchemaObject, change: Change) -> bool:
    assert item.parent is not None
    table = change.new_catalog.objects.get(item.parent)
    identity = table.optional_text("replica_identity") if table else None
    if identity is not None:
        return identity != "nothing"
    return any(child.kind == "primary_key" for child in change.new_catalog.children.get(item.parent, ()))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if publication_of(item) in change.dropped:
        return NOTHING
    statement = sql("alter publication {} drop table {}", ident(item.id.name), _alone(item, change))
    return (dropped(item, statement, lock=_LOCK, on=item.parent),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Rebuild:
    """SET TABLE, which names every table at once, takes a changed one away and adds it again too."""
    return Rebuild.NEEDED


KIND = Kind(
    name="publication_table",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_publication_rel", "oid"),),
)
