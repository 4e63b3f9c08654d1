"""Aggregates, ranges, collations, statistics, text search dictionaries and configurations, on real servers."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import ask, judge, statements

ADD = """
create function public.add(bigint, integer) returns bigint language sql immutable as 'select $1 + $2';
create function public.take(bigint, integer) returns bigint language sql immutable as 'select $1 - $2';
create function public.join_up(bigint, bigint) returns bigint language sql immutable as 'select $1 + $2';
create function public.shown(bigint) returns text language sql immutable as 'select $1::text';
create function public.rank_of(internal, variadic "any") returns bigint language internal as 'hypothetical_rank_final';
"""

FULL_AGGREGATE = """
create aggregate public.total(integer) (
    sfunc = public.add, stype = bigint, sspace = 64, finalfunc = public.shown, finalfunc_modify = read_write,
    combinefunc = public.join_up, initcond = '0', msfunc = public.add, minvfunc = public.take, mstype = bigint,
    msspace = 32, mfinalfunc = public.shown, mfinalfunc_modify = shareable, minitcond = '1', parallel = safe
);
"""

AGGREGATES = {
    "every option": FULL_AGGREGATE,
    "sort operator": "create aggregate public.least_of(integer) (sfunc = int4smaller, stype = integer, sortop = <);",
    "no arguments": "create aggregate public.rows(*) (sfunc = int8inc, stype = bigint, initcond = '0');",
    "serialised": """
        create aggregate public.mean(numeric) (sfunc = numeric_avg_accum, stype = internal, finalfunc = numeric_avg,
            combinefunc = numeric_avg_combine, serialfunc = numeric_avg_serialize,
            deserialfunc = numeric_avg_deserialize, parallel = restricted);
    """,
    "ordered-set": """
        create aggregate public.middle(share double precision order by sort_key double precision) (
            sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_cont_float8_final);
    """,
    "hypothetical": """
        create aggregate public.place(variadic "any" order by variadic "any") (
            sfunc = ordered_set_transition_multi, stype = internal, finalfunc = public.rank_of,
            finalfunc_extra, hypothetical);
    """,
    "extra and polymorphic": """
        create function public.same(anyelement, anyelement) returns anyelement language sql as 'select $1';
        create function public.last_of(internal, "any") returns text language internal as 'array_agg_finalfn';
        create aggregate public.any_of(anyelement) (sfunc = public.same, stype = anyelement);
    """,
}


@pytest.mark.parametrize("made", AGGREGATES.values(), ids=AGGREGATES)
def test_aggregate_is_made_and_dropped(any_server: ShadowServer, made: str) -> None:
    judge(any_server, ADD, ADD + made)


def test_aggregate_carries_owner_comment_and_privileges(any_server: ShadowServer) -> None:
    after = f"""
        {AGGREGATES["ordered-set"]} {AGGREGATES["no arguments"]}
        alter aggregate public.middle(double precision order by double precision) owner to alice;
        alter aggregate public.rows(*) owner to bob;
        comment on aggregate public.middle(double precision order by double precision) is 'half way';
        comment on aggregate public.rows(*) is 'count';
        revoke execute on function public.middle(double precision, double precision) from public;
        grant execute on function public.rows() to alice with grant option;
    """
    judge(any_server, AGGREGATES["ordered-set"] + AGGREGATES["no arguments"], after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("initcond = '0'", "initcond = '5'"),
        ("initcond = '0',", ""),
        ("parallel = safe", "parallel = restricted"),
        ("sspace = 64", "sspace = 128"),
        ("finalfunc_modify = read_write", "finalfunc_modify = shareable"),
        ("mfinalfunc = public.shown, mfinalfunc_modify = shareable", "mfinalfunc = public.shown"),
        ("combinefunc = public.join_up", "combinefunc = int8pl"),
    ],
)
def test_aggregate_is_replaced_in_place_under_a_view(any_server: ShadowServer, old: str, new: str) -> None:
    view = "create table t (i integer); create view v as select public.total(i) as total from t;"
    plan = judge(any_server, ADD + FULL_AGGREGATE + view, ADD + FULL_AGGREGATE.replace(old, new) + view)
    assert [one.partition(" (")[0] for one in statements(plan)] == ["create or replace aggregate public.total(integer)"]


def test_aggregate_with_another_result_is_made_again_with_its_view(any_server: ShadowServer) -> None:
    before = "create aggregate public.total(integer) (sfunc = public.add, stype = bigint);"
    after = "create aggregate public.total(integer) (sfunc = public.add, stype = bigint, finalfunc = public.shown);"
    view = "create table t (i integer); create view v as select public.total(i) as total from t;"
    judge(any_server, ADD + before + view, ADD + after + view)


def test_function_becomes_an_aggregate(any_server: ShadowServer) -> None:
    function = "create function public.total(integer) returns bigint language sql as 'select 1::bigint';"
    judge(
        any_server, ADD + function, ADD + "create aggregate public.total(integer) (sfunc = public.add, stype = int8);"
    )


RANGES = {
    "plain": "create type public.span as range (subtype = numeric);",
    "named": """
        create function public.apart(time, time) returns double precision language sql immutable
            as 'select extract(epoch from $1 - $2)::double precision';
        create type public.time_range as range (subtype = time, subtype_diff = public.apart,
            multirange_type_name = public.times);
    """,
    "collated": """create type public.words as range (subtype = text, subtype_opclass = text_pattern_ops,
        collation = "C");""",
    "canonical": """
        create type public.days;
        create function public.whole(public.days) returns public.days language internal immutable strict
            as 'daterange_canonical';
        create type public.days as range (subtype = date, canonical = public.whole, subtype_diff = daterange_subdiff);
        comment on function public.whole(public.days) is 'rounds';
        alter function public.whole(public.days) owner to alice;
        create table public.stays (d public.days, m public.days_multirange, a public.days[]);
    """,
    "used": """
        create type public.span as range (subtype = numeric);
        create table public.t (s public.span, m public.span_multirange, a public.span[],
            check (s <> public.span(1, 2)));
        create view public.v as select public.span(1, 2) as x, public.span_multirange(public.span(3, 4)) as y;
        create index on public.t using gist (s);
    """,
}


@pytest.mark.parametrize("made", RANGES.values(), ids=RANGES)
def test_range_is_made_and_dropped(any_server: ShadowServer, made: str) -> None:
    judge(any_server, "", made)


def test_range_carries_owner_comment_and_privileges(any_server: ShadowServer) -> None:
    after = """
        create type public.span as range (subtype = numeric);
        alter type public.span owner to alice;
        comment on type public.span is 'from to';
        revoke usage on type public.span from public;
        grant usage on type public.span to bob;
    """
    judge(any_server, "create type public.span as range (subtype = numeric);", after)


def test_multirange_is_renamed_in_place_under_a_column(any_server: ShadowServer) -> None:
    before = "create type s as range (subtype = int, multirange_type_name = m); create table t (c m);"
    judge(any_server, before + "insert into t values ('{[1,2)}')", before.replace("= m", "= n").replace("(c m", "(c n"))


def test_range_over_another_subtype_is_made_again(any_server: ShadowServer) -> None:
    used = "create function public.f(public.span) returns integer language sql as 'select 1';"
    before = "create type public.span as range (subtype = integer);"
    judge(any_server, before + used, before.replace("integer", "bigint") + used)


def test_range_over_another_subtype_keeps_the_rows_of_its_columns(any_server: ShadowServer) -> None:
    before = """
        create type public.span as range (subtype = integer);
        alter type public.span owner to alice;
        comment on type public.span is 'from to';
        revoke usage on type public.span from public;
        grant usage on type public.span to bob;
        create table public.t (s public.span default '[1,2)', m public.span_multirange, a public.span[], n int,
            exclude using gist (s with &&), check (s <> public.span(7, 8)));
        create view public.v as select s, m from public.t;
    """
    rows = "insert into public.t values ('[3,4)', '{[5,6)}', array['[1,9)'::public.span], 1), (null, null, null, 2);"
    after = before.replace("subtype = integer", "subtype = bigint")
    judge(any_server, before + rows, after, keeps=["select s::text, m::text, a::text, n from public.t order by n"])
    # the functions that build it keep their names where the subtype is the same
    words = before.replace("integer", "text").replace("'[1,2)'", "'[a,b)'").replace("(7, 8)", "('a', 'b')")
    judge(any_server, words, words.replace("= text", '= text, collation = "C"'))


COLLATION = 'create collation public.plain (provider = libc, locale = "C");'


def test_collation_is_made_with_owner_and_comment(any_server: ShadowServer) -> None:
    after = f"""
        {COLLATION}
        create collation public.mixed (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
        alter collation public.plain owner to alice;
        comment on collation public.plain is 'bytes';
        create table public.t (a text collate public.plain);
    """
    judge(any_server, "", after)
    judge(any_server, COLLATION, after)


def test_collation_is_followed_by_another_under_its_columns(any_server: ShadowServer) -> None:
    used = """
        create table public.t (a text collate public.plain primary key, b varchar(9) collate public.plain default 'x');
        create index on public.t (b);
        create view public.v as select a from public.t where b = 'y';
        alter collation public.plain owner to alice;
        comment on collation public.plain is 'bytes';
        create table public.p (k int, a text collate public.plain) partition by range (k);
        create table public.q partition of public.p for values from (1) to (9);
    """
    rows = "insert into public.t values ('a'), ('B'); insert into public.q values (1, 'c');"
    after = COLLATION.replace('"C"', '"POSIX"') + used
    judge(
        any_server,
        COLLATION + used + rows,
        after,
        keeps=["select * from public.t order by 1", "select * from public.p"],
    )


def test_unused_collation_is_made_again(any_server: ShadowServer) -> None:
    judge(any_server, COLLATION, COLLATION.replace('"C"', '"POSIX"'))


def test_collation_of_every_provider_is_read_and_made(any_server: ShadowServer) -> None:
    after = COLLATION
    if any_server.major >= 17:
        after += "create collation public.fast (provider = builtin, locale = 'C.UTF-8');"
    with any_server.create_database() as database:
        has_icu = ask(database, "select 1 from pg_catalog.pg_collation where collprovider = 'i' offset 9")
    if has_icu:
        after += "create collation public.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
    judge(any_server, "", after)


TABLE = "create table public.t (a int, b int, c text);"


def test_statistics_are_made_altered_and_dropped(any_server: ShadowServer) -> None:
    full = f"""
        create schema other; {TABLE}
        create statistics public.s (ndistinct, dependencies) on a, b from public.t;
        create statistics other.e on (a + b), (lower(c)) from public.t;
        create statistics public.one on (a * b) from public.t;
        alter statistics public.s set statistics 300;
        alter statistics public.s owner to alice;
        comment on statistics public.s is 'pairs';
        comment on statistics other.e is 'expressions';
    """
    judge(any_server, "create schema other;" + TABLE, full)
    judge(
        any_server,
        "create schema other;" + TABLE + "create statistics public.s (ndistinct, dependencies) on a, b from t;",
        full,
    )
    judge(any_server, "", full)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("create statistics s on a, b from t;", "create statistics s (mcv) on a, b from t;"),
        (
            "create statistics s on a, b from t;",
            "create statistics s on a, b from t; alter statistics s set statistics 7;",
        ),
        ("create statistics s on a, b, c from t;", "create statistics s on a, b from t;"),
    ],
)
def test_statistics_change_without_their_table(any_server: ShadowServer, before: str, after: str) -> None:
    judge(any_server, TABLE + before, TABLE + after)


def test_statistics_follow_their_columns(any_server: ShadowServer) -> None:
    before = TABLE + "create statistics s on a, c from t;"
    judge(
        any_server,
        before,
        "create table public.t (b int, c text, a bigint); create statistics s on b, c from t;",
        column_order=False,
    )
    judge(any_server, before, "create table public.t (a bigint, b int, c text); create statistics s on a, c from t;")


DICTIONARY = """create text search dictionary public.stems (
    template = pg_catalog.snowball, language = 'english', stopwords = 'english');"""


def test_dictionary_is_made_with_owner_and_comment(any_server: ShadowServer) -> None:
    after = f"""
        {DICTIONARY}
        create text search dictionary public.bare (template = simple);
        create text search dictionary public.quoted (template = simple, accept = false);
        alter text search dictionary public.stems owner to alice;
        comment on text search dictionary public.stems is 'roots';
    """
    judge(any_server, "", after)
    judge(any_server, DICTIONARY, after)


def test_dictionary_options_change_in_place(any_server: ShadowServer) -> None:
    used = """
        create text search configuration public.c (parser = default);
        alter text search configuration public.c add mapping for word with public.stems;
    """
    other = DICTIONARY.replace("language = 'english', stopwords = 'english'", "language = 'german'")
    plan = judge(any_server, DICTIONARY + used, other + used)
    assert len(statements(plan)) == 1


def test_dictionary_of_another_template_is_made_again(any_server: ShadowServer) -> None:
    used = """
        create text search configuration public.c (parser = default);
        alter text search configuration public.c add mapping for word with public.stems;
    """
    judge(any_server, DICTIONARY + used, "create text search dictionary public.stems (template = simple);" + used)


def test_configuration_is_made_with_everything(any_server: ShadowServer) -> None:
    after = f"""
        {DICTIONARY}
        create text search configuration public.c (copy = pg_catalog.english);
        alter text search configuration public.c alter mapping for asciiword, word with public.stems, simple;
        alter text search configuration public.c drop mapping for email;
        alter text search configuration public.c owner to alice;
        comment on text search configuration public.c is 'search';
        create table public.t (body text, words tsvector generated always as (to_tsvector('public.c', body)) stored);
        create index on public.t using gin (to_tsvector('public.c', body));
        create text search configuration public.empty (parser = default);
    """
    judge(any_server, "", after)
    judge(any_server, "create text search configuration public.empty (parser = default);", after)


def test_mappings_change_in_place_under_an_index(any_server: ShadowServer) -> None:
    used = """
        create table public.t (body text);
        create index on public.t using gin (to_tsvector('public.c', body));
    """
    before = f"""
        {DICTIONARY}
        create text search configuration public.c (parser = default);
        alter text search configuration public.c add mapping for asciiword, word with public.stems;
        alter text search configuration public.c add mapping for email, url with simple;
        {used}
    """
    after = f"""
        create text search dictionary public.bare (template = simple);
        create text search configuration public.c (parser = default);
        alter text search configuration public.c add mapping for asciiword, word with public.bare, simple;
        alter text search configuration public.c add mapping for url, numword, int with simple;
        {used}
    """
    plan = judge(any_server, before, after)
    assert not [one for one in statements(plan) if "index" in one]
