"""Scenarios over rooms and visits: what the other modules have, in other words and in other pairs."""

from tests.merge.scenario import LOCAL, REMOTE, Scenario

ROOM = "create table room (id integer primary key, floor integer, label text);"
VISIT = (
    ROOM + "create table visit (id bigint primary key, room integer, at timestamp, note text, price "
    "numeric(8,2) default 0);"
)
FIRE = "create function fire() returns trigger language plpgsql as 'begin return new; end';"

SCENARIOS = [
    Scenario(
        "two orders of an enum's values that contradict only together",
        "create type grade as enum ('a','b','c','d');",
        local="drop type grade; create type grade as enum ('b','a','c','d');",
        remote="drop type grade; create type grade as enum ('a','c','b','d');",
        conflicts=("enum:public.grade labels",),
        choices={"enum:public.grade labels": REMOTE},
        merged="drop type grade; create type grade as enum ('a','c','b','d');",
    ),
    Scenario(
        "a value added here behind one of an enum that is removed there",
        "create type grade as enum ('a','b','c');",
        local="alter type grade add value 'x' after 'b';",
        remote="drop type grade; create type grade as enum ('a','c');",
        merged="drop type grade; create type grade as enum ('a','x','c');",
    ),
    Scenario(
        "one value added by both to an enum, and another by each",
        "create type grade as enum ('a','b');",
        local="alter type grade add value 'm' before 'b'; alter type grade add value 'l';",
        remote="alter type grade add value 'm' before 'b'; alter type grade add value 'r' before 'a';",
        merged="drop type grade; create type grade as enum ('r','a','m','b','l');",
    ),
    Scenario(
        "a column included in an index here and its condition there",
        ROOM + "create index i on room (floor) include (label);",
        local="drop index i; create index i on room (floor) include (label, id);",
        remote="drop index i; create index i on room (floor) include (label) where floor > 0;",
        merged="drop index i; create index i on room (floor) include (label, id) where floor > 0;",
    ),
    Scenario(
        "what a foreign key does on delete here and on update there",
        VISIT + "alter table visit add constraint vr foreign key (room) references room;",
        local="alter table visit drop constraint vr; "
        "alter table visit add constraint vr foreign key (room) references room on delete cascade;",
        remote="alter table visit drop constraint vr; "
        "alter table visit add constraint vr foreign key (room) references room on update cascade;",
        merged="alter table visit drop constraint vr; "
        "alter table visit add constraint vr foreign key (room) references room on update cascade on "
        "delete cascade;",
    ),
    Scenario(
        "what a foreign key does on delete in two ways",
        VISIT + "alter table visit add constraint vr foreign key (room) references room;",
        local="alter table visit drop constraint vr; "
        "alter table visit add constraint vr foreign key (room) references room on delete cascade;",
        remote="alter table visit drop constraint vr; "
        "alter table visit add constraint vr foreign key (room) references room on delete set null;",
        conflicts=("foreign_key:public.visit.vr definition",),
        choices={"foreign_key:public.visit.vr definition": LOCAL},
        merged="alter table visit drop constraint vr; "
        "alter table visit add constraint vr foreign key (room) references room on delete cascade;",
    ),
    Scenario(
        "a column's statistics target here and its storage there",
        ROOM,
        local="alter table room alter label set statistics 500;",
        remote="alter table room alter label set storage external;",
        merged="alter table room alter label set statistics 500; alter table room alter label set storage external;",
    ),
    Scenario(
        "two replica identities",
        ROOM + "alter table room alter floor set not null; create unique index uf on room (floor);",
        local="alter table room replica identity full;",
        remote="alter table room replica identity using index uf;",
        conflicts=("table:public.room replica_identity",),
        choices={"table:public.room replica_identity": REMOTE},
        merged="alter table room replica identity using index uf;",
    ),
    Scenario(
        "a table unlogged here, its row-level security forced there",
        ROOM,
        local="alter table room set unlogged;",
        remote="alter table room enable row level security, force row level security; "
        "create policy open on room using (true);",
        merged="alter table room set unlogged; "
        "alter table room enable row level security, force row level security; "
        "create policy open on room using (true);",
    ),
    Scenario(
        "a default dropped here and changed there",
        VISIT,
        local="alter table visit alter price drop default;",
        remote="alter table visit alter price set default 1;",
        conflicts=("default:public.visit.price.price",),
        choices={"default:public.visit.price.price": REMOTE},
        merged="alter table visit alter price set default 1;",
    ),
    Scenario(
        "events of a trigger here and its condition there",
        ROOM + FIRE + "create trigger g before update on room for each row execute function fire();",
        local="drop trigger g on room; "
        "create trigger g before insert or update on room for each row execute function fire();",
        remote="drop trigger g on room; "
        "create trigger g before update on room for each row when (new.floor > 1) execute function "
        "fire();",
        merged="drop trigger g on room; "
        "create trigger g before insert or update on room for each row when (new.floor > 1) execute "
        "function fire();",
    ),
    Scenario(
        "a generated column's expression here and its type there",
        ROOM + "alter table room add twice integer generated always as (floor * 2) stored;",
        local="alter table room drop twice; "
        "alter table room add twice integer generated always as (floor * 2 + 1) stored;",
        remote="alter table room alter twice type bigint;",
        merged="alter table room drop twice; "
        "alter table room add twice bigint generated always as (floor * 2 + 1) stored;",
    ),
    Scenario(
        "statements of a body between begin atomic and end",
        ROOM + "create table log (n integer, w text); "
        "create procedure tidy() begin atomic delete from room where floor = 1; "
        "delete from room where floor = 2; delete from room where floor = 3; "
        "update room set label = 'x'; end;",
        local="create or replace procedure tidy() begin atomic delete from room where floor = 10; "
        "delete from room where floor = 2; delete from room where floor = 3; "
        "update room set label = 'x'; end;",
        remote="create or replace procedure tidy() begin atomic delete from room where floor = 1; "
        "delete from room where floor = 2; delete from room where floor = 3; "
        "update room set label = 'y'; end;",
        merged="create or replace procedure tidy() begin atomic delete from room where floor = 10; "
        "delete from room where floor = 2; delete from room where floor = 3; "
        "update room set label = 'y'; end;",
    ),
    Scenario(
        "arms of a union far apart",
        ROOM + "create view v as select id, label from room where floor = 1 union all select id, label from "
        "room where floor = 2 union all select id, label from room where floor = 3;",
        local="create or replace view v as select id, label from room where floor = 10 union all select "
        "id, label from room where floor = 2 union all select id, label from room where floor = 3;",
        remote="create or replace view v as select id, label from room where floor = 1 union all select id, "
        "label from room where floor = 2 union all select id, label from room where floor = 30;",
        merged="create or replace view v as select id, label from room where floor = 10 union all select "
        "id, label from room where floor = 2 union all select id, label from room where floor = 30;",
    ),
    Scenario(
        "an index dropped here and commented there",
        ROOM + "create index i on room (floor);",
        local="drop index i;",
        remote="comment on index i is 'keep';",
        conflicts=("index:public.room.i",),
        choices={"index:public.room.i": REMOTE},
        merged="comment on index i is 'keep';",
    ),
    Scenario(
        "a column dropped here whose updates a new trigger there is about",
        ROOM + FIRE,
        local="alter table room drop label;",
        remote="create trigger g before update of label on room for each row execute function fire();",
        conflicts=("column:public.room.label",),
        choices={"column:public.room.label": REMOTE},
        merged="create trigger g before update of label on room for each row execute function fire();",
    ),
    Scenario(
        "a column dropped here that a new generated column there computes with",
        ROOM,
        local="alter table room drop floor;",
        remote="alter table room add next integer generated always as (floor + 1) stored;",
        conflicts=("column:public.room.floor",),
        choices={"column:public.room.floor": LOCAL, "column:public.room.next": LOCAL},
        merged="alter table room drop floor;",
    ),
    Scenario(
        "a schema dropped here with a table that gets a column there",
        "create schema ward; create table ward.bed (id integer);",
        local="drop table ward.bed; drop schema ward;",
        remote="alter table ward.bed add width integer;",
        conflicts=("schema:ward", "table:ward.bed"),
        choices={"table:ward.bed": REMOTE},
        merged="alter table ward.bed add width integer;",
    ),
    Scenario(
        "a table dropped here with what refers to it, and a column beside that there",
        VISIT + "alter table visit add constraint vr foreign key (room) references room;",
        local="alter table visit drop constraint vr; drop table room;",
        remote="alter table visit add paid boolean;",
        merged="alter table visit drop constraint vr; drop table room; alter table visit add paid boolean;",
    ),
    Scenario(
        "a table dropped here that a new table there inherits from",
        ROOM,
        local="drop table room;",
        remote="create table suite (beds integer) inherits (room);",
        conflicts=("table:public.room",),
        choices={"table:public.room": REMOTE},
        merged="create table suite (beds integer) inherits (room);",
    ),
    Scenario(
        "an extension dropped here of whose type a new column there is",
        "create extension citext;",
        local="drop extension citext;",
        remote="create table p (mail citext);",
        conflicts=("extension:citext",),
        choices={"extension:citext": REMOTE},
        merged="create table p (mail citext);",
    ),
    Scenario(
        "a collation dropped here by which a new column there sorts",
        "create collation num (provider = libc, locale = 'C');",
        local="drop collation num;",
        remote="create table p (n text collate num);",
        conflicts=("collation:public.num",),
        choices={"collation:public.num": LOCAL, "table:public.p": LOCAL},
        merged="drop collation num;",
    ),
    Scenario(
        "one table made with one column of two types and with columns and checks apart",
        "",
        local="create table drug (id integer, dose integer, l text, constraint cl check (dose > 0));",
        remote="create table drug (id integer, dose numeric, r text, constraint cr check (id > 0));",
        conflicts=("column:public.drug.dose type",),
        choices={"column:public.drug.dose type": REMOTE},
        merged="create table drug (id integer, dose numeric, l text, r text, constraint cl check (dose > "
        "0), constraint cr check (id > 0));",
    ),
    Scenario(
        "one column made with two defaults, and not null there",
        ROOM,
        local="alter table room add beds integer default 1;",
        remote="alter table room add beds integer default 2 not null;",
        conflicts=("column:public.room.beds not_null", "default:public.room.beds.beds expression"),
        choices={"column:public.room.beds not_null": REMOTE, "default:public.room.beds.beds expression": LOCAL},
        merged="alter table room add beds integer default 1 not null;",
    ),
    Scenario(
        "one enum made with two orders of its values",
        "",
        local="create type grade as enum ('a','b');",
        remote="create type grade as enum ('b','a');",
        conflicts=("enum:public.grade labels",),
        choices={"enum:public.grade labels": LOCAL},
        merged="create type grade as enum ('a','b');",
    ),
    Scenario(
        "a view here becomes a table, to which there a grant was added",
        ROOM + "create view v as select id from room;",
        local="drop view v; create table v (id integer);",
        remote="grant select on v to alice;",
        conflicts=("table:public.v", "view:public.v"),
        choices={"view:public.v": REMOTE},
        merged="grant select on v to alice;",
    ),
    Scenario(
        "a view here lacks a column that a new view there reads",
        ROOM + "create view v as select id, floor, label from room;",
        local="drop view v; create view v as select id, floor from room;",
        remote="create view w as select label from v;",
        conflicts=("view:public.v query", "view:public.w"),
        choices={"view:public.w": REMOTE, "view:public.v query": REMOTE},
        merged="create view w as select label from v;",
    ),
    Scenario(
        "a materialized view here lacks a column that a new index there is on",
        ROOM + "create materialized view v as select id, floor, label from room;",
        local="drop materialized view v; create materialized view v as select id, floor from room;",
        remote="create index i on v (label);",
        conflicts=("index:public.v.i", "materialized_view:public.v query"),
        choices={"materialized_view:public.v query": LOCAL},
        merged="drop materialized view v; create materialized view v as select id, floor from room;",
    ),
    Scenario(
        "a table renamed here that a new foreign key and a policy there are about, told",
        ROOM,
        local="alter table room rename to chamber;",
        remote="create table bed (id integer, room integer references room); "
        "create policy p on room for select to alice using (exists (select 1 from bed where bed.room "
        "= room.id));",
        renames=("public.room=chamber",),
        merged="create table bed (id integer, room integer references room); "
        "create policy p on room for select to alice using (exists (select 1 from bed where bed.room "
        "= room.id)); alter table room rename to chamber;",
    ),
    Scenario(
        "a column renamed here that a new generated column and a trigger there are about, told",
        ROOM + FIRE,
        local="alter table room rename floor to level;",
        remote="alter table room add up integer generated always as (floor + 1) stored; "
        "create trigger g before update of floor on room for each row when (old.floor is distinct "
        "from new.floor) execute function fire();",
        renames=("public.room.floor=level",),
        merged="alter table room add up integer generated always as (floor + 1) stored; "
        "create trigger g before update of floor on room for each row when (old.floor is distinct "
        "from new.floor) execute function fire(); alter table room rename floor to level;",
    ),
    Scenario(
        "a function moved to another schema here, its body and grants changed there, told",
        "create schema ward; create function f() returns integer language sql as 'select 1'; "
        "revoke all on function f() from public;",
        local="alter function f() set schema ward;",
        remote="create or replace function f() returns integer language sql as 'select 2'; "
        "grant execute on function f() to bob;",
        renames=("function:public.f()=ward.f",),
        merged="create or replace function f() returns integer language sql as 'select 2'; "
        "grant execute on function f() to bob; alter function f() set schema ward;",
    ),
    Scenario(
        "an enum moved to another schema here, given a value and a column there, told",
        "create schema ward; "
        "create type grade as enum ('a');create table room (id integer primary key, floor integer, "
        "label text);",
        local="alter type grade set schema ward;",
        remote="alter table room add g grade; alter type grade add value 'b';",
        renames=("public.grade=ward.grade",),
        merged="alter table room add g grade; alter type grade add value 'b'; alter type grade set schema ward;",
    ),
    Scenario(
        "a view moved to another schema here, its query and grants changed there, told",
        "create schema ward;create table room (id integer primary key, floor integer, label "
        "text);create view v as select id from room;",
        local="alter view v set schema ward;",
        remote="create or replace view v as select id from room where floor > 1; grant select on v to alice;",
        renames=("public.v=ward.v",),
        merged="create or replace view v as select id from room where floor > 1; "
        "grant select on v to alice; alter view v set schema ward;",
    ),
    Scenario(
        "a sequence renamed here that a new default there draws from, told",
        ROOM + "create sequence nr;",
        local="alter sequence nr rename to number;",
        remote="alter table room alter floor set default nextval('nr');",
        renames=("public.nr=number",),
        merged="alter table room alter floor set default nextval('nr'); alter sequence nr rename to number;",
    ),
    Scenario(
        "a table moved to two schemas and given a column there",
        "create schema ward; create schema desk;create table room (id integer primary key, floor integer, label text);",
        local="alter table room set schema ward;",
        remote="alter table room set schema desk; alter table desk.room add x integer;",
        conflicts=("table:desk.room", "table:ward.room"),
        choices={"table:desk.room": REMOTE, "table:ward.room": REMOTE},
        merged="alter table room set schema desk; alter table desk.room add x integer;",
    ),
    Scenario(
        "a unique constraint here and an index there of one name",
        ROOM,
        local="alter table room add constraint k unique (floor);",
        remote="create index k on room (label);",
        conflicts=("index:public.room.k", "unique:public.room.k"),
        choices={"unique:public.room.k": LOCAL},
        merged="alter table room add constraint k unique (floor);",
    ),
    Scenario(
        "an overload here that leaves a call there with two to choose from",
        "",
        local="create function f(a integer, b integer default 0) returns integer language sql as 'select 1';",
        remote="create function f(a integer, c text default '') returns integer language sql as 'select 2'; "
        "create view v as select f(1) as x;",
        conflicts=("function:public.f(integer, integer)", "view:public.v"),
        choices={"function:public.f(integer, integer)": LOCAL, "view:public.v": LOCAL},
        merged="create function f(a integer, b integer default 0) returns integer language sql as 'select "
        "1'; "
        "create function f(a integer, c text default '') returns integer language sql as 'select 2';",
    ),
    Scenario(
        "a key of a wider type here and a new foreign key of the former type there",
        ROOM,
        local="alter table room alter id type bigint;",
        remote="create table bed (id integer, room integer references room);",
        merged="alter table room alter id type bigint; create table bed (id integer, room integer references room);",
    ),
    Scenario(
        "an argument of another name here, its former one in the body there",
        "create function f(x integer) returns integer language sql as 'select $1';",
        local="drop function f(integer); create function f(y integer) returns integer language sql as 'select $1';",
        remote="create or replace function f(x integer) returns integer language sql as 'select x + 1';",
        conflicts=("function:public.f(integer) arguments", "function:public.f(integer) body"),
        choices={"function:public.f(integer) body": REMOTE, "function:public.f(integer) arguments": REMOTE},
        merged="create or replace function f(x integer) returns integer language sql as 'select x + 1';",
    ),
    Scenario(
        "two default partitions",
        "create table log (day date) partition by range (day);",
        local="create table log_rest partition of log default;",
        remote="create table log_other partition of log default;",
        conflicts=("table:public.log_other", "table:public.log_rest"),
        choices={"table:public.log_other": LOCAL},
        merged="create table log_rest partition of log default;",
    ),
    Scenario(
        "a default partition here and one with bounds there",
        "create table log (day date) partition by range (day);",
        local="create table log_rest partition of log default;",
        remote="create table log_26 partition of log for values from ('2026-01-01') to ('2027-01-01');",
        merged="create table log_rest partition of log default; "
        "create table log_26 partition of log for values from ('2026-01-01') to ('2027-01-01');",
    ),
    Scenario(
        "a publication for all tables here and for one more there",
        ROOM + "create table bed (id integer); create publication p for table room;",
        local="drop publication p; create publication p for all tables;",
        remote="alter publication p add table bed;",
        conflicts=("publication:p all_tables", "publication_table:public.bed.p"),
        choices={"publication_table:public.bed.p": LOCAL},
        merged="drop publication p; create publication p for all tables;",
    ),
    Scenario(
        "a view with its columns in another order here and a trigger instead of inserts there",
        ROOM + "create view v as select id, label from room; "
        "create function fire() returns trigger language plpgsql as 'begin return new; end';",
        local="drop view v; create view v as select label, id from room;",
        remote="create trigger g instead of insert on v for each row execute function fire();",
        merged="drop view v; create view v as select label, id from room; "
        "create trigger g instead of insert on v for each row execute function fire();",
    ),
    Scenario(
        "a table partitioned here by what a new primary key there lacks",
        "create table log (id integer not null, day date not null);",
        local="drop table log; create table log (id integer not null, day date not null) partition by range (day);",
        remote="alter table log add constraint log_key primary key (id);",
        conflicts=("primary_key:public.log.log_key", "table:public.log partition_key"),
        choices={"table:public.log partition_key": LOCAL},
        merged="drop table log; create table log (id integer not null, day date not null) partition by range (day);",
    ),
    Scenario(
        "a table partitioned here, a column and an index of it there",
        "create table log (id integer not null, day date not null);",
        local="drop table log; create table log (id integer not null, day date not null) partition by range (day);",
        remote="alter table log add who text; create index i on log (who);",
        merged="drop table log; "
        "create table log (id integer not null, day date not null, who text) partition by range "
        "(day); create index i on log (who);",
    ),
    Scenario(
        "a domain's check here and a default there that it takes",
        "create domain share as integer;create table part (s share);",
        local="alter domain share add constraint up check (value > 0);",
        remote="alter table part alter s set default 5;",
        merged="alter domain share add constraint up check (value > 0); alter table part alter s set default 5;",
    ),
    Scenario(
        "a function here becomes a procedure, which there was commented",
        "create function f() returns void language sql as 'select 1';",
        local="drop function f(); create procedure f() language sql as 'select 1';",
        remote="comment on function f() is 'runs';",
        conflicts=("function:public.f()", "procedure:public.f()"),
        choices={"function:public.f()": LOCAL},
        merged="drop function f(); create procedure f() language sql as 'select 1';",
    ),
    Scenario(
        "a column's collation here, a check and an index over it there",
        ROOM,
        local='alter table room alter label type text collate "C";',
        remote="alter table room add constraint named check (label <> ''); create index i on room (label);",
        merged='alter table room alter label type text collate "C"; '
        "alter table room add constraint named check (label <> ''); create index i on room (label);",
    ),
    Scenario(
        "a column's type here, a default and a view over it there",
        ROOM,
        local="alter table room alter floor type text;",
        remote="alter table room alter floor set default 3; create view v as select id, floor from room;",
        merged="alter table room alter floor type text; alter table room alter floor set default 3; "
        "create view v as select id, floor from room;",
    ),
]
