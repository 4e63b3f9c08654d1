"""An extension that moves to another schema takes what uses its members along; nothing of that is touched."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

PLACES = "create schema one; create schema two;"
ROWS = "insert into t (a) values ('k=>1');"
MOVED = "alter extension hstore set schema two"

USES = {
    "columns, defaults and checks": """
        create table t (a {0}.hstore not null default 'k=>1', b {0}.hstore[], c text default {0}.hstore('a', 'b')
            operator({0}.->) 'a', constraint has check ({0}.exist(a, 'k') or a operator({0}.?) 'x'));""",
    "indexes and a view over them": """
        create table t (a {0}.hstore); create index i on t using gin (a {0}.gin_hstore_ops);
        create view v as select a, a operator({0}.->) 'k' as k, 'one.hstore' as word from t;
        create materialized view m as select {0}.akeys(a) as names from t;""",
    "routines with grants and comments": """
        create function f(a {0}.hstore) returns {0}.hstore language sql as $$ select a $$;
        comment on function f({0}.hstore) is 'one.hstore in'; grant execute on function f({0}.hstore) to alice;
        create function g() returns text language sql
            begin atomic select {0}.hstore('a', 'b') operator({0}.->) 'a'; end;
        create table t (a {0}.hstore, d text generated always as (a operator({0}.->) 'k') stored);
        create policy p on t using ({0}.defined(a, 'k'));""",
    "columns of members' names": """
        create table one.t (akeys {0}.hstore, hstore text, constraint avals check ({0}.exist(akeys, hstore)));
        create view v as select akeys, hstore from one.t;""",
    "members with grants": """
        create table t (a {0}.hstore); grant execute on function {0}.akeys({0}.hstore) to alice;
        revoke execute on function {0}.avals({0}.hstore) from public;""",
    "types and casts": """
        create domain d as {0}.hstore check (value operator({0}.?) 'k'); create type pair as (x {0}.hstore, y d);
        create table t (a d, p pair); create function h({0}.hstore) returns int language sql as 'select 1';
        create cast ({0}.hstore as int) with function h({0}.hstore);""",
}


@pytest.mark.parametrize("uses", USES.values(), ids=USES)
def test_what_uses_its_members_stays_as_it_is(any_server: ShadowServer, uses: str) -> None:
    start, goal = (f"{PLACES} create extension hstore schema {each};{uses.format(each)}" for each in ("one", "two"))
    plan = judge(any_server, start, goal)
    assert statements(plan) == [MOVED]
    assert [str(one.sql) for one in plan.rollback] == ["alter extension hstore set schema one"]


def test_rows_are_kept_and_other_changes_follow(any_server: ShadowServer) -> None:
    start = f"{PLACES} create extension hstore schema one; create table t (a one.hstore); {ROWS}"
    goal = f"{PLACES} create extension hstore schema two; create table t (a two.hstore not null, b two.hstore);"
    plan = judge(any_server, start, goal, keeps=["select a::text from t"])
    assert statements(plan)[0] == MOVED
    assert not any(one.loses_data for one in plan.statements)
    assert "drop" not in " ".join(statements(plan))


def test_the_schemas_may_come_and_go_with_it(any_server: ShadowServer) -> None:
    start = f"create schema one; create extension hstore schema one; create table t (a one.hstore); {ROWS}"
    goal = "create schema two; create extension hstore schema two; create table t (a two.hstore);"
    plan = judge(any_server, start, goal, keeps=["select a::text from t"])
    assert statements(plan) == ["create schema two", MOVED, "drop schema one"]


def test_a_namesake_of_the_users_own_is_not_taken_for_a_member(any_server: ShadowServer) -> None:
    own = "create function {0}.own() returns int language sql as 'select 1';"
    table = "create table t (a {0}.hstore, n int default {1}.own());"
    start = f"{PLACES} create extension hstore schema one; {own.format('one')} {table.format('one', 'one')}"
    goal = f"{PLACES} create extension hstore schema two; {own.format('one')} {table.format('two', 'one')}"
    assert statements(judge(any_server, start, goal)) == [MOVED]


def test_what_goes_or_changes_beside_the_move_does_so_by_the_new_names(any_server: ShadowServer) -> None:
    start = f"""{PLACES} create extension hstore schema one; create table t (a one.hstore default 'k=>1');
        create table gone (b one.hstore);
        create function f(one.hstore) returns int language sql as 'select 1'; grant execute on function f to bob;"""
    goal = f"""{PLACES} create extension hstore schema two;
        create table t (a two.hstore default two.hstore('k', '2'));"""
    plan = judge(any_server, start, goal)
    assert statements(plan)[0] == MOVED
    assert sorted(one for one in statements(plan) if one.startswith("drop")) == [
        "drop function public.f(two.hstore)",
        "drop table public.gone",
    ]


def test_where_a_namesake_hides_what_is_said_the_extension_moves_among_the_rest(server: ShadowServer) -> None:
    own = "create function {0}.akeys() returns int language sql as 'select 1';"
    start = f"""{PLACES} create extension hstore schema one; {own.format("one")}
        create view v as select one.akeys() as n, one.hstore('a', 'b') as h;"""
    goal = f"""{PLACES} create extension hstore schema two; {own.format("two")}
        create view v as select two.akeys() as n, two.hstore('a', 'b') as h;"""
    assert MOVED in statements(judge(server, start, goal))


def test_it_leaves_public_where_the_users_own_things_stay(any_server: ShadowServer) -> None:
    uses = """create table public.t (a {0}.hstore default 'k=>1'); create index i on public.t using gist (a);
        create function public.f({0}.hstore) returns int language sql as 'select 1';
        create view public.v as select a operator({0}.->) 'k' as k, public.f(a) as n from public.t;"""
    start = (
        f"create schema two; create extension hstore schema public; {uses.format('public')} insert into t values ('');"
    )
    goal = f"create schema two; create extension hstore schema two; {uses.format('two')}"
    plan = judge(any_server, start, goal, keeps=["select count(*) from public.t"])
    assert statements(plan) == [MOVED]
