"""Deciding: what rules take, what waits, what a choice leads to, and how it is taken back."""

import pytest

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import EMPTY, Catalog, SchemaObject, UnknownObject
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.resolve.choice import By, Choice, Key
from supatui.resolve.review import Review
from tests.builders import catalog, column, enum, function, item, policy, privilege, schema, table, view

ORDERS = table("orders")
TOTAL = column(ORDERS, "total", "numeric(10,2)")
NOTE = column(ORDERS, "note")
V = view("v", "select 1")
BASE = catalog(ORDERS, TOTAL, V)


def review(base: Catalog | None, local: Catalog, remote: Catalog) -> Review:
    return Review(merge(base, local, remote), person="Ada", clock=lambda: "2026-11-22T14:20:03+00:00")


def totals_in_conflict() -> Review:
    """total: local and remote contradict one another in the type; remote alone made it not null."""
    return review(
        BASE,
        catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"), V),
        catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)", not_null=True), V),
    )


def attributes(target: Catalog, item: SchemaObject) -> dict[str, object]:
    return dict(target.objects[item.id].attributes)


# Rules


def test_a_harmless_change_on_one_side_is_decided_by_rule() -> None:
    decided = review(BASE, catalog(ORDERS, TOTAL, NOTE, V), BASE)
    resolution = decided.resolution_of(NOTE.id)
    assert resolution is not None
    assert (resolution.choice, resolution.by, resolution.name) == (Choice.LOCAL, By.RULE, "one-sided")
    assert decided.mark(NOTE.id) == "[·]"
    assert decided.undecided() == ()


def test_drop_on_one_side_is_never_decided_by_rule() -> None:
    waiting = review(BASE, catalog(ORDERS, V), BASE)
    assert waiting.choice_of(TOTAL.id) is None
    assert waiting.waits_because(TOTAL.id) == "drops the column and its values"
    assert waiting.mark(TOTAL.id) == "[ ]"


def test_a_conflict_waits() -> None:
    waiting = totals_in_conflict()
    assert waiting.undecided() == (Key(TOTAL.id, "type"),)
    assert waiting.choice_of(TOTAL.id, "not_null") is Choice.REMOTE


def test_without_a_base_nothing_is_decided_by_rule() -> None:
    waiting = review(None, catalog(ORDERS, TOTAL, NOTE, V), BASE)
    assert waiting.choice_of(NOTE.id) is None
    assert waiting.why_not(NOTE.id, Choice.BASE) == "there is no base: two schemas are compared"


def test_what_both_sides_did_alike_needs_no_decision() -> None:
    changed = catalog(ORDERS, TOTAL, NOTE, V)
    same = review(BASE, changed, changed)
    assert same.mark(NOTE.id) == "[=]"
    assert (same.summary().both, same.summary().decided) == (1, 1)


# Choices and what they lead to


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(Choice.LOCAL, "numeric(12,2)"), (Choice.REMOTE, "numeric(10,4)"), (Choice.BASE, "numeric(10,2)")],
)
def test_a_choice_reaches_both_targets(choice: Choice, expected: str) -> None:
    decided = totals_in_conflict()
    decided.decide(TOTAL.id, choice, "type")
    for side in (Side.LOCAL, Side.REMOTE):
        assert attributes(decided.target(side), TOTAL) == {"type": expected, "not_null": True}


def test_local_for_a_whole_object_in_conflict_keeps_what_only_remote_changed() -> None:
    decided = totals_in_conflict()
    decided.decide(TOTAL.id, Choice.LOCAL)
    assert attributes(decided.target(Side.REMOTE), TOTAL) == {"type": "numeric(12,2)", "not_null": True}


def test_local_for_what_only_remote_changed_takes_the_change_back() -> None:
    decided = review(BASE, BASE, catalog(ORDERS, TOTAL, NOTE, V))
    decided.decide(NOTE.id, Choice.LOCAL)
    assert NOTE.id not in decided.target(Side.REMOTE).objects


def test_what_waits_leaves_each_side_as_it_is() -> None:
    waiting = totals_in_conflict()
    assert attributes(waiting.target(Side.LOCAL), TOTAL)["type"] == "numeric(12,2)"
    assert attributes(waiting.target(Side.REMOTE), TOTAL)["type"] == "numeric(10,4)"


def test_skipped_leaves_each_side_as_it_is_and_is_decided() -> None:
    skipped = review(BASE, catalog(ORDERS, TOTAL, NOTE, V), BASE)
    skipped.decide(NOTE.id, Choice.SKIPPED, reason="later")
    assert NOTE.id in skipped.target(Side.LOCAL).objects
    assert NOTE.id not in skipped.target(Side.REMOTE).objects
    assert (skipped.undecided(), skipped.mark(NOTE.id)) == ((), "[x]")


def test_a_decision_about_an_added_table_brings_its_columns() -> None:
    coupons = table("coupons", row_security=True)
    code = column(coupons, "code")
    taken = review(BASE, catalog(ORDERS, TOTAL, V, coupons, code, needs=[(code, coupons)]), BASE)
    target = taken.target(Side.REMOTE)
    assert {coupons.id, code.id} <= target.objects.keys()
    assert target.needs[code.id] == (coupons.id,)


def test_remote_for_a_table_dropped_here_brings_it_back_as_remote_changed_it() -> None:
    decided = review(BASE, catalog(V), catalog(ORDERS, TOTAL, NOTE, V))
    decided.decide(ORDERS.id, Choice.REMOTE)
    assert {ORDERS.id, TOTAL.id, NOTE.id} <= decided.target(Side.LOCAL).objects.keys()
    decided.decide(ORDERS.id, Choice.LOCAL)
    assert {ORDERS.id, TOTAL.id, NOTE.id}.isdisjoint(decided.target(Side.REMOTE).objects)


def test_base_for_a_table_dropped_here_undoes_what_remote_added_to_it() -> None:
    decided = review(BASE, catalog(V), catalog(ORDERS, NOTE, V))
    decided.decide(ORDERS.id, Choice.BASE)
    for side in (Side.LOCAL, Side.REMOTE):
        assert decided.target(side).objects.keys() == BASE.objects.keys()


def test_dependencies_come_with_the_side_that_the_object_is_taken_from() -> None:
    here, there = view("v", "select 2"), view("v", "select total")
    decided = review(BASE, catalog(ORDERS, TOTAL, here), catalog(ORDERS, TOTAL, there, needs=[(there, TOTAL)]))
    decided.decide(V.id, Choice.REMOTE)
    assert decided.target(Side.LOCAL).needs[V.id] == (TOTAL.id,)
    decided.decide(V.id, Choice.LOCAL)
    assert V.id not in decided.target(Side.REMOTE).needs


def test_a_dependency_that_one_side_gave_up_is_not_kept_by_a_comment_of_the_other() -> None:
    commented, freed = view("v", "select 1", comment="sums"), view("v", "select 2")
    base = catalog(ORDERS, TOTAL, V, needs=[(V, TOTAL)])
    mixed = review(base, catalog(ORDERS, freed), catalog(ORDERS, TOTAL, commented, needs=[(commented, TOTAL)]))
    mixed.decide(TOTAL.id, Choice.LOCAL)
    assert V.id not in mixed.target(Side.REMOTE).needs
    assert mixed.problems() == ()


def test_objects_that_are_not_understood_stay_with_their_side() -> None:
    unknown = (UnknownObject("operator", "operator public.+++"),)
    local = Catalog(BASE.objects, unknown=unknown, label="local")
    target = review(BASE, local, catalog(ORDERS, TOTAL, NOTE, V)).target(Side.LOCAL)
    assert (target.unknown, target.label) == (unknown, "local")


def test_a_target_of_some_objects_applies_nothing_else() -> None:
    other = column(ORDERS, "other")
    decided = review(BASE, catalog(ORDERS, TOTAL, NOTE, other, V), BASE)
    target = decided.target(Side.REMOTE, only=[NOTE.id])
    assert NOTE.id in target.objects
    assert other.id not in target.objects


def test_a_preview_leaves_the_review_as_it_is() -> None:
    waiting = totals_in_conflict()
    preview = waiting.preview(TOTAL.id, Choice.LOCAL)
    assert attributes(preview.target(Side.REMOTE), TOTAL)["type"] == "numeric(12,2)"
    assert (waiting.choice_of(TOTAL.id, "type"), waiting.undo_name) == (None, None)


def test_the_result_shows_the_base_where_nothing_is_decided() -> None:
    waiting = totals_in_conflict()
    shown = waiting.result(TOTAL.id)
    assert shown is not None
    assert dict(shown.attributes) == {"type": "numeric(10,2)", "not_null": True}
    waiting.decide(TOTAL.id, Choice.REMOTE, "type")
    shown = waiting.result(TOTAL.id)
    assert shown is not None
    assert shown.attributes["type"] == "numeric(10,4)"


# Both


def test_both_puts_enum_values_together_in_an_order_that_both_sides_know() -> None:
    base, local, remote = enum("s", "new", "done"), enum("s", "new", "paid", "done"), enum("s", "new", "done", "lost")
    decided = review(catalog(base), catalog(local), catalog(remote))
    decided.decide(base.id, Choice.BOTH)
    for side in (Side.LOCAL, Side.REMOTE):
        assert decided.target(side).objects[base.id].texts("labels") == ("new", "paid", "done", "lost")


def test_both_is_refused_with_the_reason_where_two_texts_contradict() -> None:
    decided = totals_in_conflict()
    assert decided.decide(TOTAL.id, Choice.BOTH).refused[0].reason == "both sides changed type"
    assert decided.undo_name is None


def test_both_is_refused_for_delete_against_change() -> None:
    dropped = review(BASE, catalog(ORDERS, V), catalog(ORDERS, column(ORDERS, "total", "bigint"), V))
    assert dropped.why_not(TOTAL.id, Choice.BOTH) == "local dropped it: it can only be there or not"


def test_attributes_decided_differently_count_as_both() -> None:
    local, remote = function("f", "select 1", volatility="stable"), function("f", "select 2", volatility="immutable")
    decided = review(catalog(function("f", "select 0")), catalog(local), catalog(remote))
    decided.decide(local.id, Choice.LOCAL, "body")
    assert decided.choice_of(local.id) is None
    decided.decide(local.id, Choice.REMOTE, "volatility")
    assert (decided.choice_of(local.id), decided.mark(local.id)) == (Choice.BOTH, "[±]")


def test_base_is_refused_for_what_both_sides_created() -> None:
    created = review(EMPTY, catalog(view("v", "select 1")), catalog(view("v", "select 2")))
    assert created.why_not(V.id, Choice.BASE) == "there is no base of it: both sides created it"


# Groups, undo


def test_a_group_is_one_step_of_undo() -> None:
    columns = [column(ORDERS, f"c{n}") for n in range(3)]
    local = catalog(ORDERS, V, TOTAL, *(column(ORDERS, f"c{n}", "integer") for n in range(3)))
    remote = catalog(ORDERS, V, TOTAL, *(column(ORDERS, f"c{n}", "bigint") for n in range(3)))
    decided = review(catalog(ORDERS, V, TOTAL, *columns), local, remote)
    done = decided.decide([each.id for each in columns], Choice.REMOTE)
    assert (done.name, done.objects) == ("remote for 3 differences", 3)
    assert decided.undo() == "remote for 3 differences"
    assert len(decided.undecided()) == 3
    assert decided.redo_name == "remote for 3 differences"


def test_local_for_a_group_keeps_what_only_remote_changed() -> None:
    remote = catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"), NOTE, V)
    decided = review(BASE, catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"), V), remote)
    decided.decide([TOTAL.id, NOTE.id], Choice.LOCAL)
    assert NOTE.id in decided.target(Side.LOCAL).objects
    assert attributes(decided.target(Side.REMOTE), TOTAL)["type"] == "numeric(12,2)"


def test_undo_names_the_object_and_the_attribute() -> None:
    decided = totals_in_conflict()
    decided.decide(TOTAL.id, Choice.LOCAL, "type")
    assert decided.undo_name == "local for public.orders.total.type"


def test_a_new_choice_ends_what_could_be_redone() -> None:
    decided = totals_in_conflict()
    decided.decide(TOTAL.id, Choice.LOCAL)
    decided.undo()
    decided.decide(TOTAL.id, Choice.REMOTE)
    assert decided.redo() is None


def test_the_same_choice_again_is_no_step() -> None:
    decided = totals_in_conflict()
    decided.decide(TOTAL.id, Choice.LOCAL, "type")
    assert decided.decide(TOTAL.id, Choice.LOCAL, "type").name == ""
    assert len(decided.done) == 1


def test_clear_gives_the_decision_back_to_the_rule() -> None:
    decided = review(BASE, catalog(ORDERS, TOTAL, NOTE, V), BASE)
    decided.decide(NOTE.id, Choice.SKIPPED)
    decided.clear(NOTE.id)
    assert decided.mark(NOTE.id) == "[·]"
    assert decided.undo_name == "no choice for public.orders.note"


def test_a_part_is_decided_with_what_it_comes_with() -> None:
    coupons = table("coupons", row_security=True)
    code = column(coupons, "code")
    taken = review(EMPTY, catalog(coupons, code), EMPTY)
    assert taken.decide(code.id, Choice.SKIPPED).refused[0].reason == "it comes with table public.coupons: decide there"
    assert taken.decide([coupons.id, code.id], Choice.SKIPPED).refused == ()


# Going on


def test_next_goes_round_the_end_and_says_so() -> None:
    names = ("a", "b", "c")
    before, here, there = ([view(name, query) for name in names] for query in ("0", "1", "2"))
    waiting = review(catalog(*before), catalog(*here), catalog(*there))
    a, b, c = (Key(each.id, "query") for each in before)
    found = [waiting.next_undecided(after) for after in (None, a, c)]
    assert [(each.key, each.wrapped) for each in found if each] == [(a, False), (b, False), (a, True)]


def test_next_follows_the_order_of_the_screen_and_goes_back_too() -> None:
    names = ("a", "b", "c")
    before, here, there = ([view(name, query) for name in names] for query in ("0", "1", "2"))
    waiting = review(catalog(*before), catalog(*here), catalog(*there))
    a, b, c = (Key(each.id, "query") for each in before)
    screen: list[ObjectId] = [c.id, a.id, b.id]
    forth, back = waiting.next_undecided(c, order=screen), waiting.next_undecided(a, back=True, order=screen)
    assert forth is not None
    assert back is not None
    assert (forth.key, back.key) == (a, c)
    waiting.decide([a.id, b.id, c.id], Choice.LOCAL)
    assert waiting.next_undecided(a) is None


def test_the_summary_counts_what_is_decided_on_its_own() -> None:
    coupons = table("coupons", row_security=True)
    local = catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"), coupons, column(coupons, "code"), V)
    remote = catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"), NOTE, V)
    summary = review(BASE, local, remote).summary()
    assert str(summary) == "3 differ: 1 local 1 remote 0 both 1 conflict"
    assert (summary.total, summary.decided, summary.undecided) == (3, 2, 1)


# Problems


def test_a_taken_view_whose_column_was_left_out_is_a_problem() -> None:
    totals = view("totals")
    taken = review(BASE, catalog(ORDERS, TOTAL, NOTE, V, totals, needs=[(totals, NOTE)]), BASE)
    taken.decide(totals.id, Choice.LOCAL)
    taken.decide(NOTE.id, Choice.SKIPPED)
    (problem,) = taken.problems()
    assert problem.sentence == "view public.totals needs column public.orders.note, which you left out"
    assert (problem.sides, problem.key) == ((Side.REMOTE,), Key(NOTE.id, None))


def test_what_a_rule_took_is_held_back_until_what_it_needs_is_there() -> None:
    log = function("log", security_definer=True)
    trigger = item("trigger", "log", parent=ORDERS, definition="create trigger")
    held = review(BASE, BASE, catalog(ORDERS, TOTAL, V, log, trigger, needs=[(trigger, log)]))
    assert held.choice_of(trigger.id) is Choice.REMOTE
    assert trigger.id not in held.target(Side.LOCAL).objects
    assert [problem.sentence for problem in held.problems()] == [
        "trigger log on public.orders needs function public.log(), which waits for a decision"
    ]
    held.decide(log.id, Choice.REMOTE)
    assert {trigger.id, log.id} <= held.target(Side.LOCAL).objects.keys()
    assert held.problems() == ()


def test_a_type_that_a_rule_drops_stays_until_its_last_column_goes() -> None:
    state = enum("state", "new")
    status = column(ORDERS, "status", "public.state")
    base = catalog(ORDERS, TOTAL, V, state, status, needs=[(status, state)])
    held = review(base, base, BASE)
    assert held.choice_of(state.id) is Choice.REMOTE
    assert state.id in held.target(Side.LOCAL).objects
    held.decide(status.id, Choice.REMOTE)
    assert {state.id, status.id}.isdisjoint(held.target(Side.LOCAL).objects)
    assert held.problems() == ()


def test_what_a_person_took_is_not_held_back() -> None:
    log = function("log", security_definer=True)
    trigger = item("trigger", "log", parent=ORDERS, definition="create trigger")
    taken = review(BASE, BASE, catalog(ORDERS, TOTAL, V, log, trigger, needs=[(trigger, log)]))
    taken.decide([log.id, trigger.id], Choice.REMOTE)
    taken.decide(trigger.id, Choice.REMOTE)
    taken.decide(log.id, Choice.SKIPPED)
    assert trigger.id in taken.target(Side.LOCAL).objects
    assert len(taken.problems()) == 1


def test_a_kept_view_whose_column_is_dropped_by_choice_is_a_problem() -> None:
    base = catalog(ORDERS, TOTAL, V, needs=[(V, TOTAL)])
    dropped = review(base, catalog(ORDERS), base)
    dropped.decide(TOTAL.id, Choice.LOCAL)
    dropped.decide(V.id, Choice.SKIPPED)
    (problem,) = dropped.problems()
    assert problem.sentence == "view public.v needs column public.orders.total, which local does not have"


def test_a_table_in_a_schema_that_was_left_out_is_a_problem_and_its_columns_are_not() -> None:
    billing = schema("billing")
    bills = item("table", "bills", schema="billing", row_security=True)
    amount = item("column", "amount", schema="billing", parent=bills)
    taken = review(EMPTY, catalog(billing, bills, amount), EMPTY)
    taken.decide(billing.id, Choice.SKIPPED)
    assert [problem.sentence for problem in taken.problems()] == [
        "table billing.bills needs schema billing, which you left out"
    ]


def test_dropping_a_column_that_a_new_remote_view_needs_is_asked_and_then_a_problem() -> None:
    totals = view("totals")
    clash = review(BASE, catalog(ORDERS, V), catalog(ORDERS, TOTAL, V, totals, needs=[(totals, TOTAL)]))
    assert clash.undecided() == (Key(TOTAL.id, None),)
    clash.decide(totals.id, Choice.REMOTE)
    clash.decide(TOTAL.id, Choice.LOCAL)
    assert [problem.object for problem in clash.problems()] == [totals.id]
    clash.decide(TOTAL.id, Choice.REMOTE)
    assert clash.problems() == ()


def test_what_a_rule_took_goes_with_what_it_needs_in_one_step() -> None:
    log = function("log", security_definer=True)
    trigger = item("trigger", "log", parent=ORDERS, definition="create trigger")
    remote = catalog(ORDERS, TOTAL, V, log, trigger, needs=[(trigger, log)])
    decided = review(BASE, BASE, remote)
    told = ["trigger log on public.orders goes along as local: it needs function public.log()"]
    assert [one.sentence for one in decided.consequences(log.id, Choice.LOCAL).needed] == told
    assert [one.sentence for one in decided.decide(log.id, Choice.LOCAL).brought] == told
    assert decided.target(Side.REMOTE).objects.keys() == BASE.objects.keys()
    resolution = decided.resolution_of(trigger.id)
    assert resolution is not None
    assert resolution.reason == "needs function public.log()"
    assert decided.undo() == "local for public.log()"
    assert decided.decisions == {}


def test_a_table_never_goes_along() -> None:
    state, bills = enum("state", "new"), table("bills")
    remote = catalog(ORDERS, TOTAL, V, state, bills, needs=[(bills, state)])
    decided = review(BASE, BASE, remote)
    assert decided.decide(state.id, Choice.LOCAL).along == ()
    assert [problem.object for problem in decided.problems()] == [bills.id]


def test_privileges_and_policies_of_a_new_table_come_with_it() -> None:
    coupons = table("coupons", row_security=True)
    parts = (privilege(coupons, "anon", "SELECT"), policy(coupons, "all"))
    taken = review(EMPTY, EMPTY, catalog(coupons, *parts))
    assert taken.choice_of(coupons.id) is Choice.REMOTE
    assert {part.id for part in parts} <= taken.target(Side.LOCAL).objects.keys()
