"""The table of actions: what is bound, shown and documented comes from it, and it holds together."""

from pathlib import Path

import pytest

from supatui.tui.actions import ACTIONS, Action, Place, actions_for, bindings, key_label
from supatui.tui.bars import FooterBar
from supatui.tui.conflict import ConflictScreen
from supatui.tui.help import HelpScreen
from supatui.tui.history import HistoryScreen
from supatui.tui.keytable import BEGIN, END, key_table, with_key_table
from supatui.tui.lines import ChoicePane
from supatui.tui.main import MainScreen
from supatui.tui.plan import PlanScreen
from supatui.tui.screens import WorkScreen
from supatui.tui.welcome import WelcomeScreen
from tests.tui.builders import SIZES, WIDE, app_of
from tests.tui.waiting import app_in, press, settle, text_of

SCREENS: dict[Place, type[WorkScreen]] = {
    Place.MAIN: MainScreen,
    Place.CONFLICT: ConflictScreen,
    Place.PLAN: PlanScreen,
    Place.WELCOME: WelcomeScreen,
    Place.HISTORY: HistoryScreen,
}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_a_help_sentence_and_a_method_on_each_of_its_screens(action: Action) -> None:
    assert action.help.endswith(".")
    assert action.title
    assert action.places
    name = action.method.partition("(")[0]
    for place in action.places:
        assert callable(getattr(SCREENS[place], f"action_{name}"))


def test_ids_are_unique_and_a_key_means_the_same_everywhere() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    keys = [key for action in ACTIONS for key in action.keys.split(",")]
    assert len(set(keys)) == len(keys)


def test_keys_that_terminals_keep_for_themselves_are_not_bound() -> None:
    keys = {key for action in ACTIONS for key in action.keys.split(",")}
    assert not keys & {"ctrl+j", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+s"}


def test_keys_of_later_work_are_not_bound() -> None:
    keys = {key for action in ACTIONS for key in action.keys.split(",")}
    assert not keys & set("PVETs")


@pytest.mark.parametrize("place", Place)
def test_bindings_are_the_rows_of_the_table(place: Place) -> None:
    bound = {binding.id for binding in bindings(place) if not isinstance(binding, tuple)}
    assert bound == {action.id for action in actions_for(place)}


@pytest.mark.parametrize("place", Place)
def test_only_a_screen_at_the_top_says_that_it_is_quitted(place: Place) -> None:
    (leave,) = (action for action in actions_for(place) if action.id == "quit")
    assert leave.title == ("Quit" if place in (Place.MAIN, Place.WELCOME) else "Back")


def test_the_key_table_replaces_what_stands_between_its_markers() -> None:
    text = f"before\n{BEGIN}\nstale table\n{END}\nafter\n"
    made = with_key_table(text)
    assert made.startswith("before\n")
    assert made.endswith("after\n")
    assert "stale table" not in made
    assert with_key_table(made) == made
    for action in ACTIONS:
        assert action.help in made


def test_the_readme_has_the_keys_that_the_code_has() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert BEGIN in readme
    assert key_table() in readme


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [(), ("c",), ("p",)], ids=["main", "conflict", "plan"])
async def test_the_footer_is_never_wider_than_the_screen_and_counts_what_it_hides(
    size: tuple[int, int], keys: tuple[str, ...], tmp_path: Path
) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        await settle(pilot)
        footer = pilot.app.screen.query_one(FooterBar)
        chosen, missing = footer.shown(size[0])
        assert len(footer.as_text) <= size[0]
        for action in chosen:
            assert f"{action.key_label} {action.title}" in text_of(pilot)
        assert {"help", "commands", "quit"} <= {action.id for action in chosen}
        assert (f"Help +{missing}" in text_of(pilot)) is (missing > 0)


async def test_help_lists_every_action_of_the_screen_and_why_one_does_not_apply(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark")
        await settle(pilot)
        shown = pilot.app.screen.query_one(ChoicePane).as_text
        for action in actions_for(Place.MAIN):
            assert action.title in shown
        assert "not now: nothing was decided" in shown


async def test_help_filters_and_enter_runs_the_command(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark")
        assert isinstance(app_in(pilot).screen, HelpScreen)
        await press(pilot, *"statements for both", "enter")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, PlanScreen)


async def test_the_palette_runs_actions_by_name(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p")
        await settle(pilot)
        await press(pilot, *"open the conflicts")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, ConflictScreen)


def test_labels_are_what_a_person_reads_on_the_key() -> None:
    assert [key_label(key) for key in ("slash", "ctrl+p", "at", "pageup", "l")] == ["/", "^p", "@", "pgup", "l"]
