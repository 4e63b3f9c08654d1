"""Long texts are settled hunk by hunk with the keys; a shadow server builds what comes of it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from supatui.resolve.choice import Choice
from supatui.shadow import ShadowSettings
from supatui.tui.conflict import ConflictScreen
from supatui.tui.lines import LinePane
from tests.tui.builders import NARROW, SIZES, WIDE, app_of, catalog, function, function_id, schema
from tests.tui.test_edit import TOTALS, built, open_text, real_app
from tests.tui.waiting import app_in, press, settle, text_of

REFRESH = function_id("refresh_totals")
BODY = "\nselect {};\nselect 'kept';\nselect {};\n"
BOTH_SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])


async def opened(pilot: Pilot[int], object_id: object = TOTALS) -> ConflictScreen:
    await settle(pilot)
    app_in(pilot).open_conflicts(object_id)  # type: ignore[arg-type]  # every caller gives an id
    await settle(pilot)
    screen = app_in(pilot).screen
    assert isinstance(screen, ConflictScreen)
    return screen


def result_of(pilot: Pilot[int]) -> str:
    review = app_in(pilot).store.review
    assert review is not None
    result = review.result(TOTALS)
    assert result is not None
    return str(result.attributes["body"])


@pytest.mark.slow  # builds schemas on a shadow server
@BOTH_SIZES
async def test_each_hunk_has_its_own_choice_and_keeps_it(
    size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right_square_bracket")
        await settle(pilot)
        assert "hunk 1 of 2, 0 picked" in text_of(pilot)
        assert "▶" in text_of(pilot)
        await press(pilot, "l")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(TOTALS) is None
        assert "hunk 2 of 2, 1 picked" in text_of(pilot)
        assert "<<<<<<< local" in screen.query_one("#result", LinePane).as_text
        await press(pilot, "r")
        await built(pilot)
        store = app_in(pilot).store
        assert store.choice_of(TOTALS) is Choice.EDITED
        assert "perform 2;" in result_of(pilot)
        assert "-- remote end" in result_of(pilot)
        await press(pilot, "a")
        await built(pilot)
        assert "perform 2;" in result_of(pilot)
        assert "-- local end\n  -- remote end" in result_of(pilot)
        await press(pilot, "left_square_bracket", "b")
        await built(pilot)
        assert "perform 1;" in result_of(pilot)
        assert "-- local end\n  -- remote end" in result_of(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
async def test_undo_takes_the_picks_back_with_the_result(shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right_square_bracket", "l", "r")
        await built(pilot)
        await press(pilot, "backspace")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(TOTALS) is None
        assert screen.picks is not None
        assert list(screen.picks.chosen.values()) == [Choice.LOCAL]
        await press(pilot, "r")
        await built(pilot)
        assert app_in(pilot).store.choice_of(TOTALS) is Choice.EDITED
        await press(pilot, "u")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(TOTALS) is None
        assert "hunk 2 of 2, 0 picked" in text_of(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
async def test_one_hunk_is_two_keys(shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    app = real_app(tmp_path, shadow_settings)
    for name in ("local", "remote"):
        path = tmp_path / f"{name}.sql"
        path.write_text(path.read_text(encoding="utf-8").replace(f"{name} end", "the end"), encoding="utf-8")
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await press(pilot, "right_square_bracket", "a")
        await built(pilot)
        assert app_in(pilot).store.choice_of(TOTALS) is Choice.EDITED
        assert "perform 2;\n  perform 3;" in result_of(pilot)


@BOTH_SIZES
async def test_what_no_server_takes_keeps_the_choice_and_the_text(size: tuple[int, int], tmp_path: Path) -> None:
    sides = (catalog([schema(), function(BODY.format(n, n))], str(n)) for n in range(3))
    app = app_of(tmp_path, (next(sides), next(sides), next(sides)))
    app.settings = type(app.settings)(
        cache_folder=tmp_path / "c", state_folder=tmp_path / "s", shadow_url="postgresql://127.0.0.1:1/nothing"
    )
    async with app.run_test(size=size) as pilot:
        await opened(pilot, REFRESH)
        await press(pilot, "right_square_bracket", "l", "r")
        await built(pilot)
        assert app.store.choice_of(REFRESH) is None
        assert "✗ not taken:" in text_of(pilot)
        await press(pilot, "e")
        await settle(pilot)
        assert "select 1;" in text_of(pilot)
        assert "select 2;" in text_of(pilot)
        assert "<<<<<<<" not in text_of(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_picks_made_so_far_are_in_the_text_and_the_others_between_markers(
    size: tuple[int, int], tmp_path: Path
) -> None:
    base, local, remote = (catalog([schema(), function(BODY.format(n, n))], str(n)) for n in range(3))
    async with app_of(tmp_path, (base, local, remote)).run_test(size=size) as pilot:
        await opened(pilot, REFRESH)
        await press(pilot, "right_square_bracket", "right_square_bracket", "r", "e")
        await settle(pilot)
        text = text_of(pilot)
        assert text.count("<<<<<<< local") == 1
        assert text.count("select 2;") == 2


async def test_brackets_lead_through_the_hunks_to_the_next_conflict(tmp_path: Path) -> None:
    base, local, remote = (
        catalog([schema(), function(BODY.format(n, n)), function(f"select {n}", "slugify")], str(n)) for n in range(3)
    )
    async with app_of(tmp_path, (base, local, remote)).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, REFRESH)
        await press(pilot, *["right_square_bracket"] * 2)
        assert screen.picks is not None
        assert screen.picks.at == 1
        await press(pilot, "right_square_bracket")
        await settle(pilot)
        assert screen.object_id == function_id("slugify")
        assert screen.focused is not None
        assert screen.focused.id == "attributes"
        await press(pilot, "left_square_bracket", "right_square_bracket", "left_square_bracket")
        await settle(pilot)
        assert screen.object_id == REFRESH
        assert screen.focused.id == "attributes"
        await press(pilot, "l")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(REFRESH) is Choice.LOCAL


async def test_without_a_base_there_is_none_to_pick(tmp_path: Path) -> None:
    local, remote = (catalog([schema(), function(BODY.format(n, n))], str(n)) for n in (1, 2))
    async with app_of(tmp_path, (None, local, remote)).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert app_in(pilot).store.review is not None
        await press(pilot, "c")
        await settle(pilot)
        assert "there is no conflict" in text_of(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
@BOTH_SIZES
async def test_picks_survive_quitting(size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        await opened(pilot)
        await press(pilot, "right_square_bracket", "l")
        await settle(pilot)
        assert "1 picked" in text_of(pilot)
    async with real_app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        await opened(pilot)
        await press(pilot, "right_square_bracket")
        await settle(pilot)
        assert "1 picked" in text_of(pilot)
        await press(pilot, "right_square_bracket", "r")
        await built(pilot)
        assert app_in(pilot).store.choice_of(TOTALS) is Choice.EDITED
        assert "perform 2;" in result_of(pilot)
        assert "-- remote end" in result_of(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
async def test_a_text_that_was_begun_survives_quitting(shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        screen = await open_text(pilot, TOTALS)
        screen.area.load_text("create function half of it")
        await press(pilot, "escape")
        await settle(pilot)
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        assert (await open_text(pilot, TOTALS)).area.text == "create function half of it"
