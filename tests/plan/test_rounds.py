"""The generator gives the same schemas for a seed, and schemas that reach far."""

from random import Random

from supatui.shadow import ShadowServer
from tests.plan.generator import accepted, compose, edit
from tests.plan.grammar import KINDS


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
