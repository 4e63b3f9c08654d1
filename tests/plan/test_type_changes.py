"""Types that change under rows, there and back, on each server, judged by pg_dump."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge
from tests.plan.schemas import Pair
from tests.plan.type_schemas import TYPE_PAIRS


@pytest.mark.parametrize("pair", TYPE_PAIRS, ids=lambda pair: pair.name)
def test_types_change_under_their_rows(any_server: ShadowServer, pair: Pair) -> None:
    if any_server.major < pair.since:
        return
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)
