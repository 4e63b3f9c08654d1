"""The resolution document: what was decided, by whom or which rule, what is lost, and how it was proven.

It stands beside the migration and is read in pull requests, so it is Markdown; nothing from a database can break out
of it.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from supatui.catalog.model import Catalog, Value
from supatui.compare.model import Change, Difference, Merge, Presence, Side
from supatui.compare.status import GLYPHS, status, title
from supatui.counting import counted
from supatui.kinds.action import HazardKind
from supatui.plan.model import Plan, ProofState
from supatui.report.differences import rename_words
from supatui.report.merge_words import handed_down, left_with_type
from supatui.report.words import code, code_block, markdown, value_words
from supatui.resolve.choice import Choice, Key, Resolution
from supatui.resolve.review import Review

GIT_TIMEOUT_SECONDS = 5
"""Reading one setting takes milliseconds; beyond this, git waits for something that is not there."""

_CELL_CHARACTERS = 60
"""Longest value in a table; the full text of a longer one stands below it."""


def git_user(folder: Path) -> str | None:
    """Who git says is working in the folder; None where there is no git or no name."""
    command = ["git", "config", "user.name"]
    try:
        found = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=GIT_TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return found.stdout.strip() or None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a document says about itself."""

    name: str
    """The migration's file name without its ending."""
    moment: datetime
    files: Sequence[tuple[str, str]] = ()
    """What was written with it: path inside the project, and what that is."""


def resolution_document(review: Review, plans: Mapping[Side, Plan], occasion: Occasion) -> str:
    """The document for a review and the plans to each side; the same input gives the same bytes."""
    sections = [
        _head(review, occasion),
        _renamed(review.merge),
        _conflicts(review),
        _by_hand(review),
        _by_itself(review),
        _open_questions(review),
        _lost(plans),
        _proof(plans),
        _schemas(review.merge, plans),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(review: Review, occasion: Occasion) -> str:
    summary = review.summary()
    deciders = sorted({resolution.name for resolution in review.decisions.values() if resolution.name})
    who = f" by {', '.join(map(markdown, deciders))}" if deciders else ""
    lines = [
        f"# {code(occasion.name, 200)}",
        "",
        f"Decided{who}, written {occasion.moment:%Y-%m-%d %H:%M} UTC. {summary}; {summary.decided} decided.",
    ]
    if occasion.files:
        lines += ["", *(f"- {code(path, 200)}: {markdown(purpose)}" for path, purpose in occasion.files)]
    return "\n".join(lines)


def _renamed(merge: Merge) -> str:
    if not merge.renames:
        return ""
    lines = [f"- {one.side}: {code(rename_words(one.rename), 200)}" for one in merge.renames]
    return "\n".join(["## Renamed", "", *lines])


def _conflicts(review: Review) -> str:
    questions = [
        (root, change) for root in review.conflicts() for change in root.changes if change.side is Side.CONFLICT
    ]
    if not questions:
        return "## Conflicts\n\nNone." if review.merge.base is not None else ""
    return "\n".join(["## Conflicts", "", *_table(review, questions)])


def _by_hand(review: Review) -> str:
    """What was no conflict, and still decided by a person: two-way differences and one-sided changes that waited."""
    questions = [
        (root, change)
        for root in review.merge.roots
        for change in root.changes
        if change.side is not Side.CONFLICT and Key(change.id, change.attribute) in review.decisions
    ]
    return "\n".join(["## Decided by hand", "", *_table(review, questions)]) if questions else ""


def _table(review: Review, questions: Sequence[tuple[Difference, Change]]) -> Iterator[str]:
    yield "| object | attribute | base | local | remote | chosen | by | why |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    texts: list[str] = []
    for root, change in questions:
        resolution = review.resolution(Key(change.id, change.attribute))
        cells = [code(title(change.id), 120), code(change.attribute) if change.attribute else "the object itself"]
        cells += [_cell(change.base), _cell(change.local), _cell(change.remote)]
        texts.extend(_long_texts(change))
        cells += _verdict(resolution)
        cells.append(_why(review, root, change, resolution))
        yield "| " + " | ".join(cells) + " |"
    yield from texts
    for edit in review.edits:
        if any(root.id == edit.subject for root, _ in questions):
            yield from ("", f"{code(title(edit.subject), 120)}, as written by hand:", "", code_block(edit.sql, "sql"))


def _long_texts(change: Change) -> Iterator[str]:
    """The values that are too long for a cell, each once."""
    told: set[str] = set()
    for name, value in (("base", change.base), ("local", change.local), ("remote", change.remote)):
        if isinstance(value, str) and not isinstance(value, Presence) and _is_long(value) and value not in told:
            told.add(value)
            yield from ("", f"{code(title(change.id), 120)}, {code(change.attribute or '')}, {name}:", "")
            yield code_block(value, "sql")


def _is_long(text: str) -> bool:
    return len(text) > _CELL_CHARACTERS or "\n" in text.strip()


def _cell(value: Value | Presence) -> str:
    if isinstance(value, Presence) or value is None:
        return value_words(value)
    return code(value_words(value), _CELL_CHARACTERS)


def _verdict(resolution: Resolution | None) -> tuple[str, str]:
    if resolution is None:
        return "**not decided**", ""
    return f"**{resolution.choice}**", markdown(resolution.who)


def _why(review: Review, root: Difference, change: Change, resolution: Resolution | None) -> str:
    """The reason that was given, else what made it a question."""
    given = resolution.reason if resolution is not None else ""
    waiting = review.rules.waiting.get(Key(change.id, change.attribute))
    clash = f"the other side changed {', '.join(title(each) for each in root.because)}" if root.because else ""
    return markdown(given or waiting or clash)


def _by_itself(review: Review) -> str:
    """What rules took, what both sides did alike, and what parents hand down."""
    lines: list[str] = []
    for root in review.merge.roots:
        keys = review.keys(root.id)
        ruled = [
            key
            for key in keys
            if key not in review.decisions and review.resolution(key) is not None
            if review.change(key).side is not Side.CONFLICT
        ]
        if ruled:
            lines.append(f"- {GLYPHS[status(root)]} {code(title(root.id), 120)}: {_ruled(review, root, ruled)}")
        elif not keys:
            lines.append(f"- {GLYPHS[status(root)]} {code(title(root.id), 120)}: the same on both sides")
    for part in handed_down(review.merge):
        what = code(title(part.item.id) + (f", {part.attribute}" if part.attribute else ""), 120)
        lines.append(f"- {'-' if part.gone else '+'} {what}: follows {code(title(part.source), 120)}")
    return "\n".join(["## Merged by itself", "", *lines]) if lines else ""


def _ruled(review: Review, root: Difference, keys: Sequence[Key]) -> str:
    said: list[str] = []
    for key in keys:
        resolution = review.rules.decided[key]
        what = "" if key.attribute is None else f"{code(key.attribute)} "
        if column := left_with_type(review, key):
            said.append(f"{what}as before, with the type of {code(column, 120)}")
        else:
            said.append(f"{what}{resolution.choice} (rule {markdown(resolution.name)})")
    parts = len(review.merge.covers.get(root.id, ()))
    return ", ".join(said) + (f", with {counted(parts, 'part')}" if parts else "")


def _open_questions(review: Review) -> str:
    """What still differs afterwards: skipped or not decided."""
    lines: list[str] = []
    for root in review.merge.roots:
        for key in review.keys(root.id):
            resolution = review.resolution(key)
            if resolution is None or resolution.choice is Choice.SKIPPED:
                what = code(title(key.id) + (f", {key.attribute}" if key.attribute else ""), 160)
                why = f", {markdown(resolution.reason)}" if resolution is not None and resolution.reason else ""
                lines.append(f"- {what}: {'not decided' if resolution is None else 'left out'}{why}")
    if not lines:
        return ""
    return "\n".join(["## Left as it is on each side", "", *lines])


def _lost(plans: Mapping[Side, Plan]) -> str:
    lines: list[str] = []
    for side, plan in plans.items():
        for statement in plan.statements:
            if not statement.loses_data and statement.irreversible is None:
                continue
            about = code(title(statement.objects[0]), 120) if statement.objects else code(statement.sql)
            said = [hazard.detail for hazard in statement.hazards if hazard.kind is HazardKind.DATA]
            if statement.irreversible:
                said.append(f"the rollback does not bring it back: {statement.irreversible}")
            lines.append(f"- {side}, statement {statement.number}, {about}: {markdown('; '.join(said))}")
    return "\n".join(["## What is lost", "", *(lines or ["Nothing: no statement of the plans loses data."])])


def _proof(plans: Mapping[Side, Plan]) -> str:
    goals = {plan.goal for plan in plans.values()}
    equal = "both plans lead to the same schema" if len(goals) == 1 else "the sides differ afterwards in what was left"
    lines = ["## Proof", "", f"- {equal}"]
    for side, plan in plans.items():
        count = len(plan.statements)
        head = f"- to {side}, {counted(count, 'statement')}: "
        proof = plan.proof
        if not count:
            lines.append(f"{head}nothing to do")
        elif proof is None or proof.state is ProofState.NOT_PROVEN:
            lines.append(f"{head}**not proven**")
        else:
            lines.append(f"{head}**{proof.state}** on PostgreSQL {_version(proof.server_version)}")
        if proof is not None:
            lines += [f"  - {markdown(step)}" for step in proof.steps]
            lines += [f"  - ✗ {markdown(failure)}" for failure in proof.failures]
        lines += [f"  - {markdown(warning)}" for warning in plan.warnings]
    return "\n".join(lines)


def _version(number: int) -> str:
    """`server_version_num` as people write it. Source: manual, server_version_num; two parts since version 10."""
    return f"{number // 10000}.{number % 10000}"


def _schemas(merge: Merge, plans: Mapping[Side, Plan]) -> str:
    lines = ["## Schemas", "", "| | | PostgreSQL | fingerprint |", "| --- | --- | --- | --- |"]
    lines += [_schema_row("local", merge.start(Side.LOCAL)), _schema_row("remote", merge.start(Side.REMOTE))]
    lines.append(_schema_row("base", merge.base) if merge.base is not None else "| base | none: two-way | | |")
    lines += [f"| {side}, as it becomes | | | `{plan.goal}` |" for side, plan in plans.items()]
    unknown = sorted({each.name for catalog in (merge.local, merge.remote) for each in catalog.unknown})
    if unknown:
        lines += ["", "Not understood yet and left alone:", "", *(f"- {code(name, 200)}" for name in unknown)]
    return "\n".join(lines)


def _schema_row(name: str, catalog: Catalog) -> str:
    version = _version(catalog.server_version) if catalog.server_version else ""
    return f"| {name} | {markdown(catalog.label)} | {version} | `{catalog.fingerprint}` |"
