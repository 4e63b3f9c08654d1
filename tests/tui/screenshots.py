"""Pictures of the running app on the demo: `python -m tests.tui.screenshots [FOLDER]` writes screenshots/*.svg."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from supatui.compare.model import Side
from supatui.settings import Settings
from supatui.sources.demo import DEMO_NAME, as_services, demo_databases
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.main import MainScreen
from tests.tui.builders import NARROW, WIDE, column_id, policy_id
from tests.tui.pictures import freeze
from tests.tui.waiting import app_in, press, settle, until

FOLDER = Path(__file__).parents[2] / "screenshots"
Scene = Callable[[Pilot[Any]], Awaitable[None]]


async def main_screen(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    screen.go_to(column_id("total"))


async def conflict_screen(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    screen.go_to(policy_id())
    await press(pilot, "enter")
    await settle(pilot)
    await press(pilot, "l")


async def plan_screen(pilot: Pilot[Any]) -> None:
    await press(pilot, "p")
    await settle(pilot)
    await press(pilot, "v")
    proofs = app_in(pilot).store.proofs
    await until(pilot, lambda: Side.REMOTE in proofs and not proofs[Side.REMOTE].running)


async def write_screen(pilot: Pilot[Any]) -> None:
    await press(pilot, "w")


async def help_screen(pilot: Pilot[Any]) -> None:
    await press(pilot, "question_mark")


SCENES: dict[str, Scene] = {
    "main": main_screen,
    "conflict": conflict_screen,
    "plan": plan_screen,
    "write": write_screen,
    "help": help_screen,
}


async def take(sides: Sides, settings: Settings, folder: Path) -> None:
    """Every scene at both sizes, each in a session of its own."""
    for size in (WIDE, NARROW):
        for name, scene in SCENES.items():
            with tempfile.TemporaryDirectory() as state:
                own = Settings(cache_folder=settings.cache_folder, state_folder=Path(state))
                app = SupatuiApp(sides, settings=own)
                app.theme = "dark"
                async with app.run_test(size=size) as pilot:
                    await settle(pilot)
                    await scene(pilot)
                    await settle(pilot)
                    await freeze(pilot)
                    path = folder / f"{name}-{size[0]}x{size[1]}.svg"
                    path.write_text(app.export_screenshot(), encoding="utf-8")
                    print(path)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    with ExitStack() as stack:
        addresses = stack.enter_context(as_services(stack.enter_context(demo_databases(settings))))
        sides = Sides(
            local=addresses.local,
            remote=addresses.remote,
            base=addresses.base,
            project=Path("/home/ada/acme"),
            name=DEMO_NAME,
            remote_is_production=True,
            base_reason="as both sides knew it last",
        )
        asyncio.run(take(sides, settings, folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
