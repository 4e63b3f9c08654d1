"""Rounds of random merges: `python -m tests.merge.rounds --rounds 500 --seed 1 --major 17`.

Each round makes a base and two edits of it that touch different pieces, so that what both give together is known: the
pieces of both. Where the server takes those in either order, and they make the same schema, nothing may be asked, both
plans must lead to that schema, and both rollbacks back. Where it does not, something must be asked; with the answer
"local" to all of it both sides must become the same. A failure prints its seed and the three schemas, with every piece
gone that it does not need.

Where both dropped one piece, asking is as good as not asking: one of them may have dropped what it was a part of. So it
is where both made one thing, and one of them changed it besides.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from random import Random

from supatui.compare.model import Merge, Side
from supatui.compare.three_way import merge
from supatui.errors import PlanError
from supatui.plan.build import build_plan, plan_side
from supatui.plan.try_merge import try_merge
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.shadow import ShadowDatabase, ShadowServer
from tests.kinds.judge import DumpError, dump, load, make_roles, read, run
from tests.merge.runner import conflicts_of, lead, lines_of, own_choice
from tests.plan.generator import Piece, Pieces, accepted, as_sql, compose, edit
from tests.plan.rounds import server_of
from tests.plan.shrinking import shrink

GOOD = frozenset({"merged", "asked", "unclear", "refused", "undumped"})
ENDED_WELL = frozenset({"merged", "asked"})
ROUTINES = frozenset({"function", "procedure", "aggregate", "reader", "answer"})
"""Kinds of pieces that are told apart by their arguments, too."""
LEFT_OUT = frozenset({"row", "default_privilege"})
"""Kinds of pieces that are no part of a schema, or that mean something else for what comes after them."""


@dataclass(frozen=True, slots=True)
class Triple:
    """Three schemas; both sides come from the base, and touch different pieces of it."""

    base: Pieces
    local: Pieces
    remote: Pieces

    def __str__(self) -> str:
        parts = (("base", self.base), ("local", self.local), ("remote", self.remote))
        return "".join(f"-- {name}\n{as_sql(pieces)}" for name, pieces in parts)


class ContestedError(Exception):
    """Both sides changed one piece."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ended."""

    seed: int
    triple: Triple
    word: str
    """`merged`; `asked`; `unclear`: both changed a piece, which may be two objects, or shows nowhere, or one side says
    a thing twice; `refused` as a plan; `undumped`; and what is wrong: `false conflict`, `missed conflict`, `doubt`,
    `failed`."""
    said: str = ""

    @property
    def failed(self) -> bool:
        return self.word not in GOOD

    @property
    def kind(self) -> str:
        return f"{self.word} {self.said.partition(chr(10))[0]}" if self.word == "failed" else self.word

    def __str__(self) -> str:
        return f"seed {self.seed}\n{self.triple}-- {self.word}: {self.said}"


def make(seed: int, size: int = 20) -> Triple:
    """The schemas of a seed, before a server has said which pieces it takes."""
    random = Random(seed)
    base = _usable(compose(random, size))
    here = frozenset(piece for piece in base if random.random() < 0.5)
    local, remote = edit(random, base, kept=frozenset(base) - here), edit(random, base, kept=here, first=200)
    return Triple(base, *(_same_signatures(base, _usable(side)) for side in (local, remote)))


def _same_signatures(base: Pieces, side: Pieces) -> Pieces:
    """Routines as they were: with other arguments it is another routine, and a grant by its name means that one."""
    former = {(piece.kind, piece.number): piece for piece in base if piece.kind in ROUTINES}
    return tuple(former.get((piece.kind, piece.number), piece) for piece in side)


def _usable(pieces: Pieces) -> Pieces:
    """Without pieces that say the same again, or that mean something else where another piece was there before them:
    a copy of a table or of a text search configuration, a view of all columns, what is made only where it is missing.
    """
    first = {piece.text: piece for piece in reversed(pieces)}
    return tuple(
        piece
        for piece in pieces
        if piece.kind not in LEFT_OUT
        and first[piece.text] is piece
        and "(like " not in piece.text
        and "(copy = " not in piece.text
        and ".*" not in piece.text
        and "if not exists" not in piece.text
    )


def together(base: Pieces, one: Pieces, other: Pieces) -> Pieces:
    """What both made of the base, the new pieces of `one` before those of `other`. Raises: ContestedError."""
    former, first, second = ({(piece.kind, piece.number): piece for piece in pieces} for pieces in (base, one, other))
    merged: list[Piece] = []
    for key in dict.fromkeys((*former, *first, *second)):
        old, here, there = former.get(key), first.get(key), second.get(key)
        if here != old and there != old and here != there:
            raise ContestedError
        found = there if here == old else here
        merged += [found] if found and found.text not in {piece.text for piece in merged} else []  # made by both
    return tuple(merged)


def play(server: ShadowServer, seed: int) -> Outcome:
    """One round; a failure with the smallest schemas found that show it."""
    make_roles(server)
    triple = make(seed)
    outcome = _judged(server, seed, triple)
    if not outcome.failed:
        return outcome
    smallest = outcome

    def still_fails(schemas: Sequence[Pieces]) -> bool:
        nonlocal smallest
        tried = _judged(server, seed, Triple(*schemas))
        if tried.kind != outcome.kind:
            return False
        smallest = tried
        return True

    shrink((outcome.triple.base, outcome.triple.local, outcome.triple.remote), still_fails)
    return smallest


def _judged(server: ShadowServer, seed: int, proposed: Triple) -> Outcome:
    triple = Triple(*(accepted(server, pieces) for pieces in (proposed.base, proposed.local, proposed.remote)))
    try:
        word, said = _merged(server, triple)
    except (PlanError, DumpError) as error:
        return Outcome(seed, triple, "refused" if isinstance(error, PlanError) else "undumped", str(error))
    except Exception as error:  # whatever is thrown is what the round looks for
        word, said = "failed", f"{type(error).__name__}: {error}"
    if word not in GOOD:
        shown = without_hidden(server, triple)
        if shown != triple:
            return _judged(server, seed, shown)
        if _hangs_on_order(server, triple) or ends_what_all_say(server, triple):
            word, said = "unclear", ""
    return Outcome(seed, triple, word, said)


def without_hidden(server: ShadowServer, triple: Triple) -> Triple:
    """Without changes of pieces that nothing shows on the side that made them, since another piece there says it too:
    a merge of schemas cannot know of them.
    """
    local, remote = (_shown(server, triple.base, side) for side in (triple.local, triple.remote))
    return replace(triple, local=local, remote=remote)


def _shown(server: ShadowServer, base: Pieces, side: Pieces) -> Pieces:
    """The side with each piece as in the base where that makes the same schema."""
    wanted = _dump_of(server, side)
    for piece in dict.fromkeys((*base, *side)):
        former = _as_before(base, side, piece)
        if former != side and accepted(server, former) == former and _dump_of(server, former) == wanted:
            side = former
    return side


def _as_before(base: Pieces, side: Pieces, changed: Piece) -> Pieces:
    """The side with one of its pieces, or of the base's, as the base has it; what it lacks stands where it was."""
    key = (changed.kind, changed.number)
    old = next((one for one in base if (one.kind, one.number) == key), None)
    at = next((place for place, one in enumerate(side) if (one.kind, one.number) == key), None)
    if at is not None:
        return (*side[:at], *([old] if old else []), *side[at + 1 :])
    assert old is not None
    earlier = {(one.kind, one.number) for one in base[: base.index(old)]}
    after = max((place + 1 for place, one in enumerate(side) if (one.kind, one.number) in earlier), default=0)
    return (*side[:after], old, *side[after:])


def _hangs_on_order(server: ShadowServer, triple: Triple) -> bool:
    """Whether a side says a thing twice, and another time counts where what the base says comes first."""
    for side in (triple.local, triple.remote):
        ordered = _late_last(server, together(triple.base, triple.base, side))
        if ordered not in (None, side) and _dump_of(server, ordered or ()) != _dump_of(server, side):
            return True
    return False


def ends_what_all_say(server: ShadowServer, triple: Triple) -> bool:
    """Whether all three schemas say something that both edits together do not: each ended one of two reasons for it,
    as a key and an identity are for a NOT NULL. No merge of schemas can know of that.
    """
    expected = _expected(server, triple)
    if expected is None:
        return False
    base, local, remote = (_said(_dump_of(server, one)) for one in (triple.base, triple.local, triple.remote))
    return not base & local & remote <= _said(expected)


def _said(sections: list[str]) -> set[tuple[str, str]]:
    """Each line of a dump with what it is about."""
    return {(section.partition("\n")[0], line) for section in sections for line in lines_of([section])[1:]}


def _merged(server: ShadowServer, triple: Triple) -> tuple[str, str]:
    expected = _expected(server, triple)
    with ExitStack() as stack:
        base, local, remote = (
            _database(stack, server, pieces) for pieces in (triple.base, triple.local, triple.remote)
        )
        catalogs = read(base), read(local), read(remote)
        plain, swapped = merge(*catalogs), merge(catalogs[0], catalogs[2], catalogs[1])
        assert conflicts_of(plain) == conflicts_of(swapped), "the answer depends on who is asked first"
        tried = try_merge(plain, server, supabase=False)
        if tried.doubt:
            for side in catalogs[1:]:
                build_plan(catalogs[0], side)  # what cannot be planned for one side alone cannot be tried either
            return "doubt", tried.doubt
        conflicts = conflicts_of(tried.merge)
        if expected is not None and conflicts:
            gone = set(triple.base) - {*triple.local, *triple.remote}
            made = all(one.base is None and one.local and one.remote for one in Review(tried.merge).conflicts())
            if gone or made:
                return "asked", ""
            return ("unclear", "") if _overruled(server, triple) else ("false conflict", f"{conflicts}")
        if expected is None and not conflicts:
            return ("unclear", "") if _contested(triple) else ("missed conflict", "")
        review = _reviewed(tried.merge)
        if review.problems():
            return "asked", "local everywhere does not fit together"
        dumps = dump(server, local), dump(server, remote)
        wanted = expected if expected is not None else _led_to(server, review, local)
        lead(server, review, Side.LOCAL, local, wanted, dumps[0])
        lead(server, review, Side.REMOTE, remote, wanted, dumps[1])
    return ("merged" if expected is not None else "asked"), ""


def _contested(triple: Triple) -> bool:
    try:
        together(triple.base, triple.local, triple.remote)
    except ContestedError:
        return True
    return False


def _overruled(server: ShadowServer, triple: Triple) -> bool:
    """Whether a side has a piece that the other dropped, and another that leaves nothing of it: both changed it."""
    for one, other in ((triple.local, triple.remote), (triple.remote, triple.local)):
        for piece in set(triple.base).intersection(other).difference(one):
            left = tuple(each for each in other if each != piece)
            if accepted(server, left) == left and _dump_of(server, left) == _dump_of(server, other):
                return True
    return False


def _dump_of(server: ShadowServer, pieces: Pieces) -> list[str]:
    with ExitStack() as stack:
        return dump(server, _database(stack, server, pieces))


def _expected(server: ShadowServer, triple: Triple) -> list[str] | None:
    """The dump of what both sides made, where the server takes it in either order. None: there is a contradiction."""
    found: list[list[str]] = []
    for one, other in ((triple.local, triple.remote), (triple.remote, triple.local)):
        try:
            pieces = together(triple.base, one, other)
        except ContestedError:
            return None
        taken = _late_last(server, pieces)
        if taken is None:
            return None
        found.append(_dump_of(server, taken))
    return found[0] if lines_of(found[0]) == lines_of(found[1]) else None


def _late_last(server: ShadowServer, pieces: Pieces) -> Pieces | None:
    """The pieces in an order that the server takes: what is new may be needed by what is changed. None: in none."""
    while (taken := accepted(server, pieces)) != pieces:
        late = tuple(piece for piece in pieces if piece not in taken)
        if pieces[-len(late) :] == late:
            return None
        pieces = (*taken, *late)
    return pieces


def _database(stack: ExitStack, server: ShadowServer, pieces: Pieces) -> ShadowDatabase:
    database = stack.enter_context(server.create_database())
    load(database, as_sql(pieces))
    return database


def _reviewed(merged: Merge) -> Review:
    """Local at each conflict, everything else taken."""
    review = Review(merged, person="Ada")
    while undecided := review.undecided():
        key = undecided[0]
        change = review.change(key)
        choice = Choice.LOCAL if change.side is Side.CONFLICT else own_choice(change)
        decided = review.decide(key.id, choice, key.attribute)
        assert decided.keys, f"{choice} is refused for {key}: {decided.refused}"
    return review


def _led_to(server: ShadowServer, review: Review, local: ShadowDatabase) -> list[str]:
    """The dump of a copy of local after its plan."""
    with server.create_database(local.name) as copy:
        run(copy, plan_side(review.merge, Side.LOCAL, review.target(Side.LOCAL)).statements)
        return dump(server, copy)


def run_rounds(server: ShadowServer, seeds: Iterable[int]) -> Counter[str]:
    """Play them all, print each failure and every fiftieth round, then the seeds of those that ended neither merged
    nor asked, by what was said. How many ended with each word.
    """
    count: Counter[str] = Counter()
    aside: dict[str, list[int]] = {}
    for number, seed in enumerate(seeds, 1):
        outcome = play(server, seed)
        count[outcome.word] += 1
        if outcome.failed:
            print(outcome, flush=True)
        elif outcome.word not in ENDED_WELL:
            aside.setdefault(f"{outcome.word} {outcome.said.partition(chr(10))[0]}".rstrip(), []).append(seed)
        if number % 50 == 0:
            print(f"{number} rounds: {_words(count)}", flush=True)
    for said, seeds_of in sorted(aside.items()):
        print(f"{said}: {', '.join(map(str, seeds_of))}")
    return count


def _words(count: Counter[str]) -> str:
    return ", ".join(f"{number} {word}" for word, number in count.most_common())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.merge.rounds", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--major", type=int, default=17)
    parsed = parser.parse_args()
    with server_of(parsed.major) as server:
        count = run_rounds(server, range(parsed.seed, parsed.seed + parsed.rounds))
    print(f"{parsed.rounds} rounds on {parsed.major} from seed {parsed.seed}: {_words(count)}")
    return 1 if set(count) - GOOD else 0


if __name__ == "__main__":
    sys.exit(main())
