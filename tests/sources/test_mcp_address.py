"""`mcp:` addresses and the servers that they mean."""

import shlex
from pathlib import Path

import pytest

from supatui.errors import AddressError, ConnectError, SupatuiError
from supatui.project.secrets import TOKEN_VARIABLE
from supatui.settings import Settings
from supatui.sources import AddressKind, parse_address
from supatui.sources.mcp_server import Endpoint, Program, server_of
from supatui.sources.pairing import is_production

REF = "abcdefghijklmnopqrst"
TOKEN = "sbp_" + "0123" * 10
HOSTED = "mcp:https://mcp.supabase.com/mcp"


def project(folder: Path, ref: str | None = REF) -> Path:
    (folder / "supabase" / ".temp").mkdir(parents=True)
    (folder / "supabase" / "config.toml").write_text("")
    if ref is not None:
        (folder / "supabase" / ".temp" / "project-ref").write_text(ref)
    return folder


def server(address: str, folder: Path, **environ: str) -> Program | Endpoint:
    return server_of(parse_address(address), start=folder, environ={TOKEN_VARIABLE: TOKEN, **environ})


def test_labels_name_the_project_or_the_server() -> None:
    labels = {
        "mcp:": "the linked project through MCP",
        HOSTED: "mcp.supabase.com through MCP",
        f"{HOSTED}?project_ref={REF}": f"{REF} through MCP",
        "mcp:http://localhost:54321/mcp": "localhost:54321 through MCP",
        "mcp:/opt/bin/server --fast": "server through MCP",
        f"mcp:npx -y x --project-ref={REF}": f"{REF} through MCP",
        f"mcp:npx -y x --project-ref {REF}": f"{REF} through MCP",
    }
    for text, label in labels.items():
        address = parse_address(text)
        assert (address.kind, address.label) == (AddressKind.MCP, label)
        assert address.is_database
        assert TOKEN not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        f"mcp:npx -y server --access-token {TOKEN}",
        f"mcp:npx -y server --access-token={TOKEN}",
        f"mcp:npx 'server {TOKEN}",
        f"mcp:https://user:{TOKEN}@mcp.supabase.com/mcp",
        f"mcp:https://[{TOKEN}",
    ],
)
def test_what_cannot_be_understood_is_refused_without_its_secret(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert TOKEN not in str(caught.value)


def test_the_linked_project_is_reached_with_the_release_that_was_tested(tmp_path: Path) -> None:
    found = server("mcp:", project(tmp_path), PGPASSWORD="hidden", SUPATUI_REMOTE_URL="postgresql://a:b@c/d")
    assert isinstance(found, Program)
    expected = (
        f"npx -y @supabase/mcp-server-supabase@0.13.0 --read-only --project-ref={REF} --features=database,debugging"
    )
    assert shlex.join(found.argv) == expected
    assert found.environment == {TOKEN_VARIABLE: TOKEN}
    assert TOKEN not in repr(found)


def test_what_is_missing_for_the_linked_project_is_said(tmp_path: Path) -> None:
    folder = project(tmp_path / "unlinked", ref=None)
    with pytest.raises(AddressError, match="no project is linked"):
        server("mcp:", folder)
    nowhere = {"HOME": str(tmp_path), "SUPABASE_NO_KEYRING": "1"}
    with pytest.raises(ConnectError, match="SUPABASE_ACCESS_TOKEN"):
        server_of(parse_address("mcp:"), start=folder, environ={"SUPABASE_PROJECT_ID": REF, **nowhere})
    with pytest.raises(ConnectError, match="SUPABASE_ACCESS_TOKEN"):
        server_of(parse_address(f"mcp:npx @supabase/mcp-server-supabase --project-ref={REF}"), environ=nowhere)
    (folder / ".env").write_text(f"{TOKEN_VARIABLE}={TOKEN}\n")
    found = server_of(parse_address("mcp:"), start=folder, environ={"SUPABASE_PROJECT_ID": REF})
    assert found.token == TOKEN


def test_the_token_that_a_login_left_is_for_supabases_server_alone(tmp_path: Path) -> None:
    (tmp_path / ".supabase").mkdir()
    (tmp_path / ".supabase" / "access-token").write_text(f"{TOKEN}\n")
    environ = {"HOME": str(tmp_path), "SUPABASE_NO_KEYRING": "1", "SUPABASE_PROJECT_ID": REF}
    tokens = {
        text: server_of(parse_address(text), start=tmp_path, environ=environ).token
        for text in (
            "mcp:",
            HOSTED,
            "mcp:npx -y @supabase/mcp-server-supabase@0.13.0",
            "mcp:https://a.b/mcp",
            "mcp:a b",
        )
    }
    assert list(tokens.values()) == [TOKEN, TOKEN, TOKEN, None, None]


def test_a_command_gets_what_it_lacks_where_it_is_supabases_server(tmp_path: Path) -> None:
    folder = project(tmp_path)

    def argv(command: str) -> str:
        found = server(f"mcp:{command}", folder)
        assert isinstance(found, Program)
        return shlex.join(found.argv)

    flags = f"--read-only --project-ref={REF} --features=database,debugging"
    assert argv("node node_modules/@supabase/mcp-server-supabase/dist/cli.js") == (
        f"node node_modules/@supabase/mcp-server-supabase/dist/cli.js {flags}"
    )
    given = "npx @supabase/mcp-server-supabase --features database --project-ref other"
    assert argv(given) == f"{given} --read-only"
    assert argv("my-server 'with blanks'") == "my-server 'with blanks'"


def test_a_url_gets_the_same_as_parameters_and_the_token_as_a_header(tmp_path: Path) -> None:
    found = server(HOSTED, project(tmp_path))
    assert isinstance(found, Endpoint)
    assert found.url == f"{HOSTED[4:]}?read_only=true&features=database,debugging&project_ref={REF}"
    assert found.token == TOKEN
    assert TOKEN not in repr(found)
    kept = server(f"{HOSTED}?project_ref=other&features=database", tmp_path)
    assert isinstance(kept, Endpoint)
    assert kept.url.count("project_ref") == 1
    assert "project_ref=other" in kept.url


def test_a_token_does_not_travel_in_the_open(tmp_path: Path) -> None:
    with pytest.raises(SupatuiError, match="in the open"):
        server("mcp:http://example.com/mcp", tmp_path)
    assert server("mcp:http://127.0.0.1:3111/mcp", tmp_path).token == TOKEN


def test_what_is_not_on_this_machine_counts_as_production() -> None:
    addresses = {"mcp:": True, HOSTED: True, "mcp:npx server": True, "mcp:http://localhost:54321/mcp": False}
    assert {text: is_production(Settings(), parse_address(text)) for text in addresses} == addresses
