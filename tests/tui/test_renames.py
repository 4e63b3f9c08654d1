"""`m` matches what looks renamed: the conflict of a drop is gone, both plans rename, and another session knows it."""

from dataclasses import replace
from pathlib import Path

import pytest

from supatui.compare.model import Side
from supatui.compare.renames import Rename
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.main import MainScreen
from tests.tui.builders import NARROW, WIDE, HeldSource, app_of, catalog, column, column_id, sides, table, table_id
from tests.tui.waiting import app_in, press, settle, text_of

BASE = "create table orders (id int primary key, cust_id int not null, total int);"
LOCAL = BASE.replace("orders", "purchases")
REMOTE = BASE.replace("total int", "total int, note text")


def _app(folder: Path, shadow: ShadowSettings) -> SupatuiApp:
    settings = Settings(cache_folder=shadow.cache_folder, state_folder=folder / "state", shadow_major=17)
    for name, schema in (("base", BASE), ("local", LOCAL), ("remote", REMOTE)):
        (folder / f"{name}.sql").write_text(schema, encoding="utf-8")
    local, remote, base = (f"sql:{folder / f'{name}.sql'}" for name in ("local", "remote", "base"))
    return SupatuiApp(Sides(local, remote, base, folder, "acme", False, "asked for"), settings=settings)


@pytest.mark.slow  # builds schemas on a shadow server
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_matching_turns_a_drop_into_a_rename(
    size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with _app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        await settle(pilot)
        app = app_in(pilot)
        assert len(app.store.conflict_ids) == 1
        assert isinstance(app.screen, MainScreen)
        assert app.screen.go_to(table_id("purchases"))
        await settle(pilot)
        assert "~?" in text_of(pilot)
        assert "Rename: public.orders → purchases?" in text_of(pilot)
        await press(pilot, "m")
        await settle(pilot)
        assert app.store.conflict_ids == []
        assert app.store.review is not None
        assert [one.id for one in app.store.review.merge.roots] == [column_id("note", "purchases")]
        remote = app.store.planned[Side.REMOTE]
        assert remote.statements[0].sql == "alter table public.orders rename to purchases"
        assert not any(one.loses_data for one in remote.statements)
        await press(pilot, "q")

    async with _app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        await settle(pilot)
        app = app_in(pilot)
        assert app.store.review is not None
        assert [str(one.rename) for one in app.store.review.merge.renames] == ["table:public.orders=purchases"]
        assert isinstance(app.screen, MainScreen)
        assert app.screen.go_to(column_id("note", "purchases"))
        app.match(table_id("purchases"))
        await settle(pilot)
        assert not app.store.review.merge.renames
        assert len(app.store.conflict_ids) == 1


@pytest.mark.slow  # builds schemas on a shadow server
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_the_conflict_that_a_match_settles_can_be_parted_where_it_was(
    size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with _app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        await settle(pilot)
        app = app_in(pilot)
        await press(pilot, "c")
        await settle(pilot)
        assert "Conflict 1 of 1" in text_of(pilot)
        await press(pilot, "m")
        await settle(pilot)
        assert app.store.conflict_ids == []
        text = text_of(pilot)
        assert "Conflict settled" in text
        assert "not there" not in text  # nothing of the former conflict
        await press(pilot, "m")
        await settle(pilot)
        assert len(app.store.conflict_ids) == 1
        assert "parted table public.orders and purchases" in text_of(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
async def test_the_key_pressed_twice_leaves_all_as_it_was(shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    async with _app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        await settle(pilot)
        app = app_in(pilot)
        app.match(table_id("purchases"))
        app.match(table_id("purchases"))
        await settle(pilot)
        assert "parted table public.orders and purchases" in text_of(pilot)
        assert len(app.store.conflict_ids) == 1


@pytest.mark.slow  # builds schemas on a shadow server
async def test_a_refused_rename_leaves_the_former_ones(shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    async with _app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        await settle(pilot)
        app = app_in(pilot)
        found = app.store.candidates[table_id("purchases")]
        app.match(table_id("purchases"))
        await settle(pilot)
        rename = Rename(column_id("total", "purchases"), column_id("nowhere", "purchases"))
        app.store.candidates[rename.old] = found._replace(candidate=replace(found.candidate, rename=rename))
        app.match(rename.old)
        await settle(pilot)
        assert "not renamed:" in text_of(pilot)
        assert app.store.review is not None
        assert [str(one.rename) for one in app.store.review.merge.renames] == ["table:public.orders=purchases"]


async def test_nothing_alike_is_said(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "m")
        assert "nothing here looks renamed" in text_of(pilot)


async def test_what_cannot_be_tried_leaves_the_comparison_as_it_is(tmp_path: Path) -> None:
    """A rename that no shadow server can try is said, and nothing else is lost."""
    settings = Settings(
        cache_folder=tmp_path / "cache", state_folder=tmp_path / "state", shadow_url="postgresql://127.0.0.1:1/nothing"
    )
    held = {
        "base": HeldSource("base", catalog([table("orders"), column("id")], "base")),
        "local": HeldSource("local", catalog([table("sales"), column("id", table_name="sales")], "local")),
        "remote": HeldSource("remote", catalog([table("orders"), column("id")], "remote")),
    }
    app = SupatuiApp(sides(), settings=settings, opener=held.__getitem__)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        assert app.screen.go_to(table_id("sales"))
        await press(pilot, "m")
        await settle(pilot)
        assert "not renamed:" in text_of(pilot)
        assert app.store.review is not None
        assert len(app.store.review.merge.roots) == 2
