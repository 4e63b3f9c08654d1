"""Tests of the screen wait for what they name (see `waiting`), not for an idle processor."""

import asyncio

import pytest
import textual.app
import textual.pilot


@pytest.fixture(autouse=True)
def no_waiting_for_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot waits until the whole process is idle, up to a second a key on a busy machine."""

    async def turn(min_sleep: float = 0, max_sleep: float = 1) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(textual.app, "wait_for_idle", turn)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", turn)
