"""Pairs of schemas whose types change under rows: every place that a type can be in, there and back."""

from tests.plan.schemas import Pair

SAD = "create type mood as enum ('sad', 'ok', 'happy');"
GLAD = "create type mood as enum ('happy', 'ok');"
TURNED = "create type mood as enum ('happy', 'ok', 'sad');"
OWNED = "alter type mood owner to alice; comment on type mood is 'how one is'; grant usage on type mood to bob;"


def _enum(name: str, rest: str, *keeps: str, since: int = 0, column_order: bool = True) -> list[Pair]:
    """A value goes, and the order changes, under the same rest of a schema."""
    return [
        Pair(f"enum value removed {name}", SAD + OWNED + rest, GLAD + OWNED + rest, keeps, column_order, since),
        Pair(f"enum reordered {name}", SAD + OWNED + rest, TURNED + OWNED + rest, keeps, column_order, since),
    ]


def _type(name: str, before: str, after: str, rest: str, *keeps: str, column_order: bool = True) -> Pair:
    return Pair(name, before + rest, after + rest, keeps, column_order)


DOMAINS = """
create domain humour as mood default 'ok' constraint humour_known check (value is not null);
create domain humours as mood[] default '{ok}'::mood[];
create domain deep as humour constraint deep_ok check (value::mood <> 'happy' or value::mood = 'happy');
alter domain humour owner to alice; comment on domain humour is 'a mood'; grant usage on type humour to bob;
comment on constraint humour_known on domain humour is 'never unknown';
create table d (id int primary key, one humour not null, many humours, lower deep, list humour[]);
insert into d select n, 'ok', array['happy', 'ok']::mood[], 'happy', array['ok', 'happy']::humour[]
from generate_series(1, 5) as n;
insert into d (id) values (6);
create index on d (lower) where one::mood = 'ok';
"""
COMPOSITES = """
create type feeling as (since date, how mood, all_of mood[], "of What" text);
create type felt as (inner_one feeling, n int);
alter type feeling owner to alice; comment on type feeling is 'felt'; comment on column feeling.how is 'which';
grant usage on type felt to bob;
create table c (id int primary key, f feeling, fs feeling[], g felt default row(row('2026-01-01', 'ok', null, 'x'), 1)::felt);
insert into c select n, row('2026-02-03', 'happy', '{ok,happy}', 'a "b", (c)')::feeling,
    array[row('2026-02-03', 'ok', null, '')::feeling, null], row(row(null, 'ok', '{}', null), n)::felt
from generate_series(1, 4) as n;
insert into c (id) values (9);
insert into c (id, f) values (10, row(null, null, null, null)::feeling);
create view how_c as select id, (f).how from c where (g).n > 1;
create function how_of(f feeling) returns mood language sql immutable as 'select f.how';
create index on c (how_of(f));
"""
RANGES = """
create type moods as range (subtype = mood);
alter type moods owner to alice; comment on type moods is 'from to';
create table r (id int primary key, span moods, spans moods[], many multimood default '{}');
insert into r select n, moods('ok', 'ok', '[]'), array[moods(null, 'ok')], multimood(moods('ok', 'ok', '[]'))
from generate_series(1, 4) as n;
""".replace("multimood", "moods_multirange")
SORTS_OF_USES = """
create table people (
    id bigint generated always as identity primary key, mood mood default 'ok' not null, moods mood[] default '{ok,happy}',
    name text default 'ok'::mood::text,
    check (mood <> 'unknown'::text::mood or true), constraint has_mood check (mood is not null), constraint fine check (mood >= 'ok' or mood < 'ok')
);
insert into people (mood) select 'ok' from generate_series(1, 3);
insert into people (mood, moods) values ('happy', '{}');
create index people_mood on people (mood); comment on index people_mood is 'by mood';
create index people_ok on people (id) where mood = 'ok';
create index people_text on people ((mood = 'ok'::mood), id);
create unique index people_both on people (id, mood);
alter table people replica identity using index people_both;
alter table people cluster on people_mood;
alter table people alter column mood set statistics 50;
create statistics people_stats (dependencies) on mood, name from people; comment on statistics people_stats is 's';
create function fits(m mood) returns boolean language sql immutable as 'select $1 is not null';
create function best(m mood default 'happy') returns mood language sql immutable begin atomic select m; end;
create procedure cheer(m mood[]) language plpgsql as 'begin null; end';
grant execute on function fits(mood) to bob; comment on function fits(mood) is 'fits';
create view happy as select id, mood, best(mood) as better from people where mood = 'happy'; grant select on happy to bob;
alter view happy owner to alice;
create view above as select * from happy;
comment on column above.mood is 'm'; grant select (mood) on above to bob;
create materialized view counted as select mood, count(*) from people group by mood;
create unique index on counted (mood); grant select on counted to bob;
alter table people enable row level security;
create policy happy_ones on people for select to bob using (mood = 'happy' and fits(mood));
create policy by_default on people for insert with check (best() is not null);
create function nothing() returns trigger language plpgsql as 'begin return new; end';
create trigger watch before update of mood on people for each row when (new.mood = 'ok') execute function nothing();
create trigger watch_all after insert on people for each row execute function nothing();
alter table people disable trigger watch_all;
create rule quiet as on delete to people where old.mood = 'happy' do instead nothing;
"""
KEYS = """
create table moods_known (mood mood primary key, note text, unique (note, mood));
comment on constraint moods_known_pkey on moods_known is 'key'; comment on index moods_known_pkey is 'index';
insert into moods_known values ('ok', 'o'), ('happy', 'h');
create table diary (day date, mood mood not null references moods_known on update cascade, primary key (day, mood));
insert into diary values ('2026-01-01', 'ok'), ('2026-01-02', 'happy');
create table entries (day date, mood mood, foreign key (day, mood) references diary (day, mood) match full not valid);
create table slots (mood mood, during int4range, exclude using gist (during with &&) where (mood = 'ok'));
insert into slots values ('ok', '[1,2)'), ('happy', '[1,2)');
"""
INHERITED = """
create table creatures (id int, mood mood default 'ok', name text);
create table cats (lives int) inherits (creatures);
create table lions (mood mood not null) inherits (cats);
create index on cats (mood); create policy p on lions using (mood = 'ok');
insert into creatures values (1, 'ok', 'a'); insert into cats values (2, 'happy', 'b', 9); insert into lions values (3, 'ok', 'c', 1);
create table log (id int, at date, mood mood not null, primary key (id, at)) partition by range (at);
create table log_a partition of log for values from ('2026-01-01') to ('2026-02-01');
create table log_b partition of log default;
create index on log (mood, id); create index log_a_ok on log_a (id) where mood = 'ok';
insert into log select n, date '2026-01-20' + n, 'ok' from generate_series(1, 20) as n;
"""
GENERATED = """
create table g (id int, mood mood, is_ok boolean generated always as (mood = 'ok') stored, note text);
insert into g (id, mood) values (1, 'ok'), (2, 'happy');
create index on g (is_ok);
"""
PUBLISHED = """
create table pub (id int primary key, mood mood, n int); insert into pub values (1, 'ok', 2);
create publication everything for table pub (id, mood) where (id > 5);
"""
TYPED = """
create type row_of as (id int, mood mood); create table typed of row_of (id with options not null, primary key (id));
insert into typed values (1, 'ok'), (2, 'happy'); create index on typed (mood);
"""
POINT = "create type point3 as (x int, y int, colour text); comment on column point3.x is 'across';"
POINT_TO = "create type point3 as (x bigint, y int, colour varchar(20)); comment on column point3.x is 'across';"
POINTS = """
alter type point3 owner to alice;
create table points (id int primary key, p point3, ps point3[]); create view xs as select (p).x from points;
insert into points select n, row(n, 2, 'red')::point3, array[row(n, 3, 'a b')::point3] from generate_series(1, 5) as n;
insert into points values (9, null, null);
create domain near as point3 check ((value).x < 100); create table nearer (n near); insert into nearer values (row(1, 2, 'b'));
"""
AMOUNTS = """
create table bills (id int primary key, total amount not null, parts amount[], note text, check (total > 0));
insert into bills select n, n, array[n, n + 1]::amount[] from generate_series(1, 5) as n;
create index on bills (total); create view totals as select sum(total) as total from bills;
create type bill_line as (n int, price amount); create table lines (l bill_line); insert into lines values (row(1, 5)::bill_line);
create function double(a amount) returns amount language sql immutable as 'select (a * 2)::public.amount';
create view doubled as select double(total) as d from bills; grant select on doubled to bob;
"""

INSIDE = """
create type pair as (a d, b deep); create type ds as range (subtype = d);
create table t (id int, one d default 1, many d[], p pair, ps pair[], r ds);
insert into t values (1, 1, '{2,3}', row(4, 5), array[row(6, 7)::pair], '[8,9)');
"""

FEELINGS = (
    "select sum(id), max((f).how::text), max((f).all_of::text), max((fs)[1].how::text), max((g).n), count(f) from c",
    "select string_agg(f::text, ';' order by id), count(*) filter (where f is distinct from null) from c",
)
TYPE_PAIRS = [
    *_enum("under domains", DOMAINS, "select sum(id), max(one::text), max(many::text), max(list::text) from d"),
    *_enum("in composite types", COMPOSITES, *FEELINGS),
    *_enum("in ranges", RANGES, "select sum(id), max(span::text), max(many::text), max(spans::text) from r"),
    *_enum("in every kind of use", SORTS_OF_USES, "select sum(id), min(mood::text), max(moods::text) from people"),
    *_enum("in keys", KEYS, "select count(*), max(mood::text) from diary", "select count(*) from moods_known"),
    *_enum(
        "in inherited columns",
        INHERITED,
        "select sum(id), max(mood::text), count(*) from creatures",
        "select sum(id), max(mood::text), count(*) from log",
    ),
    *_enum("in generated columns", GENERATED, "select count(is_ok), max(mood::text) from g", column_order=False),
    *_enum("in publications", PUBLISHED, "select count(*), max(mood::text) from pub", since=15),
    *_enum("in a typed table", TYPED, "select count(*), max(mood::text) from typed"),
    _type(
        "composite attribute types under columns",
        POINT,
        POINT_TO,
        POINTS,
        "select sum(id), sum((p).x), max((ps)[1].colour), count(p) from points",
        "select n::text from nearer",
    ),
    _type(
        "composite attribute types, more and fewer attributes under columns",
        "create type point3 as (x int, y int, z int);",
        "create type point3 as (x bigint, z int, w text);",
        "create table points (id int, p point3);",
        column_order=False,
    ),
    _type(
        "composite attribute type of a typed table",
        "create type pair as (a int, b text);",
        "create type pair as (a bigint, b text, c date);",
        "create table pairs of pair (primary key (a)); create index on pairs (b);",
    ),
    _type(
        "domain over another type under columns",
        "create domain amount as int check (value > 0);",
        "create domain amount as bigint default 5 check (value > 0); comment on domain amount is 'money';",
        AMOUNTS,
        "select sum(id), sum(total), max(parts::text) from bills",
        "select l::text from lines",
    ),
    Pair(
        "domain over a composite type whose check is about a new attribute while another one changes",
        "create type c as (b text); create domain d as c; create table t (d d); insert into t values (row('x')::c);",
        "create type c as (b varchar(5), a int, z text); create domain d as c check ((value).a > 0); create table t (d d); insert into t values (row('x', null, null)::c);",
        ("select count(*), max(((d)::c).b::text) from t",),
    ),
    Pair(
        "domain amid the attributes of a type that no column has",
        "create domain d as int[] check (value is not null); create type c as (a text, b d[], z text); create table t (x int);",
        "create domain d as int4range check (value is not null); create type c as (a text, b d[], z text); create table t of c;",
    ),
    _type(
        "domain over another type whose not null has the usual name",
        "create domain amount as int not null;",
        "create domain amount as bigint not null;",
        "create table bills (id int, total amount, parts amount[]); insert into bills values (1, 2, '{3}');",
        "select sum(id), sum(total), max(parts::text) from bills",
    ),
    _type(
        "collation in a domain and in a composite type",
        "create collation c (locale = 'C', provider = libc);",
        "create collation c (locale = 'POSIX', provider = libc);",
        """create domain word as text collate c; create type entry as (w text collate c, n int); alter collation c owner to alice;
          create table words (id int, w word, e entry, plain text collate c); create index on words (w); create index on words (plain);
          insert into words values (1, 'b', row('a', 1), 'x'), (2, 'a', row('b', 2), 'y');""",
        "select string_agg(w, ',' order by id), max(e::text), max(plain) from words",
    ),
    _type(
        "range over another subtype under columns",
        "create type span as range (subtype = int4);",
        "create type span as range (subtype = int8);",
        "create table spans (id int, s span, m span_multirange); insert into spans values (1, '[1,5)', '{[1,2)}'), (2, 'empty', '{}');"
        "create index on spans using gist (s);",
        "select string_agg(s::text, ' ' order by id) from spans",
    ),
    _type(
        "enum and domain and composite type at once",
        SAD + "create domain d as int; create type e as (a int, m mood);",
        TURNED + "create domain d as bigint; create type e as (a bigint, m mood);",
        "create table t (m mood, d d, e e); insert into t values ('ok', 1, row(1, 'sad'));",
        "select t::text from t",
    ),
    Pair(
        "typed table that changes itself while its type is followed by another",
        SAD + "create type e as (m mood, n int); create table t of e (n default 4); insert into t values ('ok', 1);",
        TURNED + "create type e as (m mood, n varchar(9)); create table t of e (n default '5') with (fillfactor = 70);"
        "alter table t enable row level security, force row level security, replica identity full, owner to alice;"
        "alter table t set unlogged; comment on table t is 'typed'; insert into t values ('ok', '1');",
        ("select m::text, n::text from t",),
    ),
    Pair(
        "typed table that comes, and one that goes, as the type changes",
        "create type c as (a timestamptz, b text); create table gone of c; create table u (x int);",
        "create type c as (a varchar(9)[], b timestamptz, d text); create table t of c (d default 'x'); create table u of c; create function f(c) returns c language sql as 'select $1';",
    ),
    Pair(
        "checks of domains inside arrays, composites and ranges",
        "create domain d as int; create domain deep as d constraint low check (value < 1000);" + INSIDE,
        "create domain d as int not null constraint high check (value > 0); create domain deep as d constraint low check (value < 500);"
        "comment on constraint high on domain d is 'high';" + INSIDE,
        ("select t::text from t",),
    ),
]

DEPENDANTS = """
alter table t add constraint small check (a < 1000), add constraint many unique (b), add primary key (a);
comment on constraint small on t is 'small'; create table u (a int references t (a));
create index t_part on t (b) where a > 5; create index t_expr on t ((a + 1), lower(b)); comment on index t_part is 'part';
create statistics t_stats on a, b from t;
create view v with (security_barrier = true) as select a, b from t; grant select (a) on v to bob; comment on view v is 'v';
alter view v alter column b set default 'x'; alter view v owner to alice;
create view vv as select * from v; create rule r as on insert to vv do instead nothing;
create materialized view m as select a, count(*) from t group by a; create unique index on m (a); grant select on m to bob;
create policy p on t for select to bob using (a > 1); alter table t enable row level security;
create function total() returns numeric language sql stable begin atomic select sum(a) from t; end;
create trigger tr before update of a on t for each row when (old.a is distinct from new.a)
    execute function suppress_redundant_updates_trigger(); comment on trigger tr on t is 'tr';
create rule quiet as on delete to t where old.a = 1 do instead nothing;
grant select (a), update (b) on t to bob; comment on column t.a is 'a';
create publication pu for table t (a, b) where (a > 1);
insert into t (a, b) select n, 'b ' || n from generate_series(1, 9) as n;
"""

ROWS = "insert into t (a, b) select n, 'b ' || n from generate_series(1, 9) as n;"
FOUND = ("select sum(a), max(b), count(*) from t",)
ADDED = SAD.replace("'ok'", "'ok', 'fine'")
USED = """
create domain humour as mood;
create type feeling as (how mood, why text);
create type moods as range (subtype = mood);
create table diary (id int, mood mood, list mood[], h humour, f feeling, span moods);
insert into diary values (1, 'ok', '{ok}', 'ok', row('ok', ''), '[ok,happy]');
"""
USES = """
alter table diary alter column mood set default 'fine', alter column list set default '{fine,ok}',
    alter column h set default 'fine', alter column f set default row('fine', 'x')::feeling,
    alter column span set default '[fine,happy]';
alter table diary add constraint never check (mood <> 'fine' or id > 0);
create index fine_ones on diary (id) where mood = 'fine';
create view fine as select id, 'fine'::mood as m from diary where mood = any ('{fine,ok}'::mood[]);
create function finest() returns mood language sql begin atomic select 'fine'::mood; end;
create function quoted() returns mood language sql as 'select ''fine''::public.mood';
create policy fine_only on diary using (mood = 'fine');
alter domain humour set default 'fine';
create materialized view counted as select count(*) filter (where mood = 'fine') from diary;
create trigger seen before insert on diary for each row when (new.mood = 'fine') execute function suppress_redundant_updates_trigger();
"""
COLUMN_PAIRS = [
    Pair(
        "enum value added and used everywhere in one plan",
        SAD + USED,
        ADDED + USED + USES,
        ("select id, mood::text, f::text from diary",),
    ),
    Pair(
        "enum value with quotes and backslashes added and used",
        "create type m as enum ('a'); create table t (m m);",
        r"""create type m as enum ('a', 'it''s \ "b", {c}');
        create table t (m m default 'it''s \ "b", {c}', check (m <> 'it''s \ "b", {c}'));""",
    ),
    Pair(
        "plain column becomes an identity",
        "create table t (a int, b text);" + ROWS,
        "create table t (a int generated always as identity, b text);",
        FOUND,
    ),
    Pair(
        "not null column becomes an identity with options",
        "create table t (a bigint primary key, b text);" + ROWS,
        "create table t (a bigint primary key generated by default as identity (start 5 increment 5 sequence name other), b text);",
        FOUND,
    ),
    Pair(
        "serial becomes an identity",
        "create table t (a serial primary key, b text);" + ROWS,
        "create table t (a int primary key generated by default as identity, b text);",
        FOUND,
    ),
    Pair(
        "serial with a sequence of another name becomes an identity",
        "create sequence s; create table t (a bigint default nextval('s'), b text); alter sequence s owned by t.a;"
        + ROWS,
        "create table t (a bigint generated always as identity, b text);",
        FOUND,
    ),
    Pair(
        "identity always and by default, another type",
        "create table t (a int generated always as identity, b text); insert into t (b) values ('x');",
        "create table t (a bigint generated by default as identity, b text);",
        FOUND,
    ),
    Pair(
        "virtual column made and changed",
        "create table t (a int, b text, c int generated always as (a + 1) virtual);" + ROWS,
        "create table t (a int, b text, c int generated always as (a + 2) virtual, d text generated always as (b || '!') virtual);",
        FOUND,
        since=18,
    ),
    Pair(
        "virtual column with dependants gets another expression",
        "create table t (a int, b text, c int generated always as (a + 1) virtual); create view v as select c from t; grant select on v to bob;"
        + ROWS,
        "create table t (a int, b text, c int generated always as (a * 2) virtual); create view v as select c from t; grant select on v to bob;",
        FOUND,
        since=18,
    ),
    Pair(
        "stored column gets another expression",
        "create table t (a int, b text, c int generated always as (a + 1) stored); create index ti on t (c); create view v as select c from t;"
        + ROWS,
        "create table t (a int, b text, c int generated always as (a * 2) stored); create index ti on t (c); create view v as select c from t;",
        FOUND,
        False,
    ),
    Pair(
        "stored column gets another type",
        "create table t (a int, b text, c int generated always as (a + 1) stored);" + ROWS,
        "create table t (a int, b text, c bigint generated always as (a + 1) stored);",
        FOUND,
    ),
    Pair(
        "stored column becomes plain",
        "create table t (a int, b text, c int generated always as (a + 1) stored);" + ROWS,
        "create table t (a int, b text, c int);",
        FOUND,
        False,
    ),
    Pair(
        "column gets another collation",
        "create table t (a int, b text); create index ti on t (b); create view v as select b from t;" + ROWS,
        'create table t (a int, b text collate "C"); create index ti on t (b); create view v as select b from t;',
        FOUND,
    ),
    Pair(
        "table becomes one of a type",
        "create type tt as (a int, b text); create table t (a int, b text);" + ROWS,
        "create type tt as (a int, b text); create table t of tt;",
        FOUND,
    ),
    Pair(
        "inheritance comes and goes under rows",
        "create table p (a int); create table t (a int, b text);" + ROWS,
        "create table p (a int); create table t (a int, b text) inherits (p);",
        FOUND,
        False,
    ),
    Pair(
        "domain inside arrays of a partition that gets other bounds",
        "create domain d as varchar(7) check (value is not null); create type pair as (a int, b d[]); create table p (k int, l d[], m pair) partition by range (k); create table p1 partition of p for values from (0) to (9); create table p2 partition of p for values from (20) to (30) partition by range (k); create table p21 partition of p2 default; insert into p values (1, '{1}', row(1, '{2}')), (21, '{3}', row(2, '{4}'));",
        "create domain d as text not null; create type pair as (a int, b d[]); create table p (k int, l d[], m pair) partition by range (k); create table p1 partition of p for values from (0) to (10); create table p2 partition of p for values from (20) to (40) partition by range (k); create table p21 partition of p2 default;",
        ("select * from p order by k",),
    ),
    Pair(
        "enum that loses a value, in a partition that leaves and a child that gets its parents in another order",
        SAD
        + "create table p (k int, l mood[]) partition by range (k); create table p1 partition of p for values from (0) to (9); create table a (m mood); create table b (m mood); create table c () inherits (a, b); insert into p values (1, '{ok}'); insert into c values ('happy');",
        GLAD
        + "create table p (k int, l mood[]) partition by range (k); create table p1 (k int, l mood[]); create table a (m mood); create table b (m mood); create table c () inherits (b, a);",
        ("select * from p1", "select * from c"),
    ),
    Pair(
        "unlogged, storage and compression",
        "create table t (a int, b text);" + ROWS,
        "create unlogged table t (a int, b text compression pglz); alter table t alter b set storage external;",
        FOUND,
    ),
    Pair(
        "identity before not null",
        "create table t (a int, b text);" + ROWS,
        "create table t (a int generated by default as identity primary key, b text not null);",
        FOUND,
    ),
    Pair(
        "column types with every kind of dependant",
        "create table t (a int, b varchar(20), c numeric(10, 2) default 1.5, g int generated always as (a + 1) stored);"
        + DEPENDANTS,
        "create table t (a bigint, b text, c numeric(14, 2) default 2.5, g int generated always as (a + 1) stored);"
        + DEPENDANTS,
        FOUND,
        False,
        15,
    ),
    Pair(
        "types of another family",
        "create table t (a int, b text, c boolean default true, d text[], e int default 0, f varchar default '0');"
        + ROWS,
        "create table t (a text, b text, c int default 1, d varchar(9)[], e boolean default false, f int default 0);",
        ("select max(b) from t",),
    ),
    *(
        Pair(f"{name}, in {through}", before + between + rest, after + straight + rest, keeps)
        for name, value, before, after in (
            ("attribute changes", "(1)", "create type n as (b int);", "create type n as (b bigint);"),
            ("domain changes", "1", "create domain n as int check (value < 9);", "create domain n as text not null;"),
            ("enum loses a value", "b", "create type n as enum ('a', 'b');", "create type n as enum ('b');"),
        )
        for through, between, straight, rest, keeps in (
            (
                "a composite type that goes, in one that stays",
                "create type o as (a n[]); create type h as (a o, z int);",
                "create type h as (a n[], z int);",
                "create table t (b h); insert into t values (row(null, 1));",
                ("select b::text from t",),
            ),
            (
                "a domain that goes, in a composite type that stays",
                "create domain o as n; create type h as (y text, a o, z int);",
                "create type h as (y text, a n, z int);",
                f"create table t (b h[]); insert into t values (array[row('y', '{value}', 1)::h]);",
                ("select b::text from t",),
            ),
            (
                "a domain that goes, in one that stays",
                "create domain o as n; create domain h as o[];",
                "create domain h as n[];",
                f"create table t (b h); insert into t values ('{{{value}}}');",
                ("select b::text from t",),
            ),
            (
                "a composite type that goes, in one that no column holds",
                "create type o as (a n); create type h as (a o, z int);",
                "create type h as (a n, z int);",
                "",
                (),
            ),
        )
    ),
    Pair(
        "column of a type that goes gets one that was in it and changes",
        "create type n as (b int); create type o as (a n); create table t (b o, c int); insert into t values (null, 1);",
        "create type n as (b bigint); create table t (b n, c int); insert into t values (null, 1);",
        ("select c from t where b is null",),
    ),
]
