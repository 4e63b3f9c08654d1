"""Both sides' changes are tried together on a shadow server while the screen is in use."""

from pathlib import Path

import pytest

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Side
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.main import MainScreen
from tests.tui.builders import WIDE, function_id
from tests.tui.waiting import app_in, press, settle, text_of

BASE = "create table t (id int); create function can_see(id int) returns boolean language sql as 'select true';"
LOCAL = BASE.replace("id int);", "id text);", 1)
REMOTE = BASE.replace("'select true'", "'select t.id > 0 from public.t'")
"""The body compares the column with a number, which a text no longer is."""


@pytest.mark.slow  # builds schemas on a shadow server
async def test_what_a_server_refuses_together_becomes_a_conflict(
    shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    app = _app(shadow_settings, tmp_path, BASE, LOCAL, REMOTE)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        assert store.review is not None
        assert [one for one in store.events if one.who == "merge"]
        found = store.review.merge.by_id[function_id("can_see", "integer")]
        assert found.side is Side.CONFLICT, store.events
        await press(pilot, "@")
        assert "clash" in text_of(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
async def test_what_partitions_are_handed_down_stands_where_the_object_is_shown(
    shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    whole = "create table p (id int not null) partition by range (id);"
    part = "create table p1 partition of p for values from (0) to (9); comment on table p is 'ours';"
    column = "alter table p add column m int; comment on table p is 'theirs';"
    app = _app(shadow_settings, tmp_path, whole, whole + part, whole + column)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert screen.go_to(ObjectId("column", "public", "m", "p"))
        await settle(pilot)
        assert "column public.p1.m comes with column" in text_of(pilot)
        await press(pilot, "c")
        await settle(pilot)
        assert "column public.p1.m comes with column public.p.m" in text_of(pilot)


def _app(shadow_settings: ShadowSettings, folder: Path, *schemas: str) -> SupatuiApp:
    """On base, local and remote, which are SQL."""
    settings = Settings(cache_folder=shadow_settings.cache_folder, state_folder=folder / "state", shadow_major=17)
    names = ("base", "local", "remote")
    for name, schema in zip(names, schemas, strict=True):
        (folder / f"{name}.sql").write_text(schema, encoding="utf-8")
    base, local, remote = (f"sql:{folder / f'{name}.sql'}" for name in names)
    return SupatuiApp(Sides(local, remote, base, folder, "acme", False, "asked for"), settings=settings)
