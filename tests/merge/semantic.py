"""Scenarios of conflicts that no attribute shows: both sides' changes build alone and not together."""

from tests.merge.scenario import BASE, LOCAL, REMOTE, Scenario

T = "create table t (id integer, a integer, b varchar(20));"

STATES_USED = (
    "create view v as select id from t where state = 'open'; create view w as select id from v where id > 0;"
    "create policy p on t using (state <> 'new');"
)
STATES = (
    f"create table t (id integer, state text default 'new' constraint c check (state in ('new', 'open')));{STATES_USED}"
)
STATES_TYPED = (
    "drop policy p on t; drop view w; drop view v; create type states as enum ('new', 'open');"
    "alter table t drop constraint c, alter state drop default, alter state type states using state::states,"
    f" alter state set default 'new'; {STATES_USED}"
)

FIRED_BODY = "create or replace function f() returns trigger language plpgsql as 'begin {}; end';"
FIRED = FIRED_BODY.format("return {}") + "create trigger g before insert on t for each row execute function f();"

SCENARIOS = [
    Scenario(
        "a table here and a view there of one name",
        T,
        local="create table x (id integer);",
        remote="create view x as select id from t;",
        conflicts=("table:public.x", "view:public.x"),
        choices={"table:public.x": LOCAL},
        merged="create table x (id integer);",
    ),
    Scenario(
        "a table here and an index there of one name",
        T,
        local="create table x (id integer);",
        remote="create index x on t (id);",
        conflicts=("index:public.t.x", "table:public.x"),
        choices={"table:public.x": REMOTE},
        merged="create index x on t (id);",
    ),
    Scenario(
        "a sequence in a new table here and a view there of one name",
        T,
        local="create table y (id integer); create sequence x owned by y.id;",
        remote="create view x as select id from t;",
        conflicts=("table:public.y", "view:public.x"),
        choices={"view:public.x": REMOTE},
        merged="create view x as select id from t;",
    ),
    Scenario(
        "an enum here and a domain there of one name",
        "",
        local="create type x as enum ('a');",
        remote="create domain x as text;",
        conflicts=("domain:public.x", "enum:public.x"),
        choices={"enum:public.x": BASE},
        merged="",
    ),
    Scenario(
        "a function here and a procedure there of one name",
        "",
        local="create function x() returns integer language sql as 'select 1';",
        remote="create procedure x() language sql as 'select 1';",
        conflicts=("function:public.x()", "procedure:public.x()"),
        choices={"procedure:public.x()": LOCAL},
        merged="create function x() returns integer language sql as 'select 1';",
    ),
    Scenario(
        "two primary keys of one table",
        "create table t (id integer not null, a integer not null);",
        local="alter table t add constraint one primary key (id);",
        remote="alter table t add constraint two primary key (a);",
        conflicts=("primary_key:public.t.one", "primary_key:public.t.two"),
        choices={"primary_key:public.t.one": REMOTE},
        merged="alter table t add constraint two primary key (a);",
    ),
    Scenario(
        "a check here and a unique key there of one name",
        T,
        local="alter table t add constraint x check (a > 0);",
        remote="alter table t add constraint x unique (a);",
        conflicts=("check:public.t.x", "unique:public.t.x"),
        choices={"check:public.t.x": LOCAL},
        merged="alter table t add constraint x check (a > 0);",
    ),
    Scenario(
        "a column's type here and a check there that does not fit it",
        T,
        local="alter table t alter column a type text;",
        remote="alter table t add constraint positive check (a > 0);",
        conflicts=("check:public.t.positive", "column:public.t.a type"),
        choices={"column:public.t.a type": LOCAL},
        merged="alter table t alter column a type text;",
    ),
    Scenario(
        "a column's type here and a default there that does not fit it",
        T,
        local="alter table t alter column b type integer using null;",
        remote="alter table t alter column b set default 'none';",
        conflicts=("column:public.t.b type", "default:public.t.b.b"),
        choices={"column:public.t.b type": REMOTE},
        merged="alter table t alter column b set default 'none';",
    ),
    Scenario(
        "a column's type here and a foreign key there that does not fit it",
        T + "create table u (id integer primary key);",
        local="alter table t alter column a type text;",
        remote="alter table t add constraint a_fk foreign key (a) references u (id);",
        conflicts=("column:public.t.a type", "foreign_key:public.t.a_fk"),
        choices={"column:public.t.a type": REMOTE},
        merged="alter table t add constraint a_fk foreign key (a) references u (id);",
    ),
    Scenario(
        "a check dropped for a column's type here and changed there, the type left",
        "create table t (a integer constraint c check (a > 0));",
        local="alter table t drop constraint c; alter table t alter column a type text;",
        remote="alter table t drop constraint c, add constraint c check (a > 10);",
        conflicts=("check:public.t.c", "column:public.t.a type"),
        choices={"check:public.t.c": REMOTE},
        merged="alter table t drop constraint c, add constraint c check (a > 10);",
    ),
    Scenario(
        "a default dropped for a column's type here and changed there, the default left",
        "create table t (a text default 'x');",
        local="alter table t alter column a drop default, alter column a type uuid using a::uuid;",
        remote="alter table t alter column a set default 'y';",
        conflicts=("column:public.t.a type", "default:public.t.a.a"),
        choices={"default:public.t.a.a": LOCAL},
        merged="alter table t alter column a drop default, alter column a type uuid using a::uuid;",
    ),
    Scenario(
        "a column dropped here that the body of a new function there sets, which a server would take",
        T,
        local="alter table t drop column a;",
        remote="create function f(w integer) returns void language plpgsql as 'begin update t set a = w; end';",
        conflicts=("column:public.t.a", "function:public.f(integer)"),
        choices={"column:public.t.a": LOCAL},
        merged="alter table t drop column a;",
    ),
    Scenario(
        "a column dropped here that a trigger's body there reads anew, which a server would take",
        T + FIRED.format("new"),
        local="alter table t drop column a;",
        remote=FIRED_BODY.format("new.a := 1; return new"),
        conflicts=("column:public.t.a", "function:public.f() body"),
        choices={"column:public.t.a": REMOTE},
        merged=FIRED_BODY.format("new.a := 1; return new"),
    ),
    Scenario(
        "a column dropped here of whose name there is a variable and a column of another table there",
        T + FIRED.format("new") + "create table other (a integer, b text);",
        local="alter table t drop column a;",
        remote="create function g(a integer) returns void language plpgsql as 'begin delete from t where id = a; end';"
        "create function h() returns void language plpgsql as"
        " 'declare n integer; begin select o.a into n from other o join t using (b) where a > 1; end';",
        merged="alter table t drop column a;"
        "create function g(a integer) returns void language plpgsql as 'begin delete from t where id = a; end';"
        "create function h() returns void language plpgsql as"
        " 'declare n integer; begin select o.a into n from other o join t using (b) where a > 1; end';",
    ),
    Scenario(
        "a check here and a type there that a default, a policy and views follow, the type left",
        STATES,
        local="alter table t drop constraint c, add constraint c check (state in ('new', 'open', 'late'));",
        remote=STATES_TYPED,
        conflicts=("check:public.t.c", "column:public.t.state type"),
        choices={"check:public.t.c": LOCAL},
        merged="alter table t drop constraint c, add constraint c check (state in ('new', 'open', 'late'));"
        "create type states as enum ('new', 'open');",
    ),
    Scenario(
        "a check here and a type there that a default, a policy and views follow, the type taken",
        STATES,
        local="alter table t drop constraint c, add constraint c check (state in ('new', 'open', 'late'));",
        remote=STATES_TYPED,
        conflicts=("check:public.t.c", "column:public.t.state type"),
        choices={"check:public.t.c": REMOTE},
        merged=STATES_TYPED,
    ),
    Scenario(
        "a view dropped here and commented there, with changes that have nothing to do with it",
        T + "create view v as select a from t;",
        local="drop view v; alter table t add column z integer;",
        remote="comment on view v is 'used'; alter table t alter column id type bigint;",
        conflicts=("view:public.v",),
        choices={"view:public.v": REMOTE},
        merged="alter table t add column z integer; comment on view v is 'used'; alter table t alter id type bigint;",
    ),
    Scenario(
        "a column's type here and a check there that fits it",
        T,
        local="alter table t alter column a type bigint;",
        remote="alter table t add constraint positive check (a > 0);",
        merged="alter table t alter column a type bigint; alter table t add constraint positive check (a > 0);",
    ),
    Scenario(
        "a column's type here and a new view there that adds it",
        T,
        local="alter table t alter column a type text; create table other (id integer);",
        remote="create view v as select id + a as sum from t; create table another (id integer);",
        conflicts=("column:public.t.a type", "view:public.v"),
        choices={"view:public.v": LOCAL},
        merged="alter table t alter column a type text;"
        "create table other (id integer); create table another (id integer);",
    ),
    Scenario(
        "a function's result here and a view there that reads it",
        "create function f() returns integer language sql as 'select 1';",
        local="drop function f(); create function f() returns text language sql as $$select 'x'$$;",
        remote="create view v as select f() + 1 as next;",
        conflicts=("function:public.f() body", "function:public.f() result", "view:public.v"),
        choices={"view:public.v": REMOTE},
        merged="create view v as select f() + 1 as next;",
    ),
    Scenario(
        "a column dropped here that the body of a new function there reads",
        T,
        local="alter table t drop column a;",
        remote="create function f() returns bigint language sql as 'select sum(a) from public.t';",
        conflicts=("column:public.t.a", "function:public.f()"),
        choices={"column:public.t.a": REMOTE},
        merged="create function f() returns bigint language sql as 'select sum(a) from public.t';",
    ),
    Scenario(
        "a function whose body fits on no side",
        T + "set check_function_bodies = off;"
        "create function f() returns bigint language sql as 'select sum(gone) from public.t';",
        local="alter table t add column c integer;",
        remote="alter table t add column d integer;",
        merged="alter table t add column c integer, add column d integer;",
    ),
    Scenario(
        "a generated column here and its source's new type there",
        T,
        local="alter table t add column twice integer generated always as (a * 2) stored;",
        remote="alter table t alter column a type text;",
        conflicts=("column:public.t.a type", "column:public.t.twice"),
        choices={"column:public.t.twice": LOCAL},
        merged="alter table t add column twice integer generated always as (a * 2) stored;",
    ),
    Scenario(
        "overlapping partitions",
        "create table p (id integer) partition by range (id);",
        local="create table p1 partition of p for values from (1) to (10);",
        remote="create table p2 partition of p for values from (5) to (20);",
        conflicts=("table:public.p1", "table:public.p2"),
        choices={"table:public.p1": REMOTE},
        merged="create table p2 partition of p for values from (5) to (20);",
    ),
    Scenario(
        "inheritance in a circle",
        "create table x (id integer); create table y (id integer);",
        local="alter table x inherit y;",
        remote="alter table y inherit x;",
        conflicts=("table:public.x inherits", "table:public.y inherits"),
        choices={"table:public.x inherits": LOCAL},
        merged="alter table x inherit y;",
    ),
    Scenario(
        "views that read one another",
        "create view x as select 1 as id; create view y as select 1 as id;",
        local="create or replace view x as select id from y;",
        remote="create or replace view y as select id from x;",
        conflicts=("view:public.x query", "view:public.y query"),
        choices={"view:public.x query": REMOTE},
        merged="create or replace view y as select id from x;",
    ),
    Scenario(
        "two clashes at once, answered apart",
        T,
        local="alter table t alter column a type text; create table x (id integer); create table free (id integer);",
        remote="alter table t add constraint positive check (a > 0); create view x as select 1 as one;",
        conflicts=("check:public.t.positive", "column:public.t.a type", "table:public.x", "view:public.x"),
        choices={"check:public.t.positive": REMOTE, "table:public.x": LOCAL},
        merged="alter table t add constraint positive check (a > 0); create table x (id integer);"
        "create table free (id integer);",
    ),
    Scenario(
        "a primary key here over a column that may be null there",
        "create table t (id integer not null, a integer not null);",
        local="alter table t add constraint one primary key (a);",
        remote="alter table t alter column a drop not null;",
        conflicts=("column:public.t.a not_null", "primary_key:public.t.one"),
        choices={"primary_key:public.t.one": LOCAL},
        merged="alter table t add constraint one primary key (a);",
    ),
    Scenario(
        "a column that may be null here and a primary key over it there",
        "create table t (id integer not null, a integer not null);",
        local="alter table t alter column a drop not null;",
        remote="alter table t add constraint one primary key (a);",
        conflicts=("column:public.t.a not_null", "primary_key:public.t.one"),
        choices={"primary_key:public.t.one": LOCAL},
        merged="alter table t alter column a drop not null;",
    ),
    Scenario(
        "a partition attached here to a table that has another type there",
        "create table p (id integer, n integer) partition by range (id);"
        "create table q (id integer, n integer); create table r (id integer);",
        local="alter table p attach partition q for values from (1) to (10);",
        remote="alter table p alter column n type bigint; alter table r add column more text;",
        conflicts=("column:public.p.n type", "table:public.q partition_of"),
        choices={"column:public.p.n type": REMOTE},
        merged="alter table p alter column n type bigint; alter table r add column more text;",
    ),
    Scenario(
        "a child here of a table that has another type there",
        "create table p (id integer); create table q (id integer);",
        local="alter table q inherit p;",
        remote="alter table p alter column id type bigint;",
        conflicts=("column:public.p.id type", "table:public.q inherits"),
        choices={"column:public.p.id type": LOCAL},
        merged="alter table q inherit p;",
    ),
    Scenario(
        "a body in another language here and a changed line there, remote wins",
        "create function f(a integer) returns integer language plpgsql as $$begin return a; end$$;",
        local="create or replace function f(a integer) returns integer language sql as $$select a$$;",
        remote="create or replace function f(a integer) returns integer language plpgsql as"
        " $$begin return a + 1; end$$;",
        conflicts=("function:public.f(integer) body", "function:public.f(integer) language"),
        choices={"function:public.f(integer) body": REMOTE},
        merged="create or replace function f(a integer) returns integer language plpgsql as"
        " $$begin return a + 1; end$$;",
    ),
    Scenario(
        "a policy's condition here and a command there that takes none",
        T + "create policy p on t using (a > 0);",
        local="alter policy p on t using (a > 1);",
        remote="drop policy p on t; create policy p on t for insert with check (a > 0);",
        conflicts=("policy:public.t.p command", "policy:public.t.p using"),
        choices={"policy:public.t.p using": REMOTE},
        merged="drop policy p on t; create policy p on t for insert with check (a > 0);",
    ),
    Scenario(
        "two types of a column, with one of which a check there does not go",
        T,
        local="alter table t alter column a type text;",
        remote="alter table t alter column a type bigint; alter table t add constraint positive check (a > 0);",
        conflicts=("check:public.t.positive", "column:public.t.a type"),
        choices={"column:public.t.a type": LOCAL},
        merged="alter table t alter column a type text;",
    ),
    Scenario(
        "a function dropped here that a new body there calls, which a server would take",
        "create function f(a integer) returns integer language sql as 'select a';",
        local="drop function f(integer);",
        remote="create function g() returns integer language plpgsql as $$begin return F(1); end$$;",
        conflicts=("function:public.f(integer)", "function:public.g()"),
        choices={"function:public.f(integer)": REMOTE},
        merged="create function g() returns integer language plpgsql as $$begin return F(1); end$$;",
    ),
    Scenario(
        "a function dropped here whose name a changed body there only mentions",
        "create function f(a integer) returns integer language sql as 'select a';"
        "create table t (f integer); create function g() returns void language plpgsql as 'begin end';",
        local="drop function f(integer);",
        remote="""create or replace function g() returns void language plpgsql as $$
declare f integer[];
begin
  -- f(1)
  /* f(1) /* f(1) */ f(1) */
  raise notice 'f(1)'; raise notice $x$f(1)$x$;
  insert into t (f) values (f[1]);
end$$;""",
        merged="""drop function f(integer); create or replace function g() returns void language plpgsql as $$
declare f integer[];
begin
  -- f(1)
  /* f(1) /* f(1) */ f(1) */
  raise notice 'f(1)'; raise notice $x$f(1)$x$;
  insert into t (f) values (f[1]);
end$$;""",
    ),
    Scenario(
        "a table dropped here into which a new body there writes, which a server would take",
        "create table log (id integer); create table t (log integer);",
        local="drop table log;",
        remote="create function f() returns void language plpgsql as 'begin insert into log values (1); end';",
        conflicts=("function:public.f()", "table:public.log"),
        choices={"table:public.log": REMOTE},
        merged="create function f() returns void language plpgsql as 'begin insert into log values (1); end';",
    ),
    Scenario(
        "a table dropped here whose name a new body there only mentions",
        "create table log (id integer); create table t (log integer);",
        local="drop table log;",
        remote="""create function f() returns void language plpgsql as $$
declare log integer;
begin
  with log as (select 1) select 1 into log from log;  -- from log
  update t set log = 1 where log is distinct from 2;
  raise notice 'delete from log';
end$$;""",
        merged="""drop table log; create function f() returns void language plpgsql as $$
declare log integer;
begin
  with log as (select 1) select 1 into log from log;  -- from log
  update t set log = 1 where log is distinct from 2;
  raise notice 'delete from log';
end$$;""",
    ),
    Scenario(
        "a function made again here with other arguments that a new body there calls",
        "create function f(a integer) returns integer language sql as 'select a';",
        local="drop function f(integer); create function f(a bigint) returns integer language sql as 'select 1';",
        remote="create function g() returns integer language plpgsql as $$begin return public.f(1); end$$;",
        merged="drop function f(integer); create function f(a bigint) returns integer language sql as 'select 1';"
        "create function g() returns integer language plpgsql as $$begin return public.f(1); end$$;",
    ),
    Scenario(
        "an index here over a function that may be in none there",
        T + "create function f(a integer) returns integer language plpgsql immutable as $$begin return a; end$$;",
        local="create index i on t (f(a));",
        remote="alter function f(integer) stable;",
        conflicts=("function:public.f(integer) volatility", "index:public.t.i"),
        choices={"index:public.t.i": LOCAL},
        merged="create index i on t (f(a));",
    ),
    Scenario(
        "a table dropped here with the domain of its column, and given a policy there",
        "create domain d as integer; create table t (id d);",
        local="drop table t; drop domain d;",
        remote="create policy p on t;",
        conflicts=("table:public.t",),
        choices={"table:public.t": LOCAL},
        merged="drop table t; drop domain d;",
    ),
]
