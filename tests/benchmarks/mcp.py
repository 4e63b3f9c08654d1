"""What reading through the MCP server costs beside reading over the socket: `python -m tests.benchmarks.mcp`.

The npm server runs against the tests' stand-in for Supabase's Management API, over a private PostgreSQL; the way to
Supabase itself is not in it. CPU is of supatui, the npm server and PostgreSQL; the stand-in's own does not count.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from supatui.project.secrets import TOKEN_VARIABLE
from tests.benchmarks.databases import MAJOR, host
from tests.benchmarks.measure import Table, in_turn, median, supatui
from tests.benchmarks.schemas import make_schema
from tests.sources.management_api import TOKEN, management_api
from tests.sources.mcp_servers import installed_server, missing_node, stdio_address

SOCKET, MCP = "socket", "mcp"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure reading through the MCP server beside the socket.")
    parser.add_argument("--tables", type=int, nargs="+", default=[10, 100, 1000], help="sizes (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    if why := missing_node():
        print(why)
        return 1
    program, report = installed_server(), Table()
    os.environ[TOKEN_VARIABLE] = TOKEN
    with host(MAJOR) as server:
        for tables in parsed.tables:
            database = server.filled(make_schema(tables))
            with management_api(database.conninfo) as api:
                jobs: dict[str, Sequence[Sequence[str]]] = {
                    SOCKET: [supatui("snapshot", database.url)],
                    MCP: [supatui("snapshot", stdio_address(program, api))],
                }
                costs = {name: median(runs) for name, runs in in_turn(jobs, parsed.rounds, server.postmaster).items()}
                queries = len(api.queries) // parsed.rounds
            near, far = costs[SOCKET], costs[MCP]
            detail = f"{far.cpu_seconds:.2f} s beside {near.cpu_seconds:.2f} s, {queries} queries"
            report.line(f"{tables} tables through MCP: CPU", far.cpu_seconds / near.cpu_seconds, detail=detail)
            detail = f"{far.wall_seconds:.2f} s beside {near.wall_seconds:.2f} s"
            report.line(f"{tables} tables through MCP: wall time", far.wall_seconds / near.wall_seconds, detail=detail)
            assert far.output == near.output, "the two ways read something else"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
