"""Attributes that say more about another one: they are there with it, and go with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from supatui.catalog.model import SchemaObject, Value
from supatui.compare.model import Change, Clash, Difference, Presence, Side
from supatui.compare.status import title

GOES_WITH: Mapping[str, str] = {
    "identity_sequence": "identity",
    "identity_options": "identity",
    "identity_type": "identity",
    "identity_persistence": "identity",
    "identity_comment": "identity",
    "expression": "generated",
    "partition_bound": "partition_of",
}
"""Where the one on the right is absent the one on the left is, too. Source: the queries of columns and tables."""

GIVES_WAY_TO: Mapping[str, str] = {"owner": "owned_by"}
"""Where the one on the right is there the one on the left is not: a sequence of a column has the table's owner.

Source: sequence.sql; PostgreSQL manual, CREATE SEQUENCE, OWNED BY.
"""


def with_companions(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes, told whether one side took away what the other changed; no word of what only goes along.

    Only together they show that: one of them alone looks like a change of one side.
    """
    found = [one for one in changes if not _only_gives_way(one, changes)]
    for leader in changes:
        along = [one for one in changes if GOES_WITH.get(one.attribute or "") == leader.attribute]
        if along and leader.base is not None and (leader.local is None) is not (leader.remote is None):
            asked = [one for one in (leader, *along) if _kept(one, leader) != one.base]
            if asked:
                found = [one for one in found if one not in along or one in asked]
                found = [_as_conflict(one) if one == leader or one in asked else one for one in found]
    return tuple(found)


def _only_gives_way(change: Change, changes: Sequence[Change]) -> bool:
    """Whether a side changed it only by what it gives way to, and that is asked anyway."""
    leader = next((one for one in changes if one.attribute == GIVES_WAY_TO.get(change.attribute or "")), None)
    return leader is not None and leader.side is change.side and change.side in (Side.LOCAL, Side.REMOTE)


def _kept(change: Change, leader: Change) -> Value | Presence:
    """The value on the side that has not taken it away."""
    return change.remote if leader.local is None else change.local


def _as_conflict(change: Change) -> Change:
    return change._replace(side=Side.CONFLICT, together=None)


def companion_clashes(differences: Sequence[Difference]) -> tuple[Clash, ...]:
    """What contradicts together with what it says more about: one question for all."""
    return tuple(
        clash
        for difference in differences
        if difference.side is Side.CONFLICT and not difference.whole
        for leader in difference.changes
        for clash in _clashes_about(difference, leader)
    )


def _clashes_about(difference: Difference, leader: Change) -> Iterator[Clash]:
    asked = [one for one in difference.changes if one.side is Side.CONFLICT]
    along = [one for one in asked if GOES_WITH.get(one.attribute or "") == leader.attribute]
    if not along or leader not in asked or (leader.local is None) is (leader.remote is None):
        return
    dropper, other = (Side.LOCAL, Side.REMOTE) if leader.local is None else (Side.REMOTE, Side.LOCAL)
    changed = " and ".join(_words(one) for one in (leader, *along) if _kept(one, leader) != one.base)
    yield Clash(
        tuple(sorted(one.key for one in (leader, *along))),
        f"{dropper} took {_words(leader)} from {title(difference.id)}, {other} changed its {changed}",
    )


def _words(change: Change) -> str:
    return (change.attribute or "").replace("_", " ")


def settle_companions(values: dict[str, Value], versions: Iterable[SchemaObject | None]) -> None:
    """Take out of the values what has lost what it says more about, and add what that cannot be without.

    `versions` are the objects that the values come from, the likeliest first.
    """
    known = [one.attributes for one in versions if one is not None]
    for companion, leader in GOES_WITH.items():
        if not any(leader in attributes for attributes in known):
            continue
        if leader not in values:
            values.pop(companion, None)
        elif companion not in values:
            alike = (one[companion] for one in known if one.get(leader) == values[leader] and companion in one)
            if (value := next(alike, None)) is not None:
                values[companion] = value
    for companion, leader in GIVES_WAY_TO.items():
        if not any(leader in attributes for attributes in known):
            continue
        if leader in values:
            values.pop(companion, None)
        elif companion not in values:
            apart = (one[companion] for one in known if leader not in one and companion in one)
            if (value := next(apart, None)) is not None:
                values[companion] = value
