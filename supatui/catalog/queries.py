"""The texts of catalog queries, filled with what a server says about itself.

A line that ends in `-- since N` or `-- before N` is for those server versions only. `{schemas}` are the oids of a
user's schemas, `{excluded}` and `{managed}` names of others, `{among(c.oid)}` says which relations are asked for, and
`{part(argument)}` stands for the text of `part.sql`.
"""

import re
from collections.abc import Collection, Iterable
from importlib import resources
from typing import NamedTuple

from supatui.catalog.platform import (
    HISTORY_SCHEMAS,
    MANAGED_EVENT_TRIGGERS,
    MANAGED_EXTENSIONS,
    MANAGED_PATTERN,
    MANAGED_PUBLICATIONS,
    MANAGED_SCHEMAS,
    SYSTEM_SCHEMAS,
)
from supatui.catalog.quoting import Sql, joined, literal, sql, verbatim
from supatui.catalog.runner import Runner


def own_query(name: str) -> str:
    """The text of `catalog/<name>.sql`."""
    return resources.files("supatui.catalog").joinpath(f"{name}.sql").read_text(encoding="utf-8")


class Probe(NamedTuple):
    """What `probe.sql` says, which all other queries are filled with."""

    version: int
    is_supabase: bool
    role: str
    schemas: dict[str, int]
    """Schemas by name, with their oids; those of the server left out."""
    classes: dict[str, int]
    """The server's own tables by name, with their oids."""
    relations: int
    """How many tables, views and the like were made since the server began."""
    empty: frozenset[str]
    """Catalogs that hold nothing of a user: what is read from them alone need not be asked for."""

    @property
    def managed(self) -> tuple[str, ...]:
        if not self.is_supabase:
            return ()
        return MANAGED_SCHEMAS + tuple(name for name in self.schemas if re.match(MANAGED_PATTERN, name))

    @property
    def excluded(self) -> tuple[str, ...]:
        return SYSTEM_SCHEMAS + HISTORY_SCHEMAS + self.managed

    @property
    def own_schemas(self) -> list[int]:
        """Oids of the schemas that a user made or may fill."""
        return [oid for name, oid in self.schemas.items() if name not in self.excluded]


def probe(runner: Runner) -> Probe:
    """Ask the server. Raises: CatalogPermissionError, ConnectionLostError, CancelledError."""
    (rows,) = list(runner.run([verbatim(own_query("probe"))]))
    version, is_supabase, role, schemas, schema_oids, classes, class_oids, relations, empty = next(iter(rows.rows))
    assert isinstance(version, int)
    assert isinstance(schemas, list)
    assert isinstance(schema_oids, list)
    assert isinstance(classes, list)
    assert isinstance(class_oids, list)
    assert isinstance(relations, int)
    assert isinstance(empty, list)
    return Probe(
        version,
        bool(is_supabase),
        str(role),
        dict(zip(schemas, schema_oids, strict=True)),
        dict(zip(classes, class_oids, strict=True)),
        relations,
        frozenset(empty),
    )


def prepared(text: str, server: Probe, among: "Among | None" = None) -> Sql:
    """The query with its placeholders filled and its version marks resolved; with `among`, of those relations alone."""
    query = text
    text = AMONG.sub(lambda part: among.condition(part[1], query) if among is not None else "true", text)
    text = for_version(_with_parts(text), server.version // 10000)
    extensions = MANAGED_EXTENSIONS if server.is_supabase else ("plpgsql",)
    for name, values in (
        ("{schemas}", oids(server.own_schemas)),
        ("{excluded}", _array(server.excluded)),
        ("{managed}", _array(server.managed)),
        ("{managed_extensions}", _array(extensions)),
        ("{managed_publications}", _array(MANAGED_PUBLICATIONS)),
        ("{managed_event_triggers}", literal(MANAGED_EVENT_TRIGGERS)),
    ):
        text = text.replace(name, values)
    return verbatim(text)


_PART = re.compile(r"\{(\w+)\(([\w.]+)\)\}")
"""`{options(s.srvoptions)}`: the text of `options.sql` with its `{argument}` filled."""


def _with_parts(text: str) -> str:
    """The query with the parts that queries share written out, and the parts of these."""
    while _PART.search(text):
        text = _PART.sub(lambda part: own_query(part[1]).replace("{argument}", part[2]), text)
    return text


AMONG = re.compile(r"\{among\((.+?)\)\}")
"""`{among(c.oid)}`: whether a relation, by its oid, is one of those to be read; true where all are."""


class Among(NamedTuple):
    """Which relations (oids) are to be read."""

    own: Collection[int]
    others: Collection[int] = ()
    """Of the server, the platform and extensions: only what a user may put on these is read."""

    def condition(self, oid: str, query: str) -> str:
        """For `{among(oid)}` in a query; a constant for none, since the server then reads nothing."""
        # A query that is asked of a user's schemas alone gives nothing of the others.
        relations = self.own if "{schemas}" in query else [*self.own, *self.others]
        return f"{oid} = any ({oids(relations)})" if relations else "false"


_VERSION_MARK = re.compile(r"--\s*(since|before)\s+(\d+)\s*$")


def for_version(text: str, major: int) -> str:
    """The query without the lines that are marked for other server versions."""
    lines = []
    for line in text.splitlines():
        mark = _VERSION_MARK.search(line)
        if mark and (mark[1] == "since") != (major >= int(mark[2])):
            continue
        lines.append(line)
    return "\n".join(lines)


def _array(values: Iterable[str]) -> Sql:
    return sql("array[{}]::pg_catalog.name[]", joined(", ", [literal(value) for value in values]))


def oids(numbers: Iterable[int]) -> Sql:
    """An array of oids."""
    return sql("array[{}]::pg_catalog.oid[]", joined(", ", [sql("{}", number) for number in numbers]))
