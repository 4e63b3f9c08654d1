"""A project folder, a database that the Supabase CLI reaches, and the CLI itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings
from tests.supabase_cli import SupabaseCli, Wire, find_cli

MISSING = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> SupabaseCli:
    program, missing = find_cli()
    if program is None:
        pytest.skip(f"NOT HELD AGAINST THE SUPABASE CLI: {missing}")
    return SupabaseCli(program, tmp_path_factory.mktemp("home"))


@pytest.fixture
def database(server17: ShadowServer) -> Iterator[ShadowDatabase]:
    """On 17, which is what the platform runs: 18 takes more in a pipeline."""
    with server17.create_database() as made:
        yield made


@pytest.fixture
def wire(database: ShadowDatabase) -> Iterator[Wire]:
    made = Wire(database)
    yield made
    made.close()


@pytest.fixture
def project(tmp_path: Path, shadow_settings: ShadowSettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with no migrations, where the command line starts."""
    for name in list(os.environ):
        if name.startswith(("SUPATUI_", "SUPABASE_", "PG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SUPATUI_CACHE_FOLDER", str(shadow_settings.cache_folder))
    monkeypatch.setenv("SUPATUI_STATE_FOLDER", str(tmp_path / "state"))
    monkeypatch.setenv("SUPATUI_SUPABASE", "false")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "shop"\n[db]\nmajor_version = 17\nport = 1\n')
    return tmp_path
