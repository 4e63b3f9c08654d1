"""What belongs to the platform is hidden and what a user adds to it is shown: a case for each, on its own objects."""

from dataclasses import dataclass

import psycopg
import pytest

from supatui.catalog.model import Catalog
from supatui.compare.two_way import compare
from supatui.plan.build import build_plan
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import read_database, read_transaction
from supatui.sources.stop import Stop

GROUND = """
create table public.orders (id bigint primary key);
create function public.made() returns trigger language plpgsql as $$ begin return new; end $$;
create function public.ended() returns event_trigger language plpgsql as $$ begin end $$;
create foreign data wrapper files;
create policy theirs on storage.objects using (true);
"""
"""What the cases build on, there on both sides."""


@dataclass(frozen=True)
class Case:
    name: str
    statement: str
    shown: str | None = None
    """The one object that differs, as the comparison names it; None where nothing is shown."""


CASES = (
    Case(
        "a trigger on auth.users that calls a user's function",
        "create trigger on_user after insert on auth.users for each row execute function public.made()",
        "trigger:auth.users.on_user",
    ),
    Case(
        "a trigger whose function is the platform's",
        "create trigger hook after insert on auth.users execute function supabase_functions.http_request()",
    ),
    Case("a policy in auth", "create policy mine on auth.users using (true)", "policy:auth.users.mine"),
    Case("a policy in storage", "create policy mine on storage.objects using (true)", "policy:storage.objects.mine"),
    Case(
        "a policy in realtime", "create policy mine on realtime.messages using (true)", "policy:realtime.messages.mine"
    ),
    Case("a comment on one", "comment on policy theirs on storage.objects is 'x'", "policy:storage.objects.theirs"),
    Case("a policy elsewhere in the platform", "create policy mine on vault.secrets using (true)"),
    Case("a table in auth", "create table auth.mine (id int)"),
    Case("a function in storage", "create function storage.mine() returns int language sql as 'select 1'"),
    Case("a comment on a managed table", "comment on table auth.users is 'x'"),
    Case("a grant on a managed table", "grant select on auth.users to anon"),
    Case(
        "a member of supabase_realtime",
        "alter publication supabase_realtime add table public.orders",
        "publication_table:public.orders.supabase_realtime",
    ),
    Case("what supabase_realtime publishes", "alter publication supabase_realtime set (publish = 'insert')"),
    Case("the messages' publication", "create publication supabase_realtime_messages_publication"),
    Case(
        "a user's event trigger",
        "create event trigger mine on ddl_command_end execute function public.ended()",
        "event_trigger:mine",
    ),
    *(
        Case(
            f"the event trigger {name}",
            f"create event trigger {name} on ddl_command_end execute function public.ended()",
        )
        for name in ("issue_pg_cron_access", "pgrst_ddl_watch", "graphql_watch_ddl")
    ),
    Case("privileges of a foreign-data wrapper", "grant usage on foreign data wrapper files to anon"),
    Case("a user's extension, without its members", "create extension citext with schema public", "extension:citext"),
    Case("an extension of the platform's image", "create extension pg_stat_statements with schema extensions"),
    Case(
        "default privileges for the platform",
        "alter default privileges for role supabase_admin grant select on tables to anon",
    ),
    Case(
        "default privileges for postgres",
        "alter default privileges for role postgres in schema public grant usage on types to anon",
        "default_privilege:public.anon [postgres types]",
    ),
    Case("an owner that a local stack gives", "alter table public.orders owner to supabase_admin"),
    Case("an owner of the user's will", "alter table public.orders owner to service_role", "table:public.orders"),
)


def read(database: ShadowDatabase) -> Catalog:
    return read_database(database.conninfo, "shadow", Settings(), Stop("shadow"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_is_shown_or_hidden(server: ShadowServer, case: Case) -> None:
    with server.create_database(server.supabase_template()[0]) as database:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            if "pg_stat_statements" in case.statement:
                connection.execute("drop extension if exists pg_stat_statements")
            connection.execute(GROUND.encode())
            before = read(database)
            connection.execute(case.statement.encode())
        after = read(database)
    delta = compare(before, after)
    found = {str(one) for one in (*delta.created, *delta.dropped, *delta.altered)}
    roots = {one for one in found if not one.startswith("privilege:")}
    assert (roots or found) == ({case.shown} if case.shown else set())
    assert bool(build_plan(before, after).statements) is bool(case.shown)


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("grant service_role to dashboard_user", set()),
        ("alter role anon connection limit 7", set()),
        ("create role supabase_mine_admin", set()),
        ("create role cli_login_mine", set()),
        ("create role mine", {"role:mine"}),
        ("create role mine; grant mine to authenticator", {"role:mine", "membership:authenticator [mine]"}),
    ],
)
def test_roles_and_memberships_of_the_platform_are_hidden_and_the_users_are_shown(
    server: ShadowServer, statement: str, shown: set[str]
) -> None:
    settings = Settings(optional="roles")
    with (
        server.create_database(server.supabase_template()[0]) as database,
        psycopg.connect(database.conninfo) as connection,
    ):
        before = read_database(database.conninfo, "shadow", settings, Stop("shadow"))
        connection.execute(statement.encode())
        after = read_transaction(connection, "shadow", settings)
        connection.rollback()  # roles belong to the whole server
    delta = compare(before, after)
    assert {str(one) for one in (*delta.created, *delta.dropped, *delta.altered)} == shown


MADE = """
set role {};
create table public.notes (id bigint generated always as identity primary key, body text);
create view public.bodies as select body from public.notes;
create function public.number() returns int language sql as 'select 1';
create sequence public.numbers;
create type public.mood as enum ('a');
revoke all on public.notes from anon;
grant select (body) on public.notes to anon;
grant all on public.notes to postgres;
reset role;
"""


def test_what_supabase_admin_owns_is_as_what_postgres_owns_and_is_counted(any_server: ShadowServer) -> None:
    found = {}
    for maker in ("postgres", "supabase_admin"):
        with any_server.create_database(any_server.supabase_template()[0]) as database:
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute("grant create on schema public to supabase_admin")
                connection.execute(MADE.format(maker).encode())
            found[maker] = read(database)
    ours, theirs = found["postgres"], found["supabase_admin"]
    delta = compare(ours, theirs)
    assert [str(one) for one in (*delta.created, *delta.dropped, *delta.altered)] == []
    assert not build_plan(ours, theirs).statements
    counted = {one.name for one in theirs.managed if one.kind == "owner supabase_admin"}
    assert counted == {"public.notes", "public.bodies", "public.number()", "public.numbers", "public.mood"}
    assert theirs.managed_number == ours.managed_number + len(counted)
