"""Scenarios about names: what one side calls otherwise, against what the other did to it."""

from tests.merge.from_both_sides import both_ways
from tests.merge.scenario import LOCAL, REMOTE, Scenario

T = "create table t (id integer primary key, a integer, b text);"
S = "create schema s;"
F = "create function f() returns boolean language sql as 'select true';"
YEARS = (
    "create table year (at date, t text) partition by range (at);"
    "create table year_1 partition of year for values from ('2026-01-01') to ('2027-01-01');"
    "create table year_2 partition of year for values from ('2027-01-01') to ('2028-01-01') partition by list (t);"
    "create table half partition of year_2 for values in ('a');"
)
ROOM = "create table room (id integer primary key, floor integer, label text);"

SCENARIOS = [
    Scenario(
        "a table renamed here and changed there, told",
        T,
        local="alter table t rename to u;",
        remote="alter table t add column c integer; create index t_a on t (a); grant select on t to alice;",
        renames=("public.t=u",),
        merged="alter table t add column c integer; create index t_a on t (a); grant select on t to alice;"
        "alter table t rename to u;",
    ),
    Scenario(
        "a table renamed here and changed there, not told",
        T,
        local="alter table t rename to u;",
        remote="alter table t add column c integer;",
        conflicts=("table:public.t", "table:public.u"),
        choices={"table:public.t": LOCAL},
        merged="alter table t rename to u;",
    ),
    Scenario(
        "a column renamed here and of another type there, told",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t alter column a type bigint, alter column a set not null;",
        renames=("public.t.a=n",),
        merged="alter table t alter column a type bigint, alter column a set not null;"
        "alter table t rename column a to n;",
    ),
    Scenario(
        "a column renamed here and of another type there, not told",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t alter column a type bigint;",
        conflicts=("column:public.t.a",),
        choices={"column:public.t.a": LOCAL},
        merged="alter table t rename column a to n;",
    ),
    Scenario(
        "a column renamed here that a new view there reads, told",
        T,
        local="alter table t rename column a to n;",
        remote="create view v as select id, a from t;",
        renames=("public.t.a=n",),
        merged="create view v as select id, a from t; alter table t rename column a to n;",
    ),
    Scenario(
        "a column renamed here that a new view there reads, not told",
        T,
        local="alter table t rename column a to n;",
        remote="create view v as select id, a from t;",
        conflicts=("column:public.t.a",),
        choices={"column:public.t.a": LOCAL},
        merged="alter table t rename column a to n;",
    ),
    Scenario(
        "a column renamed here that a view reads which is changed there",
        T + "create view v as select id, a from t;",
        local="alter table t rename column a to n;",
        remote="create or replace view v as select id, a from t where a > 0;",
        renames=("public.t.a=n",),
        merged="create or replace view v as select id, a from t where a > 0; alter table t rename column a to n;",
    ),
    Scenario(
        "a column renamed here that a new check, index and policy there are about",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t add constraint positive check (a > 0); create index t_a on t (a);"
        "create policy p on t using (a = 1);",
        renames=("public.t.a=n",),
        merged="alter table t add constraint positive check (a > 0); create index t_a on t (a);"
        "create policy p on t using (a = 1); alter table t rename column a to n;",
    ),
    Scenario(
        "a table renamed here and dropped there, not told, kept",
        T,
        local="alter table t rename to u;",
        remote="drop table t;",
        conflicts=("table:public.u",),
        choices={"table:public.u": LOCAL},
        merged="alter table t rename to u;",
    ),
    Scenario(
        "a column dropped here and renamed there, not told, dropped",
        T,
        local="alter table t drop column a;",
        remote="alter table t rename column a to n;",
        conflicts=("column:public.t.n",),
        choices={"column:public.t.n": LOCAL},
        merged="alter table t drop column a;",
    ),
    Scenario(
        "a table dropped on both sides and another made here",
        T,
        local="drop table t; create table u (id integer, more text, again text);",
        remote="drop table t;",
        merged="drop table t; create table u (id integer, more text, again text);",
    ),
    Scenario(
        "a table with two new names, not told",
        T,
        local="alter table t rename to u;",
        remote="alter table t rename to w;",
        conflicts=("table:public.u", "table:public.w"),
        choices={"table:public.u": REMOTE},
        merged="alter table t rename to w;",
    ),
    Scenario(
        "a table with two new names, told which",
        T,
        local="alter table t rename to u; alter table u add column c integer;",
        remote="alter table t rename to w; comment on table w is 'kept';",
        renames=("public.t=w",),
        merged="alter table t rename to w; comment on table w is 'kept'; alter table w add column c integer;",
    ),
    Scenario(
        "a column with two new names, not told",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t rename column a to m;",
        conflicts=("column:public.t.m", "column:public.t.n"),
        choices={"column:public.t.n": LOCAL},
        merged="alter table t rename column a to n;",
    ),
    Scenario(
        "a column with two new names, one of them of another type",
        T,
        local="alter table t rename column a to n; alter table t alter column n type bigint;",
        remote="alter table t rename column a to m;",
        conflicts=("column:public.t.m", "column:public.t.n"),
        choices={"column:public.t.n": LOCAL},
        merged="alter table t rename column a to n; alter table t alter column n type bigint;",
    ),
    Scenario(
        "a column with two new names, told which",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t rename column a to m;",
        renames=("public.t.a=n",),
        merged="alter table t rename column a to n;",
    ),
    Scenario(
        "a policy with two new names",
        T + "create policy p on t using (a = 1);",
        local="alter policy p on t rename to q;",
        remote="alter policy p on t rename to r;",
        conflicts=("policy:public.t.q", "policy:public.t.r"),
        choices={"policy:public.t.q": LOCAL},
        merged="alter policy p on t rename to q;",
    ),
    Scenario(
        "an enum's value with two new names",
        "create type e as enum ('a', 'b');",
        local="alter type e rename value 'a' to 'x';",
        remote="alter type e rename value 'a' to 'y';",
        conflicts=("enum:public.e labels",),
        choices={"enum:public.e labels": REMOTE},
        merged="alter type e rename value 'a' to 'y';",
    ),
    Scenario(
        "a table moved to two schemas",
        T + S + "create schema r;",
        local="alter table t set schema s;",
        remote="alter table t set schema r;",
        conflicts=("table:r.t", "table:s.t"),
        choices={"table:r.t": REMOTE},
        merged="alter table t set schema r;",
    ),
    Scenario(
        "a table of one new name on both sides, each with a change",
        T,
        local="alter table t rename to u; alter table u alter column a type bigint;",
        remote="alter table t rename to u; alter table u add column c integer;",
        renames=("public.t=u",),
        merged="alter table t rename to u; alter table u alter column a type bigint, add column c integer;",
    ),
    Scenario(
        "a column of one new name on both sides",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t rename column a to n; comment on column t.n is 'kept';",
        renames=("public.t.a=n",),
        merged="alter table t rename column a to n; comment on column t.n is 'kept';",
    ),
    Scenario(
        "a table renamed here and dropped there, told, kept",
        T,
        local="alter table t rename to u;",
        remote="drop table t;",
        renames=("public.t=u",),
        conflicts=("table:public.u",),
        choices={"table:public.u": LOCAL},
        merged="alter table t rename to u;",
    ),
    Scenario(
        "a table renamed here and dropped there, told, dropped",
        T,
        local="alter table t rename to u;",
        remote="drop table t;",
        renames=("public.t=u",),
        conflicts=("table:public.u",),
        choices={"table:public.u": REMOTE},
        merged="drop table t;",
    ),
    Scenario(
        "a column renamed here and dropped there, told",
        T,
        local="alter table t rename column a to n;",
        remote="alter table t drop column a;",
        renames=("public.t.a=n",),
        conflicts=("column:public.t.n",),
        choices={"column:public.t.n": REMOTE},
        merged="alter table t drop column a;",
    ),
    Scenario(
        "a table moved to another schema here and changed there, told",
        T + S,
        local="alter table t set schema s;",
        remote="alter table t alter column a set default 5; create view v as select id from t;",
        renames=("public.t=s.t",),
        merged="alter table t alter column a set default 5; create view v as select id from t;"
        "alter table t set schema s;",
    ),
    Scenario(
        "a function renamed here that a new policy there calls, told",
        T + F,
        local="alter function f() rename to g;",
        remote="create policy p on t using (f());",
        renames=("public.f()=g",),
        merged="create policy p on t using (f()); alter function f() rename to g;",
    ),
    Scenario(
        "a function renamed here that a new policy there calls, not told",
        T + F,
        local="alter function f() rename to g;",
        remote="create policy p on t using (f());",
        conflicts=("function:public.f()",),
        choices={"function:public.f()": REMOTE},
        merged="create policy p on t using (f());create function g() returns boolean language sql as 'select true';",
    ),
    Scenario(
        "an enum renamed here and given a value there, told",
        "create type e as enum ('a'); create table t (a e);",
        local="alter type e rename to mood;",
        remote="alter type e add value 'b'; alter table t add column c e;",
        renames=("public.e=mood",),
        merged="alter type e add value 'b'; alter table t add column c e; alter type e rename to mood;",
    ),
    Scenario(
        "a value of an enum renamed here and another added there, told",
        "create type e as enum ('a', 'b');",
        local="alter type e rename value 'a' to 'x';",
        remote="alter type e add value 'c' before 'b';",
        renames=("public.e.a=x",),
        merged="alter type e rename value 'a' to 'x'; alter type e add value 'c' before 'b';",
    ),
    Scenario(
        "a schema renamed here and given a table there, told",
        S + "create table s.t (id integer);",
        local="alter schema s rename to r;",
        remote="create table s.n (id integer); alter table s.t add column a integer;",
        renames=("s=r",),
        merged="create table s.n (id integer); alter table s.t add column a integer; alter schema s rename to r;",
    ),
    Scenario(
        "a view renamed here and changed there, told",
        T + "create view v as select id from t;",
        local="alter view v rename to w;",
        remote="create or replace view v as select id, a from t; comment on view v is 'kept';",
        renames=("public.v=w",),
        merged="create or replace view v as select id, a from t; comment on view v is 'kept';"
        " alter view v rename to w;",
    ),
    Scenario(
        "a constraint renamed here and its table changed there, told",
        "create table t (a integer constraint c check (a > 0));",
        local="alter table t rename constraint c to positive;",
        remote="alter table t alter column a type bigint; comment on constraint c on t is 'kept';",
        renames=("public.t.c=positive",),
        merged="alter table t alter column a type bigint; comment on constraint c on t is 'kept';"
        "alter table t rename constraint c to positive;",
    ),
    Scenario(
        "a trigger renamed here and switched off there, told",
        "create table t (a integer); create function f() returns trigger language plpgsql as 'begin return null; end';"
        "create trigger g after insert on t for each row execute function f();",
        local="alter trigger g on t rename to h;",
        remote="alter table t disable trigger g;",
        renames=("public.t.g=h",),
        merged="alter table t disable trigger g; alter trigger g on t rename to h;",
    ),
    Scenario(
        "a column renamed here that the body of a new function there reads, told",
        T,
        local="alter table t rename column a to n;",
        remote="create function f() returns bigint language sql as 'select sum(a) from public.t';",
        renames=("public.t.a=n",),
        conflicts=("function:public.f()",),
        choices={"function:public.f()": LOCAL},
        merged="alter table t rename column a to n;",
    ),
    Scenario(
        "a table and a function renamed here that a new body there names, which a server would take, told",
        T + F,
        local="alter table t rename to u; alter function f() rename to g;",
        remote="create function n() returns void language plpgsql as 'begin delete from public.t where f(); end';",
        renames=("public.t=u", "public.f()=g"),
        conflicts=("function:public.n()",),
        choices={"function:public.n()": LOCAL},
        merged="alter table t rename to u; alter function f() rename to g;",
    ),
    Scenario(
        "a column renamed there that the body of a new function here reads, told",
        T,
        local="create function f() returns bigint language sql as 'select sum(a) from public.t';",
        remote="alter table t rename column a to n;",
        renames=("public.t.a=n",),
        conflicts=("function:public.f()",),
        choices={"function:public.f()": REMOTE},
        merged="alter table t rename column a to n;",
    ),
    Scenario(
        "a column renamed here whose old name a changed function there reads, told",
        T + "create function f() returns bigint language sql as 'select sum(a) from public.t';",
        local="alter table t rename column a to n;"
        "create or replace function f() returns bigint language sql as 'select sum(n) from public.t';",
        remote="alter function f() stable; alter table t add column c integer;",
        renames=("public.t.a=n",),
        merged="alter table t rename column a to n; alter table t add column c integer;"
        "create or replace function f() returns bigint language sql as 'select sum(n) from public.t';"
        "alter function f() stable;",
    ),
    Scenario(
        "a table renamed here that two new functions there read, told",
        T,
        local="alter table t rename to u; alter table u add column c integer;",
        remote="create function f() returns bigint language sql as 'select sum(a) from public.t';"
        "create function g() returns bigint language sql as 'select sum(id) from public.t';"
        "create function h() returns integer language sql as 'select 1';",
        renames=("public.t=u",),
        conflicts=("function:public.f()", "function:public.g()"),
        choices={"function:public.f()": LOCAL, "function:public.g()": LOCAL},
        merged="alter table t rename to u; alter table u add column c integer;"
        "create function h() returns integer language sql as 'select 1';",
    ),
    Scenario(
        "a table made again under two new names, told which",
        "create table t (id integer not null, a integer, b text);",
        local="drop table t; create table u (id integer not null, a integer, b text);",
        remote="drop table t; create table w (id integer not null, a integer, b text);",
        renames=("public.t=w",),
        merged="drop table t; create table w (id integer not null, a integer, b text);",
    ),
    *both_ways(
        Scenario(
            "names of two columns swapped here, one of another type there, told",
            ROOM + "alter table room add wing integer;",
            local="alter table room rename floor to x; alter table room rename wing to floor; "
            "alter table room rename x to wing;",
            remote="alter table room alter floor type bigint;",
            renames=("public.room.floor=wing", "public.room.wing=floor"),
            merged="alter table room alter floor type bigint; alter table room rename floor to x; "
            "alter table room rename wing to floor; alter table room rename x to wing;",
        ),
        Scenario(
            "a column dropped here whose name another one is given, with a default there, told",
            ROOM + "alter table room add wing text;",
            local="alter table room drop wing; alter table room rename floor to wing;",
            remote="alter table room alter floor set default 7;",
            renames=("public.room.floor=wing",),
            merged="alter table room drop wing; alter table room rename floor to wing; "
            "alter table room alter wing set default 7;",
        ),
        Scenario(
            "a column dropped here whose name another one is given, of another type there, told",
            ROOM + "alter table room add wing integer;",
            local="alter table room drop wing; alter table room rename floor to wing;",
            remote="alter table room alter floor type bigint;",
            renames=("public.room.floor=wing",),
            merged="alter table room drop wing; alter table room rename floor to wing; "
            "alter table room alter wing type bigint;",
        ),
        Scenario(
            "names of two tables swapped here, a comment and a column there, told",
            ROOM + "create table hall (id integer, floor integer);",
            local="alter table room rename to x; alter table hall rename to room; alter table x rename to hall;",
            remote="comment on table hall is 'wide'; alter table room add beds integer;",
            renames=("public.room=hall", "public.hall=room"),
            merged="comment on table hall is 'wide'; alter table room add beds integer; "
            "alter table room rename to x; alter table hall rename to room; alter table x rename to hall;",
        ),
    ),
    *both_ways(
        Scenario(
            "a column of a partitioned table and of its partitions renamed here, a view there, all told",
            YEARS,
            local="alter table year rename t to body;",
            remote="create view v as select t from year_2; alter table year_1 alter t set not null;",
            renames=("public.year.t=body", "public.year_1.t=body", "public.year_2.t=body", "public.half.t=body"),
            merged="create view v as select t from year_2; alter table year_1 alter t set not null;"
            "alter table year rename t to body;",
        ),
        Scenario(
            "a column of a parent and of a child's child renamed here, a column there, told",
            "create table a (id integer, t text); create table b (n integer) inherits (a);"
            "create table c () inherits (b);",
            local="alter table a rename t to body; alter table c rename to d;",
            remote="alter table b add m integer;",
            renames=("public.c.t=body", "public.a.t=body", "public.c=d"),
            merged="alter table b add m integer; alter table a rename t to body; alter table c rename to d;",
        ),
    ),
]
