"""One graph over creates, alters and drops; one deterministic order."""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog
from supatui.errors import PlanError
from supatui.kinds import identity_sequence
from supatui.kinds.action import Action
from supatui.kinds.names import NAMES
from supatui.plan.actions import Actions
from supatui.plan.claims import READ, Claim, claims

_CALLED_OR_READ = CALLABLE_KINDS | READ
_LATE = (1, NAMES["default_privilege"].rank)
"""Keys from here on are of what must not meet anything that is still made: default privileges, event triggers."""
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")


class NoOrderError(PlanError):
    """Changes that need one another: mostly an edge too many of ours."""


class Order:
    """Actions in an order that every dependency of both schemas agrees with."""

    def __init__(self, actions: Actions) -> None:
        self.actions = actions
        self.before: dict[int, set[int]] = defaultdict(set)
        """For each action the ones that come before it."""
        self._producers = _index((number, step.creates) for number, step in enumerate(actions.steps))
        self._destroyers = _index((number, step.destroys) for number, step in enumerate(actions.steps))
        self._about: dict[ObjectId, list[int]] = defaultdict(list)
        for number, step in enumerate(actions.steps):
            for one in {step.object, *step.touches}:
                self._about[one].append(number)
        self._chain: dict[int, int] = {}
        """The first action of its chain, for each that is in one."""
        self.wished: dict[int, set[int]] = defaultdict(set)
        """Like `before`, where going round in a circle does no harm."""
        self._connect()
        self._wish()

    def sequence(self) -> list[int]:
        """Indexes of the actions, in order.

        Raises: NoOrderError, naming the objects of a cycle.
        """
        steps = self.actions.steps
        needs, wishes = _counted(self.before, len(steps)), _counted(self.wished, len(steps))
        after, hoping = _turned(self.before), _turned(self.wished)
        keys = [self._key(number, step) for number, step in enumerate(steps)]
        ready = [(keys[number], number) for number in range(len(steps)) if not needs[number] and not wishes[number]]
        patient = {number for number in range(len(steps)) if not needs[number] and wishes[number]}
        heapq.heapify(ready)
        done: list[int] = []
        while ready or patient:
            if not ready or (patient and ready[0][0] >= _LATE):
                # wishes go round in a circle: let the first go on without, before what would change it
                number = min(patient, key=lambda one: keys[one])
                patient.discard(number)
            else:
                number = heapq.heappop(ready)[1]
            wishes[number] = needs[number] = -1
            done.append(number)
            for following in after[number]:
                needs[following] -= 1
            for following in hoping[number]:
                wishes[following] -= 1
            for following in {*after[number], *hoping[number]}:
                if needs[following] == 0 and wishes[following] <= 0:
                    patient.discard(following)
                    heapq.heappush(ready, (keys[following], following))
                elif needs[following] == 0:
                    patient.add(following)
        if len(done) < len(steps):
            self._refuse_cycle({number for number in range(len(steps)) if needs[number] > 0})
        return done

    def _key(self, number: int, step: Action) -> tuple[int, int, ObjectId, int]:
        """Drops first, from what others need least; then by rank, object and the order of its own steps."""
        rank = NAMES[step.object.kind].rank
        if step.guards:
            return -1, rank, step.object, number
        if step.last:
            return 2, rank, step.object, number
        if step.destroys:
            return 0, -rank, step.object, number
        item = self.actions.new.objects.get(step.object)
        anchor = item.parent if item is not None and item.parent is not None and step.object.kind == "column" else None
        return 1, rank, anchor or step.object, number

    def _refuse_cycle(self, left: set[int]) -> None:
        number = min(left)
        path: list[int] = []
        while number not in path:
            path.append(number)
            number = min(one for one in self.before[number] if one in left)
        names = [self.actions.steps[one].sql.split("\n")[0] for one in path[path.index(number) :]]
        raise NoOrderError(
            "no order: these changes need one another",
            where="; ".join(reversed(names)),
            hint="make one of them in a migration of its own first",
        )

    # edges

    def _edge(self, earlier: Iterable[int], later: Iterable[int]) -> None:
        later = tuple(later)
        for one in earlier:
            for other in later:
                if one != other:
                    self.before[other].add(one)

    def _connect(self) -> None:
        for one, other in self.actions.chains:
            self.before[other].add(one)
            self._chain[other] = self._chain.setdefault(one, one)
        for number, step in enumerate(self.actions.steps):
            self._after_what_it_needs(number, step)
            self._after_dependants_are_gone(number, step)
        for object_id in self._destroyers.keys() & self._producers.keys():
            self._edge(self._destroyers[object_id], self._producers[object_id])
        self._free_names_first()

    def _after_what_it_needs(self, number: int, step: Action) -> None:
        needed = set(step.needs)
        for made in step.creates:
            needed.update(self.actions.new.needs.get(made, ()))
            item = self.actions.new.objects.get(made)
            # an owned sequence belongs to its table and is still made first, for the column's default
            if item is not None and item.parent is not None and made.kind != "sequence":
                needed.add(item.parent)
                # a column of a view comes with it, by no step of its own
                above = self.actions.new.objects.get(item.parent) if item.parent.kind == "view_column" else None
                if above is not None and above.parent is not None:
                    needed.add(above.parent)
        for one in needed - step.creates - step.waives:
            if self._reads_what_stays(step, one):
                self.wished[number].update(self._producers.get(one, ()))
            else:
                self._edge(self._producers.get(one, ()), (number,))

    def _reads_what_stays(self, step: Action, one: ObjectId) -> bool:
        """Whether it is about a view or routine, and reads a relation that is there: only columns could be missing."""
        is_reading = one.kind in READ and step.object.kind in _CALLED_OR_READ - {"table", "foreign_table"}
        return is_reading and one != step.object and one in self.actions.old.objects and one not in self._destroyers

    def _after_dependants_are_gone(self, number: int, step: Action) -> None:
        old = self.actions.old
        for one in step.destroys | step.touches:
            dependants = old.dependents.get(one, ())
            for dependent in (*dependants, *old.children.get(one, ())):
                # a column's own sequence asks nothing of the column's form, and its default lets go of it later;
                # an heir asks nothing of its parent's own settings
                asks_nothing = dependent.kind == "sequence" or one.kind == dependent.kind == "table"
                is_in_the_way = one in step.destroys or not asks_nothing
                if dependent not in step.destroys and is_in_the_way:
                    let_go = self._letting_go(dependent, one) if one in step.destroys else []
                    destroyers = self._destroyers.get(dependent, ())
                    before = self._not_with(number, let_go) or self._not_with(number, destroyers)
                    self._edge(before, (number,))
        for one in step.destroys:
            for dependent in old.dependents.get(one, ()):
                for other in self._not_with(number, self._about.get(dependent, ())):
                    if one in self.actions.steps[other].releases:
                        self._edge((other,), (number,))
        # an attachment has no catalog entry of its own: whoever releases a table is known by the release alone

    def _not_with(self, number: int, others: Iterable[int]) -> list[int]:
        """Those that are not in the same chain, whose order is fixed."""
        return [one for one in others if self._chain.get(one, one) != self._chain.get(number, number)]

    def _letting_go(self, dependent: ObjectId, one: ObjectId) -> list[int]:
        """What puts a stand-in in the place of something that is dropped later, so that `one` can go before it."""
        steps = self.actions.steps
        about = self._about.get(dependent, ())
        return [other for other in about if steps[other].object == dependent and one in steps[other].releases]

    def _wish(self) -> None:
        """Bodies in quotes are text to the server; what they name should be there when something calls them."""
        new = self.actions.new
        self._wish_no_overloads()
        self._wish_whole_domains()
        by_name: dict[str, set[int]] = defaultdict(set)
        for object_id, numbers in self._producers.items():
            if object_id.kind in _CALLED_OR_READ:
                by_name[object_id.name].update(numbers)
        for object_id, numbers in self._producers.items():
            item = new.objects.get(object_id)
            if object_id.kind not in CALLABLE_KINDS or item is None:
                continue
            for word in set(_WORD.findall(item.optional_text("body") or "")):
                for number in numbers:
                    self.wished[number].update(one for one in by_name.get(word, ()) if one not in numbers)

    def _wish_whole_domains(self) -> None:
        """A check should be on a domain before columns have it: inside others, values are not checked later (0A000)."""
        for one, numbers in self._producers.items():
            domain = self.actions.new.objects[one].parent if one.kind == "domain_constraint" else None
            for dependent in self.actions.new.dependents.get(domain, ()) if domain else ():
                if dependent.kind in {"attribute", "column", "domain", "range"}:
                    for number in self._producers.get(dependent, ()):
                        self.wished[number].update(other for other in numbers if not self._go_together(number, other))

    def _go_together(self, one: int, other: int) -> bool:
        """Whether both are about one object, which has its steps in order."""
        return self.actions.steps[one].object == self.actions.steps[other].object

    def _wish_no_overloads(self) -> None:
        """A routine that goes should go before another of its name comes: text that names it could mean either."""
        going: dict[tuple[str, str], list[int]] = defaultdict(list)
        for one, numbers in self._destroyers.items():
            if one.kind in CALLABLE_KINDS:
                going[one.schema, one.name].extend(numbers)
        for one, numbers in self._producers.items():
            if one.kind in CALLABLE_KINDS and one not in self._destroyers:
                for number in numbers:
                    self.wished[number].update(other for other in going[one.schema, one.name] if other not in numbers)

    def _free_names_first(self) -> None:
        freed = _claims_of(self._destroyers, self.actions.old)
        taken = _claims_of(self._producers, self.actions.new)
        for claim in freed.keys() & taken.keys():
            for gone in freed[claim]:
                for made in taken[claim]:
                    if gone != made:
                        self._edge(self._destroyers[gone], self._producers[made])
        for claim, makers in taken.items():
            if claim[0] == "relation":
                freeing = self._producers.get(identity_sequence.freed(claim[1], claim[2]), ())
                for made in makers if freeing else ():
                    self._edge(freeing, self._producers[made])


def _counted(edges: dict[int, set[int]], size: int) -> list[int]:
    return [len(edges.get(number, ())) for number in range(size)]


def _turned(edges: dict[int, set[int]]) -> dict[int, list[int]]:
    turned: dict[int, list[int]] = defaultdict(list)
    for number, earlier in edges.items():
        for one in earlier:
            turned[one].append(number)
    return turned


def _index(pairs: Iterable[tuple[int, frozenset[ObjectId]]]) -> dict[ObjectId, list[int]]:
    found: dict[ObjectId, list[int]] = defaultdict(list)
    for number, ids in pairs:
        for one in ids:
            found[one].append(number)
    return dict(found)


def _claims_of(ids: Iterable[ObjectId], catalog: Catalog) -> dict[Claim, list[ObjectId]]:
    found: dict[Claim, list[ObjectId]] = defaultdict(list)
    for one in sorted(ids):
        item = catalog.objects.get(one)
        if item is not None:
            for claim in claims(item):
                found[claim].append(one)
    return found
