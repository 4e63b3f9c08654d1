"""Catalogs by hand: everything has a default but the point of the test."""

from collections.abc import Iterable

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value


def item(
    kind: str,
    name: str,
    *,
    schema: str = "public",
    parent: SchemaObject | ObjectId | None = None,
    signature: str = "",
    facts: dict[str, Value] | None = None,
    **attributes: Value,
) -> SchemaObject:
    """An object of any kind; attributes by keyword."""
    above = parent.id if isinstance(parent, SchemaObject) else parent
    object_id = ObjectId(kind, schema, name, above.path if above else "", signature)
    return SchemaObject(object_id, above, attributes, facts or {})


def schema(name: str, **attributes: Value) -> SchemaObject:
    return item("schema", name, schema="", **{"owner": "postgres", **attributes})


def table(name: str, **attributes: Value) -> SchemaObject:
    return item("table", name, **{"persistence": "permanent", "owner": "postgres", **attributes})


def column(parent: SchemaObject, name: str, type: str = "text", **attributes: Value) -> SchemaObject:
    return item("column", name, parent=parent, **{"type": type, "not_null": False, **attributes})


def view(name: str, query: str = "select 1", **attributes: Value) -> SchemaObject:
    return item("view", name, **{"query": query, "owner": "postgres", **attributes})


def function(name: str, body: str = "select 1", *, signature: str = "", **attributes: Value) -> SchemaObject:
    given: dict[str, Value] = {"result": "integer", "language": "sql", "body": body, **attributes}
    return item("function", name, signature=signature, **given)


def enum(name: str, *labels: str) -> SchemaObject:
    return item("enum", name, labels=labels)


def policy(parent: SchemaObject, name: str, **attributes: Value) -> SchemaObject:
    given: dict[str, Value] = {"permissive": True, "command": "select", "roles": ("authenticated",), "using": "true"}
    return item("policy", name, parent=parent, **{**given, **attributes})


def privilege(parent: SchemaObject, grantee: str, *privileges: str, builtin: tuple[str, ...] = ()) -> SchemaObject:
    facts: dict[str, Value] = {"builtin": builtin, "is_owner": False}
    return item("privilege", grantee, parent=parent, signature=parent.id.kind, facts=facts, privileges=privileges)


def catalog(
    *objects: SchemaObject,
    needs: Iterable[tuple[SchemaObject, SchemaObject]] = (),
    label: str = "",
) -> Catalog:
    """A catalog of these objects; `needs` are its dependency edges."""
    return Catalog(
        objects={each.id: each for each in objects},
        dependencies=tuple(Dependency(one.id, other.id) for one, other in needs),
        label=label,
    )
