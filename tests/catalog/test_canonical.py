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
    "conditions of two sides": """
        create table t (a int check (a between 1 and 9 and a <> 5), b int, c int,
            check (a not between b and c or b is null), check (a in (b, c, b + c, c - b)),
            check ((a, b) not in ((1, c), (c, 2), (3, 4)) and c > 0),
            check (a between symmetric b and c and b < c),
            check (case when a between b and c and b = 1 then c > 0 end));
        create index on t (a) where b between 1 and 2 and c = 3;
        create view v as select (a, b) = (b, c) and c = 1 as q, '((a AND b) AND c' as r,
            sum(a) over (order by b rows between 1 preceding and current row) as s
            from t where a between 1 and 2 and exists (select from t as u where u.b in (t.a, t.b, t.c) or u.c = 1);
        alter table t enable row level security;
        create policy p on t using (a between b and c and b is not null);
    """,
    "join without a condition": """
        create table t (a int); create table u (b int); create table w ("ON TRUE" int);
        create view v as select a, b, "ON TRUE", 'ON TRUE' as q from t natural left join u natural join w;
    """,
    "words below a union": """
        create type mood as enum ('sad'); create schema "o.S"; create domain "o.S"."a b" as text;
        create table t (a name, b mood, c "o.S"."a b", d "char", e jsonb, f text[], g char(3), h varchar(5));
        create view v as select * from (
            select * from t union all select '|| '' ''::text AS text', 'sad', e'\\\\', 'x', '{}', null, 'k', ''
        ) as s (a, b, c, d, e, f, g, h);
    """,
    "numbers below an except": """
        create table t (a bigint, b numeric(8, 2), c smallint, d real, e double precision,
            f boolean, g bit(3), h money);
        create view v as with w (a, b, c, d, e, f, g, h) as (
            select * from t except select 1, -1.5, -2, 0, '1', 't', '101', '1'
        ) select a, h from w;
    """,
    "times below an intersect": """
        create table t (a timestamptz, b timestamp(3), c time, d timetz(2), e interval day to second, f date);
        create materialized view v as select (
            select count(*) from (select * from t intersect select null, 'epoch', '10:00', null, '1 day', null)
            as s (a, b, c, d, e, f)
        ) as n;
    """,
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_is_printed_in_two_ways_is_the_same_once_read_back(any_server: ShadowServer, schema: str) -> None:
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


def test_values_of_options_and_enums_stay_as_they_are_written(any_server: ShadowServer) -> None:
    text = "select 1 where ((a AND b) AND c)"
    wrapper = f"create foreign data wrapper w options (query '{text}'); create server s foreign data wrapper w;"
    judge(any_server, "", f"{wrapper} create foreign table f (a int) server s options (q '{text}');")
    judge(any_server, "", f"create type e as enum ('{text}'); create domain d as e default '{text}';")


@pytest.mark.parametrize(
    "text",
    [
        "a[])",
        "(ARRAY[a, b",
        "'(ARRAY[' || '])::text[]'",
        "(ARRAY[1, 2])[1]::text[]",
        "((a AND b) OR c)",
        "(x AND (a AND b))",
        "f((a AND b), c)",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert canonical(text) == text
