"""`public.mood.sad=ok` and `public.orders.total=total::text::numeric`: what a person says about values."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import Sql, ident, verbatim
from supatui.compare.side import Side
from supatui.errors import AddressError
from supatui.kinds.wishes import Wishes

_PART = re.compile(r'"((?:[^"]|"")+)"|([^".=]+)')
_NULL = "null"


def parse_wishes(maps: Sequence[str], usings: Sequence[str], old: Catalog, new: Catalog) -> Wishes:
    """Held against the schema that the plan starts from, after its renames, and the one that it leads to.

    Raises: AddressError for words that cannot be understood, or that fit neither.
    """
    values: dict[ObjectId, dict[str, str | None]] = {}
    for text in maps:
        enum, label, other = _mapping(text, old, new)
        values.setdefault(enum, {})[label] = other
    return Wishes(enum_values=values, using=dict(_using(text, old, new) for text in usings))


def sides_of(
    maps: Sequence[str], usings: Sequence[str], ways: Mapping[Side, tuple[Catalog, Catalog]]
) -> Mapping[Side, Wishes]:
    """The wishes for the way of each side of a merge: a value may go, or a column get another type, on one only.

    Raises: AddressError for words that cannot be understood, or that fit neither way.
    """
    found: dict[Side, Wishes] = {side: parse_wishes((), (), *way) for side, way in ways.items()}
    fitting: dict[Side, tuple[list[str], list[str]]] = {side: ([], []) for side in ways}
    for place, text in [*((0, text) for text in maps), *((1, text) for text in usings)]:
        refused: dict[Side, AddressError] = {}
        for side, way in ways.items():
            wanted = fitting[side]
            wanted[place].append(text)
            try:
                found[side] = parse_wishes(*wanted, *way)
            except AddressError as error:
                wanted[place].pop()
                refused[side] = error
        if len(refused) == len(ways):
            raise _fits_no_side(refused)
    return found


def _fits_no_side(refused: Mapping[Side, AddressError]) -> AddressError:
    """What stands against it on each side, said once where that is the same."""
    first = next(iter(refused.values()))
    if len({error.what for error in refused.values()}) == 1:
        return first
    what = "; ".join(f"on the way to {side}: {error.what}" for side, error in refused.items())
    hints = dict.fromkeys(error.hint for error in refused.values())
    return AddressError(what, where=first.where, hint="; ".join(hints))


def _mapping(text: str, old: Catalog, new: Catalog) -> tuple[ObjectId, str, str | None]:
    hint = "write schema.type.value=value, or =null, such as public.mood.sad=ok"
    (schema, name, label), right = _split(text, "--map", hint)
    enum = _there(ObjectId("enum", schema, name), old, new, "--map")
    before, after = old.objects[enum].texts("labels"), new.objects[enum].texts("labels")
    if label not in before:
        _refuse(f"{enum} has no value {label!r}", "--map", label, before)
    if label in after:
        raise AddressError(f"{label!r} stays a value of {enum}", where="--map", hint="map only values that go")
    if right == _NULL:
        return enum, label, None
    part = _PART.fullmatch(right)
    other = _name(part) if part else right
    if other not in after:
        _refuse(f"{enum} will have no value {other!r}", "--map", other, after)
    return enum, label, other


def _using(text: str, old: Catalog, new: Catalog) -> tuple[ObjectId, Sql]:
    hint = "write schema.table.column=expression, such as public.orders.total=total::text::numeric"
    (schema, table, name), right = _split(text, "--using", hint)
    column = _there(ObjectId("column", schema, name, ident(table)), old, new, "--using")
    if old.objects[column].text("type") == new.objects[column].text("type"):
        raise AddressError(f"{column} keeps its type", where="--using", hint="leave the option out")
    return column, verbatim(right)


def _split(text: str, option: str, hint: str) -> tuple[tuple[str, str, str], str]:
    """The three names before the equals sign, and what is behind it."""
    names: list[str] = []
    place = 0
    while (part := _PART.match(text, place)) is not None:
        names.append(_name(part))
        place = part.end()
        if text[place : place + 1] != ".":
            break
        place += 1
    right = text[place + 1 :].strip()
    if len(names) != 3 or text[place : place + 1] != "=" or not right:
        raise AddressError(f"not understood: {text!r}", where=option, hint=hint)
    return (names[0], names[1], names[2]), right


def _name(part: "re.Match[str]") -> str:
    return part[1].replace('""', '"') if part[1] is not None else part[2].strip()


def _there(one: ObjectId, old: Catalog, new: Catalog, option: str) -> ObjectId:
    for catalog in (old, new):
        if one not in catalog.objects:
            names = [str(each) for each in catalog.objects if each.kind == one.kind]
            _refuse(f"no {one} in {catalog.label or 'the schema'}", option, str(one), names)
    return one


def _refuse(what: str, option: str, word: str, words: Sequence[str]) -> None:
    near = get_close_matches(word, words, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there is: {', '.join(words[:10]) or 'nothing'}"
    raise AddressError(what, where=option, hint=hint)
