"""Generated catalogs: small, consistent, and close enough to one another to clash often.

A catalog is built from slots, each with one value (whether a table is there, a column's type, a view's source). Three
catalogs of one past are a base and two edits of its slots, so that what a merge should give is known without merging.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st

from supatui.catalog.model import Catalog, SchemaObject, Value
from tests.builders import catalog, column, enum, function, item, privilege, table, view

settings.register_profile("supatui", deadline=None, max_examples=60)
settings.load_profile("supatui")

_TABLES, _COLUMNS, _VIEWS = ("t", "u"), ("c", "d"), ("v", "w")

Slots = Mapping[str, Value]
"""Values by dotted slot, where a part's slot starts with its whole's: `t`, `t.c`, `t.c.type`."""

_GRANTS = ((), ("DELETE",), ("INSERT", "SELECT"), ("SELECT*",), ("DELETE", "SELECT"))
_STEPS = ("", "one;", "two;")
_THERE = (False, True)

_SLOTS: dict[str, tuple[Value, ...]] = {
    "e": _THERE,
    "e.labels": (("a",), ("a", "b"), ("b", "a"), ("a", "b", "c"), ("c", "a")),
    "f": _THERE,
    "f.first": _STEPS,
    "f.second": _STEPS,
}
for _table in _TABLES:
    _SLOTS |= {
        _table: _THERE,
        f"{_table}.row_security": (False, True),
        f"{_table}.options": (None, ("a=1",), ("a=2",), ("a=1", "b=1"), ("b=2",)),
        f"{_table}.grants": _GRANTS,
    }
    for _column in _COLUMNS:
        _SLOTS |= {
            f"{_table}.{_column}": _THERE,
            f"{_table}.{_column}.type": ("text", "bigint", "numeric"),
            f"{_table}.{_column}.not_null": (False, True),
            f"{_table}.{_column}.default": (None, "0", "1"),
        }
for _view in _VIEWS:
    _SLOTS |= {
        _view: _THERE,
        f"{_view}.source": (None, *(f"{_table}.{_column}" for _table in _TABLES for _column in _COLUMNS)),
        f"{_view}.comment": (None, "one", "two"),
        f"{_view}.security": (None, "one", "two"),
    }
_WHOLES = ("e", "f", *_TABLES, *_VIEWS, *(f"{_table}.{_column}" for _table in _TABLES for _column in _COLUMNS))

_ALL_SLOTS = st.fixed_dictionaries({slot: st.sampled_from(values) for slot, values in _SLOTS.items()})


def _visible(slots: Slots) -> Slots:
    """The slots of what is there, with views that read nothing instead of a column which is not."""

    def is_there(slot: str) -> bool:
        parts = slot.split(".")
        return all(slots.get(".".join(parts[:end]), True) is not False for end in range(1, len(parts)))

    shown = {slot: value for slot, value in slots.items() if is_there(slot)}
    for slot, value in shown.items():
        if slot.endswith(".source") and value is not None and shown.get(str(value), False) is False:
            shown[slot] = None
    return shown


def built(slots: Slots) -> Catalog:
    """The catalog that these slots describe."""
    slots = _visible(slots)
    objects: list[SchemaObject] = []
    columns: dict[str, SchemaObject] = {}
    needs: list[tuple[SchemaObject, SchemaObject]] = []
    for name in (name for name in _TABLES if slots.get(name)):
        parent = table(name, row_security=slots[f"{name}.row_security"], **_said(slots, name, "options"))
        objects.append(parent)
        if grants := _texts(slots[f"{name}.grants"]):
            objects.append(privilege(parent, "anon", *grants))
        for place in (f"{name}.{short}" for short in _COLUMNS if slots.get(f"{name}.{short}")):
            short = place.partition(".")[2]
            made = column(parent, short, str(slots[f"{place}.type"]), not_null=slots[f"{place}.not_null"])
            objects.append(made)
            columns[place] = made
            if (expression := slots[f"{place}.default"]) is not None:
                objects.append(item("default", short, parent=made, expression=expression))
    for name in (name for name in _VIEWS if slots.get(name)):
        source = columns.get(str(slots[f"{name}.source"]))
        said = _said(slots, name, "comment", "security")
        reader = view(name, f"select {source.id}" if source else "select 1", **said)
        objects.append(reader)
        if source is not None:
            needs.append((reader, source))
    if slots.get("e"):
        objects.append(enum("e", *_texts(slots["e.labels"])))
    if slots.get("f"):
        steps = (str(slots["f.first"]), "half;", str(slots["f.second"]))
        objects.append(function("f", "\n".join(["begin", *steps, "end"])))
    return catalog(*objects, needs=needs)


def _said(slots: Slots, owner: str, *names: str) -> dict[str, Value]:
    """Attributes that are absent where there is nothing to say."""
    return {name: value for name in names if (value := slots[f"{owner}.{name}"]) is not None}


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def catalogs() -> st.SearchStrategy[Catalog]:
    """Up to two tables of two columns with defaults and grants, views that read a column, an enum, a function."""
    return _ALL_SLOTS.map(built)


@dataclass(frozen=True, slots=True)
class Triple:
    """A base and two edits of it; iterates as base, local, remote."""

    slots: tuple[Slots, Slots, Slots]

    def __iter__(self) -> Iterator[Catalog]:
        return map(built, self.slots)

    def sides(self, *, two_way: bool) -> tuple[Catalog | None, Catalog, Catalog]:
        """Base, local, remote; no base where two are compared."""
        base, local, remote = self
        return None if two_way else base, local, remote

    @property
    def expected(self) -> Catalog:
        """What the two edits give together where they do not contradict: slot by slot, without any merging."""
        base, local, remote = map(_visible, self.slots)
        there: dict[str, Value] = {}
        for slot in dict.fromkeys([*base, *local, *remote]):
            one = remote if local.get(slot, _GONE) == base.get(slot, _GONE) else local
            if slot in one:
                there[slot] = one[slot]
        return built(there)


_GONE = object()


@st.composite
def triples(draw: st.DrawFn, *, contested: bool = True) -> Triple:
    """A base and two edits of it: of slots of their own and, if `contested`, of the same things in different ways."""
    base = dict(draw(_ALL_SLOTS))
    # What is there is what can be changed and dropped: an empty base has no past.
    base |= dict.fromkeys(draw(st.sets(st.sampled_from(_WHOLES), min_size=4)), True)
    free = draw(st.permutations(sorted(_SLOTS)))
    mine, theirs = free[: draw(st.integers(1, 4))], free[4 : 4 + draw(st.integers(1, 4))]
    sides = [{slot: draw(st.sampled_from(_SLOTS[slot])) for slot in own} for own in (mine, theirs)]
    for whole in draw(st.permutations(_WHOLES))[: draw(st.integers(0, 4))] if contested else ():
        parts = [slot for slot in _SLOTS if slot.startswith(f"{whole}.") and slot not in _WHOLES]
        part = draw(st.sampled_from(parts))
        one, other = draw(st.permutations(sides))
        if base[whole] and draw(st.booleans()):
            one[whole] = False
            other |= {whole: True, part: draw(_another(part, base[part]))}
        else:
            here = draw(_another(part, base[part]))
            one |= {whole: True, part: here}
            part = draw(st.sampled_from([part, *parts]))
            other |= {whole: True, part: draw(_another(part, base[part], here))}
    local, remote = (base | side for side in sides)
    return Triple((base, local, remote))


def _another(slot: str, *taken: Value) -> st.SearchStrategy[Value]:
    """A value that is none of these, where there are so many."""
    values = _SLOTS[slot]
    return st.sampled_from([value for value in values if value not in taken] or values)
