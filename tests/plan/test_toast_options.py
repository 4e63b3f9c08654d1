"""Storage parameters of the TOAST table, which goes where a table is written anew while no column makes for one."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

WITH = "with (fillfactor=70, toast.autovacuum_enabled=false, toast.vacuum_truncate=false);"

LOST = {
    "numbers first": ("create table t (a text)", "create table t (b serial, c text)"),
    "an identity first": ("create table t (a text)", "create table t (b int generated always as identity, c text)"),
    "stored values first": (
        "create table t (a text, n int)",
        "create table t (n int, g int generated always as (n + 1) stored, c text)",
    ),
    "another type": ("create table t (n int, a text)", "create table t (n bigint, c jsonb)"),
    "of bounded length": (
        "create table t (n int, v varchar(5), a text)",
        "create table t (n bigint, v varchar(5), c xml)",
    ),
    "kept plain": (
        "create table t (n int, p text, a text); alter table t alter p set storage plain",
        "create table t (n bigint, p text, c text); alter table t alter p set storage plain",
    ),
    "logged": ("create unlogged table t (a text)", "create table t (c text)"),
    "from a parent": (
        "create table p (n int); create table t (a text) inherits (p)",
        "create table p (n bigint); create table t (c text) inherits (p)",
    ),
    "from its type": (
        "create type k as (n int, a text); create table t of k",
        "create type k as (n bigint, c text); create table t of k",
    ),
    "of a type now": (
        "create table t (b serial, c text)",
        "create type k as (e int[], d text); create table t of k",
    ),
}


def _with(schema: str, options: str) -> str:
    """The schema whose `create table t ...` ends in options, before what else it says of `t`."""
    head, found, rest = schema.partition("; alter ")
    return f"{head} {options} {found.removeprefix('; ')}{rest};" if found else f"{head} {options}"


@pytest.mark.parametrize("schemas", LOST.values(), ids=LOST)
@pytest.mark.parametrize(
    ("first", "then"),
    [
        (WITH, WITH),
        (WITH, WITH.replace("truncate=false", "truncate=true")),
        (WITH.replace("enabled=false", "enabled=on"), WITH),
    ],
    ids=["kept", "last one changed", "first one changed"],
)
def test_they_are_there_again(any_server: ShadowServer, schemas: tuple[str, str], first: str, then: str) -> None:
    before, after = schemas
    judge(any_server, _with(before, first), _with(after, then), column_order=False)


def test_nothing_is_said_of_them_where_a_column_keeps_the_toast_table(any_server: ShadowServer) -> None:
    for kept in ("text", "int[]", "numeric", "varchar"):
        before, after = (f"create table t (n {number}, a {kept}) {WITH}" for number in ("int", "bigint"))
        assert "toast" not in "\n".join(statements(judge(any_server, before, after)))
