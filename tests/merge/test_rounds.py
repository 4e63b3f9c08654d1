"""Random merges end as they have to, and make examples of every ending."""

from collections import Counter
from dataclasses import replace

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import make_roles
from tests.merge.rounds import Triple, ends_what_all_say, make, play, without_hidden
from tests.plan.generator import Piece


def test_a_seed_gives_the_same_schemas() -> None:
    assert make(7) == make(7)


def test_what_nothing_shows_of_a_sides_change_is_no_part_of_it(server17: ShadowServer) -> None:
    made, given = Piece("schema", 0, "", "create schema s"), Piece("owner", 1, "", "alter schema s owner to bob")
    other, late = (
        replace(made, text="create schema s authorization alice"),
        replace(given, text="comment on schema s is ''"),
    )
    make_roles(server17)
    triple = Triple((made, given), (made, late), (other, given))
    assert without_hidden(server17, triple) == Triple(triple.base, triple.local, triple.base)
    lacking = Triple((made, given, replace(given, number=2)), (made, given), (made, replace(given, number=2)))
    assert without_hidden(server17, lacking) == Triple(*[lacking.base] * 3)


def test_what_two_reasons_were_for_is_told_from_what_a_merge_loses(server17: ShadowServer) -> None:
    keyed, unique = (Piece("table", 0, "", f"create table t (a int, {one} (a))") for one in ("primary key", "unique"))
    numbered = Piece("identity", 1, "", "alter table t alter a set not null, alter a add generated always as identity")
    comment = Piece("comment", 2, "", "comment on table t is 't'")
    make_roles(server17)
    assert ends_what_all_say(server17, Triple((keyed, numbered), (keyed,), (unique, numbered)))
    assert not ends_what_all_say(server17, Triple((keyed, numbered), (keyed,), (keyed, numbered, comment)))


@pytest.mark.slow  # each round makes and dumps some six databases
@pytest.mark.parametrize("first", [1, 11])
def test_what_fits_together_is_merged_and_what_does_not_is_asked(server17: ShadowServer, first: int) -> None:
    outcomes = [play(server17, seed) for seed in range(first, first + 10)]
    assert not [str(one) for one in outcomes if one.failed]
    count = Counter(one.word for one in outcomes)
    assert count["merged"] >= 2, count
    assert count["asked"] >= 1, count
