"""Catalogs by hand: everything has a default but the point of the test."""

from collections.abc import Iterable, Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, Value


def item(
    kind: str,
    name: str,
    *,
    schema: str = "public",
    parent: SchemaObject | ObjectId | None = None,
    signature: str = "",
    facts: Mapping[str, Value] | None = None,
    **attributes: Value,
) -> SchemaObject:
    """An object of any kind; attributes by keyword."""
    above = parent.id if isinstance(parent, SchemaObject) else parent
    object_id = ObjectId(kind, schema, name, above.path if above else "", signature)
    return SchemaObject(object_id, above, attributes, facts or {})


def _with(made: SchemaObject, attributes: Mapping[str, Value]) -> SchemaObject:
    return made._replace(attributes={**made.attributes, **attributes})


def schema(name: str, **attributes: Value) -> SchemaObject:
    return _with(item("schema", name, schema="", owner="postgres"), attributes)


def table(name: str, **attributes: Value) -> SchemaObject:
    return _with(item("table", name, persistence="permanent", owner="postgres"), attributes)


def column(parent: SchemaObject, name: str, type: str = "text", **attributes: Value) -> SchemaObject:
    return _with(item("column", name, schema=parent.id.schema, parent=parent, type=type, not_null=False), attributes)


def view(name: str, query: str = "select 1", **attributes: Value) -> SchemaObject:
    return _with(item("view", name, query=query, owner="postgres"), attributes)


def function(name: str, body: str = "select 1", *, signature: str = "", **attributes: Value) -> SchemaObject:
    made = item("function", name, signature=signature, result="integer", language="sql", body=body)
    return _with(made, attributes)


def enum(name: str, *labels: str) -> SchemaObject:
    return item("enum", name, labels=labels)


def policy(parent: SchemaObject, name: str, **attributes: Value) -> SchemaObject:
    made = item("policy", name, parent=parent, permissive=True, command="select", roles=("authenticated",))
    return _with(made, {"using": "true", **attributes})


def privilege(parent: SchemaObject, grantee: str, *privileges: str, builtin: tuple[str, ...] = ()) -> SchemaObject:
    facts: Mapping[str, Value] = {"builtin": builtin, "is_owner": False}
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
