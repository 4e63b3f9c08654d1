"""Runs a scenario on a real server; pg_dump judges both plans and both rollbacks."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from difflib import unified_diff

from supatui.catalog.model import Catalog
from supatui.compare.model import Change, Key, Merge, Side
from supatui.compare.side_renames import parse_sided
from supatui.plan.build import build_plan, plan_side
from supatui.plan.merge_renames import merge_with_renames
from supatui.plan.try_merge import try_merge
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import dump, load, make_roles, read, run
from tests.merge.scenario import Scenario


def run_scenario(server: ShadowServer, scenario: Scenario) -> None:
    """Merge, answer, plan both ways, run both plans and both rollbacks; fail where anything is not as expected."""
    make_roles(server)
    with ExitStack() as stack, ThreadPoolExecutor(4) as threads:
        base = stack.enter_context(server.create_database())
        load(base, scenario.base)
        local, remote, wanted = (stack.enter_context(server.create_database(base.name)) for _ in range(3))
        list(threads.map(load, (local, remote, wanted), (scenario.local, scenario.remote, scenario.merged)))
        dumps = [threads.submit(dump, server, one) for one in (local, remote, wanted)]
        catalogs = list(threads.map(read, (base, local, remote)))
        review = _answered(server, scenario, catalogs)
        local_dump, remote_dump, wanted_dump = (one.result() for one in dumps)
        lead(server, review, Side.LOCAL, local, wanted_dump, local_dump)
        lead(server, review, Side.REMOTE, remote, wanted_dump, remote_dump)


def _answered(server: ShadowServer, scenario: Scenario, catalogs: Sequence[Catalog]) -> Review:
    """The review with the scenario's answers; everything else that waits is taken."""
    base, local, remote = catalogs
    plain = _merged(server, scenario, base, local, remote)
    swapped = _merged(server, scenario, base, remote, local)
    assert conflicts_of(plain) == conflicts_of(swapped), "the answer depends on who is asked first"
    tried = try_merge(plain, server, supabase=False)
    assert not tried.doubt, tried.doubt
    review = Review(tried.merge, person="Ada")
    assert conflicts_of(tried.merge) == scenario.conflicts, (conflicts_of(tried.merge), tried.merge.clashes)
    for question, choice in scenario.choices.items():
        key = _key_of(tried.merge, question)
        decided = review.decide(key.id, choice, key.attribute)
        assert not decided.refused, decided.refused
    for key in review.undecided():
        change = review.change(key)
        assert change.side is not Side.CONFLICT, f"no answer for {question_of(change)}"
        review.decide(key.id, own_choice(change), key.attribute)
    assert review.problems() == ()
    _same_from_near_by(review)
    return review


def _merged(server: ShadowServer, scenario: Scenario, base: Catalog, local: Catalog, remote: Catalog) -> Merge:
    chosen = parse_sided(scenario.renames, base, local, remote)
    return merge_with_renames(base, local, remote, chosen, lambda **_: server, lambda said: None)


def _same_from_near_by(review: Review) -> None:
    """What the screen shows of one decision, worked out near by, is what the whole merge plans for it."""
    for root in review.merge.roots:
        near = review.around(root.id)
        for side in (Side.LOCAL, Side.REMOTE):
            whole, part = (
                [str(one.sql) for one in build_plan(each.merge.catalog(side), each.target(side, [root.id])).statements]
                for each in (review, near)
            )
            assert whole == part, (root.id, whole, part)


def own_choice(change: Change) -> Choice:
    if change.side is Side.MERGED:
        return Choice.BOTH
    return Choice.LOCAL if change.side is Side.LOCAL else Choice.REMOTE


def conflicts_of(merged: Merge) -> tuple[str, ...]:
    """Every question that a contradiction puts, as scenarios spell them."""
    changes = (change for root in merged.roots for change in root.changes)
    return tuple(sorted(question_of(change) for change in changes if change.side is Side.CONFLICT))


def question_of(change: Change) -> str:
    return str(change.id) if change.attribute is None else f"{change.id} {change.attribute}"


def _key_of(merged: Merge, question: str) -> Key:
    changes = (change for root in merged.roots for change in root.changes)
    return next(change.key for change in changes if question_of(change) == question)


def lead(
    server: ShadowServer, review: Review, side: Side, database: ShadowDatabase, wanted: list[str], before: list[str]
) -> None:
    """Run the plan to one side and its rollback, where there is one: a plan that nothing leads back from says so."""
    plan = plan_side(review.merge, side, review.target(side))
    steps = "\n".join(f"{one.sql};" for one in plan.statements)
    run(database, plan.statements)
    _same(f"{side} after\n{steps}", dump(server, database), wanted)
    if plan.one_way is not None:
        assert all(one.irreversible for one in plan.statements)
        return
    run(database, plan.rollback)
    back = "\n".join(f"{one.sql};" for one in plan.rollback)
    _same(f"{side} after the rollback\n{back}", dump(server, database), before)


def _same(when: str, found: list[str], wanted: list[str]) -> None:
    left, right = lines_of(found), lines_of(wanted)
    difference = "\n".join(unified_diff(right, left, "wanted", "found", lineterm="", n=2))
    assert not difference, f"{difference}\n{when}"


_LIST = re.compile(r"(?<=WITH \()[^()]*(?=\))|(?<=OPTIONS \()[^()]*(?=\))")


def lines_of(sections: list[str]) -> list[str]:
    """The lines of a dump; columns, attributes, options and grants in any order, which says nothing."""
    lines: list[str] = []
    for section in sections:
        head, *body = section.splitlines()
        body = [_LIST.sub(lambda found: ", ".join(sorted(found[0].split(", "))), line) for line in body]
        is_composite = "Type: TYPE;" in head and any(line.endswith(" AS (") for line in body)
        if is_composite or any(kind in head for kind in ("Type: TABLE;", "Type: FOREIGN TABLE;", "ACL;")):
            body = sorted(line.rstrip(",") for line in body)
        lines += [head, *body]
    return lines
