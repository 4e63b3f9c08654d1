"""The resolution document: everything that was decided, and nothing that breaks out of it."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from supatui.catalog.model import EMPTY, Catalog, UnknownObject
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.kinds.action import Hazard, HazardKind
from supatui.plan.model import Plan, Proof, ProofState
from supatui.report.resolution_document import Occasion, git_user, resolution_document
from supatui.resolve.choice import By, Choice, Key, Resolution
from supatui.resolve.edits import Edit
from supatui.resolve.review import Review
from supatui.resolve.rule_words import rule_book
from tests.builders import catalog, column, function, table, view
from tests.report.plans import plan, statement

MOMENT = datetime(2026, 11, 22, 14, 20, 3, tzinfo=UTC)
ORDERS = table("orders")
TOTAL = column(ORDERS, "total", "numeric(10,2)")
NOTE = column(ORDERS, "note")
BASE = catalog(ORDERS, TOTAL)
LOCAL = catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"), NOTE)
REMOTE = catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"))


def review(base: Catalog | None = BASE, local: Catalog = LOCAL, remote: Catalog = REMOTE) -> Review:
    return Review(merge(base, local, remote), person="Ada | Lovelace")


def document(reviewed: Review, to_local: Plan | None = None, to_remote: Plan | None = None) -> str:
    plans = {Side.LOCAL: to_local or plan(), Side.REMOTE: to_remote or plan()}
    return resolution_document(reviewed, plans, Occasion("20261122142003_merge", MOMENT))


def section(text: str, name: str) -> str:
    return text.partition(f"## {name}\n\n")[2].partition("\n\n## ")[0]


def test_a_conflict_is_told_with_its_values_the_choice_the_person_and_the_reason() -> None:
    decided = review()
    decided.decide(TOTAL.id, Choice.LOCAL, reason="two digits are enough")
    assert section(document(decided), "Conflicts").splitlines()[2] == (
        "| `column public.orders.total` | `type` | `numeric(10,2)` | `numeric(12,2)` | `numeric(10,4)` "
        "| **local** | Ada &#124; Lovelace | two digits are enough |"
    )


def test_what_merged_by_itself_names_the_rule() -> None:
    assert "- + `column public.orders.note`: local (rule one-sided)" in section(document(review()), "Merged by itself")


def test_a_conflict_that_a_rule_decided_did_not_merge_by_itself() -> None:
    ruled = Review(merge(BASE, LOCAL, REMOTE), book=rule_book((), (), prefer="local", allow=("data",)))
    text = document(ruled)
    assert "**local** | rule --prefer local |" in section(text, "Conflicts")
    assert section(text, "Merged by itself") == "- + `column public.orders.note`: local (rule one-sided)"


def test_what_is_not_decided_is_said() -> None:
    text = document(review())
    assert "**not decided**" in section(text, "Conflicts")
    assert section(text, "Left as it is on each side") == "- `column public.orders.total, type`: not decided"


def test_a_waiting_change_that_a_person_took_says_why_it_waited() -> None:
    dropped = review(local=catalog(ORDERS), remote=BASE)
    dropped.decide(TOTAL.id, Choice.LOCAL)
    line = section(document(dropped), "Decided by hand").splitlines()[2]
    assert line.startswith("| `column public.orders.total` | the object itself | there | not there | there | **local**")
    assert line.endswith("drops the column and its values |")


def test_what_is_lost_names_the_statement_and_what_does_not_come_back() -> None:
    lossy = statement("x", hazards=(Hazard(HazardKind.DATA, "rounds 38 102 rows"),), irreversible="digits are gone")
    lost = section(document(review(), to_remote=plan(lossy)), "What is lost")
    assert lost == (
        "- remote, statement 1, `column public.orders.total`: rounds 38 102 rows; "
        "the rollback does not bring it back: digits are gone"
    )


def test_the_proof_of_each_plan_is_told() -> None:
    proof = Proof(ProofState.PROVEN, 180006, ("8 statements ran",))
    text = section(document(review(), plan(statement("x"), proof=proof), plan(statement("y"))), "Proof")
    assert "- to local, 1 statement: **proven** on PostgreSQL 18.6\n  - 8 statements ran" in text
    assert "- to remote, 1 statement: **not proven**" in text


def test_nothing_from_a_database_breaks_out_of_the_table() -> None:
    name = 'a|b`c\n<img src=x> | [d](e) "'
    t = table(name)
    before, here, there = (column(t, name, text) for text in ("a|`\\|", "```\n| x |", "<b>\r\n"))
    made = review(catalog(t, before), catalog(t, here), catalog(t, there))
    made.decide(before.id, Choice.LOCAL, reason="| `why` |\n# no")
    text = document(made)
    rows = section(text, "Conflicts").partition("\n\n")[0].splitlines()
    assert len(rows) == 3
    assert all(row.count("|") == 9 for row in rows)
    assert "<img" not in text
    assert "\n# no" not in text


def test_a_long_text_stands_below_the_table_in_a_fence_that_it_cannot_close() -> None:
    before, here, there = (function("f", text) for text in ("select 1", "select '````'\n  from x", "select 3"))
    text = section(document(review(catalog(before), catalog(here), catalog(there))), "Conflicts")
    assert "`function public.f()`, `body`, local:\n\n`````sql\nselect '````'\n  from x\n`````" in text


def test_objects_that_are_not_understood_are_named() -> None:
    local = Catalog(LOCAL.objects, unknown=(UnknownObject("operator", "operator public.+++(integer)"),))
    assert "- `operator public.+++(integer)`" in section(document(review(local=local)), "Schemas")


def test_two_way_says_that_there_was_no_base() -> None:
    two_way = review(None)
    two_way.decide(NOTE.id, Choice.LOCAL)
    text = document(two_way)
    assert "## Conflicts" not in text
    assert "| base | none: two-way | | |" in text
    assert "**local**" in section(text, "Decided by hand")


def test_the_same_review_gives_the_same_bytes() -> None:
    assert document(review()) == document(review())


def test_control_characters_of_a_name_are_spelled_out() -> None:
    v = view("\x1b[31mred")
    assert "\x1b" not in document(review(catalog(), catalog(v), catalog()))


def test_the_git_user_of_the_folder_decides(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "config", "user.name", "Ada Lovelace"], cwd=tmp_path, check=True)
    assert git_user(tmp_path) == "Ada Lovelace"
    assert git_user(tmp_path / "nowhere") is None


def test_a_remembered_decision_says_whose_it_was_and_from_when() -> None:
    decided = review()
    resolution = Resolution(Choice.REMOTE, By.REMEMBERED, "Grace", "as agreed", "2026-10-01")
    decided.recall({Key(TOTAL.id, "type"): resolution})
    line = section(document(decided), "Conflicts").splitlines()[2]
    assert line.endswith("| **remote** | Grace, remembered from 2026-10-01 | as agreed |")


def test_a_hand_written_result_stands_below_the_table() -> None:
    decided = review()
    made = column(ORDERS, "total", "numeric(16,4)")
    decided.edit(Edit(TOTAL.id, "alter table orders add total numeric(16,4);", {made.id: made}, ()))
    text = section(document(decided), "Conflicts")
    assert "| **edited** |" in text
    assert "as written by hand:\n\n```sql\nalter table orders add total numeric(16,4);\n```" in text


def test_whether_both_sides_become_the_same_schema_is_said() -> None:
    assert "- both plans lead to the same schema" in section(document(review()), "Proof")
    other = replace(plan(), new=EMPTY)
    assert "- the sides differ afterwards" in section(document(review(), other), "Proof")
