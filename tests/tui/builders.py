"""Catalogs and sources for tests of the screen: everything has a default but the point."""

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from supatui.catalog.identity import ObjectId
from supatui.catalog.introspect import Progress
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value
from supatui.errors import CancelledError, SupatuiError
from supatui.settings import Settings
from supatui.sources.sides import Sides
from supatui.sources.source import Source
from supatui.tui.app import SupatuiApp

WIDE, NARROW = (120, 36), (80, 24)
SIZES = [NARROW, WIDE]


def schema_id(name: str = "public") -> ObjectId:
    return ObjectId("schema", "", name)


def table_id(name: str = "orders", schema: str = "public") -> ObjectId:
    return ObjectId("table", schema, name)


def column_id(name: str, table: str = "orders", schema: str = "public") -> ObjectId:
    return ObjectId("column", schema, name, table_id(table, schema).path)


def policy_id(name: str = "own rows", table: str = "orders") -> ObjectId:
    return ObjectId("policy", "public", name, table_id(table).path)


def function_id(name: str, signature: str = "") -> ObjectId:
    return ObjectId("function", "public", name, "", signature)


def schema(name: str = "public") -> SchemaObject:
    return SchemaObject(schema_id(name), None, {"owner": "postgres"})


def table(name: str = "orders", rows: int = 412_000, schema_name: str = "public", **more: Value) -> SchemaObject:
    attributes: dict[str, Value] = {"persistence": "permanent", "access_method": "heap", "owner": "postgres", **more}
    return SchemaObject(table_id(name, schema_name), None, attributes, {"row_estimate": rows})


def column(
    name: str, type_name: str = "text", table_name: str = "orders", position: int = 1, **more: Value
) -> SchemaObject:
    attributes: dict[str, Value] = {"type": type_name, "not_null": False, **more}
    own = column_id(name, table_name)
    return SchemaObject(own, table_id(table_name), attributes, {"position": position, "local": True})


def policy(
    using: str = "(user_id = auth.uid())",
    roles: tuple[str, ...] = ("authenticated",),
    name: str = "own rows",
    table_name: str = "orders",
) -> SchemaObject:
    attributes: dict[str, Value] = {"permissive": True, "command": "select", "roles": roles, "using": using}
    return SchemaObject(policy_id(name, table_name), table_id(table_name), attributes)


def function(body: str, name: str = "refresh_totals", signature: str = "") -> SchemaObject:
    attributes: dict[str, Value] = {
        "arguments": signature,
        "result": "void",
        "language": "sql",
        "body": body,
        "owner": "postgres",
    }
    return SchemaObject(function_id(name, signature), None, attributes)


def enum(labels: tuple[str, ...], name: str = "order_status") -> SchemaObject:
    return SchemaObject(ObjectId("enum", "public", name), None, {"labels": labels, "owner": "postgres"})


def catalog(items: Iterable[SchemaObject], label: str, dependencies: Iterable[Dependency] = ()) -> Catalog:
    objects = {item.id: item for item in items}
    return Catalog(objects=objects, dependencies=tuple(dependencies), server_version=170006, label=label)


def shop() -> tuple[Catalog, Catalog, Catalog]:
    """Base, local and remote of a small shop: conflicts, one-sided changes, a tempting loss, the same on both."""
    common = [schema(), table(), column("id", "bigint", position=1, not_null=True), table("customers", 9000)]
    common += [column("email", "text", "customers")]
    base = [
        *common,
        column("total", "numeric(10,2)", position=2),
        policy(),
        function("select 1"),
        enum(("new", "paid")),
        table("carts_old", 120_000),
        column("id", "bigint", "carts_old"),
    ]
    local = [
        *common,
        column("total", "numeric(12,2)", position=2, not_null=True),
        column("note", "text", position=3),
        policy("(user_id = (select auth.uid()))"),
        function("select 2"),
        enum(("new", "paid")),
        function("select lower($1)", "slugify", "text"),
    ]
    remote = [
        *common,
        column("total", "numeric(10,4)", position=2),
        policy("((user_id = auth.uid()) or shared)", ("anon", "authenticated")),
        function("select 3"),
        enum(("new", "paid", "sent")),
        table("audit_log", 5),
        column("what", "text", "audit_log"),
        table("carts_old", 120_000),
        column("id", "bigint", "carts_old"),
        function("select lower($1)", "slugify", "text"),
    ]
    return catalog(base, "20261104101500_orders"), catalog(local, "127.0.0.1:54322/postgres"), catalog(remote, "acme")


class HeldSource:
    """A source that has its catalog at hand; with `gate` it waits until somebody opens the gate or stops it."""

    def __init__(self, label: str, found: Catalog | SupatuiError, gate: threading.Event | None = None) -> None:
        self.label, self.found, self.gate = label, found, gate
        self.conninfo = None
        self.stopped = threading.Event()
        self.closed = False

    def read(self, progress: Progress | None = None) -> Catalog:
        if progress is not None:
            progress("constraints", 4, 9)
        while self.gate is not None and not self.gate.wait(0.1):
            if self.stopped.is_set():
                raise CancelledError("stopped", where=self.label, hint="read it again")
        if isinstance(self.found, SupatuiError):
            raise self.found
        return self.found

    def cancel(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        self.closed = True


def sides(*, base: bool = True, project: Path | None = None, production: bool = True) -> Sides:
    return Sides(
        local="local",
        remote="remote",
        base="base" if base else None,
        project=project,
        name="acme",
        remote_is_production=production,
        base_reason="shadow" if base else "no migration is on both sides",
    )


def settings(folder: Path) -> Settings:
    return Settings(cache_folder=folder / "cache", state_folder=folder / "state")


def app_of(
    folder: Path,
    catalogs: tuple[Catalog | None, Catalog | SupatuiError, Catalog | SupatuiError] | None = None,
    *,
    gates: Mapping[str, threading.Event] | None = None,
    sources: Mapping[str, Source] | None = None,
    project: Path | None = None,
) -> SupatuiApp:
    """An app over catalogs that are at hand: base, local, remote."""
    base, local, remote = catalogs or shop()
    held: dict[str, Source] = {}
    for name, found in (("base", base), ("local", local), ("remote", remote)):
        if found is not None:
            label = found.label if isinstance(found, Catalog) else name
            held[name] = HeldSource(label, found, (gates or {}).get(name))
    held.update(sources or {})
    return SupatuiApp(
        sides(base=base is not None, project=project),
        settings=settings(folder),
        opener=held.__getitem__,
        tries_merges=False,  # no server could build these
    )
