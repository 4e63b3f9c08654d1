"""NOT NULL as 18 has it, a constraint with a name that only one of its table can have."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

TABLE = "create table t (a int, b text, c text); alter table t add {};"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("constraint k not null c not valid", "constraint k not null b not valid"),
        ("constraint k not null a", "constraint k not null b"),
        ("constraint k check (a > 3)", "constraint k not null a"),
        ("constraint k not null a", "constraint k not null c, add constraint l not null a"),
    ],
)
def test_a_name_goes_from_one_constraint_to_another(server: ShadowServer, before: str, after: str) -> None:
    judge(server, TABLE.format(before), TABLE.format(after))
    judge(server, TABLE.format(after), TABLE.format(before))


def test_an_heir_has_the_name_before_the_parent_gets_its_column(any_server: ShadowServer) -> None:
    heir = "create table h (like t); alter table h inherit t;"
    judge(any_server, f"create table t (a int); {heir}", f"create table t (a int, b int not null); {heir}")
