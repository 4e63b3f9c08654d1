"""Every pair of schemas, there and back, on each server, with rows, judged by pg_dump."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge
from tests.plan.schemas import PAIRS, Pair


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_plan_leads_there_and_its_rollback_back(any_server: ShadowServer, pair: Pair) -> None:
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)
