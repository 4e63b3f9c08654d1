"""The sequence behind an identity column: the numbers that it gives, the comment that it can carry.

It has the column's type, and gets another one with it. One that is copied from another column with CREATE TABLE
(LIKE ... INCLUDING IDENTITY) counts as bigint whatever the column is, and ALTER SEQUENCE ... AS takes any.
Source: generateSerialExtraStmts in parser/parse_utilcmd.c, 14 to 18.
"""

import re

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, sql, verbatim
from supatui.kinds import casts, sequence_range
from supatui.kinds.action import Action
from supatui.kinds.sequence_range import Numbers, larger

_AFTER_SCHEMA = re.compile(r"""^("([^"]|"")*"|[^".]+)\.""")
"""The schema that the server qualifies a name with."""

_RANGE = frozenset({"type", "start", "minimum", "maximum"})
"""What depends on the type."""


def clause(item: SchemaObject) -> Sql:
    """`generated always as identity`, with what it would not have by itself and can be said there."""
    numbers = numbers_of(item)
    said = numbers.unlike_new(item.text("type"))
    words = numbers.clauses(said - _RANGE if "type" in said else said)
    sequence = item.text("identity_sequence")
    if sequence != ident(item.id.schema) + "." + ident(_default_name(item)):
        words.insert(0, sql("sequence name {}", verbatim(sequence)))
    text = sql("generated {} as identity", verbatim(item.text("identity")))
    return sql("{} ({})", text, joined(" ", words)) if words else text


def _default_name(item: SchemaObject) -> str:
    table = item.parent.name if item.parent else ""
    return f"{table}_{item.id.name}_seq"


def name_of(item: SchemaObject) -> str:
    """Its name, which stands in the schema of the column's table."""
    name = _AFTER_SCHEMA.sub("", item.text("identity_sequence"))
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def freed(schema: str, name: str) -> ObjectId:
    """The fact that a sequence has given up its name as its column stayed: an object of the order, not of a catalog."""
    return ObjectId("freed_sequence", schema, name)


def numbers_of(item: SchemaObject) -> Numbers:
    """The numbers that it gives, and how."""
    options = item.texts("identity_options")
    said = dict(option.rpartition(" ")[::2] for option in options)
    names = ("start with", "increment by", "minvalue", "maxvalue", "cache")
    start, increment, minimum, maximum, cache = (int(said[one]) for one in names)
    type_name = item.optional_text("identity_type") or item.text("type")
    return Numbers(type_name, start, increment, minimum, maximum, cache, "cycle" in options)


def typed(item: SchemaObject) -> list[Action]:
    """The step that gives the sequence of a new identity a type of its own, where it has one."""
    if not item.optional_text("identity_type"):
        return []
    clauses = joined(" ", numbers_of(item).clauses(_RANGE))
    statement = sql("alter sequence {} {} restart", verbatim(item.text("identity_sequence")), clauses)
    return [Action(statement, item.id, needs=frozenset({item.id}))]


def additions(item: SchemaObject, *, is_typed: bool) -> list[Action]:
    """What a new column still lacks; its type not, where the sequence has that already."""
    if not item.optional_text("identity"):
        return []
    return [*([] if is_typed else typed(item)), *([_comment(item)] if item.optional_text("identity_comment") else [])]


def renumbered(old: SchemaObject, new: SchemaObject) -> tuple[list[Action], list[Action]]:
    """The steps to other numbers, before and after the column gets another type, which the sequence gets with it.

    The bounds must fit a narrower type before it comes.
    """
    name = verbatim(old.text("identity_sequence"))
    former, wanted, type_name = numbers_of(old), numbers_of(new), new.text("type")
    first: list[Action] = []
    if casts.narrows(old.text("type"), type_name):
        fitting = wanted.within(type_name, larger(former.type, type_name))
        first = sequence_range.renumbered(new, name, former, fitting)
        former = fitting
    if old.text("type") != type_name:
        former = former.retyped(type_name)
    return first, sequence_range.renumbered(new, name, former, wanted)


def comment_change(old: SchemaObject, new: SchemaObject, changed: frozenset[str]) -> list[Action]:
    """The step from one comment to another; a sequence that goes takes its comment along."""
    if not new.optional_text("identity"):
        return []
    had = bool(old.optional_text("identity"))
    return [_comment(new)] if ("identity_comment" in changed if had else new.optional_text("identity_comment")) else []


def _comment(item: SchemaObject) -> Action:
    comment = item.optional_text("identity_comment")
    text = verbatim("null") if comment is None else literal(comment)
    statement = sql("comment on sequence {} is {}", verbatim(item.text("identity_sequence")), text)
    return Action(statement, item.id, needs=frozenset({item.id}))
