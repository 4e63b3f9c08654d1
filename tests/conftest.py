"""Real servers for every test: one of each major for each test process, one database for each test."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings, open_shadow

SYSTEM_MAJOR = 15
"""What Debian 12 brings; tests on it are left out where it is not installed."""


@pytest.fixture(scope="session")
def shadow_settings() -> ShadowSettings:
    """Settings with a cache of the tests' own, kept between runs so that they start fast."""
    return ShadowSettings(cache_folder=Path(tempfile.gettempdir()) / f"supatui-tests-{os.geteuid()}")


@pytest.fixture(scope="session")
def server(shadow_settings: ShadowSettings) -> Iterator[ShadowServer]:
    """PostgreSQL 18, from the wheel."""
    with open_shadow(shadow_settings, major=18) as server:
        yield server


@pytest.fixture(scope="session")
def server17(shadow_settings: ShadowSettings) -> Iterator[ShadowServer]:
    """PostgreSQL 17, from the wheel."""
    with open_shadow(shadow_settings, major=17) as server:
        yield server


@pytest.fixture(scope="session")
def server15(shadow_settings: ShadowSettings) -> Iterator[ShadowServer]:
    """PostgreSQL 15, from the system; only for tests that are left out without it."""
    with open_shadow(shadow_settings, major=SYSTEM_MAJOR) as server:
        yield server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `any_server` on each major that this machine has."""
    if "any_server" in metafunc.fixturenames:
        has_15 = Path(f"/usr/lib/postgresql/{SYSTEM_MAJOR}/bin/postgres").exists()
        names = ["server", "server17", *(["server15"] if has_15 else [])]
        metafunc.parametrize("any_server", names, indirect=True, ids=["18", "17", "15"][: len(names)])


@pytest.fixture
def any_server(request: pytest.FixtureRequest) -> ShadowServer:
    """Each server in turn."""
    name: str = request.param
    found = request.getfixturevalue(name)
    assert isinstance(found, ShadowServer)
    return found


@pytest.fixture
def database(server: ShadowServer) -> Iterator[ShadowDatabase]:
    """A fresh empty database on 18."""
    with server.create_database() as database:
        yield database
