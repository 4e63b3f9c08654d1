"""The history screen: shown truly, mended there, and nothing lost."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from supatui.project.finding import find_project
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings
from supatui.sources.address import parse_address
from supatui.sources.history import State, read_timeline
from supatui.sources.pairing import find_base
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.history import HistoryScreen
from supatui.tui.lines import ChoicePane, LinePane
from supatui.tui.question import QuestionScreen
from tests.histories import FILES, HISTORY, rows, write_files
from tests.kinds.judge import load
from tests.tui.builders import SIZES, WIDE, HeldSource, settings, shop, sides
from tests.tui.waiting import press, settle, text_of, until

HISTORY_TABLE = "supabase_migrations.schema_migrations"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    write_files(folder)
    return folder


@pytest.fixture
def remote(server: ShadowServer) -> Iterator[ShadowDatabase]:
    with server.create_database() as made:
        load(made, HISTORY)
        yield made


def app_over(folder: Path, address: str, *, production: bool = False) -> SupatuiApp:
    base, local, other = shop()
    held = {"local": HeldSource("local", local), address: HeldSource("acme", other), "base": HeldSource("base", base)}
    root = folder.parents[1]
    between = replace(sides(project=root, production=production), remote=address)
    return SupatuiApp(between, settings=settings(root), opener=held.__getitem__, tries_merges=False)


@pytest.mark.parametrize("size", SIZES)
async def test_every_state_is_shown_with_what_mends_it(
    size: tuple[int, int], folder: Path, remote: ShadowDatabase
) -> None:
    async with app_over(folder, remote.url, production=True).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        await settle(pilot)
        text = text_of(pilot)
        for shown in ("= 20260101000000", "< 20260102000000", "! 20260103000000", "- 20260104000000"):
            assert shown in text
        assert "PROD" in text
        assert "2 applied, 1 edited, 1 pending, 1 out of order, 1 missing local" in text
        assert "20260107000000  pending       next  ✗ push" in text
        detail = pilot.app.screen.query_one("#version", LinePane)
        await press(pilot, "down")
        assert "needs --include-all" in " ".join(detail.as_text.split())
        await press(pilot, "down")
        assert "-create table carts (id int);" in detail.as_text
        assert "+create table carts (id bigint);" in detail.as_text
        await press(pilot, "down")
        assert "F writes the file" in detail.as_text
        assert "-- by hand" in detail.as_text


@pytest.mark.parametrize("size", SIZES)
async def test_the_history_is_mended_here_and_nothing_is_lost(
    size: tuple[int, int], folder: Path, remote: ShadowDatabase
) -> None:
    before = rows(remote)
    async with app_over(folder, remote.url).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "down", "space", "space", "A")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QuestionScreen)
        assert "replace  20260103000000 carts (1 statement)" in text_of(pilot)
        assert rows(remote) == before
        await press(pilot, "y", "enter")
        await settle(pilot)
        assert "2 applied" not in text_of(pilot)
        await press(pilot, "F")
        await settle(pilot)
        asked = " ".join(pilot.app.screen.query_one(LinePane).as_text.split())
        assert "supabase/migrations/20260104000000_from_dashboard.sql: as it was applied by bob" in asked
        await press(pilot, "y", "enter")
        await settle(pilot)
        assert "5 applied, 1 pending" in text_of(pilot)
        assert "wrote 1 file" in text_of(pilot)
    (kept,) = (folder.parent / "supatui" / "backups").rglob("schema_migrations.json")
    (row,) = json.loads(kept.read_text())["schema_migrations"]
    assert (row["version"], row["statements"]) == (before[1][0], before[1][2])
    assert {name: (folder / name).read_text() for name in FILES} == FILES
    timeline = read_timeline(folder, parse_address(remote.url), settings(folder))
    assert [entry.state for entry in timeline.entries] == [*[State.APPLIED] * 5, State.PENDING]


async def test_escape_and_another_word_do_nothing(folder: Path, remote: ShadowDatabase) -> None:
    before = rows(remote)
    async with app_over(folder, remote.url, production=True).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "R")
        await settle(pilot)
        assert "type PROD and enter" in text_of(pilot)
        await press(pilot, "y", "enter")
        await settle(pilot)
        assert "nothing was done: PROD was not typed" in text_of(pilot)
        await press(pilot, "R")
        await settle(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HistoryScreen)
        assert rows(remote) == before
        await press(pilot, "R")
        await settle(pilot)
        pilot.app.screen.query_one(Input).value = "PROD"
        await press(pilot, "enter")
        await settle(pilot)
        assert [row[0] for row in rows(remote)] == [row[0] for row in before[1:]]


async def test_what_cannot_be_done_is_said(folder: Path, remote: ShadowDatabase) -> None:
    async with app_over(folder, remote.url).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "G", "R")
        await settle(pilot)
        assert "version 20260107000000 is not in the history" in text_of(pilot)
        await press(pilot, "F")
        await settle(pilot)
        assert "nothing to do" in text_of(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_remote_that_does_not_answer_is_told_and_read_again(
    size: tuple[int, int], folder: Path, remote: ShadowDatabase
) -> None:
    app = app_over(folder, "postgresql://app:s3cret@127.0.0.1:1/shop")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        await settle(pilot)
        text = text_of(pilot)
        assert "cannot connect" in text
        assert "s3cret" not in text
        assert app.store.sides is not None
        app.store.sides = replace(app.store.sides, remote=remote.url)
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert "20260101000000" in pilot.app.screen.query_one("#versions", ChoicePane).as_text


async def test_the_base_is_looked_for_again_by_reading_again_and_after_mending(
    folder: Path, remote: ShadowDatabase, shadow_settings: ShadowSettings
) -> None:
    root = folder.parents[1]
    (root / "supabase" / "config.toml").write_text("")
    for name in FILES:
        (folder / name).unlink()
    first, second = "20260101000000", "20260102000000"
    (folder / f"{first}_a.sql").write_text("create table a ();")
    load(remote, f"delete from {HISTORY_TABLE}; create table a (); create table b ();")
    load(remote, f"insert into {HISTORY_TABLE} values ('{first}', array['create table a ()'], 'a')")
    load(remote, f"insert into {HISTORY_TABLE} values ('{second}', array['create table b ()'], 'b')")
    known = Settings(
        cache_folder=shadow_settings.cache_folder, state_folder=root / "state", supabase=False, shadow_major=18
    )
    project = find_project(root)
    failed = "the remote's migration history cannot be read: cannot connect"
    between = Sides(f"migrations:{folder}", remote.url, None, root, "shop", False, failed)
    asked = [remote.url]
    between = replace(between, find_base=lambda settings: find_base(settings, project, asked[-1], must_know=True))
    app = SupatuiApp(between, settings=known, tries_merges=False)
    async with app.run_test(size=WIDE) as pilot:
        store = app.store
        await until(pilot, lambda: store.review is not None)
        await settle(pilot)
        assert f"TWO-WAY: {failed}" in text_of(pilot)
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert store.sides is not None
        assert store.sides.base == f"migrations:{folder}@{first}"
        assert store.review is not None
        assert (store.review.merge.two_way, len(store.review.merge.differences)) == (False, 1)
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "G", "F")
        await settle(pilot)
        await press(pilot, "y", "enter")
        await settle(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert store.sides.base == f"migrations:{folder}@{second}"
        assert store.review.merge.differences == ()
        # nobody can tell now: the one that is known stays
        asked.append("postgresql://app@127.0.0.1:1/shop")
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert store.sides.base == f"migrations:{folder}@{second}"
        assert not store.review.merge.two_way
        assert "as it was: cannot connect" in store.base_words
        asked.append(remote.url)
        # nothing is in common any more
        load(remote, f"delete from {HISTORY_TABLE}")
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert store.base.catalog is None
        assert "TWO-WAY" in text_of(pilot)
