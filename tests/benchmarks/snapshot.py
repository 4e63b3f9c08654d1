"""Writing a catalog as a snapshot, and reading it back: `python -m tests.benchmarks.snapshot`.

CPU of this process, beside what Python's own `json` takes for the same document. Each figure is the median of the
rounds.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

from supatui.catalog.collector import collect_rarely
from supatui.catalog.snapshot import from_json, to_json
from supatui.settings import Settings
from supatui.sources.live import read_database
from supatui.sources.stop import Stop
from tests.benchmarks.databases import MAJOR, Host, host
from tests.benchmarks.measure import Table
from tests.benchmarks.schemas import make_schema


def seconds(job: Callable[[], object], rounds: int) -> float:
    """CPU of one run."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        job()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def measure(table: Table, server: Host, tables: int, rounds: int) -> None:
    """Print the ratios for a schema of this size."""
    conninfo = server.filled(make_schema(tables)).conninfo
    catalog = read_database(conninfo, "benchmark", Settings(), Stop("benchmark"))
    text = to_json(catalog)
    document = json.loads(text)
    print(f"{tables} tables: {len(catalog.objects)} objects, {len(text) / 1e6:.1f} MB")
    # a catalog keeps its fingerprint, and a copy has none yet: writing reckons it, and so does reading
    writing = seconds(lambda: to_json(catalog._replace(label="copy")), rounds)
    reading = seconds(lambda: from_json(text, label="benchmark"), rounds)
    dumping = seconds(lambda: json.dumps(document, ensure_ascii=False), rounds)
    loading = seconds(lambda: json.loads(text), rounds)
    table.line("  written, beside json.dumps", writing / dumping, detail=f"{writing:.2f} s CPU")
    table.line("  read, beside json.loads", reading / loading, detail=f"{reading:.2f} s CPU")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure snapshots beside json.")
    parser.add_argument("--tables", type=int, nargs="+", default=[10, 100, 1000, 5000], help="sizes")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each job (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    table = Table()
    collect_rarely()  # as the program does
    with host(MAJOR) as server:
        for tables in parsed.tables:
            measure(table, server, tables, parsed.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
