"""Taking both: what each side did to one object, put together, or the reason why that cannot be."""

from supatui.catalog.model import Value
from supatui.compare.elements import UNORDERED, merge_elements
from supatui.compare.model import Change, Difference, Presence, Side


def both_reason(difference: Difference) -> str | None:
    """Why both cannot be taken for the whole object; None where they can."""
    if difference.side is Side.BOTH_SAME:
        return "both sides are the same already"
    if difference.whole:
        return _whole_reason(difference)
    reasons = (change_reason(change) for change in difference.changes)
    return next((reason for reason in reasons if reason is not None), None)


def change_reason(change: Change) -> str | None:
    """Why both cannot be taken for this one attribute; None where they can."""
    if change.side not in (Side.CONFLICT, Side.UNKNOWN) or combined(change) is not None:
        return None
    words = "" if change.attribute is None else change.attribute.replace("_", " ")
    if _elements(change.local) is not None and _elements(change.remote) is not None:
        return f"both sides have {words} in an order of their own"
    return f"both sides changed {words}" if change.side is Side.CONFLICT else f"{words} can only be one of them"


def _whole_reason(difference: Difference) -> str:
    if difference.side is Side.CONFLICT:
        dropper = "local" if difference.local is None else "remote"
        return f"{dropper} dropped it: it can only be there or not"
    owner = "local" if difference.local is not None else "remote"
    if difference.base is not None:
        owner = "remote" if owner == "local" else "local"
        return f"only {owner} dropped it: it can only be there or not"
    return f"only {owner} has it: there is nothing to put together"


def combined(change: Change) -> Value:
    """The elements of both sides' lists; None where the values are no lists or contradict one another."""
    local, remote = _elements(change.local), _elements(change.remote)
    if local is None or remote is None or change.local is change.remote is None:
        return None
    ordered = (change.id.kind, change.attribute) not in UNORDERED
    return merge_elements(_elements(change.base) or (), local, remote, ordered=ordered)


def _elements(value: Value | Presence) -> tuple[Value, ...] | None:
    """A list's elements; an absent list has none. None for what is no list."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else None


def value_of_both(change: Change) -> Value | Presence:
    """What `both` gives for an attribute: the one side's change, or the elements of the two."""
    if change.side is Side.REMOTE:
        return change.remote
    return combined(change) if change.side in (Side.CONFLICT, Side.UNKNOWN) else change.local
