"""The generator gives the same schemas for a seed, and schemas that reach far."""

from difflib import unified_diff
from random import Random

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import facts_of, judge, make_roles
from tests.plan.generator import asking, compose, edit
from tests.plan.grammar import KINDS, WORDS
from tests.plan.rounds import is_filled_no_more, is_of_copy, play


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


def test_only_a_view_that_no_dump_makes_again_is_counted_apart(server17: ShadowServer) -> None:
    view = """
        create table t (a int);
        create function f() returns setof t language sql as 'select * from t';
        create view v as select r.a from f() as r;
    """
    grown = view + "alter table t add b int;"
    later = view.replace("(a int)", "(a int, b int)")
    assert is_of_copy(server17, view, grown, _difference(server17, grown, later))
    assert not is_of_copy(server17, view, later, _difference(server17, later, grown))
    assert not is_of_copy(server17, grown, view, _difference(server17, grown, later))
    assert is_of_copy(server17, grown, view, _difference(server17, grown, later, "after the rollback"))
    assert not is_of_copy(server17, view, grown, _difference(server17, grown, later.replace("b int", "b bigint")))
    assert not is_of_copy(server17, view, grown, _difference(server17, grown, view))


def test_only_a_view_that_nothing_fills_again_is_counted_apart(server17: ShadowServer) -> None:
    schema = (
        "create function f() returns int language sql as 'select 1'; create materialized view m as select f() as a;"
    )
    broken = schema + "create or replace function f() returns int language sql as 'select 1 / 0';"
    with pytest.raises(AssertionError) as failed:
        judge(server17, "", broken)
    assert is_filled_no_more(server17, broken, failed.value)
    assert not is_filled_no_more(server17, schema, failed.value)
    assert not is_filled_no_more(server17, broken, AssertionError("of another cause"))


def _difference(server: ShadowServer, wanted: str, found: str, when: str = "after") -> str:
    """What the judge says where one was wanted and the other found."""
    first, second = ("\n".join(facts_of(server, schema).dump).splitlines() for schema in (wanted, found))
    difference = "\n".join(unified_diff(first, second, "wanted", "found", lineterm="", n=1))
    return f"AssertionError: {difference}\n{when}\n"


@pytest.mark.slow  # each round makes, dumps and drops some ten databases
@pytest.mark.parametrize("first", [1, 7])
def test_rounds_lead_there_and_back(any_server: ShadowServer, first: int) -> None:
    outcomes = [play(any_server, seed) for seed in range(first, first + 6)]
    assert not [str(one) for one in outcomes if one.failed]
    assert sum(one.refused for one in outcomes) <= 2
