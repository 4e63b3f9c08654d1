"""Attributes that say more about another one, when only some of them are chosen."""

import pytest

from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from tests.builders import catalog, column, table

T = table("t")
PLAIN = column(T, "id", "integer", not_null=True)
COUNTED = column(
    T, "id", "integer", not_null=True, identity="always", identity_sequence="public.t_id_seq", identity_options=("a",)
)


def both(here: Choice, there: Choice) -> Review:
    review = Review(merge(catalog(T, PLAIN), catalog(T, COUNTED), catalog(T, PLAIN)), person="Ada")
    review.decide(PLAIN.id, here)
    review.decide(PLAIN.id, there, "identity")
    return review


@pytest.mark.parametrize("side", [Side.LOCAL, Side.REMOTE])
def test_what_an_identity_cannot_be_without_comes_with_it(side: Side) -> None:
    taken = both(Choice.BASE, Choice.LOCAL).target(side).objects[PLAIN.id]
    assert taken.attributes == COUNTED.attributes


@pytest.mark.parametrize("side", [Side.LOCAL, Side.REMOTE])
def test_nothing_of_an_identity_stays_without_it(side: Side) -> None:
    left = both(Choice.LOCAL, Choice.BASE).target(side).objects[PLAIN.id]
    assert left.attributes == PLAIN.attributes
