"""HunkPicks: where the cursor is among the contradictions of a long text, and what was picked for each."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from supatui.counting import counted
from supatui.resolve.choice import Choice, Resolution
from supatui.resolve.picking import long_texts, open_hunks, put_together
from supatui.tui.hunks import NO_MARKS, HunkMark, HunkMarks

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.compare.model import Difference
    from supatui.tui.detail import Definitions

LETTERS = {Choice.LOCAL: "l", Choice.REMOTE: "r", Choice.BASE: "b", Choice.BOTH: "±"}


@dataclass(slots=True)
class HunkPicks:
    """The contradictions of one object's definition."""

    definitions: "Definitions"
    places: tuple[int, ...]
    """Which of the definitions' hunks contradict one another; at least one."""
    chosen: dict[int, Choice] = field(default_factory=dict)
    """By place."""
    at: int | None = None
    """The one under the cursor, counted from 0; None while the cursor is elsewhere."""
    decided: tuple[Resolution | None, ...] = ()
    """How the object was decided when something was picked last."""

    @property
    def place(self) -> int | None:
        """The hunk under the cursor."""
        return None if self.at is None else self.places[self.at]

    @property
    def text(self) -> str:
        """The definition with what was picked; what waits stands between markers."""
        return put_together(self.definitions.hunks, self.chosen, two_way=self.is_two_way)

    @property
    def is_two_way(self) -> bool:
        return self.definitions.two_way or not self.definitions.base

    @property
    def is_complete(self) -> bool:
        return len(self.chosen) == len(self.places)

    @property
    def words(self) -> str:
        """`hunk 1 of 3, 2 picked`."""
        here = f"hunk {self.at + 1} of {len(self.places)}" if self.at is not None else counted(len(self.places), "hunk")
        return f"{here}, {len(self.chosen)} picked"

    def step(self, by: int) -> bool:
        """Put the cursor on the next hunk or the one before; False where there is none."""
        at = (0 if by > 0 else -1) if self.at is None else self.at + by
        if not 0 <= at < len(self.places):
            return False
        self.at = at
        return True

    def pick(self, choice: Choice) -> None:
        """Choose for the hunk under the cursor, and go to the next one that waits."""
        assert self.place is not None
        self.chosen[self.place] = choice
        count = len(self.places)
        order = [(self.at or 0) + distance for distance in range(1, count)]
        self.at = next((at % count for at in order if self.places[at % count] not in self.chosen), self.at)

    def marks(self) -> HunkMarks:
        """How the hunks are marked where they are drawn."""
        if not self.places:
            return NO_MARKS
        return {
            place: HunkMark(place == self.place, LETTERS[self.chosen[place]] if place in self.chosen else " ")
            for place in self.places
        }


def picks_of(difference: "Difference", definitions: "Definitions") -> HunkPicks | None:
    """The contradictions to pick from; None where there is no long text that both sides changed."""
    if not long_texts(difference):
        return None
    places = open_hunks(definitions.hunks, two_way=definitions.two_way or not definitions.base)
    return HunkPicks(definitions, places) if places else None
