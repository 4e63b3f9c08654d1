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
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from typing import Protocol

from supatui.catalog.canonical import canonical
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Address, Catalog, Dependency, SchemaObject, UnknownObject, Value
from supatui.catalog.quoting import Sql, joined, literal, sql, verbatim
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
    version, is_supabase, role, classes = _probe(runner)
    reader = _Reader(version, is_supabase, classes)
    batches = _batches(kinds, version // 10000)
    queries = [reader.prepared(batch[0].query) for batch in batches]
    queries += [reader.prepared(_own_query(name)) for name in ("members", "dependencies", "unknown")]
    answers = runner.run(queries)
    for number, batch in enumerate(batches, 1):
        reader.add(next(answers), batch)
        if progress:
            progress(batch[-1].plural, number, len(queries))
    members, dependencies, unknown = next(answers), next(answers), next(answers)
    for _ in answers:  # lets the runner close its pipeline
        pass
    reader.add_members(members)
    if progress:
        progress("dependencies", len(queries), len(queries))
    return Catalog(
        objects=reader.objects,
        dependencies=tuple(reader.dependencies(dependencies)),
        unknown=tuple(UnknownObject(*(str(cell) for cell in row)) for row in unknown.rows),
        server_version=version,
        label=label,
        session_role=role,
        is_supabase=is_supabase,
        optional=tuple(sorted({kind.optional for kind in kinds if kind.optional})),
        addresses=reader.by_address,
    )


def _own_query(name: str) -> str:
    return resources.files("supatui.catalog").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _probe(runner: Runner) -> tuple[int, bool, str, dict[str, int]]:
    (rows,) = list(runner.run([verbatim(_own_query("probe"))]))
    version, is_supabase, role, names, oids = rows.rows[0]
    assert isinstance(version, int)
    assert isinstance(names, list)
    assert isinstance(oids, list)
    return version, bool(is_supabase), str(role), dict(zip(names, oids, strict=True))


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

    def __init__(self, version: int, is_supabase: bool, classes: dict[str, int]) -> None:
        self.major, self.classes = version // 10000, classes
        self.managed = MANAGED_SCHEMAS if is_supabase else ()
        self.managed_extensions = MANAGED_EXTENSIONS if is_supabase else ("plpgsql",)
        self.objects: dict[ObjectId, SchemaObject] = {}
        self.by_address: dict[Address, ObjectId] = {}

    def prepared(self, text: str) -> Sql:
        """The query with its placeholders filled and its version marks resolved."""
        text = for_version(_with_parts(text), self.major)
        for name, values in (
            ("{excluded}", SYSTEM_SCHEMAS + HISTORY_SCHEMAS + self.managed),
            ("{managed}", self.managed),
            ("{managed_extensions}", self.managed_extensions),
        ):
            text = text.replace(name, _array(values))
        return verbatim(text)

    def add(self, answer: Rows, kinds: Sequence[ReadableKind]) -> None:
        """Make an object of every row."""
        columns = {name: position for position, name in enumerate(answer.columns)}
        consumed = {"schema_name", "name", "signature", "kind", "oid", "subid"}
        consumed.update(name for name in columns if name.startswith(("parent_", "belongs_")))
        for kind in kinds:
            consumed.update(column for _, column in kind.addresses)
        attributes = [(name, i) for name, i in columns.items() if name not in consumed and not name.startswith("fact_")]
        facts = [(name.removeprefix("fact_"), i) for name, i in columns.items() if name.startswith("fact_")]
        by_name = {kind.name: kind for kind in kinds}
        sole = kinds[0].name
        for row in answer.rows:
            kind_name = str(row[columns["kind"]]) if "kind" in columns else sole
            item = _object(kind_name, row, columns, attributes, facts)
            self.objects[item.id] = item
            self._register(item.id, by_name[kind_name], row, columns)

    def _register(
        self, object_id: ObjectId, kind: ReadableKind, row: tuple[object, ...], columns: dict[str, int]
    ) -> None:
        for number, (catalog, column) in enumerate(kind.addresses):
            oid = row[columns[column]]
            if isinstance(oid, int) and oid:
                subid = row[columns["subid"]] if number == 0 and "subid" in columns else 0
                assert isinstance(subid, int)
                self.by_address[self.classes[catalog], oid, subid] = object_id

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
        seen: set[Dependency] = set()
        for classid, objid, subid, ref_classid, ref_objid, ref_subid in answer.rows:
            dependent = self._at(classid, objid, subid)
            referenced = self._at(ref_classid, ref_objid, ref_subid)
            if dependent is None or referenced is None or dependent == referenced:
                continue
            edge = Dependency(dependent, referenced)
            if edge not in seen:
                seen.add(edge)
                yield edge
        for item in self.objects.values():  # on a member of an extension, which is no object here
            owner = ObjectId("extension", "", str(item.facts.get("extension")))
            if "extension" in item.facts and owner in self.objects:
                yield Dependency(item.id, owner)

    def _at(self, classid: object, objid: object, subid: object) -> ObjectId | None:
        assert isinstance(classid, int)
        assert isinstance(objid, int)
        assert isinstance(subid, int)
        return self.by_address.get((classid, objid, subid)) or self.by_address.get((classid, objid, 0))


def _array(values: Iterable[str]) -> Sql:
    return sql("array[{}]::pg_catalog.name[]", joined(", ", [literal(value) for value in values]))


def _object(
    kind: str,
    row: tuple[object, ...],
    columns: dict[str, int],
    attributes: Sequence[tuple[str, int]],
    facts: Sequence[tuple[str, int]],
) -> SchemaObject:
    schema = _text(row[columns["schema_name"]])
    parent = None
    if "parent_kind" in columns and row[columns["parent_kind"]] is not None:
        parent = ObjectId(
            _text(row[columns["parent_kind"]]),
            schema,
            _text(row[columns["parent_name"]]),
            _text(row[columns["parent_parent"]]) if "parent_parent" in columns else "",
            _text(row[columns["parent_signature"]]) if "parent_signature" in columns else "",
        )
    signature = _text(row[columns["signature"]]) if "signature" in columns else ""
    owner = None
    if "belongs_kind" in columns and row[columns["belongs_kind"]] is not None:
        owner = ObjectId(_text(row[columns["belongs_kind"]]), schema, _text(row[columns["belongs_name"]]))
    object_id = ObjectId(kind, schema, _text(row[columns["name"]]), parent.path if parent else "", signature)
    return SchemaObject(
        object_id,
        parent or owner,
        {name: _value(row[i]) for name, i in attributes if row[i] is not None},
        {name: _value(row[i]) for name, i in facts if row[i] is not None},
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _value(cell: object) -> Value:
    if isinstance(cell, str):
        return canonical(cell)
    if isinstance(cell, list | tuple):
        return tuple(_value(item) for item in cell)
    assert cell is None or isinstance(cell, int | float | bool), cell
    return cell
