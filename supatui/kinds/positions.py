"""Where a sequence stands, kept while a serial column becomes an identity, or the other way.

The former sequence gets another name, the new one is set to where that stands, and it goes.
"""

from collections.abc import Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, qualified, sql, verbatim
from supatui.kinds import identity_sequence
from supatui.kinds.action import Action
from supatui.kinds.held_rows import rows_of
from supatui.kinds.kind import Change
from supatui.kinds.sequence import numbers_of, put_aside
from supatui.kinds.sequence_range import LIMITS, Numbers, handover
from supatui.kinds.steps import altered
from supatui.kinds.succession import former_name


def from_serial(new: SchemaObject, added: Sequence[Action], change: Change) -> list[Action]:
    """`added`, which make the column an identity, with the position of a sequence of its own that goes, or of rows."""
    former = _sequence(change.old_catalog.dependents.get(new.id, ()), change.dropped)
    if former is None:
        position = _after_rows(new, _own_sequence(new), identity_sequence.numbers_of(new), change)
        return [*added, _reading(new, position)]
    aside = qualified(former.schema, former_name(former.name))
    rename = sql(
        "alter sequence {} rename to {}", qualified(former.schema, former.name), ident(former_name(former.name))
    )
    # its default goes before, as what depends on something that is touched
    first = replace(altered(new, rename), touches=frozenset({new.id, former}))
    before, after = numbers_of(change.old_catalog.objects[former]), identity_sequence.numbers_of(new)
    steps = [_reading(new, one) for one in _handed_over(new, aside, _own_sequence(new), before, after, change)]
    last = Action(sql("drop sequence {}", aside), new.id, needs=frozenset({new.id}), touches=frozenset({former}))
    return [first, *added, *steps, last]


def to_serial(old: SchemaObject, dropping: Action, change: Change) -> list[Action] | None:
    """`dropping`, which ends the identity, with its position handed to a new sequence of the column's own.

    None where it has no such one.
    """
    wanted = _sequence(change.new_catalog.dependents.get(old.id, ()), change.created)
    if wanted is None:
        return None
    name = identity_sequence.name_of(old)
    aside = former_name(name)
    rename = sql("alter sequence {} rename to {}", qualified(old.id.schema, name), ident(aside))
    facts = frozenset({put_aside(old.id), identity_sequence.freed(old.id.schema, name)})
    first = Action(rename, old.id, creates=facts)
    former = qualified(old.id.schema, aside)
    successor = literal(qualified(wanted.schema, wanted.name))
    before, after = identity_sequence.numbers_of(old), numbers_of(change.new_catalog.objects[wanted])
    steps = [_reading(old, one, wanted) for one in _handed_over(old, former, successor, before, after, change)]
    return [first, *steps, dropping]


def taken_on(new: SchemaObject, former: Sql, numbers: Numbers, change: Change) -> list[Action]:
    """The steps that set the sequence of a new identity to where another one stands, which gives the same numbers."""
    after = identity_sequence.numbers_of(new)
    return [_reading(new, one) for one in _handed_over(new, former, _own_sequence(new), numbers, after, change)]


def _sequence(among: tuple[ObjectId, ...], changing: frozenset[ObjectId]) -> ObjectId | None:
    return next((one for one in among if one.kind == "sequence" and one in changing), None)


def _own_sequence(column: SchemaObject) -> Sql:
    """The identity's, by name: the column may own a former one too for a moment."""
    return literal(column.text("identity_sequence"))


def _handed_over(
    column: SchemaObject, former: Sql, name: Sql, before: Numbers, after: Numbers, change: Change
) -> list[Sql]:
    """The statements that set a new sequence to where the former one stands, or behind the rows."""
    position = handover(former, name, before, after)
    return [position] if after.holds(before) else [_after_rows(column, name, after, change), position]


def _after_rows(column: SchemaObject, name: Sql, given: Numbers, change: Change) -> Sql:
    """Behind the last value that the rows have, where they are past the start; others are none of the sequence's."""
    up = given.increment > 0
    end = given.maximum if up else given.minimum
    value, start = ident(column.id.name), verbatim(str(given.start))
    rows = sql("{} as r", rows_of(column, change.new_catalog, change.created))
    if abs(end) < LIMITS[column.text("type")] - 1:
        rows = sql("{} where {} {} {}", rows, value, verbatim("<=" if up else ">="), verbatim(str(end)))
    template = (
        "select pg_catalog.setval({}, max({})) from {} having max({}) >= {}"
        if up
        else "select pg_catalog.setval({}, min({})) from {} having min({}) <= {}"
    )
    return sql(template, name, value, rows, value, start)


def _reading(column: SchemaObject, statement: Sql, sequence: ObjectId | None = None) -> Action:
    needs = frozenset({sequence} if sequence else {column.id})
    return Action(statement, column.id, needs=needs)
