"""The conflict screen: settle each contradiction with two keys, its consequence on screen."""

from pathlib import Path

import pytest

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency
from supatui.compare.three_way import merge
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.tui.conflict import ConflictScreen
from supatui.tui.lines import LinePane
from supatui.tui.main import MainScreen
from supatui.tui.plan import PlanScreen
from supatui.tui.work import findings
from tests.builders import catalog as as_catalog
from tests.builders import column, table
from tests.tui.builders import SIZES, WIDE, app_of, catalog, column_id, function, function_id, policy_id, schema
from tests.tui.waiting import app_in, press, settle, text_of

REFRESH, TOTAL, POLICY = function_id("refresh_totals"), column_id("total"), policy_id()
SLUGIFY = function_id("slugify")


def conflict_of(pilot: object) -> ConflictScreen:
    screen = app_in(pilot).screen  # type: ignore[arg-type]  # every pilot here is one
    assert isinstance(screen, ConflictScreen)
    return screen


def test_a_part_that_waits_is_shown_as_in_the_base_until_it_is_decided() -> None:
    def version(comment: str, kind: str) -> Catalog:
        made = table("carts", comment=comment)
        return as_catalog(made, column(made, "size", kind))

    review = Review(merge(version("a", "integer"), version("b", "bigint"), version("c", "numeric")))
    carts = table("carts").id
    shown = [findings(review, carts, None, 0).result]
    review.decide([ObjectId("column", "public", "size", "carts")], Choice.REMOTE)
    shown.append(findings(review, carts, None, 0).result)
    assert [kind in str(text) for kind, text in zip(("size integer", "size numeric"), shown, strict=True)] == [True] * 2
    assert all("is 'a'" in str(text) for text in shown)


async def test_what_both_sides_made_is_said_to_be_shown_as_local_until_it_is_decided(tmp_path: Path) -> None:
    carts = table("carts")
    local, remote = (as_catalog(carts, column(carts, "size", kind)) for kind in ("integer", "bigint"))
    async with app_of(tmp_path, (as_catalog(), local, remote)).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await settle(pilot)
        assert "type is not decided: shown as local until you choose" in text_of(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_deciding_moves_on_row_by_row_and_stays_after_the_last(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await settle(pilot)
        assert conflict_of(pilot).object_id == REFRESH
        await press(pilot, "l")
        await settle(pilot)
        assert conflict_of(pilot).object_id == TOTAL
        await press(pilot, "r")
        await settle(pilot)
        assert conflict_of(pilot).object_id == POLICY
        await press(pilot, "l")
        await settle(pilot)
        assert conflict_of(pilot).object_id == POLICY
        await press(pilot, "r")
        await settle(pilot)
        assert "all 3 decided, p shows the plan" in text_of(pilot)
        store = app_in(pilot).store
        assert store.choice_of(POLICY, "roles") is Choice.LOCAL
        assert store.choice_of(POLICY, "using") is Choice.REMOTE


async def test_from_another_pane_the_whole_object_is_decided(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await settle(pilot)
        conflict_of(pilot).show_conflict(POLICY)
        await press(pilot, "5", "r")
        store = app_in(pilot).store
        assert store.choice_of(POLICY) is Choice.REMOTE


@pytest.mark.parametrize("size", SIZES)
async def test_the_result_and_its_statements_follow_each_choice(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await settle(pilot)
        result = conflict_of(pilot).query_one("#result", LinePane)
        assert "remote: nothing to do" in result.as_text
        await press(pilot, "l", "N")
        await settle(pilot)
        conflict_of(pilot).show_conflict(REFRESH)
        await settle(pilot)
        assert "remote: 1 statement" in result.as_text
        assert "as $$select 2$$;" in result.as_text


async def test_a_decision_can_be_undone_here_and_is_named(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "c", "l", "u")
        await settle(pilot)
        assert "undid: local for public.refresh_totals()" in text_of(pilot)
        assert app_in(pilot).store.choice_of(REFRESH) is None


async def test_enter_on_a_conflict_opens_that_one_and_escape_goes_back(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(POLICY)
        await press(pilot, "enter")
        await settle(pilot)
        assert conflict_of(pilot).object_id == POLICY
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, MainScreen)


async def test_brackets_step_through_conflicts_decided_or_not(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "c", "right_square_bracket", "right_square_bracket")
        assert conflict_of(pilot).object_id == POLICY
        await press(pilot, "right_square_bracket")
        await settle(pilot)
        assert "this is the last conflict" in text_of(pilot)
        await press(pilot, "left_square_bracket")
        assert conflict_of(pilot).object_id == TOTAL


async def test_the_plan_follows_the_last_conflict_and_quit_leads_to_the_main_screen(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "c", "p")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, PlanScreen)
        await press(pilot, "q")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, MainScreen)


def _dropped_and_changed() -> tuple[Catalog, Catalog, Catalog]:
    """A function and one that needs it: local changed both, remote dropped both."""
    both = [[schema(), function(f"select {number}"), function(f"select {number}", "slugify")] for number in (1, 2)]
    edge = [Dependency(SLUGIFY, REFRESH)]
    base, local = (catalog(items, name, edge) for items, name in zip(both, ("base", "local"), strict=True))
    return base, local, catalog([schema()], "remote")


@pytest.mark.parametrize("size", SIZES)
async def test_a_choice_says_what_it_brings_before_it_is_made_and_brings_it(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with app_of(tmp_path, _dropped_and_changed()).run_test(size=size) as pilot:
        await settle(pilot)
        app_in(pilot).open_conflicts(SLUGIFY)
        await settle(pilot)
        result = conflict_of(pilot).query_one("#result", LinePane)
        words = " ".join(result.as_text.split())
        assert "l: function public.refresh_totals() comes along as local: function public.slugify() needs it" in words
        await press(pilot, "l")
        await settle(pilot)
        store = app_in(pilot).store
        assert store.choice_of(REFRESH) is Choice.LOCAL
        assert [one for one in store.events if "comes along as local" in one.text]
        conflict_of(pilot).show_conflict(SLUGIFY)
        await settle(pilot)
        assert "function public.refresh_totals() comes along as local:" in " ".join(result.as_text.split())
        conflict_of(pilot).show_conflict(REFRESH)
        await settle(pilot)
        assert "function public.slugify() leaves no other choice" in text_of(pilot)
        await press(pilot, "u")
        assert store.choice_of(REFRESH) is None
        assert store.choice_of(SLUGIFY) is None


@pytest.mark.parametrize("size", SIZES)
async def test_leaving_out_says_what_breaks(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path, _dropped_and_changed()).run_test(size=size) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        assert store.review is not None
        store.review.decide(SLUGIFY, Choice.LOCAL)
        app_in(pilot).open_conflicts(REFRESH)
        await press(pilot, "backspace")
        await settle(pilot)
        words = " ".join(conflict_of(pilot).query_one("#result", LinePane).as_text.split())
        assert "x breaks: function public.slugify() needs function public.refresh_totals(), which you left out" in words
        await press(pilot, "x", *"later", "enter")
        await settle(pilot)
        conflict_of(pilot).show_conflict(REFRESH)
        await settle(pilot)
        words = " ".join(conflict_of(pilot).query_one("#result", LinePane).as_text.split())
        assert "! function public.slugify() needs function public.refresh_totals(), which you left out" in words


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_choice_leaves_out_is_said_before_it_is_made_and_after(
    size: tuple[int, int], tmp_path: Path
) -> None:
    items = [schema(), function("select 1")]
    user = function("select 2", "slugify")
    base, local = catalog(items, "base"), catalog([schema()], "local")
    remote = catalog([*items, user], "remote", [Dependency(SLUGIFY, REFRESH)])
    async with app_of(tmp_path, (base, local, remote)).run_test(size=size) as pilot:
        await settle(pilot)
        app_in(pilot).open_conflicts(REFRESH)
        await settle(pilot)
        words = " ".join(conflict_of(pilot).query_one("#result", LinePane).as_text.split())
        assert "l: function public.slugify() goes along as local: it needs function public.refresh_totals()" in words
        await press(pilot, "l")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(SLUGIFY) is Choice.LOCAL
        assert [one for one in app_in(pilot).store.events if "slugify() goes along as local" in one.text]
