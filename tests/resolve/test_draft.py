"""Drafts: choices survive quitting, and are carried over only where they still mean the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supatui.catalog.model import Catalog
from supatui.compare.model import Side
from supatui.compare.three_way import merge
from supatui.errors import SnapshotError, WriteError
from supatui.resolve.choice import Choice, Key
from supatui.resolve.draft import carry_over, draft_of, draft_path, resume, save
from supatui.resolve.draft_json import from_json, to_json
from supatui.resolve.edits import Begun
from supatui.resolve.review import Review
from tests.builders import catalog, column, table, view
from tests.catalogs import catalogs

T = table("t")
C = column(T, "c", "integer")
V = view("v", "select 1")
BASE = catalog(T, C, V)
LOCAL = catalog(T, column(T, "c", "bigint"), view("v", "select 2"))
REMOTE = catalog(T, column(T, "c", "text"), view("v", "select 3"))


def review(local: Catalog = LOCAL, remote: Catalog = REMOTE) -> Review:
    return Review(merge(BASE, local, remote), person="Ada", clock=lambda: "2026-11-22T14:20:03+00:00")


def decided() -> Review:
    made = review()
    made.decide(C.id, Choice.LOCAL, reason="wide enough")
    made.decide(V.id, Choice.REMOTE)
    made.undo()
    return made


def test_choices_and_undo_survive_quitting(tmp_path: Path) -> None:
    save(decided(), tmp_path / "drafts" / "d.json")
    again = review()
    resumed = resume(again, tmp_path / "drafts" / "d.json")
    assert (resumed.carried, resumed.moved, resumed.note) == (1, False, "1 choice is back")
    assert again.decisions == decided().decisions
    assert (again.undo_name, again.redo_name) == ("local for public.t.c", "remote for public.v")


def test_what_was_begun_survives_quitting_until_its_values_move(tmp_path: Path) -> None:
    made = review()
    made.begun = {V.id: Begun({0: Choice.LOCAL, 2: Choice.BOTH}), C.id: Begun(text="alter table t")}
    save(made, tmp_path / "d.json")
    again = review()
    resume(again, tmp_path / "d.json")
    assert again.begun == made.begun
    moved = review(remote=catalog(T, column(T, "c", "text"), view("v", "select 4")))
    resume(moved, tmp_path / "d.json")
    assert moved.begun == {C.id: Begun(text="alter table t")}


def test_without_a_draft_the_review_stays_as_it_is(tmp_path: Path) -> None:
    again = review()
    assert resume(again, tmp_path / "none.json").note == ""
    assert again.decisions == {}


def test_a_choice_whose_values_have_moved_is_an_open_question_again(tmp_path: Path) -> None:
    made = decided()
    made.redo()
    moved = review(remote=catalog(T, column(T, "c", "text"), view("v", "select 4")))
    resumed = carry_over(moved, draft_of(made))
    assert (resumed.carried, resumed.lost, resumed.moved) == (1, (Key(V.id, "query"),), True)
    assert resumed.note == "the schemas have moved: 1 choice carried over, 1 open again"
    assert moved.choice_of(C.id) is Choice.LOCAL
    assert moved.undecided() == (Key(V.id, "query"),)
    assert moved.undo_name == "local for public.t.c"


def test_a_choice_about_what_no_longer_differs_is_gone() -> None:
    resumed = carry_over(review(local=BASE, remote=BASE), draft_of(decided()))
    assert (resumed.carried, resumed.lost) == (0, (Key(C.id, "type"),))


def test_a_choice_about_a_table_is_open_again_when_a_column_that_comes_with_it_moved() -> None:
    dropped = Review(merge(BASE, catalog(V), BASE))
    dropped.decide(T.id, Choice.LOCAL)
    again = Review(merge(BASE, catalog(V), REMOTE))
    assert carry_over(again, draft_of(dropped)).lost == (Key(T.id, None),)


def test_a_damaged_draft_is_set_aside_and_named(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    for number in (1, 2):
        path.write_text("{")
        note = resume(review(), path).note
        assert note == f"the draft is damaged: the file should be JSON; set aside as {tmp_path}/d.broken-{number}.json"
    assert not path.exists()


@pytest.mark.parametrize(
    ("break_it", "expected"),
    [
        (lambda draft: draft.update(supatui_draft=2), "supatui_draft should be 1"),
        (lambda draft: draft.update(local=None), "local should be a text"),
        (lambda draft: draft["keys"][0].pop(), "keys[0] should be a list of 7"),
        (
            lambda draft: draft["decisions"][0][1].update(choice="mine"),
            "decisions[0][1].choice should be local or remote or base or both or edited or skipped",
        ),
        (lambda draft: draft["undone"][0]["entries"][0].__setitem__(0, 9), "undone[0].entries[0] should be a number"),
        (lambda draft: draft["done"][0].pop("name"), "done[0].name should be a text"),
    ],
)
def test_the_reader_names_the_key_that_is_wrong(break_it: Callable[..., object], expected: str) -> None:
    draft = json.loads(to_json(draft_of(decided())))
    break_it(draft)
    with pytest.raises(SnapshotError) as raised:
        from_json(json.dumps(draft), where="d.json")
    assert expected in raised.value.what
    assert raised.value.where == "d.json"


def test_a_draft_is_for_its_owner_alone_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    for _ in range(2):
        save(decided(), path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_draft_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WriteError) as raised:
        save(decided(), tmp_path / "file" / "d.json")
    assert str(tmp_path / "file") in raised.value.where


def test_the_password_does_not_tell_drafts_apart(tmp_path: Path) -> None:
    one, other, elsewhere = (
        draft_path(tmp_path, tmp_path, ["migrations:m", f"postgresql://u:{password}@{host}/db", None])
        for password, host in (("secret", "h"), ("geheim", "h"), ("secret", "i"))
    )
    assert one == other
    assert one != elsewhere


@given(catalogs(), catalogs(), catalogs(), st.data())
def test_a_draft_round_trip_gives_the_same_bytes_and_the_same_review(
    base: Catalog, local: Catalog, remote: Catalog, data: st.DataObject
) -> None:
    made = Review(merge(base, local, remote), person='Ada "| \\ ☃', clock=lambda: "")
    for root in made.merge.roots:
        made.decide(root.id, data.draw(st.sampled_from(Choice)), reason=data.draw(st.text()))
    for _ in range(data.draw(st.integers(0, 3))):
        made.undo()
    text = to_json(draft_of(made))
    assert to_json(from_json(text, where="d.json")) == text
    again = Review(merge(base, local, remote))
    carry_over(again, from_json(text, where="d.json"))
    assert (again.decisions, again.done, again.undone) == (made.decisions, made.done, made.undone)
    assert again.target(Side.LOCAL) == made.target(Side.LOCAL)
