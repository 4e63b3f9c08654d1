"""A plan for people and for programs.

The JSON has this shape, and keeps it: new keys may come, none goes or changes its meaning without a new `version`.

    version     1
    from, to    {label, fingerprint}
    statements  in order, each {number, sql, objects, lock, locked, hazards, transactional, segment, rollback,
                irreversible, loses_data}; a hazard is {kind, detail}; statements of one segment share a transaction
    rollback    the same for the way back
    warnings    what belongs to no statement
    findings    what the hosted platform refuses, each {check, level, object, statement, what, fix, source}
    proof       {state, server_version, steps, failures}, or null where none was tried
"""

import json
from collections.abc import Sequence

from supatui.catalog.model import Catalog
from supatui.counting import counted
from supatui.plan.model import Plan, Proof, Statement
from supatui.report.words import visible
from supatui.validate.finding import Finding
from supatui.validate.hosted import hosted_findings

JSON_VERSION = 1


def as_json(plan: Plan, start: Catalog, goal: Catalog) -> str:
    """The plan as JSON; see the module for its shape. Ends in a line end."""
    return json.dumps(plan_record(plan, start, goal), ensure_ascii=False, indent=2) + "\n"


def plan_record(plan: Plan, start: Catalog, goal: Catalog) -> dict[str, object]:
    """The plan in the shape that the module describes."""
    return {
        "version": JSON_VERSION,
        "from": {"label": start.label, "fingerprint": plan.start},
        "to": {"label": goal.label, "fingerprint": plan.goal},
        "statements": [_statement(one) for one in plan.statements],
        "rollback": [_statement(one) for one in plan.rollback],
        "warnings": list(plan.warnings),
        "findings": [finding_record(one) for one in hosted_findings(plan, start, goal)],
        "proof": _proof(plan.proof) if plan.proof else None,
    }


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "number": statement.number,
        "sql": statement.sql,
        "objects": [str(one) for one in statement.objects],
        "lock": statement.lock.value if statement.lock else None,
        "locked": [str(one) for one in statement.locked],
        "hazards": [{"kind": hazard.kind.value, "detail": hazard.detail} for hazard in statement.hazards],
        "transactional": statement.transactional,
        "segment": statement.segment,
        "rollback": list(statement.rollback),
        "irreversible": statement.irreversible,
        "loses_data": statement.loses_data,
    }


def finding_record(finding: Finding) -> dict[str, object]:
    """A finding in the shape that the module describes."""
    return {
        "check": finding.check,
        "level": finding.level.value,
        "object": str(finding.object),
        "statement": finding.statement,
        "what": finding.what,
        "fix": finding.fix,
        "source": finding.source,
    }


def _proof(proof: Proof) -> dict[str, object]:
    return {
        "state": proof.state.value,
        "server_version": proof.server_version,
        "steps": list(proof.steps),
        "failures": list(proof.failures),
    }


def as_human(plan: Plan, start: Catalog, goal: Catalog, *, rollback: bool = False) -> str:
    """The statements with what they lock and risk, and whether the way back is lossless; ends in a line end.

    Control characters are spelled out, so that no name or body can steer the terminal; `as_sql` has the exact text.
    """
    ends = (goal.label, start.label) if rollback else (start.label, goal.label)
    statements = plan.rollback if rollback else plan.statements
    lines = [f"from {ends[0]}", f"to   {ends[1]}", ""]
    if not statements:
        return "\n".join([*lines, visible(plan.one_way or "nothing to do")]) + "\n"
    segments = statements[-1].segment
    for statement in statements:
        lines += _lines(statement, show_segment=segments > 1)
    lines += ["", _summary(statements)]
    lines += [f"note: {warning}" for warning in plan.warnings]
    if plan.proof is None:
        lines.append("not proven: no proof was asked for")
    else:
        version = plan.proof.server_version
        lines.append(f"{plan.proof.state.value} on PostgreSQL {version // 10000}.{version % 10000}")
        lines += [f"  {step}" for step in (*plan.proof.steps, *plan.proof.failures)]
    return visible("\n".join(lines)) + "\n"


def _lines(statement: Statement, *, show_segment: bool) -> list[str]:
    first, *rest = statement.sql.split("\n")
    lines = [f"{statement.number:3}  {first}", *(f"     {line}" for line in rest)]
    lines[-1] += ";"
    if statement.lock is not None:
        where = ", ".join(one.path for one in statement.locked)
        lines.append(f"       LOCK {statement.lock.value}" + (f" on {where}" if where else ""))
    lines += [f"       {hazard.kind.value} {hazard.detail}" for hazard in statement.hazards]
    if statement.irreversible:
        lines.append(f"       ROLLBACK {statement.irreversible}")
    if show_segment:
        lines.append(f"       transaction {statement.segment}" + ("" if statement.transactional else ", alone"))
    return lines


def _summary(statements: Sequence[Statement]) -> str:
    lossy = [str(one.number) for one in statements if one.loses_data]
    count = counted(len(statements), "statement")
    return f"{count}, data is lost by {', '.join(lossy)}" if lossy else f"{count}, no data is lost"
