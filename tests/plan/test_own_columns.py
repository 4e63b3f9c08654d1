"""Inherited columns that a table declares itself as well, on one side alone: told exactly, on the way there and back.

The judge takes as wanted what the plan tells, and fails where a note is about what is not so.
"""

from itertools import pairwise

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

HEIRS = {
    "declared too": "create table base (a int default 1, b int);"
    "create table heir (a int, b int, c int) inherits (base);",
    "inherited alone": "create table base (a int default 1, b int); create table heir (c int) inherits (base);",
    "without its parent": "create table heir (a int, b int, c int);",
    "less inherited": "create table base (b int); create table heir (a int, c int) inherits (base);",
    "of another parent": "create table other (a int, b int); create table heir (c int) inherits (other);",
    "of both": "create table base (a int default 1, b int); create table other (a int, b int);"
    "create table heir (c int) inherits (base, other);",
}


@pytest.mark.parametrize(("before", "after"), pairwise([*HEIRS, "declared too", "of another parent"]))
def test_what_no_statement_makes_is_told_and_the_rest_is_as_wanted(
    any_server: ShadowServer, before: str, after: str
) -> None:
    judge(any_server, HEIRS[before], HEIRS[after], column_order=False)
    judge(any_server, HEIRS[after], HEIRS[before], column_order=False)


def test_a_partition_declares_nothing_itself(any_server: ShadowServer) -> None:
    parent = "create table p (a int, b int) partition by list (a);"
    plan = judge(
        any_server,
        f"{parent} create table q (a int, b int);",
        f"{parent} create table q partition of p for values in (1);",
    )
    assert not [one for one in plan.warnings if "declared" in one]


def test_a_parent_loses_a_column_that_an_heir_has_from_another_too(any_server: ShadowServer) -> None:
    other = "create table o (a int, b int); create table h (c int) inherits ({}o);"
    judge(
        any_server,
        f"create table p (a int, b int); {other.format('p, ')} insert into h values (1, 2, 3);",
        "create table p (b int); create table o (a int, b int); create table h (a int, c int) inherits (p);"
        "insert into h (a, b, c) values (1, 2, 3);",
        keeps=("select a, b, c from h",),
        column_order=False,
    )


@pytest.mark.parametrize(
    "heir", ["create table h (like {0}); alter table h inherit {0};", "create table h () inherits ({0});"]
)
def test_a_table_joins_its_grandparent_while_that_loses_a_column(any_server: ShadowServer, heir: str) -> None:
    above = "create table g ({}); create table p (c int) inherits (g);"
    before = above.format("a int, b int") + heir.format("p") + "insert into h values (1, 2, 3);"
    after = above.format("a int") + heir.format("g") + "insert into h values (1);"
    judge(any_server, before, after, keeps=("select a from h",), column_order=False)


@pytest.mark.parametrize("heir", ["b int", "a text, b int"])
def test_a_new_heir_does_not_store_a_column_as_its_parent_does(any_server: ShadowServer, heir: str) -> None:
    settings = "alter table only base alter a set storage external, alter a set compression pglz;"
    judge(any_server, "", f"create table base (a text); create table heir ({heir}) inherits (base); {settings}")
    judge(
        any_server,
        f"create table base (a text); {settings}",
        f"create table base (a text); create table heir ({heir}) inherits (base); {settings}",
    )


def test_an_heir_keeps_how_it_stores_a_column_that_gets_another_type_from_above(any_server: ShadowServer) -> None:
    settings = "alter table only {0} alter a set storage external, alter a set compression pglz;"
    table = "create table p (a {0}); create table h (a {0}) inherits (p); insert into h values ('x');"
    before, after = (
        table.format(name) + settings.format("p") + settings.format("h") for name in ("varchar(5)", "text")
    )
    judge(any_server, before, after, keeps=("select a from h",))
