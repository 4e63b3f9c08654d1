"""What a decision takes along without another question."""

from contextlib import ExitStack

import pytest

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.plan.build import build_plan, plan_side
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.shadow import ShadowServer
from supatui.tui.work import findings
from tests.kinds.judge import dump, load, make_roles, read, run

LOST = "alter table t drop column n;"


@pytest.mark.parametrize("choice", [Choice.LOCAL, Choice.REMOTE])
@pytest.mark.parametrize("edits", [("", LOST, ""), (LOST, "", LOST)], ids=["dropped", "made"])
def test_a_column_and_the_sequence_that_belongs_to_it_are_one_question(
    server: ShadowServer, edits: tuple[str, str, str], choice: Choice
) -> None:
    """What one decision would run is a plan by itself, too, and the sequence is not asked about with the column."""
    make_roles(server)
    with ExitStack() as stack:
        databases = [stack.enter_context(server.create_database()) for _ in range(3)]
        for database, edit in zip(databases, edits, strict=True):
            load(database, "create table t (id integer, n serial);" + edit)
        review = Review(merge(*(read(database) for database in databases)), person="Ada")
        (root,) = review.merge.roots
        assert root.id == ObjectId("column", "public", "n", "t")
        review.decide(root.id, choice)
        assert (review.undecided(), review.problems()) == ((), ())
        for side, database in zip((Side.LOCAL, Side.REMOTE), databases[1:], strict=True):
            alone = build_plan(review.merge.catalog(side), review.target(side, [root.id]))
            run(database, alone.statements)
        assert dump(server, databases[1]) == dump(server, databases[2])


def test_a_sequence_given_to_a_dropped_column_stays_with_its_owner(server: ShadowServer) -> None:
    """A sequence has an owner of its own as long as no column owns it: that is one question."""
    make_roles(server)
    base = "create table t (a integer, b text); create sequence s;"
    edits = ("alter sequence s owned by t.a;", "alter table t drop column a;")
    with ExitStack() as stack:
        databases = [stack.enter_context(server.create_database()) for _ in range(4)]
        for database, text in zip(databases, (base, *(base + edit for edit in edits), base + edits[1]), strict=True):
            load(database, text)
        merged = merge(*(read(database) for database in databases[:3]))
        review = Review(merged, person="Ada")
        (conflict,) = review.conflicts()
        review.decide(conflict.id, Choice.REMOTE)
        assert (review.undecided(), review.problems()) == ((), ())
        for side, database in zip((Side.LOCAL, Side.REMOTE), databases[1:3], strict=True):
            run(database, plan_side(review.merge, side, review.target(side)).statements)
            assert dump(server, database) == dump(server, databases[3])


def test_a_dropped_table_whose_sequence_stays_is_shown_with_what_its_drop_runs(server: ShadowServer) -> None:
    make_roles(server)
    with ExitStack() as stack:
        databases = [stack.enter_context(server.create_database()) for _ in range(3)]
        for database, edit in zip(
            databases, ("", "alter sequence t_n_seq owned by none; drop table t;", ""), strict=True
        ):
            load(database, "create table t (id integer, n serial);" + edit)
        review = Review(merge(*(read(database) for database in databases)), person="Ada")
        table = ObjectId("table", "public", "t")
        planned = findings(review, table, None, review.revision).planned[Choice.LOCAL][Side.REMOTE]
        assert planned.error is None, planned.error
        run(databases[2], planned.statements)
        assert dump(server, databases[1]) == dump(server, databases[2])
