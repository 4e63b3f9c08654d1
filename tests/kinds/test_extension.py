"""Extensions come back in the schema where they were, whether they may move or bring a schema of their own."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

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
