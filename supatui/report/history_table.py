"""A migration history beside its folder, for people and for programs."""

import json
from collections.abc import Iterator

from supatui.counting import counted
from supatui.report.words import visible
from supatui.sources.history import Entry, State, Timeline

JSON_VERSION = 1
NAME_CHARACTERS = 40
"""Longest name that is shown whole; a table of 80 columns stays one."""

SIGNS = {
    State.APPLIED: "=",
    State.EDITED: "!",
    State.PENDING: "+",
    State.OUT_OF_ORDER: "<",
    State.MISSING: "-",
    State.IGNORED: "?",
}
"""One character for each state, so that none is told by a colour alone."""


def as_text(timeline: Timeline, words: str) -> str:
    """The table, what keeps a file from being pushed, and what to do; ends in a line end. `words` name the remote."""
    lines = [f"{timeline.folder} and the history of {visible(words)}", ""]
    if not timeline.entries:
        return lines[0] + "\nno migrations on either side\n"
    width = max(len(visible(entry.version)) for entry in timeline.entries)
    for entry in timeline.entries:
        moment = f"{entry.moment:%Y-%m-%d %H:%M}" if entry.moment else ""
        line = f"{SIGNS[entry.state]} {visible(entry.version):{width}}  {moment:16}  {entry.state:13}  {_rest(entry)}"
        lines.append(line.rstrip())
        lines += [f"  {visible(text)}" for text in problem_lines(entry)]
    lines += ["", summary(timeline)]
    lines += [f"skipped, no migration's name: {visible(name)}" for name in timeline.skipped]
    return "\n".join([*lines, *(visible(line) for line in timeline.advice())]) + "\n"


def _rest(entry: Entry) -> str:
    name = entry.name if len(entry.name) <= NAME_CHARACTERS else entry.name[: NAME_CHARACTERS - 1] + "…"
    parts = [name, f"by {entry.row.created_by}" if entry.row is not None and entry.row.created_by else "", entry.detail]
    return visible("; ".join(part for part in parts if part))


def problem_lines(entry: Entry) -> Iterator[str]:
    """Why `supabase db push` would not run its file, or not as one; a line each, and a line for what mends it."""
    for problem in entry.problems:
        yield f"line {problem.line}: {'fails: ' if problem.is_fatal else ''}{problem.what}; {problem.hint}"


def summary(timeline: Timeline) -> str:
    """`3 applied, 1 edited, 2 pending`."""
    counts = {state: len(timeline.of(state)) for state in State}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    return said or counted(0, "migration")


def as_json(timeline: Timeline) -> str:
    """`{version, folder, remote, in_step, migrations, skipped, advice}`.

    A migration is {version, state, name, moment, file, created_by, local, remote, detail, problems}; local and remote
    say whether that side has it, moment is ISO 8601 in UTC or null.
    """
    document = {
        "version": JSON_VERSION,
        "folder": str(timeline.folder),
        "remote": timeline.remote,
        "in_step": timeline.is_in_step,
        "migrations": [_migration(entry) for entry in timeline.entries],
        "skipped": list(timeline.skipped),
        "advice": timeline.advice(),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _migration(entry: Entry) -> dict[str, object]:
    return {
        "version": entry.version,
        "state": entry.state,
        "name": entry.name,
        "moment": entry.moment.isoformat() if entry.moment else None,
        "file": str(entry.file.path) if entry.file else None,
        "created_by": entry.row.created_by if entry.row else None,
        "local": entry.file is not None,
        "remote": entry.row is not None,
        "detail": entry.detail,
        "problems": [problem._asdict() for problem in entry.problems],
    }
