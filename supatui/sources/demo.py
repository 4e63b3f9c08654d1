"""The sample shop as three databases: a base, and two copies of it that moved on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from typing import NamedTuple

from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import connected
from supatui.sources.migrations import run_migration
from supatui.sources.pool import shadow_server
from supatui.sources.replay import Replay, SqlFile
from supatui.sources.stop import Stop


DEMO_NAME = "acme"


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
        base = stack.enter_context(_database(server, template, "base", settings))
        local = stack.enter_context(_database(server, base.name, "local", settings))
        remote = stack.enter_context(_database(server, base.name, "remote", settings))
        yield DemoAddresses(base.url, local.url, remote.url)


@contextmanager
def _database(server: ShadowServer, template: str, name: str, settings: Settings) -> Iterator[ShadowDatabase]:
    """A copy of the template that has run one of our files, under a name that a person understands."""
    with server.create_database(template) as made:
        _run(made.conninfo, name, settings)
        with _renamed(server, made, f"{DEMO_NAME}_{name}") as named:
            yield named


@contextmanager
def _renamed(server: ShadowServer, database: ShadowDatabase, name: str) -> Iterator[ShadowDatabase]:
    """The database under another name, or under its own where somebody has the other on a shared server."""
    from psycopg import errors  # slow to import, and not needed before somebody connects
    from psycopg.sql import SQL, Identifier

    rename = SQL("alter database {} rename to {}").format(Identifier(database.name), Identifier(name))
    try:
        with connected(server.conninfo_of("postgres"), server.description, Settings()) as connection:
            connection.execute(rename)
    except errors.DuplicateDatabase:
        yield database
        return
    with ShadowDatabase(server, name) as named:
        yield named


def _run(conninfo: str, name: str, settings: Settings) -> None:
    """Run one of our files and count its rows, so that estimates are there to show."""
    text = resources.files("supatui.demo").joinpath(f"{name}.sql").read_text(encoding="utf-8")
    stop = Stop(f"demo {name}")
    with connected(conninfo, stop.where, settings) as connection, stop.watching(connection):
        replay = Replay(connection, stop, assumed=frozenset())
        run_migration(replay, SqlFile(f"{name}.sql", text))
        replay.command("analyze")
