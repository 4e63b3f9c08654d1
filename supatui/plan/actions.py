"""From two catalogs to small actions: what is created, dropped, changed in place, or has to be made again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, sql, verbatim
from supatui.catalog.sequences import owning_column
from supatui.compare.two_way import Delta, compare
from supatui.kinds import KINDS, initial_privileges, privilege_owners
from supatui.kinds.action import Action
from supatui.kinds.held_rows import guard_step
from supatui.kinds.index_pairs import partners_in_the_way
from supatui.kinds.index_partners import partners_to_follow
from supatui.kinds.joining import checks_to_follow
from supatui.kinds.kind import Alteration, Change, Rebuild
from supatui.kinds.late_options import apart_from_rewrites
from supatui.kinds.names import NAMES
from supatui.kinds.partitions import (
    detached_for_a_while,
    heirs_of,
    is_detached,
    parents_of,
    partition_parent,
    with_ancestors,
)
from supatui.kinds.referred import goes_first, gone
from supatui.kinds.set_aside import set_aside
from supatui.kinds.steps import ownership
from supatui.kinds.succession import successions_of
from supatui.kinds.views import filled_first
from supatui.kinds.wishes import NO_WISHES, Wishes
from supatui.plan.claims import READ, Claim, claims
from supatui.plan.cycles import strongly_connected
from supatui.plan.emptiness import NEVER_REBUILT, condition_of_loss, dropped_empty, guards_of

COMMON = frozenset({"comment", "owner"})
"""Attributes that are changed in the same way for every kind."""

_OF_A_TYPE = frozenset({"column", "attribute"})
"""Kinds that depend on the collation of their type, too. Source: heap.c, AddNewAttributeTuples."""


@dataclass(frozen=True)
class Actions:
    """Actions without an order, and what the order needs to know."""

    old: Catalog
    new: Catalog
    steps: tuple[Action, ...]
    chains: tuple[tuple[int, int], ...]
    """Pairs of indexes into `steps` whose order is fixed."""


def build_actions(old: Catalog, new: Catalog, wishes: Wishes = NO_WISHES) -> Actions:
    """Everything that has to happen to make `old` into `new`.

    Raises: PlanError, where a difference has no safe way.
    """
    return _Builder(old, new, wishes).result()


class _Builder:
    def __init__(self, old: Catalog, new: Catalog, wishes: Wishes) -> None:
        self.old, self.new, self.wishes = old, new, wishes
        self.delta: Delta = compare(old, new)
        self.rebuilt: set[ObjectId] = set()
        self.emptied: dict[ObjectId, str] = {}
        """Tables and columns among these that must hold nothing, with what to do where they do."""
        self.touched: frozenset[ObjectId] = frozenset()
        """What is changed in place, once what depended on it has gone."""
        self.succeeded: frozenset[ObjectId] = frozenset()
        self.led: frozenset[ObjectId] = frozenset()
        """Columns that successions lead to their types."""
        self.made: frozenset[ObjectId] = frozenset()
        self.taken: frozenset[ObjectId] = frozenset()
        """What goes, and what is in `made` comes, by steps of a succession."""
        self.version = old.server_version or new.server_version
        self.executor = old.session_role or new.session_role
        self.steps: list[Action] = []
        self.chains: list[tuple[int, int]] = []

    def result(self) -> Actions:
        alterations = self._settle()
        change = self._change()
        self._append(guard_step(one, guards_of(one, hint, change)) for one, hint in sorted(self.emptied.items()))
        self._drops(change)
        for object_id in sorted(self.delta.created | self.rebuilt, key=self._creation_order):
            self._creation(self.new.objects[object_id], change)
        for object_id in sorted(alterations):
            self._alteration(object_id, alterations[object_id], change)
        self.steps, options = apart_from_rewrites(self.steps, change)
        self._append(options)
        return Actions(self.old, self.new, tuple(self.steps), tuple(self.chains))

    def _change(self) -> Change:
        return Change(
            old_catalog=self.old,
            new_catalog=self.new,
            dropped=self.delta.dropped | self.rebuilt,
            created=self.delta.created | self.rebuilt,
            server_version=self.version,
            executor=self.executor,
            wishes=self.wishes,
        )

    # what has to be made again

    def _settle(self) -> dict[ObjectId, Alteration]:
        """Alterations in place, after growing `rebuilt` until nothing more has to be made again."""
        self._spread_on()
        while True:
            change = self._change()
            alterations: dict[ObjectId, Alteration] = {}
            wanted: set[ObjectId] = set()
            followed: set[ObjectId] = set()
            moving = {one: frozenset({"partition_bound"}) for one in detached_for_a_while(change)}
            altered = {**moving, **self.delta.altered}
            altered.update((one, altered[one] | moved) for one, moved in moving.items())
            for object_id, changed in sorted(altered.items(), key=lambda pair: pair[0]):
                if object_id in self.rebuilt:
                    continue
                before, after = self.old.objects[object_id], self.new.objects[object_id]
                answer = KINDS[object_id.kind].alter(before, after, changed - COMMON, change)
                if answer is Rebuild.SUCCESSOR:
                    followed.add(object_id)
                elif answer is Rebuild.NEEDED:
                    wanted.add(object_id)
                else:
                    alterations[object_id] = answer
            followed |= self._parents_to_follow(change)
            alterations = self._with_successors(alterations, followed, change)
            wanted.update(followed - alterations.keys() - self.succeeded)
            wanted.update(*(one.rebuilds for one in alterations.values()))
            wanted |= self._taken_in(change) | partners_to_follow(change) | partners_in_the_way(change)
            wanted |= checks_to_follow(change)
            standing = set_aside(wanted, self.led | self.succeeded, change)
            for one, answer in standing.alterations.items():
                first = alterations.get(one, Alteration())
                alterations[one] = Alteration((*first.actions, *answer.actions), first.rebuilds)
                wanted |= answer.rebuilds
            wanted |= standing.rebuilds
            wanted = {one for one in wanted if one in self.old.objects and one in self.new.objects} - self.rebuilt
            steps = (step for one in alterations.values() for step in one.actions)
            self.touched = frozenset[ObjectId]().union(*(step.touches for step in steps))
            size = len(self.rebuilt)
            self._add(wanted)
            self._spread_on()
            if size == len(self.rebuilt):
                return alterations

    def _parents_to_follow(self, change: Change) -> set[ObjectId]:
        """What has to be made anew so that a new part of it can be."""
        found: set[ObjectId] = set()
        for one in change.created:
            need, item = KINDS[one.kind].needs_successor, self.new.objects[one]
            if need is not None and item.parent is not None and need(item, change):
                found.add(item.parent)
        return found

    def _taken_in(self, change: Change) -> set[ObjectId]:
        """What stays, and something new would take into itself."""
        found: set[ObjectId] = set()
        for one in change.created:
            if takes_in := KINDS[one.kind].takes_in:
                found |= takes_in(self.new.objects[one], change)
        return found

    def _with_successors(
        self, alterations: dict[ObjectId, Alteration], followed: set[ObjectId], change: Change
    ) -> dict[ObjectId, Alteration]:
        """With what lets new types follow old ones; it says everything about these, and about what is in them."""
        successions = successions_of(followed, change, KINDS)
        self.succeeded = frozenset().union(*(one.members for one in successions))
        self.made = frozenset().union(*(one.makes for one in successions))
        self.taken = frozenset().union(*(one.drops for one in successions))
        silent = {*self.succeeded, *(part for one in self.succeeded for part in self.old.children.get(one, ()))}
        self.led = led = frozenset[ObjectId]().union(*(one.columns for one in successions))
        result = {
            one: self._beside_succession(one, answer, change) if one in led else answer
            for one, answer in alterations.items()
            if one not in silent or one.kind == "privilege"
        }
        result |= {one: Alteration() for one in alterations.keys() - result.keys()}
        return result | {one.lead: one.alteration for one in successions}

    def _beside_succession(self, column: ObjectId, answer: Alteration, change: Change) -> Alteration:
        """What is still to change of a column that a succession leads to its type; the same has to make way."""
        rest = self.delta.altered[column] - COMMON - {"type", "collation"}
        if not rest:
            return Alteration(rebuilds=answer.rebuilds)
        found = KINDS["column"].alter(self.old.objects[column], self.new.objects[column], rest, change)
        return replace(found, rebuilds=answer.rebuilds) if isinstance(found, Alteration) else answer

    def _add(self, wanted: Iterable[ObjectId]) -> None:
        fresh = [one for one in sorted(wanted) if one not in self.rebuilt]
        for one in fresh:
            self._refuse_loss(one)
        self.rebuilt.update(fresh)
        self._spread(fresh)

    def _refuse_loss(self, object_id: ObjectId) -> None:
        if self.old.objects[object_id].parent not in self.emptied:
            hint = condition_of_loss(object_id, self.old, self.new)
            if hint is not None:
                self.emptied[object_id] = hint

    def _spread_on(self) -> None:
        """Until nothing more makes way: what lets go of something may not do so once more goes behind that."""
        size = -1
        while size < len(self.rebuilt):
            size = len(self.rebuilt)
            self._spread(sorted(self.delta.dropped | self.rebuilt))

    def _spread(self, gone: Iterable[ObjectId]) -> None:
        """What depends on something that goes away has to make way, unless its own change lets go of it."""
        for one in gone:
            for dependent in self.old.dependents.get(one, ()):
                if dependent in self.delta.dropped or dependent in self.rebuilt or dependent not in self.new.objects:
                    continue
                if dependent in self.succeeded:  # the former one goes with what it stood on
                    continue
                if self.delta.altered.get(dependent, frozenset()) - COMMON and self._lets_go(dependent, one):
                    continue
                if dependent.kind in _OF_A_TYPE and self._has_it_from_domain(dependent, one):
                    continue
                if one == partition_parent(dependent, self.old) == partition_parent(dependent, self.new):
                    continue  # it has the rows, and leaves while the whole is made again
                self._add([dependent])
            if one in self.rebuilt:
                children = self.old.children.get(one, ())
                self._add(child for child in children if child in self.new.objects and child not in self.rebuilt)

    def _has_it_from_domain(self, part: ObjectId, collation: ObjectId) -> bool:
        """Whether it is the collation of its domain, which is followed by one without it: the part with that."""
        domains = (one for one in self.old.needs.get(part, ()) if one.kind == "domain" and one in self.delta.altered)
        return collation.kind == "collation" and any(collation in self.old.needs.get(one, ()) for one in domains)

    def _lets_go(self, dependent: ObjectId, one: ObjectId) -> bool:
        """Whether a change in place frees the dependant before `one` goes.

        Not where what it then needs takes its name, or is changed itself, which waits until `one` has gone; only what
        reads a relation need not wait for that one's own settings.

        The name may be that of a table whose columns a view reads, or of what a view stood on that goes before it. Of
        routines of one name only one may be there, since text could mean either, also that of what is made for it; a
        column has values to lose, and is not made again for that, unless they are computed.
        """
        behind = self._gone_behind(one)
        is_made_again = dependent.kind != "column" or self._is_computed(dependent)
        called = {(gone.schema, gone.name) for gone in behind if is_made_again and gone.kind in CALLABLE_KINDS}
        takers = {one, *(taker for gone in behind for taker in self._takers(gone))}
        below = {needed for gone in behind for needed in self.old.needs.get(gone, ()) if needed.kind not in READ}
        parts = (part for gone in behind for part in (gone, *self.old.children.get(gone, ())))
        below.update(one for part in parts for one in self._above(part))
        waiting_for_it = below & self.touched if dependent.kind not in NEVER_REBUILT else frozenset[ObjectId]()
        waiting, seen = [dependent], {dependent}
        while waiting:
            for needed in self._needed(waiting.pop()):
                if needed in takers or needed in waiting_for_it or needed == one._replace(kind=needed.kind):
                    return False
                if needed.kind in CALLABLE_KINDS and (needed.schema, needed.name) in called:
                    return False
                if needed not in seen:
                    seen.add(needed)
                    waiting.append(needed)
        return True

    def _above(self, column: ObjectId) -> Iterator[ObjectId]:
        """The columns that an inherited one comes from, whose change of type waits until it has gone with its table."""
        item = self.old.objects[column]
        if column.kind == "column" and item.flag("inherited") and item.parent is not None:
            tables = with_ancestors(parents_of(self.old.objects[item.parent]), self.old)
            yield from (column._replace(schema=one.id.schema, parent=one.id.path) for one in tables)

    def _is_computed(self, column: ObjectId) -> bool:
        return all(catalog.objects[column].optional_text("generated") for catalog in (self.old, self.new))

    def _needed(self, one: ObjectId) -> tuple[ObjectId, ...]:
        """What has to be there before; of a thing that stays as it is, nothing has to be looked for."""
        if one not in self.delta.created and one not in self.delta.altered and one not in self.rebuilt:
            return ()
        parent = self.new.objects[one].parent
        needed = (*self.new.needs.get(one, ()), *([parent] if parent else []))
        if one.kind not in {"table", "foreign_table"} or one not in self.delta.created:
            return needed
        parts = (part for above in needed for part in self.new.children.get(above, ()))
        return (*needed, *(part for part in parts if part.kind == "column"))  # it is made with what its parents have

    def _gone_behind(self, one: ObjectId) -> set[ObjectId]:
        """What goes once `one` has gone, or together with it: what it stands on, and the wholes of these."""
        waiting, found = [one], {one}
        while waiting:
            below = waiting.pop()
            parent = self.old.objects[below].parent
            for other in (*self.old.needs.get(below, ()), *([parent] if parent else [])):
                if other not in found and (other in self.delta.dropped or other in self.rebuilt):
                    found.add(other)
                    waiting.append(other)
        return found

    def _takers(self, gone: ObjectId) -> Iterator[ObjectId]:
        """New objects that take a name which this one gives up, and itself where it comes again."""
        if gone in self.rebuilt:
            yield gone
        for claim in claims(self.old.objects[gone]):
            yield from self._takers_of.get(claim, ())

    @cached_property
    def _takers_of(self) -> dict[Claim, list[ObjectId]]:
        found: dict[Claim, list[ObjectId]] = {}
        for one in sorted(self.delta.created):
            for claim in claims(self.new.objects[one]):
                found.setdefault(claim, []).append(one)
        return found

    # actions

    def _append(self, steps: Iterable[Action], *, chained: bool = False) -> None:
        previous: int | None = None
        for step in steps:
            self.steps.append(step)
            if chained and previous is not None:
                self.chains.append((previous, len(self.steps) - 1))
            previous = len(self.steps) - 1

    def _drops(self, change: Change) -> None:
        explicit = self._in_cycles(change)
        carried: dict[ObjectId, set[ObjectId]] = {}
        drops: list[tuple[ObjectId, tuple[Action, ...]]] = []
        for object_id in sorted(change.dropped):
            carrier = self._carrier(object_id, change)
            if carrier is not None and object_id not in explicit:
                carried.setdefault(carrier, set()).add(object_id)
            elif object_id not in self.taken:
                drops.append((object_id, KINDS[object_id.kind].drop(self.old.objects[object_id], change)))
        for object_id, actions in drops:
            along = carried.get(object_id, set())
            keys = {gone(one) for one in along if one.kind == "foreign_key"}
            if object_id in self.emptied:
                actions = dropped_empty(object_id, self.emptied[object_id], change, actions)
            with_all = [replace(one, destroys=one.destroys | along, creates=one.creates | keys) for one in actions]
            self._append(with_all, chained=True)

    def _carrier(self, object_id: ObjectId, change: Change) -> ObjectId | None:
        """The dropped object that takes this one with it; None where it is dropped by itself."""
        item = self.old.objects[object_id]
        above = item.parent
        if above is not None and above.kind == "view_column":  # goes only with its view
            above = self._view_of(above)
        if object_id.kind == "sequence":
            above = owning_column(item)
        if item.optional_text("partition_of") is not None:  # DROP TABLE takes partitions along
            above = partition_parent(object_id, self.old)
        partner = item.optional_text("attached_to")
        if partner is not None and above not in change.dropped and not is_detached(item.parent, change):
            above = self.old.relations_by_name.get(partner)
        if above is None or above not in change.dropped or goes_first(item, change):
            return None
        return self._carrier(above, change) or above

    def _view_of(self, column: ObjectId) -> ObjectId | None:
        item = self.old.objects.get(column)
        return item.parent if item else None

    def _in_cycles(self, change: Change) -> frozenset[ObjectId]:
        """Parts of dropped objects that make whole objects need one another: foreign keys, policies over views."""
        edges: dict[ObjectId, set[ObjectId]] = {}
        parts: list[tuple[ObjectId, ObjectId, ObjectId]] = []
        for part in sorted(change.dropped):
            whole = self._carrier(part, change) or part
            for needed in self.old.needs.get(part, ()):
                other = self._carrier(needed, change) or needed
                if (other in change.dropped or other in self.delta.altered) and other != whole:
                    edges.setdefault(whole, set()).add(other)
                    parts.append((part, whole, other))
            for heir in heirs_of(self.old.objects[part], self.old) if part.kind == "column" else ():
                if heir in change.dropped:  # an inherited column is dropped after the one that it comes from
                    edges.setdefault(whole, set()).add(self._carrier(heir, change) or heir)
        for changed in self.delta.altered.keys() - change.dropped:  # a routine lets go of a table that goes
            for needed in self.old.needs.get(changed, ()):
                if (other := self._carrier(needed, change) or needed) in change.dropped:
                    edges.setdefault(changed, set()).add(other)
        knots = strongly_connected(edges)
        return frozenset(part for part, whole, other in parts if part != whole and knots[whole] == knots[other])

    def _creation_order(self, object_id: ObjectId) -> tuple[int, int, ObjectId]:
        item = self.new.objects[object_id]
        return NAMES[object_id.kind].rank, item.number("position") or 0, object_id

    def _creation(self, item: SchemaObject, change: Change) -> None:
        kind = KINDS[item.id.kind]
        steps = [] if item.id in self.made else list(kind.create(item, change))
        owner = item.optional_text("owner")
        if kind.owner_clause and owner and owner != self.executor:
            steps.append(_own(item, owner, change))
        if comment := item.optional_text("comment"):
            steps.append(_comment(item, comment))
        self._append(steps)
        self._append(initial_privileges.surplus(item, change))

    def _alteration(self, object_id: ObjectId, alteration: Alteration, change: Change) -> None:
        before, after = self.old.objects[object_id], self.new.objects[object_id]
        released = frozenset(self.old.needs.get(object_id, ())) - frozenset(self.new.needs.get(object_id, ()))
        # a step that says what it releases does so alone, else any of them may
        unsaid = released.difference(*(step.releases for step in alteration.actions))
        steps = [replace(step, releases=step.releases | unsaid) for step in alteration.actions]
        # what comes in the place of another has its owner and comment from its successor's own steps
        changed = frozenset() if object_id in self.succeeded else self.delta.altered.get(object_id, frozenset())
        owner = after.optional_text("owner")
        if "owner" in changed and owner and KINDS[object_id.kind].owner_clause:
            self._append(privilege_owners.from_owner(object_id, change))
            steps += (_own(after, owner, change), *privilege_owners.passed(object_id, change))
        if "comment" in changed and before.optional_text("comment") != after.optional_text("comment"):
            steps.append(_comment(after, after.optional_text("comment")))
        # they come one after the other: what the object has to be for one of them, a former one has made it
        self._append((replace(step, needs=step.needs - {object_id}) for step in steps), chained=True)


def _attached(item: SchemaObject, statement: Sql) -> Action:
    needs = frozenset({item.id, *([item.parent] if item.parent else [])})
    return Action(statement, item.id, needs=needs)


def _own(item: SchemaObject, owner: str, change: Change) -> Action:
    step = _attached(item, sql("alter {} owner to {}", KINDS[item.id.kind].reference(item), ident(owner)))
    needs = step.needs | filled_first(item.id, change) | {privilege_owners.settlement(item.id)}
    return replace(step, creates=frozenset({ownership(item.id)}), needs=needs)


def _comment(item: SchemaObject, comment: str | None) -> Action:
    comment = comment or item.optional_text("default_comment")  # an extension's own comes back
    text = verbatim("null") if comment is None else literal(comment)
    return _attached(item, sql("comment on {} is {}", KINDS[item.id.kind].reference(item), text))
