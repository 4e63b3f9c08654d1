"""A column's numbers come from an identity or a default, never from both: what takes the other's place goes with it.

Where one side made an identity of a serial column, or the other way round, and the other side changed what is gone,
there is one question: the identity, or the default with the sequence that it draws from. So it is where one side gave
the column an identity and the other a default. Source: PostgreSQL manual, CREATE TABLE, GENERATED AS IDENTITY.
"""

from collections.abc import Iterator, Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident
from supatui.catalog.sequences import owning_column
from supatui.compare.model import Change, Clash, Difference, Key, Merge, Side
from supatui.compare.status import title

_SAYS = ("identity", "identity_sequence", "identity_options", "identity_type", "identity_persistence")
"""What a column says about its numbers."""


def numbering_clashes(merge: Merge) -> tuple[Clash, ...]:
    """One for each column whose numbers one side took from elsewhere and the other side changed."""
    sequences = _owned_sequences(merge)
    found = (
        clash
        for difference in merge.roots
        if difference.id.kind == "column" and any(change.attribute == "identity" for change in difference.changes)
        for side in (Side.LOCAL, Side.REMOTE)
        for clash in (_clash(merge, difference, side, sequences), _given_both(merge, difference, side))
    )
    return tuple(clash for clash in found if clash is not None)


def _given_both(merge: Merge, column: Difference, side: Side) -> Clash | None:
    """Where the side gave the column an identity, and the other one a default."""
    default = merge.by_id.get(_default_of(column.id))
    if default is None or default.base is not None or default.on(side) is not None or default.covered_by is not None:
        return None
    here, before = column.on(side), column.base
    if here is None or not _has_identity(here) or (before is not None and _has_identity(before)):
        return None
    says = (one.key for one in column.changes if one.attribute in _SAYS and one.side is Side.CONFLICT)
    members = {Key(column.id, "identity"), *says, default.changes[0].key}
    return Clash(tuple(sorted(members)), f"{side} made {title(column.id)} an identity, the other side gave a default")


def _clash(
    merge: Merge, column: Difference, side: Side, sequences: Mapping[ObjectId, list[Difference]]
) -> Clash | None:
    before, after = column.base, column.on(side)
    if before is None or after is None or _has_identity(before) == _has_identity(after):
        return None
    there_without = after if _has_identity(before) else before
    default = merge.by_id.get(_default_of(there_without.id))
    if default is None or (default.base is None) is (default.on(side) is None):
        return None
    says = [change for change in column.changes if change.attribute in _SAYS]
    moved = [
        one for one in (default, *sequences.get(column.id, ())) if (one.base is None) is not (one.on(side) is None)
    ]
    members = {Key(column.id, "identity"), *(_deciding(merge, one) for one in moved)}
    if not any(change.side is Side.CONFLICT for change in (*says, *(_change(merge, one) for one in members))):
        return None
    form = "an identity of its default" if _has_identity(after) else "a default of its identity"
    return Clash(
        tuple(sorted(members)), f"{side} made {form} for {title(column.id)}, and the other side changed what is gone"
    )


def _has_identity(item: SchemaObject) -> bool:
    return bool(item.attributes.get("identity"))


def _default_of(column: ObjectId) -> ObjectId:
    return ObjectId("default", column.schema, column.name, f"{column.parent}.{ident(column.name)}")


def _owned_sequences(merge: Merge) -> dict[ObjectId, list[Difference]]:
    """Sequences that came or went, and who may use those of identities, by the column that they are for."""
    found: dict[ObjectId, list[Difference]] = {}
    for difference in merge.differences:
        if difference.id.kind == "sequence" and difference.whole:
            columns = set(_owners(difference))
        elif difference.id.kind == "privilege" and difference.id.signature == "sequence" and difference.whole:
            columns = {item.parent for item in _versions(difference) if item.parent is not None}
        else:
            continue
        for column in columns:
            found.setdefault(column, []).append(difference)
    return found


def _versions(difference: Difference) -> Iterator[SchemaObject]:
    yield from (item for item in (difference.base, difference.local, difference.remote) if item is not None)


def _owners(sequence: Difference) -> Iterator[ObjectId]:
    yield from (column for item in _versions(sequence) if (column := owning_column(item)) is not None)


def _deciding(merge: Merge, difference: Difference) -> Key:
    root = merge.by_id[difference.covered_by] if difference.covered_by is not None else difference
    return root.changes[0].key


def _change(merge: Merge, key: Key) -> Change:
    return next(change for change in merge.by_id[key.id].changes if change.key == key)
