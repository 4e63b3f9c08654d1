"""Rows of catalog queries → objects. The one loop that runs for every object, so it is written for speed.

A large schema says the same few things about most of its columns, and two sides of a comparison are nearly the same.
So what is alike is kept once: it takes a third of the memory, and comparing is mostly a look at the identity.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from sys import intern

from supatui.catalog.canonical import AS_WRITTEN, canonical
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject, Value

_Cells = tuple[object, ...]


class Shared:
    """What the catalogs of this process have in common; it lives as long as one of them does."""

    def __init__(self) -> None:
        self.mappings: dict[tuple[str, ...], dict[_Cells, Mapping[str, Value]]] = {}
        """By names and cells: attributes or facts."""
        self.latest: Mapping[ObjectId, SchemaObject] = {}
        """Objects of the catalog that was read last, maybe not to its end yet."""

    _current: "weakref.ref[Shared] | None" = None

    @classmethod
    def current(cls) -> "Shared":
        """The one that living catalogs use, else a new one."""
        found = cls._current() if cls._current else None
        if found is None:
            found = cls()
            cls._current = weakref.ref(found)
        return found


class RowReader:
    """Makes objects of the rows of one query."""

    def __init__(
        self,
        columns: Sequence[str],
        passed_over: frozenset[str],
        shared: Shared,
        known: Mapping[ObjectId, SchemaObject],
        parents: dict[_Cells, ObjectId],
    ) -> None:
        """`passed_over` are columns that are neither attribute, fact nor part of an identity; `known` the objects of
        another catalog, to take what is the same from; `parents` the ids of those that the queries before spoke of."""
        self._at = {name: place for place, name in enumerate(columns)}
        told = {"schema_name", "name", "signature", "kind", *passed_over}
        own = [name for name in columns if name not in told and not name.startswith(("parent_", "belongs_"))]
        self._attributes = self._mapping_of([name for name in own if not name.startswith("fact_")], shared)
        self._facts = self._mapping_of([name for name in own if name.startswith("fact_")], shared)
        self._known, self._parents = known, parents

    def objects(self, rows: Iterable[_Cells], sole_kind: str) -> Iterator[tuple[_Cells, SchemaObject]]:
        """Each row with its object, in order; `sole_kind` where the query does not say the kind."""
        at, known, attributes_of, facts_of = self._at, self._known, self._attributes, self._facts
        schema_at, name_at = at["schema_name"], at["name"]
        kind_at, signature_at = at.get("kind"), at.get("signature")
        parent_at, belongs_at = at.get("parent_kind"), at.get("belongs_kind")
        for row in rows:
            kind = sole_kind if kind_at is None else str(row[kind_at])
            schema = intern(str(row[schema_at] or ""))
            parent = owner = None
            if parent_at is not None and row[parent_at] is not None:
                parent = self._parent(row, schema)
            if belongs_at is not None and row[belongs_at] is not None:
                owner = ObjectId(str(row[belongs_at]), schema, str(row[at["belongs_name"]]))
            signature = "" if signature_at is None else str(row[signature_at] or "")
            path = parent.path if parent else ""
            object_id = ObjectId(kind, schema, intern(str(row[name_at])), path, signature)
            made_of = attributes_of(row)
            derived = facts_of(row)
            home = parent or owner
            same = known.get(object_id)
            if same is not None and same.attributes is made_of and same.facts is derived and same.parent == home:
                yield row, same
            else:
                yield row, SchemaObject(same.id if same else object_id, home, made_of, derived)

    def _parent(self, row: _Cells, schema: str) -> ObjectId:
        """The same id for all parts of one object, whose rows mostly follow one another."""
        at = self._at
        key = (
            str(row[at["parent_kind"]]),
            schema,
            str(row[at["parent_name"]]),
            str(row[at["parent_parent"]] or "") if "parent_parent" in at else "",
            str(row[at["parent_signature"]] or "") if "parent_signature" in at else "",
        )
        found = self._parents.get(key)
        if found is None:
            same = self._known.get(ObjectId(*key))
            found = self._parents[key] = same.id if same else ObjectId(*key)
        return found

    def _mapping_of(self, names: Sequence[str], shared: Shared) -> Callable[[_Cells], Mapping[str, Value]]:
        """What gives the cells of these columns by name, null left out; equal cells give the same mapping."""
        said = tuple(name.removeprefix("fact_") for name in names)
        known = shared.mappings.setdefault(said, {})
        places = [self._at[name] for name in names]
        # With one place, itemgetter gives the cell itself.
        cells_of = itemgetter(*places) if len(places) > 1 else lambda row: tuple(row[place] for place in places)

        def mapping_of(row: _Cells) -> Mapping[str, Value]:
            cells = cells_of(row)
            try:
                found = known.get(cells)
            except TypeError:  # a list is in it
                cells = tuple(_hashable(cell) for cell in cells)
                found = known.get(cells)
            if found is None:
                made = {name: _value(name, cell) for name, cell in zip(said, cells, strict=True) if cell is not None}
                found = known[cells] = made
            return found

        return mapping_of


def _hashable(cell: object) -> object:
    return tuple(_hashable(each) for each in cell) if isinstance(cell, list) else cell


def _value(name: str, cell: object) -> Value:
    if isinstance(cell, str):
        return cell if name in AS_WRITTEN else canonical(cell)
    if isinstance(cell, list | tuple):
        return tuple(_value(name, item) for item in cell)
    assert cell is None or isinstance(cell, int | float | bool), cell
    return cell
