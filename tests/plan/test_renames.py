"""Chosen renames: nothing is dropped, every row and grant stays, and the rollback gives the former names back."""

from dataclasses import dataclass

import pytest

from supatui.errors import PlanError
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements


@dataclass(frozen=True, slots=True)
class Case:
    """Two schemas, what is renamed on the way, and what must not be done for it."""

    name: str
    before: str
    after: str
    renames: tuple[str, ...]
    keeps: tuple[str, ...] = ()
    """Queries that answer the same before, after and at the end: they must not say a name that changes."""
    said: tuple[str, ...] = ("drop ", "create ")
    """Words that no statement begins with; everything is done in place."""


ROWS = (
    "select array_agg(relfilenode order by relfilenode) from pg_class where relkind = 'r' and relpersistence = 'p'"
    " and oid >= 16384 and relnamespace <> 'pg_catalog'::regnamespace",
)
"""The files of all tables, whatever they are called: the same as long as none is dropped or written anew."""

ORDERS = """
create table orders (
    id bigint generated always as identity primary key,
    cust_id bigint not null,
    number bigserial,
    total numeric(10, 2) default 1 check (total > 0),
    parent bigint references orders
);
create index orders_cust_id_idx on orders (cust_id);
create view big as select id, total from orders where cust_id > 1;
create function total_of(o orders) returns numeric language sql as 'select o.total';
create policy own on orders using (cust_id = 1);
grant select (cust_id) on orders to bob;
grant insert on orders to alice;
comment on table orders is 'what was sold';
comment on column orders.cust_id is 'who';
insert into orders (cust_id) select n from generate_series(1, 5) as n;
"""

CASES = [
    Case(
        "table with everything that is named after it",
        ORDERS,
        ORDERS.replace("orders", "purchases"),
        ("public.orders=purchases",),
        ROWS,
    ),
    Case(
        "column with its index",
        ORDERS,
        ORDERS.replace("cust_id", "customer_id"),
        ("public.orders.cust_id=customer_id",),
        ROWS,
    ),
    Case(
        "table and column at once",
        ORDERS,
        ORDERS.replace("cust_id", "customer_id").replace("orders", "purchases"),
        ("public.orders.cust_id=customer_id", "public.orders=purchases"),
        ROWS,
    ),
    Case(
        "schema",
        "create schema app; create table app.t (id int primary key); create view app.v as select id from app.t;"
        "create function app.f() returns int return 1; grant usage on schema app to bob; insert into app.t values (1);"
        "alter default privileges in schema app grant select on tables to bob;",
        "create schema core; create table core.t (id int primary key); create view core.v as select id from core.t;"
        "create function core.f() returns int return 1; grant usage on schema core to bob;"
        "alter default privileges in schema core grant select on tables to bob;",
        ("app=core",),
        ROWS,
    ),
    Case(
        "table into a schema that is new",
        "create table t (id int primary key, v text); insert into t values (1, 'a'); grant select on t to bob;",
        "create schema app; create table app.t (id int primary key, v text); grant select on app.t to bob;",
        ("public.t=app.t",),
        ROWS,
        ("drop ",),
    ),
    Case(
        "table into another schema under another name, where both names are taken on the way",
        "create schema app; create table t (id int); create table app.t (x text); create table u (y date);"
        "insert into t values (1); insert into app.t values ('a'); insert into u values ('2026-01-01');",
        "create schema app; create table app.u (id int); create table app.t (x text); create table u (y date);",
        ("public.t=app.u",),
        ROWS,
    ),
    Case(
        "two tables that change names",
        "create table a (id int primary key); create table b (t text primary key); insert into a values (1), (2);"
        "insert into b values ('x');",
        "create table b (id int primary key); create table a (t text primary key);",
        ("public.a=b", "public.b=a"),
        ROWS,
    ),
    Case(
        "three columns in a circle",
        "create table t (a int, b text, c date); insert into t values (1, 'x', '2026-01-01');",
        "create table t (b int, c text, a date);",
        ("public.t.a=b", "public.t.b=c", "public.t.c=a"),
        ROWS,
    ),
    Case(
        "values of an enum, one of them quoted",
        "create type mood as enum ('sad', 'so so', 'happy'); create table d (m mood default 'sad', ms mood[]);"
        "create index di on d (m) where m = 'so so'; create view v as select m from d where m <> 'sad';"
        "insert into d values ('sad', '{sad,happy}');",
        "create type mood as enum ('unhappy', 'it''s ok', 'happy');"
        "create table d (m mood default 'unhappy', ms mood[]);"
        "create index di on d (m) where m = 'it''s ok'; create view v as select m from d where m <> 'unhappy';",
        ("public.mood.sad=unhappy", 'public.mood."so so"="it\'s ok"'),
        ROWS,
    ),
    Case(
        "types that are used",
        "create type pair as (a int, b text); create domain pos as int constraint over check (value > 0);"
        "create type mood as enum ('a'); create table t (p pair, n pos, m mood[]);"
        "create function f(m mood, p pair[]) returns pos language sql as 'select 1'; grant usage on type mood to bob;"
        "insert into t values (row(1, 'x'), 1, '{a}'); create type span as range (subtype = int4);",
        "create type couple as (first int, b text); create domain positive as int constraint above check (value > 0);"
        "create type feeling as enum ('a'); create table t (p couple, n positive, m feeling[]);"
        "create function f(m feeling, p couple[]) returns positive language sql as 'select 1';"
        "grant usage on type feeling to bob; create type period as range (subtype = int4, multirange_type_name ="
        " span_multi);".replace("span_multi", "spanmultirange"),
        (
            "public.pair=couple",
            "public.pair.a=first",
            "public.pos=positive",
            "public.pos.over=above",
            "public.mood=feeling",
            "public.span=period",
        ),
        ROWS,
    ),
    Case(
        "parts of a table, its views and its functions",
        "create table t (id int constraint k primary key, v int constraint c check (v > 0), u int);"
        "create index i on t (v); create statistics s on v, u from t; create policy p on t using (v > 1);"
        "create function tf() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger g before insert on t for each row execute function tf();"
        "create view w as select id from t; create materialized view m as select v from t;"
        "create sequence q; create function f(int) returns int language sql as 'select 1';"
        "create procedure p(int) language sql as 'select 1'; create aggregate agg(int) (sfunc = int4pl, stype = int);"
        "create rule r as on update to t do nothing; insert into t values (1, 2, 3);",
        "create table t (id int constraint k2 primary key, v int constraint c2 check (v > 0), u int);"
        "create index i2 on t (v); create statistics s2 on v, u from t; create policy p2 on t using (v > 1);"
        "create function tf2() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger g2 before insert on t for each row execute function tf2();"
        "create view w2 as select id from t; create materialized view m2 as select v from t;"
        "create sequence q2; create function f2(int) returns int language sql as 'select 1';"
        "create procedure p2(int) language sql as 'select 1'; create aggregate agg2(int) (sfunc = int4pl, stype = int);"
        "create rule r2 as on update to t do nothing;",
        (
            *("primary_key:public.t.k=k2", "check:public.t.c=c2", "public.i=i2", "public.s=s2", "policy:public.t.p=p2"),
            *("public.tf=tf2", "trigger:public.t.g=g2", "public.w=w2", "public.m=m2", "public.q=q2", "public.f=f2"),
            *("procedure:public.p=p2", "public.agg=agg2", "rule:public.t.r=r2"),
        ),
        ROWS,
    ),
    Case(
        "column of a view",
        "create table t (a int); create view v as select a from t; grant select (a) on v to bob;",
        "create table t (a int); create view v as select a as b from t; grant select (b) on v to bob;",
        ("public.v.a=b",),
    ),
    Case(
        "partitioned table and a partition",
        "create table log (at date, t text) partition by range (at); create index log_t on log (t);"
        "create table log_1 partition of log for values from ('2026-01-01') to ('2027-01-01');"
        "insert into log values ('2026-02-01', 'x');",
        "create table journal (at date, body text) partition by range (at); create index log_t on journal (body);"
        "create table journal_1 partition of journal for values from ('2026-01-01') to ('2027-01-01');"
        "alter index journal_1_body_idx rename to log_1_t_idx;",
        ("public.log=journal", "public.log_1=journal_1", "public.log.t=body"),
        ROWS,
    ),
    Case(
        "names that need quotes",
        'create schema "My App"; create table "My App"."T=1" ("a.b" int, "c""d" text);'
        'insert into "My App"."T=1" values (1);',
        'create schema "my.app"; create table "my.app"."select" ("a b" int, "D" text);',
        ('"My App"="my.app"', '"My App"."T=1"="select"', '"My App"."T=1"."a.b"="a b"', '"My App"."T=1"."c""d"="D"'),
        ROWS,
    ),
    Case(
        "a change of the renamed column besides",
        "create table t (a int default 1, b text); insert into t values (5, 'x');",
        "create table t (amount bigint not null default 2, b text);",
        ("public.t.a=amount",),
        ("select count(*), max(b) from t",),
    ),
    Case(
        "text search, servers, publications and the like",
        "create text search dictionary d (template = simple); create text search configuration c (parser = default);"
        "create foreign data wrapper w; create server s foreign data wrapper w; create publication p;"
        "create collation k (locale = 'C'); create operator family fam using btree;"
        "create conversion cv for 'LATIN1' to"
        " 'UTF8' from iso8859_1_to_utf8; create foreign table ft (a int) server s;",
        "create text search dictionary d2 (template = simple); create text search configuration c2 (parser = default);"
        "create foreign data wrapper w2; create server s2 foreign data wrapper w2; create publication p2;"
        "create collation k2 (locale = 'C'); create operator family fam2 using btree;"
        "create conversion cv2 for 'LATIN1'"
        " to 'UTF8' from iso8859_1_to_utf8; create foreign table ft2 (b int) server s2;",
        (
            *("public.d=d2", "public.c=c2", "foreign_data_wrapper:w=w2", "server:s=s2", "publication:p=p2"),
            *("public.k=k2", "public.fam=fam2", "public.cv=cv2", "foreign_table:public.ft=ft2", "public.ft.a=b"),
        ),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_renames_are_done_in_place_and_led_back(any_server: ShadowServer, case: Case) -> None:
    plan = judge(any_server, case.before, case.after, keeps=case.keeps, renames=case.renames)
    assert not [one.sql for one in (*plan.statements, *plan.rollback) if one.loses_data]
    assert not [text for text in statements(plan) if text.lower().startswith(case.said)]


def test_occupied_name_is_put_aside_and_what_had_it_is_dropped(server: ShadowServer) -> None:
    plan = judge(
        server,
        "create table orders (id int); create table orders_old (x text); insert into orders values (1);",
        "create table orders_old (id int);",
        keeps=("select count(*) from pg_class where relkind = 'r' and relname = 'nothing'",),
        renames=("public.orders=orders_old",),
    )
    lost = [one for one in plan.statements if one.loses_data]
    assert [one.sql for one in lost] == ["drop table public.orders_old__former"]


def test_rename_to_what_is_not_wanted_is_refused(server: ShadowServer) -> None:
    with pytest.raises(PlanError, match=r"no table:public\.c to rename"):
        judge(server, "create table a (id int);", "create table b (id int);", renames=("public.a=c",))


def test_what_cannot_be_renamed_is_refused_with_the_reason(server: ShadowServer) -> None:
    with pytest.raises(PlanError, match="PostgreSQL has no such statement for a extension"):
        judge(
            server,
            "create extension citext;",
            "create extension hstore;",
            renames=("extension:citext=hstore",),
        )
