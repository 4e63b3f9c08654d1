"""Rewrite rules, there and back, judged by pg_dump."""

import psycopg
import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, statements

TABLES = """
create table public.orders (id integer primary key, note text);
create table public.log (id integer, note text);
create view public.open_orders as select id, note from public.orders;
"""

ON_TABLE = "create rule keep as on delete to public.orders do instead nothing;"
ON_VIEW = """
create rule added as on insert to public.open_orders
    do instead insert into public.orders values (new.id, new.note);
"""

CHANGES = {
    "another action": (ON_TABLE, "create rule keep as on delete to public.orders do also delete from public.log;"),
    "another event": (ON_TABLE, "create rule keep as on update to public.orders do instead nothing;"),
    "a condition": (ON_TABLE, "create rule keep as on delete to public.orders where old.id > 3 do instead nothing;"),
    "two actions": (
        ON_TABLE,
        "create rule keep as on delete to public.orders do also"
        " (delete from public.log where id = old.id; insert into public.log values (old.id, 'gone; or so'));",
    ),
    "disabled": (ON_TABLE, ON_TABLE + "alter table public.orders disable rule keep;"),
    "always": (ON_TABLE, ON_TABLE + "alter table public.orders enable always rule keep;"),
    "on a replica": (ON_TABLE, ON_TABLE + "alter table public.orders enable replica rule keep;"),
    "a comment": (ON_TABLE, ON_TABLE + "comment on rule keep on public.orders is 'so it is';"),
    "an action of a view": (ON_VIEW, ON_VIEW.replace("new.note", "upper(new.note)")),
    "a comment on a view's": (ON_VIEW, ON_VIEW + "comment on rule added on public.open_orders is 'through';"),
}


@pytest.mark.parametrize("schema", [ON_TABLE, ON_VIEW, CHANGES["disabled"][1]], ids=["table", "view", "disabled"])
def test_a_rule_is_created_and_dropped(any_server: ShadowServer, schema: str) -> None:
    judge(any_server, TABLES, TABLES + schema)


NAMED_LIKE_A_VIEWS = """
create rule keep as on delete to public.orders do also delete from public.log where id = old.id;
alter rule keep on public.orders rename to "_RETURN";
"""
LATER = 'comment on rule "_RETURN" on public.orders is \'so it is\'; alter table public.orders disable rule "_RETURN";'


@pytest.mark.parametrize(
    "change",
    [
        ("", NAMED_LIKE_A_VIEWS),
        ("", NAMED_LIKE_A_VIEWS + LATER),
        (NAMED_LIKE_A_VIEWS, NAMED_LIKE_A_VIEWS + LATER),
        (NAMED_LIKE_A_VIEWS, NAMED_LIKE_A_VIEWS.replace("= old.id", "< old.id") + LATER),
    ],
)
def test_a_rule_that_took_the_name_of_a_views_own_takes_it_again(
    any_server: ShadowServer, change: tuple[str, str]
) -> None:
    refused = ""
    with any_server.create_database() as tried:
        try:
            load(tried, TABLES + NAMED_LIKE_A_VIEWS)
        except psycopg.errors.InvalidObjectDefinition as error:  # a minor release that lets no rule have it
            refused = str(error)
    if refused:
        assert 'must not be named "_RETURN"' in refused
        return
    judge(any_server, TABLES + change[0], TABLES + change[1])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_rule_changes_in_place(any_server: ShadowServer, change: tuple[str, str]) -> None:
    plan = judge(any_server, TABLES + change[0], TABLES + change[1])
    undone = [str(one.sql) for one in plan.rollback]
    assert not [one for one in statements(plan) + undone if one.startswith("drop")]


def test_a_rule_that_names_a_new_column_comes_after_it(any_server: ShadowServer) -> None:
    judge(
        any_server,
        TABLES,
        TABLES
        + "alter table public.orders add hidden boolean;"
        + "create rule hide as on insert to public.orders where new.hidden do instead nothing;",
    )


def test_a_rule_makes_way_for_another_type_of_a_column_it_reads(any_server: ShadowServer) -> None:
    rule = "create rule hide as on insert to public.log where new.id > 3 do instead nothing;"
    judge(any_server, TABLES + rule, TABLES + "alter table public.log alter id type bigint;" + rule)


def test_a_rule_goes_with_its_table(any_server: ShadowServer) -> None:
    alone = "create table public.single (id integer);"
    plan = judge(any_server, alone + "create rule r as on delete to public.single do instead nothing;", "")
    assert statements(plan) == ["drop table public.single"]


def test_a_view_that_is_made_again_gets_its_rule_back(any_server: ShadowServer) -> None:
    judge(
        any_server,
        TABLES + ON_VIEW,
        TABLES.replace("select id, note from", "select note, id from") + ON_VIEW,
    )
