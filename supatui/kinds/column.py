"""Columns of tables, without plain defaults, which are objects of their own."""

from collections.abc import Iterable
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds import (
    column_generation,
    column_identity,
    column_type,
    domain_values,
    identity_sequence,
    initial_privileges,
    lending,
    not_null,
    not_null_heirs,
)
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.column_settings import (
    beside_parents,
    changed_settings,
    compressed_apart,
    foreign_options,
    restated,
    settings,
)
from supatui.kinds.foreign_options import options_clause
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.partitions import (
    detachment,
    freed,
    heirs_of,
    narrowed,
    once_detached,
    parents_of,
    partition_parent,
    staying_parents,
)
from supatui.kinds.reach import follows_type
from supatui.kinds.row_types import in_the_way, once_not_held, rows_to_hold
from supatui.kinds.steps import (
    NOTHING,
    altering,
    created,
    dropped,
    is_of_foreign_table,
    on_column,
    parent_name,
    renaming_part,
    with_hazard,
)

_REACHING_HEIRS = (frozenset({"type", "collation"}), frozenset({"not_null", "not_null_unvalidated"}))
"""What ALTER TABLE on a parent changes in the tables that inherit from it, by statement."""

_IDENTITY = frozenset({"identity", "identity_options", "identity_sequence", "identity_type", "type"})

_GENERATION = frozenset({"generated", "expression"})

_EXCLUSIVE = Lock.ACCESS_EXCLUSIVE


def in_order(table: ObjectId, catalog: Catalog) -> tuple[SchemaObject, ...]:
    """The columns of a table, by position."""
    found = [catalog.objects[child] for child in catalog.children.get(table, ()) if child.kind == "column"]
    return tuple(sorted(found, key=lambda item: item.number("position") or 0))


def clause(item: SchemaObject, *, generated: bool = True, required: bool = True, named: bool = False) -> Sql:
    """The column as CREATE TABLE and ADD COLUMN write it, without a plain default.

    `generated` keeps an expression, `required` a NOT NULL, whose name is said in any case where it is `named`.
    """
    text = sql("{} {}", ident(item.id.name), verbatim(item.text("type")))
    if is_of_foreign_table(item) and (method := item.optional_text("compression")):
        text = sql("{} compression {}", text, verbatim(method))  # no ALTER says it
    if foreign_options := options_clause(item.texts("foreign_options")):
        text = sql("{} {}", text, foreign_options)
    if collation := item.optional_text("collation"):
        text = sql("{} collate {}", text, verbatim(collation))
    if generated and (when := item.optional_text("generated")):
        text = sql("{} generated always as ({}) {}", text, verbatim(item.text("expression")), verbatim(when))
    if item.optional_text("identity"):
        text = sql("{} {}", text, identity_sequence.clause(item))
    if required and (words := not_null.clause(item, named=named)):
        text = sql("{} {}", text, words)
    return text


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", parent_name(item), ident(item.id.name))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    comes = _comes_from_parent(item, change.new_catalog, change.created, change) and not item.flag("local")
    extras = settings(item) + column_identity.apart(item, change)
    if item.parent in change.created and item.flag("inherited"):
        extras += beside_parents(item, not_null.above(item, change.new_catalog))
    if (comes and item.parent not in change.created) or _is_inherited_at_once(item, change):
        extras += foreign_options(item)
    extras += column_identity.persistence(item, change) if item.optional_text("identity_persistence") else NOTHING
    is_above = column_identity.is_above_heirs(item, change)
    extras += (*not_null.additions(item, change), *identity_sequence.additions(item, is_typed=is_above))
    extras += _without_default(item, change)
    if item.parent in change.created and item.flag("not_null") and _comes_without_words(item, change):
        return (*_required(item, change), *extras)
    if item.parent in change.created or comes:
        return extras
    if _follows_type(item, change):
        return (*(_required(item, change) if item.flag("not_null") else ()), *extras)
    heirs = {
        heir
        for heir in heirs_of(item, change.new_catalog)
        if change.new_catalog.objects[heir].parent not in change.created
    }
    own = frozenset(one for one in heirs & change.created if change.new_catalog.objects[one].flag("local"))
    plain = column_identity.without(item) if is_above else item
    is_lent = lending.is_lent(item, change)
    action = _lent(item) if is_lent else _added(plain, change)
    if is_lent:
        extras += (*foreign_options(item), *(_required(item, change) if item.flag("not_null_no_inherit") else ()))
    if plain.optional_text("identity"):
        action = column_identity.once_owned(action, item)
    if _has_values_at_once(item, change.new_catalog):
        action = once_not_held(_tables((item.id, *sorted(heirs)), change.new_catalog), action, change)
    needs = action.needs | own | not_null.let_go(item) | rows_to_hold(item.id, change.new_catalog)
    action = replace(action, creates=action.creates | heirs - own, needs=needs, is_open=True)
    if (
        item.optional_text("generated") == "stored"
        or item.optional_text("identity")
        or _draws(item, change.new_catalog)
    ):
        action = with_hazard(action, HazardKind.REWRITE, "the table is written anew to fill the column")
    elif item.flag("not_null") and not _has_default(item, change.new_catalog):
        action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where the table has rows: there is no default")
    elif domain_values.refuses_values(item.text("type"), change.new_catalog) and not item.optional_text("generated"):
        action = _checked_by_domain(action, item, change.new_catalog)
    action = once_detached(action, item, change)
    steps = column_identity.above_heirs(item, action, (heirs & change.created) - own, change) if is_above else [action]
    return (*steps, *extras)


def _added(item: SchemaObject, change: Change) -> Action:
    words = clause(item, named=is_named(item, change))
    return _adding(item, sql("{} {}", altering(item), parent_name(item)), words)


def _adding(item: SchemaObject, head: Sql, words: Sql) -> Action:
    action = created(item, sql("{} add column {}", head, words), lock=_EXCLUSIVE, on=item.parent)
    return replace(action, head=head)


def _lent(item: SchemaObject) -> Action:
    """The step that adds it to the empty parent of its table, and so to that."""
    assert item.parent is not None, item.id
    plain = item._replace(attributes={k: v for k, v in item.attributes.items() if k != "foreign_options"})
    words = clause(plain, required=not item.flag("not_null_no_inherit"), named=True)
    action = _adding(item, sql("alter table {}", lending.lender_of(item.parent)), words)
    needs = frozenset({lending.lending(item.parent)})
    return replace(action, creates=action.creates | {lending.lent(item.id)}, needs=needs)


def _has_values_at_once(item: SchemaObject, catalog: Catalog) -> bool:
    generated, identity = item.optional_text("generated"), item.optional_text("identity")
    return bool(generated or identity or _has_default(item, catalog))


def _takes_in(item: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """What holds rows of tables which get the column, with values; foreign heirs that it comes to as it is above."""
    if item.parent in change.created:
        return frozenset()
    heirs = sorted(heirs_of(item, change.new_catalog))
    packed = compressed_apart(change.new_catalog.objects[one] for one in heirs)
    if not _has_values_at_once(item, change.new_catalog):
        return packed
    return packed | in_the_way(_tables((item.id, *heirs), change.new_catalog), change)


def is_named(item: SchemaObject, change: Change) -> bool:
    """Whether something has the name of its NOT NULL before it comes: the server would look for another by itself."""
    return not_null.is_taken(item, change) or _is_required_below(item, change)


def _is_required_below(item: SchemaObject, change: Change) -> bool:
    """Whether heirs have that name, which may be new themselves."""
    name, catalog = item.optional_text("not_null_constraint"), change.new_catalog
    heirs = [catalog.objects[one] for one in heirs_of(item, catalog)] if name else []
    first = [one for one in heirs if _may_come_first(one, change)]
    former = change.old_catalog.objects.get(item.id) if name else None
    left = heirs_of(former, change.old_catalog) - change.dropped if former else ()  # renamed once they have left
    first += [change.old_catalog.objects[one] for one in left]
    return any(one.optional_text("not_null_constraint") == name for one in first)


def _may_come_first(heir: SchemaObject, change: Change) -> bool:
    """Whether it is there before the column that it comes from: so it is in a new partition, attached later."""
    if heir.parent in change.created:
        return partition_parent(heir.parent, change.new_catalog) is not None
    return heir.id not in change.created or heir.flag("local")


def _is_inherited_at_once(item: SchemaObject, change: Change) -> bool:
    """Whether the column is made with its table, and only by the table's parents."""
    table = change.new_catalog.objects[item.parent] if item.parent in change.created and item.parent else None
    return table is not None and bool(table.texts("inherits")) and not item.flag("local")


def _checked_by_domain(action: Action, item: SchemaObject, catalog: Catalog) -> Action:
    """Adding a column of a domain with constraints: an array is null in old rows, and has no elements to check."""
    type_name = item.text("type")
    if type_name.endswith("[]") and not _has_default(item, catalog):
        return action
    action = with_hazard(action, HazardKind.REWRITE, "the table is written anew, and the domain asked for each row")
    if _has_default(item, catalog) or domain_values.has_default(type_name, catalog):
        return action
    detail = "fails where the table has rows and the domain takes no null: there is no default"
    return with_hazard(action, HazardKind.FAILS_ON_DATA, detail)


def _tables(columns: Iterable[ObjectId], catalog: Catalog) -> list[ObjectId]:
    return [above for one in columns if (above := catalog.objects[one].parent) is not None]


def _required(item: SchemaObject, change: Change) -> list[Action]:
    """NOT NULL for a column that its type brings."""
    steps = not_null.change(item, item, frozenset({"not_null"}), change)
    return [replace(one, needs=frozenset({item.id}), creates=frozenset()) for one in steps]


def _comes_without_words(item: SchemaObject, change: Change) -> bool:
    """Columns of a new table that come from its type, which knows no NOT NULL, or from parents that have none."""
    table = change.new_catalog.objects.get(item.parent) if item.parent else None
    if table is None:
        return False
    if table.optional_text("of_type") is not None:
        return True
    parents = table.texts("inherits")
    if not parents or item.flag("local"):
        return False
    return item.flag("not_null_own") or not any(_requires(name, item, change) for name in parents)


def _requires(parent: str, item: SchemaObject, change: Change) -> bool:
    above = change.new_catalog.tables_by_name.get(parent)
    column = ObjectId("column", above.schema, item.id.name, above.path) if above else None
    found = change.new_catalog.objects.get(column) if column else None
    return found is not None and found.flag("not_null")


def _follows_type(item: SchemaObject, change: Change) -> bool:
    """Whether the column comes, changes and goes with an attribute of the type that its table is of."""
    table = change.old_catalog.objects.get(item.parent) if item.parent else None
    return table is not None and follows_type(table, change)


def _has_default(item: SchemaObject, catalog: Catalog) -> bool:
    return any(child.kind == "default" for child in catalog.children.get(item.id, ()))


def _without_default(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """A column that comes from a parent gets the default of that one, too, where the parent has it by then."""
    catalog = change.new_catalog
    table = catalog.objects.get(item.parent) if item.parent else None
    if table is None or item.optional_text("generated") or item.optional_text("identity"):
        return NOTHING
    parents = table.texts("inherits") if item.parent in change.created else parents_of(table)
    above = (catalog.tables_by_name.get(name) for name in parents)
    columns = (ObjectId("column", one.schema, item.id.name, one.path) for one in above if one is not None)
    if _has_default(item, catalog) or not any(_may_have_default(one, change) for one in columns):
        return NOTHING
    action = on_column(item, verbatim("drop default"), only=True)
    default = ObjectId("default", item.id.schema, item.id.name, item.id.path)  # on the way back it comes again
    needs = frozenset({item.id})
    return (replace(action, object=default, needs=needs, creates=frozenset(), touches=frozenset()),)


def _may_have_default(column: ObjectId, change: Change) -> bool:
    """Whether it has one before or after: that may go later than what comes from it comes."""
    catalogs = (change.old_catalog, change.new_catalog)
    return any(child.kind == "default" for catalog in catalogs for child in catalog.children.get(column, ()))


def _draws(item: SchemaObject, catalog: Catalog) -> bool:
    """Whether its default takes values from a sequence."""
    defaults = (child for child in catalog.children.get(item.id, ()) if child.kind == "default")
    return any(needed.kind == "sequence" for one in defaults for needed in catalog.needs.get(one, ()))


def _comes_from_parent(item: SchemaObject, catalog: Catalog, among: frozenset[ObjectId], change: Change) -> bool:
    """Whether a parent table gets or loses the same column, which then reaches this one by itself."""
    if not item.flag("inherited"):
        return False
    for name in staying_parents(item.parent, change):
        above = catalog.tables_by_name.get(name)
        if above is not None and ObjectId("column", above.schema, item.id.name, above.path) in among:
            return True
    return False


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    comes = _comes_from_parent(item, change.old_catalog, change.dropped, change)
    if (comes and not item.flag("local")) or _follows_type(item, change):
        return NOTHING
    # where an inheriting table keeps the column, it becomes that table's own
    heirs = heirs_of(item, change.old_catalog)
    apart = heirs - _held_below(item, change)
    kept = heirs - apart - change.dropped
    words = sql("{} only", altering(item)) if kept else altering(item)
    statement = sql("{} {} drop column {}", words, parent_name(item), ident(item.id.name))
    action = dropped(item, statement, lock=_EXCLUSIVE, on=item.parent)
    departures = frozenset(detachment(table) for one in apart if (table := change.old_catalog.objects[one].parent))
    own = frozenset(one for one in heirs & change.dropped if change.old_catalog.objects[one].flag("local"))
    destroyed = action.destroys | (heirs - apart - own) & change.dropped
    needs = action.needs | departures | ({freed(item.id)} if comes else set())
    creates = frozenset(map(freed, own)) | frozenset({narrowed(item.parent)} if item.parent else ())
    action = replace(action, destroys=destroyed, creates=creates, needs=needs)
    if item.optional_text("generated") or is_of_foreign_table(item):
        return (once_detached(action, item, change),)
    detail = "all values of the column are lost"
    reason = "the values are gone: the column comes back empty, at the end of the table"
    action = with_hazard(action, HazardKind.DATA, detail, irreversible=reason)
    return (once_detached(action, item, change),)


def _held_below(item: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """The same column of the tables that have it from this one all the while."""
    found: set[ObjectId] = set()
    waiting = [item.parent] if item.parent else []
    while waiting:
        above = waiting.pop()
        for table in change.old_catalog.heirs.get(above, ()):
            one = ObjectId("column", table.schema, item.id.name, table.path)
            names = staying_parents(table, change)
            if one not in found and above in (change.old_catalog.tables_by_name.get(name) for name in names):
                found.add(one)
                waiting.append(table)
    return frozenset(found) & change.old_catalog.objects.keys()


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed & _GENERATION:
        return _led(old, new, changed, change)
    first = column_generation.regenerated(old, new, change)
    if isinstance(first, Rebuild):
        return first
    if _same_change_above(old, new, change, _GENERATION):
        first = Alteration(())
    then = _led(old, new, changed - _GENERATION, change) if changed - _GENERATION else Alteration(())
    return Alteration((*first.actions, *then.actions), first.rebuilds | then.rebuilds)


def _led(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    """The steps to all but another expression, in the order that they need."""
    if is_of_foreign_table(new) and ("compression" in changed or (_gets_type(changed) and compressed_apart([new]))):
        return Alteration(rebuilds=frozenset({new.parent} if new.parent else ()))
    settled = (*(restated(new) if _gets_type(changed) else ()), *_other_settings(old, new, changed))
    wanted = changed
    for reaching in _REACHING_HEIRS:
        if _same_change_above(old, new, change, reaching):
            if _gets_type(changed & reaching):  # which takes the settings of the heirs' columns back, too
                above = frozenset(one.id for one in not_null.above(new, change.new_catalog))
                settled = tuple(replace(step, needs=step.needs | above) for step in settled)
            changed -= reaching
    if _follows_type(old, change):
        changed -= {"type", "collation"}
    actions: list[Action] = []
    rebuilds: frozenset[ObjectId] = frozenset()
    if "identity" in changed and not new.optional_text("identity"):
        actions.extend(column_identity.dropped(old, new, change))
    identity: list[Action] = []
    if changed & _IDENTITY and new.optional_text("identity"):
        before, identity = column_identity.changes(old, new, changed, change)
        actions.extend(before)
    requirement = not_null_heirs.change(old, new, changed, change)
    if old.flag("not_null") and not new.flag("not_null"):
        free = not_null_heirs.once_nullable(old, change)
        requirement = [replace(one, needs=one.needs | free) for one in requirement]
    if not new.flag("not_null"):  # before: with a type 18 makes requirements anew, and heirs may have other names
        actions.extend(requirement)
    if _gets_type(changed):
        led = column_type.led(old, new, change)
        actions.extend(led.steps)
        rebuilds, settled = led.rebuilds, (*settled, *led.follows)
    if new.flag("not_null"):
        actions.extend(requirement)
    if "not_null" in wanted - changed:  # an identity waits for that
        above = frozenset(one.id for one in not_null.above(new, change.new_catalog))
        identity = [replace(one, needs=one.needs | above) for one in identity]
    if "identity_persistence" in changed and new.optional_text("identity"):
        identity.extend(column_identity.persistence(new, change))
    actions.extend(identity)
    actions.extend(identity_sequence.comment_change(old, new, changed))
    if new.optional_text("identity") and not old.optional_text("identity"):
        actions.extend(initial_privileges.surplus(new, change))
    steps = (*actions, *settled)
    if is_of_foreign_table(new):
        steps = tuple(replace(step, hazards=(), irreversible=None) for step in steps)
    return Alteration(tuple(once_detached(step, new, change) for step in steps), rebuilds)


def _gets_type(changed: frozenset[str]) -> bool:
    return bool(changed & {"type", "collation"})


def _other_settings(old: SchemaObject, new: SchemaObject, changed: frozenset[str]) -> tuple[Action, ...]:
    """Those that a change of type did not have to say already."""
    said = {"storage", "compression"} if _gets_type(changed) else set[str]()
    return changed_settings(old, new, changed - said)


def _same_change_above(old: SchemaObject, new: SchemaObject, change: Change, names: frozenset[str]) -> bool:
    """An inherited column whose parent's changes in the same way: ALTER on the parent reaches it."""
    if not new.flag("inherited"):
        return False
    for name in staying_parents(new.parent, change):
        above = change.new_catalog.tables_by_name.get(name)
        if above is None:
            continue
        theirs = ObjectId("column", above.schema, new.id.name, above.path)
        before, after = change.old_catalog.objects.get(theirs), change.new_catalog.objects.get(theirs)
        if before is None or after is None:
            continue
        if all(
            before.attributes.get(name) == old.attributes.get(name)
            and after.attributes.get(name) == new.attributes.get(name)
            for name in names
        ):
            return True
    return False


KIND = Kind(
    name="column",
    reference=_reference,
    rename=renaming_part(verbatim("column")),
    create=_create,
    drop=_drop,
    alter=_alter,
    takes_in=_takes_in,
    owner_clause=False,
    addresses=(("pg_class", "oid"), ("pg_attrdef", "expression_oid"), ("pg_class", "sequence_oid")),
)
