"""What belongs to the Supabase platform is left out, and all of it is counted."""

import psycopg
from psycopg.sql import SQL, Identifier

from supatui.catalog.model import Catalog, ManagedObject
from supatui.compare.ignored import ignored, ignored_words
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import read_database
from supatui.sources.stop import Stop


def read(database: ShadowDatabase) -> Catalog:
    return read_database(database.conninfo, "shadow", Settings(), Stop("shadow"))


def test_what_the_platform_brings_is_listed_by_name_and_nothing_of_the_user_is(any_server: ShadowServer) -> None:
    with any_server.create_database(any_server.supabase_template()[0]) as database:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute("create table public.orders (id uuid references auth.users (id))")
            connection.execute("create function public.made() returns int language sql as 'select 1'")
            expected = connection.execute(
                "select count(*) from pg_class where relnamespace = 'auth'::regnamespace and relkind in ('r', 'p', 'v')"
            ).fetchone()
        found = read(database)
    assert {
        ManagedObject("schema", "", "auth"),
        ManagedObject("table", "auth", "auth.users"),
        ManagedObject("function", "auth", "auth.uid()"),
        ManagedObject("type", "storage", "storage.buckettype"),
        ManagedObject("role", "", "anon"),
        ManagedObject("membership", "", "authenticator in anon"),
        ManagedObject("publication", "", "supabase_realtime"),
        ManagedObject("extension", "", "plpgsql"),
    } <= set(found.managed)
    assert expected is not None
    tables = [one for one in found.managed if one.schema == "auth" and one.kind in {"table", "view"}]
    assert len(tables) == expected[0]
    names = [one.name for one in found.managed if not one.name.startswith("graphql_public.")]
    assert not [name for name in names if "public." in name]
    assert found.managed_number == sum(one.number for one in found.managed)
    assert not {one.name for one in found.managed if one.kind == "table"} & {str(one) for one in found.objects}


def test_a_server_without_the_platform_leaves_nothing_out(server: ShadowServer) -> None:
    with server.create_database() as database:
        assert read(database).managed == ()


def test_the_number_is_said_by_side_where_the_sides_differ() -> None:
    both, here = ManagedObject("table", "auth", "auth.users"), ManagedObject("members of extension", "", "citext", 3)
    local, remote = Catalog({}, managed=(both, here)), Catalog({}, managed=(both,))
    assert ignored_words(local, local) == "4 managed objects ignored"
    assert ignored_words(local, remote) == "managed objects ignored: 4 local, 1 remote"
    assert ignored_words(Catalog({}), Catalog({})) == ""
    assert [(one.item, one.local, one.remote) for one in ignored(local, remote)] == [
        (both, True, True),
        (here, True, False),
    ]


def test_what_timescaledb_keeps_is_the_platforms_whatever_its_schemas_are_called(server: ShadowServer) -> None:
    names = ("_timescaledb_internal", "_timescaledb_of_a_later_version", "timescaledb_information")
    with server.create_database(server.supabase_template()[0]) as database:
        with psycopg.connect(database.conninfo) as connection:
            for name in names:
                connection.execute(SQL("create schema {0}; create table {0}.t (a int)").format(Identifier(name)))
            connection.execute("create schema my_timescaledb_notes")
        catalog = read_database(database.conninfo, "x", Settings(), Stop("x"))
    made = {one.name for one in catalog.objects if one.kind == "schema"} | {one.schema for one in catalog.objects}
    assert made.isdisjoint(names)
    assert "my_timescaledb_notes" in made
    assert set(names) <= {one.name for one in catalog.managed if one.kind == "schema"}


def test_a_schema_auth_of_ones_own_is_read_on_a_server_that_knows_the_platforms_roles(server: ShadowServer) -> None:
    server.supabase_template()  # makes the roles, which belong to the whole server
    with server.create_database() as database:
        with psycopg.connect(database.conninfo) as connection:
            connection.execute("create schema auth; create table auth.users (id int); create schema storage")
        catalog = read_database(database.conninfo, "x", Settings(), Stop("x"))
    assert not catalog.is_supabase
    assert {"schema:auth", "schema:storage", "table:auth.users"} <= {str(one) for one in catalog.objects}
    assert catalog.managed == ()
