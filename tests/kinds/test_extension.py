"""Extensions come back in the schema where they were, whether they may move or bring a schema of their own."""

import pytest

from supatui.plan.build import build_plan
from supatui.plan.model import ProofState
from supatui.plan.prove import prove
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, read, statements

PLACE = "create schema ext;"

PLACED = {
    "may move": ("hstore", "create extension hstore with schema ext"),
    "stays where it was put": ("vector", "create extension vector with schema ext"),
    "makes a schema beside": ("pg_net", "create extension pg_net with schema ext"),
    "lives in a schema of its own": ("pgmq", "create extension pgmq"),
    "lives in pg_catalog": ("pg_cron", "create extension pg_cron with schema pg_catalog"),
}


@pytest.mark.parametrize(("name", "statement"), PLACED.values(), ids=PLACED)
def test_an_extension_is_made_in_its_schema(server: ShadowServer, name: str, statement: str) -> None:
    plan = judge(server, PLACE, f"{PLACE} create extension {name} with schema ext;")
    assert statements(plan) == [statement]


def test_a_column_of_an_extension_type_is_found_in_its_schema(server: ShadowServer) -> None:
    judge(server, PLACE, PLACE + "create extension vector with schema ext; create table t (e ext.vector(3));")


COMMENTED = f"{PLACE} create extension hstore with schema ext; comment on extension hstore is 'ours';"


@pytest.mark.parametrize(
    ("start", "goal", "expected"),
    [
        (PLACE, COMMENTED, ["create extension hstore with schema ext", "comment on extension hstore is 'ours'"]),
        (f"{PLACE} create extension hstore with schema ext;", COMMENTED, ["comment on extension hstore is 'ours'"]),
        (
            COMMENTED,
            f"{PLACE} create extension hstore with schema ext;",
            ["comment on extension hstore is 'data type for storing sets of (key, value) pairs'"],
        ),
    ],
    ids=["made with it", "commented", "its own again"],
)
def test_a_comment_of_ones_own_is_kept(any_server: ShadowServer, start: str, goal: str, expected: list[str]) -> None:
    assert statements(judge(any_server, start, goal)) == expected


def test_wrappers_is_made_for_what_is_declared_with_it_and_goes_after_it(server17: ShadowServer) -> None:
    template = server17.supabase_template()[0]
    with server17.create_database(template) as before, server17.create_database(template) as after:
        load(after, "create extension wrappers schema extensions")
        load(after, "create foreign data wrapper far handler extensions.stripe_fdw_handler")
        load(after, "create server there foreign data wrapper far")
        old, new = read(before), read(after)
    plan = build_plan(old, new)
    assert statements(plan)[0] == "create extension wrappers with schema extensions"
    assert str(plan.rollback[-1].sql) == "drop extension wrappers"
    assert prove(plan, old, new, server17, supabase=True).state is ProofState.PROVEN


VECTORS = (
    "create extension vector; create table items (e vector(3));"
    "create index graph on items using hnsw (e vector_l2_ops); create index lists on items using ivfflat (e);"
)
GRAPH = "update pg_class set reloptions = '{m=16,ef_construction=64}' where relname = 'graph';"
LISTS = "update pg_class set reloptions = '{lists=100}' where relname = 'lists';"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", VECTORS + GRAPH + LISTS),
        (VECTORS + GRAPH, VECTORS + GRAPH.replace("16", "8") + LISTS),
        (VECTORS + LISTS, VECTORS.replace("vector(3)", "vector(4)") + LISTS),
    ],
    ids=["made", "changed", "beside another type"],
)
def test_a_plan_with_options_that_only_the_real_method_knows_is_proven(
    any_server: ShadowServer, before: str, after: str
) -> None:
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, before)
        load(goal, after)
        old, new = read(start), read(goal)
    plan = build_plan(old, new)
    proof = prove(plan, old, new, any_server, supabase=False)
    assert (proof.state, proof.failures) == (ProofState.PROVEN, ())
