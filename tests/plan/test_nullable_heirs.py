"""Columns that can be null though the parent's cannot: DROP NOT NULL on an heir, which PostgreSQL lets be up to 17."""

from collections.abc import Callable

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements
from tests.servers import MAJORS

NULLABLE = "alter table h alter a drop not null;"
FAMILY = "create table p (a int{}); create table h (b int) inherits (p); create table i (b int) inherits (p);"
IN_OTHERS = "alter table public.i alter column a drop not null"


@pytest.fixture(params=[major for major in MAJORS if major < 18])
def server(request: pytest.FixtureRequest, servers: Callable[[int], ShadowServer]) -> ShadowServer:
    """Each that lets it be; 18 keeps the constraint that an heir has from its parent."""
    major: int = request.param
    return servers(major)


def test_a_parent_requires_values_that_an_heir_need_not_have(server: ShadowServer) -> None:
    rows = "insert into h values (null);"
    judge(
        server,
        FAMILY.format("") + rows,
        FAMILY.format(" not null") + NULLABLE + rows,
        keeps=("select count(*) from h where a is null",),
    )


def test_a_new_column_of_a_parent_is_required_there_alone(server: ShadowServer) -> None:
    judge(server, FAMILY.replace("a int{}", ""), FAMILY.format(" not null") + NULLABLE, column_order=False)


def test_a_new_heir_need_not_have_what_its_parent_requires(server: ShadowServer) -> None:
    named = "create table g (a int) inherits (p); alter table g alter a drop not null;"
    judge(server, "", FAMILY.format(" not null") + NULLABLE + named)


@pytest.mark.parametrize(
    "held",
    [
        "alter table h add primary key (a);",
        "alter table h alter a set not null, add constraint k unique (a), replica identity using index k;",
        "alter table h alter a set not null, alter a add generated always as identity;",
        "alter table h alter a set not null;",
    ],
)
def test_a_parent_requires_no_values_any_more_that_an_heir_must_have(server: ShadowServer, held: str) -> None:
    plan = judge(server, FAMILY.format(" not null") + held, FAMILY.format("") + held)
    assert statements(plan) == ["alter table only public.p alter column a drop not null", IN_OTHERS]
