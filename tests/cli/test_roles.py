"""`--with roles`: asked for, saved, and said to be unproven."""

from pathlib import Path

import psycopg
import pytest

from supatui.errors import SnapshotError
from supatui.settings import Settings
from supatui.shadow import ShadowSettings, open_shadow
from supatui.sources import open_source
from tests.cli.conftest import Ask


def test_roles_are_read_only_where_they_are_asked_for(
    shadow_settings: ShadowSettings, ask: Ask, tmp_path: Path
) -> None:
    with open_shadow(shadow_settings) as server, server.create_database() as here:
        assert ask("snapshot", here.url, "--with", "roles", "-o", "before.json").code == 0
        with psycopg.connect(here.conninfo, autocommit=True) as connection:
            connection.execute("create role worker login")
        assert ask("plan", "snapshot:before.json", here.url).out == "-- nothing to do\n"
        told = ask("plan", "snapshot:before.json", here.url, "--with", "roles", "--format", "human")
        assert (told.code, "create role worker login;" in told.out) == (0, True), told.err
        assert "not proven: what belongs to the whole server was not run here" in told.err
        assert ask("snapshot", here.url, "--with", "roles", "-o", "with.json").code == 0
        assert ask("snapshot", here.url, "-o", "without.json").code == 0
    with_roles, without = tmp_path / "with.json", tmp_path / "without.json"
    asked = Settings(optional="roles")
    kinds = {one.kind for one in open_source(f"snapshot:{with_roles}", settings=asked).read().objects}
    assert "role" in kinds
    assert "role" not in {one.kind for one in open_source(f"snapshot:{with_roles}", settings=Settings()).read().objects}
    with pytest.raises(SnapshotError, match="saved without roles"):
        open_source(f"snapshot:{without}", settings=asked).read()
