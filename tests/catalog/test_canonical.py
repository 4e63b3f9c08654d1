"""What the server prints in two ways is read in one, and what was written by hand as it stands."""

import pytest

from supatui.catalog.canonical import canonical
from supatui.catalog.model import Catalog
from supatui.compare.two_way import compare
from supatui.plan.build import build_plan
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, read, run

SCHEMAS = {
    "constants": "create table t (a varchar check (a in ('a', 'it''s [')), b text check (b not in (']', ')')));",
    "nothing among the constants": "create table t (a varchar check (a in (null, 'b')));",
    "domain": "create domain d as varchar check (value in ('a, b', null)); create table t (a d check (a in ('x')));",
    "other types": "create table t (a cidr check (a in ('10.0.0.0/8', '192.168.0.0/16')));",
    "columns and calls": "create table t (a varchar, b varchar, check (a = any (array[b, lower(b)]::varchar(5)[])));",
    "cases": """
        create table t (a varchar, b varchar,
            check (a = any (array[b || 'x', case when b = 'y' then 'z' else b end]::varchar[])));
    """,
    "argument of a function": """
        create function f(text[]) returns int immutable language sql as 'select 1';
        create table t (a varchar, b varchar, check (f(array[a, 'x']) = 1),
            c int generated always as (f(array[array[a, b], array['y,', b]])) stored);
    """,
    "view and index": """
        create table t (a varchar);
        create view v as select a in ('x,]', e'\\\\', null) as q from t where a not in ('[', ')', null);
        create index on t (a) where a in ('p', null);
    """,
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_arrays_that_are_cast_as_a_whole_are_the_same_once_read_back(any_server: ShadowServer, schema: str) -> None:
    with any_server.create_database() as wanted, any_server.create_database() as made:
        load(wanted, SCHEMAS[schema])
        goal = read(wanted)
        run(made, build_plan(read(made), goal).statements)
        _are_the_same(read(made), goal)


def _are_the_same(reached: Catalog, goal: Catalog) -> None:
    assert compare(reached, goal).is_empty, compare(reached, goal)
    assert build_plan(reached, goal).statements == ()


def test_bodies_and_comments_stay_as_they_are_written(any_server: ShadowServer) -> None:
    text = "((ARRAY['a'::character varying, null])::text[])"
    made = f"create function f() returns text[] language sql as $$select {text}$$;"
    judge(any_server, "", f"{made} comment on function f() is $$see {text}$$;")


@pytest.mark.parametrize("text", ["a[])", "(ARRAY[a, b", "'(ARRAY[' || '])::text[]'", "(ARRAY[1, 2])[1]::text[]"])
def test_other_text_stays(text: str) -> None:
    assert canonical(text) == text
