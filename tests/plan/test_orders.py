"""Changes whose order has to be found: several things let go of one another at once."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge


def test_a_serial_column_takes_another_type_and_another_sequence(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create sequence s; create table t (a serial primary key, b text); insert into t (b) values ('x'), ('y');",
        "create sequence s; create table t (a bigint primary key default nextval('s'), b text);",
        keeps=("select count(*), sum(a) from t",),
    )


def test_a_serial_column_takes_the_sequence_of_another_table(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table t (a serial primary key, b text); insert into t (b) values ('x'), ('y');",
        "create table other (a serial primary key); create table t (like other including all);",
        keeps=("select count(*), sum(a) from t",),
    )


def test_a_serial_column_that_comes_to_rows_gives_them_its_values(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table t (b text); insert into t values ('x'), ('y');",
        "create table t (b text, a serial primary key); alter table t owner to alice;",
        keeps=("select count(*), min(b), max(b) from t",),
    )


def test_a_serial_column_goes_with_that_of_an_heir_that_draws_from_its_sequence(any_server: ShadowServer) -> None:
    before = """
        create sequence s; create table a (c1 int default nextval('s'), c2 text); alter sequence s owned by a.c1;
        create table b (like a including all); alter table b inherit a;
    """
    after = "create table a (c2 text); create table b (c2 text); alter table b inherit a;"
    judge(any_server, before, after, column_order=False)  # it comes back at the end


def test_a_routine_reads_a_table_that_becomes_typed(any_server: ShadowServer) -> None:
    judge(
        any_server,
        """
        create table t (c1 bigint, c2 text, c4 text not null) with (fillfactor = 30);
        create view v as select c1, c1::text || c2 as c2 from t;
        create function a(i int) returns bigint language sql begin atomic select count(*) from v; end;
        """,
        """
        create type c as (a int, d text);
        create table t of c;
        create function a(i int) returns bigint language sql begin atomic select count(*) from t; end;
        """,
    )


def test_a_table_leaves_its_type_long_before_it_joins_parents(any_server: ShadowServer) -> None:
    judge(
        any_server,
        """
        create domain d as date check (value is not null);
        create type c as (a text, b d, d text);
        create type r as range (subtype = d);
        create table p (c1 bigint , c4 r default null);
        create table q of c (a with options );
        """,
        """
        create type e as enum ('a', 'b');
        create domain d as date check (value is not null);
        create type r as range (subtype = e);
        create table p (c1 bigint, c4 r default null);
        create table q (like p including all); alter table q inherit p;
        alter domain d add constraint dc check (value is not null) ;
        """,
        column_order=False,
    )


def test_a_new_foreign_table_inherits_a_column_that_its_parent_gets_at_once(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table t (a serial, b text check (b <> 'x')); create foreign data wrapper w;"
        "create server s foreign data wrapper w;",
        """
        create table t (a serial, b text check (b <> 'y')); create foreign data wrapper w;
        create server s foreign data wrapper w;
        create foreign table f (extra int) inherits (t) server s;
        alter table t add c int default 1, alter c set statistics 7;
        """,
    )


def test_a_new_heir_starts_with_the_settings_that_its_parents_column_is_to_have(any_server: ShadowServer) -> None:
    table = "create table t (a int, b varchar(70)); alter table t alter b set compression pglz;"
    judge(any_server, table, "create table t (a int, b varchar(70)); create table f (extra int) inherits (t);")


@pytest.mark.parametrize("kind", ["bigint", "int primary key"])
def test_two_views_change_places_over_a_column_that_changes(any_server: ShadowServer, kind: str) -> None:
    judge(
        any_server,
        """
        create table t (a int, b text primary key);
        create view v as select b, a, count(*) as c from t group by b;
        create view w as select b from v;
        """,
        f"""
        create table t (a {kind}, b text);
        create view w as select b, a from t;
        create view v as select a, b from w;
        """,
    )


def test_a_type_changes_once_a_table_of_it_is_gone(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create type c as (a int, b text); create table t of c; create table h () inherits (t);",
        "create type c as (a bigint, b text, d int); create table h (a int, b text);",
        column_order=False,
    )


def test_a_type_changes_once_an_heir_of_a_table_of_it_has_left(any_server: ShadowServer) -> None:
    heir = "create table h (a int, b text); alter table h inherit t;"
    judge(
        any_server,
        f"create type c as (a int, b text); create table t of c; {heir}",
        "create type c as (a int, b text, d text); create table t of c; create table h (z int);",
    )


@pytest.mark.parametrize("declared", ["", "a int, b text, "])
def test_an_heir_of_a_table_of_a_type_changes_with_the_type(any_server: ShadowServer, declared: str) -> None:
    table = "create table t of c; create table h ({}z int) inherits (t);"
    judge(
        any_server,
        "create type c as (a int, b text);" + table.format(declared),
        "create type c as (a int, d text);" + table.format(declared.replace("b", "d")),
        column_order=False,
    )


def test_a_new_heir_of_a_table_of_a_type_declares_a_new_attribute_itself(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create type c as (a int); create table t of c;",
        "create type c as (a int, b text); create table t of c; create table h (b text, z int) inherits (t);"
        "create table i (z int) inherits (t);",
    )


@pytest.mark.parametrize(
    "holder", ["create table t (c c); insert into t values (row(null, true));", "create table t of c;"]
)
def test_a_new_attribute_comes_to_the_type_that_follows_the_former_one(any_server: ShadowServer, holder: str) -> None:
    ranges = "create type r as range (subtype = {}); create type c as (a r, b boolean{}); "
    judge(
        any_server,
        ranges.format("float8", "") + holder,
        ranges.format("text", ", n uuid") + holder.replace("true", "true, null"),
        keeps=("select count(*) from t",),
    )


def test_a_partition_joins_once_what_is_above_its_parent_has_changed(any_server: ShadowServer) -> None:
    above = "create table p (a int, c text{}) partition by list (a);"
    judge(
        any_server,
        f"create table a (a int, c text not null); {above.format(' not null')}"
        "create table q partition of p for values in (1) partition by list (a);",
        f"{above.format('')} create table q partition of p for values in (1) partition by list (a);"
        "create table a partition of q for values in (1);",
    )


def test_a_table_joins_once_its_parent_has_lost_a_column(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table p (x int, y int) partition by list (x); create view v as select y from p;",
        "create table p (x int) partition by list (x); create table a partition of p for values in (1);"
        "create view v as select x as y from a;",
    )


@pytest.mark.parametrize("read", ["z", "p"])
def test_a_column_gets_its_type_once_a_partition_that_goes_is_gone(any_server: ShadowServer, read: str) -> None:
    judge(
        any_server,
        "create table p (a int, c text) partition by list (a); create table q partition of p for values in (1);"
        "create view v as select c from q; insert into q values (1, 'of no array');",
        "create table p (a int, c int[]) partition by list (a); create table z (c int);"
        f"create view v as select c::text from {read};",
    )


def test_a_materialized_view_is_filled_before_the_views_below_it_get_their_owners(any_server: ShadowServer) -> None:
    views = "create view v as select a from t; create view w as select a from v;"
    judge(
        any_server,
        "create table t (a int); create view v as select a from t;",
        f"create table t (a int); {views} create materialized view m as select a from w;"
        "alter view v owner to alice; alter view w owner to bob; grant select on w to alice;",
    )


def test_a_sequence_stays_logged_or_not_while_its_table_changes(any_server: ShadowServer) -> None:
    if any_server.major >= 15:
        owned = "alter sequence s owned by t.a; create sequence u owned by t.b;"
        judge(
            any_server,
            f"create unlogged table t (a int, b int); create unlogged sequence s; {owned}",
            f"create table t (a int, b int); create unlogged sequence s; {owned}",
        )


def test_types_follow_in_the_order_of_what_they_are_built_on_now(any_server: ShadowServer) -> None:
    table = "create table t (e e[], r r);"
    judge(
        any_server,
        f"create type e as enum ('a'); create type r as range (subtype = e); create type c as (a e[], b int); {table}",
        "create type e as enum ('b'); create type r as range (subtype = e); create type c as (a r, b int);" + table,
    )


def test_a_new_foreign_partition_takes_a_check_that_is_not_valid_from_its_parent(any_server: ShadowServer) -> None:
    wrapper = "create foreign data wrapper w; create server s foreign data wrapper w;"
    table = wrapper + "create table p (a int, b {}) partition by list (a);"
    partition = "create foreign table f partition of p for values in (1) server s;"
    check = "alter table p add constraint k check (a > 0) not valid;"
    judge(any_server, table.format("text") + partition, table.format("int") + partition + check)
    judge(any_server, table.format("text") + check, table.format("text") + partition + check)


def test_a_domain_has_its_checks_before_another_that_columns_have_is_built_on_it(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create domain e as int[]; create table t (a int, c e[]); insert into t values (1, null);",
        "create domain d as bigint check (value > 0); create domain e as d[]; create table t (a int, c e[]);"
        "insert into t values (1, null);",
        keeps=("select * from t",),
    )


FAMILY = "create table p (a int, b text default 'p'); create table q (a int, b text); create table g (a int);"


@pytest.mark.parametrize("parents", ["q", "q, g", "n"])
def test_a_table_joins_a_parent_before_it_leaves_the_one_that_its_columns_come_from(
    any_server: ShadowServer, parents: str
) -> None:
    made = "create table n (a int, b text);" if parents == "n" else ""
    judge(
        any_server,
        f"{FAMILY} create table t (c int) inherits (p); create table u (d int) inherits (t); insert into t values (1);",
        f"{FAMILY} {made} create table t (c int) inherits ({parents}); create table u (d int) inherits (t);"
        "alter table t alter b set default 'p'; alter table u alter b set default 'p'; insert into t values (1);",
        keeps=("select a, b, c from t",),
    )


def test_a_table_goes_with_a_check_that_calls_a_routine_which_lets_go_of_it(any_server: ShadowServer) -> None:
    routine = "create function f(i int) returns bigint language sql begin atomic select count(*) from {}; end;"
    judge(
        any_server,
        f"create table t (a int); {routine.format('t')} alter table t add constraint k check (f(a) is not null);",
        f"create table u (a int); {routine.format('u')}",
    )


def test_a_column_gets_its_type_around_a_check_that_is_not_valid_with_heirs(any_server: ShadowServer) -> None:
    table = "create table p (a int, c text{}); alter table p add constraint k check (c in ('a', 'b')) not valid;"
    heir = "create table h (like p including constraints); alter table h inherit p;"
    judge(any_server, table.format("") + heir, table.format(' collate "C"') + heir)
    judge(any_server, table.format("") + "create table h () inherits (p);", table.format(' collate "C"') + heir)


@pytest.mark.parametrize("default", ["default nextval('z')", ""])
def test_a_new_heir_does_not_hold_on_to_a_default_that_goes(any_server: ShadowServer, default: str) -> None:
    judge(
        any_server,
        "create sequence s; create table p (a int default nextval('s'));",
        f"create sequence z; create table p (a int {default}); create table q (b int) inherits (p);",
    )


def test_columns_of_a_view_are_granted_after_the_view_however_late_it_comes(any_server: ShadowServer) -> None:
    circle = """
        create function f(int) returns int language sql as 'select 1';
        create function g(int) returns int language sql as 'select public.f($1)';
        create or replace function f(int) returns int language sql as 'select public.g($1)';
    """
    after = """
        create table t (a int, b int);
        create view v as select f(a) as a, b from t;
        grant select (a, b) on v to alice;
        alter view v alter column b set default 3;
    """
    judge(any_server, "", circle + after)


@pytest.mark.parametrize("partition", ["create table q", "create foreign table q"])
def test_a_new_partition_waits_for_what_a_check_of_its_parent_calls(any_server: ShadowServer, partition: str) -> None:
    server = " server s" if "foreign" in partition else ""
    judge(
        any_server,
        "create foreign data wrapper w; create server s foreign data wrapper w;",
        f"""
        create foreign data wrapper w; create server s foreign data wrapper w;
        create table p (a int) partition by list (a);
        {partition} partition of p for values in (1){server};
        create table z (a int);
        create function z(int) returns bigint language sql begin atomic select count(*) from z; end;
        alter table p add constraint k check (z(a) is not null);
        """,
    )


@pytest.mark.parametrize("setting", ["set (fillfactor = 30)", "set unlogged"])
def test_a_parent_has_another_setting_while_a_routine_turns_from_one_heir_to_another(
    any_server: ShadowServer, setting: str
) -> None:
    routine = "create function f() returns bigint language sql begin atomic select count(*) from {}; end;"
    judge(
        any_server,
        f"create table p (a int); create table h () inherits (p); {routine.format('h')}",
        f"create table p (a int); alter table p {setting}; create table i () inherits (p); {routine.format('i')}",
    )


def test_a_table_has_another_setting_while_a_view_turns_from_a_routine_over_its_rows_to_the_table(
    any_server: ShadowServer,
) -> None:
    judge(
        any_server,
        "create table t (a int); create function f(t) returns int language sql as 'select $1.a';"
        "create view v as select f(t) as a from t;",
        "create table t (a int) with (fillfactor = 30); create view v as select a from t;",
    )


def test_a_table_joins_one_of_a_type_whose_attribute_goes_once_it_has_left_another_of_it(
    any_server: ShadowServer,
) -> None:
    table = "create table u of c; create table h (like u including all); alter table h inherit {};"
    judge(
        any_server,
        f"create type c as (a int, x text); create table t of c; {table.format('t')} insert into h values (1, 'x');",
        f"create type c as (a int); {table.format('u')} insert into h values (1);",
        keeps=("select a from h",),
    )


def test_a_view_goes_from_an_heir_to_a_new_one_while_their_parent_gets_storage_parameters(
    any_server: ShadowServer,
) -> None:
    heir = "create table {0} (a int, b text) inherits (t); create view v as select a from {0};"
    judge(
        any_server,
        "create table t (a int); " + heir.format("g"),
        "create table t (a int) with (fillfactor = 50); " + heir.format("h"),
    )


def test_a_view_goes_from_an_heir_to_a_new_one_while_a_column_of_their_parent_gets_another_type(
    any_server: ShadowServer,
) -> None:
    heir = "create table {0} (a int, b text) inherits (t); create view v as select a from {0};"
    judge(
        any_server,
        "create table t (a int, c int); " + heir.format("g"),
        "create table t (a int, c bigint); " + heir.format("h"),
    )


def test_a_table_joins_another_parent_once_that_has_followed_its_type(any_server: ShadowServer) -> None:
    made = "create domain d as {}; create type c as (a int, b d[]); create table p of c;"
    heir = "create table h (like p); alter table h inherit {}; insert into h values (1, '{{2}}');"
    judge(
        any_server,
        made.format("bigint") + "create table q (x int) inherits (p);" + "alter table q add unique (x);"
        "create table h (like q); alter table h inherit q; insert into h values (1, '{2}');",
        made.format("numeric") + heir.format("p"),
        keeps=("select a, b::text from h",),
    )


def test_a_column_gets_an_identity_once_its_parents_column_takes_no_null(any_server: ShadowServer) -> None:
    judge(
        any_server,
        "create table p (a int); create table h () inherits (p);",
        "create table p (a int not null); create table h () inherits (p);"
        "alter table h alter a add generated always as identity;",
    )


@pytest.mark.parametrize("more", ["", "alter table h alter a set default {}(7);"])
def test_a_view_lets_go_of_a_routine_whose_types_stand_in_the_way_of_another_one(
    any_server: ShadowServer, more: str
) -> None:
    judge(
        any_server,
        """
        create type e as enum ('a', 'x');
        create table t (a int, b e); create table u (a int, b e[]); create view low as select a from t;
        create table h (a int);
        create function f(i int, r u default null) returns bigint language sql stable
            begin atomic select count(*) from low; end;
        create view v as select a, f(7) as b from t;
        """
        + more.format("f"),
        """
        create type e as enum ('a');
        create table t (a int, b e); create table w (a int, b e); create table h (a int);
        create function g(i int, r w default null) returns bigint language sql stable
            begin atomic select count(a) from h; end;
        create view v as select a, g(7) as b from t;
        """
        + more.format("g"),
    )


VIEW = "create view v as select * from h;"


@pytest.mark.parametrize(("former", "wanted"), [("int", "text"), ("jsonb", "int[]"), ("varchar(9)", "varchar(7)")])
def test_a_view_comes_over_an_heir_of_a_typed_table_whose_attribute_gets_another_type(
    any_server: ShadowServer, former: str, wanted: str
) -> None:
    schema = """
        create type c as (a {type}, b int); create table t of c; create table h (extra date) inherits (t);
        create statistics s on a, b from t; alter statistics s set statistics 3;
        {view} create function f() returns bigint language sql begin atomic select count(*) from {read}; end;
    """
    after = schema.format(type=wanted, view=VIEW, read="v")
    judge(any_server, schema.format(type=former, view="create view z as select 1;", read="z"), after)
    judge(any_server, schema.format(type=former, view=VIEW, read="v"), after)


@pytest.mark.parametrize(
    "made",
    [
        "create type m as range (subtype = e);",
        "create domain m as e check (value <> 'b'); comment on domain m is 'new';",
        "create type n as (x e); create type m as (y n[]); comment on column m.y is 'y'; alter type m owner to alice;",
    ],
)
@pytest.mark.parametrize(
    "holder", ["create table t of c;", "create table t (a c); insert into t values (row(null, 'a'));"]
)
def test_a_new_type_comes_between_two_that_follow_former_ones(any_server: ShadowServer, made: str, holder: str) -> None:
    judge(
        any_server,
        f"create type e as enum ('a', 'b'); create type c as (f int, g e); {holder}",
        f"create type e as enum ('b', 'a'); {made} create type c as (f m, g e); {holder}",
        keeps=("select count(*) from t",),
    )


def test_an_attribute_gets_another_type_once_no_column_holds_it_through_types_that_go(any_server: ShadowServer) -> None:
    before = """
        create type part as (a text, b {}); create type whole as (a part, b int);
        create domain more as whole check (value is not null); create type c as (a text, b more[]);
        create table t of c;
    """
    judge(
        any_server,
        before.format("int4range"),
        "create type part as (a text, b bigint); create type d as (a jsonb, b int); create table t of d;",
    )


@pytest.mark.parametrize("holder", ["composite", "range"])
@pytest.mark.parametrize("rule", ["set not null", "add constraint k check (value > 0)", "validate constraint v"])
def test_a_domain_gets_stricter_once_no_column_holds_it_through_types_that_go(
    any_server: ShadowServer, rule: str, holder: str
) -> None:
    domain = "create domain d as int; alter domain d add constraint v check (value < 9) not valid;"
    types = {"composite": "create type h as (a d[]);", "range": "create type h as range (subtype = d);"}
    judge(
        any_server,
        domain + types[holder] + "create table t (a int, b h);",
        f"{domain} alter domain d {rule}; create table t (a int, b text);",
    )


def test_statistics_take_the_name_of_those_on_a_table_that_goes_late(any_server: ShadowServer) -> None:
    before = """
        create table p (a int, b int); create table q (a int, b int); create statistics s on a, b from q;
        create view v as select a from q;
        create function f() returns bigint language sql begin atomic select count(*) from v; end;
    """
    after = """
        create table p (a int, b int); create statistics s on a, b from p; create view w as select a from p;
        create function f() returns bigint language sql begin atomic select count(*) from w; end;
    """
    judge(any_server, before, after)


def test_a_table_loses_columns_that_triggers_watch_before_it_is_of_a_type(any_server: ShadowServer) -> None:
    schema = """
        create type c as (a int, b text); create function f() returns trigger language plpgsql as 'begin end';
        create table t {}; create trigger g after {} on t for each row execute function f();
    """
    judge(
        any_server,
        schema.format("(x int, a int, b text)", "update of x"),
        schema.format("of c", "insert"),
        column_order=False,
    )
    judge(any_server, schema.format("of c", "insert"), schema.format("(x int)", "update of x"))


@pytest.mark.parametrize("default", ["default 'a'", "not null", "check (value <> '')"])
@pytest.mark.parametrize("over", ["d", "d[]"])
def test_a_domain_changes_while_one_over_it_lets_its_columns_go(
    any_server: ShadowServer, over: str, default: str
) -> None:
    judge(
        any_server,
        f"create domain d as text; create domain e as {over}; create table t (a e);",
        f"create domain d as text {default}; create table t (a {over});",
    )
