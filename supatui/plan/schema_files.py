"""A schema as declarative files: the plan from the platform's own objects, parted so that the files load by name.

Each statement belongs into the file of its kind (or table). Where it needs something that a later file makes, it moves
to a second round of files behind the first, and so on: the names alone give an order that every dependency agrees with.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog
from supatui.kinds.foreign_options import secret_words
from supatui.kinds.names import NAMES
from supatui.plan.actions import build_actions
from supatui.plan.fold import Step, folded
from supatui.plan.paths import with_paths
from supatui.plan.stand_ins import ordered

NAME_CHARACTERS = 80
"""Longest name in a file name."""


class Layout(StrEnum):
    """What one file holds."""

    KIND = "kind"
    """What a schema has of one kind."""
    TABLE = "table"
    """A table with all that belongs to it; the rest as for KIND."""


_STAGES: Mapping[str, tuple[int, str]] = {
    "schema": (10, "schemas"),
    "extension": (15, "extensions"),
    **dict.fromkeys(("enum", "domain", "composite_type", "range", "base_type", "collation"), (20, "types")),
    "sequence": (25, "sequences"),
    **dict.fromkeys(CALLABLE_KINDS, (30, "functions")),
    **dict.fromkeys(("table", "foreign_table"), (40, "tables")),
    "index": (45, "indexes"),
    "foreign_key": (50, "foreign_keys"),
    **dict.fromkeys(("view", "materialized_view"), (60, "views")),
    "rule": (65, "rules"),
    "trigger": (70, "triggers"),
    "policy": (75, "policies"),
    **dict.fromkeys(("publication", "publication_table", "publication_schema"), (80, "publications")),
    "event_trigger": (85, "event_triggers"),
    "default_privilege": (95, "default_privileges"),
}
"""Kind → (place, word in the file's name). What is not named here has its own word and stands at OTHERS."""

OTHERS = 35
"""Text search, operators, servers and the like: behind functions, before tables."""

_OWN_FILE = frozenset({"index", "foreign_key", "rule", "trigger", "policy"})
"""Parts of relations that have files of their own in the layout by kind."""


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One declarative file."""

    name: str
    text: str


def schema_files(ground: Catalog, goal: Catalog, layout: Layout = Layout.KIND) -> tuple[SchemaFile, ...]:
    """What makes `goal` out of `ground`, in files whose names give the order.

    Raises: PlanError, where the difference is not understood, or asks for a statement that runs in no transaction.
    """
    order, sequence = ordered(build_actions(ground, goal))
    steps = with_paths(folded(order, sequence), goal)
    step_of = {number: place for place, step in enumerate(steps) for number in step.numbers}
    spots: list[tuple[int, str]] = []
    for place, step in enumerate(steps):
        item = goal.objects.get(step.objects[0])
        # what calls a function in sql looks into its body at once; others wait until they run
        looks_inside = item is not None and item.optional_text("language") == "sql"
        edges = (order.before, order.wished) if looks_inside else (order.before,)
        before = {step_of[one] for number in step.numbers for ones in edges for one in ones[number]}
        home = _home(step, goal, layout)
        last = max((spots[one] for one in before if one < place), default=(0, ""))
        spots.append((last[0] + (last[1] > home), home))
    final = max((number for number, _ in spots), default=0)
    texts: dict[tuple[int, str], list[Step]] = {}
    for spot, step in zip(spots, steps, strict=True):
        # default privileges would else change what follows them, which the plan does not expect
        is_last = step.objects[0].kind == "default_privilege"
        texts.setdefault((final, spot[1]) if is_last else spot, []).append(step)
    return tuple(SchemaFile(f"{spot[0] + 1}{spot[1]}.sql", _text(texts[spot], goal)) for spot in sorted(texts))


def _home(step: Step, goal: Catalog, layout: Layout) -> str:
    """`40_public_tables`: what sorts the file among those of its round, and names it."""
    one = step.objects[0]
    owner = _owner(one, goal, layout)
    stage, word = _STAGES.get(owner.kind, (OTHERS, _word(NAMES[owner.kind].plural)))
    by_table = layout is Layout.TABLE and owner.kind in {"table", "foreign_table"}
    last = owner.name if by_table else word
    return f"{stage:02d}_{_word(owner.schema)}_{_word(last)}" if owner.schema else f"{stage:02d}_{_word(last)}"


def _owner(one: ObjectId, goal: Catalog, layout: Layout) -> ObjectId:
    """The object that decides the file: the outermost one, but for parts that have files of their own."""
    by_kind = layout is Layout.KIND or one.kind == "foreign_key"
    item = goal.objects.get(one)
    if (by_kind and one.kind in _OWN_FILE) or item is None or item.parent is None:
        return one
    return _owner(item.parent, goal, layout)


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:NAME_CHARACTERS] or "other"


def _text(steps: list[Step], goal: Catalog) -> str:
    parts = [f"{''.join(_notes(step, goal))}{step.action.sql};\n" for step in steps]
    if any(step.objects[0].kind in CALLABLE_KINDS for step in steps):
        # bodies may name what a later file makes, as in pg_dump's own output
        parts.insert(0, "set check_function_bodies = off;\n")
    return "\n".join(parts)


def _notes(step: Step, goal: Catalog) -> Iterator[str]:
    for one in step.objects:
        item = goal.objects.get(one)
        if item is not None and (words := secret_words(item)):
            yield f"-- {' '.join(words.split())}: secret and not read, set it by hand\n"
