"""Roles, memberships, settings and privileges on parameters: two servers of their own, judged by pg_dumpall."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.snapshot import to_json
from supatui.compare.status import title
from supatui.compare.two_way import compare
from supatui.errors import AddressError, PlanError
from supatui.kinds import KINDS
from supatui.plan.build import build_plan
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings, open_shadow
from supatui.sources import open_source
from supatui.sources.live import read_database
from supatui.sources.stop import Stop
from tests.kinds.judge import load, program, run, statements
from tests.kinds.judge import read as read_plainly
from tests.record import remember
from tests.servers import find_programs

MORE = Settings(optional="roles, parameters")

BEFORE = """
create role owner_of_all;
create role reader login connection limit 3 valid until '2030-01-01 00:00:00+00';
create role goes createdb;
create role "odd ""one" noinherit;
grant reader to owner_of_all;
grant goes to reader;
alter role reader set search_path to "$user", app, "Odd, one";
alter role reader set statement_timeout to '5s';
create table t (id int);
alter table t owner to goes;
grant select on t to reader;
comment on role reader is 'reads';
"""
AFTER = """
create role owner_of_all superuser bypassrls;
create role reader connection limit 5;
create role comes login createrole replication;
create role "odd ""one";
grant reader to owner_of_all with admin option;
grant owner_of_all to comes;
alter role reader set statement_timeout to '7s';
alter role comes set "app.key" to 'it''s';
create table t (id int);
alter table t owner to owner_of_all;
grant select on t to comes;
comment on role reader is 'reads more';
"""
SINCE_15 = "grant set on parameter log_min_duration_statement to reader;"
SINCE_15_AFTER = "grant set, alter system on parameter log_min_duration_statement to comes with grant option;"
SINCE_16 = 'grant "odd ""one" to reader with inherit false, set false;'
SINCE_16_AFTER = 'grant "odd ""one" to reader with inherit true, admin true;'


@pytest.fixture
def two(any_server: ShadowServer, shadow_settings: ShadowSettings) -> Iterator[tuple[ShadowServer, ShadowServer]]:
    """Two servers that nobody else uses: roles belong to a whole server."""
    folder = find_programs(any_server.major).bin_folder
    settings = ShadowSettings(bin_folder=folder, cache_folder=shadow_settings.cache_folder)
    with ExitStack() as stack:
        one, other = (stack.enter_context(open_shadow(settings, major=any_server.major)) for _ in range(2))
        yield one, other


def test_roles_are_led_there_and_back(two: tuple[ShadowServer, ShadowServer]) -> None:
    one, other = two
    before = BEFORE + (SINCE_15 if one.major >= 15 else "") + (SINCE_16 if one.major >= 16 else "")
    after = AFTER + (SINCE_15_AFTER if one.major >= 15 else "") + (SINCE_16_AFTER if one.major >= 16 else "")
    with one.create_database() as here, other.create_database() as there:
        for database, text in ((here, before), (there, after)):
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute(text)
        start, goal, first = _read(here), _read(there), _globals(one, here)
        plan = build_plan(start, goal)
        run(here, plan.statements)
        assert _globals(one, here) == _globals(other, there)
        assert compare(_read(here), goal).is_empty
        assert build_plan(_read(here), goal).statements == ()
        run(here, plan.rollback)
        assert _globals(one, here) == first
        assert compare(_read(here), start).is_empty
        remember(one.major, start, goal)
    words = [str(hazard.detail) for each in plan.statements for hazard in each.hazards]
    assert "owner_of_all gets superuser" in words
    assert "no password is set: give it one yourself where it needs one" in words
    assert statements(plan)[-1] == "drop role goes"


def test_security_labels_of_roles_change(two: tuple[ShadowServer, ShadowServer], label_provider_loaded: None) -> None:
    one, other = two
    changed = "create role app; create role new; security label for guard on role app is '{}';"
    with one.create_database() as here, other.create_database() as there:
        load(here, changed.format("old") + "create role gone; security label for guard on role gone is 'x';")
        load(there, changed.format("it''s") + "security label for guard on role new is 'y';")
        start, goal, first = _read(here), _read(there), _globals(one, here)
        plan = build_plan(start, goal)
        run(here, plan.statements)
        assert _globals(one, here) == _globals(other, there)
        run(here, plan.rollback)
        assert _globals(one, here) == first
    assert [one for one in statements(plan) if "label" in one] == [
        "security label for guard on role app is 'it''s'",
        "security label for guard on role new is 'y'",
    ]


def test_a_role_that_holds_something_elsewhere_is_not_dropped(two: tuple[ShadowServer, ShadowServer]) -> None:
    one, other = two
    with one.create_database() as here, one.create_database() as elsewhere, other.create_database() as there:
        load(elsewhere, "create role app; create table t (a int); alter table t owner to app")
        with pytest.raises(PlanError, match="role app would be dropped while it owns something") as caught:
            build_plan(_read(here), _read(there))
        assert caught.value.where == f"in database {elsewhere.name}"
        assert "reassign owned by app to OTHER; drop owned by app" in caught.value.hint
        build_plan(_read(there), _read(here))  # its rollback is never run on the other server
        load(elsewhere, "drop table t; grant create on schema public to app")
        with pytest.raises(PlanError, match="role app would be dropped"):
            build_plan(_read(here), _read(there))
        load(elsewhere, "drop owned by app")
        assert statements(build_plan(_read(here), _read(there))) == ["drop role app"]
        load(elsewhere, f"alter database {elsewhere.name} owner to app")
        with pytest.raises(PlanError) as caught:
            build_plan(_read(here), _read(there))
        assert caught.value.where == f"database {elsewhere.name}"


def test_a_role_is_not_dropped_where_something_stays_its_own(two: tuple[ShadowServer, ShadowServer]) -> None:
    with two[0].create_database() as here:
        load(here, "create role app; create table t (a int); alter table t owner to app; grant select on t to app;")
        found = _read(here)
    without = {one: item for one, item in found.objects.items() if one != ObjectId("role", "", "app")}
    with pytest.raises(PlanError) as caught:
        build_plan(found, found._replace(objects=without))
    assert caught.value.where == "table:public.t"


def test_what_is_secret_in_a_setting_is_hidden(two: tuple[ShadowServer, ShadowServer]) -> None:
    one, other = two
    with one.create_database() as here, other.create_database() as there:
        load(here, "create role app; alter role app set app.gone_secret to 'mine'")
        load(there, "create role app; alter role app set app.api_key to 'k1'; alter role app set work_mem to '9MB'")
        load(there, f"alter role app in database {there.name} set password_encryption to 'md5'")
        start, goal = _read(here), _read(there)
    assert not [one for one in (to_json(start), to_json(goal)) if "mine" in one or "k1" in one]
    plan = build_plan(start, goal)
    assert statements(plan)[:3] == [
        "alter role app reset app.gone_secret",
        "alter role app set app.api_key to '(hidden)'",
        "alter role app set work_mem to '9MB'",
    ]
    assert "format('alter role %I in database %I %s', 'app'" in statements(plan)[3]
    assert plan.statements[0].irreversible == "the value that it had is secret and not known here"
    assert [one.detail for one in plan.statements[1].hazards] == [
        "app.api_key: the value is secret and not known here, set it by hand afterwards"
    ]


def test_on_the_platform_its_roles_are_hidden_and_what_they_may_become_is_not(
    two: tuple[ShadowServer, ShadowServer],
) -> None:
    server = two[0]
    with server.create_database(server.supabase_template()[0]) as here:
        load(here, "create role app; grant app to authenticator; grant app to postgres; grant anon to app")
        load(here, "alter role anon set statement_timeout to '3s'; alter role app set statement_timeout to '3s'")
        found = _read(here)
    of_server = {title(one) for one in found.objects if KINDS[one.kind].optional}
    assert of_server == {"role app", "membership of authenticator in app", "membership of app in anon"}


def test_settings_for_one_database_are_set_where_the_plan_runs(two: tuple[ShadowServer, ShadowServer]) -> None:
    one, other = two
    with one.create_database() as here, other.create_database() as there:
        for database in (here, there):
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute("create role worker")
        with psycopg.connect(there.conninfo, autocommit=True) as connection:
            connection.execute(f"alter role worker in database \"{there.name}\" set work_mem to '9MB'")
        start, goal = _read(here), _read(there)
        plan = build_plan(start, goal)
        run(here, plan.statements)
        assert compare(_read(here), goal).is_empty
        run(here, plan.rollback)
        assert compare(_read(here), start).is_empty
        with pytest.raises(PlanError, match="one schema was read with parameters,roles, the other without"):
            build_plan(start, read_plainly(there))


def test_files_and_wrong_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text("create table t (id int);")
    with pytest.raises(AddressError, match="files say nothing of a server's roles"):
        open_source(f"sql:{tmp_path / 'schema.sql'}", settings=Settings(optional="roles")).read()
    with pytest.raises(AddressError, match="there is no passwords to read besides"):
        open_source(f"snapshot:{tmp_path / 'none.json'}", settings=Settings(optional="passwords")).read()


def _read(database: ShadowDatabase) -> Catalog:
    return read_database(database.conninfo, database.name, MORE, Stop(database.name))


def _globals(server: ShadowServer, database: ShadowDatabase) -> list[str]:
    """What pg_dumpall prints of roles and parameters, sorted; who granted a membership is noise."""
    parameters = {name: str(value) for name, value in conninfo_to_dict(database.conninfo).items()}
    password = parameters.pop("password", "")
    command = [program(server.major, "pg_dumpall"), "--globals-only", "--dbname", make_conninfo(**parameters)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": password})
    assert done.returncode == 0, done.stderr
    lines = (
        line.partition(" GRANTED BY ")[0].removesuffix(";").removesuffix(" VALID UNTIL 'infinity'")
        for line in done.stdout.splitlines()
    )
    return sorted(line for line in lines if line.startswith(("CREATE", "ALTER", "GRANT", "COMMENT", "SECURITY")))
