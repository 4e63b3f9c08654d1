"""Sequences that no identity column owns."""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, qualified, sql, verbatim
from supatui.catalog.sequences import owning_column
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.sequence_range import Numbers, renumbered
from supatui.kinds.steps import NOTHING, altered, created, dropped, name_of, ownership, with_hazard


def _reference(item: SchemaObject) -> Sql:
    return sql("sequence {}", name_of(item))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    words = verbatim("unlogged sequence" if item.text("persistence") == "unlogged" else "sequence")
    numbers = numbers_of(item)
    clauses = numbers.clauses(numbers.unlike_new("bigint"))
    statement = joined(" ", [sql("create {} {}", words, name_of(item)), *clauses])
    action = created(item, statement)
    column = owning_column(item)
    if column is not None:  # before it, so that a column that comes to rows has their values from it at once
        action = replace(action, waives=frozenset({column}))
    if column is not None and _follows_identity(item, change):
        action = replace(action, needs=action.needs | {put_aside(column)})
    return (action, *_ownership(item, change.executor, change))


def _ownership(item: SchemaObject, owner: str | None, change: Change) -> tuple[Action, ...]:
    """Steps of their own: the column's default needs the sequence, whose owner is the column, and the table's owner."""
    column = owning_column(item)
    if column is None:
        return NOTHING
    table = ObjectId("table", item.id.schema, item.text("owning_table"))
    name = sql("{}.{}", qualified(table.schema, table.name), ident(column.name))
    needs = frozenset({column, item.id, ownership(table)})
    steps = [Action(sql("alter sequence {} owned by {}", name_of(item), name), item.id, needs=needs)]
    found = change.new_catalog.objects.get(table)
    wanted = found.optional_text("owner") if found else None
    if wanted and wanted != owner:
        handed = sql("alter sequence {} owner to {}", name_of(item), ident(wanted))
        token = ownership(item.id)
        steps.insert(0, Action(handed, item.id, creates=frozenset({token}), needs=needs))
        steps[1] = replace(steps[1], needs=needs | {token})
    return tuple(steps)


def _keeps_position(item: SchemaObject, change: Change) -> bool:
    """Whether the steps of its column drop a sequence, after they read it."""
    column = owning_column(item)
    after = change.new_catalog.objects.get(column) if column else None
    before = change.old_catalog.objects.get(column) if column else None
    if before is None or after is None or column in change.dropped:
        return False
    return before.optional_text("identity") is None and after.optional_text("identity") is not None


def _follows_identity(item: SchemaObject, change: Change) -> bool:
    """Whether it takes the place of an identity's sequence, whose position it gets."""
    column = owning_column(item)
    before = change.old_catalog.objects.get(column) if column else None
    after = change.new_catalog.objects.get(column) if column else None
    if before is None or after is None or column in change.created:
        return False
    return before.optional_text("identity") is not None and after.optional_text("identity") is None


def put_aside(column: ObjectId) -> ObjectId:
    """The fact that an identity's sequence has its former name: an object of the order, not of a catalog."""
    return ObjectId("put_aside", column.schema, column.name, column.parent)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    column = owning_column(item)
    if column is not None and (column in change.dropped or _keeps_position(item, change)):
        return NOTHING
    action = dropped(item, sql("drop sequence {}", name_of(item)), lock=Lock.ACCESS_EXCLUSIVE)
    detail = "the position of the sequence is lost"
    return (with_hazard(action, HazardKind.DATA, detail, irreversible=detail),)


def persistence(item: SchemaObject) -> Action:
    """The step that makes it logged or unlogged, as it is."""
    words = verbatim("set unlogged" if item.text("persistence") == "unlogged" else "set logged")
    return altered(item, sql("alter sequence {} {}", name_of(item), words))


def numbers_of(item: SchemaObject) -> Numbers:
    """The numbers that it gives, and how."""
    names = ("start", "increment", "minimum", "maximum", "cache")
    start, increment, minimum, maximum, cache = (item.number(name) or 0 for name in names)
    return Numbers(item.text("type"), start, increment, minimum, maximum, cache, item.flag("cycle"))


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    actions = []
    if "persistence" in changed:
        actions.append(persistence(new))
    actions.extend(renumbered(new, name_of(new), numbers_of(old), numbers_of(new)))
    column = owning_column(new)
    # its form waits neither for the column that it is to belong to, nor for defaults that go: they may need it, too
    waived = frozenset({column} if column else ())
    actions = [replace(one, touches=frozenset(), waives=waived) for one in actions]
    if "owned_by" in changed:
        former = owning_column(old)
        releases = frozenset({former} if former else ())
        actions.extend(replace(step, releases=releases) for step in _given(old, new, former, change))
    return Alteration(tuple(actions))


def _given(old: SchemaObject, new: SchemaObject, former: ObjectId | None, change: Change) -> tuple[Action, ...]:
    """The steps to another column, or to none. While it belongs to one, it has its table's owner and gets no other.

    Source: PostgreSQL manual, ALTER SEQUENCE, OWNED BY; ALTER TABLE, OWNER.
    """
    owner = old.optional_text("owner") or (change.executor if former is None else _owner_throughout(old, change))
    steps = _ownership(new, owner, change)
    free = Action(sql("alter sequence {} owned by none", name_of(new)), new.id)
    if not steps:
        return (free,)
    if former is None or len(steps) == 1:
        return steps
    let_go = ObjectId("let_go", new.id.schema, new.id.name)  # an object of the order, not of a catalog
    handed = replace(steps[0], needs=steps[0].needs | {let_go})
    return (replace(free, creates=frozenset({let_go})), handed, *steps[1:])


def _owner_throughout(item: SchemaObject, change: Change) -> str | None:
    """The owner of the table that it belongs to, where that stays the owner."""
    table = ObjectId("table", item.id.schema, item.text("owning_table"))
    owners = {
        found.optional_text("owner") if (found := catalog.objects.get(table)) else None
        for catalog in (change.old_catalog, change.new_catalog)
    }
    return owners.pop() if len(owners) == 1 else None


KIND = Kind(
    name="sequence",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_class", "oid"),),
)
