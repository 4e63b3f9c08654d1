"""Pictures of every screen, full, empty, loading and failed, at both sizes, in a light theme and without colours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.builders import NARROW, SIZES, WIDE
from tests.tui.pictures import PICTURES, Picture, after, full

SnapCompare = Callable[..., bool]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_screens_look_as_they_did(
    picture: Picture, size: tuple[int, int], snap_compare: SnapCompare, tmp_path: Path
) -> None:
    assert snap_compare(picture.make(tmp_path), terminal_size=size, run_before=picture.before)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_themes_look_as_they_did(theme: str, snap_compare: SnapCompare, tmp_path: Path) -> None:
    app = full(tmp_path)
    app.theme = theme
    assert snap_compare(app, terminal_size=WIDE, run_before=after("l"))


def test_without_colours_everything_still_reads(
    snap_compare: SnapCompare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(full(tmp_path), terminal_size=NARROW, run_before=after("l"))
