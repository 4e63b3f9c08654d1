"""Partitions and heirs on the move, there and back, on each server, judged by pg_dump."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge
from tests.plan.partition_schemas import ARRIVALS, CHECKS, INDEXES, LEAVING, TREES
from tests.plan.schemas import Pair


@pytest.mark.parametrize("pair", [*LEAVING, *INDEXES, *ARRIVALS, *TREES, *CHECKS], ids=lambda pair: pair.name)
def test_partitions_and_heirs_come_go_and_move(any_server: ShadowServer, pair: Pair) -> None:
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)


@pytest.mark.parametrize("below", ["", "create table m partition of l for values in (3);"])
def test_a_check_comes_not_valid_above_a_partition_that_has_it_valid(any_server: ShadowServer, below: str) -> None:
    key = " partition by list (a)" if below else ""
    table = "create table p (a int, b int) partition by list (a);"
    parts = f"create table l partition of p for values in (1, 3){key}; {below} insert into p values (3, 4);"
    unproven = "create table o partition of p default;"
    judge(
        any_server,
        f"{table} {unproven} {parts}",
        f"{table} {unproven} alter table p add constraint k check (b > 3) not valid; {parts}",
        keeps=("select * from p",),
    )


@pytest.mark.parametrize("type_name", ["int", "serial"])
def test_a_required_column_comes_with_a_new_partition_that_has_its_constraint_under_the_same_name(
    any_server: ShadowServer, type_name: str
) -> None:
    table = "create table p (a int) partition by list (a);"
    judge(
        any_server,
        table,
        f"{table} alter table p add b {type_name} not null; create table l partition of p (a default 1) default;",
    )
