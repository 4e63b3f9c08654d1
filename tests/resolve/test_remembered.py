"""Remembered decisions: the same conflict is decided alike, another one is not, and git can merge the file."""

import subprocess
from pathlib import Path

import pytest

from supatui.catalog.model import Catalog
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.errors import WriteError
from supatui.resolve.choice import By, Choice
from supatui.resolve.draft import carry_over, draft_of
from supatui.resolve.edits import Edit
from supatui.resolve.remembered import memory_path, read_memory, remember, remembered_in
from supatui.resolve.review import Review
from tests.builders import catalog, column, table, view

ORDERS = table("orders")
TOTAL = column(ORDERS, "total", "numeric(10,2)")
V = view("v", 'select "1"')
BASE = catalog(ORDERS, TOTAL, V)
LOCAL = catalog(ORDERS, column(ORDERS, "total", "numeric(12,2)"), view("v", "select 2"))
REMOTE = catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"), view("v", "select 3"))


def review(local: Catalog = LOCAL, remote: Catalog = REMOTE, person: str = "Ada") -> Review:
    return Review(merge(BASE, local, remote), person=person, clock=lambda: "2026-11-22T14:20:03+00:00")


def decided() -> Review:
    made = review()
    made.decide(TOTAL.id, Choice.LOCAL, reason='"two" digits\nare enough \x7f')
    made.decide(V.id, Choice.REMOTE)
    return made


def recalled(path: Path, again: Review) -> Review:
    again.recall(remembered_in(again, read_memory(path)))
    return again


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return memory_path(tmp_path)


def test_the_same_conflict_is_decided_as_last_time_and_marked_so(path: Path) -> None:
    assert remember(decided(), path) == 2
    again = recalled(path, review(person="Bob"))
    resolution = again.resolution_of(TOTAL.id)
    assert resolution is not None
    assert (resolution.choice, resolution.by, resolution.name) == (Choice.LOCAL, By.REMEMBERED, "Ada")
    assert (resolution.reason, resolution.when) == ('"two" digits\nare enough \x7f', "2026-11-22")
    assert (again.mark(TOTAL.id), again.mark(V.id)) == ("[L]", "[R]")
    assert again.undecided() == ()


def test_a_conflict_with_other_values_is_another_question(path: Path) -> None:
    remember(decided(), path)
    moved = catalog(ORDERS, column(ORDERS, "total", "numeric(10,6)"), view("v", "select 3"))
    again = recalled(path, review(remote=moved))
    assert (again.choice_of(TOTAL.id), again.choice_of(V.id)) == (None, Choice.REMOTE)


def test_what_was_skipped_stays_skipped_until_the_object_changes(path: Path) -> None:
    skipped = review()
    skipped.decide(V.id, Choice.SKIPPED, reason="after the release")
    remember(skipped, path)
    again = recalled(path, review())
    resolution = again.resolution_of(V.id)
    assert resolution is not None
    assert (resolution.choice, resolution.reason, again.mark(V.id)) == (Choice.SKIPPED, "after the release", "[X]")
    changed = recalled(path, review(local=catalog(ORDERS, TOTAL, view("v", "select 9"))))
    assert changed.choice_of(V.id) is None


def test_one_step_takes_a_remembered_decision_back_and_the_file_forgets_it(path: Path) -> None:
    remember(decided(), path)
    again = recalled(path, review())
    again.clear(V.id)
    assert again.choice_of(V.id) is None
    assert recalled(path, again).choice_of(V.id) is None
    assert again.undo() == "no choice for public.v"
    assert again.mark(V.id) == "[R]"
    again.redo()
    assert remember(again, path) == 0
    assert recalled(path, review()).choice_of(V.id) is None
    assert recalled(path, review()).choice_of(TOTAL.id) is Choice.LOCAL


def test_what_was_taken_back_stays_so_across_restarts(path: Path) -> None:
    remember(decided(), path)
    again = recalled(path, review())
    again.clear(V.id)
    restarted = review()
    carry_over(restarted, draft_of(again))
    assert recalled(path, restarted).choice_of(V.id) is None
    assert restarted.choice_of(TOTAL.id) is Choice.LOCAL


def test_a_decision_of_today_wins_over_a_remembered_one_and_is_remembered(path: Path) -> None:
    remember(decided(), path)
    again = recalled(path, review(person="Bob"))
    again.decide(V.id, Choice.LOCAL)
    assert remember(again, path) == 1
    assert recalled(path, review()).choice_of(V.id) is Choice.LOCAL


def test_the_same_decisions_give_the_same_bytes_in_whatever_order_they_were_made(path: Path, tmp_path: Path) -> None:
    other = review()
    other.decide(V.id, Choice.REMOTE)
    other.decide(TOTAL.id, Choice.LOCAL, reason='"two" digits\nare enough \x7f')
    remember(decided(), path)
    remember(other, tmp_path / "other.toml")
    assert path.read_bytes() == (tmp_path / "other.toml").read_bytes()
    before = path.stat().st_mtime_ns
    remember(decided(), path)
    assert path.stat().st_mtime_ns == before


def test_unknown_keys_are_kept_and_broken_blocks_are_named_and_kept(path: Path) -> None:
    remember(decided(), path)
    text = path.read_text().replace('by = "Ada"', 'by = "Ada"\nticket = "A-1"', 1)
    path.write_text(text + '\n[[decision]]\nobject = "view:public.w"\n<<<<<<< HEAD\n')
    memory = read_memory(path)
    line = text.count("\n") + 2
    assert memory.problems[0].startswith(f"decisions.toml, line {line}: the decision is left out")
    again = recalled(path, review())
    assert again.undecided() == ()
    again.decide(V.id, Choice.LOCAL)
    remember(again, path)
    after = path.read_text()
    assert 'ticket = "A-1"' in after
    assert after.endswith('object = "view:public.w"\n<<<<<<< HEAD\n')


@pytest.mark.parametrize(
    "block", ['values = "x"\nchoice = "local"', 'object = "a"\nvalues = "x"\nchoice = "mine"', "object = 3"]
)
def test_a_block_that_misses_something_says_what(path: Path, block: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(f"[[decision]]\n{block}\n")
    (problem,) = read_memory(path).problems
    assert problem.startswith("decisions.toml, line 1: ")
    assert '"object"' in problem or '"mine"' in problem


def test_a_file_that_cannot_be_read_is_never_replaced(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe broken")
    with pytest.raises(WriteError):
        remember(decided(), path)
    assert path.read_bytes() == b"\xff\xfe broken"


def test_two_people_who_decided_different_things_merge_in_git(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        return subprocess.run(
            ["git", *identity, *words], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    path = memory_path(tmp_path)
    objects = [view(f"v{number}") for number in range(9)]
    base = catalog(*objects)
    sides = [catalog(*(view(one.id.name, f"select {side}") for one in objects)) for side in "23"]
    made = Review(merge(base, *sides), person="Ada")
    for one in objects[::4]:
        made.decide(one.id, Choice.LOCAL)
    git("init", "-q", "-b", "main")
    remember(made, path)
    git("add", "-A")
    git("commit", "-qm", "base")
    for branch, one in (("ada", objects[2]), ("bob", objects[6])):
        git("checkout", "-q", "-b", branch, "main")
        theirs = recalled(path, Review(merge(base, *sides), person=branch))
        theirs.decide(one.id, Choice.REMOTE)
        remember(theirs, path)
        git("commit", "-qam", branch)
    git("merge", "-q", "ada")
    merged = recalled(path, Review(merge(base, *sides)))
    assert [merged.choice_of(one.id) for one in objects[::2]] == [
        Choice.LOCAL,
        Choice.REMOTE,
        Choice.LOCAL,
        Choice.REMOTE,
        Choice.LOCAL,
    ]


def written(text: str = "create view ...") -> Edit:
    made = view("v", "select 4", comment="by hand")
    return Edit(V.id, text, {made.id: made}, ())


def test_an_edited_result_is_remembered_with_its_text_and_objects(path: Path) -> None:
    edited = review()
    assert edited.edit(written()).name == "edited for public.v"
    remember(edited, path)
    again = recalled(path, review())
    assert (again.choice_of(V.id), again.mark(V.id)) == (Choice.EDITED, "[E]")
    for side in (Side.LOCAL, Side.REMOTE):
        assert again.target(side).objects[V.id].attributes["query"] == "select 4"
