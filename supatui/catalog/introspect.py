"""One consistent snapshot of a database's catalog → Catalog, over any Runner.

What a kind is read from stands in `kinds/<kind>.sql`. The columns of such a query have these meanings:

* `schema_name`, `name`, `signature`: the identity; `kind`: the kind, where one query reads several.
* `parent_kind`, `parent_name`, `parent_parent`, `parent_signature`: the object that it belongs to, in the same schema.
* `belongs_kind`, `belongs_name`: what it goes away with, where that is no part of its name (an owned sequence).
* `oid`, `subid` and those that `Kind.addresses` names: how pg_depend knows it.
* `fact_...`: facts, which do not count as differences. Every other column is an attribute; null is absent.

A line that ends in `-- since N` or `-- before N` is for those server versions only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import NamedTuple, Protocol

from supatui.catalog.collector import without_collector
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Address, Catalog, Dependency, ManagedObject, SchemaObject, UnknownObject
from supatui.catalog.owner_noise import hide_owner_noise
from supatui.catalog.quoting import Sql, joined, literal, sql, verbatim
from supatui.catalog.rows import RowReader, Shared
from supatui.catalog.runner import Rows, Runner

Progress = Callable[[str, int, int], None]
"""Gets the plural title of the kinds that were read last, how many queries are done, and of how many."""

SYSTEM_SCHEMAS = ("information_schema",)
"""Never read, beside all that begin with `pg_`."""

MANAGED_SCHEMAS = tuple(
    """_analytics _realtime _supavisor auth cron dbdev etl extensions graphql graphql_public net pgbouncer pgmq
    pgmq_public pgroonga pgsodium pgsodium_masks pgtle realtime repack storage supabase_functions supabase_migrations
    tiger tiger_data topology vault""".split()
)
"""Schemas that the Supabase platform keeps. Source: the CLI's own list of schemas that it never dumps."""

HISTORY_SCHEMAS = ("supabase_migrations",)
"""Where migrations are recorded, on any server: bookkeeping about a schema, and no part of it."""

MANAGED_EXTENSIONS = (
    "orioledb",
    "pg_graphql",
    "pg_stat_statements",
    "pgsodium",
    "plpgsql",
    "supabase_vault",
    "wrappers",
)
"""Extensions of the platform's image: neither created nor dropped."""


class ReadableKind(Protocol):
    """What reading needs to know about a kind."""

    @property
    def name(self) -> str: ...
    @property
    def plural(self) -> str: ...
    @property
    def query_name(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def addresses(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def minimum_version(self) -> int: ...
    @property
    def optional(self) -> str: ...


def read_catalog(
    runner: Runner, kinds: Sequence[ReadableKind], *, label: str, progress: Progress | None = None
) -> Catalog:
    """Read every user's object from one snapshot.

    Raises: CatalogPermissionError, ConnectionLostError, CancelledError.
    Source: PostgreSQL manual, System Catalogs, versions 14 to 18.
    """
    with without_collector():
        return _read(runner, kinds, label, progress)


def _read(runner: Runner, kinds: Sequence[ReadableKind], label: str, progress: Progress | None) -> Catalog:
    probe = _probe(runner)
    reader = _Reader(probe)
    batches = _batches(kinds, probe.version // 10000)
    queries = [reader.prepared(batch[0].query) for batch in batches]
    own = ("members", "dependencies", "unknown", *(("managed",) if probe.is_supabase else ()))
    queries += [reader.prepared(_own_query(name)) for name in own]
    answers = runner.run(queries)
    for number, batch in enumerate(batches, 1):
        reader.add(next(answers), batch)
        if progress:
            progress(batch[-1].plural, number, len(queries))
    members, dependencies, unknown = next(answers), next(answers), next(answers)
    managed = next(answers).rows if probe.is_supabase else ()
    for _ in answers:  # lets the runner close its pipeline
        pass
    reader.add_members(members)
    left_out = [_managed(row) for row in managed] + (hide_owner_noise(reader.objects) if probe.is_supabase else [])
    if progress:
        progress("dependencies", len(queries), len(queries))
    return Catalog(
        objects=reader.objects,
        dependencies=tuple(reader.dependencies(dependencies)),
        unknown=tuple(UnknownObject(*(str(cell) for cell in row)) for row in unknown.rows),
        server_version=probe.version,
        label=label,
        session_role=probe.role,
        is_supabase=probe.is_supabase,
        managed=tuple(left_out),
        optional=tuple(sorted({kind.optional for kind in kinds if kind.optional})),
        addresses=reader.by_address,
        shared=reader.shared,
    )


def _managed(row: tuple[object, ...]) -> ManagedObject:
    kind, schema, name, number = row
    assert isinstance(number, int)
    return ManagedObject(str(kind), str(schema), str(name), number)


def _own_query(name: str) -> str:
    return resources.files("supatui.catalog").joinpath(f"{name}.sql").read_text(encoding="utf-8")


class _Probe(NamedTuple):
    """What `probe.sql` says, which all other queries are filled with."""

    version: int
    is_supabase: bool
    role: str
    schemas: dict[str, int]
    """Schemas by name, with their oids; those of the server left out."""
    classes: dict[str, int]
    """The server's own tables by name, with their oids."""

    @property
    def managed(self) -> tuple[str, ...]:
        return MANAGED_SCHEMAS if self.is_supabase else ()

    @property
    def excluded(self) -> tuple[str, ...]:
        return SYSTEM_SCHEMAS + HISTORY_SCHEMAS + self.managed

    @property
    def own_schemas(self) -> list[int]:
        """Oids of the schemas that a user made or may fill."""
        return [oid for name, oid in self.schemas.items() if name not in self.excluded]


def _probe(runner: Runner) -> _Probe:
    (rows,) = list(runner.run([verbatim(_own_query("probe"))]))
    version, is_supabase, role, schemas, schema_oids, classes, class_oids = next(iter(rows.rows))
    assert isinstance(version, int)
    assert isinstance(schemas, list)
    assert isinstance(schema_oids, list)
    assert isinstance(classes, list)
    assert isinstance(class_oids, list)
    return _Probe(
        version,
        bool(is_supabase),
        str(role),
        dict(zip(schemas, schema_oids, strict=True)),
        dict(zip(classes, class_oids, strict=True)),
    )


def _batches(kinds: Sequence[ReadableKind], major: int) -> list[list[ReadableKind]]:
    """Kinds that share a query, in the order of the first of each."""
    batches: dict[str, list[ReadableKind]] = {}
    for kind in kinds:
        if kind.minimum_version <= major:
            batches.setdefault(kind.query_name, []).append(kind)
    return list(batches.values())


_PART = re.compile(r"\{(\w+)\(([\w.]+)\)\}")
"""`{options(s.srvoptions)}`: the text of `options.sql` with its `{argument}` filled."""


def _with_parts(text: str) -> str:
    """The query with the parts that queries share written out, and the parts of these."""
    while _PART.search(text):
        text = _PART.sub(lambda part: _own_query(part[1]).replace("{argument}", part[2]), text)
    return text


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


class _Reader:
    """Rows → objects and dependencies, for one snapshot."""

    def __init__(self, probe: _Probe) -> None:
        self.probe = probe
        self.objects: dict[ObjectId, SchemaObject] = {}
        self.shared = Shared.current()
        self.known, self.shared.latest = self.shared.latest, self.objects
        self.parents: dict[tuple[object, ...], ObjectId] = {}
        self.by_address: dict[Address, ObjectId] = {}

    def prepared(self, text: str) -> Sql:
        """The query with its placeholders filled and its version marks resolved."""
        text = for_version(_with_parts(text), self.probe.version // 10000)
        extensions = MANAGED_EXTENSIONS if self.probe.is_supabase else ("plpgsql",)
        for name, values in (
            ("{schemas}", _oids(self.probe.own_schemas)),
            ("{excluded}", _array(self.probe.excluded)),
            ("{managed}", _array(self.probe.managed)),
            ("{managed_extensions}", _array(extensions)),
        ):
            text = text.replace(name, values)
        return verbatim(text)

    def add(self, answer: Rows, kinds: Sequence[ReadableKind]) -> None:
        """Make an object of every row."""
        if not answer.columns:  # not every runner can name the columns of an answer without rows
            return
        columns = {name: position for position, name in enumerate(answer.columns)}
        oids = frozenset(column for kind in kinds for _, column in kind.addresses)
        reader = RowReader(answer.columns, oids | {"oid", "subid"}, self.shared, self.known, self.parents)
        made = reader.objects(answer.rows, kinds[0].name)
        places = {kind.name: self._places(kind, columns) for kind in kinds}
        for row, item in made:
            self.objects[item.id] = item
            for classid, oid_at, subid_at in places[item.id.kind]:
                oid = row[oid_at]
                if oid:
                    self.by_address[classid, oid, row[subid_at] if subid_at is not None else 0] = item.id  # type: ignore[index]  # integers, as the queries say

    def _places(self, kind: ReadableKind, columns: Mapping[str, int]) -> list[tuple[int, int, int | None]]:
        """For each address of a kind the oid of its system catalog and the places of its oid and sub-id in a row."""
        return [
            (self.probe.classes[catalog], columns[column], None if number else columns.get("subid"))
            for number, (catalog, column) in enumerate(kind.addresses)
        ]

    def add_members(self, answer: Rows) -> None:
        """Let what belongs to an extension stand for the extension."""
        for classid, objid, extension in answer.rows:
            assert isinstance(classid, int)
            assert isinstance(objid, int)
            owner = ObjectId("extension", "", str(extension))
            if owner in self.objects:
                self.by_address.setdefault((classid, objid, 0), owner)

    def dependencies(self, answer: Rows) -> Iterator[Dependency]:
        """Edges between objects that were read; a column of something without column objects is that something."""
        seen: set[tuple[ObjectId, ObjectId]] = set()
        by_address = self.by_address
        for row in answer.rows:
            one: Address = row[:3]  # type: ignore[assignment]  # integers, as the query says
            other: Address = row[3:]  # type: ignore[assignment]  # as above
            dependent = by_address.get(one) or by_address.get((one[0], one[1], 0))
            if dependent is None:
                continue
            referenced = by_address.get(other) or by_address.get((other[0], other[1], 0))
            if referenced is None or dependent is referenced or dependent == referenced:
                continue
            edge = Dependency(dependent, referenced)
            if edge not in seen:
                seen.add(edge)
                yield edge
        for item in self.objects.values():  # on a member of an extension, which is no object here
            if "extension" in item.facts:
                owner = ObjectId("extension", "", str(item.facts["extension"]))
                if owner in self.objects:
                    yield Dependency(item.id, owner)


def _array(values: Iterable[str]) -> Sql:
    return sql("array[{}]::pg_catalog.name[]", joined(", ", [literal(value) for value in values]))


def _oids(oids: Iterable[int]) -> Sql:
    return sql("array[{}]::pg_catalog.oid[]", joined(", ", [sql("{}", oid) for oid in oids]))
