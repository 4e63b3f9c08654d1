"""The migration history: written as the Supabase CLI writes it, and nothing where it cannot be."""

import psycopg
import pytest

from supatui.apply.history import Applied, record_applied
from supatui.errors import HistoryError
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase
from supatui.sources import parse_address

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
