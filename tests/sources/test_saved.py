"""Snapshots and nothing at all."""

from pathlib import Path

import pytest

from supatui.catalog.snapshot import to_json
from supatui.errors import SnapshotError
from supatui.settings import Settings
from supatui.sources import open_source


def test_a_snapshot_reads_back_what_was_read(settings: Settings, tmp_path: Path) -> None:
    schema = tmp_path / "schema.sql"
    schema.write_text("create table t (id int primary key, name text default 'x'); comment on table t is 'é';")
    catalog = open_source(f"sql:{schema}", settings=settings).read()
    file = tmp_path / "a.json"
    file.write_text(to_json(catalog), encoding="utf-8")
    source = open_source(f"snapshot:{file}", settings=settings)
    again = source.read()
    assert (again.fingerprint, again.label) == (catalog.fingerprint, source.label)
    assert to_json(again) == to_json(catalog)


def test_a_snapshot_that_is_not_there_or_broken_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot read the snapshot"):
        open_source(f"snapshot:{tmp_path}/none.json", settings=settings).read()
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(SnapshotError):
        open_source(f"snapshot:{tmp_path}/bad.json", settings=settings).read()


def test_empty_has_no_objects(settings: Settings) -> None:
    catalog = open_source("empty:", settings=settings).read()
    assert (len(catalog.objects), catalog.label) == (0, "empty")
