"""What differs between two databases is all that has to be read to plan from one to the other."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from supatui.catalog.model import Catalog
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import load, make_roles
from tests.plan.in_part import assert_same_plans, read_in_part

BASE = """
create type state as enum ('new', 'paid');
create function taxed(numeric) returns numeric language sql immutable as 'select $1 * 2';
create table customers (id bigint generated always as identity primary key, email text collate "C" unique);
create table orders (
    id bigint primary key, customer_id bigint references customers, state state not null default 'new',
    total numeric, net numeric, tax numeric generated always as (taxed(net)) stored
);
create index orders_by_state on orders (state) where state <> 'paid';
create view totals as select id, total from orders;
create schema math;
create function math.large(numeric) returns boolean language sql as 'select $1 > 1000';
create view large_totals as select * from totals where math.large(total);
create table notes (id serial primary key, body text);
create table events (id bigint, at date) partition by range (at);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create table events_rest partition of events default;
create materialized view counted as select count(*) as number from notes;
create table apart (id integer primary key, word text);
comment on column apart.word is 'a word';
create table people (name text);
create table adults () inherits (people);
create index apart_by_half on apart ((id / 2));
create index notes_by_range on notes using brin (id int4_minmax_multi_ops (values_per_range = 8));
"""
TABLES = {"customers", "orders", "notes", "events", "events_2025", "events_rest", "apart", "people", "adults"}
VIEWS = {"totals", "large_totals", "counted"}


@pytest.fixture
def two(any_server: ShadowServer) -> Iterator[tuple[ShadowDatabase, ShadowDatabase]]:
    make_roles(any_server)
    with ExitStack() as stack:
        first, second = (stack.enter_context(any_server.create_database()) for _ in range(2))
        load(first, BASE)
        load(second, BASE)
        yield first, second


def relations(catalog: Catalog) -> set[str]:
    return {one.name for one in catalog.objects if one.kind in {"table", "view", "materialized_view", "foreign_table"}}


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("", set()),
        ("comment on table orders is 'of customers'", {"orders"}),
        ("alter table apart add note text", {"apart"}),
        ("alter table apart alter word type varchar(9)", {"apart"}),
        # A view over the column has to make way, and one over the view.
        (
            "drop view large_totals; drop view totals; alter table orders alter total type numeric(9, 2);"
            "create view totals as select id, total from orders;"
            "create view large_totals as select * from totals where math.large(total)",
            {"orders", "totals", "large_totals"},
        ),
        # Its column's table, whose default and index name it; nothing reads the column.
        ("alter type state add value 'sent'", {"orders"}),
        ("create or replace function taxed(numeric) returns numeric language sql immutable as 'select $1 * 3'", set()),
        # Without ONLY a publication takes the tables that inherit along, but no partitions.
        ("create publication p for table only people", {"people", "adults"}),
        ("create publication p for table events", {"events"}),
        # A new partition has rows of the default one to ask for.
        (
            "create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01')",
            {"events", "events_2025", "events_2026", "events_rest"},
        ),
        # A foreign key refers to the key.
        (
            "alter table orders drop constraint orders_customer_id_fkey;"
            "alter table customers drop constraint customers_pkey; alter table customers add primary key (id, email)",
            {"customers", "orders"},
        ),
        ("alter table notes add customer_id bigint references customers", {"notes", "customers"}),
        ("drop materialized view counted", {"counted"}),
        # Its rows come from what a view calls, whose names are looked up along a path.
        ("create materialized view kept as select * from large_totals", {"kept", "large_totals", "totals"}),
        ("alter index orders_by_state set (fillfactor = 50)", {"orders"}),
        ("alter table customers alter id set increment 5", {"customers", "orders"}),
        ("grant select (word) on apart to alice", {"apart"}),
        ("create rule quiet as on delete to apart do instead nothing", {"apart"}),
        ("comment on view totals is 'sums'", {"totals"}),
        ("comment on index orders_by_state is 'open ones'", {"orders"}),
        ("alter index apart_by_half alter column 1 set statistics 99", {"apart"}),
        (
            "drop index notes_by_range;"
            "create index notes_by_range on notes using brin (id int4_minmax_multi_ops (values_per_range = 16))",
            {"notes"},
        ),
        ("comment on column apart.word is 'another'", {"apart"}),
        ("alter sequence notes_id_seq increment 2", {"notes"}),
    ],
)
def test_what_is_tied_to_a_change_is_read_and_nothing_else(
    two: tuple[ShadowDatabase, ShadowDatabase], change: str, read: set[str]
) -> None:
    first, second = two
    load(second, change)
    old, new = read_in_part(first, second)
    assert relations(old) | relations(new) == read
    assert assert_same_plans(first, second) == len((TABLES | VIEWS) - read)


def test_more_than_the_share_is_read_in_full(two: tuple[ShadowDatabase, ShadowDatabase]) -> None:
    first, second = two
    load(second, "alter table orders alter net set not null; alter table apart add note text")
    old, new = read_in_part(first, second, largest_share=0.1)
    assert relations(old) == relations(new) == TABLES | VIEWS
    assert old.left_out == new.left_out == 0


def test_a_catalog_that_was_read_in_part_has_no_fingerprint(two: tuple[ShadowDatabase, ShadowDatabase]) -> None:
    old, _ = read_in_part(*two)
    assert old.left_out == len(TABLES | VIEWS)
    with pytest.raises(AssertionError):
        _ = old.fingerprint


def test_servers_of_two_majors_are_read_in_full(server17: ShadowServer, server: ShadowServer) -> None:
    with server17.create_database() as first, server.create_database() as second:
        for one in (first, second):
            load(one, BASE)
        old, new = read_in_part(first, second)
        assert relations(old) == relations(new) == TABLES | VIEWS


def test_a_partition_that_is_made_again_has_rows_of_the_default_one_to_ask_for(any_server: ShadowServer) -> None:
    schema = """
        create foreign data wrapper w; create server s {} foreign data wrapper w;
        create table t (k int) partition by list (k); create table rest partition of t default;
        create foreign table f partition of t for values in (3) server s; create table apart (a int);
    """
    with any_server.create_database() as first, any_server.create_database() as second:
        load(first, schema.format(""))
        load(second, schema.format("type 'x'"))
        assert assert_same_plans(first, second) == len({"apart"})


def test_a_table_that_is_made_again_has_columns_from_its_parents(any_server: ShadowServer) -> None:
    schema = """
        create foreign data wrapper w; create server s {} foreign data wrapper w;
        create table g (a int not null default 3); create table p (b int) inherits (g);
        create foreign table f (c int) inherits (p) server s; create table h () inherits (p);
        create table apart (a int);
    """
    with any_server.create_database() as first, any_server.create_database() as second:
        load(first, schema.format(""))
        load(second, schema.format("type 'x'"))
        assert assert_same_plans(first, second) == len({"h", "apart"})


@pytest.mark.parametrize("held", ["t", "t[]", "d", "e[]"])
def test_a_table_whose_rows_a_column_held_is_read_since_no_cast_leads_to_them(
    any_server: ShadowServer, held: str
) -> None:
    schema = "create table t (a int); create domain d as t; create domain e as d; create table h (x {});"
    with any_server.create_database() as first, any_server.create_database() as second:
        load(first, schema.format(held))
        load(second, schema.format("date"))
        assert assert_same_plans(first, second) == 0
