"""What belongs to the Supabase platform is left out, and all of it is counted."""

import psycopg

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
