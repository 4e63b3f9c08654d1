"""What a person has to type before statements that lose data are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Side
from supatui.compare.status import title
from supatui.kinds.action import HazardKind
from supatui.plan.model import Plan, Statement
from supatui.tui.text import show


@dataclass(frozen=True, slots=True)
class Question:
    """One statement that loses something, and the fact that proves that it was read."""

    side: Side
    statement: Statement
    what: str
    """What is lost, in words."""
    fact: str
    """The exact text to type: the number of rows, else the object's name."""

    def is_answered_by(self, text: str) -> bool:
        return text.strip() == self.fact


def questions(plans: Mapping[Side, Plan], catalogs: Mapping[Side, Catalog]) -> tuple[Question, ...]:
    """A question for each statement that loses data, those for the remote first."""
    found: list[Question] = []
    for side in (Side.REMOTE, Side.LOCAL):
        plan = plans.get(side)
        lossy = (one for one in plan.statements if one.loses_data) if plan is not None else ()
        found += [_question(side, statement, catalogs[side]) for statement in lossy]
    return tuple(found)


def _question(side: Side, statement: Statement, catalog: Catalog) -> Question:
    details = "; ".join(hazard.detail for hazard in statement.hazards if hazard.kind is HazardKind.DATA)
    rows = _rows(statement, catalog)
    subject = show(title(statement.objects[0]))
    amount = f", about {rows} rows" if rows else ""
    fact = str(rows) if rows else show(statement.objects[0].name)
    return Question(side, statement, f"{subject}: {show(details)}{amount}", fact)


def _rows(statement: Statement, catalog: Catalog) -> int | None:
    """The server's estimate for the table that is touched; None where nobody counted."""
    for object_id in _with_parents((*statement.objects, *statement.locked), catalog):
        item = catalog.objects.get(object_id)
        rows = item.facts.get("row_estimate") if item is not None else None
        if isinstance(rows, int) and rows > 0:
            return rows
    return None


def _with_parents(ids: Iterable[ObjectId], catalog: Catalog) -> Iterable[ObjectId]:
    for object_id in ids:
        current: ObjectId | None = object_id
        while current is not None:
            yield current
            item = catalog.objects.get(current)
            current = item.parent if item is not None else None
