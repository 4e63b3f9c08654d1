"""Reading through the real MCP server gives what PostgreSQL gives, byte for byte."""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from supatui.catalog.quoting import Sql, sql, verbatim
from supatui.catalog.runner import PsycopgRunner
from supatui.catalog.snapshot import to_json
from supatui.kinds import KINDS
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources import open_source, parse_address
from supatui.sources.demo import demo_databases
from supatui.sources.live import count_rows, read_database, read_history, reading_session, server_major
from supatui.sources.mcp import McpSource, session
from supatui.sources.mcp_runner import McpRunner
from supatui.sources.stop import Stop
from tests.catalog.test_majors import SCHEMA
from tests.kinds.judge import load, make_roles
from tests.sources.every_kind import EVERY_KIND
from tests.sources.management_api import ManagementApi, management_api
from tests.sources.mcp_servers import http_server, stdio_address

pytestmark = pytest.mark.slow  # starts the MCP server for each read

ABSENT = {"security_label", "role_label", "parameter_privilege"}
"""Kinds that are not made here: a label needs a provider, and a parameter's privilege would stay on the server."""


def calls_of(address: str, settings: Settings) -> tuple[str, list[str]]:
    """The snapshot through MCP, and what was told about the calls."""
    told: list[str] = []
    catalog = McpSource(parse_address(address), settings, told.append).read()
    return to_json(catalog), told


def largest_answer(told: Sequence[str]) -> float:
    """Of `execute_sql`, in kB."""
    return max(float(found[1]) for line in told if (found := re.match(r"execute_sql: (\d+) kB", line)))


def test_a_schema_with_every_kind_is_read_as_over_postgresql(
    mcp_address: str, reader: str, database: ShadowDatabase, settings: Settings
) -> None:
    load(database, EVERY_KIND)
    settings = settings._replace(optional="roles, parameters")
    here = read_database(reader, "x", settings, Stop("x"))
    there, told = calls_of(mcp_address, settings)
    assert {one.kind for one in here.objects} >= {kind.name for kind in KINDS.values()} - ABSENT
    assert there == to_json(here)
    assert len(told) <= 5
    assert largest_answer(told) < 2000


def test_it_is_read_alike_on_every_major(
    any_server: ShadowServer, mcp_program: Path, token: str, settings: Settings
) -> None:
    make_roles(any_server)
    with any_server.create_database() as database:
        load(database, SCHEMA)
        here = to_json(read_database(database.conninfo, "x", settings, Stop("x")))
        with management_api(database.conninfo) as api:
            address = stdio_address(mcp_program, api)
            assert calls_of(address, settings)[0] == here
            assert server_major(parse_address(address), settings) == any_server.major


def test_the_demo_is_read_as_over_postgresql(mcp_program: Path, token: str, settings: Settings) -> None:
    settings = settings._replace(supabase=None)
    with demo_databases(settings) as demo:
        for address in demo:
            with management_api(address) as api:
                here = to_json(open_source(address, settings=settings).read())
                there, _ = calls_of(stdio_address(mcp_program, api), settings)
            assert there == here
            assert len(api.queries) == 2


def test_five_megabytes_come_in_pages_of_one_moment(
    mcp_address: str, reader: str, database: ShadowDatabase, api: ManagementApi, settings: Settings
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(
            """
            do $do$ begin for n in 1..500 loop
                execute format('create function public.f%s() returns text language sql as %L', n,
                    'select ''' || repeat('"quoted" \\ ☃ ', 800) || n || '''');
                execute format('create table public.t%s (id int primary key, v text default %L)', n, repeat('x', 99));
            end loop; end $do$
            """
        )
    there, told = calls_of(mcp_address, settings)
    assert len(there) > 5_000_000
    assert there == to_json(read_database(reader, "x", settings, Stop("x")))
    assert largest_answer(told) < 2000
    assert max(api.answer_bytes) < 2_000_000
    assert 5 < len(api.queries) <= 25


def test_a_usual_project_takes_few_calls(
    mcp_address: str, reader: str, database: ShadowDatabase, api: ManagementApi, settings: Settings
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(
            """
            do $do$ begin for n in 1..60 loop
                execute format('create table public.t%s (id bigint generated always as identity primary key,
                    a text not null default %L, b text, c text, d timestamptz default now(), e numeric check (e > 0))',
                    n, 'x');
                execute format('create index on public.t%s (a); create index on public.t%1$s (b, c)', n);
                execute format('alter table public.t%s enable row level security', n);
                execute format('create policy own on public.t%s for select using (a = current_user)', n);
                execute format('comment on table public.t%s is %L', n, 'Things');
            end loop; end $do$
            """
        )
    there, told = calls_of(mcp_address, settings)
    assert there == to_json(read_database(reader, "x", settings, Stop("x")))
    assert len(api.queries) <= 3
    assert largest_answer(told) < 2000


def test_a_schema_that_changes_between_two_pages_is_read_again(
    mcp_address: str, reader: str, database: ShadowDatabase, api: ManagementApi, settings: Settings
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(
            """
            do $do$ begin for n in 1..100 loop
                execute format('create function public.f%s() returns text language sql as %L', n,
                    'select ''' || repeat('0123456789', 3000) || '''');
            end loop; end $do$
            """
        )

    def change(number: int) -> None:
        if number == 3:  # the probe, the first page, and now the second
            load(database, "create function public.f50(int) returns int language sql as 'select 1';")

    api.before_query = change
    there, told = calls_of(mcp_address, settings)
    assert "the schema changed while it was read: reading it again" in told
    assert there == to_json(read_database(reader, "x", settings, Stop("x")))
    assert '"f50", "", "integer"' in there


def test_it_is_read_over_http_as_well(
    mcp_program: Path, api: ManagementApi, token: str, reader: str, database: ShadowDatabase, settings: Settings
) -> None:
    load(database, EVERY_KIND)
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        # quoted three times over on its way: above 1 MiB in one event, which the SDK refuses by default
        body = "select '" + '"' * 400_000 + "'"
        connection.execute(
            psycopg.sql.SQL("create function public.quotes() returns text language sql as {}").format(body)
        )
    with http_server(mcp_program, api) as url:
        there, told = calls_of(f"mcp:{url}", settings)
    assert 1048 < largest_answer(told) < 2000
    assert there == to_json(read_database(reader, "x", settings, Stop("x")))


def test_the_same_schema_reads_the_same_whatever_the_database_sets(
    mcp_address: str, database: ShadowDatabase, settings: Settings
) -> None:
    load(
        database,
        "create table t (at timestamptz default '2026-01-01 00:00+00', span interval default '1 day 2 h', b bytea);"
        "create view v as select at, span from public.t;",
    )
    before, _ = calls_of(mcp_address, settings)
    assert "public.t" in before  # qualified, though public is in the search path
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for setting in ("timezone to 'Asia/Tokyo'", "datestyle to 'German'", "search_path to public, pg_catalog"):
            name = psycopg.sql.Identifier(database.name)
            connection.execute(psycopg.sql.SQL("alter database {} set {}").format(name, psycopg.sql.SQL(setting)))
    assert calls_of(mcp_address, settings)[0] == before


VALUES = (
    "9223372036854775807::bigint, -9007199254740993::bigint, null::text, true, array['a', null, 'b,\"c\"']",
    "'a' || chr(8232) || '        b' || chr(8233) || '    c', E'\\t\\r\\n\\x1b\\\\'",
    "array[9223372036854775807], array[]::text[], array[['x', 'y'], ['z', '{}']]",
    "100::float8 as whole, 0.25::float8 as part, (-1)::float8 as below",
)


@pytest.mark.parametrize("values", VALUES)
def test_values_are_those_that_psycopg_gives(
    values: str, mcp_address: str, reader: str, database: ShadowDatabase, settings: Settings
) -> None:
    query = verbatim(f"select {values}")
    with session(parse_address(mcp_address), settings) as opened:
        (there,) = McpRunner(opened, settings).run([query])
    with reading_session(reader, "x", settings) as connection:
        (here,) = PsycopgRunner(connection, where="x").run([query])
    assert [list(map(repr, row)) for row in there.rows] == [list(map(repr, row)) for row in here.rows]


def test_history_versions_and_counts_come_through_it(
    mcp_address: str, database: ShadowDatabase, settings: Settings
) -> None:
    address = parse_address(mcp_address)
    assert read_history(address, settings) == ()
    load(
        database,
        "create schema supabase_migrations;"
        "create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);"
        "insert into supabase_migrations.schema_migrations values ('20260101000000'), ('20260102000000');",
    )
    assert sorted(read_history(address, settings)) == ["20260101000000", "20260102000000"]
    assert server_major(address, settings) == 18
    queries: list[Sql] = [sql("select count(*) from pg_catalog.generate_series(1, {})", number) for number in (3, 5)]
    assert count_rows(address, settings, queries) == [3, 5]


def test_a_source_is_open_to_the_usual_ways(mcp_address: str, settings: Settings) -> None:
    source = open_source(mcp_address, settings=settings)
    assert source.label == "abcdefghijklmnopqrst through MCP"
    assert source.conninfo is None
    seen: list[tuple[str, int, int]] = []
    source.read(lambda *step: seen.append(step))
    assert seen[-1][0] == "dependencies"
    assert seen[-1][1] == seen[-1][2]
