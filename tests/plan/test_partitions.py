"""Partitions and heirs on the move, there and back, on each server, judged by pg_dump."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge
from tests.plan.partition_schemas import CHECKS, INDEXES, LEAVING, TREES
from tests.plan.schemas import Pair


@pytest.mark.parametrize("pair", [*LEAVING, *INDEXES, *TREES, *CHECKS], ids=lambda pair: pair.name)
def test_partitions_and_heirs_come_go_and_move(any_server: ShadowServer, pair: Pair) -> None:
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)
