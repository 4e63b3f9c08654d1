"""One schema on servers of several majors is the same schema: what only a newer one stores makes no difference."""

from supatui.compare.two_way import compare
from supatui.shadow import ShadowServer
from tests.kinds.judge import load, make_roles, read

SCHEMA = """
drop schema public;
create schema shop;
create extension citext schema shop;
create type shop.mood as enum ('sad', 'ok');
create type shop.size as (width int, height numeric(5, 2));
create type shop.span as range (subtype = float8, subtype_diff = float8mi);
create domain shop.email as text not null default 'x' check (value ~ '@');
create collation shop.plain from "C";
create sequence shop.numbers as int increment by 3 cache 5 cycle;
create function shop.twice(n int, times int default 2) returns int language sql immutable as 'select n * times';
create function shop.watch() returns event_trigger language plpgsql as 'begin end';
create function shop.touch() returns trigger language plpgsql as 'begin return new; end';
create procedure shop.nothing() language plpgsql security definer set search_path = '' as 'begin end';
create aggregate shop.total(int) (sfunc = int4pl, stype = int, initcond = '0');
create operator shop.@@@ (function = int4pl, leftarg = int, rightarg = int);
create table shop.people (
    id bigint generated always as identity (start with 10) primary key,
    name text collate shop.plain not null constraint named check (name <> ''),
    mood shop.mood not null default 'ok',
    sizes shop.size[],
    email shop.email,
    tag shop.citext,
    born date,
    age int generated always as (shop.twice(3)) stored,
    old_id serial,
    unique (name, born),
    exclude using gist (daterange(born, null) with &&)
);
create table shop.orders (
    id int not null,
    person bigint references shop.people on delete cascade deferrable,
    day date not null default current_date,
    total numeric(10, 2) check (total >= 0),
    note text,
    primary key (id, day)
) partition by range (day);
create table shop.orders_2025 partition of shop.orders for values from ('2025-01-01') to ('2026-01-01');
create table shop.orders_rest partition of shop.orders default;
create table shop.parent (a int not null, b text default 'b', check (a > 0));
create table shop.child (c int not null, primary key (c)) inherits (shop.parent);
create table shop.typed of shop.size (width with options not null);
create unlogged table shop.scratch (a int, b jsonb default '{}'::jsonb) with (fillfactor = 70);
create index on shop.orders (note);
create unique index people_lower on shop.people (lower(name)) include (born) where mood = 'ok';
create index people_span on shop.people using brin (born);
alter table shop.people cluster on people_pkey;
alter table shop.people alter name set statistics 50, alter name set storage external;
alter table shop.people replica identity full;
create statistics shop.counted (ndistinct, mcv) on name, born from shop.people;
create trigger touched before update of name on shop.people for each row when (new.name <> old.name)
    execute function shop.touch();
create trigger ordered after insert on shop.orders for each row execute function shop.touch();
alter table shop.people enable row level security, force row level security;
create policy own on shop.people as restrictive for select to alice using (name = current_user);
create policy own_too on shop.people for insert with check (id > 0 and name = any (array['a', 'b']));
create rule quiet as on delete to shop.scratch do instead nothing;
create materialized view shop.counts as select 1 as one with no data;
create view shop.joined with (security_barrier = true) as
    select p.name, o.total, count(*) over (partition by o.day) as n
    from shop.people as p join shop.orders as o on o.person = p.id
    where o.total > 3 and p.mood in ('ok', 'sad');
create publication inserts for table shop.people with (publish = 'insert');
create foreign data wrapper far;
create server away foreign data wrapper far options (host 'h');
create foreign table shop.distant (a int options (n 'x') not null, b text) server away options (t 'y');
create text search configuration shop.words (copy = simple);
create event trigger watched on ddl_command_end when tag in ('DROP TABLE') execute function shop.watch();
comment on table shop.people is 'people';
comment on column shop.people.name is 'their names';
grant usage on schema shop to bob;
grant select, insert on shop.people to bob with grant option;
grant select (name), update (born) on shop.people to alice;
revoke execute on function shop.twice(int, int) from public;
alter default privileges in schema shop grant select on tables to bob;
alter table shop.orders owner to alice;
"""


def test_a_schema_is_the_same_on_every_major(any_server: ShadowServer, server: ShadowServer) -> None:
    catalogs = []
    for one in (any_server, server):
        make_roles(one)
        with one.create_database() as database:
            load(database, SCHEMA)
            catalogs.append(read(database))
    there, here = catalogs
    assert len(here.objects) > 100
    delta = compare(there, here)
    changed = {
        one: {name: (there.objects[one].attributes.get(name), here.objects[one].attributes.get(name)) for name in names}
        for one, names in delta.altered.items()
    }
    assert (delta.created, delta.dropped, changed) == (frozenset(), frozenset(), {})
    assert there.fingerprint == here.fingerprint
