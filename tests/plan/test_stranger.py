"""The proof by pg_dump: what our catalog does not know must show up, and nothing else."""

import json
import sys
from pathlib import Path

import pytest

from supatui.catalog.model import Catalog
from supatui.plan.build import build_plan
from supatui.plan.model import Proof, ProofState
from supatui.plan.prove import prove
from supatui.plan.stranger import Originals
from supatui.shadow import ShadowServer
from supatui.shadow.dump import compare_dumps, dump_text, find_pg_dump, of_user, sections
from tests.kinds.judge import load, make_roles, read

OLD = "create table t (id int primary key); grant select on t to alice, bob; comment on table t is 'old';"
NEW = OLD + "create view v as select id from t where id = any (array[1, 2]); alter table t add note text default 'x';"
CAST = "create function to_text(point) returns text language sql as 'select 1::text';" + (
    "create cast (point as text) with function to_text(point);"
)


def _without_casts(catalog: Catalog) -> Catalog:
    """What would be read by a supatui that has never heard of casts."""
    known = {one: item for one, item in catalog.objects.items() if one.kind != "cast"}
    edges = tuple(one for one in catalog.dependencies if one.dependent in known and one.referenced in known)
    return catalog._replace(objects=known, dependencies=edges)


def _proof(server: ShadowServer, before: str, after: str, *, by_pg_dump: bool = True) -> Proof:
    make_roles(server)
    program = find_pg_dump(server.major)
    assert program is not None
    with server.create_database() as start, server.create_database() as goal:
        load(start, before)
        load(goal, after)
        old, new = _without_casts(read(start)), _without_casts(read(goal))
        originals = Originals(program, start.conninfo, goal.conninfo) if by_pg_dump else None
        return prove(build_plan(old, new), old, new, server, supabase=False, originals=originals)


def test_pg_dump_confirms_what_the_catalog_confirms(server: ShadowServer) -> None:
    proof = _proof(server, OLD, NEW)
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())
    assert any(step.startswith("pg_dump: the same") for step in proof.steps)


def test_what_only_the_goal_has_and_the_catalog_does_not_know_fails_the_proof(server: ShadowServer) -> None:
    assert _proof(server, OLD + CAST.split(";")[0], NEW + CAST, by_pg_dump=False).state is ProofState.PROVEN
    proof = _proof(server, OLD + CAST.split(";")[0], NEW + CAST)
    assert proof.state is ProofState.FAILED
    assert any("lacks CREATE CAST" in failure for failure in proof.failures)


def test_what_only_the_start_has_and_the_catalog_does_not_know_fails_the_proof(server: ShadowServer) -> None:
    proof = _proof(server, OLD + CAST, NEW + CAST.split(";")[0])
    assert proof.state is ProofState.FAILED
    assert any("not in the goal" in failure and "CREATE CAST" in failure for failure in proof.failures)


def test_what_both_have_alike_stays_and_is_named(server: ShadowServer) -> None:
    proof = _proof(server, OLD + CAST, NEW + CAST)
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())
    assert any("unknown to supatui" in step for step in proof.steps)


def _supabase_proof(server: ShadowServer, before: str, *after: str) -> Proof:
    program = find_pg_dump(server.major)
    assert program is not None
    template = server.supabase_template()[0]
    with server.create_database(template) as start, server.create_database(template) as goal:
        load(start, before)
        for text in after:
            load(goal, text)
        old, new = read(start), read(goal)
        originals = Originals(program, start.conninfo, goal.conninfo)
        return prove(build_plan(old, new), old, new, server, supabase=True, originals=originals)


def test_a_dump_with_an_extension_in_a_schema_of_the_platform_is_restored(server: ShadowServer) -> None:
    """Members get the platform's grants where it is restored, as they do in a replay: nobody counts these."""
    both = "create schema pgsodium; create extension pgsodium with schema pgsodium;"
    classic = "alter default privileges in schema public {} execute on functions {} anon;"
    without = classic.format("revoke", "from") + "create extension vector with schema public;"
    proof = _supabase_proof(server, both, both, without, classic.format("grant", "to"))
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())


def test_what_the_platform_gave_on_members_of_an_extension_that_moved_counts_for_nobody(server17: ShadowServer) -> None:
    moved = "create extension vector with schema public; alter extension vector set schema extensions;"
    proof = _supabase_proof(server17, "", moved + "create table public.t (e extensions.vector(3));")
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())


OF_THE_PLATFORM = """
create schema pgsodium;
create extension pgsodium with schema pgsodium;
create function public.ended() returns event_trigger language plpgsql as 'begin end';
create event trigger pgrst_ddl_watch on ddl_command_end execute function public.ended();
comment on event trigger pgrst_ddl_watch is 'tells PostgREST';
alter publication supabase_realtime owner to supabase_admin;
alter default privileges for role supabase_admin grant select on tables to anon;
"""


def test_what_the_platform_keeps_for_itself_is_not_held_against_a_plan(server: ShadowServer) -> None:
    function = "create function public.ended() returns event_trigger language plpgsql as 'begin end';"
    for before, after in ((function, OF_THE_PLATFORM), (OF_THE_PLATFORM, function)):
        proof = _supabase_proof(server, before, after + "create table public.orders (id int);")
        assert (proof.state, proof.failures) == (ProofState.PROVEN, ())


def test_an_extension_may_have_another_comment_on_another_server(server: ShadowServer) -> None:
    """As that of a stand-in: what pg_dump prints is the control file's, unless somebody wrote another one."""
    here, there = (
        sections(f"-- Name: EXTENSION citext; Type: COMMENT; Schema: -; Owner: -\n{text}")
        for text in ("COMMENT ON EXTENSION citext IS 'a';", "COMMENT ON EXTENSION citext IS 'b';")
    )
    assert here != there
    assert of_user(here, supabase=False) == of_user(there, supabase=False) == ()


def test_another_order_of_columns_is_told_and_is_no_failure(server: ShadowServer) -> None:
    proof = _proof(server, "create table t (a int, b int);", "create table t (a int, c text, b int);")
    assert proof.state is ProofState.PROVEN
    assert "equal but for column order: TABLE public.t, owner postgres" in proof.steps


@pytest.mark.parametrize("heir", ["create table h () inherits (p);", "create table h (a int not null, b text);"])
def test_what_is_told_of_inherited_columns_is_not_held_against_a_plan(any_server: ShadowServer, heir: str) -> None:
    parents = "create table p (a int not null, b text); create table q (a int not null, b text);"
    proof = _proof(any_server, parents + heir, f"{parents} create table h (c int) inherits (q);")
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())
    assert any(step.startswith("told, and not held against it: column public.h.") for step in proof.steps)
    assert any(step.startswith("pg_dump: the same") for step in proof.steps)


SECRETS = (
    "create foreign data wrapper far;"
    "create server there foreign data wrapper far options (host 'a', api_key 'hush');"
    "create user mapping for alice server there options (\"user\" 'x', password 'it''s hush');"
    "create subscription news connection 'host=a password=hush' publication p with (connect = false);"
)


def test_secrets_are_neither_compared_nor_told(any_server: ShadowServer) -> None:
    proof = _proof(any_server, "", SECRETS)
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())
    assert "secret, and not compared: api_key of SERVER there, owner postgres" in proof.steps
    assert not any("hush" in step for step in proof.steps)
    wanted = sections(_dumped(any_server, SECRETS.replace("host=a", "host=b").replace("'a'", "'b'")))
    lines = compare_dumps(sections(_dumped(any_server, SECRETS.replace("hush", "still"))), wanted).lines()
    assert "SERVER there, owner postgres: has another value of host" in lines
    assert "SUBSCRIPTION news, owner postgres: has another value of CONNECTION" in lines
    assert not any("hush" in line or "still" in line for line in compare_dumps((), wanted).lines() + lines)


def _dumped(server: ShadowServer, schema: str) -> str:
    program = find_pg_dump(server.major)
    assert program is not None
    make_roles(server)
    with server.create_database() as database:
        load(database, schema)
        return dump_text(program, database.conninfo, "test")


def test_dumps_differ_by_lines_whatever_the_order_of_grants_and_sections(server: ShadowServer) -> None:
    tables = ("create table a (x int);", "create table b (x int);")
    one = sections(_dumped(server, tables[0] + tables[1] + "grant select on a to bob; grant insert on a to alice;"))
    other = sections(_dumped(server, tables[1] + tables[0] + "grant insert on a to alice; grant select on a to bob;"))
    assert compare_dumps(one, other).is_empty
    third = sections(_dumped(server, tables[0] + "create table b (x bigint);"))
    lines = compare_dumps(one, third).lines()
    assert "TABLE public.b, owner postgres: has x integer" in lines
    assert "TABLE public.b, owner postgres: lacks x bigint" in lines


def test_a_password_is_no_argument_of_pg_dump(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    program = tmp_path / "pg_dump"
    program.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        f"json.dump([sys.argv, os.environ['PGPASSWORD']], open({str(told)!r}, 'w'))\n"
    )
    program.chmod(0o755)
    dump_text(program, "postgresql://someone:s3cr%40t@db.example/x?sslmode=require", "test")
    arguments, password = json.loads(told.read_text())
    assert password == "s3cr@t"
    assert "s3cr" not in " ".join(arguments)
    assert "--schema-only" in arguments


def test_there_is_no_pg_dump_of_a_major_to_come() -> None:
    assert find_pg_dump(99) is None


@pytest.mark.parametrize("major", [14, 16, 18])
def test_a_newer_pg_dump_serves_where_there_is_none_of_its_own(major: int) -> None:
    assert find_pg_dump(major) is not None
