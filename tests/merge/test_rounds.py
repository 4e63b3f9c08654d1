"""Random merges end as they have to, and make examples of every ending."""

from collections import Counter

import pytest

from supatui.shadow import ShadowServer
from tests.merge.rounds import make, play


def test_a_seed_gives_the_same_schemas() -> None:
    assert make(7) == make(7)


@pytest.mark.slow  # each round makes and dumps some six databases
@pytest.mark.parametrize("first", [1, 11])
def test_what_fits_together_is_merged_and_what_does_not_is_asked(server17: ShadowServer, first: int) -> None:
    outcomes = [play(server17, seed) for seed in range(first, first + 10)]
    assert not [str(one) for one in outcomes if one.failed]
    count = Counter(one.word for one in outcomes)
    assert count["merged"] >= 2, count
    assert count["asked"] >= 1, count
