"""The password of the remote, asked for where it is all that is missing: never seen, never kept."""

from pathlib import Path

import pytest
from textual.widgets import Input

from supatui.cli.app import find_with_password
from supatui.errors import PasswordRefusedError
from supatui.sources import live
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


def test_a_password_that_is_refused_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "supabase" / ".temp").mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text("")
    (tmp_path / "supabase" / ".temp" / "project-ref").write_text("abcdefghijklmnopqrst")
    monkeypatch.chdir(tmp_path)

    def refuse(address: object, _: object) -> int:
        raise PasswordRefusedError("cannot connect", where=str(address), hint="check the password")

    monkeypatch.setattr(live, "server_major", refuse)
    pair = find_with_password(settings(tmp_path), {"SUPABASE_DB_PASSWORD": "s3cret", "SUPABASE_NO_KEYRING": "1"})
    assert (pair.remote, pair.lacks_password) == (None, True)
    assert pair.missing == ("remote: db.abcdefghijklmnopqrst.supabase.co:5432/postgres does not take this password",)
    monkeypatch.setattr(live, "server_major", lambda address, _: 15)
    taken = find_with_password(settings(tmp_path), {"SUPABASE_DB_PASSWORD": "s3cret", "SUPABASE_NO_KEYRING": "1"})
    assert (taken.lacks_password, taken.missing[:1]) != (True, pair.missing)
    assert taken.remote is not None
