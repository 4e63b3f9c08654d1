"""Identity columns of heirs, which are not null whatever becomes of their parents' columns."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

PARENT = "create table p (a int not null); "
NULLABLE = "create table p (a int); "
HEIR = "create table c (a int generated always as identity) inherits (p); "
PLAIN = "create table c (a int) inherits (p); "
CHANGES = {
    "goes with it": (PARENT + HEIR, NULLABLE + PLAIN),
    "goes with its table": (PARENT + HEIR, NULLABLE),
    "parts from it": (PARENT + HEIR, NULLABLE + "create table c (a int generated always as identity); "),
    "stays beside one without": (
        PARENT + HEIR + "create table e () inherits (p);",
        NULLABLE + HEIR + "create table e () inherits (p);",
    ),
    "gives way to a sequence": (
        PARENT + HEIR,
        NULLABLE + "create sequence s; create table c (a int default nextval('s')) inherits (p); "
        "alter sequence s owned by c.a",
    ),
    "is of an heir's heir": (
        PARENT + "create table c (a int not null) inherits (p); "
        "create table d (a int generated always as identity) inherits (c)",
        NULLABLE + PLAIN + "create table d () inherits (c)",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_parent_column_becomes_nullable_where_an_heir_has_an_identity(any_server: ShadowServer, change: str) -> None:
    judge(any_server, *CHANGES[change], column_order=False)
