"""An MCP server that signs in by browser: the SDK's own authorization server, with a person who answers as told."""

import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from mcp.server import MCPServer
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    AuthorizationParams,
    OAuthAuthorizationServerProvider,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken

START_SECONDS = 20


@dataclass
class SignIns(OAuthAuthorizationServerProvider[AuthorizationCode, RefreshToken, AccessToken]):
    """Who signed in, and what the person in the browser does."""

    url: str = ""
    says: str = "yes"
    """`yes`, `no`, `other state`: the answer to somebody else's sign-in, or `forgotten`: a code that is none later."""
    lifetime_seconds: int = 3600
    asked: int = 0
    """How often a person was asked."""
    renewed: int = 0
    run: Callable[[str], list[dict[str, object]]] = lambda query: [{"document": "ok"}]
    """The rows of a query."""
    issued: list[str] = field(default_factory=list)
    """Every secret that was given out."""
    clients: dict[str, OAuthClientInformationFull] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    access: dict[str, AccessToken] = field(default_factory=dict)
    refresh: dict[str, RefreshToken] = field(default_factory=dict)

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        return self.clients.get(client_id)

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:
        self.clients[client_info.client_id] = client_info

    async def authorize(self, client: OAuthClientInformationFull, params: AuthorizationParams) -> str:
        self.asked += 1
        back = str(params.redirect_uri)
        if self.says == "no":
            return construct_redirect_uri(back, error="access_denied", state=params.state)
        code = AuthorizationCode(
            code=self._secret(),
            scopes=[],
            expires_at=time.time() + 60,
            client_id=client.client_id,
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=True,
            resource=params.resource,
        )
        if self.says != "forgotten":
            self.codes[code.code] = code
        return construct_redirect_uri(
            back, code=code.code, state="another" if self.says == "other state" else params.state, iss=self.url
        )

    async def load_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: str
    ) -> AuthorizationCode | None:
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        del self.codes[authorization_code.code]
        return self._tokens(client.client_id)

    async def load_refresh_token(self, client: OAuthClientInformationFull, refresh_token: str) -> RefreshToken | None:
        return self.refresh.get(refresh_token)

    async def exchange_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: RefreshToken, scopes: list[str]
    ) -> OAuthToken:
        del self.refresh[refresh_token.token]
        self.renewed += 1
        return self._tokens(client.client_id)

    async def load_access_token(self, token: str) -> AccessToken | None:
        return self.access.get(token)

    async def revoke_token(self, token: AccessToken | RefreshToken) -> None:
        self.access.pop(token.token, None)

    def _tokens(self, client_id: str) -> OAuthToken:
        access, refresh = self._secret(), self._secret()
        expires = int(time.time()) + self.lifetime_seconds
        self.access[access] = AccessToken(token=access, client_id=client_id, scopes=[], expires_at=expires)
        self.refresh[refresh] = RefreshToken(token=refresh, client_id=client_id, scopes=[])
        return OAuthToken(access_token=access, refresh_token=refresh, expires_in=self.lifetime_seconds)

    def _secret(self) -> str:
        self.issued.append(secrets.token_hex(24))
        return self.issued[-1]


@contextmanager
def oauth_server() -> Iterator[SignIns]:
    """The server, answering at `url` + `/mcp` while the context lasts, with one tool."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = SignIns(url=f"http://127.0.0.1:{port}")
    auth = AuthSettings.model_validate(
        {
            "issuer_url": people.url,
            "resource_server_url": f"{people.url}/mcp",
            "client_registration_options": ClientRegistrationOptions(enabled=True),
            "validate_token_resource": False,
        }
    )
    server = MCPServer("signing in", auth_server_provider=people, auth=auth)

    @server.tool(structured_output=False)
    def execute_sql(query: str) -> str:
        """As Supabase's server words an answer."""
        tag = "untrusted-data-00000000-0000-4000-8000-000000000000"
        rows = json.dumps(people.run(query))
        return json.dumps({"result": f"Beware of <{tag}>.\n\n<{tag}>\n{rows}\n</{tag}>\n\nEnd."})

    app = server.streamable_http_app()
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_SECONDS
    while not running.started:
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.02)
    try:
        yield people
    finally:
        running.should_exit = True
        thread.join(START_SECONDS)
