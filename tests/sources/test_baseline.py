"""The baseline: the base of a merge that a project keeps, and the reasons to refuse one."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from supatui.project.finding import find_project
from supatui.project.project import Project
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase
from supatui.sources import open_source
from supatui.sources.baseline import baseline_path, baseline_text
from supatui.sources.history_sides import shared_migration
from supatui.sources.pairing import find_base
from tests.builders import catalog, table

Write = Callable[[str, str], Path]
ORDERS = catalog(table("orders"))
REF, OTHER_REF = "abcdefghijklmnopqrst", "zyxwvutsrqponmlkjihg"


@pytest.fixture
def project(tmp_path: Path, write: Write) -> Project:
    write("supabase/config.toml", 'project_id = "acme"')
    for name in ("1_a", "2_b", "4_d"):
        write(f"supabase/migrations/{name}.sql", "")
    return _project(tmp_path)


def _project(folder: Path, **environ: str) -> Project:
    found = find_project(folder, environ=environ)
    assert found is not None
    return found


@pytest.fixture
def remote(database: ShadowDatabase) -> str:
    """A database whose history has the versions 1, 2 and 3."""
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("create schema supabase_migrations")
        connection.execute("create table supabase_migrations.schema_migrations (version text primary key)")
        connection.execute("insert into supabase_migrations.schema_migrations values ('1'), ('2'), ('3')")
    return database.url


def _save(project: Project, migration: str | None, owner: Project | None = None) -> Path:
    path = baseline_path(project)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(baseline_text(ORDERS, owner or project, migration), encoding="utf-8")
    return path


@pytest.mark.parametrize("migration", ["2", "3"])
def test_a_baseline_as_new_as_the_common_past_is_the_base(project: Project, remote: str, migration: str) -> None:
    path = _save(project, migration)
    assert find_base(Settings(), project, remote) == (
        f"snapshot:{path}",
        f"the saved baseline with migrations up to {migration}",
    )
    assert open_source(f"snapshot:{path}", settings=Settings()).read().fingerprint == ORDERS.fingerprint


def test_what_is_named_goes_before_a_baseline(project: Project, remote: str) -> None:
    _save(project, "2")
    assert find_base(Settings(base="empty:"), project, remote) == (
        "empty:",
        "as named by --base, the environment or supatui.toml",
    )


def test_a_baseline_serves_where_the_remote_has_no_history(project: Project) -> None:
    assert find_base(Settings(), project, "empty:")[0] is None
    path = _save(project, None)
    assert find_base(Settings(), project, "empty:") == (f"snapshot:{path}", "the saved baseline")


@pytest.mark.parametrize("migration", ["1", None])
def test_a_baseline_older_than_the_common_past_is_refused(project: Project, remote: str, migration: str | None) -> None:
    _save(project, migration)
    address, reason = find_base(Settings(), project, remote)
    assert address == f"migrations:{project.migrations}@2"
    assert "2 migrations up to 2 on both; the baseline is refused: it is older than what both sides share" in reason


def test_a_baseline_of_another_project_is_refused(tmp_path: Path, write: Write, project: Project, remote: str) -> None:
    write("other/supabase/config.toml", 'project_id = "shop"')
    other = _project(tmp_path / "other")
    _save(project, "2", other)
    assert "it belongs to another project: shop, not acme" in find_base(Settings(), project, remote)[1]
    linked, stranger = (_project(tmp_path, SUPABASE_PROJECT_ID=ref) for ref in (REF, OTHER_REF))
    _save(linked, "2", stranger)
    assert f"another project: {OTHER_REF}, not {REF}" in find_base(Settings(), linked, remote)[1]
    _save(linked, "2")
    assert find_base(Settings(), linked, remote)[0] is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"migration": "1"', '"migration": "2"'),
        ("permanent", "unlogged"),
        ('"dependencies": []', '"dependencies":  []'),
    ],
)
def test_a_baseline_that_was_edited_is_refused(project: Project, remote: str, old: str, new: str) -> None:
    path = _save(project, "1")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    address, reason = find_base(Settings(), project, remote)
    assert address == f"migrations:{project.migrations}@2"
    assert "the baseline is refused: it was edited by hand" in reason
    for file in project.migrations.iterdir():
        file.unlink()
    project.migrations.rmdir()
    address, reason = find_base(Settings(), project, remote)
    assert address is None
    assert reason.startswith("the baseline is refused: it was edited by hand")


def test_other_line_ends_are_no_edit_and_anything_else_no_baseline(project: Project, remote: str) -> None:
    path = _save(project, "2")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert find_base(Settings(), project, remote)[0] == f"snapshot:{path}"
    path.write_text("{}", encoding="utf-8")
    assert "it cannot be read, or is no baseline" in find_base(Settings(), project, remote)[1]


def test_the_same_schema_gives_the_same_bytes(project: Project) -> None:
    assert baseline_text(ORDERS, project, "2") == baseline_text(catalog(table("orders"), label="else"), project, "2")


def test_the_shared_migration_is_the_newest_of_both(project: Project, remote: str) -> None:
    assert shared_migration(Settings(), project, remote) == "2"
    assert shared_migration(Settings(), project, f"migrations:{project.migrations}") == "4"
    assert shared_migration(Settings(), project, f"migrations:{project.migrations}@2") == "2"
    assert shared_migration(Settings(), project, "empty:") is None
