"""A folder and a remote whose histories went apart in every way that there is."""

from pathlib import Path

import psycopg

from supatui.shadow import ShadowDatabase

HISTORY = """
create schema supabase_migrations;
create table supabase_migrations.schema_migrations
    (version text primary key, statements text[], name text, created_by text, rollback text[]);
insert into supabase_migrations.schema_migrations values
    ('20260101000000', '{"create table orders (id bigint)"}', 'orders', 'ann@shop.example'),
    ('20260103000000', '{"create table carts (id int)"}', 'carts', null),
    ('20260104000000', '{"-- by hand\ncreate table unknown (id int) -- note","select 1"}', 'from/dashboard', 'bob'),
    ('20260106000000', null, 'not_recorded', null);
"""
FILES = {
    "20260101000000_orders.sql": "create table orders (id bigint);\n",
    "20260102000000_late.sql": "create table late (id int);\n",
    "20260103000000_carts.sql": "create table carts (id bigint);\n",
    "20260106000000_not_recorded.sql": "select 6;\n",
    "20260107000000_next.sql": "create table next (id int);\nlock table next;\n",
}
"""Two that the remote lacks, one that was edited, and one that only the remote has."""
ROWS = "select version, name, statements from supabase_migrations.schema_migrations order by version"


def write_files(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).write_text(text)


def rows(database: ShadowDatabase) -> list[tuple[object, ...]]:
    """(version, name, statements) of each row of the history."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        return list(connection.execute(ROWS.encode()).fetchall())
