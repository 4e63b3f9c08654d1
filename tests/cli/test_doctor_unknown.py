"""doctor names what is not understood."""

import json

import psycopg

from supatui.shadow import ShadowDatabase, ShadowServer
from tests.cli.conftest import Ask

STRANGE = """
create table thing ();
set allow_system_table_mods = on;
update pg_class set relkind = '?' where oid = 'thing'::regclass;
insert into pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
select 'pg_database'::regclass, oid, 0, 'pg_namespace'::regclass, 'public'::regnamespace, 0, 'n'
from pg_database where datname = current_database();
"""
"""A relation of a kind that a later server may have, and an object of a catalog that no kind is read from."""


def _make_strange(database: ShadowDatabase) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(STRANGE.encode())


def test_doctor_names_every_object_that_is_not_understood(any_server: ShadowServer, ask: Ask) -> None:
    wanted = "relation public.thing"
    with any_server.create_database() as database:
        _make_strange(database)
        told = ask("doctor", database.url)
        assert told.code == 1
        assert f"problem  not understood  {wanted}\n" in told.out
        answer = ask("doctor", database.url, "--json")
    findings = json.loads(answer.out)["findings"]
    found = [(one["level"], one["detail"]) for one in findings if one["subject"] == "not understood"]
    assert found == [("problem", f"database {database.name}"), ("problem", wanted)]


def test_doctor_is_silent_where_everything_is_understood(database: ShadowDatabase, ask: Ask) -> None:
    told = ask("doctor", database.url)
    assert told.code == 0
    assert "not understood" not in told.out
