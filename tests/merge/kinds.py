"""Scenarios over kinds of objects that the others are not about."""

from tests.merge.from_both_sides import both_ways
from tests.merge.scenario import BASE, LOCAL, REMOTE, Scenario

T = "create table t (id integer primary key, a integer, b text);"
F = "create function f(integer) returns integer language sql immutable as 'select $1';"
TRIGGER = "create function g() returns trigger language plpgsql as 'begin return null; end';"
SERVER = "create foreign data wrapper w; create server s foreign data wrapper w;"

SCENARIOS = [
    Scenario(
        "a sequence's step here and its owner column there",
        T + "create sequence s;",
        local="alter sequence s increment 5;",
        remote="alter sequence s cycle;",
        merged="alter sequence s increment 5 cycle;",
    ),
    Scenario(
        "a sequence with two steps",
        "create sequence s;",
        local="alter sequence s increment 5;",
        remote="alter sequence s increment 7;",
        conflicts=("sequence:public.s increment",),
        choices={"sequence:public.s increment": REMOTE},
        merged="alter sequence s increment 7;",
    ),
    Scenario(
        "a domain's default here and its check there",
        "create domain d as integer;",
        local="alter domain d set default 1;",
        remote="alter domain d add constraint positive check (value > 0);",
        merged="alter domain d set default 1; alter domain d add constraint positive check (value > 0);",
    ),
    Scenario(
        "a domain with two defaults",
        "create domain d as integer default 0;",
        local="alter domain d set default 1;",
        remote="alter domain d set default 2;",
        conflicts=("domain:public.d default",),
        choices={"domain:public.d default": LOCAL},
        merged="alter domain d set default 1;",
    ),
    Scenario(
        "a domain dropped here that a new column there is of",
        T + "create domain d as integer;",
        local="drop domain d;",
        remote="alter table t add column c d;",
        conflicts=("domain:public.d",),
        choices={"domain:public.d": REMOTE},
        merged="alter table t add column c d;",
    ),
    Scenario(
        "attributes of a composite type on both sides",
        "create type p as (x integer);",
        local="alter type p add attribute y integer; comment on type p is 'a pair';",
        remote="alter type p alter attribute x type bigint;",
        merged="alter type p add attribute y integer; comment on type p is 'a pair';"
        "alter type p alter attribute x type bigint;",
    ),
    Scenario(
        "a range here and an enum there",
        "",
        local="create type r as range (subtype = integer);",
        remote="create type e as enum ('a');",
        merged="create type r as range (subtype = integer); create type e as enum ('a');",
    ),
    Scenario(
        "two ranges of one name",
        "",
        local="create type r as range (subtype = integer);",
        remote="create type r as range (subtype = date);",
        conflicts=("range:public.r subtype",),
        choices={"range:public.r subtype": REMOTE},
        merged="create type r as range (subtype = date);",
    ),
    Scenario(
        "options of one foreign table on both sides",
        SERVER + "create foreign table f (id integer) server s options (a '1');",
        local="alter foreign table f options (add b '2');",
        remote="alter foreign table f options (set a '3');",
        merged="alter foreign table f options (set a '3', add b '2');",
    ),
    Scenario(
        "a server dropped here that a new foreign table there is on",
        SERVER,
        local="drop server s;",
        remote="create foreign table f (id integer) server s;",
        conflicts=("server:s",),
        choices={"server:s": REMOTE},
        merged="create foreign table f (id integer) server s;",
    ),
    Scenario(
        "options of a server on both sides",
        SERVER,
        local="alter server s options (add host 'a');",
        remote="alter server s options (add host 'b');",
        conflicts=("server:s options",),
        choices={"server:s options": LOCAL},
        merged="alter server s options (add host 'a');",
    ),
    Scenario(
        "a cast here and an operator there with one function",
        "create type e as enum ('a'); create function c(e) returns integer language sql as 'select 1';"
        "create function o(e, e) returns boolean language sql as 'select true';",
        local="create cast (e as integer) with function c(e);",
        remote="create operator === (function = o, leftarg = e, rightarg = e);",
        merged="create cast (e as integer) with function c(e);"
        "create operator === (function = o, leftarg = e, rightarg = e);",
    ),
    Scenario(
        "a text search configuration mapped on both sides",
        "create text search configuration c (copy = simple);",
        local="alter text search configuration c alter mapping for word with english_stem;",
        remote="alter text search configuration c drop mapping for email;",
        merged="alter text search configuration c alter mapping for word with english_stem;"
        "alter text search configuration c drop mapping for email;",
    ),
    Scenario(
        "a column dropped here that new statistics there are about",
        T,
        local="alter table t drop column b;",
        remote="create statistics st on a, b from t;",
        conflicts=("column:public.t.b",),
        choices={"column:public.t.b": REMOTE},
        merged="create statistics st on a, b from t;",
    ),
    Scenario(
        "an event trigger switched off here and commented there",
        "create function h() returns event_trigger language plpgsql as 'begin end';"
        "create event trigger e on ddl_command_end execute function h();",
        local="alter event trigger e disable;",
        remote="comment on event trigger e is 'looks';",
        merged="alter event trigger e disable; comment on event trigger e is 'looks';",
    ),
    Scenario(
        "a rule changed on both sides",
        T + "create rule r as on insert to t do nothing;",
        local="create or replace rule r as on insert to t do instead nothing;",
        remote="create or replace rule r as on insert to t do also notify x;",
        conflicts=("rule:public.t.r definition",),
        choices={"rule:public.t.r definition": LOCAL},
        merged="create or replace rule r as on insert to t do instead nothing;",
    ),
    Scenario(
        "default privileges of two roles",
        "",
        local="alter default privileges in schema public grant select on tables to alice;",
        remote="alter default privileges in schema public grant insert on tables to bob;",
        merged="alter default privileges in schema public grant select on tables to alice;"
        "alter default privileges in schema public grant insert on tables to bob;",
    ),
    Scenario(
        "default privileges of one role on both sides",
        "alter default privileges in schema public grant select on tables to alice;",
        local="alter default privileges in schema public grant insert on tables to alice;",
        remote="alter default privileges in schema public grant update on tables to alice;",
        merged="alter default privileges in schema public grant insert, update on tables to alice;",
    ),
    Scenario(
        "a publication's tables and its actions",
        T + "create table u (id integer primary key); create publication p for table t;",
        local="alter publication p add table u;",
        remote="alter publication p set (publish = 'insert');",
        merged="alter publication p add table u; alter publication p set (publish = 'insert');",
    ),
    Scenario(
        "a table dropped here and published there",
        T + "create publication p;",
        local="drop table t;",
        remote="alter publication p add table t;",
        conflicts=("table:public.t",),
        choices={"table:public.t": REMOTE},
        merged="alter publication p add table t;",
    ),
    Scenario(
        "privileges of two columns",
        T,
        local="grant select (a) on t to alice;",
        remote="grant update (b) on t to alice;",
        merged="grant select (a), update (b) on t to alice;",
    ),
    Scenario(
        "a privilege on a column here that is dropped there",
        T,
        local="grant select (a) on t to alice;",
        remote="alter table t drop column a;",
        conflicts=("column:public.t.a",),
        choices={"column:public.t.a": REMOTE},
        merged="alter table t drop column a;",
    ),
    Scenario(
        "two comments on a column",
        T + "comment on column t.a is 'old';",
        local="comment on column t.a is 'mine';",
        remote="comment on column t.a is 'theirs';",
        conflicts=("column:public.t.a comment",),
        choices={"column:public.t.a comment": BASE},
        merged="",
    ),
    Scenario(
        "a comment here on a column that is of another type there",
        T,
        local="comment on column t.a is 'mine';",
        remote="alter table t alter column a type bigint;",
        merged="comment on column t.a is 'mine'; alter table t alter column a type bigint;",
    ),
    Scenario(
        "a policy's roles here and its condition there",
        T + "create policy p on t for select to alice using (a = 1);",
        local="alter policy p on t to alice, bob;",
        remote="alter policy p on t using (a = 2);",
        merged="alter policy p on t to alice, bob using (a = 2);",
    ),
    Scenario(
        "a policy's roles on both sides",
        T + "create policy p on t for select to alice using (a = 1);",
        local="alter policy p on t to bob;",
        remote="alter policy p on t to public;",
        conflicts=("policy:public.t.p roles",),
        choices={"policy:public.t.p roles": LOCAL},
        merged="alter policy p on t to bob;",
    ),
    Scenario(
        "options of a view on both sides",
        T + "create view v as select id from t;",
        local="alter view v set (security_barrier = true);",
        remote="alter view v set (check_option = local);",
        merged="alter view v set (security_barrier = true, check_option = local);",
    ),
    Scenario(
        "a trigger always on here and off there",
        T + TRIGGER + "create trigger x after insert on t for each row execute function g();",
        local="alter table t enable always trigger x;",
        remote="alter table t disable trigger x;",
        conflicts=("trigger:public.t.x enabled",),
        choices={"trigger:public.t.x enabled": REMOTE},
        merged="alter table t disable trigger x;",
    ),
    Scenario(
        "a trigger switched off here whose function is another there",
        T + TRIGGER + "create trigger x after insert on t for each row execute function g();",
        local="alter table t disable trigger x;",
        remote="create or replace function g() returns trigger language plpgsql as 'begin return new; end';",
        merged="alter table t disable trigger x;"
        "create or replace function g() returns trigger language plpgsql as 'begin return new; end';",
    ),
    Scenario(
        "a function dropped here that a new trigger there calls",
        T + TRIGGER,
        local="drop function g();",
        remote="create trigger x after insert on t for each row execute function g();",
        conflicts=("function:public.g()",),
        choices={"function:public.g()": LOCAL},
        merged="drop function g();",
    ),
    Scenario(
        "two overloads of one function",
        F,
        local="create function f(text) returns text language sql as 'select $1';",
        remote="create function f(integer, integer) returns integer language sql as 'select $1 + $2';",
        merged="create function f(text) returns text language sql as 'select $1';"
        "create function f(integer, integer) returns integer language sql as 'select $1 + $2';",
    ),
    Scenario(
        "one overload changed here and another dropped there",
        F + "create function f(text) returns text language sql as 'select $1';",
        local="create or replace function f(integer) returns integer language sql immutable as 'select $1 + 1';",
        remote="drop function f(text);",
        merged="create or replace function f(integer) returns integer language sql immutable as 'select $1 + 1';"
        "drop function f(text);",
    ),
    Scenario(
        "a function's cost here and its volatility there",
        F,
        local="alter function f(integer) cost 50;",
        remote="alter function f(integer) stable;",
        merged="alter function f(integer) cost 50; alter function f(integer) stable;",
    ),
    Scenario(
        "a default of a function's argument here and its longer body there",
        F,
        local="create or replace function f(integer default 1) returns integer language sql immutable as 'select $1';",
        remote="create or replace function f(integer) returns integer language sql immutable as"
        " 'select $1 + 1000000000 - 999999999';",
        merged="create or replace function f(integer default 1) returns integer language sql immutable as"
        " 'select $1 + 1000000000 - 999999999';",
    ),
    Scenario(
        "a table moved to a schema here that is dropped there",
        T + "create schema o;",
        local="alter table t set schema o;",
        remote="drop schema o;",
        conflicts=("schema:o",),
        choices={"schema:o": LOCAL},
        merged="alter table t set schema o;",
    ),
    Scenario(
        "a generated column here and an index there",
        T,
        local="alter table t add column twice integer generated always as (a * 2) stored;",
        remote="create index i on t (a);",
        merged="alter table t add column twice integer generated always as (a * 2) stored; create index i on t (a);",
    ),
    Scenario(
        "a foreign key here to a column whose uniqueness goes there",
        "create table u (id integer constraint one unique); create table t (u integer);",
        local="alter table t add constraint fk foreign key (u) references u (id);",
        remote="alter table u drop constraint one;",
        conflicts=("unique:public.u.one",),
        choices={"unique:public.u.one": LOCAL},
        merged="alter table t add constraint fk foreign key (u) references u (id);",
    ),
    *both_ways(
        Scenario(
            "a new validator of a wrapper here, a column of a foreign table that it takes there",
            "create foreign data wrapper w; create server s foreign data wrapper w;"
            "create foreign table f (a integer) server s;",
            local="alter foreign data wrapper w validator postgresql_fdw_validator;",
            remote="alter foreign table f add b text; comment on foreign table f is 'kept';",
            merged="alter foreign data wrapper w validator postgresql_fdw_validator;"
            "alter foreign table f add b text; comment on foreign table f is 'kept';",
        ),
        Scenario(
            "a new validator of a wrapper here, a comment there on a foreign table that it would refuse",
            "create foreign data wrapper w; create server s foreign data wrapper w options (path 'x');"
            "create foreign table f (a integer options (path 'x')) server s options (path 'x');",
            local="alter foreign data wrapper w validator postgresql_fdw_validator;",
            remote="comment on foreign table f is 'kept'; alter foreign table f add b text;",
            merged="alter foreign data wrapper w validator postgresql_fdw_validator;"
            "comment on foreign table f is 'kept'; alter foreign table f add b text;",
        ),
        Scenario(
            "a new validator of a wrapper here, a new foreign table there that it refuses",
            "create foreign data wrapper w; create server s foreign data wrapper w;",
            local="alter foreign data wrapper w validator postgresql_fdw_validator;",
            remote="create foreign table f (a integer) server s options (path 'x');",
            conflicts=("foreign_data_wrapper:w validator", "foreign_table:public.f"),
            choices={"foreign_table:public.f": LOCAL},
            merged="alter foreign data wrapper w validator postgresql_fdw_validator;",
        ),
        Scenario(
            "a foreign table dropped here that the wrapper's new validator would refuse, changed there",
            "create foreign data wrapper w; create server s foreign data wrapper w;"
            "create foreign table f (a integer) server s options (path 'x');",
            local="drop foreign table f; alter foreign data wrapper w validator postgresql_fdw_validator;",
            remote="comment on foreign table f is 'kept';",
            conflicts=("foreign_table:public.f",),
            choices={"foreign_table:public.f": LOCAL},
            merged="drop foreign table f; alter foreign data wrapper w validator postgresql_fdw_validator;",
        ),
    ),
]
