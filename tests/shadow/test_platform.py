"""The Supabase platform in a shadow: what migrations of projects rely on."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection, errors

from supatui.shadow import ShadowServer


@pytest.fixture
def project(any_server: ShadowServer) -> Iterator[Connection]:
    """A connection to a database with the platform in it."""
    template, _ = any_server.supabase_template()
    with (
        any_server.create_database(template) as database,
        psycopg.connect(database.conninfo, autocommit=True) as connection,
    ):
        yield connection


def test_a_table_with_uuid_default_user_reference_and_policy_works(project: Connection) -> None:
    project.execute("create table t (id uuid primary key default uuid_generate_v4() references auth.users (id))")
    project.execute("alter table t enable row level security")
    project.execute("create policy own on t for select to authenticated using (auth.uid() = id)")
    project.execute("insert into auth.users (id) values ('11111111-1111-1111-1111-111111111111')")
    project.execute("insert into t (id) values ('11111111-1111-1111-1111-111111111111')")
    with pytest.raises(errors.ForeignKeyViolation):
        project.execute("insert into t default values")


def test_a_policy_sees_the_user_of_the_request(project: Connection) -> None:
    project.execute("create table notes (owner uuid, body text); alter table notes enable row level security")
    project.execute("create policy own on notes using (owner = auth.uid())")
    project.execute(
        "insert into notes values ('11111111-1111-1111-1111-111111111111', 'mine'), (gen_random_uuid(), 'x')"
    )
    claims = '{"sub": "11111111-1111-1111-1111-111111111111", "role": "authenticated", "email": "a@b.c"}'
    with project.transaction():
        project.execute("set local role authenticated")
        project.execute("select set_config('request.jwt.claims', %s, true)", [claims])
        assert project.execute("select body from notes").fetchall() == [("mine",)]
        row = project.execute("select auth.role(), auth.email(), auth.jwt() ->> 'sub'").fetchone()
        assert row == ("authenticated", "a@b.c", "11111111-1111-1111-1111-111111111111")


def test_without_a_request_there_is_no_user(project: Connection) -> None:
    project.execute("select set_config('request.jwt.claims', '', false)")
    assert project.execute("select auth.uid(), auth.role(), auth.email(), auth.jwt()").fetchone() == (None,) * 4


def test_new_objects_in_public_are_granted_to_the_api_roles(project: Connection) -> None:
    project.execute(
        "create table t (id integer); create sequence s; create function f() returns int language sql as 'select 1'"
    )
    for role in ("anon", "authenticated", "service_role"):
        row = project.execute(
            "select has_table_privilege(%(r)s, 't', 'insert'), has_sequence_privilege(%(r)s, 's', 'usage'), "
            "has_function_privilege(%(r)s, 'f()', 'execute')",
            {"r": role},
        ).fetchone()
        assert row == (True, True, True)


def test_new_projects_grant_nothing_by_themselves(server: ShadowServer) -> None:
    template, assumptions = server.supabase_template(classic_privileges=False)
    with server.create_database(template) as database, psycopg.connect(database.conninfo) as connection:
        connection.execute("create table t (id integer)")
        assert connection.execute("select has_table_privilege('anon', 't', 'select')").fetchone() == (False,)
        assert connection.execute("select count(*) from pg_default_acl").fetchone() == (0,)
    assert not any("granted" in assumption for assumption in assumptions)


def test_storage_policies_and_name_functions_work(project: Connection) -> None:
    project.execute(
        "insert into storage.buckets (id, name) values ('avatars', 'avatars'); "
        "create policy avatars on storage.objects for select to authenticated "
        "using (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text); "
        "insert into storage.objects (bucket_id, name) values ('avatars', 'a/b/c.tar.gz')"
    )
    row = project.execute(
        "select storage.foldername(name), storage.filename(name), storage.extension(name), path_tokens "
        "from storage.objects"
    ).fetchone()
    assert row == (["a", "b"], "c.tar.gz", "gz", ["a", "b", "c.tar.gz"])


def test_what_migrations_do_to_the_platform_works(project: Connection) -> None:
    project.execute("create table rooms (id bigint generated always as identity primary key)")
    statements = (
        "create function welcome() returns trigger language plpgsql security definer as 'begin return new; end'",
        "create trigger on_auth_user_created after insert on auth.users for each row execute function welcome()",
        "alter publication supabase_realtime add table rooms",
        "create policy listen on realtime.messages for select to authenticated using (realtime.topic() = 'room')",
        "create trigger hook after insert on rooms for each row execute function "
        "supabase_functions.http_request('https://example.com', 'POST', '{}', '{}', '1000')",
        "select vault.create_secret('value', 'name', 'description')",
        "select decrypted_secret from vault.decrypted_secrets where name = 'name'",
        "select realtime.send('{}'::jsonb, 'event', 'topic', false)",
        "select graphql_public.graphql('query', '{}')",
        "create extension if not exists pgcrypto with schema extensions",
        "create extension if not exists supabase_vault with schema vault",
        'create extension if not exists "pg_net" with schema "extensions"',
        "drop extension if exists pg_net",
        "create extension pg_cron with schema pg_catalog",
        "grant usage on schema cron to postgres",
        "comment on schema public is 'standard public schema'",
        "set role authenticated",
        "reset role",
        "set role supabase_auth_admin",
    )
    for statement in statements:
        project.execute(statement.encode())


def test_the_platform_leaves_public_empty(project: Connection) -> None:
    rows = project.execute("select relname from pg_class where relnamespace = 'public'::regnamespace").fetchall()
    assert rows == []
    rows = project.execute("select proname from pg_proc where pronamespace = 'public'::regnamespace").fetchall()
    assert rows == []


def test_the_platform_is_laid_once(any_server: ShadowServer) -> None:
    assert any_server.supabase_template() == any_server.supabase_template()
