"""On the screen: rules and remembered decisions decide, one key takes one back, and writing remembers."""

from pathlib import Path

import pytest

from supatui.resolve.choice import By, Choice
from supatui.resolve.remembered import memory_path, read_memory
from supatui.resolve.rule_words import rule_book
from supatui.tui.conflict import ConflictScreen
from supatui.tui.lines import ChoicePane
from supatui.tui.main import MainScreen
from supatui.tui.text import plain
from tests.tui.builders import SIZES, WIDE, app_of, column_id, function_id, policy_id
from tests.tui.waiting import app_in, press, settle, text_of

REFRESH, TOTAL = function_id("refresh_totals"), column_id("total")


async def _decide_and_write(folder: Path) -> None:
    async with app_of(folder, project=folder / "project").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await settle(pilot)
        await press(pilot, "l", "escape")
        await settle(pilot)
        await press(pilot, "w")
        await settle(pilot)
        assert "decisions.toml" in text_of(pilot)
        assert "1 decision to remember" in text_of(pilot)
        await press(pilot, "enter")
        await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_writing_remembers_and_one_key_takes_a_remembered_decision_back(
    size: tuple[int, int], tmp_path: Path
) -> None:
    await _decide_and_write(tmp_path)
    path = memory_path(tmp_path / "project")
    assert [block.place[0] for block in read_memory(path).blocks.values()] == ["function:public.refresh_totals()"]
    (draft,) = (tmp_path / "state" / "drafts").glob("*.json")
    draft.unlink()
    async with app_of(tmp_path, project=tmp_path / "project").run_test(size=size) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        assert "1 decided as remembered (backspace takes one back)" in text_of(pilot)
        assert "[L]" in text_of(pilot)
        review = store.review
        assert review is not None
        found = review.resolution_of(REFRESH)
        assert found is not None
        assert (found.choice, found.by) == (Choice.LOCAL, By.REMEMBERED)
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(REFRESH)
        await settle(pilot)
        assert f"local by {found.who}"[:20] in text_of(pilot)
        app_in(pilot).open_conflicts(REFRESH)
        await settle(pilot)
        attributes = app_in(pilot).screen.query_one("#attributes")
        assert str(attributes.border_subtitle) == found.who
        assert "remembered from 20" in found.who
        assert isinstance(app_in(pilot).screen, ConflictScreen)
        await press(pilot, "backspace")
        await settle(pilot)
        assert store.choice_of(REFRESH) is None
        assert "took back the decision for function public.refresh_totals()" in text_of(pilot)
        await press(pilot, "u")
        assert store.choice_of(REFRESH) is Choice.LOCAL


async def test_there_is_nothing_to_take_back_where_nobody_decided(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "backspace")
        assert "there is nothing to take back" in text_of(pilot)


async def test_rules_of_the_project_decide_on_the_screen_too(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    app.book = rule_book(texts=["kind=function prefer=remote"])
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert app.store.choice_of(REFRESH) is Choice.REMOTE
        assert app.store.choice_of(TOTAL) is None
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(REFRESH)
        await settle(pilot)
        assert "remote by rule --rule 1" in text_of(pilot)
        await press(pilot, "p")
        await settle(pilot)
        await press(pilot, "t")
        await settle(pilot)
        statements = app.screen.query_one("#statements", ChoicePane)
        statements.cursor = next(
            row for row in range(statements.line_count) if "refresh_totals" in plain(statements.line_at(row, 90))
        )
        await settle(pilot)
        assert "rule --rule 1: remote for function public.refresh_totals()" in text_of(pilot)


async def test_each_row_of_a_conflict_says_who_decided_it(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    rules = ["kind=policy attribute=using ignore why=theirs", "kind=policy prefer=remote allow=access"]
    app.book = rule_book(texts=rules)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(policy_id())
        await settle(pilot)
        assert "using: skipped by rule --rule 1: theirs" in text_of(pilot)
        app_in(pilot).open_conflicts(policy_id())
        await settle(pilot)
        pane = app_in(pilot).screen.query_one("#attributes", ChoicePane)
        said = set()
        for row in range(pane.line_count):
            pane.cursor = row
            await settle(pilot)
            said.add(str(pane.border_subtitle or ""))
        assert any(one.startswith("rule --rule 1: theirs") for one in said), said
        assert any(one.startswith("rule --rule 2") for one in said), said
