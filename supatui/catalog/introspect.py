"""One consistent snapshot of a database's catalog → Catalog, over any Runner.

What a kind is read from stands in `kinds/<kind>.sql`. The columns of such a query have these meanings:

* `schema_name`, `name`, `signature`: the identity; `kind`: the kind, where one query reads several.
* `parent_kind`, `parent_name`, `parent_parent`, `parent_signature`: the object that it belongs to, in the same schema.
* `belongs_kind`, `belongs_name`: what it goes away with, where that is no part of its name (an owned sequence).
* `oid`, `subid` and those that `Kind.addresses` names: how pg_depend knows it.
* `fact_...`: facts, which do not count as differences. Every other column is an attribute; null is absent.

The rest of the text is as `queries.py` says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from supatui.catalog.collector import without_collector
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Address, Catalog, Dependency, ManagedObject, SchemaObject, UnknownObject
from supatui.catalog.owner_noise import PLATFORM_OWNER, hide_owner_noise, noise_of
from supatui.catalog.queries import AMONG, Among, Probe, own_query, prepared, probe
from supatui.catalog.quoting import Sql
from supatui.catalog.rows import RowReader, Shared
from supatui.catalog.runner import Rows, Runner

Progress = Callable[[str, int, int], None]
"""Gets the plural title of the kinds that were read last, how many queries are done, and of how many."""


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
    def inert(self) -> frozenset[str]: ...
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


def _batches(kinds: Sequence[ReadableKind], server: Probe) -> list[list[ReadableKind]]:
    """Kinds that share a query, in the order of the first of each; those that the database has nothing of left out."""
    batches: dict[str, list[ReadableKind]] = {}
    for kind in kinds:
        if kind.minimum_version <= server.version // 10000:
            batches.setdefault(kind.query_name, []).append(kind)
    return [batch for batch in batches.values() if not all(_is_absent(kind, server) for kind in batch)]


def _is_absent(kind: ReadableKind, server: Probe) -> bool:
    return bool(kind.addresses) and all(catalog in server.empty for catalog, _ in kind.addresses)


def is_of_relations(batch: Sequence[ReadableKind]) -> bool:
    """Whether the query of these kinds can be asked of some relations alone."""
    return AMONG.search(batch[0].query) is not None


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
        self._runner, self.kinds, self._progress = runner, kinds, progress
        self.probe = probe(runner)
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
        answers = self.ask(*after, *(prepared(text, self.probe, among) for text in texts))
        for _ in after:
            next(answers)
        for batch in batches:
            self._add(next(answers), batch)
            self._tell(batch[-1].plural)
        for name in own_queries:
            self._add_own(name, next(answers))
            self._tell(name)

    def catalog(self, *, left_out: Sequence[tuple[str, str, str]] = ()) -> Catalog:
        """What was read; of the relations that were left out: schema, name and owner."""
        noise: list[ManagedObject] = []
        if self.probe.is_supabase:
            noise = hide_owner_noise(self.objects)
            noise += [noise_of(schema, name) for schema, name, owner in left_out if owner == PLATFORM_OWNER]
        return Catalog(
            objects=self.objects,
            dependencies=(*self._dependencies, *self._extension_edges(), *self._grantor_edges()),
            unknown=self._unknown,
            server_version=self.probe.version,
            label=self.label,
            session_role=self.probe.role,
            is_supabase=self.probe.is_supabase,
            managed=(*self._left_out, *noise),
            optional=tuple(sorted({kind.optional for kind in self.kinds if kind.optional})),
            addresses=self.by_address,
            shared=self._shared,
            left_out=len(left_out),
        )

    def _tell(self, what: str) -> None:
        self._done += 1
        if self._progress:
            self._progress(what, self._done, max(self._done, self._queries))  # some are asked twice

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

    def _grantor_edges(self) -> Iterator[Dependency]:
        """Of privileges that a role has from another one, which pg_depend does not know."""
        for item in self.objects.values():
            for grantor in {pair.partition(" ")[2] for pair in item.texts("grantors")}:
                source = item.id._replace(name=grantor)
                if source != item.id and source in self.objects:
                    yield Dependency(item.id, source)
