"""The plan screen: statements, hazards, rollback, the other side; the write dialog behind it."""

from pathlib import Path

import pytest
from textual.widgets import Input

from supatui.catalog.identity import ObjectId
from supatui.resolve.choice import Choice
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.lines import ChoicePane, LinePane
from supatui.tui.main import MainScreen
from supatui.tui.plan import PlanScreen
from supatui.tui.write import WriteScreen
from tests.kinds.judge import load
from tests.tui.builders import SIZES, WIDE, app_of, table_id
from tests.tui.waiting import app_in, press, settle, text_of

CARTS = table_id("carts_old")


@pytest.mark.parametrize("size", SIZES)
async def test_statements_come_with_hazards_rollback_and_reason(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "p")
        await settle(pilot)
        text = text_of(pilot)
        assert "[to remote 2]" in text
        assert "alter table public.orders add column note text" in text
        assert "rollback" in text
        assert "alter table public.orders drop column note;" in text
        assert "only local changed it" in text


@pytest.mark.parametrize("size", SIZES)
async def test_the_other_side_is_one_key_away(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "p", "t")
        await settle(pilot)
        assert "[to local" in text_of(pilot)
        assert "create table public.audit_log" in pilot.app.screen.query_one("#statements", ChoicePane).as_text


FEELINGS = "create type mood as enum ('sad', 'ok'); create table t (m mood);"


@pytest.mark.slow  # reads a database that holds rows
@pytest.mark.parametrize("size", SIZES)
async def test_rows_in_the_way_stand_where_the_plan_is_shown(
    size: tuple[int, int], shadow_settings: ShadowSettings, database: ShadowDatabase, tmp_path: Path
) -> None:
    load(database, FEELINGS + "insert into t values ('sad'), ('ok');")
    (tmp_path / "base.sql").write_text(FEELINGS, encoding="utf-8")
    (tmp_path / "local.sql").write_text(FEELINGS.replace("'sad', ", ""), encoding="utf-8")
    settings = Settings(cache_folder=shadow_settings.cache_folder, state_folder=tmp_path / "state", shadow_major=18)
    base, local = (f"sql:{tmp_path / name}" for name in ("base.sql", "local.sql"))
    sides = Sides(local, database.url, base, tmp_path, "acme", False, "asked for")
    async with SupatuiApp(sides, settings=settings, tries_merges=False).run_test(size=size) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        screen.go_to(ObjectId("enum", "public", "mood"))
        await press(pilot, "l", "p")
        await settle(pilot)
        said = "what the database holds is in the way: public.t.m: 1 rows hold sad"
        assert f"✗ {said}" in text_of(pilot)
        assert "STOPS" in pilot.app.screen.query_one("#statement", LinePane).as_text
        await press(pilot, "w")
        await settle(pilot)
        assert "the plan for remote stops: what the database holds is in the way" in text_of(pilot)
        load(database, "delete from t where m = 'sad'")
        await press(pilot, "escape", "escape", "r")
        await settle(pilot)
        await press(pilot, "p")
        await settle(pilot)
        assert "in the way" not in text_of(pilot)


async def test_undo_here_changes_the_plan(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "l", "p")
        await settle(pilot)
        assert "[to remote 3]" in text_of(pilot)
        await press(pilot, "u")
        await settle(pilot)
        assert "[to remote 2]" in text_of(pilot)


async def test_copying_the_statements_gives_sql(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "p")
        await settle(pilot)
        await press(pilot, "y")
        await settle(pilot)
        copied = (tmp_path / "state" / "copied.txt").read_text(encoding="utf-8")
        assert copied.startswith("alter table public.orders add column note text;\n")


async def _to_write(pilot: object, tmp_path: Path) -> WriteScreen:
    await settle(pilot)  # type: ignore[arg-type]
    app = app_in(pilot)  # type: ignore[arg-type]
    assert isinstance(app.screen, MainScreen)
    app.screen.go_to(CARTS)
    await press(pilot, "l", "w")  # type: ignore[arg-type]
    await settle(pilot)  # type: ignore[arg-type]
    screen = app.screen
    assert isinstance(screen, WriteScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_writing_lists_files_and_asks_for_the_rows_that_are_lost(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path, project=tmp_path).run_test(size=size) as pilot:
        screen = await _to_write(pilot, tmp_path)
        assert "1 statement loses data: you will be asked" in text_of(pilot)
        assert len(screen.files) == 6  # the last one is what is remembered
        assert "6 would be written, none is there yet" in text_of(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        text = text_of(pilot)
        assert "drop table public.carts_old;" in text
        assert "type 120000 to lose it; anything else writes nothing" in text
        assert "REMOTE acme PROD" in text
        await press(pilot, *"120000", "enter")
        await settle(pilot)
        assert "wrote 6 files: supabase/migrations/" in text_of(pilot)
        written = sorted(path for path in (tmp_path / "supabase").rglob("*") if path.is_file())
        assert len(written) == 6


@pytest.mark.parametrize("answer", ["", "120", "yes"])
async def test_anything_but_the_fact_writes_nothing(answer: str, tmp_path: Path) -> None:
    async with app_of(tmp_path, project=tmp_path).run_test(size=WIDE) as pilot:
        await _to_write(pilot, tmp_path)
        await press(pilot, "enter", *answer, "enter")
        await settle(pilot)
        assert "nothing was written" in text_of(pilot)
        assert not (tmp_path / "supabase").exists()


async def test_the_name_becomes_part_of_the_file_names(tmp_path: Path) -> None:
    async with app_of(tmp_path, project=tmp_path).run_test(size=WIDE) as pilot:
        screen = await _to_write(pilot, tmp_path)
        screen.query_one("#name", Input).value = "My [red] Merge"
        await settle(pilot)
        assert screen.files[0].path.name.endswith("_my_red_merge.sql")


async def test_escape_leaves_the_dialog_and_writes_nothing(tmp_path: Path) -> None:
    async with app_of(tmp_path, project=tmp_path).run_test(size=WIDE) as pilot:
        await _to_write(pilot, tmp_path)
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, MainScreen)
        assert not (tmp_path / "supabase").exists()


async def test_a_folder_that_cannot_be_written_is_said_and_the_dialog_stays(tmp_path: Path) -> None:
    (tmp_path / "supabase").write_text("in the way", encoding="utf-8")
    async with app_of(tmp_path, project=tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "w")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, WriteScreen)
        assert "try:" in text_of(pilot)


async def test_without_a_project_folder_writing_says_what_is_missing(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "w")
        await settle(pilot)
        assert "there is no project folder to write to" in text_of(pilot)


async def test_a_skipped_loss_is_not_in_the_plan(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, MainScreen)
        screen.go_to(CARTS)
        await press(pilot, "x", *"not yet", "enter", "p")
        await settle(pilot)
        assert app_in(pilot).store.choice_of(CARTS) is Choice.SKIPPED
        assert isinstance(app_in(pilot).screen, PlanScreen)
        assert "carts_old" not in app_in(pilot).screen.query_one("#statements", LinePane).as_text
