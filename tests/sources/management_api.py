"""A stand-in for Supabase's Management API over a real PostgreSQL: as much of it as reading through MCP needs."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
from psycopg import pq
from psycopg.rows import TupleRow

TOKEN = "sbp_" + "5ec2e7" * 6 + "beef"
REF = "abcdefghijklmnopqrst"
_BOOLEANS, _WHOLE, _FLOATING, _JSON = {16}, {20, 21, 23, 26}, {700, 701}, {114, 3802}
"""Type oids that come as JSON's own types, as node-postgres gives them; everything else comes as text."""


@dataclass
class ManagementApi:
    """What was asked, and what to answer instead of what is true."""

    conninfo: str = field(repr=False)
    url: str = ""
    queries: list[str] = field(default_factory=list)
    answer_bytes: list[int] = field(default_factory=list)
    """Size of each answer to a query."""
    refusals: list[tuple[int, str]] = field(default_factory=list)
    """(status, message) for the next requests, the first first."""
    known: dict[str, object] = field(default_factory=dict)
    """What is answered to a GET, by the path behind the project's ref."""
    before_query: Callable[[int], None] = lambda number: None
    """Called with the number of the query, from 1, before it is run."""

    def run(self, query: str, *, read_only: bool) -> list[dict[str, object]]:
        """The rows of the last statement that gives any, on a connection of its own."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            if read_only:
                connection.execute("set session characteristics as transaction read only")
            cursor = connection.execute(query.encode())
            rows: list[dict[str, object]] = []
            more: bool | None = True
            while more:
                if cursor.pgresult is not None and cursor.pgresult.status == pq.ExecStatus.TUPLES_OK:
                    rows = _rows(cursor) or rows
                more = cursor.nextset()
            return rows


def _rows(cursor: psycopg.Cursor[TupleRow]) -> list[dict[str, object]]:
    result = cursor.pgresult
    assert result is not None
    names = [(result.fname(one) or b"").decode() for one in range(result.nfields)]
    types = [result.ftype(one) for one in range(result.nfields)]
    return [
        {name: _value(types[one], result.get_value(row, one)) for one, name in enumerate(names)}
        for row in range(result.ntuples)
    ]


def _value(oid: int, raw: bytes | None) -> object:
    if raw is None:
        return None
    text = raw.decode()
    if oid in _BOOLEANS:
        return text == "t"
    if oid in _WHOLE:
        return int(text)
    if oid in _FLOATING:
        return float(text)
    return json.loads(text) if oid in _JSON else text


@contextmanager
def management_api(conninfo: str) -> Iterator[ManagementApi]:
    """The stand-in, answering at `url` while the context lasts."""
    api = ManagementApi(conninfo)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(api: ManagementApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            return

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers.get("content-length") or 0))))

        def _answer(self, asked: dict[str, object] | None) -> None:
            if self.headers.get("authorization") != f"Bearer {TOKEN}":
                return self._send(401, {"message": "Unauthorized"})
            if api.refusals:
                status, message = api.refusals.pop(0)
                return self._send(status, {"message": message})
            root, _, rest = self.path.partition(f"/v1/projects/{REF}/")
            if root:
                return self._send(404, {"message": "Project not found"})
            if asked is not None and rest == "database/query":
                return self._query(str(asked["query"]), read_only=bool(asked.get("read_only")))
            if rest in api.known:
                return self._send(200, api.known[rest])
            return self._send(404, {"message": f"no {rest} here"})

        def _query(self, query: str, *, read_only: bool) -> None:
            api.queries.append(query)
            api.before_query(len(api.queries))
            try:
                rows = api.run(query, read_only=read_only)
            except psycopg.Error as error:
                said = f"ERROR:  {error.sqlstate}: {error.diag.message_primary}"
                return self._send(400, {"message": f"Failed to run sql query: {said}"})
            return self._send(201, rows)

        def _send(self, status: int, document: object) -> None:
            body = json.dumps(document).encode()
            if status == 201:
                api.answer_bytes.append(len(body))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
