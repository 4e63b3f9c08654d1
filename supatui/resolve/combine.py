"""Taking both: what each side did to one object, put together, or the reason why that cannot be."""

from supatui.catalog.model import Value
from supatui.compare.elements import contradiction, elements_of, merge_lists, stored
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
    if change.side not in (Side.CONFLICT, Side.UNKNOWN) or _combined(change) is not None:
        return None
    name = change.attribute or ""
    words = name.replace("_", " ")
    base, local, remote = (_value(name, value) for value in (change.base, change.local, change.remote))
    if elements_of(name, local) is not None and elements_of(name, remote) is not None:
        return f"both sides {contradiction(name, base, local, remote)}"
    return f"both sides changed {words}" if change.side is Side.CONFLICT else f"{words} can only be one of them"


def _whole_reason(difference: Difference) -> str:
    if difference.side is Side.CONFLICT and difference.base is not None:
        dropper = "local" if difference.local is None else "remote"
        return f"{dropper} dropped it: it can only be there or not"
    owner = "local" if difference.local is not None else "remote"
    if difference.base is not None:
        owner = "remote" if owner == "local" else "local"
        return f"only {owner} dropped it: it can only be there or not"
    return f"only {owner} has it: there is nothing to put together"


def _combined(change: Change) -> tuple[Value, ...] | None:
    """The elements of both sides' lists; None where the values are no lists or contradict one another."""
    name = change.attribute or ""
    local, remote = _value(name, change.local), _value(name, change.remote)
    if local is None and remote is None:
        return None
    return merge_lists(name, _value(name, change.base), local, remote)


def _value(name: str, value: Value | Presence) -> Value:
    """The value to put together: where there was nothing, a list without elements."""
    return stored(name, ()) if isinstance(value, Presence) else value


def value_of_both(change: Change) -> Value | Presence:
    """What `both` gives for an attribute: what was put together, else the one side's change, or all elements."""
    if change.together is not None:
        return change.together.value
    if change.side is Side.REMOTE:
        return change.remote
    if change.side not in (Side.CONFLICT, Side.UNKNOWN):
        return change.local
    elements = _combined(change)
    return None if elements is None else stored(change.attribute or "", elements)
