"""Every pair of schemas, there and back, on each server, with rows, judged by pg_dump."""

import pytest

from supatui.kinds.action import HazardKind
from supatui.plan.build import build_plan
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, read
from tests.plan.schemas import PAIRS, Pair


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_plan_leads_there_and_its_rollback_back(any_server: ShadowServer, pair: Pair) -> None:
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)


def test_a_table_is_written_anew_once(any_server: ShadowServer) -> None:
    before = """
        create table t (a int, b varchar(9), c numeric(8, 2), d int, g numeric generated always as (a * c) stored);
        insert into t values (1, '2', 3.4, 5);
    """
    after = """
        create table t (a bigint not null, b int, c numeric(12, 4) not null, d bigint,
            g numeric generated always as (a * c) stored, n int generated always as identity);
        insert into t (a, b, c, d) values (1, 2, 3.4, 5);
    """
    judge(any_server, before, after, keeps=("select a, b::int, c::float, d, g::float from t",), column_order=False)
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, before)
        load(goal, after)
        plan = build_plan(read(start), read(goal))
    kinds = [{hazard.kind for hazard in one.hazards} for one in plan.statements]
    assert sum(bool(one & {HazardKind.REWRITE, HazardKind.SCAN}) for one in kinds) == 1
