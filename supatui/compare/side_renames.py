"""Renames of a three-way comparison: which side made them, and candidates on both sides."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Side, SidedRename
from supatui.errors import AddressError

if TYPE_CHECKING:  # a start does not wait for these
    from supatui.compare.model import Merge
    from supatui.compare.renames import Candidate, Rename


class SidedCandidate(NamedTuple):
    """A rename that one side may have made."""

    side: Side
    candidate: "Candidate"

    @property
    def renamed(self) -> SidedRename:
        return SidedRename(self.side, self.candidate.rename)


def side_candidates(base: Catalog | None, local: Catalog, remote: Catalog) -> tuple[SidedCandidate, ...]:
    """What looks renamed on either side since the base; two-way, what local may call otherwise than remote."""
    steps = [(Side.LOCAL, remote, local)]
    if base is not None:
        steps = [(Side.LOCAL, base, local), (Side.REMOTE, base, remote)]
    if not any(_may_have_renames(old, new) for _, old, new in steps):
        return ()
    from supatui.compare.renames import rename_candidates  # mostly nothing came, or nothing went

    return tuple(SidedCandidate(side, one) for side, old, new in steps for one in rename_candidates(old, new))


def _may_have_renames(old: Catalog, new: Catalog) -> bool:
    """Whether something went and something came, be it an enum's value."""
    one, other = old.objects.keys(), new.objects.keys()
    return bool(one - other and other - one) or any(each.kind == "enum" for each in one & other)


def parse_sided(texts: Sequence[str], base: Catalog | None, local: Catalog, remote: Catalog) -> tuple[SidedRename, ...]:
    """Renames as a person writes them, each given to the side that has the new name; the likelier one of two.

    Raises: AddressError, where none has it or the words cannot be understood.
    """
    if not texts:
        return ()
    from supatui.compare.rename_words import parse_renames, refuse_two_for_one

    if base is None:
        return tuple(SidedRename(Side.LOCAL, one) for one in parse_renames(texts, remote, local))
    catalogs = {Side.LOCAL: local, Side.REMOTE: remote}
    given: dict[Side, list[str]] = {side: [] for side in catalogs}
    found: list[SidedRename] = []
    said: list[tuple[Rename, str]] = []
    waiting = list(texts)
    while waiting:  # a part is found by the names that its whole was given
        here = next((each for text in waiting for each in _sides_of(text, base, catalogs, given)), None)
        if here is None:
            hint = "name what one side calls otherwise than the base: old=new"
            raise AddressError("neither side has the new name", where=f"--rename {waiting[0]}", hint=hint)
        text, sided = here
        waiting.remove(text)
        given[sided.side].append(text)
        found.append(sided)
        said.append((sided.rename, text))
        refuse_two_for_one(said)
    return tuple(found)


def _sides_of(
    text: str, base: Catalog, catalogs: Mapping[Side, Catalog], given: Mapping[Side, list[str]]
) -> Iterator[tuple[str, SidedRename]]:
    """The sides that have the new name, the likeliest first: one that still has the old name took it for another thing,
    or has both as they were."""
    from supatui.compare.rename_words import parse_renames
    from supatui.compare.renames import has, likeness

    found: list[tuple[bool, float, SidedRename]] = []
    for side, catalog in catalogs.items():
        rename = parse_renames([*given[side], text], base, catalog)[-1]
        if has(catalog, rename.new):
            found.append((has(catalog, rename.old), -likeness(rename, base, catalog), SidedRename(side, rename)))
    for _, _, sided in sorted(found, key=lambda one: one[:2]):
        yield text, sided


def as_other_calls_it(rename: "Rename", other: Catalog, candidates: "Sequence[Candidate]") -> "Rename | None":
    """The rename for a side that did not make it: from the name in the base or, where it renamed it too, from its own.

    None where the side has neither.
    """
    from supatui.compare.renames import Rename, has

    if has(other, rename.old):
        return rename
    own = next((one.rename.new for one in candidates if one.rename.old == rename.old), None)
    return Rename(own, rename.new) if own is not None and own != rename.new else None


def as_read(merge: "Merge", found: SidedRename) -> SidedRename:
    """A rename that was found in a comparison with renames, by the names that the schemas were read with."""
    from supatui.compare.renames import Rename

    own, other = merge.renamings.get(found.side), merge.renamings.get(Side.REMOTE)
    before = merge.base_ids if not merge.two_way else other.ids if other else {}
    old = _former(before).get(found.rename.old, found.rename.old)
    new = _former(own.ids if own else {}).get(found.rename.new, found.rename.new)
    return SidedRename(found.side, Rename(old, new))


def _former(ids: Mapping[ObjectId, ObjectId]) -> dict[ObjectId, ObjectId]:
    return {other: one for one, other in ids.items()}


def renamed_here(merge: "Merge", one: ObjectId) -> SidedRename | None:
    """The chosen rename that gave an object of the comparison its name."""
    for found in merge.renames:
        if one in (found.rename.new, now(merge, found).new):
            return found
    return None


def now(merge: "Merge", found: SidedRename) -> "Rename":
    """A chosen rename with its new name as the comparison has it: what it is a part of may be renamed too."""
    from supatui.compare.renames import Rename

    own = merge.renamings.get(found.side)
    return Rename(found.rename.old, own.ids.get(found.rename.new, found.rename.new) if own else found.rename.new)
