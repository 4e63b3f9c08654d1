"""How long merging takes on schemas of 10 000 objects a side with 500 changes: `python -m tests.benchmarks.merge`.

Prints CPU time of each step and ends with 1 where a budget is not kept. `--profile` shows where the time goes.
`--trial` measures instead what trying the merge on a shadow server adds, on real databases of 400 tables.
"""

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import process_time

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value
from supatui.compare.model import Merge, Side
from supatui.compare.three_way import merge
from supatui.plan.try_merge import try_merge
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.settings import Settings
from supatui.sources.live import read_database
from supatui.sources.stop import Stop
from supatui.tui.work import findings, plan_both, warm
from tests.benchmarks.databases import host
from tests.benchmarks.measure import BACKEND_END_SECONDS, ended_children
from tests.benchmarks.schemas import change, make_schema
from tests.builders import column, function, item, table, view

TABLES = 800
COLUMNS = 9
"""Of a table, beside its primary key, its view and its function: about 10 000 objects in all."""

CHANGES = 500
MERGE_SECONDS = 1.0
CHOICE_SECONDS = 0.1

TRIAL_TABLES = 400
TRIAL_SHARE = 0.5
"""On each side the other half of the tables, views and functions is changed: some 300 of them."""


def schema() -> Catalog:
    """About 10 000 objects as a server would say them, dependencies included."""
    objects: dict[ObjectId, SchemaObject] = {}
    edges: list[Dependency] = []

    def add(made: SchemaObject, *needed: SchemaObject) -> SchemaObject:
        objects[made.id] = made
        edges.extend(Dependency(made.id, one.id) for one in needed)
        return made

    add(item("schema", "public", schema="", owner="postgres"))
    for number in range(TABLES):
        parent = add(table(f"t{number}"))
        columns = [add(column(parent, f"c{place}", "bigint"), parent) for place in range(COLUMNS)]
        key = item("primary_key", f"t{number}_pkey", parent=parent, definition="PRIMARY KEY (c0)")
        add(key, columns[0])
        add(view(f"v{number}", _query(number), owner="postgres"), *columns[:3])
        add(function(f"f{number}", _body(number)))
    return Catalog(objects, tuple(edges), server_version=180000)


def _query(number: int, limit: int = 0) -> str:
    return f" SELECT c0,\n    c1,\n    c2\n   FROM public.t{number}\n  WHERE (c0 > {limit});"


def _body(number: int, first: int = 0, last: int = 0) -> str:
    middle = "\n".join(f"    perform {step};" for step in range(60))
    return f"begin\n    n := {number + first};\n{middle}\n    return {last};\nend"


def changed(base: Catalog, *, local: bool) -> Catalog:
    """The schema after 500 changes of one side, most of which meet a change of the other."""
    objects, edges = dict(base.objects), list(base.dependencies)
    step = 1 if local else 2
    for number in range(CHANGES):
        at = number if number % 5 in (0, 3, 4) else (number * 3 + step) % TABLES
        one = ObjectId("column", "public", "c1", f"t{at}")
        match number % 5:
            case 0:
                said: dict[str, Value] = {"body": _body(at, last=1)} if local else {"body": _body(at, first=1)}
                _change(objects, ObjectId("function", "public", f"f{at}"), said)
            case 1:
                _change(objects, one, {"not_null": True} if local else {"comment": "counted"})
            case 2:
                made = column(objects[ObjectId("table", "public", f"t{at}")], "mine" if local else "theirs")
                objects[made.id] = made
                edges.append(Dependency(made.id, ObjectId("table", "public", f"t{at}")))
            case 3:
                _change(objects, one, {"type": "numeric" if local else "text"})
            case _:
                _change(objects, ObjectId("view", "public", f"v{at}"), {"query": _query(at, step)})
    return base._replace(objects=objects, dependencies=tuple(edges))


def _change(objects: dict[ObjectId, SchemaObject], one: ObjectId, said: Mapping[str, Value]) -> None:
    objects[one] = objects[one]._replace(attributes={**objects[one].attributes, **said})


class Clock:
    """CPU seconds of named steps against their budgets."""

    def __init__(self) -> None:
        self.is_kept = True

    @contextmanager
    def step(self, name: str, budget: float | None = None) -> Iterator[None]:
        start = process_time()
        yield
        spent = process_time() - start
        kept = budget is None or spent <= budget
        self.is_kept &= kept
        allowed = "" if budget is None else f"  of {budget * 1000:.0f}"
        print(f"{name:52} {spent * 1000:8.1f} ms{allowed}{'' if kept else '  OVER'}")


def measure(clock: Clock) -> None:
    """Time every step once, on fresh catalogs."""
    base = schema()
    local, remote = changed(base, local=True), changed(base, local=False)
    print(f"{len(base.objects)} objects, {len(base.dependencies)} dependencies, {CHANGES} changes a side")
    with clock.step("merge and decide by rule", MERGE_SECONDS):
        review = Review(merge(base, local, remote), person="Ada")
    print(f"{review.summary()}")
    plan_both(review)  # brings every kind, once for a session
    with clock.step("what is looked up at every key press, once"):
        warm(review)
    with clock.step("both targets and problems for the first time"):
        _ = review.target(Side.LOCAL), review.target(Side.REMOTE), review.problems()
    for kind, one in _questions(review.merge):
        with clock.step(f"choice on a {kind}: targets, problems, counters", CHOICE_SECONDS):
            review.decide(one, Choice.LOCAL)
            _ = review.target(Side.LOCAL), review.target(Side.REMOTE), review.problems(), review.summary()
        with clock.step(f"what its choices would run: {kind}", CHOICE_SECONDS):
            findings(review, one, None, review.revision)


def measure_trial(clock: Clock) -> None:
    """What `supatui merge` does after reading three databases; the trial is with the CPU of its server."""
    whole = make_schema(TRIAL_TABLES)
    schemas = (whole, change(whole, TRIAL_SHARE), change(whole, TRIAL_SHARE, first=1))
    with host() as server:
        places = [server.filled(each).conninfo for each in schemas]
        base, local, remote = (read_database(each, "benchmark", Settings(), Stop("benchmark")) for each in places)
        print(f"{len(base.objects)} objects on a real server")
        with clock.step("merge", MERGE_SECONDS):
            merged = merge(base, local, remote)
        print(f"{len(merged.roots)} differences to decide, {len(merged.differences)} in all")
        before = ended_children(server.postmaster)
        with clock.step("trial of the merge: this process"):
            tried = try_merge(merged, server.server, supabase=False)
        time.sleep(BACKEND_END_SECONDS)
        print(f"{'trial of the merge: its server':52} {(ended_children(server.postmaster) - before) * 1000:8.1f} ms")
        print(f"{tried.tries} schemas tried; {tried.doubt or 'no doubt left'}")


def _questions(merged: Merge) -> list[tuple[str, ObjectId]]:
    found: dict[str, ObjectId] = {}
    for root in merged.roots:
        if root.side is Side.CONFLICT:
            found.setdefault(root.id.kind, root.id)
    return list(found.items())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure merging against its budgets, in CPU time.")
    parser.add_argument("--profile", action="store_true", help="show the functions that take most of the time")
    parser.add_argument("--trial", action="store_true", help="measure the trial on a shadow server instead")
    parsed = parser.parse_args(arguments)
    clock = Clock()
    if parsed.trial:
        measure_trial(clock)
    elif parsed.profile:
        profile = cProfile.Profile()
        profile.runcall(measure, clock)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    else:
        measure(clock)
    return 0 if clock.is_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
