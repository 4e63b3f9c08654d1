"""Tables whose rows other tables hold, in columns of their type."""

import psycopg
import pytest

from supatui.errors import PlanError
from supatui.plan.build import build_plan
from supatui.plan.model import ProofState
from supatui.plan.prove import prove
from supatui.plan.render import as_sql
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, read

WHOLE = "create table t (a int, b text); insert into t values (1, 'x');"
OTHER = "create table t (a bigint, b text, c int default 3); insert into t (a, b) values (1, 'x');"
HOLDERS = {
    "column": "create table h (x t, y int);",
    "array": "create table h (x t[], y int);",
    "domain": "create domain d as t; create table h (x d, y int);",
    "composite type": "create type c as (i int, r t); create table h (x c, y int);",
    "row of a row": "create table g (r t); create table h (x g, y int);",
}
FILLED = {
    "row": "create view v as select r as x from t as r; create materialized view m as select x from v;",
    "array": "create materialized view m as select array_agg(r) as x from t as r;",
}
ROW = "insert into h values (null, 2);"
KEEPS = ("select count(*) from t",)
WRITING = [
    "create table t (a bigint, b text);",
    "create table t (a int, b text, c int default 3);",
    "create unlogged table t (a int, b text);",
]
HELD = {
    "column": "insert into h values (row(1, 'x'), 2);",
    "array": "insert into h values (array[row(1, 'x')::t], 2);",
    "domain": "insert into h values (row(1, 'x'), 2);",
    "composite type": "insert into h values (row(1, row(1, 'x')), 2);",
    "row of a row": "insert into h values (row(row(1, 'x')), 2);",
}


@pytest.mark.parametrize("how", HOLDERS)
def test_a_table_changes_before_its_rows_are_held_and_after(any_server: ShadowServer, how: str) -> None:
    judge(any_server, WHOLE, OTHER + HOLDERS[how], keeps=KEEPS)
    judge(any_server, WHOLE + HOLDERS[how], OTHER, keeps=KEEPS)


def test_a_table_changes_around_a_column_that_comes_or_goes(any_server: ShadowServer) -> None:
    without, within = "create table h (y int);", "create table h (y int, x t);"
    judge(any_server, WHOLE + without, OTHER + within, keeps=KEEPS)
    judge(any_server, WHOLE + within, OTHER + without, keeps=KEEPS)
    judge(any_server, WHOLE + within, OTHER + "create table h (y int, x text);", keeps=KEEPS)


@pytest.mark.parametrize("held", ["t", "t[]", "d", "c"])
def test_a_table_changes_while_a_foreign_one_has_a_column_of_its_rows(any_server: ShadowServer, held: str) -> None:
    built = "create domain d as t; create type c as (i int, r t); create type pair as (a int, b mood);"
    foreign = "create foreign data wrapper w; create server s foreign data wrapper w;"
    foreign += f"create foreign table f (x {held}) server s;"
    typed = "create table p of pair; create foreign table g (x p) server s; insert into p values (1, 'ok');"
    before = "create type mood as enum ('sad', 'ok');" + WHOLE + built + foreign + typed
    after = "create type mood as enum ('ok');" + OTHER + built.replace("a int", "a numeric") + foreign + typed
    judge(any_server, before, after, keeps=(*KEEPS, "select a::int, b::text from p"))


@pytest.mark.parametrize("how", HOLDERS)
@pytest.mark.parametrize("after", WRITING)
def test_a_table_changes_while_columns_could_hold_its_rows_and_hold_none(
    any_server: ShadowServer, how: str, after: str
) -> None:
    index = "create index on h ((x is null)); comment on column h.x is 'whole';"
    schema = HOLDERS[how] + ROW + index
    keeps = (*KEEPS, "select y, x is null from h")
    judge(any_server, WHOLE + schema, after + schema, keeps=keeps, column_order=False)


@pytest.mark.parametrize("how", HOLDERS)
@pytest.mark.parametrize("after", [WRITING[0], WRITING[2]])
def test_a_table_changes_while_its_rows_are_held(any_server: ShadowServer, how: str, after: str) -> None:
    parts = "create index on h ((x is null)); create view v as select x from h; comment on column h.x is 'whole';"
    schema = HOLDERS[how] + HELD[how] + parts
    judge(any_server, WHOLE + schema, after + schema, keeps=(*KEEPS, "select x::text, y from h"))


@pytest.mark.parametrize(
    "after", ["a int, c int default 3", "b text, c int default 3, a bigint", "a int, b text, c serial"]
)
@pytest.mark.parametrize("held", ["t", "d"])
def test_a_row_that_is_held_keeps_what_its_table_keeps(any_server: ShadowServer, held: str, after: str) -> None:
    holder = f"create domain d as t; create table h (x {held} not null, y int);"
    rows = "insert into h values (row(1, 'x, y'), 1), (row(null, null), 2);"
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, WHOLE + holder + rows)
        load(goal, f"create table t ({after});" + holder)
        load(start, as_sql(build_plan(read(start), read(goal))))
        with psycopg.connect(start.conninfo) as connection:
            found = connection.execute("select (x).a, (x).c, y from h order by y").fetchall()
    assert found == [(1, None, 1), (None, None, 2)]


@pytest.mark.parametrize("how", ["array", "composite type", "row of a row"])
def test_a_table_gets_no_column_while_its_rows_are_held_within_others(any_server: ShadowServer, how: str) -> None:
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, WHOLE + HOLDERS[how] + HELD[how])
        load(goal, WRITING[1] + HOLDERS[how])
        plan = build_plan(read(start), read(goal))
        with pytest.raises(psycopg.Error, match=r"public.h.x: 1 rows hold values of "):
            load(start, as_sql(plan))


FAMILIES = {
    "heirs": HOLDERS["column"] + "create table i (z int) inherits (h);",
    "partitions": """
        create table h (x t, y int) partition by range (y);
        create table p partition of h for values from (1) to (9);
    """,
    "typed table": "create type c as (x t, z t[], y int); create table h of c (primary key (y));",
    "typed and partitioned": """
        create type c as (x t, y int); create table h of c partition by list (y);
        create table p partition of h for values in (2);
    """,
}


@pytest.mark.parametrize("how", FAMILIES)
@pytest.mark.parametrize("after", WRITING)
def test_a_table_changes_while_families_of_tables_hold_its_rows(any_server: ShadowServer, how: str, after: str) -> None:
    rows = "insert into h (y, x) values (2, row(1, null));"
    rows += "insert into i values (row(2, 'y'), 3, 4);" if how == "heirs" else ""
    keeps = (*KEEPS, "select (x).a, (x).b, y from h order by y")
    judge(any_server, WHOLE + FAMILIES[how] + rows, after + FAMILIES[how], keeps=keeps)


def test_a_table_changes_while_heirs_come_and_go_with_a_column_of_its_rows(any_server: ShadowServer) -> None:
    family = "create type c as (x t, y int); create table h of c; insert into h values (row(1, 'x'), 2);"
    heir = "create table i () inherits (h); create index on i (x);"
    keeps = (*KEEPS, "select x::text, y from h")
    judge(any_server, WHOLE + family, WRITING[0] + family + heir, keeps=keeps)
    judge(any_server, WHOLE + family + heir, WRITING[0] + family, keeps=keeps)


@pytest.mark.parametrize("after", WRITING)
def test_tables_that_are_partitioned_by_whole_rows_are_made_again(any_server: ShadowServer, after: str) -> None:
    """The partition stays with its rows, and gets its column again, behind its others."""
    family = "create table h (x t, y int) partition by list (x); create table p partition of h default;"
    family += "insert into h values (null, 7);"
    keeps = (*KEEPS, "select y from p")
    judge(any_server, WHOLE + family, after + family, keeps=keeps, column_order=False)


@pytest.mark.parametrize("how", HOLDERS)
def test_a_type_is_made_again_while_no_rows_with_it_are_held(any_server: ShadowServer, how: str) -> None:
    schema = "create type e as enum ({}); create table t (a int, b text, c e);" + HOLDERS[how] + ROW
    judge(any_server, schema.format("'x', 'y'"), schema.format("'x'"), column_order=False)


@pytest.mark.parametrize("how", HOLDERS)
def test_a_domain_gets_a_check_while_no_rows_with_it_are_held(any_server: ShadowServer, how: str) -> None:
    schema = "create domain n as int{}; create table t (a n, b text); insert into t values (1, 'x');" + HOLDERS[how]
    filled = FILLED["row"] + ROW
    judge(any_server, schema.format("") + filled, schema.format(" check (value > 0)") + filled, column_order=False)


@pytest.mark.parametrize("how", HOLDERS)
def test_a_type_is_made_again_before_rows_with_it_are_held_and_after(any_server: ShadowServer, how: str) -> None:
    schema = "create type e as enum ({}); create table t (a int, b text, c e); insert into t values (1, 'x', 'a');"
    old, new = schema.format("'a', 'b'"), schema.format("'b', 'a'")
    judge(any_server, old, new + HOLDERS[how], keeps=KEEPS)
    judge(any_server, old + HOLDERS[how], new, keeps=KEEPS)
    judge(any_server, old + "create table h (x t, y int);", new + "create table h (x text, y int);", keeps=KEEPS)


FOREIGN = """
create foreign data wrapper w; create server s foreign data wrapper w; create foreign table f (x t) server s;
"""


@pytest.mark.parametrize(
    "after", ["a bigint, b text", "a int, b text, c int default 3", "a int, b e", "a int, b text, c serial"]
)
def test_a_table_changes_while_a_foreign_table_has_its_rows(any_server: ShadowServer, after: str) -> None:
    """It stores none of them. Source: tablecmds.c, find_composite_type_dependencies."""
    types = "create type e as enum ({}); create table u (c e);"
    old = types.format("'x', 'y'") + WHOLE + FOREIGN
    new = types.format("'y', 'x'") + f"create table t ({after}); insert into t (a, b) values (1, 'x');" + FOREIGN
    judge(any_server, old, new, keeps=KEEPS)


def test_a_table_changes_around_what_could_hold_rows_of_a_foreign_table_with_its_own(any_server: ShadowServer) -> None:
    holder = FOREIGN + "create table h (r f);"
    judge(any_server, WHOLE + holder, OTHER + holder, keeps=KEEPS)


def test_what_cannot_be_taken_back_says_so_and_is_done(any_server: ShadowServer) -> None:
    held = """
        create type e as enum ({}); create table t (a e); create table h (x t); create table i {};
        insert into h values (row('a'));
    """
    before, after = held.format("'a'", "() inherits (h)"), held.format("'a', 'b'", "(x t)")
    plan = judge(any_server, before, after, keeps=("select x from h",), one_way=True)
    assert plan.one_way is not None
    assert "column:public.i.x would have to be dropped and made again" in plan.one_way
    assert {one.irreversible for one in plan.statements} == {plan.one_way}
    assert plan.rollback == ()
    assert plan.one_way in plan.warnings
    proof = prove(plan, plan.old, plan.new, any_server, supabase=False)
    assert proof.state is ProofState.PROVEN
    assert plan.one_way in proof.steps
    with any_server.create_database() as database, pytest.raises(psycopg.Error, match="nothing leads back"):
        load(database, as_sql(plan, rollback=True))


def test_what_writes_no_row_is_done_while_its_rows_are_held(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table t (a int, b varchar(9)); create table h (x t);",
        "create table t (a int not null, b varchar(9), c int); alter table t alter b set default 'x';"
        "create table h (x t);",
    )


def test_a_domain_gets_a_check_once_no_row_that_is_held_has_it(any_server: ShadowServer) -> None:
    types = "create type c as (a d, b int); create table t of c;"
    judge(
        any_server,
        f"create domain d as int; {types} create table h (x t); insert into h values (row(1, 2));",
        f"create domain d as int check (value > 0); {types} create table h (x text); insert into h values ('(1,2)');",
        keeps=("select x::text from h",),
    )


def test_a_table_whose_columns_stand_otherwise_becomes_none_of_a_type(any_server: ShadowServer) -> None:
    with pytest.raises(PlanError, match="another order"):
        judge(
            any_server, "create table t (a int, c int);", "create type c as (a int, b int, c int); create table t of c;"
        )


@pytest.mark.parametrize("how", FILLED)
@pytest.mark.parametrize("column", ["c int default 3", "c int generated always as identity", "c serial"])
def test_a_materialized_view_of_whole_rows_is_filled_again(any_server: ShadowServer, how: str, column: str) -> None:
    after = f"create table t (a int, b text, {column}); insert into t (a, b) values (1, 'x');"
    judge(any_server, WHOLE + FILLED[how], after + FILLED[how], keeps=KEEPS)


def test_a_materialized_view_of_whole_rows_makes_way_for_another_type(any_server: ShadowServer) -> None:
    judge(any_server, WHOLE + FILLED["row"], OTHER + FILLED["row"], keeps=KEEPS)
    heir = "create table h () inherits (t);" + FILLED["row"].replace("from t", "from h")
    judge(any_server, WHOLE + heir, OTHER + heir, keeps=KEEPS)


def test_a_materialized_view_of_whole_rows_makes_way_for_a_type_that_writes_none(any_server: ShadowServer) -> None:
    """PostgreSQL refuses it as well."""
    after = "create table t (a int, b text collate \"C\"); insert into t values (1, 'x');"
    for how in FILLED.values():
        judge(any_server, WHOLE + how, after + how, keeps=KEEPS)


TYPED = "create type c as (n numeric({})); create table k of c; create table h () inherits (k);"


@pytest.mark.parametrize(
    "holder",
    [
        "create table t (a int, r k);",
        "create table t (a int, r h[]) partition by hash (a);",
        "create type w as (r k); create table t (a int, r w);",
        "create materialized view m as select k from k;",
    ],
)
def test_an_attribute_of_typed_tables_changes_beside_what_can_hold_rows_of_them(
    any_server: ShadowServer, holder: str
) -> None:
    row = "insert into k values (2.5); insert into h values (3.5);"
    before, after = (f"{TYPED.format(digits)} {row} {holder}" for digits in ("12, 2", "17, 2"))
    judge(any_server, before, after, keeps=("select sum(n) from k",))


def test_a_row_of_a_typed_table_that_is_held_stands_aside_while_its_attribute_changes(any_server: ShadowServer) -> None:
    before, after = (
        f"{TYPED.format(digits)} create table t (r k); insert into t values (row(1.25));"
        for digits in ("12, 2", "17, 2")
    )
    judge(any_server, before, after, keeps=("select (r).n from t",))
