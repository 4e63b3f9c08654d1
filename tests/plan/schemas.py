"""Pairs of schemas: what a plan must be able to turn into one another, in both directions."""

from dataclasses import dataclass

from tests.servers import MAJORS


@dataclass(frozen=True, slots=True)
class Pair:
    """One change, as SQL that makes the schema before and after it."""

    name: str
    before: str
    after: str
    keeps: tuple[str, ...] = ()
    """Queries whose answers the plan and its rollback must not change."""
    column_order: bool = True
    since: int = 0
    """First server major that has it."""
    until: int = MAJORS[0]
    """Last server major that has it."""


ORDERS = """
create table orders (id bigint primary key, total numeric(10, 2), status text, note text);
insert into orders select n, n, 'new', 'note ' || n from generate_series(1, 20) as n;
"""
COUNT = ("select count(*), sum(id) from orders",)
MOOD = "create type mood as enum ('sad', 'ok', 'happy');"
MOODS = """
create table diary (day date primary key, mood mood default 'ok', moods mood[]);
insert into diary select date '2026-01-01' + n, 'ok', array['sad', 'happy']::mood[] from generate_series(1, 9) as n;
create index diary_ok on diary (day) where mood = 'ok';
create view good_days as select day from diary where mood = 'happy';
create function mood_of(d date) returns mood language sql stable as 'select mood from public.diary where day = d';
grant select on good_days to bob;
comment on view good_days is 'the best ones';
"""
DIARY = ("select count(*), min(mood::text), max(moods::text) from diary",)
PEOPLE = """
create table people (id bigint generated always as identity primary key, name text not null, team bigint);
create table teams (id bigint primary key, lead bigint);
alter table people add constraint people_team_fkey foreign key (team) references teams (id) on delete set null;
alter table teams add constraint teams_lead_fkey foreign key (lead) references people (id);
"""
SALES = """
create table sales (id bigint, sold_on date not null, amount numeric check (amount > 0), primary key (id, sold_on))
    partition by range (sold_on);
create table sales_2025 partition of sales for values from ('2025-01-01') to ('2026-01-01');
create index sales_amount on sales (amount);
insert into sales select n, date '2025-01-01' + n, n from generate_series(1, 30) as n;
"""
SOLD = ("select count(*), sum(amount) from sales",)

COMMENTED = """
create type pair as (a int, b text);
create domain small as int;
create table t (id int primary key, a int, b text, r int4range, constraint c check (a > 0), constraint e exclude using gist (r with &&));
alter table t add constraint t_a_key unique (a);
create table u (id int references t (id));
create view v as select id, a from t;
create materialized view m as select id, a from t;
create unique index m_id on m (id);
create function f(x int) returns int language sql immutable as 'select x';
create procedure p(x int) language sql as 'select 1';
create function changed() returns trigger language plpgsql as 'begin return new; end';
create trigger g before insert on t for each row execute function changed();
create policy own on t using (a > 1);
"""

COMPOSED = """
create type c as ({0}); create domain d as c; create type o as (x text, c c);
comment on column c.b is 'the last'; comment on type c is 'a whole'; grant usage on type c to bob;
create function f(c c) returns setof c language sql as 'select c';
create function g(os o[]) returns d language sql as 'select null::d';
create view v as select (f(null)).b as b, null::c as c, null::d as d; grant select on v to bob;
create cast (c as text) with inout as assignment;
"""

SCHEMAS = [
    Pair(
        "schema with owner and comment", "", "create schema app authorization alice; comment on schema app is 'ours';"
    ),
    Pair("public schema dropped", "", "drop schema public;"),
    Pair(
        "everything in a schema",
        "",
        "create schema app; create table app.t (id int); create view app.v as table app.t;",
    ),
    Pair("extension", "", "create schema x; create extension citext schema x; create table t (mail x.citext unique);"),
    Pair(
        "extension moves",
        "create schema x; create extension hstore;",
        "create schema x; create extension hstore schema x;",
    ),
]

TYPES = [
    Pair("enum made", "", MOOD + MOODS),
    Pair(
        "enum value added in the middle",
        MOOD + MOODS,
        MOOD + MOODS + "alter type mood add value 'fine' after 'ok';",
        DIARY,
    ),
    Pair(
        "enum values reordered under rows, defaults, indexes, views, functions",
        MOOD + MOODS,
        "create type mood as enum ('happy', 'ok', 'sad');" + MOODS,
        DIARY,
    ),
    Pair(
        "enum owner and comment", MOOD, MOOD + "alter type mood owner to alice; comment on type mood is 'how one is';"
    ),
    Pair(
        "domain in every attribute",
        "create domain positive as integer check (value > 0);",
        "create domain positive as integer default 5 not null constraint above check (value > 1);"
        "comment on domain positive is 'more than nothing'; comment on constraint above on domain positive is 'one';",
    ),
    Pair(
        "domain check not valid",
        "create domain d as text;",
        "create domain d as text; alter domain d add check (value <> '') not valid;",
    ),
    Pair(
        "composite type gains, loses and changes attributes",
        "create type point3 as (x int, y int, colour text);",
        "create type point3 as (x bigint, y int, z int); comment on column point3.z is 'depth';",
    ),
    Pair(
        "composite type without rows gains an attribute before others",
        COMPOSED.format("a int, b text"),
        COMPOSED.format("id bigint, a int, more text[], b text"),
    ),
    Pair(
        "composite type with rows, and one that is amid another, gain attributes behind others",
        "create type c as (a int, b text); create table t (c c); insert into t (c.a, c.b) values (1, 'x');"
        "create type i as (a int); create type o as (i i, b text);",
        "create type c as (a int, b text, d int); create table t (c c); insert into t (c.a, c.b) values (1, 'x');"
        "create type i as (a int, z int); create type o as (i i, b text);",
        ("select count(*), sum((c).a) from t",),
    ),
    Pair(
        "composite type in a function",
        "create type pair as (a int, b int);",
        "create type pair as (a int, b int); create function swap(p pair) returns pair language sql as 'select row(p.b, p.a)::pair';",
    ),
]

SEQUENCES = [
    Pair(
        "sequence with everything",
        "",
        "create sequence s as integer increment by -3 minvalue -90 maxvalue -3 start -6 cache 4 cycle;",
    ),
    Pair("sequence altered", "create sequence s;", "create sequence s as smallint increment by 2 maxvalue 100 cycle;"),
    Pair(
        "sequence owned",
        "create table t (id int); create sequence s;",
        "create table t (id int); create sequence s owned by t.id;",
    ),
    Pair("serial made", "", "create table t (id serial primary key, n bigserial);"),
    Pair(
        "serial added to a table with rows",
        "create table t (a int); insert into t values (5), (6);",
        "create table t (a int, id serial primary key);",
        ("select a from t",),
    ),
    Pair(
        "serial added to tables with heirs that have rows",
        "create table t (a int); create table u (b int) inherits (t); insert into u values (5); create table p (a int) partition by list (a); create table q partition of p default; insert into p values (1);",
        "create table t (a int, id serial); create table u (b int) inherits (t); create table p (a int, n bigserial) partition by list (a); create table q partition of p default;",
        ("select a from t", "select a from p"),
        column_order=False,
    ),
    Pair(
        "sequence of another width that goes from one column to another",
        "create table t (a int, id serial); insert into t values (5);",
        "create table t (a int); create sequence t_id_seq; alter table t add b bigint not null default nextval('t_id_seq'); alter sequence t_id_seq owned by t.b;",
        ("select a from t",),
    ),
    Pair(
        "sequence of another width that goes from one table to another",
        "create table t (id serial);",
        "create table u (a int); create sequence t_id_seq; alter table u add b bigint not null default nextval('t_id_seq'); alter sequence t_id_seq owned by u.b;",
    ),
    Pair(
        "serial dropped, sequence kept",
        "create table t (id serial);",
        "create sequence t_id_seq as integer; create table t (id int not null);",
    ),
    Pair("unlogged sequence", "create sequence s;", "create unlogged sequence s;", since=15),
]

TABLES = [
    Pair("table dropped", ORDERS, ""),
    Pair("tables that need one another", "", PEOPLE),
    Pair(
        "storage parameters of the TOAST table that a new column brings",
        "create table t (a int);",
        "create table t (a int, b text) with (fillfactor = 70, toast.autovacuum_enabled = false);",
    ),
    Pair(
        "storage parameters in another order",
        "create table t (a text) with (parallel_workers = 3, toast.vacuum_truncate = false);"
        "create view v with (security_barrier) as select 1 as a;",
        "create table t (a text) with (autovacuum_enabled = false, parallel_workers = 3, toast.autovacuum_enabled = false);"
        "create view v with (check_option = local, security_barrier) as select a from t;",
    ),
    Pair(
        "storage parameters in the order of their making",
        "",
        "create table t (a text primary key with (fillfactor = 60, deduplicate_items = off))"
        " with (parallel_workers = 3, autovacuum_enabled = false);"
        "create view v with (security_barrier, check_option = local) as select a from t;",
    ),
    Pair(
        "unlogged, options, storage parameters",
        "create table t (a text);",
        "create unlogged table t (a text) with (fillfactor = 70, toast.autovacuum_enabled = false);",
    ),
    Pair(
        "options reset",
        "create table t (a int) with (fillfactor = 70);",
        "create table t (a int) with (autovacuum_enabled = false);",
    ),
    Pair(
        "replica identity and cluster",
        "create table t (a int not null); create unique index ti on t (a);",
        "create table t (a int not null); create unique index ti on t (a); alter table t replica identity using index ti; alter table t cluster on ti;",
    ),
    Pair(
        "inheritance",
        "create table a (x int, y text);",
        "create table a (x int, y text); create table b (z int) inherits (a); create index on b (x);",
    ),
    Pair(
        "inherit in place",
        "create table a (x int); create table b (x int, z int);",
        "create table a (x int); create table b (x int, z int); alter table b inherit a;",
    ),
    Pair(
        "parent gains a column",
        "create table a (x int); create table b (z int) inherits (a);",
        "create table a (x int, w text not null default ''); create table b (z int) inherits (a);",
        column_order=False,
    ),
    Pair(
        "typed table",
        "create type ct as (a int, b text);",
        "create type ct as (a int, b text); create table t of ct (a not null, b default 'x');",
    ),
    Pair(
        "owner and comment",
        "create table t (a int);",
        "create table t (a int); alter table t owner to alice; comment on table t is E'it''s a \\\\ table'; comment on column t.a is 'one';",
    ),
    Pair(
        "hostile names",
        "",
        """create schema "My Schema"; create table "My Schema"."[red]" ("select" int, "\"\"; drop table x; --" text default 'a''b', "Ünï" int generated by default as identity);
        create index "i""x" on "My Schema"."[red]" ("select"); create policy "p'q" on "My Schema"."[red]" to public using ("select" > 0);""",
    ),
]

COLUMNS = [
    Pair(
        "columns added and dropped",
        ORDERS,
        ORDERS
        + "alter table orders drop column note; alter table orders add column paid boolean not null default false;",
        COUNT,
        column_order=False,
    ),
    Pair(
        "types in place",
        ORDERS,
        ORDERS
        + "alter table orders alter total type numeric(12, 2), alter status type varchar(40), alter id type numeric;",
        ("select count(*) from orders",),
    ),
    Pair(
        "text becomes an enum",
        ORDERS + "create type s as enum ('new', 'paid');",
        ORDERS
        + "create type s as enum ('new', 'paid'); alter table orders alter status type s using status::s; alter table orders alter status set default 'new';",
        COUNT,
    ),
    Pair(
        "type under views, policies, indexes, checks",
        ORDERS
        + "create view v as select total * 2 as t2 from orders; create view w as select t2 from v; create materialized view m as select total from orders; create index on m (total); alter table orders add check (total >= 0); create index on orders (total) where total > 5; create policy p on orders using (total > 0); grant select on w to bob; comment on view w is 'x';",
        "create table orders (id bigint primary key, total numeric(14, 4), status text, note text); create view v as select total * 2 as t2 from orders; create view w as select t2 from v; create materialized view m as select total from orders; create index on m (total); alter table orders add check (total >= 0); create index on orders (total) where total > 5; create policy p on orders using (total > 0); grant select on w to bob; comment on view w is 'x';",
        COUNT,
    ),
    Pair(
        "collation",
        'create table t (a text, b varchar(9) collate "C");',
        'create table t (a text collate "C", b varchar(9));',
    ),
    Pair(
        "not null and defaults",
        ORDERS,
        ORDERS
        + "alter table orders alter status set not null, alter status set default 'new', alter total set default 0;",
        COUNT,
    ),
    Pair(
        "identity on and off",
        "create table t (id int not null, n int generated always as identity);",
        "create table t (id int not null generated by default as identity (start with 5 increment by 5), n int not null);",
    ),
    Pair(
        "identity with a sequence of another name, which another one gets",
        """create table t (id int generated always as identity (sequence name "a.b ""c"), n int generated always as identity (sequence name "s.q"));""",
        """create table t (id int generated always as identity (sequence name "d.e"), n int not null); create sequence "s.q";""",
    ),
    Pair(
        "identity altered",
        "create table t (id int generated always as identity);",
        "create table t (id bigint generated by default as identity (increment by 10 maxvalue 5000000000 cycle));",
    ),
    Pair(
        "identity becomes serial while another column changes its type",
        "create table t (id bigint generated always as identity primary key, age int); insert into t (age) values (7);",
        "create table t (id bigserial primary key, age numeric(5, 1)); insert into t (age) values (7);",
        ("select id, age::int from t",),
    ),
    Pair(
        "serial becomes identity",
        "create table t (id serial primary key); insert into t default values; insert into t default values;",
        "create table t (id int generated by default as identity primary key); insert into t default values; insert into t default values;",
        ("select count(*), max(id) from t",),
    ),
    Pair(
        "generated column made and changed",
        "create table t (a int, b int generated always as (a * 2) stored);",
        "create table t (a int, b int generated always as (a * 3) stored, c text generated always as ('x' || a) stored);",
        column_order=False,
    ),
    Pair(
        "generated becomes plain",
        "create table t (a int, b int generated always as (a * 2) stored); insert into t values (4);",
        "create table t (a int, b int); insert into t values (4, 8);",
        ("select a, b from t",),
        column_order=False,
    ),
    Pair(
        "storage, statistics, options",
        "create table t (a text, b text);",
        "create table t (a text, b text); alter table t alter a set storage external, alter a set statistics 500, alter b set (n_distinct = 5);",
    ),
    Pair(
        "virtual generated column",
        "create table t (a int);",
        "create table t (a int, v int generated always as (a + 1) virtual);",
        since=18,
    ),
]

CONSTRAINTS = [
    Pair(
        "all kinds",
        "create table t (a int, b int, c int4range);",
        "create table t (a int primary key, b int unique, c int4range, check (b > a), exclude using gist (c with &&)); comment on constraint t_pkey on t is 'key';",
    ),
    Pair(
        "unique becomes primary key of the same name",
        "create table t (a int not null, constraint k unique (a));",
        "create table t (a int, constraint k primary key (a));",
    ),
    Pair(
        "foreign key changes its actions",
        PEOPLE,
        PEOPLE
        + "alter table people drop constraint people_team_fkey; alter table people add constraint people_team_fkey foreign key (team) references teams (id) on update cascade on delete cascade;",
    ),
    Pair(
        "foreign key becomes deferrable",
        PEOPLE,
        PEOPLE + "alter table teams alter constraint teams_lead_fkey deferrable initially deferred;",
    ),
    Pair(
        "not valid and validated",
        ORDERS + "alter table orders add constraint positive check (total > 0) not valid;",
        ORDERS + "alter table orders add constraint positive check (total > 0);",
        COUNT,
    ),
    Pair(
        "deferrable unique with include",
        "create table t (a int, b int);",
        "create table t (a int, b int, unique (a) include (b) deferrable initially deferred);",
    ),
    Pair(
        "unique nulls not distinct",
        "create table t (a int);",
        "create table t (a int unique nulls not distinct);",
        since=15,
    ),
    Pair(
        "key with its own options",
        "create table t (a int);",
        "create table t (a int, constraint k primary key (a) with (fillfactor = 60));",
    ),
    Pair(
        "foreign keys to a partitioned table, whose further ones for its partitions have numbers between theirs",
        "create table p (a int primary key) partition by range (a); create table p1 partition of p for values from (1) to (9);"
        + "create table p2 partition of p default; create table t (a int);",
        "create table p (a int primary key) partition by range (a); create table p1 partition of p for values from (1) to (9);"
        + "create table p2 partition of p default; create table t (a int);"
        + "alter table t add foreign key (a) references p;" * 5
        + "alter table t add constraint t_a_fkey99 foreign key (a) references t2;".join(
            ("create table t2 (a int primary key);", "")
        ),
    ),
    Pair(
        "partition with twins among its keys and indexes",
        "",
        "create table p (a int not null, b int) partition by range (a); create table p1 partition of p for values from (1) to (9);"
        + "create unique index z on only p (a); create unique index p1_c on p1 (a); alter index z attach partition p1_c;"
        + "alter table only p add constraint y unique (a); alter table p1 add constraint p1_b unique (a);"
        + "alter index y attach partition p1_b; alter table only p add constraint x primary key (a);"
        + "alter table p1 add constraint p1_a primary key (a); alter index x attach partition p1_a;"
        + "create index d on only p (b); create index p1_f on p1 (b); alter index d attach partition p1_f;"
        + "create index e on only p (b); create index p1_e on p1 (b); alter index e attach partition p1_e;"
        + "create index f on only p (a, b); create index p1_h on p1 (a, b); alter index f attach partition p1_h;"
        + "create index p1_g on p1 (a, b);",
    ),
    Pair(
        "column of its own takes NOT NULL from a parent alone",
        "",
        "create table p (a text primary key, b int not null, c int not null); create table h (a text, b int not null, c int)"
        + " inherits (p); create table g (a text, d int not null) inherits (h); create foreign data wrapper w; create server s"
        + " foreign data wrapper w; create foreign table f (a text, b int) inherits (p) server s;",
    ),
    Pair(
        "exclusion on a partitioned table and its partitions",
        "",
        "create table p (a int, b int, exclude (a with =)) partition by range (a); create table p1 partition of p for values"
        + " from (1) to (9) partition by range (a); create table p11 partition of p1 for values from (1) to (5);"
        + "create table p2 partition of p default; comment on constraint p2_a_excl on p2 is 'x';",
        since=17,
    ),
    Pair(
        "exclusion on a partitioned table comes, and another gets a partition",
        "create table p (a int) partition by range (a); create table p1 partition of p default; insert into p values (1);"
        + "create table q (a int, exclude (a with =)) partition by range (a);",
        "create table p (a int, exclude (a with =)) partition by range (a); create table p1 partition of p default;"
        + "create table q (a int, exclude (a with =)) partition by range (a); create table q1 partition of q default;"
        + "comment on constraint q1_a_excl on q1 is 'x';",
        keeps=("select a from p",),
        since=17,
    ),
    Pair(
        "exclusion with everything that its text can end with",
        "create table t (a int, b text);",
        "create table t (a int, b text); alter table t add constraint e exclude (a with =, (b || ' WHERE (') with =) include (a)"
        + " with (fillfactor = 70) using index tablespace pg_default where (b <> ') WHERE (') deferrable initially deferred;"
        + "alter table t add constraint f exclude (a with =) with (fillfactor = 70) where (a > 0);",
    ),
    Pair(
        "indexes whose builds failed are built, or left alone",
        "create table t (a int, b int, c int); create materialized view m as select a from t; create index i on t (a);"
        + "create unique index u on t (b); create index j on t (c); create index k on m (a);"
        + "update pg_index set indisvalid = false where indexrelid in ('i'::regclass, 'j'::regclass, 'k'::regclass, 'u'::regclass);"
        + "insert into t values (1, 2, 3);",
        "create table t (a int, b int, c int); create materialized view m as select a from t; create index i on t (a);"
        + "alter table t add constraint u unique (b); create index k on m (a); create index l on t (c);"
        + "update pg_index set indisvalid = false where indexrelid = 'l'::regclass;",
        keeps=("select a, b, c from t",),
    ),
    Pair(
        "one of two keys alike goes, and the foreign key on it says something else",
        "create table p (a int, b int); alter table p add constraint p_one unique (a);"
        "alter table p add constraint p_two unique (a); alter table p add constraint f foreign key (b) references p (a);"
        "comment on constraint f on p is 'up';",
        "create table p (a int, b int); alter table p add constraint p_two unique (a);"
        "alter table p add constraint f foreign key (b) references p (a);",
    ),
    Pair(
        "key that a foreign key needs is rebuilt",
        "create table p (a int, b int, constraint pk primary key (a)); create table c (a int references p);",
        "create table p (a int, b int, constraint pk primary key (a) include (b)); create table c (a int references p);",
    ),
    Pair(
        "check with a function",
        "create table t (a int);",
        "create function ok(i int) returns boolean language sql immutable as 'select i > 0'; create table t (a int check (ok(a)) default 4);",
    ),
]

INDEXES = [
    Pair(
        "kinds of indexes",
        ORDERS,
        ORDERS
        + "create index on orders (lower(note) text_pattern_ops, total desc nulls last) include (status) with (fillfactor = 80); create unique index u on orders (id) where total > 3; create index h on orders using hash (status); comment on index u is 'unique';",
        COUNT,
    ),
    Pair(
        "index changed",
        ORDERS + "create index i on orders (total);",
        ORDERS + "create index i on orders (total, status);",
        COUNT,
    ),
    Pair(
        "index on a materialized view with statistics",
        "create materialized view m as select 1 as a;",
        "create materialized view m as select 1 as a; create index mi on m ((a + 1)); alter index mi alter column 1 set statistics 99;",
    ),
    Pair(
        "name taken over by another kind",
        "create table t (a int); create index x on t (a);",
        "create table t (a int); create view x as select a from t;",
    ),
]

VIEWS = [
    Pair(
        "view replaced in place",
        ORDERS + "create view v as select id from orders;",
        ORDERS + "create view v with (security_barrier) as select id, total from orders where total > 3;",
        COUNT,
    ),
    Pair(
        "view rebuilt with all that hangs on it",
        ORDERS
        + "create view v as select id, total from orders; create view w as select id from v; grant select on v to bob; comment on column v.id is 'key'; alter view v alter column id set default 3; grant update (id) on w to alice;",
        ORDERS
        + "create view v as select total, id from orders; create view w as select id from v; grant select on v to bob; comment on column v.id is 'key'; alter view v alter column id set default 3; grant update (id) on w to alice;",
        COUNT,
    ),
    Pair(
        "view column loses what it carried",
        "create view v as select 1 as a; comment on column v.a is 'x'; grant select (a) on v to bob;",
        "create view v as select 1 as a;",
    ),
    Pair(
        "view options only",
        "create view v as select 1 as a;",
        "create view v with (security_invoker = true) as select 1 as a;",
        since=15,
    ),
    Pair(
        "recursive view with check option",
        ORDERS,
        ORDERS
        + "create view c as select * from orders where total > 1 with cascaded check option; create recursive view r (n) as values (1) union all select n + 1 from r where n < 5;",
        COUNT,
    ),
    Pair(
        "materialized view changed",
        ORDERS + "create materialized view m as select id from orders; create unique index on m (id);",
        ORDERS
        + "create materialized view m as select id, total from orders with no data; create unique index on m (id);",
        COUNT,
    ),
    Pair("view becomes a table", "create view v as select 1 as a;", "create table v (a int);"),
    Pair(
        "materialized view calls a quoted body that reads a view",
        "",
        "create table t (a int); create view z as select a from t; create function f() returns bigint language sql as 'select count(*) from public.z'; create materialized view m as select f() as n;",
    ),
]

ROUTINES = [
    Pair(
        "function with every attribute",
        "",
        "create function f(a int, inout b text default 'x', variadic c int[] default '{}') returns text language plpgsql immutable strict security definer leakproof parallel safe cost 7 set search_path to 'public', 'pg temp' set work_mem to '8MB' as $$begin return; end$$; comment on function f is 'f'; alter function f owner to alice;",
    ),
    Pair(
        "body replaced under a trigger",
        "create table t (a int); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g before insert on t for each row execute function f();",
        "create table t (a int); create function f() returns trigger language plpgsql as 'begin return null; end'; create trigger g before insert on t for each row execute function f();",
    ),
    Pair(
        "result changed under a view, a default and a policy",
        "create function f() returns int language sql as 'select 1'; create table t (a int default f()); create view v as select f() as x; create policy p on t using (f() > 0); grant select on v to bob;",
        "create function f() returns bigint language sql as 'select 1::bigint'; create table t (a int default f()); create view v as select f() as x; create policy p on t using (f() > 0); grant select on v to bob;",
    ),
    Pair(
        "argument renamed",
        "create function f(a int) returns int language sql as 'select a';",
        "create function f(b int) returns int language sql as 'select b';",
    ),
    Pair(
        "default added and removed",
        "create function f(a int) returns int language sql as 'select a'; create function g(a int default 1) returns int language sql as 'select a';",
        "create function f(a int default 2) returns int language sql as 'select a'; create function g(a int) returns int language sql as 'select a';",
    ),
    Pair(
        "view and function that need each other are made",
        "",
        "create view v as select 1 as a, 'x'::text collate \"C\" as \"b B\"; create function f(v) returns int language sql as 'select 1';"
        + 'create or replace view v with (security_barrier) as select 1 as a, \'x\'::text collate "C" as "b B", f(null) as c;'
        + "create view w as select * from v; comment on view v is 'x'; comment on column v.c is 'y'; grant select on v to bob;",
    ),
    Pair(
        "view and function that need each other are made again",
        "create type e as enum ('a'); create view v as select 1 as a; create function f(v) returns int language sql as 'select 1';"
        + "create or replace view v as select 1 as a, f(null) as b, null::e as c;",
        "create view v as select 1::bigint as a; create function f(v) returns bigint language sql as 'select 1::bigint';"
        + "create or replace view v as select 1::bigint as a, f(null) as b;",
    ),
    Pair(
        "view comes to need a function that needs it",
        "create view v as select 1 as a;",
        "create view v as select 1 as a; create function f(v) returns int language sql as 'select 1';"
        + "create or replace view v as select 1 as a, f(null) as b;",
    ),
    Pair(
        "three views go round in a circle",
        "",
        "create table t (a int); create view v with (check_option = cascaded) as select a from t; create view w as select a from v;"
        + "create view x as select a from w; create or replace view v with (check_option = cascaded) as select a from w"
        + " where exists (select from x); alter view v owner to alice;",
    ),
    Pair(
        "functions with bodies in SQL go round in a circle",
        "create function f() returns int begin atomic select 1; end; create function g() returns int begin atomic select f(); end;"
        + "create or replace function f() returns int begin atomic select g(); end;",
        "create function f() returns bigint begin atomic select 1::bigint; end; create function g() returns int begin atomic"
        + " select f()::int; end; create or replace function f() returns bigint begin atomic select g()::bigint; end;",
    ),
    Pair(
        "function with a body in SQL calls itself",
        "",
        "create function f(a int) returns int begin atomic select a; end;"
        + "create or replace function f(a int) returns int begin atomic select f(a - 1); end; comment on function f is 'down';",
    ),
    Pair(
        "view gets a column in another order of text",
        "create table t (a text); create view v as select a from t;",
        'create table t (a text); create view v as select a collate "C" as a from t;',
    ),
    Pair(
        "overloads",
        "create function f(a int) returns int language sql as 'select a';",
        "create function f(a text) returns int language sql as 'select 1'; create procedure f2(inout a text) language sql as 'select a';",
    ),
    Pair(
        "procedure beside one that has an output where it has an input",
        "create procedure p(out a int, b int) language plpgsql as 'begin a := b; end';",
        "create procedure p(out a int, b int) language plpgsql as 'begin a := b; end';"
        "create procedure p(a int, b int) language sql as 'select 1'; comment on procedure p(in int, in int) is 'p';"
        "alter procedure p(in int, in int) owner to bob; grant execute on procedure p(in int, in int) to alice;"
        "create procedure p(a int, b int, c int) language sql as 'select 1';"
        "revoke execute on procedure p(in int, in int, in int) from public;",
    ),
    Pair(
        "function becomes a procedure",
        "create function f(a int) returns void language sql as 'select 1';",
        "create procedure f(a int) language sql as 'select 1';",
    ),
    Pair(
        "standard body",
        "create table t (a int);",
        "create table t (a int); create function f() returns bigint language sql begin atomic select count(*) from t; end;",
    ),
    Pair(
        "set of a table, and a function on its row",
        "",
        "create table t (a int); create function all_t() returns setof t language sql as 'select * from t'; create function a2(t) returns int language sql immutable as 'select $1.a * 2'; create table r (x t, y int default a2(null));",
    ),
    Pair(
        "body in dollar quotes",
        "",
        "create function f() returns text language sql as $x$ select '$$ $body$ \\ ''' $x$;",
    ),
]

TRIGGERS_AND_POLICIES = [
    Pair(
        "trigger with everything",
        ORDERS + "create function f() returns trigger language plpgsql as 'begin return null; end';",
        ORDERS
        + "create function f() returns trigger language plpgsql as 'begin return null; end'; create trigger a after update of total on orders referencing old table as o for each statement execute function f('x', '1'); create constraint trigger c after insert on orders deferrable initially deferred for each row when (new.id > 0) execute function f(); alter table orders enable always trigger a; comment on trigger c on orders is 'c';".replace(
            "after update of total on", "after update on"
        ),
        COUNT,
    ),
    Pair(
        "trigger replaced and disabled",
        "create table t (a int); create function f() returns trigger language plpgsql as 'begin return null; end'; create trigger g before insert on t execute function f();",
        "create table t (a int); create function f() returns trigger language plpgsql as 'begin return null; end'; create trigger g after delete on t execute function f(); alter table t disable trigger g;",
    ),
    Pair(
        "trigger on a view",
        "create view v as select 1 as a; create function f() returns trigger language plpgsql as 'begin return null; end';",
        "create view v as select 1 as a; create function f() returns trigger language plpgsql as 'begin return null; end'; create trigger g instead of insert on v for each row execute function f();",
    ),
    Pair(
        "row security",
        ORDERS,
        ORDERS
        + "alter table orders enable row level security; alter table orders force row level security; create policy own on orders as restrictive for update to alice, bob using (id > 0) with check (id > 1); comment on policy own on orders is 'own';",
        COUNT,
    ),
    Pair(
        "policy altered in place and made again",
        ORDERS
        + "create policy a on orders using (id > 0) with check (id > 1); create policy b on orders for select using (true);",
        ORDERS
        + "create policy a on orders to bob using (id > 2); create policy b on orders for delete to alice using (false);",
        COUNT,
    ),
    Pair(
        "policy over a view over the table",
        "",
        "create table t (a int); create view v as select a from t; create policy p on t using (exists (select from v));",
    ),
]

PRIVILEGES = [
    Pair(
        "grants on everything",
        "create schema s; create table t (a int, b int); create sequence q; create function f() returns int language sql as 'select 1'; create type e as enum ('a');",
        "create schema s; create table t (a int, b int); create sequence q; create function f() returns int language sql as 'select 1'; create type e as enum ('a'); grant all on t to alice; grant select (a), update (b) on t to bob with grant option; grant usage on sequence q to bob; revoke execute on function f() from public; grant execute on function f() to alice; revoke usage on type e from public; grant usage on schema s to public;",
    ),
    Pair(
        "revoked from the owner",
        "create table t (a int);",
        "create table t (a int); revoke truncate on t from postgres;",
    ),
    Pair(
        "grant option given and taken",
        "create table t (a int); grant select on t to alice with grant option; grant insert on t to bob;",
        "create table t (a int); grant select on t to alice; grant insert on t to bob with grant option;",
    ),
    Pair(
        "default privileges",
        "",
        "create schema s; alter default privileges in schema s grant select on tables to bob; alter default privileges for role alice revoke execute on functions from public; alter default privileges grant usage on types to alice with grant option;",
    ),
    Pair(
        "new objects under default privileges",
        "alter default privileges grant select, insert on tables to bob; alter default privileges grant execute on functions to alice;",
        "alter default privileges grant select, insert on tables to bob; alter default privileges grant execute on functions to alice; create table t (a int); create table u (a int); revoke all on u from bob; create function f() returns int language sql as 'select 1'; create sequence s;",
    ),
    Pair(
        "owned by another role with grants",
        "create table t (a int);",
        "create table t (a int); alter table t owner to alice; grant select on t to bob;",
    ),
]

PARTITIONS = [
    Pair("partitioned table made", "", SALES),
    Pair(
        "partition added",
        SALES,
        SALES + "create table sales_2026 partition of sales for values from ('2026-01-01') to ('2027-01-01');",
        SOLD,
    ),
    Pair(
        "partition detached",
        SALES,
        SALES + "alter table sales detach partition sales_2025;",
        ("select count(*) from sales_2025",),
    ),
    Pair("partition with another bound", SALES, SALES.replace("to ('2026-01-01')", "to ('2026-02-01')"), SOLD),
    Pair("index on all partitions", SALES, SALES + "create index sales_day on sales (sold_on);", SOLD),
    Pair("key on all partitions", SALES.replace(", primary key (id, sold_on)", ""), SALES, SOLD),
    Pair(
        "column of all partitions",
        SALES,
        SALES
        + "alter table sales add column note text default 'x'; alter table sales alter amount type numeric(12, 2);",
        ("select count(*) from sales",),
    ),
    Pair(
        "sub-partitions with defaults, triggers, foreign keys",
        "create table region (id int primary key);",
        "create table region (id int primary key); create table s (r int references region, d date) partition by list (r); create table s1 partition of s for values in (1, 2) partition by range (d); create table s1a partition of s1 default; create table s2 partition of s default; create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g after insert on s for each row execute function f(); alter table s2 alter d set default '2026-01-01';",
    ),
]

MORE = [
    Pair(
        "partitions that refer to their parent",
        "",
        "create table p (id int, ref int, primary key (id)) partition by range (id); create table p1 partition of p for values from (1) to (9); create view v as select id from p1; alter table p add foreign key (ref) references p (id);",
    ),
    Pair(
        "tables that refer to each other become unlogged",
        "create table a (id int primary key, b int); create table b (id int primary key, a int references a);"
        "alter table a add constraint ab foreign key (b) references b; create table c (b int references b);",
        "create unlogged table a (id int primary key, b int); create unlogged table b (id int primary key, a int references a);"
        "alter table a add constraint ab foreign key (b) references b; create unlogged table c (b int references b);",
    ),
    Pair(
        "two exclusions of the same words",
        "create table t (a int, b int);",
        "create table t (a int, b int); create table u (a int,"
        " constraint one exclude using btree (a with =), constraint three exclude using btree (a with =) deferrable);"
        "alter table u add constraint two exclude using btree (a with =);",
    ),
    Pair(
        "two keys on the same columns",
        "",
        "create table t (a int not null, constraint k1 unique (a)); alter table t add constraint k2 unique (a);",
    ),
    Pair(
        "comment on the index of a key",
        "create table t (a int primary key);",
        "create table t (a int primary key); comment on index t_pkey is 'i'; comment on constraint t_pkey on t is 'c';",
    ),
    Pair(
        "disabled trigger made anew",
        "create table t (x int); create function f() returns trigger language plpgsql as 'begin return null; end';"
        "create trigger g after insert on t for each row execute function f(); alter table t disable trigger g;",
        "create table t (x int); create function f() returns trigger language plpgsql as 'begin return null; end';"
        "create trigger g after update on t for each row execute function f(); alter table t disable trigger g;",
    ),
    Pair(
        "parents in another order",
        "create table a (x int); create table b (x int); create table c (x int); create table t (x int);"
        "alter table t inherit b; alter table t inherit c;",
        "create table a (x int); create table b (x int); create table c (x int); create table t (x int);"
        "alter table t inherit a; alter table t inherit c; alter table t inherit b;",
    ),
    Pair(
        "generated column below another",
        "",
        "create table a (x int, g int generated always as (x * 2) stored); create table b (more int) inherits (a);",
    ),
    Pair(
        "generated column of a parent made a plain one",
        "create table a (x int, g int generated always as (x * 2) stored); create table b (more int) inherits (a);",
        "create table a (x int, g int); create table b (more int) inherits (a);",
    ),
]

UNTAILORED = [
    Pair(
        "table that becomes a partition where a check calls a new function",
        "create table z (a int); create table p (a int) partition by list (a); create table a (a int); insert into a values (1);",
        "create table z (a int); create view v as select count(*) as n from z; create function f(a int) returns bigint language sql stable begin atomic select n from v; end; create table p (a int, constraint k check (f(a) is not null)) partition by list (a); create table a partition of p default;",
        ("select a from a",),
    ),
    Pair(
        "heir of another parent, and partition of another table, with their names for what both require",
        "create table p (a int not null); create table o (a int not null); create table q (like p including all); alter table q inherit p; create table g (a int not null) partition by list (a); create table f (a int not null) partition by list (a); create table g1 (like g including all); alter table g attach partition g1 default;",
        "create table p (a int not null); create table o (a int not null); create table q (like o including all); alter table q inherit o; create table g (a int not null) partition by list (a); create table f (a int not null) partition by list (a); create table g1 (like f including all); alter table f attach partition g1 default;",
    ),
    Pair(
        "identities of columns that come from a parent or a type",
        "create type c as (a int, b text);",
        "create type c as (a int, b text); create table t of c; alter table t alter a set not null, alter a add generated always as identity (start 5); create table p (a int not null, b text); create table q () inherits (p); alter table q alter a add generated by default as identity (cycle); create table r () inherits (q); alter table r alter a add generated always as identity;",
    ),
    Pair(
        "server that takes the place of another while the wrapper's options change",
        "create foreign data wrapper w options (a '1'); create server s foreign data wrapper w; create foreign table f (a int) server s; create function g() returns bigint language sql begin atomic select count(a) from f; end;",
        "create foreign data wrapper w options (a '2'); create server r foreign data wrapper w; create foreign table h (a int) server r; create function g() returns bigint language sql begin atomic select count(a) from h; end;",
    ),
    Pair(
        "foreign heir of a new table whose column is compressed",
        "create foreign data wrapper w; create server s foreign data wrapper w;",
        "create foreign data wrapper w; create server s foreign data wrapper w; create table t (a text compression pglz); create foreign table f () inherits (t) server s;",
    ),
    Pair(
        "options of a foreign table's columns that come from its parent or its whole",
        "create foreign data wrapper w; create server s foreign data wrapper w; create table p (a int); create foreign table g () inherits (p) server s;",
        "create foreign data wrapper w; create server s foreign data wrapper w; create table p (a int, b int); create foreign table g () inherits (p) server s; alter foreign table g alter b options (n 'b'); create foreign table f () inherits (p) server s; alter foreign table f alter a options (n 'a'); create table r (a int) partition by list (a); create foreign table q partition of r default server s; alter foreign table q alter a options (n 'q');",
    ),
    Pair(
        "column that gets another type and other settings of each kind",
        "create table t (a int, b int, c int); alter table t alter b set (n_distinct = 5);",
        "create table t (a text, b int generated always as identity, c text); alter table t alter a set storage main, alter a set statistics 7, alter c set storage external, alter c set (n_distinct = 3);",
    ),
    Pair(
        "checks of an heir and of its parent are made anew",
        "create function f(a int) returns boolean language sql immutable as 'select a > 0'; create table z (a int, constraint k check (f(a))); create table a (like z including all); alter table a inherit z; create table b (like z including all); alter table b inherit a; insert into b values (1);",
        "create function f(b int) returns boolean language sql immutable as 'select b > 0'; create table z (a int, constraint k check (f(a))); create table a (like z including all); alter table a inherit z; create table b (like z including all); alter table b inherit a; insert into b values (1);",
        ("select a from z",),
    ),
    Pair(
        "foreign heir of a table whose column is compressed otherwise",
        "create table t (a text); create foreign data wrapper w; create server s foreign data wrapper w; create foreign table f () inherits (t) server s;",
        "create table t (a text compression pglz); create foreign data wrapper w; create server s foreign data wrapper w; create foreign table f () inherits (t) server s;",
    ),
    Pair(
        "view that reads another foreign table while the server is made anew",
        "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table f (a int) server s; create view v as select a from f;",
        "create foreign data wrapper x; create server s foreign data wrapper x; create foreign table g (a int) server s; create view v as select a from g;",
    ),
    Pair(
        "heirs without the defaults of their parents",
        "create table p (a int default 1); create table q () inherits (p); create table g (a int, b int) partition by list (a); create table g1 partition of g default;",
        "create table p (a int default 1, b int default 2); create table q () inherits (p); alter table q alter b drop default; create table r () inherits (p); alter table r alter a drop default, alter b drop default; create table s (a int, c int) inherits (p); alter table s alter a drop default; create table g (a int, b int, c int default 3) partition by list (a); create table g1 partition of g default; alter table g1 alter c drop default;",
    ),
    Pair(
        "partitions that leave for a while while a check goes from the table above",
        "create table p (a int, b int, constraint k check (b > 0)) partition by range (a); create table q partition of p for values from (0) to (5) partition by range (a); create table q1 partition of q for values from (0) to (5); create table q2 partition of p for values from (5) to (9); insert into p values (1, 2), (6, 7);",
        "create table p (a int, b int) partition by range (a); create table q partition of p for values from (0) to (5) partition by range (a); create table q1 partition of q for values from (0) to (3); create table q2 partition of p for values from (5) to (8); insert into p values (1, 2), (6, 7);",
        ("select a, b from p",),
    ),
    Pair(
        "heir with checks of its own, called as its parent's",
        "create table p (a int, b int, constraint k check (b > 0) no inherit, constraint l check (b > 1) no inherit); create table q (like p including all); alter table q inherit p;",
        "create table p (a int, b int, constraint k check (b > 0) no inherit, constraint l check (b > 1) no inherit); create table q (a int, b int, constraint k check (b > 0) no inherit);",
    ),
    Pair(
        "settings of a materialized view's columns",
        "create materialized view m as select 'a'::text as x, 2 as y;",
        "create materialized view m as select 'a'::text as x, 2 as y; alter materialized view m alter x set storage external; alter materialized view m alter x set compression pglz; alter materialized view m alter x set statistics 7; alter materialized view m alter y set (n_distinct = 5);",
    ),
    Pair(
        "identity whose sequence is logged, or not, otherwise than its table",
        "create table t (a int generated always as identity); create unlogged table u (a int generated always as identity);",
        "create table t (a int generated always as identity); create unlogged table u (a int generated always as identity); alter sequence t_a_seq set unlogged; alter sequence u_a_seq set logged; create table n (b bigint generated by default as identity); alter sequence n_b_seq set unlogged;",
        since=15,
    ),
    Pair(
        "partitions of partitions, some without the index that is asked of all",
        "",
        "create table p (a int, b int) partition by range (a); create table p1 partition of p for values from (0) to (9); create table p2 partition of p for values from (9) to (99) partition by range (b); create table p21 partition of p2 for values from (0) to (9); create table p22 partition of p2 for values from (9) to (99); create index p_a on only p (a); create index p1_a on p1 (a); alter index p_a attach partition p1_a; create index p2_a on only p2 (a); alter index p_a attach partition p2_a; create index p22_a on p22 (a); alter index p2_a attach partition p22_a; create unique index p_all on p (a, b);",
    ),
    Pair(
        "partitioned table with partitions gets indexes and is attached",
        "create table p (a int, b int, constraint pk unique (a, b)) partition by range (a); create index pi on p (b); create table q (a int, b int) partition by range (b); create table q1 partition of q for values from (0) to (3) partition by range (b); create table q11 partition of q1 default; insert into q values (1, 2);",
        "create table p (a int, b int, constraint pk unique (a, b)) partition by range (a); create index pi on p (b); create table q (a int, b int, constraint qk unique (a, b)) partition by range (b); create index qi on q (b); create table q1 partition of q for values from (0) to (3) partition by range (b); create table q11 partition of q1 default; alter table p attach partition q for values from (0) to (10); insert into p values (1, 2);",
        ("select a, b from q",),
    ),
    Pair(
        "identity of a partitioned table",
        "create table p (d date, id bigint not null) partition by range (d); create table p1 partition of p for values from ('2026-01-01') to ('2027-01-01'); create table q (id bigint generated always as identity, d date) partition by list (d); create table q1 partition of q default;",
        "create table p (d date, id bigint generated always as identity) partition by range (d); create table p1 partition of p for values from ('2026-01-01') to ('2027-01-01'); create table p2 partition of p default; create table q (id bigint not null, d date) partition by list (d); create table q1 partition of q default;",
        since=17,
    ),
    Pair(
        "triggers of partitions in a state of their own",
        "create table p (a int) partition by range (a); create table p1 partition of p for values from (0) to (9) partition by range (a); create function f() returns trigger language plpgsql as 'begin return new; end';",
        "create table p (a int) partition by range (a); create table p1 partition of p for values from (0) to (9) partition by range (a); create function f() returns trigger language plpgsql as 'begin return new; end'; create table p11 partition of p1 default; create table p2 partition of p default; create trigger g after insert on p for each row execute function f(); alter table only p1 disable trigger g; alter table p11 enable always trigger g; alter table p disable trigger g; alter table only p1 enable replica trigger g; alter table only p2 enable trigger g;",
        since=15,
    ),
    Pair(
        "columns that nothing but a MERGE in a function's body sets",
        "create table t (a int); create table s (a int);",
        """create table t (a int, b text, "c (d) {e}" int); create table s (a int); create function m() returns void begin atomic merge into t using s on t.a = s.a when matched then update set b = 'x' when not matched then insert (a, "c (d) {e}") values (s.a, 4); end;""",
        since=15,
    ),
    Pair(
        "trigger of a partition follows again",
        "create table p (a int) partition by range (a); create table p1 partition of p default; create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g after insert on p for each row execute function f(); create trigger h after insert on p for each row execute function f(); alter table only p1 disable trigger g; alter table p1 disable trigger h;",
        "create table p (a int) partition by range (a); create table p1 partition of p default; create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g after insert on p for each row execute function f();",
        since=15,
    ),
    Pair(
        "trigger of a partition follows again as its partitioned table's is replaced",
        "create table p (a int) partition by range (a); create table p1 partition of p default; create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g after insert on p for each row execute function f(); alter table only p1 disable trigger g; comment on trigger g on p1 is 'its own';",
        "create table p (a int) partition by range (a); create table p1 partition of p default; create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g before update on p for each row execute function f();",
    ),
    Pair(
        "trigger that is replaced and stays disabled",
        "create table t (a int); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g before insert on t for each row execute function f(); alter table t disable trigger g;",
        "create table t (a int); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g before insert or update on t for each row execute function f(); alter table t disable trigger g;",
    ),
    Pair(
        "inheriting table with its columns in an order of its own",
        "",
        "create table above (a int not null check (a > 0), b text); create table below (c date, b text, a int not null); alter table below add constraint above_a_check check (a > 0); alter table below inherit above;",
    ),
    Pair(
        "inheriting table with its columns in an order of its own, below one with a check of no heirs",
        "",
        "create table above (a int, b text); alter table above add constraint k check (a > 0) no inherit; create table below (b text, a int); alter table below inherit above;",
    ),
]

ON_THE_MOVE = [
    Pair(
        "table of a type, and of none",
        "create type pair as (a int, b text); create unlogged table t (x int primary key, y jsonb) with (fillfactor = 70); create table u of pair (a not null);",
        "create type pair as (a int, b text); create table t of pair; create table u (x bigint not null default 7, y text);",
    ),
    Pair(
        "attribute of a typed table's type that nothing casts by itself",
        "create type pair as (a int, b text); create table t of pair; insert into t values (1, '2'), (3, '4');",
        "create type pair as (a text, b int); create table t of pair; insert into t values (1, '2'), (3, '4');",
        ("select count(*), sum(a::int), sum(b::int) from t",),
    ),
    Pair(
        "table leaves its parent, whose columns and checks it does not keep",
        "create table a (x int check (x > 0), g int generated always as (x * 2) stored); create table b (x int, g int generated always as (x * 2) stored, y int, constraint a_x_check check (x > 0)); alter table b inherit a;",
        "create table a (x int check (x > 0), g int generated always as (x * 2) stored); create table b (z text);",
        column_order=False,
    ),
    Pair(
        "partition leaves, and its parent's checks go",
        "create table p (a int, constraint low check (a > 0)) partition by list (a); create table p1 partition of p for values in (1); insert into p values (1);",
        "create table p (a int, constraint low check (a > 0)) partition by list (a); create table p1 (a int); insert into p1 values (1);",
        ("select * from p1",),
    ),
    Pair(
        "partition of a table with a check that is not valid",
        "create table p (a int) partition by list (a); create table q partition of p default partition by list (a); alter table p add constraint low check (a > 0) not valid;",
        "create table p (a int) partition by list (a); create table q partition of p default partition by list (a); alter table p add constraint low check (a > 0) not valid; create table q1 partition of q default;",
    ),
    Pair(
        "check that is not valid comes with its partitioned tables",
        "",
        "create table p (a int) partition by list (a); create table q partition of p default partition by list (a); alter table p add constraint low check (a > 0) not valid;",
    ),
    Pair(
        "inheriting table that alone requires a value",
        "",
        "create table a (x int, y int not null); create table b (z int) inherits (a); alter table b alter x set not null;",
    ),
    Pair(
        "column that is no longer generated, and of another type",
        "create table t (a int, b int generated always as (a * 2) stored); insert into t values (1), (2);",
        "create table t (a int, b bigint not null); insert into t values (1, 2), (2, 4);",
        ("select sum(a), sum(b)::int from t",),
    ),
    Pair(
        "storage of a column that gets another type",
        "create type pair as (a int, b int); create table t (p pair, w text, v varchar(10)); alter table t alter p set storage plain; alter table t alter w set storage external; alter table t alter w set compression pglz;",
        "create type pair as (a bigint, b int); create table t (p pair, w varchar, v text); alter table t alter p set storage plain; alter table t alter w set storage external; alter table t alter w set compression pglz;",
    ),
    Pair(
        "statistics of another's on a column that gets another type",
        "create table t (a int, b int); create statistics s on a, b from t; alter statistics s owner to bob;",
        "create table t (a bigint, b int); create statistics s on a, b from t; alter statistics s owner to bob;",
    ),
    Pair(
        "statistics targets on columns that get other types",
        "create type e as enum ('a', 'x'); create table t (a int, b e, c e); create statistics s on a, c from t; create statistics u on b, c from t; alter statistics s set statistics 3; alter statistics u set statistics 4; create index i on t ((a + 1), (b < c)); alter index i alter column 1 set statistics 7, alter column 2 set statistics 8;",
        "create type e as enum ('a'); create table t (a bigint, b e, c e); create statistics s on a, c from t; create statistics u on b, c from t; alter statistics s set statistics 3; alter statistics u set statistics 5; create index i on t ((a + 1), (b < c)); alter index i alter column 1 set statistics 7, alter column 2 set statistics 8;",
    ),
    Pair(
        "table leaves a type that changes",
        "create type pair as (a int, b int, c text); create table t (x int); insert into t values (1);",
        "create type pair as (a int[], b varchar); create table t of pair; insert into t default values;",
    ),
    Pair(
        "type that is followed by one without the domain in it",
        "create domain small as int check (value < 9); create type pair as (a small[], b int); create table t (p pair);",
        "create type pair as (a text, b int); create table t (p pair);",
    ),
    Pair(
        "virtual column with another expression, below a check and beside none",
        "create table t (a int check (a > 0), b int generated always as (a + 1) virtual); create table u (a int, b int generated always as (a + 1) virtual);",
        "create table t (a int check (a > 0), b int generated always as (a + 2) virtual); create table u (a int, b int generated always as (a + 2) virtual);",
        since=18,
    ),
    Pair(
        "tables that were copied, with the names of their constraints",
        "",
        "create table u (id int primary key, b int not null); create table a (like u including all); create table c (like a including all);",
    ),
    Pair(
        "value that a parent requires, and the inheriting table besides",
        "",
        "create table a (x int not null, y int primary key); create table b (z int) inherits (a); alter table b alter x set not null; alter table b alter y set not null;",
    ),
    Pair(
        "value that a parent requires of new rows, and the inheriting table of all",
        "",
        "create table a (x int); create table b () inherits (a); create table c () inherits (b); alter table a add constraint n not null x not valid; alter table b validate constraint n; comment on constraint n on b is 'all'; comment on constraint n on a is 'new ones'; comment on constraint n on c is 'below';",
        since=18,
    ),
    Pair(
        "partition that goes while foreign keys refer to its table",
        "create table p (a int primary key) partition by list (a); create table q partition of p default; create table r (a int references p); create table s partition of p for values in (3); insert into p values (1), (3); insert into r values (1);",
        "create table p (a int primary key) partition by list (a); create table q partition of p default; create table r (a int references p);",
        ("select a from r",),
    ),
    Pair(
        "computed column whose function becomes another of its name",
        "create function f(int) returns int language sql immutable as 'select $1'; create table t (a int, b int generated always as (f(a)) stored); insert into t values (1);",
        "create function f(int, int default 1) returns bigint language sql immutable as 'select $1::bigint'; create table t (a int, b bigint generated always as (f(a)) stored);",
        ("select a, b from t",),
    ),
    Pair(
        "foreign key of a partitioned table, and the same of its partition alone",
        "create table r (a int primary key); create table p (a int) partition by list (a); create table a partition of p default; insert into r values (1); insert into p values (1);",
        "create table r (a int primary key); create table p (a int) partition by list (a); create table a partition of p default; insert into r values (1); insert into p values (1); alter table p add constraint z foreign key (a) references r; alter table a add constraint b foreign key (a) references r;",
        ("select a from p",),
    ),
    Pair(
        "foreign key of a partitioned table beside the same that its partition has",
        "create table r (a int primary key); create table p (a int) partition by list (a); create table a partition of p default; insert into r values (1); insert into p values (1); alter table a add constraint b foreign key (a) references r; comment on constraint b on a is 'own';",
        "create table r (a int primary key); create table p (a int) partition by list (a); create table a partition of p default; insert into r values (1); insert into p values (1); alter table p add constraint z foreign key (a) references r; alter table a add constraint b foreign key (a) references r; comment on constraint b on a is 'own';",
        ("select a from p",),
    ),
    Pair(
        "foreign key of a partitioned table that is not enforced, and one of its partition that is",
        "",
        "create table r (a int primary key); create table p (a int) partition by list (a); create table a partition of p default; insert into r values (1); insert into p values (1); alter table p add constraint z foreign key (a) references r not enforced; alter table a add constraint b foreign key (a) references r;",
        since=18,
    ),
    Pair(
        "value that a parent requires, and the new inheriting table under another name",
        "create table a (x int constraint p not null, y int constraint q not null);",
        "create table a (x int constraint p not null, y int constraint q not null); create table b (constraint n not null x) inherits (a);",
        since=18,
    ),
    Pair(
        "value that a parent requires of new rows, and another parent of all",
        "",
        "create table a (x int); create table c () inherits (a); alter table a add constraint n not null x not valid; create table b (x int constraint m not null); create table d () inherits (a, b); create table e () inherits (c); create table g (x int, y int) inherits (a);",
        since=18,
    ),
    Pair(
        "value that no parent requires any more, and some heirs still do",
        "create table a (x int not null); create table b (x int not null, y int) inherits (a); create table c () inherits (b); create table d () inherits (a); insert into d values (4);",
        "create table a (x int); create table b (x int not null, y int) inherits (a); create table c () inherits (b); create table d () inherits (a); insert into d values (4);",
        ("select x from a",),
    ),
    Pair(
        "value that one partition alone requires, and those below it",
        "create table p (a int, b int not null) partition by list (a); create table p1 partition of p for values in (1) partition by list (b); create table p11 partition of p1 default; create table p2 partition of p default; insert into p values (1, 1), (2, 2);",
        "create table p (a int, b int) partition by list (a); create table p1 partition of p for values in (1) partition by list (b); create table p11 partition of p1 default; create table p2 partition of p default; alter table p1 alter b set not null; insert into p values (1, 1), (2, 2);",
        ("select a, b from p order by a",),
    ),
    Pair(
        "value that an inheriting table alone requires, and none of its own",
        "create table a (x int not null); create table b () inherits (a); create table c () inherits (b);",
        "create table a (x int); create table b () inherits (a); create table c () inherits (b); alter table only b alter x set not null;",
        until=17,
    ),
    Pair(
        "partition that leaves with a foreign key to a partitioned table",
        "create table r (a int primary key) partition by range (a); create table r1 partition of r default; create table t (a int, b int) partition by list (b); create table t1 partition of t for values in (1); alter table t add constraint k foreign key (a) references r; insert into r values (1); insert into t values (1, 1);",
        "create table r (a int primary key) partition by range (a); create table r1 partition of r default; create table t (a int, b int, constraint k foreign key (a) references r) partition by list (b); create table t1 (a int, b int, constraint k foreign key (a) references r);",
        ("select a, b from t1",),
    ),
    Pair(
        "partition that leaves without its foreign key to a partitioned table",
        "create table r (a int primary key) partition by range (a); create table r1 partition of r default; create table t (a int, b int) partition by list (b); create table t1 partition of t for values in (1); alter table t add constraint k foreign key (a) references r; insert into r values (1); insert into t values (1, 1);",
        "create table r (a int primary key) partition by range (a); create table r1 partition of r default; create table t (a int, b int, constraint k foreign key (a) references r) partition by list (b); create table t1 (a int, b int);",
        ("select a, b from t1",),
    ),
    Pair(
        "requirements of partitions with names of their own, as the parent's comes and goes",
        "create table p (a int, b int constraint nn not null) partition by list (a); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2); alter table p2 add constraint zz not null a;",
        "create table p (a int constraint na not null, b int) partition by list (a); create table p1 (a int constraint pa not null, b int constraint own not null); alter table p attach partition p1 for values in (1); create table p2 (a int constraint pa2 not null, b int); alter table p attach partition p2 for values in (2);",
        since=18,
    ),
    Pair(
        "requirements of inheriting tables with names and comments of their own, as the parent's goes",
        "create table a (x int not null, y int); create table b (x int not null) inherits (a); create table c () inherits (b); create table d () inherits (a); alter table d add constraint dd not null y; comment on constraint b_x_not_null on b is 'what';",
        "create table a (x int, y int constraint ay not null); create table b (x int constraint own not null) inherits (a); create table c () inherits (b); create table d () inherits (a); comment on constraint own on b is 'what';",
        since=18,
    ),
    Pair(
        "name of a requirement that an heir in its schema has from a table in another",
        "create schema first; create table t (a int not null); create table first.t (a int not null); create table a () inherits (first.t);",
        "create schema first;",
        since=18,
    ),
    Pair(
        "published tables that inherit",
        "create table a (x int primary key); create table b (y int) inherits (a); create table c (z int) inherits (a);",
        "create table a (x int primary key); create table b (y int) inherits (a); create table c (z int) inherits (a); create publication everything for table a; create publication one for table only a;",
    ),
    Pair(
        "operators that promise a partner, and have it",
        "create operator @@@ (leftarg = int, rightarg = int, function = int4pl); create operator <@+> (leftarg = int, rightarg = int, function = int4pl, commutator = <&+); create operator *<* (leftarg = int, rightarg = int, function = int4pl, commutator = *>*); create operator *>* (leftarg = int, rightarg = int, function = int4pl, commutator = *<*);",
        "create operator @@@ (leftarg = int, rightarg = int, function = int4pl, commutator = <<<); create operator <@+> (leftarg = int, rightarg = int, function = int4pl, commutator = <&+); create operator <&+ (leftarg = int, rightarg = int, function = int4pl, commutator = <@+>); create operator *<* (leftarg = int, rightarg = int, function = int4pl, commutator = *>*);",
    ),
]

OWNERS = [
    Pair(
        "owner passes on what the former one holds, and the new one was granted",
        "create schema s authorization bob; grant usage on schema s to bob with grant option; create table t (a int, b int); alter table t owner to bob; grant select on t to alice; grant update (a) on t to alice with grant option; revoke delete on t from bob; create function f() returns int language sql as 'select 1'; alter function f owner to alice; grant execute on function f to alice with grant option; create table i (id int generated always as identity); alter table i owner to bob; grant usage on sequence i_id_seq to alice;",
        "create schema s authorization alice; grant usage on schema s to bob with grant option; create table t (a int, b int); alter table t owner to alice; grant select on t to bob; create function f() returns int language sql as 'select 1'; grant execute on function f to alice with grant option; create table i (id int generated always as identity); alter table i owner to alice; grant usage on sequence i_id_seq to bob;",
    ),
    Pair(
        "default privileges count for who makes it, whoever owns it then",
        "alter default privileges grant usage on types to bob; alter default privileges revoke execute on functions from public; alter default privileges grant select on tables to alice; alter default privileges for role alice grant insert on tables to bob;",
        "create type pair as (a int); alter type pair owner to alice; create function f() returns int language sql as 'select 1'; alter function f owner to alice; create table t (a int); alter table t owner to alice; create table u (a int generated always as identity); alter table u owner to bob; alter default privileges grant usage on types to bob; alter default privileges grant select on tables to alice;",
    ),
    Pair(
        "default privileges give the owner more or less than an owner has",
        "alter default privileges grant select on tables to alice with grant option; alter default privileges grant usage on types to alice with grant option; alter default privileges grant execute on functions to alice with grant option; alter default privileges grant usage on sequences to alice with grant option; alter default privileges grant usage on schemas to alice with grant option; alter default privileges revoke insert on tables from current_user;",
        "create schema s authorization alice; create table t (a int); alter table t owner to alice; create table u (a int generated always as identity); alter table u owner to alice; create table own (a int); create sequence q; alter sequence q owner to alice; create type pair as (a int); alter type pair owner to alice; create function f() returns int language sql as 'select 1'; alter function f owner to alice; alter default privileges grant select on tables to alice with grant option; alter default privileges grant usage on types to alice with grant option; alter default privileges grant execute on functions to alice with grant option; alter default privileges grant usage on sequences to alice with grant option; alter default privileges grant usage on schemas to alice with grant option; alter default privileges revoke insert on tables from current_user;",
    ),
    Pair(
        "type without a definition under default privileges",
        "alter default privileges grant usage on types to bob;",
        "create type promised; alter default privileges grant usage on types to bob;",
    ),
]

APART = """
create schema apart; set search_path to apart, public;
create function half(n int) returns int language sql immutable as 'select n / 2';
create function quarter(n int) returns int language sql immutable as 'select half(half(n))';
create function is_even(n int) returns boolean language plpgsql immutable as 'begin return half(n) * 2 = n; end';
create table pieces (id int primary key, n int);
insert into pieces select n, n * 2 from generate_series(1, 9) as n;
"""
PATHS = [
    Pair(
        "routines that run in a plan and say bare names of their schema",
        APART,
        APART
        + """
        alter table pieces add column q int generated always as (quarter(n)) stored;
        alter table pieces add column four int default quarter(16);
        alter table pieces add constraint even check (is_even(n));
        create domain even_number as int check (is_even(value));
        alter table pieces add column e even_number default 4;
        """,
        keeps=("select count(*), sum(n) from apart.pieces",),
    ),
    Pair(
        "indexes and a materialized view whose routines say bare names of their schema",
        APART,
        APART
        + """
        create index pieces_quarter on pieces (quarter(n)) where is_even(n);
        create view quarters as select id, quarter(n) as quarter from pieces;
        create materialized view kept as select * from quarters;
        """,
        until=16,  # later ones make these under a path of their own
    ),
]

NAMESAKES = [
    Pair(
        "a table whose name a view takes under a view that stays",
        "create table src (id int, n int); create table parts (id int, n int);"
        "create view steps as select n from parts; create view far as select n from steps;"
        "comment on view steps is 'kept'; grant select on steps to bob;",
        "create table src (id int, n int); create view parts as select id, n + 1 as n from src;"
        "create view steps as select n from parts where n > 1; create view far as select n from steps;"
        "comment on view steps is 'kept'; grant select on steps to bob;",
    ),
    Pair(
        "a table whose name a view takes under a view that reads it through a new one",
        "create table src (id int, n int); create table parts (id int, n int);"
        "create view steps as select n from parts;",
        "create table src (id int, n int); create materialized view parts as select id, n + 1 as n from src;"
        "create view among as select n from parts; create view steps as select n from among;",
    ),
    Pair(
        "a type whose name another takes under a view that stays",
        "create type pair as (a int, b int); create table src (id int);"
        "create view steps as select (null::pair).a as a;",
        "create type half as (a int); create domain pair as int; create table src (id int);"
        "create view steps as select null::pair::int as a;",
    ),
]

CIRCLE = """
create table t (a int);
create function ping(n int) returns int language plpgsql as 'begin return pong(n - 1); end';
create function pong(n int) returns int language plpgsql as 'begin return ping(n - 1); end';
create function on_t() returns trigger language plpgsql as 'begin perform ping(1), on_t(); return new; end';
create trigger t_pings before insert on t for each row execute function on_t();
"""
LATE = [
    Pair(
        "default privileges behind functions that call one another",
        "",
        CIRCLE + "alter default privileges grant execute on functions to bob;"
        "alter default privileges revoke execute on functions from public;",
    ),
    Pair(
        "an event trigger behind functions that call one another",
        "",
        CIRCLE + "create function refuse() returns event_trigger language plpgsql as "
        "'begin raise exception ''no more''; end';"
        "create event trigger no_more on ddl_command_start when tag in ('CREATE FUNCTION') execute function refuse();",
    ),
]

EVERYWHERE = [
    Pair(
        "comments on parts and types",
        COMMENTED,
        COMMENTED
        + " comment on type pair is 'p'; comment on column pair.a is 'a'; comment on domain small is 's'; comment on view v is 'v'; comment on column v.a is 'va'; comment on materialized view m is 'm'; comment on column m.a is 'ma'; comment on index m_id is 'i'; comment on constraint t_a_key on t is 'k'; comment on constraint c on t is 'c'; comment on constraint u_id_fkey on u is 'f'; comment on constraint e on t is 'e'; comment on policy own on t is 'o'; comment on procedure p(int) is 'p'; comment on trigger g on t is 'g';",
    ),
    Pair(
        "owners of types, views and routines",
        COMMENTED,
        COMMENTED
        + " alter type pair owner to bob; alter domain small owner to bob; alter view v owner to bob; alter materialized view m owner to bob; alter function f(int) owner to bob; alter procedure p(int) owner to bob; grant usage on type pair to alice; grant select on m to alice; grant select (a) on v to alice;",
    ),
    Pair(
        "every word of a function and a procedure",
        COMMENTED,
        COMMENTED
        + " alter function f(int) cost 7 leakproof parallel safe stable strict security definer; alter function f(int) set work_mem to '3MB'; create or replace procedure p(x int) language plpgsql security definer set work_mem to '3MB' as 'begin null; end'; create or replace function f(x int) returns int language sql cost 7 leakproof parallel safe stable strict security definer set work_mem to '3MB' as 'select x + 1';",
    ),
    Pair(
        "policies and keys in another form",
        COMMENTED,
        COMMENTED
        + " drop policy own on t; create policy own on t as restrictive for select to bob using (a > 1); alter table t drop constraint t_a_key; alter table t add constraint t_a_key unique (a, b) with (fillfactor = 70); alter materialized view m cluster on m_id; create index t_sum on t ((a + id)); alter index t_sum alter column 1 set statistics 70;",
    ),
]
PAIRS = [
    *SCHEMAS, *TYPES, *SEQUENCES, *TABLES, *COLUMNS, *CONSTRAINTS, *INDEXES, *VIEWS, *ROUTINES, *TRIGGERS_AND_POLICIES,
    *PRIVILEGES, *PARTITIONS, *MORE, *UNTAILORED, *ON_THE_MOVE, *OWNERS, *PATHS, *NAMESAKES, *LATE, *EVERYWHERE,
]  # fmt: skip
