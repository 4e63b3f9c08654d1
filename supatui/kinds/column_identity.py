"""What makes a column an identity column, and no longer one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident, joined, literal, qualified, sql, verbatim
from supatui.kinds import identity_sequence
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Change
from supatui.kinds.partitions import detachment, heirs_below
from supatui.kinds.steps import NOTHING, altered, on_column, ownership, with_hazard
from supatui.kinds.succession import former_name


def apart(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """That of a column which a new table does not name, since it comes from a parent or a type."""
    table = change.new_catalog.objects.get(item.parent) if item.parent else None
    if table is None or item.parent not in change.created or not item.optional_text("identity"):
        return NOTHING
    if table.optional_text("of_type") is None and (item.flag("local") or not table.texts("inherits")):
        return NOTHING
    action = on_column(item, sql("add {}", identity_sequence.clause(item)))
    return (replace(action, needs=frozenset({item.id}), creates=frozenset(), touches=frozenset()),)


def once_owned(action: Action, item: SchemaObject) -> Action:
    """The step that makes the sequence, behind another owner of the table: it starts with what that one's default
    privileges give. Source: generateSerialExtraStmts in parser/parse_utilcmd.c, 14 to 18.
    """
    return replace(action, needs=action.needs | {ownership(item.parent)}) if item.parent else action


def persistence(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """The sequence of an identity column, logged or not otherwise than its table, which would take it along."""
    assert item.parent is not None
    table = change.new_catalog.objects[item.parent].text("persistence")
    wanted = item.optional_text("identity_persistence") or ("unlogged" if table == "unlogged" else "logged")
    statement = sql("alter sequence {} set {}", verbatim(item.text("identity_sequence")), verbatim(wanted))
    return (Action(statement, item.id, needs=frozenset({item.id, item.parent})),)


def changes(
    old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change
) -> tuple[list[Action], list[Action]]:
    """The steps before another type of the column, and those after."""
    if not old.optional_text("identity"):
        from supatui.kinds import positions  # brings several kinds, and comparing needs none of them

        added = once_owned(on_column(new, sql("add {}", identity_sequence.clause(new))), new)
        return [], positions.from_serial(new, [added, *identity_sequence.typed(new)], change)
    first, then = identity_sequence.renumbered(old, new)
    if "identity" in changed:
        then.insert(0, on_column(new, sql("set generated {}", verbatim(new.text("identity")))))
    if "identity_sequence" in changed:
        renamed = sql(
            "alter sequence {} rename to {}",
            verbatim(old.text("identity_sequence")),
            ident(identity_sequence.name_of(new)),
        )
        then.append(_freeing_name(altered(new, renamed), old))
    return first, then


def dropped(old: SchemaObject, new: SchemaObject, change: Change) -> Sequence[Action]:
    """The steps that take it away; a sequence that a default comes to use takes on its position."""
    from supatui.kinds import positions  # as above

    dropping = on_column(new, verbatim("drop identity"))
    dropping = replace(dropping, creates=dropping.creates | {given_up(old.id)})
    kept = positions.to_serial(old, dropping, change)
    if kept is not None:
        return kept
    reason = "the position is gone: the sequence starts from its beginning again"
    detail = "the position of the column's sequence is lost"
    return [with_hazard(_freeing_name(dropping, old), HazardKind.DATA, detail, irreversible=reason)]


_IN_PARTITIONS = 170000
"""First server version that has the identity of a partitioned table in its partitions, too."""


def is_above_heirs(item: SchemaObject, change: Change) -> bool:
    """Whether a new identity column of a table that stays has to come without: the table has heirs all the while."""
    if item.parent is None or item.parent in change.created or not item.optional_text("identity"):
        return False
    if change.new_catalog.objects[item.parent].flag("partitioned") and change.server_version >= _IN_PARTITIONS:
        return False
    staying = (catalog.heirs.get(item.parent, ()) for catalog in (change.old_catalog, change.new_catalog))
    return not change.created.issuperset(frozenset.intersection(*map(frozenset, staying)))


def without(item: SchemaObject) -> SchemaObject:
    """The column as it is without its identity."""
    attributes = {name: value for name, value in item.attributes.items() if not name.startswith("identity")}
    return item._replace(attributes=attributes)


def above_heirs(item: SchemaObject, adding: Action, filled: Iterable[ObjectId], change: Change) -> list[Action]:
    """The steps that add the column where heirs get it, too: as one that draws from a sequence, which it follows.

    `adding` adds it without its identity, `filled` are the columns of heirs that come with it. Heirs that go draw from
    that sequence until they do. PostgreSQL adds none with an identity above heirs. Source: tablecmds.c,
    ATExecAddColumn, 14 to 18.
    """
    from supatui.kinds import positions  # as above

    numbers = identity_sequence.numbers_of(item)
    former = qualified(item.id.schema, former_name(identity_sequence.name_of(item)))
    every = numbers.clauses(["type", "increment", "minimum", "maximum", "start", "cache", "cycle"])
    default = sql("{} default pg_catalog.nextval({})", adding.sql, literal(former))
    columns = [item, *(change.new_catalog.objects[one] for one in sorted(filled))]
    gone = (detachment(one) for one in heirs_below(item.parent, change.old_catalog) if one in change.dropped)
    steps = [
        Action(joined(" ", [sql("create sequence {}", former), *every]), item.id),
        replace(adding, sql=default, is_open=False),
        *(on_column(one, verbatim("drop default"), only=True) for one in columns),
        once_owned(on_column(item, sql("add {}", identity_sequence.clause(item))), item),
        *identity_sequence.typed(item),
        *positions.taken_on(item, former, numbers, change),
        replace(Action(sql("drop sequence {}", former), item.id), needs=frozenset(gone)),
    ]
    points = [ObjectId(f"identity_{number}", *item.id[1:]) for number in range(len(steps))]
    return [
        replace(
            step,
            object=item.id,
            creates=adding.creates | {point},
            needs=adding.needs.union(step.needs, points[:number]),
            touches=frozenset(),
        )
        for number, (step, point) in enumerate(zip(steps, points, strict=True))
    ]


def given_up(column: ObjectId) -> ObjectId:
    """The fact that it is no identity column any more, and may be null: an object of the order."""
    return ObjectId("identity", column.schema, column.name, column.parent)


def _freeing_name(action: Action, old: SchemaObject) -> Action:
    fact = identity_sequence.freed(old.id.schema, identity_sequence.name_of(old))
    return replace(action, creates=action.creates | {fact})
