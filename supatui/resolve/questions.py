"""Questions: what there is to decide in a merge, and how it was decided so far."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Change, Difference, Merge, Side
from supatui.compare.status import MergeSummary, summarize, title
from supatui.resolve import combine
from supatui.resolve.choice import By, Choice, Key, Resolution, Step, key_of
from supatui.resolve.decided import Next, utc_now
from supatui.resolve.edits import Begun, Edit
from supatui.resolve.following import with_followers
from supatui.resolve.outcome import Outcome
from supatui.resolve.rulebook import SAFE, RuleBook
from supatui.resolve.rules import decide_by_rule


class Questions:
    """A merge and its resolutions. What comes along with another difference is decided with that one.

    Everything is a function of the merge and the decisions; the two, with the history, are all the state there is.
    """

    def __init__(
        self, merge: Merge, *, person: str = "", clock: Callable[[], str] = utc_now, book: RuleBook = SAFE
    ) -> None:
        self.merge, self.person, self.clock = merge, person, clock
        self.rules = with_followers(merge, decide_by_rule(merge, book), book)
        self.decisions: dict[Key, Resolution] = {}
        """What a person decided; the rest is decided by rule or waits."""
        self.begun: dict[ObjectId, Begun] = {}
        """What was begun and decides nothing yet."""
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self.revision = 0
        """Counts up with every change of a decision."""
        self._changes = {
            key_of(change): change
            for difference in merge.roots
            for change in difference.changes
            if change.side is not Side.BOTH_SAME
        }
        self._outcomes: dict[Side, tuple[int, Outcome]] = {}

    def keys(self, object_id: ObjectId, attribute: str | None = None) -> tuple[Key, ...]:
        """What can be decided about an object, or about one attribute of it; empty where there is nothing to do.

        For what comes along with another object these are that object's.
        """
        difference = self.merge.by_id.get(object_id)
        if difference is None:
            return ()
        if difference.covered_by is not None:
            return self.keys(difference.covered_by)
        keys = (key_of(change) for change in difference.changes)
        return tuple(key for key in keys if key in self._changes and attribute in (None, key.attribute))

    def resolution(self, key: Key) -> Resolution | None:
        """The person's resolution, else the rule's; None while it waits."""
        return self.decisions.get(key) or self.rules.decided.get(key)

    def resolution_of(self, object_id: ObjectId, attribute: str | None = None) -> Resolution | None:
        """The one resolution of an object or attribute; None while any part waits or where parts differ."""
        found = {self.resolution(key) for key in self.keys(object_id, attribute)}
        if len({resolution.choice if resolution else None for resolution in found}) != 1:
            return None
        return max(found, key=lambda resolution: resolution.when if resolution else "")

    def choice_of(self, object_id: ObjectId, attribute: str | None = None) -> Choice | None:
        """What was chosen; None while any part waits, BOTH where attributes were decided differently."""
        found = (self.resolution(key) for key in self.keys(object_id, attribute))
        choices = {None if resolution is None else resolution.choice for resolution in found}
        if not choices or None in choices:
            return None
        return choices.pop() if len(choices) == 1 else Choice.BOTH

    def mark(self, object_id: ObjectId, attribute: str | None = None) -> str:
        """`[ ]` waiting, `[·]` by rule, `[l] [r] [b] [±] [e] [x]` by a person, in capitals when remembered from
        another time, `[=]` nothing to do."""
        keys = self.keys(object_id, attribute)
        if not keys:
            return "[=]"
        choice = self.choice_of(object_id, attribute)
        if choice is None:
            return "[ ]"
        if all(key not in self.decisions for key in keys):
            return "[·]"
        remembered = all(self.decisions[key].by is By.REMEMBERED for key in keys if key in self.decisions)
        return _MARKS[choice].upper() if remembered else _MARKS[choice]

    def waits_because(self, object_id: ObjectId, attribute: str | None = None) -> str | None:
        """Why a change waits for a person whose attributes do not show it; None where it does not, or they do."""
        keys = self.keys(object_id, attribute)
        reasons = (self.rules.waiting.get(key) for key in keys)
        return next((reason for reason in reasons if reason), None)

    def undecided(self) -> tuple[Key, ...]:
        """What waits for a person, in the order of the differences."""
        return tuple(key for key in self._changes if self.resolution(key) is None)

    def next_undecided(
        self, after: Key | None, *, back: bool = False, order: Sequence[ObjectId] | None = None
    ) -> Next | None:
        """The next thing that waits behind `after` (or before it), round the end; None when all is decided.

        `order` is the order of objects on screen; what it leaves out comes last.
        """
        place = {object_id: number for number, object_id in enumerate(order or (d.id for d in self.merge.roots))}
        ranks = {key: (place.get(key.id, len(place)), key.id, number) for number, key in enumerate(self._changes)}
        waiting = sorted(self.undecided(), key=ranks.__getitem__, reverse=back)
        if not waiting:
            return None
        if after is None:
            return Next(waiting[0], False)
        here = ranks.get(after, (place.get(after.id, len(place)), after.id, -1))
        beyond = (key for key in waiting if (ranks[key] < here if back else ranks[key] > here))
        following = next(beyond, None)
        return Next(waiting[0], True) if following is None else Next(following, False)

    def conflicts(self) -> tuple[Difference, ...]:
        """The differences that both sides contradict one another in."""
        return tuple(difference for difference in self.merge.roots if difference.side is Side.CONFLICT)

    def is_decided(self, object_id: ObjectId) -> bool:
        return all(self.resolution(key) is not None for key in self.keys(object_id))

    def summary(self) -> MergeSummary:
        """Differences by side, and how many have nothing left to choose."""
        return summarize(self.merge, decided=sum(self.is_decided(root.id) for root in self.merge.roots))

    def change(self, key: Key) -> Change:
        """The change that a key is about."""
        return self._changes[key]

    @property
    def all_keys(self) -> tuple[Key, ...]:
        """Everything that can be decided, in the order of the differences."""
        return tuple(self._changes)

    @property
    def taken_back(self) -> frozenset[Key]:
        """What was decided once and is open again."""
        touched = {key for step in self.done for key, _, _ in step.entries}
        return frozenset(touched - self.decisions.keys())

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What a person wrote, each once, in the order of the objects."""
        found = {one.edit: None for one in self.decisions.values() if one.edit is not None}
        return tuple(sorted(found, key=lambda edit: edit.subject))

    # What is possible

    def why_not(self, object_id: ObjectId, choice: Choice, attribute: str | None = None) -> str | None:
        """Why a choice is not possible for an object or one attribute of it; None where it is."""
        difference = self.merge.by_id.get(object_id)
        if difference is None:
            return "it is the same everywhere"
        if difference.covered_by is not None:
            return f"it comes with {title(difference.covered_by)}: decide there"
        keys = self.keys(object_id, attribute)
        if not keys:
            return "both sides are the same already" if attribute is None else "both sides have the same value already"
        if choice is Choice.EDITED:
            return "write what it should be: there is nothing to take"
        if choice is not Choice.SKIPPED:
            for key in keys:
                if key in self.rules.forbidden:
                    return self.rules.forbidden[key]
        if choice is Choice.BASE:
            return self._why_not_base(difference)
        if choice is not Choice.BOTH:
            return None
        if any(key in self.merge.partners for key in keys):
            return f"{self._clash_reason(keys)}: it is the one or the other"
        if attribute is None or difference.whole:
            return combine.both_reason(difference)
        return combine.change_reason(self._changes[keys[0]])

    def _why_not_base(self, difference: Difference) -> str | None:
        if self.merge.two_way:
            return "there is no base: two schemas are compared"
        if difference.base is None and not difference.whole:
            return "there is no base of it: both sides created it"
        return None

    def both_reason(self, difference: Difference) -> str | None:
        """Why both cannot be taken for the whole object; None where they can."""
        return self.why_not(difference.id, Choice.BOTH)

    def _clash_reason(self, keys: Iterable[Key]) -> str | None:
        """Why changes that no attribute shows to contradict one another are conflicts."""
        wanted = set(keys)
        return next((clash.reason for clash in self.merge.clashes if wanted.intersection(clash.members)), None)

    # For the parts that build on this

    def _keys_below(self, subject: ObjectId) -> list[Key]:
        """What there is to decide about an object and what belongs to it."""
        catalogs = (self.merge.local, self.merge.remote, *([self.merge.base] if self.merge.base is not None else []))
        own = {subject}.union(*(catalog.descendants(subject) for catalog in catalogs))
        return [key for key in self._changes if key.id in own]

    def _root(self, object_id: ObjectId) -> ObjectId:
        difference = self.merge.by_id.get(object_id)
        return object_id if difference is None or difference.covered_by is None else difference.covered_by

    def _applied(self, key: Key) -> Choice | None:
        """The choice to put the schema together with; what was edited is there, and is replaced afterwards."""
        resolution = self.resolution(key)
        if resolution is None:
            return None
        if resolution.choice is not Choice.EDITED:
            return resolution.choice
        return Choice.REMOTE if self.merge.by_id[key.id].local is None else Choice.LOCAL

    def _is_ruled(self, key: Key) -> bool:
        """Whether a rule decided it, and no person."""
        return key not in self.decisions and key in self.rules.decided


_MARKS: Mapping[Choice, str] = {
    Choice.LOCAL: "[l]",
    Choice.REMOTE: "[r]",
    Choice.BASE: "[b]",
    Choice.BOTH: "[±]",
    Choice.EDITED: "[e]",
    Choice.SKIPPED: "[x]",
}
