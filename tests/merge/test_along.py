"""What a decision takes along without another question."""

from contextlib import ExitStack

from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.plan.build import plan_side
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.shadow import ShadowServer
from tests.kinds.judge import dump, load, make_roles, read, run


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
