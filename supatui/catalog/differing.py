"""Two databases of one major version → what differs, and what that is tied to; of all other relations only that they
are the same.

A relation is a table, view, materialized view or foreign table with all its parts. The server makes a fingerprint of
each (`relations.sql`), for a fifth of what reading them costs; only those whose fingerprints differ are read, with what
a change of theirs may reach on either side (`reached.sql`). Everything that is no relation is read in full.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeVar

from supatui.catalog.identity import ObjectId
from supatui.catalog.introspect import CatalogReading, RelationMark, is_of_relations
from supatui.catalog.model import Address, Catalog, SchemaObject
from supatui.catalog.queries import Among, own_query
from supatui.catalog.quoting import literal, sql, verbatim

FEWEST_RELATIONS = 200
"""With fewer, reading them is as fast as asking which differ."""
LARGEST_SHARE = 0.3
"""Of the relations; where more would have to be read, all of them are."""

Readings = tuple[CatalogReading, CatalogReading]

_Got = TypeVar("_Got")


class OnBoth(Protocol):
    """Does something with the first (0) and with the second (1), at the same time where it can; gives both results."""

    def __call__(self, job: Callable[[int], _Got]) -> tuple[_Got, _Got]: ...


_SWITCH = """
select pg_catalog.set_config('enable_nestloop', {}, true), pg_catalog.set_config('enable_mergejoin', {}, true)
"""
_NESTED_LOOPS = sql(_SWITCH, literal("on"), literal("off"))
"""For few rows of large catalogs, found by their indexes: a merge join goes through all of an index."""
_HASH_JOINS = sql(_SWITCH, literal("off"), literal("on"))
"""For all rows, as the session began."""

_Name = tuple[str, str]
_Outline = Mapping[_Name, RelationMark]
"""What is no user's own has no fingerprint and is always read: a user's triggers and privileges may be on it."""


def read_differing(
    readings: Readings, on_both: OnBoth, *, fewest: int = FEWEST_RELATIONS, largest_share: float = LARGEST_SHARE
) -> tuple[Catalog, Catalog]:
    """Both catalogs, without the relations that are the same on both and that no change reaches.

    What tells the two apart, and what plans lead from one to the other, is the same as with both in full; and they are
    in full where less does not pay, or where the servers' fingerprints do not compare. Nothing was taken yet.
    Raises: CatalogPermissionError, ConnectionLostError, CancelledError.
    """
    if not _compare(readings) or max(reading.probe.relations for reading in readings) < fewest:
        return on_both(lambda side: _in_full(readings[side]))
    outlines = on_both(lambda side: _outline(readings[side]))
    most = largest_share * max(reading.probe.relations for reading in readings)
    chosen = frozenset(_different(outlines))
    if len(chosen) <= most:
        on_both(lambda side: _take(readings[side], outlines[side], chosen))
        changes = _changes(readings)
        reached = on_both(lambda side: _reached(readings[side], outlines[side], changes))
        more = (reached[0] | reached[1]) - chosen
        if len(chosen) + len(more) <= most:
            return on_both(lambda side: _finish(readings[side], outlines[side], chosen, more))
    return on_both(lambda side: _rest_in_full(readings[side]))


def _compare(readings: Readings) -> bool:
    """Whether equal fingerprints mean equal relations: a major version has its own oids and its own catalogs."""
    first, second = (reading.probe for reading in readings)
    return first.version // 10000 == second.version // 10000 and first.is_supabase == second.is_supabase


def _in_full(reading: CatalogReading) -> Catalog:
    reading.take(reading.batches, reading.own_queries)
    return reading.catalog()


def _outline(reading: CatalogReading) -> _Outline:
    """Read what is no relation, and the fingerprints of all relations."""
    reading.take([batch for batch in reading.batches if not is_of_relations(batch)], ["relations"])
    return {(one.schema, one.name): one for one in reading.relations}


def _different(outlines: tuple[_Outline, _Outline]) -> Iterator[_Name]:
    first, second = outlines
    for name in first.keys() | second.keys():
        one, other = first.get(name), second.get(name)
        if one is None or other is None or one.fingerprint != other.fingerprint:
            yield name


class _Changes(NamedTuple):
    """Of what was read on both sides."""

    all: frozenset[ObjectId]
    """What differs, or is there on one side alone."""
    reaching: frozenset[ObjectId]
    """What may take others along: it goes, or is made anew, or is changed in more than what is only said of it."""


def _changes(readings: Readings) -> _Changes:
    first, second = (reading.objects for reading in readings)
    inert = {kind.name: kind.inert for kind in readings[0].kinds}
    different: set[ObjectId] = set()
    reaching = set(first.keys() - second.keys()) | (second.keys() - first.keys())
    for one in first.keys() & second.keys():
        old, new = first[one], second[one]
        if old is new or (old.attributes == new.attributes and old.parent == new.parent):
            continue
        different.add(one)
        names = old.attributes.keys() | new.attributes.keys()
        changed = {name for name in names if old.attributes.get(name) != new.attributes.get(name)}
        if changed - {"comment", "owner"} - inert[one.kind]:
            reaching.add(one)
    for one in tuple(reaching):  # a type changes with its attributes and constraints
        above = (first.get(one) or second[one]).parent
        while above is not None and above.kind not in _RELATION_KINDS:
            reaching.add(above)
            item = first.get(above) or second.get(above)
            above = item.parent if item is not None else None
    return _Changes(frozenset(different | reaching), frozenset(reaching))


_RELATION_KINDS = frozenset({"table", "view", "materialized_view", "foreign_table"})


def _reached(reading: CatalogReading, outline: _Outline, changes: _Changes) -> frozenset[_Name]:
    """The relations that these changes may reach in one database, and those that they are about."""
    changed = [(address, one) for address, one in reading.by_address.items() if one in changes.all]
    about = {_relation_of(item) for one in changes.all if (item := reading.objects.get(one)) is not None}
    if not changed:
        return frozenset(name for name in outline if name in about)
    reaching = [(address, one) for address, one in changed if one in changes.reaching]
    query = own_query("reached").replace("{changed}", _rows(changed)).replace("{reaching}", _rows(reaching))
    (answer,) = reading.ask(verbatim(query))
    oids = {row[0] for row in answer.rows}
    return frozenset(name for name, one in outline.items() if one.oid in oids or name in about)


def _relation_of(item: SchemaObject) -> _Name | None:
    """The relation that it is a part of, where it says so."""
    return (item.parent.schema, item.parent.name) if item.parent and item.parent.kind in _RELATION_KINDS else None


_NOTHING = "(4294967295::pg_catalog.oid, 4294967295::pg_catalog.oid, 0)"
"""No object's address. A zero would be the server's own in 14."""


def _rows(objects: Iterable[tuple[Address, ObjectId]]) -> str:
    """What `values` takes: relations with all their columns. A row that matches nothing keeps an empty list legal."""
    addresses = [(*address[:2], -1) if one.kind in _RELATION_KINDS else address for address, one in objects]
    rows = [f"({classid}::pg_catalog.oid, {oid}::pg_catalog.oid, {subid})" for classid, oid, subid in addresses]
    return ", ".join([_NOTHING, *rows])


def _take(reading: CatalogReading, outline: _Outline, names: frozenset[_Name]) -> None:
    """Read these relations, and what a user may have put on others."""
    own = [outline[name].oid for name in names if name in outline]
    others = [one.oid for one in outline.values() if one.fingerprint is None]
    batches = [batch for batch in reading.batches if is_of_relations(batch)]
    reading.take(batches, among=Among(own, others), after=[_NESTED_LOOPS])


def _finish(reading: CatalogReading, outline: _Outline, chosen: frozenset[_Name], more: frozenset[_Name]) -> Catalog:
    """Read more relations than those that were chosen first, and what ties all of them together."""
    if more:
        _take(reading, outline, more)
    reading.take((), [name for name in reading.own_queries if name != "dependencies"])
    known = Among({oid for _, oid, _ in reading.by_address})
    reading.take((), ["dependencies"], among=known, after=[_HASH_JOINS])
    read = chosen | more
    left_out = [one for name, one in outline.items() if name not in read and one.fingerprint is not None]
    return reading.catalog(left_out=[(one.schema, one.name, one.owner) for one in left_out])


def _rest_in_full(reading: CatalogReading) -> Catalog:
    """What `_outline` did not read; some of it for the second time."""
    batches = [batch for batch in reading.batches if is_of_relations(batch)]
    reading.take(batches, reading.own_queries, after=[_HASH_JOINS])
    return reading.catalog()
