"""Settings and folders for sources."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.pool import POOL


@pytest.fixture(scope="session")
def pooled() -> Iterator[None]:
    """Ends the servers that sources opened."""
    yield
    POOL.close()


@pytest.fixture
def settings(shadow_settings: ShadowSettings, pooled: None) -> Settings:
    """Settings for shadow databases on 18, without the platform's baseline."""
    return Settings(cache_folder=shadow_settings.cache_folder, supabase=False, shadow_major=18)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file below the test's folder and gives its path."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write_file
