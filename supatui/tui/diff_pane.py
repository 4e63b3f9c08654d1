"""What pane 3 of the main screen shows: a difference, a group, or that there is nothing."""

from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.compare.side import Side
from supatui.compare.status import because_words, name_of, title
from supatui.resolve.choice import By, Choice, Key
from supatui.tui.detail import Page, add_attributes, add_definition, add_statements, paragraph, rule
from supatui.tui.marks import attribute_label, summary_mark, value_text
from supatui.tui.outline import Node
from supatui.tui.reading import ReadState, SideState
from supatui.tui.store import Store
from supatui.tui.text import BLANK, Line, cut, line, show, wrap
from supatui.tui.text import Tone as T

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.compare.model import Difference
    from supatui.resolve.review import Review
    from supatui.tui.work import Findings, Planned


MOST_LISTED = 200
"""Differences of a group that are listed; the tree shows all."""


def title_of(store: Store, node: Node | None, *, short: bool = False) -> str:
    """`public.orders.total ── conflict 1 of 4`; only the own name when `short`."""
    if node is None or node.id is None:
        return node.label if node is not None else "Difference"
    name = node.label if short else show(name_of(node.id))
    difference = node.difference
    if difference is None or store.review is None:
        return name
    if difference.side is not Side.CONFLICT:
        return f"{name} ── {side_words(difference)}"
    conflicts = store.conflict_ids
    if difference.id not in conflicts:
        return f"{name} ── conflict"
    return f"{name} ── conflict {conflicts.index(difference.id) + 1} of {len(conflicts)}"


def side_words(difference: "Difference") -> str:
    """Who changed it, in words."""
    match Side.MERGED if difference.mixed else difference.side:
        case Side.MERGED:
            return "both sides changed it, without contradiction"
        case Side.LOCAL | Side.REMOTE:
            return f"only {difference.side} changed it"
        case Side.BOTH_SAME:
            return "the same on both sides"
        case Side.UNKNOWN:
            return "differs; without a base nobody can tell who changed it"
        case Side.CONFLICT:
            return "conflict"


def page_for(
    store: Store, node: Node | None, width: int, *, beside: bool, errors: bool, most: int | None = None
) -> Page:
    """Everything about the row under the cursor, with at most so many rows of its definition."""
    page = Page()
    if errors:
        for state in (store.local, store.remote):
            if state.state is ReadState.FAILED:
                page.add(*error_lines(state, width), BLANK)
    if node is None:
        _add_nothing(page, store, width)
    elif node.id is None or (node.difference is None and node.below):
        _add_group(page, store, node, width)
    elif node.difference is None:
        _add_same(page, store, node, width, beside=beside)
    else:
        _add_difference(page, store, node.difference, width, beside=beside, most=most)
    return page


def error_lines(state: SideState, width: int) -> list[Line]:
    """A side that could not be read: what, where, what to do, and the key that helps."""
    error = state.error
    if error is None:
        return []
    heading = wrap(f"{state.role}: {show(error.what)}", max(12, width - 4))
    lines = [line((" ✗ " if row == 0 else "   ", T.HAZARD), (text, T.STRONG)) for row, text in enumerate(heading)]
    for label, text in (("where", error.where), ("try", error.hint)):
        for number, part in enumerate(row for one in text.splitlines() for row in wrap(show(one), max(12, width - 10))):
            lines.append(line(f"   {label if number == 0 else '':<6}", (part, T.PLAIN)))
    return [*lines, line("   ", ("ctrl+r", T.KEY), " reads it again")]


def _add_nothing(page: Page, store: Store, width: int) -> None:
    if store.is_reading:
        page.add(line((" reading; esc stops it", T.MUTED)))
    elif store.review is not None and not store.review.merge.differences:
        count = len(store.local.catalog.objects) if store.local.catalog else 0
        page.add(BLANK, line((f" no differences, {count} objects compared", T.STRONG)), BLANK)
        for key, words in (
            ("f", "shows what is the same"),
            ("ctrl+r", "reads both sides again"),
            ("q", "quits"),
        ):
            page.add(line(" ", (f"{key:<7}", T.KEY), words))
    elif store.review is not None:
        page.add(
            *paragraph("nothing passes this filter: / changes it, esc clears it, f shows other states", width, T.MUTED)
        )
    else:
        page.add(*paragraph("both sides are needed to compare: ctrl+r reads again", width, T.MUTED))


def _add_group(page: Page, store: Store, node: Node, width: int) -> None:
    what = title(node.id).split(" ", 1)[0] if node.id is not None else "group"
    page.add(line((cut(f" {what} {node.label}", width), T.STRONG)), BLANK)
    shown = store.outline.below(node)
    if not shown:
        page.add(line((" nothing differs in here", T.MUTED)))
        return
    mark = summary_mark(store.mark(difference) for difference in shown)
    count = len(shown)
    page.add(line(f" {count} {'difference' if count == 1 else 'differences'}  ", (mark.text, mark.tone)))
    for difference in shown[:MOST_LISTED]:
        own = store.mark(difference)
        page.add(line("   ", (own.text, own.tone), " ", cut(show(title(difference.id)), width - 8)))
    page.add(
        BLANK,
        *paragraph("l r b x decide all of them, space includes what one side changed; u takes it back", width, T.MUTED),
    )


def _add_same(page: Page, store: Store, node: Node, width: int, *, beside: bool) -> None:
    both = node.local is not None and node.remote is not None
    words = "the same on both sides" if both else "not compared yet"
    page.add(line((f" {words}", T.MUTED)))
    found = store.findings
    if found is not None and found.id == node.id:
        add_definition(page, found.definitions, width, beside=beside)
        _add_users(page, found, width)
    elif not both:
        item = node.local or node.remote
        for name, value in item.attributes.items() if item is not None else ():
            page.add(line((f" {attribute_label(name)}: ", T.MUTED), cut(value_text(value), max(10, width - 4))))


def _add_difference(
    page: Page, store: Store, difference: "Difference", width: int, *, beside: bool, most: int | None
) -> None:
    review = store.review
    assert review is not None
    add_attributes(
        page,
        difference,
        lambda change: store.mark_key(Key(change.id, change.attribute)),
        width,
        two_way=review.merge.two_way,
    )
    for text in (*renames_of(store, difference.id), *_why(store, difference)):
        page.add(*paragraph(text, width, T.WAITING))
    found = store.findings
    if found is None or found.id != difference.id:
        page.add(rule("definition", width), line((" …", T.MUTED)))
        return
    add_definition(page, found.definitions, width, beside=beside, most=most)
    _add_choices(page, store, difference.id, found, width)
    add_handed_down(page, store, difference.id, width)
    _add_users(page, found, width)


def renames_of(store: Store, object_id: ObjectId) -> list[str]:
    """What it was called before, or what it may have been, with the evidence and the key."""
    from supatui.compare.side_renames import renamed_here  # brings the search for renames

    review = store.review
    assert review is not None
    made, found = renamed_here(review.merge, object_id), store.candidates.get(object_id)
    if made is not None:
        return [f"{made.side} renamed it, it was {show(name_of(made.rename.old))}; m parts them"]
    if found is None:
        return []
    rename, evidence = found.candidate.rename, ", ".join(found.candidate.evidence)
    return [f"Rename: {show(name_of(rename.old))} → {show(rename.new.name)}? {evidence}; m matches"]


def _why(store: Store, difference: "Difference") -> list[str]:
    """Why it waits, what is in the way, or what it comes along with."""
    review = store.review
    assert review is not None
    found: list[str] = []
    if difference.covered_by is not None:
        found.append(f"comes along with {show(title(difference.covered_by))}: decide there")
    reason = review.waits_because(difference.id)
    if reason is not None:
        found.append(f"waits for you: {show(reason)}")
    if difference.because and (words := because_words(difference)):
        found.append(show(words))
    return found + _who(review, difference)


def _who(review: "Review", difference: "Difference") -> list[str]:
    """Which rule decided, or who did another time; not what every one-sided change is taken by."""
    from supatui.resolve.rules import MERGED, ONE_SIDED  # brings the reasons to wait

    given = {change.key: review.resolution(change.key) for change in difference.changes}
    found = {
        key: f"{one.choice} by {one.who}" + (f": {one.reason}" if one.reason else "")
        for key, one in given.items()
        if one is not None and one.by is not By.PERSON and one.name not in (ONE_SIDED, MERGED)
    }
    if len(set(found.values())) == 1 and len(found) == len(given):
        return [show(next(iter(found.values())))]
    return [show(f"{attribute_label(key.attribute)}: {words}") for key, words in found.items()]


def _add_choices(page: Page, store: Store, object_id: ObjectId, found: "Findings", width: int) -> None:
    taken = store.choice_of(object_id)
    for choice, key in ((Choice.LOCAL, "l"), (Choice.REMOTE, "r")):
        if choice not in found.planned:
            continue
        words = f"{'took' if taken is choice else 'take'} {choice} ({key})"
        page.add(rule(words, width))
        add_planned(page, found, choice, width)
    if taken in (Choice.BASE, Choice.BOTH):
        page.add(rule(f"took {taken}", width))
        add_planned(page, found, None, width)


def add_handed_down(page: Page, store: Store, object_id: ObjectId, width: int) -> None:
    """What partitions and inheriting tables get or lose with their parents because of the object."""
    from supatui.report.merge_words import handed_down_words  # brings the words of reports

    review = store.review
    assert review is not None
    sentences = handed_down_words(review.merge, object_id)
    if sentences:
        page.add(rule("handed down by the server", width))
    for sentence in sentences:
        page.add(*paragraph(show(sentence), width))


def add_planned(page: Page, found: "Findings", choice: Choice | None, width: int, *, most: int = 6) -> None:
    """What a choice would run on each side, the remote first."""
    for side, planned in found.planned.get(choice, {}).items():
        add_plan(page, side, planned, width, most=most)


def add_plan(page: Page, side: Side, planned: "Planned", width: int, *, most: int = 6) -> None:
    if planned.error is not None:
        page.add(
            line((f" {side}: ", T.STRONG), (cut(f"cannot be planned: {show(planned.error.what)}", width - 9), T.HAZARD))
        )
        page.add(*paragraph(show(planned.error.hint), width, T.MUTED, indent="   "))
        return
    add_statements(page, side.value, planned.statements, width, most=most)


def _add_users(page: Page, found: "Findings", width: int) -> None:
    if found.users:
        page.add(rule("used by (D: all)", width))
        names = ", ".join(show(title(user)) for user in found.users)
        page.add(*paragraph(names, width))
