"""The sample shop as three databases: a base, and two copies of it that moved on."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.live import connected
from supatui.sources.migrations import run_migration
from supatui.sources.pool import shadow_server
from supatui.sources.replay import Replay, SqlFile
from supatui.sources.stop import Stop

DEMO_NAME = "acme"
SERVICE_FILE_VARIABLE = "PGSERVICEFILE"


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
def as_services(addresses: DemoAddresses) -> Iterator[DemoAddresses]:
    """The same databases under service names, which are the same each time though the server's socket is not.

    Choices are kept for the addresses that they were made on: so they are there again when the demo is.
    The file with the names lies in the private folder of the server, and goes with it however this process ends.
    """
    from psycopg.conninfo import conninfo_to_dict  # slow to import, and not needed before somebody connects

    names = DemoAddresses(*(f"{DEMO_NAME}_{name}" for name in DemoAddresses._fields))
    file = Path(str(conninfo_to_dict(addresses.base)["host"])) / "services.conf"
    file.write_text("".join(_service(*each) for each in zip(names, addresses, strict=True)), encoding="utf-8")
    before = os.environ.get(SERVICE_FILE_VARIABLE)
    os.environ[SERVICE_FILE_VARIABLE] = str(file)
    try:
        yield DemoAddresses(*(f"service={name}" for name in names))
    finally:
        if before is None:
            del os.environ[SERVICE_FILE_VARIABLE]
        else:
            os.environ[SERVICE_FILE_VARIABLE] = before
        file.unlink(missing_ok=True)


def _service(name: str, address: str) -> str:
    from psycopg.conninfo import conninfo_to_dict  # slow to import, and not needed before somebody connects

    return "".join([f"[{name}]\n", *(f"{key}={value}\n" for key, value in conninfo_to_dict(address).items())])


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
