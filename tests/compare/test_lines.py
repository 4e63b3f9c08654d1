"""Merging texts line by line, held against `git merge-file`."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supatui.compare.lines import marked_text, merge_texts

BASE = "begin\n  one;\n  two;\n  three;\n  four;\nend"


def test_changes_of_lines_apart_go_together() -> None:
    local, remote = BASE.replace("one", "eins"), BASE.replace("three", "drei")
    assert merge_texts(BASE, local, remote) == BASE.replace("one", "eins").replace("three", "drei")


def test_an_insertion_and_a_removal_apart_go_together() -> None:
    local = BASE.replace("begin\n", "begin\n  zero;\n")
    remote = BASE.replace("  four;\n", "")
    assert merge_texts(BASE, local, remote) == "begin\n  zero;\n  one;\n  two;\n  three;\nend"


def test_the_same_change_on_both_sides_goes_together_with_another() -> None:
    local = BASE.replace("one", "eins").replace("four", "vier")
    remote = BASE.replace("one", "eins")
    assert merge_texts(BASE, local, remote) == local


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        (BASE.replace("two", "zwei"), BASE.replace("two", "deux")),
        (BASE.replace("two", "zwei"), BASE.replace("three", "drei")),
        (BASE.replace("  two;\n", ""), BASE.replace("two", "zwei")),
        (BASE.replace("  two;\n", "  two;\n  x;\n"), BASE.replace("  two;\n", "  two;\n  y;\n")),
        (BASE.replace("  two;\n", "  two;\n  x;\n"), BASE.replace("three", "drei")),
    ],
    ids=["same line", "neighbours", "removed and changed", "two insertions at one place", "insertion beside a change"],
)
def test_changes_of_the_same_line_or_of_neighbours_contradict(local: str, remote: str) -> None:
    assert merge_texts(BASE, local, remote) is None
    assert merge_texts(BASE, remote, local) is None


def test_a_text_of_one_line_is_never_merged() -> None:
    assert merge_texts("a b c", "a2 b c", "a b c2") is None
    assert merge_texts("a\nb", "a", "a\nb\nc") is None


def test_contradicting_lines_stand_between_the_markers_of_git() -> None:
    local, remote = BASE.replace("two", "zwei").replace("four", "vier"), BASE.replace("two", "deux")
    assert marked_text(BASE, local, remote).splitlines() == [
        "begin", "  one;", "<<<<<<< local", "  zwei;", "||||||| base", "  two;", "=======", "  deux;", ">>>>>>> remote",
        "  three;", "  vier;", "end",
    ]  # fmt: skip


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "  d"]), min_size=2, max_size=7).map("\n".join)


@given(TEXTS, TEXTS)
def test_one_side_alone_and_both_alike_give_what_they_made(base: str, one: str) -> None:
    assert merge_texts(base, one, one) == merge_texts(base, base, one) == merge_texts(base, one, base) == one


@given(TEXTS, TEXTS, TEXTS)
def test_swapping_the_sides_gives_the_same_text(base: str, local: str, remote: str) -> None:
    assert merge_texts(base, local, remote) == merge_texts(base, remote, local)


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("other", range(5))
def test_where_lines_are_told_apart_it_decides_as_git_does(tmp_path: Path, place: int, other: int) -> None:
    if shutil.which("git") is None:
        pytest.fail("git is needed to hold the merge against it")
    base = [f"line {number}" for number in range(5)]
    local, remote = list(base), list(base)
    local[place], remote[other] = "local", "remote"
    for name, lines in (("base", base), ("local", local), ("remote", remote)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["git", "merge-file", "--stdout", "--diff3", *("-L", "local", "-L", "base", "-L", "remote")]
    done = subprocess.run([*command, "local", "base", "remote"], cwd=tmp_path, capture_output=True, text=True)
    texts = ["\n".join(lines) for lines in (base, local, remote)]
    assert (merge_texts(*texts) is None) == (done.returncode > 0)
    assert marked_text(*texts) + "\n" == done.stdout
