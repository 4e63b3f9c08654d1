"""What goes when an extension goes is told and kept, and never goes by the plan's own doing."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

OBJECTS = """
create extension hstore; create extension citext;
create table t (a int primary key, b text unique, r int4range, constraint e exclude using gist (r with &&));
insert into t values (1, 'x'), (2, 'y');
create index t_b on t (b);
create materialized view m as select a, b from t;
create index m_b on m (b);
create function f(i int, t text default 'x') returns int language sql immutable as 'select 1';
create function f(i text) returns int language sql immutable as 'select 1';
create aggregate a(int) (sfunc = int4pl, stype = int);
create aggregate o(int order by int) (sfunc = int4pl, stype = int);
create procedure p(i int) language sql as 'select 1';
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger g before insert on t for each row execute function tf();
create table s (d int, e int) partition by list (d);
create table s_1 partition of s for values in (1);
create index s_e on s (e);
create trigger h after insert on s for each row execute function tf();
"""
COUNT = ("select count(*), sum(a) from t", "select count(*) from m")
DEPENDENT = {
    "function": "function f(int, text)",
    "other function": "function f(text)",
    "procedure": "procedure p(int)",
    "aggregate": "routine a(int)",
    "ordered-set aggregate": "routine o(int, int)",
    "index": "index t_b",
    "primary key": "index t_pkey",
    "unique": "index t_b_key",
    "exclude": "index e",
    "materialized view": "materialized view m",
    "index of a materialized view": "index m_b",
    "trigger": "trigger g on t",
    "trigger of a partitioned table": "trigger h on s",
    "partitioned index": "index s_e",
    "index of a partition": "index s_1_e_idx",
}
EXCEPT = OBJECTS.replace("create extension hstore; ", "")


def _tie(what: str, extension: str = "hstore") -> str:
    return f"alter {DEPENDENT[what]} depends on extension {extension};\n"


@pytest.mark.parametrize("what", DEPENDENT)
def test_it_is_tied_and_let_go_in_place(any_server: ShadowServer, what: str) -> None:
    plan = judge(any_server, OBJECTS, OBJECTS + _tie(what), keeps=COUNT)
    assert len(plan.statements) == 1
    plan = judge(any_server, OBJECTS + _tie(what), OBJECTS + _tie(what, "citext"), keeps=COUNT)
    assert len(plan.statements) == 2


@pytest.mark.parametrize("what", DEPENDENT)
def test_it_stays_where_its_extension_goes(any_server: ShadowServer, what: str) -> None:
    plan = judge(any_server, OBJECTS + _tie(what), EXCEPT, keeps=COUNT)
    assert statements(plan)[1:] == ["drop extension hstore"]


def test_everything_is_made_and_dropped_with_its_extension(any_server: ShadowServer) -> None:
    judge(any_server, "", OBJECTS + "".join(map(_tie, DEPENDENT)))
    judge(any_server, OBJECTS + "".join(map(_tie, DEPENDENT)), "create table t (a int primary key);")


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [
        (
            "function",
            "immutable as 'select 1';\ncreate function f(i text)",
            "stable as 'select 2';\ncreate function f(i text)",
        ),
        ("procedure", "procedure p(i int) language sql as 'select 1'", "procedure p(i int) language sql as 'select 2'"),
        ("other function", "f(i text) returns int", "f(i text) returns bigint"),
        ("index", "b text unique", "b varchar(9) unique"),
        ("unique", "b text unique", "b varchar(9) unique"),
        ("primary key", "t (a int primary", "t (a bigint primary"),
        ("index", "t_b on t (b)", "t_b on t (b desc)"),
        ("trigger", "g before insert", "g after insert"),
        (
            "trigger",
            "execute function tf();\ncreate table s",
            "execute function tf(); alter table t disable trigger g;\ncreate table s",
        ),
        (
            "trigger",
            "before insert on t for each row execute function tf();",
            "after insert on t for each row execute function tf(); alter table t disable trigger g;",
        ),
        ("trigger", "tf() returns trigger language plpgsql", "tf() returns trigger language plpgsql stable"),
        ("materialized view", "as select a, b from t", "as select a, b from t where a > 0"),
        ("index of a materialized view", "m as select a, b from t", "m as select a, b from t where a > 0"),
        ("partitioned index", "create table s (d int, e int", "create table s (d int, e bigint"),
        ("index of a partition", "create table s (d int, e int", "create table s (d int, e bigint"),
    ],
)
def test_it_stays_tied_where_it_changes(any_server: ShadowServer, what: str, old: str, new: str) -> None:
    assert old in OBJECTS
    judge(any_server, OBJECTS + _tie(what), OBJECTS.replace(old, new) + _tie(what), keeps=COUNT[:1])


def test_an_index_stays_tied_where_the_type_of_its_column_is_made_anew(any_server: ShadowServer) -> None:
    table = "create table l (d u); create index l_d on l (d); alter index l_d depends on extension hstore;"
    before, after = (
        f"create extension hstore; create type u as enum ({labels}); {table}" for labels in ("'a', 'x'", "'a'")
    )
    judge(any_server, before, after)
