"""Choosing something brings what it needs and says why; leaving something out shows what breaks."""

from supatui.catalog.model import EMPTY, Catalog
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.resolve.choice import Choice, Key
from supatui.resolve.review import Review
from tests.builders import catalog, column, function, item, table, view

ORDERS, LOG = table("orders"), table("log")
TOTAL = column(ORDERS, "total", "numeric")
V = view("v", "select total from orders")
W = view("w", "select total from v")


def review(base: Catalog | None, local: Catalog, remote: Catalog) -> Review:
    return Review(merge(base, local, remote), person="Ada", clock=lambda: "2026-11-22T14:20:03+00:00")


def two_way() -> Review:
    """Local alone has a table, a view on it, and a view on the view; nothing is decided by rule."""
    return review(None, catalog(ORDERS, TOTAL, V, W, LOG, needs=[(V, TOTAL), (W, V)]), EMPTY)


def test_a_view_brings_its_view_and_that_one_its_table_as_one_step() -> None:
    taken = two_way()
    decided = taken.decide(W.id, Choice.LOCAL)
    assert [(one.key.id, one.choice) for one in decided.needed] == [(V.id, Choice.LOCAL), (ORDERS.id, Choice.LOCAL)]
    assert decided.needed[0].sentence == "view public.v comes along as local: view public.w needs it"
    assert {ORDERS.id, TOTAL.id, V.id, W.id} <= taken.target(Side.REMOTE).objects.keys()
    assert taken.choice_of(LOG.id) is None
    assert taken.problems() == ()
    found = taken.resolution_of(V.id)
    assert found is not None
    assert found.reason == "view public.w leaves no other choice"
    taken.undo()
    assert len(taken.undecided()) == 4
    taken.redo()
    assert taken.choice_of(ORDERS.id) is Choice.LOCAL


def test_going_without_something_takes_what_loses_nothing_with_it() -> None:
    taken = two_way()
    decided = taken.decide(ORDERS.id, Choice.REMOTE)
    assert [(one.key.id, one.choice) for one in decided.needed] == [(V.id, Choice.REMOTE), (W.id, Choice.REMOTE)]
    assert decided.needed[0].sentence == (
        "view public.v goes along as remote: it needs column public.orders.total, which remote does not have"
    )
    assert {ORDERS.id, V.id, W.id}.isdisjoint(taken.target(Side.LOCAL).objects)
    assert LOG.id in taken.target(Side.LOCAL).objects


def test_what_would_be_lost_is_never_brought_along() -> None:
    """A table of a type that is to go: dropping the table is another question."""
    mood = item("enum", "mood", labels=("sad",))
    both = catalog(LOG, mood, needs=[(LOG, mood)])
    taken = review(None, both, EMPTY)
    decided = taken.decide(mood.id, Choice.REMOTE)
    assert decided.needed == ()
    assert [problem.sentence for problem in taken.problems()] == [
        "table public.log needs enum public.mood, which remote does not have"
    ]


def test_what_was_decided_otherwise_is_not_overruled_and_breaks() -> None:
    taken = two_way()
    taken.decide(ORDERS.id, Choice.SKIPPED)
    would = taken.consequences(V.id, Choice.LOCAL)
    assert would.needed == ()
    assert [problem.sentence for problem in would.breaks] == [
        "view public.v needs column public.orders.total, which you left out"
    ]
    assert taken.choice_of(V.id) is None
    taken.decide(V.id, Choice.LOCAL)
    assert len(taken.problems()) == 1


def test_leaving_out_what_somebody_took_breaks_that() -> None:
    taken = two_way()
    taken.decide(W.id, Choice.LOCAL)
    assert [(one.object, one.needs) for one in taken.consequences(V.id, Choice.SKIPPED).breaks] == [(W.id, V.id)]


def test_what_waits_for_a_reason_is_brought_with_that_reason() -> None:
    log = function("log", security_definer=True)
    trigger = item("trigger", "log", parent=ORDERS, definition="create trigger")
    base = catalog(ORDERS)
    taken = review(base, base, catalog(ORDERS, log, trigger, needs=[(trigger, log)]))
    assert [(one.key, one.because) for one in taken.closure().needed] == [(Key(log.id, None), trigger.id)]
    assert taken.choice_of(log.id) is None
    (needed,) = taken.decide(trigger.id, Choice.REMOTE).needed
    assert needed.sentence == (
        "function public.log() comes along as remote: trigger log on public.orders needs it; "
        "runs with the rights of its owner"
    )
    assert log.id in taken.target(Side.LOCAL).objects


def test_what_contradicts_is_answered_by_the_side_that_has_it() -> None:
    """Remote dropped what local changed and uses anew."""
    base, other = catalog(ORDERS, TOTAL, V), view("v", "select 2")
    taken = review(base, catalog(ORDERS, TOTAL, other, W, needs=[(W, other)]), catalog(ORDERS, TOTAL))
    assert taken.choice_of(V.id) is None
    (needed,) = taken.closure().needed
    assert (needed.key.id, needed.choice) == (V.id, Choice.LOCAL)
    decided = taken.decide(W.id, Choice.LOCAL)
    assert [one.key.id for one in decided.needed] == [V.id]
