"""The migration history: written as the Supabase CLI writes it, and nothing where it cannot be."""

from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from supatui.apply.history import Applied, Status, carry_out, plan_repair, record_applied
from supatui.errors import ConnectError, HistoryError
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources import parse_address
from supatui.sources.history import read_timeline

ROWS = "select version, name, statements from supabase_migrations.schema_migrations order by version"
TEXT = "-- makes t\ncreate table t (a text default ';');\n\n-- and a view\ncreate view v as select 1;\n"
BACK = "drop view v;\ndrop table t;\n"
APPLIED = Applied("20261122142003", "pull", TEXT, BACK)


def record(database: ShadowDatabase, applied: Applied = APPLIED) -> None:
    record_applied(parse_address(database.url), Settings(), applied)


def query(database: ShadowDatabase, text: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        return list(connection.execute(text.encode()).fetchall())


def run(database: ShadowDatabase, text: str) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(text.encode())


def test_the_table_is_made_where_it_is_missing_and_the_statements_are_kept(database: ShadowDatabase) -> None:
    record(database)
    statements = ["-- makes t\ncreate table t (a text default ';')", "-- and a view\ncreate view v as select 1"]
    assert query(database, ROWS) == [("20261122142003", "pull", statements)]
    assert query(database, "select 1 from pg_class where relname in ('t', 'v')") == []


def test_the_way_back_is_kept_where_the_history_has_a_column_for_it(database: ShadowDatabase) -> None:
    run(
        database,
        "create schema supabase_migrations; create table supabase_migrations.schema_migrations"
        " (version text primary key, statements text[], name text, created_by text, rollback text[])",
    )
    record(database)
    back = query(database, "select rollback, created_by from supabase_migrations.schema_migrations")
    assert back == [(["drop view v", "drop table t"], None)]


def test_a_version_that_is_there_already_is_left_as_it_is(database: ShadowDatabase) -> None:
    record(database)
    with pytest.raises(HistoryError, match="version 20261122142003 is in the history"):
        record(database, Applied("20261122142003", "other", "select 1;", ""))
    assert [row[1] for row in query(database, ROWS)] == ["pull"]


def test_a_role_that_may_not_write_changes_nothing_and_is_told_what_to_do(database: ShadowDatabase) -> None:
    run(database, "create role history_reader login password 'x'")
    try:
        address = parse_address(f"{database.url}&options=-crole%3Dhistory_reader" if "?" in database.url else "")
        with pytest.raises(HistoryError, match="permission denied") as caught:
            record_applied(address, Settings(), APPLIED)
        assert "supabase migration repair --status applied 20261122142003" in caught.value.hint
        assert query(database, "select 1 from pg_namespace where nspname = 'supabase_migrations'") == []
    finally:
        run(database, "drop role history_reader")


@pytest.mark.parametrize("login", ["supabase_admin", "cli_login_postgres"])
def test_what_a_login_of_the_platform_makes_belongs_to_postgres(server: ShadowServer, login: str) -> None:
    with server.create_database(server.supabase_template()[0]) as made:
        run(made, "drop schema supabase_migrations cascade")
        with psycopg.connect(made.conninfo, autocommit=True) as connection:
            if not connection.execute("select from pg_roles where rolname = %s", [login]).fetchall():
                connection.execute(SQL("create role {} login superuser").format(Identifier(login)))
            connection.execute(SQL("grant postgres to {}").format(Identifier(login)))
        record_applied(parse_address(made.url.replace("postgres@", f"{login}@", 1)), Settings(), APPLIED)
        owner = "select tableowner from pg_tables where schemaname = 'supabase_migrations'"
        assert query(made, owner) == [("postgres",)]


@pytest.mark.parametrize("host", ["aws-0-eu-central-1.pooler.supabase.com", "db.abcdefghijklmnopqrst.supabase.co"])
def test_nothing_is_written_through_a_transaction_pooler(host: str) -> None:
    address = parse_address(f"postgresql://postgres.x:s3cret@{host}:6543/postgres")
    with pytest.raises(ConnectError, match="nothing is written through a transaction pooler") as caught:
        record_applied(address, Settings(), APPLIED)
    assert f"{host}:5432" in caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_a_history_that_changed_meanwhile_is_not_repaired(database: ShadowDatabase, tmp_path: Path) -> None:
    record(database)
    (tmp_path / "20260101000000_a.sql").write_text("select 1;")
    timeline = read_timeline(tmp_path, parse_address(database.url), Settings())
    repair = plan_repair(timeline, Status.APPLIED)
    assert (len(repair.puts), repair.removes) == (1, ("20261122142003",))
    run(database, "insert into supabase_migrations.schema_migrations (version) values ('20260102000000')")
    with pytest.raises(HistoryError, match="has changed since it was read"):
        carry_out(parse_address(database.url), Settings(), repair)
    assert [row[0] for row in query(database, ROWS)] == ["20260102000000", "20261122142003"]


def test_a_history_that_somebody_writes_is_waited_for_and_left(database: ShadowDatabase, tmp_path: Path) -> None:
    record(database)
    repair = plan_repair(read_timeline(tmp_path, parse_address(database.url), Settings()), Status.REVERTED)
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("insert into supabase_migrations.schema_migrations (version) values ('1')")
        with pytest.raises(HistoryError, match="the migration history is locked"):
            carry_out(parse_address(database.url), Settings(), repair)
        holder.rollback()
    assert len(query(database, ROWS)) == 1
