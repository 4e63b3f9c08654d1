"""What planning between two databases costs beside two `pg_dump --schema-only`: `python -m tests.benchmarks.plan`.

On seeded schemas of several sizes, with 2 % of them changed and with nothing changed: CPU of the client and the server
together, peak memory, wall time. Each figure is the median of the rounds, in which the jobs take turns.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from tests.benchmarks.databases import MAJOR, Host, host
from tests.benchmarks.measure import Cost, Table, in_turn, median, supatui
from tests.benchmarks.schemas import change, make_schema

SIZES = (10, 100, 1000, 5000)
CHANGED_AT_MOST = {1000: 1.0, 5000: 0.6}
"""Times the CPU of the two dumps, by number of tables."""
SAME_AT_MOST = {5000: 0.4}
MEMORY_AT_MOST = {5000: 2.0}
"""Times the memory of pg_dump."""
GROWTH_AT_MOST = 1.2
"""CPU a table in the largest schema beside that in the schema of 1 000 tables."""

DUMPS, CHANGED, SAME, ROWS = "two dumps", "2 % changed", "nothing changed", "rows alone"


def jobs(server: Host, tables: int, peers: Mapping[str, str]) -> dict[str, list[Sequence[str]]]:
    """The commands to hold against one another; the databases stay until the server ends."""
    schema = make_schema(tables)
    old, new = server.filled(schema), server.filled(change(schema))
    same = server.copy(new)
    found: dict[str, list[Sequence[str]]] = {
        DUMPS: [server.dump(old), server.dump(new)],
        CHANGED: [supatui("plan", old.url, new.url, "--no-proof")],
        SAME: [supatui("plan", new.url, same.url, "--no-proof")],
        ROWS: [(sys.executable, "-m", "tests.benchmarks.rows", one.url) for one in (old, new)],
    }
    for name, command in peers.items():
        found[name] = [[part.format(old=old.url, new=new.url) for part in command.split()]]
    return found


def measure(table: Table, server: Host, sizes: Sequence[int], rounds: int, peers: Mapping[str, str]) -> None:
    """Print the ratios of every size."""
    spent: dict[str, dict[int, float]] = {CHANGED: {}, ROWS: {}}
    for tables in sizes:
        costs = {
            name: median(runs) for name, runs in in_turn(jobs(server, tables, peers), rounds, server.postmaster).items()
        }
        dumps = costs.pop(DUMPS)
        print(f"{tables} tables; {DUMPS}: {_words(dumps)}")
        for name, cost in costs.items():
            limit = {CHANGED: CHANGED_AT_MOST, SAME: SAME_AT_MOST}.get(name, {}).get(tables)
            table.line(f"  {name}: CPU", cost.cpu_seconds / dumps.cpu_seconds, limit, detail=_words(cost))
            if name in {CHANGED, SAME}:
                table.line(f"  {name}: memory", cost.peak_bytes / dumps.peak_bytes, MEMORY_AT_MOST.get(tables))
        for name, of_size in spent.items():
            of_size[tables] = costs[name].cpu_seconds
    largest = max(sizes)
    if 1000 in sizes and largest > 1000:
        for name, of_size in spent.items():
            growth = of_size[largest] / largest / (of_size[1000] / 1000)
            table.line(f"{name}: CPU a table at {largest} beside 1000", growth, GROWTH_AT_MOST)


def _words(cost: Cost) -> str:
    return (
        f"{cost.client_seconds:.2f} + {cost.server_seconds:.2f} s CPU, {cost.wall_seconds:.2f} s,"
        f" {cost.peak_bytes / 1e6:.0f} MB"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure planning beside pg_dump.")
    parser.add_argument("--tables", type=int, nargs="+", default=list(SIZES), help="sizes (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each job (default: %(default)s)")
    parser.add_argument("--major", type=int, default=MAJOR, help="of the server (default: %(default)s)")
    parser.add_argument(
        "--peer",
        metavar="NAME=COMMAND",
        action="append",
        default=[],
        help="another program, with {old} and {new} for the addresses: 'migra=migra --unsafe {old} {new}' (repeatable)",
    )
    parsed = parser.parse_args(arguments)
    peers = dict(one.split("=", 1) for one in parsed.peer)
    table = Table()
    with ExitStack() as stack:
        server = stack.enter_context(host(parsed.major))
        measure(table, server, parsed.tables, parsed.rounds, peers)
    return 0 if table.is_reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
