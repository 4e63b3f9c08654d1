"""Rounds of random schemas: `python -m tests.plan.rounds --rounds 1000 --seed 1 --major 17`.

Each round makes a schema and an edit of it, plans one to the other, applies, compares by pg_dump, plans again,
rolls back, compares. A failure prints its seed and both schemas, with every piece gone that it does not need.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from supatui.errors import PlanError
from supatui.shadow import ShadowServer, ShadowSettings, open_shadow
from tests.kinds.judge import judge, make_roles
from tests.plan.generator import Pieces, accepted, as_sql, compose, edit


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in a round, and the smallest schemas found that show it."""

    seed: int
    before: Pieces
    after: Pieces
    said: str

    def __str__(self) -> str:
        return f"seed {self.seed}\n-- before\n{as_sql(self.before)}-- after\n{as_sql(self.after)}-- said\n{self.said}"


def play(server: ShadowServer, seed: int, size: int = 30) -> Failure | None:
    """One round. None where it went well, or where the plan refuses with its reason."""
    random = Random(seed)
    before = compose(random, size)
    after = edit(random, before)
    make_roles(server)
    before, after = accepted(server, before), accepted(server, after)
    said = _said(server, before, after)
    return None if said is None else _shrunk(server, Failure(seed, before, after, said))


def _said(server: ShadowServer, before: Pieces, after: Pieces) -> str | None:
    try:
        judge(server, as_sql(before), as_sql(after), column_order=False)
    except PlanError:
        return None  # a reason was given, and nothing touched
    except Exception as error:  # whatever is thrown is what the round looks for
        return f"{type(error).__name__}: {error}"
    return None


def _shrunk(server: ShadowServer, failure: Failure) -> Failure:
    """Leave out one piece after the other, on both sides, while it still fails with the same first line."""
    kind = _first_line(failure.said)
    smallest = failure
    for piece in reversed(dict.fromkeys((*failure.before, *failure.after))):
        before, after = (
            accepted(server, tuple(one for one in side if one != piece)) for side in (smallest.before, smallest.after)
        )
        said = _said(server, before, after)
        if said is not None and _first_line(said) == kind:
            smallest = Failure(failure.seed, before, after, said)
    return smallest


def _first_line(said: str) -> str:
    """Without names and numbers, so that one class of failure stays one."""
    return "".join(letter for letter in said.partition("\n")[0] if not letter.isdigit())


def run_rounds(server: ShadowServer, seeds: range, tell: Callable[[Failure], None]) -> int:
    """How many of the rounds failed."""
    failures = 0
    for seed in seeds:
        failure = play(server, seed)
        if failure is not None:
            failures += 1
            tell(failure)
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.plan.rounds", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--major", type=int, default=17)
    parsed = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_shadow(ShadowSettings(cache_folder=Path(folder)), major=parsed.major) as server,
    ):
        seeds = range(parsed.seed, parsed.seed + parsed.rounds)
        failures = run_rounds(server, seeds, lambda failure: print(failure, flush=True))
    print(f"{parsed.rounds} rounds on {parsed.major}, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
