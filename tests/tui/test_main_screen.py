"""The main screen: moving, deciding, filtering, undoing, at both sizes."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from textual.widgets import Input

from supatui.catalog.model import Dependency
from supatui.resolve.choice import Choice
from supatui.tui import work
from supatui.tui.bars import FooterBar, HeaderBar
from supatui.tui.lines import LineView
from supatui.tui.main import MainScreen
from supatui.tui.tree import SchemaTree
from tests.benchmarks.tree import schemas
from tests.tui.builders import (
    NARROW,
    SIZES,
    WIDE,
    app_of,
    catalog,
    column_id,
    function,
    function_id,
    schema,
    shop,
    table_id,
)
from tests.tui.waiting import TURN_SECONDS, app_in, press, settle, text_of, until

TOTAL, NOTE, CARTS = column_id("total"), column_id("note"), table_id("carts_old")
REFRESH, AUDIT = function_id("refresh_totals"), table_id("audit_log")


def main_of(pilot: object) -> MainScreen:
    screen = app_in(pilot).screen  # type: ignore[arg-type]  # every pilot here is one
    assert isinstance(screen, MainScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_it_opens_on_the_first_difference_that_waits(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        assert main_of(pilot).node is not None
        assert main_of(pilot).node.id == REFRESH  # type: ignore[union-attr]
        assert "8 differ: 2 local 2 remote 1 both 3 conflict" in text_of(pilot)
        assert "decided 4/8" in text_of(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_decides_and_one_takes_it_back(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        await press(pilot, "l")
        await settle(pilot)
        assert store.choice_of(REFRESH) is Choice.LOCAL
        assert "took local for public.refresh_totals()" in text_of(pilot)
        await press(pilot, "u")
        await settle(pilot)
        assert store.choice_of(REFRESH) is None
        assert "undid: local for public.refresh_totals()" in text_of(pilot)
        await press(pilot, "U")
        assert store.choice_of(REFRESH) is Choice.LOCAL


async def test_the_statements_of_both_choices_are_shown_before_choosing(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = main_of(pilot).query_one("#diff").as_text  # type: ignore[attr-defined]
        assert "take local (l)" in text
        assert "as $$select 2$$;" in text
        assert "take remote (r)" in text


async def test_next_undecided_goes_round_and_says_so(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        seen = []
        for _ in range(4):
            seen.append(main_of(pilot).node.id)  # type: ignore[union-attr]
            await press(pilot, "n")
            await settle(pilot)
        assert len(set(seen)) == 4
        assert main_of(pilot).node.id == seen[0]  # type: ignore[union-attr]
        assert "went round" in text_of(pilot)


async def test_space_leaves_a_one_sided_change_out_and_takes_it_again(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        main_of(pilot).go_to(NOTE)
        assert store.choice_of(NOTE) is Choice.LOCAL
        await press(pilot, "space")
        assert store.choice_of(NOTE) is Choice.SKIPPED
        await press(pilot, "space")
        assert store.choice_of(NOTE) is Choice.LOCAL


async def test_space_on_a_conflict_says_which_keys_help(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "space")
        await settle(pilot)
        assert "take local (l), remote (r) or base (b)" in text_of(pilot)
        assert app_in(pilot).store.choice_of(REFRESH) is None


async def test_space_on_a_group_takes_both_sides_changes_in_one_step_of_undo(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        await press(pilot, "g", "space")
        await settle(pilot)
        assert store.choice_of(CARTS) is Choice.LOCAL
        assert store.choice_of(AUDIT) is Choice.REMOTE
        assert "included 4 changes in public" in text_of(pilot)
        await press(pilot, "u")
        assert store.choice_of(CARTS) is None


async def test_a_whole_group_is_decided_in_one_step(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        await press(pilot, "g", "r")
        assert store.choice_of(REFRESH) is Choice.REMOTE
        assert store.choice_of(TOTAL) is not None
        await press(pilot, "u")
        assert store.choice_of(REFRESH) is None
        assert store.review is not None
        assert store.review.undo_name is None


async def test_a_choice_that_is_not_possible_says_why(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        main_of(pilot).go_to(CARTS)
        await press(pilot, "a")
        await settle(pilot)
        assert "both is not possible here: only local dropped it" in text_of(pilot)


async def test_one_attribute_is_decided_from_the_difference_pane(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        main_of(pilot).go_to(TOTAL)
        await settle(pilot)
        await press(pilot, "3", "down", "r")
        store = app_in(pilot).store
        assert store.choice_of(TOTAL, "type") is Choice.REMOTE
        assert store.choice_of(TOTAL, "not_null") is Choice.LOCAL


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_keeps_the_parents_of_its_hits_and_the_cursor_comes_back(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"kind:column")
        await settle(pilot)
        shown = [node.label for node in app_in(pilot).store.outline.rows]
        assert "total" in shown
        assert "orders" in shown
        assert "refresh_totals()" not in shown
        await press(pilot, "escape")
        await settle(pilot)
        assert main_of(pilot).node.id == REFRESH  # type: ignore[union-attr]
        assert not main_of(pilot).query_one("#filter", Input).display


async def test_a_filter_without_an_exact_hit_is_fuzzy(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"rfshtt")
        await settle(pilot)
        assert [node.id for node in app_in(pilot).store.outline.differing] == [REFRESH]


async def test_group_decisions_touch_only_what_passes_the_filter(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"kind:function", "enter", "g", "l")
        store = app_in(pilot).store
        assert store.choice_of(REFRESH) is Choice.LOCAL
        assert store.choice_of(CARTS) is None


async def test_status_filter_steps_to_undecided_and_to_everything(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        outline = app_in(pilot).store.outline
        await press(pilot, "f")
        await settle(pilot)
        assert len(outline.differing) == 4
        for _ in range(4):
            await press(pilot, "f")
        await settle(pilot)
        labels = [node.label for node in outline.rows]
        assert "customers" in labels


async def test_folding_a_table_hides_its_columns_and_keeps_the_cursor_on_it(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        main_of(pilot).go_to(TOTAL)
        await press(pilot, "left", "left")
        await settle(pilot)
        assert main_of(pilot).node.id == table_id()  # type: ignore[union-attr]
        assert "total" not in [node.label for node in app_in(pilot).store.outline.rows]
        await press(pilot, "right", "right")
        await settle(pilot)
        assert main_of(pilot).node.id == TOTAL  # type: ignore[union-attr]


async def test_both_trees_share_cursor_and_scrolling(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "down", "down")
        await settle(pilot)
        local, remote = main_of(pilot).query_one("#local", SchemaTree), main_of(pilot).query_one("#remote", SchemaTree)
        assert local.cursor == remote.cursor
        assert local.scroll_offset.y == remote.scroll_offset.y


async def test_the_last_row_comes_into_sight_in_both_trees_which_then_rest(tmp_path: Path) -> None:
    async with app_of(tmp_path, schemas(600)).run_test(size=WIDE) as pilot:
        await settle(pilot)
        for _ in range(5):
            await press(pilot, "f")
            await settle(pilot)
        pilot.app.simulate_key("end")
        trees = main_of(pilot).trees
        await until(pilot, lambda: all(tree.scroll_offset.y == tree.max_scroll_y > 0 for tree in trees))
        await settle(pilot)
        told: list[LineView.ScrolledTo] = []
        with patch.object(MainScreen, "on_line_view_scrolled_to", lambda screen, event: told.append(event)):
            for _ in range(20):
                await pilot.pause(TURN_SECONDS)
        assert told == []
        assert {tree.scroll_offset.y for tree in trees} == {trees[0].max_scroll_y}
        assert {tree.cursor for tree in trees} == {trees[0].line_count - 1}
        places = []
        for key in ("pageup", "up", "down", "home"):
            await press(pilot, key)
            await settle(pilot)
            places.append({tree.cursor - trees[0].line_count for tree in trees})
        page = trees[0].size.height - 1
        assert places == [{-1 - page}, {-2 - page}, {-1 - page}, {-trees[0].line_count}]


async def test_a_click_selects_an_arrow_folds_and_a_mark_toggles(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=NARROW) as pilot:
        await settle(pilot)
        tree = main_of(pilot).query_one("#schema", SchemaTree)
        row = app_in(pilot).store.outline.row_of(tuple(AUDIT))
        assert row is not None
        await pilot.click(tree, offset=(12, row + 1))
        await settle(pilot)
        assert main_of(pilot).node.id == AUDIT  # type: ignore[union-attr]
        await pilot.click(tree, offset=(tree.room - 1, row + 1))
        await settle(pilot)
        assert app_in(pilot).store.choice_of(AUDIT) is Choice.SKIPPED
        before = len(app_in(pilot).store.outline.rows)
        await pilot.click(tree, offset=(4, row + 1))
        await settle(pilot)
        assert len(app_in(pilot).store.outline.rows) > before


async def test_users_of_an_object_are_listed_and_escape_closes_the_list(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "D")
        await settle(pilot)
        assert "used by" in text_of(pilot)
        assert "nothing depends on it" in text_of(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert "nothing depends on it" not in text_of(pilot)


async def test_zoom_gives_the_pane_the_screen_and_back(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "3", "z")
        await settle(pilot)
        assert main_of(pilot).query_one("#diff").size.width > 70
        await press(pilot, "escape")
        await settle(pilot)
        assert main_of(pilot).query_one("#diff").size.width < 50


async def test_copying_keeps_a_file_and_says_its_path(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "3", "y")
        await settle(pilot)
        copied = tmp_path / "state" / "copied.txt"
        assert "take local (l)" in copied.read_text(encoding="utf-8")
        assert "copied.txt" in text_of(pilot)


async def test_choices_survive_quitting(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "l", "q")
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert app_in(pilot).store.choice_of(REFRESH) is Choice.LOCAL
        assert "1 choice is back" in text_of(pilot)
        await press(pilot, "u")
        assert app_in(pilot).store.choice_of(REFRESH) is None


async def test_a_baseline_that_is_refused_is_said_where_there_is_another_base(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    assert app.store.sides is not None
    reason = "2 migrations up to 2 on both; the baseline is refused: it was edited by hand"
    app.store.sides = replace(app.store.sides, base_reason=reason)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        assert "the baseline is refused: it was edited by hand\n" in text_of(pilot)


async def test_what_the_first_choice_is_saved_with_is_worked_out_before_it(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        review = app.store.review
        assert review is not None
        sides = (review.merge.base, review.merge.local, review.merge.remote)
        assert all("fingerprint" in vars(one) for one in sides if one is not None)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_without_a_base_it_says_two_way_and_decides_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    _, local, remote = shop()
    async with app_of(tmp_path, (None, local, remote)).run_test(size=size) as pilot:
        await settle(pilot)
        assert "TWO-WAY: no migration is on both sides" in text_of(pilot)
        assert "decided 0/" in text_of(pilot)
        await press(pilot, "b")
        await settle(pilot)
        assert "there is no base" in text_of(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_two_equal_sides_name_the_next_steps(size: tuple[int, int], tmp_path: Path) -> None:
    same = catalog([schema()], "same")
    async with app_of(tmp_path, (same, same, same)).run_test(size=size) as pilot:
        await settle(pilot)
        assert "no differences, 1 objects compared" in text_of(pilot)
        assert "reads both sides again" in text_of(pilot)


async def test_an_empty_database_is_shown_as_one(tmp_path: Path) -> None:
    base, _, remote = shop()
    async with app_of(tmp_path, (base, catalog([], "empty"), remote)).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "dropped here" in text_of(pilot)


async def test_including_something_brings_what_it_needs_and_says_why(tmp_path: Path) -> None:
    """A rule takes the function, but it needs one with its owner's rights, which waits for a person."""
    logged = function("select 1")
    logged = logged._replace(attributes={**logged.attributes, "security_definer": True})
    user = function_id("slugify")
    remote = catalog([schema(), logged, function("select 2", "slugify")], "remote", [Dependency(user, REFRESH)])
    same = catalog([schema()], "same")
    async with app_of(tmp_path, (same, same, remote)).run_test(size=WIDE) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        main_of(pilot).go_to(user)
        await press(pilot, "space", "space")
        await settle(pilot)
        assert store.choice_of(REFRESH) is Choice.REMOTE
        assert "function public.refresh_totals() comes along as remote: function public.slugify() needs it" in text_of(
            pilot
        )
        await press(pilot, "u")
        assert store.choice_of(REFRESH) is None


async def test_what_is_told_while_the_screen_is_taken_apart_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, told = app_of(tmp_path), []

    def tell(bar: HeaderBar) -> None:
        app.publish()
        app.say("too late")
        told.append(bar)

    monkeypatch.setattr(HeaderBar, "on_unmount", tell, raising=False)
    monkeypatch.setattr(FooterBar, "on_unmount", tell, raising=False)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
    assert len(told) == 2


@pytest.mark.parametrize("size", SIZES)
async def test_a_named_remote_is_called_by_its_name_and_a_recorded_base_by_what_it_is(
    size: tuple[int, int], tmp_path: Path
) -> None:
    base, local, remote = shop()
    cached = "migrations:/home/ann/.cache/supatui/recorded/0123456789abcdef/supabase/migrations@3"
    app = app_of(
        tmp_path, (base._replace(label=cached), local, remote._replace(label="db.x.supabase.co:5432/postgres"))
    )
    app.settings = app.settings._replace(remote="staging")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        header = app_in(pilot).screen.query_one(HeaderBar).as_text
        assert "REMOTE staging (db.x" in header
        assert header.count("PROD") == 1
        assert "recorded/" not in app_in(pilot).store.base_words
        assert size == NARROW or " base shadow" in header
        named = app_in(pilot).store.remote.catalog
        assert named is not None
        assert named.label == "staging (db.x.supabase.co:5432/postgres) PROD"


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_on_screen_is_worked_out_before_the_whole_plan(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []

    def noted(name: str) -> None:
        function = getattr(work, name)

        def run(*arguments: Any) -> Any:
            began.append(name)
            return function(*arguments)

        monkeypatch.setattr(work, name, run)

    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(REFRESH)
        await settle(pilot)
        noted("findings")
        noted("plan_both")
        for key in ("l", "u"):
            began.clear()
            await press(pilot, key)
            await settle(pilot)
            assert began == ["findings", "plan_both"]
        store = app_in(pilot).store
        assert store.review is not None
        assert store.planned_revision == store.review.revision
