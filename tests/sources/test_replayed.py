"""Migrations and schema files: what they make, and how they fail."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.errors import AddressError, CancelledError, ProjectError, ReplayError
from supatui.settings import Settings
from supatui.shadow import ShadowServer
from supatui.shadow.shared_state import shared_facts
from supatui.sources import open_source
from supatui.sources.pool import shadow_server

Write = Callable[[str, str], Path]


def tables(catalog: Catalog) -> list[str]:
    return sorted(item.name for item in catalog.objects if item.kind == "table")


def columns(catalog: Catalog, table: str) -> list[str]:
    return sorted(item.name for item in catalog.objects if item.kind == "column" and item.parent == table)


def databases(settings: Settings) -> list[str]:
    """Names of the databases on the shared server that a source may have left behind."""
    with psycopg.connect(shadow_server(settings).conninfo_of("postgres")) as connection:
        names = [str(row[0]) for row in connection.execute("select datname::text from pg_database order by 1")]
    return [name for name in names if not name.startswith("supatui_template_")]


def test_migrations_run_in_the_order_of_their_versions_as_numbers(settings: Settings, write: Write) -> None:
    write("m/10_second.sql", "alter table a add column later int;")
    folder = write("m/9_first.sql", "create table a (id int);").parent
    write("m/notes.sql", "this is not a migration")
    catalog = open_source(f"migrations:{folder}", settings=settings).read()
    assert columns(catalog, "a") == ["id", "later"]
    assert catalog.label == f"migrations:{folder}"


def test_migrations_stop_at_the_version_that_was_asked_for(settings: Settings, write: Write) -> None:
    folder = write("m/1_a.sql", "create table a ();").parent
    write("m/2_b.sql", "create table b ();")
    write("m/3_c.sql", "create table c ();")
    assert tables(open_source(f"migrations:{folder}@2", settings=settings).read()) == ["a", "b"]
    with pytest.raises(AddressError, match="no migration of version 4"):
        open_source(f"migrations:{folder}@4", settings=settings).read()


def test_an_edited_migration_is_not_read_from_the_cache(settings: Settings, write: Write) -> None:
    folder = write("m/1_a.sql", "create table a ();").parent
    write("m/2_b.sql", "create table b ();")
    source = open_source(f"migrations:{folder}", settings=settings)
    assert tables(source.read()) == ["a", "b"]
    write("m/2_b.sql", "create table bb ();")
    assert tables(source.read()) == ["a", "bb"]
    write("m/1_a.sql", "create table aa ();")
    assert tables(source.read()) == ["aa", "bb"]


def test_a_prefix_that_was_replayed_is_copied_instead_of_run_again(settings: Settings, write: Write) -> None:
    token = uuid4().hex  # what an earlier run of this test replayed is still there
    folder = write("m/1_a.sql", f"create table a (); -- {token}").parent
    open_source(f"migrations:{folder}", settings=settings).read()
    write("m/2_b.sql", "create table b ();")
    seen: list[tuple[str, int, int]] = []
    source = open_source(f"migrations:{folder}", settings=settings)
    source.read(lambda title, done, total: seen.append((title, done, total)))
    assert [step for step in seen if step[0] == "migrations"] == [("migrations", 2, 2)]


def test_a_failing_migration_names_file_line_statement_and_message(settings: Settings, write: Write) -> None:
    write("m/1_a.sql", "create table a (id int);")
    bad = write("m/2_bad.sql", "-- first\nselect 1;\n\nalter table a\n  add column x nonsense;\n")
    before = databases(settings)
    with pytest.raises(ReplayError) as caught:
        open_source(f"migrations:{bad.parent}", settings=settings).read()
    assert caught.value.what == f'{bad} failed: type "nonsense" does not exist (42704)'
    assert caught.value.where == f"{bad}, line 5: alter table a add column x nonsense"
    assert caught.value.hint.startswith("the files make no such thing before")
    assert databases(settings) == before


def test_a_server_of_another_major_than_the_databases_is_told(settings: Settings, write: Write) -> None:
    folder = write("m/1_a.sql", "create table a ();").parent
    elsewhere = settings._replace(shadow_major=99)
    told = f"PostgreSQL {shadow_server(elsewhere).major} runs what is made for 99"
    catalog = open_source(f"migrations:{folder}", settings=elsewhere).read()
    assert any(told in one for one in catalog.assumptions)
    write("m/2_b.sql", "create table b (id nothing);")
    with pytest.raises(ReplayError) as refused:
        open_source(f"migrations:{folder}", settings=elsewhere).read()
    assert told in refused.value.hint


def test_each_migration_is_one_transaction_with_settings_of_its_own(settings: Settings, write: Write) -> None:
    write("m/1_a.sql", "create schema s; set search_path = s; create table a ();")
    folder = write("m/2_b.sql", "create table b (); lock table b; savepoint x;").parent
    catalog = open_source(f"migrations:{folder}", settings=settings).read()
    assert {(item.schema, item.name) for item in catalog.objects if item.kind == "table"} == {
        ("s", "a"),
        ("public", "b"),
    }


def test_statements_that_refuse_a_transaction_run_alone(settings: Settings, write: Write) -> None:
    write(
        "m/1_a.sql", "create table a (id int); create index concurrently a_id on a (id); vacuum a; create table b ();"
    )
    write("m/2_b.sql", "begin; create table c (); commit; create index concurrently a_id2 on a (id);")
    folder = write("m/3_c.sql", "-- pg-delta: transaction=false\ncreate type e as enum ('x'); vacuum a;").parent
    catalog = open_source(f"migrations:{folder}", settings=settings).read()
    assert tables(catalog) == ["a", "b", "c"]
    assert {item.name for item in catalog.objects if item.kind == "index"} == {"a_id", "a_id2"}


def test_a_value_that_an_enum_just_got_cannot_be_used_in_the_same_file(settings: Settings, write: Write) -> None:
    write("m/1_a.sql", "create type e as enum ('x'); create table a (v e);")
    folder = write("m/2_b.sql", "alter type e add value 'y';\ninsert into a values ('y');").parent
    with pytest.raises(ReplayError, match="unsafe use of new value") as caught:
        open_source(f"migrations:{folder}", settings=settings).read()
    assert "line 2" in caught.value.where


def test_a_failure_after_much_that_went_well_names_its_own_statement(settings: Settings, write: Write) -> None:
    text = "create table a (id int);\ninsert into a values (1);\ncreate table b (id int);\n"
    folder = write("m/1_all.sql", f"{text}alter table a\n  add unknown_type no_such;\ncreate table c ();").parent
    with pytest.raises(ReplayError) as caught:
        open_source(f"migrations:{folder}", settings=settings).read()
    assert caught.value.where is not None
    assert "1_all.sql, line 5: alter table a" in caught.value.where
    write("m/1_all.sql", f"{text}create table b ();\ncreate table c ();")
    with pytest.raises(ReplayError, match="already exists") as caught:
        open_source(f"migrations:{folder}", settings=settings).read()
    assert caught.value.where is not None
    assert "1_all.sql, line 4: create table b ()" in caught.value.where


def test_a_setting_holds_for_how_what_follows_is_read(settings: Settings, write: Write) -> None:
    text = "create table a (id int);\nset standard_conforming_strings = off;\nset escape_string_warning = off;\n"
    folder = write("m/1_a.sql", text + "comment on table a is 'a\\tb';\ncreate table b ();").parent
    catalog = open_source(f"migrations:{folder}", settings=settings).read()
    assert catalog.objects[ObjectId("table", "public", "a")].attributes["comment"] == "a\tb"


def test_what_is_deferred_to_the_commit_fails_with_its_file(settings: Settings, write: Write) -> None:
    text = """\
        create table a (id int unique deferrable initially deferred);
        insert into a values (1), (1);
        """
    with pytest.raises(ReplayError, match=r"1_a\.sql failed: duplicate key"):
        open_source(f"migrations:{write('m/1_a.sql', text).parent}", settings=settings).read()


def test_a_role_that_an_earlier_replay_made_is_no_obstacle(settings: Settings, write: Write) -> None:
    role = f"reader_{uuid4().hex}"
    text = f'create role "{role}"; create user mapped_{role}; create table a (); grant select on a to "{role}";'
    folder = write("m/1_a.sql", text).parent
    first = open_source(f"migrations:{folder}", settings=settings).read()
    write("m/1_a.sql", f"{text} -- edited")
    assert open_source(f"migrations:{folder}", settings=settings).read().fingerprint == first.fingerprint


@pytest.mark.parametrize("scheme", ["migrations", "sql"])
def test_a_replay_that_is_stopped_leaves_nothing_behind(settings: Settings, write: Write, scheme: str) -> None:
    folder = write("m/1_a.sql", f"create table a (); select pg_sleep(60); -- {uuid4().hex}").parent
    before = databases(settings)
    source = open_source(f"{scheme}:{folder}", settings=settings)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(source.read)
        while not _sleeps(settings):
            assert not read.done()
        source.cancel()
        with pytest.raises(CancelledError):
            read.result(timeout=20)
    assert databases(settings) == before


def _sleeps(settings: Settings) -> bool:
    with psycopg.connect(shadow_server(settings).conninfo_of("postgres")) as connection:
        asked = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
        return connection.execute(asked).fetchone() != (0,)


def test_dumps_with_copied_rows_and_guards_of_psql_are_read(settings: Settings, write: Write) -> None:
    rows = "COPY a (id, t) FROM stdin;\n1\tx;y\n\\.\n"
    text = f"\ufeff\\restrict abc\ncreate table a (id int, t text);\n{rows}\\unrestrict abc\n"
    folder = write("m/1_dump.sql", text).parent
    assert tables(open_source(f"migrations:{folder}", settings=settings).read()) == ["a"]


def test_a_psql_command_is_named_with_its_line(settings: Settings, write: Write) -> None:
    folder = write("m/1_a.sql", "select 1;\n\\i other.sql\n").parent
    with pytest.raises(ReplayError, match="a psql command") as caught:
        open_source(f"migrations:{folder}", settings=settings).read()
    assert caught.value.where.endswith("1_a.sql, line 2: \\i other.sql")


def test_two_files_of_one_version_are_told(settings: Settings, write: Write) -> None:
    write("m/1_a.sql", "")
    folder = write("m/1_b.sql", "").parent
    with pytest.raises(ProjectError, match="two migrations of version 1"):
        open_source(f"migrations:{folder}", settings=settings).read()


def test_a_folder_that_is_not_there_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot read the migrations"):
        open_source(f"migrations:{tmp_path / 'nowhere'}", settings=settings).read()
    with pytest.raises(AddressError, match="no SQL files"):
        open_source(f"sql:{tmp_path}", settings=settings).read()


def test_declarative_files_may_come_in_any_order(settings: Settings, write: Write) -> None:
    write("s/a_views.sql", "create view v as select id from t; create view w as select id from v;")
    write("s/b/functions.sql", "create function f() returns bigint language sql as 'select count(*) from t';")
    write("s/c.sql", "begin; set search_path = other, public; create table u (v mood); commit;")
    folder = write("s/z.sql", "create schema other; create type mood as enum ('x'); create table t (id int);").parent
    catalog = open_source(f"sql:{folder}", settings=settings).read()
    named = {(item.kind, item.schema, item.name) for item in catalog.objects}
    assert {("view", "public", "w"), ("function", "public", "f"), ("table", "other", "u")} <= named


def test_the_cause_is_shown_before_what_follows_from_it(settings: Settings, write: Write) -> None:
    write("s/a.sql", "create view v as\n  select id from t;")
    folder = write("s/b.sql", "\n\ncreate table t (id int,\n  oops oops oops);").parent
    before = databases(settings)
    with pytest.raises(ReplayError, match="syntax error") as caught:
        open_source(f"sql:{folder}", settings=settings).read()
    assert "b.sql, line 4:" in caught.value.where
    assert databases(settings) == before


def test_what_never_appears_is_shown_where_it_is_missed(settings: Settings, write: Write) -> None:
    file = write("schema.sql", "create table t (id int);\ncreate view v as select id from absent;")
    with pytest.raises(ReplayError, match='relation "absent" does not exist') as caught:
        open_source(f"sql:{file}", settings=settings).read()
    assert f"{file}, line 2:" in caught.value.where


def test_a_project_of_supabase_gets_the_platforms_own_objects(settings: Settings, write: Write) -> None:
    text = """\
        create table profiles (id uuid primary key references auth.users (id) on delete cascade);
        alter table profiles enable row level security;
        create policy own on profiles to authenticated using (id = auth.uid());
        create extension if not exists no_such_extension with schema extensions;
        comment on extension no_such_extension is 'left out';
        """
    folder = write("supabase/migrations/1_a.sql", text).parent
    catalog = open_source(f"migrations:{folder}", settings=settings._replace(supabase=None)).read()
    assert tables(catalog) == ["profiles"]
    assert ObjectId("policy", "public", "own", "profiles") in catalog.objects
    assert not [item for item in catalog.objects if item.schema in {"auth", "storage"}]
    assert "extension no_such_extension is absent here and was left out" in catalog.assumptions


def test_stand_ins_are_told_where_their_extensions_are_used(settings: Settings, write: Write) -> None:
    folder = write("m/1_a.sql", "create table a ();").parent
    said = "extensions this server lacks have stand-ins without their code: "
    source = open_source(f"migrations:{folder}", settings=settings)
    assert not [one for one in source.read().assumptions if one.startswith(said)]
    write("m/2_b.sql", "create extension pgjwt;")
    assert f"{said}pgjwt" in source.read().assumptions
    platform = open_source(f"migrations:{folder}", settings=settings._replace(supabase=True)).read()
    (told,) = (one.removeprefix(said) for one in platform.assumptions if one.startswith(said))
    assert {"pg_graphql", "pgjwt", "supabase_vault"} <= {*told.split(", ")}
    assert "vector" not in told


def test_options_that_only_a_stand_in_refuses_do_not_stop_a_replay(settings: Settings, write: Write) -> None:
    text = """\
        create extension vector with schema extensions;
        create table documents (id bigint primary key, embedding extensions.vector(3));
        create index near on documents using hnsw (embedding extensions.vector_l2_ops) with (m = 16);
        """
    folder = write("supabase/migrations/1_a.sql", text).parent
    catalog = open_source(f"migrations:{folder}", settings=settings._replace(supabase=None)).read()
    assert (
        catalog.objects[ObjectId("column", "public", "embedding", "documents")].text("type") == "extensions.vector(3)"
    )
    assert "m=" in catalog.objects[ObjectId("index", "public", "near", "documents")].text("definition").replace("'", "")


OF_SERVER = """
create role borrowed_{role};
alter role borrowed_{role} createdb;
grant pg_monitor to borrowed_{role};
alter user postgres set idle_session_timeout = '3min';
alter database postgres set statement_timeout = '3min';
alter system set work_mem = '5MB';
create table a (id int);
"""


def test_a_server_that_is_only_borrowed_keeps_its_roles_and_settings(
    settings: Settings, server17: ShadowServer, write: Write
) -> None:
    role = uuid4().hex[:8]
    folder = write("m/1_a.sql", OF_SERVER.format(role=role)).parent
    borrowed = settings._replace(shadow_url=server17.url_of("postgres"))
    with psycopg.connect(server17.conninfo_of("postgres"), autocommit=True) as connection:
        facts = shared_facts(connection)
        catalog = open_source(f"migrations:{folder}", settings=borrowed).read()
        made = {fact for fact in shared_facts(connection) - facts if fact[1] != f"borrowed_{role}"}
        assert connection.execute("select count(*) from pg_file_settings where name = 'work_mem'").fetchone() == (0,)
        assert connection.execute(
            "select rolcreatedb from pg_roles where rolname = %s", [f"borrowed_{role}"]
        ).fetchone() == (False,)
        connection.execute(f"drop role borrowed_{role}".encode())
    assert made == set()
    assert tables(catalog) == ["a"]
    told = [one for one in catalog.assumptions if "whole server" in one]
    assert [one.rpartition(": ")[2].split()[0] for one in told] == ["alter", "grant", "alter", "alter", "alter"]
