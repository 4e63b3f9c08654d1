import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements
from tests.plan.schemas import Pair
from tests.plan.states_and_privileges import PAIRS


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_states_and_privileges_are_led_there_and_back(any_server: ShadowServer, pair: Pair) -> None:
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)


def test_columns_with_the_same_privileges_are_granted_in_one_statement(any_server: ShadowServer) -> None:
    table = "create table t (a int, b int, c int, d int);"
    plan = judge(any_server, table, table + "grant select (a, b, c), update (b), insert (b) on t to bob;")
    assert sorted(statements(plan)) == [
        "grant insert (b), select (b), update (b) on table public.t to bob",
        "grant select (a) on table public.t to bob",
        "grant select (c) on table public.t to bob",
    ]
    plan = judge(any_server, table, table + "grant select (a, b, d), insert (a, b, d) on t to bob with grant option;")
    assert statements(plan) == ["grant insert (a, b, d), select (a, b, d) on table public.t to bob with grant option"]
    back = [one.sql for one in plan.rollback]
    assert back == ["revoke insert (a, b, d), select (a, b, d) on table public.t from bob"]
