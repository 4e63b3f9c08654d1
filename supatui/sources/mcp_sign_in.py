"""Signing in to an MCP server by browser (OAuth 2.1, authorization code with PKCE), where nobody gave a token.

The SDK does the protocol. Here is what it asks its user for: a place for tokens, which is the system's keyring and
else this process's memory, never a file; a browser; and a listener on this machine that the browser comes back to.
"""

import asyncio
import json
import os
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from supatui.project.secrets import TOKEN_VARIABLE, keep_in_keyring, read_from_keyring

if TYPE_CHECKING:
    import httpx2
    from mcp.client.auth import OAuthClientProvider
    from mcp.client.auth.oauth2 import OAuthContext
    from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthToken

SIGN_IN_SECONDS = 300.0
"""Longest wait for a person in the browser."""
KEYRING_SERVICE = "supatui MCP"
LOOPBACK = "127.0.0.1"
"""A name such as localhost may lead elsewhere. Source: RFC 8252, 8.3."""
PATH = "/callback"
_LONGEST_REQUEST_BYTES = 16_384
_ANSWER = (
    "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n"
    "connection: close\r\n\r\n{text}"
)
_memory: dict[str, str] = {}
"""By account: what the keyring would hold, so that a process signs in once where there is none."""

Show = Callable[[str], None]
"""Shows a person the address to sign in at."""


class SignInError(Exception):
    """Why there was no sign-in, in words of ours: what was sent and received stays out of them."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@dataclass(slots=True)
class KeptLogin:
    """The tokens of one server, and what they were made with; the SDK's TokenStorage."""

    account: str
    context: "OAuthContext | None" = field(default=None, repr=False)

    async def get_tokens(self) -> "OAuthToken | None":
        from mcp.shared.auth import OAuthToken

        kept = self.read().get("tokens")
        return OAuthToken.model_validate(kept) if kept else None

    async def set_tokens(self, tokens: "OAuthToken") -> None:
        expires = None if tokens.expires_in is None else time.time() + tokens.expires_in
        metadata = self.context.oauth_metadata if self.context is not None else None
        server = {"metadata": metadata.model_dump(mode="json", exclude_none=True)} if metadata is not None else {}
        self._write(tokens=tokens.model_dump(mode="json", exclude_none=True), expires=expires, **server)

    async def get_client_info(self) -> "OAuthClientInformationFull | None":
        from mcp.shared.auth import OAuthClientInformationFull

        kept = self.read().get("client")
        return OAuthClientInformationFull.model_validate(kept) if kept else None

    async def set_client_info(self, client_info: "OAuthClientInformationFull") -> None:
        self._write(client=client_info.model_dump(mode="json", exclude_none=True))

    def read(self) -> dict[str, object]:
        """`tokens`, `expires` (seconds since the epoch), `metadata` of the server, `client`: what there is of them."""
        try:
            found = json.loads(read_from_keyring(KEYRING_SERVICE, self.account, os.environ) or self._remembered)
        except ValueError:  # somebody else's, or cut off
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be shown nowhere."""
        tokens, client = self.read().get("tokens"), self.read().get("client")
        found = [one.get(key) for one in (tokens, client) if isinstance(one, dict) for key in _SECRET]
        return tuple(one for one in found if isinstance(one, str) and one)

    @property
    def _remembered(self) -> str:
        return _memory.get(self.account, "{}")

    def _write(self, **parts: object) -> None:
        text = json.dumps({**self.read(), **parts})
        if not keep_in_keyring(KEYRING_SERVICE, self.account, text, os.environ):
            _memory[self.account] = text


_SECRET = ("access_token", "refresh_token", "client_secret")


def account_of(url: str) -> str:
    """The name of a server's login: its URL with the project that is asked for, which consent may be bound to."""
    parts = urlsplit(url)
    ref = parse_qs(parts.query).get("project_ref", [""])[0]
    return f"{parts.scheme}://{parts.netloc}{parts.path}" + (f"?project_ref={ref}" if ref else "")


@dataclass(slots=True)
class _Waiting:
    """One sign-in on its way: who shows the address, and what comes back."""

    port: int
    show: Show | None
    label: str
    failed: Callable[[SignInError], None]
    _state: str = field(default="", repr=False)
    _answer: "asyncio.Future[dict[str, str]] | None" = field(default=None, repr=False)
    _server: asyncio.Server | None = field(default=None, repr=False)

    async def open_browser(self, url: str) -> None:
        """Listen first, then send the person there. Raises: SignInError."""
        if self.show is None:
            raise self._refused(_NOBODY, _hint_to_sign_in(self.label))
        self._state = parse_qs(urlsplit(url).query).get("state", [""])[0]
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._server = await asyncio.start_server(self._answer_browser, LOOPBACK, self.port)
        except OSError:
            hint = f"end what listens on port {self.port} of this machine, then read again"
            raise self._refused("the browser would have no way back", hint) from None
        self.show(url)
        # A browser in the terminal would wait until it is left.
        threading.Thread(target=_open, args=(url,), daemon=True).start()

    async def come_back(self) -> "AuthorizationCodeResult":
        """What the browser brings back. Raises: SignInError."""
        from mcp.shared.auth import AuthorizationCodeResult

        assert self._answer is not None
        assert self._server is not None
        try:
            answer = await asyncio.wait_for(self._answer, SIGN_IN_SECONDS)
        except TimeoutError:
            what = f"nobody signed in within {SIGN_IN_SECONDS:.0f} s"
            raise self._refused(what, "read again, and finish in the browser") from None
        finally:
            self._server.close()
        if answer.get("state", "") != self._state:
            what = "what came back from the browser is not the answer to this sign-in"
            raise self._refused(what, "read again, and use the address of that sign-in alone")
        if "error" in answer or not answer.get("code"):
            why = "denied" if answer.get("error") == "access_denied" else "refused"
            raise self._refused(f"the sign-in was {why}", f"sign in again and allow it, or set {TOKEN_VARIABLE}")
        return AuthorizationCodeResult(code=answer["code"], state=answer["state"], iss=answer.get("iss"))

    def _refused(self, what: str, hint: str) -> SignInError:
        error = SignInError(what, hint)
        self.failed(error)  # the SDK's transport may tell of something else
        return error

    async def _answer_browser(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = (await asyncio.wait_for(reader.readline(), 10))[:_LONGEST_REQUEST_BYTES].decode("latin-1")
            target = urlsplit(line.split(" ")[1]) if line.startswith("GET ") else urlsplit("")
            is_ours = target.path == PATH
            text = "You can close this page and go back to supatui.\n" if is_ours else "There is nothing here.\n"
            status = "200 OK" if is_ours else "404 Not Found"
            writer.write(_ANSWER.format(status=status, length=len(text), text=text).encode())
            await writer.drain()
            if is_ours and self._answer is not None and not self._answer.done():
                self._answer.set_result({name: values[0] for name, values in parse_qs(target.query).items()})
        except (OSError, ValueError, IndexError, TimeoutError):
            return  # a visitor who said nothing of use
        finally:
            writer.close()


_NOBODY = "the MCP server wants somebody to sign in by browser, and nobody is at a terminal here"


def _hint_to_sign_in(label: str) -> str:
    return f"run supatui doctor with this address at a terminal once, or set {TOKEN_VARIABLE}"


def _open(url: str) -> None:
    import webbrowser  # slow to import

    webbrowser.open(url)


def provider(
    url: str, label: str, show: Show | None, failed: Callable[[SignInError], None]
) -> "tuple[OAuthClientProvider, KeptLogin] | None":
    """What signs requests in, and where its tokens are; None where there are none and nobody could sign in.

    `show` is None where nobody is there; `failed` gets the reason for which a sign-in failed.
    """
    from mcp.client.auth import OAuthClientProvider, OAuthFlowError, OAuthRegistrationError
    from mcp.shared.auth import OAuthClientMetadata, OAuthMetadata

    kept = KeptLogin(account_of(url))
    known = kept.read()
    if show is None and not known.get("tokens"):
        return None
    waiting = _Waiting(_port_of(known) or _free_port(), show, label, failed)
    metadata = OAuthClientMetadata.model_validate(
        {
            "client_name": "supatui",
            "redirect_uris": [f"http://{LOOPBACK}:{waiting.port}{PATH}"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
        }
    )

    class Provider(OAuthClientProvider):
        async def async_auth_flow(self, request: "httpx2.Request") -> "AsyncGenerator[httpx2.Request, httpx2.Response]":
            """The SDK's own; what fails in it is noted, since its transport tells of the refused request alone."""
            flow = super().async_auth_flow(request)
            try:
                one = await anext(flow)
                while True:
                    one = await flow.asend((yield one))
            except StopAsyncIteration:
                return
            except OAuthRegistrationError:
                raise  # a server that only refused a request without a token has nowhere to register
            except OAuthFlowError as error:
                # What follows is what the server said, with whatever it repeats.
                what = f"the sign-in failed: {str(error).partition(':')[0]}"
                failed(SignInError(what, f"sign in again, or set {TOKEN_VARIABLE}"))
                raise
            finally:
                await flow.aclose()

    made = Provider(url, metadata, kept, waiting.open_browser, waiting.come_back)
    kept.context = made.context
    # The SDK reads tokens alone: without these it would neither see that one has expired nor know where to renew it.
    expires, server = known.get("expires"), known.get("metadata")
    made.context.token_expiry_time = expires if isinstance(expires, float) else None
    made.context.oauth_metadata = OAuthMetadata.model_validate(server) if server else None
    return made, kept


def _port_of(known: dict[str, object]) -> int | None:
    """The port that the server knows the way back by."""
    client = known.get("client")
    uris = client.get("redirect_uris") if isinstance(client, dict) else None
    return urlsplit(str(uris[0])).port if uris else None


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port: int = free.getsockname()[1]
        return port
