"""A plan as SQL text, the same bytes for the same plan."""

from collections.abc import Sequence

from supatui.catalog.quoting import literal
from supatui.plan.model import Plan, Statement

NOTHING = "-- nothing to do\n"


def as_sql(plan: Plan, *, rollback: bool = False) -> str:
    """The statements, each with its hazards above it as comments; several segments are wrapped in transactions."""
    statements = plan.rollback if rollback else plan.statements
    if rollback and plan.one_way:
        return refusal(plan.one_way)
    if not statements:
        return NOTHING
    parts: list[str] = []
    if any(one.objects[0].kind in {"function", "procedure"} for one in statements):
        # bodies may name what comes later in the file, as in pg_dump's own output
        parts.append("set check_function_bodies = off;\n")
    several = statements[-1].segment > 1
    for segment in range(1, statements[-1].segment + 1):
        members = [one for one in statements if one.segment == segment]
        wrapped = several and all(one.transactional for one in members)
        if wrapped:
            parts.append("begin;\n")
        parts.extend(_statement(one) for one in members)
        if wrapped:
            parts.append("commit;\n")
    return "\n".join(parts)


def refusal(reason: str) -> str:
    """What stands for a rollback that there is not: it fails, so that nobody takes it for done."""
    return f"do $$ begin raise exception '%', {literal(reason)}; end $$;\n"


def _statement(statement: Statement) -> str:
    return "".join(f"-- {line}\n" for line in _remarks(statement)) + statement.sql + ";\n"


def _remarks(statement: Statement) -> Sequence[str]:
    lines = [f"{hazard.kind.value}: {hazard.detail}" for hazard in statement.hazards]
    if statement.irreversible:
        lines.append(f"ROLLBACK: {statement.irreversible}")
    return [line.replace("\n", " ") for line in lines]
