"""The outline: what a filter finds, and that a former tree goes without the collector of cycles."""

import gc
import weakref

from supatui.compare.three_way import merge
from supatui.resolve.review import Review
from supatui.tui import work
from supatui.tui.outline import Outline, Query, build_outline
from tests.builders import catalog, column, table


def outline() -> Outline:
    orders, items = table("orders"), table("order_items")
    old = catalog(orders, column(orders, "id"), items, column(items, "id"))
    new = catalog(orders, column(orders, "id"), column(orders, "total"), items, column(items, "id"))
    found = merge(old, new, old)
    return Outline(build_outline(found.local, found.remote, found.by_id))


def found(tree: Outline, text: str) -> list[str]:
    tree.query = Query.parse(text)
    tree.update()
    return [node.id.path for node in tree.rows if node.id is not None and node.id.kind != "schema"]


def test_a_filter_shows_hits_and_what_they_are_in() -> None:
    tree = outline()
    assert found(tree, "total") == ["orders", "orders.total"]
    assert found(tree, "order_items id") == ["order_items", "order_items.id"]
    assert found(tree, "side:local") == ["orders", "orders.total"]
    assert found(tree, "kind:table items") == ["order_items"]
    assert found(tree, "nothing of the sort") == []


def test_letters_in_order_are_found_where_no_name_has_the_word() -> None:
    assert found(outline(), "ordtot") == ["orders", "orders.total"]


def test_groups_are_not_rows_where_they_are_not_shown() -> None:
    tree = outline()
    found(tree, "total")
    assert any(node.id is None for node in tree.rows)
    tree.with_groups = False
    found(tree, "total")
    assert not any(node.id is None for node in tree.rows)


def test_a_former_tree_and_its_comparison_go_without_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        tree = outline()
        node = weakref.ref(tree.roots[0].children[0])
        tree.roots = ()
        tree.rows, tree.differing = [], []
        assert node() is None

        orders = table("orders")
        review = Review(merge(catalog(), catalog(orders), catalog()), person="somebody")
        work.warm(review)
        compared = weakref.ref(review)
        del review
        assert compared() is None
    finally:
        gc.enable()
