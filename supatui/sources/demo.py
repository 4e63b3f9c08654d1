"""The sample shop as three databases: a base, and two copies of it that moved on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from typing import NamedTuple

from supatui.settings import Settings
from supatui.sources.live import connected
from supatui.sources.migrations import run_migration
from supatui.sources.pool import shadow_server
from supatui.sources.replay import Replay, SqlFile
from supatui.sources.stop import Stop


class DemoAddresses(NamedTuple):
    """Where the three answer, in words that every command takes."""

    base: str
    local: str
    remote: str


@contextmanager
def demo_databases(settings: Settings) -> Iterator[DemoAddresses]:
    """Make the three databases, with rows in them; they are dropped at the end.

    Raises: ShadowError.
    """
    server = shadow_server(settings)
    template, _ = server.supabase_template()
    with ExitStack() as stack:
        base = stack.enter_context(server.create_database(template))
        _run(base.conninfo, "base", settings)
        local = stack.enter_context(server.create_database(base.name))
        _run(local.conninfo, "local", settings)
        remote = stack.enter_context(server.create_database(base.name))
        _run(remote.conninfo, "remote", settings)
        yield DemoAddresses(base.url, local.url, remote.url)


def _run(conninfo: str, name: str, settings: Settings) -> None:
    """Run one of our files and count its rows, so that estimates are there to show."""
    text = resources.files("supatui.demo").joinpath(f"{name}.sql").read_text(encoding="utf-8")
    stop = Stop(f"demo {name}")
    with connected(conninfo, stop.where, settings) as connection, stop.watching(connection):
        replay = Replay(connection, stop, assumed=frozenset())
        run_migration(replay, SqlFile(f"{name}.sql", text))
        replay.command("analyze")
