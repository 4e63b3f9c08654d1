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


def sides_of(usings: Sequence[str], ways: Mapping[Side, tuple[Catalog, Catalog]]) -> Mapping[Side, Wishes]:
    """The wishes for the way of each side of a merge: a column may get another type on one of them only.

    Raises: AddressError for words that cannot be understood, or that fit neither way.
    """
    fitting: dict[Side, list[str]] = {side: [] for side in ways}
    for text in usings:
        refused: list[AddressError] = []
        for side, (old, new) in ways.items():
            try:
                parse_wishes((), (text,), old, new)
            except AddressError as error:
                refused.append(error)
            else:
                fitting[side].append(text)
        if len(refused) == len(ways):
            raise refused[0]
    return {side: parse_wishes((), fitting[side], *way) for side, way in ways.items()}


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
