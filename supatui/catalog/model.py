"""SchemaObject, Dependency and Catalog: immutable, at one grain, knowing nothing about any kind.

Named tuples, not dataclasses: every start pays for these, and `dataclasses` alone takes as long as all of Python does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from supatui.catalog.identity import ObjectId
from supatui.catalog.quoting import ident

_Key = TypeVar("_Key")
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

Scalar = str | int | float | bool | None
Value = Scalar | tuple["Value", ...]
"""An attribute's value: a JSON scalar or (nested) tuples of them."""

_NOTHING: Mapping[str, Value] = MappingProxyType({})


class SchemaObject(NamedTuple):
    """One object as a catalog reports it."""

    id: ObjectId
    parent: ObjectId | None
    """What it belongs to and goes away with; None for a root. The parent may be missing from the catalog
    (a trigger on a table that the platform owns)."""
    attributes: Mapping[str, Value]
    """Everything that makes a difference. Keys in the order in which a person should read them."""
    facts: Mapping[str, Value] = _NOTHING
    """What does not count as a difference: position, row estimate, size, what the server derived."""

    def __hash__(self) -> int:
        return hash(self.id)

    def text(self, name: str) -> str:
        """A textual attribute or fact that must be there."""
        value = self.attributes[name] if name in self.attributes else self.facts[name]
        assert isinstance(value, str), (self.id, name, value)
        return value

    def optional_text(self, name: str) -> str | None:
        """A textual attribute or fact; None where it is absent."""
        value = self.attributes.get(name, self.facts.get(name))
        assert value is None or isinstance(value, str), (self.id, name, value)
        return value

    def flag(self, name: str) -> bool:
        """A yes-or-no attribute or fact; absent is no."""
        return bool(self.attributes.get(name, self.facts.get(name, False)))

    def number(self, name: str) -> int | None:
        value = self.attributes.get(name, self.facts.get(name))
        assert value is None or isinstance(value, int), (self.id, name, value)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        value = self.attributes.get(name, self.facts.get(name)) or ()
        assert isinstance(value, tuple), (self.id, name, value)
        return tuple(str(item) for item in value)


Address = tuple[int, int, int]
"""(classid, objid, objsubid), as in pg_depend."""


class Dependency(NamedTuple):
    """`dependent` cannot exist without `referenced`, as the server's pg_depend says."""

    dependent: ObjectId
    referenced: ObjectId


class UnknownObject(NamedTuple):
    """A user's object of a kind that is not understood yet: named, never planned."""

    kind: str
    name: str
    """The server's own words for it (`pg_identify_object`)."""
    fingerprint: str = ""


class ManagedObject(NamedTuple):
    """What was left out because it is the platform's; its parts come with it."""

    kind: str
    """In words, as the server says them: `table`, `default privileges`, `members of extension`."""
    schema: str
    name: str
    number: int = 1
    """How many things it stands for: the members of an extension."""


class _Read(NamedTuple):
    """What a catalog holds; apart from it because a named tuple has no room for what is worked out."""

    objects: Mapping[ObjectId, SchemaObject]
    dependencies: tuple[Dependency, ...] = ()
    unknown: tuple[UnknownObject, ...] = ()
    server_version: int = 0
    """`server_version_num`; 0 where no server was asked (an empty catalog)."""
    label: str = ""
    """What the person calls it: an address without its password, a file, a folder."""
    assumptions: tuple[str, ...] = ()
    """What was taken for granted while reading: stand-ins for absent extensions and the like."""
    session_role: str = ""
    """The role that read it; empty where no server was asked."""
    is_supabase: bool = False
    """A Supabase project's database: what belongs to the platform was left out."""
    managed: tuple[ManagedObject, ...] = ()
    """What was left out for that; not saved in a snapshot, since the platform changes it by itself."""
    ground: frozenset[ObjectId] = frozenset()
    """Of a replay on the platform's objects that stands beside a database without them: what they brought along."""
    optional: tuple[str, ...] = ()
    """What was read besides because it was asked for: roles, parameters."""
    addresses: Mapping[Address, ObjectId] = MappingProxyType({})
    """How pg_depend knew the objects when they were read: good for that one database, and not saved."""
    shared: object = None
    """Keeps what it has in common with other catalogs alive, for the next one that is read."""

    left_out: int = 0
    """How many relations were not read, since they are the same on the other side and nothing that differs is tied to
    them. Such a catalog is good for telling those two apart, and has no fingerprint."""


class Catalog(_Read):
    """Everything read from one database at one moment."""

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over identities and attributes in canonical order; facts and labels do not count."""
        assert not self.left_out, "a catalog that was read in part has no fingerprint"
        import hashlib  # brings OpenSSL, slow to import, and comparing needs no fingerprint

        digest = hashlib.sha256()
        for object_id in sorted(self.objects):
            attributes = self.objects[object_id].attributes
            digest.update(_ENCODE([object_id, sorted(attributes.items())]).encode())
        for unknown in sorted(self.unknown):
            digest.update(json.dumps(unknown).encode())
        return digest.hexdigest()

    @cached_property
    def managed_number(self) -> int:
        """How many things were left out because they are the platform's."""
        return sum(item.number for item in self.managed)

    @cached_property
    def children(self) -> Mapping[ObjectId, tuple[ObjectId, ...]]:
        """Ids of the direct children by parent id, sorted; parents may be absent from `objects`."""
        found: defaultdict[ObjectId, list[ObjectId]] = defaultdict(list)
        for item in self.objects.values():
            if item.parent is not None:
                found[item.parent].append(item.id)
        return {parent: tuple(sorted(ids)) for parent, ids in found.items()}

    @cached_property
    def extensions(self) -> tuple[SchemaObject, ...]:
        """Those that are there, sorted by name."""
        return tuple(self.objects[one] for one in sorted(one for one in self.objects if one.kind == "extension"))

    @cached_property
    def needs(self) -> Mapping[ObjectId, tuple[ObjectId, ...]]:
        """What each object depends on."""
        return _grouped((d.dependent, d.referenced) for d in self.dependencies)

    @cached_property
    def dependents(self) -> Mapping[ObjectId, tuple[ObjectId, ...]]:
        """Who depends on each object, directly."""
        return _grouped((d.referenced, d.dependent) for d in self.dependencies)

    @cached_property
    def tables_by_name(self) -> Mapping[str, ObjectId]:
        """Tables, foreign ones too, by the name that the server prints under an empty search_path: `public.orders`."""
        kinds = {"table", "foreign_table"}
        return {f"{ident(one.schema)}.{ident(one.name)}": one for one in self.objects if one.kind in kinds}

    @cached_property
    def types_by_name(self) -> Mapping[str, ObjectId]:
        """Types by the name that the server prints under an empty search_path; multiranges go by their range."""
        kinds = {"enum", "domain", "range", "composite_type", "base_type"}
        found = {f"{ident(one.schema)}.{ident(one.name)}": one for one in self.objects if one.kind in kinds}
        ranges = (item for item in self.objects.values() if item.id.kind == "range")
        return found | {item.text("multirange"): item.id for item in ranges}

    @cached_property
    def heirs(self) -> Mapping[ObjectId, tuple[ObjectId, ...]]:
        """Direct partitions and inheriting tables by parent table."""
        found: list[tuple[ObjectId, ObjectId]] = []
        for name, one in self.tables_by_name.items():
            item = self.objects[one]
            for parent in (*item.texts("inherits"), *filter(None, [item.optional_text("partition_of")])):
                if above := self.tables_by_name.get(parent):
                    found.append((above, self.tables_by_name[name]))
        return _grouped(found)

    @cached_property
    def relations_by_name(self) -> Mapping[str, ObjectId]:
        """Indexes, and keys with their index, by qualified name."""
        kinds = {"index", "primary_key", "unique", "exclude"}
        return {f"{ident(one.schema)}.{ident(one.name)}": one for one in self.objects if one.kind in kinds}

    @cached_property
    def constraints_by_name(self) -> Mapping[tuple[str, str], tuple[ObjectId, ...]]:
        """By schema and name; columns and domains stand for their NOT NULL, which has a name since 18 and 17."""
        kinds = {"primary_key", "unique", "exclude", "check", "foreign_key", "domain_constraint"}
        found: list[tuple[tuple[str, str], ObjectId]] = []
        for one, item in self.objects.items():
            name = one.name if one.kind in kinds else item.optional_text("not_null_constraint")
            if name:
                found.append(((one.schema, name), one))
        return _grouped(found)

    @cached_property
    def default_privileges(self) -> tuple[SchemaObject, ...]:
        return tuple(self.objects[one] for one in sorted(self.objects) if one.kind == "default_privilege")

    def descendants(self, object_id: ObjectId) -> tuple[ObjectId, ...]:
        """Children, their children and so on, parents before children."""
        found: list[ObjectId] = []
        waiting = list(self.children.get(object_id, ()))
        while waiting:
            child = waiting.pop(0)
            found.append(child)
            waiting.extend(self.children.get(child, ()))
        return tuple(found)


def _grouped(pairs: Iterable[tuple[_Key, ObjectId]]) -> dict[_Key, tuple[ObjectId, ...]]:
    found: defaultdict[_Key, list[ObjectId]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}


EMPTY = Catalog(objects={}, label="empty")
