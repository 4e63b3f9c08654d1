"""A result is written by hand: built on a shadow server, taken or refused with its line, and kept on the way."""

import stat
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Side
from supatui.plan.model import ProofState
from supatui.resolve.choice import Choice
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.bars import HeaderBar
from supatui.tui.conflict import ConflictScreen
from supatui.tui.edit import EditScreen, SqlArea
from supatui.tui.lines import LinePane
from tests.tui.builders import NARROW, SIZES, WIDE, app_of, catalog, column_id, function, function_id, policy_id, schema
from tests.tui.waiting import app_in, press, settle, text_of, until

BODY = "create function totals() returns integer language plpgsql as $$\nbegin\n  {}\n  return 1;\n  {}\nend\n$$;"
BASE = f"""
create table orders (id bigint primary key, total numeric(10,2));
create view big as select id from orders where total > 100;
alter table orders enable row level security;
create policy own on orders for select using (id > 0);
{BODY.format("perform 1;", "-- the end")}
"""
LOCAL = (
    BASE.replace("perform 1", "perform 2")
    .replace("the end", "local end")
    .replace("10,2", "12,2")
    .replace("id > 0", "id > 1")
)
REMOTE = (
    BASE.replace("perform 1", "perform 3")
    .replace("the end", "remote end")
    .replace("10,2", "10,4")
    .replace("id > 0", "id > 2")
)
TOTALS, TOTAL = function_id("totals"), column_id("total")
POLICY = policy_id("own")


def real_app(folder: Path, shadow: ShadowSettings) -> SupatuiApp:
    """An app over three schemas that a shadow server builds."""
    settings = Settings(cache_folder=shadow.cache_folder, state_folder=folder / "state", shadow_major=17)
    for name, text in (("base", BASE), ("local", LOCAL), ("remote", REMOTE)):
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    local, remote, base = (f"sql:{folder / f'{name}.sql'}" for name in ("local", "remote", "base"))
    return SupatuiApp(
        Sides(local, remote, base, folder, "acme", False, "asked for"), settings=settings, tries_merges=False
    )


async def open_text(pilot: Pilot[int], object_id: ObjectId) -> EditScreen:
    """The text area on an object, by its key."""
    await settle(pilot)
    app_in(pilot).open_conflicts(object_id)
    await settle(pilot)
    await press(pilot, "e")
    await settle(pilot)
    screen = app_in(pilot).screen
    assert isinstance(screen, EditScreen)
    return screen


async def built(pilot: Pilot[int]) -> None:
    def is_over() -> bool:
        building = app_in(pilot).store.building
        return building is not None and not building.running

    await until(pilot, is_over)
    await settle(pilot)


@pytest.mark.slow  # builds schemas on a shadow server
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_a_written_result_is_built_and_counts(
    size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        screen = await open_text(pilot, POLICY)
        assert "create policy own on public.orders" in screen.area.text
        screen.area.load_text("create policy own on public.orders\n  for select using (id > 7)")
        await press(pilot, "ctrl+o")
        await built(pilot)
        conflict = app_in(pilot).screen
        assert isinstance(conflict, ConflictScreen)
        store = app_in(pilot).store
        assert store.choice_of(POLICY) is Choice.EDITED
        assert "[e]" in text_of(pilot)
        assert "id > 7" in conflict.query_one("#result", LinePane).as_text
        assert "edited policy own on public.orders" in text_of(pilot)
        await press(pilot, "u")
        assert store.choice_of(POLICY) is None


@pytest.mark.slow  # builds schemas on a shadow server
async def test_a_column_is_written_under_a_view_and_the_plans_are_proven(
    shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        screen = await open_text(pilot, TOTAL)
        text = screen.area.text
        assert text == "alter table public.orders add column total numeric(10,2);"
        screen.area.load_text(text.replace("10,2", "14,4"))
        await press(pilot, "f2")
        await built(pilot)
        app = app_in(pilot)
        assert app.store.choice_of(TOTAL) is Choice.EDITED
        await press(pilot, "p")
        await settle(pilot)
        await press(pilot, "v")
        await until(pilot, lambda: Side.REMOTE in app.store.proofs and not app.store.proofs[Side.REMOTE].running)
        proof = app.store.proofs[Side.REMOTE].proof
        assert proof is not None
        assert proof.state is ProofState.PROVEN, proof.failures


@pytest.mark.slow  # builds schemas on a shadow server
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_a_refused_text_says_why_at_its_line_and_keeps_the_former_choice(
    size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=size) as pilot:
        await settle(pilot)
        store = app_in(pilot).store
        assert store.review is not None
        store.review.decide(POLICY, Choice.REMOTE)
        screen = await open_text(pilot, POLICY)
        screen.area.load_text("create policy own\n  on public.orders\n  for select\n  using (id > nothing 7)")
        await press(pilot, "ctrl+o")
        await built(pilot)
        assert app_in(pilot).screen is screen
        assert 'syntax error at or near "7"' in text_of(pilot)
        assert "✗ line 4: " in text_of(pilot)
        assert screen.area.cursor_location[0] == 3
        assert store.choice_of(POLICY) is Choice.REMOTE
        await press(pilot, "escape")
        await settle(pilot)
        assert "the text is kept: e goes on with it" in text_of(pilot)
        again = await open_text(pilot, POLICY)
        assert "id > nothing 7" in again.area.text


@pytest.mark.slow  # builds schemas on a shadow server
async def test_contradicting_bodies_begin_with_markers_that_have_to_go(
    shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        screen = await open_text(pilot, TOTALS)
        lines = screen.area.text.splitlines()
        at = lines.index("<<<<<<< local")
        assert lines[at : at + 7] == [
            "<<<<<<< local",
            "  perform 2;",
            "||||||| base",
            "  perform 1;",
            "=======",
            "  perform 3;",
            ">>>>>>> remote",
        ]
        assert lines.count("<<<<<<< local") == 2
        await press(pilot, "ctrl+o")
        await built(pilot)
        assert "the edited SQL has a conflict marker left" in text_of(pilot)
        assert screen.area.cursor_location[0] == at
        screen.area.load_text(_without_markers(lines, "  perform 23;", "  -- both ends"))
        await press(pilot, "ctrl+o")
        await built(pilot)
        review = app_in(pilot).store.review
        assert review is not None
        result = review.result(TOTALS)
        assert result is not None
        assert "perform 23;" in str(result.attributes["body"])


def _without_markers(lines: list[str], *instead: str) -> str:
    """The text with each contradiction replaced."""
    kept: list[str] = []
    texts, inside = iter(instead), False
    for line in lines:
        inside = inside or line.startswith("<<<<<<<")
        if not inside:
            kept.append(line)
        if line.startswith(">>>>>>>"):
            inside = False
            kept.append(next(texts))
    return "\n".join(kept)


@pytest.mark.slow  # builds schemas on a shadow server
async def test_a_text_that_takes_long_leaves_the_screen_free_and_escape_ends_it(
    shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        screen = await open_text(pilot, POLICY)
        screen.area.load_text("select pg_sleep(600);")
        await press(pilot, "ctrl+o")
        await until(pilot, lambda: "running the edited SQL" in screen.query_one(HeaderBar).as_text)
        began = time.monotonic()
        await press(pilot, "x")
        assert screen.area.text.startswith("x")
        await press(pilot, "escape")
        await settle(pilot)  # the thread ends too
        assert time.monotonic() - began < 20
        assert "stopped" in text_of(pilot)
        assert app_in(pilot).screen is screen
        assert app_in(pilot).store.choice_of(POLICY) is None
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, ConflictScreen)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a program the person's editor; gives where it is."""

    def made(script: str) -> Path:
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("VISUAL", f"'{path}'")
        return path

    monkeypatch.setattr(SupatuiApp, "suspend", lambda self: nullcontext())  # the pilot's terminal cannot be lent
    return made


@pytest.mark.slow  # builds schemas on a shadow server
async def test_the_persons_own_editor_gives_the_text_back(
    shadow_settings: ShadowSettings, tmp_path: Path, editor: Callable[[str], Path]
) -> None:
    editor("sed -i 's/id > 0/id > 9/' \"$1\"")
    async with real_app(tmp_path, shadow_settings).run_test(size=WIDE) as pilot:
        await settle(pilot)
        app_in(pilot).open_conflicts(POLICY)
        await settle(pilot)
        await press(pilot, "ctrl+e")
        await settle(pilot)
        await built(pilot)
        assert isinstance(app_in(pilot).screen, ConflictScreen)
        review = app_in(pilot).store.review
        assert review is not None
        result = review.result(POLICY)
        assert result is not None
        assert result.attributes["using"] == "(id > 9)"


@pytest.mark.parametrize(
    ("script", "said"),
    [("exit 3", "the editor ended with 3"), ("true", "the editor left the text as it was"), (None, "no editor is set")],
)
async def test_an_editor_that_gives_nothing_is_said(
    script: str | None,
    said: str,
    tmp_path: Path,
    editor: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if script is None:
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.delenv("EDITOR", raising=False)
    else:
        editor(script)
    async with app_of(tmp_path).run_test(size=NARROW) as pilot:
        screen = await open_text(pilot, function_id("refresh_totals"))
        before = screen.area.text
        await press(pilot, "ctrl+e")
        await settle(pilot)
        assert said in text_of(pilot)
        assert screen.area.text == before


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_shown_harmless_and_edited_as_it_is(size: tuple[int, int], tmp_path: Path) -> None:
    body = "select '[red]\x1b[31m\u202e[/x]', {}"
    base, local, remote = (catalog([schema(), function(body.format(n))], str(n)) for n in range(3))
    async with app_of(tmp_path, (base, local, remote)).run_test(size=size) as pilot:
        screen = await open_text(pilot, function_id("refresh_totals"))
        assert "[red]·[31m·[/x]" in text_of(pilot)
        assert "\x1b[31m\u202e" in screen.area.text
        assert "\u202e" not in text_of(pilot)


async def test_leaving_an_untouched_text_says_nothing_and_changes_nothing(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        screen = await open_text(pilot, function_id("refresh_totals"))
        assert isinstance(screen.query_one(SqlArea), SqlArea)
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(app_in(pilot).screen, ConflictScreen)
        assert app_in(pilot).store.unfinished == {}
        review = app_in(pilot).store.review
        assert review is not None
        assert review.revision == 0
