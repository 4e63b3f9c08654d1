"""McpRunner: the catalog's own queries, many in one call, each answer exact to the last bit.

One call runs `select set_config(...)` and then one statement, so its settings hold and it sees one moment. That
statement turns every query into a JSON document of its own, and gives their sizes and SHA-256 digests before a page of
their text. What does not fit into the page is asked for again, those queries alone, and must have the digests of the
first call: so everything is from the moment of the first call, although each call is a session of its own.

A document is text inside the row: numbers beyond 2^53 and U+2028 would not survive as JSON values of the row.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from supatui.catalog.quoting import Sql, joined, literal, sql
from supatui.catalog.runner import Rows
from supatui.errors import ConnectionLostError
from supatui.settings import Settings
from supatui.sources.mcp_answer import not_understood, rows_of
from supatui.sources.mcp_session import READING_TOOL, Session
from supatui.sources.session_settings import session_settings

PAGE_BYTES = 1_900_000
"""Of documents in one answer, which must not pass 2 MB."""
PAGE_CHARACTERS = (1_800_000, 1_500_000, 1_200_000, 900_000, 650_000, 450_000)
"""How many of documents an answer may hold: the most that fit into its bytes. One takes at most four bytes, with its
quoting, so the last always fits."""
ATTEMPTS = 3
"""How often a read begins anew when the schema changed under it."""

_CALL = """
{};
with documents (number, document) as materialized (
{}
), described as (
    select
        number,
        document,
        pg_catalog.char_length(document) as size,
        pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(document, 'UTF8')), 'hex') as digest
    from documents
), whole as (
    select pg_catalog.string_agg(document, '' order by number) as text
    from documents
)
select
    pg_catalog.json_build_object(
        'search_path', pg_catalog.current_setting('search_path'),
        'sizes', pg_catalog.json_agg(size order by number),
        'digests', pg_catalog.json_agg(digest order by number)
    )::text
    || chr(10)
    || (
        select pg_catalog.substr(w.text, {}, pg_catalog.max(c.characters))
        from whole as w
        cross join pg_catalog.unnest(array[{}]) as c (characters)
        cross join lateral pg_catalog.substr(w.text, {}, c.characters) as p (text)
        where
            c.characters = {}
            -- quotes and backslashes are quoted twice on the way
            or pg_catalog.octet_length(p.text)
            + 3 * (pg_catalog.char_length(p.text) - pg_catalog.char_length(pg_catalog.translate(p.text, '"\\', '')))
            <= {}
        group by w.text
    ) as document
from described
"""

_DOCUMENT = """
    select {}, (
        select
            '[' || coalesce(
                pg_catalog.string_agg(
                    replace(replace(pg_catalog.row_to_json(answer)::text, chr(8232), {}), chr(8233), {}), ','
                ),
                ''
            ) || ']'
        from (
{}
        ) as answer
    )
"""

_FLOATS = re.compile(r"::(?:float8|double precision)\s+as\s+(\w+)")
"""Columns that a query gives as floating point, which JSON does not tell from whole numbers."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One call's answer: what all asked documents are like, and a piece of their text."""

    sizes: tuple[int, ...]
    digests: tuple[str, ...]
    text: str


class _Changed(Exception):
    """A document is not what it was in the first call."""


class McpRunner:
    """Runs queries through a session's `execute_sql`; the caller opened the session and closes it."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session, self._settings = session, settings
        self._where = session.server.label

    def run(self, queries: Sequence[Sql]) -> Iterator[Rows]:
        """The answers in the order of the queries, all from one moment.

        Raises: ConnectError, ConnectionLostError, CatalogPermissionError, SqlError, CancelledError.
        """
        for _ in range(ATTEMPTS):
            try:
                documents = self._documents(queries)
            except _Changed:
                self._session.told("the schema changed while it was read: reading it again")
                continue
            for document, query in zip(documents, queries, strict=True):
                yield self._rows(document, query)
            return
        hint = "read again when nobody changes it, or over PostgreSQL (postgresql://...), which reads one moment"
        raise ConnectionLostError(
            f"the schema changed {ATTEMPTS} times while it was read", where=self._where, hint=hint
        )

    def _documents(self, queries: Sequence[Sql]) -> list[str]:
        """The document of each query. Raises: _Changed."""
        first = self._page(queries, list(range(len(queries))), 0)
        text, total = first.text, sum(first.sizes)
        while len(text) < total:
            number, offset = _position(first.sizes, len(text))
            asked = _needed(first.sizes, number, offset)
            page = self._page(queries, asked, offset)
            if page.digests != first.digests[asked[0] : asked[-1] + 1]:
                raise _Changed
            if not page.text:
                raise not_understood("a page is empty", self._where)
            text += page.text
        return list(self._cut(text, first))

    def _cut(self, text: str, page: _Page) -> Iterator[str]:
        """The documents one by one, each proven to be what the database digested."""
        start = 0
        for size, digest in zip(page.sizes, page.digests, strict=True):
            document = text[start : start + size]
            if hashlib.sha256(document.encode()).hexdigest() != digest:
                raise not_understood("its text is not what the database sent", self._where)
            yield document
            start += size

    def _rows(self, document: str, query: Sql) -> Rows:
        try:
            return _rows(document, query)
        except (ValueError, TypeError) as error:
            raise not_understood(f"there are no rows in it ({error})", self._where) from error

    def _page(self, queries: Sequence[Sql], numbers: Sequence[int], offset: int) -> _Page:
        parts = [_document(number, queries[number]) for number in numbers]
        documents = joined("    union all\n", parts)
        sizes, start = joined(", ", [sql("{}", size) for size in PAGE_CHARACTERS]), offset + 1
        call = sql(
            _CALL, session_settings(self._settings), documents, start, sizes, start, PAGE_CHARACTERS[-1], PAGE_BYTES
        )
        rows = rows_of(self._session.call(READING_TOOL, {"query": call}), where=self._where)
        try:
            ((answer,),) = (row.values() for row in rows)
            head, _, text = str(answer).partition("\n")
            about = json.loads(head)
            page = _Page(tuple(int(size) for size in about["sizes"]), tuple(about["digests"]), text)
        except (ValueError, KeyError, TypeError) as error:
            raise not_understood(f"it has no page of the catalog ({error})", self._where) from error
        if about["search_path"] != "" or len(page.sizes) != len(numbers) or len(text) > PAGE_CHARACTERS[0]:
            raise not_understood("the session's settings do not hold", self._where)
        return page


def _document(number: int, query: Sql) -> Sql:
    return sql(_DOCUMENT, number, literal("\\u2028"), literal("\\u2029"), query)


def _position(sizes: Sequence[int], read: int) -> tuple[int, int]:
    """(number, offset) of the document that goes on after so many characters."""
    for number, size in enumerate(sizes):
        if read < size:
            return number, read
        read -= size
    raise AssertionError("everything has been read")


def _needed(sizes: Sequence[int], number: int, offset: int) -> list[int]:
    """The documents that the next page takes text from."""
    last, reach = number, sizes[number] - offset
    while reach < PAGE_CHARACTERS[0] and last + 1 < len(sizes):
        last += 1
        reach += sizes[last]
    return list(range(number, last + 1))


def _rows(document: str, query: Sql) -> Rows:
    """A document as rows, with the values that psycopg gives for them. Raises: ValueError, TypeError."""
    found: list[list[tuple[str, object]]] = json.loads(document, object_pairs_hook=list)
    if not found:
        return Rows((), [])
    columns = tuple(name for name, _ in found[0])
    floats = {position for position, name in enumerate(columns) if name in _FLOATS.findall(query)}
    return Rows(
        columns,
        [
            tuple(
                float(value) if position in floats and isinstance(value, int) else value
                for position, (_, value) in enumerate(row)
            )
            for row in found
        ],
    )
