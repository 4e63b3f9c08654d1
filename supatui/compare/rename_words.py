"""`public.orders.cust_id=customer_id` and the like, as a person writes renames, held against the two schemas."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import ident
from supatui.compare.renames import NAMELESS, Rename, enum_value, is_home, rename_candidates
from supatui.compare.status import title
from supatui.errors import AddressError

_PART = re.compile(r'"(?:[^"]|"")+"|[^\s."=()]+')
_EQUALS = re.compile(r'(?:"(?:[^"]|"")*"|[^"=])*=')
_KIND = re.compile(r"([a-z_]+):")

EXAMPLE = "table:public.orders=purchases, public.orders.cust_id=customer_id, public.mood.sad=unhappy, app=core"


def parse_renames(texts: Sequence[str], old: Catalog, new: Catalog) -> tuple[Rename, ...]:
    """Each `[kind:]old=new`: the old name in full, the new one alone or in full; names as SQL writes them.

    Raises: AddressError for words that cannot be understood, or that name nothing, or several things.
    """
    found: dict[ObjectId, ObjectId] = {}
    split = [_split(text) for text in texts]
    named = [(_find(left, old, new), right, text) for (left, right), text in zip(split, texts, strict=True)]
    for one, right, text in sorted(named, key=lambda each: (bool(each[0].parent), each[0].kind != "schema")):
        found[one] = _target(one, right, text, found, old, new)
    renames = [(Rename(one, found[one]), text) for one, _, text in named]
    refuse_two_for_one(renames)
    return tuple(rename for rename, _ in renames)


def refuse_two_for_one(renames: Sequence[tuple[Rename, str]]) -> None:
    """Raise AddressError where one thing is renamed twice, or two things are to get one.

    `renames` come with the words that a person wrote.
    """
    said: dict[tuple[str, ObjectId], str] = {}
    for rename, text in renames:
        for key, what in ((("old", rename.old), "is renamed twice"), (("new", rename.new), "is the new name of two")):
            if key in said:
                where = f"--rename {said[key]} and --rename {text}"
                hint = "keep the one whose name is to stay; the other side follows it"
                raise AddressError(f"{title(key[1])} {what}", where=where, hint=hint)
            said[key] = text


def _split(text: str) -> tuple[str, str]:
    match = _EQUALS.match(text)
    left, right = (text[: match.end() - 1].strip(), text[match.end() :].strip()) if match else ("", "")
    if not left or not right:
        raise AddressError(f"no rename: {text!r}", where="--rename", hint=f"write old=new, such as {EXAMPLE}")
    return left, right


def _find(left: str, old: Catalog, new: Catalog) -> ObjectId:
    kind = _KIND.match(left)
    text = left[kind.end() :] if kind else left
    spelled = [(spelling, one) for spelling, one in _spellings(old) if not kind or one.kind == kind[1]]
    found = list(dict.fromkeys(one for spelling, one in spelled if spelling == text))
    if len(found) > 1:  # what is no longer there under its name is meant
        found = [one for one in found if one not in new.objects] or found
    if len(found) == 1:
        return found[0]
    if not found:
        near = get_close_matches(text, [spelling for spelling, _ in spelled], 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "write the name in full, as supatui diff prints it"
        raise AddressError(f"no {left} to rename", where=old.label or "FROM", hint=hint)
    kinds = ", ".join(f"{one.kind}:{text}" for one in found)
    raise AddressError(f"{text} is several things", where=old.label or "FROM", hint=f"say which: {kinds}")


def _spellings(catalog: Catalog) -> Iterator[tuple[str, ObjectId]]:
    """What each thing with a name may be called."""
    for one, item in catalog.objects.items():
        if one.kind in NAMELESS:
            continue
        home = f"{ident(one.schema)}." if one.schema else ""
        yield f"{home}{one.path}", one
        if one.kind in CALLABLE_KINDS or one.kind in {"index", "statistics"}:  # without types, without a table
            yield f"{home}{ident(one.name)}", one
        if one.kind == "enum":
            for label in item.texts("labels"):
                yield f"{home}{one.path}.{ident(label)}", enum_value(one, label)
        if one.kind in {"view", "materialized_view"}:
            for column in item.texts("columns"):
                name = _unquoted(_PART.match(column)[0])  # type: ignore[index]  # a name and its type
                yield f"{home}{one.path}.{ident(name)}", ObjectId("view_column", one.schema, name, one.path)


def _target(
    one: ObjectId, right: str, text: str, chosen: dict[ObjectId, ObjectId], old: Catalog, new: Catalog
) -> ObjectId:
    """The id in the wanted schema."""
    parts = [_unquoted(part) for part in _PART.findall(right.partition("(")[0])]
    if not parts:
        raise AddressError(f"no name: {text!r}", where="--rename", hint=f"write old=new, such as {EXAMPLE}")
    *home, name = parts
    schema = _schema(one, chosen)
    item = old.objects.get(one)
    above = item.parent if item is not None and one.parent else None
    if item is None:
        above = next((each for each in old.objects if is_home(each, one)), None)
    if above is not None:
        above = chosen.get(above) or above._replace(schema=schema)
        return one._replace(name=name, schema=above.schema, parent=above.path)
    if home and one.kind != "schema":
        schema = home[-1]
    wanted = one._replace(name=name, schema=schema if one.schema else "")
    if one.kind in CALLABLE_KINDS and wanted not in new.objects:  # types of arguments may have other names now
        same = [each for each in new.objects if (each.kind, each.schema, each.name) == (one.kind, schema, name)]
        wanted = same[0] if len(same) == 1 else wanted
    return wanted


def _schema(one: ObjectId, chosen: dict[ObjectId, ObjectId]) -> str:
    """What its schema is called by then."""
    schema = ObjectId("schema", "", one.schema)
    return chosen.get(schema, schema).name


def _unquoted(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part


def rename_notes(old: Catalog, new: Catalog) -> tuple[str, ...]:
    """One line for each candidate, with the evidence and the option that makes it a rename."""
    return tuple(
        f"looks renamed: {title(one.rename.old)} to {ident(one.rename.new.name)} ({', '.join(one.evidence)});"
        f" --rename '{one.rename}' keeps it"
        for one in rename_candidates(old, new)
    )
