"""What throwaway databases cost: `python -m tests.benchmarks.shadow`.

Replaying 60 migrations beside psql running the same files on the same server, in CPU and wall time; and planning a
small change with its proof, in wall time once the server is up.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from supatui.plan.build import build_plan
from supatui.plan.model import ProofState
from supatui.plan.prove import prove
from supatui.settings import Settings
from supatui.sources.live import connected, read_database
from supatui.sources.migrations import run_migration
from supatui.sources.replay import Replay, SqlFile, read_files
from supatui.sources.stop import Stop
from tests.benchmarks.databases import Host, host
from tests.benchmarks.measure import BACKEND_END_SECONDS, Table, ended_children
from tests.benchmarks.schemas import Column, make_schema, statements

FILES = 60
REPLAY_AT_MOST = 1.2
PROOF_SECONDS = 1.5
TABLES = 60


def write_migrations(folder: Path) -> list[Path]:
    """A schema's DDL in 60 files, in order."""
    ddl = list(statements(make_schema(TABLES)))
    size = -(-len(ddl) // FILES)
    paths = [folder / f"{number:014}_part.sql" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_text("".join(f"{one};\n" for one in ddl[number * size : (number + 1) * size]), encoding="utf-8")
    return paths


def replayed(conninfo: str, files: Sequence[SqlFile]) -> None:
    with connected(conninfo, "benchmark", Settings()) as connection:
        replay = Replay(connection, Stop("benchmark"), assumed=frozenset())
        for file in files:
            run_migration(replay, file)


def by_psql(server: Host, url: str, paths: Sequence[Path]) -> None:
    """Each file in a transaction of its own, as a replay does it, all over one connection."""
    psql = server.pg_dump.with_name("psql")
    text = "".join(f"begin;\n\\i {path}\ncommit;\n" for path in paths)
    command = [str(psql), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url]
    subprocess.run(command, input=text, text=True, check=True, capture_output=True)


def cost(server: Host, work: Callable[[], None]) -> tuple[float, float]:
    """CPU seconds of client and server, and wall seconds."""
    own, children = time.process_time(), ended_children(server.postmaster)
    psql = ended_children(None, own=True)
    start = time.monotonic()
    work()
    wall = time.monotonic() - start
    time.sleep(BACKEND_END_SECONDS)
    spent = time.process_time() - own + ended_children(None, own=True) - psql
    return spent + ended_children(server.postmaster) - children, wall


def measure_replay(report: Table, server: Host, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = write_migrations(Path(name))
        files = read_files(paths)
        ours: list[tuple[float, float]] = []
        theirs: list[tuple[float, float]] = []
        for _ in range(rounds):
            with server.server.create_database() as one, server.server.create_database() as other:
                theirs.append(cost(server, lambda url=other.url: by_psql(server, url, paths)))  # type: ignore[misc]  # bound now
                ours.append(cost(server, lambda info=one.conninfo: replayed(info, files)))  # type: ignore[misc]  # bound now
    for place, what in enumerate(("CPU", "wall time")):
        mine, psql = (statistics.median(run[place] for run in runs) for runs in (ours, theirs))
        report.line(
            f"replay of {FILES} migrations beside psql: {what}", mine / psql, REPLAY_AT_MOST, "x", f"{mine:.2f} s"
        )


def measure_proof(report: Table, server: Host, rounds: int) -> None:
    schema = make_schema(TABLES)
    first, *others = schema.tables
    wider = replace(first, columns=(*first.columns, Column("added", first.columns[0].type, None, False)))
    old, new = server.filled(schema), server.filled(replace(schema, tables=(wider, *others)))
    spent = []
    for _ in range(rounds):
        start = time.monotonic()
        before, after = (read_database(one.conninfo, "side", Settings(), Stop("side")) for one in (old, new))
        plan = build_plan(before, after)
        proof = prove(plan, before, after, server.server, supabase=False)
        spent.append(time.monotonic() - start)
        assert proof.state is ProofState.PROVEN, proof
    report.line(f"plan of one new column in {TABLES} tables, proven", statistics.median(spent), PROOF_SECONDS, "s")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure throwaway databases.")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each job (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    report = Table()
    with host() as server:
        measure_replay(report, server, parsed.rounds)
        measure_proof(report, server, parsed.rounds)
    return 0 if report.is_reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
