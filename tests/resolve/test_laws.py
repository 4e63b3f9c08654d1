"""Laws of merging and deciding, on generated catalogs."""

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from supatui.catalog.model import Catalog
from supatui.compare.model import Change, Merge, Side
from supatui.compare.three_way import merge
from supatui.compare.two_way import compare
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from tests.catalogs import Triple, catalogs, triples

CHOICES = st.sampled_from([Choice.LOCAL, Choice.REMOTE, Choice.BASE, Choice.BOTH, Choice.SKIPPED])
SWAPPED = {Side.LOCAL: Side.REMOTE, Side.REMOTE: Side.LOCAL}
SWAPPED_CHOICE = {Choice.LOCAL: Choice.REMOTE, Choice.REMOTE: Choice.LOCAL}


def review(merged: Merge) -> Review:
    return Review(merged, person="Ada", clock=lambda: "2026-11-22T14:20:03+00:00")


def take_everywhere(decided: Review, choice: Choice) -> None:
    """Choose the same for every single attribute and object."""
    for root in decided.merge.roots:
        for key in decided.keys(root.id):
            decided.decide(key.id, choice, key.attribute)


def decide_at_random(decided: Review, data: st.DataObject, *, skip: bool = True) -> None:
    """Choose something possible for every attribute and object."""
    for root in decided.merge.roots:
        for key in decided.keys(root.id):
            possible = [choice for choice in Choice if not decided.why_not(key.id, choice, key.attribute)]
            possible = [choice for choice in possible if skip or choice is not Choice.SKIPPED]
            decided.decide(key.id, data.draw(st.sampled_from(possible)), key.attribute)


@given(catalogs(), catalogs())
def test_the_same_change_on_both_sides_is_no_conflict(base: Catalog, both: Catalog) -> None:
    merged = merge(base, both, both)
    assert all(difference.side is Side.BOTH_SAME for difference in merged.differences)
    decided = review(merged)
    assert decided.undecided() == ()
    assert decided.target(Side.LOCAL).fingerprint == both.fingerprint == decided.target(Side.REMOTE).fingerprint


@given(catalogs(), catalogs())
def test_with_local_unchanged_everything_is_remotes(base: Catalog, remote: Catalog) -> None:
    merged = merge(base, base, remote)
    assert all(change.side is Side.REMOTE for difference in merged.differences for change in difference.changes)
    decided = review(merged)
    take_everywhere(decided, Choice.REMOTE)
    assert decided.target(Side.LOCAL).fingerprint == remote.fingerprint


@given(triples())
def test_swapping_the_sides_swaps_the_answers(triple: Triple) -> None:
    base, local, remote = triple
    one, other = merge(base, local, remote), merge(base, remote, local)
    for difference in one.differences:
        mirrored = other.by_id[difference.id]
        assert (mirrored.covered_by, mirrored.mixed, set(mirrored.because)) == (
            difference.covered_by, difference.mixed, set(difference.because),
        )  # fmt: skip
        found = {(change.attribute, change.local, change.side) for change in difference.changes}
        assert found == {(c.attribute, c.remote, SWAPPED.get(c.side, c.side)) for c in mirrored.changes}
    assert len(one.differences) == len(other.differences)
    assert review(one).rules.waiting == review(other).rules.waiting


@given(triples(), st.data())
def test_swapped_choices_lead_to_the_same_schema(triple: Triple, data: st.DataObject) -> None:
    base, local, remote = triple
    decided, mirrored = review(merge(base, local, remote)), review(merge(base, remote, local))
    decide_at_random(decided, data)
    for key, resolution in decided.decisions.items():
        if resolution.choice is not Choice.BOTH:
            choice = SWAPPED_CHOICE.get(resolution.choice, resolution.choice)
            mirrored.decide(key.id, choice, key.attribute)
    if all(resolution.choice is not Choice.BOTH for resolution in decided.decisions.values()):
        assert decided.target(Side.LOCAL).fingerprint == mirrored.target(Side.REMOTE).fingerprint


@given(triples(), st.booleans())
def test_remote_everywhere_makes_local_remote(triple: Triple, two_way: bool) -> None:
    base, local, remote = triple.sides(two_way=two_way)
    decided = review(merge(base, local, remote))
    take_everywhere(decided, Choice.REMOTE)
    target = decided.target(Side.LOCAL)
    assert target.fingerprint == remote.fingerprint
    assert set(target.dependencies) == set(remote.dependencies)
    assert decided.problems() == ()


@given(triples())
def test_what_rules_decide_alone_always_fits_together(triple: Triple) -> None:
    base, local, remote = triple
    decided = review(merge(base, local, remote))
    for side in (Side.LOCAL, Side.REMOTE):
        target = decided.target(side)
        for each in target.objects.values():
            assert each.parent is None or each.parent in target.objects
            if each.id.kind == "view" and "column:" in each.text("query"):
                source = each.text("query").removeprefix("select ")
                assert source in {str(object_id) for object_id in target.objects}


@given(triples())
def test_base_everywhere_leads_both_back_but_for_what_both_did_alike(triple: Triple) -> None:
    base, local, remote = triple
    decided = review(merge(base, local, remote))
    take_everywhere(decided, Choice.BASE)
    created = {root.id for root in decided.merge.roots if root.base is None and not root.whole}
    for root in decided.merge.roots:
        for change in root.changes:
            for side in (Side.LOCAL, Side.REMOTE):
                own, found = root.on(side), decided.target(side).objects.get(root.id)
                wanted = own if change.side is Side.BOTH_SAME or root.id in created else root.base
                assert (found is None) == (wanted is None)
                if change.attribute is not None and found is not None and wanted is not None:
                    assert found.attributes.get(change.attribute) == wanted.attributes.get(change.attribute)
    if not created and not any(
        change.side is Side.BOTH_SAME for root in decided.merge.roots for change in root.changes
    ):
        for side in (Side.LOCAL, Side.REMOTE):
            assert decided.target(side).fingerprint == base.fingerprint
            assert set(decided.target(side).dependencies) == set(base.dependencies)


@given(triples(contested=False))
def test_without_conflicts_both_orders_of_applying_give_what_the_edits_give_together(triple: Triple) -> None:
    base, local, remote = triple
    for one, other in ((local, remote), (remote, local)):
        decided = review(merge(base, one, other))
        assume(not decided.conflicts())
        for key in decided.all_keys:
            decided.decide(key.id, own_choice(decided.change(key)), key.attribute)
        for side in (Side.LOCAL, Side.REMOTE):
            assert decided.target(side).fingerprint == triple.expected.fingerprint
        assert decided.problems() == ()


def test_most_examples_of_these_laws_are_what_the_laws_are_about() -> None:
    count: Counter[str] = Counter()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(triples(), triples(contested=False))
    def look(contested: Triple, peaceful: Triple) -> None:
        merged = merge(*contested)
        questions = [root for root in merged.roots if root.side is Side.CONFLICT]
        sides = {change.side for root in merged.roots for change in root.changes}
        count["conflict"] += bool(questions)
        count["drop against change"] += any(root.whole for root in questions)
        count["both created"] += any(root.base is None for root in questions)
        count["base leads back"] += Side.BOTH_SAME not in sides and not any(
            root.base is None and not root.whole for root in questions
        )
        count["merged"] += Side.MERGED in sides
        other = merge(*peaceful)
        both_changed = {Side.LOCAL, Side.REMOTE} <= {change.side for root in other.roots for change in root.changes}
        count["without conflict"] += both_changed and not any(root.side is Side.CONFLICT for root in other.roots)

    look()
    assert count["conflict"] > 100
    assert min(count["drop against change"], count["base leads back"], count["without conflict"]) > 50
    assert min(count["both created"], count["merged"]) > 5


@given(triples(), st.booleans(), st.data())
def test_two_sides_with_everything_decided_become_the_same(triple: Triple, two_way: bool, data: st.DataObject) -> None:
    base, local, remote = triple.sides(two_way=two_way)
    decided = review(merge(base, local, remote))
    decide_at_random(decided, data, skip=False)
    assert decided.undecided() == ()
    here, there = decided.target(Side.LOCAL), decided.target(Side.REMOTE)
    assert here.fingerprint == there.fingerprint
    if not decided.problems():
        assert set(here.dependencies) == set(there.dependencies)
        for target in (here, there):
            parents = {each.parent for each in target.objects.values() if each.parent}
            assert parents <= target.objects.keys()


@given(triples(), st.booleans())
def test_skipping_everything_leaves_both_as_they_are(triple: Triple, two_way: bool) -> None:
    base, local, remote = triple.sides(two_way=two_way)
    decided = review(merge(base, local, remote))
    take_everywhere(decided, Choice.SKIPPED)
    assert decided.target(Side.LOCAL) == local
    assert decided.target(Side.REMOTE) == remote


@given(triples(), st.booleans(), st.lists(st.tuples(st.integers(0), CHOICES)))
def test_undo_after_any_choices_restores_and_redo_repeats(
    triple: Triple, two_way: bool, chosen: list[tuple[int, Choice]]
) -> None:
    base, local, remote = triple.sides(two_way=two_way)
    decided = review(merge(base, local, remote))
    roots = decided.merge.roots
    for number, choice in chosen if roots else []:
        if number % 5 == 0:
            decided.decide([root.id for root in roots], choice)
        else:
            decided.decide(roots[number % len(roots)].id, choice)
    after, steps = dict(decided.decisions), len(decided.done)
    while decided.undo():
        pass
    assert (decided.decisions, len(decided.undone)) == ({}, steps)
    while decided.redo():
        pass
    assert decided.decisions == after


@given(triples())
def test_local_for_everything_at_once_keeps_remotes_other_changes(triple: Triple) -> None:
    base, local, remote = triple
    decided = review(merge(base, local, remote))
    ruled = {key for key, resolution in decided.rules.decided.items() if resolution.choice is Choice.REMOTE}
    waiting = set(decided.undecided())
    along = decided.decide([root.id for root in decided.merge.roots], Choice.LOCAL).along
    if waiting:
        assert {key.id for key in ruled & decided.decisions.keys()} <= {one.key.id for one in along}
    for key in waiting:
        assert decided.choice_of(key.id, key.attribute) is Choice.LOCAL


def own_choice(change: Change) -> Choice:
    """What a side did, or what both did together; local where they contradict one another."""
    if change.side is Side.MERGED:
        return Choice.BOTH
    return Choice.REMOTE if change.side is Side.REMOTE else Choice.LOCAL


@given(triples())
def test_local_at_each_conflict_is_locals_value_and_keeps_what_only_remote_changed(triple: Triple) -> None:
    base, local, remote = triple
    decided = review(merge(base, local, remote))
    for root in decided.merge.roots:
        for key in decided.keys(root.id):
            decided.decide(key.id, own_choice(decided.change(key)), key.attribute)
    target = decided.target(Side.REMOTE)
    for root in decided.merge.roots:
        for change in root.changes:
            found = target.objects.get(root.id)
            if change.attribute is None:
                wanted = root.remote if change.side is Side.REMOTE else root.local
                assert (found is None) == (wanted is None)
            else:
                assert found is not None
                value = change.local if change.side in (Side.LOCAL, Side.CONFLICT) else change.remote
                value = change.together.value if change.together is not None else value
                assert found.attributes.get(change.attribute) == value
    if not decided.problems():
        assert target.fingerprint == decided.target(Side.LOCAL).fingerprint


@given(triples())
def test_a_choice_leads_to_the_same_seen_from_near_by(triple: Triple) -> None:
    base, local, remote = triple
    decided = review(merge(base, local, remote))
    for root in decided.merge.roots:
        for choice in (Choice.LOCAL, Choice.REMOTE):
            whole, near = decided.preview(root.id, choice), decided.around(root.id).preview(root.id, choice)
            for side in (Side.LOCAL, Side.REMOTE):
                one, other = (
                    compare(each.merge.catalog(side), each.target(side, only=[root.id])) for each in (whole, near)
                )
                assert one == other
