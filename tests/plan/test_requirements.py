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


HEIRS = {
    "inherited alone": "create table p (a int not null, b int); create table h (c int) inherits (p);",
    "column alone": "create table p (a int not null, b int); create table h (a int, c int) inherits (p);",
    "both": "create table p (a int not null, b int); create table h (a int not null, b int, c int) inherits (p);",
    "without a parent": "create table h (a int not null, b int, c int);",
    "nullable": "create table p (a int, b int); create table h (a int, b int, c int) inherits (p);",
    "of another parent": "create table q (a int not null, b int); create table h (c int) inherits (q);",
    "without the column": "create table p (b int); create table h (b int, c int) inherits (p);",
}


@pytest.mark.parametrize("after", HEIRS)
@pytest.mark.parametrize("before", HEIRS)
def test_what_no_statement_declares_or_takes_back_is_told(server: ShadowServer, before: str, after: str) -> None:
    judge(server, HEIRS[before], HEIRS[after], column_order=False)


def test_a_table_is_made_above_an_heir_that_has_the_name(server: ShadowServer) -> None:
    parent = "create table p (a int not null, b int); create table h (like p); alter table h inherit p;"
    judge(server, "create table h (b int);", parent, column_order=False)
    judge(server, parent, "create table h (b int);", column_order=False)


_REQUIRED = "alter table {} alter a set not null;"


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("", f"{_REQUIRED.format('t')} {_REQUIRED.format('p')}"),
        (_REQUIRED.format("q"), f"{_REQUIRED.format('t')} {_REQUIRED.format('p')}"),
        ("", "alter table t add primary key (a); alter table p add primary key (a);"),
    ],
)
def test_a_partition_has_its_own_usual_name_from_before_it_joined(
    any_server: ShadowServer, below: str, above: str
) -> None:
    schema = (
        "create table t (a int) partition by range (a); create table p (a int) partition by range (a);"
        "create table q (a int) partition by range (a); create table l partition of q default;"
        "{} alter table p attach partition q default; {} alter table t attach partition p default;"
    )
    judge(any_server, schema.format("", ""), schema.format(below, above))
    judge(any_server, schema.format(below, above), schema.format("", ""))


KEYED = {
    "an heir": "create table p (a int{}); create table h () inherits (p); alter table h add primary key (a);",
    "one that is referred to": "create table p (a int{}); create table h () inherits (p);"
    "alter table h add primary key (a); create table r (a int references h);",
    "one with an heir": "create table p (a int{}); create table h () inherits (p); create table g () inherits (h);"
    "alter table h add primary key (a);",
    "an heir's heir": "create table p (a int{}); create table h () inherits (p); create table g () inherits (h);"
    "alter table g add primary key (a);",
    "a partition": "create table p (a int{}) partition by list (a); create table h partition of p default;"
    "alter table h add primary key (a);",
}


@pytest.mark.parametrize("which", KEYED)
def test_a_parent_is_required_or_not_above_a_key(server: ShadowServer, which: str) -> None:
    rows = "insert into h values (1), (2);"
    required, nullable = (KEYED[which].format(word) + rows for word in (" not null", ""))
    judge(server, required, nullable, keeps=("select count(*) from p",))
    judge(server, nullable, required, keeps=("select count(*) from p",))
