"""What a command costs: CPU of itself and of the server it asks, wall time, peak memory; and ratios of such figures."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers import CACHE

TICKS = os.sysconf("SC_CLK_TCK")
BACKEND_END_SECONDS = 0.3
"""How long a backend may take to end after its client did; only then the server's clock knows what it used."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    client_seconds: float
    """CPU, children included."""
    server_seconds: float
    """CPU of the server's backends that ended meanwhile."""
    wall_seconds: float
    peak_bytes: int
    """Of the client's largest process."""
    output: bytes

    @property
    def cpu_seconds(self) -> float:
        return self.client_seconds + self.server_seconds


LAUNCHER = """
import os, sys
child = os.fork()
if not child:
    os.close(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
os.write(int(sys.argv[1]), b"%f %f" % (used.ru_utime + used.ru_stime, used.ru_maxrss))
os._exit(os.waitstatus_to_exitcode(status) & 255)
"""
"""Starts a command and tells what it used. A process counts the memory of the one that it was forked from as its own,
and this one has little."""


class FailedError(Exception):
    """A command that did not end with 0, with what it said."""


def installed() -> dict[str, str]:
    """The environment of an installed program: its bytecode is there, beside no source of this tree."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**environment, "PYTHONPYCACHEPREFIX": str(CACHE / "bytecode")}


def cost_of(command: Sequence[str], postmaster: int | None = None) -> Cost:
    """Run a command to its end. `postmaster` is the process of the server that it asks.

    Raises: FailedError.
    """
    before = ended_children(postmaster)
    start = time.monotonic()
    told, tell = os.pipe()
    process = subprocess.Popen(
        (sys.executable, "-I", "-S", "-c", LAUNCHER, str(tell), *command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=installed(),
        pass_fds=[tell],
    )
    os.close(tell)
    output, said = process.communicate()
    wall = time.monotonic() - start
    with os.fdopen(told) as figures:
        seconds, kilobytes = (float(one) for one in figures.read().split())
    if process.returncode:
        raise FailedError(f"{command[0]}: {said.decode(errors='replace').strip()[-500:]}")
    if postmaster is not None:
        time.sleep(BACKEND_END_SECONDS)
    server = ended_children(postmaster) - before
    return Cost(seconds, server, wall, round(kilobytes * 1024), output)


def ended_children(process: int | None, *, own: bool = False) -> float:
    """CPU seconds of the children of a process that have ended; `own` for this one's.

    Source: proc(5), stat, cutime and cstime.
    """
    if process is None and not own:
        return 0.0
    fields = Path(f"/proc/{process or 'self'}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


def in_turn(
    commands: Mapping[str, Sequence[Sequence[str]]], rounds: int, postmaster: int | None = None
) -> dict[str, list[Cost]]:
    """The costs of each of several jobs, run in turn so that a busy machine is as hard on one as on the other.

    A job is one or more commands, whose costs are added up; of their memory the larger one counts.
    """
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, job in commands.items():
            found[name].append(_sum([cost_of(command, postmaster) for command in job]))
    return found


def _sum(costs: Sequence[Cost]) -> Cost:
    return Cost(
        sum(one.client_seconds for one in costs),
        sum(one.server_seconds for one in costs),
        sum(one.wall_seconds for one in costs),
        max(one.peak_bytes for one in costs),
        b"".join(one.output for one in costs),
    )


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure; the output is the last one's."""
    return Cost(
        statistics.median(one.client_seconds for one in costs),
        statistics.median(one.server_seconds for one in costs),
        statistics.median(one.wall_seconds for one in costs),
        round(statistics.median(one.peak_bytes for one in costs)),
        costs[-1].output,
    )


def supatui(*arguments: str) -> tuple[str, ...]:
    """The command line of the program."""
    return (sys.executable, "-m", "supatui", *arguments)


class Table:
    """Lines of figures with a target each; remembers whether all were reached."""

    def __init__(self) -> None:
        self.is_reached = True

    def line(self, what: str, figure: float, target: float | None = None, unit: str = "x", detail: str = "") -> None:
        """Print a figure beside the most that it may be."""
        reached = target is None or figure <= target
        self.is_reached &= reached
        allowed = "" if target is None else f"  of {target:g}"
        mark = "" if reached else "  OVER"
        print(f"{what:58} {figure:8.2f} {unit}{allowed}{mark}  {detail}".rstrip(), flush=True)
