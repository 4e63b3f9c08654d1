"""Renames: what they are, and candidates for them with the evidence; only a person makes one of a candidate.

Nothing here knows a kind but one: the values of an enum have names and are no objects, so they get ids of their own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject, Value
from supatui.catalog.quoting import Sql, ident

ENUM_VALUE = "enum_value"
"""Kind of the ids of enum values; the parent is the enum's path."""

LEAST_LIKENESS = 0.6
"""Below this two objects are not proposed as one that was renamed."""

MOST_PAIRS = 20_000
"""Pairs of one kind that are compared in depth; past it only exact ones are found, which needs no pairs."""

NAMELESS = frozenset(
    {
        *("privilege", "default", "default_privilege", "cast", "transform", "user_mapping", "security_label"),
        *("role_label", "extension_dependence"),
    }
)
"""Kinds without a name of their own."""

_SAID_ELSEWHERE = frozenset({"comment", "owner", "not_null_name"})
"""Attributes that say nothing about whether two objects are the same thing: a rename leaves names of constraints."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One object that gets another name, another schema, or both, and stays what it is."""

    old: ObjectId
    """In the schema that changes."""
    new: ObjectId
    """In the schema that is wanted."""

    def __str__(self) -> str:
        """As `--rename` takes it: `table:public.orders=purchases`."""
        target = ident(self.new.name)
        if self.new.schema != self.old.schema and not self.old.parent:
            target = Sql(f"{ident(self.new.schema)}.{target}")
        return f"{self.old}={target}".replace(f" [{self.old.signature}]", "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rename that may be meant."""

    rename: Rename
    evidence: tuple[str, ...]
    """In words, the strongest first: `same type`, `same position`, `the same 5 parts`."""
    likeness: float
    """From 0 to 1, where 1 is the same but for the name."""


@dataclass(frozen=True, slots=True)
class RenameStep:
    """One statement of a renaming."""

    object: ObjectId
    """What gets another name, by the one that it has before."""
    sql: Sql
    reverse: Sql
    locked: ObjectId | None = None
    """The relation that nobody reads meanwhile."""
    breaks_clients: bool = True
    """Whether a name is gone by it that clients may say."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """Renames that were chosen and tried on a server."""

    renames: tuple[Rename, ...]
    """The chosen ones, and those of names that follow from them (keys, indexes, sequences)."""
    start: Catalog
    """The schema as it is."""
    catalog: Catalog
    """What it becomes by them, and by nothing else."""
    ids: Mapping[ObjectId, ObjectId]
    """From old to new, of everything whose id is another now: parts of what was renamed too."""
    steps: tuple[RenameStep, ...]
    """In order, all in one transaction; led back in the opposite order."""


def enum_value(enum: ObjectId, label: str) -> ObjectId:
    """The id of one value of an enum."""
    return ObjectId(ENUM_VALUE, enum.schema, label, enum.path)


def has(catalog: Catalog, one: ObjectId) -> bool:
    """Whether the schema has it; values of enums and columns of views are looked up in what they belong to."""
    if one in catalog.objects:
        return True
    home = next((item for item in catalog.objects.values() if is_home(item.id, one)), None)
    if home is None:
        return False
    if one.kind == ENUM_VALUE:
        return one.name in home.texts("labels")
    return any(column.startswith(f"{ident(one.name)} ") for column in home.texts("columns"))


def is_home(whole: ObjectId, part: ObjectId) -> bool:
    """Whether `part`, a value of an enum or a column of a view, is one of `whole`."""
    kinds = {ENUM_VALUE: ("enum",), "view_column": ("view", "materialized_view")}.get(part.kind, ())
    return whole.kind in kinds and whole.schema == part.schema and whole.path == part.parent


def rename_candidates(old: Catalog, new: Catalog) -> tuple[Candidate, ...]:
    """What is gone in `new` and looks like something that came, each at most once, the most alike first.

    Parts are proposed under one parent; parts of something that is itself proposed come along with it.
    """
    found: list[Candidate] = list(_enum_candidates(old, new))
    groups: dict[tuple[str, str, str], tuple[list[ObjectId], list[ObjectId]]] = defaultdict(lambda: ([], []))
    for one in old.objects.keys() - new.objects.keys():
        if _stands_alone(one, old, new):
            groups[one.kind, one.schema if one.parent else "", one.parent][0].append(one)
    for one in new.objects.keys() - old.objects.keys():
        if _stands_alone(one, new, old):
            groups[one.kind, one.schema if one.parent else "", one.parent][1].append(one)
    for gone, came in groups.values():
        found.extend(_pairs(sorted(gone), sorted(came), old, new))
    return tuple(_each_once(found))


def _stands_alone(one: ObjectId, here: Catalog, there: Catalog) -> bool:
    """Whether it has a name, and does not just come or go with its parent."""
    parent = here.objects[one].parent
    return one.kind not in NAMELESS and (parent is None or parent in there.objects or not one.parent)


def _pairs(gone: list[ObjectId], came: list[ObjectId], old: Catalog, new: Catalog) -> Iterator[Candidate]:
    if len(gone) * len(came) > MOST_PAIRS:
        came_by_shape: dict[object, list[ObjectId]] = defaultdict(list)
        for one in came:
            came_by_shape[_shape(new, one)].append(one)
        for one in gone:
            for other in came_by_shape.get(_shape(old, one), ())[:2]:
                yield from _candidate(one, other, old, new)
        return
    for one in gone:
        for other in came:
            yield from _candidate(one, other, old, new)


def _candidate(one: ObjectId, other: ObjectId, old: Catalog, new: Catalog) -> Iterator[Candidate]:
    likeness, evidence = _compared(one, other, old, new)
    if likeness >= LEAST_LIKENESS:
        yield Candidate(Rename(one, other), evidence, likeness)


def _each_once(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    taken: set[ObjectId] = set()
    for one in sorted(candidates, key=lambda each: (-each.likeness, each.rename.old, each.rename.new)):
        if one.rename.old not in taken and one.rename.new not in taken:
            taken |= {one.rename.old, one.rename.new}
            yield one


# how alike two objects are


def likeness(rename: Rename, old: Catalog, new: Catalog) -> float:
    """How much the one is like the other, from 0 to 1; 0 where one is no object of its own, as a value of an enum."""
    if rename.old not in old.objects or rename.new not in new.objects:
        return 0.0
    return _compared(rename.old, rename.new, old, new)[0]


def _compared(one: ObjectId, other: ObjectId, old: Catalog, new: Catalog) -> tuple[float, tuple[str, ...]]:
    """Equal attributes, parts, place and users, as a share of all."""
    before, after = old.objects[one], new.objects[other]
    same, total, evidence = 0, 0, []
    names = sorted((before.attributes.keys() | after.attributes.keys()) - _SAID_ELSEWHERE)
    own = _Names(one, other), _Names(other, one)
    alike = [
        name
        for name in names
        if own[0].without(before.attributes.get(name)) == own[1].without(after.attributes.get(name))
    ]
    same, total = len(alike), len(names)
    if names and len(alike) == len(names):
        evidence.append("same definition")
    elif "type" in alike:
        evidence.append("same type")
    parts, nameless, parts_total = _common_parts(one, other, old, new, own)
    if parts_total:
        # what something is made of says more than what it is set to, and is half of it without its name
        same, total = same + parts + nameless, total + 2 * parts_total
        evidence.append(f"{parts} of {parts_total} parts the same" if parts < parts_total else "same parts")
    if "position" in before.facts or "position" in after.facts:
        total += 1
        if before.facts.get("position") == after.facts.get("position"):
            same += 1
            evidence.append("same position")
    users = set(old.dependents.get(one, ())) - {one}
    if users and users == set(new.dependents.get(other, ())):
        same, total = same + 1, total + 1
        evidence.append("same users")
    if not evidence:
        evidence.append(f"{same} of {total} properties the same")
    return (same / total if total else 0.0), tuple(evidence)


def _common_parts(
    one: ObjectId, other: ObjectId, old: Catalog, new: Catalog, own: "tuple[_Names, _Names]"
) -> tuple[int, int, int]:
    """How many parts are the same, how many but for a name of their own, and how many there are at the most."""
    before, after = Counter(_parts(old, one, own[0])), Counter(_parts(new, other, own[1]))
    nameless = [Counter((kind, values) for kind, _, values in parts.elements()) for parts in (before, after)]
    return (before & after).total(), (nameless[0] & nameless[1]).total(), max(before.total(), after.total())


_Part = tuple[str, Value, object]
"""(kind, name, attributes)."""


def _parts(catalog: Catalog, one: ObjectId, names: "_Names") -> Iterator[_Part]:
    if one.kind == "schema":  # what is in it has it in its id, not above it
        yield from ((each.kind, each.path, None) for each in catalog.objects if each.schema == one.name)
    for child in catalog.children.get(one, ()):
        yield _part_shape(catalog.objects[child], names)


def _part_shape(item: SchemaObject, names: "_Names") -> _Part:
    values = sorted((key, value) for key, value in item.attributes.items() if key not in _SAID_ELSEWHERE)
    return item.id.kind, names.of_part(item.id.name), tuple((key, names.without(value)) for key, value in values)


def _shape(catalog: Catalog, one: ObjectId) -> object:
    """Everything about an object but its name; the same for what is exactly alike."""
    names = _Names(one)
    parts = Counter(_parts(catalog, one, names))
    own = catalog.objects[one].attributes
    values = tuple((key, names.without(own[key])) for key in sorted(own) if key not in _SAID_ELSEWHERE)
    return values, frozenset(parts.items())


class _Names:
    """A text without the names of one object, so that two texts can be held against each other.

    Parts that are named after the object may still be named after what it was called before, or else.
    """

    def __init__(self, one: ObjectId, *others: ObjectId) -> None:
        self._pattern, self._parts = self._spelled(one), self._spelled(one, *others)
        self._schema = f"{ident(one.schema)}." if one.schema else ""

    @staticmethod
    def _spelled(*ids: ObjectId) -> "re.Pattern[str] | None":
        spelled = {text for one in ids for text in (one.name, ident(one.name), ident(one.name).strip('"'))}
        words = "|".join(re.escape(each) for each in sorted(spelled, key=len, reverse=True) if each)
        # names that are made of it count too: orders_pkey, orders_id_seq
        return re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])") if words else None

    def of_part(self, name: str) -> str:
        return self._parts.sub("\0", name) if self._parts else name

    def without(self, value: Value) -> Value:
        if isinstance(value, str):
            text = self._pattern.sub("\0", value) if self._pattern else value
            return text.replace(f"{self._schema}\0", "\0") if self._schema else text
        if isinstance(value, tuple):
            return tuple(self.without(item) for item in value)
        return value


# values of enums


def _enum_candidates(old: Catalog, new: Catalog) -> Iterator[Candidate]:
    for one, before in old.objects.items():
        after = new.objects.get(one)
        if one.kind != "enum" or after is None or before.attributes == after.attributes:
            continue
        was, now = before.texts("labels"), after.texts("labels")
        for gone in (label for label in was if label not in now):
            for came in (label for label in now if label not in was):
                if _place(was, gone, now) == _place(now, came, was):
                    evidence = ("same place among the values",)
                    yield Candidate(Rename(enum_value(one, gone), enum_value(one, came)), evidence, 1.0)


def _place(labels: tuple[str, ...], label: str, others: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The nearest values on either side that the other list has too."""
    at = labels.index(label)
    before = next((one for one in reversed(labels[:at]) if one in others), None)
    after = next((one for one in labels[at + 1 :] if one in others), None)
    return before, after


def followers(candidates: Iterable[Candidate], chosen: Mapping[ObjectId, ObjectId], old: Catalog) -> tuple[Rename, ...]:
    """Exact candidates whose names follow from chosen renames: `orders_pkey` once `orders` is `purchases`.

    `chosen` leads from old to new ids; `old` already has the chosen names.
    """
    found = []
    for one in candidates:
        gone, came = one.rename.old, one.rename.new
        if one.likeness < 1 or gone.schema != came.schema:
            continue
        item = old.objects.get(gone)
        related = {item.parent if item else None, *old.needs.get(gone, ())}
        name = gone.name
        for before, after in sorted(chosen.items(), key=lambda each: -len(each[0].name)):
            if after in related:
                name = name.replace(before.name, after.name)
        if name == came.name:
            found.append(one.rename)
    return tuple(found)
