"""Long texts stretch by stretch: what needs a choice, and what comes of the choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supatui.compare.lines import marked_text
from supatui.resolve.choice import Choice
from supatui.resolve.picking import first_marker, hunks_of, lines_of, open_hunks, put_together

BASE = "a\nb\nc\nd\ne\nf"
LOCAL = "a\nB1\nc\nd\nE1\nf\ng"
REMOTE = "a\nB2\nc\nD\nd\nE2\nf"
TEXTS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=8).map("\n".join)


def test_only_what_both_sides_say_differently_needs_a_choice_and_the_rest_is_merged() -> None:
    hunks = hunks_of(BASE, LOCAL, REMOTE)
    first, second = open_hunks(hunks, two_way=False)
    assert (hunks[first].local, hunks[second].remote) == (("B1",), ("E2",))
    picks = {first: Choice.REMOTE, second: Choice.BOTH}
    assert put_together(hunks, picks, two_way=False) == "a\nB2\nc\nD\nd\nE1\nE2\nf\ng"
    assert lines_of(hunks[second], Choice.BASE) == ("e",)


def test_what_waits_stands_between_markers_and_its_line_is_found() -> None:
    hunks = hunks_of(BASE, LOCAL, REMOTE)
    first, _ = open_hunks(hunks, two_way=False)
    text = put_together(hunks, {first: Choice.LOCAL}, two_way=False)
    assert first_marker(text) == text.split("\n").index("<<<<<<< local") + 1
    assert text.count("<<<<<<<") == 1


def test_without_a_base_every_difference_needs_a_choice() -> None:
    hunks = hunks_of(None, LOCAL, REMOTE)
    assert len(open_hunks(hunks, two_way=True)) == len([hunk for hunk in hunks if not hunk.common])


@given(TEXTS, TEXTS, TEXTS, st.booleans())
def test_picking_one_side_everywhere_gives_its_text_where_nothing_merges_by_itself(
    base: str, local: str, remote: str, two_way: bool
) -> None:
    hunks = hunks_of(None if two_way else base, local, remote)
    places = open_hunks(hunks, two_way=two_way)
    assert (first_marker(put_together(hunks, {}, two_way=two_way)) is None) is (not places)
    if two_way:
        assert put_together(hunks, dict.fromkeys(places, Choice.LOCAL), two_way=True) == local
        assert put_together(hunks, dict.fromkeys(places, Choice.REMOTE), two_way=True) == remote
    else:
        assert put_together(hunks, {}, two_way=False) == marked_text(base, local, remote)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n=======\nb", 2),
        (">>>>>>> remote", 1),
        ("||||||| base\r\nb", 1),
        ("a\n========\n <<<<<<< local\n<<<<<<<<", None),
        ("select a ||||||| b", None),
    ],
)
def test_markers_are_whole_lines(text: str, line: int | None) -> None:
    assert first_marker(text) == line
