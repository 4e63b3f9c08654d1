"""Signing in to an MCP server by browser: a real authorization server, and a browser that is a program."""

import logging
import socket
import sys
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from supatui.errors import CancelledError, ConnectError
from supatui.project.secrets import NO_KEYRING_VARIABLE
from supatui.settings import Settings, SignIn
from supatui.sources import mcp_sign_in, parse_address
from supatui.sources.mcp import session
from supatui.sources.mcp_server import server_of
from supatui.sources.mcp_session import open_session
from supatui.sources.stop import Stop
from tests.sources.mcp_fixtures import MemoryKeyring
from tests.sources.oauth_server import SignIns


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def signing_in(settings: Settings, shown: list[str], browser: Path) -> Settings:
    """Settings of somebody at a terminal, whose browser is a program that follows what it is told."""

    def show(sign_in: SignIn) -> None:
        shown.append(sign_in.url)
        sign_in.open_browser()

    return settings._replace(show_sign_in=show)


def read(people: SignIns, settings: Settings) -> str:
    """What the server's tool answers in a session of its own."""
    with session(parse_address(f"mcp:{people.url}/mcp"), settings) as opened:
        return opened.call("execute_sql", {"query": "select 1"})


def failure(people: SignIns, settings: Settings) -> ConnectError:
    with pytest.raises(ConnectError) as caught:
        read(people, settings)
    assert not [secret for secret in people.issued if secret in str(caught.value)]
    return caught.value


def test_a_first_sign_in_is_shown_opens_the_browser_and_is_kept_for_the_next(
    people: SignIns, signing_in: Settings, shown: list[str], ring: MemoryKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert "untrusted-data" in read(people, signing_in)
    (url,) = shown
    assert url.startswith(f"{people.url}/authorize?")
    assert list(ring.kept) == [(mcp_sign_in.KEYRING_SERVICE, f"{people.url}/mcp")]
    assert "untrusted-data" in read(people, signing_in)
    assert (people.asked, len(people.clients)) == (1, 1)
    assert len(people.issued) == 3
    told = "".join(shown) + "".join(sys.argv) + repr(signing_in)
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("supatui"))
    assert not [secret for secret in people.issued if secret in told + ours]


def test_a_kept_sign_in_needs_no_terminal_and_is_renewed_when_it_has_expired(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring
) -> None:
    people.lifetime_seconds = 1
    read(people, signing_in)
    time.sleep(1.5)  # nothing but time lets it expire
    people.lifetime_seconds = 3600
    assert "untrusted-data" in read(people, signing_in._replace(show_sign_in=None))
    assert (people.asked, people.renewed) == (1, 1)


def test_without_a_keyring_one_sign_in_lasts_for_the_process_and_no_file_holds_it(
    people: SignIns, signing_in: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NO_KEYRING_VARIABLE, "1")
    read(people, signing_in)
    read(people, signing_in)
    assert people.asked == 1
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in files] == ["browser"]


def test_where_nobody_is_at_a_terminal_it_says_what_to_do_and_does_not_wait(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring
) -> None:
    error = failure(people, signing_in._replace(show_sign_in=None))
    assert error.what == "the MCP server wants an access token"
    assert "supatui doctor" in error.hint
    assert people.clients == {}
    # with a login that can no longer be renewed it ends as soon
    people.lifetime_seconds = 1
    read(people, signing_in)
    people.refresh.clear()
    time.sleep(1.5)  # as above
    error = failure(people, signing_in._replace(show_sign_in=None))
    assert "nobody is at a terminal" in error.what
    assert people.asked == 1


def test_a_sign_in_that_is_denied_is_told(people: SignIns, signing_in: Settings, ring: MemoryKeyring) -> None:
    people.says = "no"
    assert failure(people, signing_in).what == "the sign-in was denied"
    people.says = "yes"
    assert "untrusted-data" in read(people, signing_in)


def test_the_answer_to_another_sign_in_is_not_taken(people: SignIns, signing_in: Settings, ring: MemoryKeyring) -> None:
    people.says = "other state"
    assert "not the answer to this sign-in" in failure(people, signing_in).what
    assert people.access == {}


def test_a_code_that_the_server_does_not_take_is_told(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring
) -> None:
    people.says = "forgotten"
    assert failure(people, signing_in).what == "the sign-in failed: Token exchange failed (400)"


def test_nobody_is_waited_for_longer_than_the_limit(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "/bin/true")
    monkeypatch.setattr(mcp_sign_in, "SIGN_IN_SECONDS", 1.0)
    assert failure(people, signing_in).what == "nobody signed in within 1 s"


def test_another_visitor_of_the_port_does_not_end_the_sign_in(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "/bin/true")

    def visit(sign_in: SignIn) -> None:
        url = sign_in.url
        back = url.partition("redirect_uri=http%3A%2F%2F127.0.0.1%3A")[2].partition("%2F")[0]

        def go() -> None:
            with pytest.raises(OSError, match="404"):
                urlopen(f"http://127.0.0.1:{back}/favicon.ico", timeout=20)
            urlopen(url, timeout=20).read()

        threading.Thread(target=go, daemon=True).start()

    assert "untrusted-data" in read(people, signing_in._replace(show_sign_in=visit))


def test_sessions_at_the_same_time_sign_in_once(people: SignIns, signing_in: Settings, ring: MemoryKeyring) -> None:
    people.lifetime_seconds = 2
    assert together(people, signing_in) == ["ok"] * 3
    assert (people.asked, len(ring.kept)) == (1, 1)
    time.sleep(2.5)  # nothing but time lets it expire
    people.lifetime_seconds = 3600
    assert together(people, signing_in) == ["ok"] * 3
    assert (people.asked, people.renewed) == (1, 1)


def test_a_sign_in_that_is_given_up_is_over_for_all_that_waited_for_it(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring
) -> None:
    offers: list[SignIn] = []
    over = threading.Event()

    def give_up(sign_in: SignIn) -> None:
        offers.append(sign_in)
        sign_in.when_over(over.set)
        threading.Timer(1, sign_in.give_up).start()  # the others have come by then

    found = together(people, signing_in._replace(show_sign_in=give_up))
    assert found == ["the sign-in was given up"] * 3
    assert (len(offers), over.is_set(), people.asked) == (1, True, 0)
    offers[0].give_up()
    told: list[str] = []
    offers[0].when_over(lambda: told.append("over"))
    assert told == ["over"]
    assert "untrusted-data" in read(people, signing_in)


def test_a_session_that_is_ended_leaves_its_turn_to_the_next(
    people: SignIns, signing_in: Settings, ring: MemoryKeyring
) -> None:
    stop, came = Stop("here"), threading.Event()
    server = server_of(parse_address(f"mcp:{people.url}/mcp"))

    def wait() -> None:
        with pytest.raises(CancelledError), open_session(server, silent, stop):
            pass

    silent = signing_in._replace(show_sign_in=lambda _: came.set())
    first = threading.Thread(target=wait)
    first.start()
    assert came.wait(20)
    threading.Timer(0.5, stop.ask).start()
    assert "untrusted-data" in read(people, signing_in)
    first.join(20)
    assert people.asked == 1


def test_a_server_that_says_nothing_is_not_waited_for_as_a_person_is(
    signing_in: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        started = time.monotonic()
        address = parse_address(f"mcp:http://127.0.0.1:{listening.getsockname()[1]}/mcp")
        with (
            pytest.raises(ConnectError, match="not ready in time"),
            session(address, signing_in._replace(connect_timeout_seconds=1)),
        ):
            pass
        assert time.monotonic() - started < mcp_sign_in.SIGN_IN_SECONDS / 10


def together(people: SignIns, settings: Settings) -> list[str]:
    """What three sessions that begin at once find: `ok`, or what went wrong."""
    found: list[str] = []

    def one() -> None:
        try:
            found.append("ok" if "untrusted-data" in read(people, settings) else "nothing")
        except ConnectError as error:
            found.append(error.what)

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
