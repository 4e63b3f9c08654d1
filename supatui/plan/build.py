"""Two catalogs → a plan: statements in order, in transaction segments, with the rollback that leads back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from supatui.catalog.collector import without_collector
from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql
from supatui.compare.column_order import order_notes, reached_otherwise, refuse_order
from supatui.compare.model import Merge, Side
from supatui.compare.own_columns import Way, declarations
from supatui.compare.relocation import relocations
from supatui.compare.renames import Renaming
from supatui.errors import PlanError
from supatui.kinds.foreign_options import HIDDEN, HOLDING_OPTIONS, NOT_READABLE
from supatui.kinds.joining import having_joined
from supatui.kinds.lending import lent_column
from supatui.kinds.partitions import detachment
from supatui.kinds.wishes import NO_WISHES, Wishes
from supatui.plan.actions import build_actions
from supatui.plan.fold import Step, folded
from supatui.plan.gather import gathered
from supatui.plan.model import Plan, Statement
from supatui.plan.paths import with_paths
from supatui.plan.renaming import renamed_back_last, renamed_first
from supatui.plan.segments import segments_of
from supatui.plan.stand_ins import ordered


def build_plan(
    old: Catalog,
    new: Catalog,
    *,
    renaming: Renaming | None = None,
    wishes: Wishes = NO_WISHES,
    ordered: bool = True,
    back: bool = True,
) -> Plan:
    """What makes `old` into `new`, and what leads back, or why nothing does: the same catalogs give the same plan.

    `renaming` is what happens to `old` before anything else, and after everything else on the way back; `wishes`
    is what was said about values, in the names after it. `ordered` says whether `new` has an order of columns that
    somebody wants; a merged schema has none of its own. Without `back` only the way there is worked out, for what is
    tried and taken back by a transaction.

    Raises: PlanError, where a difference is not understood or has no safe way.
    """
    with without_collector():
        return _plan(old, new, renaming, wishes, ordered=ordered, with_back=back)


def _plan(
    old: Catalog, new: Catalog, renaming: Renaming | None, wishes: Wishes, *, ordered: bool, with_back: bool
) -> Plan:
    _refuse_unknown(old, new)
    _refuse_half_read(old, new)
    named = renaming.catalog if renaming else old
    moves = relocations(named, new)
    start = moves[-1].catalog if moves else named
    steps = _steps(start, new, wishes)  # first, so that what is refused is said about the way there
    back, one_way = _steps_back(new, start) if with_back else ([], None)
    destroyed, destroyed_back = _destroyed(steps), _destroyed(back)
    moved = reached_otherwise(start, new, destroyed) if ordered else ()
    if wishes.column_order:
        refuse_order(moved)
    rollback, statements = _statements(back, (), start), _statements(steps, back, new)
    for done in (*reversed(moves), *([renaming] if renaming else [])):
        statements, rollback = renamed_first(statements, done), renamed_back_last(rollback, done)
    if one_way:
        rollback, statements = (), tuple(replace(one, rollback=(), irreversible=one_way) for one in statements)
    told = declarations(start, new, _way(steps, destroyed, new), _way(back, destroyed_back, start))
    return Plan(
        statements=statements,
        rollback=rollback,
        old=old,
        new=new,
        one_way=one_way,
        warnings=(
            *_warnings(old, new),
            *order_notes(moved),
            *([one_way] if one_way else []),
            *map(str, told),
        ),
        declarations=told,
    )


def _steps_back(new: Catalog, start: Catalog) -> tuple[list[Step], str | None]:
    """The rollback's steps, or why there are none: that does not keep anybody from going there."""
    try:
        return _steps(new, start, Wishes(lenient=True)), None
    except PlanError as error:
        return [], f"nothing leads back: {error.what}; {error.where}"


def _way(steps: Sequence[Step], destroyed: frozenset[ObjectId], goal: Catalog) -> Way:
    heirs = {heir for heirs in goal.heirs.values() for heir in heirs}
    made: dict[ObjectId, int] = {}
    for number, step in enumerate(steps if heirs else ()):
        for one in step.action.creates:
            made.setdefault(one, number)
    left = {heir: made[detachment(heir)] for heir in heirs if detachment(heir) in made}
    beside = {heir for heir, number in left.items() if made.get(having_joined(heir), number) < number}
    return Way(destroyed, beside, {column for one in made if (column := lent_column(one))})


def _destroyed(steps: Sequence[Step]) -> frozenset[ObjectId]:
    return frozenset(one for step in steps for one in step.action.destroys)


def plan_side(merge: Merge, side: Side, target: Catalog, wishes: Wishes = NO_WISHES) -> Plan:
    """What makes one side of a comparison into `target`, from the schema that it has, renames included.

    Raises: PlanError.
    """
    return build_plan(merge.start(side), target, renaming=merge.renamings.get(side), wishes=wishes, ordered=False)


def _refuse_unknown(old: Catalog, new: Catalog) -> None:
    """An object of an unknown kind on one side only would have to be made or dropped."""
    differing = sorted(set(old.unknown) ^ set(new.unknown))
    if differing:
        raise PlanError(
            f"{len(differing)} objects of kinds that are not understood yet would have to change: "
            + ", ".join(f"{one.name}" for one in differing[:10])
            + (" ..." if len(differing) > 10 else ""),
            where=f"{old.label} to {new.label}",
            hint="bring these objects to the other side by hand, then plan again",
        )


def _refuse_half_read(old: Catalog, new: Catalog) -> None:
    """What was asked for on one side only would seem to be gone on the other."""
    differing = sorted(set(old.optional) ^ set(new.optional))
    if differing and old.server_version and new.server_version:
        words = ",".join(differing)
        raise PlanError(
            f"one schema was read with {words}, the other without",
            where=f"{old.label} to {new.label}",
            hint=f"read both with --with {words}, or none",
        )


def _warnings(old: Catalog, new: Catalog) -> tuple[str, ...]:
    found = [f"taken for granted: {one}" for one in dict.fromkeys((*old.assumptions, *new.assumptions))]
    if old.unknown:
        names = ", ".join(one.name for one in old.unknown[:5]) + (" ..." if len(old.unknown) > 5 else "")
        found.append(f"not understood yet, taken as the same on both sides: {names}")
    if secrets := _secrets(old, new):
        names = ", ".join(secrets[:5]) + (" ..." if len(secrets) > 5 else "")
        found.append(f"what is secret is not read, so that a difference in it is not seen: {names}")
    return tuple(found)


def _secrets(old: Catalog, new: Catalog) -> list[str]:
    """Objects of both schemas that hide the same value, or are not readable in the same way."""
    hiding = (one for one, item in old.objects.items() if one in new.objects and _hides(item))
    return [str(one) for one in sorted(hiding) if _hides(new.objects[one])]


def _hides(item: SchemaObject) -> bool:
    attributes = item.attributes
    holds_options = "options" in attributes and item.id.kind in HOLDING_OPTIONS
    if not (holds_options or "foreign_options" in attributes or "connection" in attributes):
        return False
    values = [*item.texts("foreign_options"), item.optional_text("connection") or ""]
    if holds_options:
        values += item.texts("options")
    return any(HIDDEN in value or value == NOT_READABLE for value in values)


def _steps(old: Catalog, new: Catalog, wishes: Wishes) -> list[Step]:
    order, sequence = ordered(build_actions(old, new, wishes))
    return with_paths(gathered(order, folded(order, sequence)), new)


def _statements(steps: Sequence[Step], rollback: Sequence[Step], goal: Catalog) -> tuple[Statement, ...]:
    segments, way_back = segments_of(steps, goal), _WayBack(rollback)
    statements = []
    for number, (step, segment) in enumerate(zip(steps, segments, strict=True), 1):
        action = step.action
        statements.append(
            Statement(
                number=number,
                sql=action.sql,
                objects=step.objects,
                lock=action.lock,
                locked=tuple(sorted(action.locked)),
                hazards=action.hazards,
                transactional=action.transactional,
                segment=segment,
                rollback=way_back.undoing(step, goal),
                irreversible=action.irreversible,
                guards=action.guards,
                makes=frozenset(step.objects) & action.creates,
            )
        )
    return tuple(statements)


class _WayBack:
    """The steps of a rollback, found by what they are about."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.concerning = _by_object(map(_concerned, steps))
        self.touching = _by_object(one.action.touches for one in steps)
        self.destroying = _by_object(one.action.destroys for one in steps)
        self.of = _by_object((one.action.object,) for one in steps)
        self.creating = _by_object(one.action.creates for one in steps)

    def undoing(self, step: Step, goal: Catalog) -> tuple[Sql, ...]:
        """The steps that undo one of the way there; none where it only makes way for a while, or makes again.

        They are about the same objects or take these along; else they change these in passing (a sequence that is put
        aside for an identity), take along what these stand on, or change what these come from (the trigger of a
        partitioned table, with those of its partitions), or bring about what these wait for (another owner).
        """
        own = _concerned(step)
        parents = {item.parent for one in step.objects if (item := goal.objects.get(one))}
        ground = parents | step.action.needs
        ground |= {needed for one in step.objects for needed in goal.needs.get(one, ())}  # members go with extensions
        found = (
            _numbers(self.concerning, own)
            or _numbers(self.touching, own)
            or _numbers(self.destroying, ground)
            or _numbers(self.of, step.action.needs - parents)
            or _numbers(self.creating, (one for one in step.action.needs if one not in goal.objects))
        )
        return tuple(self.steps[number].action.sql for number in found)


def _by_object(sets: Iterable[Iterable[ObjectId]]) -> dict[ObjectId, list[int]]:
    found: dict[ObjectId, list[int]] = {}
    for number, ids in enumerate(sets):
        for one in ids:
            found.setdefault(one, []).append(number)
    return found


def _numbers(index: Mapping[ObjectId, list[int]], ids: Iterable[ObjectId | None]) -> list[int]:
    return sorted({number for one in ids if one is not None for number in index.get(one, ())})


def _concerned(step: Step) -> set[ObjectId]:
    """What a step is about, with what goes when it runs: a table's indexes go with their table."""
    return {*step.objects, *step.action.destroys}
