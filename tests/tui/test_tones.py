"""Tones: the same words get the colours of another theme at once, in panes and in bars."""

from pathlib import Path

from rich.style import Style
from textual.pilot import Pilot

from supatui.tui.lines import CURSOR_MARK
from supatui.tui.themes import DARK, LIGHT, TERMINAL
from tests.tui.builders import WIDE, app_of
from tests.tui.waiting import app_in, settle


def drawn(pilot: Pilot[int], text: str) -> Style | None:
    """The style of the first run of cells that begins with the text, as the screen is drawn now."""
    strips = pilot.app.screen._compositor.render_strips()
    found = (segment.style for strip in strips for segment in strip if segment.text.strip().startswith(text))
    return next(found)


async def test_another_theme_colours_what_is_drawn_already(tmp_path: Path) -> None:
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        seen = []
        for theme in (TERMINAL, DARK, LIGHT):
            app_in(pilot).theme = theme.name
            await settle(pilot)
            seen.append([str(drawn(pilot, text).color) for text in ("LOCAL", "?", CURSOR_MARK)])  # type: ignore[union-attr]
        assert all(len(set(colours)) == len(seen) for colours in zip(*seen, strict=True)), seen
