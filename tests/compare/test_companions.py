"""Attributes that say more about another one, when only some of them are chosen."""

import pytest

from supatui.catalog.model import SchemaObject
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


STEPPED = COUNTED._replace(attributes={**COUNTED.attributes, "identity_options": ("b",)})


@pytest.mark.parametrize(("local", "remote"), [(PLAIN, STEPPED), (STEPPED, PLAIN)])
def test_taking_an_identity_contradicts_a_change_of_what_goes_with_it(
    local: SchemaObject, remote: SchemaObject
) -> None:
    merged = merge(catalog(T, COUNTED), catalog(T, local), catalog(T, remote))
    difference = merged.by_id[PLAIN.id]
    assert {(change.attribute, change.side) for change in difference.changes} == {
        ("identity", Side.CONFLICT),
        ("identity_options", Side.CONFLICT),
    }
    review = Review(merged, person="Ada")
    review.decide(PLAIN.id, Choice.LOCAL, "identity_options")
    assert review.undecided() == ()
    assert review.target(Side.REMOTE).objects[PLAIN.id].attributes == local.attributes


def test_nothing_is_asked_about_what_goes_along() -> None:
    other = COUNTED._replace(attributes={**COUNTED.attributes, "identity": "by default"})
    merged = merge(catalog(T, COUNTED), catalog(T, PLAIN), catalog(T, other))
    assert [change.attribute for change in merged.by_id[PLAIN.id].changes] == ["identity"]
    review = Review(merged, person="Ada")
    review.decide(PLAIN.id, Choice.REMOTE)
    assert review.target(Side.LOCAL).objects[PLAIN.id].attributes == other.attributes
