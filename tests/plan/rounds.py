"""Rounds of random schemas: `python -m tests.plan.rounds --rounds 1000 --seed 1 --major 17`.

Each round makes a schema and an edit of it, plans one to the other, applies, compares by pg_dump, plans again,
rolls back, compares; at last it plans with what differs alone, which must give the same. Where no cast leads to a
column's type, odd seeds have no rows and wish for nothing, so that the plan counts; even ones say what the column is to
hold. A failure prints its seed and both schemas, with every piece gone that it does not need.
Plans that are refused, those that stop at rows which do not fit, and schemas that pg_dump itself cannot dump are
counted by their reasons, and so are materialized views that can be filled no more: a refusal is an answer, and must
stay rare. That no order is found is none.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import psycopg

from supatui.catalog.model import Catalog
from supatui.catalog.quoting import ident, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import conversions
from supatui.kinds.wishes import NO_WISHES, Wishes
from supatui.plan.build import build_plan
from supatui.plan.order import NoOrderError
from supatui.shadow import ShadowServer, ShadowSettings, open_shadow
from tests.kinds.judge import DumpError, dump_of_copy, facts_of, judge, load, make_roles
from tests.plan.generator import Pieces, accepted, as_sql, asking, compose, edit
from tests.plan.in_part import assert_same_plans
from tests.plan.shrinking import shrink
from tests.servers import find_programs

_DUMPS_DIFFER = "AssertionError: --- wanted"
_REFRESHING = "select format('refresh materialized view %s', oid::regclass) from pg_class where relkind = 'm'"
_WHEN = re.compile(r"\n(after(?: the rollback)?)\n")
_ALIASES = re.compile(r"(?<=\w)\(([a-z_]\w*(?:, [a-z_]\w*)*)\)")
_NAMES_AND_NUMBERS = re.compile(r"\S*(?:\d|\")\S*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ended, with the schemas that it was about."""

    seed: int
    before: Pieces
    after: Pieces
    said: str = ""
    """What was thrown; nothing where all went well."""
    refused: bool = False
    """Whether the plan was refused with its reason, and nothing touched."""

    @property
    def failed(self) -> bool:
        return bool(self.said) and not self.refused

    @property
    def kind(self) -> str:
        """The first line without names and numbers, so that one class of failure stays one."""
        return _NAMES_AND_NUMBERS.sub("~", self.said.partition("\n")[0])

    def __str__(self) -> str:
        return f"seed {self.seed}\n-- before\n{as_sql(self.before)}-- after\n{as_sql(self.after)}-- said\n{self.said}"


def play(server: ShadowServer, seed: int, size: int = 30) -> Outcome:
    """One round; a failure with the smallest schemas found that show it."""
    random = Random(seed)
    make_roles(server)
    with asking(server) as takes:
        before = compose(random, size, takes)
    with asking(server) as takes:
        after = edit(random, before, takes)
    outcome = _judged(server, Outcome(seed, before, after))
    return _shrunk(server, outcome) if outcome.failed else outcome


def _judged(server: ShadowServer, round_: Outcome) -> Outcome:
    before, after = accepted(server, round_.before), accepted(server, round_.after)
    try:
        old, new = (facts_of(server, as_sql(pieces)).catalog for pieces in (before, after))
        wishes = _emptying(old, new)
        asks = bool(wishes.using) and round_.seed % 2 == 1
        if asks:
            wishes = NO_WISHES
        if asks or _makes_tables_again(old, new, wishes):
            before, after = _without_rows(before), _without_rows(after)
        keeps = _row_counts(before, after)
        states = as_sql(before), as_sql(after)
        plan = judge(server, *states, keeps=keeps, column_order=False, wishes=wishes, one_way=True)
        with server.create_database() as first, server.create_database() as second:
            load(first, as_sql(before))
            load(second, as_sql(after))
            assert_same_plans(first, second, wishes)
    except (PlanError, DumpError) as error:
        return Outcome(round_.seed, before, after, str(error), refused=not isinstance(error, NoOrderError))
    except Exception as error:  # whatever is thrown is what the round looks for
        said = f"{type(error).__name__}: {error}"
        if said.startswith(_DUMPS_DIFFER) and is_of_copy(server, as_sql(before), as_sql(after), said):
            return Outcome(round_.seed, before, after, f"no dump of it makes the schema again: {said}", refused=True)
        refused = _stopped_by_rows(error) or any(
            is_filled_no_more(server, as_sql(pieces), error) for pieces in (before, after)
        )
        return Outcome(round_.seed, before, after, said, refused=refused)
    said = plan.one_way or ""
    return Outcome(round_.seed, before, after, said, refused=bool(said) and "no order" not in said)


def is_of_copy(server: ShadowServer, before: str, after: str, said: str) -> bool:
    """Whether all that differs is how lists of columns' aliases grow once pg_dump's text of the wanted schema is run.

    A view prints its columns as they were when it was made: over a function whose row type has grown since then, no
    text of it is printed as it was. `said` is how the dumps differ; after the rollback, `before` is what was wanted.
    """
    difference, when = _WHEN.split(said, maxsplit=1)[:2]
    lines = difference.splitlines()[2:]
    wanted, found = ([line[1:] for line in lines if line.startswith(sign)] for sign in "-+")
    grown = _grown_aliases(server, before if "rollback" in when else after)
    return Counter(grown.get(line) for line in wanted) == Counter(found)


def _grown_aliases(server: ShadowServer, schema: str) -> dict[str, str]:
    """Lines of a schema's dump, and the same of the copy's where only aliases have come in a list of them."""
    dumps = facts_of(server, schema).dump, dump_of_copy(server, schema)
    once, again = ({section.partition("\n")[0]: section for section in dump} for dump in dumps)
    lines = (zip(once[one].splitlines(), again[one].splitlines(), strict=False) for one in once.keys() & again.keys())
    pairs = ((line.rstrip(","), copied.rstrip(",")) for section in lines for line, copied in section)
    return {line: copied for line, copied in pairs if line != copied and _more_aliases(line, copied)}


def _more_aliases(line: str, copied: str) -> bool:
    if _ALIASES.sub("()", line) != _ALIASES.sub("()", copied):
        return False
    lists = zip(_ALIASES.findall(line), _ALIASES.findall(copied), strict=True)
    return all(f"{more}, ".startswith(f"{few}, ") for few, more in lists)


def _emptying(old: Catalog, new: Catalog) -> Wishes:
    """No values for columns whose former ones no cast brings to their new type: a plan asks what to do with them."""
    using = {}
    for one in old.objects.keys() & new.objects.keys():
        before, after = (catalog.objects[one].optional_text("type") for catalog in (old, new))
        if one.kind == "column" and before and after and before != after:
            name = ident(one.name)
            if isinstance(conversions.using(name, before, after, old, new), conversions.NoCast):
                using[one] = sql("null::{}", verbatim(after))
    return Wishes(using=using)


def _makes_tables_again(old: Catalog, new: Catalog, wishes: Wishes) -> bool:
    """Whether a table has to hold nothing, since it is made again: partitioned in another way, by another type."""
    guards = (guard for one in build_plan(old, new, wishes=wishes, back=False).statements for guard in one.guards)
    return any(guard.object.kind == "table" for guard in guards)


def _without_rows(pieces: Pieces) -> Pieces:
    """Without any, since triggers and rules write into other tables than the one that is named."""
    return tuple(one for one in pieces if one.kind != "row")


def _row_counts(before: Pieces, after: Pieces) -> list[str]:
    tables = {one.name for one in before if one.kind == "table"} & {one.name for one in after if one.kind == "table"}
    return [f"select count(*) from only {name}" for name in sorted(tables)]


def _stopped_by_rows(error: Exception) -> bool:
    """Whether the server found rows that do not fit, or foreign ones that nothing reads here.

    Classes 22 and 23 are data exceptions and broken constraints.
    """
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return False
    return (cause.sqlstate or "")[:2] in {"22", "23"} or "has no handler" in str(cause)


def is_filled_no_more(server: ShadowServer, schema: str, error: Exception) -> bool:
    """Whether the error is that of a materialized view which the finished schema cannot fill again: nothing can.

    It was filled before what it reads became unreadable, as options of a foreign table can make that.
    """
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return False
    with server.create_database() as database:
        load(database, schema)
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            for (statement,) in connection.execute(_REFRESHING).fetchall():
                try:
                    connection.execute(statement.encode())
                except psycopg.Error as again:
                    if again.diag.message_primary == cause.diag.message_primary:
                        return True
    return False


def _shrunk(server: ShadowServer, outcome: Outcome) -> Outcome:
    smallest = outcome

    def still_fails(schemas: Sequence[Pieces]) -> bool:
        nonlocal smallest
        before, after = schemas
        tried = _judged(server, replace(outcome, before=before, after=after))
        if tried.failed and tried.kind == outcome.kind:
            smallest = tried
            return True
        return False

    shrink((outcome.before, outcome.after), still_fails)
    return smallest


def run_rounds(server: ShadowServer, seeds: Iterable[int]) -> Counter[str]:
    """Play them all, print each failure and every fiftieth round. How many failed, were refused and went well."""
    count: Counter[str] = Counter()
    refused: dict[str, list[int]] = {}
    for number, seed in enumerate(seeds, 1):
        outcome = play(server, seed)
        count["failed" if outcome.failed else "refused" if outcome.refused else "well"] += 1
        if outcome.failed:
            print(outcome, flush=True)
        if outcome.refused:
            refused.setdefault(outcome.kind, []).append(seed)
        if number % 50 == 0:
            print(f"{number} rounds: {_words(count)}", flush=True)
    for reason, refusals in sorted(refused.items(), key=lambda each: -len(each[1])):
        print(f"refused {len(refusals)} times, first seed {refusals[0]}: {reason}")
    return count


def _words(count: Counter[str]) -> str:
    return ", ".join(f"{count[word]} {word}" for word in ("well", "refused", "failed"))


@contextmanager
def server_of(major: int) -> Iterator[ShadowServer]:
    """The server that the tests of this major have. Raises: SystemExit, where it cannot be had."""
    programs = find_programs(major)
    if programs.missing:
        raise SystemExit(f"there is no PostgreSQL {major} here: {programs.missing}")
    with tempfile.TemporaryDirectory() as folder:
        settings = ShadowSettings(bin_folder=programs.bin_folder, cache_folder=Path(folder))
        with open_shadow(settings, major=major) as server:
            yield server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.plan.rounds", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--major", type=int, default=17)
    parsed = parser.parse_args()
    with server_of(parsed.major) as server:
        count = run_rounds(server, range(parsed.seed, parsed.seed + parsed.rounds))
    print(f"{parsed.rounds} rounds on {parsed.major} from seed {parsed.seed}: {_words(count)}")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
