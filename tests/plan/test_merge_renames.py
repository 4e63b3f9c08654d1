"""Renames in a three-way comparison: what one side renamed and the other changed comes together."""

from collections.abc import Iterator
from contextlib import contextmanager

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Merge, Side
from supatui.compare.side_renames import as_read, parse_sided, renamed_here, side_candidates
from supatui.plan.build import plan_side
from supatui.plan.merge_renames import merge_with_renames
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import dump, load, make_roles, read, run

BASE = (
    "create table orders (id int primary key, cust_id int not null, total int); create view v as select id from orders;"
)
LOCAL = (
    "create table purchases (id int primary key, customer_id int not null, total int);"
    "create view v as select id from purchases;"
)
REMOTE = (
    "create table orders (id int primary key, cust_id bigint not null, total int, note text);"
    "create view v as select id from orders; create policy p on orders using (cust_id = 1);"
)
MERGED = (
    "create table purchases (id int primary key, customer_id bigint not null, total int, note text);"
    "create view v as select id from purchases; create policy p on purchases using (customer_id = 1);"
)
RENAMES = ("public.orders=purchases", "public.orders.cust_id=customer_id")


@contextmanager
def _databases(server: ShadowServer, *schemas: str) -> Iterator[list[ShadowDatabase]]:
    make_roles(server)
    with server.create_database() as one, server.create_database() as two, server.create_database() as three:
        databases = [one, two, three]
        for database, schema in zip(databases, schemas, strict=True):
            load(database, schema)
        yield databases


def _merged(server: ShadowServer, base: Catalog | None, local: Catalog, remote: Catalog, *renames: str) -> Merge:
    chosen = parse_sided(renames, base, local, remote)
    return merge_with_renames(base, local, remote, chosen, lambda **_: server, lambda said: None)


def _sides_are(merged: Merge) -> dict[str, Side]:
    return {str(one.id): one.side for one in merged.roots}


def _leads_to(server: ShadowServer, merged: Merge, databases: dict[Side, ShadowDatabase], wanted: str) -> None:
    """Both plans lead to the wanted schema, and both rollbacks back."""
    review = Review(merged)
    review.decide([one.id for one in merged.roots if one.side is Side.LOCAL], Choice.LOCAL)
    review.decide([one.id for one in merged.roots if one.side is Side.REMOTE], Choice.REMOTE)
    with server.create_database() as goal:
        load(goal, wanted)
        expected = dump(server, goal)
    for side, database in databases.items():
        before = dump(server, database)
        plan = plan_side(merged, side, review.target(side))
        assert not [one.sql for one in plan.statements if one.loses_data]
        run(database, plan.statements)
        assert dump(server, database) == expected
        run(database, plan.rollback)
        assert dump(server, database) == before


def test_rename_on_one_side_meets_changes_on_the_other(server17: ShadowServer) -> None:
    with _databases(server17, BASE, LOCAL, REMOTE) as (base, local, remote):
        merged = _merged(server17, read(base), read(local), read(remote), *RENAMES)
        assert _sides_are(merged) == {
            "column:public.purchases.customer_id": Side.REMOTE,
            "column:public.purchases.note": Side.REMOTE,
            "policy:public.purchases.p": Side.REMOTE,
        }
        _leads_to(server17, merged, {Side.LOCAL: local, Side.REMOTE: remote}, MERGED)


def test_sides_swapped_give_the_same(server17: ShadowServer) -> None:
    with _databases(server17, BASE, REMOTE, LOCAL) as (base, local, remote):
        merged = _merged(server17, read(base), read(local), read(remote), *RENAMES)
        assert set(_sides_are(merged).values()) == {Side.LOCAL}
        _leads_to(server17, merged, {Side.LOCAL: local, Side.REMOTE: remote}, MERGED)


def test_each_side_renames_something(server17: ShadowServer) -> None:
    remote_schema = BASE.replace("cust_id", "customer_id")
    local_schema = BASE.replace("orders", "purchases")
    with _databases(server17, BASE, local_schema, remote_schema) as (base, local, remote):
        merged = _merged(server17, read(base), read(local), read(remote), *RENAMES)
        assert merged.roots == ()
        wanted = local_schema.replace("cust_id", "customer_id")
        _leads_to(server17, merged, {Side.LOCAL: local, Side.REMOTE: remote}, wanted)


def test_both_renamed_it_and_one_name_is_chosen(server17: ShadowServer) -> None:
    with _databases(server17, BASE, BASE.replace("orders", "purchases"), BASE.replace("orders", "sales")) as found:
        base, local, remote = found
        merged = _merged(server17, read(base), read(local), read(remote), "public.orders=purchases")
        assert merged.roots == ()
        _leads_to(server17, merged, {Side.LOCAL: local, Side.REMOTE: remote}, BASE.replace("orders", "purchases"))


def test_two_ways_the_name_of_local_is_kept(server17: ShadowServer) -> None:
    with _databases(server17, "", BASE, BASE.replace("orders", "sales")) as (_, local, remote):
        merged = _merged(server17, None, read(local), read(remote), "public.sales=orders")
        assert merged.roots == ()
        assert list(merged.renamings) == [Side.REMOTE]


def test_candidates_of_a_renamed_comparison_are_named_as_they_were_read(server17: ShadowServer) -> None:
    with _databases(server17, BASE, LOCAL, REMOTE) as (base, local, remote):
        merged = _merged(server17, read(base), read(local), read(remote), RENAMES[0])
        candidates = [one.renamed for one in side_candidates(merged.base, merged.local, merged.remote)]
        (found,) = (one for one in candidates if str(one.rename.old) == "column:public.purchases.cust_id")
        column = as_read(merged, found)
        assert column.rename.old == ObjectId("column", "public", "cust_id", "orders")
        assert renamed_here(merged, ObjectId("table", "public", "purchases")) == merged.renames[0]
        again = merge_with_renames(
            read(base), read(local), read(remote), (*merged.renames, column), lambda **_: server17, lambda said: None
        )
        assert renamed_here(again, ObjectId("column", "public", "customer_id", "purchases")) == column


def test_moved_to_another_schema_on_one_side_and_changed_on_the_other(server17: ShadowServer) -> None:
    base = "create schema app; create table t (id int primary key); create type mood as enum ('sad', 'ok');"
    local = (
        "create schema app; create table app.t (id int primary key); create type mood as enum ('unhappy', 'ok');"
        "comment on table app.t is 'moved';"
    )
    remote = (
        "create schema app; create table t (id int primary key, note text);"
        "create type mood as enum ('sad', 'ok', 'new'); create index t_note on t (note);"
    )
    wanted = (
        "create schema app; create table app.t (id int primary key, note text); create index t_note on app.t (note);"
        "create type mood as enum ('unhappy', 'ok', 'new'); comment on table app.t is 'moved';"
    )
    with _databases(server17, base, local, remote) as (start, here, there):
        merged = _merged(server17, read(start), read(here), read(there), "public.t=app.t", "public.mood.sad=unhappy")
        assert Side.CONFLICT not in _sides_are(merged).values()
        _leads_to(server17, merged, {Side.LOCAL: here, Side.REMOTE: there}, wanted)


def test_renamed_on_one_side_and_dropped_on_the_other_is_a_conflict(server17: ShadowServer) -> None:
    base = "create table t (id int primary key, a int); create view v as select 1 as x; create table u (id int, b int);"
    local = base.replace("table t", "table s").replace("view v", "view w").replace("b int", "c int")
    with _databases(server17, base, local, "create table u (id int);") as (start, here, there):
        renames = ("public.t=s", "public.v=w", "public.u.b=c")
        merged = _merged(server17, read(start), read(here), read(there), *renames)
        assert _sides_are(merged) == dict.fromkeys(
            ("column:public.u.c", "table:public.s", "view:public.w"), Side.CONFLICT
        )
