"""Publications and what they publish, there and back, judged by pg_dump."""

import psycopg
import pytest

from supatui.kinds.action import HazardKind
from supatui.plan.build import build_plan
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, read, run, statements

TABLES = """
create schema app;
create table public.orders (id integer primary key, note text, total integer);
create table public.items (id integer primary key, note text);
create table app.things (id integer primary key);
do $$ begin
    if not exists (select from pg_roles where rolname = 'carol') then create role carol superuser; end if;
end $$;
"""
PLAIN = "create publication p for table public.orders;"

IN_PLACE = {
    "operations": PLAIN + "alter publication p set (publish = 'insert, truncate');",
    "no operation": PLAIN + "alter publication p set (publish = '');",
    "through the root": PLAIN + "alter publication p set (publish_via_partition_root = true);",
    "another owner": PLAIN + "alter publication p owner to carol;",
    "a comment": PLAIN + "comment on publication p is 'to the warehouse';",
    "one more table": PLAIN + "alter publication p add table public.items;",
    "another table": "create publication p for table public.items;",
    "no table": "create publication p;",
    "columns": "create publication p for table public.orders (id, total);",
    "a filter": "create publication p for table public.orders where (total > 3);",
    "columns and a filter": "create publication p for table public.orders (id, total) where (id > 1 and total = 3);",
    "a schema": PLAIN + "alter publication p add tables in schema app;",
    "schemas alone": "create publication p for tables in schema app, public;",
}


@pytest.mark.parametrize("schema", [PLAIN, *IN_PLACE.values()], ids=["plain", *IN_PLACE])
def test_a_publication_is_created_and_dropped(any_server: ShadowServer, schema: str) -> None:
    judge(any_server, TABLES, TABLES + schema)


@pytest.mark.parametrize("after", IN_PLACE.values(), ids=IN_PLACE)
def test_a_publication_changes_in_place(server: ShadowServer, after: str) -> None:
    plan = judge(server, TABLES + PLAIN, TABLES + after)
    undone = [str(one.sql) for one in plan.rollback]
    assert not [one for one in statements(plan) + undone if one.startswith(("create", "drop"))]


def test_all_tables_are_published_or_only_some(any_server: ShadowServer) -> None:
    everything = "create publication p for all tables with (publish = 'insert'); comment on publication p is 'all';"
    judge(any_server, TABLES + everything, TABLES + PLAIN)
    judge(any_server, TABLES + PLAIN, TABLES + everything)


def test_generated_columns_are_published_since_18(server: ShadowServer) -> None:
    plain = TABLES + PLAIN
    judge(server, plain, plain + "alter publication p set (publish_generated_columns = stored);")
    judge(server, TABLES, plain + "alter publication p set (publish_generated_columns = stored);")
    judge(server, plain + "alter publication p set (publish_generated_columns = stored);", plain)


def test_a_published_column_changes_its_type(any_server: ShadowServer) -> None:
    publication = "create publication p for table public.orders (id, total) where (total > 3);"
    wider = TABLES.replace("total integer", "total bigint")
    judge(any_server, TABLES + publication, wider + publication)


def test_a_published_column_is_dropped(any_server: ShadowServer) -> None:
    publication = "create publication p for table public.orders (id, total);"
    narrow = TABLES.replace(", total integer", "")
    judge(any_server, TABLES + publication, narrow + PLAIN)


def test_a_table_leaves_its_publications_by_being_dropped(any_server: ShadowServer) -> None:
    plan = judge(
        any_server,
        "create table public.t (id integer primary key); create publication p for table public.t;",
        "create publication p;",
    )
    assert statements(plan) == ["drop table public.t"]


def test_everything_goes_at_once(any_server: ShadowServer) -> None:
    judge(any_server, TABLES + IN_PLACE["a schema"], "")


def test_publishing_a_table_without_a_key_is_a_hazard(any_server: ShadowServer) -> None:
    bare = "create table public.bare (id integer);"
    plan = judge(any_server, bare, bare + "create publication p for table public.bare;")
    assert HazardKind.FAILS_ON_DATA in {hazard.kind for one in plan.statements for hazard in one.hazards}
    keyed = bare + "alter table public.bare replica identity full;"
    plan = judge(any_server, keyed, keyed + "create publication p for table public.bare;")
    assert not [hazard for one in plan.statements for hazard in one.hazards]


def test_tables_join_the_publication_of_the_platform(server: ShadowServer) -> None:
    template = server.supabase_template()[0]
    with server.create_database(template) as before, server.create_database(template) as after:
        for database, extra in ((before, ""), (after, "alter publication supabase_realtime add table public.orders;")):
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute("create table public.orders (id integer primary key)")
                connection.execute(extra.encode())
        wanted = read(after)
        plan = build_plan(read(before), wanted)
        assert statements(plan) == ["alter publication supabase_realtime add table public.orders"]
        run(before, plan.statements)
        assert read(before).fingerprint == wanted.fingerprint
        run(before, plan.rollback)
        assert statements(build_plan(read(before), wanted)) == statements(plan)
