"""The sequence behind an identity column: the numbers that it gives, the comment that it can carry."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import literal, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.sequence_range import Bounds


def bounds(item: SchemaObject) -> Bounds:
    """The numbers of an identity column's sequence."""
    said = dict(option.rpartition(" ")[::2] for option in item.texts("identity_options"))
    minimum, maximum, start, increment = (
        int(said[one]) for one in ("minvalue", "maxvalue", "start with", "increment by")
    )
    return Bounds(minimum, maximum, start, increment)


def additions(item: SchemaObject) -> list[Action]:
    """What a new identity column still lacks."""
    return [_comment(item)] if item.optional_text("identity_comment") else []


def changes(old: SchemaObject, new: SchemaObject, changed: frozenset[str]) -> list[Action]:
    """The steps from one comment to another; a sequence that goes takes its comment along."""
    if not new.optional_text("identity"):
        return []
    if not old.optional_text("identity"):
        return additions(new)
    return [_comment(new)] if "identity_comment" in changed else []


def _comment(item: SchemaObject) -> Action:
    comment = item.optional_text("identity_comment")
    text = verbatim("null") if comment is None else literal(comment)
    statement = sql("comment on sequence {} is {}", verbatim(item.text("identity_sequence")), text)
    return Action(statement, item.id, needs=frozenset({item.id}))
