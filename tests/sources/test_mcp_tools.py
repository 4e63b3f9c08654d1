"""What the MCP server knows besides the schema, and what the checkup says about it."""

from dataclasses import replace

import pytest

from supatui.errors import ConnectError, ConnectionLostError
from supatui.settings import Settings
from supatui.sources import parse_address
from supatui.sources.checkup import Level, check_up
from supatui.sources.mcp import session
from supatui.sources.mcp_tools import BRANCHING, Advice, Branch, Subject, read_advice, read_branches
from tests.sources.every_kind import READER
from tests.sources.management_api import REF, ManagementApi

pytestmark = pytest.mark.slow  # starts the MCP server

LINT = {
    "name": "rls_disabled_in_public",
    "title": "RLS Disabled in Public",
    "level": "ERROR",
    "facing": "EXTERNAL",
    "categories": ["SECURITY"],
    "description": "Detects tables without row level security.",
    "detail": "Table `public.a` is public",
    "remediation": "https://supabase.com/docs",
    "metadata": {"name": "a", "type": "table", "schema": "public"},
    "cache_key": "rls_disabled_in_public_public_a",
}


def advice(address: str, settings: Settings, subject: Subject) -> list[Advice]:
    with session(parse_address(address), settings) as opened:
        return read_advice(opened, subject)


def branches(address: str, settings: Settings) -> list[Branch]:
    with session(parse_address(address), settings, features=BRANCHING) as opened:
        return read_branches(opened)


def test_advice_comes_one_by_one_however_the_server_groups_it(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    other = {**LINT, "detail": "Table `public.b` is public", "metadata": {**LINT["metadata"], "name": "b"}}  # type: ignore[dict-item]
    api.known["advisors/security"] = {"lints": [LINT, other]}
    found = advice(mcp_address, settings, Subject.SECURITY)
    first, second = found
    assert first == Advice(
        rule="rls_disabled_in_public",
        level="ERROR",
        title="RLS Disabled in Public",
        detail="Table `public.a` is public",
        remediation="https://supabase.com/docs",
        metadata={"name": "a", "type": "table", "schema": "public"},
    )
    assert second == replace(first, detail=other["detail"], metadata=other["metadata"])  # type: ignore[arg-type]
    api.known["advisors/performance"] = {"lints": []}
    assert advice(mcp_address, settings, Subject.PERFORMANCE) == []


def test_branches_are_listed(mcp_address: str, api: ManagementApi, settings: Settings) -> None:
    api.known["branches"] = [{"id": "b1", "name": "preview", "project_ref": "p" * 20, "status": "FUNCTIONS_DEPLOYED"}]
    assert branches(mcp_address, settings) == [Branch("preview", "p" * 20, "FUNCTIONS_DEPLOYED")]
    with pytest.raises(ConnectError, match="no tool list_branches"):
        branches(f"{mcp_address} --features=database", settings)


def test_what_is_no_list_of_branches_is_refused(mcp_address: str, api: ManagementApi, settings: Settings) -> None:
    api.known["branches"] = {"message": "no"}
    with pytest.raises(ConnectionLostError):
        branches(mcp_address, settings)


def test_the_checkup_tells_of_server_tools_rights_and_time(
    mcp_address: str, api: ManagementApi, settings: Settings
) -> None:
    api.known["branches"] = [{"id": "b1", "name": "preview", "project_ref": "p" * 20, "status": "FUNCTIONS_DEPLOYED"}]
    api.known["advisors/security"] = {"lints": [LINT]}
    api.known["advisors/performance"] = {"lints": []}
    found = {finding.subject: finding for finding in check_up(settings, mcp_address).findings}
    assert found["mcp"].level is Level.OK
    assert found["mcp"].detail.startswith(f"{REF} through MCP answers, PostgreSQL 18.")
    assert " ms" in found["mcp"].detail
    assert found["mcp server"].detail.startswith("supabase 0.13.0, read-only; tools: execute_sql, get_advisors")
    assert found["mcp role"].detail == f"{READER} reads every schema and cannot write"
    assert found["branches"].detail == f"preview ({'p' * 20})"
    assert (found["advisors"].level, found["advisors"].detail) == (Level.NOTE, "1 ERROR")
    assert found["advisors"].hint is not None
    assert found["advisors"].hint.startswith("RLS Disabled in Public: Table `public.a` is public; see https://")
    del api.known["branches"]
    api.known["advisors/security"] = {"lints": "no list"}
    found = {finding.subject: finding for finding in check_up(settings, mcp_address).findings}
    assert "no advice" in found["advisors"].detail
    assert found["mcp"].level is Level.OK


def test_the_checkup_says_once_what_is_wrong(mcp_address: str, api: ManagementApi, settings: Settings) -> None:
    api.refusals = [(401, "no")] * 20
    found = [finding for finding in check_up(settings, mcp_address).findings if finding.level is Level.PROBLEM]
    (problem,) = (finding for finding in found if finding.subject != "extension")
    assert problem.detail.startswith("the access token was refused")
