"""Run chosen renames on a shadow copy and read back what the server made of everything that says the old names."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject
from supatui.compare.renames import Rename, RenameStep, Renaming, followers, has, rename_candidates
from supatui.compare.two_way import changed_attributes
from supatui.errors import PlanError
from supatui.plan.rehearse import RefusedError, Rehearsal
from supatui.plan.renaming import as_statements, rename_steps, target_ids


def try_renames(old: Catalog, new: Catalog, renames: Sequence[Rename], stage: Rehearsal) -> Renaming:
    """What `old` becomes by the renames, and by those of names that follow from them on the way to `new`.

    Raises: PlanError where the server refuses one or `new` has nothing of the new name; SupatuiError where `old`
    cannot be built on the shadow server; CancelledError.
    """
    _refuse_strangers(old, new, renames)
    done: list[RenameStep] = []
    ids: dict[ObjectId, ObjectId] = {}
    known: list[Rename] = []
    with stage.built(old) as (connection, conninfo):
        before, catalog, waiting = stage.read(conninfo), old, tuple(renames)
        while waiting:
            steps = rename_steps(catalog, waiting)
            try:
                stage.run(connection, as_statements(steps))
            except RefusedError as error:
                hint = "leave the rename out, or change what is in its way first"
                raise PlanError(f"the rename was refused: {error}", where=old.label, hint=hint) from error
            after = stage.read(conninfo)
            catalog, moved = _transferred(catalog, before, after, target_ids(waiting))
            ids = {one: moved.get(other, other) for one, other in ids.items()}
            ids.update({one: other for one, other in moved.items() if one in old.objects})
            done += steps
            known += waiting
            before = after
            waiting = followers(rename_candidates(catalog, new), target_ids(known), catalog)
    return Renaming(tuple(known), old, catalog, ids, tuple(done))


def _refuse_strangers(old: Catalog, new: Catalog, renames: Sequence[Rename]) -> None:
    for catalog, ids in ((old, [one.old for one in renames]), (new, [one.new for one in renames])):
        for one in ids:
            if not has(catalog, one):
                near = get_close_matches(str(one), [str(each) for each in catalog.objects if each.kind == one.kind], 3)
                hint = f"did you mean {' or '.join(near)}?" if near else "name one that is there"
                raise PlanError(f"no {one} to rename", where=catalog.label, hint=hint)


_Ids = dict[ObjectId, ObjectId]


def _transferred(
    old: Catalog, before: Catalog, after: Catalog, chosen: Mapping[ObjectId, ObjectId]
) -> tuple[Catalog, _Ids]:
    """`old` with what changed between two readings of its copy, and nothing else of it; and the ids that are others."""
    known = {one: after.addresses[at] for at, one in before.addresses.items() if at in after.addresses}
    ids: _Ids = {}
    schemas = {one.name: known[one].name for one in before.objects if one.kind == "schema" and one in known}

    def new_id(one: ObjectId) -> ObjectId:
        if one not in ids:
            ids[one] = known.get(one) or _moved(one)
        return ids[one]

    def _moved(one: ObjectId) -> ObjectId:
        """What the server has no address for stands by its parent or its schema."""
        item = old.objects.get(one)
        one = one._replace(name=chosen[one].name) if one in chosen else one
        if item is not None and item.parent is not None and one.parent:
            parent = new_id(item.parent)
            return one._replace(schema=parent.schema, parent=parent.path)
        return one._replace(schema=schemas.get(one.schema, one.schema))

    objects = {}
    for item in old.objects.values():
        target = new_id(item.id)
        parent = new_id(item.parent) if item.parent is not None else None
        was, now = before.objects.get(item.id), after.objects.get(target)
        objects[target] = _updated(item._replace(id=target, parent=parent), was, now)
    for one in after.objects.keys() - objects.keys() - before.objects.keys():  # schemas that were made on the way
        objects[one] = after.objects[one]
    dependencies = tuple(Dependency(new_id(one), new_id(other)) for one, other in old.dependencies)
    moved = {one: other for one, other in ids.items() if one != other}
    return old._replace(objects=objects, dependencies=dependencies), moved


def _updated(item: SchemaObject, was: SchemaObject | None, now: SchemaObject | None) -> SchemaObject:
    if was is None or now is None:
        return item
    changes = {name: now.attributes.get(name) for name in changed_attributes(was, now)}
    facts = {name: value for name, value in now.facts.items() if was.facts.get(name) != value}
    if not changes and not facts:
        return item
    attributes = {name: changes.get(name, value) for name, value in item.attributes.items()} | changes
    kept = {name: value for name, value in attributes.items() if value is not None}
    return item._replace(attributes=kept, facts={**item.facts, **facts})
