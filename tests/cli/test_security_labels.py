"""Security labels in files, where no server here loads their provider."""

from pathlib import Path

import psycopg

from supatui.shadow import ShadowServer
from tests.cli.conftest import Ask

TABLE = 'create table public.users (email text);\ncreate view public."is" as select email from public.users;\n'
LABELLED = TABLE + (
    "-- the provider guards these\n"
    "SECURITY LABEL FOR absent ON COLUMN public.users.email IS 'MASKED WITH FUNCTION f(''x is y'')';\n"
    'security label for "absent" on view public."is" is $$plain$$;\n'
    "security label for absent on schema public is 'gone';\n"
    "security label for absent on schema public is null;\n"
)
SET = [
    "security label for absent on column public.users.email is 'MASKED WITH FUNCTION f(''x is y'')'",
    "security label for absent on view public.\"is\" is 'plain'",
]
NOTHING = (
    "-- taken for granted: label provider absent is not loaded here and was not asked about its labels\n"
    "-- nothing to do\n"
)


def test_labels_of_files_are_read_and_said_to_be_unproven(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "plain.sql").write_text(TABLE)
    (tmp_path / "labelled.sql").write_text(LABELLED)
    told = ask("plan", "sql:plain.sql", "sql:labelled.sql", "--format", "human")
    assert told.code == 0, told.err
    assert all(one in told.out for one in SET)
    assert "note: taken for granted: label provider absent is not loaded here" in told.out
    assert "\nnot proven on PostgreSQL" in told.out
    assert "no difference left" in told.out
    assert told.err.count("not proven: no provider loaded on") == 2 * len(SET)
    assert ask("plan", "sql:labelled.sql", "sql:labelled.sql").out == NOTHING


def test_a_live_database_has_the_labels_of_its_files(ask: Ask, tmp_path: Path, any_server: ShadowServer) -> None:
    (tmp_path / "labelled.sql").write_text(LABELLED)
    with any_server.create_database() as database:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute(TABLE)
            connection.execute(
                "insert into pg_seclabel (objoid, classoid, objsubid, provider, label) values"
                " ('users'::regclass, 'pg_class'::regclass, 1, 'absent', 'MASKED WITH FUNCTION f(''x is y'')'),"
                " ('\"is\"'::regclass, 'pg_class'::regclass, 0, 'absent', 'plain')"
            )
        assert ask("plan", database.url, "sql:labelled.sql").out == NOTHING
