"""Extensions that a server lacks: they can be created, and what they bring belongs to them."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection, errors
from psycopg.sql import SQL, Identifier, Literal

from supatui.shadow import ShadowDatabase, ShadowServer, run_adapted
from supatui.shadow.adapting import adapt, may_be_refused
from supatui.shadow.extension_files import RELOCATABLE, STAND_INS, lacking, stand_in

OUTSIDE_EXTENSIONS = """
with member as (select classid, objid from pg_depend where deptype = 'e')
select c.oid::regclass::text
from pg_class as c
where
    c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast')
    and c.relkind in ('r', 'v', 'S')
    and ('pg_class'::regclass, c.oid) not in (select classid, objid from member)
union all
select p.oid::regprocedure::text
from pg_proc as p
where
    p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
    and ('pg_proc'::regclass, p.oid) not in (select classid, objid from member)
"""


@pytest.fixture
def any_database(any_server: ShadowServer) -> Iterator[ShadowDatabase]:
    with any_server.create_database() as database:
        yield database


@pytest.fixture
def connection(any_database: ShadowDatabase) -> Iterator[Connection]:
    with psycopg.connect(any_database.conninfo, autocommit=True) as connection:
        connection.execute("create schema extensions")
        yield connection


def create(connection: Connection, name: str) -> None:
    connection.execute(SQL("create extension {} with schema extensions").format(Identifier(name)))


def only_value(connection: Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_every_stand_in_is_an_extension_that_owns_all_it_makes(
    any_server: ShadowServer, connection: Connection
) -> None:
    for name in any_server.stand_ins():
        create(connection, name)
    found = {row[0] for row in connection.execute("select extname::text from pg_extension").fetchall()}
    assert found == {"plpgsql", *any_server.stand_ins()}
    assert connection.execute(OUTSIDE_EXTENSIONS).fetchall() == []


def test_every_stand_in_goes_again_without_a_trace(any_server: ShadowServer, connection: Connection) -> None:
    for name in any_server.stand_ins():
        create(connection, name)
        connection.execute(SQL("comment on extension {} is 'x'").format(Identifier(name)))
        connection.execute(SQL("drop extension {}").format(Identifier(name)))
    assert only_value(connection, "select count(*) from pg_extension") == 1
    assert only_value(connection, "select count(*) from pg_namespace where nspname in ('cron', 'net', 'pgmq')") == 0


def test_every_version_that_migrations_name_can_be_created(any_server: ShadowServer, connection: Connection) -> None:
    for item in STAND_INS:
        if item.name in any_server.stand_ins():
            for version in item.also_known_as:
                statement = SQL("create extension {} with schema extensions version {}")
                connection.execute(statement.format(Identifier(item.name), Literal(version)))
                connection.execute(SQL("alter extension {} update").format(Identifier(item.name)))
                connection.execute(SQL("drop extension {}").format(Identifier(item.name)))


def test_real_extensions_win_over_stand_ins(server: ShadowServer, server17: ShadowServer) -> None:
    assert "vector" not in server.stand_ins()
    assert "pgcrypto" not in server17.stand_ins()
    with server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("create extension vector")
        assert only_value(connection, "select '[3,4]'::vector <-> '[0,0]'::vector") == 5.0


def test_only_what_is_absent_gets_a_stand_in() -> None:
    names = {item.name for item in STAND_INS}
    assert {item.name for item in lacking(["vector", "pgcrypto", "citext"])} == names - {"vector", "pgcrypto"}


def test_extensions_with_a_schema_of_their_own_are_shown_in_it(connection: Connection) -> None:
    for name in ("pg_cron", "pgmq", "supabase_vault", "pg_graphql", "plv8"):
        create(connection, name)
    rows = connection.execute(
        "select extname::text, extnamespace::regnamespace::text from pg_extension where extname <> 'plpgsql' order by 1"
    ).fetchall()
    assert rows == [
        ("pg_cron", "pg_catalog"),
        ("pg_graphql", "graphql"),
        ("pgmq", "pgmq"),
        ("plv8", "pg_catalog"),
        ("supabase_vault", "vault"),
    ]
    connection.execute("drop schema extensions")


def test_an_extension_of_the_platform_goes_into_a_schema_that_only_the_platform_makes(connection: Connection) -> None:
    run_adapted(connection, 'CREATE EXTENSION IF NOT EXISTS "pgsodium" WITH SCHEMA "pgsodium"')
    run_adapted(connection, "create extension pgmq schema pgmq")
    schemas = "select string_agg(nspname, ' ' order by nspname) from pg_namespace where nspname ~ '^pg(sodium|mq)'"
    assert only_value(connection, schemas) == "pgmq pgsodium"
    for statement in ("create extension hstore with schema pgsodium_masks", "create extension pgjwt schema nowhere"):
        with pytest.raises(errors.InvalidSchemaName):
            run_adapted(connection, statement)


def test_a_stand_in_moves_to_another_schema_where_the_real_one_does(
    any_server: ShadowServer, connection: Connection
) -> None:
    connection.execute("create schema elsewhere")
    for name in any_server.stand_ins():
        create(connection, name)
        move = SQL("alter extension {} set schema elsewhere").format(Identifier(name))
        if name in RELOCATABLE:
            connection.execute(move)
            for other in stand_in(name).also_known_as[:1]:
                update = SQL("alter extension {} update to {}").format(Identifier(name), Literal(other))
                connection.execute(update)
            connection.execute(SQL("alter extension {} set schema extensions").format(Identifier(name)))
        else:
            with pytest.raises((errors.FeatureNotSupported, errors.ObjectNotInPrerequisiteState)):
                connection.execute(move)
    if "vector" in any_server.stand_ins():
        assert only_value(connection, "select array[1, 2]::real[]::extensions.vector::real[]::text") == "{1,2}"


def test_functions_in_a_language_of_the_platform_are_made_and_not_called(connection: Connection) -> None:
    create(connection, "plv8")
    connection.execute("create function add(a integer, b integer) returns integer language plv8 as 'return a + b;'")
    connection.execute("create function noted() returns trigger language plv8 as 'return NEW;'")
    with pytest.raises(errors.FeatureNotSupported):
        connection.execute("select add(1, 2)")


def test_uuid_functions_give_what_the_standard_says(connection: Connection) -> None:
    create(connection, "uuid-ossp")
    connection.execute("set search_path to extensions")
    assert only_value(connection, "select uuid_generate_v3(uuid_ns_dns(), 'python.org')") == uuid.uuid3(
        uuid.NAMESPACE_DNS, "python.org"
    )
    for name in ("python.org", "", "é" * 100):
        row = connection.execute("select uuid_generate_v5(uuid_ns_url(), %s)", [name]).fetchone()
        assert row == (uuid.uuid5(uuid.NAMESPACE_URL, name),)
    for function, version in {"uuid_generate_v1": 1, "uuid_generate_v1mc": 1, "uuid_generate_v4": 4}.items():
        query = SQL("select {}()").format(Identifier(function))
        first, second = (connection.execute(query).fetchone() for _ in range(2))
        assert first is not None
        assert isinstance(first[0], uuid.UUID)
        assert (first[0].version, first[0].variant) == (version, uuid.RFC_4122)
        assert first != second


def test_hashes_of_the_stand_in_are_those_of_pgcrypto(server: ShadowServer, server17: ShadowServer) -> None:
    query = """
        select digest('abc', 'md5'), digest('abc', 'sha224'), digest('abc', 'sha512'), hmac('text', 'key', 'sha256'),
            (select array_agg(digest(repeat('x', n), 'sha1')) from generate_series(0, 130) as n),
            hmac('a', 'b', 'sha1'), hmac('text', repeat('long key ', 20), 'sha512'),
            length(gen_random_bytes(33)), gen_random_uuid() is null
    """
    answers = []
    for each in (server, server17):
        with each.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute("create extension pgcrypto")
            answers.append(connection.execute(query).fetchone())
    assert "pgcrypto" in server.stand_ins()
    assert answers[0] == answers[1]


def test_the_stand_in_for_pgcrypto_has_every_function_of_the_real_one(
    server: ShadowServer, server17: ShadowServer
) -> None:
    query = """
        select p.oid::regprocedure::text, pg_get_function_result(p.oid), p.provolatile::text
        from pg_proc as p join pg_depend as d on d.objid = p.oid and d.deptype = 'e'
        join pg_extension as e on e.oid = d.refobjid
        where e.extname = 'pgcrypto' and p.proname not in ('fips_mode', 'pgcrypto_sha1') order by 1
    """
    found = []
    for each in (server, server17):
        with each.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute("create extension pgcrypto")
            found.append(connection.execute(query).fetchall())
    assert found[0] == found[1]


def test_what_a_stand_in_cannot_do_says_so(server: ShadowServer) -> None:
    with server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("create extension pgcrypto")
        with pytest.raises(errors.FeatureNotSupported, match=r"gen_salt\(\) is a stand-in"):
            connection.execute("select crypt('password', gen_salt('bf'))")


def test_vector_columns_keep_their_dimensions_and_indexes_their_options(connection: Connection) -> None:
    create(connection, "vector")
    connection.execute("set search_path to public, extensions")
    connection.execute("create table items (id integer, embedding vector(1536), half halfvec(3))")
    run_adapted(
        connection, "create index on items using hnsw (embedding vector_cosine_ops) with (m = 16, ef_construction = 64)"
    )
    run_adapted(connection, "create index flat on items using ivfflat (embedding vector_l2_ops) with (lists='100')")
    connection.execute(
        "create function near(q vector) returns setof items language sql as $$ "
        "select * from items order by embedding <=> q limit 5 $$"
    )
    types = connection.execute(
        "select format_type(atttypid, atttypmod) from pg_attribute "
        "where attrelid = 'items'::regclass and attnum > 1 order by attnum"
    ).fetchall()
    assert types == [("vector(1536)",), ("halfvec(3)",)]
    indexes = {
        row[0]
        for row in connection.execute(
            "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'items'::regclass"
        )
    }
    assert indexes == {
        "CREATE INDEX items_embedding_idx ON public.items USING hnsw (embedding vector_cosine_ops) "
        "WITH (m='16', ef_construction='64')",
        "CREATE INDEX flat ON public.items USING ivfflat (embedding) WITH (lists='100')",
    }


def test_options_of_vector_indexes_go_with_them_whatever_makes_them_anew(connection: Connection) -> None:
    create(connection, "vector")
    connection.execute("set search_path to public, extensions")
    for statement in (
        "create table items (id integer, embedding vector(3)) partition by range (id)",
        "create table items_1 partition of items for values from (1) to (10)",
        "create index near on items using hnsw (embedding vector_l2_ops) with (m = 16, ef_construction = 64)",
        "create index if not exists near on items using hnsw (embedding vector_l2_ops) with (m = 8)",
        "create index other on items_1 using ivfflat (embedding vector_l2_ops) with (lists = 100)",
        "alter index other set (lists = 200, fillfactor = 90)",
        "alter index other reset (fillfactor)",
        "-- another dimension\nalter table items alter column embedding type vector(4)",
        "create table items_2 partition of items for values from (10) to (20)",
        "create table items_3 (like items_1 including all)",
    ):
        with connection.transaction():
            run_adapted(connection, statement)
    found = connection.execute(
        "select c.relname::text, c.reloptions from pg_class as c where c.relkind in ('i', 'I') order by c.relname"
        ' collate "C"'
    )
    graph, lists = ["m=16", "ef_construction=64"], ["lists=200"]
    own = {name: options for name, options in found.fetchall() if name.startswith(("near", "other", "items"))}
    assert own == {
        "near": graph,
        "items_1_embedding_idx": graph,
        "items_2_embedding_idx": graph,
        "other": lists,
        "items_3_embedding_idx": graph,
        "items_3_embedding_idx1": lists,
    }


def test_rows_go_into_a_table_with_a_vector_index(connection: Connection) -> None:
    create(connection, "vector")
    connection.execute("set search_path to public, extensions")
    connection.execute("create table items (embedding vector(3)); insert into items values ('[1,2,3]')")
    connection.execute("create index on items using hnsw (embedding vector_l2_ops)")
    connection.execute("insert into items select '[3,2,1]'::vector from generate_series(1, 500)")
    connection.execute("update items set embedding = array[1, 1, 1]::real[]::vector")
    assert only_value(connection, "select count(*) from items") == 501
    connection.execute("select * from items order by embedding <-> '[1,1,1]' limit 3")


def test_an_index_for_each_number_of_dimensions_is_taken(connection: Connection) -> None:
    create(connection, "vector")
    connection.execute("set search_path to public, extensions")
    connection.execute("create table items (embedding vector); insert into items values ('[1,2,3]')")
    connection.execute(
        "create index on items using hnsw ((embedding::vector(3)) vector_cosine_ops)"
        " where array_length(embedding::real[], 1) = 3"
    )
    assert only_value(connection, "select array_length(embedding::real[], 1) from items") == 3


def test_a_version_that_only_the_projects_server_has_is_left_out(server: ShadowServer) -> None:
    with server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        run_adapted(connection, 'create extension if not exists "vector" with schema "public" version \'0.4.0\'')
        assert only_value(connection, "select count(*) from pg_extension where extname = 'vector'") == 1


def test_a_role_that_an_earlier_replay_made_is_there_already() -> None:
    exists = 'role "app" already exists'
    assert adapt("-- who\nCREATE ROLE app LOGIN", sqlstate="42710", message=exists) == ()
    assert adapt("create policy p on t", sqlstate="42710", message='policy "p" already exists') is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("create index on t using hnsw (e vector_l2_ops) with (m = 16)", True),
        ("create extension if not exists \"http\" with schema extensions version '1.5'", True),
        ("CREATE ROLE app", True),
        ("create index on t using btree (a) with (fillfactor = 70)", False),
        ("create extension vector", False),
        ("create table users (version integer)", False),
    ],
)
def test_only_statements_that_may_be_refused_are_worth_a_savepoint(statement: str, expected: bool) -> None:
    assert may_be_refused(statement) is expected


def test_statements_that_are_wrong_are_not_adapted() -> None:
    message = 'unrecognized parameter "lists"'
    assert adapt("create index on t using btree (a) with (lists = 1)", sqlstate="22023", message=message) is None
    assert adapt("create table t (a nonsense)", sqlstate="42704", message='type "nonsense" does not exist') is None


def test_recorded_jobs_can_be_found_and_removed(connection: Connection) -> None:
    create(connection, "pg_cron")
    connection.execute("select cron.schedule('nightly', '0 3 * * *', 'select 1')")
    connection.execute("select cron.schedule('nightly', '0 4 * * *', 'select 1')")
    assert connection.execute("select jobname, schedule from cron.job").fetchall() == [("nightly", "0 4 * * *")]
    assert only_value(connection, "select cron.unschedule('nightly')") is True
    assert only_value(connection, "select cron.unschedule('nightly')") is False


def test_foreign_tables_of_a_stand_in_wrapper_can_be_declared(connection: Connection) -> None:
    create(connection, "wrappers")
    connection.execute(
        "create foreign data wrapper stripe handler extensions.stripe_fdw_handler "
        "validator extensions.stripe_fdw_validator; "
        "create server stripe_server foreign data wrapper stripe options (api_key_id 'x'); "
        "create foreign table customers (id text) server stripe_server options (object 'customers')"
    )
    assert only_value(connection, "select count(*) from pg_foreign_table") == 1
