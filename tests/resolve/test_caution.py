"""Which one-sided changes wait for a person, and which do not."""

import pytest

from supatui.catalog.model import Catalog, SchemaObject
from supatui.compare.three_way import merge
from supatui.resolve.rules import decide_by_rule
from tests.builders import catalog, column, enum, function, item, policy, privilege, table, view

T = table("t", row_security=True)
OPEN = table("t")
C = column(T, "c")
P = policy(T, "own")


def waits(before: Catalog, after: Catalog) -> list[str]:
    """The reasons for which local's changes wait, asserting that the other side's answer is the same."""
    reasons = list(decide_by_rule(merge(before, after, before)).waiting.values())
    assert reasons == list(decide_by_rule(merge(before, before, after)).waiting.values())
    return reasons


def changed(old: SchemaObject, new: SchemaObject) -> list[str]:
    return waits(catalog(T, old), catalog(T, new))


@pytest.mark.parametrize(
    "lost",
    [
        C,
        item("sequence", "s"),
        item("materialized_view", "m"),
        item("extension", "hstore", schema=""),
        policy(T, "strict", permissive=False),
        item("hologram", "h"),
    ],
    ids=lambda lost: lost.id.kind,
)
def test_dropping_what_stores_or_guards_waits(lost: SchemaObject) -> None:
    assert len(waits(catalog(T, lost), catalog(T))) == 1


def test_dropping_a_table_waits_once_with_all_its_columns() -> None:
    assert waits(catalog(T, C), catalog()) == ["drops the table and its rows"]


@pytest.mark.parametrize(
    "lost",
    [view("v"), function("f"), enum("e", "a"), item("index", "i", parent=T), P, privilege(T, "anon", "SELECT")],
    ids=lambda lost: lost.id.kind,
)
def test_dropping_what_stores_nothing_does_not_wait(lost: SchemaObject) -> None:
    assert waits(catalog(T, lost), catalog(T)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (C, column(T, "c", "integer")),
        (column(T, "c", identity="always"), C),
        (enum("e", "a", "b"), enum("e", "a")),
        (enum("e", "a", "b"), enum("e", "b", "a")),
        (P, policy(T, "own", roles=("anon", "authenticated"))),
        (P, policy(T, "own", using="shared")),
        (policy(T, "p", permissive=False, roles=("a", "b")), policy(T, "p", permissive=False, roles=("a",))),
        (function("f"), function("f", security_definer=True)),
        (privilege(T, "anon", "SELECT"), privilege(T, "anon", "INSERT", "SELECT")),
        (view("v", options=("security_invoker=true",)), view("v")),
        (view("v"), view("v", owner="eve")),
        (item("materialized_view", "m", query="1"), item("materialized_view", "m", query="2")),
        (item("hologram", "h", depth=1), item("hologram", "h", depth=2)),
    ],
)
def test_changes_that_lose_rewrite_or_widen_wait(old: SchemaObject, new: SchemaObject) -> None:
    assert len(changed(old, new)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (C, column(T, "c", comment="c")),
        (C, column(T, "c", not_null=True)),
        (enum("e", "a", "b"), enum("e", "a", "x", "b")),
        (policy(T, "own", roles=("public",)), P),
        (function("f", security_definer=True), function("f")),
        (privilege(T, "anon", "INSERT", "SELECT"), privilege(T, "anon", "SELECT")),
        (privilege(T, "service_role", "SELECT"), privilege(T, "service_role", "INSERT", "SELECT")),
        (view("v"), view("v", "select 2")),
        (function("f"), function("f", "select 2")),
    ],
)
def test_changes_that_lose_nothing_do_not_wait(old: SchemaObject, new: SchemaObject) -> None:
    assert changed(old, new) == []


def test_turning_row_level_security_off_waits() -> None:
    assert waits(catalog(T), catalog(OPEN)) == ["turns row-level security off"]
    assert waits(catalog(OPEN), catalog(T)) == []


@pytest.mark.parametrize(
    "parts",
    [
        [column(T, "n", "bigint", generated="stored", expression="1")],
        [column(T, "n", "bigint", identity="always")],
        [
            (number := column(T, "n", "bigint")),
            item("default", "n", parent=number, expression="nextval('public.s'::regclass)"),
        ],
    ],
    ids=["generated", "identity", "volatile default"],
)
def test_a_new_column_that_is_filled_row_by_row_waits(parts: list[SchemaObject]) -> None:
    assert len(waits(catalog(T), catalog(T, *parts))) == 1


def test_a_new_column_with_a_constant_default_does_not_wait() -> None:
    number = column(T, "n", "bigint")
    assert waits(catalog(T), catalog(T, number, item("default", "n", parent=number, expression="0"))) == []


def test_a_new_privilege_waits_and_says_what_it_gives() -> None:
    assert waits(catalog(T), catalog(T, privilege(T, "anon", "SELECT"))) == ["gives anon select"]


def test_giving_public_its_builtin_privilege_back_waits() -> None:
    f = function("f")
    revoked = privilege(f, "public", builtin=("EXECUTE",))
    assert waits(catalog(f), catalog(f, revoked)) == []
    assert waits(catalog(f, revoked), catalog(f)) == ["gives public execute"]


def test_a_new_policy_waits_and_a_new_restriction_does_not() -> None:
    assert len(waits(catalog(T), catalog(T, P))) == 1
    assert waits(catalog(T), catalog(T, policy(T, "strict", permissive=False))) == []


def test_a_new_table_waits_only_if_it_is_open_without_row_level_security() -> None:
    grants = privilege(T, "anon", "SELECT")
    assert waits(catalog(), catalog(OPEN, grants)) == ["open to anon, and row-level security is off"]
    assert waits(catalog(), catalog(T, grants, P, C)) == []


def test_a_new_view_waits_if_others_see_through_it_with_its_owners_rights() -> None:
    v = view("v")
    assert waits(catalog(), catalog(v, privilege(v, "anon", "SELECT"))) == [
        "open to anon, with the rights of its owner"
    ]
    invoker = view("v", options=("security_invoker=true",))
    assert waits(catalog(), catalog(invoker, privilege(invoker, "anon", "SELECT"))) == []


def test_a_new_security_definer_function_waits() -> None:
    assert waits(catalog(), catalog(function("f", security_definer=True))) == ["runs with the rights of its owner"]


def test_a_label_that_changes_or_goes_waits_unless_its_object_goes_too() -> None:
    v = view("v")
    strict, open_one = (item("security_label", "anon", parent=v, signature="view", label=one) for one in ("a", "b"))
    assert waits(catalog(v, strict), catalog(v, open_one)) == ["changes what its provider guards"]
    assert waits(catalog(v, strict), catalog(v)) == ["removes a label: its provider may let more through"]
    assert waits(catalog(v, strict), catalog()) == []


def test_what_reaches_elsewhere_waits_and_a_foreign_table_goes_like_a_view() -> None:
    far, further = (item("server", "far", schema="", options=(one,)) for one in ("host=a", "host=b"))
    assert waits(catalog(far), catalog(further)) == ["changes what is read from elsewhere, or how"]
    assert waits(catalog(far), catalog()) == ["drops how another server is reached, secrets among it"]
    here, there = (item("foreign_table", "f", server="far", options=(one,)) for one in ("object=a", "object=b"))
    assert waits(catalog(here), catalog(there)) == ["changes what is read from elsewhere, or how"]
    assert waits(catalog(here, column(here, "c")), catalog()) == []
    assert waits(catalog(), catalog(here, privilege(here, "anon", "SELECT"))) == [
        "open to anon, and no row-level security guards it"
    ]


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("character varying(20)", "character varying(50)", 0),
        ("character varying(20)", "text", 0),
        ("numeric(8,1)", "numeric(10,1)", 0),
        ("numeric(8,1)", "numeric(10,2)", 1),
        ("character varying(50)", "character varying(20)", 1),
        ("integer", "bigint", 1),
        ("text", "public.mood", 1),
    ],
)
def test_a_type_waits_where_values_are_converted(before: str, after: str, count: int) -> None:
    assert len(changed(column(T, "c", before), column(T, "c", after))) == count
