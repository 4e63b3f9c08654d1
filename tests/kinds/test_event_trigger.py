"""Event triggers, there and back, judged by pg_dump."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

FUNCTIONS = """
create function public.seen() returns event_trigger language plpgsql as 'begin end';
create function public.noted() returns event_trigger language plpgsql as 'begin end';
do $$ begin
    if not exists (select from pg_roles where rolname = 'carol') then create role carol superuser; end if;
end $$;
"""

TRIGGER = "create event trigger watch on ddl_command_end execute function public.seen();"

IN_PLACE = {
    "disabled": TRIGGER + "alter event trigger watch disable;",
    "always": TRIGGER + "alter event trigger watch enable always;",
    "on a replica": TRIGGER + "alter event trigger watch enable replica;",
    "another owner": TRIGGER + "alter event trigger watch owner to carol;",
    "a comment": TRIGGER + "comment on event trigger watch is 'sees all';",
}
MADE_AGAIN = {
    "tags": "create event trigger watch on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE')"
    " execute function public.seen();",
    "another event": TRIGGER.replace("ddl_command_end", "sql_drop"),
    "another function": TRIGGER.replace("seen()", "noted()"),
}


@pytest.mark.parametrize("schema", [TRIGGER, *IN_PLACE.values(), MADE_AGAIN["tags"]])
def test_an_event_trigger_is_created_and_dropped(any_server: ShadowServer, schema: str) -> None:
    judge(any_server, FUNCTIONS, FUNCTIONS + schema)


@pytest.mark.parametrize("after", IN_PLACE.values(), ids=IN_PLACE)
def test_an_event_trigger_changes_in_place(server: ShadowServer, after: str) -> None:
    plan = judge(server, FUNCTIONS + TRIGGER, FUNCTIONS + after)
    undone = [str(one.sql) for one in plan.rollback]
    assert not [one for one in statements(plan) + undone if one.startswith("drop")]


@pytest.mark.parametrize("after", MADE_AGAIN.values(), ids=MADE_AGAIN)
def test_an_event_trigger_is_made_again_with_all_it_has(server: ShadowServer, after: str) -> None:
    extras = "comment on event trigger watch is 'sees all'; alter event trigger watch disable;"
    judge(server, FUNCTIONS + TRIGGER + extras, FUNCTIONS + after + extras)


def test_an_event_trigger_that_comes_sees_nothing_of_the_plan(any_server: ShadowServer) -> None:
    refusing = (
        "create function public.stop() returns event_trigger language plpgsql as"
        " $$ begin raise exception 'no more changes'; end $$;"
    )
    plan = judge(
        any_server,
        "",
        refusing
        + "create table public.t (id integer); comment on table public.t is 'there';"
        + "create event trigger stop on ddl_command_start when tag in ('CREATE TABLE', 'COMMENT')"
        + " execute function public.stop();",
    )
    assert statements(plan)[-1].startswith("create event trigger")
