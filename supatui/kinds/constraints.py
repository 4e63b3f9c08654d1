"""What the five kinds of table constraints share: one query, one shape of statement."""

import re
from collections.abc import Callable
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, qualified, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.index_marks import marked_again
from supatui.kinds.index_pairs import before_pairing, comes_with_parent, indexes_below, pairing, pairs_by_itself
from supatui.kinds.index_partners import renamed, taken_over, takes_over
from supatui.kinds.joining import heirs_to_come, late_checks
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.partitions import (
    attachment,
    departures_below,
    freed,
    handed_down,
    heirs_below,
    is_among,
    is_detached,
    left_behind,
    once_detached,
    partition_parent,
    staying_parents,
)
from supatui.kinds.referred import goes_first, gone
from supatui.kinds.steps import (
    NOTHING,
    altered,
    altering,
    created,
    dropped,
    index_moved,
    on_parent,
    options_change,
    options_list,
    parent_name,
    renaming_part,
    stored_options,
    with_hazard,
)

Dangers = Callable[[Action, SchemaObject], Action]
"""Adds the hazards of making the constraint on a table that has rows."""


def attached_index(item: SchemaObject, change: Change) -> Action | None:
    """The step that attaches a partition's index to its parent's, where attaching the table does not."""
    partner = item.optional_text("attached_to")
    assert item.parent is not None
    if partner is None:
        return None
    above = change.new_catalog.relations_by_name.get(partner)
    if item.parent in change.created and pairs_by_itself(item, change):  # attaching the table pairs them
        return None
    name = qualified(item.id.schema, item.id.name)
    statement = sql("alter index {} attach partition {}", verbatim(partner), name)
    needs = {item.id, attachment(item.parent), *([above] if above else [])}
    paired = frozenset({pairing(item.id)})
    return Action(statement, item.id, creates=paired, needs=frozenset(needs), lock=Lock.ACCESS_EXCLUSIVE)


def once_cleared(action: Action, item: SchemaObject, change: Change) -> tuple[Action, tuple[Action, ...]]:
    """The making of an index, and the step before it that drops one of its name that a failed build left."""
    table = change.old_catalog.objects.get(item.parent) if item.parent else None
    if table is None or item.id.name not in table.texts("failed_indexes"):
        return action, ()
    name = qualified(item.id.schema, item.id.name)
    room = frozenset({ObjectId("room", item.id.schema, item.id.name)})
    drop = Action(sql("drop index {}", name), item.id, creates=room, lock=Lock.ACCESS_EXCLUSIVE, locked=action.locked)
    return replace(action, needs=action.needs | room), (drop,)


def attachment_change(old: SchemaObject, new: SchemaObject, change: Change) -> list[Action] | None:
    """How an index gets another partner in place; None where it has to be made again."""
    before = partition_parent(old.parent, change.old_catalog)
    after = partition_parent(new.parent, change.new_catalog)
    attach = attached_index(new, change)
    if before != after:  # the table is detached or attached, its indexes with it where the server finds them
        return [attach] if attach is not None and not pairs_by_itself(new, change) else []
    if attach is None or old.optional_text("attached_to"):
        return None
    return [attach]


def made_anew_with_partners(old: SchemaObject, change: Change) -> Alteration:
    """An index leaves its partner only with that one, which then comes without it, and so up to the top."""
    found = {old.id}
    item: SchemaObject | None = old
    while item is not None and (partner := item.optional_text("attached_to")):
        above = change.old_catalog.relations_by_name.get(partner)
        item = change.old_catalog.objects[above] if above else None
        if item is not None:
            found.add(item.id)
    return Alteration(rebuilds=frozenset(found))


def dropped_with_partner(item: SchemaObject, change: Change) -> bool:
    """Whether the index of the partitioned table goes, and this one with it."""
    partner = item.optional_text("attached_to")
    above = change.old_catalog.relations_by_name.get(partner) if partner else None
    return above is not None and above in change.dropped and not is_detached(item.parent, change)


def _create(item: SchemaObject, change: Change, dangers: Dangers, lock: Lock) -> tuple[Action, ...]:
    if _comes_from_detaching(item, change) or comes_with_parent(item, change):
        return NOTHING
    if former := taken_over(item, change):
        return (renamed(former, item), *marked_again(item, change))
    definition = _full_definition(item)
    # a partitioned table's key is made alone; those of the partitions are made and attached one by one
    alone = item.flag("on_partitioned") and item.id.kind not in {"check", "foreign_key"}
    below = [change.new_catalog.objects[one] for one in indexes_below(item.id, change.new_catalog)]
    brought = frozenset(one.id for one in below if comes_with_parent(one, change))
    alone = alone and not brought
    words = verbatim("alter table only") if alone else altering(item)
    statement = sql("{} {} add constraint {} {}", words, parent_name(item), ident(item.id.name), definition)
    action = created(item, statement, lock=lock, on=item.parent)
    action = before_pairing(replace(action, creates=action.creates | brought), item, change)
    if item.id.kind == "check":
        own = frozenset(map(gone, _same_below(item, change.old_catalog) & change.dropped))
        action = replace(action, needs=action.needs | own | heirs_to_come(item, change) | _proven_below(item, change))
    if not _is_twin(item, change):
        action = replace(action, clause=sql("constraint {} {}", ident(item.id.name), definition), into=item.parent)
    if item.parent not in change.created:
        action = dangers(action, item)
    attach = attached_index(item, change)
    action, cleared = once_cleared(action, item, change)
    comment = (_index_comment(item),) if item.optional_text("index_comment") else ()
    marks = marked_again(item, change)
    return (action, *cleared, *comment, *((attach,) if attach else ()), *marks, *_validated_below(item, change))


def _proven_below(check: SchemaObject, change: Change) -> frozenset[ObjectId]:
    """New checks of its name that heirs have as their own, and valid: they do not come after one that is not valid."""
    if not check.text("definition").endswith("NOT VALID"):
        return frozenset()
    new = [change.new_catalog.objects[one] for one in _same_below(check, change.new_catalog) & change.created]
    return frozenset(
        one.id for one in new if one.parent not in change.created and not one.text("definition").endswith("NOT VALID")
    )


def _validated_below(check: SchemaObject, change: Change) -> list[Action]:
    """The steps for partitions that have a check valid which comes to them from above as it is there: not valid."""
    if check.id.kind != "check" or not check.text("definition").endswith("NOT VALID"):
        return []
    steps = []
    for one in sorted(heirs_below(check.parent, change.new_catalog)):
        table = change.new_catalog.objects[one]
        if not staying_parents(one, change) or table.optional_text("partition_of") is None:
            continue  # what is made, or attached again, has its checks as it is to have them
        if check.id.name not in table.texts("unproven_checks"):
            words = sql("alter table {} validate constraint {}", qualified(one.schema, one.name), ident(check.id.name))
            step = Action(words, check.id, needs=frozenset({check.id}), lock=Lock.SHARE_UPDATE_EXCLUSIVE)
            step = with_hazard(replace(step, locked=frozenset({one})), HazardKind.SCAN, "every row is read")
            steps.append(with_hazard(step, HazardKind.FAILS_ON_DATA, "fails where a row breaks it"))
    return steps


def _index_comment(item: SchemaObject) -> Action:
    """The index behind a key can carry a comment of its own."""
    comment = item.optional_text("index_comment")
    text = verbatim("null") if comment is None else literal(comment)
    statement = sql("comment on index {} is {}", qualified(item.id.schema, item.id.name), text)
    return Action(statement, item.id, needs=frozenset({item.id}))


def _is_twin(item: SchemaObject, change: Change) -> bool:
    """Whether an earlier key has the same columns, or an earlier exclusion the same words: CREATE TABLE makes one of
    both."""
    earlier = [
        change.new_catalog.objects[one]
        for one in change.new_catalog.children.get(item.parent or item.id, ())
        if one < item.id
    ]
    if item.id.kind == "exclude":
        return any(one.id.kind == "exclude" and one.text("definition") == item.text("definition") for one in earlier)
    keys = {"unique", "primary_key"}
    return item.id.kind in keys and any(
        one.id.kind in keys and one.texts("columns") == item.texts("columns") for one in earlier
    )


def _full_definition(item: SchemaObject) -> Sql:
    """The definition with what the catalog's text leaves out: storage parameters and tablespace of the index."""
    text, deferral = _without_deferral(item.text("definition"))
    text, predicate = _without_predicate(text)
    definition = verbatim(text)
    if item.id.kind != "exclude" and (options := stored_options(item)):  # its text has them
        definition = sql("{} with ({})", definition, options_list(options))
    if tablespace := item.optional_text("tablespace"):
        definition = sql("{} using index tablespace {}", definition, ident(tablespace))
    definition = sql("{}{}", definition, verbatim(predicate))
    return definition if deferral == _NOT_DEFERRED else sql("{}{}", definition, verbatim(deferral))


def _comes_from_detaching(item: SchemaObject, change: Change) -> bool:
    """A table that leaves its parent keeps the checks and foreign keys of that one as its own."""
    if item.id.kind not in {"check", "foreign_key"} or item.id in change.old_catalog.objects:
        return False
    return is_among(item, left_behind(item.parent, change))


def _goes_into_attaching(item: SchemaObject, change: Change) -> bool:
    """A table that joins a parent gives its checks and foreign keys to that one, which has the same."""
    if item.id.kind not in {"check", "foreign_key"} or item.id in change.new_catalog.objects:
        return False
    above = handed_down(item.parent, change).get(item.id)
    return above is not None and is_among(item, {item.id: above}) and above.id not in late_checks(item.parent, change)


def _drop(item: SchemaObject, change: Change, lock: Lock) -> tuple[Action, ...]:
    if dropped_with_partner(item, change) or takes_over(item, change) or _goes_into_attaching(item, change):
        return NOTHING
    statement = sql("{} {} drop constraint {}", altering(item), parent_name(item), ident(item.id.name))
    action = dropped(item, statement, lock=lock, on=item.parent)
    if not goes_first(item, change):  # tables that leave keep it as their own until then
        action = replace(action, needs=departures_below(item.parent, change))
    if item.id.kind == "foreign_key":  # what its own table leaves may be what it refers to
        return (replace(action, creates=frozenset({gone(item.id)})),)
    if item.id.kind == "check":
        below = {freed(one) for one in _same_below(item, change.old_catalog) & change.dropped}
        action = replace(action, creates=frozenset({*below, gone(item.id)}), needs=action.needs | {freed(item.id)})
    return (once_detached(action, item, change),)


def _same_below(check: SchemaObject, catalog: Catalog) -> frozenset[ObjectId]:
    """Checks of the same name in tables that inherit from this one, to any depth, where they are their own, too."""
    if "NO INHERIT" in check.text("definition"):
        return frozenset()
    tables = heirs_below(check.parent, catalog)
    checks = (ObjectId("check", one.schema, check.id.name, one.path) for one in tables)
    return frozenset(one for one in checks if one in catalog.objects)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    actions: list[Action] = []
    if "definition" in changed:
        step = _validation(old, new) or _deferral(old, new)
        if step is None:
            return Rebuild.NEEDED
        actions.append(step)
    if "attached_to" in changed:
        attaching = attachment_change(old, new, change)
        if attaching is None:
            return made_anew_with_partners(old, change)
        actions.extend(attaching)
    if "index_comment" in changed:
        actions.append(_index_comment(new))
    if "tablespace" in changed:
        actions.append(with_hazard(index_moved(new), HazardKind.REWRITE, "the index's file is copied"))
    if "options" in changed:
        index = qualified(new.id.schema, new.id.name)
        for clause in options_change(stored_options(old), stored_options(new)):
            actions.append(altered(new, sql("alter index {} {}", index, clause)))
    return Alteration(tuple(actions))


def _validation(old: SchemaObject, new: SchemaObject) -> Action | None:
    if old.text("definition") != new.text("definition") + " NOT VALID":
        return None
    statement = sql("{} {} validate constraint {}", altering(new), parent_name(new), ident(new.id.name))
    action = altered(new, statement, lock=Lock.SHARE_UPDATE_EXCLUSIVE, on=new.parent)
    action = with_hazard(action, HazardKind.SCAN, "every row is read, reads and writes go on")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a row breaks the constraint")


def _without_predicate(definition: str) -> tuple[str, str]:
    """An exclusion's text, and ` WHERE (...)` with which it ends: the index's words stand in between."""
    depth = 0
    for found in _OUTLINE.finditer(definition) if definition.startswith("EXCLUDE ") else ():
        if found[0] == " WHERE " and not depth:
            return definition[: found.start()], definition[found.start() :]
        depth += {"(": 1, ")": -1}.get(found[0], 0)
    return definition, ""


_OUTLINE = re.compile(r"""'[^']*'|"[^"]*"|[()]| WHERE """)
"""Quoted parts, brackets and the word that a predicate starts with."""

_NOT_DEFERRED = " NOT DEFERRABLE"
_DEFERRALS = (" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE")


def _without_deferral(definition: str) -> tuple[str, str]:
    for words in _DEFERRALS:
        if definition.endswith(words):
            return definition.removesuffix(words), words
    return definition, _NOT_DEFERRED


def _deferral(old: SchemaObject, new: SchemaObject) -> Action | None:
    """Only foreign keys can change this in place. Source: manual, ALTER TABLE, ALTER CONSTRAINT."""
    before, _ = _without_deferral(old.text("definition"))
    after, words = _without_deferral(new.text("definition"))
    if new.id.kind != "foreign_key" or before != after:
        return None
    statement = sql(
        "alter table {} alter constraint {}{}", parent_name(new), ident(new.id.name), verbatim(words.lower())
    )
    return altered(new, statement, lock=Lock.ACCESS_EXCLUSIVE, on=new.parent)


def build(name: str, dangers: Dangers, *, lock: Lock) -> Kind:
    """A kind of table constraint."""
    return Kind(
        name=name,
        reference=on_parent(verbatim("constraint")),
        rename=renaming_part(verbatim("constraint")),
        create=lambda item, change: _create(item, change, dangers, lock),
        drop=lambda item, change: _drop(item, change, lock if name != "foreign_key" else Lock.ACCESS_EXCLUSIVE),
        alter=_alter,
        owner_clause=False,
        addresses=(("pg_constraint", "oid"), ("pg_class", "index_oid")),
        shared_query="constraint",
    )
