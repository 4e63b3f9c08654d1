"""Catalog ⇄ canonical JSON: the same bytes for the same schema, readable in a git diff, read back without loss."""

import json
from collections.abc import Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject, UnknownObject, Value
from supatui.errors import SnapshotError

PASSING_FACTS = frozenset({"row_estimate", "holds_elsewhere"})
"""Facts about rows and other databases: left out, so that the same schema gives the same bytes."""

VERSION = 1
"""Of the file's layout; a reader refuses what it does not know."""


def to_json(catalog: Catalog, more: Mapping[str, str | None] | None = None) -> str:
    """One object a line, sorted; ends in a line end. Labels and the reading role are left out: they are no schema.

    `more` is said about the snapshot in its head.
    """
    head = {
        "supatui_snapshot": VERSION,
        "server_version": catalog.server_version,
        "is_supabase": catalog.is_supabase,
        "fingerprint": catalog.fingerprint,
        **({"optional": list(catalog.optional)} if catalog.optional else {}),
        **(more or {}),
    }
    lines = [f"  {_line(key)}: {_line(value)}" for key, value in head.items()]
    objects = [_object_line(catalog.objects[object_id]) for object_id in sorted(catalog.objects)]
    lines.append(_block("objects", objects))
    lines.append(_block("dependencies", [_line(edge) for edge in sorted(catalog.dependencies)]))
    lines.append(_block("unknown", [_line(item) for item in sorted(catalog.unknown)]))
    lines.append(_block("assumptions", [_line(item) for item in sorted(catalog.assumptions)]))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(name: str, lines: list[str]) -> str:
    return f"  {_line(name)}: [" + ("\n    " + ",\n    ".join(lines) + "\n  " if lines else "") + "]"


def _object_line(item: SchemaObject) -> str:
    return _line(
        {
            "id": item.id,
            "parent": item.parent,
            "attributes": dict(sorted(item.attributes.items())),
            "facts": {key: value for key, value in sorted(item.facts.items()) if key not in PASSING_FACTS},
        }
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def from_json(text: str, *, label: str) -> Catalog:
    """Read a snapshot back.

    Raises: SnapshotError, naming what is wrong with the file; also where it was edited (its fingerprint differs).
    """
    try:
        document = json.loads(text)
        if document["supatui_snapshot"] != VERSION:
            raise SnapshotError(
                f"snapshot of layout {document['supatui_snapshot']!r}; this supatui reads {VERSION}",
                where=label,
                hint="make it again with this version: supatui snapshot ADDRESS -o FILE",
            )
        objects = [_read_object(item) for item in document["objects"]]
        catalog = Catalog(
            objects={item.id: item for item in objects},
            dependencies=tuple(Dependency(ObjectId(*a), ObjectId(*b)) for a, b in document["dependencies"]),
            unknown=tuple(UnknownObject(*item) for item in document["unknown"]),
            server_version=document["server_version"],
            label=label,
            assumptions=tuple(document["assumptions"]),
            is_supabase=document["is_supabase"],
            optional=tuple(document.get("optional", ())),
        )
        expected = document["fingerprint"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(
            f"not a snapshot, or a damaged one: {type(error).__name__}: {error}",
            where=label,
            hint="make it again: supatui snapshot ADDRESS -o FILE",
        ) from error
    if catalog.fingerprint != expected:
        raise SnapshotError(
            "the snapshot was edited by hand: its fingerprint does not fit its contents",
            where=label,
            hint="make it again: supatui snapshot ADDRESS -o FILE",
        )
    return catalog


def _read_object(item: "dict[str, object]") -> SchemaObject:
    identity, parent, attributes, facts = item["id"], item["parent"], item["attributes"], item["facts"]
    if not isinstance(identity, list) or not isinstance(attributes, dict) or not isinstance(facts, dict):
        raise TypeError("an object needs id, attributes and facts")
    return SchemaObject(
        ObjectId(*identity),
        ObjectId(*parent) if isinstance(parent, list) else None,
        {str(key): _read_value(value) for key, value in attributes.items()},
        {str(key): _read_value(value) for key, value in facts.items()},
    )


def _read_value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(_read_value(part) for part in value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"unexpected value {value!r}")
