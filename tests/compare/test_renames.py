"""Candidates for renames: proposed with evidence, each thing at most once, never where nothing is alike."""

import pytest
from hypothesis import given

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.compare.rename_words import parse_renames
from supatui.compare.renames import Rename, enum_value, rename_candidates
from supatui.errors import AddressError
from tests.builders import catalog, column, enum, function, item, schema, table, view
from tests.catalogs import catalogs

ORDERS = table("orders")
PURCHASES = table("purchases")


def _columns(parent: SchemaObject, *names: str, type: str = "bigint") -> list[SchemaObject]:
    return [column(parent, name, type) for name in names]


def _named(old: SchemaObject, new: SchemaObject) -> Rename:
    return Rename(old.id, new.id)


def test_table_with_the_same_columns_is_proposed() -> None:
    old = catalog(ORDERS, *_columns(ORDERS, "id", "total"))
    new = catalog(PURCHASES, *_columns(PURCHASES, "id", "total"))
    (found,) = rename_candidates(old, new)
    assert found.rename == _named(ORDERS, PURCHASES)
    assert found.likeness == 1
    assert "same parts" in found.evidence


def test_table_with_other_columns_is_not_proposed() -> None:
    old = catalog(ORDERS, *_columns(ORDERS, "id", "total", "note"))
    new = catalog(PURCHASES, *_columns(PURCHASES, "a", "b", "c", type="text"))
    assert rename_candidates(old, new) == ()


def test_column_of_the_same_type_and_place_is_proposed_once() -> None:
    (before,) = _columns(ORDERS, "cust_id")
    after = [column(ORDERS, "customer_id", "bigint"), column(ORDERS, "note", "text")]
    (found,) = rename_candidates(catalog(ORDERS, before), catalog(ORDERS, *after))
    assert found.rename == _named(before, after[0])


def test_text_that_says_the_own_name_counts_as_the_same() -> None:
    before, after = function("f", "select f(1) from t"), function("g", "select g(1) from t")
    (found,) = rename_candidates(catalog(before), catalog(after))
    assert found.likeness == 1


def test_same_users_are_evidence() -> None:
    user = view("v", "select 1")
    (before,), (after,) = _columns(ORDERS, "a"), _columns(ORDERS, "b")
    old = catalog(ORDERS, before, user, needs=[(user, before)])
    new = catalog(ORDERS, after, user, needs=[(user, after)])
    (found,) = rename_candidates(old, new)
    assert "same users" in found.evidence


def test_schema_with_the_same_contents_is_proposed() -> None:
    app, core = schema("app"), schema("core")
    old = catalog(app, item("table", "t", schema="app"), item("view", "v", schema="app", query="select 1"))
    new = catalog(core, item("table", "t", schema="core"), item("view", "v", schema="core", query="select 1"))
    assert _named(app, core) in [one.rename for one in rename_candidates(old, new)]


def test_enum_value_in_the_same_place_is_proposed() -> None:
    before, after = enum("mood", "sad", "ok", "happy"), enum("mood", "unhappy", "ok", "happy")
    (found,) = rename_candidates(catalog(before), catalog(after))
    assert found.rename == Rename(enum_value(before.id, "sad"), enum_value(before.id, "unhappy"))


def test_enum_value_in_another_place_is_not_proposed() -> None:
    before, after = enum("mood", "sad", "ok", "happy"), enum("mood", "ok", "happy", "new")
    assert rename_candidates(catalog(before), catalog(after)) == ()


@given(catalogs(), catalogs())
def test_candidates_name_what_is_gone_and_what_came_once_each(old: Catalog, new: Catalog) -> None:
    found = [one.rename for one in rename_candidates(old, new)]
    objects = [one for one in found if one.old.kind != "enum_value"]
    assert all(one.old in old.objects and one.old not in new.objects for one in objects)
    assert all(one.new in new.objects and one.new not in old.objects for one in objects)
    assert len({one.old for one in found}) == len({one.new for one in found}) == len(found)
    assert rename_candidates(old, old) == ()


# what a person writes

MOOD = enum("mood", "so sad", "ok")
HERE = catalog(ORDERS, *_columns(ORDERS, "cust_id"), MOOD, schema("app"), function("f", signature="integer"))
THERE = catalog(PURCHASES, *_columns(PURCHASES, "customer_id"), schema("core"))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("public.orders=purchases", ORDERS.id, PURCHASES.id),
        ("table:public.orders=public.purchases", ORDERS.id, PURCHASES.id),
        ("public.orders=core.purchases", ORDERS.id, PURCHASES.id._replace(schema="core")),
        ("app=core", ObjectId("schema", "", "app"), ObjectId("schema", "", "core")),
        ('public.mood."so sad"="a = b"', enum_value(MOOD.id, "so sad"), enum_value(MOOD.id, "a = b")),
        (
            "public.f=g",
            ObjectId("function", "public", "f", "", "integer"),
            ObjectId("function", "public", "g", "", "integer"),
        ),
    ],
)
def test_words_become_a_rename(text: str, old: ObjectId, new: ObjectId) -> None:
    assert parse_renames([text], HERE, THERE) == (Rename(old, new),)


def test_column_of_a_renamed_table_is_named_by_its_old_table() -> None:
    found = parse_renames(["public.orders.cust_id=customer_id", "public.orders=purchases"], HERE, THERE)
    assert found[0] == Rename(
        ObjectId("column", "public", "cust_id", "orders"), ObjectId("column", "public", "customer_id", "purchases")
    )


def test_every_rename_prints_as_words_that_are_read_back() -> None:
    for text in ("table:public.orders=purchases", 'enum_value:public.mood."so sad"="a = b"', "schema:app=core"):
        (found,) = parse_renames([text], HERE, THERE)
        assert str(found) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("public.orders", "no rename"),
        ("=x", "no rename"),
        ("public.orders=", "no rename"),
        ("public.ordrs=x", "did you mean public.orders"),
        ("view:public.orders=x", "no view:public.orders"),
        ("public.orders=..", "no name"),
    ],
)
def test_words_that_say_nothing_are_refused(text: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        parse_renames([text], HERE, THERE)


def test_name_of_several_things_asks_which() -> None:
    both = catalog(ORDERS, item("function", "orders", signature=""))
    with pytest.raises(AddressError, match=r"table:public\.orders"):
        parse_renames(["public.orders=x"], both, catalog())
