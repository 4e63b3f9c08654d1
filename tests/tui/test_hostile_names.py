"""Names and texts that a database may hold: shown as they are, harmless, on every screen."""

from pathlib import Path

import pytest

from supatui.catalog.model import Catalog
from supatui.tui.bars import HeaderBar
from supatui.tui.conflict import ConflictScreen
from supatui.tui.lines import LinePane
from supatui.tui.text import cut, show, show_lines, wrap_code
from tests.tui.builders import (
    SIZES,
    app_of,
    catalog,
    column,
    policy,
    policy_id,
    schema,
    table,
)
from tests.tui.waiting import app_in, press, settle, text_of

RED, DROP, LINES, WIDE_NAME = "[red]", '"; drop table x; --', "a\nb\x1b[31m\u202ec", "表" * 40


def hostile() -> tuple[Catalog, Catalog, Catalog]:
    long_policy = "\n".join(f"(x = {number})" for number in range(300))
    common = [schema(), schema("[/x]"), table(RED), table("orders"), column("id", "bigint", RED)]
    names = (DROP, LINES, WIDE_NAME, "[bold]", "[/]")
    base = [*common, policy("(a)", name="own rows")]
    local = [*common, *(column(name, "text", RED) for name in names), policy(long_policy)]
    remote = [*common, table("[link=file:///etc/passwd]"), policy(f"({LINES})")]
    return catalog(base, "[blink]base"), catalog(local, "[red]local"), catalog(remote, "remote[/red]")


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_shown_as_text_on_the_main_screen(size: tuple[int, int], tmp_path: Path) -> None:
    async with app_of(tmp_path, hostile()).run_test(size=size) as pilot:
        await settle(pilot)
        for key in ("g", *["right", "down"] * 8):
            await press(pilot, key)
        await settle(pilot)
        text = text_of(pilot)
        assert '"[red]"' in text
        assert '"[bold]"' in text
        assert '"""; drop table x; --"' in text.replace("…", "") or '"""; drop' in text
        assert "\\x1b" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_labels_and_long_policies_are_shown_on_every_screen(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with app_of(tmp_path, hostile(), project=tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        assert "[red]local" in pilot.app.screen.query_one(HeaderBar).as_text
        await press(pilot, "c")
        await settle(pilot)
        screen = app_in(pilot).screen
        assert isinstance(screen, ConflictScreen)
        assert screen.object_id == policy_id()
        await press(pilot, "l")
        await settle(pilot)
        assert "(x = 299)" in screen.query_one("#result", LinePane).as_text or "more" in text_of(pilot)
        await press(pilot, "p")
        await settle(pilot)
        await press(pilot, "j", "j", "w")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert list((tmp_path / "supabase" / "migrations").glob("*.sql"))


async def test_every_row_is_as_wide_as_its_pane_whatever_the_names(tmp_path: Path) -> None:
    from rich.cells import cell_len

    async with app_of(tmp_path, hostile()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for _ in range(6):
            await press(pilot, "right", "down")
        for strip in pilot.app.screen._compositor.render_strips():
            assert cell_len("".join(segment.text for segment in strip)) == 80


def test_controls_and_directions_become_escapes() -> None:
    assert show(LINES) == "a\\nb\\x1b[31m\\u202ec"
    assert show("plain ä 表") == "plain ä 表"
    assert show_lines("a\tb\r\nc\x00") == ["a    b", "c\\x00"]


def test_cutting_counts_cells_and_wrapping_loses_nothing() -> None:
    assert cut("表表表", 5) == "表表…"
    text = "alter table " + "x" * 50 + " add column y text"
    assert "".join(wrap_code(text, 20)).replace(" ", "") == text.replace(" ", "")
    assert all(len(row) <= 20 for row in wrap_code(text, 20))
