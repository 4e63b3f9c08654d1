"""Security labels on everything that takes them, there and back, judged by pg_dump."""

import psycopg
import pytest

from supatui.plan.build import build_plan
from supatui.plan.model import ProofState
from supatui.plan.prove import prove
from supatui.plan.stranger import Originals
from supatui.shadow import ShadowServer
from supatui.shadow.dump import find_pg_dump
from tests.kinds.judge import ask, judge, load, read, statements

OBJECTS = """
create schema s;
create table s.t (id int generated always as identity, a int, "B c" text) partition by range (a);
create table s.p partition of s.t for values from (0) to (9);
create view s.v as select a, "B c" from s.t;
create materialized view s.m as select a from s.t;
create sequence s.q;
create foreign data wrapper w;
create server z foreign data wrapper w;
create foreign table s.f (a int) server z;
create type s.e as enum ('x');
create type s.c as (a int);
create type s.r as range (subtype = int4);
create domain s.d as int;
create function s.fn(a int, variadic b text[]) returns int language sql as 'select 1';
create procedure s.pr(a int) language sql as 'select 1';
create aggregate s.ag(int) (sfunc = int4pl, stype = int);
create function s.et() returns event_trigger language plpgsql as 'begin end';
create event trigger et on ddl_command_end when tag in ('CREATE CONVERSION') execute function s.et();
create publication pub;
create subscription sub connection 'host=nowhere.invalid' publication p with (connect = false, slot_name = none);
create language other handler plpgsql_call_handler;
"""
TARGETS = (
    "schema s",
    "schema public",
    "table s.t",
    "table s.p",
    'column s.t."B c"',
    "column s.p.a",
    "sequence s.t_id_seq",
    "view s.v",
    "column s.v.a",
    "materialized view s.m",
    "column s.m.a",
    "sequence s.q",
    "foreign table s.f",
    "column s.f.a",
    "type s.e",
    "type s.c",
    "column s.c.a",
    "type s.r",
    "domain s.d",
    "function s.fn(int, text[])",
    "procedure s.pr(int)",
    "aggregate s.ag(int)",
    "event trigger et",
    "publication pub",
    "subscription sub",
    "language other",
)
LABELS = """
select pg_describe_object(classoid, objoid, objsubid), provider, label from (
    select classoid, objoid, objsubid, provider, label from pg_seclabel
    union all
    select l.classoid, l.objoid, 0, l.provider, l.label
    from pg_shseclabel as l join pg_subscription as s on s.oid = l.objoid
    join pg_database as d on d.oid = s.subdbid and d.datname = current_database()
) as l order by 1, 2
"""
"""What pg_dump prints most of: it leaves out labels of attributes and, in some releases, of subscriptions."""


def label(target: str, text: str = "secret", provider: str = "guard") -> str:
    return f"security label for {provider} on {target} is '{text}';"


EVERYWHERE = "".join(label(one) for one in TARGETS)


def test_labels_are_set_and_removed(any_server: ShadowServer, label_provider_loaded: None) -> None:
    plan = judge(any_server, OBJECTS, OBJECTS + EVERYWHERE)
    assert len(plan.statements) == len(TARGETS)
    assert all(str(one.sql).endswith(" is 'secret'") for one in plan.statements)
    assert all(str(one.sql).endswith(" is null") for one in plan.rollback)


def test_what_is_planned_reaches_the_very_labels(any_server: ShadowServer, label_provider_loaded: None) -> None:
    with any_server.create_database() as old, any_server.create_database() as new:
        load(old, OBJECTS)
        load(new, OBJECTS + EVERYWHERE)
        plan = build_plan(read(old), read(new))
        load(old, "".join(f"{one.sql};" for one in plan.statements))
        wanted = ask(new, LABELS)
        assert len(wanted) == len(TARGETS)
        assert ask(old, LABELS) == wanted
        load(old, "".join(f"{one.sql};" for one in plan.rollback))
        assert ask(old, LABELS) == []


def test_labels_change_one_provider_at_a_time(any_server: ShadowServer, label_provider_loaded: None) -> None:
    before = OBJECTS + EVERYWHERE + label("table s.t", "it''s", '"Other guard"')
    after = before + label("table s.t", "\\ other", '"Other guard"') + label("view s.v", "open")
    plan = judge(any_server, before, after)
    assert statements(plan) == [
        "security label for \"Other guard\" on table s.t is  E'\\\\ other'",
        "security label for guard on view s.v is 'open'",
    ]


def test_labels_come_and_go_with_their_objects(any_server: ShadowServer, label_provider_loaded: None) -> None:
    plan = judge(any_server, label("schema public"), OBJECTS + EVERYWHERE)
    assert not [one for one in plan.rollback if str(one.sql).startswith("security label")]


REBUILT = {
    "a view whose columns go": ('select a, "B c" from s.t;', "select a from s.t;"),
    "an enum": ("create type s.e as enum ('x')", "create type s.e as enum ('y', 'x')"),
    "a range": ("subtype = int4", "subtype = int8"),
    "a function's result": ("returns int language sql as 'select 1'", "returns bigint language sql as 'select 1'"),
    "a domain's type": ("create domain s.d as int", "create domain s.d as bigint"),
}


@pytest.mark.parametrize("change", REBUILT.values(), ids=REBUILT)
def test_labels_come_back_with_what_is_made_again(
    any_server: ShadowServer, label_provider_loaded: None, change: tuple[str, str]
) -> None:
    stored = "create table s.holds (e s.e, c s.c, d s.d);" + label("column s.holds.e")
    before = OBJECTS + stored + EVERYWHERE
    assert change[0] in before
    judge(
        any_server,
        before.replace(label("column s.v.a"), ""),
        before.replace(*change).replace(label("column s.v.a"), ""),
    )


def test_labels_of_attributes_come_back_with_a_successor(any_server: ShadowServer, label_provider_loaded: None) -> None:
    before = "create type c as (a int, b int); create table t (c c);" + label("type c") + label("column c.a")
    with any_server.create_database() as database, any_server.create_database() as goal:
        load(database, before)
        load(goal, before.replace("a int", "a bigint"))
        for one in build_plan(read(database), read(goal)).statements:
            load(database, str(one.sql))
        assert ask(database, LABELS) == ask(goal, LABELS) != []


RENAMES = ["table:s.t=orders", "column:s.t.a=amount", "schema:s=shop", "function:s.fn(integer, text[])=other"]


def test_labels_follow_renames(any_server: ShadowServer, label_provider_loaded: None) -> None:
    before = "create schema s; create table s.t (a int); create function s.fn(int, text[]) returns int language sql as"
    before += " 'select 1';" + label("table s.t") + label("column s.t.a") + label("function s.fn(int, text[])")
    before += label("schema s")
    after = before.replace("s.t.a", "s.t.amount").replace("(a int)", "(amount int)").replace("schema s", "schema shop")
    after = after.replace("s.t", "shop.orders").replace("s.fn", "shop.other")
    plan = judge(any_server, before, after, renames=RENAMES)
    assert not [one for one in statements(plan) if "label" in one]


def test_the_sequence_of_an_identity_is_labelled(any_server: ShadowServer, label_provider_loaded: None) -> None:
    before = "create table t (a int not null);"
    after = "create table t (a int not null generated always as identity);" + label("sequence t_a_seq")
    judge(any_server, before, after)


def test_members_of_extensions_and_temporary_tables_are_left_alone(
    any_server: ShadowServer, label_provider_loaded: None
) -> None:
    with any_server.create_database() as database:
        load(database, "create extension hstore;" + label("type hstore") + label("function hstore(text, text)"))
        assert not [one for one in read(database).objects if one.kind == "security_label"]


# where no provider is loaded


def _entered(target: str) -> str:
    """A label as it stands in the catalog, of a provider that no server here loads."""
    return f"insert into pg_seclabel (objoid, classoid, objsubid, provider, label) values ({target}, 'absent', 'x');"


ABSENT = "create table t (a int);" + _entered("'t'::regclass, 'pg_class'::regclass, 1")


def test_a_proof_without_the_provider_says_what_is_not_proven(any_server: ShadowServer) -> None:
    with any_server.create_database() as old, any_server.create_database() as new:
        load(old, "create table t (a int);")
        load(new, ABSENT + "create view v as select a from t;")
        start, goal = read(old), read(new)
        plan = build_plan(start, goal)
        assert "security label for absent on column public.t.a is 'x'" in statements(plan)
        program = find_pg_dump(any_server.major)
        assert program is not None
        for originals in (None, Originals(program, old.conninfo, new.conninfo)):
            proof = prove(plan, start, goal, any_server, supabase=False, originals=originals)
            assert proof.state is ProofState.NOT_PROVEN
            assert [one.partition(": ")[2] for one in proof.failures] == [
                "security label for absent on column public.t.a is 'x'",
                "security label for absent on column public.t.a is null",
            ]
            assert "no provider loaded" in proof.failures[0]
            assert "left out here: no label provider absent is loaded" in proof.steps[-1]
            assert any("no difference left" in one for one in proof.steps)


def test_labels_that_stay_do_not_keep_a_plan_from_being_proven(any_server: ShadowServer) -> None:
    with any_server.create_database() as old, any_server.create_database() as new:
        load(old, ABSENT)
        load(new, ABSENT + "create view v as select a from t;")
        start, goal = read(old), read(new)
        program = find_pg_dump(any_server.major)
        assert program is not None
        originals = Originals(program, old.conninfo, new.conninfo)
        proof = prove(build_plan(start, goal), start, goal, any_server, supabase=False, originals=originals)
        assert proof.state is ProofState.PROVEN, proof.failures
        assert "left out here: no label provider absent is loaded" in " ".join(proof.steps)


def test_a_statement_that_the_server_refuses_for_another_reason_fails(any_server: ShadowServer) -> None:
    with any_server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        from supatui.shadow.labels import entered

        with pytest.raises(psycopg.errors.InvalidParameterValue) as caught:
            connection.execute("security label for absent on table nowhere is 'x'")
        instead = entered(
            "security label for absent on table nowhere is 'x'",
            sqlstate=caught.value.sqlstate,
            message=str(caught.value),
        )
        assert instead is not None
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute(instead.encode())
