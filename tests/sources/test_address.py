"""Addresses: what is understood, and that passwords never show."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supatui.errors import AddressError
from supatui.sources.address import AddressKind, mask, parse_address


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("postgresql://app:p%40ss@db.acme.dev:5433/shop", AddressKind.LIVE, "db.acme.dev:5433/shop"),
        ("postgres://localhost/shop?sslmode=disable", AddressKind.LIVE, "localhost/shop"),
        ("postgresql://app@[::1]:5432/shop", AddressKind.LIVE, "[::1]:5432/shop"),
        ("postgresql:///shop?host=/run/postgresql&user=app", AddressKind.LIVE, "shop (socket)"),
        ("postgresql://a:1,b:2/shop", AddressKind.LIVE, "a:1/shop"),
        ("service=stage", AddressKind.LIVE, "stage"),
        ("service:stage", AddressKind.LIVE, "stage"),
        ("migrations:supabase/migrations", AddressKind.MIGRATIONS, "migrations:supabase/migrations"),
        ("migrations:db@20261104", AddressKind.MIGRATIONS, "migrations:db@20261104"),
        ("sql:schema.sql", AddressKind.SQL, "sql:schema.sql"),
        ("snapshot:a.json", AddressKind.SNAPSHOT, "snapshot:a.json"),
        ("  empty:  ", AddressKind.EMPTY, "empty"),
    ],
)
def test_every_form_is_understood(text: str, kind: AddressKind, label: str) -> None:
    address = parse_address(text)
    assert (address.kind, address.label) == (kind, label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "empty",
        "shop",
        "mysql://h/x",
        "service=",
        "service=a b",
        "migrations:",
        "migrations:db@last",
        "host=h dbname=x",
    ],
)
def test_anything_else_is_an_error_that_names_the_forms(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert "migrations:DIR" in caught.value.hint


def test_a_path_without_its_word_gets_the_word_suggested(tmp_path: Path) -> None:
    (tmp_path / "1_a.sql").touch()
    for path, hint in ((tmp_path, "migrations:"), (tmp_path / "1_a.sql", "sql:")):
        with pytest.raises(AddressError) as caught:
            parse_address(str(path))
        assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("db/migrations", "say migrations:db/migrations or sql:db/migrations;"),
        ("./schema.sql", "say sql:./schema.sql;"),
        ("~nobody-of-this-name/last.json", "say snapshot:~nobody-of-this-name/last.json;"),
        ("..", "say migrations:.. or sql:..;"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_as_one(path: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(AddressError, match="no such file or folder") as caught:
        parse_address(path, folder=tmp_path / "gone")
    assert caught.value.where == f'"{path}"'
    assert hint in caught.value.hint
    assert "postgresql://" in caught.value.hint


def test_what_may_hold_a_password_is_no_path() -> None:
    for text in ("mysql://app:s3c/ret@db.acme.dev/x", "host=db.acme.dev password=s3c/ret", "app/s3cret@db"):
        with pytest.raises(AddressError, match="cannot understand the address") as caught:
            parse_address(text)
        assert "s3c" not in str(caught.value)


def test_relative_paths_start_at_the_folder(tmp_path: Path) -> None:
    address = parse_address("migrations:m@7", folder=tmp_path)
    assert (address.path, address.version) == (tmp_path / "m", "7")
    assert parse_address(f"sql:{tmp_path}/x", folder=tmp_path).label == "sql:x"


def test_a_folder_may_have_an_at_sign_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "m@home").mkdir()
    address = parse_address("migrations:m@home", folder=tmp_path)
    assert (address.path, address.version) == (tmp_path / "m@home", None)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://app:s3c@ret@h/db",
        "postgresql://app:s3c/ret@h/db",
        "postgresql://app:s3c?ret@h/db",
        "postgresql://app:s3cret@h/db?nonsense",
        "postgresql://app:s3cret[YOUR-PASSWORD]@h/db",
        "mysql://app:s3cret@h/db",
        "host=h password=s3cret",
        "host=h password = 's3c ret'",
        "app:s3cret@h",
    ],
)
def test_an_error_never_repeats_the_password(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert "s3c" not in str(caught.value)
    assert "ret" not in caught.value.where


@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=6, max_size=20))
def test_masking_hides_any_password_in_a_url(password: str) -> None:
    assert password not in mask(f"postgresql://app:{password}@h/db")


def test_neither_repr_nor_text_of_an_address_holds_its_password() -> None:
    address = parse_address("postgresql://app:s3cret@h/db?password=s3cret")
    assert "s3cret" not in f"{address!r} {address}"
