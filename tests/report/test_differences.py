"""`diff` as text and as JSON."""

import json

from supatui.catalog.model import EMPTY, Catalog, UnknownObject
from supatui.compare.three_way import merge
from supatui.report.differences import as_json, as_text, exit_code
from tests.builders import catalog, column, schema, table, view

ORDERS = table("orders")
TOTAL = column(ORDERS, "total", "numeric(10,2)")
COUPONS = table("coupons")
BASE = catalog(ORDERS, TOTAL, label="base")
LOCAL = catalog(
    ORDERS, column(ORDERS, "total", "numeric(12,2)"), COUPONS, column(COUPONS, "code"), schema("billing"), label="here"
)
REMOTE = catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"), label="there")


def test_the_text_groups_by_schema_and_kind_and_shows_values() -> None:
    assert as_text(merge(BASE, LOCAL, REMOTE)) == (
        "local   here\n"
        "remote  there\n"
        "base    base\n"
        "\n"
        "3 differ: 2 local 0 remote 0 both 1 conflict\n"
        "\n"
        "billing\n"
        "  schemas\n"
        "    + billing  added by local\n"
        "\n"
        "public\n"
        "  tables\n"
        "    + coupons  added by local  with 1 part\n"
        "  columns\n"
        "    ! orders.total  conflict\n"
        "        ! type: base numeric(10,2)  local numeric(12,2)  remote numeric(10,4)\n"
    )


def test_a_drop_against_a_change_says_what_clashes() -> None:
    text = as_text(merge(BASE, EMPTY, REMOTE))
    assert "        local dropped it, remote changed column public.orders.total\n" in text


def test_without_a_difference_the_text_says_how_much_was_compared() -> None:
    assert as_text(merge(BASE, BASE, BASE)).endswith("no differences, 2 objects compared\n")


def test_two_way_shows_both_values_and_no_base() -> None:
    text = as_text(merge(None, LOCAL, REMOTE))
    assert "base    none: two-way\n" in text
    assert "          type: local numeric(12,2)  remote numeric(10,4)\n" in text
    assert "    + coupons  added only in local  with 1 part\n" in text


def test_names_cannot_steer_the_terminal() -> None:
    text = as_text(merge(BASE, catalog(ORDERS, TOTAL, view("\x1b[2Jgone", "select\n\x1b]0;x")), BASE))
    assert "\x1b" not in text
    assert "\\x1b[2Jgone" in text


def test_a_name_with_a_line_end_stays_on_its_line() -> None:
    text = as_text(merge(BASE, catalog(ORDERS, TOTAL, view("two\nlines", "select")), BASE))
    assert "two\\x0alines" in text


def test_the_exit_code_tells_nothing_differences_and_conflicts_apart() -> None:
    assert exit_code(merge(BASE, BASE, BASE)) == 0
    assert exit_code(merge(BASE, LOCAL, LOCAL)) == 0
    assert exit_code(merge(BASE, LOCAL, BASE)) == 1
    assert exit_code(merge(None, LOCAL, BASE)) == 1
    assert exit_code(merge(BASE, LOCAL, REMOTE)) == 3


def test_the_json_has_the_documented_shape() -> None:
    local = Catalog(LOCAL.objects, label="here", unknown=(UnknownObject("operator", "operator public.+"),))
    document = json.loads(as_json(merge(BASE, local, REMOTE)))
    assert document["local"] == {"label": "here", "fingerprint": local.fingerprint}
    assert document["summary"] == {
        "total": 3, "local": 2, "remote": 0, "both": 0, "mixed": 0, "conflict": 1, "unknown": 0,
    }  # fmt: skip
    assert document["not_understood"] == {"local": [{"kind": "operator", "name": "operator public.+"}], "remote": []}
    by_id = {each["id"]: each for each in document["differences"]}
    assert by_id["column:public.orders.total"] == {
        "id": "column:public.orders.total",
        "kind": "column",
        "schema": "public",
        "name": "public.orders.total",
        "side": "conflict",
        "status": "conflict",
        "comes_with": None,
        "because": [],
        "changes": [
            {
                "attribute": "type",
                "side": "conflict",
                "base": "numeric(10,2)",
                "local": "numeric(12,2)",
                "remote": "numeric(10,4)",
            }
        ],
    }
    assert by_id["column:public.coupons.code"]["comes_with"] == "table:public.coupons"
    assert by_id["table:public.coupons"]["changes"] == [
        {"attribute": None, "side": "local", "base": "absent", "local": "present", "remote": "absent"}
    ]


def test_the_json_leaves_out_a_base_that_is_not_there() -> None:
    changes = json.loads(as_json(merge(None, LOCAL, REMOTE)))["differences"]
    (total,) = (each for each in changes if each["id"] == "column:public.orders.total")
    assert total["changes"] == [
        {"attribute": "type", "side": "unknown", "local": "numeric(12,2)", "remote": "numeric(10,4)"}
    ]
