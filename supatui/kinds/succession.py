"""A type or collation followed by a new one of the same name, while the columns that use it keep their rows."""

from collections.abc import Callable, Iterator, Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import privilege
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Alteration, Change, Rebuild
from supatui.kinds.steps import with_hazard

_NESTING = frozenset({"domain", "attribute", "composite_type", "range"})
"""Kinds that hold values without a column of their own; nothing leads their values over."""

_STAYS = frozenset({"column", "default", "privilege", "sequence"})
"""Dependants that stay: columns change in place, the others do not mind."""


def former_name(name: str) -> str:
    """What the old one is called until it is dropped."""
    return (name + "__former")[-63:]


def succeed(
    old: SchemaObject,
    new: SchemaObject,
    change: Change,
    *,
    reference: Sql,
    before: Sequence[Sql],
    retype: Callable[[SchemaObject], Sql],
    after: Sequence[Sql],
    rewrites: bool = True,
    hazard: str | None = None,
) -> Alteration | Rebuild:
    """Run `before` (old out of the way, new made), change every column, run `after` (old dropped).

    `reference` is how `comment on` names it; `retype` gives what follows `alter column c`; `rewrites` says
    whether that writes the table anew, `hazard` what the rows may make fail. Where no column uses it, it is simply
    made again.
    Raises: PlanError, where other types are built on it.
    """
    catalog = change.old_catalog
    columns = [catalog.objects[one] for one in _columns(old, change)]
    if not columns:
        return Rebuild.NEEDED
    rebuilds = {one for one in catalog.dependents.get(old.id, ()) if one.kind not in _STAYS}
    for column in columns:
        rebuilds.update(one for one in catalog.dependents.get(column.id, ()) if _makes_way(one, change))
        rebuilds.update(one for one in catalog.children.get(column.id, ()) if one.kind == "default")
    _refuse_nested(old, rebuilds)
    touches = frozenset({old.id, *(column.id for column in columns)})
    own = [column for column in columns if not column.flag("inherited")]  # ALTER on the parent reaches the others
    steps = [
        *(_step(old, statement, touches) for statement in before),
        *(_retyped(old, column, retype(column), touches, rewrites, hazard) for column in own),
        *(_step(old, statement, touches) for statement in after),
        *_restored(new, change, reference),
    ]
    return Alteration(tuple(steps), frozenset(rebuilds))


def _restored(new: SchemaObject, change: Change, reference: Sql) -> Iterator[Action]:
    """Owner, comment and privileges, which stay with the old one."""
    needs = frozenset({new.id})
    owner = new.optional_text("owner")
    if owner and owner != (change.old_catalog.session_role or change.new_catalog.session_role):
        yield Action(sql("alter {} owner to {}", reference, ident(owner)), new.id, needs=needs)
    if (comment := new.optional_text("comment")) is not None:
        yield Action(sql("comment on {} is {}", reference, literal(comment)), new.id, needs=needs)
    for child in change.new_catalog.children.get(new.id, ()):
        if child.kind == "privilege":
            item = change.new_catalog.objects[child]
            given = privilege.initial(item, change.old_catalog, change.new_catalog)
            yield from privilege.changes(item, given, item.texts("privileges"), change.server_version)
    yield from privilege.surplus(new, change)


def _columns(old: SchemaObject, change: Change) -> list[ObjectId]:
    dependents = change.old_catalog.dependents.get(old.id, ())
    return sorted(one for one in dependents if one.kind == "column" and one not in change.dropped)


def _makes_way(dependent: ObjectId, change: Change) -> bool:
    if dependent.kind == "column":  # one that is generated from the column
        return change.old_catalog.objects[dependent].optional_text("generated") is not None
    return dependent.kind != "sequence"


def _step(old: SchemaObject, statement: Sql, touches: frozenset[ObjectId]) -> Action:
    return Action(statement, old.id, creates=touches, touches=touches, lock=Lock.ACCESS_EXCLUSIVE)


def _retyped(
    old: SchemaObject,
    column: SchemaObject,
    words: Sql,
    touches: frozenset[ObjectId],
    rewrites: bool,
    hazard: str | None,
) -> Action:
    assert column.parent is not None
    table = qualified(column.parent.schema, column.parent.name)
    statement = sql("alter table {} alter column {} {}", table, ident(column.id.name), words)
    action = Action(
        statement,
        old.id,
        creates=touches,
        touches=touches,
        lock=Lock.ACCESS_EXCLUSIVE,
        locked=frozenset({column.parent}),
    )
    if not rewrites:
        return with_hazard(action, HazardKind.INDEX, f"the indexes of {column.parent.path} on it are built anew")
    action = with_hazard(action, HazardKind.REWRITE, f"{column.parent.path} is written anew")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, hazard) if hazard else action


def _refuse_nested(old: SchemaObject, rebuilds: set[ObjectId]) -> None:
    nested = sorted(str(one) for one in rebuilds if one.kind in _NESTING)
    if nested:
        raise PlanError(
            f"{old.id} has to be made again while other types are built on it",
            where=", ".join(nested),
            hint="move those types away from it first",
        )


def through_text(column: SchemaObject) -> Sql:
    """The column's values written as text and read back as the type that has the name now."""
    type_name = verbatim(column.text("type"))
    text = verbatim("text[]" if column.text("type").endswith("[]") else "text")
    name = ident(column.id.name)
    return sql("type {} using {}::{}::{}", type_name, name, text, type_name)
