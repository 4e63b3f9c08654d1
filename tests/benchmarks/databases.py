"""Databases of benchmarks: a private server, filled."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from supatui.catalog.quoting import Sql, ident, sql
from supatui.shadow import ShadowDatabase, ShadowServer, ShadowSettings, open_shadow
from supatui.shadow.dump import find_pg_dump
from tests.benchmarks.schemas import READER, Schema, statements
from tests.servers import CACHE

MAJOR = 17
STATEMENTS_AT_ONCE = 200
"""Sent as one text, which is one transaction: fewer are slower, many more run out of locks."""


@dataclass(frozen=True, slots=True)
class Host:
    """A server, the process whose children its backends are, and the pg_dump that fits."""

    server: ShadowServer
    postmaster: int
    pg_dump: Path

    def filled(self, schema: Schema) -> ShadowDatabase:
        """A new database with that schema."""
        database = self.server.create_database()
        run(database.conninfo, statements(schema))
        return database

    def copy(self, database: ShadowDatabase) -> ShadowDatabase:
        """Another one with the same in it."""
        return self.server.create_database(database.name)

    def dump(self, database: ShadowDatabase) -> tuple[str, ...]:
        """The command that dumps its schema."""
        return (str(self.pg_dump), "--schema-only", "--dbname", database.url)


@contextmanager
def host(major: int = MAJOR) -> Iterator[Host]:
    """A private server that ends with the block."""
    with open_shadow(ShadowSettings(cache_folder=CACHE), major=major) as server:
        pg_dump = find_pg_dump(server.major)
        assert pg_dump is not None, "no pg_dump here"
        with psycopg.connect(server.conninfo_of("postgres"), autocommit=True) as connection:
            connection.execute(sql("create role {}", ident(READER)).encode())
            row = connection.execute("select pg_catalog.pg_read_file('postmaster.pid')").fetchone()
            assert row is not None
            yield Host(server, int(str(row[0]).split()[0]), pg_dump)


def run(conninfo: str, ddl: Iterable[Sql]) -> None:
    """Run statements, many at a time, and gather statistics as a server that is not new would have."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        waiting = iter(ddl)
        while chunk := list(itertools.islice(waiting, STATEMENTS_AT_ONCE)):
            connection.execute(";\n".join(chunk).encode())
        connection.execute("analyze pg_catalog.pg_class")
