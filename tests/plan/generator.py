"""Random schemas and random edits of them, out of the grammar; the same seed gives the same schemas."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from random import Random

import psycopg

from supatui.shadow import ShadowServer
from tests.plan.grammar import KINDS, WORDS

_HOLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


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

    @property
    def bare(self) -> str:
        return f"{self.kind}_{self.number}"

    @property
    def name(self) -> str:
        qualified = "{self}" in KINDS[self.kind][0]
        return self.place + self.bare if qualified else self.bare


Pieces = tuple[Piece, ...]


def compose(random: Random, size: int) -> Pieces:
    """About `size` pieces, the objects that others need first."""
    kinds = list(KINDS)
    wanted = sorted(random.choices(kinds, _weights(kinds), k=size), key=kinds.index)
    pieces: list[Piece] = []
    for number, kind in enumerate(["schema", "enum", "domain", "table", "table", *wanted]):
        _add(random, pieces, kind, number)
    return tuple(sorted(pieces, key=lambda piece: kinds.index(piece.kind)))


def edit(random: Random, pieces: Pieces, *, kept: Container[Piece] = (), first: int = 100) -> Pieces:
    """Some pieces gone, some in another form or another schema under the same name, some new, numbered from `first`.

    Those that are `kept` stay as they are. A table keeps or lacks its parents: PostgreSQL cannot make a column that a
    table has an inherited one only.
    """
    edited: list[Piece] = []
    for piece in pieces:
        what = 0.5 if piece in kept else random.random()
        if what < 0.12:
            continue
        if what > 0.7 and "inherits" not in piece.text:
            forms = [form for form in KINDS[piece.kind] if "inherits" not in form]
            _add(random, edited, piece.kind, piece.number, piece.place if what < 0.95 else None, forms)
        else:
            edited.append(piece)
    for number in range(first, first + random.randrange(8)):
        _add(random, edited, random.choice(list(KINDS)), number)
    return tuple(edited)


def accepted(server: ShadowServer, pieces: Pieces) -> Pieces:
    """The pieces that the server takes, one after the other."""
    with server.create_database() as database, psycopg.connect(database.conninfo, autocommit=True) as connection:
        return tuple(piece for piece in pieces if _takes(connection, piece))


def as_sql(pieces: Sequence[Piece]) -> str:
    return "".join(f"{piece.text};\n" for piece in pieces)


def _takes(connection: "psycopg.Connection[tuple[object, ...]]", piece: Piece) -> bool:
    try:
        connection.execute(piece.text.encode())
    except psycopg.Error:
        return False
    return True


def _weights(kinds: Sequence[str]) -> list[int]:
    frequent = {"table", "column", "constraint", "index", "view", "privilege", "comment", "owner", "function"}
    return [3 if kind in frequent else 1 for kind in kinds]


def _add(
    random: Random,
    pieces: list[Piece],
    kind: str,
    number: int,
    place: str | None = None,
    forms: Sequence[str] = (),
) -> None:
    """Add a piece, in one of the forms that are given or of all, if everything that the form needs is there."""
    if place is None:
        places = [piece.bare + "." for piece in pieces if piece.kind == "schema"]
        place = random.choice(["public.", "public.", *places])
    piece = Piece(kind, number, place, "")
    try:
        text = _filled(random, random.choice(forms or KINDS[kind]), piece, pieces)
    except NothingThereError:
        return
    pieces.append(replace(piece, text=text))


def _filled(random: Random, form: str, piece: Piece, pieces: Sequence[Piece]) -> str:
    def word(hole: re.Match[str]) -> str:
        name = hole[1]
        if name == "own":
            return piece.bare
        if name == "self":
            return piece.place + piece.bare
        if name in WORDS:
            return _filled(random, random.choice(WORDS[name]), piece, pieces)
        there = [one.name for one in pieces if one.kind == name]
        if not there:
            raise NothingThereError
        return random.choice(there)

    return _HOLE.sub(word, form).replace("{{", "{").replace("}}", "}")
