"""doctor names what is not understood."""

import json

import psycopg

from supatui.shadow import ShadowDatabase, ShadowServer
from tests.cli.conftest import Ask

LABELLED = """
create table t (a int);
set allow_system_table_mods = on;
insert into pg_seclabel (objoid, classoid, objsubid, provider, label)
values ('t'::regclass, 'pg_class'::regclass, 0, 'guard', 'secret');
"""
"""A label whose provider no server here has: no statement could set it, the catalog holds it all the same."""


def _label(database: ShadowDatabase) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(LABELLED.encode())


def test_doctor_names_every_object_that_is_not_understood(any_server: ShadowServer, ask: Ask) -> None:
    with any_server.create_database() as database:
        _label(database)
        told = ask("doctor", database.url)
        assert told.code == 1
        assert "problem  not understood: security label guard for table public.t\n" in told.out
        answer = ask("doctor", database.url, "--json")
    findings = json.loads(answer.out)["findings"]
    found = [one for one in findings if one["subject"] == "not understood"]
    assert [(one["level"], one["detail"]) for one in found] == [("problem", "security label guard for table public.t")]


def test_doctor_is_silent_where_everything_is_understood(database: ShadowDatabase, ask: Ask) -> None:
    told = ask("doctor", database.url)
    assert told.code == 0
    assert "not understood" not in told.out
