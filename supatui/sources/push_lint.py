"""What keeps a file from running with `supabase db push`, or from running as one: found by shape, not by meaning.

Source: Supabase CLI 3.1, by pushing such files to PostgreSQL: the statements of a file go out as one pipeline without
BEGIN, split around those that PostgreSQL refuses in a transaction.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from supatui.sources.statements import Piece, PieceKind, is_block_control, runs_alone, runs_one_by_one, split


class PushProblem(NamedTuple):
    """One reason, at one line of the file."""

    line: int
    what: str
    hint: str
    is_fatal: bool
    """The push fails; else it runs, in parts that do not stand or fall together."""


HARMLESS = ("\\restrict", "\\unrestrict")
_NEW_VALUE = re.compile(r"\badd\s+value\s+(?:if\s+not\s+exists\s+)?('(?:[^']|'')*')", re.IGNORECASE)
_BLOCK_ONLY = {
    "LOCK": "LOCK TABLE",
    "SAVEPOINT": "SAVEPOINT",
    "RELEASE": "RELEASE SAVEPOINT",
    "DECLARE": "DECLARE CURSOR",
}
"""PostgreSQL 18 takes LOCK and DECLARE behind another statement of the pipeline; no hosted major does."""


def push_problems(text: str) -> tuple[PushProblem, ...]:
    """Everything that is found in a file, by line."""
    pieces = [piece for piece in split(text) if piece.kind is not PieceKind.BLANK]
    own_blocks = [piece for piece in pieces if is_block_control(piece)]
    found = [*_not_sql(pieces), *_in_parts(text, pieces, own_blocks)]
    if not own_blocks:
        found += [*_outside_a_block(pieces), *_new_values(pieces)]
    return tuple(sorted(found))


def _not_sql(pieces: Sequence[Piece]) -> Iterator[PushProblem]:
    for piece in pieces:
        if piece.kind is PieceKind.META:
            hint = "remove the line" if piece.sql.startswith(HARMLESS) else "say it in SQL"
            yield PushProblem(piece.line, f"a psql command: {piece.sql.split()[0]}", hint, is_fatal=True)
        elif piece.kind is PieceKind.COPY:
            what = "COPY ... FROM stdin: its lines of data are no SQL"
            yield PushProblem(piece.line, what, "write the rows as INSERT", is_fatal=True)


def _in_parts(text: str, pieces: Sequence[Piece], own_blocks: Sequence[Piece]) -> Iterator[PushProblem]:
    if own_blocks:
        first = own_blocks[0]
        what = f"its own {first.words[0]}: each statement outside of it is on its own, and so is the history row"
        yield PushProblem(first.line, what, "leave BEGIN and COMMIT out: a file is one transaction", is_fatal=False)
        return
    alone = [piece for piece in pieces if runs_alone(piece)]
    if alone and len(pieces) > 1 and not runs_one_by_one(text):
        what = f"{_short(alone[0])} runs outside the transaction: what is before it stays if something after it fails"
        yield PushProblem(alone[0].line, what, "give it a file of its own", is_fatal=False)


def _outside_a_block(pieces: Sequence[Piece]) -> Iterator[PushProblem]:
    for piece in pieces:
        name = _BLOCK_ONLY.get("".join(piece.words[:1]))
        if name == "DECLARE CURSOR" and "HOLD" in piece.words:
            continue
        if name is not None or (piece.words[:1] == ("ROLLBACK",) and "TO" in piece.words):
            what = f"{name or 'ROLLBACK TO'} needs a transaction block, and there is none (25P01)"
            yield PushProblem(piece.line, what, "leave it out, or put it into a DO block's code", is_fatal=True)


def _new_values(pieces: Sequence[Piece]) -> Iterator[PushProblem]:
    """A value that is added to an enum and used by a later statement. Bodies of functions are not run yet."""
    for number, piece in enumerate(pieces):
        if piece.words[:2] != ("ALTER", "TYPE") or (added := _NEW_VALUE.search(piece.sql)) is None:
            continue
        for later in pieces[number + 1 :]:
            if added[1] in later.sql and not _adds_beside(later):
                what = f"{added[1]} is added to an enum and used in line {later.line} (55P04)"
                yield PushProblem(piece.line, what, "use it in a later file", is_fatal=True)
                break


def _adds_beside(piece: Piece) -> bool:
    """ADD VALUE ... BEFORE or AFTER the new one uses no row; a routine's body is only text until it is called."""
    is_routine = piece.words[:1] == ("CREATE",) and bool({"FUNCTION", "PROCEDURE"} & set(piece.words[1:4]))
    return is_routine or piece.words[:2] in {("ALTER", "TYPE"), ("COMMENT", "ON")}


def _short(piece: Piece) -> str:
    return " ".join(piece.words[:4]).lower()


_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)'
_OF_PLATFORM = rf'"?(?:auth|storage|realtime)"?\.{_NAME}'
_REFUSED = re.compile(
    rf"""
    (?: (?:alter|drop|create(?:\s+or\s+replace)?) \s+ (?:table|view|function|type|sequence) \s+
        (?:if\s+(?:not\s+)?exists\s+)? (?:only\s+)?
      | create \s+ (?:unique\s+)? index \s+ (?:concurrently\s+)? (?:if\s+not\s+exists\s+)? (?:{_NAME}\s+)?
        on \s+ (?:only\s+)?
    )
    (?P<name>{_OF_PLATFORM})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ROW_SECURITY = re.compile(r"\benable\s+row\s+level\s+security\s*\Z", re.IGNORECASE)


def platform_problems(text: str) -> tuple[PushProblem, ...]:
    """Statements on what is the platform's own in auth, storage and realtime, which it refuses to a project (42501).

    Only what begins with the plain words for it is found; of anything else nothing is said. Policies, triggers and
    foreign keys are a project's to make there.
    Source: Supabase, restricted access to auth, storage and realtime, since 2025-04-21.
    """
    found: list[PushProblem] = []
    for piece in split(text):
        match = _REFUSED.match(piece.sql) if piece.kind is PieceKind.STATEMENT else None
        if match is None:
            continue
        hint = "leave it out: policies, triggers and foreign keys are what a project may make there"
        if _ROW_SECURITY.search(piece.sql):
            hint = "leave it out: row level security is on there already"
        what = f"{match['name']} is the platform's own: must be owner (42501)"
        found.append(PushProblem(piece.line, what, hint, is_fatal=True))
    return tuple(found)
