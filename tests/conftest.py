"""Real servers for every test: one of each major for each test process, one database for each test."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings, open_shadow
from tests.servers import CACHE, COMPILER, MAJORS, Programs, find_programs, label_provider

pytest_plugins = ["tests.sources.mcp_fixtures"]

FETCHED_ONLY = (14, 16)
ON_EVERY_MAJOR = (
    "tests.catalog.test_differing",
    "tests.plan.test_access_method",
    "tests.plan.test_changes",
    "tests.plan.test_relocation",
    "tests.plan.test_states_and_privileges",
    "tests.kinds.test_fresh_database",
)
"""Tests whose cases say which major has them; the others run where a dependency or the system brings the server."""

settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")
"""The same examples in every run, however busy the machine; `--hypothesis-profile default` looks for new ones."""

PROGRAMS = pytest.StashKey[dict[int, Programs]]()
"""What `find_programs` said, by major; asked by the main process alone, so that all its workers know the same."""


def pytest_configure(config: pytest.Config) -> None:
    """Find or fetch the programs of every major before anything is collected."""
    told = getattr(config, "workerinput", {}).get("programs")
    if told is None:
        config.stash[PROGRAMS] = {major: find_programs(major) for major in MAJORS}
    else:
        config.stash[PROGRAMS] = {
            int(major): Programs(Path(folder) if folder else None, Path(library) if library else None, missing)
            for major, (folder, library, missing) in told.items()
        }


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of xdist what the main process found; only plain values can go there."""
    config, given = node.config, node.workerinput  # type: ignore[attr-defined]  # xdist has no types
    given["programs"] = {
        str(major): tuple(str(part) if part else None for part in (one.bin_folder, one.library_folder, one.missing))
        for major, one in config.stash[PROGRAMS].items()
    }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which servers nothing was tested on: what is left out must not look like what has passed."""
    missing = {major: one.missing for major, one in config.stash[PROGRAMS].items() if one.missing}
    if missing:
        terminalreporter.section("NOT TESTED ON EVERY POSTGRESQL", red=True, bold=True)
        for major, reason in missing.items():
            terminalreporter.line(f"PostgreSQL {major}: not one test ran on it: {reason}", red=True, bold=True)
    if COMPILER is None:
        terminalreporter.section("NO SECURITY LABEL WAS TAKEN BY A PROVIDER", red=True, bold=True)
        terminalreporter.line("there is no C compiler (cc) that could make one", red=True, bold=True)


@pytest.fixture(scope="session")
def shadow_settings() -> ShadowSettings:
    """Settings with a cache of the tests' own, kept between runs so that they start fast."""
    return ShadowSettings(cache_folder=CACHE)


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config, shadow_settings: ShadowSettings) -> Iterator[Callable[[int], ShadowServer]]:
    """Gives the server of a major, started when it is first asked for."""
    opened: dict[int, ShadowServer] = {}
    with ExitStack() as stack:

        def server_of(major: int) -> ShadowServer:
            if major not in opened:
                opened[major] = stack.enter_context(_started(pytestconfig.stash[PROGRAMS][major], major))
            return opened[major]

        def _started(programs: Programs, major: int) -> ShadowServer:
            settings = ShadowSettings(bin_folder=programs.bin_folder, cache_folder=shadow_settings.cache_folder)
            with pytest.MonkeyPatch.context() as patch:
                if programs.library_folder:  # for the server alone: its libpq is no other program's
                    patch.setenv("LD_LIBRARY_PATH", str(programs.library_folder), prepend=os.pathsep)
                server = open_shadow(settings, major=major)
            assert server.major == major, programs.missing or server.description
            return server

        yield server_of


@pytest.fixture(scope="session")
def server(servers: Callable[[int], ShadowServer]) -> ShadowServer:
    """PostgreSQL 18, from the wheel."""
    return servers(18)


@pytest.fixture(scope="session")
def server17(servers: Callable[[int], ShadowServer]) -> ShadowServer:
    """PostgreSQL 17, from the wheel."""
    return servers(17)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `any_server` on each major that can be had; the summary names the others."""
    if "any_server" in metafunc.fixturenames:
        found = metafunc.config.stash[PROGRAMS].items()
        everywhere = metafunc.module.__name__ in ON_EVERY_MAJOR
        majors = [major for major, one in found if one.missing is None and (everywhere or major not in FETCHED_ONLY)]
        metafunc.parametrize("any_server", majors, indirect=True, ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a server's version does not have yet, or no more: a case says so in `since` and `until`."""
    left_out = [one for one in items if _is_of_another_major(getattr(one, "callspec", None)) or _lacks_compiler(one)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _lacks_compiler(item: pytest.Item) -> bool:
    return COMPILER is None and "label_provider_loaded" in getattr(item, "fixturenames", ())


def _is_of_another_major(callspec: object) -> bool:
    parameters: dict[str, object] = getattr(callspec, "params", {})
    major = parameters.get("any_server")
    since = max((getattr(one, "since", 0) for one in parameters.values()), default=0)
    until = min((getattr(one, "until", MAJORS[0]) for one in parameters.values()), default=MAJORS[0])
    return isinstance(major, int) and not since <= major <= until


@pytest.fixture
def any_server(request: pytest.FixtureRequest, servers: Callable[[int], ShadowServer]) -> ShadowServer:
    """Each server in turn."""
    major: int = request.param
    return servers(major)


@pytest.fixture
def label_provider_loaded(any_server: ShadowServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets every session on the server load the label providers `guard` and `Other guard`."""
    monkeypatch.setenv("PGOPTIONS", f"-c session_preload_libraries={label_provider(any_server.major)}")


@pytest.fixture
def database(server: ShadowServer) -> Iterator[ShadowDatabase]:
    """A fresh empty database on 18."""
    with server.create_database() as database:
        yield database
