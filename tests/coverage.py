"""`python -m tests.coverage`: which changes to which kinds are proven on which PostgreSQL, as a Markdown table.

It runs the tests that a plan is judged in, and reads what they wrote down: nothing in the table is kept by hand. Each
entry was planned, run, read back, compared by pg_dump, and led back by the plan's rollback in the same way.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from supatui.kinds import KINDS
from supatui.kinds.kind import Kind
from tests.record import FOLDER_VARIABLE, Fact, recorded
from tests.servers import MAJORS

JUDGED = ("tests/plan", "tests/kinds")
"""Where the tests are that judge plans."""
APART = ("comment", "owner", "privileges")
"""Attributes that most kinds have, each with a column of its own."""

Seen = Mapping[tuple[str, str, str], frozenset[int]]
"""Majors by kind, what was seen or done, and attribute."""


def main(arguments: list[str] | None = None) -> int:
    """Print the table; ends as the tests did, 0 where all passed."""
    parser = argparse.ArgumentParser("python -m tests.coverage", description=__doc__.partition("\n")[0])
    parser.add_argument("--record", type=Path, metavar="FOLDER", help="what an earlier run wrote; runs no test")
    parser.add_argument("tests", nargs="*", default=JUDGED, help="which to run (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    if parsed.record is not None:
        print(table(recorded(parsed.record)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *parsed.tests]
        done = subprocess.run(command, env={**os.environ, FOLDER_VARIABLE: name}, stdout=sys.stderr)
        print(table(recorded(Path(name))))
    return done.returncode


def table(facts: Iterable[Fact]) -> str:
    """Two tables: every kind with what was done to it, and what no test has done yet."""
    seen = _by_subject(facts)
    rows = [_row(kind, seen) for kind in KINDS.values()]
    head = ("kind", "read", "created, dropped", "renamed", *APART, "other attributes altered")
    holes = [line for kind in KINDS.values() for line in _holes(kind, seen)]
    legend = "Numbers are PostgreSQL's majors; an empty cell was tried by no test, – does not apply."
    return "\n".join([legend, "", *_markdown([head, *rows]), "", "Never altered in place or by a rebuild:", "", *holes])


def _by_subject(facts: Iterable[Fact]) -> Seen:
    found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for fact in facts:
        found[fact.kind, fact.what, fact.attribute].add(fact.major)
    return {subject: frozenset(majors) for subject, majors in found.items()}


def _row(kind: Kind, seen: Seen) -> tuple[str, ...]:
    def majors(what: str, attribute: str = "") -> str:
        return _short(seen.get((kind.name, what, attribute), frozenset()))

    everything = _short(frozenset(major for major in MAJORS if major >= kind.minimum_version))
    others = _attributes(kind, seen)
    altered = [name for name in others if (kind.name, "altered", name) in seen]
    everywhere = [name for name in altered if majors("altered", name) == everything]
    count = f"{len(altered)} of {len(others)}" if others else "–"
    if len(everywhere) < len(altered):
        count += f", {len(everywhere)} of them on every major"
    owner = majors("altered", "owner") if kind.owner_clause else "–"
    return (
        kind.name.replace("_", " "),
        majors("read"),
        majors("created"),
        majors("renamed"),
        majors("altered", "comment"),
        owner,
        majors("altered", "privileges"),
        count,
    )


def _attributes(kind: Kind, seen: Seen) -> list[str]:
    """The attributes that some test saw on it, without those that have columns of their own."""
    return sorted(name for one, what, name in seen if one == kind.name and what == "has" and name not in APART)


def _holes(kind: Kind, seen: Seen) -> list[str]:
    never = [name for name in _attributes(kind, seen) if (kind.name, "altered", name) not in seen]
    lines = [f"- {kind.name.replace('_', ' ')}: {', '.join(never)}"] if never else []
    return lines if (kind.name, "read", "") in seen else [f"- {kind.name.replace('_', ' ')}: never seen"]


def _short(majors: frozenset[int]) -> str:
    """`14–18` for all in a row, else each; empty for none."""
    ordered = sorted(majors)
    if len(ordered) > 1 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{ordered[0]}–{ordered[-1]}"
    return " ".join(map(str, ordered))


def _markdown(rows: list[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


if __name__ == "__main__":
    sys.exit(main())
