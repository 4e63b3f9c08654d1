"""`supatui diff`: every difference with its side, as text for people and as JSON for programs.

The JSON has this shape, and keeps it: new keys may come, none goes or changes its meaning without a new `version`.

    version         1
    local, remote   {label, fingerprint}; base the same, or null for a two-way comparison
    base_reason     how the base was found, or why there is none
    summary         {total, local, remote, both, mixed, conflict, unknown}; what comes along with another is not counted
    differences     sorted by id, each {id, kind, schema, name, side, status, comes_with, because, changes}
        side        local, remote, both (the same on both), mixed (both, without contradiction), conflict, unknown
        status      added, changed, dropped, same or conflict
        comes_with  id of the added or dropped object that this one is a part of, or null
        because     ids of what clashes with a drop, or cannot be together with it
        changes     each {attribute, side, base, local, remote}; attribute null asks whether the object exists, with
                    "present" and "absent" as values; base is left out where there is none; side merged, with a value
                    merged, is what both sides changed and what their changes give together
    renames         the chosen ones, each {side, from, to}
    looks_renamed   candidates, each {side, from, to, evidence, likeness}; --rename makes one a rename
    column_order    tables and types whose parts stand in another order, which no plan changes, each {id, local,
                    remote}: lists of the names that both have
    not_understood  {local, remote}: each a list of {kind, name} of objects that no plan touches
    ignored         {local, remote}: how many things were left out because they are the platform's
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from supatui.catalog.model import Catalog, UnknownObject, Value
from supatui.compare.column_order import reordered
from supatui.compare.ignored import ignored_words
from supatui.compare.model import Change, Difference, Merge, Presence, Side, SidedRename
from supatui.compare.status import GLYPHS, Status, because_words, name_of, status, summarize, title
from supatui.counting import counted
from supatui.kinds.names import name_of_kind
from supatui.report.words import NOTHING, name_words, one_line, value_words
from supatui.sources.recorded import is_recorded

if TYPE_CHECKING:  # a start does not wait for these
    from supatui.compare.renames import Rename
    from supatui.compare.side_renames import SidedCandidate

JSON_VERSION = 1

EXIT_NOTHING, EXIT_DIFFERENCES, EXIT_CONFLICTS = 0, 1, 3


def exit_code(merge: Merge) -> int:
    """What `diff` ends with: 0 nothing differs, 1 differences, 3 conflicts."""
    sides = {difference.side for difference in merge.differences if difference.side is not Side.BOTH_SAME}
    if Side.CONFLICT in sides:
        return EXIT_CONFLICTS
    return EXIT_DIFFERENCES if sides or merge.renamings else EXIT_NOTHING


# For programs


def as_json(merge: Merge, candidates: "Sequence[SidedCandidate]" = (), *, base_reason: str = "") -> str:
    """The differences as JSON; see the module for its shape. Ends in a line end."""
    summary = summarize(merge)
    document = {
        "version": JSON_VERSION,
        "local": _catalog(merge.start(Side.LOCAL)),
        "remote": _catalog(merge.start(Side.REMOTE)),
        "base": _catalog(merge.base) if merge.base is not None else None,
        "base_reason": base_reason,
        "summary": {
            "total": summary.total,
            "local": summary.local,
            "remote": summary.remote,
            "both": summary.both,
            "mixed": summary.mixed,
            "conflict": summary.conflicts,
            "unknown": summary.unknown,
        },
        "differences": [_difference(difference) for difference in merge.differences],
        "renames": [rename_record(one) for one in merge.renames],
        "looks_renamed": [candidate_record(one) for one in candidates],
        "column_order": [
            {"id": str(one.id), "local": list(one.found), "remote": list(one.wanted)}
            for one in reordered(merge.local, merge.remote)
        ],
        "not_understood": {"local": _unknown(merge.local.unknown), "remote": _unknown(merge.remote.unknown)},
        "ignored": {"local": merge.local.managed_number, "remote": merge.remote.managed_number},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _catalog(catalog: Catalog) -> dict[str, str]:
    return {"label": catalog.label, "fingerprint": catalog.fingerprint}


def rename_record(one: SidedRename) -> dict[str, object]:
    """A chosen rename for programs."""
    return {"side": one.side.value, "from": str(one.rename.old), "to": str(one.rename.new)}


def _unknown(objects: Iterable[UnknownObject]) -> list[dict[str, str]]:
    return [{"kind": each.kind, "name": each.name} for each in sorted(objects)]


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "id": str(difference.id),
        "kind": difference.id.kind,
        "schema": difference.id.schema,
        "name": name_of(difference.id),
        "side": side_word(difference),
        "status": status(difference).value,
        "comes_with": str(difference.covered_by) if difference.covered_by is not None else None,
        "because": [str(each) for each in difference.because],
        "changes": [_change(change) for change in difference.changes],
    }


def side_word(difference: Difference) -> str:
    """The side in one word; `mixed` where both changed it without contradiction."""
    return "mixed" if difference.mixed else difference.side.value


def _change(change: Change) -> dict[str, Value | Presence]:
    record: dict[str, Value | Presence] = {"attribute": change.attribute, "side": change.side.value}
    if change.attribute is None or change.base is not Presence.ABSENT:
        record["base"] = change.base
    record |= {"local": change.local, "remote": change.remote}
    return record if change.together is None else {**record, "merged": change.together.value}


# For people


def as_text(
    merge: Merge, candidates: "Sequence[SidedCandidate]" = (), *, details: bool = True, base_reason: str = ""
) -> str:
    """The differences by schema and kind, one line each, with the values that differ below; ends in a line end.

    Not shown line by line: what comes along with an added or dropped object; its number is.
    """
    lines = [f"local   {_label(merge.local)}", f"remote  {_label(merge.remote)}"]
    lines.append(base_line(merge, base_reason))
    lines += ["", _headline(merge)]
    if left_out := ignored_words(merge.local, merge.remote):
        lines.append(left_out)
    lines += [f"renamed by {one.side}: {rename_words(one.rename)}" for one in merge.renames]
    for one in candidates:
        lines += candidate_lines(one)
    for schema, roots in _grouped(merge.roots, _schema_of, _by_name):
        lines += ["", name_words(schema) or "outside schemas"]
        for kind, members in _grouped(roots, lambda root: root.id.kind, _by_rank):
            lines.append(f"  {name_of_kind(kind).plural}")
            for root in members:
                lines.extend(_lines(merge, root, details))
    if moved := reordered(merge.local, merge.remote):
        lines += ["", "in another order, which no plan changes"]
        for each in moved:
            lines.append(f"    {one_line(each.parts, 200)}")
            lines.append(f"        local   {one_line(each.orders[0], 200)}")
            lines.append(f"        remote  {one_line(each.orders[1], 200)}")
    for side, catalog in (("local", merge.local), ("remote", merge.remote)):
        if catalog.unknown:
            lines += ["", f"not understood yet on {side}, left alone"]
            lines += [f"    {one_line(unknown.name, 200)}" for unknown in sorted(catalog.unknown)]
    return "\n".join(lines) + "\n"


def base_line(merge: Merge, reason: str) -> str:
    """The base and how it was found, or that there is none and why."""
    if merge.base is not None:
        if reason and is_recorded(merge.base.label):
            return f"base    {one_line(reason, 300)}"
        return f"base    {_label(merge.base)}" + (f" ({one_line(reason, 300)})" if reason else "")
    return "base    none: two-way" + (f", {one_line(reason, 300)}" if reason else "")


def candidate_lines(one: "SidedCandidate") -> Iterator[str]:
    """What looks renamed, with its evidence, and how to say that it is."""
    evidence = ", ".join(one.candidate.evidence)
    yield f"looks renamed by {one.side}: {rename_words(one.candidate.rename)} ({evidence})"
    yield f"    --rename '{one_line(str(one.candidate.rename), 200)}' compares it with itself"


def candidate_record(one: "SidedCandidate") -> dict[str, object]:
    """What looks renamed, for programs."""
    found = one.candidate
    return {**rename_record(one.renamed), "evidence": list(found.evidence), "likeness": found.likeness}


def rename_words(rename: "Rename") -> str:
    """`table public.orders to purchases`."""
    moved = rename.new.schema != rename.old.schema and not rename.old.parent
    target = f"{rename.new.schema}.{rename.new.name}" if moved else rename.new.name
    return one_line(f"{title(rename.old)} to {target}", 200)


def _label(catalog: Catalog) -> str:
    return name_words(catalog.label) or "(no name)"


def _headline(merge: Merge) -> str:
    if merge.roots:
        return str(summarize(merge))
    same = f", {counted(left_out, 'relation')} by fingerprint" if (left_out := merge.local.left_out) else ""
    return f"no differences, {counted(len(merge.local.objects), 'object')} compared{same}"


def _schema_of(root: Difference) -> str:
    return root.id.name if root.id.kind == "schema" else root.id.schema


def _grouped(
    roots: Iterable[Difference], key: Callable[[Difference], str], order: Callable[[str], tuple[int, str]]
) -> Iterator[tuple[str, Sequence[Difference]]]:
    groups: dict[str, list[Difference]] = {}
    for root in roots:
        groups.setdefault(key(root), []).append(root)
    yield from sorted(groups.items(), key=lambda group: order(group[0]))


def _by_name(schema: str) -> tuple[int, str]:
    return int(not schema), schema


def _by_rank(kind: str) -> tuple[int, str]:
    return name_of_kind(kind).rank, kind


def _lines(merge: Merge, root: Difference, details: bool) -> Iterator[str]:
    state = status(root)
    parts = len(merge.covers.get(root.id, ()))
    words = [f"    {GLYPHS[state]} {_short_name(root)}", f"{state.value} {_who(root, state)}".rstrip()]
    if parts:
        words.append(f"with {counted(parts, 'part')}")
    yield "  ".join(words)
    if details:
        yield from (f"        {line}" for line in explained(root))


def _short_name(root: Difference) -> str:
    name = name_of(root.id)
    prefix = f"{root.id.schema}."
    return name_words(name.removeprefix(prefix) if root.id.schema else name)


def _who(root: Difference, state: Status) -> str:
    if state in (Status.CONFLICT, Status.SAME):
        return ""
    if root.side is Side.UNKNOWN:
        return "" if not root.whole else f"only in {'local' if root.local is not None else 'remote'}"
    return "by both, without contradiction" if root.mixed else f"by {root.side}"


def explained(root: Difference, limit: int = 60) -> Iterator[str]:
    """What differs, line by line: the values of each attribute, or what clashes with a drop."""
    if root.side is Side.CONFLICT and (words := because_words(root)):
        yield one_line(words, 160)
    if root.whole:
        return
    for change in root.changes:
        assert change.attribute is not None, root.id
        sign = GLYPHS[Status.CONFLICT] if change.side is Side.CONFLICT else " "
        values = [("base", change.base), ("local", change.local), ("remote", change.remote)]
        if change.base is Presence.ABSENT:
            values = values[1:]
        shown = "  ".join(f"{name} {_shown(value, limit)}" for name, value in values)
        yield f"{sign} {change.attribute.replace('_', ' ')}: {shown}"


def _shown(value: Value | Presence, limit: int) -> str:
    return one_line(value_words(value), limit) or NOTHING
