"""Leaving something out takes a reason, and the reason is kept with the decision."""

from pathlib import Path

import pytest
from textual.widgets import Input

from supatui.resolve.choice import Choice
from supatui.resolve.remembered import memory_path, read_memory
from supatui.tui.conflict import ConflictScreen
from supatui.tui.main import MainScreen
from supatui.tui.reason import ReasonScreen
from tests.tui.builders import SIZES, WIDE, app_of, column_id, function_id, policy_id, table_id
from tests.tui.waiting import app_in, press, settle, text_of

REFRESH, TOTAL, POLICY = function_id("refresh_totals"), column_id("total"), policy_id()
REASON = "ours is a [red]hotfix"


@pytest.mark.parametrize("size", SIZES)
async def test_a_conflict_is_left_out_with_a_reason_that_is_written_and_remembered(
    size: tuple[int, int], tmp_path: Path
) -> None:
    project = tmp_path / "project"
    async with app_of(tmp_path, project=project).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await settle(pilot)
        await press(pilot, "x")
        await settle(pilot)
        assert "Why is body of function public.refresh_totals() left out?" in text_of(pilot)
        await press(pilot, "space", "enter")
        await settle(pilot)
        assert "say why in a few words" in text_of(pilot)
        assert app_in(pilot).store.choice_of(REFRESH) is None
        await press(pilot, *REASON, "enter")
        await settle(pilot)
        assert f"left out body of function public.refresh_totals(): {REASON}" in text_of(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, ConflictScreen)
        assert screen.object_id == TOTAL
        await press(pilot, "right_square_bracket", "5", "l")
        await settle(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        await press(pilot, "w")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
    (block,) = [one for one in read_memory(memory_path(project)).blocks.values() if "refresh" in one.place[0]]
    assert (block.resolution.choice, block.resolution.reason) == (Choice.SKIPPED, REASON)
    (document,) = (project / "supabase" / "supatui" / "resolutions").glob("*.md")
    text = document.read_text(encoding="utf-8")
    assert text.count("hotfix") == 2, text  # in the table and in what is left


async def test_escape_leaves_it_undecided_and_the_reason_is_there_to_be_corrected(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        app_in(pilot).open_conflicts(POLICY)
        await settle(pilot)
        await press(pilot, "x", *"no", "escape")
        await settle(pilot)
        store = app_in(pilot).store
        assert store.choice_of(POLICY) is None
        assert "was not left out" in text_of(pilot)
        await press(pilot, "5", "x", *"later", "enter")
        await settle(pilot)
        assert store.choice_of(POLICY) is Choice.SKIPPED
        app_in(pilot).screen.show_conflict(POLICY)  # type: ignore[attr-defined]
        await press(pilot, "x")
        await settle(pilot)
        assert pilot.app.screen.query_one(Input).value == "later"


async def test_one_row_of_a_conflict_is_left_out_alone(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        app_in(pilot).open_conflicts(POLICY)
        await settle(pilot)
        await press(pilot, "x", *"later", "enter")
        await settle(pilot)
        store = app_in(pilot).store
        assert store.choice_of(POLICY, "roles") is Choice.SKIPPED
        assert store.choice_of(POLICY, "using") is None


async def test_what_cannot_be_left_out_asks_nothing(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(column_id("what", "audit_log"))
        await press(pilot, "x")
        await settle(pilot)
        assert not isinstance(app_in(pilot).screen, ReasonScreen)
        assert "it comes with table public.audit_log" in text_of(pilot)
        screen.go_to(table_id("audit_log"))
        await press(pilot, "x", *"theirs", "enter")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(table_id("audit_log")) is Choice.SKIPPED
