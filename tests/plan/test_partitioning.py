"""Tables that become partitioned, stop being so, or get another key: only while nothing is in them."""

import pytest

from supatui.errors import PlanError
from supatui.plan.build import build_plan
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, read

AROUND = """
create table owners (id int primary key);
create view days_seen as select day, note from days;
create function note_of(days) returns text language sql as 'select $1.note';
create function keep() returns trigger language plpgsql as 'begin return new; end';
create trigger keep before insert on days for each row execute function keep();
create policy mine on days using (note = current_user);
alter table days enable row level security;
alter table days add foreign key (owner) references owners;
create index on days (note);
grant select on days to alice;
grant update (note) on days to bob;
comment on table days is 'one a day';
"""
PLAIN = "create table days (day date not null, note text default 'x', owner int, primary key (day));"
COLUMNS = "create table days (day date not null, note text default 'x', owner int, primary key (day)) partition by"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PLAIN, f"{COLUMNS} range (day);"),
        (PLAIN, f"{COLUMNS} range (day); create table days_2024 partition of days default;"),
        (f"{COLUMNS} range (day);", f"{COLUMNS} list (day);"),
        (f"{COLUMNS} range (day); create table days_2024 partition of days default;", f"{COLUMNS} hash (day);"),
    ],
)
def test_a_table_without_rows_is_made_again_with_all_that_is_about_it(
    any_server: ShadowServer, before: str, after: str
) -> None:
    plan = judge(any_server, before + AROUND, after + AROUND)
    assert not any(one.loses_data for one in plan.statements if "days_2024" not in one.sql)


def test_rows_stop_it_before_anything_changes(any_server: ShadowServer) -> None:
    row = "insert into days values ('2024-02-29', 'x', null);"
    with pytest.raises(AssertionError, match=r"public\.days: 1 rows are in it"):
        judge(any_server, PLAIN + row, f"{COLUMNS} range (day);")
    partition = "create table days_2024 partition of days default;"
    with pytest.raises(AssertionError, match=r"public\.days: 1 rows are in it"):
        judge(any_server, f"{COLUMNS} range (day);" + partition + row, PLAIN)


@pytest.mark.parametrize("number", ["serial", "int generated always as identity"])
def test_numbers_that_were_given_out_stop_it_too(any_server: ShadowServer, number: str) -> None:
    before, after = (f"create table t (a {number}, b int){tail};" for tail in ("", " partition by list (b)"))
    if any_server.version_num >= 170000 or "serial" in number:  # identity in partitioned tables came with 17
        judge(any_server, before, after)
        with pytest.raises(AssertionError, match=r"public\.t\.a: 1 sequences gave out numbers"):
            judge(any_server, before + "insert into t (b) values (1); delete from t;", after)


def test_a_partition_or_a_parent_with_heirs_is_refused_with_a_recipe(any_server: ShadowServer) -> None:
    parts = "create table t (a int, b int) partition by list (a); create table u partition of t for values in (1)"
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, f"{parts};")
        load(goal, f"{parts} partition by list (b);")
        with pytest.raises(PlanError, match=r"table:public\.u would have to be dropped") as refused:
            build_plan(read(start), read(goal))
    assert "rename to u__former; create table public.u" in refused.value.hint
    assert "partition by LIST (b)" in refused.value.hint
