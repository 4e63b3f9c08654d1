"""Types and collations followed by new ones of the same names, while the columns that use them keep their rows.

What is built on such a type (domains, composite types, ranges, to any depth) follows with it: all of them get a former
name, new ones are made, every column is led over in one writing of its table, and the former ones are dropped.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds import casts, domain_constraint, grants, initial_privileges, security_label, statistics_targets
from supatui.kinds.action import Action, Guard, HazardKind, Lock
from supatui.kinds.column_settings import compressed_apart, restated
from supatui.kinds.column_type import without_cast
from supatui.kinds.extension_dependence import tied_again
from supatui.kinds.held_rows import guard_step, rows_of
from supatui.kinds.held_values import HeldValues
from supatui.kinds.kind import Alteration, Change, Kind, Successor
from supatui.kinds.partitions import (
    detachment,
    foreign_heirs,
    heirs_of,
    keyed_by,
    leaves,
    staying_parents,
)
from supatui.kinds.reach import BUILT_ON_TYPES, followed, follows_type, is_led_over, left_by, reach_of
from supatui.kinds.row_types import in_the_way, once_not_held
from supatui.kinds.steps import altering, is_of_foreign_table, name_in_the_meantime, with_hazard


def former_name(name: str) -> str:
    """What the old one is called until it is dropped."""
    return name_in_the_meantime(name, "__former")


@dataclass(frozen=True, slots=True)
class Succession:
    """Types that are followed together."""

    lead: ObjectId
    """The one that stands for all of them in the plan."""
    members: frozenset[ObjectId]
    """Types and collations with their attributes."""
    makes: frozenset[ObjectId]
    """Checks of domains, which it makes on the new ones, and types between two: built on one, and in another."""
    drops: frozenset[ObjectId]
    """Such types in between that go."""
    columns: frozenset[ObjectId]
    """Columns that it leads to the types that they are to have."""
    alteration: Alteration


def successions_of(wanted: Iterable[ObjectId], change: Change, kinds: Mapping[str, Kind]) -> list[Succession]:
    """How each of these, and what is built on it, is followed; nothing for those that no column uses.

    Raises: PlanError, where PostgreSQL has no way.
    """
    roots = {_root(one, change.old_catalog) for one in wanted}
    groups: list[tuple[set[ObjectId], set[ObjectId]]] = []
    for root in sorted(roots):
        reach = reach_of(root, change)
        if not reach.has_to_follow:
            continue
        places = {*reach.members, *reach.typed_tables, *(_table(one) for one in reach.columns)}
        mine, rest = ({root}, places), []
        for group in groups:  # those that meet in a type or a table go together: one writing of the table
            if group[1] & places:
                mine = (mine[0] | group[0], mine[1] | group[1])
                places = mine[1]
            else:
                rest.append(group)
        groups = [*rest, mine]
    return [_Follower(sorted(group), change, kinds).result() for group, _ in groups]


def _root(one: ObjectId, catalog: Catalog) -> ObjectId:
    parent = catalog.objects[one].parent
    return parent if one.kind == "attribute" and parent is not None else one


def _table(column: ObjectId) -> ObjectId:
    return ObjectId("table", column.schema, column.parent)


class _Follower:
    """One succession: every step, in order."""

    def __init__(self, roots: list[ObjectId], change: Change, kinds: Mapping[str, Kind]) -> None:
        self.roots, self.change, self.kinds = roots, change, kinds
        self.old, self.new = change.old_catalog, change.new_catalog
        reaches = [reach_of(root, change) for root in roots]
        self.types = _in_order(frozenset().union(*(one.members for one in reaches)), self.old)
        self.typed_tables = sorted(frozenset().union(*(one.typed_tables for one in reaches)))
        self.columns = sorted(frozenset(self._typed_columns()).union(*(one.columns for one in reaches)))
        parts = (part for one in self.types for part in self.old.children.get(one, ()) if part.kind == "attribute")
        kept = frozenset(part for part in parts if part not in change.dropped and part in self.new.objects)
        self.members = frozenset(self.types) | kept
        self.touches = self.members | frozenset(self.columns)
        self.foreign = self._foreign_heirs()
        self.rebuilds = self._rebuilds() | {one for one in self.foreign if staying_parents(one, self.change)}
        self.rebuilds |= compressed_apart(self.new.objects[one] for one in self.columns if one in self.new.objects)
        followed_types = frozenset(self.types)
        self.coming = _between(followed_types, self.columns, change.created, self.new)
        self.going = _between(followed_types, self.columns, change.dropped - change.created, self.old)
        self.checks = sorted(self._checks())
        self.held = HeldValues(change, followed_types | self.going)

    def result(self) -> Succession:
        if keyed := keyed_by(self.old.objects[one] for one in self.columns):
            return self._succession(Alteration(rebuilds=keyed))  # the rest is for when these make way
        guards = self._guards()
        steps = [
            *([guard_step(self.roots[0], guards)] if guards else []),
            *(self._step(sql("alter table {} not of", _name(one))) for one in self.typed_tables),
            *(self._step(text) for one in reversed(self.types) for text in self._way(one).away(self.old.objects[one])),
            *(step for one in _in_order(self.coming.union(self.types), self.new) for step in self._makings(one)),
            *(self._check(one) for one in self.checks),
            *self._led_over(),
            *self._settings(),
            *(self._step(self._typed(one)) for one in self.typed_tables),
            *(self._removal(one) for one in reversed(_in_order(self.going.union(self.types), self.old))),
            *(action for one in self.types for action in self._restored(self.new.objects[one])),
        ]
        departures = frozenset(token for one in self.types for token in left_by(one, self.change))
        tables = {_table(one) for one in self.columns}
        departures |= {detachment(table) for table in tables if leaves(table, self.change)}
        departures |= {detachment(table) for table in self.foreign}
        steps[0] = replace(steps[0], needs=steps[0].needs | departures)
        written = sorted(tables & self.old.objects.keys())
        steps[0] = once_not_held(written, steps[0], self.change)
        released = frozenset(
            needed
            for one in self.touches
            for needed in self.old.needs.get(one, ())
            if needed not in self.new.needs.get(one, ())
        )
        steps = [replace(step, releases=step.releases | released) for step in steps]
        return self._succession(Alteration(tuple(steps), self.rebuilds | in_the_way(written, self.change)))

    def _succession(self, alteration: Alteration) -> Succession:
        makes = self.coming.union(self.checks)
        return Succession(self.roots[0], self.members, makes, self.going, frozenset(self.columns), alteration)

    def _typed_columns(self) -> Iterator[ObjectId]:
        """Columns of typed tables whose attribute gets another type, and the same of their heirs."""
        for table in self.typed_tables:
            for one in self.old.children.get(table, ()):
                before, after = self.old.objects[one].attributes, self.new.objects.get(one)
                if one.kind != "column" or after is None or not follows_type(self.old.objects[table], self.change):
                    continue
                if any(before.get(name) != after.attributes.get(name) for name in ("type", "collation")):
                    yield one
                    yield from heirs_of(self.old.objects[one], self.old) - self.change.dropped

    def _way(self, one: ObjectId) -> Successor:
        way = self.kinds[one.kind].successor
        assert way is not None, one
        return way

    def _makings(self, one: ObjectId) -> Iterator[Action]:
        if one in self.coming:
            for action in self.kinds[one.kind].create(self.new.objects[one], self.change):
                step = self._step(action.sql)
                yield replace(step, creates=step.creates | action.creates)
        else:
            yield self._step(self._way(one).make(self.old.objects[one], self.new.objects[one], self.change))

    def _removal(self, one: ObjectId) -> Action:
        if one in self.going:
            (action,) = self.kinds[one.kind].drop(self.old.objects[one], self.change)
            parts = self.change.dropped.intersection(self.old.children.get(one, ()))
            return replace(self._step(action.sql), destroys=action.destroys | parts)
        return self._step(self._way(one).remove(self.old.objects[one]))

    def _step(self, statement: Sql) -> Action:
        lead = self.roots[0]
        creates = self.touches | frozenset(map(followed, self.types))
        return Action(
            statement, lead, creates=creates, waives=self.coming, touches=self.touches, lock=Lock.ACCESS_EXCLUSIVE
        )

    def _typed(self, table: ObjectId) -> Sql:
        return sql("alter table {} of {}", _name(table), verbatim(self.old.objects[table].text("of_type")))

    def _rebuilds(self) -> frozenset[ObjectId]:
        """What has to be dropped before and made again after."""
        apart = {*self.touches, *self.typed_tables}
        found: set[ObjectId] = set()
        staying = {"privilege", "sequence", "table"}  # a table leaves its type by itself, or follows it
        for one in self.members:
            found.update(each for each in self.old.dependents.get(one, ()) if each.kind not in staying)
        for one in self.columns:
            found.update(each for each in self.old.dependents.get(one, ()) if self._is_in_the_way(each))
            found.update(each for each in self.old.children.get(one, ()) if each.kind == "default")
        # a check that calls a function which makes way itself goes and comes with it, the others with the domain
        return frozenset(one for one in found - apart if one.kind != "domain_constraint")

    def _foreign_heirs(self) -> frozenset[ObjectId]:
        """Foreign tables that have a column whose values are converted."""
        converted = [one for one in self._own_columns() if one.id in self.new.objects and self._is_converted(one)]
        return frozenset().union(*(foreign_heirs(heirs_of(one, self.old), self.old) for one in converted))

    def _checks(self) -> Iterator[ObjectId]:
        """Checks of the new domains that can be there before a column has values of these.

        Not those that need what is made anew, or a new attribute: it is added once the new types are there.
        """
        parts = (one for one in self.change.created if one.kind == "attribute")
        later = self.rebuilds.union(one for one in parts if self.new.objects[one].parent not in self.coming)
        for one in (each for each in (*self.types, *self.coming) if each.kind == "domain"):
            for part in self.new.children.get(one, ()):
                if part.kind == "domain_constraint" and later.isdisjoint(self.new.needs.get(part, ())):
                    yield part

    def _check(self, one: ObjectId) -> Action:
        step = self._step(domain_constraint.statement(self.new.objects[one]))
        return replace(step, creates=step.creates | {one})

    def _is_in_the_way(self, dependent: ObjectId) -> bool:
        if dependent.kind == "column":  # one that is generated from the column
            return self.old.objects[dependent].optional_text("generated") is not None
        return not is_led_over(self.old.objects[dependent], self.change)

    # values that go

    def _lost(self, enum: ObjectId) -> list[str]:
        labels = self.new.objects[enum].texts("labels")
        return [one for one in self.old.objects[enum].texts("labels") if one not in labels]

    def _mapping(self) -> dict[ObjectId, dict[str, str | None]]:
        enums = [one for one in self.types if one.kind == "enum"]
        said = {one: self.change.wishes.enum_values.get(one, {}) for one in enums}
        found = {one: {label: said[one][label] for label in self._lost(one) if label in said[one]} for one in enums}
        return {one: labels for one, labels in found.items() if labels}

    def _guards(self) -> list[Guard]:
        """A count for each column and each value that goes without another in its place."""
        mapping = self._mapping()
        guards = []
        for enum in (one for one in self.types if one.kind == "enum"):
            for label in self._lost(enum):
                if label not in mapping.get(enum, {}):
                    guards += [guard for one in self._own_columns() if (guard := self._guard(one, enum, label))]
        for one in self._own_columns():
            wanted = self.new.objects.get(one.id)
            if wanted is not None and wanted.text("type") != one.text("type"):
                guards += without_cast(one, wanted, self.change)
        return guards

    def _own_columns(self) -> list[SchemaObject]:
        """Those that no parent has too while they are led over: what is done there reaches the others."""
        items = [self.old.objects[one] for one in self.columns]
        return [one for one in items if not (one.flag("inherited") and self._has_parent_with(one))]

    def _has_parent_with(self, column: SchemaObject) -> bool:
        """Whether a parent that the table does not leave has the column, too."""
        parents = (self.old.tables_by_name.get(name) for name in staying_parents(column.parent, self.change))
        columns = (ObjectId("column", one.schema, column.id.name, one.path) for one in parents if one)
        return any(one in self.old.objects for one in columns)

    def _guard(self, column: SchemaObject, enum: ObjectId, label: str) -> Guard | None:
        wanted = self.new.objects.get(column.id)
        if is_of_foreign_table(column) or column.parent is None or wanted is None:
            return None
        if column.id in self.change.wishes.using:
            return None
        value = sql("r.{}", ident(column.id.name))
        condition = self.held.holds(value, column.text("type"), wanted.text("type"), enum, label)
        if condition is None:
            return None
        query = sql("select count(*) from {} as r where {}", rows_of(column, self.old), condition)
        map_words = f"--map '{qualified(enum.schema, enum.name)}.{ident(label)}=OTHER'"
        return Guard(query, column.id, f"rows hold {label}", f"update these rows first, or map the value: {map_words}")

    # columns

    def _settings(self) -> Iterator[Action]:
        for item in (self.new.objects[one] for one in self.columns if one in self.new.objects):
            yield from (replace(step, needs=frozenset(), touches=frozenset()) for step in restated(item))
        yield from tied_again(self.columns, self.change)
        yield from statistics_targets.restored(self.columns, self.change)

    def _led_over(self) -> Iterator[Action]:
        """One statement for each table, so that it is written once."""
        by_table: dict[ObjectId, list[SchemaObject]] = {}
        for column in self._own_columns():
            assert column.parent is not None
            if column.parent not in self.typed_tables or column.id in self.new.objects:
                by_table.setdefault(column.parent, []).append(column)
        for table, columns in by_table.items():
            clauses = [sql("alter column {} {}", ident(one.id.name), self._words(one)) for one in columns]
            head = sql("{} {}", altering(columns[0]), _name(table))
            statement = sql("{} {}", head, joined(",\n    ", clauses))
            action = replace(self._step(statement), locked=frozenset({table}), head=head)
            yield self._with_hazards(action, table, columns)

    def _with_hazards(self, action: Action, table: ObjectId, columns: list[SchemaObject]) -> Action:
        if table.kind == "foreign_table":
            return action
        if all(self._words(one).find(" using ") < 0 for one in columns):
            return with_hazard(action, HazardKind.INDEX, f"the indexes of {table.path} on it are built anew")
        action = with_hazard(action, HazardKind.REWRITE, f"{table.path} is written anew")
        if any(_may_not_fit(self.old.objects[one], self.new) for one in self.types):
            action = with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a value is none of the new type")
        for detail, irreversible in self._losses(columns):
            action = with_hazard(action, HazardKind.DATA, detail, irreversible=irreversible)
        for enum, labels in self._mapping().items():
            types = ((one.text("type"), self.new.objects[one.id].text("type")) for one in columns)
            if any(self.held.holds(Sql("v"), *each, enum, "") for each in types):
                pairs = ", ".join(f"{one} becomes {other or 'null'}" for one, other in labels.items())
                lasting = f"rows of {table.path} that were mapped keep their new values: {pairs}"
                action = with_hazard(action, HazardKind.DATA, pairs, irreversible=lasting)
        return action

    def _losses(self, columns: Iterable[SchemaObject]) -> Iterator[tuple[str, str | None]]:
        """What happens to values of columns that become others, beside the types that are followed."""
        for one in columns:
            wanted = self.new.objects[one.id].text("type")
            if one.id in self.change.wishes.using:
                yield casts.REPLACED
            elif wanted != one.text("type"):
                found = casts.hazards(one.text("type"), wanted, using=True)
                yield from ((detail, reason) for kind, detail, reason in found if kind is HazardKind.DATA)

    def _is_written(self, column: SchemaObject) -> bool:
        needs = self.old.needs.get(column.id, ())
        return any(one in self.members and one.kind != "collation" for one in needs)

    def _is_converted(self, column: SchemaObject) -> bool:
        return self.new.objects[column.id].text("type") != column.text("type") or self._is_written(column)

    def _words(self, column: SchemaObject) -> Sql:
        """What follows `alter column c`: the type that it is to have, and how its values get there."""
        wanted = self.new.objects[column.id]
        words = sql("type {}", verbatim(wanted.text("type")))
        if collation := wanted.optional_text("collation"):
            words = sql("{} collate {}", words, verbatim(collation))
        if is_of_foreign_table(column) or not self._is_converted(column):
            return words
        return sql("{} using {}", words, self._values(column, wanted))

    def _values(self, column: SchemaObject, wanted: SchemaObject) -> Sql:
        if (said := self.change.wishes.using.get(column.id)) is not None:
            return said
        name = ident(column.id.name)
        mapping = self._mapping()
        if not mapping:
            return sql("{}::text::{}", name, verbatim(wanted.text("type")))
        values = self.held.mapped(name, column.text("type"), mapping, wanted.text("type"))
        if values is None:
            raise PlanError(
                f"no expression can map values inside {column.text('type')}",
                where=str(column.id),
                hint="update these rows first, then plan without the mapping; or say the values with --using",
            )
        return values

    # what stays with the old one

    def _again(self) -> frozenset[ObjectId]:
        """Parts that were there before: what is new has its comment from elsewhere."""
        return self.members.union(self.checks) - self.change.created

    def _restored(self, new: SchemaObject) -> Iterator[Action]:
        """Owner, comments, privileges and labels."""
        needs = frozenset({new.id})
        reference = self.kinds[new.id.kind].reference
        owner = new.optional_text("owner")
        if owner and owner != self.change.executor:
            yield Action(sql("alter {} owner to {}", reference(new), ident(owner)), new.id, needs=needs)
        if (comment := new.optional_text("comment")) is not None:
            yield Action(sql("comment on {} is {}", reference(new), literal(comment)), new.id, needs=needs)
        yield from self._way(new.id).finish(new)
        for child in self.new.children.get(new.id, ()):
            item = self.new.objects[child]
            if child.kind == "privilege":
                given = initial_privileges.initial(item, self.change)
                yield from grants.changes(item, given, item.texts("privileges"), self.change.server_version)
            elif child in self._again() and (comment := item.optional_text("comment")) is not None:
                words = self.kinds[child.kind].reference(item)
                yield Action(sql("comment on {} is {}", words, literal(comment)), child, needs=frozenset({child}))
        yield from initial_privileges.surplus(new, self.change)
        yield from security_label.restored(new.id, self.new)


def _name(one: ObjectId) -> Sql:
    return qualified(one.schema, one.name)


def _may_not_fit(old: SchemaObject, new: Catalog) -> bool:
    """Whether a type takes fewer or other values than before: everything but an enum that keeps its labels."""
    wanted = new.objects[old.id]
    if old.id.kind == "enum":
        return not set(old.texts("labels")) <= set(wanted.texts("labels"))
    return old.id.kind == "composite_type" or old.attributes != wanted.attributes


def _between(
    types: frozenset[ObjectId], columns: Iterable[ObjectId], among: frozenset[ObjectId], catalog: Catalog
) -> frozenset[ObjectId]:
    """Those `among` others that are built on some of the types, while some of the types or columns are so on them."""
    others = frozenset(one for one in among if one.kind in BUILT_ON_TYPES)
    found: set[ObjectId] = set()

    def is_built_on_types(one: ObjectId) -> bool:
        needed = _needed(one, catalog)
        below = [each for each in needed & others if is_built_on_types(each)]
        found.update(below)
        return bool(below) or not needed.isdisjoint(types)

    for one in (*types, *columns):
        is_built_on_types(one)
    return frozenset(found)


def _needed(one: ObjectId, catalog: Catalog) -> set[ObjectId]:
    """What a type or its attributes need, but itself."""
    parts = [part for part in catalog.children.get(one, ()) if part.kind == "attribute"]
    return {each for part in (one, *parts) for each in catalog.needs.get(part, ())} - {one}


def _in_order(types: frozenset[ObjectId], catalog: Catalog) -> list[ObjectId]:
    """What others are built on first."""
    ordered: list[ObjectId] = []

    def visit(one: ObjectId) -> None:
        if one in ordered:
            return
        for needed in sorted(_needed(one, catalog) & types):
            visit(needed)
        ordered.append(one)

    for one in sorted(types):
        visit(one)
    return ordered
