"""The generator gives the same schemas for a seed, and schemas that reach far."""

from random import Random

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import dump_of_copy, facts_of, make_roles
from tests.plan.generator import asking, compose, edit
from tests.plan.grammar import KINDS, WORDS
from tests.plan.rounds import play


def test_a_seed_gives_the_same_schema_and_the_same_edit() -> None:
    schema = compose(Random(7), 30)
    assert schema == compose(Random(7), 30)
    assert edit(Random(8), schema) == edit(Random(8), schema)


def test_an_edit_changes_single_words_too() -> None:
    schema = compose(Random(7), 60)
    before = {(piece.kind, piece.number): dict(piece.drawn) for piece in schema}
    edited = {(piece.kind, piece.number): dict(piece.drawn) for piece in edit(Random(8), schema)}
    alone = [
        changed
        for one in before.keys() & edited.keys()
        if len(changed := [path for path, word in before[one].items() if edited[one].get(path) != word]) == 1
    ]
    assert any(path != () for (path,) in alone)


def test_each_kind_is_made_by_some_seed() -> None:
    assert {piece.kind for seed in range(200) for piece in compose(Random(seed), 40)} == set(KINDS)


def test_no_word_hides_a_kind() -> None:
    assert not KINDS.keys() & WORDS.keys()


def test_each_kind_is_taken_by_the_server(server17: ShadowServer) -> None:
    make_roles(server17)
    taken = set()
    for seed in range(25):
        with asking(server17) as takes:
            taken |= {piece.kind for piece in compose(Random(seed), 40, takes)}
    assert taken == set(KINDS)


def test_a_piece_makes_what_it_needs() -> None:
    schemas = [compose(Random(seed), 30) for seed in range(20)]
    with_mapping = [pieces for pieces in schemas if any(piece.kind == "mapping" for piece in pieces)]
    assert with_mapping
    for pieces in with_mapping:
        assert {"server", "wrapper"} <= {piece.kind for piece in pieces}


def test_a_view_over_a_function_whose_rows_grew_is_no_copy_of_its_own_dump(server17: ShadowServer) -> None:
    view = """
        create table t (a int);
        create function f() returns setof t language sql begin atomic select a from t; end;
        create view v as select r.* from f() as r;
    """
    assert dump_of_copy(server17, view) == facts_of(server17, view).dump
    grown = view + "create table u (b t); alter table t add b int;"
    assert dump_of_copy(server17, grown) != facts_of(server17, grown).dump


@pytest.mark.slow  # each round makes, dumps and drops some ten databases
@pytest.mark.parametrize("first", [1, 7])
def test_rounds_lead_there_and_back(any_server: ShadowServer, first: int) -> None:
    outcomes = [play(any_server, seed) for seed in range(first, first + 6)]
    assert not [str(one) for one in outcomes if one.failed]
    assert sum(one.refused for one in outcomes) <= 2
