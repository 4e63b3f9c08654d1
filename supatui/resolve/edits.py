"""Edited results: what a person wrote instead of either side, as the server reads it, put into the merged schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency, SchemaObject
from supatui.resolve.choice import Choice
from supatui.resolve.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Edit:
    """An object as a person wrote it. Two edits are the same when their text is."""

    subject: ObjectId
    sql: str
    """As it was typed."""
    objects: Mapping[ObjectId, SchemaObject] = field(compare=False)
    """The subject and what belongs to it, as a server read them back."""
    dependencies: tuple[Dependency, ...] = field(compare=False)
    """Of these objects."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a person began to write about an object and has not decided on."""

    picks: Mapping[int, Choice] = field(default_factory=dict)
    """By place among the stretches of its long texts."""
    text: str | None = None
    """SQL that was left, or that no server took; None where none was."""


def with_edits(outcome: Outcome, edits: Iterable[Edit]) -> Outcome:
    """The outcome with what was written by hand in the place of what was there."""
    for edit in edits:
        outcome = _with_edit(outcome, edit)
    return outcome


def _with_edit(outcome: Outcome, edit: Edit) -> Outcome:
    catalog = outcome.catalog
    gone = {edit.subject, *catalog.descendants(edit.subject)} - edit.objects.keys()
    objects = {one: item for one, item in catalog.objects.items() if one not in gone}
    objects |= edit.objects
    others = [edge for edge in catalog.dependencies if edge.dependent not in edit.objects and edge.dependent in objects]
    lacking = {(edge.dependent, edge.referenced) for edge in (*others, *edit.dependencies)}
    lacking = {pair for pair in lacking if pair[1] not in objects}
    kept = [edge for edge in (*others, *edit.dependencies) if edge.referenced in objects]
    former = {pair for pair in outcome.lacking if pair[0] not in edit.objects and pair[1] not in edit.objects}
    return replace(
        outcome,
        catalog=catalog._replace(objects=objects, dependencies=tuple(kept)),
        lacking=frozenset(lacking | former),
    )


def without(catalog: Catalog, subject: ObjectId) -> Catalog:
    """The schema without an object, what belongs to it and all that needs any of these."""
    gone: set[ObjectId] = set()
    waiting = [subject]
    while waiting:
        one = waiting.pop()
        if one not in gone:
            gone.add(one)
            waiting += [*catalog.children.get(one, ()), *catalog.dependents.get(one, ())]
    return catalog._replace(
        objects={one: item for one, item in catalog.objects.items() if one not in gone},
        dependencies=tuple(edge for edge in catalog.dependencies if not gone.intersection(edge)),
    )
