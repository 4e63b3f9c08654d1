"""Names, literals and bodies survive quoting: a server reads back what was meant."""

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supatui.catalog.quoting import dollar_quoted, ident, literal, sql
from supatui.shadow import ShadowDatabase

TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20)
NAMES = TEXTS.filter(lambda name: name and len(name.encode()) < 64)
ON_SERVER = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ON_SERVER
@given(name=NAMES)
def test_name_survives_quoting(database: ShadowDatabase, name: str) -> None:
    with psycopg.connect(database.conninfo) as connection:
        cursor = connection.execute(sql("select 1 as {}", ident(name)).encode())
        assert cursor.description is not None
        assert cursor.description[0].name == name


@ON_SERVER
@given(text=TEXTS)
def test_text_survives_quoting(database: ShadowDatabase, text: str) -> None:
    with psycopg.connect(database.conninfo) as connection:
        row = connection.execute(sql("select {}, {}", literal(text), dollar_quoted(text)).encode()).fetchone()
        assert row == (text, text)


def test_every_keyword_that_needs_quotes_is_quoted(database: ShadowDatabase) -> None:
    with psycopg.connect(database.conninfo) as connection:
        rows = connection.execute("select word from pg_catalog.pg_get_keywords() where catcode <> 'U'").fetchall()
    assert [word for (word,) in rows if ident(word) == word] == []
