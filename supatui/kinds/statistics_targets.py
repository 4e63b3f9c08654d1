"""How much is sampled for the expressions of an index and for statistics objects: said by ALTER alone."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.kind import Change
from supatui.kinds.steps import altered, name_of


def of_index(item: SchemaObject) -> list[Action]:
    """One step for each column of an index that has a target."""
    actions = []
    for entry in item.texts("statistics"):
        column, _, target = entry.partition(" ")
        words = sql(
            "alter index {} alter column {} set statistics {}", name_of(item), verbatim(column), verbatim(target)
        )
        actions.append(altered(item, words))
    return actions


def of_statistics(item: SchemaObject) -> Action:
    """The step that gives a statistics object its target."""
    target = item.number("target")
    statement = sql("alter statistics {} set statistics {}", name_of(item), -1 if target is None else target)
    return altered(item, statement, lock=Lock.SHARE_UPDATE_EXCLUSIVE, on=item.parent)


def once_made(step: Action) -> Action:
    """The step, after what it is about was made by another one."""
    return replace(step, creates=frozenset(), touches=frozenset(), needs=frozenset({step.object}))


def restored(columns: Iterable[ObjectId], change: Change) -> Iterator[Action]:
    """The steps after columns got a type: what the server made again over them has no targets any more.

    Source: tablecmds.c, ATPostAlterTypeParse, 14 to 18.
    """
    found = {one for column in columns for one in change.new_catalog.dependents.get(column, ())} - change.created
    for before, item in ((change.old_catalog.objects[one], change.new_catalog.objects[one]) for one in sorted(found)):
        if any(before.attributes.get(name) != item.attributes.get(name) for name in ("statistics", "target")):
            continue  # its own change comes later
        if item.id.kind == "index":
            steps = of_index(item)
        elif item.id.kind == "statistics" and item.number("target") is not None:
            steps = [of_statistics(item)]
        else:
            continue
        yield from (replace(step, creates=frozenset(), touches=frozenset()) for step in steps)
