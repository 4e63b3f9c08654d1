"""How long starting takes, in CPU beside `python -c pass` and an empty screen: `python -m tests.benchmarks.start`."""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from supatui.catalog.snapshot import to_json
from tests.benchmarks.measure import TICKS, Table, in_turn, installed, median, supatui
from tests.builders import catalog, column, table

VERSION_AT_MOST = 1.5
DIFF_AT_MOST = 5.0
FRAME_AT_MOST = 1.3
"""Times the CPU that an empty Textual app takes to its first frame."""

PATIENCE_SECONDS = 30.0
SIZE = struct.pack("HHHH", 36, 120, 0, 0)
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("first frame")
Empty().run()
"""


def snapshots(folder: Path) -> tuple[Path, Path]:
    """Two small schemas with a few differences, saved."""
    paths = folder / "local.json", folder / "remote.json"
    for path, count in zip(paths, (3, 4), strict=True):
        items = []
        for number in range(10):
            items.append(table(f"t{number}"))
            items += [column(items[-1], f"c{place}") for place in range(count)]
        path.write_text(to_json(catalog(*items)), encoding="utf-8")
    return paths


def measure_commands(report: Table, rounds: int, folder: Path) -> None:
    """Ratios of commands that need no server."""
    local, remote = snapshots(folder)
    sides = ("--local", f"snapshot:{local}", "--remote", f"snapshot:{remote}")
    # diff ends with 1 where something differs
    diff = ("sh", "-c", 'exec 2>/dev/null; "$@"; test $? -eq 1', "sh", *supatui("diff", *sides))
    commands: dict[str, Sequence[Sequence[str]]] = {
        "python -c pass": [(sys.executable, "-c", "pass")],
        "--version": [supatui("--version")],
        "--help": [supatui("--help")],
        "diff of two small snapshots": [diff],
    }
    in_turn(commands, 1)  # writes the bytecode
    costs = {name: median(runs) for name, runs in in_turn(commands, rounds).items()}
    least = costs.pop("python -c pass").cpu_seconds
    limits = {"--version": VERSION_AT_MOST, "diff of two small snapshots": DIFF_AT_MOST}
    for name, cost in costs.items():
        report.line(name, cost.cpu_seconds / least, limits.get(name), detail=f"{cost.cpu_seconds * 1000:.0f} ms CPU")


def first_frame(command: Sequence[str], marker: bytes, folder: Path) -> float:
    """CPU seconds of a program until the terminal got the marker."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, SIZE)
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env=installed() | {"TERM": "xterm-256color", "PYTHONPATH": str(Path.cwd())},
        start_new_session=True,
    )
    os.close(terminal)
    try:
        seen, end = b"", time.monotonic() + PATIENCE_SECONDS
        while marker not in seen:
            ready, _, _ = select.select([controller], [], [], 0.005)
            if ready:
                seen += os.read(controller, 65536)
            assert time.monotonic() < end, seen[-500:]
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(controller)


def measure_frames(report: Table, rounds: int, folder: Path) -> None:
    """The first frame of the screen, on two snapshots, beside that of an app with one word in it."""
    local, remote = folder / "local.json", folder / "remote.json"
    jobs: dict[str, tuple[Sequence[str], bytes]] = {
        "empty": ((sys.executable, "-c", EMPTY_APP), b"first frame"),
        "screen": (supatui("--local", f"snapshot:{local}", "--remote", f"snapshot:{remote}"), b"supatui"),
    }
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds + 1):
        for name, (command, marker) in jobs.items():
            spent[name].append(first_frame(command, marker, folder))
    empty, screen = (statistics.median(figures[1:]) for figures in spent.values())
    report.line("first frame beside an empty app", screen / empty, FRAME_AT_MOST, detail=f"{screen:.2f} s CPU")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure starting.")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each job (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    report = Table()
    with tempfile.TemporaryDirectory() as name:
        measure_commands(report, parsed.rounds, Path(name))
        measure_frames(report, parsed.rounds, Path(name))
    return 0 if report.is_reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
