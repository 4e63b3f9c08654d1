"""Privileges on what an extension brought, and default privileges of large objects, judged by pg_dump."""

import psycopg
import pytest

from supatui.catalog.identity import ObjectId
from supatui.plan.build import build_plan
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, make_roles, read, statements

EXTENSION = "create schema ext; create extension hstore schema ext;"

CHANGES = {
    "execute is taken from everybody": "revoke execute on function ext.hstore(text, text) from public;",
    "execute is given": "grant execute on function ext.hstore(text, text) to bob with grant option;",
    "a type is given": "revoke usage on type ext.hstore from public; grant usage on type ext.hstore to alice;",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_privileges_on_members_of_an_extension_change(server17: ShadowServer, change: str) -> None:
    plan = judge(server17, EXTENSION, EXTENSION + change)
    assert {one.split()[0] for one in statements(plan)} <= {"grant", "revoke"}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_privileges_on_members_come_with_the_extension_and_go_with_it(server17: ShadowServer, change: str) -> None:
    plan = judge(server17, "create schema ext;", EXTENSION + change)
    assert [str(one.sql) for one in plan.rollback] == ["drop extension hstore"]


def test_what_the_extension_set_itself_is_never_touched(server17: ShadowServer) -> None:
    plan = judge(server17, "", "create extension pg_stat_statements; create extension pg_buffercache;")
    assert [one for one in statements(plan) if not one.startswith("create extension")] == []


def test_a_grant_beside_what_the_extension_set_is_told_apart(server17: ShadowServer) -> None:
    before = "create extension pg_buffercache;"
    plan = judge(server17, before, before + "grant select on public.pg_buffercache to bob;")
    assert statements(plan) == ["grant select on table public.pg_buffercache to bob"]


def test_members_get_default_privileges_without_a_word(server17: ShadowServer) -> None:
    defaults = "create schema ext; alter default privileges in schema ext grant execute on functions to bob;"
    plan = judge(server17, defaults, defaults + "create extension hstore schema ext;")
    assert statements(plan) == ["create extension hstore with schema ext"]


def test_on_the_platform_only_what_was_taken_from_members_counts(server17: ShadowServer) -> None:
    template = server17.supabase_template()[0]
    with server17.create_database(template) as before, server17.create_database(template) as after:
        for database in (before, after):
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute("create extension hstore schema public")
        assert not [one for one in read(before).objects.values() if "extension" in one.facts]
        with psycopg.connect(after.conninfo, autocommit=True) as connection:
            connection.execute("revoke execute on function public.hstore(text, text) from public")
        plan = build_plan(read(before), read(after))
        assert statements(plan) == ["revoke execute on function public.hstore(text, text) from public"]


def test_on_the_platform_an_extension_in_public_is_made_without_a_word_about_privileges(server17: ShadowServer) -> None:
    template = server17.supabase_template()[0]
    defaults = "alter default privileges for role postgres in schema public grant select on tables to bob"
    with server17.create_database(template) as before, server17.create_database(template) as after:
        make_roles(server17)
        for database in (before, after):
            load(database, defaults)
        load(after, "create extension pg_buffercache schema public")
        plan = build_plan(read(before), read(after))
        ended, made, given = statements(plan)
        assert made == "create extension pg_buffercache with schema public"
        assert ended.endswith("revoke select on tables from bob")
        assert given.endswith("grant select on tables to bob")


LARGE_OBJECTS = {
    "given": "alter default privileges grant select on large objects to bob;",
    "by another": "alter default privileges for role alice grant update on large objects to bob with grant option;",
}


@pytest.mark.parametrize("change", LARGE_OBJECTS.values(), ids=LARGE_OBJECTS)
def test_default_privileges_of_large_objects_change_since_18(server: ShadowServer, change: str) -> None:
    judge(server, "", change)


def test_what_several_roles_granted_is_held_once(any_server: ShadowServer) -> None:
    make_roles(any_server)
    with any_server.create_database() as database:
        load(
            database, "create table t (a int); grant select on t to alice with grant option; grant select on t to bob;"
        )
        load(database, "set role alice; grant select on t to bob with grant option; reset role;")
        assert read(database).objects[ObjectId("privilege", "public", "bob", "t", "table")].texts("privileges") == (
            "SELECT*",
        )
