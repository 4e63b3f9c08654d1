"""The indexes that a relation is clustered on and is replicated by: said on the relation, gone with the index."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident, qualified, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Change

_IDENTITIES = {None: "default", "full": "full", "nothing": "nothing"}
"""The replica identities that are no index; those are read as `index <name>`."""


def replica_identity(item: SchemaObject, change: Change) -> Action:
    """The step that gives a table the replica identity that is wanted, once its index and columns are there."""
    value = item.optional_text("replica_identity")
    needs = {item.id}
    if value in _IDENTITIES:
        clause = verbatim(_IDENTITIES[value])
    else:
        name = (value or "").removeprefix("index ")
        clause = sql("using index {}", ident(name))
        needs.update(_index_ids(item.id, name))
        # the index's columns have to be not null before
        needs.update(one for one in change.new_catalog.children.get(item.id, ()) if one.kind == "column")
    statement = sql("alter table only {} replica identity {}", qualified(item.id.schema, item.id.name), clause)
    return Action(statement, item.id, needs=frozenset(needs), lock=Lock.ACCESS_EXCLUSIVE, locked=frozenset({item.id}))


def cluster(item: SchemaObject) -> Action:
    """The step that marks the index, or none, for the next CLUSTER of a table or materialized view."""
    index = item.optional_text("cluster_on")
    clause = sql("cluster on {}", ident(index)) if index else verbatim("set without cluster")
    words = verbatim("materialized view" if item.id.kind == "materialized_view" else "table only")
    statement = sql("alter {} {} {}", words, qualified(item.id.schema, item.id.name), clause)
    needs = frozenset({item.id, *(_index_ids(item.id, index) if index else ())})
    return Action(statement, item.id, needs=needs, lock=Lock.SHARE_UPDATE_EXCLUSIVE, locked=frozenset({item.id}))


def marked_again(index: SchemaObject, change: Change) -> tuple[Action, ...]:
    """The marks of an index that is made anew, where nothing about its relation says them."""
    if index.parent is None or index.parent in change.created:
        return ()
    before, after = (one.objects.get(index.parent) for one in (change.old_catalog, change.new_catalog))
    if before is None or after is None:
        return ()
    steps = []
    mark = f"index {index.id.name}"
    if before.optional_text("replica_identity") == after.optional_text("replica_identity") == mark:
        steps.append(replica_identity(after, change))
    if before.optional_text("cluster_on") == after.optional_text("cluster_on") == index.id.name:
        steps.append(cluster(after))
    return tuple(steps)


def _index_ids(relation: ObjectId, name: str) -> list[ObjectId]:
    kinds = ("index", "primary_key", "unique", "exclude")
    return [ObjectId(kind, relation.schema, name, relation.path) for kind in kinds]
