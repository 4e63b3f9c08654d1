"""What a type or collation is in: other types to any depth, columns, typed tables."""

from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, qualified, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Change
from supatui.kinds.partitions import detachment, heirs_below, leaves

_NESTING = frozenset({"domain", "range"})
"""Kinds of types that are built on another one; composite types are so by their attributes."""
BUILT_ON_TYPES = _NESTING | {"composite_type"}
"""All kinds of types that others can be in."""

FOLLOWS = frozenset({"primary_key", "unique", "exclude", "index", "check", "statistics", "sequence", "privilege"})
"""What the server itself leads over with a column, where it does not name the type. Source: ATPostAlterTypeCleanup."""


def is_led_over(dependent: SchemaObject, change: Change) -> bool:
    """Whether the server does so and it stays what it is: statistics made again are owned by who runs the plan."""
    if dependent.id.kind == "statistics":
        return dependent.optional_text("owner") == change.executor
    return dependent.id.kind in FOLLOWS


@dataclass(frozen=True, slots=True)
class Reach:
    """Where values of a type can be, and what is built on it."""

    members: frozenset[ObjectId]
    """The type itself, and the types that have it in them."""
    columns: frozenset[ObjectId]
    """Columns that are of one of these, without generated ones and those that go."""
    typed_tables: frozenset[ObjectId]
    """Tables that are of one of these before and after."""
    is_amid: bool
    """Whether an attribute of one of these has others after it: dropped and added again it would be the last."""

    @property
    def has_to_follow(self) -> bool:
        """Whether rows, or an order of attributes, would be lost if the type were just dropped and made again."""
        return bool(self.columns or self.typed_tables) or self.is_amid


def reach_of(root: ObjectId, change: Change) -> Reach:
    """Everything of the old schema that stays.

    What goes is passed through where that leads to something whose new form needs the type: neither could come first.
    """
    catalog = change.old_catalog
    members: set[ObjectId] = set()
    passed: set[ObjectId] = set()
    columns: set[ObjectId] = set()
    tables: set[ObjectId] = set()
    is_amid = False
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if one in members or one in passed:
            continue
        goes = one in change.dropped
        (passed if goes else members).add(one)
        for dependent in catalog.dependents.get(one, ()):
            item = catalog.objects[dependent]
            if dependent in change.dropped:
                holder = item.parent if dependent.kind == "attribute" else dependent
                if holder is not None and holder in change.dropped and holder.kind in BUILT_ON_TYPES:
                    waiting.append(holder)
                continue
            if goes and not _needs_after(dependent, root, change):
                continue
            if dependent.kind == "attribute" and item.parent is not None:
                waiting.append(item.parent)
                is_amid |= _is_amid(item, change)
            elif dependent.kind in _NESTING:
                waiting.append(dependent)
            elif dependent.kind == "column" and item.optional_text("generated") is None:
                columns.add(dependent)
            elif dependent.kind == "table" and follows_type(item, change):
                tables.add(dependent)
    return Reach(frozenset(members), frozenset(columns), frozenset(tables), is_amid)


def _needs_after(one: ObjectId, root: ObjectId, change: Change) -> bool:
    """Whether what changes is built on the type afterwards, to any depth."""
    catalog, seen, waiting = change.new_catalog, {one}, [one]
    while waiting:
        found = waiting.pop()
        parts = [each for each in catalog.children.get(found, ()) if each.kind == "attribute"]
        needed = {each for part in (found, *parts) for each in catalog.needs.get(part, ())}
        if root in needed:
            return True
        fresh = {each for each in needed if each.kind in BUILT_ON_TYPES} - seen
        seen |= fresh
        waiting.extend(fresh)
    return False


def _is_amid(attribute: SchemaObject, change: Change) -> bool:
    catalog = change.old_catalog
    siblings = (one for one in catalog.children.get(attribute.parent or attribute.id, ()) if one.kind == "attribute")
    staying = (catalog.objects[one] for one in siblings if one not in change.dropped)
    return any((one.number("position") or 0) > (attribute.number("position") or 0) for one in staying)


def follows_type(table: SchemaObject, change: Change) -> bool:
    """Whether the table is and stays one of its type, so that its columns change with the attributes."""
    after = change.new_catalog.objects.get(table.id)
    of_type = table.optional_text("of_type")
    return of_type is not None and after is not None and after.optional_text("of_type") == of_type


def left_by(composite: ObjectId | None, change: Change) -> frozenset[ObjectId]:
    """Points after which a composite type can change: where tables of it, or their heirs, have left or gone."""
    catalog = change.old_catalog
    tables = {one for one in catalog.dependents.get(composite, ()) if one.kind == "table"} if composite else set()
    tables = tables.union(*(heirs_below(one, catalog) for one in tables))
    return frozenset(detachment(one) for one in tables if one in change.dropped or leaves(one, change))


def followed(composite: ObjectId) -> ObjectId:
    """The fact that a new type has taken the place of an old one: an object of the order, not of a catalog."""
    return ObjectId("followed", composite.schema, composite.name)


def once_let_go(action: Action, root: ObjectId, change: Change) -> Action:
    """The change of a type, once those that have it in them and go are gone where a column holds it through them.

    Source: tablecmds.c, find_composite_type_dependencies; typecmds.c, get_rels_with_domain; 0A000 on 14 to 18.
    """
    if not _is_in_columns(root, change.old_catalog):
        return action
    return replace(action, touches=action.touches | reach_of(root, change).members)


def _is_in_columns(root: ObjectId, catalog: Catalog) -> bool:
    seen, waiting = {root}, [root]
    while waiting:
        for one in catalog.dependents.get(waiting.pop(), ()):
            holder = catalog.objects[one].parent if one.kind == "attribute" else one
            if one.kind in {"column", "table", "materialized_view"}:
                return True
            if holder is not None and holder.kind in BUILT_ON_TYPES and holder not in seen:
                seen.add(holder)
                waiting.append(holder)
    return False


def is_inside_columns(domain: ObjectId, change: Change) -> bool:
    """Whether a column holds values of the domain inside others: PostgreSQL does not check these (0A000)."""
    catalog = change.old_catalog
    reach = reach_of(domain, change)
    names = {_name(catalog.objects[domain])}
    domains = [catalog.objects[one] for one in reach.members if one.kind == "domain"]
    while found := [one for one in domains if verbatim(one.text("base_type")) in names and _name(one) not in names]:
        names.update(_name(one) for one in found)
    return any(verbatim(catalog.objects[one].text("type")) not in names for one in reach.columns)


def _name(item: SchemaObject) -> Sql:
    return qualified(item.id.schema, item.id.name)
