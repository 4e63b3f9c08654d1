"""Screens brought to a state and frozen, so that their pictures are the same every time."""

import re
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from supatui.errors import ConnectError
from supatui.project.migrations import MigrationFile
from supatui.settings import Settings
from supatui.sources.address import parse_address
from supatui.sources.history import HistoryRow, Timeline, side_by_side
from supatui.sources.history_sides import HistorySides
from supatui.tui.app import SupatuiApp
from supatui.tui.history import HistoryScreen
from supatui.tui.main_view import MainView
from supatui.tui.question import QuestionScreen
from supatui.tui.screens import WorkScreen
from supatui.tui.store import Event
from supatui.tui.write import WriteScreen
from tests.tui.builders import app_of, catalog, function, schema, shop, table_id
from tests.tui.waiting import app_in, press, settle, text_of, until

MOMENT = datetime(2026, 11, 22, 14, 20, 3, tzinfo=UTC)
REJECTED = ConnectError(
    'password authentication failed for user "app"',
    where="remote acme-prod",
    hint="check the password in SUPABASE_DB_PASSWORD",
)
Before = Callable[[Pilot[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A state of the screen: how the app is made and what is pressed."""

    name: str
    make: Callable[[Path], SupatuiApp]
    before: Before


async def freeze(pilot: Pilot[Any]) -> None:
    """Replace times by fixed ones and put what threads logged in an order of its own."""
    store = app_in(pilot).store
    for state in store.states.values():
        state.seconds, state.at = 0.4, "14:02" if state.at else ""
    timeless = [replace(one, at="14:02:09", text=re.sub(r"in \d+\.\d s", "in 0.4 s", one.text)) for one in store.events]
    store.events[:] = sorted(timeless, key=_order)
    store.saved_at = "14:03" if store.saved_at else ""
    screen = pilot.app.screen
    for box in screen.query(Input):
        box.cursor_blink = False
    for area in screen.query(TextArea):
        area.cursor_blink = False
    if isinstance(screen, WriteScreen):
        screen.moment = MOMENT
        screen.refresh_view()
        await settle(pilot)
    elif isinstance(screen, WorkScreen):
        if isinstance(screen, MainView):
            screen._activity_drawn = (0, 0)
        screen.refresh_view()
    for _ in range(3):
        await pilot.pause(0.01)


def _order(event: Event) -> tuple[int, str]:
    return ["sides", "base", "local", "remote", "compare", "merge", "rename", "choose", "prove", "edit", "write"].index(
        event.who
    ), event.text


def after(*keys: str) -> Before:
    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in keys:
            await press(pilot, key)
            await settle(pilot)
        await freeze(pilot)

    return before


async def while_loading(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: "4 of 9" in text_of(pilot) and "orders" in text_of(pilot))
    await freeze(pilot)


async def while_asking(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    pilot.app.screen.go_to(table_id("carts_old"))  # type: ignore[attr-defined]
    for keys in (("l",), ("w",)):
        await press(pilot, *keys)
        await settle(pilot)
    await freeze(pilot)
    await press(pilot, "enter")
    await settle(pilot)
    await freeze(pilot)


def history_row(version: str, text: str, name: str, who: str | None = None) -> HistoryRow:
    return HistoryRow(version, name, (text.removesuffix(";"),), who)


async def with_history(pilot: Pilot[Any]) -> None:
    """The history screen over a folder and rows that are at hand, on the edited one."""
    await _with_history(pilot)
    await press(pilot, "j", "j")
    await freeze(pilot)


async def while_asking_for_history(pilot: Pilot[Any]) -> None:
    await _with_history(pilot)
    lines = ("the history of REMOTE acme-prod PROD; no migration is run:", "add      20261102000000 late (1 statement)")
    pilot.app.push_screen(QuestionScreen("Mark as applied", lines, "PROD"))
    await settle(pilot)
    await freeze(pilot)


async def while_history_is_refused(pilot: Pilot[Any]) -> None:
    await _with_history(pilot, empty=True)
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen)
    screen.error = REJECTED
    await freeze(pilot)


async def without_history(pilot: Pilot[Any]) -> None:
    await _with_history(pilot, empty=True)
    await freeze(pilot)


async def _with_history(pilot: Pilot[Any], *, empty: bool = False) -> None:
    await settle(pilot)
    await press(pilot, "h")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen)
    folder = Path("/home/ada/acme/supabase/migrations")
    names = {"20261101000000": "orders", "20261102000000": "late", "20261103000000": "carts", "20261105000000": "next"}
    texts = [f"create table public.{name} (id int);" for name in names.values()]
    files = [MigrationFile(int(one), one, name, folder / f"{one}_{name}.sql") for one, name in names.items()]
    rows = [
        history_row("20261101000000", texts[0], "orders", "ada@acme.dev"),
        history_row("20261103000000", "create table public.carts (id bigint);", "carts"),
        history_row("20261104000000", "create table public.unknown (id int);", "unknown", "bob@acme.dev"),
    ]
    screen.error = None
    address = parse_address("postgresql://postgres@db.acme.dev/postgres")
    screen.sides = HistorySides(folder, address, address.label, True)
    entries = () if empty else side_by_side(files, texts, rows)
    screen.timeline = Timeline(folder, "db.acme.dev/postgres", entries)
    screen.refresh_view()
    await settle(pilot)


def full(folder: Path) -> SupatuiApp:
    return app_of(folder, project=Path("/home/ada/acme"))


def loading(folder: Path) -> SupatuiApp:
    return app_of(folder, gates={"remote": threading.Event()})


def failed(folder: Path) -> SupatuiApp:
    base, local, _ = shop()
    return app_of(folder, (base, local, REJECTED))


def refusing(folder: Path) -> SupatuiApp:
    """Where no shadow server can be reached."""
    app = app_of(folder)
    app.settings = app.settings._replace(shadow_url="postgresql://127.0.0.1:1/nothing")
    return app


def bodies(folder: Path) -> SupatuiApp:
    """A body of several lines that both sides changed in two places."""
    body = "\nbegin\n  perform {0};\n  return 1;\n  perform 10 * {0};\nend\n"
    base, local, remote = (catalog([schema(), function(body.format(number))], str(number)) for number in range(3))
    return app_of(folder, (base, local, remote))


def equal(folder: Path) -> SupatuiApp:
    same = catalog([schema()], "same")
    return app_of(folder, (same, same, same))


def welcome(folder: Path) -> SupatuiApp:
    settings = Settings(cache_folder=folder / "cache", state_folder=folder / "state")
    return SupatuiApp(
        None,
        settings=settings,
        found=("supabase/config.toml, project acme", "14 files in supabase/migrations"),
        missing=("a remote: give --remote, or set SUPATUI_REMOTE_URL",),
    )


PICTURES = (
    Picture("main", full, after()),
    Picture("main_loading", loading, while_loading),
    Picture("main_failed", failed, after()),
    Picture("main_empty", equal, after()),
    Picture("main_side_by_side", full, after("d")),
    Picture("conflict", full, after("c")),
    Picture("conflict_decided", full, after("c", "l", "r", "l", "r")),
    Picture("conflict_hunks", bodies, after("c", "right_square_bracket", "r")),
    Picture("skip", full, after("c", "x", *"later", "enter", "x")),
    Picture("edit", full, after("c", "e")),
    Picture("edit_refused", refusing, after("c", "e", "x", "ctrl+o")),
    Picture("plan", full, after("p", "j")),
    Picture("plan_empty", equal, after("p")),
    Picture("write", full, after("w")),
    Picture("write_asking", full, while_asking),
    Picture("help", full, after("question_mark")),
    Picture("welcome", welcome, after()),
    Picture("history", full, with_history),
    Picture("history_asking", full, while_asking_for_history),
    Picture("history_empty", full, without_history),
    Picture("history_failed", full, while_history_is_refused),
)
