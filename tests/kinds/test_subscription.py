"""Subscriptions, there and back, judged by pg_dump; no publisher is ever asked."""

import psycopg
import pytest

from supatui.catalog.identity import ObjectId
from supatui.catalog.introspect import read_catalog
from supatui.catalog.runner import PsycopgRunner
from supatui.catalog.snapshot import to_json
from supatui.kinds.action import HazardKind
from supatui.plan.build import build_plan
from supatui.plan.render import as_sql
from supatui.shadow import ShadowServer
from supatui.sources.optional import kinds_to_read
from tests.kinds.judge import judge, read, statements

ROLES = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'bob') then create role bob; end if;
    if not exists (select from pg_roles where rolname = 'carol') then create role carol superuser; end if;
end $$;
"""
PLAIN = ROLES + (
    "create subscription s connection 'host=nowhere.invalid dbname=d' publication p"
    " with (connect = false, slot_name = none);"
)
WITH_SLOT = PLAIN.replace("slot_name = none", "slot_name = 'slot_1'")

IN_PLACE = {
    "connection": PLAIN.replace("dbname=d", "dbname=e application_name=''x<&y>''"),
    "publications": PLAIN.replace("publication p", 'publication p, "Q 1"'),
    "slot": WITH_SLOT,
    "binary": PLAIN.replace("none)", "none, binary = true)"),
    "streaming": PLAIN.replace("none)", "none, streaming = on)"),
    "synchronous commit": PLAIN.replace("none)", "none, synchronous_commit = 'local')"),
    "disabled on error": PLAIN.replace("none)", "none, disable_on_error = true)"),
    "connection and owner": PLAIN.replace("dbname=d", "dbname=e") + "alter subscription s owner to carol;",
    "owner and comment": PLAIN + "alter subscription s owner to carol; comment on subscription s is 'it''s';",
}
SINCE = {
    "without password": (16, PLAIN.replace("none)", "none, password_required = false)")),
    "run as owner": (16, PLAIN.replace("none)", "none, run_as_owner = true)")),
    "origin": (16, PLAIN.replace("none)", "none, origin = none)")),
    "parallel": (16, PLAIN.replace("none)", "none, streaming = parallel)")),
}
MADE_AGAIN = {
    "two phases": (15, PLAIN.replace("none)", "none, two_phase = true)")),
    "failover": (17, WITH_SLOT.replace("_1')", "_1', failover = true)")),
}


@pytest.mark.parametrize("after", [PLAIN, *IN_PLACE.values()], ids=["plain", *IN_PLACE])
def test_a_subscription_is_created_and_dropped(server: ShadowServer, after: str) -> None:
    judge(server, ROLES, after)


@pytest.mark.parametrize("after", IN_PLACE.values(), ids=IN_PLACE)
def test_a_subscription_changes_in_place(any_server: ShadowServer, after: str) -> None:
    plan = judge(any_server, PLAIN, after)
    undone = [str(one.sql) for one in plan.rollback]
    assert not [one for one in statements(plan) + undone if one.startswith(("create", "drop"))]


@pytest.mark.parametrize("change", SINCE.values(), ids=SINCE)
def test_newer_parameters_change_in_place(
    server: ShadowServer, server17: ShadowServer, change: tuple[int, str]
) -> None:
    since, after = change
    for one in (server, server17):
        assert one.major >= since
        plan = judge(one, PLAIN, after)
        assert not [text for text in statements(plan) if text.startswith(("create", "drop"))]


@pytest.mark.parametrize("change", MADE_AGAIN.values(), ids=MADE_AGAIN)
def test_what_the_slot_has_to_know_makes_it_again(
    server: ShadowServer, server17: ShadowServer, change: tuple[int, str]
) -> None:
    since, after = change
    extras = "comment on subscription s is 'kept';"
    for one in (server, server17):
        assert one.major >= since
        plan = judge(one, (WITH_SLOT if "1'" in after else PLAIN) + extras, after + extras)
        assert HazardKind.DATA in {hazard.kind for step in plan.statements for hazard in step.hazards}


def test_whoever_runs_the_plan_needs_no_password_of_another_owner(server: ShadowServer) -> None:
    elsewhere = PLAIN.replace("dbname=d", "dbname=e")
    judge(server, elsewhere, PLAIN + "alter subscription s owner to bob;")


def test_a_subscription_that_runs_is_stopped_and_dropped_without_its_publisher(any_server: ShadowServer) -> None:
    plan = judge(any_server, WITH_SLOT + "alter subscription s enable;", ROLES)
    assert statements(plan) == [
        "alter subscription s disable",
        "alter subscription s set (slot_name = none)",
        "drop subscription s",
    ]


def test_a_subscription_that_is_made_does_not_run(any_server: ShadowServer) -> None:
    judge(any_server, ROLES, WITH_SLOT + "alter subscription s enable;")
    with any_server.create_database() as before, any_server.create_database() as after:
        with psycopg.connect(after.conninfo, autocommit=True) as connection:
            connection.execute((WITH_SLOT + "alter subscription s enable;").encode())
        plan = build_plan(read(before), read(after))
        assert not [one for one in statements(plan) if "enable" in one]


def test_passwords_of_connections_are_in_no_catalog_no_snapshot_and_no_plan(any_server: ShadowServer) -> None:
    first = PLAIN.replace("dbname=d", "dbname=d password=''open sesame'' sslpassword=sesame-2 user=me")
    other = PLAIN.replace("create subscription s", "create subscription other").replace(
        "'host=nowhere.invalid dbname=d'",
        "'postgresql://me:sesame-3@nowhere.invalid/d?password=sesame-4&application_name=a'",
    )
    with any_server.create_database() as empty, any_server.create_database() as full:
        with psycopg.connect(full.conninfo, autocommit=True) as connection:
            connection.execute(first.encode())
            connection.execute(other.encode())
        goal = read(full)
        plan = build_plan(read(empty), goal)
        texts = [to_json(goal), repr(goal.objects), as_sql(plan), as_sql(plan, rollback=True), repr(plan)]
        assert not [text for text in texts if "sesame" in text]
        shown = [goal.objects[ObjectId("subscription", "", name)].text("connection") for name in ("s", "other")]
        assert shown == [
            "host=nowhere.invalid dbname=d password=(hidden) sslpassword=(hidden) user=me",
            "postgresql://me:(hidden)@nowhere.invalid/d?password=(hidden)&application_name=a",
        ]
        same = build_plan(goal, goal)
        assert [warning for warning in same.warnings if "secret" in warning and "subscription:s" in warning]


def test_who_may_not_read_the_connection_reads_the_rest(any_server: ShadowServer) -> None:
    with any_server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("set role bob")
        seen = read_catalog(PsycopgRunner(connection, where="here"), kinds_to_read(None), label="seen by bob")
        subscription = seen.objects[ObjectId("subscription", "", "s")]
        assert subscription.optional_text("connection") is None
        assert subscription.texts("publications") == ("p",)
        assert build_plan(seen, read(database)).statements == ()
