"""Edited results: they reach both targets, survive quitting, and give way as a whole."""

from supatui.catalog.model import Dependency
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.resolve.choice import Choice
from supatui.resolve.draft import carry_over, draft_of
from supatui.resolve.draft_json import from_json, to_json
from supatui.resolve.edits import Edit, without
from supatui.resolve.review import Review
from tests.builders import catalog, column, table, view

ORDERS = table("orders")
TOTAL, NOTE = column(ORDERS, "total", "integer"), column(ORDERS, "note")
V = view("v", "select total from orders")
BASE = catalog(ORDERS, TOTAL, NOTE, V, needs=[(V, TOTAL)])
LOCAL = catalog(ORDERS, column(ORDERS, "total", "bigint"), NOTE, V, needs=[(V, TOTAL)])
REMOTE = catalog(ORDERS, column(ORDERS, "total", "text"), column(ORDERS, "note", "uuid"), V, needs=[(V, TOTAL)])


def review() -> Review:
    return Review(merge(BASE, LOCAL, REMOTE), person="Ada", clock=lambda: "2026-11-22T14:20:03+00:00")


def whole_table() -> Edit:
    """orders with a numeric total, a new column, and without note."""
    made = [ORDERS, column(ORDERS, "total", "numeric"), column(ORDERS, "paid", "boolean")]
    edges = tuple(Dependency(one.id, ORDERS.id) for one in made[1:])
    return Edit(ORDERS.id, "create table orders (...)", {one.id: one for one in made}, edges)


def test_what_was_written_is_on_both_sides_with_all_that_belongs_to_it() -> None:
    edited = review()
    decided = edited.edit(whole_table())
    assert (decided.name, decided.refused) == ("edited for public.orders", ())
    for side in (Side.LOCAL, Side.REMOTE):
        target = edited.target(side)
        assert target.objects[TOTAL.id].attributes["type"] == "numeric"
        assert column(ORDERS, "paid").id in target.objects
        assert NOTE.id not in target.objects
        assert target.needs[TOTAL.id] == (ORDERS.id,)
    assert edited.target(Side.LOCAL).fingerprint == edited.target(Side.REMOTE).fingerprint
    assert edited.mark(TOTAL.id) == "[e]"
    result = edited.result(TOTAL.id)
    assert result is not None
    assert result.attributes["type"] == "numeric"


def test_an_edit_that_leaves_out_what_something_needs_is_a_problem() -> None:
    edited = review()
    edited.edit(Edit(ORDERS.id, "create table orders ()", {ORDERS.id: ORDERS}, ()))
    assert [(problem.object, problem.needs) for problem in edited.problems()] == [(V.id, TOTAL.id)]


def test_deciding_a_part_otherwise_takes_the_edit_back_as_one_step() -> None:
    edited = review()
    edited.edit(whole_table())
    decided = edited.decide(TOTAL.id, Choice.LOCAL)
    assert decided.withdrawn == (ORDERS.id,)
    assert edited.choice_of(NOTE.id) is None
    assert edited.edits == ()
    assert edited.target(Side.REMOTE).objects[TOTAL.id].attributes["type"] == "bigint"
    edited.undo()
    assert edited.choice_of(TOTAL.id) is Choice.EDITED
    edited.undo()
    assert edited.choice_of(TOTAL.id) is None


def test_edits_survive_quitting() -> None:
    edited = review()
    edited.edit(whole_table())
    again = review()
    carry_over(again, from_json(to_json(draft_of(edited)), where="draft"))
    assert again.target(Side.LOCAL).fingerprint == edited.target(Side.LOCAL).fingerprint
    assert again.undo_name == "edited for public.orders"


def test_nothing_can_be_taken_as_edited_without_a_text() -> None:
    assert review().why_not(TOTAL.id, Choice.EDITED) == "write what it should be: there is nothing to take"


def test_an_object_that_is_the_same_everywhere_cannot_be_edited() -> None:
    refused = review().edit(Edit(V.id, "create view v", {V.id: V}, ()))
    assert refused.refused[0].reason == "both sides are the same already"


def test_the_ground_of_an_edit_lacks_the_object_and_all_that_needs_it() -> None:
    assert without(LOCAL, TOTAL.id).objects.keys() == {ORDERS.id, NOTE.id}
    assert without(LOCAL, ORDERS.id).objects.keys() == set()
