"""A merge with its decisions, for people and for programs.

The JSON has this shape, and keeps it: new keys may come, none goes or changes its meaning without a new `version`.

    version              1
    local, remote, base  {label, fingerprint}; base is null where two ways are compared
    base_reason          how the base was found, or why there is none
    renames              the chosen ones, each {side, from, to}
    looks_renamed        candidates, each {side, from, to, evidence, likeness}; --rename makes one a rename
    changes              each {id, attribute, side, base, local, remote, choice, by, name, reason}; attribute null asks
                         whether the object exists; choice and by are null while it waits, and where both sides are the
                         same; by is person, rule or remembered, name says who or which rule
    handed_down          each {id, attribute, source, change}: what a partition or inheriting table gets or loses with
                         its parent's, the source; change is added, changed or dropped
    not_handed_down      why it is not known what new partitions or inheriting tables are handed down, so that the plans
                         lack it; null where it is known
    undecided            each {id, attribute, side, reason}: what a person has to decide
    needed               each {id, attribute, choice, because, sentence}: undecided, and what is decided leaves this
                         choice only; because is the object that needs it, or that is gone
    problems             each {object, needs, sides, sentence}: decisions that do not fit together
    equal                whether both sides are the same afterwards; null while something is undecided
    plans                {local, remote}: as supatui plan prints them, of the sides asked for; null while something is
                         undecided
"""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.model import Change, Inherited, Merge, Side
from supatui.compare.side_renames import SidedCandidate
from supatui.compare.status import GLYPHS, because_words, status, title
from supatui.report.differences import base_line, candidate_record, rename_record
from supatui.report.words import one_line, value_words, visible
from supatui.resolve.choice import Key
from supatui.resolve.closure import Needed
from supatui.resolve.review import Review

JSON_VERSION = 1


def as_json(
    review: Review,
    base_reason: str,
    plans: Mapping[str, object] | None,
    candidates: Iterable[SidedCandidate] = (),
    *,
    is_tried: bool = True,
) -> str:
    """The merge as JSON; see the module for its shape. Ends in a line end.

    `candidates` are what looks renamed, `is_tried` is whether a server was asked.
    """
    merge = review.merge
    document = {
        "version": JSON_VERSION,
        "local": _catalog(merge.start(Side.LOCAL)),
        "remote": _catalog(merge.start(Side.REMOTE)),
        "base": _catalog(merge.base) if merge.base is not None else None,
        "base_reason": base_reason,
        "renames": [rename_record(one) for one in merge.renames],
        "looks_renamed": [candidate_record(one) for one in candidates],
        "changes": [_change(review, change) for root in merge.roots for change in root.changes],
        "handed_down": [
            {
                "id": str(part.item.id),
                "attribute": part.attribute,
                "source": str(part.source),
                "change": "dropped" if part.gone else "changed" if part.attribute else "added",
            }
            for part in handed_down(merge)
        ],
        "not_handed_down": None if is_tried else not_handed_down(merge) or None,
        "undecided": [_waiting(review, key) for key in review.undecided()],
        "needed": [_needed(one) for one in review.closure().needed],
        "problems": [
            {
                "object": str(problem.object),
                "needs": str(problem.needs),
                "sides": [side.value for side in problem.sides],
                "sentence": problem.sentence,
            }
            for problem in review.problems()
        ],
        "equal": None if plans is None else are_equal(review),
        "plans": plans,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def are_equal(review: Review) -> bool:
    """Whether both sides become the same schema."""
    return review.target(Side.LOCAL).fingerprint == review.target(Side.REMOTE).fingerprint


def _catalog(catalog: Catalog) -> dict[str, str]:
    return {"label": catalog.label, "fingerprint": catalog.fingerprint}


def _change(review: Review, change: Change) -> dict[str, object]:
    key = Key(change.id, change.attribute)
    resolution = review.resolution(key)
    return {
        "id": str(change.id),
        "attribute": change.attribute,
        "side": change.side.value,
        "base": change.base,
        "local": change.local,
        "remote": change.remote,
        "choice": resolution.choice.value if resolution else None,
        "by": resolution.by.value if resolution else None,
        "name": resolution.name if resolution else None,
        "reason": resolution.reason if resolution else review.rules.waiting.get(key, ""),
    }


def _waiting(review: Review, key: Key) -> dict[str, object]:
    change = review.change(key)
    return {
        "id": str(key.id),
        "attribute": key.attribute,
        "side": change.side.value,
        "reason": review.rules.waiting.get(key, ""),
    }


def _needed(one: Needed) -> dict[str, object]:
    return {
        "id": str(one.key.id),
        "attribute": one.key.attribute,
        "choice": one.choice.value,
        "because": str(one.because),
        "sentence": one.sentence,
    }


def decisions_as_text(review: Review, base_reason: str = "") -> str:
    """One line for each change with its choice and who chose, after the header; ends in a line end."""
    merge = review.merge
    summary = review.summary()
    lines = [f"local   {merge.local.label}", f"remote  {merge.remote.label}", base_line(merge, base_reason), ""]
    lines += [f"{summary}; {summary.decided} decided", ""]
    for root in merge.roots:
        for change in root.changes:
            resolution = review.resolution(Key(change.id, change.attribute))
            what = title(change.id) + (f", {change.attribute}" if change.attribute else "")
            head = f"  {GLYPHS[status(root)]} {one_line(what, 90)}: "
            if resolution is not None and (column := left_with_type(review, change.key)):
                lines.append(f"{head}as before, with the type of {one_line(column, 90)}")
            elif resolution is not None:
                who = f"{resolution.by} {resolution.name}".strip()
                lines.append(f"{head}{resolution.choice} ({one_line(who, 60)})")
            elif change.side is Side.BOTH_SAME:
                lines.append(f"{head}the same on both")
            else:
                lines.append(f"{head}undecided")
    lines += [_handed_down_line(part) for part in handed_down(merge)]
    return visible("\n".join(lines)) + "\n"


def left_with_type(review: Review, key: Key) -> str:
    """The column whose former type makes a text what it was before; empty where the text is as it was chosen."""
    for one in review.merge.following:
        if Key(one.id, one.attribute) == key:
            item = review.target(Side.LOCAL).objects.get(one.id)
            if item is not None and item.attributes.get(one.attribute) == one.text:
                return title(one.types[0][0])
    return ""


def handed_down(merge: Merge) -> list[Inherited]:
    """What partitions and inheriting tables get or lose with their parents, once each."""
    parts = merge.inheritance.parts if merge.inheritance is not None else ()
    return list({(part.item.id, part.attribute, part.source): part for part in parts}.values())


def not_handed_down(merge: Merge) -> str:
    """That nobody worked out what new heirs are handed down, where a side made some and the merge was not tried on a
    server; empty where nothing can be missing."""
    if merge.inheritance is not None or merge.base is None or not (heirs := sorted(set(_heirs_with_changes(merge)))):
        return ""
    names = ", ".join(title(one) for one in heirs)
    return (
        f"not tried on a server: what {names} would get or lose with the other side's changes of the parent is not in"
        " the plans; leave out --no-proof"
    )


def _heirs_with_changes(merge: Merge) -> Iterator[ObjectId]:
    """New heirs of tables that the other side changed, or parts of them."""
    assert merge.base is not None
    for own, side in ((merge.local, Side.REMOTE), (merge.remote, Side.LOCAL)):
        for parent, heirs in own.heirs.items():
            new = [one for one in heirs if one not in merge.base.heirs.get(parent, ())]
            parts = {parent, *own.descendants(parent), *merge.catalog(side).descendants(parent)} if new else ()
            if any(_is_changed(merge, each, side) for each in parts):
                yield from new


def _is_changed(merge: Merge, one: ObjectId, side: Side) -> bool:
    difference = merge.by_id.get(one)
    return difference is not None and any(
        change.side in (side, Side.MERGED, Side.CONFLICT) for change in difference.changes
    )


def handed_down_words(merge: Merge, one: ObjectId) -> list[str]:
    """What follows from an object, or comes to it, in partitions and inheriting tables; a sentence each."""
    own = {one, *(each.id for each in merge.covers.get(one, ()))}
    found = (part for part in handed_down(merge) if own & {part.source, part.item.id, part.heir, part.parent})
    return [f"{_change_words(part)} with {title(part.source)}" for part in found]


def _change_words(part: Inherited) -> str:
    what = title(part.item.id)
    if part.gone:
        return f"{what} goes"
    return f"{what} gets its {part.attribute.replace('_', ' ')}" if part.attribute else f"{what} comes"


def _handed_down_line(part: Inherited) -> str:
    what = title(part.item.id) + (f", {part.attribute}" if part.attribute else "")
    return f"  {'-' if part.gone else '+'} {one_line(what, 90)}: follows {one_line(title(part.source), 90)}"


def undecided_as_text(review: Review) -> str:
    """What is left to decide, and what does not fit together; ends in a line end."""
    lines: list[str] = []
    waiting = review.undecided()
    if waiting:
        lines.append(f"{len(waiting)} undecided:")
        for reason, keys in _by_reason(review, waiting):
            if len(keys) > 1:
                lines.append(f"  {len(keys)} that hang together: {one_line(reason, 160)}")
            for key in keys:
                lines += _question(review, key, "" if len(keys) > 1 else reason)
    closure = review.closure()
    if closure.needed:
        lines.append("what is decided leaves one choice only:")
        lines += [f"  > {one_line(one.sentence, 200)}" for one in closure.needed]
    if problems := closure.breaks:
        lines.append(f"{len(problems)} decisions do not fit together:")
        lines += [f"  ! {one_line(problem.sentence, 200)}" for problem in problems]
    lines.append("decide them in the screen (supatui), or by rules (--rule, --preset, --prefer)")
    if review.merge.two_way:
        lines.append("without a base only rules that say side=two-way decide: --rule 'side=two-way prefer=local'")
    return visible("\n".join(lines)) + "\n"


def _by_reason(review: Review, keys: Iterable[Key]) -> list[tuple[str, list[Key]]]:
    """Questions with why they wait: the members of one clash together, where the first of them stands."""
    found: dict[tuple[str, Key | None], list[Key]] = {}
    for key in keys:
        reason = review.rules.waiting.get(key, "")
        is_shared = any(key in clash.members and clash.reason in reason for clash in review.merge.clashes)
        found.setdefault((reason, None if is_shared else key), []).append(key)
    return [(reason, members) for (reason, _), members in found.items()]


def _question(review: Review, key: Key, reason: str) -> Iterator[str]:
    change = review.change(key)
    what = title(key.id) + (f", {key.attribute}" if key.attribute else "")
    difference = review.merge.by_id[key.id]
    glyph = GLYPHS[status(difference)]
    if key not in review.merge.partners and change.side is Side.CONFLICT:
        reason = reason or because_words(difference) or ""
    yield f"  {glyph} {one_line(what, 120)}" + (f": {one_line(reason, 160)}" if reason else "")
    versions = (("base", change.base), ("local", change.local), ("remote", change.remote))
    for name, value in versions[1:] if review.merge.two_way else versions:
        yield f"      {name:7} {one_line(value_words(value), 100)}"
    for clash in review.merge.clashes:
        if key in clash.members:
            for one in clash.renames:
                words = one_line(shlex.quote(str(one.rename)), 200)
                yield f"      one thing, {one.side}'s name stays: --rename {words}"
