"""Waiting for the app, never for time."""

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerState

from supatui.tui.app import SupatuiApp

TURNS = 2000
"""Turns of the event loop after which something is stuck."""


def app_in(pilot: Pilot[Any]) -> SupatuiApp:
    app = pilot.app
    assert isinstance(app, SupatuiApp)
    return app


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs, no timer waits and everything is drawn."""
    import asyncio

    quiet = 0
    for _ in range(TURNS):
        await pilot.pause()
        running = [w for w in pilot.app.workers if w.state in (WorkerState.PENDING, WorkerState.RUNNING)]
        screen = pilot.app.screen
        timer = getattr(screen, "_timer", None)
        quiet = (
            0 if running or (timer is not None and timer._task is not None and not timer._task.done()) else quiet + 1
        )
        if quiet > 2:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("the app did not come to rest")


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    import asyncio

    for _ in range(TURNS):
        if condition():
            return
        await pilot.pause()
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to hold")


def text_of(pilot: Pilot[Any]) -> str:
    """Everything on screen, as a person reads it."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
