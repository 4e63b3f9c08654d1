"""Columns of tables, without plain defaults, which are objects of their own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import casts, conversions, domain_values, identity_sequence, not_null, not_null_heirs, privilege
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.column_settings import changed_settings, foreign_options, restated, settings
from supatui.kinds.extension_dependence import tied_again
from supatui.kinds.foreign_options import options_clause
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.partitions import (
    detachment,
    foreign_heirs,
    freed,
    heirs_of,
    leaves,
    once_detached,
    parents_of,
    refuse_key_change,
    refuse_two_parents,
    staying_parents,
    with_ancestors,
)
from supatui.kinds.reach import follows_type, is_led_over
from supatui.kinds.row_types import once_not_held, rows_to_hold
from supatui.kinds.steps import (
    NOTHING,
    altered,
    altering,
    created,
    dropped,
    parent_name,
    renaming_part,
    with_hazard,
)

_REFUSED_WHILE_USED = frozenset(
    {"view", "materialized_view", "policy", "trigger", "rule", "function", "procedure", "publication_table"}
)
"""Dependants that make ALTER COLUMN TYPE fail with 0A000. Source: hazards measured on 15, 17, 18 (T23)."""

_REACHING_HEIRS = (frozenset({"type", "collation"}), frozenset({"not_null", "not_null_unvalidated"}))
"""What ALTER TABLE on a parent changes in the tables that inherit from it, by statement."""

_IDENTITY = frozenset({"identity", "identity_options", "identity_sequence", "identity_type", "type"})

_GENERATION = frozenset({"generated", "expression"})

_EXCLUSIVE = Lock.ACCESS_EXCLUSIVE


def in_order(table: ObjectId, catalog: Catalog) -> tuple[SchemaObject, ...]:
    """The columns of a table, by position."""
    found = [catalog.objects[child] for child in catalog.children.get(table, ()) if child.kind == "column"]
    return tuple(sorted(found, key=lambda item: item.number("position") or 0))


def clause(item: SchemaObject, *, generated: bool = True, required: bool = True) -> Sql:
    """The column as CREATE TABLE and ADD COLUMN write it, without a plain default.

    `generated` keeps an expression, `required` a NOT NULL.
    """
    text = sql("{} {}", ident(item.id.name), verbatim(item.text("type")))
    if foreign_options := options_clause(item.texts("foreign_options")):
        text = sql("{} {}", text, foreign_options)
    if collation := item.optional_text("collation"):
        text = sql("{} collate {}", text, verbatim(collation))
    if generated and (when := item.optional_text("generated")):
        text = sql("{} generated always as ({}) {}", text, verbatim(item.text("expression")), verbatim(when))
    if item.optional_text("identity"):
        text = sql("{} {}", text, identity_sequence.clause(item))
    if required and (words := not_null.clause(item)):
        text = sql("{} {}", text, words)
    return text


def _reference(item: SchemaObject) -> Sql:
    return sql("column {}.{}", parent_name(item), ident(item.id.name))


def _on_table(item: SchemaObject, words: Sql, *, only: bool = False) -> Action:
    """`alter table t <words>` as a step that changes the column."""
    template = sql("{} only {} {}", altering(item), parent_name(item), words)
    if not only:
        template = sql("{} {} {}", altering(item), parent_name(item), words)
    return altered(item, template, lock=_EXCLUSIVE, on=item.parent)


def _beside_others(action: Action, item: SchemaObject) -> Action:
    """The action, which one statement may say with others that write or read the table."""
    return replace(action, head=sql("{} {}", altering(item), parent_name(item)))


def _on_column(item: SchemaObject, words: Sql, *, only: bool = False) -> Action:
    return _on_table(item, sql("alter column {} {}", ident(item.id.name), words), only=only)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    comes = _comes_from_parent(item, change.new_catalog, change.created, change) and not item.flag("local")
    extras = settings(item) + _identity_apart(item, change)
    if (comes and item.parent not in change.created) or _is_inherited_at_once(item, change):
        extras += foreign_options(item)
    extras += _persistence(item, change) if item.optional_text("identity_persistence") else NOTHING
    extras += (*not_null.additions(item, change), *identity_sequence.additions(item))
    extras += _without_default(item, change)
    if item.parent in change.created and item.flag("not_null") and _comes_without_words(item, change):
        return (*_required(item, change), *extras)
    if item.parent in change.created or comes:
        return extras
    if _follows_type(item, change):
        return (*(_required(item, change) if item.flag("not_null") else ()), *extras)
    statement = sql("{} {} add column {}", altering(item), parent_name(item), clause(item))
    action = _beside_others(created(item, statement, lock=_EXCLUSIVE, on=item.parent), item)
    heirs = {
        heir
        for heir in heirs_of(item, change.new_catalog)
        if change.new_catalog.objects[heir].parent not in change.created
    }
    if item.optional_text("generated") or item.optional_text("identity") or _has_default(item, change.new_catalog):
        action = once_not_held(_tables((item.id, *sorted(heirs)), change.new_catalog), action, change)
    own = frozenset(one for one in heirs & change.created if change.new_catalog.objects[one].flag("local"))
    needs = action.needs | own | rows_to_hold(item.id, change.new_catalog)
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
    return (once_detached(action, item, change), *extras)


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


def _identity_apart(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """That of a column which a new table does not name, since it comes from a parent or a type."""
    table = change.new_catalog.objects.get(item.parent) if item.parent else None
    if table is None or item.parent not in change.created or not item.optional_text("identity"):
        return NOTHING
    if table.optional_text("of_type") is None and (item.flag("local") or not table.texts("inherits")):
        return NOTHING
    action = _on_column(item, sql("add {}", identity_sequence.clause(item)))
    return (replace(action, needs=frozenset({item.id}), creates=frozenset(), touches=frozenset()),)


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
    action = _on_column(item, verbatim("drop default"), only=True)
    return (replace(action, needs=frozenset({item.id}), creates=frozenset(), touches=frozenset()),)


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
    apart = frozenset(one for one in heirs if leaves(change.old_catalog.objects[one].parent, change))
    kept = heirs - apart - change.dropped
    words = sql("{} only", altering(item)) if kept else altering(item)
    statement = sql("{} {} drop column {}", words, parent_name(item), ident(item.id.name))
    action = dropped(item, statement, lock=_EXCLUSIVE, on=item.parent)
    departures = frozenset(detachment(table) for one in apart if (table := change.old_catalog.objects[one].parent))
    own = frozenset(one for one in heirs & change.dropped if change.old_catalog.objects[one].flag("local"))
    destroyed = action.destroys | (heirs - apart - own) & change.dropped
    needs = action.needs | departures | ({freed(item.id)} if comes else set())
    action = replace(action, destroys=destroyed, creates=frozenset(map(freed, own)), needs=needs)
    if item.optional_text("generated") or _is_foreign(item):
        return (once_detached(action, item, change),)
    detail = "all values of the column are lost"
    reason = "the values are gone: the column comes back empty, at the end of the table"
    action = with_hazard(action, HazardKind.DATA, detail, irreversible=reason)
    return (once_detached(action, item, change),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if changed & _GENERATION:
        first = _regenerated(old, new, change)
        rest = changed - _GENERATION
        if isinstance(first, Alteration) and _same_change_above(old, new, change, _GENERATION):
            first = Alteration(())
        if isinstance(first, Rebuild) or not rest:
            return first
        then = _alter(old, new, rest, change)
        if isinstance(then, Rebuild):
            return then
        return Alteration((*first.actions, *then.actions), first.rebuilds | then.rebuilds)
    if _is_foreign(new) and "compression" in changed:  # it has that of a parent from when it was made
        return Alteration(rebuilds=frozenset({new.parent} if new.parent else ()))
    again = restated(new) if _gets_type(changed) else ()
    others = _other_settings(old, new, changed)
    for reaching in _REACHING_HEIRS:
        if _same_change_above(old, new, change, reaching):
            changed -= reaching
    if _follows_type(old, change):
        changed -= {"type", "collation"}
    actions: list[Action] = []
    rebuilds: frozenset[ObjectId] = frozenset()
    if "identity" in changed and not new.optional_text("identity"):
        from supatui.kinds import positions  # brings several kinds, and comparing needs none of them

        dropping = _on_column(new, verbatim("drop identity"))
        kept = positions.to_serial(old, dropping, change)
        reason = "the position is gone: the sequence starts from its beginning again"
        detail = "the position of the column's sequence is lost"
        lost = with_hazard(_freeing_name(dropping, old), HazardKind.DATA, detail, irreversible=reason)
        actions.extend([lost] if kept is None else kept)
    identity: list[Action] = []
    if changed & _IDENTITY and new.optional_text("identity"):
        before, identity = _identity_changes(old, new, changed, change)
        actions.extend(before)
    requirement = not_null_heirs.change(old, new, changed, change)
    if not new.flag("not_null"):  # before: with a type 18 makes requirements anew, and heirs may have other names
        actions.extend(requirement)
    if changed & {"type", "collation"}:
        heirs = heirs_of(old, change.old_catalog)
        foreign = foreign_heirs(heirs, change.old_catalog)
        heirs -= change.dropped
        for one in (old.id, *sorted(heirs)):
            refuse_key_change(change.old_catalog.objects[one])
        refuse_two_parents(old, heirs, change)
        step = _retype(old, new, change)
        if " using " in step.sql:
            rebuilds |= {one for one in foreign if staying_parents(one, change)}
            step = replace(step, needs=step.needs | set(map(detachment, foreign)))
        step = replace(step, needs=step.needs | rows_to_hold(new.id, change.new_catalog))
        if any(one.kind is HazardKind.REWRITE for one in step.hazards):
            step = once_not_held(_tables((old.id, *sorted(heirs)), change.old_catalog), step, change)
        actions.append(replace(step, creates=step.creates | heirs, touches=step.touches | heirs))
        columns = (old, *(change.old_catalog.objects[heir] for heir in sorted(heirs)))
        rebuilds = rebuilds.union(*(_disturbed(one, new, change) for one in columns))
        others = (*others, *tied_again((new.id, *sorted(heirs)), change))
    if new.flag("not_null"):
        actions.extend(requirement)
    if "identity_persistence" in changed and new.optional_text("identity"):
        identity.extend(_persistence(new, change))
    actions.extend(identity)
    actions.extend(identity_sequence.comment_change(old, new, changed))
    if new.optional_text("identity") and not old.optional_text("identity"):
        actions.extend(privilege.surplus(new, change))
    steps = (*actions, *again, *others)
    if _is_foreign(new):
        steps = tuple(replace(step, hazards=(), irreversible=None) for step in steps)
    return Alteration(tuple(once_detached(step, new, change) for step in steps), rebuilds)


def _gets_type(changed: frozenset[str]) -> bool:
    return bool(changed & {"type", "collation"})


def _other_settings(old: SchemaObject, new: SchemaObject, changed: frozenset[str]) -> tuple[Action, ...]:
    """Those that a change of type did not have to say already."""
    said = {"storage", "compression"} if _gets_type(changed) else set[str]()
    return changed_settings(old, new, changed - said)


def _is_foreign(item: SchemaObject) -> bool:
    """Columns of foreign tables: no row here is read, written anew or lost."""
    return item.parent is not None and item.parent.kind == "foreign_table"


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


def _regenerated(old: SchemaObject, new: SchemaObject, change: Change) -> Alteration | Rebuild:
    before, after = old.optional_text("generated"), new.optional_text("generated")
    if before == "stored" and after is None:
        action = _on_column(new, verbatim("drop expression"))
        return Alteration((replace(action, irreversible="the column is made again as a generated one"),))
    in_place = change.server_version >= 170000 and not (after == "virtual" and _is_checked_or_published(new, change))
    if before == after and in_place and old.text("type") == new.text("type"):
        action = _on_column(new, sql("set expression as ({})", verbatim(new.text("expression"))))
        if after == "stored":
            action = with_hazard(action, HazardKind.REWRITE, "the table is written anew with the new values")
        return Alteration((action,), _disturbed(old, new, change))
    return Rebuild.NEEDED


def _is_checked_or_published(item: SchemaObject, change: Change) -> bool:
    """Where 18 does not change the expression of a virtual column. Source: ATExecSetExpression."""
    for catalog in (change.old_catalog, change.new_catalog):
        if any(one.kind == "publication" for one in catalog.objects):
            return True
        table = catalog.objects.get(item.parent) if item.parent else None
        tables = [table, *with_ancestors(parents_of(table), catalog)] if table else []
        if any(part.kind == "check" for one in tables for part in catalog.children.get(one.id, ())):
            return True
    return False


def _retype(old: SchemaObject, new: SchemaObject, change: Change) -> Action:
    words = sql("type {}", verbatim(new.text("type")))
    if collation := new.optional_text("collation"):
        words = sql("{} collate {}", words, verbatim(collation))
    if _is_foreign(new):  # it has no rows to convert, and refuses USING
        return _on_column(new, words)
    before, after = old.text("type"), new.text("type")
    said = change.wishes.using.get(new.id)
    using = said or conversions.using(ident(new.id.name), before, after, change.old_catalog, change.new_catalog)
    if isinstance(using, conversions.NoCast):
        if not change.wishes.lenient:
            _refuse_without_cast(new, before)
        words = sql("{} using {}::text::{}", words, ident(new.id.name), verbatim(after))
        reason = f"no cast leads from {before} to {after}: values are written as text, and read where that can be"
        action = _rewriting(old, new, words, change, using=True)
        return with_hazard(action, HazardKind.DATA, reason, irreversible=reason)
    if using:
        words = sql("{} using {}", words, using)
    action = _rewriting(old, new, words, change, using=bool(using))
    if said:
        detail, irreversible = casts.REPLACED
        action = with_hazard(action, HazardKind.DATA, detail, irreversible=irreversible)
    return action


def _rewriting(old: SchemaObject, new: SchemaObject, words: Sql, change: Change, *, using: bool) -> Action:
    action = _beside_others(_on_column(new, words), new)
    before = domain_values.below(old.text("type"), change.old_catalog)
    after = domain_values.below(new.text("type"), change.new_catalog)
    for kind, detail, irreversible in casts.hazards(before, after, using=using):
        action = with_hazard(action, kind, detail, irreversible=irreversible)
    if old.text("type") != new.text("type") and domain_values.refuses_values(new.text("type"), change.new_catalog):
        if HazardKind.REWRITE not in {one.kind for one in action.hazards}:
            action = with_hazard(action, HazardKind.REWRITE, "the table and all its indexes are written anew")
        action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where the domain does not take a value")
    return action


def _refuse_without_cast(new: SchemaObject, before: str) -> NoReturn:
    name = sql("{}.{}", parent_name(new), ident(new.id.name))
    raise PlanError(
        f"{new.id} cannot become {new.text('type')}: PostgreSQL has no cast from {before}",
        where=str(new.id),
        hint=f"say how, with an expression over the row: --using '{name}=EXPRESSION'",
    )


def _disturbed(old: SchemaObject, new: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """Dependants that have to make way for another type."""
    catalog = change.old_catalog
    other_family = not casts.same_family(old.text("type"), new.text("type"))
    found = set()
    for dependent in catalog.dependents.get(old.id, ()):
        kind = dependent.kind
        item = catalog.objects[dependent]
        generated = kind == "column" and item.optional_text("generated")
        if kind == "statistics" and not is_led_over(item, change):
            found.add(dependent)
        if kind in _REFUSED_WHILE_USED or generated or (other_family and kind in {"foreign_key", "check", "index"}):
            found.add(dependent)
    if other_family:
        found.update(child for child in catalog.children.get(old.id, ()) if child.kind == "default")
    return frozenset(found)


def _persistence(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """The sequence of an identity column, logged or not otherwise than its table, which would take it along."""
    assert item.parent is not None
    table = change.new_catalog.objects[item.parent].text("persistence")
    wanted = item.optional_text("identity_persistence") or ("unlogged" if table == "unlogged" else "logged")
    statement = sql("alter sequence {} set {}", verbatim(item.text("identity_sequence")), verbatim(wanted))
    return (Action(statement, item.id, needs=frozenset({item.id, item.parent})),)


def _freeing_name(action: Action, old: SchemaObject) -> Action:
    fact = identity_sequence.freed(old.id.schema, identity_sequence.name_of(old))
    return replace(action, creates=action.creates | {fact})


def _identity_changes(
    old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change
) -> tuple[list[Action], list[Action]]:
    """The steps before another type of the column, and those after."""
    if not old.optional_text("identity"):
        from supatui.kinds import positions  # as in altering

        added = _on_column(new, sql("add {}", identity_sequence.clause(new)))
        return [], positions.from_serial(new, [added, *identity_sequence.typed(new)], change)
    first, then = identity_sequence.renumbered(old, new)
    if "identity" in changed:
        then.insert(0, _on_column(new, sql("set generated {}", verbatim(new.text("identity")))))
    if "identity_sequence" in changed:
        renamed = sql(
            "alter sequence {} rename to {}",
            verbatim(old.text("identity_sequence")),
            ident(identity_sequence.name_of(new)),
        )
        then.append(_freeing_name(altered(new, renamed), old))
    return first, then


KIND = Kind(
    name="column",
    title="column",
    plural="columns",
    rank=41,
    reference=_reference,
    rename=renaming_part(verbatim("column")),
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_class", "oid"), ("pg_attrdef", "expression_oid"), ("pg_class", "sequence_oid")),
)
