"""Some of each side's changes together: the schemas that a trial builds to find which changes clash."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Difference, Key, Merge, Side
from supatui.resolve.choice import Choice
from supatui.resolve.outcome import root_of, settled_target

_OTHER = {Side.LOCAL: Side.REMOTE, Side.REMOTE: Side.LOCAL}


class Mixture:
    """The changes of a merge, to be put together in any selection."""

    def __init__(self, merge: Merge) -> None:
        assert merge.base is not None
        self.merge, self.base = merge, merge.base
        self._sides = {change.key: change.side for root in merge.roots for change in root.changes}
        self.left_out: set[Key] = set()
        """Changes of attributes that nothing brings along any more."""
        self._following = {Key(one.id, one.attribute): one for one in merge.following}

    @cached_property
    def contradictions(self) -> list[Key]:
        """What both sides changed, each in its own way; dropping it is one."""
        return [key for key, whose in self._sides.items() if whose is Side.CONFLICT]

    def changes(self, side: Side) -> list[Key]:
        """What one side changed, and what both did without contradiction, in the order of the differences."""
        return [key for key, whose in self._sides.items() if whose in (side, Side.MERGED)]

    @cached_property
    def untried(self) -> list[Key]:
        """Texts that were put together and that no server has seen."""
        return [
            change.key
            for root in self.merge.roots
            for change in root.changes
            if change.together is not None and change.together.untried
        ]

    def schema(
        self,
        local: Collection[Key],
        remote: Collection[Key],
        *,
        from_base: bool = False,
        without: Collection[Key] = (),
    ) -> Catalog:
        """The base with these changes, and with what they cannot be without on their own side but for `without`.

        A contradiction may be answered in either selection. Open conflicts are as local has them, or with `from_base`
        as they were. What still lacks something is left out.
        """
        taken = {
            Side.LOCAL: self._closed(local, Side.LOCAL, without),
            Side.REMOTE: self._closed(remote, Side.REMOTE, without),
        }
        kept: set[ObjectId] = set()

        def chosen(key: Key) -> Choice | None:
            if key.id in kept:
                return Choice.BASE
            here, there = key in taken[Side.LOCAL], key in taken[Side.REMOTE]
            side = self._sides.get(key)
            if side is Side.CONFLICT:
                return Choice.REMOTE if there else Choice.LOCAL if here else self._of_conflict(key, from_base)
            if side is Side.BOTH_SAME:
                return Choice.LOCAL
            if here and there:
                return Choice.BOTH
            if here or there:
                return Choice.LOCAL if here else Choice.REMOTE
            return Choice.BASE if self.merge.by_id[key.id].base is not None or key.attribute is None else Choice.LOCAL

        def may_be_held(key: Key) -> bool:
            return key.id not in kept and self._sides.get(key) is not Side.CONFLICT

        while True:
            outcome = settled_target(self.merge, Side.LOCAL, chosen, may_be_held)
            lost = {root for pair in outcome.lacking for root in self._as_it_was(*pair, outcome.catalog, kept)}
            if lost <= kept:
                return outcome.catalog
            kept |= lost

    def _as_it_was(
        self, item: ObjectId, needed: ObjectId, schema: Catalog, kept: Collection[ObjectId]
    ) -> Iterator[ObjectId]:
        """What is to be as it was, so that the schema fits together: what local alone drops although something that is
        there as it was needs it, since holding it back keeps it away; what needs something that an answer drops, and
        what needs that.
        """
        root, user = self.merge.by_id.get(root_of(self.merge, needed)), root_of(self.merge, item)
        if root is None or needed in schema.objects or {item, user}.isdisjoint({*schema.objects, *kept}):
            return
        if root.side is Side.LOCAL and root.local is None and root.base is not None:
            yield root.id
        elif user in self.merge.by_id and (root.base is None if root.id in kept else root.side is Side.CONFLICT):
            yield user
            yield from self._parts(user)

    def _parts(self, one: ObjectId) -> Iterator[ObjectId]:
        """What differs of an object's parts: a table of another type has that one's columns."""
        for side in _OTHER:
            roots = (root_of(self.merge, part) for part in self.merge.catalog(side).descendants(one))
            yield from (root for root in roots if root in self.merge.by_id)

    def _of_conflict(self, key: Key, from_base: bool) -> Choice:
        possible = key.attribute is None or self.merge.by_id[key.id].base is not None
        return Choice.BASE if from_base and possible else Choice.LOCAL

    def _closed(self, keys: Collection[Key], side: Side, without: Collection[Key]) -> set[Key]:
        """The changes with those of the same side that they need, but for `without`."""
        found = set(keys)
        waiting = list(found)
        while waiting:
            for needed in self._needed(waiting.pop(), side):
                if needed not in found and needed not in without and needed not in self.left_out:
                    found.add(needed)
                    waiting.append(needed)
        return found

    def _needed(self, key: Key, side: Side) -> Iterator[Key]:
        """Changes of the side's that a change follows: what it uses was made, what used it was changed or dropped.

        A text that only follows a type comes with that, and needs it no more than the base's text does.
        """
        if key.attribute == "type":
            texts = (text for text, each in self._following.items() if key.id in dict(each.types))
            yield from (text for text in texts if self._sides.get(text) is side)
        if key in self._following:
            return
        own = self.merge.catalog(side)
        root = self.merge.by_id[key.id]
        for part in (root, *self.merge.covers.get(key.id, ())):
            if part.on(side) is not None:
                used: Iterable[ObjectId] = own.needs.get(part.id, ())
                if part.id.schema:
                    used = (*used, ObjectId("schema", "", part.id.schema))
            else:
                used = self.base.dependents.get(part.id, ())
            for one in used:
                yield from self._own_changes(one, side)

    def _own_changes(self, one: ObjectId, side: Side) -> Iterator[Key]:
        difference = self.merge.by_id.get(one)
        if difference is None:
            return
        root = difference if difference.covered_by is None else self.merge.by_id[difference.covered_by]
        yield from (change.key for change in root.changes if change.side in (side, Side.MERGED))

    def related(self, key: Key, side: Side) -> list[Key]:
        """Changes of the other side about what a change of this side uses, the likeliest to clash with it."""
        own, other = self.merge.catalog(side), _OTHER[side]
        root = self.merge.by_id[key.id]
        near: dict[ObjectId, None] = {}
        for part in (root, *self.merge.covers.get(key.id, ())):
            near.update((one, None) for one in (*own.needs.get(part.id, ()), *_parent_of(part, side)))
        return [change for one in near for change in self._own_changes(one, other)]


def _parent_of(difference: Difference, side: Side) -> Iterator[ObjectId]:
    item = difference.on(side)
    if item is not None and item.parent is not None:
        yield item.parent


def new_circle(schema: Catalog, merge: Merge) -> tuple[ObjectId, ...]:
    """Objects that need one another in a schema and on neither side; empty where there are none."""
    for one in merge.by_id:
        circle = _circle(schema, one) if one in schema.objects else ()
        if circle and not any(one in side.objects and _circle(side, one) for side in (merge.local, merge.remote)):
            return circle
    return ()


def _circle(catalog: Catalog, start: ObjectId) -> tuple[ObjectId, ...]:
    """A way from an object over what it needs back to itself."""
    ways: dict[ObjectId, ObjectId | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for needed in catalog.needs.get(here, ()):
            if needed == start:
                found = [here]
                while (before := ways[found[-1]]) is not None:
                    found.append(before)
                return tuple(sorted(found))
            if needed not in ways:
                ways[needed] = here
                waiting.append(needed)
    return ()


class ExhaustedError(Exception):
    """More tries would be needed than are allowed."""


def smallest(fails: Callable[[Sequence[Key]], bool], items: Sequence[Key]) -> list[Key]:
    """A smallest part of `items` that still fails; all of them must fail.

    Source: QuickXplain (Junker 2004): about k times log(n / k) tries for k of n.
    """

    def solve(background: list[Key], items: Sequence[Key], *, grown: bool) -> list[Key]:
        if grown and fails(background):
            return []
        if len(items) == 1:
            return list(items)
        first, second = items[: len(items) // 2], items[len(items) // 2 :]
        of_second = solve([*background, *first], second, grown=True)
        of_first = solve([*background, *of_second], first, grown=bool(of_second))
        return [*of_first, *of_second]

    return solve([], items, grown=False) if items and not fails([]) else []
