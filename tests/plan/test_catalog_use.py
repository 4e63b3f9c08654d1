"""Tables that logical decoding reads like catalogs, which PostgreSQL does not write anew: the option makes way."""

from dataclasses import dataclass

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

LIKE_CATALOG = "user_catalog_table=true"


@dataclass(frozen=True, slots=True)
class Case:
    """Two schemas whose `t` is written anew on the way, with the option put in at `{}`."""

    before: str
    after: str
    keeps: str = "select a::text from t"
    since: int = 0


CASES = {
    "another type": Case("create table t (a int) {}; insert into t values (1);", "create table t (a text) {};"),
    "logged": Case("create unlogged table t (a int) {}; insert into t values (1);", "create table t (a int) {};"),
    "stored values": Case(
        "create table t (a int) {}; insert into t values (1);",
        "create table t (a int, g int generated always as (a + 1) stored) {};",
    ),
    "values by a call": Case(
        "create table t (a int) {}; insert into t values (1);",
        "create table t (a int, at timestamptz default clock_timestamp()) {};",
    ),
    "numbers": Case(
        "create table t (a int) {}; insert into t values (1);",
        "create table t (a int, n int generated always as identity) {};",
    ),
    "a domain that is asked": Case(
        "create domain d as int check (value > 0); create table t (a int) {}; insert into t values (1);",
        "create domain d as int check (value > 0); create table t (a int, b d) {};",
    ),
    "from a parent": Case(
        "create table p (a int); create table t () inherits (p) {}; insert into t values (1);",
        "create table p (a bigint); create table t () inherits (p) {};",
    ),
    "a partition": Case(
        "create table p (a int, b int) partition by list (b);"
        "create table t partition of p for values in (1) {}; insert into t values (1, 1);",
        "create table p (a bigint, b int) partition by list (b); create table t partition of p for values in (1) {};",
    ),
    "from its type": Case(
        "create type k as (a int); create table t of k {}; insert into t values (1);",
        "create type k as (a bigint); create table t of k {};",
    ),
    "an enum without a value": Case(
        "create type mood as enum ('ok', 'sad'); create table t (a mood) {}; insert into t values ('ok');",
        "create type mood as enum ('ok'); create table t (a mood) {};",
    ),
    "another access method": Case(
        "create access method other type table handler heap_tableam_handler;"
        "create table t (a int) using other {}; insert into t values (1);",
        "create access method other type table handler heap_tableam_handler; create table t (a int) {};",
        since=15,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize(
    ("first", "then"),
    [
        (f"with ({LIKE_CATALOG}, fillfactor=70)", f"with ({LIKE_CATALOG}, fillfactor=70)"),
        (f"with (fillfactor=70, {LIKE_CATALOG})", "with (fillfactor=60)"),
        ("", "with (user_catalog_table=on)"),
    ],
    ids=["kept", "lost", "new"],
)
def test_it_is_written_anew_while_it_is_no_catalog(any_server: ShadowServer, case: Case, first: str, then: str) -> None:
    judge(any_server, case.before.format(first), case.after.format(then), keeps=(case.keeps,), column_order=False)


def test_one_that_is_not_written_anew_stays_as_it_is(any_server: ShadowServer) -> None:
    table = f"create table t (a varchar(5) {{}}) with ({LIKE_CATALOG}{{}}); insert into t values ('x');"
    after = table.format("not null", "").replace("varchar(5)", "varchar(9)")
    plan = judge(any_server, table.format("", ""), after, keeps=("select a from t",))
    assert "user_catalog_table" not in "\n".join(statements(plan))
    plan = judge(any_server, table.format("", ""), table.format("", ", fillfactor=70"))
    assert "user_catalog_table" not in "\n".join(statements(plan))
    plan = judge(any_server, table.format("", ""), table.format("", "").replace(f"with ({LIKE_CATALOG})", ""))
    assert len(plan.statements) == 1
