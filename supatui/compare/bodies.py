"""What one side dropped or renamed and a new PL/pgSQL body of the other side names: a server takes such a body, and
fails when it is run.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.compare.model import Clash, Difference, Key, Merge, Side
from supatui.compare.side_renames import now
from supatui.compare.status import title

_Mention = TypeVar("_Mention")

ROUTINES = frozenset({"function", "procedure", "aggregate"})
_TOKEN = re.compile(
    r"""
    --[^\n]*
    | /\*(?:[^/*]|/(?!\*)|\*(?!/)|/\*.*?\*/)*\*/
    | [eE]'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*' | \$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$
    | (?P<word>"(?:[^"]|"")*"|[^\W\d][\w$]*) | (?P<sign>[^\s\w]) | [\w$]+
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Lost:
    """What a body may name in vain."""

    item: SchemaObject
    """Under the name that is gone."""
    key: Key | None
    """The decision that it goes with; None for a rename, which was chosen."""
    why: str
    """What became of it, in words."""


@dataclass(frozen=True, slots=True)
class Named(Generic[_Mention]):
    """Something of some kinds in the bodies of a merge."""

    kinds: Collection[str]
    verb: str
    found_in: Callable[[str], frozenset[_Mention]]
    """What a body mentions."""
    means: Callable[[_Mention, SchemaObject, SchemaObject, Merge], bool]
    """Whether a mention is one of what is lost, seen from a routine, and of nothing else of the name."""

    def clashes(self, merge: Merge) -> tuple[Clash, ...]:
        """Drops, and chosen renames, against bodies that mention these only since the base: one clash for each pair."""
        if merge.base is None:
            return ()
        found: dict[tuple[Key, ...], Clash] = {}
        for dropper, other in ((Side.LOCAL, Side.REMOTE), (Side.REMOTE, Side.LOCAL)):
            gone = [*self._dropped(merge, dropper), *self._renamed(merge, dropper)]
            for routine, former, body in _new_bodies(merge, other) if gone else ():
                mentions = self.found_in(body) - self.found_in(former)
                for lost in gone:
                    if any(self.means(mention, lost.item, routine, merge) for mention in mentions):
                        members = {deciding(merge, routine.id), *([lost.key] if lost.key else ())}
                        reason = f"the body of {title(routine.id)} {self.verb} {title(lost.item.id)}, which {lost.why}"
                        if len(members) > 1 or lost.key is None:
                            found.setdefault(tuple(sorted(members)), Clash(tuple(sorted(members)), reason))
        return tuple(found[members] for members in sorted(found))

    def _dropped(self, merge: Merge, dropper: Side) -> Iterator[Lost]:
        """What this side dropped and the other one still has."""
        for one in merge.differences:
            is_there = one.local is not None or one.remote is not None
            if one.id.kind in self.kinds and one.base is not None and is_there and one.on(dropper) is None:
                yield Lost(one.base, deciding(merge, one.id), f"{dropper} drops")

    def _renamed(self, merge: Merge, side: Side) -> Iterator[Lost]:
        for one in merge.renames:
            item = merge.base.objects.get(now(merge, one).new) if merge.base is not None else None
            if one.side is side and item is not None and item.id.kind in self.kinds:
                old = one.rename.old
                yield Lost(item._replace(id=old), None, f"is {title(item.id)} now")


def _new_bodies(merge: Merge, side: Side) -> Iterator[tuple[SchemaObject, str, str]]:
    """Routines whose bodies the side made or changed, with the body in the base and the new one."""
    for difference in merge.differences:
        item, old = difference.on(side), difference.base
        if item is None or difference.id.kind not in ROUTINES or item.attributes.get("language") != "plpgsql":
            continue
        body, former = item.optional_text("body") or "", (old.optional_text("body") or "") if old is not None else ""
        if body != former:
            yield item, former, body


def deciding(merge: Merge, one: ObjectId) -> Key:
    """The decision that brings an object, or the body of a routine."""
    difference: Difference = merge.by_id[one]
    root = merge.by_id[difference.covered_by] if difference.covered_by is not None else difference
    body = next((change.key for change in root.changes if change.attribute == "body"), None)
    return body or root.changes[0].key


def staying(merge: Merge, kinds: Collection[str]) -> Iterator[tuple[ObjectId, SchemaObject]]:
    """Objects of both sides, and of one that made them."""
    base = merge.base.objects if merge.base is not None else {}
    for own, other in ((merge.local, merge.remote), (merge.remote, merge.local)):
        for one, item in own.objects.items():
            if one.kind in kinds and (one in other.objects or one not in base):
                yield one, item


def is_found(lost: ObjectId, routine: SchemaObject) -> bool:
    """Whether a bare name may be this one: the search path of a routine is its own, or else not known."""
    paths = [each.partition("=")[2] for each in routine.texts("config") if each.startswith("search_path=")]
    if paths:
        return lost.schema in [part.strip().strip('"') for part in paths[0].split(",")]
    return lost.schema in ("public", routine.id.schema)


def tokens_of(body: str) -> list[str]:
    """Words and signs without comments; texts are empty ones, numbers naught."""
    return [
        found["word"] or found["sign"] or "0" if not _is_text(found[0]) else "''"
        for found in _TOKEN.finditer(body)
        if not found[0].startswith(("--", "/*"))
    ]


def _is_text(token: str) -> bool:
    return token.startswith(("'", "$", "e'", "E'"))


def is_name(token: str) -> bool:
    return token[0] == '"' or token[0] == "_" or token[0].isalpha()


def folded(token: str) -> str:
    """A name as the catalog has it."""
    return token[1:-1].replace('""', '"') if token[0] == '"' else token.lower()
