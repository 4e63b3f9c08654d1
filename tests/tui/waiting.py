"""Waiting for the app, never for time."""

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerState

from supatui.tui.app import SupatuiApp

PATIENCE_SECONDS = 30.0
"""After this something is stuck, however busy the machine is."""
TURN_SECONDS = 0.005
QUIET_TURNS = 3
"""Turns without work after which the app counts as at rest."""


def app_in(pilot: Pilot[Any]) -> SupatuiApp:
    app = pilot.app
    assert isinstance(app, SupatuiApp)
    return app


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs, no timer waits and everything is drawn."""
    quiet = 0
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        await pilot.pause(TURN_SECONDS)
        quiet = 0 if _is_busy(pilot) else quiet + 1
        if quiet >= QUIET_TURNS:
            return
    raise AssertionError("the app did not come to rest")


def _is_busy(pilot: Pilot[Any]) -> bool:
    timers = (getattr(screen, "_timer", None) for screen in pilot.app.screen_stack)
    waiting = any(timer is not None and timer._task is not None and not timer._task.done() for timer in timers)
    return waiting or any(one.state in (WorkerState.PENDING, WorkerState.RUNNING) for one in pilot.app.workers)


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return
        await pilot.pause(TURN_SECONDS)
    raise AssertionError("it never came to hold")


def text_of(pilot: Pilot[Any]) -> str:
    """Everything on screen, as a person reads it."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each after what the one before did on the event loop."""
    for key in keys:
        await pilot.press(key)
        for _ in range(QUIET_TURNS):
            if pilot.app.is_running:
                await pilot.pause(TURN_SECONDS)
