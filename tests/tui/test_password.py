"""The password of the remote, asked for where it is all that is missing: never seen, never kept."""

from pathlib import Path

import pytest
from textual.widgets import Input

from supatui.tui.app import SupatuiApp
from supatui.tui.password import PasswordScreen
from supatui.tui.welcome import WelcomeScreen
from tests.tui.builders import SIZES, WIDE, settings
from tests.tui.waiting import press, settle, text_of


def welcome(folder: Path, *, asks: bool) -> SupatuiApp:
    missing = ("remote: linked project, but no password",)
    return SupatuiApp(None, settings=settings(folder), missing=missing, asks_password=asks)


@pytest.mark.parametrize("size", SIZES)
async def test_a_password_is_typed_unseen_and_handed_on(size: tuple[int, int], tmp_path: Path) -> None:
    app = welcome(tmp_path, asks=True)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "give the database password; it is stored nowhere" in text_of(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, PasswordScreen)
        await press(pilot, *"s3cret")
        assert app.screen.query_one(Input).value == "s3cret"
        assert "s3cret" not in text_of(pilot)
        await press(pilot, "enter")
        await settle(pilot)
    assert app.password == "s3cret"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "s3cret" in path.read_text()]


async def test_escape_gives_none_and_stays(tmp_path: Path) -> None:
    app = welcome(tmp_path, asks=True)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "x", "escape")
        await settle(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        assert "no password was given" in text_of(pilot)
    assert app.password is None


async def test_nothing_is_asked_where_something_else_is_missing(tmp_path: Path) -> None:
    app = welcome(tmp_path, asks=False)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        assert "password; it" not in text_of(pilot)
