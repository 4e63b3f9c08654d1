"""Three-way merge: who changed what, and where two sides contradict one another."""

from supatui.catalog.model import EMPTY, Catalog, SchemaObject, Value
from supatui.compare.model import Difference, Merge, Presence, Side
from supatui.compare.three_way import merge
from tests.builders import catalog, column, enum, item, policy, schema, table, view

ORDERS = table("orders")
TOTAL = column(ORDERS, "total", "numeric(10,2)")
NOTE = column(ORDERS, "note")
BASE = catalog(ORDERS, TOTAL)


def sides(merged: Merge) -> dict[str, Side]:
    return {str(difference.id): difference.side for difference in merged.differences}


def only(merged: Merge) -> Difference:
    (difference,) = merged.differences
    return difference


def test_three_equal_catalogs_have_no_difference() -> None:
    assert merge(BASE, BASE, catalog(ORDERS, TOTAL)).differences == ()


def test_a_change_on_one_side_is_that_sides() -> None:
    changed = catalog(ORDERS, column(ORDERS, "total", "bigint"))
    (change,) = only(merge(BASE, changed, BASE)).changes
    assert (change.attribute, change.base, change.local, change.remote) == (
        "type", "numeric(10,2)", "bigint", "numeric(10,2)",
    )  # fmt: skip
    assert change.side is Side.LOCAL
    assert only(merge(BASE, BASE, changed)).side is Side.REMOTE


def test_the_same_change_on_both_sides_leaves_nothing_to_decide() -> None:
    changed = catalog(ORDERS, column(ORDERS, "total", "bigint"))
    assert only(merge(BASE, changed, changed)).side is Side.BOTH_SAME


def test_different_changes_of_one_attribute_are_a_conflict() -> None:
    local = catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"))
    remote = catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"))
    assert only(merge(BASE, local, remote)).side is Side.CONFLICT


def test_changes_of_different_attributes_do_not_contradict() -> None:
    local = catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"))
    remote = catalog(ORDERS, column(ORDERS, "total", "numeric(10,2)", not_null=True))
    difference = only(merge(BASE, local, remote))
    assert difference.mixed
    assert [change.side for change in difference.changes] == [Side.LOCAL, Side.REMOTE]


def test_delete_against_change_is_a_conflict_about_the_whole_object() -> None:
    remote = catalog(ORDERS, column(ORDERS, "total", "bigint"))
    difference = only(merge(BASE, catalog(ORDERS), remote))
    (change,) = difference.changes
    assert difference.side is Side.CONFLICT
    assert (change.attribute, change.base, change.local, change.remote) == (
        None, Presence.PRESENT, Presence.ABSENT, Presence.PRESENT,
    )  # fmt: skip


def test_delete_of_what_the_other_side_left_alone_is_no_conflict() -> None:
    assert sides(merge(BASE, catalog(ORDERS), BASE)) == {"column:public.orders.total": Side.LOCAL}


def test_a_table_dropped_here_with_a_column_changed_there_is_a_conflict_about_the_table() -> None:
    merged = merge(BASE, EMPTY, catalog(ORDERS, column(ORDERS, "total", "bigint")))
    (root,) = merged.roots
    assert (root.id, root.side, root.because) == (ORDERS.id, Side.CONFLICT, (TOTAL.id,))
    assert [covered.id for covered in merged.covers[ORDERS.id]] == [TOTAL.id]


def test_a_table_dropped_here_with_a_column_added_there_is_a_conflict_about_the_table() -> None:
    merged = merge(BASE, EMPTY, catalog(ORDERS, TOTAL, NOTE))
    (root,) = merged.roots
    assert (root.id, root.side, root.because) == (ORDERS.id, Side.CONFLICT, (NOTE.id,))


def test_a_table_dropped_here_with_a_column_dropped_there_is_no_conflict() -> None:
    merged = merge(BASE, EMPTY, catalog(ORDERS))
    assert [(root.id, root.side) for root in merged.roots] == [(ORDERS.id, Side.LOCAL)]


def test_a_column_dropped_here_that_a_new_view_there_needs_is_a_conflict() -> None:
    totals = view("totals")
    merged = merge(BASE, catalog(ORDERS), catalog(ORDERS, TOTAL, totals, needs=[(totals, TOTAL)]))
    assert sides(merged) == {"column:public.orders.total": Side.CONFLICT, "view:public.totals": Side.REMOTE}
    assert merged.by_id[TOTAL.id].because == (totals.id,)


def test_a_table_dropped_here_whose_column_a_new_view_there_needs_is_a_conflict_about_the_table() -> None:
    totals = view("totals")
    merged = merge(BASE, EMPTY, catalog(ORDERS, TOTAL, totals, needs=[(totals, TOTAL)]))
    assert [(root.id, root.side) for root in merged.roots] == [
        (ORDERS.id, Side.CONFLICT), (totals.id, Side.REMOTE),
    ]  # fmt: skip


def test_an_old_dependant_that_changed_otherwise_makes_no_conflict_of_a_drop() -> None:
    old, new = view("totals"), view("totals", comment="sums")
    base = catalog(ORDERS, TOTAL, old, needs=[(old, TOTAL)])
    local = catalog(ORDERS, view("totals", "select 2"))
    merged = merge(base, local, catalog(ORDERS, TOTAL, new, needs=[(new, TOTAL)]))
    assert merged.by_id[TOTAL.id].side is Side.LOCAL
    assert merged.by_id[old.id].mixed


def test_created_differently_on_both_sides_asks_about_the_attributes_that_differ() -> None:
    local = catalog(view("v", "select 1", comment="same"))
    remote = catalog(view("v", "select 2", comment="same"))
    difference = only(merge(EMPTY, local, remote))
    assert difference.base is None
    assert [(change.attribute, change.base, change.side) for change in difference.changes] == [
        ("query", Presence.ABSENT, Side.CONFLICT)
    ]


def test_created_alike_on_both_sides_leaves_nothing_to_decide() -> None:
    assert [root.side for root in merge(EMPTY, BASE, BASE).roots] == [Side.BOTH_SAME]


def test_what_only_one_side_put_into_a_table_created_on_both_is_decided_on_its_own() -> None:
    merged = merge(EMPTY, catalog(ORDERS, TOTAL), catalog(ORDERS, TOTAL, NOTE))
    assert [(root.id, root.side) for root in merged.roots] == [
        (NOTE.id, Side.REMOTE), (ORDERS.id, Side.BOTH_SAME),
    ]  # fmt: skip


def test_parts_of_an_added_table_are_covered_by_it_down_to_the_last() -> None:
    default = item("default", "total", parent=TOTAL, expression="0")
    merged = merge(EMPTY, catalog(ORDERS, TOTAL, default), EMPTY)
    assert [root.id for root in merged.roots] == [ORDERS.id]
    assert {covered.id for covered in merged.covers[ORDERS.id]} == {TOTAL.id, default.id}


def test_a_part_of_a_platform_table_that_was_not_read_stands_on_its_own() -> None:
    users = item("table", "users", schema="auth")
    added = item("policy", "own", schema="auth", parent=users)
    assert [root.id for root in merge(EMPTY, EMPTY, catalog(added)).roots] == [added.id]


def test_without_a_base_nobody_can_tell_the_side() -> None:
    merged = merge(None, catalog(ORDERS, TOTAL), catalog(ORDERS, column(ORDERS, "total", "bigint"), NOTE))
    assert merged.two_way
    assert set(sides(merged).values()) == {Side.UNKNOWN}
    assert merged.by_id[TOTAL.id].changes[0].base is Presence.ABSENT


def test_a_table_that_only_one_side_has_covers_its_columns_without_a_base_too() -> None:
    assert [root.id for root in merge(None, BASE, EMPTY).roots] == [ORDERS.id]


def test_facts_make_no_difference() -> None:
    assert merge(BASE, catalog(ORDERS, TOTAL._replace(facts={"position": 7})), BASE).differences == ()


def test_differences_come_sorted_by_id() -> None:
    local = catalog(ORDERS, TOTAL, NOTE, enum("state", "a"), schema("billing"), policy(ORDERS, "own"))
    ids = [difference.id for difference in merge(BASE, local, BASE).differences]
    assert ids == sorted(ids)
    assert len(ids) == 4


class CountingAttributes(dict[str, Value]):
    """Attributes that count how often they are compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        CountingAttributes.compared += 1
        return super().__eq__(other)

    __hash__ = None


def wide(changed: range) -> Catalog:
    """2 000 tables of four columns; those of the tables numbered in `changed` have another type."""
    objects: list[SchemaObject] = []
    for number in range(2_000):
        parent = table(f"t{number}")
        columns = (column(parent, f"c{n}", "bigint" if number in changed else "text") for n in range(4))
        objects += [parent, *columns]
    return catalog(*(each._replace(attributes=CountingAttributes(each.attributes)) for each in objects))


def test_ten_thousand_objects_a_side_are_compared_once_for_each_side() -> None:
    base, local, remote = wide(range(0)), wide(range(125)), wide(range(100, 160))
    CountingAttributes.compared = 0
    assert len(merge(base, local, remote).differences) == 160 * 4
    assert CountingAttributes.compared == 2 * 10_000
