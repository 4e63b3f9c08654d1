"""A remote whose MCP server signs in by browser: offered on the screen, waited for, given up, and read on after it."""

from pathlib import Path

import pytest

from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.main import MainScreen
from supatui.tui.reading import ReadState
from supatui.tui.sign_in import SignInScreen
from tests.kinds.judge import load
from tests.sources.management_api import ManagementApi
from tests.sources.mcp_fixtures import MemoryKeyring
from tests.sources.oauth_server import SignIns
from tests.tui.builders import NARROW, WIDE
from tests.tui.waiting import app_in, press, settle, text_of, until


@pytest.fixture
def app(
    people: SignIns, reader: str, browser: Path, ring: MemoryKeyring, shadow_settings: ShadowSettings, tmp_path: Path
) -> SupatuiApp:
    """Both sides and the base are behind one server."""
    people.run = lambda query: ManagementApi(reader).run(query, read_only=True)
    address = f"mcp:{people.url}/mcp"
    settings = Settings(cache_folder=shadow_settings.cache_folder, state_folder=tmp_path / "state", shadow_major=18)
    sides = Sides(address, address, address, None, "shop", remote_is_production=False, base_reason="as named")
    return SupatuiApp(sides, settings=settings)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_it_is_offered_once_and_everything_is_read_after_it(
    size: tuple[int, int], app: SupatuiApp, people: SignIns, database: ShadowDatabase
) -> None:
    load(database, "create table public.notes (id bigint primary key);")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await until(pilot, lambda: "enter  opens the browser" in text_of(pilot))
        assert "127.0.0.1" in text_of(pilot)
        assert "wants somebody to sign in by browser" in text_of(pilot)
        assert people.asked == 0
        assert [state.progress for state in app.store.states.values()] == ["waiting for a sign-in"] * 3
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        await until(pilot, lambda: all(state.state is ReadState.READY for state in app.store.states.values()))
        await settle(pilot)
        assert people.asked == 1
        assert app.store.review is not None
        assert app.store.review.merge.differences == ()
        shown = text_of(pilot) + "".join(event.text for event in app.store.events)
        assert not [secret for secret in people.issued if secret in shown]


async def test_giving_up_leaves_the_sides_unread_and_reading_again_offers_it_again(
    app: SupatuiApp, people: SignIns
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await press(pilot, "escape")
        await until(pilot, lambda: all(state.state is ReadState.FAILED for state in app.store.states.values()))
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        assert people.asked == 0
        assert "the sign-in was given up" in text_of(pilot)
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await press(pilot, "enter")
        await until(pilot, lambda: all(state.state is ReadState.READY for state in app.store.states.values()))
        await settle(pilot)
    assert people.asked == 1


async def test_a_login_that_cannot_be_renewed_any_more_is_offered_anew_when_it_is_read_again(
    app: SupatuiApp, people: SignIns
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        for times in (1, 2):
            await until(pilot, lambda: isinstance(app.screen, SignInScreen))
            await press(pilot, "enter")
            await until(pilot, lambda: all(state.state is ReadState.READY for state in app.store.states.values()))
            await settle(pilot)
            assert people.asked == times
            people.access.clear()
            people.refresh.clear()
            await press(pilot, "ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await press(pilot, "ctrl+c")  # leaving ends what waits


async def test_a_denied_sign_in_ends_the_wait(app: SupatuiApp, people: SignIns) -> None:
    people.says = "no"
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await press(pilot, "y", "enter")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        await until(pilot, lambda: not app_in(pilot).store.is_reading)
        assert {str(state.error.what) for state in app.store.states.values() if state.error} == {
            "the sign-in was denied"
        }
    assert people.asked == 1
