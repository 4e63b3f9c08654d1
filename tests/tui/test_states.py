"""Loading, failing, stopping and losing a side; the other side stays usable."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from supatui.errors import ConnectError, ConnectionLostError
from supatui.sources.source import Source
from supatui.tui.app import SupatuiApp
from supatui.tui.bars import MessageBar
from supatui.tui.lines import LinePane
from supatui.tui.reading import ReadState
from tests.tui.builders import SIZES, WIDE, HeldSource, app_of, settings, shop, sides
from tests.tui.waiting import app_in, press, settle, text_of, until

REJECTED = ConnectError(
    'password authentication failed for user "app"',
    where="remote acme-prod",
    hint="check the password in SUPABASE_DB_PASSWORD",
)
LOST = ConnectionLostError("the server went away", where="remote acme-prod", hint="press ctrl+r once it is back")


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_side_is_usable_while_the_second_is_being_read(size: tuple[int, int], tmp_path: Path) -> None:
    gate = threading.Event()
    async with app_of(tmp_path, gates={"remote": gate}).run_test(size=size) as pilot:
        await until(pilot, lambda: "constraints 4 of 9" in text_of(pilot) and "orders" in text_of(pilot))
        await press(pilot, "down", "right", "down")
        assert app_in(pilot).store.review is None
        gate.set()
        await settle(pilot)
        assert app_in(pilot).store.review is not None
        assert "constraints 4 of 9" not in text_of(pilot)


async def test_escape_stops_a_read_and_its_query(tmp_path: Path) -> None:
    base, local, remote = shop()
    source = HeldSource("acme", remote, threading.Event())
    async with app_of(tmp_path, (base, local, remote), sources={"remote": source}).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "constraints 4 of 9" in text_of(pilot))
        await press(pilot, "escape")
        await settle(pilot)
        assert source.stopped.is_set()
        assert source.closed
        assert app_in(pilot).store.remote.state is ReadState.STOPPED
        assert "stopped; ctrl+r reads it" in text_of(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_password_shows_what_where_and_what_to_do(size: tuple[int, int], tmp_path: Path) -> None:
    base, local, _ = shop()
    async with app_of(tmp_path, (base, local, REJECTED)).run_test(size=size) as pilot:
        await settle(pilot)
        text = " ".join(text_of(pilot).replace("│", " ").split())
        assert "password authentication" in text
        assert "remote acme-prod" in text
        assert "ctrl+r reads it again" in text
        assert "orders" in text


async def test_reading_again_after_a_failure_brings_the_comparison(tmp_path: Path) -> None:
    base, local, remote = shop()
    source = HeldSource("acme", REJECTED)
    async with app_of(tmp_path, (base, local, remote), sources={"remote": source}).run_test(size=WIDE) as pilot:
        await settle(pilot)
        source.found = remote
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert app_in(pilot).store.review is not None


async def test_losing_a_side_later_keeps_the_work(tmp_path: Path) -> None:
    base, local, remote = shop()
    source = HeldSource("acme", remote)
    async with app_of(tmp_path, (base, local, remote), sources={"remote": source}).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "l")
        source.found = LOST
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert "✗ lost" in text_of(pilot)
        assert app_in(pilot).store.remote.catalog is not None
        assert "decided 5/8" in text_of(pilot)


async def test_a_failing_base_leaves_a_two_way_comparison_and_says_why(tmp_path: Path) -> None:
    _, local, remote = shop()
    base = HeldSource("base", REJECTED)
    async with app_of(tmp_path, (remote, local, remote), sources={"base": base}).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "TWO-WAY: base failed" in text_of(pilot)
        review = app_in(pilot).store.review
        assert review is not None
        assert review.merge.two_way


async def test_a_side_that_changed_meanwhile_is_named(tmp_path: Path) -> None:
    base, local, remote = shop()
    source = HeldSource("acme", remote)
    async with app_of(tmp_path, (base, local, remote), sources={"remote": source}).run_test(size=WIDE) as pilot:
        await settle(pilot)
        source.found = local
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert "remote changed since" in app_in(pilot).screen.query_one(MessageBar).text


async def test_reading_again_says_when_it_is_done_and_nothing_has_changed(tmp_path: Path) -> None:
    async with app_of(tmp_path, shop()).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert app_in(pilot).screen.query_one(MessageBar).text == "read again: nothing has changed"


async def test_a_stale_result_is_dropped(tmp_path: Path) -> None:
    gate = threading.Event()
    base, local, remote = shop()
    slow = HeldSource("acme", remote, gate)
    async with app_of(tmp_path, (base, local, remote), sources={"remote": slow}).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app_in(pilot).store.remote.is_busy)
        app = app_in(pilot)
        run = app.store.remote.run
        from supatui.tui.messages import ReadFinished
        from supatui.tui.reading import Role

        app.post_message(ReadFinished(Role.REMOTE, run - 1, local, 0.1))
        await pilot.pause()
        assert app.store.remote.catalog is None
        gate.set()
        await settle(pilot)
        assert app.store.remote.catalog is not None
        assert app.store.remote.catalog.objects is remote.objects


async def test_a_defect_stops_the_app_with_its_traceback(tmp_path: Path) -> None:
    base, local, remote = shop()

    class Broken(HeldSource):
        def read(self, progress: object = None) -> object:  # type: ignore[override]
            raise ZeroDivisionError("a defect")

    broken = Broken("acme", remote)
    with pytest.raises(Exception, match="a defect"):
        async with app_of(tmp_path, (base, local, remote), sources={"remote": broken}).run_test(size=WIDE) as pilot:  # type: ignore[dict-item]
            await settle(pilot)


async def test_what_was_done_is_listed_in_the_activity_pane(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "l")
        await settle(pilot)
        text = pilot.app.screen.query_one("#activity", LinePane).as_text
        assert "objects read in" in text
        assert "took local for public.refresh_totals()" in text


async def test_a_crash_never_prints_a_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "postgresql://app:hunter2@acme.example/postgres"

    def opener(address: str) -> Source:
        raise ZeroDivisionError("a defect")

    app = SupatuiApp(replace(sides(), remote=secret), settings=settings(tmp_path), opener=opener)
    with pytest.raises(Exception, match="a defect"):
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
    printed = "".join(capsys.readouterr())
    assert "a defect" in printed
    assert "in opener" in printed
    assert "hunter2" not in printed


@pytest.mark.parametrize("keys", [(), ("question_mark",), ("i",), ("slash", "o")], ids=str)
async def test_ctrl_c_leaves_from_everywhere(keys: tuple[str, ...], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        app = app_in(pilot)
        assert app.return_code is None
        await pilot.press("ctrl+c")
        assert app.return_code == 0


async def test_ctrl_c_copies_what_is_selected_in_a_field(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "slash", "o", "r", "shift+home", "ctrl+c")
        app = app_in(pilot)
        assert (app.return_code, app.clipboard) == (None, "or")
