"""Preview branches by name, looked up through the real MCP server."""

import os
import shlex
from pathlib import Path

import pytest

from supatui.errors import AddressError
from supatui.project.finding import find_project
from supatui.settings import Settings
from supatui.sources import branches, parse_address
from supatui.sources.mcp_server import Program, server_of
from supatui.sources.pairing import find_remote
from tests.sources.management_api import REF, TOKEN, ManagementApi

BRANCH_REF = "bcdefghijklmnopqrstu"
NPX = """#!/bin/sh
shift 2
exec node {program} --api-url {url} "$@"
"""
"""Starts the installed server instead of fetching it, against the stand-in for the platform."""


@pytest.fixture
def settings_here(
    settings: Settings,
    mcp_program: Path,
    api: ManagementApi,
    token: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """Those of a linked project with a preview branch, on a machine whose npx is at hand."""
    monkeypatch.setenv("SUPABASE_NO_KEYRING", "1")
    monkeypatch.setattr(branches, "_listed", {})
    programs = tmp_path / "programs"
    programs.mkdir()
    npx = programs / "npx"
    npx.write_text(NPX.format(program=shlex.quote(str(mcp_program)), url=api.url))
    npx.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    (tmp_path / "supabase" / ".temp").mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text(f'[remotes.staging]\nproject_id = "{"s" * 20}"\n')
    (tmp_path / "supabase" / ".temp" / "project-ref").write_text(REF)
    api.known["branches"] = [{"id": "b1", "name": "feature/login", "project_ref": BRANCH_REF, "status": "ACTIVE"}]
    monkeypatch.chdir(tmp_path)
    return settings


@pytest.mark.slow  # starts the MCP server
def test_a_branch_is_found_by_its_name_and_asks_for_its_password(
    settings_here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = settings_here._replace(remote="feature/login")
    found = find_remote(named, find_project())
    assert (found.address, found.lacks_password) == (None, True)
    assert f"branch feature/login: project {BRANCH_REF}, but no password" in found.what
    assert "--remote mcp:@feature/login" in found.what
    monkeypatch.setenv("SUPABASE_DB_PASSWORD", "s3cret")
    found = find_remote(named, find_project())
    assert found.address is not None
    assert f"@db.{BRANCH_REF}.supabase.co:5432/" in found.address
    assert "s3cret" not in found.what + repr(found)


@pytest.mark.slow  # starts the MCP server
def test_a_branch_is_read_through_mcp_by_its_own_ref(settings_here: Settings) -> None:
    for name, ref in (("feature/login", BRANCH_REF), ("staging", "s" * 20)):
        found = find_remote(settings_here._replace(remote=f"mcp:@{name}"), find_project())
        assert found.address == f"mcp:@{ref}"
        server = server_of(parse_address(found.address))
        assert isinstance(server, Program)
        assert f"--project-ref={ref}" in server.argv
        assert TOKEN not in " ".join(server.argv) + found.what


@pytest.mark.slow  # starts the MCP server
def test_a_name_that_is_no_branch_is_told_with_those_that_are(settings_here: Settings, api: ManagementApi) -> None:
    with pytest.raises(AddressError, match="no remote of this name") as caught:
        find_remote(settings_here._replace(remote="feature/logn"), find_project())
    assert caught.value.hint.startswith("known are feature/login, staging; for a path say migrations:DIR")
    branches._listed.clear()
    api.refusals = [(403, "no rights")]
    with pytest.raises(AddressError) as caught:
        find_remote(settings_here._replace(remote="mcp:@other"), find_project())
    assert "its preview branches cannot be listed" in caught.value.hint


def test_without_a_token_nothing_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUPABASE_ACCESS_TOKEN", "SUPABASE_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SUPABASE_NO_KEYRING", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "supabase" / ".temp").mkdir(parents=True)
    (tmp_path / "supabase" / "config.toml").write_text("")
    (tmp_path / "supabase" / ".temp" / "project-ref").write_text(REF)
    with pytest.raises(AddressError) as caught:
        find_remote(Settings(remote="preview"), find_project(tmp_path))
    assert "SUPABASE_ACCESS_TOKEN" in caught.value.hint
