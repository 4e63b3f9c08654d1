"""States of constraints and triggers, sequences of identities, privileges on what the server brings: pairs of schemas."""

from tests.plan.schemas import Pair

SUM = ("select count(*), sum(a) from t",)
IDENTITY = """
create table t (id int generated always as identity, a int);
"""
CLONED = """
create function f() returns trigger language plpgsql as 'begin return new;
end';
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create table t2 partition of t for values in (2) partition by list (a);
create table t3 partition of t2 default;
create trigger g after insert on t for each row execute function f();
"""
NUMBERS = """
create table t (a int, b int);
insert into t values (1, 2), (3, 4);
"""
LESS = "".join(
    f"alter default privileges revoke all on {kind} from current_user;"
    for kind in ("tables", "sequences", "functions", "types")
)
REFERENCED = """
create table p (id int primary key, o int, unique (id, o));
insert into p values (1, 2), (3, 4);create table t (a int, b int);
insert into t values (1, 2), (3, 4);
"""

NOT_NULL = [
    Pair(
        "not null not valid",
        NUMBERS,
        NUMBERS + "alter table t add constraint nn not null a not valid;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null validated",
        NUMBERS + "alter table t add constraint nn not null a not valid;",
        NUMBERS + "alter table t add constraint nn not null a;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null default name not valid",
        NUMBERS,
        NUMBERS + "alter table t add not null a not valid;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null default name validated",
        NUMBERS + "alter table t add not null a not valid;",
        NUMBERS + "alter table t add not null a;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null comment",
        NUMBERS + "alter table t add not null a;",
        NUMBERS + "alter table t add not null a; comment on constraint t_a_not_null on t is 'why';",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null named comment",
        NUMBERS,
        NUMBERS + "alter table t add constraint nn not null a; comment on constraint nn on t is 'why';",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null no inherit",
        NUMBERS,
        NUMBERS + "alter table t add constraint nn not null a no inherit;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null inherit to no inherit",
        NUMBERS + "alter table t add constraint nn not null a no inherit;",
        NUMBERS + "alter table t add constraint nn not null a;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "not null create full",
        "",
        "create table t (a int constraint x not null no inherit, b int not null no inherit); comment on constraint t_b_not_null on t is 'c';",
        since=18,
    ),
    Pair(
        "not null not valid from nothing",
        "",
        "create table t (a int); alter table t add constraint x not null a not valid;",
        since=18,
    ),
    Pair(
        "not null renamed",
        "create table t (a int constraint x not null);",
        "create table t (a int constraint y not null);",
        since=18,
    ),
    Pair(
        "not null renamed to usual",
        "create table t (a int constraint x not null);",
        "create table t (a int not null);",
        since=18,
    ),
    Pair(
        "not null of a new table, whose name another gives up",
        "create table u (z int constraint t_a_not_null not null);",
        "create table t (a int not null); create table u (z int);",
    ),
    Pair(
        "not null of a table that becomes partitioned, as another no longer does",
        "create table t (a int not null, b int) partition by range (a); create table u (like t including all);",
        "create table t (a int not null, b int) partition by hash (a); create table u (a int, b int);",
    ),
    Pair(
        "not null of columns that are there and new, whose names others give up",
        NUMBERS + "create table u (z int constraint t_a_not_null not null, y int constraint t_n_not_null not null);",
        NUMBERS + "alter table t alter a set not null, add n int not null default 1; create table u (z int, y int);",
        keeps=SUM,
    ),
    Pair(
        "not null of a new foreign table, whose name another gives up",
        "create foreign data wrapper w; create server s foreign data wrapper w;"
        "create table u (z int constraint t_a_not_null not null);",
        "create foreign data wrapper w; create server s foreign data wrapper w;"
        "create foreign table t (a int not null) server s; create table u (z int);",
    ),
    Pair(
        "not null inherited nv",
        "create table t (a int); create table u () inherits (t);",
        "create table t (a int); create table u () inherits (t); alter table t add constraint nn not null a not valid;",
        since=18,
    ),
    Pair(
        "not null partitioned nv",
        "create table t (a int) partition by list (a); create table u partition of t for values in (1);",
        "create table t (a int) partition by list (a); create table u partition of t for values in (1); alter table t add constraint nn not null a not valid;",
        since=18,
    ),
    Pair(
        "not null local on child",
        "create table t (a int); create table u () inherits (t);",
        "create table t (a int); create table u () inherits (t); alter table u add constraint nn not null a;",
        since=18,
    ),
    Pair(
        "not null local and inherited new",
        "",
        "create table t (a int not null); create table u (a int constraint own not null) inherits (t);",
        since=18,
    ),
    Pair(
        "not null child plain 17",
        "create table t (a int); create table u () inherits (t);",
        "create table t (a int); create table u () inherits (t); alter table u alter a set not null;",
    ),
    Pair(
        "not null child no inherit parent",
        "",
        "create table t (a int not null no inherit); create table u () inherits (t);",
        since=18,
    ),
]

CONSTRAINTS = [
    Pair(
        "ck not enforced",
        NUMBERS,
        NUMBERS + "alter table t add constraint c check (a > 2) not enforced;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "ck not enforced to enforced",
        NUMBERS + "alter table t add constraint c check (a > 0) not enforced;",
        NUMBERS + "alter table t add constraint c check (a > 0);",
        keeps=SUM,
        since=18,
    ),
    Pair("ck no inherit", NUMBERS, NUMBERS + "alter table t add constraint c check (a > 0) no inherit;", keeps=SUM),
    Pair(
        "ck no inherit not valid to valid",
        NUMBERS + "alter table t add constraint c check (a > 0) no inherit not valid;",
        NUMBERS + "alter table t add constraint c check (a > 0) no inherit;",
        keeps=SUM,
    ),
    Pair(
        "ck not valid above heirs that have it valid",
        NUMBERS + "create table u () inherits (t); create table w () inherits (u); insert into w values (5, 6);",
        NUMBERS + "create table u () inherits (t); create table w () inherits (u); insert into w values (5, 6);"
        "alter table u add constraint c check (a > 0); alter table w add constraint c check (a > 0);"
        "alter table t add constraint c check (a > 0) not valid;",
        keeps=SUM,
    ),
    Pair(
        "fk not enforced",
        REFERENCED,
        REFERENCED + "alter table t add constraint f foreign key (a) references p not enforced;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "fk not enforced to enforced",
        REFERENCED + "alter table t add constraint f foreign key (a) references p not enforced;",
        REFERENCED + "alter table t add constraint f foreign key (a) references p;",
        keeps=SUM,
        since=18,
    ),
    Pair(
        "fk not valid validated",
        REFERENCED + "alter table t add constraint f foreign key (a) references p not valid;",
        REFERENCED + "alter table t add constraint f foreign key (a) references p;",
        keeps=SUM,
    ),
    Pair(
        "fk set null columns",
        REFERENCED,
        REFERENCED
        + "alter table t add constraint f foreign key (a, b) references p (id, o) on delete set null (b) deferrable initially deferred;",
        keeps=SUM,
        since=15,
    ),
    Pair(
        "fk set default cols",
        REFERENCED + "alter table t add constraint f foreign key (a, b) references p (id, o) on delete set null;",
        REFERENCED
        + "alter table t add constraint f foreign key (a, b) references p (id, o) on delete set default (a);",
        keeps=SUM,
        since=15,
    ),
    Pair(
        "fk match full",
        REFERENCED,
        REFERENCED
        + "alter table t add constraint f foreign key (a, b) references p (id, o) match full on update restrict;",
        keeps=SUM,
    ),
    Pair(
        "fk not valid and deferrable",
        REFERENCED + "alter table t add constraint f foreign key (a) references p not valid;",
        REFERENCED
        + "alter table t add constraint f foreign key (a) references p deferrable initially deferred not valid;",
        keeps=SUM,
    ),
    Pair(
        "fk not valid to valid and deferrable",
        REFERENCED + "alter table t add constraint f foreign key (a) references p not valid;",
        REFERENCED + "alter table t add constraint f foreign key (a) references p deferrable initially deferred;",
        keeps=SUM,
    ),
    Pair(
        "fk partitioned nv",
        "create table p (id int primary key); create table t (a int) partition by list (a); create table u partition of t for values in (1);",
        "create table p (id int primary key); create table t (a int) partition by list (a); create table u partition of t for values in (1); alter table t add constraint f foreign key (a) references p not valid;",
        since=18,
    ),
    Pair(
        "period",
        "create extension btree_gist;",
        "create extension btree_gist; create table p (id int, r daterange, primary key (id, r without overlaps)); create table t (id int, r daterange, unique (id, r without overlaps), foreign key (id, period r) references p (id, period r));",
        since=18,
    ),
    Pair(
        "period added",
        "create extension btree_gist; create table p (id int, r daterange); create table t (id int not null, r daterange not null);",
        "create extension btree_gist; create table p (id int, r daterange, primary key (id, r without overlaps)); create table t (id int not null, r daterange not null, foreign key (id, period r) references p (id, period r));",
        since=18,
    ),
    Pair(
        "nulls not distinct idx",
        NUMBERS,
        NUMBERS
        + "create unique index i on t (a) nulls not distinct; alter table t add constraint u unique nulls not distinct (b, a);",
        keeps=SUM,
        since=15,
    ),
]

GENERATED = [
    Pair(
        "virtual",
        NUMBERS,
        NUMBERS + "alter table t add c int generated always as (a * 2) virtual;",
        keeps=SUM,
        column_order=False,
        since=18,
    ),
    Pair(
        "virtual set expr",
        "create table t (a int, c int generated always as (a * 2) virtual);",
        "create table t (a int, c int generated always as (a * 3) virtual);",
        since=18,
    ),
    Pair(
        "virtual to plain",
        "create table t (a int, c int generated always as (a * 2) virtual);",
        "create table t (a int, c int);",
        column_order=False,
        since=18,
    ),
    Pair(
        "virtual to stored",
        "create table t (a int, c int generated always as (a * 2) virtual, d int);",
        "create table t (a int, c int generated always as (a * 2) stored, d int);",
        column_order=False,
        since=18,
    ),
    Pair(
        "virtual not null",
        "create table t (a int);",
        "create table t (a int, c int generated always as (a * 2) virtual not null);",
        since=18,
    ),
    Pair(
        "pub gencols",
        "create table t (a int, b int generated always as (a) stored); create publication x for table t;",
        "create table t (a int, b int generated always as (a) stored); create publication x for table t with (publish_generated_columns = stored);",
        since=18,
    ),
    Pair(
        "pub gencol list",
        "",
        "create table t (a int, b int generated always as (a) stored); create publication x for table t (a, b);",
        since=18,
    ),
]

IDENTITY_SEQUENCES = [
    Pair(
        "identity seq privileges",
        IDENTITY,
        IDENTITY
        + "grant update on sequence t_id_seq to alice with grant option; grant usage, select on sequence t_id_seq to bob;",
    ),
    Pair("identity seq privileges new", "", IDENTITY + "grant usage, select on sequence t_id_seq to bob;"),
    Pair("identity seq owner priv revoked", IDENTITY, IDENTITY + "revoke all on sequence t_id_seq from current_user;"),
    Pair(
        "identity dropped with privileges",
        IDENTITY + " grant usage on sequence t_id_seq to bob;",
        "create table t (id int not null, a int);",
    ),
    Pair(
        "identity default priv",
        "alter default privileges grant usage on sequences to bob;",
        "alter default privileges grant usage on sequences to bob;create table t (id int generated always as identity, a int);",
    ),
    Pair(
        "identity default priv revoked",
        "alter default privileges grant usage on sequences to bob;",
        "alter default privileges grant usage on sequences to bob;create table t (id int generated always as identity, a int);revoke all on sequence t_id_seq from bob;",
    ),
    Pair("identity seq comment", IDENTITY, IDENTITY + "comment on sequence t_id_seq is 'mine';"),
    Pair(
        "identity seq unlogged",
        "create table t (id int generated always as identity);",
        "create unlogged table t (id int generated always as identity);",
        since=15,
    ),
    Pair(
        "identity seq own persistence",
        "create unlogged table t (id int generated always as identity);",
        "create unlogged table t (id int generated always as identity); alter sequence t_id_seq set logged;",
        since=15,
    ),
    Pair("identity seq copied, of a larger type", IDENTITY, IDENTITY + "create table c (like t including all);"),
    Pair(
        "identity seq of a larger type",
        IDENTITY + "insert into t (a) values (1);",
        IDENTITY + "alter sequence t_id_seq as bigint cache 5;",
        keeps=("select id, a from t",),
    ),
    Pair(
        "identity seq of a larger type, whose column gets it",
        IDENTITY + "alter sequence t_id_seq as bigint maxvalue 5000000000; insert into t (a) values (1);",
        "create table t (id bigint generated by default as identity, a int);",
        keeps=("select id, a from t",),
    ),
    Pair(
        "identity seq of a smaller type, whose column gets another one",
        "create table t (id bigint generated always as identity, a int); alter sequence t_id_seq as smallint;"
        "insert into t (a) values (1);",
        "create table t (id int generated always as identity (start 7 increment 7), a int);"
        "alter sequence t_id_seq as bigint minvalue 1 maxvalue 3000000000 restart;",
        keeps=("select id, a from t",),
    ),
    Pair(
        "serial column and identity with a larger sequence",
        "create table t (id serial, a int); insert into t (a) values (1);",
        IDENTITY + "alter sequence t_id_seq as bigint minvalue -5;",
        keeps=("select id, a from t",),
    ),
]

TRIGGER_CLONES = [
    Pair("clone disabled", CLONED, CLONED + "alter table t1 disable trigger g;"),
    Pair(
        "clone always",
        CLONED,
        CLONED + "alter table t1 enable always trigger g; alter table t2 enable replica trigger g;",
    ),
    Pair("clone disabled new", "", CLONED + "alter table t1 disable trigger g;"),
    Pair("clone of disabled parent", CLONED, CLONED + "alter table only t disable trigger g;"),
    Pair("clone disabled all", CLONED, CLONED + "alter table t disable trigger g;"),
    Pair(
        "clone enabled below disabled",
        CLONED + "alter table t disable trigger g;",
        CLONED + "alter table t disable trigger g; alter table t1 enable trigger g;",
    ),
    Pair(
        "trigger replaced with clone off",
        CLONED + "alter table t1 disable trigger g;",
        "create function f() returns trigger language plpgsql as 'begin return new; end';\ncreate table t (a int) partition by list (a); create table t1 partition of t for values in (1); create table t2 partition of t for values in (2) partition by list (a); create table t3 partition of t2 default;\ncreate trigger g after insert or update on t for each row execute function f();alter table t1 disable trigger g;",
    ),
    Pair("clone comment", CLONED, CLONED + "comment on trigger g on t is 'x'; comment on trigger g on t1 is 'y';"),
]

PRIVILEGES = [
    Pair(
        "syscat func",
        "",
        "revoke execute on function pg_catalog.pg_sleep(double precision) from public; grant execute on function pg_sleep(double precision) to bob;",
    ),
    Pair(
        "syscat table",
        "",
        "grant select on pg_catalog.pg_authid to bob; revoke select on pg_catalog.pg_class from public;",
    ),
    Pair(
        "privileges on a table go, those on its columns stay",
        "create table t (a int, b int, c int); grant select (a), update (a, b) on t to bob; grant select (c) on t to alice"
        + " with grant option; grant select on t to alice with grant option; grant insert, select, update on t to bob;"
        + "create view v as select 1 as a; grant select (a) on v to public; grant select on v to public;",
        "create table t (a int, b int, c int); grant select (a, b), update (a), insert (b) on t to bob; grant select (c) on t"
        + " to alice with grant option; grant select on t to alice; grant references on t to bob;"
        + "create view v as select 1 as a; grant select (a) on v to public;",
    ),
    Pair(
        "privileges by default go from a table, and some of its columns get them",
        "alter default privileges grant select on tables to bob;",
        "alter default privileges grant select on tables to bob; create table t (a int, b int); revoke all on t from bob;"
        + "grant select (a) on t to bob;",
    ),
    Pair(
        "columns that every table has",
        "create table t (a int); create table u (a int); grant select (tableoid), update (ctid) on t to bob;"
        + "grant select (ctid) on u to alice with grant option; alter table u owner to alice;",
        "create table t (a int); create table u (a int); grant select (tableoid, ctid) on t to bob; grant select on t to bob;"
        + "grant select (xmin) on u to bob; alter table u owner to bob; create table v (a int); grant select (cmin) on v to bob;"
        + "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table f (a int) server s;"
        + "grant select (tableoid) on f to bob;",
    ),
    Pair("syscat column", "", "grant select (rolname) on pg_catalog.pg_authid to bob;"),
    Pair(
        "syscat view",
        "",
        "revoke select on pg_catalog.pg_views from public; grant select on pg_catalog.pg_tables to bob with grant option; ",
    ),
    Pair("syscat schema", "", "grant create on schema pg_catalog to bob;"),
    Pair("syscat lang", "", "revoke usage on language plpgsql from public; grant usage on language sql to bob;"),
    Pair("syscat type", "", "revoke usage on type pg_catalog.int4 from public;"),
    Pair("public schema", "", "grant create on schema public to bob; revoke usage on schema public from public;"),
    Pair(
        "ext member",
        "create extension hstore;",
        "create extension hstore; revoke execute on function hstore_to_json(hstore) from public; revoke usage on type hstore from public; grant usage on type hstore to bob;",
    ),
    Pair(
        "materialized view over a view whose owner is granted what is below",
        "create table t (a int, b text); create view v as select a, b from t; alter view v owner to bob;",
        "create table t (a int, b text); grant select (a, b) on t to bob; create view v as select a, b from t; create view w as select b from v; alter view w owner to alice; grant select on v to alice; alter view v owner to bob; create materialized view m as select b from w;",
    ),
    Pair("default priv lo", "", "alter default privileges grant select, update on large objects to bob;", since=18),
    Pair(
        "default priv everything",
        "",
        "alter default privileges revoke execute on functions from public; alter default privileges in schema public grant select on tables to bob with grant option; alter default privileges for role alice grant usage on schemas to bob; alter default privileges revoke usage on types from public;",
    ),
    Pair(
        "default priv grant option change",
        "alter default privileges grant select on tables to bob with grant option;",
        "alter default privileges grant select on tables to bob;",
    ),
    Pair("default priv owner revoked", "", "alter default privileges revoke insert on tables from current_user;"),
    Pair(
        "objects of another owner where the maker of new ones starts with less than an owner has",
        LESS,
        "create table t (a int generated always as identity); alter table t owner to alice;"
        "create procedure p() language sql as ''; alter procedure p owner to alice;"
        "create type pair as (a int); alter type pair owner to alice;"
        "create view v as select 1 as a; alter view v owner to alice;" + LESS,
    ),
    *(
        Pair(
            f"identity of a table of {before} that becomes one of {after}, {how}, where new sequences of {maker} are"
            " granted",
            f"create table t (a int not null, b int); insert into t values (1, 2); alter table t owner to {before};"
            + granted.format(maker=maker),
            f"create table t ({columns}); alter table t owner to {after};" + granted.format(maker=maker),
        )
        for granted in ("alter default privileges for role {maker} in schema public grant all on sequences to public;",)
        for how, columns in (
            ("of a column that is there", "a int not null generated always as identity, b int"),
            ("with its column", "a int not null, b int, c int generated always as identity"),
        )
        for maker in ("alice", "bob")
        for before, after in (("alice", "alice"), ("alice", "bob"))
    ),
    Pair("default priv maintain", "", "alter default privileges grant maintain on tables to bob;", since=17),
    Pair("maintain", NUMBERS, NUMBERS + "grant maintain on t to bob;", since=17),
    Pair("all incl maintain", NUMBERS, NUMBERS + "grant all on t to bob;"),
    Pair(
        "fdw priv",
        "",
        "create foreign data wrapper w; grant usage on foreign data wrapper w to bob; create server s foreign data wrapper w; grant usage on foreign server s to bob with grant option;",
    ),
    Pair(
        "database things",
        "",
        "create table t (a int); grant select (a), update (a) on t to bob; revoke select on t from current_user;",
    ),
]

INDEX_MARKS = [
    Pair(
        "index that a table is clustered on and replicated by gets more columns",
        "create table t (a int not null, b int not null); create unique index t_a on t (a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
        "create table t (a int not null, b int not null); create unique index t_a on t (a, b);alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
    Pair(
        "key that a table is clustered on and replicated by becomes its primary key",
        "create table t (a int not null, b int not null, constraint t_a unique (a));alter table t cluster on t_a; alter table t replica identity using index t_a;",
        "create table t (a int not null, b int not null, constraint t_a primary key (a, b));alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
    Pair(
        "index that a table is clustered on and replicated by has a column of another type",
        "create table t (a int not null, b int not null); create unique index t_a on t(a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
        "create table t (a text not null, b int not null); create unique index t_a on t(a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
    Pair(
        "index that a table is clustered on and replicated by becomes a key",
        "create table t (a int not null, b int not null); create unique index t_a on t(a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
        "create table t (a int not null, b int not null, constraint t_a unique(a));alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
    Pair(
        "index that a table is clustered on and replicated by has an enum in another order",
        "create type e as enum ('a', 'b'); create table t (a e not null, b int not null); create unique index t_a on t(a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
        "create type e as enum ('b', 'a'); create table t (a e not null, b int not null); create unique index t_a on t(a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
    Pair(
        "column becomes not null for the replica identity",
        "create table t (a int); create unique index t_a on t(a);",
        "create table t (a int not null); create unique index t_a on t(a);alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
    Pair(
        "index that a materialized view is clustered on gets more columns",
        "create materialized view m as select 1 as a, 2 as b; create index i on m (a); alter materialized view m cluster on i;",
        "create materialized view m as select 1 as a, 2 as b; create index i on m (a, b); alter materialized view m cluster on i;",
    ),
    Pair(
        "replica identity by an index with the name of a keyword",
        'create table t (a int not null); create unique index nothing on t(a); create table "Y z" (a int not null); create unique index "full" on "Y z" (a); alter table "Y z" replica identity full;',
        'create table t (a int not null); create unique index nothing on t(a);alter table t replica identity using index nothing;create table "Y z" (a int not null); create unique index "full" on "Y z" (a); alter table "Y z" replica identity using index "full"',
    ),
    Pair(
        "partition's index that it is clustered on and replicated by gets more columns",
        "create table t (a int not null, b int not null) partition by list (a); create table t1 partition of t for values in (1); create unique index t_a on t (a); alter table t replica identity using index t_a; alter table t1 replica identity using index t1_a_idx; alter table t1 cluster on t1_a_idx;",
        "create table t (a int not null, b int not null) partition by list (a); create table t1 partition of t for values in (1); create unique index t_a on only t (a, b); create unique index t1_a_idx on t1 (a, b); alter index t_a attach partition t1_a_idx; alter table t replica identity using index t_a; alter table t1 replica identity using index t1_a_idx; alter table t1 cluster on t1_a_idx;",
    ),
    Pair(
        "index that a table is clustered on and replicated by has another generated column",
        "create table t (a int not null, g int generated always as (a + 1) stored not null); create unique index t_a on t (g);alter table t cluster on t_a; alter table t replica identity using index t_a;",
        "create table t (a int not null, g int generated always as (a + 2) stored not null); create unique index t_a on t (g);alter table t cluster on t_a; alter table t replica identity using index t_a;",
    ),
]

SEQUENCE_BOUNDS = [
    Pair(
        "sequence that goes down in a smaller type",
        "create sequence s; ",
        "create sequence s as smallint increment by -2 no cycle;",
    ),
    Pair(
        "sequence whose lowest value is above where it stands",
        "create sequence s; ",
        "create sequence s minvalue 1000 maxvalue 2000;",
    ),
    Pair(
        "sequence that goes up and no longer down",
        "create sequence s increment -1 ; ",
        "create sequence s as int increment 1 minvalue 5 start 7;",
    ),
    Pair(
        "serial that goes down",
        "create table t (a serial);",
        "create table t (a smallserial); alter sequence t_a_seq as smallint increment -1 minvalue -100 maxvalue -1 start -1 restart;",
    ),
    Pair(
        "identity that goes down in a smaller type",
        "create table t (a int generated always as identity);",
        "create table t (a smallint generated always as identity (increment by -1));",
    ),
    Pair(
        "identity that goes down in a larger type",
        "create table t (a smallint generated always as identity);",
        "create table t (a bigint generated always as identity (increment by -1 start -100));",
    ),
    Pair(
        "sequence with the bounds of its former, smaller type",
        "create sequence s as int; ",
        "create sequence s as bigint maxvalue 2147483647;",
    ),
    Pair(
        "sequence that goes down with the bounds of its former, smaller type",
        "create sequence s as int increment -1; ",
        "create sequence s as bigint increment -1 minvalue -2147483648;",
    ),
    Pair(
        "identity with the bounds of its former, smaller type",
        "create table t (a int generated always as identity);",
        "create table t (a bigint generated always as identity (maxvalue 2147483647));",
    ),
    Pair(
        "sequence in a smaller type that stays where it stands",
        "create sequence s; select nextval('s'), nextval('s');",
        "create sequence s as smallint minvalue 1 maxvalue 300;",
        keeps=("select last_value, is_called from s",),
    ),
]

DOMAIN_NOT_NULL = [
    Pair(
        "named and commented not null of a domain",
        "create domain d as int;",
        "create domain d as int constraint nn not null; comment on constraint nn on domain d is 'x';",
        since=17,
    ),
    Pair(
        "not null of a domain under another name",
        "create domain d as int constraint mm not null; comment on constraint mm on domain d is 'y';",
        "create domain d as int constraint nn not null; ",
        since=17,
    ),
    Pair(
        "not null of a domain that is used gets a name and a comment",
        "create domain d as int not null; ",
        "create domain d as int constraint nn not null; comment on constraint nn on domain d is 'x'; create table t (x d);",
        since=17,
    ),
    Pair(
        "comment on the not null of a domain",
        "create domain d as int not null; ",
        "create domain d as int not null; comment on constraint d_not_null on domain d is 'x';",
        since=17,
    ),
    Pair(
        "new domain with a named not null and a check",
        "",
        "create domain d as int constraint nn not null constraint p check (value > 0); comment on constraint nn on domain d is 'x';",
        since=17,
    ),
    Pair(
        "domain over another type with a named not null",
        "create domain d as int constraint nn not null; comment on constraint nn on domain d is 'x'; create table t (x d);",
        "create domain d as bigint constraint nn not null; comment on constraint nn on domain d is 'x'; create table t (x d);",
        since=17,
    ),
    Pair(
        "domain inside an array becomes not null with a name",
        "create domain d as int; create table t (x d[]);",
        "create domain d as int constraint nn not null; comment on constraint nn on domain d is 'x'; create table t (x d[]);",
        since=17,
    ),
]

PARTITIONED = [
    Pair(
        "partitioned table gets an access method for its partitions",
        "create access method am type table handler heap_tableam_handler; create table t (a int) partition by list (a);",
        "create access method am type table handler heap_tableam_handler; create table t (a int) partition by list (a) using am; create table t1 partition of t default;",
        since=17,
    ),
    Pair(
        "partitioned table says heap and no longer another access method",
        "create access method am type table handler heap_tableam_handler; create table t (a int) partition by list (a) using am; create table t1 partition of t default using heap;",
        "create access method am type table handler heap_tableam_handler; create table t (a int) partition by list (a) using heap; create table t1 partition of t default using heap;",
        since=17,
    ),
    Pair(
        "partitioned tables with access methods",
        "",
        "create access method am type table handler heap_tableam_handler; create table t (a int) partition by list (a) using am; create table h (a int) partition by list (a) using heap; create table h1 partition of h default; create table t1 partition of t default;",
        since=17,
    ),
    Pair(
        "partition's index is attached, and leaves again",
        "create table a (x int, y int) partition by list (x); create table b partition of a for values in (1); create table c partition of a for values in (2) partition by list (x); create table d partition of c default; create index i on only a (y); create index bi on b (y); create index ci on c (y); alter index i attach partition ci;",
        "create table a (x int, y int) partition by list (x); create table b partition of a for values in (1); create table c partition of a for values in (2) partition by list (x); create table d partition of c default; create index i on only a (y); create index bi on b (y); create index ci on c (y); alter index i attach partition ci; alter index i attach partition bi;",
    ),
    Pair(
        "index below a partition's is attached, and leaves again",
        "create table a (x int, y int) partition by list (x); create table b partition of a for values in (1); create table c partition of a for values in (2) partition by list (x); create table d partition of c default; create index i on only a (y); create index bi on b (y); create index ci on only c (y); create index di on d (y); alter index i attach partition bi; alter index i attach partition ci;",
        "create table a (x int, y int) partition by list (x); create table b partition of a for values in (1); create table c partition of a for values in (2) partition by list (x); create table d partition of c default; create index i on only a (y); create index bi on b (y); create index ci on only c (y); create index di on d (y); alter index i attach partition bi; alter index i attach partition ci; alter index ci attach partition di; ",
    ),
    Pair(
        "partition's key is attached, and leaves again",
        "create table a (x int, y int) partition by list (x); create table b partition of a for values in (1); create table c partition of a for values in (2) partition by list (x); create table d partition of c default; alter table only a add constraint k unique (x); alter table b add constraint bk unique (x);",
        "create table a (x int, y int) partition by list (x); create table b partition of a for values in (1); create table c partition of a for values in (2) partition by list (x); create table d partition of c default; alter table only a add constraint k unique (x); alter table b add constraint bk unique (x); alter index k attach partition bk;",
    ),
]

PAIRS = [
    *NOT_NULL,
    *CONSTRAINTS,
    *GENERATED,
    *IDENTITY_SEQUENCES,
    *TRIGGER_CLONES,
    *PRIVILEGES,
    *INDEX_MARKS,
    *SEQUENCE_BOUNDS,
    *DOMAIN_NOT_NULL,
    *PARTITIONED,
]
"""There and back, on each server that has it, judged by pg_dump."""
