"""Both sides' changes are tried together on a shadow server while the screen is in use."""

from pathlib import Path

import pytest

from supatui.compare.model import Side
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
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
    settings = Settings(cache_folder=shadow_settings.cache_folder, state_folder=tmp_path / "state", shadow_major=17)
    for name, schema in (("base", BASE), ("local", LOCAL), ("remote", REMOTE)):
        (tmp_path / f"{name}.sql").write_text(schema, encoding="utf-8")
    local, other, base = (f"sql:{tmp_path / f'{name}.sql'}" for name in ("local", "remote", "base"))
    app = SupatuiApp(Sides(local, other, base, tmp_path, "acme", False, "asked for"), settings=settings)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        assert store.review is not None
        assert [one for one in store.events if one.who == "merge"]
        found = store.review.merge.by_id[function_id("can_see", "integer")]
        assert found.side is Side.CONFLICT, store.events
        await press(pilot, "@")
        assert "clash" in text_of(pilot)
