"""Reading over a far connection: `python -m tests.benchmarks.latency`.

A proxy holds back what goes each way for half of the round trip. How many round trips reading takes is the wall time
over it less that over the socket, divided by the round trip.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from supatui.settings import Settings
from supatui.sources.live import read_database
from supatui.sources.stop import Stop
from tests.benchmarks.databases import MAJOR, host
from tests.benchmarks.measure import Table
from tests.benchmarks.schemas import make_schema

ROUND_TRIPS_AT_MOST = 6
"""More than over the socket; connecting is two of them."""


@contextmanager
def far_away(socket: str, delay: float) -> Iterator[int]:
    """A port of this machine that leads to a unix socket, `delay` seconds away."""
    command = (sys.executable, "-m", "tests.benchmarks.proxy", socket, str(delay))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        try:
            yield int(proxy.stdout.readline())
        finally:
            proxy.terminate()


def seconds(conninfo: str) -> float:
    """Wall time of reading one catalog, connecting included."""
    start = time.monotonic()
    read_database(conninfo, "benchmark", Settings(), Stop("benchmark"))
    return time.monotonic() - start


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure reading over latency.")
    parser.add_argument("--tables", type=int, nargs="+", default=[10, 1000], help="sizes (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each (default: %(default)s)")
    parser.add_argument("--milliseconds", type=float, default=80.0, help="a round trip (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    report = Table()
    delay = parsed.milliseconds / 2000
    with host(MAJOR) as server:
        for tables in parsed.tables:
            near = server.filled(make_schema(tables)).conninfo
            where = conninfo_to_dict(near)
            with far_away(f"{where['host']}/.s.PGSQL.{where['port']}", delay) as port:
                far = make_conninfo(near, host="127.0.0.1", port=port)
                seconds(near)
                pairs = [(seconds(near), seconds(far)) for _ in range(parsed.rounds)]
            more = statistics.median(b - a for a, b in pairs) / (2 * delay)
            detail = f"{statistics.median(b for _, b in pairs):.2f} s"
            report.line(f"{tables} tables: round trips more", more, ROUND_TRIPS_AT_MOST, "", detail)
    return 0 if report.is_reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
