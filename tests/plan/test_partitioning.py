"""Tables that become partitioned, stop being so, or get another key or type of it: only while nothing is in them."""

from collections.abc import Sequence
from itertools import permutations

import psycopg
import pytest

from supatui.errors import PlanError
from supatui.plan.build import build_plan
from supatui.plan.model import Statement
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, load, make_roles, read

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


PARENT = "create table t (a int not null, b int not null, primary key (a, b)) partition by"
PART = "create table u partition of t for values"
BESIDE = (
    "create table w partition of t for values in (2); create table r (a int, b int, foreign key (a, b) references t);"
)
BESIDE += "create index on t (b); create view v as select a from u; grant select on u to alice;"
LEAVES = {
    "a partition becomes partitioned": (
        f"{PARENT} list (a); {PART} in (1); {BESIDE}",
        f"{PARENT} list (a); {PART} in (1) partition by list (b); create table u1 partition of u default; {BESIDE}",
    ),
    "a parent gets another key": (
        f"{PARENT} list (a); {PART} in (1) partition by list (b); create table u1 partition of u default;",
        f"{PARENT} range (a); {PART} from (1) to (2) partition by list (b); create table u1 partition of u default;",
    ),
}


def test_a_partition_without_rows_is_made_again_beside_others(any_server: ShadowServer) -> None:
    before, after = LEAVES["a partition becomes partitioned"]
    judge(any_server, before, after)
    with pytest.raises(AssertionError, match=r"public\.u: 1 rows are in it"):
        judge(any_server, f"{before} insert into t values (1, 1);", after)


def test_partitions_keep_their_rows_while_their_parent_is_made_again(any_server: ShadowServer) -> None:
    row = "insert into t values (1, 1);"
    before, after = LEAVES["a parent gets another key"]
    judge(any_server, before + row, after + row, keeps=("select a, b from u1",))


def test_rows_of_a_partition_beside_one_that_becomes_partitioned_stay(any_server: ShadowServer) -> None:
    row = "insert into t values (2, 2);"
    before, after = LEAVES["a partition becomes partitioned"]
    judge(any_server, before + row, after + row, keeps=("select a from w",))


@pytest.mark.parametrize(
    ("former", "later"),
    [
        ("create rule gone as on delete to kept do also update leaf set {} = null;", ("a", "b")),
        ("create view seen as select {} from leaf;", ("a as n", "b as n")),
    ],
)
def test_what_reads_other_columns_of_a_table_that_is_made_again_makes_way(
    any_server: ShadowServer, former: str, later: tuple[str, str]
) -> None:
    schema = """
        create table kept (id int); insert into kept values (1);
        create table whole (a int, b int) partition by list (a);
        create table branch partition of whole for values in (1, 2) partition by range ((b + {}));
        create table leaf (a int, b int);
        alter table branch attach partition leaf for values from (1) to (9);
    """
    keeps = ("select count(*) from kept",)
    judge(
        any_server, schema.format(3) + former.format(later[0]), schema.format(7) + former.format(later[1]), keeps=keeps
    )


OWN = "a int not null, b int not null"
FAMILIES = {
    "heirs": f"create table t ({OWN}); create table u (c text) inherits (t); create index on u (c);",
    "partitions": f"create table t ({OWN}) partition by list (a); create table u partition of t for values in (1);",
    "turned round": f"create table u ({OWN}) ; create table t () inherits (u);",
    "to any depth": f"create table t ({OWN}); create table u () inherits (t); create table w () inherits (u);",
    "apart": f"create table t ({OWN}) partition by range (b); create table u ({OWN});",
}


@pytest.mark.parametrize(("before", "after"), [pair for pair in permutations(FAMILIES, 2) if "partitions" in pair])
def test_a_family_without_rows_is_made_again_as_another(any_server: ShadowServer, before: str, after: str) -> None:
    judge(any_server, FAMILIES[before], FAMILIES[after], column_order=False)


@pytest.mark.parametrize(
    ("before", "after"), [("heirs", "apart"), ("heirs", "turned round"), ("apart", "heirs"), ("partitions", "apart")]
)
def test_rows_of_an_heir_that_leaves_or_comes_stay(any_server: ShadowServer, before: str, after: str) -> None:
    row = "insert into u (a, b) values (1, 1);"
    judge(
        any_server,
        FAMILIES[before] + row,
        FAMILIES[after] + row,
        keeps=("select a, b from u",),
        column_order=False,
    )


@pytest.mark.parametrize(("before", "after"), [("heirs", "partitions"), ("heirs", "apart"), ("partitions", "heirs")])
def test_a_row_of_what_is_made_again_with_heirs_stops_it(any_server: ShadowServer, before: str, after: str) -> None:
    with pytest.raises(AssertionError, match=r"public\.t: 1 rows are in it"):
        judge(any_server, f"{FAMILIES[before]} insert into t (a, b) values (1, 1);", FAMILIES[after])


FOREIGN = """
create foreign data wrapper w; create server s foreign data wrapper w;
create table t (a int, b int) partition by list (a);
create foreign table f partition of t for values in (1) server s;
create table l partition of t for values in (2);
"""
"""Nothing reads the foreign rows."""


def test_rows_of_foreign_partitions_are_not_looked_for(any_server: ShadowServer) -> None:
    after = "create foreign data wrapper w; create table t (a int, b int) partition by range (b);"
    judge(any_server, FOREIGN, after)
    with pytest.raises(AssertionError, match=r"public\.t: 1 rows are in it"):
        judge(any_server, f"{FOREIGN} insert into l values (2, 3);", after)


def test_a_partition_that_came_in_later_is_not_dropped_with_its_parent(any_server: ShadowServer) -> None:
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, FOREIGN)
        load(goal, "create table t (a int, b int) partition by range (b);")
        plan = build_plan(read(start), read(goal))
        with psycopg.connect(start.conninfo, autocommit=True) as connection:
            connection.execute("create table late partition of t default")
            connection.execute("insert into late values (5, 5)")
            with pytest.raises(psycopg.errors.CheckViolation, match=r"public\.t: 1 rows"):
                _run_each(connection, plan.statements)


REFERRING = "create table n (id int not null, up int, k int not null, {}) partition by"


def test_a_partition_leaves_a_family_that_is_made_again_and_refers_to_itself(any_server: ShadowServer) -> None:
    key = REFERRING.format("unique (id, k)") + " range (k);"
    parts = "create table {0} partition of n for values from ({1}) to ({2});"
    before = f"{key} {parts.format('n1', 0, 5)} {parts.format('n2', 5, 9)}"
    before += "alter table n1 add foreign key (up, k) references n (id, k);"
    after = REFERRING.format("primary key (id, k)") + " list (k); create table n1 partition of n for values in (1);"
    after += "create table n2 (id int not null, up int, k int not null, primary key (id, k));"
    judge(any_server, before, after)


MOODS = "create type mood as enum ({}); create domain humour as mood;"
BY_MOOD = """
create table t (a int, b mood) partition by list (b); create table u partition of t for values in ('ok');
create table seen (one u); create index on t (b); grant select on t to alice; comment on table u is 'fine';
"""
KEYS = {
    "of another type": (
        "create table t (a int, b text) partition by list (b); create table u partition of t for values in ('1');",
        "create table t (a int, b bigint) partition by list (b); create table u partition of t for values in (1);",
    ),
    "in an expression": (
        "create table t (a int, b int) partition by range ((a + b)); create table u partition of t default;",
        "create table t (a bigint, b int) partition by range ((a + b)); create table u partition of t default;",
    ),
    "below": (
        "create table t (a int, b text) partition by range (a);"
        "create table u partition of t default partition by list (b); create table u1 partition of u default;",
        "create table t (a int, b varchar(3)) partition by range (a);"
        "create table u partition of t default partition by list (b); create table u1 partition of u default;",
    ),
    "of another collation": (
        'create table t (a int, b text collate "C") partition by list (b); create table u partition of t default;',
        'create table t (a int, b text collate "POSIX") partition by list (b); create table u partition of t default;',
    ),
    "of a type that is followed": (MOODS.format("'sad', 'ok'") + BY_MOOD, MOODS.format("'ok', 'fine'") + BY_MOOD),
}


@pytest.mark.parametrize(("before", "after"), KEYS.values(), ids=KEYS)
def test_partitions_keep_their_rows_where_the_key_of_their_parent_gets_another_type(
    any_server: ShadowServer, before: str, after: str
) -> None:
    value = "'ok'" if "mood" in before else "1"
    row = f"insert into t (a, b) values (1, {value});"
    plan = judge(any_server, before + row, after + row, keeps=("select a, b::text from u",))
    assert not any(one.loses_data for one in plan.statements)


def test_rows_beside_a_partition_whose_key_gets_another_type_stay(any_server: ShadowServer) -> None:
    rest = "create table w partition of t for values from (1) to (2); insert into t values (1, 'abc');"
    before, after = KEYS["below"]
    judge(any_server, before + rest, after + rest, keeps=("select a, b::text from w",))


@pytest.mark.parametrize("other", ["of c", "of d", "(a int, x text)"])
def test_a_typed_table_without_rows_is_made_again(any_server: ShadowServer, other: str) -> None:
    types = "create type c as (a int, b text); create type d as (b text, a int); create table stays of c;"
    before, after = f"{types} create table t of c partition by list (a);", f"{types} create table t {other};"
    judge(any_server, before, after)
    judge(any_server, after, before)
    with pytest.raises(AssertionError, match=r"public\.t: 1 rows are in it"):
        judge(any_server, f"{after} insert into t (a) values (1);", before)


def test_a_typed_table_whose_key_would_get_another_type_is_refused(any_server: ShadowServer) -> None:
    typed = "create type c as (a {}); create table t of c partition by list (a);"
    with pytest.raises(PlanError, match=r"table:public\.t would have to be dropped"):
        judge(any_server, typed.format("int"), typed.format("bigint"))


def test_a_row_that_a_policy_hides_from_the_owner_stops_it(any_server: ShadowServer) -> None:
    make_roles(any_server)
    secured = "alter table days enable row level security, force row level security;"
    hidden = f"alter table days owner to alice; {secured}"
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, f"{PLAIN} insert into days values ('2024-02-29', 'x', null); {hidden}")
        load(goal, f"{COLUMNS} range (day); {hidden}")
        plan = build_plan(read(start), read(goal))
        with psycopg.connect(start.conninfo, autocommit=True) as connection:
            connection.execute("set role alice")
            assert connection.execute("select count(*) from days").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="affected by row-level security"):
                connection.execute(plan.statements[0].sql.encode())
            connection.execute("reset role")
            assert connection.execute("select count(*) from days").fetchone() == (1,)


@pytest.mark.parametrize("kind", ["table", "column"])
def test_a_row_that_came_in_after_the_first_count_is_not_dropped(any_server: ShadowServer, kind: str) -> None:
    composite = "create type pair as (a int); create table days (day date, p pair);"
    ways = {
        "table": (PLAIN, f"{COLUMNS} range (day);", "insert into days values ('2024-02-29')"),
        "column": (composite, composite.replace("as (a int)", "as enum ()"), "insert into days values (null, row(1))"),
    }
    before, after, row = ways[kind]
    with any_server.create_database() as start, any_server.create_database() as goal:
        load(start, before)
        load(goal, after)
        plan = build_plan(read(start), read(goal))
        first, *others = plan.statements
        assert not any(one.loses_data for one in plan.statements if f"drop {kind}" in one.sql)
        with psycopg.connect(start.conninfo, autocommit=True) as connection:
            connection.execute(first.sql.encode())
            connection.execute(row)
            with pytest.raises(psycopg.errors.CheckViolation, match="1 rows"):
                _run_each(connection, others)
            assert connection.execute("select count(*) from days").fetchone() == (1,)
            assert connection.execute("show row_security").fetchone() == ("on",)


def _run_each(connection: "psycopg.Connection[tuple[object, ...]]", statements: Sequence[Statement]) -> None:
    for one in statements:
        connection.execute(one.sql.encode())


MADE = """
create type n;
create function n_in(cstring) returns n language internal immutable strict as 'int4in';
create function n_out(n) returns cstring language internal immutable strict as 'int4out';
create type n (input = n_in, output = n_out, like = int4, category = '{}');
create table p (k int, a n, b text) partition by range (k);
create table q partition of p for values from (1) to ({}) partition by range (k);
create table q1 partition of q default;
create table r (b text, k int, a n);
alter table p attach partition r default;
comment on column q1.a is 'inner';
insert into p values (1, {}, 'x'), (20, null, 'y');
"""


@pytest.mark.parametrize("end", [9, 8])
def test_a_column_of_partitions_is_made_again_while_it_holds_nothing(any_server: ShadowServer, end: int) -> None:
    before, after = MADE.format("X", 9, "null"), MADE.format("Y", end, "null")
    judge(any_server, before, after, keeps=("select k, b from p order by k",), column_order=False)
    with pytest.raises(AssertionError, match=r"public\.p\.a: 1 rows hold values"):
        judge(any_server, MADE.format("X", 9, "'7'"), after, column_order=False)
