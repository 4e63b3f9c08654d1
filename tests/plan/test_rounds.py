"""The generator gives the same schemas for a seed, and schemas that reach far."""

from random import Random

import pytest

from supatui.shadow import ShadowServer
from tests.plan.generator import accepted, compose, edit
from tests.plan.grammar import KINDS
from tests.plan.rounds import play


def test_a_seed_gives_the_same_schema_and_the_same_edit() -> None:
    schema = compose(Random(7), 30)
    assert schema == compose(Random(7), 30)
    assert edit(Random(8), schema) == edit(Random(8), schema)


def test_each_kind_is_made_by_some_seed() -> None:
    assert {piece.kind for seed in range(200) for piece in compose(Random(seed), 40)} == set(KINDS)


def test_the_server_takes_at_least_half_of_the_pieces(server17: ShadowServer) -> None:
    schemas = [compose(Random(seed), 30) for seed in range(4)]
    taken = sum(len(accepted(server17, pieces)) for pieces in schemas)
    assert taken * 2 >= sum(len(pieces) for pieces in schemas)


@pytest.mark.slow  # each round makes, dumps and drops some ten databases
@pytest.mark.parametrize("first", [1, 16, 31])
def test_rounds_lead_there_and_back(any_server: ShadowServer, first: int) -> None:
    outcomes = [play(any_server, seed) for seed in range(first, first + 15)]
    assert not [str(one) for one in outcomes if one.failed]
    assert sum(one.refused for one in outcomes) <= 6
