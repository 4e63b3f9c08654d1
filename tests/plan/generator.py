"""Random schemas and random edits of them, out of the grammar; the same seed gives the same schemas."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random

import psycopg

from supatui.shadow import ShadowServer
from tests.plan.grammar import KINDS, WORDS

_HOLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_HOME = re.compile(r" (?:on|on only|to|table|table only|domain) (\w+\.\w+)")
_TRIES = 3
"""How often a piece is drawn until the server takes it."""
_DEEPEST = 4
"""How far a piece goes in making what it needs: that needs something in its turn."""

Drawn = tuple[tuple[tuple[int, ...], str], ...]
"""What stands in each hole, by the way there: the form at (), its third hole at (2,), the second in that at (2, 1)."""


class NothingThereError(Exception):
    """A form asks for an object of a kind of which there is none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement, or a few that stand together."""

    kind: str
    number: int
    place: str
    """The schema in front of the name, with its dot."""
    text: str
    drawn: Drawn = ()

    @property
    def bare(self) -> str:
        return f"{self.kind}_{self.number}"

    @property
    def name(self) -> str:
        qualified = "{self}" in KINDS[self.kind][0]
        return self.place + self.bare if qualified else self.bare

    @property
    def home(self) -> str:
        """The table of a trigger and the like, the domain of a domain's constraint."""
        found = _HOME.search(self.text)
        return found[1] if found else ""

    @property
    def on(self) -> str:
        return f"{self.bare} on {'domain ' * (self.kind == 'domain_constraint')}{self.home}"

    @property
    def within(self) -> str:
        return f"{self.home.partition('.')[0]}.{self.bare}"


Pieces = tuple[Piece, ...]
Takes = Callable[[Piece], bool]


def any_piece(_piece: Piece) -> bool:
    """Takes whatever was drawn, without a server."""
    return True


def compose(random: Random, size: int, takes: Takes = any_piece) -> Pieces:
    """About `size` pieces, with what they need before them; only what is taken counts as there."""
    kinds = list(KINDS)
    wanted = ["schema", "enum", "domain", "table", "table", *random.choices(kinds, _weights(kinds), k=size)]
    schema = _Schema(random, takes, count())
    for kind in sorted(wanted, key=kinds.index):
        schema.add(kind, next(schema.numbers))
    return tuple(schema.pieces)


def edit(
    random: Random, pieces: Pieces, takes: Takes = any_piece, *, kept: Container[Piece] = (), first: int = 100
) -> Pieces:
    """Some pieces gone, some with another word, in another form or another schema, some new, numbered from `first`.

    Those that are `kept` stay as they are. A table keeps or lacks its parents: PostgreSQL cannot make a column that a
    table has an inherited one only.
    """
    schema = _Schema(random, takes, count(first))
    for piece in pieces:
        what = 0.5 if piece in kept else random.random()
        if what < 0.12:
            continue
        if what < 0.55 or "inherits" in piece.text:
            schema.keep(piece)
        elif what < _of_this_form(piece):
            schema.add(piece.kind, piece.number, piece.place, drawn=_less_one(random, piece.drawn))
        else:
            forms = [form for form in KINDS[piece.kind] if "inherits" not in form]
            if random.random() < 0.5:
                forms = [form for form in forms if (_KEY in form) == (_KEY in piece.text)]
            schema.add(piece.kind, piece.number, piece.place if what < 0.99 else None, forms)
    for _ in range(random.randrange(8)):
        schema.add(random.choice(list(KINDS)), next(schema.numbers))
    return tuple(schema.pieces)


def _of_this_form(piece: Piece) -> float:
    """Up to where its form stays: another one mostly leads to types that nothing converts to, or to another key."""
    if _KEY in piece.text:
        return 0.95
    return 0.95 if _types(piece.drawn) or "create table" in piece.text else 0.8


def _less_one(random: Random, drawn: Drawn) -> Mapping[tuple[int, ...], str]:
    """Everything that was drawn but for one word, which is drawn anew; the form stays.

    More seldom a type, what a base type is made of, or a partition key: many are refused, which says nothing of the
    rest.
    """
    others = dict(drawn)
    words = [path for path in others if path]
    if random.random() < 0.85:
        types = _types(drawn)
        words = [path for path in words if not any(_is_part(path, one) or _is_part(one, path) for one in types)]
    if words:
        del others[random.choice(words)]
    return others


_KEY = "partition by"
_TYPES = frozenset(
    word
    for name in ("type", "named_type", "any_type", "row_type", "ordered", "partition_key", "base_rest")
    for word in WORDS[name]
)


def _types(drawn: Drawn) -> list[tuple[int, ...]]:
    """Where types were drawn, or what a table is partitioned by."""
    return [path for path, word in drawn if word in _TYPES]


def _is_part(path: tuple[int, ...], of: tuple[int, ...]) -> bool:
    return path[: len(of)] == of


@contextmanager
def asking(server: ShadowServer) -> Iterator[Takes]:
    """What an empty database takes, one piece after the other."""
    with server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        yield partial(_takes, connection)


def accepted(server: ShadowServer, pieces: Pieces) -> Pieces:
    """The pieces that the server takes, one after the other."""
    with asking(server) as takes:
        return tuple(piece for piece in pieces if takes(piece))


def as_sql(pieces: Sequence[Piece]) -> str:
    """All of them, to be run at once: what was put off until the end of each is not until that of all."""
    ends = {"row": "set constraints all immediate;\n"}
    return "".join(f"{piece.text};\n{ends.get(piece.kind, '')}" for piece in pieces)


def _takes(connection: "psycopg.Connection[tuple[object, ...]]", piece: Piece) -> bool:
    try:
        connection.execute(piece.text.encode())
    except psycopg.Error:
        return False
    return True


def _weights(kinds: Sequence[str]) -> list[int]:
    """A kind with many forms comes more often, so that each form comes at all."""
    return [1 + len(KINDS[kind]) // 4 for kind in kinds]


@dataclass(slots=True)
class _Schema:
    """Pieces that are being put together."""

    random: Random
    takes: Takes
    numbers: Iterator[int]
    pieces: list[Piece] = field(default_factory=list)
    depth: int = 0
    """How many pieces are waiting for one that they need."""

    def keep(self, piece: Piece) -> bool:
        if self.takes(piece):
            self.pieces.append(piece)
            return True
        return False

    def add(
        self,
        kind: str,
        number: int,
        place: str | None = None,
        forms: Sequence[str] = (),
        drawn: Mapping[tuple[int, ...], str] | None = None,
    ) -> None:
        """Add a piece, in one of the forms that are given or of all, if its needs can be met and it is taken.

        Where words are given that were drawn before, they stay as far as they fit.
        """
        if place is None:
            places = [piece.bare + "." for piece in self.pieces if piece.kind == "schema"]
            place = self.random.choice(["public.", "public.", *places])
        for _ in range(_TRIES):
            filling = _Filling(self, Piece(kind, number, place, ""), drawn or {})
            with suppress(NothingThereError):
                text = filling.text((), forms or KINDS[kind]).replace("{{", "{").replace("}}", "}")
                if self.keep(Piece(kind, number, place, text, tuple(filling.drawn.items()))):
                    return

    def of(self, kind: str) -> list[Piece]:
        """The pieces of a kind; one is made where there is none."""
        if not any(one.kind == kind for one in self.pieces) and self.depth < _DEEPEST:
            self.depth += 1
            self.add(kind, next(self.numbers))
            self.depth -= 1
        return [one for one in self.pieces if one.kind == kind]


@dataclass(frozen=True, slots=True)
class _Filling:
    """A form whose holes are being filled."""

    schema: _Schema
    piece: Piece
    before: Mapping[tuple[int, ...], str]
    drawn: dict[tuple[int, ...], str] = field(default_factory=dict)

    def text(self, path: tuple[int, ...], choices: Sequence[str]) -> str:
        """One of the choices, the one from before where it is among them, with its own holes filled."""
        if not choices:
            raise NothingThereError
        chosen = self.before.get(path)
        if chosen is None or chosen not in choices:
            chosen = self.schema.random.choice(choices)
        self.drawn[path] = chosen
        parts = _HOLE.split(chosen)
        for index in range(1, len(parts), 2):
            name = parts[index]
            parts[index] = parts[2 * int(name) + 1] if name.isdigit() else self._word((*path, index // 2), name)
        return "".join(parts)

    def _word(self, path: tuple[int, ...], name: str) -> str:
        if name == "own":
            return self.piece.bare
        if name == "self":
            return self.piece.place + self.piece.bare
        if name in WORDS:
            return self.text(path, WORDS[name])
        if name in KINDS:
            return self.text(path, [one.name for one in self.schema.of(name)])
        kind, _, how = name.rpartition("_")
        there = self.schema.of(kind)
        return self.text(path, [one.on if how == "on" else one.within for one in there])
