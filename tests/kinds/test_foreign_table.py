"""Foreign tables with their columns, checks and triggers, there and back, judged by pg_dump."""

import pytest

from supatui.kinds.action import HazardKind
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

SERVER = """
create foreign data wrapper far;
create server here foreign data wrapper far;
create server there foreign data wrapper far;
create function public.f() returns trigger language plpgsql as 'begin return new; end';
"""
TABLE = SERVER + "create foreign table public.t (id integer, name text) server here;"
FULL = (
    SERVER
    + """
create foreign table public.t (
    id integer options (column_name 'ID', key 'true') not null,
    name text options (a 'b') collate "C" default 'x' || 'y',
    twice integer generated always as (id * 2) stored,
    constraint positive check (id > 0)
) server here options (table_name 'T', schema_name 's');
comment on foreign table public.t is 'far away';
comment on column public.t.id is 'its number';
comment on constraint positive on public.t is 'above';
grant select on public.t to bob;
grant update (name) on public.t to alice;
create trigger noted before insert on public.t for each row execute function public.f();
alter foreign table public.t disable trigger noted;
create view public.v as select id from public.t;
"""
)
PARTITIONED = (
    SERVER
    + "create table public.p (id integer not null, name text, constraint c check (id > 0)) partition by range (id);"
)
ALONE = "create foreign table public.t (id integer not null, name text, constraint c check (id > 0)) server here;"
PARTITION = "alter table public.p attach partition public.t for values from (1) to (10);"

IN_PLACE = {
    "options": (
        TABLE + "alter foreign table public.t options (a '1', b '2');",
        TABLE + "alter foreign table public.t options (a '3', c '4');",
    ),
    "another column": (TABLE, TABLE + "alter foreign table public.t add more integer options (x 'y') default 3;"),
    "a column's type": (TABLE, TABLE + "alter foreign table public.t alter id type text;"),
    "a column's options": (
        TABLE + "alter foreign table public.t alter id options (a '1', b '2');",
        TABLE + "alter foreign table public.t alter id options (a '3', c '4');",
    ),
    "not null": (TABLE, TABLE + "alter foreign table public.t alter id set not null;"),
    "a default": (TABLE, TABLE + "alter foreign table public.t alter id set default 3;"),
    "a column's statistics and storage": (
        TABLE,
        TABLE + "alter foreign table public.t alter name set statistics 7, alter name set storage external;",
    ),
    "a check": (TABLE, TABLE + "alter foreign table public.t add constraint c check (id > 0);"),
    "a check that is not valid": (
        TABLE + "alter foreign table public.t add constraint c check (id > 0) not valid;",
        TABLE + "alter foreign table public.t add constraint c check (id > 0);",
    ),
    "an owner": (TABLE, TABLE + "alter foreign table public.t owner to alice;"),
    "comments": (TABLE, TABLE + "comment on foreign table public.t is 't'; comment on column public.t.id is 'i';"),
    "privileges": (TABLE, TABLE + "grant select, insert on public.t to bob; grant select (id) on public.t to alice;"),
    "a trigger": (
        TABLE,
        TABLE
        + "create trigger a after update on public.t for each row execute function public.f();"
        + "alter foreign table public.t enable always trigger a;",
    ),
    "a parent": (
        TABLE + "create table public.up (id integer);",
        TABLE + "create table public.up (id integer); alter foreign table public.t inherit public.up;",
    ),
    "attached": (PARTITIONED + ALONE, PARTITIONED + ALONE + PARTITION),
    "other bounds": (PARTITIONED + ALONE + PARTITION, PARTITIONED + ALONE + PARTITION.replace("10", "20")),
}


@pytest.mark.parametrize(
    "schema",
    [
        FULL,
        PARTITIONED + ALONE + PARTITION,
        SERVER + "create table public.up (id integer);"
        "create foreign table public.t (name text) inherits (public.up) server here;",
        SERVER + "create foreign table public.up (id integer) server there;"
        "create foreign table public.t (name text) inherits (public.up) server here;",
        SERVER + "create foreign table public.t () server here;",
    ],
    ids=["full", "partition", "heir", "heir of a foreign table", "no column"],
)
def test_a_foreign_table_is_created_and_dropped(any_server: ShadowServer, schema: str) -> None:
    judge(any_server, SERVER, schema)


@pytest.mark.parametrize("change", IN_PLACE.values(), ids=IN_PLACE)
def test_a_foreign_table_changes_in_place(server: ShadowServer, change: tuple[str, str]) -> None:
    plan = judge(server, *change, column_order=False)
    undone = [str(one.sql) for one in plan.rollback]
    assert not [one for one in statements(plan) + undone if one.startswith(("create foreign", "drop foreign"))]


def test_nothing_of_a_foreign_table_is_a_danger_to_rows(any_server: ShadowServer) -> None:
    after = SERVER + "create foreign table public.t (id bigint not null) server here;"
    plan = judge(any_server, TABLE, after, column_order=False)
    hazards = {hazard.kind for one in (*plan.statements, *plan.rollback) for hazard in one.hazards}
    assert not hazards & {HazardKind.DATA, HazardKind.REWRITE, HazardKind.SCAN}


def test_another_server_makes_a_foreign_table_again_with_all_it_has(any_server: ShadowServer) -> None:
    judge(any_server, FULL, FULL.replace("server here options", "server there options"))


def test_a_new_column_of_the_parent_reaches_its_foreign_partition(any_server: ShadowServer) -> None:
    partition = "create foreign table public.t partition of public.p for values from (1) to (10) server here;"
    plan = judge(
        any_server, PARTITIONED + partition, PARTITIONED + partition + "alter table public.p add more integer;"
    )
    assert statements(plan) == ["alter table public.p add column more integer"]


def test_everything_foreign_goes_at_once(any_server: ShadowServer) -> None:
    judge(any_server, FULL + "create user mapping for alice server here;", "")
