"""Operators. Commutators and negators point at each other; the second one made completes the pair."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import created, dropped

_LINKS = ("commutator", "negator")
_FLAGS = ("merges", "hashes")
_ESTIMATORS = ("restrict", "join")

_LINKS_IN_PLACE_SINCE = 170000
"""ALTER OPERATOR takes commutator, negator, merges and hashes where there were none. Source: manual, version 17."""


def _signature(item: SchemaObject) -> Sql:
    """`schema.+(integer, integer)`; the name of an operator is never quoted."""
    return sql("{}.{} ({})", ident(item.id.schema), verbatim(item.id.name), verbatim(item.id.signature))


def _reference(item: SchemaObject) -> Sql:
    return sql("operator {}", _signature(item))


def partner(item: SchemaObject, link: str) -> ObjectId | None:
    """The commutator or the negator."""
    name = item.optional_text(f"{link}_name")
    if name is None:
        return None
    left, right = item.optional_text("left_type"), item.text("right_type")
    types = (right, left) if link == "commutator" else (left, right)
    signature = ", ".join(one or "none" for one in types)
    return ObjectId("operator", item.text(f"{link}_schema"), name, "", signature)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    parts = [sql("function = {}", verbatim(item.text("function")))]
    for attribute, word in (("left_type", "leftarg"), ("right_type", "rightarg")):
        if (type_name := item.optional_text(attribute)) is not None:
            parts.append(sql("{} = {}", verbatim(word), verbatim(type_name)))
    parts += _parts(item, frozenset({*_LINKS, *_ESTIMATORS, *_FLAGS}))
    name = sql("{}.{}", ident(item.id.schema), verbatim(item.id.name))
    action = created(item, sql("create operator {} (\n    {}\n)", name, joined(",\n    ", parts)))
    partners = frozenset(one for link in _LINKS if (one := partner(item, link)))
    schemas = frozenset(ObjectId("schema", "", one.schema) for one in partners)
    return (replace(action, needs=schemas, touches=partners - change.created),)


def _parts(item: SchemaObject, names: frozenset[str]) -> list[Sql]:
    parts = []
    for link in _LINKS:
        if link in names and (other := item.optional_text(link)) is not None:
            parts.append(sql("{} = operator({})", verbatim(link), verbatim(other)))
    for estimator in _ESTIMATORS:
        if estimator in names and (function := item.optional_text(estimator)) is not None:
            parts.append(sql("{} = {}", verbatim(estimator), verbatim(function)))
    parts += [verbatim(flag) for flag in _FLAGS if flag in names and item.flag(flag)]
    return parts


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    promised = [name for name, one in sorted(_promises(item)) if _ends_with(one, item, change)]
    return (dropped(item, sql("drop operator {}", joined(", ", [_signature(item), *promised]))),)


def _promises(item: SchemaObject) -> set[tuple[Sql, ObjectId]]:
    """Operators without a function that it left behind for its partners, where these were not made."""
    found = set()
    for link in _LINKS:
        one = partner(item, link)
        if one is not None and item.flag(f"{link}_promised"):
            found.add((sql("{}.{} ({})", ident(one.schema), verbatim(one.name), verbatim(one.signature)), one))
    return found


def _ends_with(promise: ObjectId, item: SchemaObject, change: Change) -> bool:
    """Whether a promise goes with this operator: no other names it, and types and schemas could not go before it."""
    if promise in change.new_catalog.objects:
        return False
    promising = {
        one.id
        for one in change.old_catalog.objects.values()
        if one.id.kind == "operator" and promise in {other for _, other in _promises(one)}
    }
    return promising <= change.dropped and item.id == min(promising)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    # a promise is kept by making the partner; only CREATE OPERATOR can make one again
    if any(new.flag(f"{link}_promised") and changed & {link, f"{link}_promised"} for link in _LINKS):
        return Rebuild.NEEDED
    kept = {link for link in _LINKS if f"{link}_promised" in changed}
    changed = (changed | kept) - {f"{link}_promised" for link in _LINKS}
    open_ones = frozenset(name for name in changed if not _settles_itself(name, old, new, change))
    late = open_ones - set(_ESTIMATORS)
    if late - {*_LINKS, *_FLAGS}:
        return Rebuild.NEEDED
    if late and (change.server_version < _LINKS_IN_PLACE_SINCE or any(old.attributes.get(name) for name in late)):
        return Rebuild.NEEDED
    parts = [
        sql("{} = none", verbatim(name)) for name in _ESTIMATORS if name in open_ones and name not in new.attributes
    ]
    parts += _parts(new, open_ones)
    if not parts:
        return Alteration()
    needs = {new.id, *change.new_catalog.needs.get(new.id, ())}
    needs.update(one for link in _LINKS if link in open_ones and (one := partner(new, link)))
    statement = sql("alter {} set ({})", _reference(new), joined(", ", parts))
    return Alteration((Action(statement, new.id, needs=frozenset(needs), touches=frozenset({new.id})),))


def _settles_itself(name: str, old: SchemaObject, new: SchemaObject, change: Change) -> bool:
    """Whether dropping the old partner, and making the new one, does it. Source: OperatorUpd."""
    if name not in _LINKS:
        return False
    before, after = partner(old, name), partner(new, name)
    if after is not None and after in change.created and partner(change.new_catalog.objects[after], name) != new.id:
        return False
    if old.flag(f"{name}_promised"):
        return before == after and after in change.created
    return (before is None or before in change.dropped) and (after is None or after in change.created)


KIND = Kind(
    name="operator",
    reference=_reference,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_operator", "oid"),),
)
