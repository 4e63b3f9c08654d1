"""Chosen renames → statements in an order that works, there and back.

Parts are renamed before what they belong to, functions before the types of their arguments, schemas last: so every
statement can say everything else by its old name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, sql
from supatui.compare.heirs import from_above
from supatui.compare.renames import ENUM_VALUE, Rename, RenameStep, Renaming, is_home
from supatui.errors import PlanError
from supatui.kinds import KINDS
from supatui.kinds.action import Hazard, HazardKind, Lock
from supatui.kinds.enum import rename_value
from supatui.kinds.names import NAMES
from supatui.kinds.succession import former_name
from supatui.plan.claims import CONSTRAINTS, Claim, claims
from supatui.plan.model import Statement


def rename_steps(old: Catalog, renames: Sequence[Rename]) -> tuple[RenameStep, ...]:
    """In order. What holds a name that is wanted, and is no longer meant by it, is put aside under another name.

    Columns that the server renames with those of their parents have no step of their own.

    Raises: PlanError for a kind that cannot be renamed or moved, and for two renames of one thing.
    """
    _refuse_twice(renames)
    names = {one.old: one.new.name for one in renames}
    own = [one for one in renames if one.new.name not in map(names.get, _sources(one.old, old))]
    return tuple(_Steps(old, own).result())


def _sources(column: ObjectId, old: Catalog) -> Iterator[ObjectId]:
    """The columns of parents, and of theirs, that a column is handed down from; none of what is no column.

    Source: manual, ALTER TABLE, Notes: a column is renamed in all descendants, too.
    """
    if column.kind == "column" and column in old.objects:
        for part in from_above(old.objects[column], old):
            yield part.source
            yield from _sources(part.source, old)


def _refuse_twice(renames: Sequence[Rename]) -> None:
    for ids in ([one.old for one in renames], [one.new for one in renames]):
        twice = sorted(str(one) for one in set(ids) if ids.count(one) > 1)
        if twice:
            raise PlanError(
                f"renamed more than once: {', '.join(twice)}", where="--rename", hint="name each object in one rename"
            )


def _level(rename: Rename) -> int:
    one = rename.old
    if one.kind == "schema":
        return 3
    if one.parent:
        return 0
    return 1 if one.kind in CALLABLE_KINDS else 2


class _Steps:
    def __init__(self, old: Catalog, renames: Sequence[Rename]) -> None:
        self.old = old
        self.renames = sorted(renames, key=lambda one: (_level(one), one.old))
        self.schemas = {one.new.name: one.old.name for one in renames if one.old.kind == "schema"}
        self.taken: dict[Claim, ObjectId] = {}
        for item in old.objects.values():
            self.taken.update(dict.fromkeys(_names(item), item.id))
        self.steps: list[RenameStep] = []

    def result(self) -> list[RenameStep]:
        self._make_schemas()
        for level in range(4):
            self._level([one for one in self.renames if _level(one) == level])
        return self.steps

    def _make_schemas(self) -> None:
        """Schemas that something moves to and that are not there yet."""
        for name in sorted({self._home(one) for one in self.renames if not one.old.parent}):
            schema = ObjectId("schema", "", name)
            if name and schema not in self.old.objects and name not in {one.schema for one in self.old.objects}:
                made = sql("create schema {}", ident(name))
                self.steps.append(RenameStep(schema, made, sql("drop schema {}", ident(name)), breaks_clients=False))

    def _home(self, rename: Rename) -> str:
        """The schema that it should be in, as that is called before schemas are renamed."""
        return self.schemas.get(rename.new.schema, rename.new.schema)

    def _level(self, renames: list[Rename]) -> None:
        """Whichever finds its name free goes first; in a circle one waits under another name."""
        sources = {one.old for one in renames}
        waiting = [(one, self._item(one.old)) for one in renames]
        while waiting:
            free = next((one for one in waiting if self._is_free(one[0], one[1])), None)
            if free is not None:
                waiting.remove(free)
                self._lead(free[1], self._home(free[0]), free[0].new.name)
                continue
            rename, item = waiting[0]
            holder = next(self.taken[name] for name in self._wanted(rename, item) if self.taken.get(name) != item.id)
            if holder in sources:
                sources.discard(holder)
                index = next(i for i, one in enumerate(waiting) if one[0].old == holder)
                waiting[index] = (waiting[index][0], self._rename(waiting[index][1], former_name(holder.name)))
            else:
                self._rename(self._item(holder), former_name(holder.name))

    def _item(self, one: ObjectId) -> SchemaObject:
        if one in self.old.objects:
            return self.old.objects[one]
        parent = next((each for each in self.old.objects if is_home(each, one)), None)
        return SchemaObject(one, parent, {})

    def _wanted(self, rename: Rename, item: SchemaObject) -> list[Claim]:
        return _names(_renamed(item, self._home(rename), rename.new.name))

    def _is_free(self, rename: Rename, item: SchemaObject) -> bool:
        return all(self.taken.get(name, item.id) == item.id for name in self._wanted(rename, item))

    def _lead(self, item: SchemaObject, home: str, name: str) -> None:
        """Rename and move it, in the order in which nothing else is in the way."""
        moves = home != item.id.schema and not item.id.parent
        if moves and any(one in self.taken for one in _names(_renamed(item, item.id.schema, name))):
            if any(one in self.taken for one in _names(_renamed(item, home, item.id.name))):
                item = self._rename(item, former_name(item.id.name))
            item = self._move(item, home)
            moves = False
        if item.id.name != name:
            item = self._rename(item, name)
        if moves:
            self._move(item, home)

    def _rename(self, item: SchemaObject, name: str) -> SchemaObject:
        after = _renamed(item, item.id.schema, name)
        self._done(item, after, _statement(item, name), _statement(after, item.id.name))
        return after

    def _move(self, item: SchemaObject, home: str) -> SchemaObject:
        after = _renamed(item, home, item.id.name)
        kind = KINDS[item.id.kind]
        if not kind.moves:
            raise PlanError(
                f"{item.id} cannot be moved to another schema",
                where=f"PostgreSQL has no such statement for a {NAMES[kind.name].title}",
                hint="leave the rename out: it is then dropped and made again",
            )
        there = sql("alter {} set schema {}", kind.reference(item), ident(home))
        self._done(item, after, there, sql("alter {} set schema {}", kind.reference(after), ident(item.id.schema)))
        return after

    def _done(self, item: SchemaObject, after: SchemaObject, statement: Sql, reverse: Sql) -> None:
        locked = next((one for one in (item.id, item.parent) if one and one.kind in _LOCKED), None)
        self.steps.append(RenameStep(item.id, statement, reverse, locked, item.id.kind not in _UNSAID))
        for name in _names(item):
            self.taken.pop(name, None)
        self.taken.update(dict.fromkeys(_names(after), after.id))


def _names(item: SchemaObject) -> list[Claim]:
    return [*claims(item), tuple(item.id)]


def _renamed(item: SchemaObject, schema: str, name: str) -> SchemaObject:
    one = item.id._replace(name=name) if item.id.parent else item.id._replace(name=name, schema=schema)
    return item._replace(id=one)


def _statement(item: SchemaObject, name: str) -> Sql:
    """Raises: PlanError for a kind that has no other name."""
    if item.id.kind == ENUM_VALUE:
        assert item.parent is not None, item.id
        return rename_value(SchemaObject(item.parent, None, {}), item.id.name, name)
    kind = KINDS[item.id.kind]
    if kind.rename is not None:
        return kind.rename(item, name)
    if not kind.renames:
        raise PlanError(
            f"{item.id} cannot be renamed",
            where=f"PostgreSQL has no such statement for a {NAMES[kind.name].title}",
            hint="leave the rename out: it is then dropped and made again",
        )
    return sql("alter {} rename to {}", kind.reference(item), ident(name))


def target_ids(renames: Iterable[Rename]) -> dict[ObjectId, ObjectId]:
    """From old to new ids."""
    return {one.old: one.new for one in renames}


_LOCKED = frozenset({"table", "foreign_table", "view", "materialized_view", "sequence"})
_UNSAID = frozenset({"policy", "trigger", "rule", "index", "statistics", *CONSTRAINTS})
"""Kinds whose names clients have no reason to say."""

_HAZARD = Hazard(HazardKind.CLIENTS, "whatever says the old name fails from now on: queries, quoted bodies")


def renamed_first(statements: Sequence[Statement], renaming: Renaming) -> tuple[Statement, ...]:
    """The statements of a plan with the renames before them, in the first transaction where that can be.

    Counts that say a new name are left to the statements: before the renames nothing answers to it, or something else.
    """
    apart = int(bool(statements) and not statements[0].transactional)
    said = _new_names(renaming)
    later = (
        replace(
            one,
            segment=one.segment + apart,
            guards=tuple(guard for guard in one.guards if not any(name in guard.query for name in said)),
        )
        for one in statements
    )
    return _numbered([*as_statements(renaming.steps), *later])


def _new_names(renaming: Renaming) -> frozenset[str]:
    """As a query may say them."""
    pairs = [*renaming.ids.items(), *((one.old, one.new) for one in renaming.renames)]
    names = {new.name for old, new in pairs if new.name != old.name}
    names |= {new.schema for old, new in pairs if new.schema != old.schema}
    return frozenset(text for name in names for text in (name, ident(name), literal(name)))


def renamed_back_last(rollback: Sequence[Statement], renaming: Renaming) -> tuple[Statement, ...]:
    """The statements of a rollback, and what gives everything its former name behind them."""
    last = rollback[-1].segment + int(not rollback[-1].transactional) if rollback else 1
    back = [replace(step, sql=step.reverse, reverse=step.sql) for step in reversed(renaming.steps)]
    return _numbered([*rollback, *(replace(one, segment=last) for one in as_statements(back))])


def as_statements(steps: Iterable[RenameStep]) -> tuple[Statement, ...]:
    """The steps as statements of one transaction, numbered."""
    return _numbered([_as_statement(step) for step in steps])


def _as_statement(step: RenameStep) -> Statement:
    return Statement(
        number=0,
        sql=step.sql,
        objects=(step.object,),
        lock=Lock.ACCESS_EXCLUSIVE if step.locked else None,
        locked=(step.locked,) if step.locked else (),
        hazards=(_HAZARD,) if step.breaks_clients else (),
        transactional=True,
        segment=1,
        rollback=(step.reverse,),
        irreversible=None,
    )


def _numbered(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    return tuple(replace(one, number=number) for number, one in enumerate(statements, 1))
