"""Edited results on real servers: built on the merged schema, read back, or refused with the line."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.errors import ReplayError
from supatui.plan.build import build_plan
from supatui.plan.try_edit import try_edit
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import dump, load, read, run

BASE = """
create table orders (id bigint primary key, total numeric(10,2), shared boolean);
alter table orders enable row level security;
create policy own on orders for select using (id > 0);
create view totals as select id, total from orders;
"""
LOCAL = f"{BASE} alter policy own on orders using (id > 1); alter table orders add note text;"
REMOTE = f"{BASE} alter policy own on orders using (shared); drop view totals;" + (
    "alter table orders alter total type numeric(14,2); create view totals as select id, total from orders;"
)
ORDERS = ObjectId("table", "public", "orders")
POLICY = ObjectId("policy", "public", "own", "orders")


@pytest.fixture
def sides(server: ShadowServer) -> Iterator[list[ShadowDatabase]]:
    with ExitStack() as stack:
        made = [stack.enter_context(server.create_database()) for _ in range(3)]
        for database, text in zip(made, (BASE, LOCAL, REMOTE), strict=True):
            load(database, text)
        yield made


def reviewed(sides: list[ShadowDatabase]) -> Review:
    base, local, remote = map(read, sides)
    return Review(merge(base, local, remote))


def settle(review: Review, sides: list[ShadowDatabase]) -> tuple[Catalog, Catalog]:
    """Both databases after their plans."""
    for side, database in ((Side.LOCAL, sides[1]), (Side.REMOTE, sides[2])):
        run(database, build_plan(review.merge.catalog(side), review.target(side)).statements)
    return read(sides[1]), read(sides[2])


def try_text(review: Review, subject: ObjectId, text: str, server: ShadowServer) -> None:
    edit = try_edit(review, subject, text, server, lambda words: None)
    assert review.edit(edit).refused == ()


def test_an_edited_policy_is_read_back_and_reaches_both_databases(
    server: ShadowServer, sides: list[ShadowDatabase]
) -> None:
    review = reviewed(sides)
    for key in review.undecided():
        review.decide(key.id, Choice.LOCAL, key.attribute)
    text = "-- both\ncreate policy own on public.orders for select\n  using (shared or id > 1);"
    try_text(review, POLICY, text, server)
    result = review.result(POLICY)
    assert result is not None
    assert result.attributes["using"] == "(shared OR (id > 1))"
    local, remote = settle(review, sides)
    assert local.fingerprint == remote.fingerprint == review.target(Side.LOCAL).fingerprint
    assert "USING ((shared OR (id > 1)))" in "".join(dump(server, sides[2]))


def test_an_edited_table_brings_its_columns_and_keeps_what_uses_it(
    server: ShadowServer, sides: list[ShadowDatabase]
) -> None:
    review = reviewed(sides)
    text = """
        create table public.orders (id bigint primary key, total numeric(16,4), shared boolean, paid boolean);
        alter table public.orders enable row level security;
        create policy own on public.orders for select using (paid);
    """
    try_text(review, ORDERS, text, server)
    assert review.undecided() == ()
    local, remote = settle(review, sides)
    assert local.fingerprint == remote.fingerprint
    assert local.objects[ObjectId("column", "public", "total", "orders")].attributes["type"] == "numeric(16,4)"
    assert ObjectId("view", "public", "totals") in local.objects
    assert ObjectId("column", "public", "note", "orders") not in local.objects


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("create policy own on public.orders\n  using (nothing > 1)", 'column "nothing" does not exist', ", line 1"),
        ("create policy own on public.orders\n  usin (id > 1)", "syntax error", ", line 2"),
        ("create policy own on public.orders using (shared;", "syntax error", ", line 1"),
        ("create policy other on public.orders using (shared)", "does not make policy own", ""),
        (
            "create policy own on public.orders using (shared); create table spare ()",
            "also changes table public.spare",
            "",
        ),
        ("\n\\d orders", "no statement", ", line 2"),
        ("create policy own on public.orders\n>>>>>>> remote", "conflict marker", ", line 2"),
        ("", "does not make policy own", ""),
    ],
)
def test_a_text_that_a_server_refuses_says_why_and_where_and_keeps_the_former_choice(
    server: ShadowServer, sides: list[ShadowDatabase], text: str, what: str, line: str
) -> None:
    review = reviewed(sides)
    review.decide(POLICY, Choice.REMOTE)
    with pytest.raises(ReplayError) as caught:
        try_text(review, POLICY, text, server)
    assert what in caught.value.what
    assert f"the edited SQL{line}" in caught.value.where
    assert review.choice_of(POLICY) is Choice.REMOTE


def test_a_body_is_checked_although_the_schema_around_it_is_built_without(
    server: ShadowServer, sides: list[ShadowDatabase]
) -> None:
    for database, number in zip(sides, (1, 2, 3), strict=True):
        load(database, f"create function one() returns integer language sql as 'select {number}'")
    with pytest.raises(ReplayError, match='column "nothing" does not exist'):
        try_text(
            reviewed(sides),
            ObjectId("function", "public", "one"),
            "create function public.one() returns integer language sql as 'select nothing'",
            server,
        )
