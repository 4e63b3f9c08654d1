"""Columns that are new to a table which joins a parent, and that it is to have from there alone: told of nothing."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

HEIR = "create table heir (c int); insert into heir values (7);"
PARENTS = {
    "with what the schema has": "create table base (a int, b text collate \"C\" not null default 'x');",
    "with a type that is new": "create type mood as enum ('ok'); create table base (a int, m mood[]);",
    "with a sequence": "create sequence s; create table base (a int not null default nextval('s'));",
    "with settings": "create table base (a int, t text);"
    "alter table base alter t set storage external, alter a set statistics 7;",
    "below another": "create table top (a int); create table base (b int check (b > 0)) inherits (top);",
    "with checks": "create table base (a int default 1 check (a > 0), b int);",
    "of other heirs": "create table base (a int); create table other () inherits (base);",
}


@pytest.mark.parametrize("parent", PARENTS.values(), ids=PARENTS)
def test_a_table_that_joins_a_parent_inherits_new_columns_alone(any_server: ShadowServer, parent: str) -> None:
    before, after = HEIR, f"{parent} create table heir (c int) inherits (base); insert into heir (c) values (7);"
    plan = judge(any_server, before, after, keeps=("select c from heir",), column_order=False)
    assert not [one for one in plan.warnings if "declared" in one]
    plan = judge(any_server, after, before, keeps=("select c from heir",), column_order=False)
    assert not [one for one in plan.warnings if "inherited alone" in one]


def test_the_migration_says_what_the_empty_parent_is_for(server: ShadowServer) -> None:
    plan = judge(
        server, HEIR, "create table base (a int); create table heir (c int) inherits (base);", column_order=False
    )
    assert "-- lends columns" in "\n".join(statements(plan))


def test_what_inherits_from_the_table_gets_the_columns_too(any_server: ShadowServer) -> None:
    below = "create table below (d int) inherits (heir); create table mine (a int) inherits (heir);"
    plan = judge(
        any_server,
        f"{HEIR} create table below (d int) inherits (heir); insert into below values (1, 2);",
        "create table base (a int default 3); create table heir (c int) inherits (base);"
        "insert into heir (c) values (7);"
        f"{below} insert into below (c, d) values (1, 2);",
        keeps=("select c from heir order by c", "select d from below"),
        column_order=False,
    )
    assert not [one for one in plan.warnings if "declared" in one]


def test_one_of_two_parents_stays(any_server: ShadowServer) -> None:
    plan = judge(
        any_server,
        "create table first (a int); create table heir (c int) inherits (first); insert into heir values (1, 7);",
        "create table first (a int); create table second (b int default 2, d text);"
        "create table heir (c int) inherits (first, second); insert into heir (a, c) values (1, 7);",
        keeps=("select a, c from heir",),
        column_order=False,
    )
    assert not [one for one in plan.warnings if "declared" in one]


def test_a_foreign_table_joins_as_well(any_server: ShadowServer) -> None:
    far = "create foreign data wrapper w; create server s foreign data wrapper w;"
    plan = judge(
        any_server,
        f"{far} create foreign table heir (c int) server s;",
        f"{far} create table base (a int not null default 1);"
        "create foreign table heir (c int) inherits (base) server s;"
        "alter foreign table heir alter column a options (add far 'x');",
        column_order=False,
    )
    assert not [one for one in plan.warnings if "declared" in one]


def test_what_the_parent_does_not_require_is_required_of_the_heir_alone(any_server: ShadowServer) -> None:
    plan = judge(
        any_server,
        "create table heir (c int);",
        "create table base (a int); create table heir (c int) inherits (base); alter table heir alter a set not null;",
        column_order=False,
    )
    assert not [one for one in plan.warnings if "declared" in one]


def test_a_table_that_leaves_another_parent_for_it(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table former (c int, x int); create table heir () inherits (former); insert into heir values (7);",
        "create table former (c int, x int); create table base (a int); create table heir (c int) inherits (base);"
        "insert into heir (c) values (7);",
        keeps=("select c from heir",),
        column_order=False,
    )
