"""Kinds that are built on each other: made from nothing, removed again, and changed below one another."""

import pytest

from supatui.errors import PlanError
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

TEXT_LIKE = """
create schema kit;
create type kit.word;
create function kit.word_in(cstring) returns kit.word language internal immutable strict as 'textin';
create function kit.word_out(kit.word) returns cstring language internal immutable strict as 'textout';
create function kit.word_receive(internal) returns kit.word language internal immutable strict as 'textrecv';
create function kit.word_send(kit.word) returns bytea language internal immutable strict as 'textsend';
create type kit.word (input = kit.word_in, output = kit.word_out, receive = kit.word_receive, send = kit.word_send,
    category = 'S', collatable = true, storage = extended);
create cast (kit.word as text) without function as implicit;
create cast (text as kit.word) without function as assignment;
create function kit.eq(kit.word, kit.word) returns boolean language internal immutable strict as 'texteq';
create function kit.ne(kit.word, kit.word) returns boolean language internal immutable strict as 'textne';
create function kit.lt(kit.word, kit.word) returns boolean language internal immutable strict as 'text_lt';
create function kit.le(kit.word, kit.word) returns boolean language internal immutable strict as 'text_le';
create function kit.gt(kit.word, kit.word) returns boolean language internal immutable strict as 'text_gt';
create function kit.ge(kit.word, kit.word) returns boolean language internal immutable strict as 'text_ge';
create function kit.cmp(kit.word, kit.word) returns integer language internal immutable strict as 'bttextcmp';
create function kit.hash(kit.word) returns integer language internal immutable strict as 'hashtext';
create function kit.smaller(kit.word, kit.word) returns kit.word language internal immutable as 'text_smaller';
create operator kit.= (function = kit.eq, leftarg = kit.word, rightarg = kit.word, commutator = operator(kit.=),
    negator = operator(kit.<>), restrict = eqsel, join = eqjoinsel, merges, hashes);
create operator kit.<> (function = kit.ne, leftarg = kit.word, rightarg = kit.word, commutator = operator(kit.<>),
    negator = operator(kit.=));
create operator kit.< (function = kit.lt, leftarg = kit.word, rightarg = kit.word, commutator = operator(kit.>));
create operator kit.<= (function = kit.le, leftarg = kit.word, rightarg = kit.word, commutator = operator(kit.>=));
create operator kit.> (function = kit.gt, leftarg = kit.word, rightarg = kit.word, commutator = operator(kit.<));
create operator kit.>= (function = kit.ge, leftarg = kit.word, rightarg = kit.word, commutator = operator(kit.<=));
create operator class kit.words default for type kit.word using btree as
    operator 1 kit.<, operator 2 kit.<=, operator 3 kit.=, operator 4 kit.>=, operator 5 kit.>,
    function 1 kit.cmp(kit.word, kit.word);
create operator class kit.hashed default for type kit.word using hash as
    operator 1 kit.=, function 1 kit.hash(kit.word);
create aggregate kit.first_of(kit.word) (sfunc = kit.smaller, stype = kit.word, sortop = operator(kit.<));
create type kit.word_range as range (subtype = kit.word);
create domain kit.name as kit.word check (value operator(kit.<>) ''::kit.word);
"""
USED = """
create table public.t (w kit.word primary key, r kit.word_range, d kit.name, a kit.word[]);
create index on public.t using hash (w kit.hashed);
create view public.v as select kit.first_of(w) as first, max(w::text) as last from public.t where w operator(kit.>) 'a';
"""


def test_a_type_with_all_that_belongs_to_it_is_made_from_nothing_and_removed(any_server: ShadowServer) -> None:
    judge(any_server, "", TEXT_LIKE + USED)


def test_operators_under_a_primary_key_are_made_again_without_the_rows_being_lost(any_server: ShadowServer) -> None:
    after = TEXT_LIKE.replace("function = kit.lt,", "function = kit.le,")
    used = USED.replace("r kit.word_range, ", "")
    rows = "insert into public.t values ('b'), ('a');"
    judge(any_server, TEXT_LIKE + used + rows, after + used, keeps=["select w::text from public.t order by w::text"])
    judge(any_server, TEXT_LIKE + USED, after + USED, column_order=False)  # a range cannot leave its operator class
    held = "insert into public.t (w, r) values ('b', '[a,b]');"
    with pytest.raises(AssertionError, match=r"public\.t\.r: 1 rows hold values of kit\.word_range"):
        judge(any_server, TEXT_LIKE + USED + held, after + USED)


def test_a_base_type_is_made_again_only_under_columns_that_hold_nothing(any_server: ShadowServer) -> None:
    after = TEXT_LIKE.replace("category = 'S'", "category = 'U'")
    judge(any_server, TEXT_LIKE + USED, after + USED, column_order=False)
    with pytest.raises(AssertionError, match=r"public\.t\.w: 2 rows hold values of kit\.word"):
        judge(any_server, TEXT_LIKE + USED + "insert into public.t (w) values ('b'), ('a');", after + USED)
    heirs = "create table public.heir () inherits (public.t);"
    with pytest.raises(PlanError, match="data would be lost"):  # it would be made again in both tables
        judge(any_server, TEXT_LIKE + USED + heirs, after + USED + heirs)


def test_a_collation_under_a_domain_is_led_over(any_server: ShadowServer) -> None:
    before = """
        create collation public.plain (provider = libc, locale = "C");
        create domain public.name as text collate public.plain;
        create table public.t (a public.name, b text collate public.plain);
    """
    judge(any_server, before, before.replace('"C"', '"POSIX"'))


CASES = {
    "range over an enum": """
        create type public.size as enum ('s', 'm', 'l');
        create type public.sizes as range (subtype = public.size);
    """,
    "names that need quotes": """
        create schema "S s";
        create collation "S s"."C-c" (provider = libc, locale = "C");
        create type "S s"."R r" as range (subtype = text, collation = "S s"."C-c");
        create aggregate "S s"."Sum of"(integer) (sfunc = int4pl, stype = integer);
        create text search dictionary "S s"."D d" (template = simple, stopwords = 'english');
        create text search configuration "S s"."T t" (parser = default);
        alter text search configuration "S s"."T t" add mapping for word with "S s"."D d";
        create table "S s"."T" ("A a" int, "B b" int);
        create statistics "S s"."X x" on "A a", "B b" from "S s"."T";
        create operator family "S s"."F f" using btree;
        create conversion "S s"."V v" for 'LATIN1' to 'UTF8' from pg_catalog.iso8859_1_to_utf8;
        create language "L l" handler plpgsql_call_handler;
        create cast ("S s"."R r" as bytea) with inout;
    """,
    "statistics on other relations": """
        create table public.p (a int, b int) partition by range (a);
        create materialized view public.m as select a, b from public.p;
        create statistics public.s1 on a, b from public.p;
        create statistics public.s2 on a, b from public.m;
    """,
    "operators across schemas": """
        create schema one; create schema two;
        create function public.f(text, integer) returns boolean language sql immutable as 'select true';
        create function public.g(integer, text) returns boolean language sql immutable as 'select true';
        create operator one.<@@ (function = public.f, leftarg = text, rightarg = integer,
            commutator = operator(two.@@>));
        create operator two.@@> (function = public.g, leftarg = integer, rightarg = text,
            commutator = operator(one.<@@));
    """,
    "class without members and family of two": """
        create operator class public.bare for type int using gin as storage bigint;
        create operator family public.both using btree;
        create operator class public.c4 for type int using btree family public.both as
            operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int);
        create operator class public.c8 for type bigint using btree family public.both as
            operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >,
            function 1 btint8cmp(bigint, bigint);
        alter operator family public.both using btree add
            operator 1 <(int, bigint), operator 3 =(int, bigint), function 1 (int, bigint) btint48cmp(int, bigint);
        create operator class public.near for type point using gist as
            operator 15 <->(point, point) for order by pg_catalog.float_ops,
            function 1 gist_point_consistent(internal, point, smallint, oid, internal), storage box;
    """,
    "a language of one's own": """
        create schema own;
        create function own.handle() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
        create language ours handler own.handle;
        create function own.f() returns integer language ours as 'begin return 1; end';
    """,
    "method of one's own": """
        create function public.handle(internal) returns table_am_handler language internal as 'heap_tableam_handler';
        create access method piles type table handler public.handle;
        create table public.t (a int) using piles;
        create materialized view public.m using piles as select 1 as a;
    """,
}


@pytest.mark.parametrize("made", CASES.values(), ids=CASES)
def test_it_is_made_and_dropped(any_server: ShadowServer, made: str) -> None:
    judge(any_server, "", made)


def test_argument_of_an_aggregate_gets_another_name(any_server: ShadowServer) -> None:
    before = "create aggregate public.s(a integer) (sfunc = int4pl, stype = integer);"
    judge(any_server, before, before.replace("(a ", "(b "))


def test_shell_becomes_a_range_with_a_canonical_function(any_server: ShadowServer) -> None:
    shell = """
        create type public.days;
        create function public.whole(public.days) returns public.days language internal immutable strict
            as 'daterange_canonical';
    """
    made = "create type public.days as range (subtype = date, canonical = public.whole);"
    judge(any_server, shell, shell + made)


def test_one_class_of_a_family_goes(any_server: ShadowServer) -> None:
    both = CASES["class without members and family of two"]
    start, _, rest = both.partition("create operator class public.c8")
    judge(any_server, both, start + "alter operator family" + rest.partition("alter operator family")[2])
