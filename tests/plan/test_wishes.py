"""Values that go while rows hold them, and what a person says about them: counts, mappings, expressions."""

import psycopg
import pytest

from supatui.errors import AddressError, PlanError
from supatui.plan.build import build_plan
from supatui.plan.guards import refuse_held
from supatui.plan.model import Plan
from supatui.plan.wishes import parse_wishes
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import ask, load, read, run

BEFORE = "create type mood as enum ('sad', 'ok', 'happy', 'half full');"
AFTER = "create type mood as enum ('ok', 'happy');"
HOLDERS = """
create domain humour as mood;
create domain humours as mood[];
create type feeling as (since date, how mood, all_of mood[]);
create type moods as range (subtype = mood, multirange_type_name = many_moods);
create table diary (
    id int primary key, plain mood, list mood[], one humour, many humours, f feeling, fs feeling[], span moods,
    spans many_moods, n int
);
insert into diary (id) select generate_series(1, 3);
"""
HELD = {
    "plain": "'sad'",
    "list": "'{ok,sad}'",
    "one": "'sad'",
    "many": "'{{sad},{ok}}'",
    "f": "row(null, 'ok', '{sad}')::feeling",
    "fs": "array[null, row(null, 'sad', '{}')::feeling]",
    "span": "'[sad,ok]'",
    "spans": "'{[sad,sad],[happy,happy]}'",
}


def _plan(
    server: ShadowServer, start: ShadowDatabase, after: str, maps: tuple[str, ...] = (), usings: tuple[str, ...] = ()
) -> Plan:
    old = read(start)
    with server.create_database() as goal:
        load(goal, after)
        new = read(goal)
    return build_plan(old, new, wishes=parse_wishes(maps, usings, old, new))


@pytest.mark.parametrize("column", HELD)
def test_a_value_in_use_stops_the_plan_before_anything_changes(any_server: ShadowServer, column: str) -> None:
    with any_server.create_database() as start:
        load(start, BEFORE + HOLDERS)
        load(start, f"update diary set {column} = {HELD[column]} where id < 3")
        before = ask(start, "select d::text from diary as d order by id")
        plan = _plan(any_server, start, AFTER + HOLDERS)
        with pytest.raises(AssertionError, match=rf"public\.diary\.{column}: 2 rows hold sad"):
            run(start, plan.statements)
        assert ask(start, "select d::text from diary as d order by id") == before
        with pytest.raises(PlanError, match=rf"public\.diary\.{column}: 2 rows hold sad") as refused:
            refuse_held(plan, lambda queries: [int(str(ask(start, one)[0][0])) for one in queries], where="here")
        assert "--map 'public.mood.sad=OTHER'" in refused.value.hint


@pytest.mark.parametrize(
    ("column", "to_ok", "to_null"),
    [
        ("plain", "ok", None),
        ("list", "{ok,ok}", "{ok,NULL}"),
        ("one", "ok", None),
        ("many", "{{ok},{ok}}", "{{NULL},{ok}}"),
        ("f", "(,ok,{ok})", "(,ok,{NULL})"),
        ("span", "[ok,ok]", ""),
    ],
)
def test_a_mapped_value_becomes_the_other(
    any_server: ShadowServer, column: str, to_ok: str, to_null: str | None
) -> None:
    for target, wanted in (("ok", to_ok), ("null", to_null)):
        with any_server.create_database() as start:
            holders = HOLDERS.replace(", fs feeling[]", "").replace("spans many_moods, ", "")
            if target == "null":  # a range has no bound that is null
                holders = holders.replace(", span moods", "")
                if column == "span":
                    continue
            load(start, BEFORE + holders)
            load(start, f"update diary set {column} = {HELD[column]} where id < 3")
            maps = (f"public.mood.sad={target}", 'public.mood."half full"=happy')
            plan = _plan(any_server, start, AFTER + holders, maps=maps)
            lasting = [one.irreversible for one in plan.statements if one.irreversible]
            assert lasting == [
                f"rows of diary that were mapped keep their new values: sad becomes {target}, half full becomes happy"
            ]
            run(start, plan.statements)
            found = ask(start, f"select {column}::text from diary order by id")
            assert found == [(wanted,), (wanted,), (None,)]
            run(start, plan.rollback)
            assert ask(start, f"select {column}::text from diary order by id") == found


LED_ELSEWHERE = {
    "a domain to its enum": ("create domain h as mood; create table t (c h);", "create table t (c mood);", "sad", "ok"),
    "an enum to its domain": (
        "create table t (c mood);",
        "create domain h as mood; create table t (c h);",
        "sad",
        "ok",
    ),
    "a domain to another": (
        "create domain h as mood; create table t (c h);",
        "create domain i as mood; create table t (c i);",
        *("sad", "ok"),
    ),
    "a domain between two": (
        "create domain h as mood; create domain i as h; create table t (c i);",
        "create domain i as mood; create table t (c i);",
        *("sad", "ok"),
    ),
    "an array of a domain": (
        "create domain h as mood; create table t (c h[]);",
        "create table t (c mood[]);",
        *("{sad}", "{ok}"),
    ),
    "a domain over an array": (
        "create domain h as mood[]; create table t (c h);",
        "create table t (c mood[]);",
        *("{sad}", "{ok}"),
    ),
    "an array to a domain over it": (
        "create table t (c mood[]);",
        "create domain h as mood[]; create table t (c h);",
        *("{sad}", "{ok}"),
    ),
    "a domain in a composite type": (
        "create domain h as mood; create type f as (a h, b int); create table t (c f);",
        "create type f as (a mood, b int); create table t (c f);",
        *("(sad,1)", "(ok,1)"),
    ),
    "a domain over a composite type": (
        "create type f as (a mood, b int); create domain h as f; create table t (c h);",
        "create type f as (a mood, b int); create table t (c f);",
        *("(sad,1)", "(ok,1)"),
    ),
    "a composite type to a domain over it": (
        "create type f as (a mood, b int); create table t (c f);",
        "create type f as (a mood, b int); create domain h as f; create table t (c h);",
        *("(sad,1)", "(ok,1)"),
    ),
    "a domain under a range": (
        "create domain h as mood; create type r as range (subtype = h); create table t (c r);",
        "create type r as range (subtype = mood); create table t (c r);",
        *("[sad,sad]", "[ok,ok]"),
    ),
    "a domain over a range": (
        "create type r as range (subtype = mood); create domain h as r; create table t (c h);",
        "create type r as range (subtype = mood); create table t (c r);",
        *("[sad,sad]", "[ok,ok]"),
    ),
    "an attribute beside one that goes": (
        "create type f as (a int, e mood, x mood); create table t (c f);",
        "create type f as (a int, x mood); create table t (c f);",
        *("(1,sad,sad)", "(1,ok)"),
    ),
    "an attribute beside one that becomes text": (
        "create type f as (e mood, x mood); create table t (c f);",
        "create type f as (e text, x mood); create table t (c f);",
        *("(sad,sad)", "(sad,ok)"),
    ),
}
"""Each with a value before, and what becomes of it."""


@pytest.mark.parametrize("case", LED_ELSEWHERE.values(), ids=LED_ELSEWHERE)
def test_a_value_is_counted_and_mapped_where_its_column_gets_another_type(
    any_server: ShadowServer, case: tuple[str, str, str, str]
) -> None:
    before, after, value, wanted = case
    with any_server.create_database() as start:
        load(start, BEFORE + before + f"insert into t values ('{value}');")
        with pytest.raises(AssertionError, match=r"public\.t\.c: 1 rows hold sad"):
            run(start, _plan(any_server, start, AFTER + after).statements)
        maps = ("public.mood.sad=ok", 'public.mood."half full"=happy')
        plan = _plan(any_server, start, AFTER + after, maps=maps)
        run(start, plan.statements)
        assert ask(start, "select c::text from t") == [(wanted,)]
        run(start, plan.rollback)


def test_a_value_is_neither_counted_nor_mapped_where_the_column_becomes_text(any_server: ShadowServer) -> None:
    with any_server.create_database() as start:
        load(
            start, BEFORE + "create domain h as mood; create table t (c h, d mood); insert into t values ('sad', 'ok');"
        )
        plan = _plan(any_server, start, AFTER + "create table t (c text, d mood);", maps=("public.mood.sad=ok",))
        run(start, plan.statements)
        assert ask(start, "select t::text from t") == [("(sad,ok)",)]


def test_an_expression_says_what_a_value_becomes(any_server: ShadowServer) -> None:
    with any_server.create_database() as start:
        load(start, BEFORE + "create domain h as mood; create table t (c h); insert into t values ('sad');")
        said = "public.t.c=replace(c::text, 'sad', 'happy')::public.mood"
        run(start, _plan(any_server, start, AFTER + "create table t (c mood);", usings=(said,)).statements)
        assert ask(start, "select c::text from t") == [("happy",)]


def test_a_mapping_that_no_expression_can_say_is_refused(server: ShadowServer) -> None:
    with server.create_database() as start:
        load(start, BEFORE + HOLDERS)
        with pytest.raises(PlanError, match=r"no expression can map values inside public\.feeling\[\]"):
            _plan(server, start, AFTER + HOLDERS, maps=("public.mood.sad=ok",))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("public.mood.sad", "not understood"),
        ("mood.sad=ok", "not understood"),
        ("public.moods.sad=ok", "no enum:public.moods"),
        ("public.mood.sadd=ok", "has no value 'sadd'"),
        ("public.mood.sad=fine", "will have no value 'fine'"),
        ("public.mood.ok=happy", "'ok' stays"),
    ],
)
def test_a_mapping_that_fits_no_schema_says_why(server: ShadowServer, wish: str, said: str) -> None:
    with server.create_database() as start:
        load(start, BEFORE)
        with pytest.raises(AddressError, match=said):
            _plan(server, start, AFTER, maps=(wish,))


def test_a_removed_value_that_no_row_holds_goes_from_a_table_with_odd_names(any_server: ShadowServer) -> None:
    rest = """
    create schema "O'dd"; create table "O'dd"."held r.%" (held mood, r mood[], "%" text);
    insert into "O'dd"."held r.%" values ('ok', '{happy}', 'x');
    """
    before = BEFORE.replace("'sad'", "'s''a\\d %', '$$'")
    with any_server.create_database() as start:
        load(start, before + rest)
        plan = _plan(any_server, start, AFTER + rest)
        run(start, plan.statements)
        assert ask(start, """select t::text from "O'dd"."held r.%" as t""") == [("(ok,{happy},x)",)]
        run(start, plan.rollback)


def test_an_expression_leads_where_no_cast_does(any_server: ShadowServer) -> None:
    before = "create table orders (id int, total jsonb, at int); insert into orders values (1, '{\"n\": 2.5}', 86400);"
    after = "create table orders (id int, total uuid, at timestamptz);"
    with any_server.create_database() as start:
        load(start, before)
        asked = _plan(any_server, start, after)
        with pytest.raises(PlanError, match=r"public\.orders\.at: 1 rows hold values of integer") as refused:
            refuse_held(asked, lambda queries: [int(str(ask(start, one)[0][0])) for one in queries], where="here")
        assert "--using 'public.orders.at=EXPRESSION'" in refused.value.hint
        said = ("public.orders.at=to_timestamp(at)", "public.orders.total=md5(total::text)::uuid")
        plan = _plan(any_server, start, after, usings=said)
        assert all(one.loses_data and one.irreversible for one in plan.statements)
        run(start, plan.statements)
        assert ask(start, "select extract(epoch from at)::int, total = md5('{\"n\": 2.5}')::uuid from orders") == [
            (86400, True)
        ]
        assert all(one.irreversible for one in plan.rollback)


def test_an_expression_is_applied_once_where_the_former_type_changes_too(any_server: ShadowServer) -> None:
    before = BEFORE + "create table diary (how mood, later mood); insert into diary values ('happy', 'ok');"
    after = "create type mood as enum ('happy', 'half full', 'ok', 'sad'); create table diary (how int, later mood);"
    with any_server.create_database() as start:
        load(start, before)
        plan = _plan(any_server, start, after, usings=("public.diary.how=length(how::text)",))
        assert [one.irreversible for one in plan.statements if one.loses_data] == ["the former values are gone"]
        run(start, plan.statements)
        assert ask(start, "select how, later from diary") == [(5, "ok")]


def test_a_column_of_two_parents_is_refused_with_a_recipe(any_server: ShadowServer) -> None:
    tables = "create table a (x {0}); create table b (x {0}, y int); create table c () inherits (a, b);"
    with any_server.create_database() as start:
        load(start, tables.format("int"))
        with pytest.raises(PlanError, match=r"column:public\.c\.x is inherited from public\.b, too") as refused:
            _plan(any_server, start, tables.format("bigint"))
        assert refused.value.hint.startswith("alter table public.c no inherit public.b;")
        with pytest.raises(psycopg.errors.InvalidTableDefinition):  # what the refusal says is so
            load(start, "alter table a alter column x type bigint")


@pytest.mark.parametrize("partitioned_at_first", [True, False])
def test_the_recipe_for_another_partitioning_keeps_the_rows(server: ShadowServer, partitioned_at_first: bool) -> None:
    plain = "create table t (id int generated always as identity, day date default now(), primary key (id, day));"
    partitioned = plain.replace("));", ")) partition by range (day); create table t_all partition of t default;")
    before, after = (partitioned, plain) if partitioned_at_first else (plain, partitioned)
    with server.create_database() as start:
        load(start, before + "insert into t (day) values ('2026-01-01'), ('2026-01-02');")
        plan = _plan(server, start, after)
        with pytest.raises(PlanError, match=r"public\.t: 2 rows are in it") as refused:
            refuse_held(plan, lambda queries: [int(str(ask(start, one)[0][0])) for one in queries], where="here")
        recipe = refused.value.hint.removeprefix("in one transaction: ").removesuffix("; then plan again")
        made = "create table t_all partition of t default"
        load(start, f"begin; {recipe.replace('create its partitions', made)}; commit;")
        run(start, _plan(server, start, after).statements)
        assert ask(start, "select array_agg(id order by id)::text, max(day)::text from t") == [("{1,2}", "2026-01-02")]
