"""Extensions of our own for servers that lack the real ones: control files and scripts in plain SQL.

`create extension vector` then works, the catalog reads an extension of that name, and what belongs to it is a member
of it, so that none of it ever shows as a difference. A server's own extension always wins over ours.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StandIn:
    """One extension that we can put in the place of an absent one."""

    name: str
    version: str
    """The version that the catalog shows when a statement names none."""
    also_known_as: tuple[str, ...] = ()
    """Other versions that existing migrations name: they get the same objects."""

    @property
    def script(self) -> str:
        """The SQL that makes its objects, from `extensions/<name>.sql`."""
        made = (files("supatui.shadow") / "extensions" / f"{self.name}.sql").read_text(encoding="utf-8")
        return made + self.marks

    @property
    def marks(self) -> str:
        """What makes a statement of ALTER EXTENSION ... SET SCHEMA possible, where the real one takes it.

        The control file cannot say so: no script of a relocatable extension has its schema's name filled in.
        """
        if self.name not in RELOCATABLE:
            return ""
        return f"update pg_catalog.pg_extension set extrelocatable = true where extname = '{self.name}';\n"

    @property
    def control(self) -> str:
        """The text of its control file."""
        return (
            f"comment = 'stand-in for {self.name}: its names and types without its code'\n"
            f"default_version = '{self.version}'\nrelocatable = false\nsuperuser = true\n"
        )


STAND_INS = (
    StandIn("http", "1.6", ("1.3", "1.4", "1.5", "1.7")),
    StandIn("hypopg", "1.4.1", ("1.3.1", "1.4.0")),
    StandIn("index_advisor", "0.2.0", ("0.1.0", "0.1.1")),
    StandIn("pg_cron", "1.6.4", ("1.3", "1.4", "1.4-1", "1.5", "1.6")),
    StandIn("pg_graphql", "1.5.11", ("1.0.0", "1.1.0", "1.2.0", "1.2.3", "1.4.0", "1.4.4", "1.5.4", "1.5.7", "1.5.9")),
    StandIn("pg_hashids", "1.3", ("1.2.1",)),
    StandIn("pg_jsonschema", "0.3.3", ("0.1.0", "0.1.1", "0.1.3", "0.1.4", "0.2.0", "0.3.0", "0.3.1")),
    StandIn("pg_net", "0.14.0", ("0.6", "0.7", "0.7.1", "0.7.3", "0.8.0", "0.10.0", "0.11.0", "0.13.0", "0.19.5")),
    StandIn("pg_repack", "1.5.2", ("1.4.8", "1.5.0")),
    StandIn("pg_stat_statements", "1.10", ("1.9", "1.11")),
    StandIn("pg_tle", "1.4.0", ("1.0.1", "1.0.3", "1.1.1", "1.2.0", "1.3.2")),
    StandIn("pgaudit", "17.0", ("1.6.1", "1.7", "16.0", "18.0")),
    StandIn("pgcrypto", "1.4", ("1.2", "1.3")),
    StandIn("pgjwt", "0.2.0", ("0.1.1",)),
    StandIn("pgmq", "1.5.1", ("1.4.4", "1.4.5", "1.5.0")),
    StandIn("pgsodium", "3.1.9", ("2.0.0", "3.0.4", "3.1.0", "3.1.5", "3.1.6", "3.1.7", "3.1.8")),
    StandIn("pgtap", "1.3.3", ("1.2.0", "1.3.1")),
    StandIn("plpgsql_check", "2.7", ("2.2", "2.3", "2.8")),
    StandIn("plv8", "3.2.4", ("2.3.15", "3.0.0", "3.1.0", "3.1.4", "3.1.5", "3.1.10", "3.2.2", "3.2.3")),
    StandIn("supabase_vault", "0.3.1", ("0.2.8", "0.2.9", "0.3.0")),
    StandIn("uuid-ossp", "1.1", ("1.0",)),
    StandIn(
        "vector", "0.8.0", ("0.4.0", "0.4.4", "0.5.0", "0.5.1", "0.6.0", "0.6.2", "0.7.0", "0.7.3", "0.7.4", "0.8.1")
    ),
    StandIn("wrappers", "0.5.4", ("0.1.5", "0.1.18", "0.2.0", "0.3.0", "0.3.1", "0.4.1", "0.4.4", "0.5.0", "0.5.3")),
)
"""All of them; which ones are used depends on the server."""


RELOCATABLE = frozenset(
    """hypopg index_advisor pg_hashids pg_stat_statements pgaudit pgcrypto pgjwt pgtap uuid-ossp vector""".split()
)
"""Those that may be moved to another schema. Source: `relocatable` in the real ones' control files."""


def lacking(own: Iterable[str]) -> tuple[StandIn, ...]:
    """The stand-ins for what a server with the extensions `own` does not have."""
    present = frozenset(own)
    return tuple(item for item in STAND_INS if item.name not in present)


def stand_in(name: str) -> StandIn:
    """The stand-in of this name; KeyError when there is none."""
    return {item.name: item for item in STAND_INS}[name]


def write_extensions(folder: Path, stand_ins: Iterable[StandIn]) -> None:
    """Write the files of `stand_ins` into `folder`, readable for every account."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    for item in stand_ins:
        _write(folder / f"{item.name}.control", item.control)
        _write(folder / f"{item.name}--{item.version}.sql", item.script)
        same = f"-- the same objects\n{item.marks}"
        for other in item.also_known_as:
            _write(folder / f"{item.name}--{item.version}--{other}.sql", same)
            _write(folder / f"{item.name}--{other}--{item.version}.sql", same)


@cache
def stand_ins_fingerprint() -> str:
    """Changes with any stand-in, so that nothing made with other ones is used again."""
    digest = hashlib.sha256()
    for item in STAND_INS:
        digest.update("\0".join((item.control, item.script, *item.also_known_as)).encode())
    return digest.hexdigest()[:16]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
