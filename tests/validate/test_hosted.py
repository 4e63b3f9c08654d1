"""What the hosted platform refuses is found in the plan, and what a project may do there is not."""

import psycopg
import pytest

from supatui.catalog.model import Catalog
from supatui.cli.plan_words import as_human
from supatui.kinds.action import HazardKind
from supatui.plan.build import build_plan
from supatui.plan.model import Plan
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import read_database, read_transaction
from supatui.sources.stop import Stop
from supatui.validate.hosted import RULES, SUPERUSER_SETTINGS, hosted_findings, with_findings
from tests.kinds.judge import load

REFUSED = {
    "owner": "create table public.t (); alter table public.t owner to supabase_storage_admin",
    "extension": "create extension file_fdw",
    "untrusted-language": "create function public.f() returns text language internal as 'current_user'",
    "superuser-only": "create access method mine type index handler bthandler",
    "leakproof": "create function public.f() returns int language sql leakproof as 'select 1'",
    "setting": "create function public.f() returns int language sql set log_duration = on as 'select 1'",
    "subscription": "create subscription s connection 'dbname=x' publication p with (connect = false)",
}
ALLOWED = """
create extension pg_trgm with schema extensions;
create table public.orders (id bigint primary key, owner uuid references auth.users (id));
alter table public.orders enable row level security;
create function public.made() returns trigger language plpgsql security definer set search_path = ''
as $$ begin return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.made();
create policy "own files" on storage.objects for select using (bucket_id = 'avatars');
create policy "topics" on realtime.messages for select to authenticated using (true);
alter publication supabase_realtime add table public.orders;
create function public.ended() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger ended on ddl_command_end execute function public.ended();
alter default privileges for role postgres in schema public revoke all on tables from anon;
grant select on public.orders to anon;
"""


def read(database: ShadowDatabase) -> Catalog:
    return read_database(database.conninfo, "shadow", Settings(), Stop("shadow"))


def catalogs(server: ShadowServer, statements: str, *, supabase: bool = True) -> tuple[Catalog, Catalog]:
    template = server.supabase_template()[0] if supabase else None
    with server.create_database(template) as database:
        before = read(database)
        load(database, statements)
        return before, read(database)


@pytest.mark.parametrize("rule", REFUSED)
def test_what_only_a_superuser_may_do_is_found_with_what_to_do(server: ShadowServer, rule: str) -> None:
    start, goal = catalogs(server, REFUSED[rule])
    plan = build_plan(start, goal)
    (found,) = hosted_findings(plan, start, goal)
    assert found.check == rule
    statement = plan.statements[found.statement - 1]
    assert found.object in statement.objects
    assert any(
        f"statement {found.statement}" in said and found.fix in said
        for said in with_findings(plan, start, goal).warnings
    )


def planned(server: ShadowServer, before: str, after: str) -> tuple[Plan, Catalog, Catalog]:
    """The plan between what two texts make in a project of their own."""
    start, goal = catalogs(server, before)[1], catalogs(server, after)[1]
    return with_findings(build_plan(start, goal), start, goal), start, goal


MADE_AGAIN = "create function public.f() returns {} language {} as {}; comment on function public.f() is 'mine'"


def test_where_an_object_is_made_again_the_statement_that_makes_it_is_named_and_marked(server: ShadowServer) -> None:
    before = MADE_AGAIN.format("int", "sql", "'select 1'")
    plan, start, goal = planned(server, before, MADE_AGAIN.format("text", "internal", "'current_user'"))
    assert plan.statements[0].sql.lower().startswith("drop function")
    (found,) = hosted_findings(plan, start, goal)
    named = plan.statements[found.statement - 1]
    assert "language internal" in named.sql
    marked = [one for one in plan.statements if any(each.kind is HazardKind.REFUSED for each in one.hazards)]
    assert marked == [named]
    assert f"REFUSED {found.what}; {found.fix}" in as_human(plan, start, goal)


def test_an_extension_is_refused_where_it_is_made_and_not_where_that_is_prepared(server: ShadowServer) -> None:
    granted = "create schema app; alter default privileges in schema app grant execute on functions to anon;"
    plan, start, goal = planned(server, granted, f"{granted} create extension file_fdw schema app")
    assert plan.statements[0].sql.startswith("alter default privileges")
    (found,) = hosted_findings(plan, start, goal)
    assert plan.statements[found.statement - 1].sql.startswith("create extension file_fdw")


def test_a_finding_about_a_setting_names_the_statement_that_sets_it(server: ShadowServer) -> None:
    function = "create function public.f() returns int language sql {} as 'select 1'"
    owned = "alter function public.f() owner to service_role; grant create on schema public to service_role"
    after = f"{function.format('set log_duration = on')}; {owned}"
    plan, start, goal = planned(server, function.format(""), after)
    (found,) = [one for one in hosted_findings(plan, start, goal) if one.check == "setting"]
    assert "log_duration" in plan.statements[found.statement - 1].sql


def test_what_a_project_may_do_among_the_platforms_objects_is_not_found(server: ShadowServer) -> None:
    start, goal = catalogs(server, ALLOWED)
    plan = build_plan(start, goal)
    assert any("on storage.objects" in one.sql for one in plan.statements)
    assert hosted_findings(plan, start, goal) == ()


def test_dropping_what_belongs_to_another_is_no_new_refusal(server: ShadowServer) -> None:
    start, goal = catalogs(server, REFUSED["extension"])
    plan = build_plan(goal, start)
    assert plan.statements
    assert hosted_findings(plan, goal, start) == ()


def test_a_server_without_the_platform_is_asked_nothing(server: ShadowServer) -> None:
    start, goal = catalogs(server, REFUSED["leakproof"], supabase=False)
    assert hosted_findings(build_plan(start, goal), start, goal) == ()


def test_every_rule_says_what_to_do_and_where_it_is_known_from() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.fix and rule.source for rule in RULES)


OF_A_PLAIN_DATABASE = {
    "managed-schema": "create schema realtime; create table realtime.mine (id int)",
    "managed-privilege": "create schema realtime; create table realtime.t (); grant select on realtime.t to anon",
    "reserved-role": "select 1",
    "superuser": "create role supatui_boss superuser",
    "tablespace": "create table public.far (id int) tablespace supatui_far",
}
"""What a database without the platform holds, on its way to a project."""


@pytest.mark.parametrize("rule", OF_A_PLAIN_DATABASE)
def test_what_a_plain_database_has_and_a_project_cannot_is_found(server: ShadowServer, rule: str) -> None:
    settings = Settings(optional="roles")
    with server.create_database(server.supabase_template()[0]) as project, server.create_database() as plain:
        start = read_database(project.conninfo, "project", settings, Stop("project"))
        if rule == "tablespace":
            with psycopg.connect(plain.conninfo, autocommit=True) as connection:
                connection.execute("set allow_in_place_tablespaces = on")
                connection.execute("create tablespace supatui_far location ''")
        with psycopg.connect(plain.conninfo) as connection:
            connection.execute(OF_A_PLAIN_DATABASE[rule].encode())
            goal = read_transaction(connection, "plain", settings)
            connection.rollback()  # roles belong to the whole server
        if rule == "tablespace":
            with psycopg.connect(plain.conninfo, autocommit=True) as connection:
                connection.execute("drop tablespace supatui_far")
    plan = build_plan(start, goal)
    found = [one for one in hosted_findings(plan, start, goal) if one.check == rule]
    assert found
    assert all(one.object in plan.statements[one.statement - 1].objects for one in found)


def test_every_rule_is_seen_to_fire() -> None:
    assert {rule.name for rule in RULES} == REFUSED.keys() | OF_A_PLAIN_DATABASE.keys()


def test_the_settings_are_those_that_a_server_keeps_for_superusers(server: ShadowServer) -> None:
    with server.create_database() as database, psycopg.connect(database.conninfo) as connection:
        rows = connection.execute("select name from pg_settings where context = 'superuser'").fetchall()
    assert {name for (name,) in rows} >= SUPERUSER_SETTINGS
