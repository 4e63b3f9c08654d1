"""The screen on large schemas: `python -m tests.benchmarks.tree`.

CPU from a key to the painted screen, of a filter stroke, and the longest time that the event loop stood still while
50 000 objects a side were compared and shown. Headless: a terminal's own time is not in it.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.tui.app import SupatuiApp
from tests.benchmarks.measure import Table
from tests.builders import column, item, table
from tests.tui.builders import app_of
from tests.tui.waiting import settle

COLUMNS = 9
KEY_AT_MOST = STROKE_AT_MOST = 50.0
STALL_AT_MOST = 100.0
"""Milliseconds."""
TICK_SECONDS = 0.005


def schemas(objects: int) -> tuple[Catalog, Catalog, Catalog]:
    """Base, local and remote; on each side every fiftieth table has another column type."""
    found: dict[ObjectId, SchemaObject] = {}
    for number in range(objects // (COLUMNS + 1)):
        schema = item("schema", f"app_{number // 250}", schema="", owner="postgres")
        found[schema.id] = schema
        made = table(f"t{number}")
        made = made._replace(id=made.id._replace(schema=schema.id.name))
        found[made.id] = made
        for place in range(COLUMNS):
            part = column(made, f"c{place}", "bigint")
            found[part.id] = part
    base = Catalog(found, server_version=180000, label="base")
    return base, _changed(base, "numeric", "local", 0), _changed(base, "text", "remote", 25)


def _changed(base: Catalog, type_name: str, label: str, offset: int) -> Catalog:
    objects = dict(base.objects)
    tables = [one for one in objects if one.kind == "table"]
    for one in tables[offset::50]:
        part = objects[ObjectId("column", one.schema, "c1", one.name)]
        objects[part.id] = part._replace(attributes={**part.attributes, "type": type_name})
    return base._replace(objects=objects, label=label)


async def stalls(until_done: asyncio.Event) -> float:
    """The longest that the event loop let a short sleep wait, in milliseconds."""
    longest = 0.0
    while not until_done.is_set():
        start = time.monotonic()
        await asyncio.sleep(TICK_SECONDS)
        longest = max(longest, time.monotonic() - start - TICK_SECONDS)
    return longest * 1000


async def key_cost(pilot: Pilot[int], key: str) -> float:
    """CPU milliseconds of this process from a key until what it changed is painted."""
    painted = asyncio.Event()
    start = time.process_time()
    pilot.app.simulate_key(key)
    pilot.app.call_after_refresh(painted.set)
    await painted.wait()
    await asyncio.sleep(0)
    return (time.process_time() - start) * 1000


async def measure(report: Table, objects: int, folder: Path, rounds: int) -> None:
    app: SupatuiApp = app_of(folder, schemas(objects))
    async with app.run_test(size=(120, 36)) as pilot:
        done = asyncio.Event()
        watch = asyncio.create_task(stalls(done))
        start = time.process_time()
        await settle(pilot)
        done.set()
        report.line(f"{objects} objects: longest stall while opening", await watch, STALL_AT_MOST, "ms")
        print(f"    {time.process_time() - start:.2f} s CPU until both trees stand")
        for step in ("f", "f", "f", "f", "f"):  # to all objects
            start = time.process_time()
            await pilot.press(step)
            await settle(pilot)
        report.line(f"{objects} objects: all of them shown", (time.process_time() - start) * 1000, unit="ms")
        for keys in (("down",), ("pagedown",), ("end", "home")):
            costs = [await key_cost(pilot, key) for _ in range(rounds) for key in keys]
            what = f"{objects} objects: key {' and '.join(keys)} to paint"
            report.line(what, statistics.median(costs), KEY_AT_MOST, "ms")
        await pilot.press("slash")
        await settle(pilot)
        assert isinstance(app.focused, Input)
        spent: dict[str, list[float]] = {letter: [] for letter in "t12"}
        for _ in range(rounds):
            for letter, costs in spent.items():
                costs.append(await key_cost(pilot, letter))
            for _ in spent:
                await key_cost(pilot, "backspace")
        strokes = [statistics.median(costs) for costs in spent.values()]
        detail = f"least {max(min(costs) for costs in spent.values()):.0f} ms"
        report.line(f"{objects} objects: filter stroke", max(strokes), STROKE_AT_MOST, "ms", detail)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure the screen on large schemas.")
    parser.add_argument("--objects", type=int, nargs="+", default=[1000, 50_000], help="sizes (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="keys of each sort (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    report = Table()
    for objects in parsed.objects:
        with tempfile.TemporaryDirectory() as name:
            asyncio.run(measure(report, objects, Path(name), parsed.rounds))
    return 0 if report.is_reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
