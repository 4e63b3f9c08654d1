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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import NamedTuple, Protocol

from supatui.catalog.collector import without_collector
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Address, Catalog, Dependency, ManagedObject, SchemaObject, UnknownObject
from supatui.catalog.owner_noise import PLATFORM_OWNER, hide_owner_noise, noise_of
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

MANAGED_PATTERN = "^_?timescaledb_"
"""Of names of further ones, from the same list: an extension makes them, and how many depends on its version."""


def is_managed_schema(name: str) -> bool:
    """Whether a schema is the platform's, in a Supabase database."""
    return name in MANAGED_SCHEMAS or re.match(MANAGED_PATTERN, name) is not None


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
        reading = CatalogReading(runner, kinds, label=label, progress=progress)
        reading.take(reading.batches, reading.own_queries)
        return reading.catalog()


def _managed(row: tuple[object, ...]) -> ManagedObject:
    kind, schema, name, number = row
    assert isinstance(number, int)
    return ManagedObject(str(kind), str(schema), str(name), number)


def own_query(name: str) -> str:
    """The text of `catalog/<name>.sql`."""
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


def _probe(runner: Runner) -> _Probe:
    (rows,) = list(runner.run([verbatim(own_query("probe"))]))
    version, is_supabase, role, schemas, schema_oids, classes, class_oids, relations, empty = next(iter(rows.rows))
    assert isinstance(version, int)
    assert isinstance(schemas, list)
    assert isinstance(schema_oids, list)
    assert isinstance(classes, list)
    assert isinstance(class_oids, list)
    assert isinstance(relations, int)
    assert isinstance(empty, list)
    return _Probe(
        version,
        bool(is_supabase),
        str(role),
        dict(zip(schemas, schema_oids, strict=True)),
        dict(zip(classes, class_oids, strict=True)),
        relations,
        frozenset(empty),
    )


def _batches(kinds: Sequence[ReadableKind], probe: _Probe) -> list[list[ReadableKind]]:
    """Kinds that share a query, in the order of the first of each; those that the database has nothing of left out."""
    batches: dict[str, list[ReadableKind]] = {}
    for kind in kinds:
        if kind.minimum_version <= probe.version // 10000:
            batches.setdefault(kind.query_name, []).append(kind)
    return [batch for batch in batches.values() if not all(_is_absent(kind, probe) for kind in batch)]


def _is_absent(kind: ReadableKind, probe: _Probe) -> bool:
    return bool(kind.addresses) and all(catalog in probe.empty for catalog, _ in kind.addresses)


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


def is_of_relations(batch: Sequence[ReadableKind]) -> bool:
    """Whether the query of these kinds can be asked of some relations alone."""
    return AMONG.search(batch[0].query) is not None


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


class RelationMark(NamedTuple):
    """What `relations.sql` says of a relation."""

    schema: str
    name: str
    oid: int
    fingerprint: int | None
    """None where it is no user's own."""
    owner: str


class CatalogReading:
    """A catalog on the way: queries → objects and dependencies, all in one snapshot.

    Making one asks the server who it is. Raises, as `take` does: CatalogPermissionError, ConnectionLostError,
    CancelledError.
    """

    def __init__(
        self, runner: Runner, kinds: Sequence[ReadableKind], *, label: str, progress: Progress | None = None
    ) -> None:
        self.label = label
        self._runner, self._kinds, self._progress = runner, kinds, progress
        self.probe = _probe(runner)
        self.batches = _batches(kinds, self.probe)
        self.own_queries = ("members", "unknown", "dependencies", *(("managed",) if self.probe.is_supabase else ()))
        """What is asked beside the kinds, and after them: members stand for what kinds did not read."""
        self._queries = len(self.batches) + len(self.own_queries)
        self._done = 0
        self.objects: dict[ObjectId, SchemaObject] = {}
        self.by_address: dict[Address, ObjectId] = {}
        self._dependencies: list[Dependency] = []
        self.relations: tuple[RelationMark, ...] = ()
        """What `relations.sql` says, once it was taken."""
        self._unknown: tuple[UnknownObject, ...] = ()
        self._left_out: list[ManagedObject] = []
        self._shared = Shared.current()
        self._known, self._shared.latest = self._shared.latest, self.objects
        self._parents: dict[tuple[object, ...], ObjectId] = {}

    def ask(self, *queries: Sql) -> Iterator[Rows]:
        """The answers to any queries, in the same snapshot."""
        return self._runner.run(queries)

    def take(
        self,
        batches: Sequence[Sequence[ReadableKind]],
        own_queries: Sequence[str] = (),
        among: Among | None = None,
        *,
        after: Sequence[Sql] = (),
    ) -> None:
        """Read these kinds and what the own queries ask, in one go, `after` statements that set something.

        With `among`, of these relations alone.
        """
        texts = [batch[0].query for batch in batches] + [own_query(name) for name in own_queries]
        answers = self.ask(*after, *(self.prepared(text, among) for text in texts))
        for _ in after:
            next(answers)
        for batch in batches:
            self._add(next(answers), batch)
            self._tell(batch[-1].plural)
        for name in own_queries:
            self._add_own(name, next(answers))
            self._tell(name)
        for _ in answers:  # lets the runner close its pipeline
            pass

    def catalog(self, *, left_out: Sequence[tuple[str, str, str]] = ()) -> Catalog:
        """What was read; of the relations that were left out: schema, name and owner."""
        noise: list[ManagedObject] = []
        if self.probe.is_supabase:
            noise = hide_owner_noise(self.objects)
            noise += [noise_of(schema, name) for schema, name, owner in left_out if owner == PLATFORM_OWNER]
        return Catalog(
            objects=self.objects,
            dependencies=(*self._dependencies, *self._extension_edges()),
            unknown=self._unknown,
            server_version=self.probe.version,
            label=self.label,
            session_role=self.probe.role,
            is_supabase=self.probe.is_supabase,
            managed=(*self._left_out, *noise),
            optional=tuple(sorted({kind.optional for kind in self._kinds if kind.optional})),
            addresses=self.by_address,
            shared=self._shared,
            left_out=len(left_out),
        )

    def _tell(self, what: str) -> None:
        self._done += 1
        if self._progress:
            self._progress(what, self._done, self._queries)

    def _add_own(self, name: str, answer: Rows) -> None:
        match name:
            case "members":
                self._add_members(answer)
            case "unknown":
                self._unknown = tuple(UnknownObject(*(str(cell) for cell in row)) for row in answer.rows)
            case "dependencies":
                self._dependencies.extend(self._edges(answer))
            case "relations":
                self.relations = tuple(RelationMark(*row) for row in answer.rows)  # type: ignore[arg-type]  # so it says
            case "managed":
                self._left_out = [_managed(row) for row in answer.rows]
            case _:
                raise AssertionError(name)

    def prepared(self, text: str, among: Among | None = None) -> Sql:
        """The query with its placeholders filled and its version marks resolved."""
        query = text
        text = AMONG.sub(lambda part: among.condition(part[1], query) if among is not None else "true", text)
        text = for_version(_with_parts(text), self.probe.version // 10000)
        extensions = MANAGED_EXTENSIONS if self.probe.is_supabase else ("plpgsql",)
        for name, values in (
            ("{schemas}", oids(self.probe.own_schemas)),
            ("{excluded}", _array(self.probe.excluded)),
            ("{managed}", _array(self.probe.managed)),
            ("{managed_extensions}", _array(extensions)),
        ):
            text = text.replace(name, values)
        return verbatim(text)

    def _add(self, answer: Rows, kinds: Sequence[ReadableKind]) -> None:
        """Make an object of every row."""
        if not answer.columns:  # not every runner can name the columns of an answer without rows
            return
        columns = {name: position for position, name in enumerate(answer.columns)}
        oids = frozenset(column for kind in kinds for _, column in kind.addresses)
        reader = RowReader(answer.columns, oids | {"oid", "subid"}, self._shared, self._known, self._parents)
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

    def _add_members(self, answer: Rows) -> None:
        """Let what belongs to an extension stand for the extension."""
        for classid, objid, extension in answer.rows:
            assert isinstance(classid, int)
            assert isinstance(objid, int)
            owner = ObjectId("extension", "", str(extension))
            if owner in self.objects:
                self.by_address.setdefault((classid, objid, 0), owner)

    def _edges(self, answer: Rows) -> Iterator[Dependency]:
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

    def _extension_edges(self) -> Iterator[Dependency]:
        """Of what is on a member of an extension, which is no object here."""
        for item in self.objects.values():
            if "extension" in item.facts:
                owner = ObjectId("extension", "", str(item.facts["extension"]))
                if owner in self.objects:
                    yield Dependency(item.id, owner)


def _array(values: Iterable[str]) -> Sql:
    return sql("array[{}]::pg_catalog.name[]", joined(", ", [literal(value) for value in values]))


def oids(numbers: Iterable[int]) -> Sql:
    """An array of oids."""
    return sql("array[{}]::pg_catalog.oid[]", joined(", ", [sql("{}", number) for number in numbers]))
