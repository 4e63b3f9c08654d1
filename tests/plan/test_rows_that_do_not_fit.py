"""Rows that stop a plan: the statement that the server refuses for them is one that was said to fail where they are."""

import psycopg
import pytest

from supatui.kinds.action import HazardKind
from supatui.plan.build import build_plan
from supatui.plan.model import Plan, Statement
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import load, read

LISTED = "create table p (a int) partition by list (a);"
KEYED = "create table p (a int primary key) partition by list (a); create table r (a int references p);"
REFUSED = {
    "column without a value": (
        "create table t (a int); insert into t values (1);",
        "create table t (a int, b int not null);",
    ),
    "column of a domain that takes no null": (
        "create domain d as int not null; create table t (a int); insert into t values (1);",
        "create domain d as int not null; create table t (a int, b d);",
    ),
    "column of a domain over a domain whose check takes no null": (
        "create table t (a int); insert into t values (1);",
        "create domain c as int check (value is not null); create domain d as c; create table t (a int, b d);",
    ),
    "type that becomes a domain": (
        "create table t (a int); insert into t values (-1);",
        "create domain d as int check (value > 0); create table t (a d);",
    ),
    "check of a domain": (
        "create domain d as int; create table t (a d); insert into t values (-1);",
        "create domain d as int check (value > 0); create table t (a d);",
    ),
    "check of a domain that is validated": (
        "create domain d as int; create table t (a d); insert into t values (-1);"
        "alter domain d add constraint c check (value > 0) not valid;",
        "create domain d as int constraint c check (value > 0); create table t (a d);",
    ),
    "domain that takes no null any more": (
        "create domain d as int; create table t (a d); insert into t values (null);",
        "create domain d as int not null; create table t (a d);",
    ),
    "table that becomes a partition": (
        LISTED + "create table q (a int); insert into q values (7);",
        LISTED + "create table q partition of p for values in (1);",
    ),
    "partition with other bounds": (
        LISTED + "create table q partition of p for values in (1); insert into p values (1);",
        LISTED + "create table q partition of p for values in (2);",
    ),
    "new partition of rows that the default one holds": (
        LISTED + "create table d partition of p default; insert into p values (1);",
        LISTED + "create table d partition of p default; create table q partition of p for values in (1);",
    ),
    "partition whose rows are referred to": (
        KEYED + "create table q partition of p for values in (1); insert into p values (1); insert into r values (1);",
        KEYED,
    ),
    "table that inherits a check": (
        "create table a (x int); create table b (x int, z int); insert into b values (-4);",
        "create table a (x int check (x > 0)); create table b (z int) inherits (a);",
    ),
}
FITTING = {
    "column of a domain with a default": (
        "create domain d as int not null default 1; create table t (a int); insert into t values (1);",
        "create domain d as int not null default 1; create table t (a int, b d);",
    ),
    "type that becomes a domain without a rule": (
        "create table t (a int); insert into t values (-1);",
        "create domain d as int; create table t (a d);",
    ),
    "new partition beside a default one that is new, too": (
        LISTED,
        LISTED + "create table d partition of p default; create table q partition of p for values in (1);",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_rows_may_stop_was_told(any_server: ShadowServer, case: str) -> None:
    with any_server.create_database() as start, any_server.create_database() as goal:
        refused = _first_refused(start, _plan(start, goal, *REFUSED[case]))
        assert refused is not None
        assert HazardKind.FAILS_ON_DATA in {one.kind for one in refused.hazards}, refused.sql


@pytest.mark.parametrize("case", FITTING)
def test_what_no_row_can_stop_is_not_said_to_fail(any_server: ShadowServer, case: str) -> None:
    with any_server.create_database() as start, any_server.create_database() as goal:
        plan = _plan(start, goal, *FITTING[case])
        assert _first_refused(start, plan) is None
        assert HazardKind.FAILS_ON_DATA not in {hazard.kind for one in plan.statements for hazard in one.hazards}


def _plan(start: ShadowDatabase, goal: ShadowDatabase, before: str, after: str) -> Plan:
    load(start, before)
    load(goal, after)
    return build_plan(read(start), read(goal))


def _first_refused(database: ShadowDatabase, plan: Plan) -> Statement | None:
    """The statement that the rows stopped; None where all ran."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for one in plan.statements:
            try:
                connection.execute(one.sql.encode())
            except (psycopg.IntegrityError, psycopg.DataError):
                return one
    return None
