"""Not null as 18 has it: a constraint with a name, a comment, a state, and its own way to heirs.

Before 18 a column is not null or it is not; then none of the attributes here is read.
"""

from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Change
from supatui.kinds.partitions import heirs_of, parents_of, with_ancestors
from supatui.kinds.steps import altering, on_column, on_table, parent_name, with_hazard

WITH_CONSTRAINTS = 180000
"""First server version where it is a constraint."""
STATES = frozenset({"not_null_name", "not_null_unvalidated", "not_null_no_inherit", "not_null_own", "not_null_comment"})
"""Attributes of a column that is not null; all are absent where the constraint is an ordinary one."""


def usual_name(item: SchemaObject) -> str:
    """What 18 calls the constraint by itself, while the name is free."""
    table = item.parent.name if item.parent else ""
    return f"{table}_{item.id.name}_not_null"


def clause(item: SchemaObject, *, named: bool = False) -> Sql | None:
    """`[constraint c] not null [no inherit]` behind a column; None where it is none, or has to be added unvalidated.

    `named` says the name in any case.
    """
    if not item.flag("not_null") or item.flag("not_null_unvalidated"):
        return None
    name = item.optional_text("not_null_constraint")
    text = verbatim("not null no inherit" if item.flag("not_null_no_inherit") else "not null")
    # the server looks for a name that no other constraint of the schema has
    said = name if name and (named or name != usual_name(item) or item.flag("not_null_namesake")) else None
    return sql("constraint {} {}", ident(said), text) if said else text


def is_taken(item: SchemaObject, plan: Change) -> bool:
    """Whether a constraint of another table has its name before: the server would look for another by itself."""
    name = item.optional_text("not_null_constraint")
    holders = plan.old_catalog.constraints_by_name.get((item.id.schema, name), ()) if name else ()
    return any((one.schema, one.parent) != (item.id.schema, item.id.parent) for one in holders)


def additions(item: SchemaObject, plan: Change) -> list[Action]:
    """What a column that is made with `clause` still lacks."""
    late = late_above(item, plan)
    steps = []
    if item.flag("not_null") and item.flag("not_null_unvalidated") and not item.flag("inherited"):
        action = replace(_added(item), creates=frozenset({_requirement(item.id)}))
        steps.append(replace(action, needs=_unproven_below(item, plan)))
    elif _is_nullable_heir(item, plan):
        step = on_column(item, verbatim("drop not null"), only=True)
        steps.append(replace(step, creates=frozenset(), touches=frozenset()))
    elif late and item.parent not in plan.created:
        words = sql("validate constraint {}", ident(item.text("not_null_constraint")))
        steps.append(replace(on_table(item, words), creates=frozenset()))
    if item.optional_text("not_null_comment"):
        steps.append(replace(_comment(item), creates=frozenset()))
    own = frozenset() if item.flag("inherited") else frozenset({_requirement(item.id)})
    return [replace(step, needs=step.needs | {item.id} | ((late | own) - step.creates)) for step in steps]


def _is_nullable_heir(item: SchemaObject, plan: Change) -> bool:
    """Whether it can be null though it comes from a column that is not, to 17."""
    if plan.server_version >= WITH_CONSTRAINTS or item.flag("not_null") or not item.flag("inherited"):
        return False
    return any(one.flag("not_null") for one in above(item, plan.new_catalog))


def late_above(item: SchemaObject, plan: Change) -> frozenset[ObjectId]:
    """Unvalidated requirements above a column that has them validated.

    An heir made after them has them so by itself, under the name that comes first.
    """
    says_so_itself = item.flag("local") and item.flag("not_null_own")
    if not item.flag("not_null") or item.flag("not_null_unvalidated") or says_so_itself:
        return frozenset()
    return frozenset(_requirement(one.id) for one in above(item, plan.new_catalog) if one.flag("not_null_unvalidated"))


def _unproven_below(item: SchemaObject, plan: Change) -> frozenset[ObjectId]:
    """The same column of new heirs that take the unvalidated requirement as it is: only those that are there do."""
    heirs = (plan.new_catalog.objects[one] for one in heirs_of(item, plan.new_catalog))
    return frozenset(one.id for one in heirs if one.parent in plan.created and one.flag("not_null_unvalidated"))


def above(item: SchemaObject, catalog: Catalog) -> list[SchemaObject]:
    """The same column of the tables that it comes from."""
    table = catalog.objects.get(item.parent) if item.parent else None
    found = []
    for one in with_ancestors(parents_of(table), catalog) if table else ():
        column = catalog.objects.get(ObjectId("column", one.id.schema, item.id.name, one.id.path))
        if column is not None:
            found.append(column)
    return found


def is_inherited(item: SchemaObject, catalog: Catalog) -> bool:
    """Whether the column has the constraint only from what its table inherits from, since 18."""
    if item.optional_text("not_null_constraint") is None or item.flag("not_null_own"):
        return False
    return any(one.flag("not_null") and not one.flag("not_null_no_inherit") for one in above(item, catalog))


def _requirement(column: ObjectId) -> ObjectId:
    """The fact that an unvalidated constraint was added: an object of the order, not of a catalog."""
    return ObjectId("not_null", column.schema, column.name, column.parent)


def change(old: SchemaObject, new: SchemaObject, changed: frozenset[str], plan: Change) -> list[Action]:
    """The steps from one state to another."""
    if "not_null" in changed:
        if not new.flag("not_null"):
            return [dropped(old)]
        return [added(new, plan), *comments(new, changed)]
    if not changed & STATES or not new.flag("not_null"):
        return []
    if new.flag("not_null_unvalidated") and not old.flag("not_null_unvalidated"):
        comment = [_comment(new)] if new.optional_text("not_null_comment") else []
        return [dropped(old), _added(new), *comment]
    return [
        *renamed(old, new),
        *_inheritance(new, changed),
        *_validated(new, changed),
        *comments(new, changed),
    ]


def dropped(item: SchemaObject, *, only: bool = False) -> Action:
    """The step that lets it be null: with heirs that have it from here, or `only` here, which is for 17 and before."""
    action = on_table(item, sql("alter column {} drop not null", ident(item.id.name)), only=only)
    return replace(action, creates=action.creates | let_go(item))


def declared(item: SchemaObject) -> Action:
    """The step, since 18, after which a column that is not null because of its parents says so itself, too."""
    return on_table(item, sql("alter column {} set not null", ident(item.id.name)))


def is_in_key(column: SchemaObject, old: Catalog, new: Catalog) -> bool:
    """Whether a key of its table stands on it all the while. Source: tablecmds.c, dropconstraint_internal (18)."""
    users = old.dependents.get(column.id, ())
    return any(one.kind == "primary_key" and one in new.objects for one in users)


def let_go(item: SchemaObject) -> frozenset[ObjectId]:
    """The fact that a column's constraint has given up its name, for another column: an object of the order."""
    name = item.optional_text("not_null_constraint")
    return frozenset({ObjectId("not_null_name", item.id.schema, name, item.id.parent)} if name else ())


def _taking_name(action: Action, item: SchemaObject) -> Action:
    return replace(action, needs=action.needs | let_go(item))


def added(new: SchemaObject, plan: Change, *, only: bool = False) -> Action:
    """The step that makes it not null: with its heirs, or `only` here, which is for 17 and before."""
    name = new.optional_text("not_null_constraint")
    has_family = new.flag("inherited") or (new.parent is not None and new.parent in plan.new_catalog.heirs)
    special = new.flag("not_null_unvalidated") or new.flag("not_null_no_inherit")
    is_unusual = name != usual_name(new) or new.flag("not_null_namesake") or is_taken(new, plan)
    if name and (special or has_family or is_unusual):
        return _added(new)
    words = sql("alter column {} set not null", ident(new.id.name))
    head = sql("{} {}", verbatim("alter table only") if only else altering(new), parent_name(new))
    action = replace(on_table(new, words), sql=sql("{} {}", head, words), head=head)
    return _dangerous(_taking_name(action, new))


def _added(item: SchemaObject) -> Action:
    words = sql("not null {}", ident(item.id.name))
    if name := item.optional_text("not_null_constraint"):
        words = sql("constraint {} {}", ident(name), words)
    if item.flag("not_null_no_inherit"):
        words = sql("{} no inherit", words)
    if item.flag("not_null_unvalidated"):
        return _taking_name(on_table(item, sql("add {} not valid", words)), item)
    # a new heir must say it at once: one that already has the parent's takes no other name
    action = replace(on_table(item, sql("add {}", words)), clause=words, into=item.parent)
    return _dangerous(_taking_name(action, item))


def _dangerous(action: Action) -> Action:
    action = with_hazard(action, HazardKind.SCAN, "every row is read")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a row has no value")


def renamed(old: SchemaObject, new: SchemaObject) -> list[Action]:
    """The step that gives it its new name, where it has one."""
    former, wanted = old.optional_text("not_null_constraint"), new.optional_text("not_null_constraint")
    if not former or not wanted or former == wanted:  # a name that was inherited may have become the column's own
        return []
    action = on_table(new, sql("rename constraint {} to {}", ident(former), ident(wanted)))
    return [_taking_name(replace(action, creates=action.creates | let_go(old)), new)]


def _inheritance(new: SchemaObject, changed: frozenset[str]) -> list[Action]:
    name = new.optional_text("not_null_constraint")
    if "not_null_no_inherit" not in changed or not name:
        return []
    words = verbatim("no inherit" if new.flag("not_null_no_inherit") else "inherit")
    return [on_table(new, sql("alter constraint {} {}", ident(name), words))]


def _validated(new: SchemaObject, changed: frozenset[str]) -> list[Action]:
    name = new.optional_text("not_null_constraint")
    if "not_null_unvalidated" not in changed or not name:
        return []
    action = on_table(new, sql("validate constraint {}", ident(name)))
    return [_dangerous(replace(action, lock=Lock.SHARE_UPDATE_EXCLUSIVE))]


def comments(new: SchemaObject, changed: frozenset[str]) -> list[Action]:
    """The step that gives it its new comment, where that changes."""
    return [_comment(new)] if "not_null_comment" in changed else []


def _comment(item: SchemaObject) -> Action:
    comment, name = item.optional_text("not_null_comment"), item.text("not_null_constraint")
    text = verbatim("null") if comment is None else literal(comment)
    statement = sql("comment on constraint {} on {} is {}", ident(name), parent_name(item), text)
    return Action(statement, item.id, needs=frozenset({item.id}))
