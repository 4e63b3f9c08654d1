"""The splitter: what ends a statement, and the law that nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supatui.sources.statements import Piece, PieceKind, recorded_statements, split

FRAGMENTS = [
    *["select 1", "'a;b'", "'it''s'", "E'\\';'", '"odd;name"', "$$;$$", "$tag$ ; $$ ; $tag$", "a$b$c", "é$x$"],
    *["-- note;\n", "/* ; /* ; */ */", "(", ")", ";", "\n", "\r\n", "\ufeff", "\\connect x\n", "begin atomic", "end"],
    *["create function f() returns int ", "case", "copy t from stdin", "1\t2\n", "\\.\n", "'", "$$", "/*", '"', "E'"],
]


def sqls(text: str) -> list[str]:
    return [piece.sql for piece in split(text) if piece.kind is not PieceKind.BLANK]


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(FRAGMENTS)).map(" ".join), st.lists(st.sampled_from(FRAGMENTS)).map("".join)
    )
)
@settings(max_examples=400, deadline=None)
def test_pieces_joined_give_the_text_back(text: str) -> None:
    assert "".join(piece.text for piece in split(text)) == text


@given(st.lists(st.sampled_from(FRAGMENTS)).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_every_statement_is_a_part_of_its_piece_on_the_line_it_says(text: str) -> None:
    for piece in split(text):
        assert piece.sql in piece.text
        if piece.kind is PieceKind.STATEMENT:
            lines = text.split("\n")
            assert piece.sql.split("\n")[0].rstrip("\r") in lines[piece.line - 1]


@pytest.mark.parametrize(
    "statement",
    [
        "select 'a;b', 'it''s;', e'\\';', E'it\\'s;'",
        'select ";""x;"',
        "select $$;$$, $a$;$$;$a$, $é$;$é$",
        "select a$b$ from t where c$b$ = 1",
        "select 1 -- not here;\n + 2",
        "select /* ; /* nested; */ still; */ 1",
        "create rule r as on insert to t do also (insert into u values (1); insert into v values (2))",
        "create function f() returns int begin atomic select 1; select case when true then 1 else 2 end; end",
        "CREATE OR REPLACE PROCEDURE p(a int DEFAULT (1)) LANGUAGE sql BEGIN ATOMIC INSERT INTO pend VALUES (1); END",
        "create function f() returns int begin atomic; end",
        "create function fn_atomic() returns void language sql as 'select 1;'",
        "select U&'\\0441;', b'1', x'ff'",
    ],
)
def test_a_semicolon_inside_does_not_split(statement: str) -> None:
    assert sqls(f"{statement};\nselect 2;") == [statement, "select 2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1; select 2", ["select 1", "select 2"]),
        ("begin; select atomic; end; select 1", ["begin", "select atomic", "end", "select 1"]),
        ("select 'c:\\'; select 2", ["select 'c:\\'", "select 2"]),
        ("select nope'a;b'; x", ["select nope'a;b'", "x"]),
        ("\ufeffselect 1;", ["select 1"]),
        (";;; -- nothing\n /* nor here; */ ;", []),
        ("", []),
    ],
)
def test_statements_are_told_apart(text: str, expected: list[str]) -> None:
    assert sqls(text) == expected


def test_lines_count_from_the_first_token_and_on_to_the_servers_position() -> None:
    first, second = (piece for piece in split("\n-- one\nselect 1;\n\n/* two\n */ select\n  oops;") if piece.sql)
    assert (first.line, second.line) == (3, 6)
    assert second.line_at(second.sql.index("oops") + 1) == 7


def test_psql_commands_are_pieces_of_their_own() -> None:
    pieces: list[Piece] = [piece for piece in split("select 1;\n\\connect other\nselect 2;") if piece.sql]
    assert [(piece.kind, piece.sql, piece.line) for piece in pieces] == [
        (PieceKind.STATEMENT, "select 1", 1),
        (PieceKind.META, "\\connect other", 2),
        (PieceKind.STATEMENT, "select 2", 3),
    ]


def test_copy_keeps_its_lines_of_data() -> None:
    text = "COPY public.t (a, b) FROM stdin;\n1\tit's; fine\n2\t\\N\n\\.\n\nselect 1;"
    copy, after = (piece for piece in split(text) if piece.sql)
    assert (copy.kind, copy.sql) == (PieceKind.COPY, "COPY public.t (a, b) FROM stdin")
    assert copy.data == "1\tit's; fine\n2\t\\N\n"
    assert (after.sql, after.line) == ("select 1", 6)


@pytest.mark.parametrize("text", ["copy t to stdin;", "copy (select 1 from stdin) to '/f';", "copy t from 'stdin';"])
def test_only_copy_from_stdin_takes_data(text: str) -> None:
    assert [piece.kind for piece in split(text + "\nselect 1;")] == [PieceKind.STATEMENT] * 2


def test_the_first_words_are_kept_without_what_is_in_quotes_or_comments() -> None:
    (piece,) = split('/* x */ Create Unique Index /* y */ Concurrently "drop" on t (a)')
    assert piece.words[:4] == ("CREATE", "UNIQUE", "INDEX", "CONCURRENTLY")


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("\ufeff-- top\nselect 1 ;\n\n select 2", ["-- top\nselect 1", "select 2"]),
        ("select 1;; ;\n-- alone\n;\n-- last", ["select 1", "-- alone", "-- last"]),
        ("select 1 -- a;\n; select 2 -- b;", ["select 1 -- a;", "select 2 -- b;"]),
        ("select 1 /* c; */;", ["select 1 /* c; */"]),
        (" \n", []),
    ],
)
def test_statements_are_recorded_trimmed_with_their_comments(text: str, recorded: list[str]) -> None:
    assert recorded_statements(text) == recorded
