"""Base types, operators with their classes, casts, conversions, languages and the like, on real servers."""

import pytest

from supatui.plan.build import build_plan
from supatui.shadow import ShadowServer
from tests.kinds.judge import ask, judge, load, read, run, statements

FUNCTIONS = """
create function public.in_(cstring) returns public.note language internal immutable strict as 'textin';
create function public.out_(public.note) returns cstring language internal immutable strict as 'textout';
create function public.receive_(internal) returns public.note language internal immutable strict as 'textrecv';
create function public.send_(public.note) returns bytea language internal immutable strict as 'textsend';
"""
MODIFIERS = """
create function public.modifier_in(cstring[]) returns integer language internal immutable strict as 'varchartypmodin';
create function public.modifier_out(integer) returns cstring language internal immutable strict as 'varchartypmodout';
"""
BARE = "input = public.in_, output = public.out_"


def note(parts: str, functions: str = FUNCTIONS) -> str:
    """A base type over the text functions."""
    return f"create type public.note; {functions} create type public.note ({parts});"


BASE_TYPES = {
    "variable": note(BARE),
    "everything": MODIFIERS
    + note(
        BARE
        + """, receive = public.receive_, send = public.send_, typmod_in = public.modifier_in,
        typmod_out = public.modifier_out, storage = extended, category = 'S', preferred = true, default = 'it''s',
        delimiter = ';', collatable = true"""
    ),
    "by value": """
        create type public.tick;
        create function public.tick_in(cstring) returns public.tick language internal immutable strict as 'int4in';
        create function public.tick_out(public.tick) returns cstring language internal immutable strict as 'int4out';
        create type public.tick (input = public.tick_in, output = public.tick_out, internallength = 4, passedbyvalue,
            alignment = int4);
        create table public.t (a public.tick, b public.tick[]);
    """,
    "element": """
        create type public.pair;
        create function public.pair_in(cstring) returns public.pair language internal immutable strict as 'point_in';
        create function public.pair_out(public.pair) returns cstring language internal immutable strict as 'point_out';
        create type public.pair (input = public.pair_in, output = public.pair_out, internallength = 16,
            element = double precision, alignment = double);
    """,
    "shell": "create type public.note;",
    "shell with functions": "create type public.note;" + FUNCTIONS,
    "used": note(BARE)
    + """
        create function public.shout(public.note) returns public.note language internal immutable as 'upper';
        create table public.t (a public.note default 'x');
        create view public.v as select public.shout(a) as b from public.t;
    """,
}


@pytest.mark.parametrize("made", BASE_TYPES.values(), ids=BASE_TYPES)
def test_base_type_is_made_and_dropped(any_server: ShadowServer, made: str) -> None:
    judge(any_server, "", made)


def test_base_type_carries_owner_comment_and_privileges(any_server: ShadowServer) -> None:
    after = f"""
        {note(BARE)}
        alter type public.note owner to alice; alter function public.in_(cstring) owner to alice;
        comment on type public.note is 'text'; comment on function public.out_(public.note) is 'shown';
        revoke usage on type public.note from public; grant usage on type public.note to bob;
        revoke execute on function public.in_(cstring) from public;
    """
    judge(any_server, note(BARE), after)
    judge(any_server, "", after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BARE, BARE + ", storage = extended"),
        (BARE, BARE + ", send = public.send_, receive = public.receive_"),
        (BARE, BARE + ", typmod_in = public.modifier_in, typmod_out = public.modifier_out"),
    ],
)
def test_base_type_changes_in_place_under_a_table(any_server: ShadowServer, before: str, after: str) -> None:
    used = "create table public.t (a public.note);"
    start = note(before.replace(BARE, BARE + ", storage = main"))
    goal = note(after if "storage" in after else after + ", storage = main")
    rows = "insert into public.t values ('x');"
    judge(any_server, MODIFIERS + start + used + rows, MODIFIERS + goal + used, keeps=["select a::text from public.t"])


def test_base_type_gets_and_loses_functions_in_place(any_server: ShadowServer) -> None:
    few = "".join(line for line in FUNCTIONS.splitlines(keepends=True) if "receive" not in line and "send" not in line)
    used = "create table public.t (a public.note);"
    full = note(BARE + ", receive = public.receive_, send = public.send_")
    judge(any_server, note(BARE, few) + used, full + used)


def test_unused_base_type_is_made_again_for_the_rest(any_server: ShadowServer) -> None:
    judge(any_server, note(BARE), note(BARE + ", category = 'S', alignment = double"))


def test_shell_is_filled_in(any_server: ShadowServer) -> None:
    judge(any_server, "create type public.note;", note(BARE))
    judge(any_server, "create type public.note;" + FUNCTIONS, note(BARE))


def test_dropping_a_base_type_stops_where_something_else_uses_it_by_then(any_server: ShadowServer) -> None:
    with any_server.create_database() as database, any_server.create_database() as empty:
        load(database, note(BARE))
        plan = build_plan(read(database), read(empty))
        load(database, "create table public.late (a public.note)")
        with pytest.raises(AssertionError, match="something else depends on the type by now"):
            run(database, plan.statements)
        assert ask(database, "select a from public.late") == []


CONVERSION = "create conversion public.c for 'LATIN1' to 'UTF8' from pg_catalog.iso8859_1_to_utf8;"


def test_conversion_is_made_changed_and_dropped(any_server: ShadowServer) -> None:
    after = """
        create default conversion public.c for 'LATIN1' to 'UTF8' from pg_catalog.iso8859_1_to_utf8;
        alter conversion public.c owner to alice;
        comment on conversion public.c is 'old letters';
    """
    judge(any_server, "", after)
    judge(any_server, CONVERSION, after)
    judge(any_server, CONVERSION, CONVERSION + "alter conversion public.c owner to bob;")


NUMBER = """
create type public.number as (n integer);
create function public.lt(public.number, public.number) returns boolean language sql immutable as 'select $1.n < $2.n';
create function public.le(public.number, public.number) returns boolean language sql immutable as 'select $1.n <= $2.n';
create function public.eq(public.number, public.number) returns boolean language sql immutable as 'select $1.n = $2.n';
create function public.ge(public.number, public.number) returns boolean language sql immutable as 'select $1.n >= $2.n';
create function public.gt(public.number, public.number) returns boolean language sql immutable as 'select $1.n > $2.n';
create function public.ne(public.number, public.number) returns boolean language sql immutable as 'select $1.n <> $2.n';
create function public.cmp(public.number, public.number) returns integer language sql immutable
    as 'select btint4cmp($1.n, $2.n)';
create function public.neg(public.number) returns public.number language sql immutable as 'select row(-$1.n)';
create function public.lti(public.number, integer) returns boolean language sql immutable as 'select $1.n < $2';
create function public.cmpi(public.number, integer) returns integer language sql immutable
    as 'select btint4cmp($1.n, $2)';
"""
OPERATORS = """
create operator public.<# (function = public.lt, leftarg = public.number, rightarg = public.number,
    commutator = >#, negator = >=#, restrict = scalarltsel, join = scalarltjoinsel);
create operator public.<=# (function = public.le, leftarg = public.number, rightarg = public.number,
    commutator = >=#, negator = >#);
create operator public.=# (function = public.eq, leftarg = public.number, rightarg = public.number,
    commutator = =#, negator = <>#, restrict = eqsel, join = eqjoinsel, merges, hashes);
create operator public.<># (function = public.ne, leftarg = public.number, rightarg = public.number,
    commutator = <>#, negator = =#);
create operator public.>=# (function = public.ge, leftarg = public.number, rightarg = public.number,
    commutator = <=#, negator = <#);
create operator public.># (function = public.gt, leftarg = public.number, rightarg = public.number,
    commutator = <#, negator = <=#);
create operator public.-# (function = public.neg, rightarg = public.number);
"""


def test_operators_are_made_and_dropped_in_pairs(any_server: ShadowServer) -> None:
    judge(any_server, NUMBER, NUMBER + OPERATORS)


def test_operator_carries_owner_and_comment(any_server: ShadowServer) -> None:
    after = """
        alter operator public.<# (public.number, public.number) owner to alice;
        alter operator public.-# (none, public.number) owner to bob;
        comment on operator public.<# (public.number, public.number) is 'less';
        comment on operator public.-# (none, public.number) is 'minus';
    """
    judge(any_server, NUMBER + OPERATORS, NUMBER + OPERATORS + after)


def test_estimators_change_in_place(any_server: ShadowServer) -> None:
    view = "create table t (a number); create view v as select a <# a as b from t;"
    after = OPERATORS.replace("restrict = scalarltsel, join = scalarltjoinsel", "restrict = scalarlesel")
    plan = judge(any_server, NUMBER + OPERATORS + view, NUMBER + after + view)
    assert len(statements(plan)) == 1


def test_one_operator_of_a_pair_is_dropped(any_server: ShadowServer) -> None:
    alone = """
        create operator public.<# (function = public.lt, leftarg = public.number, rightarg = public.number);
    """
    pair = """
        create operator public.<# (function = public.lt, leftarg = public.number, rightarg = public.number,
            commutator = >#);
        create operator public.># (function = public.gt, leftarg = public.number, rightarg = public.number,
            commutator = <#);
    """
    judge(any_server, NUMBER + pair, NUMBER + alone)


def test_operators_that_were_only_promised_go_with_the_last_one_that_names_them(any_server: ShadowServer) -> None:
    promises = """
        create operator public.<# (function = public.lt, leftarg = public.number, rightarg = public.number,
            commutator = >#, negator = >=#);
        create operator public.<=# (function = public.le, leftarg = public.number, rightarg = public.number,
            negator = >#);
    """
    judge(any_server, "", NUMBER + promises)
    judge(any_server, NUMBER + promises, "")
    judge(any_server, NUMBER + promises, NUMBER + promises.partition("create operator public.<=#")[0])
    judge(any_server, NUMBER + promises, NUMBER)


def test_two_operators_become_a_pair(any_server: ShadowServer) -> None:
    before = OPERATORS.replace("commutator = =#, negator = <>#, ", "").replace(", merges, hashes", "")
    before = before.replace(",\n    commutator = <>#, negator = =#", "")
    judge(any_server, NUMBER + before, NUMBER + OPERATORS)


def test_operator_over_another_function_is_made_again_with_what_uses_it(any_server: ShadowServer) -> None:
    view = "create table t (a number); create view v as select a <# a as b from t;"
    after = OPERATORS.replace("<# (function = public.lt", "<# (function = public.le")
    judge(any_server, NUMBER + OPERATORS + CLASS + view, NUMBER + after + CLASS + view)


CLASS = """
create operator class public.by_number default for type public.number using btree as
    operator 1 <#, operator 2 <=#, operator 3 =#, operator 4 >=#, operator 5 >#,
    function 1 public.cmp(public.number, public.number);
"""
FAMILY = """
create operator family public.numbers using btree;
create operator public.<# (function = public.lti, leftarg = public.number, rightarg = integer);
create operator class public.by_number for type public.number using btree family public.numbers as
    operator 1 <#, operator 2 <=#, operator 3 =#, operator 4 >=#, operator 5 >#,
    function 1 public.cmp(public.number, public.number);
alter operator family public.numbers using btree add
    operator 1 public.<# (public.number, integer),
    function 1 (public.number, integer) public.cmpi(public.number, integer);
"""
HASHED = """
create function public.hashed(public.number) returns integer language sql immutable as 'select $1.n';
create operator class public.by_hash for type public.number using hash as operator 1 =#, function 1 public.hashed;
create operator class public.stored for type integer using gin as storage bigint, operator 1 =(integer, integer),
    function 1 btint4cmp(integer, integer);
create operator family public.nothing using hash;
"""


@pytest.mark.parametrize("made", [CLASS, FAMILY, HASHED], ids=["class", "family", "other methods"])
def test_operator_classes_are_made_and_dropped(any_server: ShadowServer, made: str) -> None:
    judge(any_server, NUMBER + OPERATORS, NUMBER + OPERATORS + made)


def test_operator_class_carries_owner_and_comment_with_an_index_on_it(any_server: ShadowServer) -> None:
    after = """
        alter operator class public.by_number using btree owner to alice;
        alter operator family public.by_number using btree owner to bob;
        comment on operator class public.by_number using btree is 'order';
        comment on operator family public.by_number using btree is 'orders';
    """
    index = "create table public.t (a public.number); create index on public.t using btree (a public.by_number);"
    judge(any_server, NUMBER + OPERATORS + CLASS + index, NUMBER + OPERATORS + CLASS + index + after)
    judge(any_server, "", NUMBER + OPERATORS + CLASS + index + after)


def test_family_members_change_without_the_class(any_server: ShadowServer) -> None:
    before = FAMILY.partition("alter operator family")[0]
    plan = judge(any_server, NUMBER + OPERATORS + before, NUMBER + OPERATORS + FAMILY)
    assert not [one for one in statements(plan) if "class" in one]


def test_operator_class_is_made_again_where_its_members_change(any_server: ShadowServer) -> None:
    index = "create table public.t (a public.number); create index on public.t using btree (a public.by_number);"
    after = CLASS.replace("operator 2 <=#, ", "").replace("default for", "for")
    judge(any_server, NUMBER + OPERATORS + CLASS + index, NUMBER + OPERATORS + after + index)


CASTED = (
    NUMBER
    + """
create function public.to_int(public.number) returns integer language sql immutable as 'select $1.n';
create domain public.small as integer;
"""
)
CASTS = """
create cast (public.number as integer) with function public.to_int(public.number) as assignment;
create cast (public.number as text) with inout as implicit;
create cast (xid as oid) without function;
comment on cast (public.number as integer) is 'its value';
"""


def test_casts_are_made_changed_and_dropped(any_server: ShadowServer) -> None:
    judge(any_server, CASTED, CASTED + CASTS)
    after = CASTS.replace("as assignment", "").replace("with inout as implicit", "with inout")
    judge(any_server, CASTED + CASTS, CASTED + after)


def test_cast_comes_before_the_view_that_uses_it(any_server: ShadowServer) -> None:
    view = "create table public.t (a public.number); create view public.v as select a::integer as n from public.t;"
    judge(any_server, "", CASTED + CASTS + view)


LANGUAGE = "create trusted language mine handler plpgsql_call_handler inline plpgsql_inline_handler;"


def test_language_is_made_changed_and_dropped(any_server: ShadowServer) -> None:
    after = """
        create language mine handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
        alter language mine owner to alice;
        comment on language mine is 'ours';
        create function public.f() returns integer language mine as 'begin return 1; end';
    """
    judge(any_server, "", after)
    judge(any_server, LANGUAGE, after)


def test_language_carries_privileges(any_server: ShadowServer) -> None:
    after = "revoke usage on language mine from public; grant usage on language mine to alice with grant option;"
    judge(any_server, LANGUAGE, LANGUAGE + after)
    judge(any_server, "", LANGUAGE + after)


TRANSFORM = """
create transform for integer language sql (from sql with function prsd_lextype(internal));
"""


def test_transform_is_made_changed_and_dropped(any_server: ShadowServer) -> None:
    after = """
        create transform for integer language sql (
            from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
        comment on transform for integer language sql is 'nonsense';
        create function public.f(integer) returns integer transform for type integer language sql as 'select 1';
    """
    judge(any_server, "", after)
    judge(any_server, TRANSFORM, after)


SEARCH = """
create text search parser public.p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
    lextypes = prsd_lextype, headline = prsd_headline);
create text search template public.t (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary public.d (template = public.t);
create text search configuration public.c (parser = public.p);
alter text search configuration public.c add mapping for word, "int" with public.d;
comment on text search parser public.p is 'as usual';
comment on text search template public.t is 'simple';
"""


def test_parser_and_template_are_made_changed_and_dropped(any_server: ShadowServer) -> None:
    judge(any_server, "", SEARCH)
    after = SEARCH.replace(", headline = prsd_headline", "").replace("init = dsimple_init, ", "")
    judge(any_server, SEARCH, after.replace("'simple'", "'plain'"))


METHODS = """
create access method piles type table handler heap_tableam_handler;
create access method nets type index handler gisthandler;
comment on access method piles is 'heaps';
"""


def test_access_methods_are_made_and_dropped(any_server: ShadowServer) -> None:
    judge(any_server, "", METHODS)
    judge(any_server, METHODS, METHODS + "create table public.t (a int) using piles;")


def test_access_method_over_another_handler_is_made_again(any_server: ShadowServer) -> None:
    judge(any_server, METHODS, METHODS.replace("gisthandler", "bthandler"))


@pytest.mark.parametrize(
    ("former", "later"), [(None, "default null"), ("", "default null"), ("default null", ""), ("default 'b'", "")]
)
def test_a_domain_says_or_inherits_its_base_types_default(
    any_server: ShadowServer, former: str | None, later: str
) -> None:
    made = """
        create type public.word;
        create function public.word_in(cstring) returns public.word language internal immutable strict as 'textin';
        create function public.word_out(public.word) returns cstring language internal immutable strict as 'textout';
        create type public.word (input = public.word_in, output = public.word_out, like = text, default = 'a');
        {domain}
    """
    held = "create domain public.d as public.word {}; create table public.t (id int, w public.d);"
    before = made.format(domain="" if former is None else held.format(former) + "insert into public.t values (1, 'c');")
    judge(any_server, before, made.format(domain=held.format(later)))
