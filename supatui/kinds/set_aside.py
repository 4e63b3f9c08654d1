"""Columns of whole rows, whose values stand aside as text while PostgreSQL writes the rows of their table anew.

Where the shape of what they hold stays, that is the text of the whole value. Where a table gets or loses columns, a
plain row of it stands as an array of the texts of what stays, and has nulls in what is new, as PostgreSQL itself has it
after ADD COLUMN. What neither can carry has to be null, which is counted before anything runs.

Source: manual, Composite Types, Composite Type Input and Output Syntax; tablecmds.c, find_composite_type_dependencies.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import casts, conversions
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.column_settings import restated
from supatui.kinds.held_rows import empty_column, guard_step
from supatui.kinds.kind import Alteration, Change
from supatui.kinds.partitions import (
    detachment,
    foreign_heirs,
    heirs_of,
    keyed_by,
    narrowed,
    parents_of,
    refuse_two_parents,
)
from supatui.kinds.row_types import aside, columns_within, once_not_held, rows_to_hold, written
from supatui.kinds.steps import with_hazard

_IN_STEPS = "change it in steps: add the new form beside the old one, move the data, drop the old"
_PADDED = frozenset({"character", "bpchar", '"char"'})
"""Strings that are printed inside a row otherwise than a cast gives them."""
_KEPT = frozenset({"privilege", "sequence", "column", "table"})
"""Kinds that depend on a column and do not mind its type."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """How columns of whole rows get out of the way."""

    alterations: dict[ObjectId, Alteration]
    """By the first of the columns of each table."""
    rebuilds: frozenset[ObjectId]
    """Columns that have to be made again instead, empty, and tables that are partitioned by such."""


def set_aside(wanted: Iterable[ObjectId], apart: Set[ObjectId], change: Change) -> SetAside:
    """The steps for the columns that are among what has to make way.

    `apart` are types and columns that a succession leads.

    Raises: PlanError, for a column that can neither stand aside nor be made again.
    """
    columns = sorted(one._replace(kind="column") for one in wanted if one.kind == aside(one).kind)
    families: dict[ObjectId, list[SchemaObject]] = {}
    for one in columns:
        item = change.old_catalog.objects[one]
        if item.parent is not None and not _is_below(item, columns, change.old_catalog):
            families.setdefault(item.parent, []).append(item)
    alterations: dict[ObjectId, Alteration] = {}
    rebuilds: set[ObjectId] = set()
    for table, items in families.items():
        if _can_stand_aside(table, items, apart, change):
            alterations[items[0].id] = _alteration(table, items, change)
            continue
        family = _with_heirs(items, change)
        rebuilds |= keyed_by(family)
        for item in family:
            _refuse_typed(item, change)
            rebuilds.add(item.id)
    return SetAside(alterations, frozenset(rebuilds))


def _is_below(column: SchemaObject, columns: Sequence[ObjectId], catalog: Catalog) -> bool:
    """Whether a parent has it, too, and leads it along."""
    above = catalog.objects.get(column.parent) if column.parent else None
    tables = (catalog.tables_by_name.get(name) for name in (parents_of(above) if above else ()))
    return any(ObjectId("column", one.schema, column.id.name, one.path) in columns for one in tables if one)


def _with_heirs(items: Iterable[SchemaObject], change: Change) -> list[SchemaObject]:
    heirs = {heir for item in items for heir in heirs_of(item, change.old_catalog)} - change.dropped
    return [*items, *(change.old_catalog.objects[one] for one in sorted(heirs))]


def _tables_going(items: Iterable[SchemaObject], change: Change) -> set[ObjectId]:
    """Those that lose the columns: they go themselves."""
    going = {heir for item in items for heir in heirs_of(item, change.old_catalog)} & change.dropped
    return {above for heir in going if (above := change.old_catalog.objects[heir].parent) is not None}


def _can_stand_aside(table: ObjectId, items: list[SchemaObject], apart: Set[ObjectId], change: Change) -> bool:
    """Whether the columns can get another type in their tables, and back, with nothing else moving there."""
    family = _with_heirs(items, change)
    if keyed_by(family) or foreign_heirs((one.id for one in family), change.old_catalog):
        return False
    if not apart.isdisjoint(one.id for one in family) or not all(_is_same(one, change) for one in family):
        return False
    tables = {one.parent for one in family if one.parent is not None}
    if not change.dropped.issuperset(_tables_going(items, change)):
        return False
    return all(_stays_where_it_is(one, change) for one in tables) and _type_stays(table, apart, change)


def _is_same(column: SchemaObject, change: Change) -> bool:
    return column.text("type") == change.new_catalog.objects[column.id].text("type")


def _stays_where_it_is(table: ObjectId, change: Change) -> bool:
    before, after = change.old_catalog.objects[table], change.new_catalog.objects[table]
    return parents_of(before) == parents_of(after) and not any(
        before.attributes.get(name) != after.attributes.get(name) for name in ("of_type", "partition_bound")
    )


def _type_stays(table: ObjectId, apart: Set[ObjectId], change: Change) -> bool:
    """Whether the type that the table is of stays as it is: meanwhile it is of none."""
    of_type = change.old_catalog.objects[table].optional_text("of_type")
    one = change.old_catalog.types_by_name.get(of_type) if of_type else None
    if one is None:
        return of_type is None
    states = [
        [catalog.objects[part] for part in (one, *catalog.children.get(one, ())) if part.kind != "privilege"]
        for catalog in (change.old_catalog, change.new_catalog)
        if one in catalog.objects
    ]
    return states[0] == states[-1] and len(states) == 2 and one not in apart | change.dropped


def _refuse_typed(column: SchemaObject, change: Change) -> None:
    """A column that comes with its table's type cannot be made again by itself."""
    table = change.old_catalog.objects[column.parent] if column.parent else None
    if table is not None and table.optional_text("of_type") is not None:
        raise PlanError(
            f"{table.id} cannot change together with the rows that {column.id} holds",
            where=f"{column.id} has the type {column.text('type')}, and comes with {table.text('of_type')}",
            hint=f"change {table.text('of_type')}, or what {table.id.path} inherits, in a plan of its own",
        )


def _alteration(table: ObjectId, items: list[SchemaObject], change: Change) -> Alteration:
    lead = items[0].id
    family = _with_heirs(items, change)
    for item in items:
        refuse_two_parents(item, heirs_of(item, change.old_catalog), change)
    ids = frozenset(one.id for one in family)
    tables = sorted({one.parent for one in family if one.parent is not None})
    ways = [_way(item, change) for item in items]
    name = qualified(table.schema, table.name)

    def step(words: Iterable[Sql]) -> Action:
        statement = sql("alter table {}\n    {}", name, joined(",\n    ", list(words)))
        action = Action(statement, lead, touches=ids, lock=Lock.ACCESS_EXCLUSIVE, locked=frozenset({table}))
        return with_hazard(action, HazardKind.REWRITE, "the table and all its indexes are written anew")

    out = once_not_held(tables, step(_retyped(one, way.out) for one, way in zip(items, ways, strict=True)), change)
    gone = map(detachment, _tables_going(items, change))
    out = replace(out, creates=out.creates.union(map(aside, ids)), needs=out.needs.union(gone))
    home = once_not_held(tables, step(_retyped(one, way.home) for one, way in zip(items, ways, strict=True)), change)
    home = with_hazard(home, HazardKind.FAILS_ON_DATA, "fails where a value is none of the new type")
    held = {above for one in family for above in _held_tables(one.id, change)}
    needs = {one for item in family for one in rows_to_hold(item.id, change.new_catalog)}
    needs.update(map(written, held), map(narrowed, held))
    home = replace(home, creates=home.creates | ids, needs=home.needs | needs)
    steps = [out, home]
    if of_type := change.old_catalog.objects[table].optional_text("of_type"):
        steps = [_bare(lead, sql("alter table {} not of", name)), *steps]
        steps.append(_bare(lead, sql("alter table {} of {}", name, verbatim(of_type))))
    counted = [one for one, way in zip(items, ways, strict=True) if way.counted]
    if guards := [empty_column(one, change.old_catalog, _IN_STEPS) for one in counted]:
        steps.insert(0, guard_step(lead, guards))
    settings = (each for one in family for each in restated(change.new_catalog.objects[one.id]))
    return Alteration((*steps, *settings), frozenset(_disturbed(family, change.old_catalog)))


def _bare(lead: ObjectId, statement: Sql) -> Action:
    return Action(statement, lead, lock=Lock.ACCESS_EXCLUSIVE)


def _retyped(column: SchemaObject, words: tuple[Sql, Sql]) -> Sql:
    return sql("alter column {} type {} using {}", ident(column.id.name), *words)


def _disturbed(family: Iterable[SchemaObject], catalog: Catalog) -> Iterator[ObjectId]:
    """What stands on the columns and knows their type."""
    for column in family:
        for one in catalog.dependents.get(column.id, ()):
            if one.kind not in _KEPT or catalog.objects[one].optional_text("generated"):
                yield one
        yield from (one for one in catalog.children.get(column.id, ()) if one.kind == "default")


# how values stand aside


@dataclass(frozen=True, slots=True)
class _Way:
    out: tuple[Sql, Sql]
    """The type and the expression with which a value goes."""
    home: tuple[Sql, Sql]
    """Those with which it comes back."""
    counted: bool = False
    """Whether no value but null finds back."""


def _way(column: SchemaObject, change: Change) -> _Way:
    value, wanted = ident(column.id.name), verbatim(column.text("type"))
    whole = _Way((verbatim("text"), sql("{}::text", value)), (wanted, sql("{}::{}", value, wanted)))
    if all(_is_read_again(one, change) for one in _held_types(column.id, change)):
        return whole
    table = _plain(column.text("type"), change.old_catalog)
    if table is None or not _is_read_by_parts(table, column, change):
        return replace(whole, counted=True)
    kept, came = _kept(table, change), _came(table, change)
    fields = joined(", ", [sql("({}).{}::text", value, ident(one.name)) for one in kept])
    parts = [
        sql("{}[{}]::{}", value, number, verbatim(change.new_catalog.objects[one].text("type")))
        for number, one in enumerate(kept, 1)
    ]
    row = joined(", ", [*parts, *(verbatim("null") for _ in came)])
    out = sql("case when {} is distinct from null then array[{}] end", value, fields)
    home = sql("case when {} is not null then row({})::{} end", value, row, wanted)
    return _Way((verbatim("text[]"), out), (wanted, home))


def _held_types(column: ObjectId, change: Change) -> list[ObjectId]:
    """The tables and composite types that a value of the column is built of."""
    parts = columns_within(column, change.old_catalog)
    return sorted({above for one in parts if (above := change.old_catalog.objects[one].parent) is not None})


def _held_tables(column: ObjectId, change: Change) -> list[ObjectId]:
    return [one for one in _held_types(column, change) if one.kind == "table"]


def _parts(whole: ObjectId, catalog: Catalog) -> list[ObjectId]:
    """Its columns or attributes, in order."""
    found = [catalog.objects[one] for one in catalog.children.get(whole, ()) if one.kind in {"column", "attribute"}]
    return [one.id for one in sorted(found, key=lambda item: item.number("position") or 0)]


def _kept(whole: ObjectId, change: Change) -> list[ObjectId]:
    parts = _parts(whole, change.old_catalog)
    return [one for one in parts if one in change.new_catalog.objects and one not in change.dropped]


def _came(whole: ObjectId, change: Change) -> list[ObjectId]:
    kept = _kept(whole, change)
    return [one for one in _parts(whole, change.new_catalog) if one not in kept]


def _is_read_again(whole: ObjectId, change: Change) -> bool:
    """Whether the text of a value from before is one of it afterwards, and means the same."""
    if whole not in change.new_catalog.objects or whole in change.dropped:
        return False
    kept = _kept(whole, change)
    if kept != _parts(whole, change.old_catalog) or _came(whole, change):
        return False
    return not any(one in change.wishes.using for one in kept) and all(
        before == after or (casts.same_family(before, after) and _PADDED.isdisjoint(map(casts.base, (before, after))))
        for before, after in (_types(one, change) for one in kept)
    )


def _is_read_by_parts(table: ObjectId, column: SchemaObject, change: Change) -> bool:
    """Whether each part that stays can come back by its text, all that is in it as it was."""
    if table not in change.new_catalog.objects or table in change.dropped or not _kept(table, change):
        return False
    others = [one for one in _held_types(column.id, change) if one != table]
    return all(_is_read_again(one, change) for one in others) and not any(
        one in change.wishes.using
        or isinstance(
            conversions.using(ident(one.name), *_types(one, change), change.old_catalog, change.new_catalog),
            conversions.NoCast,
        )
        for one in _kept(table, change)
    )


def _types(part: ObjectId, change: Change) -> tuple[str, str]:
    return change.old_catalog.objects[part].text("type"), change.new_catalog.objects[part].text("type")


def _plain(type_name: str, catalog: Catalog) -> ObjectId | None:
    """The table whose rows a type has, by itself or as a domain; None for arrays and what is built of more."""
    while (one := catalog.types_by_name.get(type_name)) is not None and one.kind == "domain":
        type_name = catalog.objects[one].text("base_type")
    return catalog.tables_by_name.get(type_name)
