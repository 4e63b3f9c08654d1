"""Signing in to an MCP server by browser (OAuth 2.1, authorization code with PKCE), where nobody gave a token.

The SDK does the protocol. Here is what it asks its user for: a place for tokens, which is the system's keyring and
else this process's memory, never a file; a browser; and a listener on this machine that the browser comes back to.
Sessions that want the same login at the same time ask for one sign-in together.
"""

import asyncio
import json
import os
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from supatui.project.secrets import TOKEN_VARIABLE, keep_in_keyring, read_from_keyring
from supatui.settings import SignIn
from supatui.sources.mcp_turn import Turn

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

Show = Callable[[SignIn], None]
"""Offers a person to sign in."""


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
    _client: dict[str, object] = field(default_factory=dict, repr=False)
    """What the server registered us as. It is kept with the tokens that it got: another session may hold others."""

    async def get_tokens(self) -> "OAuthToken | None":
        from mcp.shared.auth import OAuthToken

        kept = self.read().get("tokens")
        return OAuthToken.model_validate(kept) if kept else None

    async def set_tokens(self, tokens: "OAuthToken") -> None:
        expires = None if tokens.expires_in is None else time.time() + tokens.expires_in
        metadata = self.context.oauth_metadata if self.context is not None else None
        server = {"metadata": metadata.model_dump(mode="json", exclude_none=True)} if metadata is not None else {}
        client = {"client": self._client} if self._client else {}
        self._write(tokens=tokens.model_dump(mode="json", exclude_none=True), expires=expires, **server, **client)

    async def get_client_info(self) -> "OAuthClientInformationFull | None":
        from mcp.shared.auth import OAuthClientInformationFull

        kept = self.read().get("client")
        return OAuthClientInformationFull.model_validate(kept) if kept else None

    async def set_client_info(self, client_info: "OAuthClientInformationFull") -> None:
        self._client = client_info.model_dump(mode="json", exclude_none=True)

    def load(self, context: "OAuthContext") -> None:
        """What the SDK does not read by itself: without it, it would neither see that a token has expired nor know
        where to renew it.
        """
        from mcp.shared.auth import OAuthClientInformationFull, OAuthMetadata, OAuthToken

        known = self.read()
        tokens, client, server, expires = (known.get(key) for key in ("tokens", "client", "metadata", "expires"))
        context.current_tokens = OAuthToken.model_validate(tokens) if tokens else None
        context.client_info = OAuthClientInformationFull.model_validate(client) if client else None
        context.oauth_metadata = OAuthMetadata.model_validate(server) if server else None
        context.token_expiry_time = expires if isinstance(expires, float) else None
        self._client, self.context = {}, context

    def read(self) -> dict[str, object]:
        """`tokens`, `expires` (seconds since the epoch), `metadata` of the server, `client`: what there is of them."""
        try:
            found = json.loads(read_from_keyring(KEYRING_SERVICE, self.account, os.environ) or self._remembered)
        except ValueError:  # somebody else's, or cut off
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def access_token(self) -> str | None:
        tokens = self.read().get("tokens")
        token = tokens.get("access_token") if isinstance(tokens, dict) else None
        return token if isinstance(token, str) else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be shown nowhere."""
        known = self.read()
        parts = (known.get("tokens"), known.get("client"), self._client)
        found = [one.get(key) for one in parts if isinstance(one, dict) for key in _SECRET]
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


class _SignedInMeanwhile(Exception):
    """Another session got a login while this one wanted one."""


@dataclass(slots=True)
class _Offer:
    """A sign-in as a person meets it; a `SignIn`."""

    label: str
    url: str = field(repr=False)
    _end: Callable[[], None] = field(repr=False)
    _is_over: bool = False
    _told: list[Callable[[], None]] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def open_browser(self) -> None:
        # A browser in the terminal would wait until it is left.
        threading.Thread(target=_open, args=(self.url,), daemon=True).start()

    def give_up(self) -> None:
        self._end()

    def when_over(self, tell: Callable[[], None]) -> None:
        with self._lock:
            if not self._is_over:
                self._told.append(tell)
                return
        tell()

    def over(self) -> None:
        with self._lock:
            self._is_over, told = True, self._told
        for tell in told:
            tell()


@dataclass(slots=True)
class _Waiting:
    """One session that may have to wait for a person: who is asked, whose turn it is, and what comes back."""

    kept: KeptLogin
    port: int
    show: Show | None
    label: str
    failed: Callable[[SignInError], None]
    _turn: Turn = field(init=False)
    _useless: set[str | None] = field(default_factory=lambda: {None}, repr=False)
    """Tokens that the server took no more, or that have expired."""
    _failure: SignInError | None = None
    _state: str = field(default="", repr=False)
    _answer: "asyncio.Future[dict[str, str]] | None" = field(default=None, repr=False)
    _server: asyncio.Server | None = field(default=None, repr=False)
    _offer: _Offer | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._turn = Turn(f"sign in: {self.kept.account}")

    def rule_out(self, token: str | None) -> None:
        """A token is no reason any more not to ask a person."""
        self._useless.add(token)

    def begin(self) -> None:
        """A request is answered, perhaps with a refusal; the session sends no other one before the end."""
        self._failure = None

    def end(self) -> None:
        """It is settled, or nobody signed in for it."""
        self._turn.leave(self._failure)

    async def send_there(self, url: str) -> None:
        """Listen first, then offer the person to go there. Raises: SignInError, _SignedInMeanwhile."""
        before = await self._turn.take()
        if self.kept.access_token not in self._useless:
            raise _SignedInMeanwhile
        if isinstance(before, SignInError):
            self._turn.leave()
            raise self.refused(before.what, before.hint)
        if self.show is None:
            raise self.refused(_NOBODY, _hint_to_sign_in(self.label))
        self._state = parse_qs(urlsplit(url).query).get("state", [""])[0]
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        try:
            self._server = await asyncio.start_server(self._answer_browser, LOOPBACK, self.port)
        except OSError:
            hint = f"end what listens on port {self.port} of this machine, then read again"
            raise self.refused("the browser would have no way back", hint) from None

        def give_up() -> None:
            with suppress(RuntimeError):  # the session has ended
                loop.call_soon_threadsafe(self._take_answer, _GIVEN_UP)

        self._offer = _Offer(self.label, url, give_up)
        self.show(self._offer)

    async def come_back(self) -> "AuthorizationCodeResult":
        """What the browser brings back. Raises: SignInError."""
        from mcp.shared.auth import AuthorizationCodeResult

        assert self._answer is not None
        assert self._server is not None
        try:
            answer = await asyncio.wait_for(self._answer, SIGN_IN_SECONDS)
        except TimeoutError:
            what = f"nobody signed in within {SIGN_IN_SECONDS:.0f} s"
            raise self.refused(what, "read again, and finish in the browser") from None
        finally:
            self._server.close()
            if self._offer is not None:
                self._offer.over()
        if answer is _GIVEN_UP:
            raise self.refused("the sign-in was given up", "read again to sign in")
        if answer.get("state", "") != self._state:
            what = "what came back from the browser is not the answer to this sign-in"
            raise self.refused(what, "read again, and use the address of that sign-in alone")
        if "error" in answer or not answer.get("code"):
            why = "denied" if answer.get("error") == "access_denied" else "refused"
            raise self.refused(f"the sign-in was {why}", f"sign in again and allow it, or set {TOKEN_VARIABLE}")
        return AuthorizationCodeResult(code=answer["code"], state=answer["state"], iss=answer.get("iss"))

    def refused(self, what: str, hint: str) -> SignInError:
        """Why there was no sign-in; noted for whoever waits for the turn as well."""
        error = self._failure = SignInError(what, hint)
        self.failed(error)  # the SDK's transport may tell of something else
        return error

    def _take_answer(self, answer: dict[str, str]) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    async def _answer_browser(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = (await asyncio.wait_for(reader.readline(), 10))[:_LONGEST_REQUEST_BYTES].decode("latin-1")
            target = urlsplit(line.split(" ")[1]) if line.startswith("GET ") else urlsplit("")
            is_ours = target.path == PATH
            text = "You can close this page and go back to supatui.\n" if is_ours else "There is nothing here.\n"
            status = "200 OK" if is_ours else "404 Not Found"
            writer.write(_ANSWER.format(status=status, length=len(text), text=text).encode())
            await writer.drain()
            if is_ours:
                self._take_answer({name: values[0] for name, values in parse_qs(target.query).items()})
        except (OSError, ValueError, IndexError, TimeoutError):
            return  # a visitor who said nothing of use
        finally:
            writer.close()


_GIVEN_UP: dict[str, str] = {}
"""Stands for the answer of a browser where the person wants no more."""
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
    from mcp.shared.auth import OAuthClientMetadata

    kept = KeptLogin(account_of(url))
    known = kept.read()
    if show is None and not known.get("tokens"):
        return None
    waiting = _Waiting(kept, _port_of(known) or _free_port(), show, label, failed)
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
            renewal = Turn(f"renew: {kept.account}")
            while True:
                if not self.context.is_token_valid() and self.context.can_refresh_token():
                    # A server may take a token that is renewed twice for a stolen one.
                    await renewal.take()
                    kept.load(self.context)
                    if not self.context.is_token_valid():
                        waiting.rule_out(kept.access_token)
                flow, is_answered = super().async_auth_flow(request), False
                try:
                    one = await anext(flow)
                    while True:
                        response = yield one
                        if one is request:
                            is_answered = True
                            waiting.begin()
                            if response.status_code == 401:
                                waiting.rule_out(request.headers.get("Authorization", "").removeprefix("Bearer "))
                        one = await flow.asend(response)
                        renewal.leave()
                except StopAsyncIteration:
                    return
                except _SignedInMeanwhile:
                    kept.load(self.context)
                except OAuthRegistrationError:
                    raise  # a server that only refused a request without a token has nowhere to register
                except OAuthFlowError as error:
                    # What follows is what the server said, with whatever it repeats.
                    what = f"the sign-in failed: {str(error).partition(':')[0]}"
                    waiting.refused(what, f"sign in again, or set {TOKEN_VARIABLE}")
                    raise
                finally:
                    renewal.leave()
                    if is_answered:
                        waiting.end()
                    await flow.aclose()  # the last: a session that is being ended waits for nothing any more

    made = Provider(url, metadata, kept, waiting.send_there, waiting.come_back)
    kept.load(made.context)
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
