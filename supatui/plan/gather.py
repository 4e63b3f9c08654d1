"""One statement for what would write a table anew, or read all its rows, several times.

PostgreSQL does so once for all that one ALTER TABLE says, whatever the order of its parts: types change first, columns
come then, requirements last. Source: manual, ALTER TABLE; the passes of ATController in commands/tablecmds.c.
"""

from collections.abc import Sequence
from dataclasses import replace

from supatui.catalog.quoting import Sql, sql
from supatui.kinds.action import Action, HazardKind
from supatui.plan.fold import Step
from supatui.plan.order import Order

_HEAVY = frozenset({HazardKind.REWRITE, HazardKind.SCAN})


def gathered(order: Order, steps: Sequence[Step]) -> list[Step]:
    """The steps; those that can be said with an earlier one of their table, and not only after others, are."""
    result: list[Step] = []
    place: dict[int, int] = {}
    latest: dict[Sql, int] = {}
    last_column: dict[tuple[str, str], int] = {}
    for step in steps:
        head = step.action.head if _is_heavy(step.action) else None
        home = latest.get(head) if head is not None else None
        tables = {(one.schema, one.parent) for one in step.action.creates if one.kind == "column"}
        waits = [*(place[one] for one in _before(step, order)), *(last_column.get(one, 0) for one in tables)]
        if home is not None and max(waits, default=0) <= home:  # each new column stands as the last one of its table
            result[home] = _together(result[home], step)
        else:
            home = len(result)
            result.append(step)
            if head is not None:
                latest[head] = home
        place.update(dict.fromkeys(step.numbers, home))
        last_column.update(dict.fromkeys(tables, home))
    return result


def _is_heavy(action: Action) -> bool:
    """Whether it writes or reads all rows, and loses none: a loss is told and confirmed by itself."""
    kinds = {one.kind for one in action.hazards}
    return bool(kinds & _HEAVY) and HazardKind.DATA not in kinds and not action.guards


def _before(step: Step, order: Order) -> set[int]:
    earlier = {one for number in step.numbers for one in order.before.get(number, ())}
    return earlier.difference(step.numbers)


def _together(one: Step, other: Step) -> Step:
    first, second = one.action, other.action
    assert second.head is not None
    action = replace(
        first,
        sql=sql("{},\n    {}", first.sql, Sql(second.sql.removeprefix(second.head + " "))),
        creates=first.creates | second.creates,
        needs=first.needs | second.needs,
        destroys=first.destroys | second.destroys,
        touches=first.touches | second.touches,
        releases=first.releases | second.releases,
        hazards=tuple(dict.fromkeys((*first.hazards, *second.hazards))),
        irreversible=first.irreversible or second.irreversible,
    )
    return Step(action, tuple(dict.fromkeys((*one.objects, *other.objects))), (*one.numbers, *other.numbers))
