"""Rows that would be in the way of a change: counted at plan time where a database is there, and by the plan itself."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, ident, joined, literal, qualified, sql, verbatim
from supatui.catalog.sequences import owning_column
from supatui.kinds.action import Action, Guard, HazardKind
from supatui.kinds.partitions import heirs_below, heirs_of
from supatui.kinds.steps import with_hazard


def rows_of(column: SchemaObject, catalog: Catalog, coming: Set[ObjectId] = frozenset()) -> Sql:
    """The table, with those that inherit the column; without foreign ones, which may not even be readable.

    Beside such, heirs that are still `coming` are left out, too.
    """
    heirs = [catalog.objects[one].parent for one in sorted(heirs_of(column, catalog))]
    assert column.parent is not None
    if all(one is None or one.kind == "table" for one in heirs):
        return _name(column.parent)
    local = [column.parent, *(one for one in heirs if one is not None and one.kind == "table" and one not in coming)]
    parts = [sql("select {} from only {}", ident(column.id.name), _name(one)) for one in local]
    return sql("({})", joined(" union all ", parts))


def empty_column(column: SchemaObject, catalog: Catalog, hint: str) -> Guard:
    """A count of its values, nulls left out; a row of nulls is a value. Source: manual, Comparison Functions."""
    value = sql("r.{}", ident(column.id.name))
    query = sql("select count(*) from {} as r where {} is distinct from null", rows_of(column, catalog), value)
    return Guard(query, column.id, f"rows hold values of {column.text('type')}", hint)


def empty_table(table: SchemaObject, catalog: Catalog, hint: str, dropped: Set[ObjectId]) -> list[Guard]:
    """A count of its rows, and of its sequences that gave out a number; heirs are counted by themselves.

    What is in partitions that are `dropped` with it counts as its own.
    """
    name = _name(table.id)
    rows = _rows_in_parts(table.id, catalog, dropped) if table.flag("partitioned") else sql("only {}", name)
    parts = [catalog.objects[one] for one in catalog.children.get(table.id, ())]
    numbered = {one.id for one in parts if one.id.kind == "column" and one.optional_text("identity")}
    numbered |= {column for one in parts if one.id.kind == "sequence" and (column := owning_column(one)) is not None}
    guards = [Guard(sql("select count(*) from {}", rows), table.id, "rows are in it", hint)]
    for column in sorted(numbered):
        sequence = sql("pg_get_serial_sequence({}, {})::regclass", literal(name), literal(column.name))
        query = sql("select count(pg_sequence_last_value({}))", sequence)
        guards.append(Guard(query, column, "sequences gave out numbers", hint))
    return guards


def _rows_in_parts(table: ObjectId, catalog: Catalog, dropped: Set[ObjectId]) -> Sql:
    """What goes with a partitioned table: foreign rows are elsewhere, and partitions that leave keep theirs.

    Where not all is counted, a partition that came in later, which DROP TABLE takes along too, counts as a row.
    """
    known = heirs_below(table, catalog)
    along, waiting = set[ObjectId](), [table]
    while waiting:
        fresh = [one for one in catalog.heirs.get(waiting.pop(), ()) if one in dropped]
        along.update(fresh)
        waiting.extend(fresh)
    if along == known and all(one.kind == "table" for one in known):
        return _name(table)
    stored = [one for one in along if one.kind == "table" and not catalog.objects[one].flag("partitioned")]
    names = [literal(_name(one)) for one in sorted({table, *known})]
    others = sql(
        "select 1 from pg_partition_tree({}) where relid <> all (array[{}]::regclass[])",
        literal(_name(table)),
        joined(", ", names),
    )
    parts = [*(sql("select 1 from only {}", _name(one)) for one in sorted(stored)), others]
    return sql("({}) as r", joined(" union all ", parts))


_COUNTING = """
declare
    held bigint;
    row_security text := current_setting('row_security');
begin
    perform set_config('row_security', 'off', true);
"""
_COUNTED = """    perform set_config('row_security', row_security, true);
end
"""


def guard_step(owner: ObjectId, guards: Sequence[Guard]) -> Action:
    """The statement that counts them again, before anything else runs, and stops where there are any."""
    action = Action(_block(map(_look, guards)), owner, guards=tuple(guards))
    what = " or ".join(dict.fromkeys(guard.what for guard in guards))
    return with_hazard(action, HazardKind.FAILS_ON_DATA, f"stops, with nothing changed, if {what}")


def once_empty(action: Action, table: ObjectId, guards: Sequence[Guard]) -> Action:
    """A drop of the table, or of its column, that counts once more in the same statement, with everybody locked out.

    So no row that came in since the first count can be lost, whatever is a transaction: no data is lost by it.
    """
    lock = sql("    lock table {} in access exclusive mode;\n", _name(table))
    hazards = tuple(one for one in action.hazards if one.kind is not HazardKind.DATA)
    statement = _block([lock, *map(_look, guards), sql("    {};\n", action.sql)])
    return replace(action, sql=statement, hazards=hazards, irreversible=None, head=None)


def _block(lines: Iterable[Sql]) -> Sql:
    """It fails where a policy hides rows from who runs it, since these count, too. Source: manual, row_security."""
    return sql("do {}", dollar_quoted(joined("", [verbatim(_COUNTING), *lines, verbatim(_COUNTED)])))


def _look(guard: Guard) -> Sql:
    return sql(
        "    held := ({});\n    if held > 0 then\n        raise exception '%: % %',"
        " {}, held, {}\n            using errcode = 'check_violation', hint = {};\n    end if;\n",
        guard.query,
        literal(f"{guard.object.schema}.{guard.object.path}"),
        literal(guard.what),
        literal(guard.hint),
    )


def _name(table: ObjectId) -> Sql:
    return qualified(table.schema, table.name)
