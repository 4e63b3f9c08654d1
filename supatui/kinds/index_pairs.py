"""Indexes of partitions and those of their parents that they belong to: which ones the server pairs, and when.

As it attaches a table, it takes for each index of the parent, valid or not, the first of the table's that is valid, has
the same columns and belongs to none; it makes one where there is none. Source: PostgreSQL, 14 to 18,
AttachPartitionEnsureIndexes and CompareIndexInfo.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import qualified
from supatui.kinds.action import Action
from supatui.kinds.kind import Change
from supatui.kinds.partitions import attachment, is_detached, partition_parent

_PAIRS_EXCLUSIONS = 180000

_KEYS = frozenset({"primary_key", "unique"})
_INDEXED = _KEYS | {"index", "exclude"}

_NOT_COMPARED = re.compile(
    r" (DESC|NULLS FIRST|NULLS LAST|NULLS NOT DISTINCT|DEFERRABLE|INITIALLY DEFERRED|WITH \([^()]*\))(?=[ ,)]|$)"
    r"| \(\w+='[^']*'(, \w+='[^']*')*\)"
)
"""Order, parameters, those of operator classes among them, and what only keys have: they tell no indexes apart."""


def pairing(index: ObjectId) -> ObjectId:
    """The fact that a partition's index belongs to the parent's: an object of the order, not of a catalog."""
    return ObjectId("pairing", index.schema, index.name, index.path)


def indexes_below(index: ObjectId, catalog: Catalog) -> list[ObjectId]:
    """The indexes of partitions that belong to an index, to any depth."""
    table = catalog.objects[index].parent
    name = qualified(index.schema, index.name)
    found = []
    for heir in catalog.heirs.get(table, ()) if table else ():
        for child in catalog.children.get(heir, ()):
            if catalog.objects[child].optional_text("attached_to") == name:
                found += [child, *indexes_below(child, catalog)]
    return found


def comes_with_parent(index: SchemaObject, change: Change) -> bool:
    """Whether an exclusion of a partition is only made by the server itself, with the parent's or at attachment.

    17 has exclusions on partitioned tables, and cannot pair those that are there. Source: PostgreSQL 17,
    CompareIndexInfo.
    """
    is_paired = index.id.kind == "exclude" and index.optional_text("attached_to") is not None
    return is_paired and change.server_version < _PAIRS_EXCLUSIONS


def pairs_by_itself(index: SchemaObject, change: Change) -> bool:
    """Whether attaching the table pairs its index with the parent's, and with no other.

    Of several like it in a new table, only one is made before: that of the one of the parent's that is there then.
    """
    if not index.facts.get("valid", True) or index.optional_text("attached_to") is None:
        return False
    if comes_with_parent(index, change):
        return False
    like_it = _like(index, change)
    if not like_it:
        return True
    if index.parent not in change.created or not _has_partner_staying(index, change):
        return False
    return all(_rank(index) < _rank(one) for one in like_it if _has_partner_staying(one, change))


def _rank(index: SchemaObject) -> tuple[bool, ObjectId]:
    """Keys first: the others' partners are made anew where these stay, and foreign keys stand on keys."""
    return index.id.kind not in _KEYS, index.id


def _like(index: SchemaObject, change: Change) -> list[SchemaObject]:
    """The other indexes of a table that the server would take for it."""
    catalog, shape = change.new_catalog, _shape(index)
    siblings = (one for one in catalog.children.get(index.parent or index.id, ()) if one != index.id)
    found = (catalog.objects[one] for one in siblings if one.kind in _INDEXED)
    return [one for one in found if _shape(one) == shape]


def _shape(index: SchemaObject) -> tuple[bool, str]:
    """Whether values must be unique, and the columns with what follows."""
    definition = index.text("definition")
    if index.id.kind in _KEYS:
        definition = "btree " + definition[definition.index("(") :]
    else:
        definition = definition.partition(" USING ")[2] or definition
    return index.id.kind in _KEYS or index.flag("unique"), _NOT_COMPARED.sub("", definition)


def _has_partner_staying(index: SchemaObject, change: Change) -> bool:
    """Whether the parent's index is there all the while."""
    partner = change.new_catalog.relations_by_name.get(index.optional_text("attached_to") or "")
    return partner is not None and partner in change.old_catalog.objects and partner not in change.created


def before_pairing(action: Action, index: SchemaObject, change: Change) -> Action:
    """The making of an index, tied to its partners of other tables by later steps alone."""
    partner = change.new_catalog.relations_by_name.get(index.optional_text("attached_to") or "")
    waives = frozenset({partner} if partner else ())
    needs = action.needs | _unpaired_attachments(index.id, change)
    is_late = index.parent in change.created and not pairs_by_itself(index, change)
    if is_late and any(pairs_by_itself(one, change) for one in _like(index, change)):  # it would be taken for that one
        needs |= frozenset({attachment(index.parent)} if index.parent else ())
    return replace(action, needs=needs, waives=waives)


def _unpaired_attachments(index: ObjectId, change: Change) -> frozenset[ObjectId]:
    """Attachments of partitions that come before the parent's index: one would be made for each without."""
    table = change.new_catalog.objects[index].parent
    heirs = change.new_catalog.heirs.get(table, ()) if table else ()
    return frozenset(attachment(heir) for heir in heirs if _arrives(heir, change) and not _meets(heir, index, change))


def partners_in_the_way(change: Change) -> set[ObjectId]:
    """Indexes of parents that have to be made anew after a partition comes that has none for them."""
    return set(_partners_in_the_way(change))


def _partners_in_the_way(change: Change) -> Iterator[ObjectId]:
    for table, heirs in change.new_catalog.heirs.items():
        if table in change.created or not change.new_catalog.objects[table].flag("partitioned"):
            continue
        arriving = [heir for heir in heirs if _arrives(heir, change)]
        for index in change.new_catalog.children.get(table, ()) if arriving else ():
            stays = index in change.old_catalog.objects and index not in change.created
            if index.kind in _INDEXED and stays and any(_avoids(heir, index, change) for heir in arriving):
                yield index


def _arrives(table: ObjectId, change: Change) -> bool:
    """Whether a table becomes a partition, or one again."""
    parents = [partition_parent(table, catalog) for catalog in (change.old_catalog, change.new_catalog)]
    return table in change.created or is_detached(table, change) or parents[0] != parents[1]


def _avoids(table: ObjectId, index: ObjectId, change: Change) -> bool:
    """Whether a table is to come without an index that its parent has, or with another than the server would take.

    A valid index has one in each partition: a merged schema need not name the one that the server makes.
    """
    is_open = change.new_catalog.objects[index].facts.get("valid", True) and not _paired(table, index, change)
    return not is_open and not _meets(table, index, change)


def _meets(table: ObjectId, index: ObjectId, change: Change) -> bool:
    """Whether attaching a table pairs an index of it with this one, or makes the one that it is to have."""
    return any(comes_with_parent(one, change) or pairs_by_itself(one, change) for one in _paired(table, index, change))


def _paired(table: ObjectId, index: ObjectId, change: Change) -> list[SchemaObject]:
    """The indexes of a table that are to belong to this one: one at most."""
    catalog, name = change.new_catalog, qualified(index.schema, index.name)
    children = (catalog.objects[one] for one in catalog.children.get(table, ()))
    return [one for one in children if one.optional_text("attached_to") == name]
