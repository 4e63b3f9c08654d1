"""Rules that a project or a command line gives: what they are about, and what they take.

The first rule that fits a change and may decide it does. No rule decides what loses data or widens access, unless it
says so by name. Without a base only rules decide that name `side = "two-way"`: nobody can tell who changed what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from supatui.compare.model import Change, Difference, Side
from supatui.compare.status import Status, name_of, status
from supatui.resolve.choice import Choice
from supatui.resolve.combine import both_reason, change_reason
from supatui.resolve.stakes import Stake, Stakes, stakes_of


class Verb(StrEnum):
    """What a rule does with a change that it fits."""

    LOCAL = "local"
    REMOTE = "remote"
    BASE = "base"
    BOTH = "both"
    CHANGE = "change"
    """What the one side that changed it did."""
    KEEP = "keep"
    """Of an object that one side dropped or never had: that it is there, on both."""
    IGNORE = "ignore"
    """Each side stays as it is."""
    NEVER = "never"
    """As ignore, and a person cannot choose otherwise until the rule is gone."""
    ASK = "ask"
    """A person decides, and no later rule."""


class Preset(StrEnum):
    """Sets of rules with a name."""

    SAFE = "safe"
    """What only one side changed, but for what loses data, rewrites a table or widens access."""
    OURS = "ours"
    """As safe; where both sides contradict one another, local."""
    THEIRS = "theirs"
    """As safe; where both sides contradict one another, remote."""
    ADDITIVE = "additive"
    """As safe; nothing is dropped: what one side dropped comes back there."""


TWO_WAY = "two-way"
"""How a rule names the side of differences that have none."""

GUARDED = (Stake.DATA, Stake.ACCESS)
"""What a rule has to allow by name before it decides."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Conditions are alternatives each, with `*` and `?`; an empty one fits everything."""

    verb: Verb
    where: str
    """What the rule is called: `supatui.toml, line 12`, `--rule 2`, `preset ours`, `--prefer local`."""
    kinds: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Of the object alone, of its path in the schema, or qualified."""
    attributes: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    """local, remote, merged, conflict or two-way."""
    changes: tuple[str, ...] = ()
    """added, changed or dropped; a conflict about whether an object exists counts as dropped."""
    hazards: tuple[str, ...] = ()
    """data, access or rewrite; `none` fits what has none of them."""
    allow: frozenset[Stake] = frozenset()
    """What it may cost."""
    why: str = ""

    def fits(self, difference: Difference, change: Change, at_stake: Stakes) -> bool:
        own = difference.id
        names = (own.name, own.path, name_of(own))
        return (
            _is_any(self.kinds, (own.kind,))
            and _is_any(self.schemas, (own.name if own.kind == "schema" else own.schema,))
            and _is_any(self.names, names)
            and (
                not self.attributes or (change.attribute is not None and _is_any(self.attributes, (change.attribute,)))
            )
            and (not self.changes or what_happened(difference, change) in self.changes)
            and (not self.hazards or not set(at_stake or ("none",)).isdisjoint(self.hazards))
            and self._fits_side(change)
        )

    def _fits_side(self, change: Change) -> bool:
        if change.side is Side.UNKNOWN:
            return TWO_WAY in self.sides
        if self.sides:
            return change.side.value in self.sides
        # A preference is about contradictions: what only the other side changed stays taken, as in any merge.
        if self.verb in (Verb.LOCAL, Verb.REMOTE):
            return change.side.value in (Side.CONFLICT, self.verb.value)
        return True

    def choice_for(self, difference: Difference, change: Change, *, two_way: bool) -> Choice | None:
        """What it takes; None where it has nothing to say."""
        match self.verb:
            case Verb.LOCAL:
                return Choice.LOCAL
            case Verb.REMOTE:
                return Choice.REMOTE
            case Verb.IGNORE | Verb.NEVER:
                return Choice.SKIPPED
            case Verb.CHANGE:
                return _OWN.get(change.side)
            case Verb.KEEP:
                return _keeper(difference) if difference.whole else None
            case Verb.BASE:
                possible = not two_way and (difference.base is not None or difference.whole)
                return Choice.BASE if possible else None
            case Verb.BOTH:
                reason = both_reason(difference) if difference.whole else change_reason(change)
                return Choice.BOTH if reason is None else None
            case Verb.ASK:
                return None


_OWN: Mapping[Side, Choice] = {Side.LOCAL: Choice.LOCAL, Side.REMOTE: Choice.REMOTE}


def _keeper(difference: Difference) -> Choice | None:
    """The side that has what the other one does not; only what was dropped is kept, what is new is new."""
    if difference.base is None:
        return None
    return Choice.LOCAL if difference.local is not None else Choice.REMOTE


def _is_any(patterns: Sequence[str], names: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def what_happened(difference: Difference, change: Change) -> str:
    """added, changed or dropped."""
    if not difference.whole:
        return Status.CHANGED.value
    if difference.side is Side.CONFLICT:
        return Status.ADDED.value if difference.base is None else Status.DROPPED.value
    return status(difference).value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say about one change."""

    choice: Choice | None = None
    """None leaves it to whoever comes next, or to a person."""
    rule: Rule | None = None
    """The one that decided, or that wants a person to."""
    note: str = ""
    """Why a rule that fits did not decide."""

    @property
    def asks(self) -> bool:
        return self.choice is None and self.rule is not None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one merge, in order."""

    first: tuple[Rule, ...] = ()
    """Before what is taken because only one side changed it."""
    last: tuple[Rule, ...] = ()
    """For what is left."""
    names: tuple[str, ...] = field(default=())
    """For people: where rules came from, one line each."""

    def judge(self, difference: Difference, covered: tuple[Difference, ...], change: Change, *, last: bool) -> Verdict:
        """The verdict of the first, or of the last, rules."""
        rules = self.last if last else self.first
        if not rules:
            return Verdict()
        at_stake = stakes_of_change(difference, covered, change)
        note = ""
        for rule in rules:
            if not rule.fits(difference, change, at_stake):
                continue
            if rule.verb is Verb.ASK:
                return Verdict(rule=rule, note=rule.why or f"{rule.where} leaves it to you")
            choice = rule.choice_for(difference, change, two_way=change.side is Side.UNKNOWN)
            if choice is None:
                continue
            refused = refusal(rule, choice, stakes_of(difference, covered, change, choice))
            if not refused:
                return Verdict(choice, rule)
            note = note or refused
            if rule.verb is Verb.KEEP:
                return Verdict(rule=rule, note=note)
        return Verdict(note=note)

    def never(self, difference: Difference, covered: tuple[Difference, ...], change: Change) -> Rule | None:
        """The rule that forbids a person to choose anything; None where none does."""
        forbidding = [rule for rule in self.first if rule.verb is Verb.NEVER]
        if not forbidding:
            return None
        at_stake = stakes_of_change(difference, covered, change)
        return next((rule for rule in forbidding if rule.fits(difference, change, at_stake)), None)


SAFE = RuleBook()
"""Nothing but what is built in."""


def stakes_of_change(difference: Difference, covered: tuple[Difference, ...], change: Change) -> Stakes:
    """What taking the change costs: of a contradiction, what taking either side would."""
    own = _OWN.get(change.side)
    choices = (own,) if own is not None else (Choice.LOCAL, Choice.REMOTE)
    found: dict[Stake, str] = {}
    for choice in choices:
        found.update(stakes_of(difference, covered, change, choice))
    return found


def refusal(rule: Rule, choice: Choice, at_stake: Stakes) -> str:
    """Why a rule may not take a choice; empty where it may."""
    missing = {stake: at_stake[stake] for stake in GUARDED if stake in at_stake and stake not in rule.allow}
    if not missing:
        return ""
    names = " and ".join(missing)
    return f"{rule.where} would take {choice}, but does not allow {names}: {next(iter(missing.values()))}"


def preset_rules(preset: Preset, allow: frozenset[Stake]) -> RuleBook:
    """The rules of a preset."""
    where = f"preset {preset}"
    match preset:
        case Preset.SAFE:
            return SAFE
        case Preset.OURS:
            return RuleBook(last=(Rule(Verb.LOCAL, where, sides=(Side.CONFLICT.value,), allow=allow),))
        case Preset.THEIRS:
            return RuleBook(last=(Rule(Verb.REMOTE, where, sides=(Side.CONFLICT.value,), allow=allow),))
        case Preset.ADDITIVE:
            return RuleBook(first=(Rule(Verb.KEEP, where, changes=(Status.DROPPED.value,), allow=allow),))
