"""Foreign-data wrappers, servers and user mappings, there and back, judged by pg_dump."""

import psycopg
import pytest

from supatui.catalog.identity import ObjectId
from supatui.catalog.introspect import read_catalog
from supatui.catalog.runner import PsycopgRunner
from supatui.catalog.snapshot import to_json
from supatui.plan.build import build_plan
from supatui.plan.model import ProofState
from supatui.plan.prove import prove
from supatui.plan.render import as_sql
from supatui.shadow import ShadowServer
from supatui.sources.optional import kinds_to_read
from tests.kinds.judge import judge, load, read, statements

WRAPPER = "create foreign data wrapper far;"
SERVER = WRAPPER + "create server there foreign data wrapper far;"
MAPPING = SERVER + "create user mapping for alice server there;"
VALIDATOR = "create foreign data wrapper far validator pg_catalog.postgresql_fdw_validator;"
WITH_TYPE = WRAPPER + "create server there type 'postgres' version '15' foreign data wrapper far;"
ROLES = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'alice') then create role alice; end if;
    if not exists (select from pg_roles where rolname = 'bob') then create role bob; end if;
    if not exists (select from pg_roles where rolname = 'carol') then create role carol superuser; end if;
end $$;
"""

CREATED = {
    "wrapper": ("", WRAPPER.replace("far;", "far options (debug 'true', \"odd name\" 'it''s');")),
    "validator": ("", VALIDATOR),
    "server": (WRAPPER, WITH_TYPE + "alter server there options (host 'a', port '1');"),
    "mapping": (SERVER, MAPPING.replace("there;", "there options (user 'x');") + "comment on server there is 'far';"),
    "mapping of everybody": (SERVER, SERVER + "create user mapping for public server there options (\"user\" 'x');"),
    "all": ("", MAPPING + "grant usage on foreign server there to bob;"),
}
IN_PLACE = {
    "wrapper's options": (
        "create foreign data wrapper far options (debug 'true', gone '1');",
        "create foreign data wrapper far options (debug 'false', added '2');",
    ),
    "wrapper's validator": (WRAPPER, VALIDATOR),
    "wrapper's owner and comment": (
        WRAPPER,
        WRAPPER + "alter foreign data wrapper far owner to carol; comment on foreign data wrapper far is 'far';",
    ),
    "wrapper's privileges": (
        WRAPPER,
        WRAPPER + "grant usage on foreign data wrapper far to alice with grant option;",
    ),
    "server's version": (WITH_TYPE, WITH_TYPE.replace("15", "16")),
    "server's version away": (WITH_TYPE, WITH_TYPE.replace("version '15' ", "")),
    "server's options": (
        SERVER + "alter server there options (host 'a', port '1');",
        SERVER + "alter server there options (host 'b', add dbname 'd');",
    ),
    "server's owner and comment": (
        SERVER,
        SERVER + "alter server there owner to carol; comment on server there is 's';",
    ),
    "server's privileges": (SERVER, SERVER + "grant usage on foreign server there to bob, public;"),
    "mapping's options": (
        MAPPING + "alter user mapping for alice server there options (user 'x', gone '1');",
        MAPPING + "alter user mapping for alice server there options (user 'y', added '1');",
    ),
}


@pytest.mark.parametrize("change", CREATED.values(), ids=CREATED)
def test_what_is_foreign_is_created_and_dropped(any_server: ShadowServer, change: tuple[str, str]) -> None:
    judge(any_server, *change)


@pytest.mark.parametrize("change", IN_PLACE.values(), ids=IN_PLACE)
def test_what_is_foreign_changes_in_place(any_server: ShadowServer, change: tuple[str, str]) -> None:
    plan = judge(any_server, ROLES + change[0], ROLES + change[1])
    undone = [str(one.sql) for one in plan.rollback]
    assert not [one for one in statements(plan) + undone if one.startswith(("create", "drop"))]


def test_a_server_of_another_type_is_made_again_with_what_is_on_it(any_server: ShadowServer) -> None:
    extras = (
        "create user mapping for alice server there options (user 'x'); comment on server there is 's';"
        "grant usage on foreign server there to bob;"
        "create foreign table public.t (id integer) server there; comment on column public.t.id is 'i';"
    )
    judge(any_server, WITH_TYPE + extras, SERVER + extras)


def test_a_handler_comes_before_its_wrapper(server: ShadowServer) -> None:
    function = "create function public.h() returns fdw_handler language internal as 'now';"
    judge(server, "", function + "create foreign data wrapper far handler public.h;")
    judge(server, function + WRAPPER, function + "create foreign data wrapper far handler public.h;")


SET_LATER = "alter foreign data wrapper far validator pg_catalog.postgresql_fdw_validator;"
ODD = """
create server there foreign data wrapper far options (odd '1');
create user mapping for alice server there options (odd '1');
create foreign table public.t (id integer options (odd '1')) server there options (odd '1');
"""
ANOTHER_VALIDATOR = """
create function public.no_hosts(given text[], catalog oid) returns void language plpgsql as $$
begin
    if given::text like '%host=%' then raise 'no hosts here'; end if;
end $$;
"""
TAKEN_BY_ANOTHER = ANOTHER_VALIDATOR + "create foreign data wrapper far validator public.no_hosts;" + ODD
HOST = "server there foreign data wrapper far"
REFUSED_BY_A_VALIDATOR = {
    "all of it": ("", WRAPPER + ODD + SET_LATER),
    "the wrapper's own options": ("", WRAPPER.replace("far;", "far options (odd '1');") + SET_LATER),
    "what is new on the wrapper": (WRAPPER, WRAPPER + ODD + SET_LATER),
    "changed options": (WRAPPER + ODD, WRAPPER + ODD.replace("'1'", "'2'") + SET_LATER),
    "what one of the two refuses each": (
        TAKEN_BY_ANOTHER,
        TAKEN_BY_ANOTHER.replace("server there foreign data wrapper far options (odd '1')", HOST)
        + "alter foreign table public.t options (set odd '2');"
        + SET_LATER
        + "alter server there options (host 'x');",
    ),
    "what stays": (WRAPPER + ODD, WRAPPER + ODD + SET_LATER),
    "what stays, with its former one": (TAKEN_BY_ANOTHER, WRAPPER + ODD + SET_LATER),
}


@pytest.mark.parametrize("change", REFUSED_BY_A_VALIDATOR.values(), ids=REFUSED_BY_A_VALIDATOR)
def test_a_validator_comes_after_options_that_it_would_refuse(
    any_server: ShadowServer, change: tuple[str, str]
) -> None:
    judge(any_server, *change)


def test_a_validator_is_given_at_once_where_no_options_are_written(server: ShadowServer) -> None:
    plan = judge(server, "", VALIDATOR + "create server there foreign data wrapper far;")
    assert not [one for one in statements(plan) if one.startswith("alter")]


def test_a_projects_wrapper_is_made_with_its_validator_since_none_may_alter_it(server: ShadowServer) -> None:
    with server.create_database() as database:
        empty = read(database)
        load(database, WRAPPER + "create server there foreign data wrapper far options (host 'x');" + SET_LATER)
        goal = read(database)
    plan = build_plan(*(one._replace(is_supabase=True) for one in (empty, goal)))
    assert not [one for one in statements(plan) if one.startswith("alter")]


SECRETS = (
    ROLES
    + """
create foreign data wrapper far options (api_key 'sesame-1', debug 'true');
create server there foreign data wrapper far options (
    host 'h', password 'sesame-2', conn_string 'sesame-3', password_required 'true', dsn 'sesame-4',
    address 'postgres://me:sesame-5@host/db', extra 'user=me password=''sesame 6'' port=1', api_key_id 'shown'
);
create user mapping for alice server there options (user 'me', password 'sesame-7', sslpassword 'sesame-8');
create foreign table public.t (id integer options (access_token 'sesame-9', key 'true')) server there
    options (secret 'sesame-0', table_name 'u');
"""
)


def test_secrets_are_in_no_catalog_no_snapshot_and_no_plan(any_server: ShadowServer) -> None:
    with any_server.create_database() as empty, any_server.create_database() as full:
        with psycopg.connect(full.conninfo, autocommit=True) as connection:
            connection.execute(SECRETS.encode())
        start, goal = read(empty), read(full)
        plan = build_plan(start, goal)
        texts = [to_json(goal), repr(goal.objects), as_sql(plan), as_sql(plan, rollback=True), repr(plan)]
        assert not [text for text in texts if "sesame" in text]
        for shown in ("password_required=true", "api_key_id=shown", "user=me", "key=true", "table_name=u", "host=h"):
            assert shown in texts[0]
        assert "postgres://me:(hidden)@host/db" in texts[0]
        hazards = [hazard.detail for one in plan.statements for hazard in one.hazards]
        assert "password, sslpassword: the value is secret and not known here, set it by hand afterwards" in hazards
        undone = [hazard.detail for one in plan.rollback for hazard in one.hazards]
        assert "password, sslpassword: the value is secret and lost, note it before" in undone


def test_a_plan_around_secrets_is_proven(server: ShadowServer) -> None:
    subscription = "create subscription s connection 'host=x password=sesame' publication p with (connect = false);"
    with server.create_database() as empty, server.create_database() as full:
        with psycopg.connect(full.conninfo, autocommit=True) as connection:
            connection.execute(SECRETS.encode())
            connection.execute(subscription.encode())
        start, goal = read(empty), read(full)
        proof = prove(build_plan(start, goal), start, goal, server, supabase=False)
        assert proof.state is ProofState.PROVEN, proof.failures


def test_another_password_is_no_difference_and_the_plan_says_so(server: ShadowServer) -> None:
    with server.create_database() as one, server.create_database() as other:
        for database, schema in ((one, SECRETS), (other, SECRETS.replace("sesame-7", "different"))):
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute(schema.encode())
        plan = build_plan(read(one), read(other))
        assert plan.statements == ()
        assert [warning for warning in plan.warnings if "secret" in warning and "user_mapping:there.alice" in warning]


def test_options_that_may_not_be_read_are_left_alone(server: ShadowServer) -> None:
    with server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute((ROLES + MAPPING).encode())
        connection.execute("alter user mapping for alice server there options (user 'x')")
        wanted = read(database)
        connection.execute("alter user mapping for alice server there options (set user 'y')")
        connection.execute("set role bob")
        seen = read_catalog(PsycopgRunner(connection, where="here"), kinds_to_read(None), label="seen by bob")
        mapping = ObjectId("user_mapping", "", "alice", "there")
        assert seen.objects[mapping].texts("options") == ("(not readable)",)
        assert not [one for one in build_plan(seen, wanted).statements if mapping in one.objects]
