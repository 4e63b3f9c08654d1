"""What a merge with choices leads to: the schema that each side should become, and what would not fit together."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value
from supatui.compare.companions import settle_companions
from supatui.compare.equal_keys import equal_key
from supatui.compare.model import Change, Difference, Merge, Presence, Side
from supatui.compare.status import title
from supatui.compare.unspelled import is_unspelled
from supatui.resolve.assembled_facts import assembled_facts
from supatui.resolve.choice import Choice, Key, key_of
from supatui.resolve.combine import value_of_both
from supatui.resolve.consequences import bound_otherwise, follow_types, granted_to_new_owners, left_by_former_owners
from supatui.resolve.inheritance import hand_down

Chosen = Callable[[Key], Choice | None]
"""What was chosen for a key; None where it waits."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The schema that one side should become, and where its new parts come from."""

    catalog: Catalog
    touched: Mapping[ObjectId, tuple[Catalog, ...]]
    """Objects that are not as this side has them, with the catalogs that they come from."""
    removed: tuple[ObjectId, ...]
    lacking: frozenset[tuple[ObjectId, ObjectId]] = frozenset()
    """(object, what it needs and would not find)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A decision that another decision does not allow."""

    object: ObjectId
    """What would be there."""
    needs: ObjectId
    """What it needs and would not find."""
    sides: tuple[Side, ...]
    """Where: local, remote or both."""
    sentence: str
    key: Key | None
    """The decision that would bring what is needed; None where there is none to take."""


def settled_target(
    merge: Merge, side: Side, chosen: Chosen, ruled: Callable[[Key], bool], only: Collection[ObjectId] | None = None
) -> Outcome:
    """Apply the choices to one side, but hold back what only a rule decided and what would not fit together.

    So a trigger that a rule takes comes as soon as somebody takes its function, and a type that a rule drops goes as
    soon as somebody drops its last column; until then the schema fits together without.
    """
    held: set[ObjectId] = set()
    lacking: set[tuple[ObjectId, ObjectId]] = set()

    def is_ruled(one: ObjectId) -> bool:
        root = merge.by_id.get(root_of(merge, one))
        return root is not None and any(ruled(key_of(change)) for change in root.changes)

    def unless_held(key: Key) -> Choice | None:
        return None if key.id in held and ruled(key) else chosen(key)

    while True:
        outcome = target_of(merge, side, unless_held, only)
        found = set(_lacking(merge, side, outcome))
        lacking |= found
        guilty = (item if item in outcome.touched and is_ruled(item) else needed for item, needed in found)
        roots = {root_of(merge, each) for each in guilty if is_ruled(each)} - held
        if not roots:
            return replace(outcome, lacking=frozenset(lacking))
        held |= roots


def root_of(merge: Merge, one: ObjectId) -> ObjectId:
    """The object that is asked about when a part of it differs: what it is created or dropped with, or itself."""
    difference = merge.by_id.get(one)
    return one if difference is None or difference.covered_by is None else difference.covered_by


def target_of(merge: Merge, side: Side, chosen: Chosen, only: Collection[ObjectId] | None = None) -> Outcome:
    """Apply the choices to one side; what waits or was skipped stays as it is there.

    `only` applies nothing but the choices about these roots.
    """
    own = merge.catalog(side)
    objects = dict(own.objects)
    touched: dict[ObjectId, tuple[Catalog, ...]] = {}
    removed: list[ObjectId] = []
    for difference in merge.differences:
        root = difference.covered_by or difference.id
        if only is not None and root not in only:
            continue
        item, suppliers = _outcome(merge, difference, side, chosen)
        if item is difference.on(side):
            continue
        if item is None or is_unspelled(item):
            if objects.pop(difference.id, None) is not None:
                removed.append(difference.id)
        else:
            touched[difference.id] = suppliers
            objects[difference.id] = item
    _hand_down(merge, objects, touched, removed)
    follow_types(merge, own, objects, touched)
    for privilege, left in left_by_former_owners(merge, objects).items():
        if is_unspelled(left):
            _lose(privilege, objects, touched, removed)
        else:
            objects[privilege] = left
            touched.setdefault(privilege, (merge.local, merge.remote))
    for privilege in granted_to_new_owners(merge, objects):
        _lose(privilege, objects, touched, removed)
    touched |= bound_otherwise(merge, side, objects, touched, removed)
    dependencies = _dependencies(merge, own, objects, touched) if touched or removed else own.dependencies
    return Outcome(own._replace(objects=objects, dependencies=dependencies), touched, tuple(removed))


def _lose(
    one: ObjectId,
    objects: dict[ObjectId, SchemaObject],
    touched: dict[ObjectId, tuple[Catalog, ...]],
    removed: list[ObjectId],
) -> None:
    del objects[one]
    touched.pop(one, None)
    removed.append(one)


def _hand_down(
    merge: Merge,
    objects: dict[ObjectId, SchemaObject],
    touched: dict[ObjectId, tuple[Catalog, ...]],
    removed: list[ObjectId],
) -> None:
    """Give heirs what their parents hand down, and take from them what these have lost."""
    if merge.inheritance is None:
        return
    for one, item in hand_down(merge.inheritance, objects).items():
        if item is None:
            _lose(one, objects, touched, removed)
        elif objects.get(one) is None or item.attributes != objects[one].attributes:
            if one not in touched or one in merge.inheritance.catalog.objects:
                touched[one] = (merge.inheritance.catalog,)
            objects[one] = item


def is_shown_as_local(merge: Merge, difference: Difference) -> bool:
    """Whether what waits is shown as local has it: there is no base to show, or both made the object."""
    return merge.two_way or (difference.base is None and not difference.whole)


def result_of(merge: Merge, difference: Difference, chosen: Chosen) -> SchemaObject | None:
    """The merged object for display: what waits or was skipped is shown as in the base, or else as in local."""
    fallback = difference.local or difference.remote if is_shown_as_local(merge, difference) else difference.base
    if difference.whole or difference.covered_by is not None:
        choice = chosen(_root_key(merge, difference))
        return fallback if choice in (None, Choice.SKIPPED) else _pick(difference, choice)
    if fallback is None:
        return difference.local
    return _assembled(difference, fallback, chosen)


def _root_key(merge: Merge, difference: Difference) -> Key:
    root = difference if difference.covered_by is None else merge.by_id[difference.covered_by]
    return key_of(root.changes[0])


def _outcome(
    merge: Merge, difference: Difference, side: Side, chosen: Chosen
) -> tuple[SchemaObject | None, tuple[Catalog, ...]]:
    """The object as `side` should have it, and the catalogs that supply it; the very same object if unchanged."""
    own = difference.on(side)
    if difference.whole or difference.covered_by is not None:
        choice = chosen(_root_key(merge, difference))
        if choice in (None, Choice.SKIPPED):
            return own, ()
        item = _pick(difference, choice)
        if item is not None and own is not None and item.attributes == own.attributes:
            return own, ()
        return item, tuple(catalog for known, catalog in _versions(merge, difference, side) if known is item)[:1]
    assert own is not None, difference.id
    item = _assembled(difference, own, chosen)
    versions = [known for known, _ in _versions(merge, difference, side) if known is not None]
    for known, catalog in _versions(merge, difference, side):
        if known is not None and known.attributes == item.attributes:
            return known, (catalog,)
    return item._replace(facts=assembled_facts(item, versions, difference)), _suppliers(merge, difference, side, chosen)


def _versions(merge: Merge, difference: Difference, side: Side) -> Iterator[tuple[SchemaObject | None, Catalog]]:
    """The object in each catalog, this side's first."""
    own, other = (Side.LOCAL, Side.REMOTE) if side is Side.LOCAL else (Side.REMOTE, Side.LOCAL)
    yield difference.on(own), merge.catalog(own)
    yield difference.on(other), merge.catalog(other)
    if merge.base is not None:
        yield difference.base, merge.base


def _pick(difference: Difference, choice: Choice | None) -> SchemaObject | None:
    """The whole object as a choice wants it."""
    if choice is Choice.LOCAL:
        return difference.local
    if choice is Choice.REMOTE:
        return difference.remote
    assert choice is Choice.BASE, (difference.id, choice)
    return difference.base


def _assembled(difference: Difference, fallback: SchemaObject, chosen: Chosen) -> SchemaObject:
    """`fallback` with every attribute that was chosen."""
    values: dict[str, Value] = dict(fallback.attributes)
    for change in difference.changes:
        assert change.attribute is not None, difference.id
        value = change.local if change.side is Side.BOTH_SAME else _value(change, chosen(key_of(change)))
        if value is Presence.ABSENT:
            continue
        assert not isinstance(value, Presence), change
        if value is None:
            values.pop(change.attribute, None)
        else:
            values[change.attribute] = value
    settle_companions(values, (fallback, difference.local, difference.remote, difference.base))
    return fallback if values == fallback.attributes else fallback._replace(attributes=values)


def _value(change: Change, choice: Choice | None) -> Value | Presence:
    """The chosen value of an attribute; ABSENT where nothing was chosen."""
    if choice is Choice.LOCAL:
        return change.local
    if choice is Choice.REMOTE:
        return change.remote
    if choice is Choice.BASE:
        return change.base
    return value_of_both(change) if choice is Choice.BOTH else Presence.ABSENT


NEEDS_NOTHING = frozenset({"owner", "comment"})
"""Attributes that no dependency between objects comes from."""


def _suppliers(merge: Merge, difference: Difference, side: Side, chosen: Chosen) -> tuple[Catalog, ...]:
    """The catalogs that the attributes of an object put together from several come from."""
    telling = [change for change in difference.changes if change.attribute not in NEEDS_NOTHING]
    sources: dict[Side | None, None] = {}
    for change in telling or difference.changes:
        if change.side is not Side.BOTH_SAME:
            sources.update(dict.fromkeys(_sources(chosen(key_of(change)), side)))
    suppliers = [merge.catalog(source) for source in (Side.LOCAL, Side.REMOTE) if source in sources]
    if None in sources and merge.base is not None:
        suppliers.append(merge.base)
    return tuple(suppliers) or (merge.catalog(side),)


def _sources(choice: Choice | None, side: Side) -> tuple[Side | None, ...]:
    """The sides that a choice takes from when applied to `side`; None is the base."""
    match choice:
        case None | Choice.SKIPPED | Choice.EDITED:
            return (side,)
        case Choice.LOCAL:
            return (Side.LOCAL,)
        case Choice.REMOTE:
            return (Side.REMOTE,)
        case Choice.BASE:
            return (None,)
        case Choice.BOTH:
            return (Side.LOCAL, Side.REMOTE)
    assert_never(choice)


def _dependencies(
    merge: Merge,
    own: Catalog,
    objects: Mapping[ObjectId, SchemaObject],
    touched: Mapping[ObjectId, tuple[Catalog, ...]],
) -> tuple[Dependency, ...]:
    """This side's edges for what it keeps, the suppliers' for what it takes; none to what is not there, but to the key
    in its place."""
    edges = [edge for edge in own.dependencies if edge[0] in objects and edge[0] not in touched]
    for object_id, suppliers in touched.items():
        edges.extend(Dependency(object_id, needed) for needed in _needs(merge, object_id, suppliers))
    found = [edge for edge in edges if edge[1] in objects]
    for user, needed in (edge for edge in edges if edge[1] not in objects):
        if (instead := _instead(merge, user, needed, objects)) is not None:
            found.append(Dependency(user, instead))
    return tuple(found)


def _instead(
    merge: Merge, user: ObjectId, needed: ObjectId, objects: Mapping[ObjectId, SchemaObject]
) -> ObjectId | None:
    catalogs = (merge.local, merge.remote, *((merge.base,) if merge.base is not None else ()))
    return equal_key(user, needed, objects, catalogs)


def _needs(merge: Merge, object_id: ObjectId, suppliers: Collection[Catalog]) -> tuple[ObjectId, ...]:
    """What an object needs that comes from these catalogs: all that they say, without what one of them gave up."""
    found = {needed: None for catalog in suppliers for needed in catalog.needs.get(object_id, ())}
    if merge.base is None or len(suppliers) < 2 or merge.base in suppliers:
        return tuple(found)
    given_up = {
        needed
        for needed in merge.base.needs.get(object_id, ())
        if any(needed not in catalog.needs.get(object_id, ()) for catalog in suppliers)
    }
    return tuple(needed for needed in found if needed not in given_up)


def problems_of(merge: Merge, outcomes: Mapping[Side, Outcome], chosen: Chosen) -> tuple[Problem, ...]:
    """What would be there without what it needs, sorted; the same trouble on both sides is one problem."""
    found: dict[tuple[ObjectId, ObjectId], list[Side]] = {}
    for side, outcome in outcomes.items():
        for pair in outcome.lacking:
            found.setdefault(pair, []).append(side)
    return tuple(
        Problem(item, needed, tuple(sides), *_explained(merge, item, needed, chosen))
        for (item, needed), sides in sorted(found.items())
    )


def _lacking(merge: Merge, side: Side, outcome: Outcome) -> Iterator[tuple[ObjectId, ObjectId]]:
    """What does not fit together, each pair once."""
    objects, own = outcome.catalog.objects, merge.catalog(side)
    seen: set[tuple[ObjectId, ObjectId]] = set()
    for object_id, suppliers in outcome.touched.items():
        for needed in (*_needs(merge, object_id, suppliers), *_homes(objects[object_id])):
            known = any(needed in catalog.objects for catalog in suppliers)
            if known and needed not in objects and _instead(merge, object_id, needed, objects) is None:
                seen.add((object_id, needed))
    for lost in outcome.removed:
        for object_id in own.dependents.get(lost, ()):
            is_kept = object_id in objects and object_id not in outcome.touched
            if is_kept and _instead(merge, object_id, lost, objects) is None:
                seen.add((object_id, lost))
    gone_schemas = {lost.name: lost for lost in outcome.removed if lost.kind == "schema"}
    if gone_schemas:
        seen |= {(item, gone_schemas[item.schema]) for item in objects if item.schema in gone_schemas}
    yield from (pair for pair in seen if _is_outermost(pair, seen, objects))


def _homes(item: SchemaObject) -> Iterator[ObjectId]:
    """Where an object has to stand: its parent and its schema."""
    if item.parent is not None:
        yield item.parent
    if item.id.schema:
        yield ObjectId("schema", "", item.id.schema)


def _is_outermost(
    pair: tuple[ObjectId, ObjectId],
    pairs: Collection[tuple[ObjectId, ObjectId]],
    objects: Mapping[ObjectId, SchemaObject],
) -> bool:
    """Whether the object lacks it by itself: a part of something that lacks the same says nothing new."""
    parent = objects[pair[0]].parent
    return parent is None or (parent, pair[1]) not in pairs


def _explained(merge: Merge, item: ObjectId, needed: ObjectId, chosen: Chosen) -> tuple[str, Key | None]:
    """The sentence of a problem, and the decision that is in the way."""
    difference = merge.by_id.get(needed)
    if difference is None:
        return f"{title(item)} needs {title(needed)}, which is not there", None
    key = _root_key(merge, difference)
    choice = chosen(key)
    if choice is None:
        why = "which waits for a decision"
    elif choice is Choice.SKIPPED:
        why = "which you left out"
    else:
        why = (
            f"which is gone with {choice} for {title(key.id)}" if key.id != needed else f"which {choice} does not have"
        )
    return f"{title(item)} needs {title(needed)}, {why}", key
