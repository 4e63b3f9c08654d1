"""A remote that is read through the real MCP server: each call is told, and stopping or leaving ends its program."""

import threading
from pathlib import Path

import pytest

from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.reading import ReadState
from tests.kinds.judge import load
from tests.sources.management_api import REF, TOKEN, ManagementApi
from tests.sources.mcp_servers import programs_of, wait_until_none_is_left
from tests.tui.builders import NARROW, WIDE
from tests.tui.waiting import app_in, press, settle, text_of, until

pytestmark = pytest.mark.slow  # starts the MCP server for each read


def opened(address: str, shadow_settings: ShadowSettings, folder: Path) -> SupatuiApp:
    settings = Settings(cache_folder=shadow_settings.cache_folder, state_folder=folder / "state", shadow_major=18)
    sides = Sides("empty:", address, None, None, "shop", remote_is_production=True, base_reason="none is named")
    return SupatuiApp(sides, settings=settings)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_each_call_is_told_in_the_activity(
    size: tuple[int, int], mcp_address: str, database: ShadowDatabase, shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    load(database, "create table public.notes (id bigint primary key);")
    async with opened(mcp_address, shadow_settings, tmp_path).run_test(size=size) as pilot:
        store = app_in(pilot).store
        await until(pilot, lambda: not store.remote.is_busy and store.remote.catalog is not None)
        await settle(pilot)
        told = [event.text for event in store.events if event.who == "remote"]
        assert told[0].startswith("supabase 0.13.0: ")
        assert len([line for line in told if line.startswith("execute_sql: ")]) == 2
        assert REF in text_of(pilot)
        assert "PROD" in text_of(pilot)
        assert TOKEN not in "".join(told) + text_of(pilot)


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_stopping_and_leaving_end_the_program(
    key: str, mcp_address: str, api: ManagementApi, shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    reached, waiting = threading.Event(), threading.Event()

    def block(number: int) -> None:
        reached.set()
        waiting.wait(30)

    api.before_query = block
    async with opened(mcp_address, shadow_settings, tmp_path).run_test(size=WIDE) as pilot:
        store = app_in(pilot).store
        await until(pilot, reached.is_set)
        assert programs_of(api)
        await press(pilot, key)
        if key == "escape":
            await until(pilot, lambda: store.remote.state is ReadState.STOPPED)
    wait_until_none_is_left(api)
    waiting.set()
