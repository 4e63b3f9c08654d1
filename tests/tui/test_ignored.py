"""What is the platform's is counted on the main screen and listed on `i`."""

from pathlib import Path

import pytest

from supatui.catalog.model import ManagedObject
from supatui.tui.ignored import IgnoredScreen
from supatui.tui.main import MainScreen
from tests.tui.builders import SIZES, app_of, shop
from tests.tui.waiting import app_in, press, settle, text_of

USERS, UID = ManagedObject("table", "auth", "auth.users"), ManagedObject("function", "auth", "auth.uid()")
CITEXT = ManagedObject("members of extension", "", "citext", 54)
HOSTILE = ManagedObject("role", "", "supabase_[b]\x1b[31m")


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_left_out_is_counted_and_i_lists_it(tmp_path: Path, size: tuple[int, int]) -> None:
    base, local, remote = shop()
    local = local._replace(managed=(USERS, UID, CITEXT))
    remote = remote._replace(managed=(USERS, UID, HOSTILE))
    async with app_of(tmp_path, (base, local, remote)).run_test(size=size) as pilot:
        await settle(pilot)
        assert "local 56, remote 3 ignored (i)" in text_of(pilot)
        assert any("56 local, 3 remote (i lists them)" in event.text for event in app_in(pilot).store.events)
        await press(pilot, "i")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, IgnoredScreen)
        shown = text_of(pilot)
        assert "managed objects ignored: 56 local, 3 remote" in shown
        assert "citext (54)" in shown
        assert "local only" in shown
        assert "auth.users" in shown
        assert "supabase_[b]\\x1b[31m" in shown
        assert "remote only" in shown
        await press(pilot, *"uid")
        await settle(pilot)
        assert "auth.uid()" in text_of(pilot)
        assert "auth.users" not in text_of(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, MainScreen)


async def test_where_nothing_was_left_out_no_number_is_shown_and_the_list_says_so(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=SIZES[0]) as pilot:
        await settle(pilot)
        assert "ignored (i)" not in text_of(pilot)
        await press(pilot, "i")
        await settle(pilot)
        assert "nothing was left out" in text_of(pilot)
