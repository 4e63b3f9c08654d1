"""Three files or none, never over another."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.errors import WriteError
from supatui.plan.model import Plan
from supatui.report.migration_files import Order, new_files, next_version, slug
from supatui.report.writing import NewFile, write_files
from supatui.resolve.review import Review
from tests.builders import catalog, column, table
from tests.report.plans import as_sql, plan, statement

MOMENT = datetime(2026, 11, 22, 14, 20, 3, tzinfo=UTC)
STEM = "20261122142003_orders_merge"
T = table("t")
NOTHING, HERE, THERE = plan(), plan(statement("here")), plan(statement("there"))


def files(
    folder: Path,
    to_local: Plan = HERE,
    to_remote: Plan = NOTHING,
    *,
    side: Side | None = None,
    local_is_history: bool = False,
) -> tuple[NewFile, ...]:
    review = Review(merge(catalog(T), catalog(T, column(T, "c")), catalog(T)))
    order = Order(folder, "Orders: merge!", MOMENT, side, local_is_history)
    return new_files(review, to_local, to_remote, order, as_sql=as_sql)


def tree(folder: Path) -> dict[str, str]:
    """Every file below the folder, hidden ones too, with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_plan_becomes_a_migration_its_rollback_and_the_resolutions(tmp_path: Path) -> None:
    written = write_files(files(tmp_path))
    assert written[0] == tmp_path / "supabase" / "migrations" / f"{STEM}.sql"
    found = tree(tmp_path)
    document = found.pop(f"supabase/supatui/resolutions/{STEM}.md")
    assert found == {
        f"supabase/migrations/{STEM}.sql": "here;\n",
        f"supabase/supatui/rollbacks/{STEM}.sql": "undo here;\n",
    }
    assert document.startswith(f"# `{STEM}`\n")
    assert f"`supabase/migrations/{STEM}.sql`: leads local to the merged schema, 1 statement" in document


def test_the_plan_to_the_remote_stands_beside_and_not_in_the_local_history(tmp_path: Path) -> None:
    write_files(files(tmp_path, HERE, THERE))
    found = tree(tmp_path)
    assert found[f"supabase/migrations/{STEM}.sql"] == "here;\n"
    assert found[f"supabase/supatui/remote/{STEM}.sql"] == "there;\n"
    assert found[f"supabase/supatui/remote/{STEM}.rollback.sql"] == "undo there;\n"
    assert len(found) == 5


def test_with_nothing_to_do_locally_the_migration_is_for_the_remote(tmp_path: Path) -> None:
    write_files(files(tmp_path, NOTHING, THERE))
    assert tree(tmp_path)[f"supabase/migrations/{STEM}.sql"] == "there;\n"


def test_a_history_that_leads_to_the_merged_schema_gains_no_migration(tmp_path: Path) -> None:
    write_files(files(tmp_path, NOTHING, THERE, local_is_history=True))
    assert f"supabase/supatui/remote/{STEM}.sql" in tree(tmp_path)
    assert not (tmp_path / "supabase" / "migrations").exists()


def test_the_person_may_say_whose_plan_the_migration_is(tmp_path: Path) -> None:
    write_files(files(tmp_path, HERE, THERE, side=Side.REMOTE))
    found = tree(tmp_path)
    assert found[f"supabase/migrations/{STEM}.sql"] == "there;\n"
    assert found[f"supabase/supatui/local/{STEM}.sql"] == "here;\n"


def test_with_nothing_to_do_there_are_no_files(tmp_path: Path) -> None:
    assert files(tmp_path, NOTHING, NOTHING) == ()


@pytest.mark.parametrize("taken", range(3))
def test_a_name_that_is_taken_stops_all_and_leaves_nothing(tmp_path: Path, taken: int) -> None:
    wanted = files(tmp_path)
    wanted[taken].path.parent.mkdir(parents=True)
    wanted[taken].path.write_text("mine")
    with pytest.raises(WriteError) as raised:
        write_files(wanted)
    assert raised.value.where == str(wanted[taken].path)
    assert list(tree(tmp_path).values()) == ["mine"]
    folders = {path for path in tmp_path.rglob("*") if path.is_dir()}
    assert folders == set(wanted[taken].path.parents) & folders


def test_a_folder_that_cannot_be_made_stops_all_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "supatui").write_text("in the way")
    with pytest.raises(WriteError):
        write_files(files(tmp_path))
    assert tree(tmp_path) == {"supabase/supatui": "in the way"}
    assert not (tmp_path / "supabase" / "migrations").exists()


def test_files_are_written_where_hard_links_are_not_possible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_files(files(tmp_path))
    assert tree(tmp_path)[f"supabase/migrations/{STEM}.sql"] == "here;\n"
    with pytest.raises(WriteError):
        write_files((*files(tmp_path)[1:], NewFile(tmp_path / "supabase" / "migrations" / f"{STEM}.sql", "x", "")))
    assert tree(tmp_path)[f"supabase/migrations/{STEM}.sql"] == "here;\n"


def test_a_written_file_can_be_read_by_others_as_the_umask_says(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    written = write_files(files(tmp_path))
    assert {path.stat().st_mode for path in written} == {plain.stat().st_mode}


@pytest.mark.parametrize(
    ("newest", "version"),
    [
        ("20261104101500", "20261122142003"),
        ("20261122142003", "20261122142004"),
        ("20991231235959", "21000101000000"),
        ("20269999999999", "20270000000000"),
    ],
)
def test_a_version_is_later_than_every_migration_that_is_there(tmp_path: Path, newest: str, version: str) -> None:
    migrations = tmp_path / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / f"{newest}_x.sql").touch()
    (migrations / "notes.txt").touch()
    assert next_version(tmp_path, MOMENT) == version


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Orders: merge!", "orders_merge"), ("../../etc/passwd", "etc_passwd"), ("Größe ☃", "groe"), ("☃", "merge"),
     ("x" * 99, "x" * 60)],
)  # fmt: skip
def test_a_name_becomes_part_of_a_file_name(name: str, expected: str) -> None:
    assert slug(name) == expected
