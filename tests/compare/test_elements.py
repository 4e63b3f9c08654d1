"""Merging lists element by element: what goes together, and what contradicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supatui.catalog.model import Value
from supatui.compare.elements import merge_lists

List = tuple[str, ...] | None

TOGETHER: list[tuple[str, List, List, List, tuple[str, ...]]] = [
    ("privileges", ("SELECT",), ("INSERT", "SELECT"), ("SELECT", "UPDATE"), ("INSERT", "SELECT", "UPDATE")),
    ("privileges", ("DELETE", "SELECT"), ("SELECT",), ("DELETE", "SELECT*"), ("SELECT*",)),
    ("roles", ("anon", "auth"), ("auth",), ("anon", "app", "auth"), ("app", "auth")),
    ("options", ("fill=90",), ("fill=70",), ("fill=90", "vacuum=off"), ("fill=70", "vacuum=off")),
    ("options", None, ("a=1",), ("b=2",), ("a=1", "b=2")),
    ("options", ("a=1", "b=2"), ("a=1",), ("b=2",), ()),
    ("config", ("search_path=a",), ("search_path=a", "role=x"), ("search_path=b",), ("search_path=b", "role=x")),
    ("identity_options", ("start 1", "no cycle"), ("start 5", "no cycle"), ("start 1", "cycle"), ("start 5", "cycle")),
    ("publish", ("insert", "delete"), ("insert",), ("insert", "update", "delete"), ("insert", "update")),
    ("labels", ("a", "b"), ("a", "x", "b"), ("a", "b", "y"), ("a", "x", "b", "y")),
    ("labels", ("a", "b"), ("a", "b", "x"), ("a", "b", "y"), ("a", "b", "x", "y")),
    ("labels", ("a", "b"), ("b", "a"), ("a", "b", "y"), ("b", "a", "y")),
    ("labels", ("a", "b", "c"), ("a", "c"), ("a", "b", "c", "d"), ("a", "c", "d")),
    ("labels", ("a",), ("a", "x"), ("a", "x", "y"), ("a", "x", "y")),
    ("inherits", None, ("public.a",), ("public.b",), ("public.a", "public.b")),
]  # fmt: skip

CONTRADICTIONS: list[tuple[str, List, List, List]] = [
    ("privileges", ("SELECT",), ("SELECT*",), ()),
    ("options", ("fill=90",), ("fill=70",), ("fill=80",)),
    ("options", ("fill=90",), None, ("fill=80",)),
    ("options", None, ("fill=70",), ("fill=80",)),
    ("roles", ("a", "b"), ("a",), ("b",)),
    ("roles", ("a",), ("public",), ("a", "b")),
    ("columns", None, ("a",), ("b",)),
    ("identity_options", None, ("cycle",), ("no cycle",)),
    ("labels", ("a", "b"), ("a", "x", "b"), ("a", "b", "x")),
    ("labels", ("a", "b", "c"), ("b", "a", "c"), ("a", "c", "b")),
    ("labels", ("a", "b"), ("a",), ("b", "a")),
]


@pytest.mark.parametrize(("name", "base", "local", "remote", "merged"), TOGETHER)
def test_what_both_sides_did_goes_together(
    name: str, base: List, local: List, remote: List, merged: tuple[str, ...]
) -> None:
    assert merge_lists(name, base, local, remote) == merged


@pytest.mark.parametrize(("name", "base", "local", "remote"), CONTRADICTIONS)
def test_what_contradicts_is_not_put_together(name: str, base: List, local: List, remote: List) -> None:
    assert merge_lists(name, base, local, remote) is None
    assert merge_lists(name, base, remote, local) is None


LISTS = st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)
OPTIONS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12")).map(
    lambda found: tuple(f"{key}={value}" for key, value in found.items())
)
ANY = st.one_of(
    st.tuples(st.just("labels"), LISTS, LISTS, LISTS),
    st.tuples(st.just("privileges"), LISTS, LISTS, LISTS),
    st.tuples(st.just("options"), OPTIONS, OPTIONS, OPTIONS),
)


@given(ANY)
def test_one_side_alone_and_both_alike_give_what_they_made(lists: tuple[str, List, List, List]) -> None:
    name, base, one, _ = lists
    assert _as_set(merge_lists(name, base, one, one)) == _as_set(one)
    assert _as_set(merge_lists(name, base, base, one)) == _as_set(one)
    assert _as_set(merge_lists(name, base, one, base)) == _as_set(one)


@given(ANY)
def test_swapping_the_sides_changes_nothing_but_the_order_at_one_place(lists: tuple[str, List, List, List]) -> None:
    name, base, one, other = lists
    assert _as_set(merge_lists(name, base, one, other)) == _as_set(merge_lists(name, base, other, one))


@given(LISTS, LISTS, LISTS)
def test_a_merged_order_keeps_the_places_of_what_each_side_added(
    base: tuple[str, ...], local: tuple[str, ...], remote: tuple[str, ...]
) -> None:
    merged = merge_lists("labels", base, local, remote)
    if merged is None:
        return
    for side in (local, remote):
        for added in set(side) - set(base):
            assert added in merged
            for other in set(side) & set(merged) - {added}:
                assert (side.index(added) < side.index(other)) == (merged.index(added) < merged.index(other))


def _as_set(elements: tuple[Value, ...] | None) -> frozenset[Value] | None:
    return None if elements is None else frozenset(elements)
