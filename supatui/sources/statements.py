"""Split SQL text into statements, as the Supabase CLI and psql do; nothing here learns what a statement means.

Law: the pieces joined give the text back, whatever the text is.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

_IDENT = r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*"
_TAG = r"\$(?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*)?\$"

_TOKEN = re.compile(
    rf"""
    (?P<blank>[\s\ufeff]+)
  | (?P<comment>--[^\r\n]*)
  | (?P<block>/\*)
  | (?P<escaped>[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z))
  | (?P<text>'(?:[^']|'')*(?:'|\Z))
  | (?P<quoted>"(?:[^"]|"")*(?:"|\Z))
  | (?P<word>{_IDENT})
  | (?P<dollar>{_TAG})
  | (?P<meta>\\)
  | (?P<other>[^;])
  | (?P<semicolon>;)
    """,
    re.VERBOSE | re.DOTALL,
)
"""One token. Unterminated quotes run to the end: the server then says what is wrong with them.

Source: PostgreSQL manual, Lexical Structure. A word is tried before a dollar quote, so a `$` inside a name opens none.
"""

_COMMENT_EDGE = re.compile(r"/\*|\*/")
_COPY_END = re.compile(r"^\\\.[ \t]*(?:\r?\n|\Z)", re.MULTILINE)

KEPT_WORDS = 8
"""How many leading words of a statement are kept: enough for CREATE OR REPLACE ... and CREATE UNIQUE INDEX ..."""


_NO_TRANSACTION = re.compile(r"\ufeff?-- pg-delta: transaction=false[ \t]*(?:\r?\n|\Z)")
"""The first line of a file whose statements run one by one. Source: Supabase CLI 3."""

_OF_SERVER = frozenset({"ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM"})
_BLOCK_WORDS = frozenset({"BEGIN", "COMMIT", "END", "ABORT", "ROLLBACK"})


class PieceKind(StrEnum):
    STATEMENT = "statement"
    COPY = "copy"
    """COPY ... FROM stdin with the lines of data that follow it."""
    META = "meta"
    """A psql command: a backslash and the rest of its line."""
    BLANK = "blank"
    """White space, comments and lone semicolons."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text, with everything before its first token and its own semicolon."""

    kind: PieceKind
    text: str = field(repr=False)
    sql: str
    """From the first token to the one before the semicolon; for META the command."""
    line: int
    """Of the first token in the whole text, from 1."""
    words: tuple[str, ...]
    """The first words outside parentheses, quotes and comments, in upper case."""
    data: str = field(default="", repr=False)
    """For COPY: its lines, without the closing `\\.`."""

    def line_at(self, position: int) -> int:
        """The line of a character of `sql`, counted from 1 as the server counts."""
        return self.line + self.sql.count("\n", 0, max(position - 1, 0))


def split(text: str) -> list[Piece]:
    """The pieces of a text, in order."""
    splitter = _Splitter(text)
    pieces: list[Piece] = []
    while splitter.position < len(text):
        pieces.append(splitter.next_piece())
    return pieces


def runs_one_by_one(text: str) -> bool:
    """Whether the file says that each of its statements runs by itself, outside a transaction."""
    return _NO_TRANSACTION.match(text) is not None


def is_block_control(piece: Piece) -> bool:
    """Whether the file opens and closes transactions itself."""
    first, second = (*piece.words, "", "")[:2]
    if first == "ROLLBACK":
        return "TO" not in piece.words
    return first in _BLOCK_WORDS or (first, second) in {("START", "TRANSACTION"), ("PREPARE", "TRANSACTION")}


def runs_alone(piece: Piece) -> bool:
    """What PostgreSQL refuses inside a transaction block. Source: Supabase CLI, migration files."""
    words = piece.words
    if words[:1] in {("VACUUM",), ("CLUSTER",)} or words[:2] == ("ALTER", "SYSTEM"):
        return True
    return words[:1] in {("CREATE",), ("DROP",), ("REINDEX",)} and "CONCURRENTLY" in words[1:4]


def is_of_server(piece: Piece) -> bool:
    """What belongs to the whole server, so that neither a catalog nor a dump of one database shows it."""
    first, second, third = (*piece.words, "", "", "")[:3]
    if first in {"GRANT", "REVOKE"}:
        return "ON" not in piece.words and len(piece.words) < KEPT_WORDS
    if first == "COMMENT":
        return third in _OF_SERVER
    return first in {"CREATE", "ALTER", "DROP"} and second in _OF_SERVER and "MAPPING" not in piece.words


def recorded_statements(text: str) -> list[str]:
    """The statements of a file as the Supabase CLI keeps them in the migration history.

    Trimmed, without the final semicolon; comments stay, and one that stands alone is a statement of its own.
    Source: Supabase CLI 3.1, by pushing files to a server and reading what it recorded.
    """
    # With a line end behind it, only a piece that its own semicolon ends can end in one: a comment cannot.
    pieces = split(text.removeprefix("\ufeff") + "\n")
    statements = (piece.text.removesuffix(";").strip() for piece in pieces)
    return [statement for statement in statements if statement]


class _Splitter:
    """Walks over the tokens once and remembers what decides whether a semicolon ends a statement."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0
        self.counted, self.line = 0, 1

    def next_piece(self) -> Piece:
        start, first, last = self.position, None, self.position
        words: list[str] = []
        depth, previous, in_body, at_statement = 0, "", False, False
        while match := _TOKEN.match(self.text, self.position):
            group, token = match.lastgroup, match[0]
            if group == "meta" and first is None:
                return self._meta(start)
            self._skip(group, match)
            if group in {"blank", "comment", "block"}:
                continue
            if group == "semicolon":
                if first is None:
                    return self._piece(PieceKind.BLANK, start, None, last, [])
                if depth == 0 and not in_body:
                    return self._finished(start, first, last, words)
                at_statement = depth == 0
                last = self.position
                continue
            first = match.start() if first is None else first
            last = self.position
            if token == "(":
                depth += 1
            elif token == ")":
                depth = max(depth - 1, 0)
            elif group == "word":
                word = token.upper()
                if in_body and at_statement and depth == 0 and word == "END":
                    in_body = False
                elif word == "ATOMIC" and previous == "BEGIN" and depth == 0 and _makes_routine(words):
                    in_body, at_statement = True, True
                    continue
                if depth == 0 and not in_body and len(words) < KEPT_WORDS:
                    words.append(word)
            previous, at_statement = token.upper(), False
        return self._finished(start, first, last, words)

    def _skip(self, group: str | None, match: re.Match[str]) -> None:
        """Move behind a token whose end the pattern alone cannot find."""
        if group == "block":
            self.position = self._behind_comment(match.start())
        elif group == "dollar":
            end = self.text.find(match[0], match.end())
            self.position = len(self.text) if end < 0 else end + len(match[0])
        else:
            self.position = match.end()

    def _behind_comment(self, start: int) -> int:
        depth = 0
        for edge in _COMMENT_EDGE.finditer(self.text, start):
            depth += 1 if edge[0] == "/*" else -1
            if depth == 0:
                return edge.end()
        return len(self.text)

    def _finished(self, start: int, first: int | None, last: int, words: list[str]) -> Piece:
        if first is None:
            return self._piece(PieceKind.BLANK, start, None, last, [])
        if words[:1] == ["COPY"] and _reads_stdin(self.text[first:last]):
            return self._copy(start, first, last, words)
        return self._piece(PieceKind.STATEMENT, start, first, last, words)

    def _meta(self, start: int) -> Piece:
        first = self.position
        end = re.compile(r"[\r\n]|\Z").search(self.text, first)
        assert end is not None
        self.position = end.start()
        return self._piece(PieceKind.META, start, first, self.position, [])

    def _copy(self, start: int, first: int, last: int, words: list[str]) -> Piece:
        rest = re.compile(r"[^\n]*(?:\n|\Z)").match(self.text, self.position)
        assert rest is not None
        end = _COPY_END.search(self.text, rest.end())
        data = self.text[rest.end() : end.start() if end else len(self.text)]
        self.position = end.end() if end else len(self.text)
        return self._piece(PieceKind.COPY, start, first, last, words, data)

    def _piece(
        self, kind: PieceKind, start: int, first: int | None, last: int, words: list[str], data: str = ""
    ) -> Piece:
        begin = start if first is None else first
        self.line += self.text.count("\n", self.counted, begin)
        self.counted = begin
        sql = "" if first is None else self.text[first:last]
        return Piece(kind, self.text[start : self.position], sql, self.line, tuple(words), data)


def _makes_routine(words: list[str]) -> bool:
    return words[:1] == ["CREATE"] and any(word in {"FUNCTION", "PROCEDURE"} for word in words[1:4])


def _reads_stdin(sql: str) -> bool:
    """Whether a COPY statement reads from standard input: FROM STDIN outside parentheses and quotes."""
    previous, depth = "", 0
    for match in _TOKEN.finditer(sql):
        if match.lastgroup in {"blank", "comment"}:
            continue
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 and match.lastgroup == "word":
            if (previous, match[0].upper()) == ("FROM", "STDIN"):
                return True
            previous = match[0].upper()
        elif match.lastgroup != "other":
            previous = ""
    return False
